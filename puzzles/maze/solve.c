/* Shortest paths, breadth first. */
#include "puzzles/maze/search.h"
#include "base/label.h"

#include <string.h> /* memcpy, memset */

int maze_neighbours(const grid_shape *shape, int cell, int next[4])
{
    int r = cell / shape->cols, c = cell % shape->cols, count = 0;
    if (r > 0) next[count++] = cell - shape->cols;
    if (c > 0) next[count++] = cell - 1;
    if (c < shape->cols - 1) next[count++] = cell + 1;
    if (r < shape->rows - 1) next[count++] = cell + shape->cols;
    return count;
}

int maze_find(const grid_shape *shape, const uint8_t *grid, int symbol)
{
    for (int i = 0; i < grid_cells(shape); i++)
        if (grid[i] == symbol) return i;
    return -1;
}

/* A cell's number of paths is complete before the cell is left: all of them come from the previous layer. */
static void leave(maze_search *s, const uint8_t *grid, int cell)
{
    int next[4], count = maze_neighbours(&s->shape, cell, next);
    for (int k = 0; k < count; k++) {
        int to = next[k];
        if (grid[to] == MAZE_WALL) continue;
        if (s->steps[to] < 0) {
            s->steps[to] = (int16_t)(s->steps[cell] + 1);
            s->order[s->reached++] = (uint16_t)to;
        }
        if (s->steps[to] == s->steps[cell] + 1) {
            int paths = s->paths[to] + s->paths[cell];
            s->paths[to] = (uint8_t)(paths < 2 ? paths : 2);
        }
    }
}

void maze_search_run(maze_search *s, const grid_shape *shape, const uint8_t *grid, int origin)
{
    size_t cells = (size_t)grid_cells(shape);
    s->shape = *shape;
    memset(s->steps, -1, cells * sizeof *s->steps);
    memset(s->paths, 0, cells * sizeof *s->paths);
    s->steps[origin] = 0;
    s->paths[origin] = 1;
    s->order[0] = (uint16_t)origin;
    s->reached = 1;
    for (int k = 0; k < s->reached; k++) leave(s, grid, s->order[k]);
}

int maze_search_next(const maze_search *s, int cell)
{
    int next[4], k = 0;
    maze_neighbours(&s->shape, cell, next);
    while (s->steps[next[k]] != s->steps[cell] - 1) k++;
    return next[k];
}

int maze_search_walk(const maze_search *s, int cell, uint16_t *path)
{
    int moves = s->steps[cell];
    path[0] = (uint16_t)cell;
    for (int m = 1; m <= moves; m++) path[m] = (uint16_t)maze_search_next(s, path[m - 1]);
    return moves;
}

int maze_reaches(const grid_shape *shape, const uint8_t *grid, int from, int to)
{
    uint8_t seen[MAZE_MAX_CELLS] = {0};
    uint16_t left[MAZE_MAX_CELLS];
    int count = 1;
    left[0] = (uint16_t)from;
    seen[from] = 1;
    while (count > 0 && !seen[to]) {
        int next[4], neighbours = maze_neighbours(shape, left[--count], next);
        for (int k = 0; k < neighbours; k++) {
            if (seen[next[k]] || grid[next[k]] == MAZE_WALL) continue;
            seen[next[k]] = 1;
            left[count++] = (uint16_t)next[k];
        }
    }
    return seen[to];
}

int maze_solve(const grid_shape *shape, const uint8_t *question, int limit, uint8_t *answer)
{
    maze_search from_goal;
    int start = maze_find(shape, question, MAZE_START), goal = maze_find(shape, question, MAZE_GOAL);
    maze_search_run(&from_goal, shape, question, goal);
    int paths = from_goal.paths[start];
    memcpy(answer, question, (size_t)grid_cells(shape));
    if (paths == 0) return 0;
    for (int cell = start; (cell = maze_search_next(&from_goal, cell)) != goal;) answer[cell] = MAZE_PATH;
    return paths < limit ? paths : limit;
}

/* The neighbour one step nearer to the goal from which the rest of the path gains most; the first of equals. */
static int best_next(const maze_search *from_goal, const double *gain, int cell)
{
    int next[4], count = maze_neighbours(&from_goal->shape, cell, next), best = -1;
    for (int k = 0; k < count; k++)
        if (from_goal->steps[next[k]] == from_goal->steps[cell] - 1 && (best < 0 || gain[next[k]] > gain[best]))
            best = next[k];
    return best;
}

/* By dynamic programming: the search lists cells nearest to the goal first, so that all that a cell can go on to are
 * known before it. */
void maze_likeliest(const grid_shape *shape, const uint8_t *question, const real *scores, uint8_t *answer)
{
    maze_search from_goal;
    double gain[MAZE_MAX_CELLS]; /* of the best path from a cell to the goal, the cell included */
    int start = maze_find(shape, question, MAZE_START), goal = maze_find(shape, question, MAZE_GOAL);
    memcpy(answer, question, (size_t)grid_cells(shape));
    maze_search_run(&from_goal, shape, question, goal);
    if (from_goal.steps[start] < 0) return;
    gain[goal] = 0;
    for (int k = 1; k < from_goal.reached; k++) {
        int cell = from_goal.order[k];
        const real *score = scores + cell * MAZE_SYMBOLS;
        gain[cell] = gain[best_next(&from_goal, gain, cell)] + (double)score[MAZE_PATH] - (double)score[MAZE_FREE];
    }
    for (int cell = best_next(&from_goal, gain, start); cell != goal; cell = best_next(&from_goal, gain, cell))
        answer[cell] = MAZE_PATH;
}

void maze_find_facts(const grid_shape *shape, const uint8_t *question, uint8_t *bits)
{
    maze_search from_goal;
    const int steps[MAZE_FACTS] = {-shape->cols, -1, 1, shape->cols};
    memset(bits, NO_LABEL, (size_t)grid_cells(shape));
    maze_search_run(&from_goal, shape, question, maze_find(shape, question, MAZE_GOAL));
    for (int i = 1; i < from_goal.reached; i++) {
        int cell = from_goal.order[i], next[4], count = maze_neighbours(shape, cell, next), found = 0;
        for (int n = 0; n < count; n++)
            for (int k = 0; k < MAZE_FACTS; k++)
                if (next[n] == cell + steps[k] && from_goal.steps[next[n]] == from_goal.steps[cell] - 1)
                    found |= 1 << k;
        bits[cell] = (uint8_t)found;
    }
}
