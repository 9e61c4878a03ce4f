/* make bench: what the machine can do, and what the kernels reach. `make -s bench CSV=1` prints CSV. */
#include "bench/bench.h"

#include <stdio.h>
#include <string.h>

/* Chapters named on the command line, or all. */
static int wanted(int argc, char **argv, const char *chapter)
{
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], chapter)) return 1;
    return argc == 1;
}

int main(int argc, char **argv)
{
    if (bench_for_machines())
        printf("name,median,min,max,unit,share_of_peak\n");
    else
        printf("%s, vectors of %d; medians of %d runs (smallest to largest)\n\n", VEC_NAME, VL, RUNS);
    double peak = bench_machine();
    if (wanted(argc, argv, "products")) bench_products(peak);
    if (wanted(argc, argv, "operations")) bench_operations(peak);
    if (wanted(argc, argv, "grids")) bench_grids(peak);
    if (wanted(argc, argv, "phases")) bench_phases(peak);
    if (wanted(argc, argv, "step")) bench_step(peak);
    if (wanted(argc, argv, "programs")) bench_programs();
    return 0;
}
