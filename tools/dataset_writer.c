#define _POSIX_C_SOURCE 200809L /* isatty, fileno */

#include "tools/dataset_writer.h"
#include "base/random.h"
#include "tools/flags.h"
#include "tools/part_file.h"
#include "tools/signature_set.h"

#include <inttypes.h> /* PRIu64 */
#include <stdio.h>
#include <unistd.h> /* isatty */

enum { TRIES = 10000 }; /* draws for one row before its class counts as used up */

/* --- one file ------------------------------------------------------------------------------ */

typedef struct part {
    const dataset *d;
    const char *name; /* "test" or "train" */
    int keeps;        /* 1: its rows enter the set of tested signatures */
    int show_progress;
    uint64_t key, rows;
    uint64_t left[DATASET_MAX_CLASSES]; /* rows still to come of each class */
    part_file file;
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
    return part_file_name(&p->file, d->program, d->out, keeps ? "test.csv" : "train.csv");
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
        if (signature_set_has(tested, row->signature)) continue;
        if (p->keeps) signature_set_add(tested, row->signature);
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

/* Writes the file under its temporary name. */
static int write_part(part *p, const signature_set *tested)
{
    int status = part_file_open(&p->file);
    if (status != DONE) return status;
    return part_file_close(&p->file, write_rows(p, tested, p->file.stream));
}

/* --- the two files ------------------------------------------------------------------------- */

static int write_both(part *test, part *train, const signature_set *tested)
{
    int status = write_part(test, tested);
    if (status != DONE) return status;
    status = write_part(train, tested);
    if (status == DONE) status = part_file_publish(&test->file);
    if (status == DONE) status = part_file_publish(&train->file);
    if (status != DONE) {
        part_file_discard(&test->file);
        part_file_discard(&train->file);
    }
    return status;
}

int dataset_write(const dataset *d)
{
    static part test, train; /* large for a stack because of the paths */
    signature_set tested;
    int status = open_part(&test, "test", 1, d);
    if (status == DONE) status = open_part(&train, "train", 0, d);
    if (status == DONE) status = make_folder(d->program, d->out);
    if (status != DONE) return status;
    if (signature_set_open(&tested, test.rows)) {
        fprintf(stderr, "%s: not enough memory for the signatures of %" PRIu64 " test rows.\n", d->program, test.rows);
        return BAD_FILE;
    }
    status = write_both(&test, &train, &tested);
    signature_set_close(&tested);
    return status;
}
