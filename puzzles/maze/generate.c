/* Generating: walls at random, then a start and a goal that are far enough apart. */
#include "puzzles/maze/search.h"
#include "base/random.h"

#include <string.h> /* memset */

/* --- rooms --------------------------------------------------------------------------------- */

/* The crossings of corridors: a coarser grid, whose cells lie in the maze at row_at[r], col_at[c]. */
typedef struct rooms {
    grid_shape shape;
    uint8_t row_at[MAZE_MAX_SIDE], col_at[MAZE_MAX_SIDE];
    int cols; /* of the maze */
} rooms;

enum { MAX_ROOMS = MAZE_MAX_CELLS / 4 };

/* Puts rooms on every second line of a side, inside the frame; on an even side the line left over widens the wall
 * before a room, or the frame after the last. Returns their number. */
static int place_lines(stream *random, int side, uint8_t *at)
{
    int count = (side - 1) / 2;
    int wide = side % 2 ? count : (int)stream_below(random, (uint32_t)count + 1);
    for (int k = 0; k < count; k++) at[k] = (uint8_t)(1 + 2 * k + (k >= wide));
    return count;
}

static int cell_of(const rooms *r, int room)
{
    return r->row_at[room / r->shape.cols] * r->cols + r->col_at[room % r->shape.cols];
}

/* The step, as a change of the cell index, from a room towards a neighbour. */
static int step_towards(const rooms *r, int from, int to)
{
    int cell = cell_of(r, from), other = cell_of(r, to);
    int step = from / r->shape.cols == to / r->shape.cols ? 1 : r->cols;
    return other > cell ? step : -step;
}

static void open_between(const rooms *r, uint8_t *grid, int from, int to)
{
    int cell = cell_of(r, from), end = cell_of(r, to), step = step_towards(r, from, to);
    for (; cell != end; cell += step) grid[cell] = MAZE_FREE;
    grid[end] = MAZE_FREE;
}

/* --- walls --------------------------------------------------------------------------------- */

/* The neighbours beyond a wall, or only those of them that no corridor has reached. Returns their number. */
static int walled_neighbours(const rooms *r, const uint8_t *grid, int room, int only_untouched, int walled[4])
{
    int next[4], count = maze_neighbours(&r->shape, room, next), kept = 0;
    for (int k = 0; k < count; k++) {
        int touched = grid[cell_of(r, next[k])] != MAZE_WALL;
        int is_open = grid[cell_of(r, room) + step_towards(r, room, next[k])] != MAZE_WALL;
        if (!is_open && !(only_untouched && touched)) walled[kept++] = next[k];
    }
    return kept;
}

/* A random spanning tree of the rooms by depth-first search: on to a random untouched neighbour, back if there is none.
 * Of the usual ways to make a random tree this one has the longest paths. */
static void carve(const rooms *r, stream *random, uint8_t *grid)
{
    uint16_t trail[MAX_ROOMS];
    int depth = 1;
    trail[0] = (uint16_t)stream_below(random, (uint32_t)(grid_cells(&r->shape)));
    grid[cell_of(r, trail[0])] = MAZE_FREE;
    while (depth > 0) {
        int room = trail[depth - 1], untouched[4], count = walled_neighbours(r, grid, room, 1, untouched);
        if (count == 0) {
            depth--;
            continue;
        }
        int next = untouched[stream_below(random, (uint32_t)count)];
        open_between(r, grid, room, next);
        trail[depth++] = (uint16_t)next;
    }
}

static void open_dead_ends(const rooms *r, stream *random, int percent, uint8_t *grid)
{
    for (int room = 0; room < grid_cells(&r->shape); room++) {
        int next[4], walled[4];
        int around = maze_neighbours(&r->shape, room, next), count = walled_neighbours(r, grid, room, 0, walled);
        if (around - count != 1 || count == 0 || (int)stream_below(random, 100) >= percent) continue;
        open_between(r, grid, room, walled[stream_below(random, (uint32_t)count)]);
    }
}

maze_spec maze_usual_spec(maze_kind kind, int side)
{
    if (kind == MAZE_OBSTACLES) return (maze_spec){kind, side, 1, 30, 45};
    return (maze_spec){kind, 2 * side, 1, 20, 80};
}

static void place_walls(const grid_shape *shape, const maze_spec *spec, stream *random, uint8_t *grid)
{
    rooms r = {.cols = shape->cols};
    int percent = spec->max_percent, range = spec->max_percent - spec->min_percent;
    if (range > 0) percent = spec->min_percent + (int)stream_below(random, (uint32_t)range + 1);
    if (spec->kind == MAZE_OBSTACLES) {
        for (int i = 0; i < grid_cells(shape); i++)
            grid[i] = (int)stream_below(random, 100) < percent ? MAZE_WALL : MAZE_FREE;
        return;
    }
    memset(grid, MAZE_WALL, (size_t)grid_cells(shape));
    r.shape.rows = place_lines(random, shape->rows, r.row_at);
    r.shape.cols = place_lines(random, shape->cols, r.col_at);
    if (r.shape.rows == 0 || r.shape.cols == 0) return;
    carve(&r, random, grid);
    if (spec->kind == MAZE_BRAIDED) open_dead_ends(&r, random, percent, grid);
}

/* --- start and goal ------------------------------------------------------------------------ */

/* Lists the cells that are partners of the origin of a search. Returns their number. */
static int list_partners(const maze_search *s, const maze_spec *spec, uint16_t *partners)
{
    int count = 0;
    for (int k = 1; k < s->reached; k++) {
        int cell = s->order[k];
        if (s->steps[cell] < spec->min_length || (spec->unique && s->paths[cell] > 1)) continue;
        partners[count++] = (uint16_t)cell;
    }
    return count;
}

/* Returns the steps from start to goal, or -1 if no pair of cells meets the spec. */
static int place_ends(const grid_shape *shape, const maze_spec *spec, stream *random, uint8_t *grid)
{
    maze_search search;
    uint16_t starts[MAZE_MAX_CELLS], partners[MAZE_MAX_CELLS];
    int left = 0;
    for (int i = 0; i < grid_cells(shape); i++)
        if (grid[i] == MAZE_FREE) starts[left++] = (uint16_t)i;
    while (left > 0) {
        uint32_t pick = stream_below(random, (uint32_t)left);
        int start = starts[pick];
        starts[pick] = starts[--left];
        maze_search_run(&search, shape, grid, start);
        int count = list_partners(&search, spec, partners);
        if (count == 0) continue;
        int goal = partners[stream_below(random, (uint32_t)count)];
        grid[start] = MAZE_START;
        grid[goal] = MAZE_GOAL;
        return search.steps[goal];
    }
    return -1;
}

int maze_generate(const grid_shape *shape, const maze_spec *spec, uint64_t key, int tries, uint8_t *question,
                  uint8_t *answer, int *length)
{
    for (int t = 0; t < tries; t++) {
        stream random = stream_open(stream_key(key, (uint64_t)t));
        place_walls(shape, spec, &random, question);
        *length = place_ends(shape, spec, &random, question);
        if (*length < 0) continue;
        maze_solve(shape, question, 1, answer);
        return 0;
    }
    return -1;
}
