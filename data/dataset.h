/* What a training run learns from and is tested on, whatever it was read from: puzzles of some kind in CSV files
 * (dataset.h), or ARC tasks (task_file.h). A lesson is tokens [P, L], labels [L], an id, the row of the embeddings
 * of tasks that goes with it, and a side S: 0, or of a task in a frame of its own (crop), whose tokens and labels are
 * the first S S. */
#ifndef DATA_DATASET_H
#define DATA_DATASET_H

#include "base/error.h"
#include "data/puzzle_set.h"
#include "data/encoding.h"
#include "data/sampling.h"
#include "data/arc_set/examples.h"

typedef struct lesson_choices {
    uint64_t seed;  /* of everything drawn, and of the views */
    int planes;     /* puzzles: a token per cell and symbol, where the kind can */
    int fresh;      /* puzzles: from the generator */
    int views;      /* tasks: V of each at most, the task itself among them */
    int frame;      /* tasks: F, 0 for the smallest that holds every grid that may be seen (task_examples.h) */
    int crop;       /* tasks: without a given frame, each task in one of its own */
    int translate;  /* tasks: move grids about in the frame */
    int with_tests; /* tasks: also learn the test pairs of training tasks, which are no tests then */
} lesson_choices;

typedef struct lessons {
    const char *kind;  /* "sudoku", "maze", "arc" */
    const char *trial; /* what stands behind the path to name a file that solve can be tried on */
    encoding code;     /* P, L and so on, and the relation table */
    int ids;           /* 0: no tasks */
    long count, tests; /* puzzles, or pairs of grids, to learn from and to test on */
    int frame;         /* F of tasks */
    int crop;          /* 1: each task is in a frame of its own, at most F */
    char *index;       /* what solve must know of tasks (task_index.h); NULL: no tasks */
    int64_t rows;      /* the fingerprint of what the ids mean; 0: no tasks */
    /* private */
    dataset set;
    sampler source;
    task_list tasks;
    task_views views;
    task_examples examples;
    struct test_place *places; /* [tests] of tasks */
} lessons;

/* Reads a folder of puzzles, or tasks. Known then: kind, trial. Returns OK, BAD_INPUT or NO_FILE with a
 * sentence. */
int lessons_read(lessons *l, const char *path, error *err);

/* Makes lessons of what was read, which must stay where it is. The same statuses; NO_FILE is want of memory here.
 */
int lessons_prepare(lessons *l, const lesson_choices *choices, error *err);

/* The draw-th example, a function of (seed, draw) alone. Returns its id. */
int32_t lessons_draw(const lessons *l, int64_t draw, uint8_t *tokens, uint8_t *labels, int32_t *side);

/* The i-th test, which is never drawn. Returns its id. Any first few are a fair sample: the first test of each
 * task comes before the second of any, and tasks of all sets and names take turns. An output that the frame cannot hold
 * has TASK_NEVER_RIGHT for labels. */
int32_t lessons_test(const lessons *l, long i, uint8_t *tokens, uint8_t *labels, int32_t *side);

void lessons_free(lessons *l);

#endif
