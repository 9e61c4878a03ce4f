/* Optimisers, schedules and averages against what their formulas say. */
#include "autograd/optimiser.h"
#include "base/random.h"
#include "tests/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 5 };

/* Every optimiser is complete and has a name of its own; what it leaves to another shares the arrays of state. */
static void check_table(void)
{
    for (int i = 0; optimisers[i]; i++) {
        const optimiser *o = optimisers[i], *others = optimiser_for(i, 0);
        size_t states = strlen(o->states), also = strlen(others->states), least = states < also ? states : also;
        CHECK(o->name && o->help && o->update, "optimiser %d is not complete", i);
        CHECK(!strcmp(optimiser_choice(i).name, o->name), "%s is offered as %s", o->name, optimiser_choice(i).name);
        for (int j = 0; j < i; j++) CHECK(strcmp(o->name, optimisers[j]->name), "two of name %s", o->name);
        CHECK(!others->others, "%s leaves parameters to %s, which leaves them to another", o->name, others->name);
        CHECK(!strncmp(o->states, others->states, least), "%s has states %s, %s %s", o->name, o->states, others->name,
              others->states);
        CHECK(strlen(optimiser_states(i)) == states + also - least, "%s keeps %s", o->name, optimiser_states(i));
        CHECK(strlen(optimiser_states(i)) <= OPTIMISER_MAX_STATES, "%s has too many states", o->name);
    }
}

static void check_first_steps(void)
{
    const real g[N] = {1, -2, 0.001f, 30, -0.5f};
    real w[N] = {0}, state[2 * N] = {0};
    optimiser_step s = {.rate = 0.01, .beta1 = 0.9, .beta2 = 0.95, .number = 1};
    optimiser_adamw.update(1, N, w, g, state, N, &s, NULL);
    for (int i = 0; i < N; i++)
        CHECK(fabs((double)w[i] + copysign(0.01, (double)g[i])) < 1e-6, "AdamW's first step is %g", (double)w[i]);
    memset(w, 0, sizeof w);
    memset(state, 0, sizeof state);
    optimiser_adam_atan2.update(1, N, w, g, state, N, &s, NULL);
    double expected = 0.01 / 0.1 * atan(0.1); /* 0.997 of the rate */
    for (int i = 0; i < N; i++)
        CHECK(fabs((double)w[i] + copysign(expected, (double)g[i])) < 1e-6, "Adam-atan2's first step is %g",
              (double)w[i]);
}

/* Without a gradient every weight only decays. */
static void check_decay(void)
{
    for (int i = 0; optimisers[i]; i++) {
        const real g[1] = {0};
        real w[1] = {2}, state[OPTIMISER_MAX_STATES] = {0}, scratch[1024] = {0};
        optimiser_step s = {.rate = 0.01, .beta1 = 0.9, .beta2 = 0.95, .decay = 0.5, .number = 1};
        optimisers[i]->update(1, 1, w, g, state, 1, &s, scratch);
        CHECK(fabs((double)w[0] - 2 * (1 - 0.005)) < 1e-6, "%s decayed to %g", optimisers[i]->name, (double)w[0]);
    }
}

/* From zero each weight moves by the rate, whatever the size of its gradient; without gradient it only decays. */
static void check_sign(void)
{
    const real g[3] = {1e-20f, -30, 0}, rate = (real)0.01;
    real w[3] = {0, 0, 2};
    sign_update(3, w, g, 0.01, 0.5);
    CHECK(w[0] == -rate && w[1] == rate, "the first steps are %g and %g", (double)w[0], (double)w[1]);
    CHECK(fabs((double)w[2] - 2 * (1 - 0.005)) < 1e-6, "decayed to %g", (double)w[2]);
}

/* x^2 / 2 with a gradient that is exact: every optimiser must get close to 0. */
static void check_descent(void)
{
    for (int i = 0; optimisers[i]; i++) {
        const optimiser *o = optimisers[i];
        real w[1] = {3}, state[OPTIMISER_MAX_STATES] = {0}, scratch[1024] = {0};
        for (long step = 1; step <= 400; step++) {
            optimiser_step s = {.rate = 0.05 * (1 - (double)step / 401), .number = step};
            s.momentum = s.beta1 = 0.9;
            s.beta2 = 0.95;
            real g[1] = {w[0]};
            o->update(1, 1, w, g, state, 1, &s, scratch);
        }
        CHECK(fabs((double)w[0]) < 0.05, "%s ends at %g", o->name, (double)w[0]);
    }
}

