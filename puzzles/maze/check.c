/* The rules: what a question is, what an answer is, and what is wrong with one that is not. */
#include "puzzles/maze/search.h"

#include <limits.h> /* INT_MAX */
#include <stdio.h>  /* snprintf */
#include <stdlib.h>
#include <string.h> /* memset */

/* --- violations --------------------------------------------------------------------------- */

/* Notes a fault of a cell; the first one noted is the one reported. */
static void note(maze_violation *v, const grid_shape *shape, const uint8_t *question, maze_fault fault, int cell)
{
    if (v->fault == MAZE_FINE) {
        v->fault = fault;
        v->row = cell / shape->cols;
        v->col = cell % shape->cols;
        v->was = question[cell];
    }
    v->count += v->fault == fault;
    v->broken[cell] = (uint8_t)fault;
}

/* --- questions ----------------------------------------------------------------------------- */

maze_fault maze_check_question(const grid_shape *shape, const uint8_t *question, maze_violation *v)
{
    int starts = 0, goals = 0;
    *v = (maze_violation){.fault = MAZE_FINE, .row = -1, .col = -1, .length = -1, .shortest = -1};
    for (int i = 0; i < grid_cells(shape); i++) {
        maze_fault fault = MAZE_FINE;
        if (question[i] >= MAZE_SYMBOLS) fault = MAZE_STRANGE_SYMBOL;
        if (question[i] == MAZE_PATH) fault = MAZE_MARKED_QUESTION;
        if (question[i] == MAZE_START && starts++) fault = MAZE_SECOND_START;
        if (question[i] == MAZE_GOAL && goals++) fault = MAZE_SECOND_GOAL;
        if (fault != MAZE_FINE) note(v, shape, question, fault, i);
    }
    if (v->fault == MAZE_FINE && !starts) v->fault = MAZE_NO_START;
    if (v->fault == MAZE_FINE && !goals) v->fault = MAZE_NO_GOAL;
    return v->fault;
}

/* --- answers ------------------------------------------------------------------------------- */

typedef struct answer_check {
    const grid_shape *shape;
    const uint8_t *question;
    int cells, start, goal;
    uint8_t marked[MAZE_MAX_CELLS];            /* the answer with all walls but start, goal and marks */
    maze_search marks_to_goal, marks_to_start; /* in `marked`, from the goal and from the start */
    maze_search to_goal, to_start;             /* in the question, from the goal and from the start */
    uint16_t path[MAZE_MAX_CELLS];             /* along the marks */
    uint8_t on_path[MAZE_MAX_CELLS];
} answer_check;

/* Changes of cells. Crossed walls are worse than others, so they are looked for first. */
static void check_cells(const answer_check *c, const uint8_t *answer, maze_violation *v)
{
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < c->cells; i++) {
            int crossed = c->question[i] == MAZE_WALL && answer[i] == MAZE_PATH;
            int marked = c->question[i] == MAZE_FREE && answer[i] == MAZE_PATH;
            if (answer[i] == c->question[i] || marked || crossed != (pass == 0)) continue;
            note(v, c->shape, c->question, crossed ? MAZE_WALL_CROSSED : MAZE_CELL_CHANGED, i);
        }
}

/* Where the marks that start at the start end: of several ends the one nearest to the goal; on a ring the cell farthest
 * from the start; without such marks the start itself. */
static int gap_end(const answer_check *c)
{
    const maze_search *s = &c->marks_to_start;
    int end = s->order[s->reached - 1], nearest = INT_MAX;
    for (int k = 1; k < s->reached; k++) {
        int cell = s->order[k], next[4], joined = 0;
        int count = maze_neighbours(c->shape, cell, next);
        for (int n = 0; n < count; n++) joined += s->steps[next[n]] >= 0;
        if (joined > 1 || c->to_goal.steps[cell] >= nearest) continue;
        nearest = c->to_goal.steps[cell];
        end = cell;
    }
    return end;
}

static void check_gap(answer_check *c, maze_violation *v)
{
    maze_search_run(&c->marks_to_start, c->shape, c->marked, c->start);
    note(v, c->shape, c->question, MAZE_GAP, gap_end(c));
    for (int i = 0; i < c->cells; i++)
        if (c->marked[i] == MAZE_PATH && c->marks_to_goal.steps[i] < 0 && c->marks_to_start.steps[i] < 0)
            note(v, c->shape, c->question, MAZE_STRAY, i);
}

