#include "trm/network/config.h"

#include "autograd/optimiser.h" /* DECAY_* */

#include <string.h>

network_config network_defaults(void)
{
    return (network_config){
        .planes = 1,
        .mixer = MIXER_ATTENTION,
        .positions = POSITIONS_NONE,
        .exchange = EXCHANGE_POOL,
        .sharpness = SHARPNESS_SIZE,
        .relations_on = 1,
        .width = 32,
        .heads = 2,
        .inner = 128,
        .layers = 2,
        .latent_updates = 3,
        .cycles = 1,
        .supervision_steps = 8,
    };
}

train_config train_defaults(void)
{
    return (train_config){
        .optimiser = OPTIMISER_MUON,
        .loss = LOSS_SOFTMAX,
        .leave = LEAVE_SOLVED,
        .steps = 4800,
        .batch = 16,
        .lanes = 8,
        .seed = 1,
        .warmup = 100,
        .minutes = 0,
        .rate = 2e-3,
        .matrix_rate = 4e-3,
        .task_rate = 1e-2,
        .decay = 0,
        .matrix_decay = 0.05,
        .task_decay = 0.1,
        .momentum = 0.95,
        .beta1 = 0.9,
        .beta2 = 0.95,
        .clip = 0,
        .decay_from = 0.2,
        .rate_floor = 0,
        .decay_shape = DECAY_LINEAR,
        .deepen_from = 0,
        .latents = 1,
        .ema = 0.999,
        .halt_weight = 0.05,
        .exploration = 0.1,
        .near = 1.2,
        .views = 1,
        .translate = 1,
    };
}

static int copy_rows(option *table, const option *rows, size_t count, size_t at)
{
    memcpy(table, rows, count * sizeof *rows);
    for (size_t i = 0; i < count; i++) table[i].offset += at;
    return (int)count;
}

#define N(field, kind, name, min, max, choices, help) OPT(network_config, field, kind, name, min, max, choices, help)
#define T(field, kind, name, min, max, choices, help) OPT(train_config, field, kind, name, min, max, choices, help)
#define COUNT(rows)                                   (sizeof rows / sizeof *rows)

int network_options(option *table, size_t network)
{
    const option rows[] = {
        {.help = "Model (sizes as in arXiv 2510.04871)"},
        N(planes, CHOICE, "planes", 0, 0, "off|on", "a token per cell and symbol (on) or per cell (off: classic TRM)"),
        OPT_OR(network_config, exchange, CHOICE, "exchange", 0, 0, "mean|pool|attention", "how planes exchange",
               "mean"),
        OPT_OR(network_config, sharpness, CHOICE, "sharpness", 0, 0, "fixed|size",
               "of softmaxes over n cells or planes: the same for all (paper), or growing with log n", "fixed"),
        N(mixer, CHOICE, "mixer", 0, 0, "attention|mlp", "how cells exchange"),
        N(positions, CHOICE, "positions", 0, 0, "none|learned|rope", "position codes"),
        OPT_OR(network_config, registers, INT, "registers", 0, 256, NULL,
               "N: tokens that stand for no cell; what the task of a puzzle is enters by them", "0"),
        N(relations_on, CHOICE, "relations", 0, 0, "off|on", "learned attention bias per relation of two cells"),
        N(width, INT, "width", 2, 4096, NULL, "width D of a token"),
        N(heads, INT, "heads", 1, 64, NULL, "attention heads"),
        N(inner, INT, "inner", 1, 16384, NULL, "inner width of the SwiGLU"),
        N(layers, INT, "layers", 1, 8, NULL, "layers of the one network"),
        N(latent_updates, INT, "latent-updates", 1, 64, NULL, "n: updates of the latent z per cycle"),
        N(cycles, INT, "cycles", 1, 64, NULL, "T: cycles per supervision step, the last with gradient"),
        N(supervision_steps, INT, "supervision-steps", 1, 1024, NULL, "N_sup: supervision steps per puzzle"),
    };
    return copy_rows(table, rows, COUNT(rows), network);
}

int network_size_options(option *table, size_t network)
{
    const option rows[] = {
        N(vocabulary, INT, "vocabulary", 1, 256, NULL, "tokens"),
        N(classes, INT, "classes", 1, 256, NULL, "logits per token"),
        N(relations, INT, "relation-count", 0, 256, NULL, "relations of two cells"),
        N(cells, INT, "cells", 0, 4096, NULL, "cells the weights are bound to, 0 for any"),
        OPT_OR(network_config, tasks, INT, "tasks", 0, 1 << 24, NULL, "tasks, 0 for none", "0"),
        OPT_OR(network_config, task_rows, INT, "task-rows", 0, 1e15, NULL, "a fingerprint of what they are", "0"),
    };
    return copy_rows(table, rows, COUNT(rows), network);
}

