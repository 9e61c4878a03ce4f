/* Texts with Sudokus: whole puzzles on a line, and grids of one row a line, drawn with rules or not.
 *
 * A line of `side` cells is a row; `side` rows make a grid. Comments and rules may stand anywhere; a blank line
 * ends a grid, or separates its bands of boxes if it then separates all of them. A line of side * side cells is a whole puzzle.
 */
#include "data/formats/puzzle_reader.h"

#include "data/formats/grid_line.h"

#include <string.h>  /* memcpy */
#include <strings.h> /* strncasecmp */

typedef struct grid_builder {
    puzzle_reader *reader;
    line_reader all;    /* at the first line of the text */
    int sixteen_is_row; /* whether 16 cells are a row of 16x16, no 4x4 puzzle; -1: not known yet */
    int skipping;       /* inside a section that holds no puzzle */

    grid_shape shape; /* the grid that is being built */
    int rows;         /* how many it has; 0: none is being built */
    long line;        /* the line on which it starts */
    long gap;         /* the first blank line between its bands, or 0 */
    int waiting;      /* all rows are there, but the grid had gaps, so the next line must not be a row */
    uint8_t cells[SUDOKU_MAX_CELLS];
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

static int fault_count(grid_builder *builder, const grid_line *line)
{
    if (line->count < 16)
        return reader_fault(builder->reader, line->whole.number,
                            "found %zu cell%s in a row, expected 4, 6, 9 or 16 (one character a cell, . or 0 for an "
                            "open one)",
                            line->count, line->count == 1 ? "" : "s");
    return reader_fault(builder->reader, line->whole.number,
                        "found %zu cells, expected 16, 36, 81 or 256 (one character a cell, . or 0 for an open one)",
                        line->count);
}

static int fault_unfinished(grid_builder *builder)
{
    return reader_fault(builder->reader, builder->line,
                        "the grid that starts here ends after %d row%s of %d cells, expected %d rows", builder->rows,
                        builder->rows == 1 ? "" : "s", builder->shape.rows, builder->shape.rows);
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

/* Hands over a grid with all its rows. */
static int finish(grid_builder *builder, long rating)
{
    puzzle p = {.shape = builder->shape, .question = builder->cells, .rating = rating, .line = builder->line};
    builder->rows = builder->waiting = 0;
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
    builder->shape = (grid_shape){whole, whole};
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

static int take_line(grid_builder *builder, const grid_line *line)
{
    int status;
    if (line->kind >= LINE_CELLS) return builder->skipping ? OK : take_cells(builder, line);

    if (builder->waiting && (status = finish(builder, -1)) != OK) return status;
    int ends_grid = line->kind == LINE_SECTION || line->kind == LINE_TITLE;
    if (line->kind == LINE_BLANK && builder->rows > 0) {
        if (builder->rows % sudoku_box(builder->shape.rows).rows != 0) ends_grid = 1;
        if (builder->gap == 0) builder->gap = line->whole.number;
    }
    if (ends_grid && builder->rows > 0) return fault_unfinished(builder);
    if (line->kind == LINE_SECTION)
        builder->skipping = line->length != 8 || strncasecmp(line->text, "[puzzle]", 8) != 0;
    return OK;
}

int read_grids(puzzle_reader *reader, const char *text, size_t length)
{
    line_reader lines = lines_of(text, length);
    grid_builder builder = {.reader = reader, .all = lines, .sixteen_is_row = -1};
    grid_line line;
    while (!reader_full(reader) && next_grid_line(&lines, &line)) {
        int status = take_line(&builder, &line);
        if (status != OK) return status;
    }
    if (builder.rows > 0) return builder.waiting ? finish(&builder, -1) : fault_unfinished(&builder);
    if (reader->list->count > 0) return OK;
    return reader_fault(reader, 0, "no puzzle found in its %ld line%s", lines.number, lines.number == 1 ? "" : "s");
}
