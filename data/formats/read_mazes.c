/* Texts with mazes as people draw them: a line a row, mazes separated by empty lines.
 *
 *     ##########
 *     #S   #   #        # wall   space or . free   S start   G goal
 *     # ## # # #
 *     #  #   #G#
 *     ##########
 *
 * A drawing with o on it shows the answer: the question is the same with these cells free. There are no
 * comments, since # is a wall. Lines may end in LF, CRLF or CR.
 *
 * A whole square maze may also stand on one line, as in CSV. A line is one if it is too long for a row, or if its cells
 * are a square number from 49 on, it holds start and goal, and the next line cannot be a row of the same drawing.
 *
 * A line of blanks alone is a row of free cells if it touches a row of the same length; else it separates mazes.
 *
 * All rows of a maze are equally long. Blanks at the ends of lines are often lost on the way, so shorter rows are
 * filled up with free cells, but only if no other reading is likely: no row of the maze ends in a blank, two rows at
 * least have the full length, and first and last row are not both walls throughout (within such a frame a short row
 * more likely lacks a wall).
 *
 * Drawings in other signs are read too: which ones, see maze_signs.c. Then rows may be indented, have a blank between
 * their cells (every second character of all of them is blank) or cells of two characters, and have a line with their sizes
 * above them. A maze that has neither start nor goal, but two openings in its frame, leads from one to the other.
 */
#include "data/formats/cell_grid.h"
#include "data/formats/format.h"
#include "data/formats/maze_signs.h"

#include "base/lines.h"
#include "puzzles/maze/maze.h"
#include "puzzles/sudoku/sudoku.h"

#include <string.h> /* memchr, memset, strchr */

#define BLANKS " \t"

/* --- lines --------------------------------------------------------------------------------- */

/* Whether every character of the line is one of `chars`. */
static int is_all(const text_line *line, const char *chars)
{
    for (size_t i = 0; i < line->length; i++)
        if (!strchr(chars, line->text[i])) return 0;
    return 1;
}

/* --- what a text looks like ---------------------------------------------------------------- */

/* Nothing but the characters of mazes, a wall or a start among them. A lone # may be an empty comment. */
static int is_maze_row(const text_line *line)
{
    int found = 0;
    for (size_t i = 0; i < line->length; i++) {
        int symbol = maze_symbol_of_char(line->text[i]);
        if (symbol < 0) return 0;
        found |= symbol == MAZE_WALL || symbol == MAZE_START;
    }
    return found && line->length > 1;
}

/* No # before it, and a clue in it, and nothing that a line of a Sudoku never holds. */
static int is_sudoku_row(const text_line *line)
{
    int cells = 0, digits = 0;
    for (size_t i = 0; i < line->length; i++) {
        char c = line->text[i];
        int is_cell = sudoku_symbol_of_char(c) >= 0;
        if (!is_cell && (unsigned char)c < 0x80 && strchr(" \t|+-", c) == NULL) return 0;
        cells += is_cell;
        digits += c >= '1' && c <= '9';
    }
    return digits > 0 && cells >= 4;
}

static int looks_like_mazes(const char *text, size_t length)
{
    enum { LIKELY = 60, POSSIBLE = 5, LEAST_ROWS = 3 };
    line_reader lines = lines_of(text, length);
    text_line line;
    int found = 0, rows = 0, of_bits = 1, clues = 0;
    while (next_line(&lines, &line)) {
        clues |= is_sudoku_row(&line);
        found |= is_maze_row(&line);
        rows += line.length > 1;
        of_bits &= is_all(&line, "01SGE23, \t");
    }
    if ((found && !clues) || (of_bits && rows >= LEAST_ROWS)) return LIKELY;
    return rows >= LEAST_ROWS ? POSSIBLE : 0;
}

/* --- one maze ------------------------------------------------------------------------------ */

typedef struct drawing {
    puzzle_reader *reader;
    int passing; /* 1: after a fault, as far as the bad maze goes */
    int count;   /* rows so far */
    text_line rows[MAZE_MAX_SIDE];
    uint8_t question[MAZE_MAX_CELLS], answer[MAZE_MAX_CELLS];
    cell_grid signs; /* the rows as they are written */
} drawing;

