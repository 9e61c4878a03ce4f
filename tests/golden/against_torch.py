#!/usr/bin/env python3
"""Our programs against the equations of paper.py, on networks of the reference's names, shapes and types.

    /usr/bin/python3 tests/golden/against_torch.py answers|steps|names [--full]    from the top of the tree, once built

answers: `solve` and PyTorch answer the same puzzles, cell for cell, and agree in all logits
steps:   what three optimiser steps of `train` change, tensor by tensor
names:   tools/from_torch.py takes whatever names, types and files such weights have, and gives them back

--full: as many puzzles and as wide as docs/paper.md says; else a part of it, in seconds. Prints a line for each check,
"ok" or "FAILED" before it.
"""
import argparse
import contextlib
import csv
import io
import json
import math
import os
import subprocess
import sys
import tempfile

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "..", "tools")]
import from_torch
import paper

BUILD = os.environ.get("BUILD", "build")
TRAIN, SOLVE = os.environ.get("TRAIN", "./train"), os.environ.get("SOLVE", "./solve")
TOOL = [sys.executable, "tools/from_torch.py"]
PREFIX = from_torch.PREFIX
SUDOKU = dict(model="trm", networks=1, gradient_updates=0, carry=1, prefix=16, vocabulary=11, layers=2, n=6, T=3, cells=81, heads=4)

HRM = dict(model="hrm", networks=2, layers=4, n=2, T=2, prefix=1)


def check(good, text):
    print(("ok      " if good else "FAILED  ") + text)
    return good


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):  # 1: a puzzle is not solved
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


# --- a network as the reference makes it ----------------------------------------------------------------------------


def draw(generator, std, *shape):
    """Normal numbers, none beyond two sigma, with about this standard deviation."""
    x = torch.empty(shape)
    x.normal_(generator=generator).clamp_(-2, 2)
    return x * (std / 0.88)


