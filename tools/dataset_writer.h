/* A dataset folder, DIR/train.csv and DIR/test.csv, written from a key.
 *
 * Every row is a function of (key, file, row number), so the files are the same bit for bit on any machine.
 * The test file is made first and its signatures are kept; a row with the signature of a test row is drawn again.
 * So no test puzzle stands in train.csv or twice in test.csv, in whatever disguise the signature sees through,
 * and memory depends on the number of test rows only.
 */
#ifndef TOOLS_DATASET_WRITER_H
#define TOOLS_DATASET_WRITER_H

#include <stdint.h> /* uint64_t */

enum {
    DATASET_MAX_CELLS = 48 * 48,
    DATASET_MAX_CLASSES = 64,
    DATASET_MAX_ROWS = 100000000,
};

typedef struct dataset_row {
    int cells;
    char question[DATASET_MAX_CELLS], answer[DATASET_MAX_CELLS]; /* [cells] */
    long rating;
    uint64_t signature;
} dataset_row;

/* Rows of a class come in its share of the sum of shares, spread over the file at random. */
typedef struct dataset_class {
    const char *source; /* column `source` */
    char title[48];     /* "9x9 puzzle of class easy", for complaints */
    uint64_t train_share, test_share;
} dataset_class;

typedef struct dataset {
    const char *program, *out; /* who complains; the folder */
    const char *advice;        /* what to do where a class has no further puzzles */
    uint64_t key, train, test; /* rows of the files: at least 1 */
    int classes;
    dataset_class class[DATASET_MAX_CLASSES];
    /* One attempt at a puzzle of class k, a function of the key alone: 0, or -1 where it came to nothing. */
    int (*draw)(const void *puzzles, int k, uint64_t key, dataset_row *row);
    const void *puzzles; /* whatever `draw` needs */
} dataset;

/* Both files get their names only after both are complete. Returns an exit code of tools/flags.h. */
int dataset_write(const dataset *d);

#endif