/* The symbols of a row from `cell` on; a path is one of the answer only. */
static int read_row(drawing *d, const text_line *row, int cell)
{
    for (size_t i = 0; i < row->length; i++, cell++) {
        int symbol = maze_symbol_of_char(row->text[i]);
        if (symbol < 0) return reader_bad_symbol(d->reader, row, "", row->text + i, 1, NULL);
        d->answer[cell] = (uint8_t)symbol;
        d->question[cell] = (uint8_t)(symbol == MAZE_PATH ? MAZE_FREE : symbol);
    }
    return OK;
}

static int add_maze(drawing *d, const grid_shape *shape, long line)
{
    puzzle p = {.shape = *shape, .question = d->question, .rating = -1, .line = line};
    size_t cells = (size_t)grid_cells(shape);
    if (memchr(d->answer, MAZE_PATH, cells) != NULL) p.answer = d->answer;
    if (!memchr(d->question, MAZE_START, cells) && !memchr(d->question, MAZE_GOAL, cells)) maze_open_ends(&p);
    return reader_add(d->reader, &p);
}

static int add_whole(drawing *d, const text_line *line)
{
    grid_shape shape;
    if (kind_maze.shape_of_cells(line->length, &shape))
        return reader_fault(d->reader, line->number,
                            "found %zu cells, expected a row of at most %d or a whole square maze of 49 (7x7) to %d",
                            line->length, MAZE_MAX_SIDE, MAZE_MAX_CELLS);
    int status = read_row(d, line, 0);
    return status == OK ? add_maze(d, &shape, line->number) : status;
}

static int has_both_ends(const text_line *line)
{
    return memchr(line->text, 'S', line->length) && memchr(line->text, 'G', line->length);
}

/* Whether the first line of a maze is all of it, as said at the top. Of the rows of a drawing one at most has both
 * ends. */
static int is_whole(const text_line *line, line_reader ahead)
{
    enum { LEAST = 49 }; /* cells; smaller mazes are drawn */
    text_line next;
    grid_shape shape;
    if (width_of_line(line) > MAZE_MAX_SIDE) return 1;
    if (line->length < LEAST || kind_maze.shape_of_cells(line->length, &shape) || !has_both_ends(line)) return 0;
    return !next_line(&ahead, &next) || next.length != line->length || has_both_ends(&next);
}

/* Whether short rows are to be filled up, as said at the top. */
static int has_lost_blanks(const drawing *d, size_t cols)
{
    int full = 0;
    for (int r = 0; r < d->count; r++) {
        const text_line *row = &d->rows[r];
        if (row->text[row->length - 1] == ' ') return 0;
        full += row->length == cols;
    }
    return full >= 2 && !(is_all(&d->rows[0], "#") && is_all(&d->rows[d->count - 1], "#"));
}

static int check_lengths(drawing *d, const text_line *widest)
{
    for (int r = 0; r < d->count; r++) {
        const text_line *row = &d->rows[r];
        if (row->length == widest->length) continue;
        return reader_fault(
            d->reader, row->number,
            "found %zu cell%s in row %d of the maze that starts at line %ld, expected %zu as in line %ld", row->length,
            row->length == 1 ? "" : "s", r + 1, d->rows[0].number, widest->length, widest->number);
    }
    return OK;
}

/* --- other ways to draw one ---------------------------------------------------------------- */

/* The characters of the rows as cells, shorter rows filled up. Returns -1 if a row is too long. */
static int read_signs(const drawing *d, cell_grid *g)
{
    int cells[CELL_GRID_SIDE];
    *g = (cell_grid){.rows = d->count, .line = d->rows[0].number};
    for (int pass = 0; pass < 2; pass++)
        for (int r = 0; r < d->count; r++) {
            const char *s = d->rows[r].text, *end = s + d->rows[r].length;
            int count = 0;
            for (size_t bytes; s < end && count < CELL_GRID_SIDE; s += bytes)
                cells[count++] = cell_of_text(s, end, &bytes);
            if (s < end) return -1;
            if (count > g->cols) g->cols = count;
            while (pass && count < g->cols) cells[count++] = CELL_EMPTY;
            if (pass) memcpy(g->cell + r * g->cols, cells, (size_t)g->cols * sizeof *cells);
        }
    return 0;
}

static int is_blank_cell(int cell)
{
    return cell == ' ' || cell == '\t';
}

static int is_blank_column(const cell_grid *g, int c)
{
    for (int r = 0; r < g->rows; r++)
        if (!is_blank_cell(g->cell[r * g->cols + c])) return 0;
    return 1;
}