int train_options(option *table, size_t train)
{
    const option rows[] = {
        {.help = "Training"},
        T(steps, INT, "steps", 1, 1e9, NULL, "optimiser steps"),
        T(minutes, REAL, "minutes", 0, 1e6, NULL, "train this long instead (0: by steps); not repeatable to the bit"),
        T(seed, INT, "seed", 0, 1e15, NULL, "all randomness follows from it"),
        T(batch, INT, "batch", 1, 8192, NULL, "puzzles in work at a time"),
        T(lanes, INT, "lanes", 1, 1024, NULL, "parts a batch is cut into; results depend on it, not on threads"),
        T(optimiser, CHOICE, "optimiser", 0, 0, "muon|adamw|adam-atan2", "for the matrices of the layers"),
        T(matrix_rate, REAL, "matrix-lr", 0, 10, NULL, "learning rate of the matrices of the layers"),
        T(rate, REAL, "lr", 0, 10, NULL, "learning rate of everything else"),
        T(matrix_decay, REAL, "matrix-weight-decay", 0, 10, NULL, "weight decay of the matrices, times their rate"),
        T(decay, REAL, "weight-decay", 0, 10, NULL, "weight decay of everything else, times its rate"),
        OPT_OR(train_config, task_rate, REAL, "task-lr", 0, 10, NULL,
               "learning rate of registers' embeddings, by the sign of the gradient", "0.01"),
        OPT_OR(train_config, task_decay, REAL, "task-weight-decay", 0, 10, NULL,
               "weight decay of those embeddings, times their rate", "0.1"),
        T(momentum, REAL, "momentum", 0, 0.9999, NULL, "of Muon"),
        T(beta1, REAL, "beta1", 0, 0.9999, NULL, "of AdamW and Adam-atan2"),
        T(beta2, REAL, "beta2", 0, 0.99999, NULL, "of AdamW and Adam-atan2"),
        T(clip, REAL, "clip", 0, 1e6, NULL, "largest norm of the whole gradient (0: no limit)"),
        T(warmup, INT, "warmup", 0, 1e6, NULL, "steps over which the rates rise from zero"),
        T(decay_from, REAL, "decay-from", 0, 1, NULL, "fraction of the run at which the rates start to fall"),
        T(decay_shape, CHOICE, "decay-shape", 0, 0, "linear|cosine", "how they fall"),
        T(rate_floor, REAL, "lr-floor", 0, 1, NULL, "fraction of the rates left at the end"),
        T(deepen_from, REAL, "deepen-from", 0, 1, NULL,
          "fraction of the run with one cycle, from which on they rise in equal stages to --cycles"),
        T(latents, INT, "latents", 1, 64, NULL, "latents z of a puzzle, of which at each step the best one learns"),
        T(ema, REAL, "ema", 0, 0.999999, NULL, "decay of the running average that is evaluated and saved"),
        T(loss, CHOICE, "loss", 0, 0, "softmax|stablemax", "cross-entropy of the cells"),
        T(leave, CHOICE, "leave", 0, 0, "confident|solved",
          "who leaves before N_sup: confident (paper), or solved as well"),
        T(halt_weight, REAL, "halt-weight", 0, 10, NULL, "weight of the halting loss"),
        T(fresh, FLAG, "fresh", 0, 0, NULL, "new puzzles from the generator, without end, instead of train.csv"),
        OPT_OR(train_config, views, INT, "views", 1, 100000, NULL,
               "ARC: a task as it is and turned, mirrored, with other colours, in so many views", "1"),
        OPT_OR(train_config, frame, INT, "frame", 0, 30, NULL,
               "ARC: side of the frame around grids; 0: what each task takes, or with --mixer mlp all (ours; in the "
               "papers 30)",
               "0"),
        OPT_OR(train_config, translate, CHOICE, "translate", 0, 0, "off|on",
               "ARC: move grids about in their frame, as the papers do", "on"),
        OPT_OR(train_config, train_tests, FLAG, "train-tests", 0, 0, NULL,
               "ARC: also learn the test pairs of training tasks, as the reference does", "0"),
        T(exploration, REAL, "exploration", 0, 1, NULL, "probability per step that halting has to wait"),
        OPT_OR(train_config, near, REAL, "near", 0, 100, NULL,
               "mazes, ARC: nats by which attention's logits start lower for each cell of distance", "0"),
    };
    return copy_rows(table, rows, COUNT(rows), train);
}

void network_fit(network_config *c, int vocabulary, int classes, int relations, int cells, int tasks)
{
    int bound = c->mixer == MIXER_MLP || c->positions == POSITIONS_LEARNED;
    c->vocabulary = vocabulary;
    c->classes = classes;
    c->relations = c->relations_on ? relations : 0;
    c->cells = bound ? cells : 0;
    c->tasks = c->registers ? tasks : 0;
    if (!c->planes) c->exchange = EXCHANGE_MEAN;
}

int network_fits(const network_config *have, int vocabulary, int classes, int relations, int cells)
{
    network_config want = *have;
    network_fit(&want, vocabulary, classes, relations, cells, (int)have->tasks);
    return want.vocabulary == have->vocabulary && want.classes == have->classes && want.relations == have->relations &&
           want.cells == have->cells;
}

int network_check(const network_config *c, error *err)
{
    const char *fault = NULL;
    if ((c->mixer == MIXER_ATTENTION || c->exchange == EXCHANGE_ATTENTION) && c->width % c->heads)
        fault = "--width must be a multiple of --heads";
    else if (c->positions == POSITIONS_ROPE && c->mixer == MIXER_MLP)
        fault = "--positions rope needs --mixer attention: it turns queries and keys";
    else if (c->positions == POSITIONS_ROPE && c->width / c->heads % 2)
        fault = "--positions rope needs an even width per head";
    else if (c->relations_on && c->mixer == MIXER_MLP)
        fault = "--mixer mlp needs --relations off: only attention has a relation bias";
    else if (c->relations_on && c->relations + c->registers > 256)
        fault = "--registers: more relations than the 256 of a byte; take fewer registers, or --relations off";
    if (fault) fail(err, FAILED, "%s", fault);
    return fault ? -1 : 0;
}
