/* What each thread owns: an arena, a tape, weights bound to it. */
#ifndef TRM_NETWORK_WORKER_H
#define TRM_NETWORK_WORKER_H

#include "trm/network/network.h"

typedef struct worker {
    arena memory;
    tape t;
    bound net;
} worker;

/* A worker whose tape only plans: run the step once, then worker_open lays out what it took. Both return 0, or -1 if
 * out of memory. */
int worker_plan(worker *w, const network *net);
int worker_open(worker *w);
void worker_close(worker *w);

/* Bytes of arena, scratch and the tape's own arrays. */
size_t worker_memory(const worker *w);

/* The calling thread's number within a parallel loop, 0 without OpenMP. */
int worker_number(void);
/* How many threads there are to use. */
int worker_threads(void);

/* How many of `most` examples to run on one tape: enough rows to be worth reading wide weights for, few enough for what
 * the tape holds to stay in the cache. */
int worker_chunk(const network *net, const geometry *shape, int most);

#endif
