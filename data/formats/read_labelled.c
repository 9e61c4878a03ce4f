/* Sudokus whose rows have their number or letter before them, as books and forums print them.
 *
 *        1 2 3   4 5 6   7 8 9
 *     A  5 3 . | . 7 . | . . .        1: 53..7....        row 1  5 3 . . 7 . . . .        r1) 53..7....
 *     B  6 . . | 1 9 5 | . . .        2: 6..195...        ...
 *
 * The labels are A, B, C ... or 1, 2, 3 ..., one for each row of the grid and none after them. What stands between and
 * around such grids (a row of column numbers, rules, titles) is passed over.
 */
#include "data/formats/cell_grid.h"
#include "data/formats/format.h"
#include "data/formats/grid_line.h"

#include <ctype.h>
#include <string.h>
#include <strings.h> /* strncasecmp */

/* "row", "r" or nothing before a number. */
static const char *pass_word(const char *s, const char *end)
{
    static const char *const words[] = {"row", "r", NULL};
    for (const char *const *w = words; *w; w++) {
        size_t length = strlen(*w);
        if ((size_t)(end - s) <= length || strncasecmp(s, *w, length)) continue;
        const char *after = s + length;
        while (after < end && is_blank(*after)) after++;
        if (after < end && isdigit((unsigned char)*after)) return after;
    }
    return s;
}

/* Passes the label of that row, from 0 on: its letter or number and what parts it from the cells. NULL: there is none. */
static const char *pass_label(const char *s, const char *end, int row, int letters)
{
    while (s < end && is_blank(*s)) s++;
    if (!letters) s = pass_word(s, end);
    int number = 0;
    const char *first = s;
    if (letters && s < end && toupper((unsigned char)*s) == 'A' + row) number = row + 1, s++;
    while (!letters && s < end && s - first < 2 && isdigit((unsigned char)*s)) number = 10 * number + *s++ - '0';
    if (s == first || number != row + 1 || s == end) return NULL;
    const char *after = s;
    if (strchr(":).|]", *s)) s++;
    if (*after == '.' && (s == end || !is_blank(*s))) return NULL; /* an open cell */
    if (s == after && !is_blank(*s)) return NULL;
    return s;
}

/* The cells of a line after the label of that row. Returns how many, 0 if it is no such row. */
static size_t read_row(const text_line *line, int row, int letters, grid_line *cells)
{
    const char *end = line->text + line->length, *s = pass_label(line->text, end, row, letters);
    if (!s) return 0;
    line_reader rest = {s, end, line->number - 1};
    return next_grid_line(&rest, cells) && cells->kind == LINE_CELLS && !cells->bad ? cells->count : 0;
}

static int cell_of(const grid_line *line, size_t i)
{
    return line->cells[i] > 9 && *line->at[i] <= '9' ? CELL_NUMBER + line->cells[i] : (unsigned char)*line->at[i];
}

/* The same of the next line that is neither blank nor a rule; rules are noted as drawn before that row. If it is no such
 * row, the reader stays before it. */
static size_t next_row(line_reader *lines, int row, int letters, grid_line *cells, drawn_lines *rules)
{
    text_line line;
    for (line_reader before = *lines; next_line(lines, &line); before = *lines) {
        size_t count = read_row(&line, row, letters, cells);
        if (count > 0) return count;
        line_reader alone = before;
        next_grid_line(&alone, cells);
        if (cells->kind == LINE_RULE) *(cells->heavy ? &rules->heavy : &rules->light) |= (uint32_t)1 << row;
        if (cells->kind == LINE_RULE || cells->kind == LINE_BLANK) continue;
        *lines = before;
        break;
    }
    return 0;
}

/* Rows of that many cells. Returns how many there are up to `side`. */
static int read_rows(line_reader *lines, int side, int letters, cell_grid *g)
{
    grid_line cells;
    line_reader before = *lines;
    while (g->rows < side && next_row(lines, g->rows, letters, &cells, &g->rules) == (size_t)side) {
        for (int i = 0; i < side; i++) g->cell[g->rows * side + i] = cell_of(&cells, (size_t)i);
        g->bars.light |= cells.bars.light;
        g->bars.heavy |= cells.bars.heavy;
        g->rows++;
        before = *lines;
    }
    *lines = before;
    return g->rows;
}

/* Whether the next line is one more row, so that the labels are cells. */
static int goes_on(line_reader lines, int side, int letters)
{
    text_line line;
    grid_line cells;
    return next_line(&lines, &line) && read_row(&line, side, letters, &cells) > 0;
}

/* A grid that begins with the next line: how many rows it has, which is g->cols if it is whole, and the reader is after
 * them; 0: none does. */
static int read_block(line_reader *lines, cell_grid *g)
{
    for (int letters = 0; letters < 2; letters++) {
        line_reader ahead = *lines, rows = *lines;
        text_line line;
        grid_line cells;
        if (!next_line(&ahead, &line)) return 0;
        int side = grid_side_of_row(read_row(&line, 0, letters, &cells));
        if (side == 0) continue;
        g->rows = 0;
        g->cols = side;
        g->line = line.number;
        g->rules = g->bars = (drawn_lines){0};
        if (read_rows(&rows, side, letters, g) < 2 || (g->rows == side && goes_on(rows, side, letters))) continue;
        *lines = rows;
        return g->rows;
    }
    return 0;
}

static int read_labelled(puzzle_reader *reader)
{
    cell_grid *g = reader->state;
    text_line line;
    int status = OK;
    while (status == OK && !reader_full(reader)) {
        int rows = read_block(&reader->lines, g);
        if (rows > 0 && rows < g->cols)
            status =
                reader_fault(reader, g->line, "the grid that starts here ends after row %d of %d cells, expected %d",
                             rows, g->cols, g->cols);
        else if (rows > 0)
            status = cell_grid_add_sudoku(reader, g);
        else if (!next_line(&reader->lines, &line))
            break;
    }
    return status;
}

/* Two rows in order, with as many cells. */
static int looks_like_labelled(const char *text, size_t length)
{
    enum { LIKELY = 60 };
    line_reader lines = lines_of(text, length);
    text_line line;
    grid_line cells;
    drawn_lines rules = {0};
    while (next_line(&lines, &line))
        for (int letters = 0; letters < 2; letters++) {
            line_reader ahead = lines;
            size_t count = read_row(&line, 0, letters, &cells);
            if (grid_side_of_row(count) && next_row(&ahead, 1, letters, &cells, &rules) == count) return LIKELY;
        }
    return 0;
}

const puzzle_format format_labelled = {.name = "labelled",
                                       .about = "Sudokus whose rows begin with their letter or number",
                                       .kind = &kind_sudoku,
                                       .unit = UNIT_TEXT,
                                       .state = sizeof(cell_grid),
                                       .looks = looks_like_labelled,
                                       .read = read_labelled};
