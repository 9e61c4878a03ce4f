/* Texts with Sudokus: whole puzzles on a line, and grids of one row a line, drawn with rules or not.
 *
 *   one puzzle a line     16, 36, 81 or 256 characters (.sdm, .txt); open cells are . 0 X * _ ? or -
 *   .sdk                  rows, # header lines, [Puzzle] sections (other sections are passed over)
 *   .ss, clipboard        grids drawn with | and --- or +, also in box drawing characters
 *   typed                 rows with spaces between the cells; several grids separated by blank lines
 *   Grid 01, Easy 1       rows under such titles; words after a grid are passed over
 *   Puzzle Bank           12 hexadecimal characters, 81 digits, rating
 *
 * A line of `side` cells is a row; `side` rows make a grid. Comments and rules may stand anywhere; a blank line ends a
 * grid, or separates its bands of boxes if it then separates all of them. A line of side * side cells is a whole puzzle.
 * Rules and bars that are drawn say which way the boxes lie.
 *
 * Sides are those of sudoku_box. Symbols above 9 are the letters A (10) to G (16); in rows with spaces between all cells
 * also the numbers 10 to 16. A 16x16 grid with 0 and another sign for open cells has the symbols 0 to F. Lines that
 * start with #, and what follows " #" in a line, are comments; lines may have blanks at both ends. A line of 16 cells is
 * a 4x4 puzzle, or a row of 16x16 if most clues of such lines in the file are above 4.
 */
#include "data/formats/format.h"

#include "data/formats/grid_line.h"

#include <ctype.h>   /* isalnum */
#include <string.h>  /* memcpy */
#include <strings.h> /* strncasecmp */

typedef struct grid_builder {
    puzzle_reader *reader;
    line_reader all;    /* at the first line of the text */
    int sixteen_is_row; /* whether 16 cells are a row of 16x16, no 4x4 puzzle; -1: not known yet */
    int skipping;       /* inside a section that holds no puzzle */
    int passing;        /* after a fault, as far as the bad grid may go on */
    text_line words;    /* the first line of words; number 0: none */

    grid_shape shape; /* the grid that is being built */
    int rows;         /* how many it has; 0: none is being built */
    long line;        /* the line on which it starts */
    long gap;         /* the first blank line between its bands, or 0 */
    int waiting;      /* all rows are there, but the grid had gaps, so the next line must not be a row */
    drawn_lines rules, bars;
    int dashes; /* 1: a dash is an open cell in it */
    uint8_t cells[SUDOKU_MAX_CELLS];
    char written[SUDOKU_MAX_CELLS]; /* the first character of each */
} grid_builder;

/* 16 cells: a 4x4 puzzle or a row of a 16x16 grid? No 16x16 puzzle can do with the symbols 1 to 4 (one solution needs
 * 15 different symbols), so the text holds rows if most clues of its lines of 16 are above 4. */
static int find_sixteen_is_row(line_reader lines)
{
    grid_line line;
    size_t clues = 0, above = 0;
    while (next_grid_line(&lines, &line)) {
        if (line.kind != LINE_CELLS || line.count != 16) continue;
        for (int i = 0; i < 16; i++) {
            clues += line.cells[i] > 0;
            above += line.cells[i] > 4;
        }
    }
    return above > clues / 2;
}

static const char *first_bad(const text_line *line)
{
    const char *s = line->text;
    while (is_blank(*s) || sudoku_symbol_of_char(*s) >= 0) s++; /* words hold one */
    return s;
}

static int fault_count(grid_builder *builder, const grid_line *line)
{
    if (line->count < 16)
        return reader_fault(
            builder->reader, line->whole.number,
            "found %zu cell%s in a row, expected 4, 6, 8, 9, 10, 12, 15 or 16 (one character a cell, . or "
            "0 for an open one)",
            line->count, line->count == 1 ? "" : "s");
    char nearest[NEAREST_SIZES];
    return reader_fault(builder->reader, line->whole.number, "found %zu cells, expected %s%s", line->count,
                        kind_sudoku.sizes, nearest_sizes(nearest, &kind_sudoku, line->count));
}

