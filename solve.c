/* solve: lets a trained Tiny Recursive Model solve puzzles, and checks what it says against the rules.
 *
 *     ./solve puzzle.txt
 *
 * Exit codes: 0 everything solved (or the evaluation done), 1 something not solved, 2 wrong usage or input, 3 a file
 * could not be read, or no memory.
 */
#include "data/encode.h"
#include "data/puzzle_file.h"
#include "trm/model_file.h"
#include "trm/thinker.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h> /* access, isatty */

enum { EXIT_SOLVED = 0, EXIT_UNSOLVED = 1, EXIT_USAGE = 2, EXIT_FILE = 3 };
enum { WHY = 512, PATH_SIZE = 1024, MAX_STEPS = 1024, GROUP = 16384 };

/* --- settings ---------------------------------------------------------------------------------------------------- */

typedef struct settings {
    const char *model, *eval;
    int64_t steps, limit, threads, tries, seed;
    double halt, noise;
    int json, quiet, help, colour, choose;
} settings;

enum { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

#define S(field, kind, name, min, max, choices, help) OPT(settings, field, kind, name, min, max, choices, help)

static const option options[] = {
    {.help = "Options"},
    S(model, TEXT, "model", 0, 0, NULL, "model file [models/sudoku.safetensors]"),
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
    S(limit, INT, "limit", 0, 1e12, NULL, "only the first N puzzles, 0 for all"),
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
           "Shows the question, the model's answer after each supervision step (changed cells marked *) and a verdict\n"
           "by the rules. Sudokus of sides 4, 6, 9 and 16: lines of 81 characters, grids, .sdk, .sdm, .ss, CSV.\n\n"
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
static int find_model(const char *program, char *path)
{
    static const char *const places[] = {"models/", "../share/trm/"};
    snprintf(path, PATH_SIZE, "models/sudoku.safetensors");
    if (!access(path, R_OK)) return 0;
    const char *slash = strrchr(program, '/');
    for (size_t i = 0; slash && i < sizeof places / sizeof *places; i++) {
        snprintf(path, PATH_SIZE, "%.*s%ssudoku.safetensors", (int)(slash + 1 - program), program, places[i]);
        if (!access(path, R_OK)) return 0;
    }
#ifdef MODEL_FOLDER
    snprintf(path, PATH_SIZE, "%s/sudoku.safetensors", MODEL_FOLDER);
    if (!access(path, R_OK)) return 0;
#endif
    return complain(EXIT_FILE, "found no models/sudoku.safetensors here or beside the program; name one with --model");
}

/* A model whose weights are bound to one size of grid, or to other tokens, cannot read every puzzle. */
static int check_fit(const model *m, const encoding *e, const sudoku_shape *shape)
{
    network_config want = m->net.config;
    network_fit(&want, e->vocabulary, e->classes, e->relations, e->cells, (int)want.tasks);
    const network_config *have = &m->net.config;
    if (want.vocabulary == have->vocabulary && want.classes == have->classes && want.relations == have->relations &&
        want.cells == have->cells)
        return 0;
    return complain(EXIT_USAGE, "this model was trained on grids of another size and cannot read %dx%d", shape->side,
                    shape->side);
}

/* --- one group: puzzles of one shape ----------------------------------------------------------------------------- */

typedef struct group {
    const model *m;
    const puzzle *puzzles;
    long count;
    encoding code;
    geometry shape;
    thinking how;
    uint8_t *tokens, *labels, *answers; /* [count, P, L], [count, L], [count, L]: grids once answered */
    verdict *verdicts;                  /* [count] */
} group;

static void group_close(group *g)
{
    free(g->tokens);
    free(g->verdicts);
}

/* Labels where a file gives none come from the exact solver. */
static int label(const puzzle *p, const encoding *e, uint8_t *labels)
{
    sudoku_solved exact;
    if (!p->answer) sudoku_solve(&p->shape, p->question, 1, &exact);
    if (!p->answer && !exact.solutions)
        return complain(EXIT_USAGE,
                        "the puzzle on line %ld comes without an answer and is too hard for the exact solver", p->line);
    encode_answer(e, p->answer ? p->answer : exact.answer, labels);
    return 0;
}

static int obeys_rules(const void *rules, long index, const uint8_t *answer)
{
    const group *g = rules;
    uint8_t grid[SUDOKU_MAX_CELLS];
    decode_answer(&g->code, answer, grid);
    return sudoku_is_solution(&g->puzzles[index].shape, g->puzzles[index].question, grid);
}

static int group_open(group *g, const settings *s, const model *m, const puzzle *puzzles, long count)
{
    *g = (group){.m = m, .puzzles = puzzles, .count = count};
    g->how = (thinking){.steps = (int)s->steps,
                        .threshold = s->halt,
                        .tries = (int)s->tries,
                        .noise = s->noise,
                        .choose = (choice)s->choose,
                        .seed = (uint64_t)s->seed,
                        .threads = s->threads ? (int)s->threads : worker_threads(),
                        .obeys = obeys_rules,
                        .rules = g};
    encoding_of(&g->code, &puzzles->shape, m->net.config.planes);
    g->shape = (geometry){g->code.planes, g->code.cells, g->code.relation};
    if (check_fit(m, &g->code, &puzzles->shape)) return EXIT_USAGE;
    size_t n = (size_t)count, cells = (size_t)g->code.cells, each = cells * (size_t)g->code.planes;
    g->tokens = malloc(n * (each + 2 * cells));
    g->verdicts = malloc(n * sizeof *g->verdicts);
    if (!g->tokens || !g->verdicts) return complain(EXIT_FILE, "not enough memory for %ld puzzles", count);
    g->labels = g->tokens + n * each;
    g->answers = g->labels + n * cells;
    for (size_t i = 0; i < n; i++) encode_question(&g->code, puzzles[i].question, g->tokens + i * each);
    return 0;
}

static int group_think(group *g, int labelled)
{
    size_t cells = (size_t)g->code.cells;
    for (long i = 0; labelled && i < g->count; i++)
        if (label(&g->puzzles[i], &g->code, g->labels + (size_t)i * cells)) return EXIT_USAGE;
    if (think_all(&g->m->w, &g->shape, &g->how, g->tokens, NULL, labelled ? g->labels : NULL, g->count, g->answers,
                  g->verdicts))
        return complain(EXIT_FILE, "not enough memory to think with %d threads", g->how.threads);
    for (long i = 0; i < g->count; i++) {
        uint8_t *answer = g->answers + (size_t)i * cells;
        decode_answer(&g->code, answer, answer);
    }
    return 0;
}

/* --- showing one puzzle ------------------------------------------------------------------------------------------ */

typedef struct painter {
    int colour;
    const sudoku_shape *shape;
    const uint8_t *question, *before, *broken; /* [L] each; before and broken may be NULL */
} painter;

static const char BOLD[] = "\033[1m", GREEN[] = "\033[32m", RED[] = "\033[31m", PLAIN[] = "\033[0m";

static void print_cell(const painter *p, const uint8_t *grid, int i)
{
    int wrong = p->broken && p->broken[i], changed = p->before && p->before[i] != grid[i];
    const char *style = wrong ? RED : changed ? GREEN : p->question[i] ? BOLD : "";
    char mark = wrong ? '!' : changed ? '*' : ' ';
    if (p->colour && *style)
        printf(" %s%c%c%s", style, sudoku_symbol_char(grid[i]), mark, PLAIN);
    else
        printf(" %c%c", sudoku_symbol_char(grid[i]), mark);
}

static void print_rule(const sudoku_shape *s)
{
    for (int column = 0; column < s->side; column++)
        printf("%s---", column % s->box_cols == 0 ? (column ? "+" : " ") : "");
    printf("\n");
}

static void print_grid(const painter *p, const uint8_t *grid)
{
    const sudoku_shape *s = p->shape;
    for (int row = 0; row < s->side; row++) {
        if (row && row % s->box_rows == 0) print_rule(s);
        for (int column = 0; column < s->side; column++) {
            printf("%s", column % s->box_cols == 0 ? (column ? "|" : " ") : "");
            print_cell(p, grid, row * s->side + column);
        }
        printf("\n");
    }
}

static void print_broken(const sudoku_shape *s, const uint8_t *answer, const uint8_t *broken)
{
    for (int i = 0; i < s->side * s->side; i++) {
        if (!broken[i]) continue;
        printf("  row %d, column %d: %c", i / s->side + 1, i % s->side + 1, sudoku_symbol_char(answer[i]));
        if (broken[i] & SUDOKU_BREAKS_CLUE) printf(", which is not the clue");
        if (broken[i] & SUDOKU_BREAKS_ROW) printf(", twice in its row");
        if (broken[i] & SUDOKU_BREAKS_COLUMN) printf(", twice in its column");
        if (broken[i] & SUDOKU_BREAKS_BOX) printf(", twice in its box");
        printf("\n");
    }
}

/* The rules decide, whatever the model thinks of its answer. Returns 1 where it is a solution. */
static int print_verdict(painter *p, const uint8_t *answer, int steps, double halt)
{
    uint8_t broken[SUDOKU_MAX_CELLS];
    if (sudoku_is_solution(p->shape, p->question, answer)) {
        printf("%ssolved%s after %d step%s; the rules agree\n", p->colour ? GREEN : "", p->colour ? PLAIN : "", steps,
               steps == 1 ? "" : "s");
        return 1;
    }
    int wrong = sudoku_check(p->shape, p->question, answer, broken);
    printf("%snot solved%s after %d step%s (halting logit %.1f): %d cell%s a rule\n", p->colour ? RED : "",
           p->colour ? PLAIN : "", steps, steps == 1 ? "" : "s", halt, wrong, wrong == 1 ? " breaks" : "s break");
    p->before = NULL;
    p->broken = broken;
    print_grid(p, answer);
    print_broken(p->shape, answer, broken);
    return 0;
}

/* Shows a try again, step by step: the only one, or the one that was chosen. */
static int show_one(const group *g, thinker *t, long index, int colour)
{
    const puzzle *p = &g->puzzles[index];
    const verdict *v = &g->verdicts[index];
    size_t cells = (size_t)g->code.cells;
    uint8_t before[SUDOKU_MAX_CELLS], answer[SUDOKU_MAX_CELLS];
    painter paint = {.colour = colour, .shape = &p->shape, .question = p->question};
    printf("question\n");
    print_grid(&paint, p->question);
    if (g->how.tries > 1) printf("\ntry %d, chosen of %d (%ld steps in all)\n", v->chosen + 1, v->tries, v->work);
    memcpy(before, p->question, cells);
    thinker_start(t, g->tokens + (size_t)index * cells * (size_t)g->code.planes, 0);
    for (int step = 0; step < v->steps; step++) {
        thinker_perturb(t, &g->how, index, v->chosen, step);
        thinker_step(t);
        decode_answer(&g->code, t->s.answer, answer);
        paint.before = before;
        printf("\nstep %d, halting logit %.1f\n", step + 1, (double)t->s.halt[0]);
        print_grid(&paint, answer);
        memcpy(before, answer, cells);
    }
    printf("\n");
    int solved = print_verdict(&paint, answer, v->steps, v->halt);
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
    for (long i = 0; i < g->count; i++) *unsolved += !show_one(g, &t, i, colour);
    thinker_close(&t);
    return 0;
}

/* --- lines for machines ------------------------------------------------------------------------------------------ */

static void print_line(const uint8_t *grid, const uint8_t *broken, int cells)
{
    for (int i = 0; i < cells; i++) putchar(broken && broken[i] ? '.' : sudoku_symbol_char(grid[i]));
}

static void print_json(const group *g, long i, const uint8_t *answer, const uint8_t *broken, int solved)
{
    int first = 1;
    printf("{\"puzzle\": \"");
    print_line(g->puzzles[i].question, NULL, g->code.cells);
    printf("\", \"answer\": \"");
    print_line(answer, NULL, g->code.cells);
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
    for (long i = 0; !bad && i < g->count; i++) {
        const puzzle *p = &g->puzzles[i];
        const uint8_t *answer = g->answers + (size_t)i * (size_t)g->code.cells;
        uint8_t broken[SUDOKU_MAX_CELLS];
        int solved = sudoku_is_solution(&p->shape, p->question, answer);
        sudoku_check(&p->shape, p->question, answer, broken);
        *unsolved += !solved;
        if (json) {
            print_json(g, i, answer, broken, solved);
        } else {
            print_line(answer, broken, g->code.cells);
            putchar('\n');
        }
    }
    return bad;
}

/* --- evaluation -------------------------------------------------------------------------------------------------- */

typedef struct score {
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
    for (long i = 0; !bad && i < g->count; i++) {
        const verdict *v = &g->verdicts[i];
        sum->puzzles++;
        sum->exact += v->all_right;
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
        printf("{\"exact\": %.6f, \"cells\": %.6f, \"puzzles\": %ld, \"puzzles_per_s\": %.2f, \"mean_steps\": %.3f, "
               "\"mean_tries\": %.3f, \"mean_work\": %.3f}\n",
               exact, cells, s->puzzles, speed, mean_steps, tries, work);
        return;
    }
    printf("exact %.2f%%  (%ld of %ld puzzles)\ncells %.2f%%\n%.1f puzzles/s\n%.2f steps on average\n\n", 100 * exact,
           s->exact, s->puzzles, 100 * cells, speed, mean_steps);
    if (s->tries > s->puzzles) printf("%.2f tries and %.2f steps of all tries on average\n\n", tries, work);
    printf("steps  puzzles   exact\n");
    for (int i = 0; i <= MAX_STEPS; i++)
        if (s->finished[i])
            printf("%5d  %7ld  %5.1f%%\n", i, s->finished[i],
                   100 * (double)s->finished_right[i] / (double)s->finished[i]);
}

/* --- all groups -------------------------------------------------------------------------------------------------- */

/* One past the last puzzle that can be worked on together with `first`: of its shape, and not too many at a time. */
static long group_end(const puzzle_list *list, long first)
{
    long end = first;
    while (end < list->count && end - first < GROUP && list->items[end].shape.side == list->items[first].shape.side)
        end++;
    return end;
}

static int solve_list(const settings *s, const model *m, const puzzle_list *list)
{
    static score sum; /* large; zero at the start */
    int colour = s->colour == COLOUR_ALWAYS || (s->colour == COLOUR_AUTO && isatty(STDOUT_FILENO));
    long unsolved = 0;
    int bad = 0;
    for (long first = 0, end; first < list->count && !bad; first = end) {
        end = group_end(list, first);
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

static int run(const settings *s, const char *program, const char *file)
{
    char why[WHY], path[PATH_SIZE];
    puzzle_list list;
    model m;
    int code = puzzle_list_read(&list, file, (long)s->limit, 1, why, sizeof why);
    if (code) return complain(code, "%s", why);
    if (s->model) snprintf(path, sizeof path, "%s", s->model);
    if (!s->model) code = find_model(program, path);
    if (!code && (code = model_read(&m, path, why, sizeof why))) complain(code, "%s", why);
    if (!code) {
        code = solve_list(s, &m, &list);
        model_close(&m);
    }
    puzzle_list_free(&list);
    return code;
}

int main(int argc, char **argv)
{
    char why[WHY];
    const char *file = NULL;
    settings s = {.halt = HALTING_SURE, .steps = ANSWER_STEPS, .tries = 1, .noise = 0.3, .seed = 1}, defaults = s;
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
