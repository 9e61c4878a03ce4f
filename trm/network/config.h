/* What a model is (network_config, kept in model files) and how it is trained (train_config). */
#ifndef TRM_NETWORK_CONFIG_H
#define TRM_NETWORK_CONFIG_H

#include "base/error.h"
#include "base/options.h"

enum { MIXER_ATTENTION, MIXER_MLP };
enum { SHARPNESS_FIXED, SHARPNESS_SIZE };
enum { POSITIONS_NONE, POSITIONS_LEARNED, POSITIONS_ROPE };
enum { EXCHANGE_MEAN, EXCHANGE_POOL, EXCHANGE_ATTENTION };
enum { LOSS_SOFTMAX, LOSS_STABLEMAX };
enum { LEAVE_CONFIDENT, LEAVE_SOLVED };
enum { OPTIMISER_MUON, OPTIMISER_ADAMW, OPTIMISER_ADAM_ATAN2 };

typedef struct network_config {
    /* chosen by the user */
    int planes;       /* 1: a token per cell and symbol; 0: classic, a token per cell */
    int mixer;        /* MIXER_* */
    int positions;    /* POSITIONS_* */
    int exchange;     /* EXCHANGE_*: between planes */
    int sharpness;    /* SHARPNESS_*: of softmaxes over cells and planes */
    int relations_on; /* 1: attention adds a learned bias per relation of two cells */
    int64_t width, heads, inner, layers;
    int64_t registers;                                 /* N: tokens of every plane that stand for no cell */
    int64_t latent_updates, cycles, supervision_steps; /* n, T and N_sup of arXiv 2510.04871 */
    /* given by the puzzle */
    int64_t vocabulary; /* V: rows of the token table */
    int64_t classes;    /* C: logits per token */
    int64_t relations;  /* R: relations of two cells that have a bias, 0 where relations_on is 0 */
    int64_t cells;      /* L the weights are bound to (token mixing, learned positions), or 0 for any */
    int64_t tasks;      /* whose examples are told apart by registers of their own; 0: no tasks */
    int64_t task_rows;  /* a fingerprint of what the row of each task stands for; 0: no tasks */
} network_config;

typedef struct train_config {
    int optimiser, loss, leave; /* OPTIMISER_*, LOSS_*, LEAVE_* */
    int64_t steps, batch, lanes, seed, warmup;
    double minutes; /* 0: by steps */
    double rate, matrix_rate, task_rate, decay, matrix_decay, task_decay, momentum, beta1, beta2, clip;
    double decay_from, rate_floor;
    int decay_shape;    /* decay_shape of autograd/optimiser.h */
    double deepen_from; /* 0: all cycles from the start */
    int64_t latents;    /* K of winner.h; 1: the paper's */
    double ema, halt_weight, exploration;
    double near; /* of weights_look_near */
    /* for the owner of the trainer, who fills the slots; kept here so that checkpoints remember them */
    int fresh;
    int64_t views, frame; /* of tasks */
    int translate, train_tests;
} train_config;

network_config network_defaults(void);
train_config train_defaults(void);

/* Rows for a settings struct that holds a network_config at `network` and a train_config at `train` (offsets); writes
 * them to table and returns how many. This is the one place that names these options. */
enum { MAX_CONFIG_OPTIONS = 48 };
int network_options(option *table, size_t network);
int network_size_options(option *table, size_t network); /* what the puzzle gives: in files, not on command lines */
int train_options(option *table, size_t train);

/* Fills in what the puzzle gives: vocabulary, classes, and of relations, cells and tasks what the choices make use of.
 * Without planes there is nothing to exchange. */
void network_fit(network_config *c, int vocabulary, int classes, int relations, int cells, int tasks);

/* Whether a network, whose weights may be bound to one size of grid or to other tokens, can read such a puzzle. */
int network_fits(const network_config *have, int vocabulary, int classes, int relations, int cells);

/* Checks that the fields fit each other. Returns 0, or -1 with a sentence. */
int network_check(const network_config *c, error *err);

#endif
