#include "tools/train/run.h"

#include "base/clock.h"
#include "trm/algorithms/algorithm.h"

#include <errno.h>
#include <string.h>

double trained_seconds(const training_run *r)
{
    return r->trained_before + clock_seconds() - r->started - r->testing;
}

double run_done(const training_run *r)
{
    if (r->s.train.minutes > 0) return trained_seconds(r) / (60 * r->s.train.minutes);
    return (double)r->t.step / (double)r->s.train.steps;
}

double step_flops(const training_run *r, int training)
{
    return algorithm_step_flops(&r->s.net, &r->shape, training);
}

int cannot_write(training_run *r, const char *what)
{
    return fail(&r->err, NO_FILE, "cannot write %s: %s", what, strerror(errno));
}

void close_run(training_run *r)
{
    run_shown_close(&r->shown);
    if (r->metrics) fclose(r->metrics);
    run_folder_close(&r->folder);
    trainer_close(&r->t);
    model_close(&r->start);
    dataset_close(&r->data);
}
