#include "lib/view.h"

#include "base/label.h"
#include "puzzles/sudoku/sudoku.h"

#include <stdlib.h>
#include <string.h>

int view_trace(int cells)
{
    enum { WITH_UPDATES = 1024 };
    return TRACE_LOGITS | TRACE_STATES | (cells <= WITH_UPDATES ? TRACE_UPDATES : 0);
}

/* --- what the rules say ------------------------------------------------------------------------------------------ */

static judgement judge(const void *rules, const uint8_t *classes, uint8_t *broken, char sentence[REPLAY_SENTENCE])
{
    const puzzle_view *v = rules;
    uint8_t grid[KIND_MAX_CELLS];
    memcpy(grid, classes, (size_t)grid_cells(v->shape));
    keep_given(v->code, v->shape, v->question, grid);
    for (int i = 0; i < grid_cells(v->shape); i++)
        grid[i] = grid[i] == NO_LABEL ? v->question[i] : (uint8_t)(grid[i] + v->code->first);
    return v->kind->check_answer(v->shape, v->question, grid, broken, sentence) == 0 ? JUDGED_RIGHT : JUDGED_WRONG;
}

/* --- opening ----------------------------------------------------------------------------------------------------- */

/* The only right answer, as characters; NULL if there may be several or it is not found. */
static const char *right_answer(puzzle_view *v, char *text)
{
    int cells = grid_cells(v->shape);
    uint8_t *grid = (uint8_t *)v->grids + 3 * (size_t)cells;
    if (!v->kind->one_answer || v->kind->solve(v->shape, v->question, 2, grid) != 1) return NULL;
    for (int i = 0; i < cells; i++) text[i] = v->kind->symbol_char(v->shape, grid[i]);
    return text;
}

/* A cell is given if it comes out the same whatever is answered. */
static const uint8_t *given_cells(puzzle_view *v, uint8_t *given)
{
    int cells = grid_cells(v->shape), classes = v->code->planes * v->code->classes;
    uint8_t *first = given + cells, grid[KIND_MAX_CELLS];
    memset(given, 1, (size_t)cells);
    for (int k = 0; k < classes; k++) {
        memset(grid, k, (size_t)cells);
        keep_given(v->code, v->shape, v->question, grid);
        if (k == 0) memcpy(first, grid, (size_t)cells);
        for (int i = 0; i < cells; i++) given[i] &= grid[i] == first[i];
    }
    return given;
}

int puzzle_view_open(puzzle_view *v, const encoding *code, const puzzle_kind *kind, const grid_shape *shape,
                     const uint8_t *question, const view_words *words, const infer_options *how)
{
    const size_t cells = (size_t)grid_cells(shape);
    const int classes = code->planes * code->classes;
    *v = (puzzle_view){.code = code, .kind = kind, .shape = shape, .question = question};
    v->grids = malloc(4 * cells);
    if (!v->grids) return -1;
    for (size_t i = 0; i < cells; i++) v->grids[i] = kind->symbol_char(shape, question[i]);
    for (int k = 0; k < classes && k < 256; k++) v->symbols[k] = kind->symbol_char(shape, k + code->first);
    replay_puzzle p = {.kind = kind->name,
                       .name = words->name,
                       .rows = shape->rows,
                       .cols = shape->cols,
                       .planes = code->planes,
                       .classes = code->classes,
                       .symbols = v->symbols,
                       .question = v->grids,
                       .given = given_cells(v, (uint8_t *)v->grids + 2 * cells),
                       .answer = right_answer(v, v->grids + cells),
                       .measure = words->fills ? "log-likelihood" : "halting logit",
                       .belief = words->fills ? (belief){0} : words->belief,
                       .threshold = how->threshold,
                       .most = how->steps,
                       .about = words->about,
                       .judge = judge,
                       .rules = v};
    if (kind == &kind_sudoku) {
        grid_shape box = sudoku_box_of(shape);
        p.box_rows = box.rows, p.box_cols = box.cols;
    }
    return replay_open(&v->r, &p);
}

/* --- watching ---------------------------------------------------------------------------------------------------- */

/* Tries that find the replay full are worth a place only if they are the best. */
static void see(void *viewer, long puzzle, const prediction *p, int best, const trace *t)
{
    puzzle_view *v = (puzzle_view *)viewer + puzzle;
    if (v->r.tries == REPLAY_TRIES && !best) return;
    v->failed |= replay_add(&v->r, p->sample, t);
    if (best) v->chosen = v->r.tries - 1;
}

void puzzle_views_watch(puzzle_view *views, infer_options *how, int cells)
{
    how->seen = see;
    how->viewer = views;
    how->trace |= view_trace(cells);
}

int puzzle_view_end(puzzle_view *v, const prediction *p, judgement solved, const char *verdict)
{
    return replay_end(&v->r, v->chosen, p->samples, solved, verdict) || v->failed ? -1 : 0;
}

int puzzle_view_judge(puzzle_view *v, const prediction *p, int right, const char *fault)
{
    char verdict[KIND_SENTENCE + 64];
    snprintf(verdict, sizeof verdict, "%s after %d step%s; %s", right ? "solved" : "not solved", p->steps,
             p->steps == 1 ? "" : "s", right ? "the rules agree" : fault);
    return puzzle_view_end(v, p, right ? JUDGED_RIGHT : JUDGED_WRONG, verdict);
}

void puzzle_view_close(puzzle_view *v)
{
    replay_close(&v->r);
    free(v->grids);
    *v = (puzzle_view){0};
}
