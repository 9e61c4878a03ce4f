/* A folder of puzzles, DIR/train.csv and DIR/test.csv, written from a key.
 *
 * Every row is a function of (key, file, row number), so the files are the same bit for bit on any machine.
 * The test file is made first and its signatures are kept. A row with the signature of a test row is sampled again: so
 * no test puzzle is in train.csv or twice in test.csv, not even as a symmetric version. Memory depends on the number of
 * test rows only.
 */
#ifndef TOOLS_CSV_SET_H
#define TOOLS_CSV_SET_H

#include "base/error.h"
#include "puzzles/kind.h"

enum {
    CSV_MAX_CLASSES = 64,
    CSV_MAX_ROWS = 100000000,
};

enum { CSV_TRAIN, CSV_TEST, CSV_FILES };

/* Rows of a class are spread over a file at random. Their number is the class's part of the sum of shares. */
typedef struct csv_class {
    const char *source; /* column `source` */
    grid_shape shape;   /* of its puzzles, unless choose_shape gives each its own */
    uint64_t share[CSV_FILES];
} csv_class;

typedef struct csv_set {
    const puzzle_kind *kind;
    const char *out;    /* the folder */
    const char *advice; /* what to do if a class has no further puzzles */
    uint64_t key;
    uint64_t rows[CSV_FILES]; /* of each file, at least 1 */
    int classes;
    csv_class class[CSV_MAX_CLASSES];
    /* The shape of a row, a function of the key alone; NULL: all rows of a class have its shape. A row that cannot be
     * made in its shape gets another one. */
    grid_shape (*choose_shape)(const void *specs, int k, uint64_t key);
    /* Tries to make a puzzle of class k, a function of the key alone. Returns 0, or -1 if it failed. */
    int (*generate)(const void *specs, int k, const grid_shape *shape, uint64_t key, uint8_t *question, uint8_t *answer,
                    long *rating);
    const void *specs; /* whatever `generate` needs */
} csv_set;

/* Both files appear at the end, or none. Returns a status. */
int csv_set_write(const csv_set *set, error *err);

#endif
