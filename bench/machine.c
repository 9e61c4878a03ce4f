/* What the processor can do: multiply-adds in registers, and bytes from memory. */
#include "autograd/simd.h"
#include "bench/bench.h"

#include <stdlib.h>

enum { CHAINS = 12, STEPS = 100000 }; /* enough chains to hide the latency of a multiply-add */

static void multiply_add(void *data)
{
    vec sums[CHAINS], factor = vec_set((real)0.999), term = vec_set((real)1.001);
#pragma GCC unroll 16
    for (int c = 0; c < CHAINS; c++)
        sums[c] = vec_load((const real *)data + c * VL); /* unknown, so chains stay apart */
    for (int i = 0; i < STEPS; i++) {
        __asm__ volatile("" : "+m"(i)); /* keeps the compiler from computing the loop itself */
#pragma GCC unroll 16
        for (int c = 0; c < CHAINS; c++) sums[c] = sums[c] * factor + term;
    }
#pragma GCC unroll 16
    for (int c = 0; c < CHAINS; c++) vec_store((real *)data + c * VL, sums[c]);
}

enum { STREAM = 1 << 24 }; /* reals; larger than any cache */

typedef struct streamed {
    real *x;
    size_t count;
} streamed;

static void stream(void *data)
{
    streamed *s = data;
    real *x = s->x;
    for (size_t i = 0; i < s->count; i++) x[i] += 1;
}

samples machine_bandwidth(size_t count)
{
    streamed s = {reals(count), count};
    samples time = time_thread(stream, &s), bandwidth = rates(&time, 2.0 * (double)(count * sizeof(real)) / 1e9);
    free(s.x);
    return bandwidth;
}

static void multiply_add_all(void *data)
{
    int threads = *(int *)data;
    (void)threads;
#pragma omp parallel num_threads(threads)
    {
        real chains[CHAINS * VL] = {0};
        __asm__ volatile("" : "+m"(chains)); /* hides the values from the compiler */
        multiply_add(chains);
        __asm__ volatile("" : "+m"(chains));
    }
}

samples machine_peak(int threads)
{
    samples time = (threads == 1 ? time_thread : time_call)(multiply_add_all, &threads);
    return rates(&time, 2.0 * CHAINS * VL * STEPS * threads / 1e9);
}

double bench_machine(void)
{
    samples peak = machine_peak(1), memory = machine_bandwidth(STREAM), cache = machine_bandwidth(FIRST_LEVEL);
    row("peak_fma", &peak, "GFLOP/s", 1);
    row("memory_read_and_write", &memory, "GB/s", 0);
    row("first_level_read_and_write", &cache, "GB/s", 0);
    return median(&peak);
}
