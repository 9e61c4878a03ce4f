#include "tools/train/guess.h"

#include <stdio.h>

static const double LATEST = 0.02; /* weight of the latest step */
static const double MARGIN = 0.01; /* of open cells, that chance may bring */
enum { FEWEST = 20 };              /* steps to judge by */

void guess_add(guess_watch *w, const step_report *now)
{
    double share = 1.0 / (double)++w->steps;
    if (share < LATEST) share = LATEST;
    w->right += share * (now->cells - w->right);
    w->guess += share * (now->guess - w->guess);
}

/* Rates above the usual ones are most likely the reason. */
static void advise(int is_last, const train_config *c, const train_config *usual)
{
    if (c->rate > usual->rate || c->matrix_rate > usual->matrix_rate)
        fprintf(stderr, "The rates may be too high; the usual ones are --matrix-lr %g --lr %g.\n", usual->matrix_rate,
                usual->rate);
    else if (is_last)
        fprintf(stderr, "Train for longer (--steps, --resume), or with other rates (--matrix-lr, --lr).\n");
    else
        fprintf(stderr, "Some runs start slowly; if this one does not improve, try other rates (--matrix-lr, --lr).\n");
}

void guess_tell(guess_watch *w, int64_t step, int is_last, const train_config *c, const train_config *usual)
{
    int due = is_last || (step >= c->warmup + GUESS_STEPS && (step - c->warmup) % GUESS_STEPS == 0);
    if (!due || w->told || w->steps < FEWEST || w->right > w->guess + MARGIN) return;
    w->told = 1;
    fprintf(stderr,
            "Step %lld: the model is no better than guessing: %.1f%% of the open cells are right, and the commonest "
            "symbol alone would get %.1f%%. ",
            (long long)step, 100 * w->right, 100 * w->guess);
    advise(is_last, c, usual);
}

static void warn(const char *name, double rate, double usual)
{
    static const double FAR = 50; /* times the usual rate */
    if (rate > FAR * usual)
        fprintf(stderr, "--%s %g is %.0f times the usual %g; few runs learn anything at such a rate\n", name, rate,
                rate / usual, usual);
}

void guess_warn(const train_config *c, const train_config *usual)
{
    warn("matrix-lr", c->matrix_rate, usual->matrix_rate);
    warn("lr", c->rate, usual->rate);
}
