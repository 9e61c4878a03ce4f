/* Drawn Sudokus whose open cells are blank, so that a cell is known by its place:
 *
 *     | 8     |     3 |       |          some cells between two bars, each as wide as the others
 *     | 8 |   |   |   |   | 3 |          or one
 *     8    3                             or no bars: a cell in every column, or in every second one
 *
 * Bars are | and the upright lines of Unicode; rules between rows are passed over. Lines with bars that follow each other
 * are a grid; without bars the text is one. Rows may lack the blanks at their ends.
 */
#include "data/formats/cell_grid.h"
#include "data/formats/format.h"
#include "data/formats/grid_line.h"

#include <string.h>

enum { MOST_LINES = 40, MOST_WIDTH = 200 };

typedef struct drawn_row {
    int cell[MOST_WIDTH + 1]; /* its characters, bars as '|', and blanks */
    int heavy[MOST_WIDTH];
    int width;
} drawn_row;

typedef struct drawn_block {
    int count;         /* rows so far */
    long line;         /* of the first */
    int bars;          /* 1: rows have bars */
    drawn_lines rules; /* between rows */
    drawn_row rows[MOST_LINES];
    cell_grid g;
} drawn_block;

/* --- rows ---------------------------------------------------------------------------------- */

static int is_bar(int c, int *heavy)
{
    *heavy = c == 0x2503 || c == 0x2551;
    return c == '|' || c == 0x2502 || *heavy || c == 0x2506 || c == 0x250a;
}

static void read_row(drawn_row *row, const text_line *line)
{
    const char *s = line->text, *end = s + line->length;
    row->width = 0;
    for (size_t bytes; s < end && row->width < MOST_WIDTH; s += bytes) {
        int c = cell_of_text(s, end, &bytes), i = row->width++;
        row->cell[i] = is_bar(c, &row->heavy[i]) ? '|' : c == '\t' ? ' ' : c;
    }
    while (row->width > 0 && row->cell[row->width - 1] == ' ') row->width--;
    for (int i = row->width; i <= MOST_WIDTH; i++) row->cell[i] = ' ';
}

static int count_bars(const drawn_row *row)
{
    int bars = 0;
    for (int i = 0; i < row->width; i++) bars += row->cell[i] == '|';
    return bars;
}

/* --- cells --------------------------------------------------------------------------------- */

/* The cells of a field: `count` places of equal width. What stands in a place is a character or a number. */
static int read_field(const drawn_row *row, int first, int end, int count, int *cells)
{
    int width = end - first;
    for (int k = 0; k < count; k++) cells[k] = CELL_EMPTY;
    for (int i = first, last; i < end; i = last + 1) {
        last = i;
        if (row->cell[i] == ' ') continue;
        int number = 0, digits = 0;
        while (last < end && row->cell[last] >= '0' && row->cell[last] <= '9' && digits < 2)
            number = number * 10 + row->cell[last++] - '0', digits++;
        int place = ((2 * (i - first) + (digits > 1)) * count) / (2 * width);
        if (digits > 0) last--;
        if (place >= count || cells[place] != CELL_EMPTY) return -1;
        cells[place] = digits > 1 ? CELL_NUMBER + number : row->cell[i];
    }
    return 0;
}

/* Whether tight fields, a character a cell, hold digits side by side that are no numbers. */
static int read_tight(const drawn_row *row, int first, int end, int count, int *cells)
{
    if (end - first != count) return -1;
    for (int k = 0; k < count; k++) cells[k] = row->cell[first + k];
    return 0;
}

/* Between bars. `side`: cells of a row. The last field of a row may lack its end: it is as wide as the first. */
static int read_fields(drawn_block *b, const drawn_row *row, int side, int fields, int *cells)
{
    int first = row->cell[0] == '|', k = 0, width = 0;
    for (int i = first; i < MOST_WIDTH && k < fields; i++) {
        if ((i < row->width || i - first < width || !width) && row->cell[i] != '|') continue;
        if (k == 0) width = i - first;
        int count = side / fields, *to = cells + k * count;
        if (read_tight(row, first, i, count, to) && read_field(row, first, i, count, to)) return -1;
        k++;
        if (i < row->width && k < fields)
            *(row->heavy[i] ? &b->g.bars.heavy : &b->g.bars.light) |= (uint32_t)1 << (k * count);
        first = i + 1;
    }
    return k == fields ? 0 : -1;
}

static int count_fields(const drawn_row *row)
{
    int bars = count_bars(row), left = row->cell[0] == '|', right = row->cell[row->width - 1] == '|';
    return bars + 1 - left - right;
}

/* Without bars: a cell a column, or one in every second column. */
static int read_columns(const drawn_row *row, int side, int step, int *cells)
{
    for (int k = 0; k < side; k++) cells[k] = CELL_EMPTY;
    for (int i = 0; i < row->width; i++) {
        if (row->cell[i] == ' ') continue;
        if (i % step || i / step >= side) return -1;
        cells[i / step] = row->cell[i];
    }
    return 0;
}

/* --- grids --------------------------------------------------------------------------------- */

static int is_side(int n)
{
    return n > 0 && grid_side_of_row((size_t)n) > 0;
}

