/* solve: lets a trained Tiny Recursive Model solve puzzles, and checks what it says against the rules.
 *
 *     ./solve puzzle.txt
 *
 * Flags and wiring; tools/solve_*.c answer and report what each kind of file holds.
 * Exit codes: 0 everything solved (or the evaluation done; outputs without a known answer do not count as unsolved), 1
 * something not solved, 2 wrong usage or input, 3 a file could not be read or written, or no memory.
 */
#include "base/file.h"
#include "tools/solver.h"
#include "trm/network/model_place.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h> /* isatty */

enum { EXIT_SOLVED = 0, EXIT_UNSOLVED = 1, EXIT_USAGE = 2, EXIT_FILE = 3 };
enum { PATH_SIZE = 1024 };

#ifndef MODEL_FOLDER
#define MODEL_FOLDER NULL
#endif

/* The first that knows a file reads it. */
static const solver_type *const solvers[] = {&arc_solver, &puzzle_solver};
enum { SOLVERS = sizeof solvers / sizeof *solvers };

#define ROW(type, field, ...) OPTION_ROW(solve_settings, type, field, __VA_ARGS__)
static const option rows[] = {SOLVE_OPTIONS(ROW)};

static int complain(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "solve: ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    va_end(arguments);
    return code;
}

/* A status as an exit code, with its sentence. */
static int complain_of(int status, const error *err)
{
    return complain(status == NO_MEMORY ? EXIT_FILE : status, "%s", err->text);
}

static void print_help(const options *o, const solve_settings *s)
{
    printf("Usage: ./solve FILE [options]        FILE: puzzles in any common layout, - for standard input\n"
           "       ./solve --eval FILE           accuracy on puzzles with answers, or on tasks\n\n"
           "Shows the question, the model's answer after each supervision step (what has changed is marked) and a\n"
           "verdict by the rules. What is in a file is found from its content:\n\n"
           "  sudoku  of sides 4, 6, 9 and 16: lines of 81 characters, grids, .sdk, .sdm, .ss, CSV\n"
           "  maze    up to 48x48, as drawn with # wall, space or . free, S start, G goal, or CSV\n"
           "  ARC     tasks whose demonstrations the model was trained on (./train --help): NAME.json, a challenges\n"
           "          file, also on standard input, or a folder of either\n\n"
           "  ./solve puzzle.txt\n"
           "  ./solve --quiet - < many.txt > answers.txt\n"
           "  ./solve --eval data/sudoku/test.csv --limit 200\n"
           "  ./solve --tries 64 --choose rules hard.txt      think again until the rules agree\n"
           "  ./solve --model runs/arc/model.safetensors --eval data/arc --submission submission.json\n");
    options_help(stdout, o, s);
    printf("\nExit codes: 0 everything solved (or --eval done; of a task whose output the file does not say, answers\n"
           "given are enough), 1 something not solved, 2 wrong usage or input, 3 a file could not be read or written,\n"
           "or no memory.\n");
}

/* --- what there is to do ----------------------------------------------------------------------------------------- */

typedef struct task {
    const solver_type *by;
    void *work;
    const char *kind;
} task;

static int read_with(task *t, const solver_type *by, const char *file, file_bytes *text, const solve_settings *s,
                     error *err)
{
    t->by = by;
    t->work = calloc(1, by->size);
    return t->work ? by->read(t->work, file, text, s, &t->kind, err) : fail_memory(err, by->items);
}

/* Some files are known by their names, the others by their first bytes. */
static int read_file(task *t, const char *file, const solve_settings *s, error *err)
{
    file_bytes text;
    for (int i = 0; i < SOLVERS; i++)
        if (solvers[i]->looks_like && solvers[i]->looks_like(file)) return read_with(t, solvers[i], file, NULL, s, err);
    int bad = file_read(&text, file, TEXT_LIMIT, err), i = 0;
    if (bad) return bad;
    while (!solvers[i]->looks_like_text(&text)) i++;
    bad = read_with(t, solvers[i], file, &text, s, err);
    file_free(&text);
    return bad;
}

/* Options that mean something for another kind of file alone are refused. */
static int check_options(const task *t, const options *o, const uint8_t *given, error *err)
{
    for (int i = 0; i < SOLVERS; i++)
        for (const char *const *name = solvers[i]->options; solvers[i] != t->by && *name; name++)
            if (given[option_find(o, *name) - o->rows])
                return fail(err, BAD_INPUT, "--%s is for %s, and these are %s; leave it out", *name, solvers[i]->items,
                            t->by->items);
    return OK;
}

/* A model that does not say what it was trained on is taken at its sizes. */
static int check_kind(const model *m, const char *path, const char *kind)
{
    if (!m->puzzle[0] || !strcmp(m->puzzle, kind)) return 0;
    return complain(EXIT_USAGE, "%s was trained on puzzles of kind %s, and these are of kind %s", path, m->puzzle,
                    kind);
}

static int find_model(const solve_settings *s, const char *kind, const char *program, char path[PATH_SIZE], error *err)
{
    if (s->model)
        snprintf(path, PATH_SIZE, "%s", s->model);
    else if (model_find(kind, program, MODEL_FOLDER, path, PATH_SIZE))
        return fail(err, NO_FILE, "found no models/%s.safetensors here or beside the program; name one with --model",
                    kind);
    return OK;
}

static int solve(const task *t, const model *m, const solve_settings *s)
{
    error err;
    long unsolved = 0;
    int bad = t->by->solve(t->work, m, s, &unsolved, &err);
    if (fflush(stdout) || ferror(stdout)) return complain(EXIT_FILE, "cannot write the answers");
    if (bad) return complain_of(bad, &err);
    return unsolved && !s->eval ? EXIT_UNSOLVED : EXIT_SOLVED;
}

static int run(const solve_settings *s, const options *o, const uint8_t *given, const char *program, const char *file)
{
    error err;
    char path[PATH_SIZE];
    task t = {0};
    model m;
    int bad = read_file(&t, file, s, &err);
    if (!bad) bad = check_options(&t, o, given, &err);
    if (!bad) bad = find_model(s, t.kind, program, path, &err);
    if (!bad) bad = model_read(&m, path, &err);
    int code = bad ? complain_of(bad, &err) : check_kind(&m, path, t.kind);
    if (!code) code = solve(&t, &m, s);
    if (!bad) model_close(&m);
    if (t.work) t.by->close(t.work);
    free(t.work);
    return code;
}

int main(int argc, char **argv)
{
    error err;
    const char *file = NULL;
    options o = {0};
    uint8_t given[MAX_OPTIONS] = {0};
    solve_settings s;
    options_add(&o, "Options", rows, sizeof rows / sizeof *rows, 0);
    options_defaults(&o, &s);
    const solve_settings usual = s;
    int words = options_parse(&o, &s, argc, argv, &file, 1, given, &err);
    if (words < 0) return complain(EXIT_USAGE, "%s", err.text);
    if (s.help) {
        print_help(&o, &usual);
        return EXIT_SOLVED;
    }
    if (words && s.eval) return complain(EXIT_USAGE, "--eval names its file itself; '%s' is one too many", file);
    if (!words && !s.eval) return complain(EXIT_USAGE, "which puzzle? For example: ./solve puzzle.txt (see --help)");
    s.in_colour = s.colour == COLOUR_ALWAYS || (s.colour == COLOUR_AUTO && isatty(STDOUT_FILENO));
    return run(&s, &o, given, argv[0], s.eval ? s.eval : file);
}