def up_to_256(n):
    return -(-n // 256) * 256


def reference_state(c, seed, trained=False):
    """A state dict with the names, shapes and types of the released code; `trained`: no head or table is zero."""
    g = torch.Generator().manual_seed(seed)
    width, tokens = c["width"], c["prefix"] + c["cells"]
    inner, state = up_to_256(round(width * 8 / 3)), {}

    def matrix(name, rows, columns, scale=1.0):
        state[name + ".weight"] = draw(g, scale / math.sqrt(columns), rows, columns)

    state["H_init"] = draw(g, 1, width).bfloat16()
    state["L_init"] = draw(g, 1, width).bfloat16()
    state["embed_tokens.embedding_weight"] = draw(g, 1 / math.sqrt(width), c["vocabulary"], width)
    matrix("lm_head", c["vocabulary"], width)
    state["q_head.weight"] = draw(g, 0.5 / math.sqrt(width), 2, width) * trained
    state["q_head.bias"] = torch.full((2,), -5.0)
    state["puzzle_emb.weights"] = draw(g, 0.5, 1, width) * trained
    if c["positions"] == "learned":
        state["embed_pos.embedding_weight"] = draw(g, 1 / math.sqrt(width), tokens, width)
    for level in ("H_level", "L_level") if c["model"] == "hrm" else ("L_level",):
        for i in range(c["layers"]):
            at = f"{level}.layers.{i}."
            if c["mixer"] == "mlp":
                inner_t = up_to_256(round(tokens * 8 / 3))
                matrix(at + "mlp_t.gate_up_proj", 2 * inner_t, tokens)
                matrix(at + "mlp_t.down_proj", tokens, inner_t, c.get("down", 1))
            else:
                matrix(at + "self_attn.qkv_proj", 3 * width, width)
                matrix(at + "self_attn.o_proj", width, width)
            matrix(at + "mlp.gate_up_proj", 2 * inner, width)
            matrix(at + "mlp.down_proj", width, inner, c.get("down", 1))
    return {PREFIX + k: v for k, v in state.items()}


def tool(arguments):
    """from_torch.py without starting Python anew."""
    sys.argv = ["from_torch.py", *arguments]
    with contextlib.redirect_stdout(io.StringIO()):
        from_torch.main()


def bring(folder, state, c, *options):
    """The state dict through torch.save and from_torch.py."""
    torch.save(state, f"{folder}/step_1")
    sizes = ["--cells", str(c["cells"]), "--heads", str(c["heads"]), "--latent-updates", str(c["n"]), "--cycles", str(c["T"])]
    tool([f"{folder}/step_1", f"{folder}/model.safetensors", "--trust", *sizes, *options])
    return f"{folder}/model.safetensors"


def bare(state, dtype):
    return {k[len(PREFIX) :]: v.to(dtype) for k, v in state.items()}


# --- answers --------------------------------------------------------------------------------------------------------


def questions_of(path, count):
    with open(path) as file:
        rows = list(csv.DictReader(file))[:count]
    return [row["question"] for row in rows]


def tokens_of(questions):
    """In our numbers: 0 for an open cell."""
    return np.array([[0 if c == "." else int(c) for c in q] for q in questions], np.uint8)


def torch_answers(w, c, tokens, steps, dtype):
    """Logits of the digits [questions, steps, L, side] and q [questions, steps]."""
    side = math.isqrt(c["cells"])
    logits, q = [], []
    with torch.no_grad():
        for start in range(0, len(tokens), 10):
            t = torch.tensor(tokens[start : start + 10].astype(np.int64)) + 1  # 0 is padding there
            y, z = paper.start(w, c, len(t), c["cells"])
            rows = w["puzzle_emb.weights"][torch.zeros(len(t), dtype=torch.long)]
            found = []
            for _ in range(steps):
                y, z, v, halt = paper.forward(w, c, t, rows, y, z)
                found.append((v[:, :, 2 : 2 + side], halt[:, 0]))
            logits.append(torch.stack([f[0] for f in found], 1))
            q.append(torch.stack([f[1] for f in found], 1))
    return torch.cat(logits).numpy(), torch.cat(q).numpy()


def our_answers(folder, model, c, tokens, steps):
    side = math.isqrt(c["cells"])
    tokens.tofile(f"{folder}/questions")
    command = [f"{BUILD}/golden-answers", model, f"{folder}/questions", str(c["cells"]), str(steps)]
    out = np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, "<f4")
    out = out.reshape(len(tokens), steps, c["cells"] * side + 1)
    return out[:, :, :-1].reshape(len(tokens), steps, c["cells"], side), out[:, :, -1]


def solve_grids(folder, model, questions, steps):
    """What `solve` prints: the model's answer, but for cells that the question gives."""
    with open(f"{folder}/puzzles.csv", "w") as file:
        file.write("question\n" + "".join(q + "\n" for q in questions))
    lines = run(SOLVE, "--json", "--threads", "1", "--steps", str(steps), "--halt", "1e9", "--model", model,
                f"{folder}/puzzles.csv").splitlines()
    return [json.loads(line)["answer"] for line in lines]


def compare_answers(folder, name, model, w, c, questions, steps, dtype=torch.float64):
    tokens = tokens_of(questions)
    theirs, their_q = torch_answers({k: v.to(dtype) for k, v in w.items()}, c, tokens, steps, dtype)
    ours, our_q = our_answers(folder, model, c, tokens, steps)
    off, q_off = float(abs(theirs[:, -1] - ours[:, -1]).max()), float(abs(their_q[:, -1] - our_q[:, -1]).max())
    given = tokens > 0
    digits = np.where(given, tokens, theirs[:, -1].argmax(-1) + 1)
    expected = ["".join(map(str, row)) for row in digits]
    top = np.sort(theirs[:, -1], -1)
    clear = top[..., -1] - top[..., -2] > 2e-3  # of two logits that are nearly equal either may win
    alike = sum(a == b for a, b in zip(expected, solve_grids(folder, model, questions, steps)))
    cells = int(((theirs[:, -1].argmax(-1) != ours[:, -1].argmax(-1)) & clear).sum())
    text = (f"{name}, {steps} steps: {alike} of {len(questions)} grids of solve alike, {cells} cells of the raw answers "
            f"differ, logits within {off:.1e}, halting within {q_off:.1e}")
    return check(alike == len(questions) and cells == 0 and off < 1e-3 and q_off < 1e-3, text)


