/* What a training run learns from and is tested on, whatever files it comes from: one interface, and a file and a row
 * for each type (puzzle_set.c, program_set.c, arc_set/arc_set.c).
 *
 *     dataset_open       finds the type of a folder and reads it: the kind is known
 *     dataset_prepare    with options: the encoding, the counts and the notes are known
 *     dataset_example    what training draws
 *     dataset_held_out   what is kept out of training to choose by, never drawn
 *     dataset_tests      what it is tested on, never drawn
 *     dataset_close
 *
 * An example is tokens [P, L], labels [L], a puzzle id (the row of the puzzle embedding that goes with it) and a side
 * S: 0, or the example fills the first S * S of its L cells alone.
 */
#ifndef DATA_DATASET_H
#define DATA_DATASET_H

#include "base/error.h"
#include "base/options.h"
#include "base/safetensors.h" /* st_pair */
#include "data/batch.h"

/* --- options ------------------------------------------------------------------------------- */

/* Which answer to a question with several is learned. Only the rule's is a function of what the network sees: a given
 * one, once turned, is an arbitrary one of them. */
enum { LABELS_GIVEN, LABELS_RULE, LABELS_ANY };

enum { AUGMENT_ON, AUGMENT_OFF };

#define DATASET_OPTIONS(O)                                                                                             \
    O(FLAG, fresh, "fresh",                                                                                            \
      .help = "train on an endless supply of new puzzles from the generator instead of on train.csv")                  \
    O(INT, validation, "validation", .def = "-1", .min = -1, .max = 1e9, .absent = "0", .sparse = 1,                   \
      .help = "puzzles of train.csv that are kept out of training, to choose when to stop answering and which model "  \
              "is best; -1: a tenth, at most 200")                                                                     \
    O(CHOICE, labels, "labels", .def = "given", .choices = "given|rule|any", .absent = "given",                        \
      .help = "which of several right answers is learned: given: the file's, transformed with its question; rule: "    \
              "the one that a fixed rule picks in the transformed question; any: at each step, the one that the "      \
              "model rates highest")                                                                                   \
    O(CHOICE, augment, "augment", .def = "on", .choices = "on|off", .absent = "on", .sparse = 1,                       \
      .help = "apply a random symmetry of the rules to a puzzle each time it is drawn")                                \
    O(INT, augmentations, "augmentations", .old = "views", .def = "1", .min = 1, .max = 100000, .absent = "1",         \
      .help = "ARC: how many versions of each task, the first as it is, others rotated, mirrored, recoloured")         \
    O(INT, frame, "frame", .min = 0, .max = 30, .absent = "0",                                                         \
      .help = "ARC: side of the frame around grids; 0: what each task needs, or with --mixer mlp what all need "       \
              "(ours; 30 in the papers)")                                                                              \
    O(CHOICE, translate, "translate", .def = "on", .choices = "off|on", .absent = "on",                                \
      .help = "ARC: shift grids at random within their frame, as in the papers")                                       \
    O(FLAG, train_tests, "train-tests", .absent = "0",                                                                 \
      .help = "ARC: also learn the test pairs of training tasks, as the reference does")                               \
    O(FLAG, whole_tasks, "whole-tasks", .absent = "0", .sparse = 1,                                                    \
      .help = "ARC: draw a task with all its pairs in one augmentation, each task once per round, as in the "          \
              "reference; otherwise, draw pairs one by one, every task equally often")

typedef struct dataset_options {
    DATASET_OPTIONS(OPTION_FIELD)
    /* What follows from other options; the program fills it in. */
    uint64_t seed; /* of everything drawn */
    int planes;    /* 1: a token per cell and symbol, if the kind can */
    int relations; /* 1: the table of relations is wanted */
    int one_size;  /* 1: all examples must have one size, as weights that are bound to it ask for */
} dataset_options;

/* Adds their rows to a table for a struct of settings that holds dataset_options at the offset. */
void dataset_add_options(options *o, size_t offset);

