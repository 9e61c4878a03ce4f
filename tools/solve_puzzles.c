/* Puzzles in solve.c: answers groups of one shape, and reports. */
#include "base/clock.h"
#include "base/program.h"
#include "base/show.h"
#include "data/formats/format.h"
#include "lib/group.h"
#include "report/evaluation.h"
#include "tools/dump.h"
#include "tools/exhibit_puzzles.h"
#include "tools/harder.h"
#include "trm/algorithms/algorithm.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h> /* isatty */

/* What is being read and answered. */
typedef struct puzzle_work {
    puzzle_source *source;
    puzzle_list list;       /* the puzzles at hand */
    long before, size;      /* puzzles in earlier lists; how many this one may have */
    long answered, refused; /* puzzles in all, good ones and bad */
    long full;              /* grids that --eval does not count, since nothing in them is open */
    int status;             /* of reading; what was read before it failed is answered first */
    dump dump;              /* of what is answered, if asked for */
} puzzle_work;

/* Whether the file holds one puzzle, as far as is known. */
static int is_alone(const puzzle_work *w)
{
    return w->before == 0 && w->list.count == 1 && puzzle_source_ended(w->source);
}

/* --- what is said about a group ---------------------------------------------------------------------------------- */

static void evaluate(const puzzle_group *g, const model *m, evaluation *sum)
{
    geometry shape = geometry_of(&g->code);
    shape.examples = NULL;
    sum->by_rules = !g->puzzles->kind->one_answer;
    for (long i = 0; i < g->b.count; i++) {
        uint8_t raw[KIND_MAX_CELLS];
        evaluation_row row = row_of(&g->b, i, &g->predictions[i]);
        row.raw = memcpy(raw, row.answer, (size_t)g->code.cells);
        keep_given(&g->code, &g->puzzles[i].shape, g->puzzles[i].question, batch_answer(&g->b, i));
        row.class = g->puzzles[i].source;
        row.solved = sum->by_rules && group_obeys(g, i, row.answer);
        evaluation_add(sum, &row);
        shape.cells = row.cells;
        sum->flops += (double)row.work * algorithm_step_flops(&m->net.config, &shape, 0);
    }
}

static int animated(const answer_report *r, const solve_settings *s)
{
    exhibit_animate(r, s);
    return answer_verdict(stdout, r, s->in_colour);
}

/* More tries are other ones only if there is a latent for the noise, which the next step sees. */
static int has_latent(const model *m)
{
    const algorithm *a = algorithm_of(&m->net.config);
    return m->net.config.carry && a->states && a->states(&m->net.config, 0) > 1;
}

/* *unsolved counts answers that the rules do not accept. */
static int report(const puzzle_work *w, const puzzle_group *g, long i, const solve_settings *s, const model *m,
                  long *unsolved, error *err)
{
    enum { PLACES = 5 };
    const puzzle *p = &g->puzzles[i];
    shell_line advice;
    answer_report r = group_report(g, i, s->how.samples);
    if (!g->fills) r.belief = calibration_belief(&s->belief);
    int status = s->exhibit ? exhibit_add(s->exhibit, g, i, &r, err) : OK;
    r.unsettled = p->unsettled;
    r.places = s->places ? 0 : PLACES;
    if (s->probabilities) r.logits = trace_logits(r.trace, r.steps - 1);
    if (s->shown && has_latent(m) && !harder_command(&advice, s, p, g->b.first + i, is_alone(w)))
        r.advice = advice.text;
    int solved = s->animate ? animated(&r, s)
                 : s->shown ? answer_show(stdout, &r, s->in_colour)
                            : (s->json ? answer_json : answer_line)(stdout, &r);
    *unsolved += !solved;
    return status;
}

/* For an evaluation: the exact solver's answer in the place of one that a file lacks. A puzzle that is too hard for it
 * counts as bad. Returns OK or NO_MEMORY. */
static int complete_answer(puzzle *p)
{
    char sentence[KIND_SENTENCE];
    uint8_t *room = p->question + grid_cells(&p->shape);
    if (p->kind->solve(&p->shape, p->question, 1, room) > 0) {
        p->answer = room;
        return OK;
    }
    snprintf(sentence, sizeof sentence,
             "line %ld: the puzzle comes without an answer and is too hard for the exact solver", p->line);
    p->fault = strdup(sentence);
    return p->fault ? OK : NO_MEMORY;
}

/* --- all groups -------------------------------------------------------------------------------------------------- */

static int solve_group(puzzle_work *w, puzzle_group *g, const solve_settings *s, const model *m, evaluation *sum,
                       long *unsolved, error *err)
{
    double began = clock_seconds();
    int status = s->exhibit ? exhibit_answer(s->exhibit, g, m, &s->how, err) : group_answer(g, m, &s->how, err);
    sum->seconds += clock_seconds() - began;
    for (long i = 0; status == OK && s->dump && i < g->b.count; i++)
        status = dump_add(&w->dump, m, &g->b, i, &g->puzzles[i], &g->traces[i], err);
    if (status == OK && s->eval) evaluate(g, m, sum);
    for (long i = 0; status == OK && !s->eval && i < g->b.count; i++) status = report(w, g, i, s, m, unsolved, err);
    return status;
}