def compare_trained(folder, count, training):
    """A 4x4 model of our own, handed to PyTorch by from_torch.py --back."""
    run(f"{BUILD}/sudoku-data", "--side", "4", "--train", "500", "--test", str(count), "--out", f"{folder}/four")
    run(TRAIN, f"{folder}/four", "--threads", "1", "--seed", "1", "--out", f"{folder}/run", *TRAINED.split(), *training)
    model = f"{folder}/run/model.safetensors"
    tool(["--back", model, f"{folder}/weights.pt"])
    c = {**SUDOKU, "cells": 16, "mixer": "mlp", "positions": "none", "n": 3, "T": 2}
    w = bare(torch.load(f"{folder}/weights.pt"), torch.float64)
    c["width"] = w["H_init"].shape[0]
    return compare_answers(folder, "trained MLP, 4x4", model, w, c, questions_of(f"{folder}/four/test.csv", count), 16)


TRAINED = ("--planes off --relations off --sharpness fixed --mixer mlp --registers 16 --latent-updates 3 --cycles 2 "
           "--loss stablemax --halt-weight 0.5 --halt-when confident --supervision-steps 16")


def answers(full):
    attention = {**SUDOKU, "mixer": "attention", "positions": "rope", "width": 64}
    mlp = {**SUDOKU, "mixer": "mlp", "positions": "none", "width": 64}
    # Most random networks are chaotic: rounding grows tenfold each step or two. With half of what the SwiGLU adds they
    # are not.
    cases = [("random attention, half a SwiGLU", {**attention, "down": 0.5}, 7, 16, 100 if full else 1), ("random MLP", mlp, 2, 1, 100 if full else 10),
             ("random attention, learned positions", {**attention, "positions": "learned"}, 1, 1, 100 if full else 5),
             ("random HRM", {**attention, **HRM}, 1, 1, 100 if full else 5)]
    for name, c, seed, steps, count in cases:
        with tempfile.TemporaryDirectory() as folder:
            state = reference_state(c, seed, trained=True)
            model = bring(folder, state, c)
            compare_answers(folder, name, model, bare(state, torch.float64), c, questions_of("data/sudoku/test.csv", count), steps)
    with tempfile.TemporaryDirectory() as folder:
        compare_trained(folder, 100 if full else 20, ["--width", "32", "--inner", "64", "--batch", "16", "--steps", "1000"])


# --- steps ----------------------------------------------------------------------------------------------------------


def train_here(folder, model, c, preset, program):
    """The preset itself, but for the sizes of a quick test, no warm-up, and nothing that is drawn."""
    sizes = [] if c["width"] == 512 else ["--width", str(c["width"]), "--heads", str(c["heads"]), "--inner", str(up_to_256(round(c["width"] * 8 / 3)))]
    run(program, "data/sudoku", "--preset", preset, "--threads", "1", "--seed", "1", "--out", f"{folder}/run", "--from", model, "--steps", "3",
        "--batch", str(c["batch"]), "--warmup", "0", "--ema", "0", "--exploration", "0", "--test-puzzles", "1", "--test-steps", "1", *sizes)
    return from_torch.read_safetensors(f"{folder}/run/model.safetensors")[0]


def slots_of(path):
    """Tokens and labels [B, L] of the checkpoint."""
    with open(path, "rb") as file:
        data = file.read()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    found = []
    for name in ("slots.tokens", "slots.labels"):
        begin, end = header[name]["data_offsets"]
        raw = np.frombuffer(data[8 + size + begin : 8 + size + end], np.uint8)
        found.append(torch.tensor(raw.reshape(header[name]["shape"]).astype(np.int64)))
    return found


def train_there(w, c, tokens, labels, dtype):
    c = {**c, "most_steps": 16, "q_continue": 0, "loss": "stablemax", "halt_weight": 0.5, "optimiser": "adam_atan2", "rate": 1e-4,
         "decay": 1.0, "beta1": 0.9, "beta2": 0.95, "puzzle_rate": 1e-4, "puzzle_decay": 1.0, "warmup": 0, "ema": 0.0}
    w = {k: v.clone().to(dtype) for k, v in w.items()}
    trainer = paper.Trainer(w, c, tokens, labels, torch.zeros(len(tokens), dtype=torch.long))
    for _ in range(3):
        trainer.step()
    return trainer.w


