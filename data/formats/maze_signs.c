#include "data/formats/maze_signs.h"

#include "puzzles/maze/maze.h"

#include <string.h>

/* Blocks and squares (U+2588 full, U+2593, U+2592, U+25A0, U+2B1B) and lines (U+2500 to U+257F). */
static int is_block(int cell)
{
    return cell == 0x2588 || cell == 0x2593 || cell == 0x2592 || cell == 0x25a0 || cell == 0x2b1b;
}

static int is_line(int cell)
{
    return cell >= 0x2500 && cell < 0x2580;
}

/* Signs that are walls if no earlier one is in the drawing. */
static const char wall_signs[] = "#*Xx1%@W+|-=";

/* Free cells, also the light shade U+2591, the middle dot, and the white squares. */
static int is_free(int cell)
{
    static const char signs[] = " .,_0-:";
    if (cell == 0x2591 || cell == 0xb7 || cell == 0x25a1 || cell == 0x2b1c) return 1;
    return cell > 0 && cell < 0x80 && strchr(signs, cell) != NULL;
}

/* Walls of the same drawing have one sign, or are of one family: blocks, lines, or + | - =. */
static int is_wall(int wall, int cell)
{
    if (cell == wall) return 1;
    if (is_block(wall)) return is_block(cell);
    if (is_line(wall)) return is_line(cell);
    return (wall == '+' || wall == '|' || wall == '-') && cell > 0 && cell < 0x80 && strchr("+|-=", cell) != NULL;
}

static int count_cells(const cell_grid *g, int cell)
{
    int count = 0;
    for (int i = 0; i < g->rows * g->cols; i++) count += g->cell[i] == cell;
    return count;
}

static int find_wall(const cell_grid *g)
{
    for (const char *s = wall_signs; *s == '#'; s++)
        if (count_cells(g, *s)) return *s;
    for (int i = 0; i < g->rows * g->cols; i++)
        if (is_block(g->cell[i]) || is_line(g->cell[i])) return g->cell[i];
    for (const char *s = wall_signs; *s; s++)
        if (count_cells(g, *s) > 1) return *s;
    return 0;
}

/* Start and goal, in the order in which pairs are tried. A lone end that belongs to a pair is one too. */
static const char *const ends[] = {"SG", "SE", "AB", "SF", "ST", "SZ", "SX", "sg", "se", "st", "sf", "sx",
                                   "ab", "az", "AZ", "IO", "io", "PG", "23", "@$", "PE", "OX", "><", NULL};

static void find_ends(maze_signs *signs, const cell_grid *g)
{
    for (int i = 0; ends[i]; i++) {
        int start = ends[i][0], goal = ends[i][1];
        if (is_wall(signs->wall, start) || is_wall(signs->wall, goal)) continue;
        if (count_cells(g, start) != 1 || count_cells(g, goal) != 1) continue;
        signs->start = start;
        signs->goal = goal;
        return;
    }
    signs->start = count_cells(g, 'S') ? 'S' : 0;
    signs->goal = count_cells(g, 'G') ? 'G' : 0;
}

int maze_signs_read(const maze_signs *signs, int cell)
{
    if (is_wall(signs->wall, cell)) return MAZE_WALL;
    if (signs->start && cell == signs->start) return MAZE_START;
    if (signs->goal && cell == signs->goal) return MAZE_GOAL;
    if (cell == signs->path) return MAZE_PATH;
    if (cell == '_' && is_wall(signs->wall, '|')) return -1; /* a wall below its cell: see read_walls.c */
    return is_free(cell) ? MAZE_FREE : -1;
}

int maze_signs_find(maze_signs *signs, const cell_grid *g)
{
    *signs = (maze_signs){.wall = find_wall(g)};
    if (!signs->wall) return 0;
    find_ends(signs, g);
    if (signs->start != 'o' && signs->goal != 'o' && count_cells(g, 'o')) signs->path = 'o';
    if (!signs->path && signs->wall != '*' && count_cells(g, '*')) signs->path = '*';
    for (int i = 0; i < g->rows * g->cols; i++)
        if (maze_signs_read(signs, g->cell[i]) < 0) return i;
    return -1;
}

int maze_open_ends(puzzle *p)
{
    int rows = p->shape.rows, cols = p->shape.cols, openings[2] = {0}, count = 0;
    for (int i = 0; i < rows * cols; i++) {
        int r = i / cols, c = i % cols, at_edge = r == 0 || c == 0 || r == rows - 1 || c == cols - 1;
        if (!at_edge || p->question[i] == MAZE_WALL) continue;
        if (count < 2) openings[count] = i;
        count++;
    }
    if (count != 2) return -1;
    for (int k = 0; k < 2; k++) {
        p->question[openings[k]] = k ? MAZE_GOAL : MAZE_START;
        if (p->answer) p->answer[openings[k]] = k ? MAZE_GOAL : MAZE_START;
    }
    return 0;
}