/* Keeps every `step`-th column from `first` on. */
static void keep_columns(cell_grid *g, int first, int step)
{
    int cols = (g->cols - first + step - 1) / step;
    for (int r = 0, to = 0; r < g->rows; r++)
        for (int c = 0; c < cols; c++) g->cell[to++] = g->cell[r * g->cols + first + c * step];
    g->cols = cols;
}

/* Whether all of a column is the same sign, or blank. */
static int is_same_column(const cell_grid *g, int c)
{
    if (is_blank_cell(g->cell[c])) return is_blank_column(g, c);
    for (int r = 1; r < g->rows; r++)
        if (g->cell[r * g->cols + c] != g->cell[c]) return 0;
    return 1;
}

/* Whether only every `step`-th column from `first` on says something: those between hold the same from top to bottom,
 * and some row has one sign in all of them, as in a wall, which is another one than stands between. */
static int is_apart(const cell_grid *g, int first, int step)
{
    enum { LEAST_COLUMNS = 3 };
    if ((g->cols - first + step - 1) / step < LEAST_COLUMNS || g->rows < 2) return 0;
    for (int c = 0; c < g->cols; c++)
        if ((c - first) % step && !is_same_column(g, c)) return 0;
    int between = g->cell[first + 1];
    for (int r = 0; r < g->rows; r++) {
        const int *row = g->cell + r * g->cols;
        int c = first;
        while (c < g->cols && row[c] == row[first]) c += step;
        if (c >= g->cols && !is_blank_cell(row[first]) && row[first] != between) return 1;
    }
    return 0;
}

/* Finds how cells are kept apart; returns 0 if they stand side by side. */
static int find_step(const cell_grid *g, int *first)
{
    enum { WIDEST = 4 };
    for (int step = 2; step <= WIDEST; step++)
        for (*first = 0; *first < step; ++*first)
            if (is_apart(g, *first, step)) return step;
    return 0;
}

static int is_row_of(const cell_grid *g, int r, int cell)
{
    for (int c = 0; c < g->cols; c++)
        if (g->cell[r * g->cols + c] != cell) return 0;
    return 1;
}

/* Whether two signs side by side are one cell: twice the same, or a blank beside one that is no wall. */
static int is_pair(const int *two, int wall)
{
    if (two[0] == two[1]) return 1;
    return two[0] != wall && two[1] != wall && is_blank_cell(two[0]) != is_blank_cell(two[1]);
}

/* Whether all cells are two signs wide, as to be square on a screen: a frame of walls all around shows it. */
static int is_doubled(const cell_grid *g)
{
    enum { LEAST = 6 };
    const int wall = g->cell[0], last = g->rows - 1;
    if (g->rows < 3 || g->cols < LEAST || g->cols % 2 || is_blank_cell(wall)) return 0;
    if (!is_row_of(g, 0, wall) || !is_row_of(g, last, wall)) return 0;
    for (int r = 1; r < last; r++) {
        const int *row = g->cell + r * g->cols;
        if (row[0] != wall || row[g->cols - 1] != wall) return 0;
        for (int c = 0; c < g->cols; c += 2)
            if (!is_pair(row + c, wall)) return 0;
    }
    return 1;
}

static void halve(cell_grid *g)
{
    for (int i = 0; 2 * i < g->rows * g->cols; i++)
        g->cell[i] = g->cell[2 * i + (is_blank_cell(g->cell[2 * i]) && !is_blank_cell(g->cell[2 * i + 1]))];
    g->cols /= 2;
}

/* Blank columns before a drawing whose first row is a wall from end to end. */
static int indentation(const cell_grid *g)
{
    int columns = 0;
    while (columns < g->cols && is_blank_column(g, columns)) columns++;
    for (int c = columns; c < g->cols; c++)
        if (is_blank_cell(g->cell[c])) return 0;
    return columns < g->cols ? columns : 0;
}

/* Blank columns after a drawing whose first row is a wall to its last sign, as blanks at the ends of lines leave them. */
static int trailing(const cell_grid *g)
{
    int end = g->cols;
    while (end > 0 && is_blank_column(g, end - 1)) end--;
    for (int c = 0; c < end; c++)
        if (is_blank_cell(g->cell[c])) return 0;
    return end > 0 ? g->cols - end : 0;
}

