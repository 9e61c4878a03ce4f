/* make bench: what the machine can do, and what the kernels reach. `make -s bench CSV=1` prints CSV. */
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int bench_for_machines(void)
{
    const char *csv = getenv("CSV");
    return csv && !strcmp(csv, "1");
}

void row(const char *name, samples *s, const char *unit, double share)
{
    double middle = median(s);
    if (bench_for_machines()) {
        printf("%s,%.4g,%.4g,%.4g,%s,%.3f\n", name, middle, s->value[0], s->value[RUNS - 1], unit, share);
    } else {
        printf("%-32s %10.4g  (%.4g to %.4g) %s", name, middle, s->value[0], s->value[RUNS - 1], unit);
        if (share > 0) printf(", %.0f%% of peak", 100 * share);
        printf("\n");
    }
    fflush(stdout);
}

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
