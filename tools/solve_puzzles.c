/* Puzzles in solve.c: answers groups of one shape, and reports. */
#include "base/clock.h"
#include "data/batch.h"
#include "report/answer.h"
#include "report/evaluation.h"
#include "tools/solver.h"
#include "tools/wiring.h"
#include "trm/algorithms/algorithm.h"

#include <stdlib.h>

/* --- one group: puzzles of one shape, or squares in one frame ---------------------------------------------------- */

typedef struct group {
    const puzzle *puzzles; /* [count] */
    encoding code;
    int fills; /* 1: the model fills in cells, some a step */
    batch b;
    prediction *predictions; /* [count] */
    trace *traces;           /* [count] if they are to be shown, else NULL */
} group;

static void group_close(group *g)
{
    for (long i = 0; g->traces && i < g->b.count; i++) trace_close(&g->traces[i]);
    batch_close(&g->b);
    encoding_close(&g->code);
    free(g->traces);
    free(g->predictions);
}

/* Whether the rules accept an answer of classes. */
static int obeys_rules(const void *rules, long index, const uint8_t *answer)
{
    const group *g = rules;
    const puzzle *p = &g->puzzles[index];
    uint8_t grid[KIND_MAX_CELLS];
    decode_answer(&g->code, answer, grid);
    return p->kind->check_answer(&p->shape, p->question, grid, NULL, NULL) == 0;
}

/* The side of the frame that a model with positions was trained in; 0: positions do not matter, or there was none. */
static int trained_frame(const model *m)
{
    const char *note = model_note(m, "frame");
    int side = note && m->net.config.positions != POSITIONS_NONE ? atoi(note) : 0;
    return side > 0 && side <= KIND_MAX_SIDE ? side : 0;
}

/* Squares of several sizes lie in a frame: of the largest, or of training. */
static int open_encoding(group *g, const model *m, long count, error *err)
{
    const puzzle *p = g->puzzles;
    grid_shape shape = p->shape;
    int frame = trained_frame(m), mixed = frame && shape.rows == shape.cols && shape.rows <= frame;
    for (long i = 0; i < count; i++) {
        mixed |= p[i].shape.rows != p->shape.rows;
        if (p[i].shape.rows > shape.rows) shape = p[i].shape;
    }
    if (mixed && frame) shape = (grid_shape){frame, frame};
    encoding_open(&g->code, p->kind, &shape, m->net.config.planes);
    for (long i = 0; mixed && i < count; i++) encoding_add_side(&g->code, p[i].shape.rows);
    if (network_needs_relations(&m->net.config) && encoding_relate(&g->code, p->kind))
        return fail_memory(err, "puzzles of this size");
    const puzzle_sizes sizes = sizes_of(&g->code, m->net.config.puzzle_ids);
    if (network_fits(&m->net.config, &sizes)) return OK;
    return fail(err, BAD_INPUT, "this model was trained on grids of another size and cannot read %dx%d", p->shape.rows,
                p->shape.cols);
}

/* With the questions, and for an evaluation the labels. */
static int group_open(group *g, const solve_settings *s, const model *m, const puzzle *puzzles, long count, error *err)
{
    *g = (group){.puzzles = puzzles, .fills = network_reads_answers(&m->net.config)};
    int status = open_encoding(g, m, count, err);
    if (status != OK) return status;
    g->predictions = malloc((size_t)count * sizeof *g->predictions);
    if (s->shown) g->traces = calloc((size_t)count, sizeof *g->traces);
    if (batch_open(&g->b, &g->code, count) || !g->predictions || (s->shown && !g->traces))
        return fail_memory(err, "puzzles");
    batch_ask(&g->b, puzzles);
    status = check_order(&m->net.config, &g->code, puzzles->kind->name, err);
    if (status != OK) return status;
    if (rank_all(&m->net.config, &g->b)) return fail_memory(err, "puzzles");
    const puzzle *hard = s->eval ? batch_label(&g->b, puzzles) : NULL;
    return !hard ? OK
                 : fail(err, BAD_INPUT,
                        "the puzzle on line %ld comes without an answer and is too hard for the exact solver",
                        hard->line);
}

static int group_answer(group *g, const solve_settings *s, const model *m, error *err)
{
    const geometry shape = geometry_of(&g->code);
    infer_options how = s->how;
    how.obeys = obeys_rules;
    how.rules = g;
    if (infer_all(&m->w, &shape, &how, &g->b, g->predictions, g->traces)) return fail_memory(err, "answering");
    return check_predictions(g->predictions, g->b.count, err);
}

/* --- what is said about a group ---------------------------------------------------------------------------------- */

static void evaluate(const group *g, const model *m, evaluation *sum)
{
    geometry shape = geometry_of(&g->code);
    shape.examples = NULL;
    sum->by_rules = !g->puzzles->kind->one_answer;
    for (long i = 0; i < g->b.count; i++) {
        evaluation_row row = row_of(&g->b, i, &g->predictions[i]);
        row.class = g->puzzles[i].source;
        row.solved = sum->by_rules && obeys_rules(g, i, row.answer);
        evaluation_add(sum, &row);
        shape.cells = row.cells;
        sum->flops += (double)row.work * algorithm_step_flops(&m->net.config, &shape, 0);
    }
}

