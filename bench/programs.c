/* The programs from outside: one puzzle from process start to the printed answer, many puzzles, memory of training. */
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs a command without its output; returns the peak memory in KiB of the largest command so far, or -1 if it
 * failed. */
static long run(const char *const *command)
{
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr)) _exit(127);
        execv(command[0], (char *const *)(uintptr_t)command);
        _exit(127);
    }
    struct rusage use;
    int status;
    if (child < 0 || waitpid(child, &status, 0) < 0 || getrusage(RUSAGE_CHILDREN, &use)) return -1;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? use.ru_maxrss : -1;
}

static void bench_program(const char *name, const char *const *command, double scale, const char *unit, int memory)
{
    samples s;
    for (int i = 0; i < RUNS; i++) {
        double start = clock_seconds();
        long kib = run(command);
        if (kib < 0) {
            fprintf(stderr, "bench: %s did not run; is there a model in models/?\n", command[0]);
            return;
        }
        s.value[i] = memory ? (double)kib * 1024 / 1e6 : scale * (clock_seconds() - start);
    }
    row(name, &s, unit, 0);
}

/* Two runs, of few puzzles and of many: their difference leaves out the cost of starting. */
static void bench_bulk(void)
{
    enum { FEW = 100, MANY = 1100 };
    const char *const few[] = {"./solve", "--eval", "data/sudoku/test.csv", "--limit", "100", NULL};
    const char *const many[] = {"./solve", "--eval", "data/sudoku/test.csv", "--limit", "1100", NULL};
    samples s;
    for (int i = 0; i < RUNS; i++) {
        double start = clock_seconds();
        if (run(few) < 0) return;
        double middle = clock_seconds();
        if (run(many) < 0) return;
        s.value[i] = (MANY - FEW) / (clock_seconds() - middle - (middle - start));
    }
    row("solve_many_9x9", &s, "puzzles/s", 0);
}

void bench_programs(void)
{
    const char *const one[] = {"./solve", "--quiet", "puzzle.txt", NULL};
    const char *const train[] = {"./train", "data/sudoku", "--steps", "2", "--test-puzzles", "2", "--memory", NULL};
    bench_program("solve_one_9x9_ms", one, 1000, "ms", 0);
    bench_bulk();
    bench_program("train_default_rss_mb", train, 1, "MB", 1);
}
