#include "tools/solver.h"

#include "trm/network/worker.h"

infer_options solve_infer_options(const solve_settings *s)
{
    return (infer_options){.steps = (int)s->steps,
                           .threshold = s->halt,
                           .samples = (int)s->tries,
                           .noise = s->noise,
                           .select = (selection)s->choose,
                           .seed = (uint64_t)s->seed,
                           .threads = s->threads ? (int)s->threads : worker_threads()};
}

geometry solve_geometry(const encoding *e)
{
    return (geometry){.planes = e->planes,
                      .cells = e->cells,
                      .rows = e->rows,
                      .cols = e->cols,
                      .relation = e->relation,
                      .frame = e->frame};
}

int solve_fits(const model *m, const encoding *e)
{
    const network_config *c = &m->net.config;
    return network_fits(c, &(puzzle_sizes){e->vocabulary, e->classes, e->relations, e->cells, (int)c->puzzle_ids});
}