/* A frame of classes becomes one of symbols; cells that are not filled show the question. */
static void decode_frame(const group *g, const puzzle *p, uint8_t *frame)
{
    for (int l = 0; l < grid_cells(&p->shape); l++)
        frame[l] = frame[l] == NO_LABEL ? p->question[l] : (uint8_t)(frame[l] + g->code.first);
}

/* Returns whether the rules accept the i-th answer. */
static int report(const group *g, long i, const solve_settings *s)
{
    const puzzle *p = &g->puzzles[i];
    const prediction *v = &g->predictions[i];
    uint8_t *answer = batch_answer(&g->b, i);
    trace *t = g->traces ? &g->traces[i] : NULL;
    decode_answer(&g->code, answer, answer);
    for (int k = 0; t && k < t->frames; k++) decode_frame(g, p, trace_answer(t, k));
    const answer_report r = {.kind = p->kind,
                             .shape = &p->shape,
                             .question = p->question,
                             .answer = answer,
                             .measure = g->fills ? "log-likelihood" : "halting logit",
                             .halt = v->halt,
                             .steps = v->steps,
                             .chosen = v->sample,
                             .samples = v->samples,
                             .allowed = s->how.samples,
                             .work = v->work,
                             .trace = t};
    if (t) return answer_show(stdout, &r, s->in_colour);
    return (s->json ? answer_json : answer_line)(stdout, &r);
}

/* --- all groups -------------------------------------------------------------------------------------------------- */

static int solve_group(group *g, const solve_settings *s, const model *m, evaluation *sum, long *unsolved, error *err)
{
    double began = clock_seconds();
    int status = group_answer(g, s, m, err);
    sum->seconds += clock_seconds() - began;
    if (status == OK && s->eval) evaluate(g, m, sum);
    for (long i = 0; status == OK && !s->eval && i < g->b.count; i++) *unsolved += !report(g, i, s);
    return status;
}

/* How many puzzles are answered at once: few enough that they, and what is shown of their steps, stay small. */
static long group_size(const solve_settings *s, const model *m, int frame)
{
    enum { GROUP = 16384, CELLS = 1 << 26 };
    long steps = network_reads_answers(&m->net.config) ? EVALUATION_STEPS : (long)s->steps;
    long most = frame && CELLS / (frame * frame) < GROUP ? CELLS / (frame * frame) : GROUP;
    return s->shown ? 1 + CELLS / (KIND_MAX_CELLS * steps) : most;
}

/* Squares up to this side are answered together, whatever their size; 0: those of one size alone. Each size of a
 * network with relations brings a table of all pairs of cells. */
static int common_frame(const puzzle_list *list, const model *m)
{
    enum { MOST_WITH_RELATIONS = 64 };
    int side = 0;
    if (!list->items->kind->any_size) return 0;
    if (m->net.config.positions != POSITIONS_NONE) return trained_frame(m);
    for (long i = 0; i < list->count; i++)
        if (list->items[i].shape.rows > side) side = list->items[i].shape.rows;
    return network_needs_relations(&m->net.config) && side > MOST_WITH_RELATIONS ? MOST_WITH_RELATIONS : side;
}

static int solve(void *work, const model *m, const solve_settings *s, long *unsolved, error *err)
{
    const puzzle_list *list = work;
    evaluation sum = {0};
    int status = OK, frame = common_frame(list, m);
    for (long first = 0, end; first < list->count && status == OK; first = end) {
        group g;
        end = batch_end(list, first, group_size(s, m, frame), frame);
        status = group_open(&g, s, m, list->items + first, end - first, err);
        g.b.first = (long)s->skip + first;
        if (status == OK) status = solve_group(&g, s, m, &sum, unsolved, err);
        group_close(&g);
    }
    if (status == OK && s->eval) evaluation_print(stdout, &sum, s->json);
    if (status == OK && s->shown && list->count > 1)
        printf("%ld of %ld solved\n", list->count - *unsolved, list->count);
    return status;
}

/* --- the row ----------------------------------------------------------------------------------------------------- */

/* Any text that is nothing else. */
static int looks_like_puzzles(const char *path, const file_bytes *text)
{
    (void)path;
    return text != NULL;
}

static int read_list(void *work, const char *path, file_bytes *text, const solve_settings *s, const char **kind,
                     error *err)
{
    puzzle_list *list = work;
    long most = s->limit ? (long)(s->skip + s->limit) : 0;
    int status = puzzle_list_parse(list, file_name(path), text->bytes, text->length, NULL, most, 1, err);
    if (status != OK) return status;
    if (s->skip >= list->count)
        return fail(err, BAD_INPUT, "--skip %lld: %s holds only %ld puzzles", (long long)s->skip, file_name(path),
                    list->count);
    puzzle_list_skip(list, (long)s->skip);
    *kind = list->items->kind->name;
    return OK;
}

static void close_list(void *work)
{
    puzzle_list_free(work);
}

static const char *const own_options[] = {NULL};

const solver_type puzzle_solver = {.items = "puzzles",
                                   .options = own_options,
                                   .size = sizeof(puzzle_list),
                                   .looks_like = looks_like_puzzles,
                                   .read = read_list,
                                   .solve = solve,
                                   .close = close_list};