/* The step of Muon: all singular values near one, whatever those of the gradient, so that X X^T is near the identity.
 */
static void check_muon(int rows, int columns)
{
    size_t n = (size_t)rows * (size_t)columns;
    real *w = calloc(n, sizeof *w), *g = calloc(n, sizeof *g), *m = calloc(n, sizeof *m);
    real *scratch = calloc(optimiser_muon.scratch(rows, columns), sizeof *scratch);
    if (!w || !g || !m || !scratch) abort();
    for (size_t i = 0; i < n; i++) g[i] = (real)(random_normal(1, i) * (1 + (double)(i % 7)));
    optimiser_step s = {.rate = 1, .momentum = 0.95, .number = 1};
    optimiser_muon.update(rows, columns, w, g, m, n, &s, scratch);
    double scale = sqrt(fmax(1, (double)rows / columns)), trace = 0, away = 0;
    int small = rows < columns ? rows : columns, large = rows < columns ? columns : rows;
    for (int i = 0; i < small; i++)
        for (int j = 0; j < small; j++) {
            double sum = 0;
            for (int k = 0; k < large; k++) {
                int a = rows < columns ? i * columns + k : k * columns + i,
                    b = rows < columns ? j * columns + k : k * columns + j;
                sum += (double)w[a] * (double)w[b] / (scale * scale);
            }
            if (i == j) trace += sum;
            if (i != j && fabs(sum) > away) away = fabs(sum);
        }
    CHECK(trace / small > 0.6 && trace / small < 1.4 && away < 0.5,
          "[%d, %d]: mean square of singular values %.3f, "
          "largest product of two rows %.3f",
          rows, columns, trace / small, away);
    double along = 0;
    for (size_t i = 0; i < n; i++) along += (double)w[i] * (double)g[i];
    CHECK(along < 0, "[%d, %d]: the step goes uphill", rows, columns);
    free(w);
    free(g);
    free(m);
    free(scratch);
}

static void check_schedule(void)
{
    CHECK(fabs(schedule(DECAY_LINEAR, 0, 0, 100, 0.5, 0) - 0.01) < 1e-12, "warm-up starts elsewhere");
    CHECK(fabs(schedule(DECAY_LINEAR, 0.4, 500, 100, 0.5, 0) - 1) < 1e-12, "not constant before the decay");
    CHECK(fabs(schedule(DECAY_LINEAR, 0.75, 500, 100, 0.5, 0) - 0.5) < 1e-12, "not half way down");
    CHECK(fabs(schedule(DECAY_COSINE, 0.75, 500, 100, 0.5, 0.2) - 0.6) < 1e-12, "not half way down to the floor");
    CHECK(fabs(schedule(DECAY_COSINE, 1, 500, 100, 0.5, 0)) < 1e-12, "does not end at zero");
    CHECK(fabs(schedule(DECAY_LINEAR, 1, 500, 100, 1, 0) - 1) < 1e-12, "decays where it should not");
}

static void check_average(void)
{
    real average[1] = {0}, w[1] = {1};
    average_update(1, average, w, 0.999, 0, 1);
    CHECK(fabs((double)average[0] - 0.9) < 1e-6, "the first average is %g", (double)average[0]);
    average_update(1, average, w, 0.5, 1000000, 1);
    CHECK(fabs((double)average[0] - 0.95) < 1e-6, "a later average is %g", (double)average[0]);
    average[0] = 0;
    average_update(1, average, w, 0.75, 0, 0);
    CHECK(fabs((double)average[0] - 0.25) < 1e-6, "the first average without warm-up is %g", (double)average[0]);
}

int main(void)
{
    check_table();
    check_first_steps();
    check_decay();
    check_sign();
    check_descent();
    check_muon(32, 32);
    check_muon(96, 24);
    check_muon(17, 40);
    check_schedule();
    check_average();
    return check_done("optimiser");
}
