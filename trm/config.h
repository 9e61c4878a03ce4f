/* What a model is (network_config, kept in model files) and how it is trained (train_config). Everything in trm/ may
 * read this; config.c alone knows the tables behind the choices. */
#ifndef TRM_CONFIG_H
#define TRM_CONFIG_H

#include "base/error.h"
#include "base/options.h"

enum { SHARPNESS_FIXED, SHARPNESS_SIZE };
enum { POSITIONS_NONE, POSITIONS_LEARNED, POSITIONS_ROPE, POSITIONS_LEARNED_ALL };
enum { ORDER_READING, ORDER_RANDOM, ORDER_SOLVER };
enum { LOSS_SOFTMAX, LOSS_STABLEMAX };
enum { HALT_CONFIDENT, HALT_SOLVED, HALT_NEVER };
enum { SYMBOLS_OWN, SYMBOLS_SHARED };
enum { CONTINUE_NONE, CONTINUE_IDLE, CONTINUE_LEARNED };
enum { MAX_LATENT_UPDATES = 64 };

/* Chosen by the user, kept in model files. n, T and N_sup are those of arXiv 2510.04871. */
#define NETWORK_OPTIONS(O)                                                                                             \
    O(CHOICE, planes, "planes", .def = "on", .choices = "off|on",                                                      \
      .help = "on: one token per cell and symbol; off: one per cell (classic TRM)")                                    \
    O(CHOICE, symbols, "symbols", .def = "own", .choices = "own|shared", .absent = "own", .sparse = 1,                 \
      .help = "own: only the tokens and classes that the puzzle has; shared: one numbering for tokens and classes, "   \
              "and one more for padding, as in the reference (Sudoku 11, mazes 6)")                                    \
    O(CHOICE, exchange, "exchange", .def = "pool", .choice = exchange_choice, .absent = "mean",                        \
      .help = "how the planes of a cell exchange information")                                                         \
    O(CHOICE, sharpness, "sharpness", .def = "size", .choices = "fixed|size", .absent = "fixed",                       \
      .help = "sharpness of a softmax over n items: the same for all n (paper), or growing with log n")                \
    O(LIST, mixer, "mixer", .def = "attention", .choice = mixer_choice,                                                \
      .help = "how cells exchange information; a list gives one mixer per layer and is repeated")                      \
    O(CHOICE, scans, "scans", .def = "4", .choices = "2|4", .absent = "4", .sparse = 1,                                \
      .help = "scan directions; 2: both ways along the rows; 4: along the columns too")                                \
    O(INT, window, "window", .def = "3", .min = 1, .max = 15, .absent = "3", .sparse = 1,                              \
      .help = "how many rows and columns to each side --mixer window sees")                                            \
    O(CHOICE, positions, "positions", .def = "none", .choices = "none|learned|rope|learned-all",                       \
      .help = "how cells know where they are; learned-all: registers have positions too")                              \
    O(INT, registers, "registers", .def = "0", .min = 0, .max = 256, .absent = "0",                                    \
      .help = "N: extra tokens in each plane that stand for no cell; they carry the puzzle embedding")                 \
    O(INT, puzzle_tokens, "puzzle-emb-tokens", .min = 0, .max = 256, .absent = "0", .sparse = 1,                       \
      .help =                                                                                                          \
          "how many registers, from the first on, carry the puzzle embedding; the others are zero; 0: all carry it")   \
    O(CHOICE, relations_on, "relations", .def = "on", .choices = "off|on",                                             \
      .help = "a learned attention bias for each relation of two cells")                                               \
    O(INT, width, "width", .def = "32", .min = 2, .max = 4096, .help = "width D of a token")                           \
    O(INT, heads, "heads", .def = "2", .min = 1, .max = 64, .help = "attention heads")                                 \
    O(INT, kv_heads, "kv-heads", .min = 0, .max = 64, .absent = "0", .sparse = 1,                                      \
      .help = "heads of keys and values, shared by equal groups of attention heads; 0: as many as --heads")            \
    O(INT, kv_width, "kv-width", .def = "16", .min = 1, .max = 4096, .absent = "16", .sparse = 1,                      \
      .help = "with --mixer latent: numbers per cell that its keys and values are computed from")                      \
    O(INT, inner, "inner", .def = "128", .min = 1, .max = 16384, .help = "inner width of the SwiGLU")                  \
    O(INT, mixer_inner, "mixer-inner", .min = 0, .max = 16384, .absent = "0", .sparse = 1,                             \
      .help = "with --mixer mlp: inner width of the SwiGLU along the cells; 0: same as --inner")                       \
    O(INT, layers, "layers", .def = "2", .min = 1, .max = 64, .help = "layers of the network")                         \
    O(INT, networks, "networks", .def = "1", .min = 1, .max = 2, .absent = "1", .sparse = 1,                           \
      .help = "1: one network updates both z and y; 2: each has its own network of --layers layers")                   \
    O(INT, latent_updates, "latent-updates", .def = "3", .min = 1, .max = MAX_LATENT_UPDATES,                          \
      .help = "n: updates of the latent z per cycle")                                                                  \
    O(INT, cycles, "cycles", .def = "1", .min = 1, .max = 64,                                                          \
      .help = "T: cycles per supervision step, the last with gradient")                                                \
    O(INT, gradient_updates, "gradient-updates", .min = 0, .max = 64, .absent = "0", .sparse = 1,                      \
      .help = "how many updates of z, the last ones of the last cycle, have gradient; 0: all n; 1: the one-step "      \
              "gradient of HRM")                                                                                       \
    O(INT, gradient_cycles, "gradient-cycles", .def = "1", .min = 1, .max = 64, .absent = "1", .sparse = 1,            \
      .help = "how many of the T cycles have gradient: the last G, or all if T is smaller; each costs three times "    \
              "one without")                                                                                           \
    O(INT, supervision_steps, "supervision-steps", .def = "8", .min = 1, .max = 1024,                                  \
      .help = "N_sup: supervision steps per puzzle")                                                                   \
    O(CHOICE, carry, "carry", .def = "on", .choices = "off|on", .absent = "on", .sparse = 1,                           \
      .help = "off: y and z start afresh at every supervision step")                                                   \
    O(CHOICE, continue_head, "continue-head", .def = "none", .choices = "none|idle|learned", .absent = "none",         \
      .sparse = 1,                                                                                                     \
      .help = "a second halting logit, the value of going on; learned: from the next step, which then runs twice, "    \
              "and an example halts if the first logit is above it; idle: present but never used")                     \
    O(CHOICE, algorithm, "algorithm", .def = "trm", .choice = algorithm_choice, .absent = "trm", .sparse = 1,          \
      .help = "how an answer is computed and learned")                                                                 \
    O(CHOICE, cell_order, "cell-order", .def = "reading", .choices = "reading|random|solver", .absent = "reading",     \
      .sparse = 1, .help = "order of cells for --algorithm autoregressive; solver: easiest deductions first")          \
    O(INT, latents, "latents", .def = "1", .min = 1, .max = 64, .absent = "1", .sparse = 1,                            \
      .help = "K: latents in --algorithm winner-takes-all; more than 1 selects it")

