#include "tools/train/evaluate.h"

#include "base/clock.h"
#include "tools/stop.h"
#include "lib/wiring.h"

#include <stdlib.h>

int test(training_run *r, int64_t limit)
{
    batch b;
    double began = clock_seconds();
    long n = (long)(limit < r->data.tests ? limit : r->data.tests);
    const puzzle_kind *kind = r->data.code.kind;
    r->tested = (evaluation){.by_rules = kind && !kind->one_answer};
    if (n == 0) return OK;
    prediction *predictions = malloc((size_t)n * sizeof *predictions);
    int failed = dataset_tests(&r->data, n, &b) || !predictions || rank_all(&r->s.net, &b);
    if (!failed) {
        weights_pack(&r->t.average);
        infer_options how = infer_defaults(r->t.threads);
        how.stop = stop_flag();
        how.steps = (int)r->s.test_steps;
        how.threshold = r->s.test_halt;
        failed = infer_all(&r->t.average, &r->shape, &how, &b, predictions, NULL);
    }
    for (long i = 0; !failed && !stop_asked() && i < n; i++) {
        evaluation_row row = row_of(&b, i, &predictions[i]);
        row.solved = r->tested.by_rules && encoding_accepts(b.code, batch_tokens(&b, i), b.sides[i], row.answer);
        evaluation_add(&r->tested, &row);
    }
    free(predictions);
    batch_close(&b);
    r->testing += clock_seconds() - began;
    return failed ? fail(&r->err, NO_MEMORY, "not enough memory to test") : OK;
}
