/* solve: lets a trained Tiny Recursive Model solve puzzles, and checks what it says against the rules.
 *
 *     ./solve puzzle.txt
 *
 * Exit codes: 0 everything solved (or the evaluation done; an output that nobody knows is not called unsolved), 1
 * something not solved, 2 wrong usage or input, 3 a file could not be read or written, or no memory.
 */
#include "data/batch.h"
#include "report/evaluation.h"
#include "report/arc.h"
#include "report/answer.h"
#include "base/clock.h"
#include "tools/task_solver.h"
#include "base/file.h"
#include "trm/network/model_place.h"
#include "trm/network/worker.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h> /* isatty */

enum { EXIT_SOLVED = 0, EXIT_UNSOLVED = 1, EXIT_USAGE = 2, EXIT_FILE = 3 };
enum { WHY = 512, PATH_SIZE = 1024, MAX_STEPS = SCORE_STEPS };

#ifndef MODEL_FOLDER
#define MODEL_FOLDER NULL
#endif

/* --- settings ---------------------------------------------------------------------------------------------------- */

#define SOLVE_OPTIONS(O)                                                                                               \
    O(TEXT, model, "model", .help = "model file [models/KIND.safetensors]")                                            \
    O(INT, steps, "steps", .def = "16", .min = 1, .max = MAX_STEPS, .help = "supervision steps at most")               \
    O(REAL, halt, "halt", .def = "4", .min = -1e9, .max = 1e9,                                                         \
      .help = "stop a puzzle when its halting logit is above this")                                                    \
    O(INT, tries, "tries", .def = "1", .min = 1, .max = 100000, .help = "tries at a puzzle, all but the first with noise") \
    O(REAL, noise, "noise", .def = "0.3", .min = 0, .max = 100,                                                        \
      .help = "standard deviation of the noise on z before each step")                                                 \
    O(CHOICE, choose, "choose", .def = "confident", .choices = "confident|first|rules",                                \
      .help = "of the tries: the highest halting logit, the first to halt, the first that obeys the rules")            \
    O(INT, seed, "seed", .def = "1", .min = 0, .max = 1e15, .help = "of the noise")                                    \
    O(FLAG, quiet, "quiet", .help = "a line in, a line out: the answer, '.' where a cell breaks a rule")               \
    O(FLAG, json, "json", .help = "an object a line; with --eval one object")                                          \
    O(TEXT, eval, "eval", .help = "measure accuracy on a file of puzzles with answers, or on tasks")                   \
    O(INT, views, "views", .min = 0, .max = 1e6,                                                                       \
      .help = "ARC: ask at most so many views of a test, 0 for all of the model's")                                    \
    O(INT, attempts, "attempts", .def = "2", .min = 1, .max = 100,                                                     \
      .help = "ARC: answers to a test that count, the best by the votes of its views")                                 \
    O(TEXT, submission, "submission", .help = "ARC: write the answers to this file, as Kaggle takes them")             \
    O(INT, limit, "limit", .min = 0, .max = 1e12, .help = "only the first N puzzles or tasks, 0 for all")              \
    O(INT, threads, "threads", .min = 0, .max = 1024,                                                                  \
      .help = "worker threads, 0 for all cores; the result does not depend on it")                                     \
    O(CHOICE, colour, "colour", .def = "auto", .choices = "auto|always|never", .help = "colours; auto: on a terminal") \
    O(FLAG, help, "help", .help = "this text")

typedef struct settings {
    SOLVE_OPTIONS(OPTION_FIELD)
} settings;

