/* What the benchmarks share: medians, rows of output. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "autograd/real.h"
#include "base/clock.h"

#include <stddef.h>

enum { RUNS = 9 };

typedef struct samples {
    double value[RUNS];
} samples;

/* Returns the median; sorts the samples, smallest first. */
double median(samples *s);

/* Seconds of one call, RUNS times; every run lasts at least 10 ms. */
samples time_call(void (*call)(void *), void *data);

/* The same in time that the calling thread alone used, so that other programs on the machine count less; for work that
 * runs on one thread. */
samples time_thread(void (*call)(void *), void *data);
double thread_seconds(void);

/* Turns times into rates: amount / time. */
samples rates(const samples *times, double amount);

/* n reals, filled with harmless values, and space for a vector that reads past them. */
real *reals(size_t n);

/* Prints one figure. `share`: of the peak of as many threads as the figure used; 0: not printed.
 * With CSV=1 in the environment: name,median,min,max,unit,share_of_peak. */
void row(const char *name, samples *s, const char *unit, double share);

int bench_for_machines(void); /* 1 with CSV=1 in the environment */

/* The chapters, a file each; `peak` is the multiply-add peak of one thread in GFLOP/s. */
double bench_machine(void);
/* Multiply-adds of so many threads together, GFLOP/s: clock rates fall when all cores work. */
samples machine_peak(int threads);
/* Bytes read and written again in so many reals, GB/s, one thread. */
samples machine_bandwidth(size_t count);
enum { FIRST_LEVEL = 4096 }; /* reals that the first-level cache holds, and that a tile of states at D = 64 is */
void bench_products(double peak);
void bench_operations(double peak);
void bench_grids(double peak);
void bench_phases(double peak);
void bench_step(double peak);
void bench_programs(void);

#endif
