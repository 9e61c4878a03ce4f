#define _POSIX_C_SOURCE 200809L /* isatty, fileno, mkdir */

#include "tools/dataset.h"
#include "puzzles/stream.h"
#include "tools/flags.h"

#include <errno.h>    /* errno, EEXIST */
#include <inttypes.h> /* PRIu64 */
#include <stdio.h>
#include <stdlib.h>   /* calloc, free */
#include <string.h>   /* strerror */
#include <sys/stat.h> /* mkdir */
#include <unistd.h>   /* isatty */

enum { PATH_SIZE = 4096, TRIES = 10000 }; /* tries: draws for one row before its class counts as used up */

/* --- signatures ---------------------------------------------------------------------------- */

/* A hash set of signatures, at most half full; 0 marks an empty slot. */
typedef struct signature_set {
    uint64_t *slots;
    uint64_t mask; /* number of slots - 1, slots being a power of two */
} signature_set;

static int signature_set_open(signature_set *set, uint64_t capacity)
{
    uint64_t slots = 2;
    while (slots < 2 * capacity) slots *= 2;
    set->mask = slots - 1;
    set->slots = calloc((size_t)slots, sizeof *set->slots);
    return set->slots ? 0 : -1;
}

/* The slot that holds the signature, or the empty one where it belongs. */
static uint64_t *signature_slot(const signature_set *set, uint64_t signature)
{
    uint64_t k = signature & set->mask;
    while (set->slots[k] && set->slots[k] != signature) k = (k + 1) & set->mask;
    return &set->slots[k];
}

/* --- one file ------------------------------------------------------------------------------ */

typedef struct part {
    const dataset *d;
    const char *name; /* "test" or "train" */
    int keeps;        /* 1: its rows enter the set of tested signatures */
    int show_progress;
    uint64_t key, rows;
    uint64_t left[DATASET_MAX_CLASSES]; /* rows still to come of each class */
    char path[PATH_SIZE], temporary[PATH_SIZE];
} part;

static uint64_t share_of(const part *p, int k)
{
    return p->keeps ? p->d->class[k].test_share : p->d->class[k].train_share;
}

/* Shares rounded so that they add up to all rows. */
static void share_rows(part *p)
{
    uint64_t sum = 0, passed = 0;
    for (int k = 0; k < p->d->classes; k++) sum += share_of(p, k);
    for (int k = 0; k < p->d->classes; k++) {
        uint64_t before = p->rows * passed / sum;
        passed += share_of(p, k);
        p->left[k] = p->rows * passed / sum - before;
    }
}

static int open_part(part *p, const char *name, int keeps, const dataset *d)
{
    *p = (part){.d = d, .name = name, .keeps = keeps, .rows = keeps ? d->test : d->train};
    p->key = stream_key(d->key, (uint64_t)keeps);
    p->show_progress = isatty(fileno(stderr));
    share_rows(p);
    snprintf(p->path, PATH_SIZE, "%s/%s.csv", d->out, name);
    int length = snprintf(p->temporary, PATH_SIZE, "%s/%s.csv.part", d->out, name);
    return length < PATH_SIZE ? 0 : -1;
}

/* Draws the class of the next row from those still to come: exact shares in shuffled order, without a list. */
static int next_class(part *p, uint64_t index)
{
    stream random = stream_open(stream_key(stream_key(p->key, 0), index));
    uint64_t pick = stream_below(&random, (uint32_t)(p->rows - index));
    int k = 0;
    while (pick >= p->left[k]) pick -= p->left[k++];
    p->left[k]--;
    return k;
}

/* Makes the index-th row: the first puzzle of class k that is in no disguise a test puzzle. Returns 0 or -1. */
static int make_row(const part *p, const signature_set *tested, int k, uint64_t index, dataset_row *row)
{
    uint64_t key = stream_key(stream_key(p->key, 1), index);
    for (uint64_t t = 0; t < TRIES; t++) {
        if (p->d->draw(p->d->puzzles, k, stream_key(key, t), row)) continue;
        uint64_t signature = row->signature | 1; /* never 0 */
        uint64_t *slot = signature_slot(tested, signature);
        if (*slot) continue;
        if (p->keeps) *slot = signature;
        return 0;
    }
    return -1;
}

static void show_progress(const part *p, uint64_t done)
{
    if (!p->show_progress || (done % 100 != 0 && done != p->rows)) return;
    fprintf(stderr, "\r%s: %" PRIu64 " of %" PRIu64 " puzzles%s", p->name, done, p->rows, done == p->rows ? "\n" : "");
}

/* Writes all rows to an open file. */
static int write_rows(part *p, const signature_set *tested, FILE *file)
{
    dataset_row row;
    fprintf(file, "source,question,answer,rating\n");
    for (uint64_t i = 0; i < p->rows; i++) {
        int k = next_class(p, i);
        const dataset_class *class = &p->d->class[k];
        if (make_row(p, tested, k, i, &row)) {
            fprintf(stderr,
                    "%s: found no further %s for row %" PRIu64 " of %s.csv that differs from the test puzzles; %s.\n",
                    p->d->program, class->title, i + 1, p->name, p->d->advice);
            return BAD_USAGE;
        }
        fprintf(file, "%s,%.*s,%.*s,%ld\n", class->source, row.cells, row.question, row.cells, row.answer, row.rating);
        if (ferror(file)) break; /* the caller says why */
        show_progress(p, i + 1);
    }
    return DONE;
}

static int file_fault(const dataset *d, const char *verb, const char *path)
{
    fprintf(stderr, "%s: cannot %s %s: %s.\n", d->program, verb, path, strerror(errno));
    return BAD_FILE;
}

/* Writes the file under its temporary name. */
static int write_part(part *p, const signature_set *tested)
{
    FILE *file = fopen(p->temporary, "wb");
    if (!file) return file_fault(p->d, "write", p->temporary);
    int status = write_rows(p, tested, file);
    int failed = ferror(file);
    if (fclose(file)) failed = 1;
    if (status == DONE && failed) status = file_fault(p->d, "write", p->temporary);
    if (status != DONE) remove(p->temporary);
    return status;
}

/* --- the two files ------------------------------------------------------------------------- */

static int write_both(part *test, part *train, const signature_set *tested)
{
    int status = write_part(test, tested);
    if (status != DONE) return status;
    status = write_part(train, tested);
    if (status == DONE && rename(test->temporary, test->path) != 0) status = file_fault(test->d, "write", test->path);
    if (status == DONE && rename(train->temporary, train->path) != 0)
        status = file_fault(train->d, "write", train->path);
    if (status != DONE) {
        remove(test->temporary);
        remove(train->temporary);
    }
    return status;
}

int dataset_write(const dataset *d)
{
    static part test, train; /* large for a stack because of the paths */
    signature_set tested;
    if (open_part(&test, "test", 1, d) || open_part(&train, "train", 0, d)) {
        fprintf(stderr, "%s: the path given to --out is too long.\n", d->program);
        return BAD_USAGE;
    }
    if (mkdir(d->out, 0777) != 0 && errno != EEXIST) return file_fault(d, "make the folder", d->out);
    if (signature_set_open(&tested, test.rows)) {
        fprintf(stderr, "%s: not enough memory for the signatures of %" PRIu64 " test rows.\n", d->program, test.rows);
        return BAD_FILE;
    }
    int status = write_both(&test, &train, &tested);
    free(tested.slots);
    return status;
}
