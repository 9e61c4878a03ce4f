/* Walls at random, by kind. */
#include "puzzles/maze/walls.h"
#include "puzzles/maze/search.h"

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

/* --- corridors ----------------------------------------------------------------------------- */

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

/* Any wall inside the frame may go, also one that separates nothing. */
static void open_walls(const grid_shape *shape, stream *random, int percent, uint8_t *grid)
{
    for (int r = 1; r < shape->rows - 1; r++)
        for (int c = 1; c < shape->cols - 1; c++) {
            uint8_t *cell = &grid[r * shape->cols + c];
            if (*cell == MAZE_WALL && (int)stream_below(random, 100) < percent) *cell = MAZE_FREE;
        }
}

/* --- all kinds ----------------------------------------------------------------------------- */

static void scatter(const grid_shape *shape, stream *random, int percent, uint8_t *grid)
{
    for (int i = 0; i < grid_cells(shape); i++)
        grid[i] = (int)stream_below(random, 100) < percent ? MAZE_WALL : MAZE_FREE;
}

void maze_walls(const grid_shape *shape, maze_kind kind, int percent, stream *random, uint8_t *grid)
{
    rooms r = {.cols = shape->cols};
    if (kind == MAZE_OBSTACLES || kind == MAZE_SCATTERED || kind == MAZE_ROOMS) {
        scatter(shape, random, percent, grid);
        return;
    }
    memset(grid, MAZE_WALL, (size_t)grid_cells(shape));
    r.shape.rows = place_lines(random, shape->rows, r.row_at);
    r.shape.cols = place_lines(random, shape->cols, r.col_at);
    if (r.shape.rows == 0 || r.shape.cols == 0) return;
    carve(&r, random, grid);
    if (kind == MAZE_BRAIDED) open_dead_ends(&r, random, percent, grid);
    if (kind == MAZE_CARVED) open_walls(shape, random, percent, grid);
}
