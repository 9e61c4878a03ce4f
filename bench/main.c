/* make bench: what the machine can do, and what is made of it. `make -s bench CSV=1` for other programs. */
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int for_machines(void)
{
    const char *csv = getenv("CSV");
    return csv && !strcmp(csv, "1");
}

void row(const char *name, samples *s, const char *unit, double share)
{
    double middle = median(s);
    if (for_machines()) {
        printf("%s,%.4g,%.4g,%.4g,%s,%.3f\n", name, middle, s->value[0], s->value[RUNS - 1], unit, share);
    } else {
        printf("%-32s %10.4g  (%.4g to %.4g) %s", name, middle, s->value[0], s->value[RUNS - 1], unit);
        if (share > 0) printf(", %.0f%% of peak", 100 * share);
        printf("\n");
    }
    fflush(stdout);
}

int main(void)
{
    if (for_machines())
        printf("name,median,min,max,unit,share_of_peak\n");
    else
        printf("%s, vectors of %d; medians of %d runs (smallest to largest)\n\n", VEC_NAME, VL, RUNS);
    double peak = bench_machine();
    bench_products(peak);
    bench_operations(peak);
    bench_step(peak);
    bench_programs();
    return 0;
}
