#!/usr/bin/env python3
"""Writes the numbers that tests/test_golden.c compares with: small networks with odd sizes, in double.

    /usr/bin/python3 tests/golden/make_golden.py [FOLDER]      needs python3-torch and python3-numpy

The equations are in paper.py. A file holds a case: configuration (under the names of our options) in the metadata;
tensors `start.NAME` are the weights before training, tokens, labels and puzzles those of the examples; of each of three
optimiser steps logits, q, loss and who left; `gradient.NAME` of the first step; `after.NAME` and `average.NAME` of the
weights and their running average after the third.
"""
import json
import math
import os
import struct
import sys

import numpy as np
import torch

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import paper

STEPS = 3
TYPES = {"float64": "F64", "uint8": "U8", "int32": "I32"}

# What all cases have unless they say otherwise.
BASE = dict(model="trm", mixer="attention", positions="none", prefix=0, puzzle_columns=None, puzzle_ids=0, width=8,
            heads=2, inner=6, layers=2, n=2, T=2, rows=1, cols=7, vocabulary=5, classes=4, batch=2, most_steps=16,
            networks=1, gradient_updates=0, carry=1, q_outputs=1, q_continue=0, mixer_inner=0, rows_shared=0, class_row=0, loss="stablemax", halt_weight=0.5, optimiser="adam_atan2", rate=1e-2, decay=1.0, beta1=0.9,
            beta2=0.95, puzzle_rate=1e-2, puzzle_decay=0.1, warmup=0, ema=0.7, q_bias=-5.0, down=1.0, unlabelled=0.1,
            q_scale=1.0)

CASES = {
    "attention": dict(positions="rope", prefix=3, heads=2, layers=2, n=3, T=2, batch=3),
    "attention-no-prefix": dict(positions="learned", width=9, heads=3, inner=5, layers=3, n=1, T=3, batch=1, cols=5,
                                optimiser="adamw", loss="softmax", rate=3e-3, decay=0.1, warmup=2, ema=0.999),
    "attention-puzzles": dict(positions="rope", prefix=2, puzzle_ids=3, width=6, heads=1, inner=7, layers=1, n=4, T=1,
                              batch=4, q_bias=0.0, rows=2, cols=3, most_steps=2, unlabelled=0.8, q_scale=3.0),
    "mlp": dict(mixer="mlp", prefix=2, width=7, heads=1, inner=9, layers=2, n=2, T=3, batch=2, cols=5, down=0.5),
    "mlp-no-prefix": dict(mixer="mlp", width=5, heads=1, inner=7, layers=1, n=2, T=2, batch=1, rows=3, cols=3,
                          optimiser="adamw", loss="softmax", halt_weight=1.0, rate=3e-3, q_bias=1.0),
    # The released network: two inner widths, one embedding before a prefix of zeros, two outputs of the halting head,
    # one numbering of tokens and classes.
    "mlp-released": dict(mixer="mlp", prefix=3, puzzle_columns=1, puzzle_ids=2, width=6, inner=7, mixer_inner=5, n=2, T=2,
                         batch=3, q_outputs=2, cols=5, down=0.5, rows_shared=6, class_row=2, unlabelled=0.8),
    "attention-released": dict(positions="learned", prefix=2, puzzle_columns=1, width=6, inner=8, layers=1, n=2, T=3,
                               q_outputs=2, rows=2, cols=2),
    "hrm": dict(model="hrm", networks=2, positions="rope", prefix=1, width=6, heads=1, inner=5, layers=1, n=3, T=2,
                q_outputs=2, q_continue=1, q_bias=0.0, q_scale=2.0, cols=5, batch=3, most_steps=2, unlabelled=0.8),
    # Ablations of the paper.
    "continue": dict(positions="rope", prefix=1, width=6, heads=1, inner=5, layers=1, q_outputs=2, q_continue=1, q_bias=0.0,
                     q_scale=2.0, cols=4, batch=3, most_steps=2, unlabelled=0.8),
    "two-networks": dict(networks=2, positions="rope", prefix=1, width=4, heads=1, inner=5, layers=2, cols=4),
    "one-step-gradient": dict(gradient_updates=1, positions="rope", prefix=1, width=6, heads=1, inner=5, layers=1, n=3, cols=4),
    "single-latent": dict(model="single", positions="rope", prefix=1, width=6, heads=1, inner=5, layers=1, n=2, cols=4),
    "no-carry": dict(carry=0, positions="rope", prefix=1, width=6, heads=1, inner=5, layers=1, n=2, cols=4),
    "multi-scale": dict(model="multi", positions="rope", prefix=1, width=6, heads=1, inner=5, layers=1, n=3, T=2, cols=4),
}


