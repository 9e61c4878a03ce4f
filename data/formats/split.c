#include "data/formats/split.h"

#include "data/formats/grid_line.h"
#include "puzzles/maze/maze.h"

#include <stdio.h>
#include <string.h>

/* The first ones are line ends as they stand in strings of programs and on pages. */
const char *const split_separators[] = {"\\r\\n", "\\n", "<br/>", "<br>", "::", "||", "//", "\\\\", "&&", "->",
                                        "=>",     ", ",  "; ",    "\t",   ",",  ";",  ":",  "|",    "/",  "\\",
                                        "&",      "~",   "+",     "=",    "^",  "%",  "$",  "!",    "@",  ">",
                                        "<",      "-",   "_",     ".",    "*",  " ",  NULL};

int split_is_cell(const char *separator)
{
    return strchr("-_.* ", separator[0]) && !separator[1];
}

/* --- fields -------------------------------------------------------------------------------- */

static const char *find(const char *s, const char *end, const char *separator, size_t wide)
{
    for (; s + wide <= end; s++)
        if (!memcmp(s, separator, wide)) return s;
    return NULL;
}

int split_text(split_fields *f, const char *text, size_t length, const char *separator)
{
    const char *end = text + length;
    size_t wide = strlen(separator);
    int is_blank_run = separator[0] == ' ' && !separator[1];
    *f = (split_fields){.separator = separator};
    for (const char *s = text, *stop; s <= end; s = stop + wide) {
        stop = find(s, end, separator, wide);
        if (!stop) stop = end;
        if (is_blank_run && stop == s) continue;
        if (f->count == SPLIT_FIELDS) return -1;
        f->at[f->count] = s;
        f->length[f->count++] = (size_t)(stop - s);
    }
    return f->count;
}

int split_cells(const char *text, size_t length, const char *separator, int *cells, int most)
{
    split_fields f;
    int count = split_text(&f, text, length, separator);
    if (count < 2 || count > most) return -1;
    for (int i = 0; i < count; i++)
        if (cell_of_field(f.at[i], f.length[i], &cells[i]) || (cells[i] == CELL_EMPTY && split_is_cell(separator)))
            return -1;
    return count;
}

/* --- Sudokus ------------------------------------------------------------------------------- */

/* The characters of a field as cells. Returns how many, 0 if one of them is none of a Sudoku. */
static int read_run(const char *text, size_t length, int *cells, int most)
{
    trim_blanks(&text, &length);
    if (length > (size_t)most) return 0;
    for (size_t i = 0; i < length; i++) {
        if (sudoku_symbol_of_char((unsigned char)text[i]) < 0) return 0;
        cells[i] = (unsigned char)text[i];
    }
    return (int)length;
}

/* A row of `side` cells, as a run or kept apart by `inner`, which is NULL until the first row that has one. */
static int read_row(const char *text, size_t length, int *cells, int side, const char **inner)
{
    if (!*inner && read_run(text, length, cells, side) == side) return 1;
    for (const char *const *s = split_separators; *s; s++) {
        if (*inner && *inner != *s) continue;
        const char *at = text;
        size_t rest = length;
        if (split_is_cell(*s)) trim_blanks(&at, &rest);
        if (split_cells(at, rest, *s, cells, side) != side) continue;
        *inner = *s;
        return 1;
    }
    return 0;
}

static int is_sudoku(const split_fields *f, int first, int count, cell_grid *g)
{
    int side = grid_side_of_cells((size_t)count), cells = side != 0;
    const char *inner = NULL;
    for (int i = 0; cells && i < count; i++)
        cells = !cell_of_field(f->at[first + i], f->length[first + i], &g->cell[i]) &&
                !(g->cell[i] == CELL_EMPTY && split_is_cell(f->separator));
    int rows = !cells && (side = grid_side_of_row((size_t)count)) != 0;
    for (int r = 0; rows && r < side; r++)
        rows = read_row(f->at[first + r], f->length[first + r], g->cell + r * side, side, &inner);
    g->rows = g->cols = side;
    return (cells || rows) && cell_grid_is_sudoku(g);
}

/* --- mazes --------------------------------------------------------------------------------- */

/* The characters of a field as cells. Returns how many, 0 if they are too many. */
static int read_signs(const char *s, size_t length, int *cells)
{
    const char *end = s + length;
    int count = 0;
    for (size_t bytes; s < end; s += bytes) {
        if (count == MAZE_MAX_SIDE) return 0;
        cells[count++] = cell_of_text(s, end, &bytes);
    }
    return count;
}

/* First and last row are walls for the most part, so that no list of words is a maze. */
static int is_framed(const cell_grid *g)
{
    const int *last = g->cell + (g->rows - 1) * g->cols;
    int walls = 0;
    for (int c = 0; c < g->cols; c++) walls += (g->cell[c] == g->cell[0]) + (last[c] == g->cell[0]);
    return walls > g->cols && g->cell[0] != ' ' && g->cell[0] != '.';
}

