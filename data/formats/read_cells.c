/* Tables with one cell a field, as spreadsheets and pandas save them: rows of a grid, or a whole grid on a line.
 *
 *     5,3,,,7,,,,        fields are separated by , ; a tab or another sign of split.c; an open cell is empty, or any sign
 *                        of one
 *
 * A row of names above the grid and a column of numbers beside it are passed over, as are empty rows and columns around a
 * Sudoku or between its boxes. Grids follow each other after blank lines, or at once. Mazes come so too: #,#,#
 */
#include "data/formats/cell_grid.h"
#include "data/formats/format.h"
#include "data/formats/split.h"

#include "puzzles/maze/maze.h"
#include "puzzles/sudoku/sudoku.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_FIELDS = SUDOKU_MAX_CELLS + 1 };

typedef struct table {
    const char *separator; /* NULL: not known yet */
    cell_grid g;           /* rows so far */
    text_line names;       /* the row above the grid, number 0: none */
} table;

/* --- fields -------------------------------------------------------------------------------- */

/* Blanks around a field and quotes are none of it. */
static void trim(const char **text, size_t *length)
{
    trim_blanks(text, length);
    const char quote = *length >= 2 ? **text : ' ';
    if ((quote != '"' && quote != '\'') || (*text)[*length - 1] != quote) return;
    ++*text;
    *length -= 2;
}

/* The cells of a line. Returns how many; -1 if a field is no cell or there are too many of them. */
static int read_line(const text_line *line, const char *separator, int cells[MOST_FIELDS])
{
    split_fields f;
    int count = split_text(&f, line->text, line->length, separator);
    if (count > MOST_FIELDS) return -1;
    for (int i = 0; i < count; i++) {
        trim(&f.at[i], &f.length[i]);
        if (cell_of_field(f.at[i], f.length[i], &cells[i])) return -1;
        if (cells[i] == CELL_EMPTY && split_is_cell(separator)) return -1;
    }
    return count;
}

/* The first one that keeps cells apart; if none does, the line may be one of names. NULL: none of those is in it. */
static const char *separator_of(const text_line *line)
{
    static const char *const of_names[] = {"\t", ";", ",", NULL};
    int cells[MOST_FIELDS];
    for (const char *const *s = split_separators; *s && **s != ' '; s++)
        if (read_line(line, *s, cells) >= SPLIT_SHORTEST) return *s;
    for (const char *const *s = of_names; *s; s++)
        if (memchr(line->text, **s, line->length)) return *s;
    return NULL;
}

/* --- grids --------------------------------------------------------------------------------- */

/* 0, 1, 2 ... or 1, 2, 3 ... in steps of `step` cells. */
static int counts_up(const int *cells, int count, int step)
{
    for (int i = 0; i < count; i++) {
        int cell = cells[i * step], number = cell > CELL_NUMBER ? cell - CELL_NUMBER : cell - '0';
        int first = cells[0] > CELL_NUMBER ? cells[0] - CELL_NUMBER : cells[0] - '0';
        if (first < 0 || first > 1 || number != first + i) return 0;
    }
    return count > 1;
}

static void drop_column(cell_grid *g)
{
    for (int r = 0; r < g->rows; r++)
        memmove(g->cell + r * (g->cols - 1), g->cell + r * g->cols + 1, (size_t)(g->cols - 1) * sizeof *g->cell);
    g->cols--;
}

static void drop_row(cell_grid *g)
{
    g->rows--;
    memmove(g->cell, g->cell + g->cols, (size_t)(g->rows * g->cols) * sizeof *g->cell);
}

static int is_side(int n)
{
    return n <= SUDOKU_MAX_SIDE && sudoku_box(n).rows > 0;
}

static int is_empty_column(const cell_grid *g, int c)
{
    for (int r = 0; r < g->rows; r++)
        if (g->cell[r * g->cols + c] != CELL_EMPTY) return 0;
    return 1;
}

