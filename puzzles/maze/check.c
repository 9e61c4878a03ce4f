/* The rules: what a question is, what an answer is, and what is wrong with one that is none. */
#include "puzzles/maze/search.h"

#include <limits.h> /* INT_MAX */
#include <stdio.h>  /* snprintf */
#include <string.h> /* memset */

/* --- reports ------------------------------------------------------------------------------- */

static void report_open(maze_report *report, const maze_shape *shape)
{
    report->fault = MAZE_FINE;
    report->row = report->col = report->length = report->shortest = -1;
    report->count = 0;
    report->was = MAZE_WALL;
    memset(report->broken, 0, (size_t)(shape->rows * shape->cols));
}

/* Notes a fault of a cell; the first one noted is the one reported. */
static void note(maze_report *report, const maze_shape *shape, const uint8_t *question, maze_fault fault, int cell)
{
    if (report->fault == MAZE_FINE) {
        report->fault = fault;
        report->row = cell / shape->cols;
        report->col = cell % shape->cols;
        report->was = question[cell];
    }
    report->count += report->fault == fault;
    report->broken[cell] = (uint8_t)fault;
}

/* --- questions ----------------------------------------------------------------------------- */

maze_fault maze_check_question(const maze_shape *shape, const uint8_t *question, maze_report *report)
{
    int starts = 0, goals = 0;
    report_open(report, shape);
    for (int i = 0; i < shape->rows * shape->cols; i++) {
        maze_fault fault = MAZE_FINE;
        if (question[i] >= MAZE_SYMBOLS) fault = MAZE_STRANGE_SYMBOL;
        if (question[i] == MAZE_PATH) fault = MAZE_MARKED_QUESTION;
        if (question[i] == MAZE_START && starts++) fault = MAZE_SECOND_START;
        if (question[i] == MAZE_GOAL && goals++) fault = MAZE_SECOND_GOAL;
        if (fault != MAZE_FINE) note(report, shape, question, fault, i);
    }
    if (report->fault == MAZE_FINE && !starts) report->fault = MAZE_NO_START;
    if (report->fault == MAZE_FINE && !goals) report->fault = MAZE_NO_GOAL;
    return report->fault;
}

/* --- answers ------------------------------------------------------------------------------- */

typedef struct judged {
    const maze_shape *shape;
    const uint8_t *question;
    int cells, start, goal;
    uint8_t marked[MAZE_MAX_CELLS];            /* the answer with all walls but start, goal and marks */
    maze_search marks_to_goal, marks_to_start; /* in `marked`, from the goal and from the start */
    maze_search to_goal, to_start;             /* in the question, from the goal and from the start */
} judged;

/* Changes of cells. Crossed walls are graver than others, so they are looked for first. */
static void judge_cells(const judged *j, const uint8_t *answer, maze_report *report)
{
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < j->cells; i++) {
            int crossed = j->question[i] == MAZE_WALL && answer[i] == MAZE_PATH;
            int marked = j->question[i] == MAZE_FREE && answer[i] == MAZE_PATH;
            if (answer[i] == j->question[i] || marked || crossed != (pass == 0)) continue;
            note(report, j->shape, j->question, crossed ? MAZE_WALL_CROSSED : MAZE_CELL_CHANGED, i);
        }
}

/* Where the marks that hang on the start end: of several ends the one nearest to the goal, on a ring the cell
 * farthest from the start, and the start itself where nothing hangs on it. */
static int gap_end(const judged *j)
{
    const maze_search *s = &j->marks_to_start;
    int end = s->order[s->reached - 1], nearest = INT_MAX;
    for (int k = 1; k < s->reached; k++) {
        int cell = s->order[k], next[4], joined = 0;
        int count = maze_neighbours(j->shape, cell, next);
        for (int n = 0; n < count; n++) joined += s->steps[next[n]] >= 0;
        if (joined > 1 || j->to_goal.steps[cell] >= nearest) continue;
        nearest = j->to_goal.steps[cell];
        end = cell;
    }
    return end;
}

static void judge_gap(judged *j, maze_report *report)
{
    maze_search_run(&j->marks_to_start, j->shape, j->marked, j->start);
    note(report, j->shape, j->question, MAZE_GAP, gap_end(j));
    for (int i = 0; i < j->cells; i++)
        if (j->marked[i] == MAZE_PATH && j->marks_to_goal.steps[i] < 0 && j->marks_to_start.steps[i] < 0)
            note(report, j->shape, j->question, MAZE_STRAY, i);
}

