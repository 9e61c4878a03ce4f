/* Generating: walls at random, then a start and a goal that are far enough apart, or near enough. */
#include "puzzles/maze/search.h"
#include "puzzles/maze/walls.h"

#include <string.h> /* memcpy */

/* --- what to generate ---------------------------------------------------------------------- */

/* Sides of less than 7 have no room for a corridor of twice the side. */
static int usual_length(maze_kind kind, int side)
{
    if (kind == MAZE_PERFECT || kind == MAZE_BRAIDED) return side < 7 ? side : 2 * side;
    if (kind != MAZE_OBSTACLES) return 1;
    return side < 32 ? side : 32; /* in large grids single shortest paths are short */
}

maze_spec maze_usual_spec(maze_kind kind, int side)
{
    static const maze_spec usual[MAZE_KINDS] = {
        [MAZE_PERFECT] = {.unique = 1, .min_percent = 20, .max_percent = 80}, /* has no effect but a random number */
        [MAZE_BRAIDED] = {.unique = 1, .min_percent = 20, .max_percent = 80},
        [MAZE_OBSTACLES] = {.unique = 1, .min_percent = 30, .max_percent = 45},
        [MAZE_CARVED] = {.max_percent = 4, .max_draws = 4},
        [MAZE_SCATTERED] = {.min_percent = 30, .max_percent = 42, .max_draws = 64},
        [MAZE_ROOMS] = {.max_percent = 25},
        [MAZE_NEAR] = {.max_length = 5},
    };
    maze_spec spec = usual[kind];
    spec.kind = kind;
    spec.min_length = usual_length(kind, side);
    return spec;
}

static void place_walls(const grid_shape *shape, const maze_spec *spec, stream *random, uint8_t *grid)
{
    int percent = spec->max_percent, range = spec->max_percent - spec->min_percent;
    if (range > 0) percent = spec->min_percent + (int)stream_below(random, (uint32_t)range + 1);
    maze_walls(shape, spec->kind, percent, random, grid);
}

/* --- start and goal ------------------------------------------------------------------------ */

/* Lists the cells that are partners of the origin of a search. Returns their number. */
static int list_partners(const maze_search *s, const maze_spec *spec, uint16_t *partners)
{
    int count = 0;
    for (int k = 1; k < s->reached; k++) {
        int cell = s->order[k];
        if (s->steps[cell] < spec->min_length || (spec->unique && s->paths[cell] > 1)) continue;
        if (spec->max_length && s->steps[cell] > spec->max_length) break; /* the nearest came first */
        partners[count++] = (uint16_t)cell;
    }
    return count;
}

/* Samples the start among the cells listed, but for those without a partner, and the goal among its partners. Returns
 * the steps from start to goal, or -1 if no pair of cells meets the spec, or too few do. */
static int place_ends(const grid_shape *shape, const maze_spec *spec, stream *random, uint16_t *starts, int count,
                      uint8_t *grid)
{
    enum { MOST_STARTS = 256 };
    maze_search search;
    uint16_t partners[MAZE_MAX_CELLS];
    for (int k = 0; k < MOST_STARTS && count > 0; k++) {
        uint32_t pick = stream_below(random, (uint32_t)count);
        int start = starts[pick];
        starts[pick] = starts[--count];
        maze_search_run(&search, shape, grid, start);
        int found = list_partners(&search, spec, partners);
        if (found == 0) continue;
        int goal = partners[stream_below(random, (uint32_t)found)];
        grid[start] = MAZE_START;
        grid[goal] = MAZE_GOAL;
        return search.steps[goal];
    }
    return -1;
}

static int list_free(const grid_shape *shape, const uint8_t *grid, uint16_t *cells)
{
    int count = 0;
    for (int i = 0; i < grid_cells(shape); i++)
        if (grid[i] == MAZE_FREE) cells[count++] = (uint16_t)i;
    return count;
}

/* --- far ends ------------------------------------------------------------------------------ */

typedef struct far_cells {
    int cell[2];
    int steps; /* between them; 0: none were found */
} far_cells;

/* From a random free cell to the one farthest from it, and from there to the farthest again. In a grid without loops no
 * two cells are farther apart. */