/* Separators before or after every row: a column of nothing at an edge, beside a square. */
static void drop_edges(cell_grid *g)
{
    if (g->cols == g->rows + 2 && is_empty_column(g, 0) && is_empty_column(g, g->cols - 1)) drop_column(g);
    if (g->cols != g->rows + 1 || !is_side(g->rows)) return;
    if (is_empty_column(g, g->cols - 1)) {
        for (int r = 1; r < g->rows; r++)
            memmove(g->cell + r * g->rows, g->cell + r * g->cols, (size_t)g->rows * sizeof *g->cell);
        g->cols--;
    } else if (is_empty_column(g, 0)) {
        drop_column(g);
    }
}

static int is_empty_row(const cell_grid *g, int r)
{
    for (int c = 0; c < g->cols; c++)
        if (g->cell[r * g->cols + c] != CELL_EMPTY) return 0;
    return 1;
}

/* Which of `count` rows or columns hold a Sudoku: all but the empty ones at both ends, and those between boxes of `box`
 * if all these are empty. Returns its side, 0 for none. */
static int keep(const cell_grid *g, int count, int (*is_empty)(const cell_grid *, int), int across,
                int kept[SUDOKU_MAX_SIDE])
{
    int first = 0, end = count;
    while (first < end && is_empty(g, first)) first++;
    while (first < end && is_empty(g, end - 1)) end--;
    for (int side = 4; side <= SUDOKU_MAX_SIDE; side++) {
        const grid_shape box = sudoku_box(side);
        const int step = across ? box.cols : box.rows, gaps = step ? side / step - 1 : 0;
        int n = 0, full = 0, gap = end - first == side + gaps;
        if (!step || (end - first != side && !gap)) continue;
        for (int i = first; i < end; i++) {
            if (gap && (i - first) % (step + 1) == step)
                full += !is_empty(g, i);
            else
                kept[n++] = i;
        }
        if (!full) return side;
    }
    return 0;
}

static int is_clue(int cell)
{
    return cell > CELL_NUMBER || (cell > '0' && cell <= '9') || (cell >= 'A' && cell <= 'G');
}

/* A Sudoku with an empty margin, or with empty rows and columns between its boxes. */
static void drop_margins(cell_grid *g)
{
    int rows[SUDOKU_MAX_SIDE], cols[SUDOKU_MAX_SIDE];
    if (is_side(g->cols) && g->rows % g->cols == 0) return;
    for (int i = 0; i < g->rows * g->cols; i++)
        if (g->cell[i] != CELL_EMPTY && !is_clue(g->cell[i])) return;
    int side = keep(g, g->rows, is_empty_row, 0, rows);
    if (!side || keep(g, g->cols, is_empty_column, 1, cols) != side) return;
    for (int r = 0; r < side; r++)
        for (int c = 0; c < side; c++) g->cell[r * side + c] = g->cell[rows[r] * g->cols + cols[c]];
    g->line += rows[0];
    g->rows = g->cols = side;
}

/* A row of column numbers above a square, a column of row numbers beside it. */
static void drop_labels(table *t)
{
    cell_grid *g = &t->g;
    if (g->rows == g->cols + 1 && is_side(g->cols) && counts_up(g->cell, g->cols, 1)) drop_row(g);
    if (g->cols < 2 || !is_side(g->cols - 1)) return;
    int labelled = g->cell[0] == CELL_EMPTY && counts_up(g->cell + 1, g->cols - 1, 1);
    if (labelled) drop_row(g);
    if ((labelled || t->names.number) && counts_up(g->cell, g->rows, g->cols)) drop_column(g);
}

/* One grid after another, from a block of rows as wide as a Sudoku; else a maze. */
static int finish(table *t, puzzle_reader *reader)
{
    cell_grid *g = &t->g;
    drop_edges(g);
    drop_labels(t);
    drop_margins(g);
    int rows = g->rows, cols = g->cols, status = OK;
    if (!is_side(cols) || rows % cols || rows == cols) {
        status = cell_grid_add(reader, g);
    } else {
        for (g->rows = cols; rows > 0 && status == OK; rows -= cols) {
            status = cell_grid_add(reader, g);
            memmove(g->cell, g->cell + cols * cols, (size_t)(rows - cols) * (size_t)cols * sizeof *g->cell);
            g->line += cols;
        }
    }
    g->rows = 0;
    t->names.number = 0;
    return status;
}