static int fault_unfinished(grid_builder *builder)
{
    int rows = builder->rows;
    builder->rows = 0;
    return reader_fault(builder->reader, builder->line,
                        "the grid that starts here ends after %d row%s of %d cells, expected %d rows", rows,
                        rows == 1 ? "" : "s", builder->shape.rows, builder->shape.rows);
}

/* Every cell of the line must be open or a symbol of the shape. */
static int check_symbols(grid_builder *builder, const grid_line *line)
{
    const grid_shape *shape = &builder->shape;
    if (line->bad) return reader_bad_symbol(builder->reader, &line->whole, "", line->bad, 1, shape);
    for (size_t i = 0; i < line->count; i++) {
        int is_number = line->cells[i] > 9 && *line->at[i] <= '9'; /* of two digits */
        if (line->cells[i] > shape->rows)
            return reader_bad_symbol(builder->reader, &line->whole, "", line->at[i], is_number ? 2 : 1, shape);
    }
    return OK;
}

int is_regions(const uint8_t *cells, int side)
{
    int count[UINT8_MAX + 1] = {0}, same = 0;
    for (int i = 0; i < side * side; i++) count[cells[i]]++;
    for (int v = 1; v <= side; v++)
        if (count[v] != side) return 0;
    for (int c = 1; c < side; c++) same |= cells[c] == cells[c - 1];
    return same;
}

static int fault_jigsaw(puzzle_reader *reader, long number)
{
    return reader_fault(reader, number,
                        "this looks like the regions of a jigsaw, each named by a symbol; jigsaws are not solved");
}

int fault_regions(puzzle_reader *reader, const uint8_t *cells, int side, long number)
{
    line_reader ahead = reader->lines;
    grid_line line;
    int is_one = is_regions(cells, side);
    if (!is_one && next_grid_line(&ahead, &line) && line.kind == LINE_CELLS && line.count == (size_t)(side * side) &&
        is_regions(line.cells, side)) {
        reader->lines = ahead;
        number = line.whole.number;
        is_one = 1;
    }
    return is_one ? fault_jigsaw(reader, number) : OK;
}

/* The names of the regions in a row, numbered as they come. Returns 0 if it is none. */
static int read_region_row(const text_line *line, int side, uint8_t number[256], int *names, uint8_t *cells)
{
    int cols = 0;
    for (size_t i = 0; i < line->length; i++) {
        unsigned char c = (unsigned char)line->text[i];
        if (is_blank((char)c)) continue;
        if (!isalnum(c) || cols == side) return 0;
        if (!number[c]) number[c] = (uint8_t)++*names;
        cells[cols++] = number[c];
    }
    return cols == side && *names <= side;
}

/* Passes over the regions of a jigsaw if its next lines that are not blank are these, in rows. Returns the first one's
 * number, or 0. */
static long pass_regions(line_reader *lines, int side)
{
    line_reader ahead = *lines;
    text_line line;
    uint8_t cells[SUDOKU_MAX_CELLS] = {0}, number[256] = {0};
    int rows = 0, names = 0;
    long first = 0;
    while (rows < side && next_line(&ahead, &line)) {
        if (rows == 0 && is_blank_line(&line)) continue;
        if (!read_region_row(&line, side, number, &names, cells + rows * side)) return 0;
        if (rows++ == 0) first = line.number;
    }
    if (rows < side || !is_regions(cells, side)) return 0;
    *lines = ahead;
    return first;
}

/* Hands over a grid with all its rows. */
static int finish(grid_builder *builder, long rating)
{
    int side = builder->shape.rows, form = boxes_form(side, &builder->rules, &builder->bars);
    builder->rows = builder->waiting = 0;
    if (form < 0) return reader_fault_boxes(builder->reader, builder->line, side);
    builder->shape.form = form | sudoku_rename(side, builder->written, builder->cells);
    if (fault_regions(builder->reader, builder->cells, side, builder->line) != OK) return BAD_INPUT;
    long regions = pass_regions(&builder->reader->lines, side);
    if (regions) return fault_jigsaw(builder->reader, regions);
    puzzle p = {.shape = builder->shape, .question = builder->cells, .rating = rating, .line = builder->line};
    return reader_add(builder->reader, &p);
}