/* Defaults of a kind of puzzle that differ from the general ones: "name value" texts, closed by NULL. */
typedef struct dataset_preset {
    const char *kind;
    const char *algorithm; /* with this one alone; NULL: with all */
    const char *options[16];
} dataset_preset;

/* The i-th of all presets; NULL after the last. */
const dataset_preset *dataset_preset_at(int i);

/* --- types --------------------------------------------------------------------------------- */

typedef struct dataset dataset;

/* Statuses as in base/error.h. Puzzle ids are returned, sides go to *side. */
typedef struct dataset_type {
    const char *items;             /* "puzzles": in messages */
    const char *const *options;    /* those of DATASET_OPTIONS that apply, closed by NULL */
    const dataset_preset *presets; /* of the kinds of this type, closed by a kind NULL */
    int (*looks_like)(const char *path);
    int (*read)(dataset *d, const char *path, error *err);
    int (*prepare)(dataset *d, const dataset_options *o, error *err);
    int32_t (*example)(const dataset *d, int64_t index, uint8_t *tokens, uint8_t *labels, int32_t *side);
    int32_t (*held_out)(const dataset *d, long i, uint8_t *tokens, uint8_t *labels, int32_t *side); /* NULL: none */
    int32_t (*test)(const dataset *d, long i, uint8_t *tokens, uint8_t *labels, int32_t *side);
    /* The class of the i-th test, or of the i-th example kept out; NULL: it has none. NULL: none has. */
    const char *(*class_of)(const dataset *d, long i, int of_tests);
    void (*close)(dataset *d);
} dataset_type;

extern const dataset_type puzzle_set_type, program_set_type, arc_set_type;

enum { DATASET_NOTES = 8 };

struct dataset {
    const dataset_type *type;
    void *set; /* what the type keeps; its own */
    /* Known once open: */
    const char *kind;  /* "sudoku", "maze", "program", "arc" */
    const char *trial; /* appended to the path it names a file to try solve on */
    /* Known once prepared: */
    encoding code;                /* P, L and so on, and the relation table */
    char *remarks;                /* lines for people about what is odd in the data; NULL: nothing is; owned */
    long count, tests;            /* examples to learn from, before any augmentation; tests */
    long held_out;                /* examples kept out of training */
    long rows[2];                 /* of train.csv and test.csv, if there are such files */
    int ids;                      /* puzzle ids are below this; 0: there are none */
    int64_t fingerprint;          /* of what the ids mean; 0: there are none */
    int64_t content;              /* a fingerprint of what is learned from; 0: none is made */
    st_pair notes[DATASET_NOTES]; /* what solve must know, for the metadata of models */
    int note_count;
};

/* --- use ----------------------------------------------------------------------------------- */

/* Reads a folder of puzzles or tasks. To be closed in any case. */
int dataset_open(dataset *d, const char *path, error *err);

/* Whether the options that the command line gives apply to this type; BAD_INPUT with a sentence if not. */
int dataset_check_options(const dataset *d, const options *o, const uint8_t *given, error *err);

/* The data set must stay where it is from now on. */
int dataset_prepare(dataset *d, const dataset_options *o, error *err);

/* The example with that index, a function of (seed, index) alone. Returns its id. */
int32_t dataset_example(const dataset *d, int64_t index, uint8_t *tokens, uint8_t *labels, int32_t *side);

/* The order in which the cells of such a question are filled: encoding_ranks. */
void dataset_rank(const dataset *d, const uint8_t *tokens, int side, int by_solver, int32_t *rank);

/* Opens a batch with the first `count` tests. They are a fair sample, however few. Returns 0, or -1 if out of memory;
 * to be closed in both cases. */
int dataset_tests(const dataset *d, long count, batch *b);
/* The same for what is kept out of training. */
int dataset_held_out(const dataset *d, long count, batch *b);

void dataset_close(dataset *d);

#endif