def compare_steps(preset, c, dtype, program=TRAIN):
    with tempfile.TemporaryDirectory() as folder:
        state = reference_state(c, 3)
        model = bring(folder, state, c)
        start = from_torch.read_safetensors(model)[0]
        ours = train_here(folder, model, c, preset, program)
        tokens, labels = slots_of(f"{folder}/run/checkpoint.safetensors")  # in our numbers: 0 is an open cell, or the digit 1
    theirs = train_there({k: torch.tensor(v) for k, v in start.items()}, c, tokens + 1, labels + 2, dtype)
    worst = {}
    for k, before in start.items():
        if k in paper.FROZEN:
            continue
        there = theirs[k].double().numpy() - before
        here = ours[k].astype(np.float64) - before
        worst[k] = float(np.linalg.norm(here - there) / (np.linalg.norm(there) + 1e-30))
    k = max(worst, key=worst.get)
    bits = torch.finfo(dtype).bits
    return check(worst[k] < 0.01, f"{preset}, {bits} bits, down {c.get('down', 1)}, width {c['width']}, batch {c['batch']}: three steps change each of {len(worst)} tensors "
                 f"alike to {worst[k]:.1e} of the change ({k})")


def steps(full):
    size = dict(width=512, batch=32, heads=8) if full else dict(width=32, batch=2, heads=2)
    compare_steps("trm-att", {**SUDOKU, "mixer": "attention", "positions": "rope", **size}, torch.float32)
    mlp = {**SUDOKU, "mixer": "mlp", "positions": "none", **size}
    # A random MLP mixer is chaotic: whole it needs both sides in double, with half of what the branches add float will do.
    # In a quick run the first is left to small networks in test_golden.c.
    compare_steps("trm-mlp", {**mlp, "down": 0.5}, torch.float32)
    if full:
        compare_steps("trm-mlp", mlp, torch.float64, f"{BUILD}/train-double")


# --- names ----------------------------------------------------------------------------------------------------------


def same(a, b):
    return a.keys() == b.keys() and all(np.array_equal(a[k], b[k]) for k in a)


def paper_names(name):
    name = name[len(PREFIX) :]
    return {"H_init": "y_init", "L_init": "z_init"}.get(name, name.replace("L_level.", "net."))


def names(full):
    c = {**SUDOKU, "mixer": "mlp", "positions": "none", "width": 16, "heads": 2}

    def state_of(cells):
        return reference_state({**c, "cells": cells}, 4, trained=True)

    state = state_of(81)
    halves = {k: v.bfloat16() for k, v in state.items()}
    with tempfile.TemporaryDirectory() as folder:
        def taken(state_dict):
            return from_torch.read_safetensors(bring(folder, state_dict, c))

        plain, about = taken(state)
        check((about["symbol-rows"], about["class-row"], about["vocabulary"], about["classes"]) == ("11", "2", "10", "9"), "Sudoku: 10 tokens, 9 classes, 11 rows")
        check(np.array_equal(plain["lm_head.weight"], state[PREFIX + "lm_head.weight"]), "all rows are kept")
        small, _ = from_torch.read_safetensors(bring(folder, state_of(16), {**c, "cells": 16}))
        check(len(small["embed_tokens.embedding_weight"]) == 5 and np.array_equal(small["lm_head.weight"], state_of(16)[PREFIX + "lm_head.weight"][2:6]), "4x4: 5 tokens, 4 classes")
        check(np.array_equal(plain["H_init"][0], state[PREFIX + "H_init"].float()), "starts of BF16 are exact")
        check(about["mixer-inner"] == "512" and about["inner"] == "256" and about["puzzle-emb-tokens"] == "1", f"two inner widths, one embedding of 16 tokens: {about}")
        check(same(taken({paper_names(k): v for k, v in state.items()})[0], plain), "the paper's names, no prefix")
        check(same(taken({"module.model." + k[len(PREFIX):]: v for k, v in state.items()})[0], plain), "another prefix")
        check(same(taken({"state_dict": state, "step": 7})[0], plain), "a state dict within a dict")
        check(same(taken({**state, PREFIX + "rotary_emb.cos_cached": torch.zeros(3, 3)})[0], plain), "buffers are passed over")
        rounded = taken(halves)[0]
        check(same(rounded, {k: torch.tensor(v).bfloat16().float().numpy() for k, v in plain.items()}), "all BF16")
        with open(f"{folder}/all_config.yaml", "w") as file:
            file.write("arch:\n  H_cycles: 5\n  L_cycles: 4\n  num_heads: 4\n  halt_max_steps: 12\n  puzzle_emb_len: 16\n")
        torch.save(state, f"{folder}/step_1")
        tool([f"{folder}/step_1", f"{folder}/m", "--trust", "--config", f"{folder}/all_config.yaml"])
        about = from_torch.read_safetensors(f"{folder}/m")[1]
        check((about["cycles"], about["latent-updates"], about["heads"], about["supervision-steps"]) == ("5", "4", "4", "12"), "the configuration of the run")
        check_back(folder, state, plain)
        check_refusals(folder, state)