/* Adds a row, or a whole puzzle. */
static int add_cells(grid_builder *builder, const grid_line *line)
{
    int side = builder->shape.rows, status = check_symbols(builder, line);
    long rating = -1;
    if (status == OK && line->kind == LINE_BANK)
        status = reader_rating(builder->reader, builder->line, line->rating, line->rating_length, &rating);
    if (status != OK) return status;
    memcpy(builder->cells + builder->rows * side, line->cells, line->count);
    for (size_t i = 0; i < line->count; i++) {
        builder->written[(size_t)(builder->rows * side) + i] = *line->at[i];
        builder->dashes |= *line->at[i] == '-';
    }
    if (line->count == (size_t)side) {
        builder->bars.light |= line->bars.light;
        builder->bars.heavy |= line->bars.heavy;
    }
    builder->rows += (int)line->count / side;
    if (builder->rows < side) return OK;
    builder->waiting = builder->gap != 0;
    return builder->waiting ? OK : finish(builder, rating);
}

/* A line of cells while no grid is being built: a whole puzzle, or the first row of a grid. */
static int begin(grid_builder *builder, const grid_line *line)
{
    int whole = grid_side_of_cells(line->count), side = grid_side_of_row(line->count);
    if (line->count == 16) {
        if (builder->sixteen_is_row < 0) builder->sixteen_is_row = find_sixteen_is_row(builder->all);
        *(builder->sixteen_is_row ? &whole : &side) = 0;
    }
    if (whole == 0) {
        if (line->bad) return reader_bad_symbol(builder->reader, &line->whole, "", line->bad, 1, NULL);
        if (side == 0 || line->kind == LINE_BANK) return fault_count(builder, line);
        whole = side;
    }
    builder->shape = (grid_shape){.rows = whole, .cols = whole};
    builder->rules = builder->bars = (drawn_lines){0};
    builder->dashes = 0;
    builder->line = line->whole.number;
    builder->gap = 0;
    return add_cells(builder, line);
}

static int take_cells(grid_builder *builder, const grid_line *line)
{
    if (builder->waiting)
        return reader_fault(builder->reader, builder->line,
                            "the grid that starts here has a blank line (line %ld) before its %d rows are complete, "
                            "and rows go on after them (line %ld)",
                            builder->gap, builder->shape.rows, line->whole.number);
    if (builder->rows == 0) return begin(builder, line);
    if (line->kind == LINE_BANK) return fault_unfinished(builder);
    if (line->count == (size_t)builder->shape.rows) return add_cells(builder, line);
    if (line->bad) return reader_bad_symbol(builder->reader, &line->whole, "", line->bad, 1, NULL);
    return reader_fault(builder->reader, line->whole.number,
                        "found %zu cell%s in row %d of the grid that starts at line %ld, expected %d", line->count,
                        line->count == 1 ? "" : "s", builder->rows + 1, builder->line, builder->shape.rows);
}

/* A line of dashes alone in a grid whose open cells are dashes. */
static int is_row_of_dashes(const grid_builder *builder, const grid_line *line)
{
    int dashes = 0;
    for (size_t i = 0; i < line->length; i++) dashes += line->text[i] == '-';
    return builder->dashes && dashes == builder->shape.rows && (line->length == (size_t)dashes || line->text[1] == ' ');
}

static void take_rule(grid_builder *builder, const grid_line *line)
{
    if (builder->rows == 0 || builder->rows >= builder->shape.rows) return;
    if (!is_row_of_dashes(builder, line)) {
        *(line->heavy ? &builder->rules.heavy : &builder->rules.light) |= (uint32_t)1 << builder->rows;
        return;
    }
    memset(builder->cells + builder->rows * builder->shape.rows, 0, (size_t)builder->shape.rows);
    memset(builder->written + builder->rows * builder->shape.rows, '-', (size_t)builder->shape.rows);
    builder->rows++;
}