/* A detour leaves all shortest paths, or turns back between two of them. */
static void check_detour(const answer_check *c, const uint16_t *path, maze_violation *v)
{
    const int16_t *to_goal = c->to_goal.steps, *to_start = c->to_start.steps;
    for (int m = 1; m < v->length; m++) {
        int cell = path[m];
        if (to_goal[cell] + to_start[cell] > v->shortest || to_goal[cell] > to_goal[path[m - 1]])
            note(v, c->shape, c->question, MAZE_DETOUR, cell);
    }
}

static void check_path(answer_check *c, maze_violation *v)
{
    maze_search_run(&c->to_start, c->shape, c->question, c->start);
    v->length = maze_search_walk(&c->marks_to_goal, c->start, c->path);
    memset(c->on_path, 0, sizeof c->on_path);
    for (int m = 0; m <= v->length; m++) c->on_path[c->path[m]] = 1;
    if (v->length > v->shortest) check_detour(c, c->path, v);
    for (int i = 0; i < c->cells; i++)
        if (c->marked[i] == MAZE_PATH && !c->on_path[i]) note(v, c->shape, c->question, MAZE_STRAY, i);
}

static void check_answer(answer_check *c, const uint8_t *answer, maze_violation *v)
{
    c->start = maze_find(c->shape, c->question, MAZE_START);
    c->goal = maze_find(c->shape, c->question, MAZE_GOAL);
    maze_search_run(&c->to_goal, c->shape, c->question, c->goal);
    v->shortest = c->to_goal.steps[c->start];
    if (v->shortest < 0) v->fault = MAZE_UNREACHABLE;
    if (v->fault == MAZE_FINE) check_cells(c, answer, v);
    if (v->fault != MAZE_FINE) return;
    for (int i = 0; i < c->cells; i++) c->marked[i] = answer[i] == MAZE_FREE ? MAZE_WALL : answer[i];
    maze_search_run(&c->marks_to_goal, c->shape, c->marked, c->goal);
    if (c->marks_to_goal.steps[c->start] < 0)
        check_gap(c, v);
    else
        check_path(c, v);
}

/* The searches are too much for the stack of a thread: 400 KB. */
maze_fault maze_check_answer(const grid_shape *shape, const uint8_t *question, const uint8_t *answer, maze_violation *v)
{
    if (maze_check_question(shape, question, v) != MAZE_FINE) return v->fault;
    answer_check *c = malloc(sizeof *c);
    if (!c) return v->fault = MAZE_UNCHECKED;
    c->shape = shape;
    c->question = question;
    c->cells = grid_cells(shape);
    check_answer(c, answer, v);
    free(c);
    return v->fault;
}

/* --- sentences ----------------------------------------------------------------------------- */

/* What one cell with a fault is, and what several are; a fault without cells has only `one`. */
static const struct {
    const char *one, *several;
} sentences[MAZE_FAULTS] = {
    [MAZE_FINE] = {"nothing is wrong", NULL},
    [MAZE_STRANGE_SYMBOL] = {"a cell is of an unknown kind", "cells are of an unknown kind"},
    [MAZE_MARKED_QUESTION] = {"a cell is marked already", "cells are marked already"},
    [MAZE_NO_START] = {"there is no start", NULL},
    [MAZE_NO_GOAL] = {"there is no goal", NULL},
    [MAZE_SECOND_START] = {"there is a second start", "starts too many"},
    [MAZE_SECOND_GOAL] = {"there is a second goal", "goals too many"},
    [MAZE_UNREACHABLE] = {"no way leads from the start to the goal", NULL},
    [MAZE_WALL_CROSSED] = {"the path crosses a wall", "walls are crossed"},
    [MAZE_UNCHECKED] = {"there is not enough memory to check it", NULL},
    [MAZE_STRAY] = {"a marked cell is not on the path,", "marked cells are not on the path"},
};

void maze_describe(const maze_violation *v, char *text, size_t size)
{
    static const char *const names[] = {"wall", "free cell", "start", "goal"};
    const char *one = sentences[v->fault].one, *several = sentences[v->fault].several;
    int row = v->row + 1, col = v->col + 1;
    if (v->fault == MAZE_CELL_CHANGED)
        snprintf(text, size, "the %s in row %d, column %d was changed", names[v->was], row, col);
    else if (v->fault == MAZE_GAP)
        snprintf(text, size, "the path has a gap after row %d, column %d", row, col);
    else if (v->fault == MAZE_DETOUR)
        snprintf(text, size, "the path is a detour: %d steps, and %d are enough", v->length, v->shortest);
    else if (!several)
        snprintf(text, size, "%s", one);
    else if (v->count == 1)
        snprintf(text, size, "%s in row %d, column %d", one, row, col);
    else
        snprintf(text, size, "%d %s, the first in row %d, column %d", v->count, several, row, col);
}
