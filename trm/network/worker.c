#include "trm/network/worker.h"

#ifdef _OPENMP
#include <omp.h>
#endif

int worker_plan(worker *w, const network *net)
{
    *w = (worker){0};
    arena_plan(&w->memory);
    return tape_open(&w->t, &w->memory) || bound_open(&w->net, net) ? -1 : 0;
}

int worker_open(worker *w)
{
    return arena_open(&w->memory) || tape_open_scratch(&w->t) ? -1 : 0;
}

void worker_close(worker *w)
{
    tape_close(&w->t);
    arena_close(&w->memory);
    bound_close(&w->net);
}

size_t worker_memory(const worker *w)
{
    return w->memory.capacity + tape_memory(&w->t);
}

int worker_number(void)
{
#ifdef _OPENMP
    return omp_get_thread_num();
#else
    return 0;
#endif
}

int worker_threads(void)
{
#ifdef _OPENMP
    return omp_get_max_threads();
#else
    return 1;
#endif
}

int worker_chunk(const network *net, const geometry *shape, int most)
{
    if (shape->frame) return 1; /* examples of other sizes do not lie side by side */
    int rows = shape->planes * layout_sequence(&net->config, shape->cells), enough = (int)net->config.width / 2;
    int chunk = (enough + rows - 1) / rows;
    return chunk < most ? chunk : most;
}
