/* solve: lets a trained Tiny Recursive Model solve puzzles, and checks what it says against the rules.
 *
 *     ./solve puzzle.txt
 *
 * Flags and wiring; tools/solve_*.c answer and report what each kind of file holds.
 * Exit codes: 0 everything solved (or the evaluation done; outputs without a known answer do not count as unsolved), 1
 * something not solved, 2 wrong usage or input, 3 a file could not be read or written, or no memory.
 */
#include "base/file.h"
#include "base/program.h"
#include "base/show.h"
#include "data/formats/format.h"
#include "tools/choose_model.h"
#include "tools/each_file.h"
#include "tools/exhibit.h"
#include "tools/version.h"
#include "trm/network/worker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h> /* isatty */

/* The other exit codes are statuses; FAILED: something is not solved, NO_MEMORY becomes NO_FILE. */

#ifndef MODEL_FOLDER
#define MODEL_FOLDER NULL
#endif

/* The first that knows a file reads it. */
static const solver_type *const solvers[] = {&arc_solver, &program_solver, &puzzle_solver};
enum { SOLVERS = sizeof solvers / sizeof *solvers };

#define ROW(type, field, ...) OPTION_ROW(solve_settings, type, field, __VA_ARGS__)
static const option rows[] = {SOLVE_OPTIONS(ROW)};

static void print_help(FILE *out, const options *o, const solve_settings *s)
{
    fprintf(out,
            "Usage: ./solve FILE [options]        FILE: puzzles in any common layout; - for standard input; a folder\n"
            "                                     of such files; or a puzzle itself, 53..7....6..195... or its\n"
            "                                     address\n"
            "       ./solve --eval FILE           accuracy on puzzles with answers, or on tasks\n\n"
            "Shows the question, the model's answer after each supervision step (what has changed is marked) and a\n"
            "verdict by the rules. What is in a file is found from its content:\n\n"
            "  sudoku   of sides 4, 6, 8, 9, 10, 12, 15 and 16, one or many, in any of the layouts below\n"
            "  maze     of sides up to 128: walls # * X or blocks, start and goal S G, A B and others, or + - | walls\n"
            "  ARC      tasks whose demonstrations the model was trained on (./train --help): NAME.json, a challenges\n"
            "           file, also on standard input, or a folder of either\n"
            "  program  a CSV file with the columns program and start: the model runs it step by step\n\n"
            "Layouts, for --format if a file is mistaken for another one:\n\n");
    for (int i = 0; puzzle_formats[i]; i++)
        fprintf(out, "  %-7s %s\n", puzzle_formats[i]->name, puzzle_formats[i]->about);
    fprintf(out, "\n"
                 "  ./solve puzzle.txt\n"
                 "  ./solve --quiet - < many.txt > answers.txt\n"
                 "  ./solve --eval data/sudoku/test.csv --limit 200\n"
                 "  ./solve --tries 64 --choose rules hard.txt      sample again until the rules agree\n"
                 "  ./solve --model runs/arc/model.safetensors --eval data/arc --submission submission.json\n");
    options_help(out, o, s);
    fprintf(out,
            "\nExit codes: 0 everything solved (or --eval done; for a task whose output is not in the file, giving an\n"
            "answer is enough), 1 something not solved, 2 wrong usage or input (even one bad puzzle among others), 3 a "
            "file could not be read or written,\n"
            "or no memory.\n");
}

/* --- what there is to do ----------------------------------------------------------------------------------------- */

typedef struct task {
    const solver_type *by;
    void *work;
    solve_subject what;
} task;

static const solver_type *find_solver(const char *file, const text_source *text)
{
    for (int i = 0; i < SOLVERS; i++)
        if (solvers[i]->looks_like(file, text)) return solvers[i];
    return NULL;
}