def normal(rng, *shape):
    return torch.tensor(rng.standard_normal(shape))


def make_weights(c, rng):
    """Random weights of unit scale, heads and embeddings included, so that nothing is zero by design."""
    width, tokens, w = c["width"], c["prefix"] + c["rows"] * c["cols"], {}

    def matrix(name, rows, columns, scale=1.0):
        w[name] = normal(rng, rows, columns) * scale / math.sqrt(columns)

    w["embed_tokens.embedding_weight"] = normal(rng, c["rows_shared"] or c["vocabulary"], width) / math.sqrt(width)
    if c["prefix"]:
        columns = (c["puzzle_columns"] or c["prefix"]) * width
        w[paper.PUZZLES] = normal(rng, max(1, c["puzzle_ids"]), columns) / math.sqrt(width)
    if c["positions"] == "learned":
        w["embed_pos.embedding_weight"] = normal(rng, tokens, width) / math.sqrt(width)
    for level in ("L_level", "H_level")[: c["networks"]]:
        for i in range(c["layers"]):
            at = f"{level}.layers.{i}."
            if c["mixer"] == "mlp":
                inner = c["mixer_inner"] or c["inner"]
                matrix(at + "mlp_t.gate_up_proj.weight", 2 * inner, tokens)
                matrix(at + "mlp_t.down_proj.weight", tokens, inner, c["down"])
            else:
                matrix(at + "self_attn.qkv_proj.weight", 3 * width, width)
                matrix(at + "self_attn.o_proj.weight", width, width)
            matrix(at + "mlp.gate_up_proj.weight", 2 * c["inner"], width)
            matrix(at + "mlp.down_proj.weight", width, c["inner"], c["down"])
    matrix("lm_head.weight", c["rows_shared"] or c["classes"], width)
    matrix("q_head.weight", c["q_outputs"], width, c["q_scale"])
    w["q_head.bias"] = torch.full((c["q_outputs"], 1), c["q_bias"], dtype=torch.float64)
    w["H_init"], w["L_init"] = normal(rng, 1, width), normal(rng, 1, width)
    return w


def make_examples(c, rng):
    count, cells = c["batch"] * STEPS, c["rows"] * c["cols"]
    tokens = rng.integers(0, c["vocabulary"], (count, cells))
    labels = rng.integers(0, c["classes"], (count, cells))
    hidden = rng.random((count, cells)) < c["unlabelled"]
    hidden[:, 0] = False
    labels[hidden] = -1
    puzzles = rng.integers(0, max(1, c["puzzle_ids"]), count)
    return [torch.tensor(x) for x in (tokens, labels, puzzles)]