/* How many puzzles are answered at once if their steps are shown: few enough that these stay small. */
static long shown_size(const solve_settings *s, const model *m)
{
    enum { SHOWN_CELLS = 1 << 26 };
    if (s->exhibit) return s->how.threads;
    long steps = network_reads_answers(&m->net.config) ? EVALUATION_STEPS : (long)s->steps;
    return 1 + SHOWN_CELLS / (KIND_MAX_CELLS * steps);
}

/* A bad puzzle is named, and keeps its place. */
static void refuse(puzzle_work *w, const puzzle *p, const solve_settings *s)
{
    program_complain(s->program, p->fault);
    w->refused++;
    if (!s->eval && (s->quiet || s->json)) answer_none(stdout, s->json, p->line, p->fault);
}

/* Good puzzles of the list, in groups that one network takes at once. */
static int solve_run(puzzle_work *w, long first, long last, const model *m, const solve_settings *s, evaluation *sum,
                     long *unsolved, error *err)
{
    const puzzle *items = w->list.items;
    int status = OK, frame = group_frame(items + first, last - first, m);
    for (long end; first < last && status == OK; first = end) {
        puzzle_group g;
        end = batch_end(&w->list, first, last - first, frame);
        status = group_open(&g, m, items + first, end - first, s->shown || s->how.trace, s->eval != NULL, err);
        g.b.first = w->before + first;
        if (status == OK) status = solve_group(w, &g, s, m, sum, unsolved, err);
        group_close(&g);
    }
    return status;
}

/* A grid without an open cell, if its kind has a symbol for these: the answer of another one, perhaps. */
static int is_full(const puzzle *p)
{
    alphabet a;
    p->kind->alphabet_of(&p->shape, &a);
    for (int i = 0; i < grid_cells(&p->shape); i++)
        if (p->question[i] < a.first) return 0;
    return a.first > 0;
}

static int solve_list(puzzle_work *w, const model *m, const solve_settings *s, evaluation *sum, long *unsolved,
                      error *err)
{
    puzzle *items = w->list.items;
    int status = OK;
    for (long i = 0; s->eval && status == OK && i < w->list.count; i++)
        if (!items[i].fault && !items[i].answer) status = complete_answer(&items[i]);
    if (status != OK) return fail_memory(err, "answers");
    for (long first = 0, end; first < w->list.count && status == OK; first = end) {
        end = first + 1;
        if (items[first].fault) {
            refuse(w, &items[first], s);
            continue;
        }
        if (s->eval && is_full(&items[first])) {
            w->full++;
            continue;
        }
        while (end < w->list.count && !items[end].fault && !(s->eval && is_full(&items[end]))) end++;
        status = solve_run(w, first, end, m, s, sum, unsolved, err);
        w->answered += end - first;
    }
    return status;
}

/* How far it has come, on a terminal that shows nothing else. */
static void show_count(const puzzle_work *w, const solve_settings *s)
{
    if (!isatty(STDERR_FILENO) || s->shown || (!s->eval && isatty(STDOUT_FILENO))) return;
    if (w->status != OK || w->list.count == 0)
        fprintf(stderr, "\r\033[K");
    else
        fprintf(stderr, "\r%ld puzzles", w->answered);
}

/* The next puzzles in the place of those that are done: a few at first, so that answers appear soon. */
static int read_more(puzzle_work *w, const solve_settings *s, const model *m, error *err)
{
    enum { FIRST = 1, MOST = 512, TRACED = 16 }; /* traces with logits or states are large */
    long most = MOST;
    if (s->shown || s->exhibit) most = m ? shown_size(s, m) : 1;
    if (s->how.trace && most > TRACED) most = TRACED;
    w->size = w->size == 0 ? FIRST : w->size * 2;
    if (w->size > most) w->size = most;
    w->before += w->list.count;
    puzzle_list_free(&w->list);
    return puzzle_source_next(w->source, &w->list, w->size, err);
}

static void sum_up(const puzzle_work *w, const solve_settings *s, evaluation *sum, long unsolved)
{
    sum->refused = w->refused;
    if (w->full)
        show(stderr, "%ld grid%s with nothing left to solve, not counted\n", w->full, w->full == 1 ? "" : "s");
    if (s->eval && w->answered) evaluation_print(stdout, sum, s->json);
    if (!s->shown || w->answered + w->refused < 2) return;
    printf("%ld of %ld solved", w->answered - unsolved, w->answered);
    if (w->refused) printf("; %ld could not be read", w->refused);
    printf("\n");
}

static int solve(void *work, const model *m, const solve_settings *s, long *unsolved, error *err)
{
    puzzle_work *w = work;
    evaluation sum = {0};
    int status = OK;
    while (status == OK && w->list.count > 0) {
        status = solve_list(w, m, s, &sum, unsolved, err);
        if (status != OK || w->status != OK || fflush(stdout)) break;
        w->status = read_more(w, s, m, err);
        show_count(w, s);
    }
    if (status == OK && s->dump) status = dump_write(&w->dump, s->dump, err);
    if (status == OK) status = w->status;
    if (status != OK) return status;
    sum_up(w, s, &sum, *unsolved);
    return w->refused ? BAD_INPUT : OK;
}

