/* solve --dump: what a model computed on the way to its answers, for programs that take it apart; docs/files.md names
 * what the file holds. */
#ifndef TOOLS_DUMP_H
#define TOOLS_DUMP_H

#include "base/safetensors.h"
#include "base/trace.h"
#include "data/batch.h"
#include "trm/network/model_file.h"

/* All zero at first. */
typedef struct dump {
    long puzzles;       /* so far */
    size_t bytes;       /* of all tensors */
    st_tensor *tensors; /* [count], whose data is owned, as are the values of: */
    st_pair *pairs;     /* [pair_count] */
    int count, pair_count;
} dump;

/* Copies the trace, with logits and states, of the i-th puzzle of a batch, and what the network was given. Returns a
 * status. */
int dump_add(dump *d, const model *m, const batch *b, long i, const puzzle *p, const trace *t, error *err);

int dump_write(const dump *d, const char *path, error *err);

void dump_close(dump *d);

#endif