enum { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

#define ROW(type, field, ...) OPTION_ROW(settings, type, field, __VA_ARGS__)
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

static void print_help(const options *o, const settings *s)
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

/* --- model ------------------------------------------------------------------------------------------------------- */

/* A model that does not say what it was trained on is taken at its sizes. */
static int check_kind(const model *m, const char *path, const char *kind)
{
    if (!m->puzzle[0] || !strcmp(m->puzzle, kind)) return 0;
    return complain(EXIT_USAGE, "%s was trained on puzzles of kind %s, and these are of kind %s", path, m->puzzle,
                    kind);
}

/* --- one group: puzzles of one shape ----------------------------------------------------------------------------- */

typedef struct group {
    const model *m;
    encoding code;
    geometry shape;
    infer_options how;
    batch b;
    prediction *predictions; /* [count] */
    trace *traces;           /* [count] if they are to be shown, else NULL */
} group;

static void group_close(group *g)
{
    batch_close(&g->b);
    encoding_close(&g->code);
    for (long i = 0; g->traces && i < g->b.count; i++) trace_close(&g->traces[i]);
    free(g->traces);
    free(g->predictions);
}

static int is_right(const puzzle *p, const uint8_t *answer)
{
    return p->kind->check_answer(&p->shape, p->question, answer, NULL, NULL) == 0;
}

static int obeys_rules(const void *rules, long index, const uint8_t *answer)
{
    const group *g = rules;
    uint8_t grid[KIND_MAX_CELLS];
    decode_answer(&g->code, answer, grid);
    return is_right(&g->b.puzzles[index], grid);
}

static infer_options infer_settings(const settings *s)
{
    return (infer_options){.steps = (int)s->steps,
                      .threshold = s->halt,
                      .samples = (int)s->tries,
                      .noise = s->noise,
                      .select = (selection)s->choose,
                      .seed = (uint64_t)s->seed,
                      .threads = s->threads ? (int)s->threads : worker_threads()};
}

static int group_open(group *g, const settings *s, const model *m, const puzzle *puzzles, long count)
{
    *g = (group){.m = m};
    g->how = infer_settings(s);
    g->how.obeys = obeys_rules;
    g->how.rules = g;
    if (encoding_open(&g->code, puzzles->kind, &puzzles->shape, m->net.config.planes))
        return complain(EXIT_FILE, "not enough memory for puzzles of %d cells", grid_cells(&puzzles->shape));
    const encoding *e = &g->code;
    g->shape = (geometry){
        .planes = e->planes, .cells = e->cells, .rows = e->rows, .cols = e->cols, .relation = e->relation};
    if (!network_fits(&m->net.config, &(puzzle_sizes){e->vocabulary, e->classes, e->relations, e->cells, 0}))
        return complain(EXIT_USAGE, "this model was trained on grids of another size and cannot read %dx%d",
                        puzzles->shape.rows, puzzles->shape.cols);
    g->predictions = malloc((size_t)count * sizeof *g->predictions);
    int shown = !s->eval && !s->json && !s->quiet;
    if (shown) g->traces = calloc((size_t)count, sizeof *g->traces);
    if (batch_open(&g->b, &g->code, puzzles, count) || !g->predictions || (shown && !g->traces))
        return complain(EXIT_FILE, "not enough memory for %ld puzzles", count);
    return 0;
}

static int group_think(group *g, int labelled)
{
    const puzzle *hard = labelled ? batch_label(&g->b) : NULL;
    if (hard)
        return complain(EXIT_USAGE,
                        "the puzzle on line %ld comes without an answer and is too hard for the exact solver",
                        hard->line);
    const infer_inputs in = {.count = g->b.count, .tokens = g->b.tokens, .labels = labelled ? g->b.labels : NULL};
    if (infer(&g->m->w, &g->shape, &g->how, &in, g->b.answers, g->predictions, g->traces))
        return complain(EXIT_FILE, "not enough memory to think with %d threads", g->how.threads);
    batch_decode(&g->b);
    return 0;
}

/* --- what is said about a group ---------------------------------------------------------------------------------- */

static report report_on(const group *g, long i)
{
    const puzzle *p = &g->b.puzzles[i];
    const prediction *v = &g->predictions[i];
    return (report){.kind = p->kind,
                    .shape = &p->shape,
                    .question = p->question,
                    .answer = batch_answer(&g->b, i),
                    .halt = v->halt,
                    .steps = v->steps,
                    .chosen = v->sample,
                    .tries = v->samples,
                    .allowed = g->how.samples,
                    .work = v->work};
}

static void show_group(group *g, int colour, long *unsolved)
{
    for (long i = 0; i < g->b.count; i++) {
        report r = report_on(g, i);
        trace *t = &g->traces[i];
        for (int step = 0; step < t->frames; step++) decode_answer(&g->code, trace_answer(t, step), trace_answer(t, step));
        r.after = t->answers;
        r.halts = t->halts;
        *unsolved += !report_show(stdout, &r, colour);
    }
}

static void print_group(const group *g, int json, long *unsolved)
{
    for (long i = 0; i < g->b.count; i++) {
        const report r = report_on(g, i);
        *unsolved += !(json ? report_json : report_line)(stdout, &r);
    }
}

static void score_group(const group *g, score *sum)
{
    sum->by_rules = !g->b.puzzles->kind->one_answer;
    for (long i = 0; i < g->b.count; i++) {
        const prediction *v = &g->predictions[i];
        const score_line line = {.exact = v->exact,
                                 .right = sum->by_rules && is_right(&g->b.puzzles[i], batch_answer(&g->b, i)),
                                 .steps = v->steps,
                                 .tries = v->samples,
                                 .work = v->work,
                                 .cells = v->cells,
                                 .labels = g->code.cells};
        score_add(sum, &line);
    }
}

static int in_colour(const settings *s)
{
    return s->colour == COLOUR_ALWAYS || (s->colour == COLOUR_AUTO && isatty(STDOUT_FILENO));
}

/* --- all groups -------------------------------------------------------------------------------------------------- */

static int solve_group(const settings *s, group *g, score *sum, long *unsolved)
{
    double began = clock_seconds();
    int bad = group_think(g, s->eval != NULL);
    sum->seconds += clock_seconds() - began;
    if (bad) return bad;
    if (s->eval)
        score_group(g, sum);
    else if (s->json || s->quiet)
        print_group(g, s->json, unsolved);
    else
        show_group(g, in_colour(s), unsolved);
    return 0;
}

/* How many puzzles are answered at once: few enough that what is shown of their steps stays small. */
static long group_size(const settings *s)
{
    enum { GROUP = 16384, SHOWN_CELLS = 1 << 26 };
    return s->eval || s->json || s->quiet ? GROUP : 1 + SHOWN_CELLS / (KIND_MAX_CELLS * (long)s->steps);
}

static int solve_list(const settings *s, const model *m, const puzzle_list *list)
{
    static score sum; /* large; zero at the start */
    long unsolved = 0;
    int bad = 0;
    for (long first = 0, end; first < list->count && !bad; first = end) {
        end = batch_end(list, first, group_size(s));
        group g;
        bad = group_open(&g, s, m, list->items + first, end - first);
        if (!bad) bad = solve_group(s, &g, &sum, &unsolved);
        group_close(&g);
    }
    if (!bad && s->eval) score_print(stdout, &sum, s->json);
    if (!bad && !s->eval && !s->quiet && !s->json && list->count > 1)
        printf("%ld of %ld solved\n", list->count - unsolved, list->count);
    if (fflush(stdout) || ferror(stdout)) return complain(EXIT_FILE, "cannot write the answers");
    return bad ? bad : unsolved ? EXIT_UNSOLVED : EXIT_SOLVED;
}

/* --- tasks ------------------------------------------------------------------------------------------------------- */

static int tell_tasks(const settings *s, const task_solver *x, error *err)
{
    int k = (int)s->attempts;
    if (s->eval) {
        task_report_passes(stdout, &x->attempts, k, &x->effort, s->json);
        return 0;
    }
    if (!s->json) return task_solver_show(x, stdout, k, in_colour(s), err);
    if (task_report_lines(stdout, &x->attempts, k) == 0) return 0;
    return fail(err, EXIT_FILE, "not enough memory for the name of a task");
}

static int solve_tasks(const settings *s, const model *m, const char *path, task_list *list)
{
    error err;
    task_solver x;
    const infer_options how = infer_settings(s);
    int missed = 0, bad = task_solver_open(&x, m, path, list, &err);
    if (!bad && s->eval && x.learned_tests)
        fprintf(stderr,
                "solve: this model has learned the test outputs of training/ (--train-tests): asked about those "
                "tasks it passes no test\n");
    if (!bad) bad = task_solver_ask(&x, &how, (int)s->views, (int)s->attempts, &err);
    if (!bad) bad = tell_tasks(s, &x, &err);
    if (!bad && s->submission) bad = task_solver_submit(&x, s->submission, &err);
    if (!bad && !s->eval) missed = task_report_any_missed(&x.attempts, (int)s->attempts);
    task_solver_close(&x);
    if (bad) return complain(bad, "%s", err.text);
    if (fflush(stdout) || ferror(stdout)) return complain(EXIT_FILE, "cannot write the answers");
    return missed ? EXIT_UNSOLVED : EXIT_SOLVED;
}

/* --- what there is to do ----------------------------------------------------------------------------------------- */

/* What a file holds: puzzles, or else tasks. */
typedef struct work {
    puzzle_list puzzles;
    task_list tasks;
} work;

/* Folders are of tasks, and so are .json files; what else there is shows its kind by its first bytes. */
static int read_content(work *w, const settings *s, const char *file, error *err)
{
    file_bytes text;
    if (looks_like_tasks(file)) return task_list_read(&w->tasks, file, err);
    if (file_read(&text, file, TEXT_LIMIT, err)) return EXIT_FILE;
    int code = looks_like_task_text(&text) ? task_list_parse(&w->tasks, file, &text, err)
                                           : puzzle_list_parse(&w->puzzles, file_name(file), text.bytes,
                                                               text.length, NULL, (long)s->limit, 1, err);
    file_free(&text);
    return code;
}

static int was_given(const options *o, const uint8_t *given, const char *name)
{
    return given[option_find(o, name) - o->rows];
}

/* Options of tasks say nothing about puzzles, and the other way round. */
static int check_options(const settings *s, const options *o, const uint8_t *given, int tasks)
{
    static const char *const names[] = {"views", "attempts", "submission"};
    if (tasks && s->quiet) return complain(EXIT_USAGE, "--quiet: an answer to a task fits no line; use --json");
    if (tasks && s->choose == SELECT_RULES)
        return complain(EXIT_USAGE, "--choose rules: the rules of ARC tasks are not known; choose confident or first");
    for (int i = 0; !tasks && i < 3; i++)
        if (was_given(o, given, names[i]))
            return complain(EXIT_USAGE, "--%s is for ARC tasks, and these are puzzles; leave it out", names[i]);
    return 0;
}

static int read_work(work *w, const settings *s, const char *file, const char **kind)
{
    error err;
    int code = read_content(w, s, file, &err);
    if (code) return complain(code, "%s", err.text);
    if (s->limit && w->tasks.count) task_list_keep_first(&w->tasks, (long)s->limit);
    *kind = w->tasks.count ? "arc" : w->puzzles.items->kind->name;
    if (s->submission && w->tasks.count && atomic_try(s->submission, &err)) code = complain(EXIT_FILE, "%s", err.text);
    return code;
}

static int run(const settings *s, const options *o, const uint8_t *given, const char *program, const char *file)
{
    error err;
    char path[PATH_SIZE];
    work w = {0};
    const char *kind = NULL;
    model m;
    int code = read_work(&w, s, file, &kind);
    if (!code) code = check_options(s, o, given, w.tasks.count > 0);
    if (!code && s->model)
        snprintf(path, sizeof path, "%s", s->model);
    else if (!code && model_find(kind, program, MODEL_FOLDER, path, sizeof path))
        code = complain(EXIT_FILE, "found no models/%s.safetensors here or beside the program; name one with --model",
                        kind);
    if (!code && (code = model_read(&m, path, &err))) {
        complain(code, "%s", err.text);
    } else if (!code) {
        code = check_kind(&m, path, kind);
        if (!code) code = w.tasks.count ? solve_tasks(s, &m, path, &w.tasks) : solve_list(s, &m, &w.puzzles);
        model_close(&m);
    }
    puzzle_list_free(&w.puzzles);
    task_list_free(&w.tasks);
    return code;
}

int main(int argc, char **argv)
{
    error err;
    const char *file = NULL;
    options o = {0};
    uint8_t given[MAX_OPTIONS] = {0};
    settings s;
    options_add(&o, "Options", rows, sizeof rows / sizeof *rows, 0);
    options_defaults(&o, &s);
    const settings usual = s;
    int words = options_parse(&o, &s, argc, argv, &file, 1, given, &err);
    if (words < 0) return complain(EXIT_USAGE, "%s", err.text);
    if (s.help) {
        print_help(&o, &usual);
        return EXIT_SOLVED;
    }
    if (words && s.eval) return complain(EXIT_USAGE, "--eval names its file itself; '%s' is one too many", file);
    if (!words && !s.eval) return complain(EXIT_USAGE, "which puzzle? For example: ./solve puzzle.txt (see --help)");
    return run(&s, &o, given, argv[0], s.eval ? s.eval : file);
}
