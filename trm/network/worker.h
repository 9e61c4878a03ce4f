/* What each thread owns: an arena, a tape, weights bound to it. */
#ifndef TRM_NETWORK_WORKER_H
#define TRM_NETWORK_WORKER_H

#include "trm/network/network.h"

typedef struct worker {
    arena memory;
    tape t;
    bound net;
} worker;

/* A worker whose tape only plans: run the step once, then worker_open lays out what it took. Both return 0 or -1. */
int worker_plan(worker *w);
int worker_open(worker *w);
void worker_close(worker *w);

/* The calling thread's number within a parallel loop, 0 without OpenMP. */
int worker_number(void);
/* How many threads there are to use. */
int worker_threads(void);

/* How many of `most` examples to run on one tape: enough rows to be worth reading wide weights for, few enough for what
 * the tape holds to stay in the cache. */
int worker_chunk(const network *net, const geometry *shape, int most);

#endif
