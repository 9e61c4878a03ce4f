"""The equations of two papers in PyTorch, from their pseudocode and the formulas of the released code: Tiny Recursive
Models (arXiv 2510.04871) and Hierarchical Reasoning Models (arXiv 2506.21734). Nothing here is read from our C code;
tensors have the names of the released code.

Shapes: B examples, N prefix tokens, L cells, S = N + L tokens, D width, V tokens, C classes.
"""
import math

import torch
import torch.nn.functional as F

EPSILON = 1e-5


def rms(x):
    """Root mean square norm over the last axis, without a gain."""
    return x / torch.sqrt(x.square().mean(-1, keepdim=True) + EPSILON)


def swiglu(x, gate_up, down):
    gate, up = F.linear(x, gate_up).chunk(2, -1)
    return F.linear(F.silu(gate) * up, down)


def rotate(x, base=10000.0):
    """Rotary positions of x [B, S, H, E]: pairs (e, e + E/2) of token s turn by s base^(-2e/E)."""
    length, half = x.shape[1], x.shape[3] // 2
    speed = base ** (-torch.arange(half, dtype=torch.float64) * 2 / x.shape[3])
    angle = (torch.arange(length, dtype=torch.float64)[:, None] * speed)[None, :, None, :]
    cos, sin = torch.cos(angle).to(x.dtype), torch.sin(angle).to(x.dtype)
    a, b = x[..., :half], x[..., half:]
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