/* Given by the puzzle, kept in model files. */
#define NETWORK_SIZES(O)                                                                                               \
    O(INT, vocabulary, "vocabulary", .min = 1, .max = 256, .help = "V: rows of the token table")                       \
    O(INT, classes, "classes", .min = 1, .max = 256, .help = "C: logits per token")                                    \
    O(INT, relations, "relation-count", .min = 0, .max = 256,                                                          \
      .help = "R: relations of two cells that have a bias, 0 if --relations is off")                                   \
    O(INT, cells, "cells", .min = 0, .max = 16384,                                                                     \
      .help = "L that the weights are bound to (token mixing, learned positions), or 0 for any")                       \
    O(INT, symbol_rows, "symbol-rows", .min = 0, .max = 256, .absent = "0", .sparse = 1,                               \
      .help = "rows of both tables if symbols are shared (network/symbols.h), else 0")                                 \
    O(INT, class_row, "class-row", .min = 0, .max = 255, .absent = "0", .sparse = 1,                                   \
      .help = "the row of class 0 then")                                                                               \
    O(INT, facts, "facts", .min = 0, .max = 7, .absent = "0", .sparse = 1,                                             \
      .help = "yes-or-no facts of a cell that a head learns beside the answer, in training alone")                     \
    O(INT, puzzle_ids, "puzzle-ids", .old = "tasks", .min = 0, .max = 1 << 24, .absent = "0",                          \
      .help = "puzzles that are told apart by an embedding of their own; 0: none")                                     \
    O(INT, puzzle_ids_hash, "puzzle-ids-hash", .old = "task-rows", .min = 0, .max = 1e15, .absent = "0",               \
      .help = "a fingerprint of which puzzle each id stands for; 0: no ids")