/* A blank line in a grid: a gap between its bands, or its end. */
static int take_blank(grid_builder *builder, const grid_line *line)
{
    int side = builder->shape.rows;
    grid_shape box = sudoku_box(side);
    if (builder->rows == 0) return OK;
    if (builder->rows % box.rows && builder->rows % box.cols) return fault_unfinished(builder);
    if (builder->gap == 0) builder->gap = line->whole.number;
    builder->rules.light |= (uint32_t)1 << builder->rows;
    return OK;
}

static int take_other(grid_builder *builder, const grid_line *line)
{
    int status;
    if (line->kind != LINE_RULE && line->kind != LINE_PASSED) builder->passing = 0;
    if (builder->waiting && (status = finish(builder, -1)) != OK) return status;
    if (line->kind == LINE_RULE) take_rule(builder, line);
    if (line->kind == LINE_RULE && builder->rows == builder->shape.rows && builder->rows > 0)
        return finish(builder, -1);
    if (line->kind == LINE_BLANK) return take_blank(builder, line);
    if (line->kind == LINE_WORDS && builder->words.number == 0) builder->words = line->whole;
    if (line->kind < LINE_SECTION) return OK;
    if (builder->rows > 0) return fault_unfinished(builder);
    if (line->kind == LINE_SECTION)
        builder->skipping = line->length != 8 || strncasecmp(line->text, "[puzzle]", 8) != 0;
    return OK;
}

/* Words inside a grid are a row that went wrong. */
static int take_line(grid_builder *builder, const grid_line *line)
{
    if (line->kind < LINE_WORDS || (line->kind == LINE_WORDS && (builder->rows == 0 || builder->waiting)))
        return take_other(builder, line);
    if (builder->skipping || builder->passing) return OK;
    if (builder->rows == 0 && is_grid_count(line, &builder->reader->lines)) return OK;
    int was_building = builder->rows > 0 || grid_side_of_row(line->count) > 0, status = take_cells(builder, line);
    builder->passing = status != OK && was_building;
    return status;
}

int grids_read_line(puzzle_reader *reader, const grid_line *line)
{
    line_reader alone = {line->whole.text, line->whole.text + line->whole.length, line->whole.number - 1};
    grid_builder builder = {.reader = reader, .all = alone, .sixteen_is_row = -1};
    int status = take_line(&builder, line);
    return status == OK && builder.rows > 0 ? fault_unfinished(&builder) : status;
}

/* What is left at the end of the text. */
static int end_text(grid_builder *builder)
{
    puzzle_reader *reader = builder->reader;
    if (builder->rows > 0) return builder->waiting ? finish(builder, -1) : fault_unfinished(builder);
    if (reader->found > 0 || !builder->words.number) return OK;
    reader->fatal = 1;
    return reader_bad_symbol(reader, &builder->words, "", first_bad(&builder->words), 1, NULL);
}

static int read_grids(puzzle_reader *reader)
{
    grid_builder *builder = reader->state;
    grid_line line;
    int status = OK;
    if (!builder->reader) *builder = (grid_builder){.all = reader->lines, .sixteen_is_row = -1};
    builder->reader = reader;
    while (status == OK && !reader_full(reader) && next_grid_line(&reader->lines, &line))
        status = take_line(builder, &line);
    if (status == OK && !reader_full(reader) && reader->last) status = end_text(builder);
    if (status != OK) builder->rows = builder->waiting = 0;
    return status;
}

/* The fallback: what looks like nothing else is a Sudoku that went wrong. */
static int looks_like_grids(const char *text, size_t length)
{
    enum { FALLBACK = 11, OF_LINES = 5, LINE = 36 };
    line_reader lines = lines_of(text, length);
    text_line line;
    while (next_line(&lines, &line))
        if (line.length > 0 && *line.text != '#') return line.length < LINE ? FALLBACK : OF_LINES;
    return FALLBACK;
}

const puzzle_format format_grids = {.name = "grids",
                                    .about = "Sudokus in rows, typed or drawn, or one a line",
                                    .kind = &kind_sudoku,
                                    .unit = UNIT_TEXT,
                                    .state = sizeof(grid_builder),
                                    .looks = looks_like_grids,
                                    .read = read_grids};
