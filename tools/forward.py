#!/usr/bin/env python3
"""A Tiny Recursive Model in NumPy: the forward pass of this project, short enough to read in one sitting.

    python3 tools/forward.py models/sudoku.safetensors 53..7....6..195....98....
    ./solve --dump steps.safetensors puzzle.txt
    python3 tools/forward.py models/sudoku.safetensors steps.safetensors

The first solves a Sudoku. The second computes every step of a dump again (docs/files.md) and says how far the two are
apart; numbers have 64 bits here and 32 there. Shapes are written [P, S, D]: P planes, S tokens (registers, then the L
cells), D width; attention has H heads of width E = D / H.

Exit codes: 0 done, and equal to 1e-4; 1 not equal; 2 a model that is no TRM with attention or MLP mixer, or bad input.
"""
import json
import math
import struct
import sys

import numpy as np

TYPES = {"F16": "<f2", "BF16": "<u2", "F32": "<f4", "F64": "<f8", "I32": "<i4", "I64": "<i8", "U8": "u1", "U64": "<u8"}


def read_safetensors(path):
    """8 bytes with the length of a JSON header, the header, the numbers. Returns tensors by name, and the metadata."""
    raw = open(path, "rb").read()
    size = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:8 + size])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, t in header.items():
        begin, end = (8 + size + offset for offset in t["data_offsets"])
        x = np.frombuffer(raw[begin:end], TYPES[t["dtype"]]).reshape(t["shape"])
        if t["dtype"] == "BF16":
            x = (x.astype("<u4") << 16).view("<f4")  # the upper half of 32 bits
        tensors[name] = x.astype("f8") if "F" in t["dtype"] else x  # so that all rounding is the other program's
    return tensors, metadata


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def rms(x, axis=-1):
    return x / np.sqrt((x * x).mean(axis=axis, keepdims=True) + 1e-5)


def gated(g, u):
    return g / (1 + np.exp(-g)) * u


