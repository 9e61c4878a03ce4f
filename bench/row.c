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