/* Takes off the blanks on both sides of each separator, if they are there. */
static void cut_blanks(split_fields *f, int first, int count)
{
    for (int i = first; i < first + count; i++) {
        if (f->length[i] < 2) return;
        int left = i > first && *f->at[i] != ' ', right = i < first + count - 1 && f->at[i][f->length[i] - 1] != ' ';
        if (left || right) return;
    }
    for (int i = first; i < first + count; i++) {
        int left = i > first, right = i < first + count - 1;
        f->at[i] += left;
        f->length[i] -= (size_t)(left + right);
    }
}

/* Rows of equal length, of no other signs than those of a maze. */
static int is_maze(split_fields *f, int first, int count, cell_grid *g)
{
    enum { LEAST = 3 };
    if (count < LEAST || count > MAZE_MAX_SIDE || f->length[first] > 4 * MAZE_MAX_SIDE) return 0;
    cut_blanks(f, first, count);
    g->rows = count;
    g->cols = read_signs(f->at[first], f->length[first], g->cell);
    for (int r = 1; g->cols >= LEAST && r < count; r++) {
        int cells[MAZE_MAX_SIDE];
        if (read_signs(f->at[first + r], f->length[first + r], cells) != g->cols) return 0;
        memcpy(g->cell + r * g->cols, cells, (size_t)g->cols * sizeof *cells);
    }
    return g->cols >= LEAST && is_framed(g) && cell_grid_is_maze(g);
}

/* --- lines --------------------------------------------------------------------------------- */

static int is_empty(const split_fields *f, int i)
{
    const char *text = f->at[i];
    size_t length = f->length[i];
    trim_blanks(&text, &length);
    return length == 0;
}

/* Separators before the first or after the last field are none between two. */
static int split_with(cell_grid *g, const text_line *line, const char *separator)
{
    split_fields f;
    int count = split_text(&f, line->text, line->length, separator);
    if (count < SPLIT_SHORTEST - 1) return 0;
    int before = is_empty(&f, 0), after = is_empty(&f, count - 1);
    for (int cut = 0; cut < 4; cut++) {
        int first = cut & 1, last = cut >> 1;
        if (first > before || last > after) continue;
        if (is_sudoku(&f, first, count - first - last, g) || is_maze(&f, first, count - first - last, g)) return 1;
    }
    return 0;
}

int split_grid(cell_grid *g, const text_line *line)
{
    g->rows = g->cols = 0;
    g->line = line->number;
    g->rules = g->bars = (drawn_lines){0};
    for (const char *const *s = split_separators; *s; s++)
        if (split_with(g, line, *s)) return 1;
    return 0;
}

/* --- faults -------------------------------------------------------------------------------- */

/* Cells of each field, as a run or one; how many have some. */
static int count_runs(const split_fields *f, int *most, int counts[SPLIT_FIELDS])
{
    int cells[SUDOKU_MAX_SIDE], filled = 0;
    *most = 0;
    for (int i = 0; i < f->count; i++) {
        counts[i] = read_run(f->at[i], f->length[i], cells, SUDOKU_MAX_SIDE);
        if (!counts[i] && !is_empty(f, i)) return 0;
        filled += counts[i] > 0;
        if (counts[i] > *most) *most = counts[i];
    }
    return filled;
}

static int fault_rows(const split_fields *f, const int *counts, int side, char *text, size_t size)
{
    int first = counts[0] == 0, rows = f->count - first - (counts[f->count - 1] == 0);
    for (int i = 0; i < rows; i++)
        if (counts[first + i] != side)
            return snprintf(text, size, "%d cell%s in row %d of %d separated by '%s', expected %d", counts[first + i],
                            counts[first + i] == 1 ? "" : "s", i + 1, rows, f->separator, side);
    return snprintf(text, size, "%d rows of %d cells separated by '%s', expected %d rows", rows, side, f->separator,
                    side);
}

int split_fault(const text_line *line, char *text, size_t size)
{
    enum { LEAST_CELLS = 30 };
    split_fields f;
    int counts[SPLIT_FIELDS], most;
    char nearest[NEAREST_SIZES];
    for (const char *const *s = split_separators; *s && !split_is_cell(*s); s++) {
        if (split_text(&f, line->text, line->length, *s) < SPLIT_SHORTEST) continue;
        int filled = count_runs(&f, &most, counts), cells = f.count - is_empty(&f, f.count - 1);
        if (most > 1 && grid_side_of_row((size_t)most) && filled >= f.count - 1)
            return fault_rows(&f, counts, most, text, size);
        if (most != 1 || cells < LEAST_CELLS) continue;
        return snprintf(text, size, "%d cells separated by '%s', expected %s%s", cells, f.separator, kind_sudoku.sizes,
                        nearest_sizes(nearest, &kind_sudoku, (size_t)cells));
    }
    return 0;
}
