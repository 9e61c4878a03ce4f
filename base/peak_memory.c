#include "base/peak_memory.h"

#include <stdio.h>
#include <sys/resource.h>

/* Linux counts in what getrusage says the program that this one took the place of, which may be larger. */
static double of_this_program(void)
{
    char line[256];
    long kilobytes = 0;
    FILE *status = fopen("/proc/self/status", "r");
    if (!status) return 0;
    while (kilobytes == 0 && fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %ld", &kilobytes) != 1) kilobytes = 0;
    fclose(status);
    return (double)kilobytes / 1e3;
}

double peak_memory(void)
{
    struct rusage used;
    double found = of_this_program();
    if (found > 0 || getrusage(RUSAGE_SELF, &used)) return found;
#ifdef __APPLE__
    return (double)used.ru_maxrss / 1e6; /* bytes there */
#else
    return (double)used.ru_maxrss / 1e3;
#endif
}