/* A file, or if there is none of that name, a puzzle as the command line gives it, be it a good one or not. */
static int open_text(text_source *text, const char *file, error *err)
{
    size_t length = strlen(file);
    int is_file = !strcmp(file, "-") || file_exists(file);
    if (!is_file && (puzzle_text_fits(file, length) || puzzle_text_meant(file, length)))
        text_source_of(text, "the command line", file, length);
    else if (text_source_open(text, file, err) != OK)
        return NO_FILE;
    return puzzle_text_sample(text, NULL, err);
}

/* Some files are known by their names, the others by how they begin. */
static int read_file(task *t, const char *file, const solve_settings *s, error *err)
{
    text_source text = {.file = -1};
    int status = OK, by_text = !(t->by = find_solver(file, NULL));
    if (by_text) status = open_text(&text, file, err);
    if (status == OK && by_text) t->by = find_solver(file, &text);
    if (status == OK && !(t->work = calloc(1, t->by->size))) status = fail_memory(err, t->by->items);
    if (status == OK) status = t->by->read(t->work, file, by_text ? &text : NULL, s, &t->what, err);
    text_source_close(&text);
    return status;
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

/* With --html or --svg, also for a page or a drawing. */
static int solve_task(task *t, const model *m, const solve_settings *s, const char *file, long *unsolved, error *err)
{
    exhibit x;
    solve_settings shown = *s;
    if (!s->html && !s->svg) return t->by->solve(t->work, m, s, unsolved, err);
    shown.exhibit = &x;
    int status = exhibit_open(&x, s, file, err);
    if (status == OK) status = exhibit_close(&x, t->by->solve(t->work, m, &shown, unsolved, err), err);
    return status;
}

static int run(solve_settings *s, const options *o, const uint8_t *given, const char *file, error *err)
{
    task t = {0};
    model m = {0};
    long unsolved = 0;
    int status = read_named_model(&m, s, err);
    if (*m.puzzle) s->likely = m.puzzle;
    if (status == OK) status = read_file(&t, file, s, err);
    if (status == OK) status = check_options(&t, o, given, err);
    if (status == OK) status = settle_model(&m, s, &t.what, s->argv[0], MODEL_FOLDER, err);
    if (status == OK) settle_halting(s, &m, given[option_find(o, "halt") - o->rows]);
    if (status == OK) status = solve_task(&t, &m, s, file, &unsolved, err);
    if (status != NO_FILE && (fflush(stdout) || ferror(stdout)))
        status = fail(err, NO_FILE, "cannot write the answers: %s", strerror(errno));
    s->likely = NULL; /* was the model's */
    model_close(&m);
    if (t.work) t.by->close(t.work);
    free(t.work);
    return status == OK && unsolved && !s->eval ? FAILED : status;
}

/* --- a folder of files ------------------------------------------------------------------------------------------- */

/* What is written for a file is one file's. */
static int check_folder(const solve_settings *s, const char *folder, error *err)
{
    const char *name = s->eval ? "eval" : s->html ? "html" : s->svg ? "svg" : s->dump ? "dump" : NULL;
    if (!name) return OK;
    return fail(err, BAD_INPUT, "%s is a folder, and --%s takes one file; name a file in it", folder, name);
}

/* Advice names the file in the place of the folder. */
static void name_file(char **argv, int argc, const char *folder, char *path)
{
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], folder)) argv[i] = path;
}

/* One file after another; what is wrong with one is said, and the next is its turn. The worst status counts. */
static int run_files(const solve_settings *s, const options *o, const uint8_t *given, const char *folder,
                     const folder_files *files, error *err)
{
    int worst = OK;
    char **argv = calloc((size_t)s->argc + 1, sizeof *argv);
    if (!argv) return fail_memory(err, "the names of files");
    for (int i = 0; i < files->count && !ferror(stdout); i++) {
        solve_settings own = *s;
        own.argv = memcpy(argv, s->argv, (size_t)s->argc * sizeof *argv);
        name_file(argv, s->argc, folder, files->paths[i]);
        if (s->shown) show(stdout, "%s%s\n", i ? "\n" : "", files->paths[i]);
        int status = run(&own, o, given, files->paths[i], err);
        if (*err->text && !ferror(stdout)) program_complain(s->program, err->text);
        if (!ferror(stdout)) *err->text = '\0';
        if (status > worst) worst = status;
    }
    free(argv);
    return worst;
}