class Model:
    def __init__(self, path):
        self.w, self.about = read_safetensors(path)
        get = self.about.get
        self.mixers = get("mixer", "?").split(",")
        kind = "winner-takes-all" if get("latents", "1") != "1" else get("algorithm", "trm")
        if kind != "trm" or set(self.mixers) - {"attention", "mlp"}:
            raise ValueError(f"{path}: a model with --algorithm {kind} --mixer {','.join(self.mixers)}; "
                             "this reads --algorithm trm with --mixer attention or mlp")
        self.width, self.layers, self.n, self.T, self.registers = (
            int(get(key, 0)) for key in ("width", "layers", "latent-updates", "cycles", "registers"))
        self.heads = int(get("heads", 1))
        self.kv_heads = int(get("kv-heads", 0)) or self.heads
        self.planes, self.by_size = get("planes") == "on", get("sharpness", "fixed") == "size"
        self.positions, self.exchange = get("positions"), get("exchange", "mean")
        self.carries, self.networks = get("carry", "on") == "on", "LH"[:int(get("networks", 1))]
        # Symbols that are shared have rows of their own: padding, the tokens, of which classes are a part.
        shared, self.classes = int(get("symbol-rows", 0)) > 0, int(get("classes", 0))
        self.first_token, self.first_class = (1, int(get("class-row"))) if shared else (0, 0)

    def sharpness(self, things, at_one):
        """Softmaxes over more things are made sharper, so that they single out as few of them."""
        return math.log2(things) / math.log2(at_one) if self.by_size else 1

    def embed(self, tokens, places):
        """x [P, S, D] of tokens [P, L]."""
        unit, learned = math.sqrt(self.width), self.positions.startswith("learned")
        half = unit * math.sqrt(0.5) if learned else unit  # of two summands
        x = self.w["embed_tokens.embedding_weight"][self.first_token + tokens.astype(int)] * half
        at = self.w.get("embed_pos.embedding_weight")
        if self.positions == "learned":
            x = x + at[places] * half
        if self.registers:
            puzzle = self.w["puzzle_emb.weights"][0].reshape(-1, self.width)
            prefix = np.zeros((len(x), self.registers, self.width))
            prefix[:, :len(puzzle)] = puzzle * (half if self.positions == "learned-all" else unit)
            x = np.concatenate([prefix, x], axis=1)
        if self.positions == "learned-all":
            x = x + at[np.concatenate([np.arange(self.registers), self.registers + places])] * half
        return x

    def turn(self, x, places):
        """Rotary positions: x [..., S, E]; each pair (a, b) = (x[i], x[i + E / 2]) turns by an angle."""
        if self.positions != "rope":
            return x
        half = x.shape[-1] // 2
        number = np.concatenate([np.arange(self.registers), self.registers + places])
        angle = number[:, None] * 10000.0 ** (-np.arange(half) / half)
        c, s, a, b = np.cos(angle), np.sin(angle), x[..., :half], x[..., half:]
        return np.concatenate([a * c - b * s, b * c + a * s], axis=-1)

    def relation_bias(self, layer, relations):
        """[H, S, S] or 0: a number for how two cells are related. Registers have relations of their own, the last."""
        table = self.w.get(layer + "self_attn.relation_bias")
        if table is None:
            return 0
        cells, n = len(relations), self.registers
        index = np.empty((n + cells, n + cells), int)
        index[n:, n:] = relations
        index[:n] = table.shape[1] - n + np.arange(n)[:, None]
        index[:, :n] = table.shape[1] - n + np.arange(n)
        return 4 * self.sharpness(n + cells, 64) * table[:, index]

    def attention(self, layer, h, places, bias):
        """Every token looks at every token of its plane: h [P, S, D] -> [P, S, D]."""
        name, groups = layer + "self_attn.", self.kv_heads
        P, S, D = h.shape
        E = D // self.heads
        if groups == self.heads:
            q, k, v = np.split(h @ self.w[name + "qkv_proj.weight"].T, 3, axis=-1)
        else:
            q = h @ self.w[name + "q_proj.weight"].T
            k, v = np.split(h @ self.w[name + "kv_proj.weight"].T, 2, axis=-1)
        q, k, v = (x.reshape(P, S, -1, E).transpose(0, 2, 1, 3) for x in (q, k, v))  # [P, H, S, E]
        q, k = self.turn(q, places), self.turn(k, places)
        k, v = (np.repeat(x, self.heads // groups, axis=1) for x in (k, v))
        scores = self.sharpness(S, 64) / math.sqrt(E) * q @ k.transpose(0, 1, 3, 2) + bias
        out = (softmax(scores) @ v).transpose(0, 2, 1, 3).reshape(P, S, D)
        return out @ self.w[name + "o_proj.weight"].T

    def token_mlp(self, layer, h):
        """A SwiGLU along the cells: h [P, S, D] -> [P, S, D]."""
        g, u = np.split(self.w[layer + "mlp_t.gate_up_proj.weight"] @ h, 2, axis=1)
        return self.w[layer + "mlp_t.down_proj.weight"] @ gated(g, u)

    def exchange_planes(self, layer, h):
        """Attention among the planes of each cell."""
        name = layer + "plane_attn."
        P, S, D = h.shape
        q, k, v = (x.reshape(P, S, self.heads, -1).transpose(1, 2, 0, 3)  # [S, H, P, E]
                   for x in np.split(h @ self.w[name + "qkv_proj.weight"].T, 3, axis=-1))
        w = softmax(q @ k.transpose(0, 1, 3, 2) / math.sqrt(D // self.heads))
        return (w @ v).transpose(2, 0, 1, 3).reshape(P, S, D) @ self.w[name + "o_proj.weight"].T

    def swiglu(self, layer, h):
        """Along the channels. With planes, each is told a mean of all planes of its cell, weighted or not."""
        name = layer + "mlp."
        both = h @ self.w[name + "gate_up_proj.weight"].T
        if self.planes and self.exchange == "pool":
            s = self.sharpness(len(h), 8) * self.w[name + "context_sharpness"]
            context = (softmax(s * h, axis=0) * h).sum(axis=0)
        elif self.planes:
            context = 3 * h.mean(axis=0)
        if self.planes:
            both = both + context @ self.w[name + "context_proj.weight"].T
        return gated(*np.split(both, 2, axis=-1)) @ self.w[name + "down_proj.weight"].T

    def net(self, which, h, places, biases):
        """The one network, L, or of two L for z and H for y. Every sublayer is added to what it reads, and normed."""
        for i in range(self.layers):
            layer = f"{which}_level.layers.{i}."
            if self.mixers[i % len(self.mixers)] == "mlp":
                h = rms(h + self.token_mlp(layer, h), axis=1)
            else:
                h = rms(h + self.attention(layer, h, places, biases[layer]))
            if self.planes and self.exchange == "attention":
                h = rms(h + self.exchange_planes(layer, h))
            h = rms(h + self.swiglu(layer, h))
        return h

    def step(self, puzzle, y, z):
        """A supervision step. Returns y, z [P, S, D], logits [P, L, C] and the halting logit."""
        tokens, relations, places = puzzle
        x = self.embed(tokens, places)
        layers = (f"{which}_level.layers.{i}." for which in self.networks for i in range(self.layers))
        biases = {layer: self.relation_bias(layer, relations) for layer in layers}
        if not self.carries:
            y, z = self.w["H_init"], self.w["L_init"]
        for _ in range(self.T):
            for _ in range(self.n):
                z = self.net("L", x + y + z, places, biases)
            y = self.net(self.networks[-1], y + z, places, biases)
        pooled = (y[:, 0] if self.registers else y.reshape(-1, self.width)).mean(axis=0)
        halt = float((self.w["q_head.weight"] @ pooled + self.w["q_head.bias"].ravel())[0])
        classes = self.w["lm_head.weight"][self.first_class:self.first_class + self.classes]
        return y, z, y[:, self.registers:] @ classes.T, halt


def solve_sudoku(model, text, most=16, threshold=4):
    """Prints the answer after each step, until the model is sure."""
    cells = len(text)
    side = math.isqrt(cells)
    box = math.isqrt(side)
    digits = np.array([int(c, 17) if c not in ".0" else 0 for c in text])
    if side not in (4, 9, 16) or side * side != cells or model.about.get("puzzle") != "sudoku" or not model.planes:
        raise ValueError("a Sudoku of 16, 81 or 256 cells on one line, and a model of Sudokus with planes")
    row, column = np.divmod(np.arange(cells), side)
    same = [part[:, None] == part for part in (row, column, row // box * side + column // box)]
    relations = same[0] + 2 * same[1] + 4 * same[2]  # which rules forbid two cells to be equal
    symbol = np.arange(1, side + 1)[:, None]  # a plane each; tokens: 0 open, 1 given as this symbol, 2 as another
    tokens = np.where(digits == 0, 0, np.where(digits == symbol, 1, 2))
    y, z = model.w["H_init"], model.w["L_init"]  # [1, D]: the same for all tokens
    for number in range(1, most + 1):
        y, z, logits, halt = model.step((tokens, relations, np.arange(cells)), y, z)
        answer = logits.argmax(axis=0).ravel() + 1
        print(f"{''.join('.123456789ABCDEFG'[k] for k in answer)}  step {number}, halting logit {halt:.4f}")
        if halt > threshold:
            return


def compare(model, dump):
    """The largest difference to each array of a dump, as a share of the array's largest number if that is above 1. Each
    step starts where the dump's step before it ended: recursion makes a difference in the last digit grow."""
    worst = {"y": 0.0, "z": 0.0, "logits": 0.0, "halt": 0.0}
    for i in range(sum(name.endswith(".tokens") for name in dump)):
        puzzle = [dump.get(f"{i}.{name}") for name in ("tokens", "relations", "places")]
        y, z = model.w["H_init"], model.w["L_init"]
        for number in range(len(dump[f"{i}.halt"])):
            theirs = [dump[f"{i}.{name}"][number] for name in worst]
            for name, a, b in zip(worst, model.step(puzzle, y, z), theirs):
                worst[name] = max(worst[name], float(np.abs(a - b).max() / max(1, np.abs(b).max())))
            y, z = theirs[:2]
    print("largest differences: " + ", ".join(f"{name} {value:.1e}" for name, value in worst.items()))
    return all(value <= 1e-4 for value in worst.values())


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        model = Model(sys.argv[1])
        if sys.argv[2].endswith(".safetensors"):
            sys.exit(0 if compare(model, read_safetensors(sys.argv[2])[0]) else 1)
        solve_sudoku(model, sys.argv[2])
    except (OSError, ValueError, struct.error) as fault:
        print(f"forward.py: {fault}", file=sys.stderr)
        sys.exit(2)
