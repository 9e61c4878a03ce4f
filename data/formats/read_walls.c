/* Mazes with thin walls, drawn with + - | or the lines of Unicode: a wall stands between two cells.
 *
 *     +---+---+---+
 *     | S     |   |        becomes a maze of 2 n + 1 by 2 m + 1 cells in which walls are cells
 *     +   +---+   +
 *     |         G |
 *     +---+---+---+
 *
 *      _____
 *     |S  | |              the same with walls on the lower edge of a character
 *     |_|___|
 *
 * Corners stand at equal distances. Ends are S and G or other letters, or else two openings in the frame.
 */
#include "data/formats/cell_grid.h"
#include "data/formats/format.h"

#include "puzzles/maze/maze.h"

#include <string.h>

enum { MOST_BYTES = 8 * CELL_GRID_SIDE }; /* of a line; signs are looked up from its beginning, so it must be short */

typedef struct wall_drawing {
    int count;                           /* lines so far */
    text_line lines[2 * CELL_GRID_SIDE]; /* of one drawing */
    cell_grid g;
} wall_drawing;

/* --- signs --------------------------------------------------------------------------------- */

static int is_across(int c)
{
    return c == '-' || c == '=' || c == '_' || c == 0x2500 || c == 0x2501 || c == 0x2550;
}

static int is_upright(int c)
{
    return c == '|' || c == 0x2502 || c == 0x2503 || c == 0x2551;
}

static int is_corner(int c)
{
    return c == '+' || (c >= 0x2500 && c < 0x2580 && !is_across(c) && !is_upright(c));
}

/* Character number `column` of the line; a blank after its end. */
static int sign_at(const text_line *line, int column)
{
    const char *s = line->text, *end = s + line->length;
    size_t bytes;
    for (int i = 0; s < end; i++, s += bytes) {
        int c = cell_of_text(s, end, &bytes);
        if (i == column) return c == '\t' ? ' ' : c;
    }
    return ' ';
}

static int common_divisor(int a, int b)
{
    return b ? common_divisor(b, a % b) : a;
}

/* --- drawings ------------------------------------------------------------------------------ */

/* Corners and uprights lie at multiples of *across columns, corners at multiples of *down lines. */
static void find_steps(const wall_drawing *w, int *across, int *down)
{
    *across = *down = 0;
    for (int r = 0; r < w->count; r++) {
        int width = width_of_line(&w->lines[r]), corners = 0;
        for (int c = 0; c < width; c++) {
            int sign = sign_at(&w->lines[r], c);
            corners += is_corner(sign);
            if (is_corner(sign) || is_upright(sign)) *across = common_divisor(*across, c);
        }
        if (corners > 0) *down = common_divisor(*down, r);
    }
}

/* What the block between two corners is: a wall, a letter in it, or nothing. */
static int sign_within(const wall_drawing *w, int top, int bottom, int left, int right)
{
    int found = ' ';
    for (int r = top; r <= bottom; r++)
        for (int c = left; c <= right; c++) {
            int sign = sign_at(&w->lines[r], c);
            if (sign != ' ' && found == ' ') found = sign;
        }
    return found;
}

static int cell_of_drawing(const wall_drawing *w, int r, int c, int across, int down)
{
    int top = r / 2 * down, left = c / 2 * across, sign;
    if (r % 2 == 0 && c % 2 == 0) return '#';
    if (r % 2 == 0) {
        sign = sign_within(w, top, top, left + 1, left + across - 1);
        return is_across(sign) ? '#' : sign;
    }
    sign = c % 2 == 0 ? sign_within(w, top + 1, top + down - 1, left, left)
                      : sign_within(w, top + 1, top + down - 1, left + 1, left + across - 1);
    return is_upright(sign) ? '#' : sign == '.' ? ' ' : sign;
}

/* Whether the first line is a ceiling of _, and all others lie between bars. */
static int has_ceiling(const wall_drawing *w)
{
    int width = width_of_line(&w->lines[w->count - 1]);
    for (int c = 0; c < width_of_line(&w->lines[0]); c++)
        if (sign_at(&w->lines[0], c) != '_' && sign_at(&w->lines[0], c) != ' ') return 0;
    for (int r = 1; r < w->count; r++)
        if (!is_upright(sign_at(&w->lines[r], 0)) || width_of_line(&w->lines[r]) != width) return 0;
    return w->count > 1 && width % 2 == 1 && width > 2;
}

/* Cell c of a row is character 2 c + 1; what stands there as _ is the wall below it, and the next character may be one
 * to its right. */
