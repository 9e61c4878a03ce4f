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

static void stream(void *data)
{
    real *x = data;
    for (size_t i = 0; i < STREAM; i++) x[i] += 1;
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
    samples time = time_call(multiply_add_all, &threads);
    return rates(&time, 2.0 * CHAINS * VL * STEPS * threads / 1e9);
}

double bench_machine(void)
{
    samples peak = machine_peak(1), time;
    row("peak_fma", &peak, "GFLOP/s", 1);
    real *memory = reals(STREAM);
    time = time_call(stream, memory);
    samples bandwidth = rates(&time, 2.0 * STREAM * sizeof(real) / 1e9);
    row("memory_read_and_write", &bandwidth, "GB/s", 0);
    free(memory);
    return median(&peak);
}