static int read_rows(drawn_block *b, int step)
{
    cell_grid *g = &b->g;
    int side = b->count, fields = 0;
    for (int r = 0; r < side && b->bars; r++)
        if (count_fields(&b->rows[r]) > fields) fields = count_fields(&b->rows[r]);
    *g = (cell_grid){.rows = side, .cols = side, .line = b->line, .rules = b->rules};
    if (b->rules.light == 1 << 1) g->rules.light = 0; /* below the head of a table, as in Markdown */
    for (int r = 0; r < side; r++) {
        const drawn_row *row = &b->rows[r];
        int *cells = g->cell + r * side;
        if (b->bars && (fields < 1 || side % fields || read_fields(b, row, side, fields, cells))) return -1;
        if (!b->bars && read_columns(row, side, step, cells)) return -1;
    }
    return 0;
}

static int finish(drawn_block *b, puzzle_reader *reader)
{
    int rows = b->count, read = -1;
    if (is_side(rows)) read = read_rows(b, 1);
    if (is_side(rows) && !b->bars && read) read = read_rows(b, 2);
    b->count = 0;
    b->rules = (drawn_lines){0};
    if (read == 0 && cell_grid_is_sudoku(&b->g)) return cell_grid_add_sudoku(reader, &b->g);
    return reader_fault(reader, b->line,
                        "found a drawing of %d row%s whose cells do not line up, expected a Sudoku with as many cells "
                        "in a row as it has rows",
                        rows, rows == 1 ? "" : "s");
}

/* --- lines --------------------------------------------------------------------------------- */

/* A line between rows: strokes and corners, and no cell. */
static int is_rule(const drawn_row *row, int *heavy)
{
    int strokes = 0, heavies = 0;
    for (int i = 0; i < row->width; i++) {
        int c = row->cell[i], is_stroke = c == '-' || c == '=' || c == '+' || (c >= 0x2500 && c < 0x2580);
        strokes += is_stroke;
        heavies += c == '=' || c == 0x2501 || c == 0x2550;
        if (!is_stroke && c != ' ' && c != '|' && c != '*' && c != '.' && c != ':' && c != '\'') return 0;
    }
    *heavy = 2 * heavies > strokes;
    return strokes >= 2;
}

static int take_line(drawn_block *b, puzzle_reader *reader, const text_line *line)
{
    drawn_row *row = &b->rows[b->count < MOST_LINES ? b->count : MOST_LINES - 1];
    int heavy;
    read_row(row, line);
    if (is_rule(row, &heavy)) {
        if (b->count > 0 && b->count < 32) *(heavy ? &b->rules.heavy : &b->rules.light) |= (uint32_t)1 << b->count;
        return OK;
    }
    int bars = count_bars(row) > 0;
    if (b->count == 0) {
        if (row->width == 0) return OK;
        b->line = line->number;
        b->bars = bars;
    }
    if (bars == b->bars && b->count < MOST_LINES && (bars || row->width > 0 || b->count > 0)) {
        b->count++;
        return OK;
    }
    return b->bars ? finish(b, reader) : OK;
}

static int read_drawn(puzzle_reader *reader)
{
    drawn_block *b = reader->state;
    text_line line;
    int status = OK;
    while (status == OK && !reader_full(reader) && next_line(&reader->lines, &line))
        status = take_line(b, reader, &line);
    while (!b->bars && b->count > 0 && b->rows[b->count - 1].width == 0 && !is_side(b->count)) b->count--;
    if (status == OK && b->count > 0 && reader->last && !reader_full(reader)) status = finish(b, reader);
    return status;
}

/* Rows with bars, or short rows with digits and blanks, of which some hold two blanks side by side. */
static int looks_drawn(const char *text, size_t length)
{
    enum { LIKELY = 20, LEAST = 4 };
    line_reader lines = lines_of(text, length);
    text_line line;
    int rows = 0, gaps = 0;
    while (rows < MOST_LINES && next_line(&lines, &line)) {
        drawn_row row;
        int digits = 0, others = 0;
        read_row(&row, &line);
        for (int i = 0; i < row.width; i++) {
            int c = row.cell[i];
            digits += c > ' ' && c < 0x80 && c != '|' && sudoku_symbol_of_char(c) > 0;
            others += c > ' ' && c < 0x80 && c != '|' && strchr("+-=*.:'", c) == NULL && sudoku_symbol_of_char(c) < 0;
            gaps += c == ' ' && i > 0 && row.cell[i - 1] != ' ' && row.cell[i + 1] == '|' && row.cell[i - 1] == '|';
            gaps += c == ' ' && i > 0 && row.cell[i - 1] == ' ';
        }
        if (others > 0) return 0;
        rows += digits > 0;
    }
    return rows >= LEAST - 1 && gaps ? LIKELY : 0;
}

const puzzle_format format_drawn = {.name = "drawn",
                                    .about = "Sudokus drawn with blanks for open cells",
                                    .kind = &kind_sudoku,
                                    .unit = UNIT_TEXT,
                                    .state = sizeof(drawn_block),
                                    .looks = looks_drawn,
                                    .read = read_drawn};