static far_cells find_far(const grid_shape *shape, stream *random, const uint8_t *grid)
{
    maze_search search;
    uint16_t cells[MAZE_MAX_CELLS];
    int count = list_free(shape, grid, cells);
    far_cells far = {.steps = 0};
    if (count == 0) return far;
    far.cell[1] = cells[stream_below(random, (uint32_t)count)];
    for (int k = 0; k < 2; k++) {
        far.cell[0] = far.cell[1];
        maze_search_run(&search, shape, grid, far.cell[0]);
        far.cell[1] = search.order[search.reached - 1];
    }
    far.steps = search.steps[far.cell[1]];
    return far;
}

/* Lists cells that are so far from one of two. Returns their number. */
static int list_distant(const grid_shape *shape, const uint8_t *grid, const far_cells *far, int steps, uint16_t *cells)
{
    maze_search from[2];
    int count = 0;
    for (int k = 0; k < 2; k++) maze_search_run(&from[k], shape, grid, far->cell[k]);
    for (int k = 0; k < from[0].reached; k++) {
        int cell = from[0].order[k];
        if (from[0].steps[cell] >= steps || from[1].steps[cell] >= steps) cells[count++] = (uint16_t)cell;
    }
    return count;
}

/* Draws up to spec->max_draws sets of walls, how many is random, and keeps the one with the farthest cells. */
static far_cells place_far_walls(const grid_shape *shape, const maze_spec *spec, stream *random, uint8_t *grid)
{
    uint8_t other[MAZE_MAX_CELLS];
    far_cells best = {.steps = 0};
    int draws = spec->max_draws > 1 ? 1 + (int)stream_below(random, (uint32_t)spec->max_draws) : 1;
    for (; draws > 0; draws--) {
        place_walls(shape, spec, random, other);
        far_cells far = find_far(shape, random, other);
        if (far.steps <= best.steps) continue;
        best = far;
        memcpy(grid, other, (size_t)grid_cells(shape));
    }
    return best;
}

/* Looks only for starts that have far partners: in grids that hardly have such cells, searching from every cell would
 * mostly show that there is none. */
static int generate_far(const grid_shape *shape, maze_spec spec, stream *random, uint8_t *grid)
{
    uint16_t starts[MAZE_MAX_CELLS];
    const far_cells far = place_far_walls(shape, &spec, random, grid);
    if (far.steps == 0 || far.steps < spec.min_length) return -1;
    int least = spec.max_draws ? far.steps - (int)stream_below(random, (uint32_t)far.steps / 2 + 1) : 0;
    if (spec.min_length < least) spec.min_length = least;
    int count = list_distant(shape, grid, &far, spec.min_length, starts);
    return place_ends(shape, &spec, random, starts, count, grid);
}

/* --- all of it ----------------------------------------------------------------------------- */

static int generate_anywhere(const grid_shape *shape, const maze_spec *spec, stream *random, uint8_t *grid)
{
    uint16_t starts[MAZE_MAX_CELLS];
    place_walls(shape, spec, random, grid);
    int count = list_free(shape, grid, starts);
    return place_ends(shape, spec, random, starts, count, grid);
}

/* Walls of any of the other kinds. */
static int generate_near(const grid_shape *shape, maze_spec spec, stream *random, uint8_t *grid)
{
    const maze_spec like = maze_usual_spec((maze_kind)stream_below(random, MAZE_NEAR), 1);
    spec.kind = like.kind;
    spec.min_percent = like.min_percent;
    spec.max_percent = like.max_percent;
    return generate_anywhere(shape, &spec, random, grid);
}

/* Whether far ends are asked for, or paths longer than an empty grid has. Single shortest paths are a matter of chance
 * that distance does not help. */
static int wants_far(const grid_shape *shape, const maze_spec *spec)
{
    return spec->max_draws || (!spec->unique && spec->min_length > shape->rows + shape->cols);
}

int maze_generate(const grid_shape *shape, const maze_spec *spec, uint64_t key, int tries, uint8_t *question,
                  uint8_t *answer, int *length)
{
    for (int t = 0; t < tries; t++) {
        stream random = stream_open(stream_key(key, (uint64_t)t));
        *length = spec->kind == MAZE_NEAR  ? generate_near(shape, *spec, &random, question)
                  : wants_far(shape, spec) ? generate_far(shape, *spec, &random, question)
                                           : generate_anywhere(shape, spec, &random, question);
        if (*length < 0) continue;
        maze_solve(shape, question, 1, answer);
        return 0;
    }
    return -1;
}
