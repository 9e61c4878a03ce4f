/* Reads large files and measures what that takes: build/reading [PERCENT], of the full size of each. Prints a row for
 * each file; ends with 1 if one took more memory than docs/reliability.md promises, or much more time for four times as
 * much. */
#include "base/path.h"
#include "base/random.h"
#include "data/arc_set/task_file.h"
#include "data/puzzle_set.h"
#include "puzzles/sudoku/sudoku.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Bytes that every program may take; of small files, so that they show something too, what it takes to start. */
#define FLOOR(percent) ((percent) < 100 ? 4e6 : 32e6)

/* --- files --------------------------------------------------------------------------------- */

enum { MOST_CELLS = 81, FEW = 50, TESTS = 1 };

static void put_cells(FILE *out, const uint8_t *cells, int count, const char name[10])
{
    char line[MOST_CELLS];
    for (int i = 0; i < count; i++) line[i] = name[cells[i]];
    fwrite(line, 1, (size_t)count, out);
}

/* Sudokus in a line each: a few, made from `key` on, under new names of their digits. */
static void put_sudokus(FILE *out, int side, uint64_t key, long count)
{
    static uint8_t cells[FEW][2][MOST_CELLS];
    const int all = side * side;
    for (uint64_t i = 0; i < FEW; i++)
        kind_sudoku.generate(&(grid_shape){side, side, 0}, key + i, cells[i][0], cells[i][1]);
    fprintf(out, "source,question,answer,rating\n");
    for (long row = 0; row < count; row++) {
        char name[] = ".123456789";
        stream r = stream_open((uint64_t)row);
        for (uint32_t i = (uint32_t)side; i > 1; i--) {
            uint32_t other = 1 + stream_below(&r, i);
            char kept = name[i];
            name[i] = name[other];
            name[other] = kept;
        }
        fprintf(out, "easy,");
        put_cells(out, cells[row % FEW][0], all, name);
        fputc(',', out);
        put_cells(out, cells[row % FEW][1], all, name);
        fprintf(out, ",2\n");
    }
}

static void put_grid(FILE *out, const char *key, int side, stream *r)
{
    fprintf(out, "\"%s\":[", key);
    for (int i = 0; i < side; i++) {
        for (int j = 0; j < side; j++) fprintf(out, "%s%u", j ? "," : i ? ",[" : "[", stream_below(r, COLOURS));
        fprintf(out, "]");
    }
    fprintf(out, "]");
}

static void put_pairs(FILE *out, const char *part, long pairs, int side, stream *r)
{
    fprintf(out, "\"%s\":[", part);
    for (long i = 0; i < pairs; i++) {
        fprintf(out, i ? ",{" : "{");
        put_grid(out, "input", side, r);
        fprintf(out, ",");
        put_grid(out, "output", side, r);
        fprintf(out, "}");
    }
    fprintf(out, "]");
}

static void put_task(FILE *out, long pairs, int side)
{
    stream r = stream_open((uint64_t)pairs);
    fprintf(out, "{");
    put_pairs(out, "train", pairs, side, &r);
    fprintf(out, ",");
    put_pairs(out, "test", 1, side, &r);
    fprintf(out, "}");
}

static void put_tasks(FILE *out, long count, int side)
{
    for (long i = 0; i < count; i++) {
        fprintf(out, "%s\"%lx\":", i ? "," : "{", i);
        put_task(out, side > 1 ? 3 : 1, side);
    }
    fprintf(out, "}");
}

/* --- cases --------------------------------------------------------------------------------- */

typedef struct reading {
    const char *what;
    long count;   /* in the file of full size */
    int side;     /* of its grids */
    int is_arc;   /* 0: Sudokus */
    double times; /* memory that is allowed for a byte of the file */
} reading;

static const reading cases[] = {{"Sudokus in a CSV, and a test", 2000 * 1000, 9, 0, 1.5},
                                {"4x4 Sudokus in a CSV, and a test", 5000 * 1000, 4, 0, 1.5},
                                {"one ARC task of 1x1 pairs", 640 * 1000, 1, 1, 4},
                                {"ARC tasks of two 1x1 pairs each", 250 * 1000, 1, 1, 4},
                                {"ARC tasks of four 5x5 pairs each", 50 * 1000, 5, 1, 4},
                                {"ARC tasks of four 30x30 pairs each", 2000, 30, 1, 4}};

/* Writes the file, or for Sudokus train.csv or test.csv. Returns its size. */
static double make_file(const reading *c, long count, const char *path)
{
    FILE *out = fopen(path, "w");
    if (!out) exit(3);
    if (!c->is_arc)
        put_sudokus(out, c->side, path_ends_in(path, "test.csv") ? FEW : 0, count);
    else if (c == &cases[2])
        put_task(out, count, c->side);
    else
        put_tasks(out, count, c->side);
    double size = (double)ftell(out);
    if (fclose(out)) exit(3);
    return size;
}

static int read_file(const reading *c, const char *path)
{
    error err = {0};
    puzzle_set set;
    arc_tasks tasks;
    int status = c->is_arc ? arc_tasks_read(&tasks, path, &err) : puzzle_set_load(&set, path, &err);
    if (status != OK) fprintf(stderr, "%s\n", err.text);
    return status;
}

typedef struct cost {
    double seconds, bytes;
} cost;

/* In a process of its own. */
static cost measure(const reading *c, const char *path)
{
    struct rusage used;
    int status = 1;
    pid_t child = fork();
    if (child == 0) _exit(read_file(c, path));
    if (child < 0 || wait4(child, &status, 0, &used) != child || status) exit(1);
    return (cost){(double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                      1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec),
                  1024.0 * (double)used.ru_maxrss};
}

/* In a folder that is empty before and after. Returns 1 if it kept the promises. */
static int check(const reading *c, const char *folder, int percent)
{
    long count = c->count * percent / 100;
    char file[PATH_BYTES], test[PATH_BYTES];
    const char *read = c->is_arc ? file : folder;
    path_in(file, folder, c->is_arc ? "set.json" : "train.csv");
    if (!c->is_arc) make_file(c, TESTS, path_in(test, folder, "test.csv"));
    make_file(c, count / 4, file);
    cost quarter = measure(c, read);
    double size = make_file(c, count, file);
    cost all = measure(c, read);
    int kept = all.bytes <= c->times * size + FLOOR(percent) && all.seconds < 0.1 + 6 * quarter.seconds;
    printf("%-36s %4.0f MB: %5.2f s of CPU, %4.0f MB of memory, %.2f times the file%s\n", c->what, size / 1e6,
           all.seconds, all.bytes / 1e6, all.bytes / size, kept ? "" : "  TOO MUCH");
    remove(file);
    if (!c->is_arc) remove(test);
    return kept;
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/reading-XXXXXX";
    int kept = 1, percent = argc > 1 ? atoi(argv[1]) : 100;
    if (percent < 1 || !mkdtemp(folder)) return 3;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) kept &= check(&cases[i], folder, percent);
    rmdir(folder);
    return !kept;
}