static int cell_under_ceiling(const wall_drawing *w, int r, int c)
{
    if (r == 0 || (r % 2 == 0 && c % 2 == 0)) return '#';
    int sign = sign_at(&w->lines[(r + 1) / 2], c);
    if (r % 2 == 0) return sign == '_' || (r == 2 * (w->count - 1) && sign != ' ') ? '#' : ' '; /* a letter hides it */
    return is_upright(sign) ? '#' : sign == '_' || sign == '.' ? ' ' : sign;
}

static int finish_ceiling(wall_drawing *w, puzzle_reader *reader)
{
    cell_grid *g = &w->g;
    *g = (cell_grid){.rows = 2 * (w->count - 1) + 1, .cols = width_of_line(&w->lines[1]), .line = w->lines[0].number};
    int fits = g->rows <= MAZE_MAX_SIDE && g->cols <= MAZE_MAX_SIDE;
    for (int r = 0; fits && r < g->rows; r++)
        for (int c = 0; c < g->cols; c++) g->cell[r * g->cols + c] = cell_under_ceiling(w, r, c);
    w->count = 0;
    return cell_grid_add_maze(reader, g);
}

static int finish(wall_drawing *w, puzzle_reader *reader)
{
    int across, down, lines = w->count;
    cell_grid *g = &w->g;
    if (has_ceiling(w)) return finish_ceiling(w, reader);
    find_steps(w, &across, &down);
    int width = width_of_line(&w->lines[0]);
    int fits = across >= 2 && down >= 2 && (lines - 1) % down == 0 && (width - 1) % across == 0 && lines > down;
    w->count = 0;
    if (!fits || 2 * (lines - 1) / down + 1 > MAZE_MAX_SIDE || 2 * (width - 1) / across + 1 > MAZE_MAX_SIDE)
        return reader_fault(reader, w->lines[0].number,
                            "found a drawing of %d lines with + - |, expected a maze with corners at equal distances",
                            lines);
    *g = (cell_grid){
        .rows = 2 * (lines - 1) / down + 1, .cols = 2 * (width - 1) / across + 1, .line = w->lines[0].number};
    for (int r = 0; r < g->rows; r++)
        for (int c = 0; c < g->cols; c++) g->cell[r * g->cols + c] = cell_of_drawing(w, r, c, across, down);
    return cell_grid_add_maze(reader, g);
}

static int refuse_line(wall_drawing *w, puzzle_reader *reader, const text_line *line)
{
    w->count = 0;
    return reader_fault(reader, line->number, "found a line of %zu bytes, expected a maze with %d cells a side at most",
                        line->length, MAZE_MAX_SIDE);
}

static int read_walls(puzzle_reader *reader)
{
    wall_drawing *w = reader->state;
    text_line line;
    int status = OK;
    while (status == OK && !reader_full(reader) && next_line(&reader->lines, &line)) {
        if (is_blank_line(&line))
            status = w->count > 0 ? finish(w, reader) : OK;
        else if (line.length > MOST_BYTES)
            status = refuse_line(w, reader, &line);
        else if (w->count < 2 * CELL_GRID_SIDE)
            w->lines[w->count++] = line;
    }
    if (status == OK && w->count > 0 && reader->last && !reader_full(reader)) status = finish(w, reader);
    return status;
}

/* The first line is a wall with a corner at either end. */
static int looks_like_walls(const char *text, size_t length)
{
    enum { LIKELY = 30 };
    line_reader lines = lines_of(text, length);
    text_line line;
    int corners = 0;
    if (!next_line(&lines, &line) || line.length < 3 || line.length > MOST_BYTES) return 0;
    int width = width_of_line(&line);
    for (int c = 0; c < width; c++) {
        int sign = sign_at(&line, c);
        corners += is_corner(sign) || sign == '_';
        if (!is_corner(sign) && !is_across(sign) && sign != ' ' && sign != 'S' && sign != 'E') return 0;
    }
    for (const char *s = text; s + 1 < text + length; s++)
        if ((*s >= '4' && *s <= '9') || (s[0] == '.' && s[1] == '.')) return 0; /* a Sudoku */
    return corners >= 2 ? LIKELY : 0;
}

const puzzle_format format_walls = {.name = "walls",
                                    .about = "mazes with thin walls, drawn with + - | or lines",
                                    .kind = &kind_maze,
                                    .unit = UNIT_TEXT,
                                    .state = sizeof(wall_drawing),
                                    .looks = looks_like_walls,
                                    .read = read_walls};