/* A detour shows where it leaves all shortest paths, and, where it hops from one to another, where it turns back. */
static void judge_detour(const judged *j, const uint16_t *path, maze_report *report)
{
    const int16_t *to_goal = j->to_goal.steps, *to_start = j->to_start.steps;
    for (int m = 1; m < report->length; m++) {
        int cell = path[m];
        if (to_goal[cell] + to_start[cell] > report->shortest || to_goal[cell] > to_goal[path[m - 1]])
            note(report, j->shape, j->question, MAZE_DETOUR, cell);
    }
}

static void judge_way(judged *j, maze_report *report)
{
    uint16_t path[MAZE_MAX_CELLS];
    uint8_t on_path[MAZE_MAX_CELLS] = {0};
    maze_search_run(&j->to_start, j->shape, j->question, j->start);
    report->length = maze_search_walk(&j->marks_to_goal, j->start, path);
    for (int m = 0; m <= report->length; m++) on_path[path[m]] = 1;
    if (report->length > report->shortest) judge_detour(j, path, report);
    for (int i = 0; i < j->cells; i++)
        if (j->marked[i] == MAZE_PATH && !on_path[i]) note(report, j->shape, j->question, MAZE_STRAY, i);
}

maze_fault maze_check_answer(const maze_shape *shape, const uint8_t *question, const uint8_t *answer,
                             maze_report *report)
{
    judged j = {.shape = shape, .question = question, .cells = shape->rows * shape->cols};
    if (maze_check_question(shape, question, report) != MAZE_FINE) return report->fault;
    j.start = maze_find(shape, question, MAZE_START);
    j.goal = maze_find(shape, question, MAZE_GOAL);
    maze_search_run(&j.to_goal, shape, question, j.goal);
    report->shortest = j.to_goal.steps[j.start];
    if (report->shortest < 0) return report->fault = MAZE_UNREACHABLE;
    judge_cells(&j, answer, report);
    if (report->fault != MAZE_FINE) return report->fault;
    for (int i = 0; i < j.cells; i++) j.marked[i] = answer[i] == MAZE_FREE ? MAZE_WALL : answer[i];
    maze_search_run(&j.marks_to_goal, shape, j.marked, j.goal);
    if (j.marks_to_goal.steps[j.start] < 0)
        judge_gap(&j, report);
    else
        judge_way(&j, report);
    return report->fault;
}

/* --- sentences ----------------------------------------------------------------------------- */

/* Faults that are cells: what one of them is, what several are, and where the first is. */
static void describe_cells(const maze_report *report, const char *one, const char *several, char *text, size_t size)
{
    int row = report->row + 1, col = report->col + 1;
    if (report->count == 1)
        snprintf(text, size, "%s in row %d, column %d", one, row, col);
    else
        snprintf(text, size, "%d %s, the first in row %d, column %d", report->count, several, row, col);
}

static void describe_changed(const maze_report *report, char *text, size_t size)
{
    static const char *const names[] = {"wall", "free cell", "start", "goal"};
    snprintf(text, size, "the %s in row %d, column %d was changed", names[report->was], report->row + 1,
             report->col + 1);
}

void maze_describe(const maze_report *report, char *text, size_t size)
{
    switch (report->fault) {
    case MAZE_FINE:
        snprintf(text, size, "nothing is wrong");
        break;
    case MAZE_STRANGE_SYMBOL:
        describe_cells(report, "a cell is of no known kind", "cells are of no known kind", text, size);
        break;
    case MAZE_MARKED_QUESTION:
        describe_cells(report, "a cell is marked already", "cells are marked already", text, size);
        break;
    case MAZE_NO_START:
        snprintf(text, size, "there is no start");
        break;
    case MAZE_NO_GOAL:
        snprintf(text, size, "there is no goal");
        break;
    case MAZE_SECOND_START:
        describe_cells(report, "there is a second start", "starts are too many", text, size);
        break;
    case MAZE_SECOND_GOAL:
        describe_cells(report, "there is a second goal", "goals are too many", text, size);
        break;
    case MAZE_UNREACHABLE:
        snprintf(text, size, "no way leads from the start to the goal");
        break;
    case MAZE_WALL_CROSSED:
        describe_cells(report, "the path crosses a wall", "walls are crossed", text, size);
        break;
    case MAZE_CELL_CHANGED:
        describe_changed(report, text, size);
        break;
    case MAZE_GAP:
        snprintf(text, size, "the path has a gap after row %d, column %d", report->row + 1, report->col + 1);
        break;
    case MAZE_DETOUR:
        snprintf(text, size, "the path is a detour: %d steps where %d suffice", report->length, report->shortest);
        break;
    case MAZE_STRAY:
        describe_cells(report, "a marked cell is not on the path,", "marked cells are not on the path", text, size);
        break;
    }
}