def check_back(folder, state, plain):
    """There, back and there again; and all of it without PyTorch, if nothing is pickled."""
    model = f"{folder}/model.safetensors"
    from_torch.write_safetensors(model, plain, from_torch.read_safetensors(f"{folder}/m")[1])
    tool(["--back", model, f"{folder}/back.pt"])
    back = torch.load(f"{folder}/back.pt")
    shapes = {k: tuple(v.shape) for k, v in state.items()}
    check({k: tuple(v.shape) for k, v in back.items()} == shapes, "back: the names and shapes of the reference")
    check(all(torch.equal(back[k], state[k].float()) for k in state), "back: the same numbers")
    os.mkdir(f"{folder}/none")
    with open(f"{folder}/none/torch.py", "w") as file:
        file.write("raise ImportError\n")
    without = {**os.environ, "PYTHONPATH": f"{folder}/none"}
    for command in ([*TOOL, "--back", model, f"{folder}/back.safetensors"], [*TOOL, f"{folder}/back.safetensors", f"{folder}/again.safetensors"]):
        check(subprocess.run(command, env=without, capture_output=True).returncode == 0, "without PyTorch: " + " ".join(command[2:3]))
    check(same(from_torch.read_safetensors(f"{folder}/again.safetensors")[0], plain), "there, back and there again")
    done = subprocess.run([*TOOL, f"{folder}/back.pt", f"{folder}/x"], env=without, capture_output=True, text=True)
    check(done.returncode == 1 and "needs PyTorch" in done.stderr, "a pickle without PyTorch is refused")


def check_refusals(folder, state):
    def refused(words, changed, *options):
        torch.save(changed, f"{folder}/bad")
        said = "it was taken"
        try:
            tool([f"{folder}/bad", f"{folder}/x", "--trust", *options])
        except SystemExit as end:
            said = str(end)
        check(words in said, f"refused: {words}{'' if words in said else '; it said: ' + said}")

    refused("is none of TRM or HRM", {**state, "other.weight": torch.zeros(2)})
    refused("has no lm_head.weight", {k: v for k, v in state.items() if "lm_head" not in k})
    refused("is the second tensor", {**state, "lm_head.weight": torch.zeros(11, 16)})
    refused("expected the 6 of maze", state, "--puzzle", "maze")
    refused("puzzle embeddings, expected one", {**state, PREFIX + "puzzle_emb.weights": torch.zeros(3, 16)})
    refused("not a number", {**state, PREFIX + "H_init": torch.full((16,), math.inf)})
    refused("expected a state dict", [1, 2])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["answers", "steps", "names"])
    parser.add_argument("--full", action="store_true")
    a = parser.parse_args()
    torch.set_num_threads(1)
    {"answers": answers, "steps": steps, "names": names}[a.what](a.full)


if __name__ == "__main__":
    main()
