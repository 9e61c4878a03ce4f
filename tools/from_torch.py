#!/usr/bin/env python3
"""Weights of the reference implementations of TRM and HRM, into a model file of ours, and back.

    python3 tools/from_torch.py step_65100 model.safetensors --puzzle sudoku --config all_config.yaml
    ./solve --model model.safetensors --steps 16 --halt 1e9 data/sudoku/test.csv --limit 3
    python3 tools/from_torch.py --back model.safetensors weights.pt

The input is what torch.save wrote (needs PyTorch) or a safetensors file (needs NumPy alone); F32, F16, BF16 or F64.
Names may have any prefix (_orig_mod.model.inner. ...) and those of the code (H, L) or of the paper (y, z). What weights
do not tell, heads, n and T, is read from --config, the all_config.yaml that the reference writes beside a checkpoint,
or from the options, or is the published configuration. docs/paper.md says more.
"""
import argparse
import json
import os
import re
import struct
import sys

import numpy as np

PREFIX = "_orig_mod.model.inner."  # of a compiled model within its loss head, as the reference saves it

# A puzzle: rows of the reference's tables of tokens and of classes, which are alike: padding, then the symbols of
# questions and answers; how many symbols questions and answers have; the row of the first one of answers; the cells of
# the published grids, and n.
PUZZLES = {
    "sudoku": dict(rows=11, tokens=10, classes=9, first=2, cells=81, n=6),
    "maze": dict(rows=6, tokens=4, classes=5, first=1, cells=900, n=4),
}


def own_symbols(puzzle, cells):
    """How many symbols questions and answers have: Sudokus of other sides have other numbers of digits."""
    p, digits = PUZZLES[puzzle], round(cells**0.5)
    return (p["tokens"], p["classes"]) if puzzle != "sudoku" else (1 + digits, digits)

# Other words for the levels and the starts.
WORDS = {"L_level": "L_level|z_level|z_net|net|blocks", "H_level": "H_level|y_level|y_net"}
STARTS = {"H_init": "H_init|y_init|init_y|y0", "L_init": "L_init|z_init|init_z|z0"}
TABLES_OF_SYMBOLS = ("embed_tokens.embedding_weight", "lm_head.weight")
TABLES = ("embed_tokens", "embed_pos", "puzzle_emb", "lm_head", "q_head")
LAYER = r"layers\.(\d+)\.(self_attn\.(?:qkv|o)_proj|mlp(?:_t)?\.(?:gate_up|down)_proj)\.weight"
IGNORED = re.compile(r"(^|\.)(rotary_emb\.\w+|puzzle_emb\.local_\w+)$")


def fail(text):
    sys.exit("from_torch: " + text)


# --- files ----------------------------------------------------------------------------------------------------------

READ = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}


def read_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + size])
    tensors = {}
    for name, about in header.items():
        if name == "__metadata__":
            continue
        begin, end = about["data_offsets"]
        raw = data[8 + size + begin : 8 + size + end]
        if about["dtype"] == "BF16":  # the upper half of an F32
            values = (np.frombuffer(raw, "<u2").astype(np.uint32) << 16).view(np.float32)
        elif about["dtype"] in READ:
            values = np.frombuffer(raw, READ[about["dtype"]]).astype(np.float32)
        else:
            continue  # whole numbers are no weights
        tensors[name] = values.reshape(about["shape"])
    return tensors, header.get("__metadata__", {})