typedef struct network_config {
    NETWORK_OPTIONS(OPTION_FIELD)
    NETWORK_SIZES(OPTION_FIELD)
} network_config;

#define TRAIN_OPTIONS(O)                                                                                               \
    O(INT, steps, "steps", .def = "4800", .min = 1, .max = 1e9, .help = "optimiser steps")                             \
    O(REAL, minutes, "minutes", .min = 0, .max = 1e6,                                                                  \
      .help = "train for this many minutes instead (0: go by --steps); not reproducible bit for bit")                  \
    O(REAL, flops, "flops", .min = 0, .max = 1e30, .absent = "0", .sparse = 1,                                         \
      .help = "train for this much compute instead (0: go by --steps): FLOPs of the model's products, such as 3e14")   \
    O(INT, seed, "seed", .def = "1", .min = 0, .max = 1e15, .help = "all randomness follows from it")                  \
    O(INT, batch, "batch", .def = "16", .min = 1, .max = 8192, .help = "puzzles trained on at a time")                 \
    O(INT, shards, "shards", .old = "lanes", .def = "8", .min = 1, .max = 1024,                                        \
      .help = "parts that a batch is split into; results depend on these, not on threads")                             \
    O(CHOICE, optimiser, "optimiser", .def = "muon", .choice = optimiser_choice, .help = "how weights are updated")    \
    O(REAL, matrix_rate, "matrix-lr", .def = "0.004", .min = 0, .max = 10,                                             \
      .help = "learning rate of the matrices of the layers")                                                           \
    O(REAL, rate, "lr", .def = "0.002", .min = 0, .max = 10, .help = "learning rate of everything else")               \
    O(REAL, matrix_decay, "matrix-weight-decay", .def = "0.05", .min = 0, .max = 10,                                   \
      .help = "weight decay of the matrices, times their rate")                                                        \
    O(REAL, decay, "weight-decay", .min = 0, .max = 10, .help = "weight decay of everything else, times its rate")     \
    O(REAL, puzzle_rate, "puzzle-emb-lr", .old = "task-lr", .def = "0.01", .min = 0, .max = 10, .absent = "0.01",      \
      .help = "learning rate of puzzle embeddings, which move by the sign of the gradient")                            \
    O(REAL, puzzle_decay, "puzzle-emb-weight-decay", .old = "task-weight-decay", .def = "0.1", .min = 0, .max = 10,    \
      .absent = "0.1", .help = "weight decay of those embeddings, times their rate")                                   \
    O(REAL, momentum, "momentum", .def = "0.95", .min = 0, .max = 0.9999, .help = "momentum of Muon")                  \
    O(REAL, beta1, "beta1", .def = "0.9", .min = 0, .max = 0.9999,                                                     \
      .help = "decay of the mean of gradients (AdamW, Adam-atan2)")                                                    \
    O(REAL, beta2, "beta2", .def = "0.95", .min = 0, .max = 0.99999,                                                   \
      .help = "decay of the mean of squares (AdamW, Adam-atan2)")                                                      \
    O(REAL, clip, "clip", .min = 0, .max = 1e6, .help = "largest norm of the whole gradient (0: no limit)")            \
    O(INT, warmup, "warmup", .def = "100", .min = 0, .max = 1e6, .help = "steps over which the rates rise from zero")  \
    O(REAL, decay_from, "decay-from", .def = "0.2", .min = 0, .max = 1,                                                \
      .help = "fraction of the run at which the rates start to fall")                                                  \
    O(CHOICE, decay_shape, "decay-shape", .def = "linear", .choices = "linear|cosine", .help = "how they fall")        \
    O(REAL, rate_floor, "lr-floor", .min = 0, .max = 1, .help = "fraction of the rates left at the end")               \
    O(REAL, deepen_from, "deepen-from", .min = 0, .max = 1,                                                            \
      .help = "fraction of the run trained with one cycle; after that, the number rises in stages to --cycles")        \
    O(FLAG, vary_cycles, "vary-cycles", .absent = "0",                                                                 \
      .help = "each step draws its number of cycles at random, from 1 to what it would be otherwise")                  \
    O(REAL, ema, "ema", .def = "0.999", .min = 0, .max = 0.999999,                                                     \
      .help = "decay of the running average that is evaluated and saved")                                              \
    O(CHOICE, ema_warmup, "ema-warmup", .def = "on", .choices = "off|on", .absent = "on", .sparse = 1,                 \
      .help = "on: the average soon forgets where training started; off: --ema from the first step on (paper)")        \
    O(CHOICE, loss, "loss", .def = "softmax", .choices = "softmax|stablemax", .help = "cross-entropy of the cells")    \
    O(CHOICE, halt_when, "halt-when", .old = "leave", .def = "solved", .choices = "confident|solved|never",            \
      .help = "which examples halt before N_sup: confident ones (paper), confident ones that are solved, or none")     \
    O(REAL, halt_weight, "halt-weight", .def = "0.05", .min = 0, .max = 10, .help = "weight of the halting loss")      \
    O(REAL, robust, "robust", .min = 0, .max = 100, .absent = "0", .sparse = 1,                                        \
      .help = "nats e above which more loss of an example counts less: e log(1 + loss / e), so that nearly right "     \
              "answers weigh more; 0: the loss as it is")                                                              \
    O(REAL, dense, "dense", .min = 0, .max = 100, .absent = "0",                                                       \
      .help = "weight of an extra loss on what the rules know about each cell, if anything: in mazes, which steps "    \
              "from it lie on a shortest path")                                                                        \
    O(REAL, exploration, "exploration", .def = "0.1", .min = 0, .max = 1,                                              \
      .help = "probability that an example must reach a random step before it may halt")                               \
    O(REAL, rest, "rest", .min = 0, .max = 1, .absent = "0",                                                           \
      .help = "share of examples that go on after they are solved, for N_sup more steps on average, so that "          \
              "solutions stay solved")                                                                                 \
    O(REAL, random_starts, "random-starts", .min = 0, .max = 1, .absent = "0",                                         \
      .help = "share of examples that start from a random state")                                                      \
    O(REAL, carried_starts, "carried-starts", .min = 0, .max = 1, .absent = "0",                                       \
      .help = "share of examples that start from the final state of the example whose place in the batch they take")   \
    O(REAL, distance_bias, "distance-bias", .old = "near", .def = "1.2", .min = 0, .max = 100, .absent = "0",          \
      .help = "initial attention bias: minus this many nats per cell of distance, if the puzzle has distances")

