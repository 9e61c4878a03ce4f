#include "tools/solver.h"

#include "tools/wiring.h"
#include "trm/network/worker.h"

infer_options solve_infer_options(const solve_settings *s)
{
    return (infer_options){.steps = (int)s->steps,
                           .threshold = s->halt,
                           .samples = (int)s->tries,
                           .noise = s->noise,
                           .select = (selection)s->choose,
                           .seed = (uint64_t)s->seed,
                           .unmask = s->unmask,
                           .remask = s->remask,
                           .threads = s->threads ? (int)s->threads : worker_threads()};
}

int solve_fits(const model *m, const encoding *e)
{
    const puzzle_sizes sizes = sizes_of(e, m->net.config.puzzle_ids);
    return network_fits(&m->net.config, &sizes);
}