def options_of(c):
    """The case in the words of our options."""
    names = dict(mixer="mixer", positions="positions", prefix="registers", width="width", heads="heads", inner="inner",
                 layers="layers", n="latent-updates", T="cycles", most_steps="supervision-steps", batch="batch",
                 loss="loss", halt_weight="halt-weight", beta1="beta1", beta2="beta2", puzzle_rate="puzzle-emb-lr",
                 puzzle_decay="puzzle-emb-weight-decay", warmup="warmup", ema="ema", vocabulary="vocabulary",
                 classes="classes", puzzle_ids="puzzle-ids", rows="rows", cols="cols", networks="networks",
                 gradient_updates="gradient-updates", mixer_inner="mixer-inner")
    if c["puzzle_columns"]:
        names["puzzle_columns"] = "puzzle-emb-tokens"
    if c["rows_shared"]:
        names.update(rows_shared="symbol-rows", class_row="class-row")
    said = {ours: str(c[name]) for name, ours in names.items()}
    said["algorithm"] = {"trm": "trm", "hrm": "hrm", "single": "single-latent", "multi": "multi-scale"}[c["model"]]
    said["carry"], said["continue-head"] = ("off", "on")[c["carry"]], ("none", "idle", "learned")[c["q_outputs"] - 1 + c["q_continue"]]
    if c["positions"] == "learned" and c["prefix"]:
        said["positions"] = "learned-all"
    said["symbols"] = "shared" if c["rows_shared"] else "own"
    said["optimiser"] = c["optimiser"].replace("_", "-")
    said["lr"] = said["matrix-lr"] = str(c["rate"])
    said["weight-decay"] = said["matrix-weight-decay"] = str(c["decay"])
    return said


def write_safetensors(path, tensors, metadata):
    header, data = {"__metadata__": metadata}, b""
    order = sorted(tensors, key=lambda k: (-tensors[k].dtype.itemsize, k))  # wide types first, so that all are aligned
    for name in order:
        x = np.ascontiguousarray(tensors[name])
        begin = len(data)
        data += x.tobytes()
        header[name] = dict(dtype=TYPES[x.dtype.name], shape=list(x.shape), data_offsets=[begin, len(data)])
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % 64)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)


def make_case(name, number):
    c = {**BASE, **CASES[name]}
    rng = np.random.default_rng(number)
    w = make_weights(c, rng)
    tokens, labels, puzzles = make_examples(c, rng)
    out = {f"start.{k}": v.numpy() for k, v in w.items()}
    out["tokens"], out["puzzles"] = tokens.numpy().astype(np.uint8), puzzles.numpy().astype(np.int32)
    out["labels"] = np.where(labels.numpy() < 0, 255, labels.numpy()).astype(np.uint8)
    if c["rows_shared"]:  # tokens and classes have one numbering there, 0 being padding
        tokens, labels = tokens + 1, torch.where(labels < 0, labels, labels + c["class_row"])
    trainer = paper.Trainer({k: v.clone() for k, v in w.items()}, c, tokens, labels, puzzles)
    for i in range(STEPS):
        last = trainer.step()
        for k in ("logits", "cells", "right"):
            out[f"step{i}.{k}"] = last[k].detach().numpy()
        out[f"step{i}.q"] = last["q"].detach().numpy()[:, 0]
        if c["q_continue"]:
            out[f"step{i}.more"] = last["q"].detach().numpy()[:, 1]
        out[f"step{i}.left"] = trainer.left.numpy().astype(np.uint8)
        if i == 0:
            out.update({f"gradient.{k}": g.numpy() for k, g in last["gradients"].items()})
    out.update({f"after.{k}": v.numpy() for k, v in trainer.w.items() if k not in paper.FROZEN})
    out.update({f"average.{k}": v.numpy() for k, v in trainer.average.items() if k not in paper.FROZEN + (paper.PUZZLES,)})
    left = [out[f"step{i}.left"].tolist() for i in range(STEPS)]
    right = [out[f"step{i}.right"].astype(int).tolist() for i in range(STEPS)]
    print(f"{name}: left {left}, right {right}, loss {[round(float(out[f'step{i}.cells'].mean()), 4) for i in range(STEPS)]}")
    return out, options_of(c)


def main():
    torch.set_num_threads(1)
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    for number, name in enumerate(CASES):
        tensors, said = make_case(name, number)
        write_safetensors(os.path.join(folder, name + ".safetensors"), tensors, said)


if __name__ == "__main__":
    main()
