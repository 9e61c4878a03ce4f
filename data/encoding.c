#include "data/encoding.h"

#include "base/label.h"

#include <stdlib.h>

enum { TOKEN_OPEN = 0, TOKEN_GIVEN = 1, TOKEN_OTHER = 2, PLANE_TOKENS = 3 };

void encoding_open(encoding *e, const puzzle_kind *kind, const grid_shape *shape, int with_planes)
{
    alphabet a;
    kind->alphabet_of(shape, &a);
    int planes = with_planes && a.exchangeable;
    *e = (encoding){.cells = grid_cells(shape),
                    .rows = shape->rows,
                    .cols = shape->cols,
                    .form = shape->form,
                    .first = a.first,
                    .relations = kind->relations,
                    .exchangeable = a.exchangeable,
                    .kind = kind};
    for (int r = 0; kind->distance && r < e->relations; r++) e->distance[r] = (uint8_t)kind->distance(r);
    e->planes = planes ? a.classes : 1;
    e->vocabulary = planes ? PLANE_TOKENS : a.symbols;
    e->classes = planes ? 1 : a.classes;
}

/* Of an example of side S, or if it is 0 of the whole grid. */
static grid_shape shape_of(const encoding *e, int side)
{
    return side ? (grid_shape){side, side, e->form_of[side]} : (grid_shape){e->rows, e->cols, e->form};
}

static uint8_t *relation_of(const puzzle_kind *kind, const grid_shape *shape)
{
    size_t cells = (size_t)grid_cells(shape);
    uint8_t *relation = malloc(cells * cells);
    if (relation) kind->relation_table(shape, relation);
    return relation;
}

int encoding_relate(encoding *e, const puzzle_kind *kind)
{
    const grid_shape whole = shape_of(e, 0);
    int failed = (e->relation = relation_of(kind, &whole)) == NULL;
    for (int side = 1; side <= e->frame && !failed; side++) {
        const grid_shape own = shape_of(e, side);
        if (e->planes_of[side]) failed = (e->relation_of[side] = relation_of(kind, &own)) == NULL;
    }
    return failed ? -1 : 0;
}

void encoding_close(encoding *e)
{
    for (int side = 1; side <= e->frame; side++) free(e->relation_of[side]);
    free(e->relation);
    *e = (encoding){0};
}

void encoding_add_shape(encoding *e, const grid_shape *shape)
{
    int side = shape->rows;
    alphabet a;
    e->frame = e->rows;
    e->examples[side]++;
    if (e->planes == 1 || e->planes_of[side]) return;
    e->kind->alphabet_of(shape, &a);
    e->planes_of[side] = a.classes;
    e->form_of[side] = shape->form;
}

encoding encoding_within(const encoding *e, int side)
{
    encoding within = *e;
    within.rows = within.cols = side;
    within.cells = side * side;
    within.frame = 0;
    within.form = e->form_of[side];
    if (e->planes_of[side]) within.planes = e->planes_of[side];
    within.relation = NULL;
    return within;
}

static uint8_t plane_token(int symbol, int of_plane, int first)
{
    if (symbol < first) return TOKEN_OPEN;
    return symbol == of_plane ? TOKEN_GIVEN : TOKEN_OTHER;
}

void encode_question(const encoding *e, const uint8_t *question, uint8_t *tokens)
{
    for (int p = 0; p < e->planes; p++)
        for (int l = 0; l < e->cells; l++)
            tokens[p * e->cells + l] = e->planes == 1 ? question[l] : plane_token(question[l], e->first + p, e->first);
}

void encode_answer(const encoding *e, const uint8_t *answer, uint8_t *labels)
{
    for (int l = 0; l < e->cells; l++) labels[l] = (uint8_t)(answer[l] - e->first);
}

/* The question's symbol of a cell, which with planes is that of the plane that says so. */
static uint8_t symbol_of(const encoding *e, const uint8_t *tokens, int cell)
{
    if (e->planes == 1) return tokens[cell];
    for (int p = 0; p < e->planes; p++)
        if (tokens[p * e->cells + cell] == TOKEN_GIVEN) return (uint8_t)(e->first + p);
    return 0;
}

void encoding_ranks(const encoding *e, const uint8_t *tokens, int side, int by_solver, uint8_t *given, int32_t *rank)
{
    uint8_t question[KIND_MAX_CELLS];
    const grid_shape shape = encoding_question(e, tokens, side, question);
    for (int l = 0; l < grid_cells(&shape); l++) {
        given[l] = e->exchangeable && question[l] >= e->first ? (uint8_t)(question[l] - e->first) : NO_LABEL;
        rank[l] = given[l] == NO_LABEL;
    }
    if (by_solver) e->kind->solver_order(&shape, question, rank);
}

void keep_given(const encoding *e, const grid_shape *shape, const uint8_t *question, uint8_t *classes)
{
    int cells = grid_cells(shape);
    if (!e->kind || !e->kind->keep_given) return;
    for (int l = 0; l < cells; l++) classes[l] = (uint8_t)(classes[l] + e->first);
    e->kind->keep_given(shape, question, classes);
    for (int l = 0; l < cells; l++) classes[l] = (uint8_t)(classes[l] - e->first);
}

/* Whether a question's symbol settles its cell: whatever the answer says there, it becomes one and the same. */
static int is_settled(const encoding *e, uint8_t symbol)
{
    const grid_shape one = {.rows = 1, .cols = 1, .form = e->form};
    uint8_t first = (uint8_t)e->first;
    e->kind->keep_given(&one, &symbol, &first);
    for (int k = 1; k < e->planes * e->classes; k++) {
        uint8_t answer = (uint8_t)(e->first + k);
        e->kind->keep_given(&one, &symbol, &answer);
        if (answer != first) return 0;
    }
    return 1;
}

void encoding_open_tokens(const encoding *e, uint8_t open[256])
{
    for (int v = 0; v < 256; v++) {
        int settled =
            e->planes == 1 && v < e->vocabulary && e->kind && e->kind->keep_given && is_settled(e, (uint8_t)v);
        open[v] = e->planes > 1 ? v == TOKEN_OPEN : !settled;
    }
}

void decode_answer(const encoding *e, const uint8_t *classes, uint8_t *grid)
{
    for (int l = 0; l < e->cells; l++) grid[l] = (uint8_t)(classes[l] + e->first);
}

grid_shape encoding_question(const encoding *e, const uint8_t *tokens, int side, uint8_t *question)
{
    const encoding own = side ? encoding_within(e, side) : *e;
    for (int l = 0; l < own.cells; l++) question[l] = symbol_of(&own, tokens, l);
    return shape_of(e, side);
}

int encoding_accepts(const encoding *e, const uint8_t *tokens, int side, const uint8_t *classes)
{
    uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
    const grid_shape shape = encoding_question(e, tokens, side, question);
    for (int l = 0; l < grid_cells(&shape); l++) answer[l] = (uint8_t)(classes[l] + e->first);
    return e->kind->check_answer(&shape, question, answer, NULL, NULL) == 0;
}

/* Without planes tokens are the symbols of the question. */
void encoding_likeliest(const encoding *e, const uint8_t *tokens, int side, const real *logits, uint8_t *labels)
{
    const grid_shape shape = shape_of(e, side);
    e->kind->likeliest(&shape, tokens, logits, labels);
    for (int l = 0; l < grid_cells(&shape); l++) labels[l] = (uint8_t)(labels[l] - e->first);
}

void encoding_facts(const encoding *e, const uint8_t *tokens, int side, uint8_t *bits)
{
    const grid_shape shape = shape_of(e, side);
    e->kind->find_facts(&shape, tokens, bits);
}