def attention(x, qkv, out, heads, rope):
    batch, length, width = x.shape
    q, k, v = F.linear(x, qkv).view(batch, length, 3, heads, width // heads).unbind(2)
    if rope:
        q, k = rotate(q), rotate(k)
    scores = torch.einsum("bihe,bjhe->bhij", q, k) / math.sqrt(width // heads)
    mixed = torch.einsum("bhij,bjhe->bihe", scores.softmax(-1), v)
    return F.linear(mixed.reshape(batch, length, width), out)


def stack(w, c, level, h):
    """One pass through the layers of a level."""
    for i in range(c["layers"]):
        at = f"{level}.layers.{i}."
        if c["mixer"] == "mlp":
            turned = h.transpose(1, 2)  # the norm runs over the tokens as well
            mixed = swiglu(turned, w[at + "mlp_t.gate_up_proj.weight"], w[at + "mlp_t.down_proj.weight"])
            h = rms(turned + mixed).transpose(1, 2)
        else:
            qkv, out = w[at + "self_attn.qkv_proj.weight"], w[at + "self_attn.o_proj.weight"]
            h = rms(h + attention(h, qkv, out, c["heads"], c["positions"] == "rope"))
        h = rms(h + swiglu(h, w[at + "mlp.gate_up_proj.weight"], w[at + "mlp.down_proj.weight"]))
    return h


def embed(w, c, tokens, puzzle_rows):
    """x [B, S, D] of tokens [B, L]; puzzle_rows [B, at most N D], the rest of the prefix is zeros."""
    width = c["width"]
    x = F.embedding(tokens, w["embed_tokens.embedding_weight"])
    if c["prefix"]:
        prefix = F.pad(puzzle_rows, (0, c["prefix"] * width - puzzle_rows.shape[1]))
        x = torch.cat((prefix.view(-1, c["prefix"], width), x), 1)
    if c["positions"] == "learned":
        x = math.sqrt(0.5) * (x + w["embed_pos.embedding_weight"])
    return math.sqrt(width) * x


def start(w, c, batch, length):
    shape = (batch, c["prefix"] + length, c["width"])
    latents = (batch, c["n"]) + shape[1:] if c["model"] == "multi" else shape
    return w["H_init"].reshape(-1).expand(shape).clone(), w["L_init"].reshape(-1).expand(latents).clone()


# --- Tiny Recursive Model -------------------------------------------------------------------------------------------


def answer_level(c):
    """One network serves both updates; in an ablation of the paper the answer has one of its own."""
    return "H_level" if c["networks"] == 2 else "L_level"


def latent_recursion(w, c, x, y, z):
    for _ in range(c["n"]):
        z = stack(w, c, "L_level", z + (y + x))
    return stack(w, c, answer_level(c), y + z), z


def last_recursion(w, c, x, y, z):
    """The one with gradient; with `gradient_updates` k only of the last k updates of z and that of y."""
    without = c["n"] - (c["gradient_updates"] or c["n"])
    with torch.no_grad():
        for _ in range(without):
            z = stack(w, c, "L_level", z + (y + x))
    return latent_recursion(w, {**c, "n": c["n"] - without}, x, y, z)


def deep_recursion(w, c, x, y, z):
    with torch.no_grad():
        for _ in range(c["T"] - 1):
            y, z = latent_recursion(w, c, x, y, z)
    return last_recursion(w, c, x, y, z)


def single_latent(w, c, x, y, z):
    """Another ablation: z alone, n + 1 updates a cycle; the answer is read from it."""
    for cycle in range(c["T"]):
        with torch.set_grad_enabled(cycle == c["T"] - 1 and torch.is_grad_enabled()):
            for _ in range(c["n"] + 1):
                z = stack(w, c, "L_level", z + x)
    return z, z


def multi_scale(w, c, x, y, z):
    """Another ablation: y and n latents, z [B, n, S, D]; each update changes one of them."""
    z = list(z.unbind(1))
    for cycle in range(c["T"]):
        with torch.set_grad_enabled(cycle == c["T"] - 1 and torch.is_grad_enabled()):
            for i in range(c["n"]):
                z[i] = stack(w, c, "L_level", x + y + sum(z))
            y = stack(w, c, "L_level", y + sum(z))
    return y, torch.stack(z, 1)


# --- Hierarchical Reasoning Model -----------------------------------------------------------------------------------


def hierarchical(w, c, x, high, low):
    """T cycles of n low updates and a high one; the gradient of the last update of each alone."""
    with torch.no_grad():
        for cycle in range(c["T"]):
            for step in range(c["n"]):
                if cycle < c["T"] - 1 or step < c["n"] - 1:
                    low = stack(w, c, "L_level", low + (high + x))
            if cycle < c["T"] - 1:
                high = stack(w, c, "H_level", high + low)
    low = stack(w, c, "L_level", low + (high + x))
    return stack(w, c, "H_level", high + low), low


MODELS = {"trm": deep_recursion, "hrm": hierarchical, "single": single_latent, "multi": multi_scale}


# --- heads, losses --------------------------------------------------------------------------------------------------


def forward(w, c, tokens, puzzle_rows, y, z):
    """One supervision step. Returns y, z, logits [B, L, C], q [B, 1 or 2]: halt, continue."""
    x = embed(w, c, tokens, puzzle_rows)
    y, z = MODELS[c["model"]](w, c, x, y, z)
    logits = F.linear(y, w["lm_head.weight"])[:, c["prefix"] :]
    seat = y[:, 0] if c["prefix"] else y.mean(1)  # a model without a prefix has no place of its own for q
    return y, z, logits, F.linear(seat, w["q_head.weight"], w["q_head.bias"].reshape(-1))


def cell_loss(logits, labels, kind):
    """Mean over the labelled cells of each example [B]; labels below 0 count nothing."""
    if kind == "stablemax":
        s = torch.where(logits < 0, 1 / (1 - logits), logits + 1)
        log_p = torch.log(s) - torch.log(s.sum(-1, keepdim=True))
    else:
        log_p = logits.log_softmax(-1)
    known = labels >= 0
    picked = log_p.gather(-1, labels.clamp(min=0)[..., None])[..., 0]
    return -(picked * known).sum(-1) / known.sum(-1)


def is_right(logits, labels):
    return ((logits.argmax(-1) == labels) | (labels < 0)).all(-1)


def loss_of(w, c, logits, q, labels, target_continue=None):
    """Of each example [B], and whether it is right: cells + weight BCE(q_halt, right) [+ weight BCE(q_continue, target)]."""
    right = is_right(logits, labels).to(logits.dtype)
    cells = cell_loss(logits, labels, c["loss"])
    total = cells + c["halt_weight"] * F.binary_cross_entropy_with_logits(q[:, 0], right, reduction="none")
    if target_continue is not None:
        total = total + c["halt_weight"] * F.binary_cross_entropy_with_logits(q[:, 1], target_continue, reduction="none")
    return total, cells, right


def continue_target(w, c, tokens, puzzle_rows, y, z, is_last):
    """What a further step would be worth (Q-learning): the best it could do, or at the last step what halting gives."""
    with torch.no_grad():
        q = forward(w, c, tokens, puzzle_rows, y, z)[3]
    return torch.sigmoid(torch.where(is_last, q[:, 0], torch.maximum(q[:, 0], q[:, 1])))


# --- optimisers, average --------------------------------------------------------------------------------------------


class Adam:
    """AdamW or Adam-atan2 for a dict of tensors, from the formulas: no epsilon and no scale in atan2."""

    def __init__(self, w, c):
        self.c, self.step_number = c, 0
        self.m = {k: torch.zeros_like(v) for k, v in w.items()}
        self.v = {k: torch.zeros_like(v) for k, v in w.items()}

    def step(self, w, gradients, rate):
        b1, b2 = self.c["beta1"], self.c["beta2"]
        self.step_number += 1
        unbias1, unbias2 = 1 - b1**self.step_number, 1 - b2**self.step_number
        for k, g in gradients.items():
            self.m[k] = b1 * self.m[k] + (1 - b1) * g
            self.v[k] = b2 * self.v[k] + (1 - b2) * g * g
            root = torch.sqrt(self.v[k] / unbias2)
            if self.c["optimiser"] == "adamw":
                move = self.m[k] / unbias1 / (root + 1e-8)
            else:
                move = torch.atan2(self.m[k], root) / unbias1
            w[k] = (w[k] * (1 - rate * self.c["decay"]) - rate * move).detach()


def sign_step(rows, gradient, rate, decay):
    """A puzzle embedding that occurred in the batch."""
    return (rows * (1 - rate * decay) - rate * torch.sign(gradient)).detach()


FROZEN = ("H_init", "L_init")
PUZZLES = "puzzle_emb.weights"


class Trainer:
    """Deep supervision with a carry and halting, slot by slot. Slot b holds examples b, b + B, b + 2B, ... in turn."""

    def __init__(self, w, c, tokens, labels, puzzles):
        self.w, self.c, self.tokens, self.labels, self.puzzles = w, c, tokens, labels, puzzles
        self.average = {k: v.clone() for k, v in w.items()}
        self.adam, self.warm = Adam(w, c), 0
        batch = c["batch"]
        self.turn = torch.zeros(batch, dtype=torch.long)
        self.steps = torch.zeros(batch, dtype=torch.long)
        self.y, self.z = start(w, c, batch, tokens.shape[1])

    def examples(self):
        return self.turn * self.c["batch"] + torch.arange(self.c["batch"])

    def step(self):
        w, c, now = self.w, self.c, self.examples()
        tokens, labels, puzzle = self.tokens[now], self.labels[now], self.puzzles[now]
        leaves = {k: v.clone().requires_grad_() for k, v in w.items() if k not in FROZEN}
        frozen = {k: v for k, v in w.items() if k in FROZEN}
        live = {**leaves, **frozen}
        rows = live[PUZZLES][puzzle] if c["prefix"] else None
        y, z, logits, q = forward(live, c, tokens, rows, self.y, self.z)
        y, z = y.detach(), z.detach()
        self.steps += 1
        is_last, target = self.steps >= c["most_steps"], None
        if c["q_continue"]:
            target = continue_target(live, c, tokens, rows, y, z, is_last)
        total, cells, right = loss_of(live, c, logits, q, labels, target)
        names = list(leaves)
        gradients = dict(zip(names, torch.autograd.grad(total.sum() / c["batch"], [leaves[k] for k in names])))
        self.last = dict(y=y, z=z, logits=logits, q=q, cells=cells, right=right, target=target, gradients=gradients)
        self.update(gradients, puzzle)
        self.carry(y, z, q, is_last)
        return self.last

    def update(self, gradients, puzzle):
        w, c = self.w, self.c
        self.warm += 1
        factor = min(1.0, self.warm / c["warmup"]) if c["warmup"] else 1.0
        dense = {k: g for k, g in gradients.items() if k != PUZZLES}
        self.adam.step(w, dense, c["rate"] * factor)
        if c["prefix"]:
            met = puzzle.unique()
            w[PUZZLES][met] = sign_step(w[PUZZLES][met], gradients[PUZZLES][met], c["puzzle_rate"] * factor, c["puzzle_decay"])
        for k in dense:
            self.average[k] = c["ema"] * self.average[k] + (1 - c["ema"]) * w[k]

    def carry(self, y, z, q, is_last):
        c = self.c
        believes = q[:, 0] > (q[:, 1] if c["q_continue"] else 0)
        self.left = is_last | believes
        fresh_y, fresh_z = start(self.w, c, c["batch"], self.tokens.shape[1])
        gone = self.left[:, None, None]
        if not c["carry"]:
            gone = torch.ones_like(gone)
        self.y = torch.where(gone, fresh_y, y)
        self.z = torch.where(gone[:, None] if z.dim() == 4 else gone, fresh_z, z)
        self.turn, self.steps = self.turn + self.left, torch.where(self.left, 0, self.steps)