static int run_any(solve_settings *s, const options *o, const uint8_t *given, const char *file, error *err)
{
    folder_files files = {0};
    if (!strcmp(file, "-") || !folder_exists(file) || find_solver(file, NULL)) return run(s, o, given, file, err);
    int status = check_folder(s, file, err);
    if (status == OK) status = folder_files_open(&files, file, err);
    if (status == OK) status = run_files(s, o, given, file, &files, err);
    folder_files_close(&files);
    return status;
}

/* What follows from the settings. */
static void complete(solve_settings *s, int argc, char **argv)
{
    s->argc = argc;
    s->argv = argv;
    s->likely = NULL;
    s->in_colour = s->colour == COLOUR_ALWAYS || (s->colour == COLOUR_AUTO && isatty(STDOUT_FILENO));
    s->shown = !s->eval && !s->json && !s->quiet;
    s->how = (infer_options){.steps = (int)s->steps,
                             .threshold = s->halt,
                             .unmask = s->unmask,
                             .remask = s->remask,
                             .samples = (int)s->tries,
                             .noise = s->noise,
                             .select = (selection)s->choose,
                             .seed = (uint64_t)s->seed,
                             .trace = (s->dump ? TRACE_LOGITS | TRACE_STATES : 0) |
                                      (s->probabilities || s->svg ? TRACE_LOGITS : 0) |
                                      (s->animate ? TRACE_LOGITS | TRACE_UPDATES : 0),
                             .threads = s->threads ? (int)s->threads : worker_threads()};
}

/* --help or --version. */
static void say(const solve_settings *s, const options *o, const solve_settings *usual)
{
    program_text t;
    if (!s->help) {
        version_print(stdout, s->program);
        return;
    }
    program_text_open(&t);
    if (t.file) print_help(t.file, o, usual);
    program_text_put(&t, stdout, s->program);
}

int main(int argc, char **argv)
{
    error err = {0};
    const char *file = NULL;
    options o = {0};
    uint8_t given[MAX_OPTIONS] = {0};
    solve_settings s = {0}; /* not all of it are options */
    int status = BAD_INPUT;
    program_open();
    options_add(&o, "Options", rows, sizeof rows / sizeof *rows, 0);
    options_defaults(&o, &s);
    const solve_settings usual = s;
    int words = options_parse(&o, &s, argc, argv, &file, 1, given, &err);
    s.program = argv[0];
    if (words >= 0 && (s.help || s.version)) {
        say(&s, &o, &usual);
        return program_close(program_name(argv[0]), OK);
    }
    if (words > 0 && s.eval)
        fail(&err, BAD_INPUT, "--eval already names a file; '%s' is one too many", file);
    else if (words == 0 && !s.eval)
        fail(&err, BAD_INPUT, "which puzzle? For example: ./solve puzzle.txt (see --help)");
    else if (words >= 0 && (s.html || s.svg || s.animate) && (s.eval || s.dump))
        fail(&err, BAD_INPUT, "--%s cannot be combined with --eval or --dump; leave one out",
             s.html  ? "html"
             : s.svg ? "svg"
                     : "animate");
    else if (words >= 0 && s.animate && (s.quiet || s.json))
        fail(&err, BAD_INPUT, "--animate is for people, --%s for programs; leave one out", s.quiet ? "quiet" : "json");
    else if (words >= 0) {
        complete(&s, argc, argv);
        status = run_any(&s, &o, given, s.eval ? s.eval : file, &err);
    }
    if (*err.text) program_complain(argv[0], err.text);
    return program_close(program_name(argv[0]), status == NO_MEMORY ? NO_FILE : status);
}