static void drop_last_columns(cell_grid *g, int count)
{
    int cols = g->cols - count;
    for (int r = 1; r < g->rows; r++)
        memmove(g->cell + r * cols, g->cell + r * g->cols, (size_t)cols * sizeof *g->cell);
    g->cols = cols;
}

/* The numbers of a line that holds nothing else but separators: adds them to sizes[2], *count of them by now. Returns 0
 * if there is something else or there are more. */
static int read_sizes(const text_line *line, long sizes[2], int *count)
{
    int before = *count;
    for (size_t i = 0; i < line->length; i++) {
        int is_digit = line->text[i] >= '0' && line->text[i] <= '9';
        int begins = is_digit && (i == 0 || line->text[i - 1] < '0' || line->text[i - 1] > '9');
        if (begins && ++*count > 2) return 0;
        if (is_digit && sizes[*count - 1] <= CELL_GRID_SIDE)
            sizes[*count - 1] = sizes[*count - 1] * 10 + line->text[i] - '0';
        if (!is_digit && !strchr(" \t,x", line->text[i])) return 0;
    }
    return *count > before;
}

/* Takes off one or two first lines such as "7 9" that say how many rows and columns follow, of cells or of rooms. */
static void drop_sizes(drawing *d)
{
    long sizes[2] = {0};
    int count = 0, lines = 0, fits = 0;
    while (lines < 2 && lines < d->count && read_sizes(&d->rows[lines], sizes, &count)) {
        long rows = d->count - ++lines;
        for (int k = 0; k < 2; k++) fits |= rows > 1 && (sizes[k] == rows || 2 * sizes[k] + 1 == rows) ? lines : 0;
    }
    if (!fits || count > 2) return;
    lines = fits > 1 ? 2 : 1;
    d->count -= lines;
    memmove(d->rows, d->rows + lines, (size_t)d->count * sizeof *d->rows);
}

/* Whether the rows are drawn as the top of this file says first. */
static int is_usual(const drawing *d, const cell_grid *g)
{
    int first;
    if (find_step(g, &first) || is_doubled(g) || trailing(g) || (indentation(g) && d->rows[0].text[0] == ' ')) return 0;
    for (int i = 0; i < g->rows * g->cols; i++)
        if (g->cell[i] >= 0x80 || maze_symbol_of_char(g->cell[i]) < 0) return 0;
    return 1;
}

/* Reads the rows as another way to draw a maze. Returns 0 if they are none. */
static int finish_other(drawing *d, int *status)
{
    cell_grid *g = &d->signs;
    if (d->count > 1) drop_sizes(d);
    if (read_signs(d, g) || is_usual(d, g)) return 0;
    drop_last_columns(g, trailing(g));
    int before = indentation(g);
    if (before) keep_columns(g, before, 1);
    int first, step = find_step(g, &first);
    if (step) keep_columns(g, first, step);
    if (is_doubled(g)) halve(g);
    if (!cell_grid_is_maze(g)) return 0;
    d->count = 0;
    *status = cell_grid_add_maze(d->reader, g);
    return 1;
}

/* The fault of a line that is no maze, but long enough to be meant as a whole one: its length, if that is wrong. */
static int fault_one_row(drawing *d)
{
    enum { LINE = 9 };
    char nearest[NEAREST_SIZES];
    grid_shape shape;
    size_t cells = d->rows[0].length;
    if (cells < LINE || kind_maze.shape_of_cells(cells, &shape) == 0) return BAD_INPUT;
    return reader_fault(d->reader, d->rows[0].number,
                        "found one row of %zu cells, expected several rows, or a whole square maze on a line%s", cells,
                        nearest_sizes(nearest, &kind_maze, cells));
}

/* Hands the maze over that the rows make. */
static int finish(drawing *d)
{
    int other;
    if (finish_other(d, &other)) return other;
    const text_line *widest = &d->rows[0];
    int rows = d->count, status = OK;
    for (int r = 1; r < rows; r++)
        if (d->rows[r].length > widest->length) widest = &d->rows[r];
    grid_shape shape = {.rows = rows, .cols = (int)widest->length};
    memset(d->question, MAZE_FREE, sizeof d->question);
    memset(d->answer, MAZE_FREE, sizeof d->answer);
    if (shape.cols > MAZE_MAX_SIDE) status = read_row(d, widest, 0); /* not ASCII alone, so there is a fault in it */
    for (int r = 0; r < rows && status == OK; r++) status = read_row(d, &d->rows[r], r * shape.cols);
    if (status == OK && !has_lost_blanks(d, widest->length)) status = check_lengths(d, widest);
    d->count = 0;
    if (status == OK) status = add_maze(d, &shape, d->rows[0].number);
    return status == BAD_INPUT && rows == 1 ? fault_one_row(d) : status;
}