typedef struct train_config {
    TRAIN_OPTIONS(OPTION_FIELD)
} train_config;

network_config network_defaults(void);
train_config train_defaults(void);

/* Add their rows to a table for a struct of settings that holds the configuration at the offset. */
void network_options(options *o, size_t offset);
void network_sizes(options *o, size_t offset); /* in files, not on command lines */
void train_options(options *o, size_t offset);

/* What a puzzle gives to the configuration. */
typedef struct puzzle_sizes {
    int vocabulary; /* V: tokens */
    int classes;    /* C: logits per token */
    int relations;  /* R: of two cells */
    int cells;      /* L */
    int puzzle_ids; /* 0: none */
} puzzle_sizes;

/* Fills in what the puzzle gives, as far as the choices make use of it. Without planes there is nothing to exchange.
 */
void network_fit(network_config *c, const puzzle_sizes *puzzle);

/* After that, with --symbols shared: padding, then all symbols of questions and answers; `first` is the token that means
 * the same as class 0. For puzzles that have no such numbering by themselves. */
void network_share_symbols(network_config *c, int first);

/* Whether a network, whose weights may be bound to one size of grid or to other tokens, can read such a puzzle. */
int network_fits(const network_config *have, const puzzle_sizes *puzzle);

/* Whether the network also reads answers that are filled in part. */
int network_reads_answers(const network_config *c);

/* Whether the network reads the table of relations of all pairs of cells. */
int network_needs_relations(const network_config *c);

/* Whether weights belong to one number of cells. */
int network_is_size_bound(const network_config *c);

/* How many of `cycles` cycles, the last ones, have gradient; in the paper one. */
int network_recorded_cycles(const network_config *c, int cycles);

/* Rows of the table of puzzle embeddings: without puzzle ids all examples share one. */
static inline size_t network_puzzle_rows(const network_config *c)
{
    return c->puzzle_ids ? (size_t)c->puzzle_ids : 1;
}

/* Tokens of the embedding of a puzzle. */
static inline size_t network_puzzle_tokens(const network_config *c)
{
    return (size_t)(c->puzzle_tokens ? c->puzzle_tokens : c->registers);
}

/* Checks that the fields fit each other. Returns OK, or BAD_INPUT with a sentence. */
int network_check(const network_config *c, error *err);

/* The same for how a network is to be trained. */
int train_check(const network_config *net, const train_config *c, error *err);

#endif