/* --- the row ----------------------------------------------------------------------------------------------------- */

/* Any text that is nothing else. */
static int looks_like_puzzles(const char *path, const text_source *text)
{
    (void)path;
    return text != NULL;
}

/* Names the kinds that there are. */
static int refuse_kind(const char *kind, error *err)
{
    char known[256] = "";
    for (int k = 0, n = 0; puzzle_kinds[k] && n < (int)sizeof known; k++)
        n += snprintf(known + n, sizeof known - (size_t)n, "%s%s", k ? ", " : "", puzzle_kinds[k]->name);
    return fail(err, BAD_INPUT, "--kind %s: there is no such kind of puzzle, expected one of %s", kind, known);
}

static int choose_options(const solve_settings *s, source_options *how, error *err)
{
    if (s->probabilities && (!s->json || s->eval))
        return fail(err, BAD_INPUT, "--probabilities needs --json, and cannot be combined with --eval");
    *how = (source_options){.limit = s->limit ? (long)(s->skip + s->limit) : 0, .unique = 1, .lenient = !s->strict};
    for (int k = 0; s->kind && !how->kind && puzzle_kinds[k]; k++)
        if (!strcmp(puzzle_kinds[k]->name, s->kind)) how->kind = puzzle_kinds[k];
    for (int k = 0; s->likely && puzzle_kinds[k]; k++)
        if (!strcmp(puzzle_kinds[k]->name, s->likely)) how->likely = puzzle_kinds[k];
    if (s->format) how->format = puzzle_format_named(s->format);
    if (s->kind && !how->kind) return refuse_kind(s->kind, err);
    if (s->format && !how->format)
        return fail(err, BAD_INPUT, "--format %s: there is no such layout; --help names them", s->format);
    if (how->kind && how->format && how->format->kind && how->format->kind != how->kind)
        return fail(err, BAD_INPUT, "--format %s is for puzzles of kind %s, not of kind %s", s->format,
                    how->format->kind->name, s->kind);
    return OK;
}

/* Passes over what --skip says. */
static int skip(puzzle_work *w, const solve_settings *s, const char *path, error *err)
{
    enum { PIECE = 512 };
    for (long left = (long)s->skip, got; left > 0; left -= got) {
        puzzle_list passed = {0};
        int status = puzzle_source_next(w->source, &passed, left < PIECE ? left : PIECE, err);
        got = passed.count;
        puzzle_list_free(&passed);
        if (status != OK) return status;
        if (got == 0)
            return fail(err, BAD_INPUT, "--skip %lld: %s holds only %ld puzzles", (long long)s->skip, file_name(path),
                        (long)s->skip - left);
    }
    w->before = (long)s->skip;
    return OK;
}

static solve_subject subject_of(const puzzle *p)
{
    const grid_shape *shape = &p->shape;
    return (solve_subject){.kind = p->kind->name, .side = shape->rows > shape->cols ? shape->rows : shape->cols};
}

/* Reads as far as the first good puzzle, from which the kind is known. */
static int read_first(puzzle_work *w, const solve_settings *s, const char *path, solve_subject *what, error *err)
{
    do {
        w->status = read_more(w, s, NULL, err);
        for (long i = 0; i < w->list.count && !what->kind; i++)
            if (!w->list.items[i].fault) *what = subject_of(&w->list.items[i]);
        for (long i = 0; i < w->list.count && !what->kind; i++) refuse(w, &w->list.items[i], s);
    } while (w->status == OK && !what->kind && w->list.count > 0);
    if (what->kind) return OK;
    if (w->status == OK && !w->refused)
        return fail(err, BAD_INPUT, "--skip %lld: %s holds only %ld puzzles", (long long)s->skip, file_name(path),
                    w->before);
    return w->status == OK ? BAD_INPUT : w->status;
}

static int open_puzzles(void *work, const char *path, text_source *text, const solve_settings *s, solve_subject *what,
                        error *err)
{
    puzzle_work *w = work;
    source_options how;
    int status = choose_options(s, &how, err);
    if (status == OK) w->source = puzzle_source_open(text, &how, &status, err);
    if (status == OK) status = skip(w, s, path, err);
    if (status == OK) status = read_first(w, s, path, what, err);
    return status;
}

static void close_puzzles(void *work)
{
    puzzle_work *w = work;
    puzzle_list_free(&w->list);
    puzzle_source_close(w->source);
    dump_close(&w->dump);
}

static const char *const own_options[] = {"dump", "probabilities", NULL};

const solver_type puzzle_solver = {.items = "puzzles",
                                   .options = own_options,
                                   .size = sizeof(puzzle_work),
                                   .looks_like = looks_like_puzzles,
                                   .read = open_puzzles,
                                   .solve = solve,
                                   .close = close_puzzles};