def write_safetensors(path, tensors, metadata):
    header, parts, at = {"__metadata__": metadata} if metadata else {}, [], 0
    for name, x in tensors.items():
        x = np.ascontiguousarray(x, "<f4")
        header[name] = dict(dtype="F32", shape=list(x.shape), data_offsets=[at, at + x.nbytes])
        parts.append(x)
        at += x.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % 64)
    with open(path + ".tmp", "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for x in parts:
            out.write(x.tobytes())
    os.replace(path + ".tmp", path)


def import_torch():
    try:
        import torch
    except ImportError:
        fail("this file needs PyTorch (python3-torch); save the weights as safetensors to do without")
    return torch


def load_pickle(path, trust):
    torch = import_torch()
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except TypeError:  # a PyTorch that cannot yet read weights alone
        if not trust:
            fail("this PyTorch runs whatever code a pickle holds; say --trust if you trust the file")
    except Exception as problem:  # it holds more than tensors
        if not trust:
            fail(f"{path} holds more than weights, or is no checkpoint ({str(problem).splitlines()[0]}); "
                 "say --trust if you trust the file")
    return torch.load(path, map_location="cpu")


def read_pickle(path, trust):
    state = load_pickle(path, trust)
    for key in ("state_dict", "model", "ema", "shadow"):
        if isinstance(state, dict) and isinstance(state.get(key), dict):
            state = state[key]
    if not isinstance(state, dict):
        fail(f"{path} holds a {type(state).__name__}, expected a state dict")
    return {k: v.detach().float().numpy() for k, v in state.items() if hasattr(v, "is_floating_point") and v.is_floating_point()}


def is_safetensors(path):
    try:
        with open(path, "rb") as file:
            start = file.read(9)
    except OSError as problem:
        fail(f"cannot read {path}: {problem.strerror}")
    return len(start) == 9 and start[8:] == b"{" and start[:2] != b"PK"


def read_checkpoint(path, trust):
    return read_safetensors(path)[0] if is_safetensors(path) else read_pickle(path, trust)


# --- names ----------------------------------------------------------------------------------------------------------


def reference_name(name):
    """The name in the reference's network, without what wraps it; None for buffers that are no weights."""
    if IGNORED.search(name):
        return None
    for level, words in WORDS.items():
        found = re.search(rf"(?:^|\.)(?:{words})\.({LAYER})$", name)
        if found:
            return f"{level}.{found.group(1)}"
    for start, words in STARTS.items():
        if re.search(rf"(?:^|\.)(?:{words})$", name):
            return start
    found = re.search(rf"(?:^|\.)({'|'.join(TABLES)})\.(embedding_weight|weights?|bias)$", name)
    if not found:
        fail(f'tensor "{name}" is none of TRM or HRM')
    table = found.group(1)
    last = {"embed_tokens": "embedding_weight", "embed_pos": "embedding_weight", "puzzle_emb": "weights"}
    return f"{table}.{last.get(table, found.group(2))}"


def rename(state):
    tensors = {}
    for name, x in state.items():
        ours = reference_name(name)
        if ours in tensors:
            fail(f'"{name}" is the second tensor that means {ours}')
        if ours:
            tensors[ours] = x
    for needed in ("embed_tokens.embedding_weight", "lm_head.weight", "q_head.weight", "q_head.bias", "H_init", "L_init"):
        if needed not in tensors:
            fail(f"the checkpoint has no {needed}")
    return tensors


# --- configuration --------------------------------------------------------------------------------------------------


def read_yaml(path):
    """The plain `key: value` lines of a YAML file, whatever they are nested in."""
    if not path:
        return {}
    with open(path) as file:
        pairs = re.findall(r"^\s*(\w+):\s*(\S+)\s*$", file.read(), re.M)
    return {key: value.strip("'\"") for key, value in pairs}


def layers_of(tensors, level):
    return 1 + max((int(k.split(".")[2]) for k in tensors if k.startswith(level + ".")), default=-1)


def describe(tensors, a):
    """What the network is, by its shapes, the configuration and the options: the metadata of our file."""
    said, layer = read_yaml(a.config), "L_level.layers.0."
    layers, high = layers_of(tensors, "L_level"), layers_of(tensors, "H_level")
    if not layers or (high and high != layers):
        fail(f"{layers} layers below and {high} above; expected as many, or none above")
    width, is_mlp = tensors["embed_tokens.embedding_weight"].shape[1], layer + "mlp_t.gate_up_proj.weight" in tensors
    rows = tensors["puzzle_emb.weights"].shape[1] // width if "puzzle_emb.weights" in tensors else 0
    positions = tensors.get("embed_pos.embedding_weight")
    length = tensors[layer + "mlp_t.gate_up_proj.weight"].shape[1] if is_mlp else len(positions) if positions is not None else 0
    prefix = int(a.prefix or said.get("puzzle_emb_len") or (length - a.cells if length else 16 if not high else 1))
    hrm = bool(high)
    c = {"format": "trm-model-1", "puzzle": a.puzzle, "planes": "off", "exchange": "mean", "sharpness": "fixed",
         "mixer": "mlp" if is_mlp else "attention", "registers": prefix, "relations": "off", "width": width,
         "positions": "learned-all" if positions is not None else "none" if is_mlp else "rope",
         "heads": a.heads or said.get("num_heads") or 8, "layers": layers,
         "inner": tensors[layer + "mlp.down_proj.weight"].shape[1],
         "latent-updates": a.latent_updates or said.get("L_cycles") or (2 if hrm else PUZZLES[a.puzzle]["n"]),
         "cycles": a.cycles or said.get("H_cycles") or (2 if hrm else 3),
         "supervision-steps": said.get("halt_max_steps") or 16, "relation-count": 0,
         "cells": a.cells if is_mlp or positions is not None else 0}
    if is_mlp:
        c["mixer-inner"] = tensors[layer + "mlp_t.down_proj.weight"].shape[1]
    if rows < prefix:
        c["puzzle-emb-tokens"] = rows
    if len(tensors["q_head.weight"]) == 2:
        c["continue-head"] = "learned" if hrm else "idle"
    if hrm:
        c.update({"algorithm": "hrm", "networks": 2})
    return c


# --- there ----------------------------------------------------------------------------------------------------------


def convert(tensors, a):
    """Tensors as our network has them, all of two dimensions, and the metadata."""
    about, p = describe(tensors, a), PUZZLES[a.puzzle]
    tokens, classes = own_symbols(a.puzzle, a.cells)
    about["vocabulary"], about["classes"] = tokens, classes
    for name in TABLES_OF_SYMBOLS:
        if len(tensors[name]) != p["rows"]:
            fail(f"{name} has {len(tensors[name])} rows, expected the {p['rows']} of {a.puzzle}")
    if (tokens, classes) == (p["tokens"], p["classes"]):
        about.update({"symbols": "shared", "symbol-rows": p["rows"], "class-row": p["first"]})
    else:  # a table with rows for digits that the grid does not have
        for name, first, count in zip(TABLES_OF_SYMBOLS, (1, p["first"]), (tokens, classes)):
            tensors[name] = tensors[name][first : first + count]
    if "puzzle_emb.weights" in tensors and len(tensors["puzzle_emb.weights"]) != 1:
        fail(f"{len(tensors['puzzle_emb.weights'])} puzzle embeddings, expected one for all of {a.puzzle}; those of ARC "
             "belong to versions of tasks that are numbered otherwise here")
    tensors["q_head.bias"] = tensors["q_head.bias"].reshape(-1, 1)
    for start in STARTS:
        tensors[start] = tensors[start].reshape(1, -1)
    for name, x in tensors.items():
        if not np.isfinite(x).all():
            fail(f"{name} holds a value that is not a number")
    return tensors, {key: str(value) for key, value in about.items()}


# --- and back -------------------------------------------------------------------------------------------------------


def padded(x, first, rows):
    full = np.zeros((rows, x.shape[1]), np.float32)
    full[first : first + len(x)] = x
    return full


def convert_back(tensors, about, source):
    """What the reference loads with strict=True. Rows that our tables lack are zeros."""
    if about.get("planes") != "off" or about.get("relation-count", "0") != "0" or about.get("registers", "0") == "0":
        fail(f"{source} is no network of the reference: it takes --planes off --relations off and --registers")
    if about.get("puzzle") not in PUZZLES:
        fail(f"{source} says it is for {about.get('puzzle', 'no puzzle')}, expected one of {', '.join(PUZZLES)}")
    for name in tensors:
        reference_name(name)
    p, is_shared = PUZZLES[about["puzzle"]], about.get("symbols") == "shared"
    for name, first in zip(TABLES_OF_SYMBOLS, (1, p["first"])):
        tensors[name] = padded(tensors[name], 0 if is_shared else first, p["rows"])
    if len(tensors["q_head.weight"]) == 1:
        tensors["q_head.weight"] = padded(tensors["q_head.weight"], 0, 2)
        tensors["q_head.bias"] = np.array([tensors["q_head.bias"].reshape(-1)[0], -5], np.float32)
    tensors["q_head.bias"] = tensors["q_head.bias"].reshape(-1)
    for start in STARTS:
        tensors[start] = tensors[start].reshape(-1)
    return {PREFIX + name: x for name, x in tensors.items()}


def write_back(path, tensors):
    if path.endswith(".safetensors"):
        write_safetensors(path, tensors, {})
        return
    torch = import_torch()
    torch.save({name: torch.tensor(x) for name, x in tensors.items()}, path)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("target", help="back: the type follows from its name, .safetensors or another")
    parser.add_argument("--back", action="store_true", help="from a model file of ours to a state dict")
    parser.add_argument("--puzzle", choices=list(PUZZLES), default="sudoku")
    parser.add_argument("--cells", type=int, help="of the grid [sudoku 81, maze 900]")
    parser.add_argument("--config", help="all_config.yaml of the run")
    parser.add_argument("--heads", type=int)
    parser.add_argument("--latent-updates", type=int, help="n")
    parser.add_argument("--cycles", type=int, help="T")
    parser.add_argument("--prefix", type=int, help="tokens before the cells, if neither weights nor --config tell")
    parser.add_argument("--trust", action="store_true", help="unpickle a file that may run code")
    a = parser.parse_args()
    a.cells = a.cells or PUZZLES[a.puzzle]["cells"]
    return a


def main():
    a = parse()
    if a.back:
        if not is_safetensors(a.source):
            fail(f"{a.source} is no model file of ours")
        write_back(a.target, convert_back(*read_safetensors(a.source), a.source))
        return
    tensors, about = convert(rename(read_checkpoint(a.source, a.trust)), a)
    write_safetensors(a.target, tensors, about)
    print(" ".join(f"{key}={value}" for key, value in about.items() if key != "format"))


if __name__ == "__main__":
    main()
