/* Times that can be trusted: many calls a run, several runs, their median. */
#include "bench/bench.h"

#include <stdlib.h>
#include <time.h>

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double median(samples *s)
{
    qsort(s->value, RUNS, sizeof *s->value, by_size);
    return s->value[RUNS / 2];
}

static samples time_by(double (*seconds)(void), void (*call)(void *), void *data)
{
    samples s;
    long repeats = 1;
    for (;;) {
        double once = seconds();
        for (long i = 0; i < repeats; i++) call(data);
        if (seconds() - once > 0.01) break;
        repeats *= 2;
    }
    for (int run = 0; run < RUNS; run++) {
        double start = seconds();
        for (long i = 0; i < repeats; i++) call(data);
        s.value[run] = (seconds() - start) / (double)repeats;
    }
    return s;
}

samples time_call(void (*call)(void *), void *data)
{
    return time_by(clock_seconds, call, data);
}

double thread_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

samples time_thread(void (*call)(void *), void *data)
{
    return time_by(thread_seconds, call, data);
}

samples rates(const samples *times, double amount)
{
    samples s;
    for (int i = 0; i < RUNS; i++) s.value[i] = amount / times->value[i];
    return s;
}

real *reals(size_t n)
{
    real *x = aligned_alloc(64, (n * sizeof *x + 1023) / 64 * 64);
    if (!x) abort();
    for (size_t i = 0; i < n; i++) x[i] = (real)(i % 17) / 16;
    return x;
}