/* --- all mazes ----------------------------------------------------------------------------- */

/* Whether a line of blanks is a row: one of its length, blank or not, is joined to it by others like it, at most as
 * many as a maze has. */
static int is_free_row(const drawing *d, const text_line *line, line_reader ahead)
{
    text_line next;
    if (line->length == 0) return 0;
    if (d->count > 0 && d->rows[d->count - 1].length == line->length) return 1;
    for (int r = 0; r < MAZE_MAX_SIDE && next_line(&ahead, &next) && next.length == line->length; r++)
        if (!is_all(&next, BLANKS)) return 1;
    return 0;
}

static int add_row(drawing *d, const text_line *line, line_reader ahead)
{
    if (d->count == 0 && is_whole(line, ahead)) return add_whole(d, line);
    if (width_of_line(line) > MAZE_MAX_SIDE)
        return reader_fault(d->reader, line->number,
                            "found %d cells in row %d of the maze that starts at line %ld, expected %d",
                            width_of_line(line), d->count + 1, d->rows[0].number, width_of_line(&d->rows[0]));
    if (d->count == MAZE_MAX_SIDE)
        return reader_fault(d->reader, line->number,
                            "the maze that starts at line %ld goes on here, expected %d rows at most",
                            d->rows[0].number, MAZE_MAX_SIDE);
    d->rows[d->count++] = *line;
    return OK;
}

/* Without the signs of a heading: "# Maze", "## Level 1 ##". */
static text_line without_marks(text_line line)
{
    size_t marks = 0;
    while (marks < line.length && line.text[marks] == '#') marks++;
    if (marks == line.length || !is_blank(line.text[marks])) return line;
    line.text += marks;
    line.length -= marks;
    while (line.text[line.length - 1] == '#') line.length--;
    return line;
}

/* A line above or below a drawing: it has a word, or two if it also has signs of walls, or if it stands right below. A
 * word has three letters or more, of which one stands for no cell. */
static int is_title(const text_line *whole, int right_below)
{
    const text_line line = without_marks(*whole);
    int letters = 0, strange = 0, counted = 0, words = 0, walls = 0;
    for (size_t i = 0; i < line.length; i++) {
        char c = line.text[i];
        int is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if ((unsigned char)c >= 0x80) return 0;
        walls |= strchr("#*|+@%", c) != NULL;
        letters = is_letter ? letters + 1 : 0;
        if (!is_letter) strange = counted = 0;
        strange |= is_letter && !strchr("SGoABEFTXWxseabftz", c);
        if (!strange || counted || letters < 3) continue;
        counted = 1;
        words++;
    }
    return words >= (walls || right_below ? 2 : 1);
}

static int read_mazes(puzzle_reader *reader)
{
    drawing *d = reader->state;
    text_line line;
    int status = OK;
    d->reader = reader;
    while (status == OK && !reader_full(reader) && next_line(&reader->lines, &line)) {
        int stands_beside = reader->found > 0 || reader->lines.next < reader->lines.end;
        if (d->count == 0 && !d->passing && stands_beside && is_title(&line, 0)) continue;
        int is_row = is_all(&line, BLANKS) ? is_free_row(d, &line, reader->lines) : d->count < 2 || !is_title(&line, 1);
        if (is_row && !d->passing)
            status = add_row(d, &line, reader->lines);
        else if (!is_row && d->count > 0)
            status = finish(d);
        d->passing = is_row && (d->passing || status != OK);
        if (status != OK) d->count = 0;
    }
    if (status == OK && d->count > 0 && reader->last && !reader_full(reader)) status = finish(d);
    return status;
}

const puzzle_format format_mazes = {.name = "mazes",
                                    .about = "mazes as they are drawn, or one a line",
                                    .kind = &kind_maze,
                                    .unit = UNIT_TEXT,
                                    .state = sizeof(drawing),
                                    .looks = looks_like_mazes,
                                    .read = read_mazes};
