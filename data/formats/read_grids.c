/* Texts with Sudokus: whole puzzles on a line, and grids of one row a line, drawn with rules or not.
 *
 * A line of `side` cells is a row; `side` rows make a grid. Comments and rules may stand anywhere; a blank line
 * ends a grid, or parts its bands of boxes if it then parts all of them. A line of side * side cells is a whole puzzle.
 */
#include "data/formats/puzzle_reader.h"

#include "data/formats/grid_line.h"

#include <string.h>  /* memcpy */
#include <strings.h> /* strncasecmp */

typedef struct grid_builder {
    puzzle_reader *reader;
    const char *text;
    size_t length;
    int sixteen_is_row; /* whether 16 cells are a row of 16x16, no 4x4 puzzle; -1: not known yet */
    int skipping;       /* inside a section that holds no puzzle */

    sudoku_shape shape; /* the grid that is being built */
    int rows;           /* how many it has; 0: none is being built */
    long line;          /* where it starts */
    long gap;           /* the first blank line between its bands, or 0 */
    int waiting;        /* all rows are there, but the grid had gaps, so the next line must not be a row */
    uint8_t cells[SUDOKU_MAX_CELLS];
} grid_builder;

/* 16 cells: a 4x4 puzzle or a row of a 16x16 grid? No 16x16 puzzle can do with the symbols 1 to 4 (one solution needs
 * 15 different symbols), so the text holds rows where most clues of its lines of 16 are above 4. */
static int find_sixteen_is_row(const grid_builder *builder)
{
    grid_lines lines;
    grid_line line;
    size_t clues = 0, above = 0;
    grid_lines_open(&lines, builder->text, builder->length);
    while (grid_lines_next(&lines, &line)) {
        if (line.kind != LINE_CELLS || line.count != 16) continue;
        for (int i = 0; i < 16; i++) {
            clues += line.cells[i] > 0;
            above += line.cells[i] > 4;
        }
    }
    return above > clues / 2;
}

static int fault_count(grid_builder *builder, const grid_line *line)
{
    if (line->count < 16)
        return reader_fault(builder->reader, line->number,
                            "found %zu cell%s in a row, expected 4, 6, 9 or 16 (one character a cell, . or 0 for an "
                            "open one)",
                            line->count, line->count == 1 ? "" : "s");
    return reader_fault(builder->reader, line->number,
                        "found %zu cells, expected 16, 36, 81 or 256 (one character a cell, . or 0 for an open one)",
                        line->count);
}

static int fault_unfinished(grid_builder *builder)
{
    return reader_fault(builder->reader, builder->line,
                        "the grid that starts here ends after %d row%s of %d cells, expected %d rows", builder->rows,
                        builder->rows == 1 ? "" : "s", builder->shape.side, builder->shape.side);
}

/* The character of a line, from 1, at which `s` points. */
static size_t character_at(const grid_line *line, const char *s)
{
    size_t character = 1;
    for (const char *c = line->start; c < s; c++) character += ((unsigned char)*c & 0xc0) != 0x80;
    return character;
}

static int fault_symbol(grid_builder *builder, const grid_line *line, const char *s, size_t wide,
                        const sudoku_shape *shape)
{
    const char *end = line->text + line->length;
    while (s + wide < end && ((unsigned char)s[wide] & 0xc0) == 0x80) wide++; /* the rest of a UTF-8 character */
    grid_shape grid = {shape->side, shape->side};
    return reader_bad_symbol(builder->reader, line->number, "", s, wide, character_at(line, s),
                             shape->side > 0 ? &grid : NULL);
}

/* Every cell of the line must be open or a symbol of the shape. */
static int check_symbols(grid_builder *builder, const grid_line *line, const sudoku_shape *shape)
{
    if (line->bad != NULL) return fault_symbol(builder, line, line->bad, 1, shape);
    for (size_t i = 0; i < line->count; i++)
        if (line->cells[i] > shape->side) return fault_symbol(builder, line, line->at[i], line->wide[i], shape);
    return OK;
}

static int add_whole(grid_builder *builder, const grid_line *line, int side)
{
    puzzle p = {.shape = {side, side}, .question = builder->cells, .rating = -1, .line = line->number};
    sudoku_shape shape = {.side = side};
    int status = check_symbols(builder, line, &shape);
    if (status == OK && line->kind == LINE_BANK)
        status = reader_rating(builder->reader, line->number, line->rating, line->rating_length, &p.rating);
    if (status != OK) return status;
    memcpy(builder->cells, line->cells, line->count);
    return reader_add(builder->reader, &p);
}

