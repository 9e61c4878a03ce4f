#!/usr/bin/env python3
"""The same training step in PyTorch, beside ours: classic TRM, MLP mixer, n = 4, T = 2, AdamW.

    make bench-torch                                   needs python3-torch and python3-numpy
    python3 bench/torch/torch_trm.py --width 512 --inner 1376 --batch 64 --rounds 3

The C side (torch_step.c) writes weights and batch; both sides must then find the same loss before anything is timed.
Rounds alternate between the two, so that both meet the same machine. Where OpenBLAS does not know the processor it
falls back to slow kernels: OPENBLAS_CORETYPE=SKYLAKEX gives it its best on machines with AVX-512, HASWELL with AVX2.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch
import torch.nn.functional as F

N, T, LAYERS, EPSILON, HALT_WEIGHT = 4, 2, 2, 1e-5, 0.05


def read_safetensors(path):
    data = open(path, "rb").read()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    tensors = {}
    for name, about in header.items():
        if name == "__metadata__":
            continue
        begin, end = about["data_offsets"]
        values = np.frombuffer(data[8 + size + begin : 8 + size + end], dtype=np.float32)
        tensors[name] = torch.tensor(values.reshape(about["shape"]))
    return tensors


def rms(x):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + EPSILON)


def swiglu(x, gate_up, down):
    gate, up = F.linear(x, gate_up).chunk(2, -1)
    return F.linear(F.silu(gate) * up, down)


class TRM:
    """Activations are [batch, cells, width]."""

    def __init__(self, tensors):
        self.w = tensors
        self.frozen = {"H_init", "L_init"}
        for name, tensor in tensors.items():
            tensor.requires_grad_(name not in self.frozen)

    def parameters(self):
        return [v for k, v in self.w.items() if k not in self.frozen]

    def net(self, h):
        for i in range(LAYERS):
            layer = f"L_level.layers.{i}."
            turned = h.transpose(1, 2)
            mixed = swiglu(turned, self.w[layer + "mlp_t.gate_up_proj.weight"], self.w[layer + "mlp_t.down_proj.weight"])
            h = rms(turned + mixed).transpose(1, 2)
            h = rms(h + swiglu(h, self.w[layer + "mlp.gate_up_proj.weight"], self.w[layer + "mlp.down_proj.weight"]))
        return h

    def latent_recursion(self, x, y, z):
        for _ in range(N):
            z = self.net(x + y + z)
        return self.net(y + z), z

    def step(self, tokens, y, z):
        table = self.w["embed_tokens.embedding_weight"]
        x = F.embedding(tokens, table) * table.shape[1] ** 0.5
        with torch.no_grad():
            for _ in range(T - 1):
                y, z = self.latent_recursion(x, y, z)
        y, z = self.latent_recursion(x, y, z)
        halt = F.linear(y.mean(1), self.w["q_head.weight"], self.w["q_head.bias"].reshape(1))
        return y.detach(), z.detach(), F.linear(y, self.w["lm_head.weight"]), halt[:, 0]


def losses(model, tokens, labels, y, z):
    y, z, logits, halt = model.step(tokens, y, z)
    cells = F.cross_entropy(logits.flatten(0, 1), labels.flatten())
    right = (logits.argmax(-1) == labels).all(-1).float()
    return y, z, cells, cells + HALT_WEIGHT * F.binary_cross_entropy_with_logits(halt, right)


def run_ours(program, folder, a):
    command = [program, folder, str(a.width), str(a.inner), str(a.batch), str(a.steps)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    figures = [line.split() for line in lines if line]
    return float(figures[0][1]), [float(f[1]) for f in figures[1:]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--inner", type=int, default=352)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--steps", type=int, default=3, help="timed steps of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ours", default="build/bench-torch-step")
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    os.environ["OMP_NUM_THREADS"] = str(a.threads)
    with tempfile.TemporaryDirectory() as folder:
        our_loss, _ = run_ours(a.ours, folder, a)
        model = TRM(read_safetensors(folder + "/model.safetensors"))
        tokens = torch.tensor(np.fromfile(folder + "/tokens", dtype=np.uint8).reshape(a.batch, -1).astype(np.int64))
        labels = torch.tensor(np.fromfile(folder + "/labels", dtype=np.uint8).reshape(a.batch, -1).astype(np.int64))
        shape = (a.batch, tokens.shape[1], a.width)
        y, z = model.w["H_init"].expand(shape), model.w["L_init"].expand(shape)
        with torch.no_grad():
            their_loss = losses(model, tokens, labels, y, z)[2].item()
        print(f"loss of the first step: {our_loss:.6f} here, {their_loss:.6f} in PyTorch {torch.__version__}")
        if not abs(our_loss - their_loss) < 1e-4 * abs(their_loss):
            sys.exit("the two sides do not compute the same: nothing to compare")
        optimiser = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.95), weight_decay=0.05)

        def train():
            nonlocal y, z
            optimiser.zero_grad(set_to_none=True)
            y, z, _, loss = losses(model, tokens, labels, y, z)
            loss.backward()
            optimiser.step()

        train()
        ours, theirs, ratios = [], [], []
        for _ in range(a.rounds):
            seconds = []
            for _ in range(a.steps):
                start = time.perf_counter()
                train()
                seconds.append(time.perf_counter() - start)
            theirs.append(a.batch / statistics.median(seconds))
            ours.append(a.batch / statistics.median(run_ours(a.ours, folder, a)[1]))
            ratios.append(ours[-1] / theirs[-1])
    print(f"width {a.width}, batch {a.batch}, {a.threads} threads, medians of {a.rounds} rounds:")
    print(f"here     {statistics.median(ours):8.1f} examples/s")
    print(f"PyTorch  {statistics.median(theirs):8.1f} examples/s")
    print(f"ratio    {statistics.median(ratios):8.2f}  ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
