#include "tools/train/step.h"

void take_step(training_run *r, step_report *now)
{
    for (example e; trainer_next(&r->t, &e);) {
        *e.puzzle = dataset_example(&r->data, e.index, e.tokens, e.labels, e.side);
        if (e.rank) dataset_rank(&r->data, e.tokens, *e.side, r->s.net.cell_order == ORDER_SOLVER, e.rank);
        if (e.facts) encoding_facts(&r->data.code, e.tokens, *e.side, e.facts);
        trainer_start(&r->t, &e);
    }
    trainer_step(&r->t, run_done(r), now);
}