/* Hands a grid with all its rows over. */
static int finish(grid_builder *builder)
{
    int side = builder->shape.side;
    puzzle p = {.shape = {side, side}, .question = builder->cells, .rating = -1, .line = builder->line};
    builder->rows = builder->waiting = 0;
    return reader_add(builder->reader, &p);
}

static int add_row(grid_builder *builder, const grid_line *line)
{
    int side = builder->shape.side;
    int status = check_symbols(builder, line, &builder->shape);
    if (status != OK) return status;
    memcpy(builder->cells + builder->rows * side, line->cells, (size_t)side);
    if (++builder->rows < side) return OK;
    builder->waiting = builder->gap != 0;
    return builder->waiting ? OK : finish(builder);
}

/* A line of cells where no grid is being built: a whole puzzle, or the first row of a grid. */
static int begin(grid_builder *builder, const grid_line *line)
{
    int whole = grid_side_of_cells(line->count), side = grid_side_of_row(line->count);
    if (line->count == 16) {
        if (builder->sixteen_is_row < 0) builder->sixteen_is_row = find_sixteen_is_row(builder);
        *(builder->sixteen_is_row ? &whole : &side) = 0;
    }
    if (whole != 0) return add_whole(builder, line, whole);
    sudoku_shape unknown = {0};
    if (line->bad != NULL) return check_symbols(builder, line, &unknown);
    if (side == 0 || line->kind == LINE_BANK) return fault_count(builder, line);
    sudoku_shape_of_side(side, &builder->shape);
    builder->line = line->number;
    builder->gap = 0;
    return add_row(builder, line);
}

static int take_cells(grid_builder *builder, const grid_line *line)
{
    if (builder->waiting)
        return reader_fault(builder->reader, builder->line,
                            "the grid that starts here has a blank line (line %ld) before its %d rows are complete, "
                            "and rows go on after them (line %ld)",
                            builder->gap, builder->shape.side, line->number);
    if (builder->rows == 0) return begin(builder, line);
    if (line->kind == LINE_BANK) return fault_unfinished(builder);
    if (line->count == (size_t)builder->shape.side) return add_row(builder, line);
    sudoku_shape unknown = {0};
    if (line->bad != NULL) return check_symbols(builder, line, &unknown);
    return reader_fault(builder->reader, line->number,
                        "found %zu cell%s in row %d of the grid that starts at line %ld, expected %d", line->count,
                        line->count == 1 ? "" : "s", builder->rows + 1, builder->line, builder->shape.side);
}

static int take_line(grid_builder *builder, const grid_line *line)
{
    int status, is_cells = line->kind == LINE_CELLS || line->kind == LINE_BANK;
    if (is_cells) return builder->skipping ? OK : take_cells(builder, line);

    if (builder->waiting && (status = finish(builder)) != OK) return status;
    int ends_grid = line->kind == LINE_SECTION || line->kind == LINE_TITLE;
    if (line->kind == LINE_BLANK && builder->rows > 0) {
        if (builder->rows % builder->shape.box_rows != 0) ends_grid = 1;
        if (builder->gap == 0) builder->gap = line->number;
    }
    if (ends_grid && builder->rows > 0) return fault_unfinished(builder);
    if (line->kind == LINE_SECTION)
        builder->skipping = line->length != 8 || strncasecmp(line->text, "[puzzle]", 8) != 0;
    return OK;
}

int read_grids(puzzle_reader *reader, const char *text, size_t length)
{
    grid_builder builder = {.reader = reader, .text = text, .length = length, .sixteen_is_row = -1};
    grid_lines lines;
    grid_line line = {.number = 0};
    grid_lines_open(&lines, text, length);
    while (!reader_full(reader) && grid_lines_next(&lines, &line)) {
        int status = take_line(&builder, &line);
        if (status != OK) return status;
    }
    if (builder.rows > 0 && !builder.waiting) return fault_unfinished(&builder);
    if (builder.rows > 0) return finish(&builder);
    if (reader->list->count > 0) return OK;
    return reader_fault(reader, 0, "no puzzle found in its %ld line%s", line.number, line.number == 1 ? "" : "s");
}
