/* The entry of a portable x86-64 program: the whole program is linked in three times, each compiled for one level of
 * vector instructions, and the best one that this processor has is started. TRM_LEVEL=baseline|avx2|avx512 picks a
 * lower one, for tests and comparisons.
 */
#include <stdlib.h>
#include <string.h>

int main_baseline(int argc, char **argv);
int main_avx2(int argc, char **argv);
int main_avx512(int argc, char **argv);

static int has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static int has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
}

int main(int argc, char **argv)
{
    const char *level = getenv("TRM_LEVEL");
    __builtin_cpu_init();
    if (level && !strcmp(level, "baseline")) return main_baseline(argc, argv);
    if (level && !strcmp(level, "avx2") && has_avx2()) return main_avx2(argc, argv);
    if (has_avx512()) return main_avx512(argc, argv);
    return has_avx2() ? main_avx2(argc, argv) : main_baseline(argc, argv);
}
