#include "lib/group.h"

#include <stdlib.h>
#include <string.h>

int group_obeys(const void *rules, long index, const uint8_t *classes)
{
    const puzzle_group *g = rules;
    const puzzle *p = &g->puzzles[index];
    uint8_t grid[KIND_MAX_CELLS];
    memcpy(grid, classes, (size_t)g->code.cells);
    keep_given(&g->code, &p->shape, p->question, grid);
    decode_answer(&g->code, grid, grid);
    return p->kind->check_answer(&p->shape, p->question, grid, NULL, NULL) == 0;
}

/* The side of the frame that a model with positions was trained in; 0: positions do not matter, or there was none. */
static int trained_frame(const model *m)
{
    const char *note = model_note(m, "frame");
    int side = note && m->net.config.positions != POSITIONS_NONE ? atoi(note) : 0;
    return side > 0 && side <= KIND_MAX_SIDE ? side : 0;
}

/* Each size of a network with relations brings a table of all pairs of cells. */
int group_frame(const puzzle *puzzles, long count, const model *m)
{
    enum { MOST_WITH_RELATIONS = 64 };
    int side = 0;
    if (!puzzles->kind->any_size) return 0;
    if (m->net.config.positions != POSITIONS_NONE) return trained_frame(m);
    for (long i = 0; i < count; i++)
        if (puzzles[i].shape.rows > side) side = puzzles[i].shape.rows;
    return network_needs_relations(&m->net.config) && side > MOST_WITH_RELATIONS ? MOST_WITH_RELATIONS : side;
}

/* Squares of several sizes lie in a frame: of the largest, or of training. */
static int open_encoding(puzzle_group *g, const model *m, long count, error *err)
{
    const puzzle *p = g->puzzles;
    grid_shape shape = p->shape;
    int frame = trained_frame(m), mixed = frame && shape.rows == shape.cols && shape.rows <= frame;
    for (long i = 0; i < count; i++) {
        mixed |= p[i].shape.rows != p->shape.rows;
        if (p[i].shape.rows > shape.rows) shape = p[i].shape;
    }
    if (mixed && frame) shape = (grid_shape){.rows = frame, .cols = frame};
    encoding_open(&g->code, p->kind, &shape, m->net.config.planes);
    for (long i = 0; mixed && i < count; i++) encoding_add_shape(&g->code, &p[i].shape);
    if (network_needs_relations(&m->net.config) && encoding_relate(&g->code, p->kind))
        return fail_memory(err, "puzzles of this size");
    const puzzle_sizes sizes = sizes_of(&g->code, m->net.config.puzzle_ids);
    if (network_fits(&m->net.config, &sizes)) return OK;
    return fail(err, BAD_INPUT, "this model was trained on grids of another size and cannot read %dx%d", p->shape.rows,
                p->shape.cols);
}

int group_open(puzzle_group *g, const model *m, const puzzle *puzzles, long count, int traced, int labelled, error *err)
{
    *g = (puzzle_group){.puzzles = puzzles, .fills = network_reads_answers(&m->net.config)};
    int status = open_encoding(g, m, count, err);
    if (status != OK) return status;
    g->predictions = malloc((size_t)count * sizeof *g->predictions);
    if (traced) g->traces = calloc((size_t)count, sizeof *g->traces);
    if (batch_open(&g->b, &g->code, count) || !g->predictions || (traced && !g->traces))
        return fail_memory(err, "puzzles");
    batch_ask(&g->b, puzzles);
    status = check_order(&m->net.config, &g->code, puzzles->kind->name, err);
    if (status != OK) return status;
    if (rank_all(&m->net.config, &g->b)) return fail_memory(err, "puzzles");
    const puzzle *hard = labelled ? batch_label(&g->b, puzzles) : NULL;
    return !hard ? OK
                 : fail(err, BAD_INPUT,
                        "the puzzle on line %ld comes without an answer and is too hard for the exact solver",
                        hard->line);
}

void group_close(puzzle_group *g)
{
    for (long i = 0; g->traces && i < g->b.count; i++) trace_close(&g->traces[i]);
    batch_close(&g->b);
    encoding_close(&g->code);
    free(g->traces);
    free(g->predictions);
}

int group_answer(puzzle_group *g, const model *m, const infer_options *how, error *err)
{
    const geometry shape = geometry_of(&g->code);
    infer_options by_rules = *how;
    by_rules.obeys = group_obeys;
    by_rules.rules = g;
    if (infer_all(&m->w, &shape, &by_rules, &g->b, g->predictions, g->traces)) return fail_memory(err, "answering");
    return check_predictions(g->predictions, g->b.count, err);
}

void group_decode(const puzzle_group *g, const puzzle *p, uint8_t *frame)
{
    for (int l = 0; l < grid_cells(&p->shape); l++)
        frame[l] = frame[l] == NO_LABEL ? p->question[l] : (uint8_t)(frame[l] + g->code.first);
}

answer_report group_report(const puzzle_group *g, long i, int allowed)
{
    const puzzle *p = &g->puzzles[i];
    const prediction *v = &g->predictions[i];
    uint8_t *answer = batch_answer(&g->b, i);
    trace *t = g->traces ? &g->traces[i] : NULL;
    keep_given(&g->code, &p->shape, p->question, answer);
    decode_answer(&g->code, answer, answer);
    for (int k = 0; t && k < t->frames; k++) group_decode(g, p, t->answers + (size_t)k * (size_t)t->cells);
    return (answer_report){.kind = p->kind,
                           .shape = &p->shape,
                           .question = p->question,
                           .answer = answer,
                           .measure = g->fills ? "log-likelihood" : "halting logit",
                           .halt = v->halt,
                           .steps = v->steps,
                           .chosen = v->sample,
                           .samples = v->samples,
                           .allowed = allowed,
                           .work = v->work,
                           .planes = g->code.planes,
                           .trace = t};
}
