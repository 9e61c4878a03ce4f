/* solve: lets a trained Tiny Recursive Model solve puzzles, and checks what it says against the rules.
 *
 *     ./solve puzzle.txt
 *
 * Exit codes: 0 everything solved (or the evaluation done), 1 something not solved, 2 wrong usage or input, 3 a file
 * could not be read, or no memory.
 */
#include "data/batch.h"
#include "data/task_exam.h"
#include "data/task_index.h"
#include "puzzles/colour_grid_print.h"
#include "trm/atomic_file.h"
#include "trm/model_file.h"
#include "trm/thinker.h"

#include <math.h> /* exp */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h> /* access, isatty */

enum { EXIT_SOLVED = 0, EXIT_UNSOLVED = 1, EXIT_USAGE = 2, EXIT_FILE = 3 };
enum { WHY = 512, PATH_SIZE = 1024, MAX_STEPS = 1024, GROUP = 16384 };

/* --- settings ---------------------------------------------------------------------------------------------------- */

typedef struct settings {
    const char *model, *eval, *submission;
    int64_t steps, limit, threads, tries, seed, views, attempts;
    double halt, noise;
    int json, quiet, help, colour, choose;
} settings;

enum { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

#define S(field, kind, name, min, max, choices, help) OPT(settings, field, kind, name, min, max, choices, help)

static const option options[] = {
    {.help = "Options"},
    S(model, TEXT, "model", 0, 0, NULL, "model file [models/KIND.safetensors]"),
    S(steps, INT, "steps", 1, MAX_STEPS, NULL, "supervision steps at most"),
    S(halt, REAL, "halt", -1e9, 1e9, NULL, "stop a puzzle when its halting logit is above this"),
    S(tries, INT, "tries", 1, 100000, NULL, "tries at a puzzle, all but the first with noise"),
    S(noise, REAL, "noise", 0, 100, NULL, "standard deviation of the noise on z before each step"),
    S(choose, CHOICE, "choose", 0, 0, "confident|first|rules",
      "of the tries: the highest halting logit, the first to halt, the first that obeys the rules"),
    S(seed, INT, "seed", 0, 1e15, NULL, "of the noise"),
    S(quiet, FLAG, "quiet", 0, 0, NULL, "a line in, a line out: the answer, '.' where a cell breaks a rule"),
    S(json, FLAG, "json", 0, 0, NULL, "an object a line; with --eval one object"),
    S(eval, TEXT, "eval", 0, 0, NULL, "measure accuracy on a file of puzzles with answers"),
    S(views, INT, "views", 0, 1e6, NULL, "ARC: ask at most so many views of a test, 0 for all of the model's"),
    S(attempts, INT, "attempts", 1, 100, NULL, "ARC: answers to a test that count as tries at it"),
    S(submission, TEXT, "submission", 0, 0, NULL, "ARC: write the answers to this file, as Kaggle takes them"),
    S(limit, INT, "limit", 0, 1e12, NULL, "only the first N puzzles or tasks, 0 for all"),
    S(threads, INT, "threads", 0, 1024, NULL, "worker threads, 0 for all cores; the result does not depend on it"),
    S(colour, CHOICE, "colour", 0, 0, "auto|always|never", "colours; auto: on a terminal"),
    S(help, FLAG, "help", 0, 0, NULL, "this text"),
};
enum { OPTION_COUNT = sizeof options / sizeof *options };

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

static void print_help(const settings *defaults)
{
    printf("Usage: ./solve FILE [options]        FILE: puzzles in any common layout, - for standard input\n"
           "       ./solve --eval FILE.csv       accuracy on puzzles with answers\n\n"
           "Shows the question, the model's answer after each supervision step (what has changed is marked) and a\n"
           "verdict by the rules. The kind of puzzle is found from the file:\n\n"
           "  sudoku  of sides 4, 6, 9 and 16: lines of 81 characters, grids, .sdk, .sdm, .ss, CSV\n"
           "  maze    up to 48x48, as drawn with # wall, space or . free, S start, G goal, or CSV\n"
           "  ARC     tasks that the model was trained on: NAME.json, or with --eval also folders and challenges\n\n"
           "  ./solve puzzle.txt\n"
           "  ./solve --quiet - < many.txt > answers.txt\n"
           "  ./solve --eval data/sudoku/test.csv --limit 200\n"
           "  ./solve --tries 64 --choose rules hard.txt      think again until the rules agree\n");
    options_help(stdout, options, OPTION_COUNT, defaults);
    printf("\nExit codes: 0 everything solved (or --eval done), 1 something not solved, 2 wrong usage or input,\n"
           "3 a file could not be read, or no memory.\n");
}

/* --- model ------------------------------------------------------------------------------------------------------- */

/* Without --model: beside the work, beside the program, or where `make install` puts it. */
static int find_model(const char *program, const char *kind, char *path)
{
    static const char *const places[] = {"models/", "../share/trm/"};
    snprintf(path, PATH_SIZE, "models/%s.safetensors", kind);
    if (!access(path, R_OK)) return 0;
    const char *slash = strrchr(program, '/');
    for (size_t i = 0; slash && i < sizeof places / sizeof *places; i++) {
        snprintf(path, PATH_SIZE, "%.*s%s%s.safetensors", (int)(slash + 1 - program), program, places[i], kind);
        if (!access(path, R_OK)) return 0;
    }
#ifdef MODEL_FOLDER
    snprintf(path, PATH_SIZE, "%s/%s.safetensors", MODEL_FOLDER, kind);
    if (!access(path, R_OK)) return 0;
#endif
    return complain(EXIT_FILE, "found no models/%s.safetensors here or beside the program; name one with --model",
                    kind);
}

/* A model that does not say what it was trained on is taken at its sizes. */
static int check_kind(const model *m, const char *path, const char *kind)
{
    if (!m->puzzle[0] || !strcmp(m->puzzle, kind)) return 0;
    return complain(EXIT_USAGE, "%s was trained on puzzles of kind %s, and these are of kind %s", path, m->puzzle,
                    kind);
}

/* A model whose weights are bound to one size of grid, or to other tokens, cannot read every puzzle. */
static int check_fit(const model *m, const encoding *e, const grid_shape *shape)
{
    network_config want = m->net.config;
    network_fit(&want, e->vocabulary, e->classes, e->relations, e->cells, (int)want.tasks);
    const network_config *have = &m->net.config;
    if (want.vocabulary == have->vocabulary && want.classes == have->classes && want.relations == have->relations &&
        want.cells == have->cells)
        return 0;
    return complain(EXIT_USAGE, "this model was trained on grids of another size and cannot read %dx%d", shape->rows,
                    shape->cols);
}

/* --- one group: puzzles of one shape ----------------------------------------------------------------------------- */

typedef struct group {
    const model *m;
    encoding code;
    geometry shape;
    thinking how;
    batch b;
    verdict *verdicts; /* [count] */
} group;

static void group_close(group *g)
{
    batch_close(&g->b);
    encoding_close(&g->code);
    free(g->verdicts);
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

static thinking how_to_think(const settings *s)
{
    return (thinking){.steps = (int)s->steps,
                      .threshold = s->halt,
                      .tries = (int)s->tries,
                      .noise = s->noise,
                      .choose = (choice)s->choose,
                      .seed = (uint64_t)s->seed,
                      .threads = s->threads ? (int)s->threads : worker_threads()};
}

static int group_open(group *g, const settings *s, const model *m, const puzzle *puzzles, long count)
{
    *g = (group){.m = m};
    g->how = how_to_think(s);
    g->how.obeys = obeys_rules;
    g->how.rules = g;
    if (encoding_open(&g->code, puzzles->kind, &puzzles->shape, m->net.config.planes))
        return complain(EXIT_FILE, "not enough memory for puzzles of %d cells", grid_cells(&puzzles->shape));
    g->shape = (geometry){g->code.planes, g->code.cells, g->code.relation};
    if (check_fit(m, &g->code, &puzzles->shape)) return EXIT_USAGE;
    g->verdicts = malloc((size_t)count * sizeof *g->verdicts);
    if (batch_open(&g->b, &g->code, puzzles, count) || !g->verdicts)
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
    if (think_all(&g->m->w, &g->shape, &g->how, g->b.tokens, NULL, labelled ? g->b.labels : NULL, g->b.count,
                  g->b.answers, g->verdicts))
        return complain(EXIT_FILE, "not enough memory to think with %d threads", g->how.threads);
    batch_decode(&g->b);
    return 0;
}

/* --- showing one puzzle ------------------------------------------------------------------------------------------ */

/* The rules decide, whatever the model thinks of its answer. Returns 1 where it is right. */
static int print_verdict(const puzzle *p, const grid_view *view, int steps, double halt)
{
    const char *plain = view->colour ? "\033[0m" : "", *plural = steps == 1 ? "" : "s";
    int solved = is_right(p, view->grid);
    if (solved) {
        printf("%ssolved%s after %d step%s; the rules agree\n", view->colour ? "\033[32m" : "", plain, steps, plural);
    } else {
        printf("%snot solved%s after %d step%s (halting logit %.1f): ", view->colour ? "\033[31m" : "", plain, steps,
               plural, halt);
        p->kind->print_fault(stdout, view);
    }
    return solved;
}

/* Shows a try again, step by step: the only one, or the one that was chosen. */
static int show_one(const group *g, thinker *t, long index, int colour)
{
    const puzzle *p = &g->b.puzzles[index];
    const verdict *v = &g->verdicts[index];
    size_t cells = (size_t)g->code.cells;
    uint8_t before[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
    grid_view view = {.shape = &p->shape, .question = p->question, .grid = p->question, .colour = colour};
    printf("question\n");
    p->kind->print(stdout, &view);
    if (g->how.tries > 1) printf("\ntry %d, chosen of %d (%ld steps in all)\n", v->chosen + 1, v->tries, v->work);
    memcpy(before, p->question, cells);
    view.before = before;
    view.grid = answer;
    thinker_start(t, g->b.tokens + (size_t)index * cells * (size_t)g->code.planes, 0);
    for (int step = 0; step < v->steps; step++) {
        thinker_perturb(t, &g->how, index, v->chosen, step);
        thinker_step(t);
        decode_answer(&g->code, t->s.answer, answer);
        printf("\nstep %d, halting logit %.1f\n", step + 1, (double)t->s.halt[0]);
        p->kind->print(stdout, &view);
        memcpy(before, answer, cells);
    }
    printf("\n");
    view.before = NULL;
    int solved = print_verdict(p, &view, v->steps, v->halt);
    printf("\n");
    return solved;
}

static int show_group(group *g, int colour, long *unsolved)
{
    thinker t;
    int bad = group_think(g, 0);
    if (bad) return bad;
    if (thinker_open(&t, &g->m->w, &g->shape)) {
        thinker_close(&t);
        return complain(EXIT_FILE, "not enough memory for one puzzle");
    }
    for (long i = 0; i < g->b.count; i++) *unsolved += !show_one(g, &t, i, colour);
    thinker_close(&t);
    return 0;
}

/* --- lines for machines ------------------------------------------------------------------------------------------ */

static void print_line(const puzzle *p, const uint8_t *grid, const uint8_t *broken)
{
    for (int i = 0; i < grid_cells(&p->shape); i++)
        putchar(broken && broken[i] ? p->kind->broken_char : p->kind->symbol_char(grid[i]));
}

static void print_json(const group *g, long i, const uint8_t *answer, const uint8_t *broken, int solved)
{
    const puzzle *p = &g->b.puzzles[i];
    int first = 1;
    printf("{\"puzzle\": \"");
    print_line(p, p->question, NULL);
    printf("\", \"answer\": \"");
    print_line(p, answer, NULL);
    printf("\", \"solved\": %s, \"steps\": %d, \"tries\": %d, \"halt\": %.4f, \"wrong\": [", solved ? "true" : "false",
           g->verdicts[i].steps, g->verdicts[i].tries, g->verdicts[i].halt);
    for (int l = 0; l < g->code.cells; l++) {
        if (!broken[l]) continue;
        printf("%s%d", first ? "" : ", ", l);
        first = 0;
    }
    printf("]}\n");
}

static int print_group(group *g, int json, long *unsolved)
{
    int bad = group_think(g, 0);
    for (long i = 0; !bad && i < g->b.count; i++) {
        const puzzle *p = &g->b.puzzles[i];
        const uint8_t *answer = batch_answer(&g->b, i);
        uint8_t broken[KIND_MAX_CELLS];
        int solved = p->kind->check_answer(&p->shape, p->question, answer, broken, NULL) == 0;
        *unsolved += !solved;
        if (json) {
            print_json(g, i, answer, broken, solved);
        } else {
            print_line(p, answer, broken);
            putchar('\n');
        }
    }
    return bad;
}

/* --- evaluation -------------------------------------------------------------------------------------------------- */

typedef struct score {
    int by_rules; /* whether the rules may accept another answer than the label */
    long right;   /* ... and how many answers they do accept */
    long puzzles, exact, steps, tries, work, cells, right_cells;
    long finished[MAX_STEPS + 1], finished_right[MAX_STEPS + 1]; /* by steps taken */
    double seconds;
} score;

static double clock_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int score_group(group *g, score *sum)
{
    double began = clock_seconds();
    int bad = group_think(g, 1);
    sum->seconds += clock_seconds() - began;
    sum->by_rules = !g->b.puzzles->kind->one_answer;
    for (long i = 0; !bad && i < g->b.count; i++) {
        const verdict *v = &g->verdicts[i];
        sum->puzzles++;
        sum->exact += v->all_right;
        if (sum->by_rules) sum->right += is_right(&g->b.puzzles[i], batch_answer(&g->b, i));
        sum->steps += v->steps;
        sum->tries += v->tries;
        sum->work += v->work;
        sum->cells += g->code.cells;
        sum->right_cells += v->cells;
        sum->finished[v->steps]++;
        sum->finished_right[v->steps] += v->all_right;
    }
    return bad;
}

static void print_score(const score *s, int json)
{
    double n = (double)s->puzzles, exact = (double)s->exact / n, cells = (double)s->right_cells / (double)s->cells;
    double speed = n / (s->seconds > 0 ? s->seconds : 1e-9), mean_steps = (double)s->steps / n;
    double work = (double)s->work / n, tries = (double)s->tries / n;
    if (json) {
        printf("{\"exact\": %.6f, \"cells\": %.6f, ", exact, cells);
        if (s->by_rules) printf("\"solved\": %.6f, ", (double)s->right / n);
        printf("\"puzzles\": %ld, \"puzzles_per_s\": %.2f, \"mean_steps\": %.3f, \"mean_tries\": %.3f, "
               "\"mean_work\": %.3f}\n",
               s->puzzles, speed, mean_steps, tries, work);
        return;
    }
    printf("exact %.2f%%  (%ld of %ld puzzles)\n", 100 * exact, s->exact, s->puzzles);
    if (s->by_rules) printf("solved by the rules %.2f%%  (%ld)\n", 100 * (double)s->right / n, s->right);
    printf("cells %.2f%%\n%.1f puzzles/s\n%.2f steps on average\n\n", 100 * cells, speed, mean_steps);
    if (s->tries > s->puzzles) printf("%.2f tries and %.2f steps of all tries on average\n\n", tries, work);
    printf("steps  puzzles   exact\n");
    for (int i = 0; i <= MAX_STEPS; i++)
        if (s->finished[i])
            printf("%5d  %7ld  %5.1f%%\n", i, s->finished[i],
                   100 * (double)s->finished_right[i] / (double)s->finished[i]);
}

/* --- all groups -------------------------------------------------------------------------------------------------- */

static int solve_list(const settings *s, const model *m, const puzzle_list *list)
{
    static score sum; /* large; zero at the start */
    int colour = s->colour == COLOUR_ALWAYS || (s->colour == COLOUR_AUTO && isatty(STDOUT_FILENO));
    long unsolved = 0;
    int bad = 0;
    for (long first = 0, end; first < list->count && !bad; first = end) {
        end = batch_end(list, first, GROUP);
        group g;
        bad = group_open(&g, s, m, list->items + first, end - first);
        if (!bad && s->eval)
            bad = score_group(&g, &sum);
        else if (!bad && (s->json || s->quiet))
            bad = print_group(&g, s->json, &unsolved);
        else if (!bad)
            bad = show_group(&g, colour, &unsolved);
        group_close(&g);
    }
    if (!bad && s->eval) print_score(&sum, s->json);
    if (!bad && !s->eval && !s->quiet && !s->json && list->count > 1)
        printf("%ld of %ld solved\n", list->count - unsolved, list->count);
    if (fflush(stdout) || ferror(stdout)) return complain(EXIT_FILE, "cannot write the answers");
    return bad ? bad : unsolved ? EXIT_UNSOLVED : EXIT_SOLVED;
}

/* --- tasks ------------------------------------------------------------------------------------------------------- */

/* A list of tasks, the model that is asked about them, and its answers. */
typedef struct sitting {
    const settings *s;
    const model *m;
    task_list list;
    task_views views;
    task_examples examples;
    task_attempts attempts;
    encoding code;
    geometry shape;
    thinking how;
    long asked, steps; /* views, and supervision steps that they took in all */
    double seconds;
} sitting;

enum { MOST_PASSES = 10 };

/* A whole number that a model's file notes, or -1. */
static int64_t note_number(const model *m, const char *key, int64_t min, int64_t max)
{
    const char *text = model_note(m, key);
    char *end = NULL;
    long long value = text ? strtoll(text, &end, 10) : -1;
    return end && end != text && !*end && value >= min && value <= max ? value : -1;
}

/* Views, frame and rows of the embeddings as they were in training. */
static int sitting_recall(sitting *x, const char *path)
{
    char why[WHY];
    int64_t frame = note_number(x->m, "frame", 1, COLOUR_GRID_MAX_SIDE), views = note_number(x->m, "views", 1, 1e6);
    int64_t seed = note_number(x->m, "seed", 0, (int64_t)1e15), tasks = x->m->net.config.tasks;
    const char *index = model_note(x->m, "index");
    if (frame < 0 || views < 0 || seed < 0 || !index || (tasks && task_index_count(index) * views != tasks))
        return complain(EXIT_USAGE, "%s: its metadata does not say which tasks it was trained on", path);
    int bad = task_index_views(index, &x->list, (int)views, (uint64_t)seed, &x->views, why, sizeof why);
    if (bad) return complain(bad, "%s", why);
    if (task_examples_make(&x->examples, &x->list, &x->views, (int)frame, 0, why, sizeof why))
        return complain(EXIT_USAGE, "%s", why);
    if (task_encoding_open(&x->code, (int)frame)) return complain(EXIT_FILE, "not enough memory for tasks");
    x->shape = (geometry){x->code.planes, x->code.cells, x->code.relation};
    return check_fit(x->m, &x->code, &(grid_shape){(int)frame, (int)frame});
}

/* A task_answerer; confidence is the probability that the halting head gives. */
static int sitting_answer(void *model_and_how, const uint8_t *tokens, const int32_t *ids, long count, uint8_t *answers,
                          double *confidence)
{
    sitting *x = model_and_how;
    verdict *verdicts = malloc((size_t)count * sizeof *verdicts);
    int failed = !verdicts || think_all(&x->m->w, &x->shape, &x->how, tokens, ids, NULL, count, answers, verdicts);
    for (long i = 0; !failed && i < count; i++) {
        confidence[i] = 1 / (1 + exp(-verdicts[i].halt));
        x->steps += verdicts[i].work;
    }
    x->asked += count;
    free(verdicts);
    return failed ? -1 : 0;
}

static int sitting_ask(sitting *x)
{
    int most = x->s->attempts > MOST_PASSES ? (int)x->s->attempts : MOST_PASSES;
    int views = x->s->views ? (int)x->s->views : x->views.most;
    double began = clock_seconds();
    x->how = how_to_think(x->s);
    if (x->how.choose == CHOOSE_RULES)
        return complain(EXIT_USAGE, "--choose rules: nobody told the rules of tasks; choose confident or first");
    int failed =
        task_attempts_make(&x->attempts, &x->list, most) ||
        task_exam(&x->examples, views < x->views.most ? views : x->views.most, sitting_answer, x, &x->attempts);
    x->seconds = clock_seconds() - began;
    return failed ? complain(EXIT_FILE, "not enough memory to think about tasks") : 0;
}

static void sitting_close(sitting *x)
{
    task_attempts_free(&x->attempts);
    encoding_close(&x->code);
    task_views_free(&x->views);
    task_list_free(&x->list);
}

static int write_submission(const task_attempts *a, const char *path)
{
    char *text = NULL, why[WHY];
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    int failed = !memory || task_write_submission(a, memory);
    if (memory) failed |= fclose(memory) != 0;
    if (failed) {
        free(text);
        return complain(EXIT_FILE, "not enough memory for %s", path);
    }
    atomic_file file;
    atomic_open(&file, path);
    atomic_put(&file, text, size);
    int written = atomic_close(&file, why, sizeof why);
    free(text);
    return written ? 0 : complain(EXIT_FILE, "%s", why);
}

static void print_passes(const sitting *x)
{
    static const int table[] = {1, 2, 5, MOST_PASSES};
    int k = (int)x->s->attempts, json = x->s->json;
    double steps = (double)x->steps / (double)(x->asked ? x->asked : 1);
    long tasks;
    double share = task_pass_at(&x->attempts, k, &tasks);
    if (json) printf("{\"solved\": %.6f, \"attempts\": %d, ", share, k);
    if (!json && !tasks) printf("no task with known outputs\n");
    if (!json && tasks)
        printf("solved %.2f%%  (of %ld tasks, %d attempt%s)\n\n", 100 * share, tasks, k, k > 1 ? "s" : "");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        share = task_pass_at(&x->attempts, table[i], &tasks);
        if (json) printf("\"pass_%d\": %.6f, ", table[i], share);
        if (!json && tasks) printf("pass@%-2d %6.2f%%\n", table[i], 100 * share);
    }
    if (json)
        printf("\"tasks\": %ld, \"inputs\": %ld, \"views\": %ld, \"mean_steps\": %.3f, \"seconds\": %.2f}\n", tasks,
               x->attempts.inputs, x->asked, steps, x->seconds);
    else
        printf("\n%ld test inputs in %ld views, %.2f steps each on average, %.1f s\n", x->attempts.inputs, x->asked,
               steps, x->seconds);
}

/* "true", "false", or "null" where nobody knows. */
static const char *verdict_on(const sitting *x, long number, int test)
{
    if (!x->list.items[number].tests[test].has_output) return "null";
    return task_attempts_solved(&x->attempts, number, test, (int)x->s->attempts) ? "true" : "false";
}

/* The answers of the task itself, view 0, step by step. */
static int show_steps(const sitting *x, thinker *t, long number, int test, int colour)
{
    uint8_t tokens[COLOUR_GRID_MAX_CELLS];
    long id = task_examples_question(&x->examples, number, test, 0, tokens);
    if (id < 0) return printf("too large for the model's frame of %d\n", x->examples.frame);
    thinker_start(t, tokens, (int32_t)id);
    for (int step = 0; step < x->how.steps; step++) {
        colour_grid grid;
        thinker_step(t);
        printf("step %d, halting logit %.1f\n", step + 1, (double)t->s.halt[0]);
        if (task_examples_answer(&x->examples, number, 0, t->s.answer, &grid))
            printf("  no grid\n");
        else
            colour_grid_print(stdout, &grid, NULL, colour);
        if ((double)t->s.halt[0] > x->how.threshold) break;
    }
    return 0;
}

static void show_test(const sitting *x, thinker *t, long number, int test, int colour)
{
    long input = x->attempts.first[number] + test;
    const char *known = verdict_on(x, number, test);
    printf("\ntest input %d\n", test + 1);
    colour_grid_print(stdout, &x->list.items[number].tests[test].input, NULL, colour);
    printf("\n");
    show_steps(x, t, number, test, colour);
    for (int i = 0; i < x->s->attempts && i < x->attempts.count[input]; i++) {
        printf("attempt %d, by the votes of all views\n", i + 1);
        colour_grid_print(stdout, &x->attempts.grids[input * x->attempts.most + i], NULL, colour);
    }
    if (*known == 'n') printf("unknown: the file does not say what the output is\n");
    if (*known == 't')
        printf("%ssolved%s: an attempt is the output\n", colour ? "\033[32m" : "", colour ? "\033[0m" : "");
    if (*known != 'f') return;
    printf("%snot solved%s; the output is\n", colour ? "\033[31m" : "", colour ? "\033[0m" : "");
    colour_grid_print(stdout, &x->list.items[number].tests[test].output, NULL, colour);
}

static int show_tasks(const sitting *x)
{
    thinker t;
    int colour = x->s->colour == COLOUR_ALWAYS || (x->s->colour == COLOUR_AUTO && isatty(STDOUT_FILENO));
    if (thinker_open(&t, &x->m->w, &x->shape)) {
        thinker_close(&t);
        return complain(EXIT_FILE, "not enough memory for one task");
    }
    for (long i = 0; i < x->list.count; i++) {
        const task *shown = &x->list.items[i];
        printf("%stask %s\n", i ? "\n" : "", shown->name);
        for (int p = 0; p < shown->demonstration_count; p++) {
            printf("demonstration %d: input, output\n", p + 1);
            colour_grid_print(stdout, &shown->demonstrations[p].input, &shown->demonstrations[p].output, colour);
        }
        for (int p = 0; p < shown->test_count; p++) show_test(x, &t, i, p, colour);
    }
    thinker_close(&t);
    return 0;
}

static void print_task_lines(const sitting *x)
{
    for (long i = 0; i < x->list.count; i++)
        for (int p = 0; p < x->list.items[i].test_count; p++) {
            long input = x->attempts.first[i] + p;
            printf("{\"task\": ");
            task_put_name(x->list.items[i].name, stdout);
            printf(", \"test\": %d, \"attempts\": [", p + 1);
            for (int k = 0; k < x->s->attempts && k < x->attempts.count[input]; k++) {
                printf("%s", k ? ", " : "");
                task_put_grid(&x->attempts.grids[input * x->attempts.most + k], stdout);
            }
            printf("], \"solved\": %s}\n", verdict_on(x, i, p));
        }
}

/* What is not known is not called unsolved. */
static int any_unsolved(const sitting *x)
{
    int any = 0;
    for (long i = 0; i < x->list.count; i++)
        for (int p = 0; p < x->list.items[i].test_count; p++) any |= *verdict_on(x, i, p) == 'f';
    return any;
}

static int solve_tasks(const settings *s, const model *m, const char *path, task_list *list)
{
    sitting x = {.s = s, .m = m, .list = *list};
    *list = (task_list){0};
    int bad = sitting_recall(&x, path), unsolved = 0;
    if (!bad) bad = sitting_ask(&x);
    if (!bad && s->eval) print_passes(&x);
    if (!bad && !s->eval && s->json) print_task_lines(&x);
    if (!bad && !s->eval && !s->json) bad = show_tasks(&x);
    if (!bad && s->submission) bad = write_submission(&x.attempts, s->submission);
    if (!bad && !s->eval) unsolved = any_unsolved(&x);
    sitting_close(&x);
    if (fflush(stdout) || ferror(stdout)) return complain(EXIT_FILE, "cannot write the answers");
    return bad ? bad : unsolved ? EXIT_UNSOLVED : EXIT_SOLVED;
}

/* What a file holds: puzzles, or else tasks. */
typedef struct work {
    puzzle_list puzzles;
    task_list tasks;
} work;

static int read_work(work *w, const settings *s, const char *file, const char **kind)
{
    char why[WHY];
    int tasks = looks_like_tasks(file);
    int code = tasks ? task_list_read(&w->tasks, file, why, sizeof why)
                     : puzzle_list_read(&w->puzzles, file, NULL, (long)s->limit, 1, why, sizeof why);
    if (code) return complain(code, "%s", why);
    if (tasks && s->limit) task_list_keep_first(&w->tasks, (long)s->limit);
    *kind = tasks ? "arc" : w->puzzles.items->kind->name;
    if (tasks && s->quiet) return complain(EXIT_USAGE, "--quiet: an answer to a task fits no line; use --json");
    if (!tasks && s->submission) return complain(EXIT_USAGE, "--submission is for ARC tasks");
    return 0;
}

static int run(const settings *s, const char *program, const char *file)
{
    char why[WHY], path[PATH_SIZE];
    work w = {0};
    const char *kind = NULL;
    model m;
    int code = read_work(&w, s, file, &kind);
    if (!code && s->model) snprintf(path, sizeof path, "%s", s->model);
    if (!code && !s->model) code = find_model(program, kind, path);
    if (!code && (code = model_read(&m, path, why, sizeof why))) {
        complain(code, "%s", why);
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
    char why[WHY];
    const char *file = NULL;
    settings s = {.halt = HALTING_SURE, .steps = ANSWER_STEPS, .tries = 1, .noise = 0.3, .seed = 1, .attempts = 2},
             defaults = s;
    int words = options_parse(options, OPTION_COUNT, &s, argc, argv, &file, 1, why, sizeof why);
    if (words < 0) return complain(EXIT_USAGE, "%s", why);
    if (s.help) {
        print_help(&defaults);
        return EXIT_SOLVED;
    }
    if (words && s.eval) return complain(EXIT_USAGE, "--eval names its file itself; '%s' is one too many", file);
    if (!words && !s.eval) return complain(EXIT_USAGE, "which puzzle? For example: ./solve puzzle.txt (see --help)");
    return run(&s, argv[0], s.eval ? s.eval : file);
}