/* A whole grid on a line. */
static int add_whole(puzzle_reader *reader, cell_grid *g, const int *cells, int count, long line)
{
    grid_shape shape;
    kind_sudoku.shape_of_cells((size_t)count, &shape);
    g->rows = g->cols = shape.rows;
    g->line = line;
    memcpy(g->cell, cells, (size_t)count * sizeof *cells);
    int status = cell_grid_add_sudoku(reader, g);
    g->rows = 0;
    return status;
}

/* --- lines --------------------------------------------------------------------------------- */

static int fault_line(puzzle_reader *reader, const text_line *line)
{
    char shown[SHOWN_BYTES];
    return reader_fault(reader, line->number, "found '%s', expected a cell in every field",
                        show_bytes(shown, line->text, line->length));
}

static int take_row(table *t, puzzle_reader *reader, const text_line *line)
{
    int cells[MOST_FIELDS], count = read_line(line, t->separator, cells);
    cell_grid *g = &t->g;
    grid_shape shape;
    if (count < 0 && g->rows == 0 && t->names.number == 0) {
        t->names = *line;
        return OK;
    }
    if (count < 0) return fault_line(reader, line);
    int whole = reader->kind != &kind_maze && count > SUDOKU_MAX_SIDE + 1 &&
                kind_sudoku.shape_of_cells((size_t)count, &shape) == 0;
    if (whole && g->rows == 0) return add_whole(reader, g, cells, count, line->number);
    if (g->rows > 0 && count != g->cols)
        return reader_fault(reader, line->number,
                            "found %d field%s in row %d of the grid that starts at line %ld, expected %d", count,
                            count == 1 ? "" : "s", g->rows + 1, g->line, g->cols);
    if (count > CELL_GRID_SIDE || g->rows == CELL_GRID_SIDE)
        return reader_fault(reader, line->number,
                            "found more than %d fields or rows, expected a grid of at most that many", CELL_GRID_SIDE);
    if (g->rows == 0) g->line = line->number;
    g->cols = count;
    memcpy(g->cell + g->rows++ * count, cells, (size_t)count * sizeof *cells);
    return OK;
}

static int read_cells(puzzle_reader *reader)
{
    table *t = reader->state;
    text_line line;
    int status = OK;
    while (status == OK && !reader_full(reader) && next_line(&reader->lines, &line)) {
        int blank = is_blank_line(&line) && !memchr(line.text, '\t', line.length);
        if (!blank && !t->separator) t->separator = separator_of(&line);
        if (!blank && t->separator)
            status = take_row(t, reader, &line);
        else if (t->g.rows > 0)
            status = finish(t, reader);
        else if (!blank)
            status = fault_line(reader, &line);
    }
    if (status == OK && t->g.rows > 0 && reader->last && !reader_full(reader)) status = finish(t, reader);
    if (status != OK) t->g.rows = 0;
    return status;
}

/* The second line is one of cells, since the first may be one of names. */
static int looks_like_cells(const char *text, size_t length)
{
    enum { LIKELY = 50 };
    line_reader lines = lines_of(text, length);
    text_line line;
    int cells[MOST_FIELDS];
    for (int i = 0; i < 2 && next_line(&lines, &line); i++) {
        const char *separator = separator_of(&line);
        if (separator && read_line(&line, separator, cells) >= SPLIT_SHORTEST) return LIKELY;
    }
    return 0;
}

const puzzle_format format_cells = {.name = "cells",
                                    .about = "one cell per field, as spreadsheets save them",
                                    .unit = UNIT_TEXT,
                                    .state = sizeof(table),
                                    .looks = looks_like_cells,
                                    .read = read_cells};
