/* Detours: other ways from start to goal that are hardly longer than the shortest. A model that compares lengths only
 * roughly takes one of them. */
#include "puzzles/maze/search.h"

/* Whether a way from start to goal that never turns back leads through a cell: a step to the start and another one to the
 * goal bring it nearer to them. In a dead end, both are the step out. */
static int is_passed(const maze_search *start, const maze_search *goal, int cell)
{
    int next[4], to_start = 0, to_goal = 0, both = 0;
    int count = maze_neighbours(&start->shape, cell, next);
    for (int n = 0; n < count; n++) {
        int nearer_start = start->steps[next[n]] >= 0 && start->steps[next[n]] < start->steps[cell];
        int nearer_goal = goal->steps[next[n]] >= 0 && goal->steps[next[n]] < goal->steps[cell];
        to_start += nearer_start;
        to_goal += nearer_goal;
        both += nearer_start && nearer_goal;
    }
    return to_start && to_goal && (to_start > 1 || to_goal > 1 || !both);
}

int maze_detour_cells(const grid_shape *shape, const uint8_t *question, int most)
{
    maze_search start, goal;
    int from = maze_find(shape, question, MAZE_START), to = maze_find(shape, question, MAZE_GOAL), cells = 0;
    maze_search_run(&start, shape, question, from);
    maze_search_run(&goal, shape, question, to);
    const int length = start.steps[to];
    if (length < 0) return 0;
    for (int k = 0; k < start.reached; k++) {
        int cell = start.order[k];
        if (cell == from || cell == to || start.steps[cell] + goal.steps[cell] > length + most) continue;
        cells += is_passed(&start, &goal, cell);
    }
    return cells - (length - 1);
}
