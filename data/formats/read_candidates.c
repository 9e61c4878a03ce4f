/* Sudokus of 9x9 with the candidates of every cell, as Sudoku programs copy them and forums print them.
 *
 *     +------------------+------------------+--------------------+
 *     | 5    3    124    | 26   7    2468   | 1489  1249   248   |
 *     | 6    247  247    | 1    9    5      | 3478  234    2478  |
 *     ...
 *
 * A row is nine cells, each of digits from 1 to 9 in rising order. Bars and other signs part cells as blanks do; lines
 * without a digit are passed over. A cell with one digit is a clue. The others are open: what was struck out of them
 * follows from the clues, or is a mistake.
 */
#include "data/formats/format.h"
#include "puzzles/sudoku/sudoku.h"

#include <string.h>

enum { SIDE = 9 };

typedef struct candidates {
    puzzle_reader *reader;
    int rows;  /* of the grid that is being built; 0: none is */
    int skip;  /* rows of a bad grid still to come */
    long line; /* on which the grid starts */
    uint8_t cells[SIDE * SIDE];
} candidates;

typedef struct candidate_row {
    size_t count; /* of fields */
    int several;  /* that hold more than one digit */
    size_t bad;   /* the first one that is no list of candidates, from 1 on; 0: none is */
    const char *at[SIDE];
    size_t length[SIDE];
} candidate_row;

/* Letters and digits make fields, signs part them. */
static int is_part(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int is_rising(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] < '1' || text[i] > '9' || (i > 0 && text[i] <= text[i - 1])) return 0;
    return 1;
}

static void read_fields(const text_line *line, candidate_row *row)
{
    const char *s = line->text, *end = s + line->length;
    *row = (candidate_row){0};
    while (s < end) {
        const char *first = s;
        while (s < end && is_part(*s)) s++;
        if (s == first) {
            s++;
            continue;
        }
        size_t length = (size_t)(s - first), n = row->count++;
        row->several += length > 1;
        if (!row->bad && !is_rising(first, length)) row->bad = row->count;
        if (n < SIDE) row->at[n] = first, row->length[n] = length;
    }
}

static int has_digit(const text_line *line)
{
    for (size_t i = 0; i < line->length; i++)
        if (line->text[i] >= '0' && line->text[i] <= '9') return 1;
    return 0;
}

/* Most cells of a row are lists of candidates, or it is none. */
static int is_row(const text_line *line, candidate_row *row)
{
    read_fields(line, row);
    return has_digit(line) && row->count + 1 >= SIDE && row->count <= SIDE + 1;
}

/* The numbers of the columns, above a grid. */
static int is_header(const candidate_row *row)
{
    for (size_t i = 0; i < SIDE; i++)
        if (row->count != SIDE || row->length[i] != 1 || *row->at[i] != (char)('1' + i)) return 0;
    return 1;
}

static int fault(candidates *c, int status)
{
    c->skip = SIDE - 1 - c->rows;
    c->rows = 0;
    return status;
}

static int check_row(candidates *c, const candidate_row *row, long number)
{
    char shown[SHOWN_BYTES];
    if (row->count != SIDE)
        return reader_fault(c->reader, number,
                            "found %zu cells in row %d of the candidates that start at line %ld, expected %d",
                            row->count, c->rows + 1, c->line, SIDE);
    if (!row->bad) return OK;
    return reader_fault(c->reader, number,
                        "'%s' in row %d, column %zu is no list of candidates (digits 1 to 9 in rising order)",
                        show_bytes(shown, row->at[row->bad - 1], row->length[row->bad - 1]), c->rows + 1, row->bad);
}

static int take_row(candidates *c, const candidate_row *row, long number)
{
    if (c->skip > 0) {
        c->skip--;
        return OK;
    }
    if (c->rows == 0) c->line = number;
    int status = check_row(c, row, number);
    if (status != OK) return fault(c, status);
    for (int i = 0; i < SIDE; i++)
        c->cells[c->rows * SIDE + i] = (uint8_t)(row->length[i] == 1 ? *row->at[i] - '0' : 0);
    if (++c->rows < SIDE) return OK;
    c->rows = 0;
    return reader_add(
        c->reader,
        &(puzzle){.shape = {.rows = SIDE, .cols = SIDE}, .question = c->cells, .rating = -1, .line = c->line});
}

/* A line with digits that is no row ends a grid; outside of grids it is a title. */
static int take_line(candidates *c, const text_line *line)
{
    candidate_row row;
    if (is_row(line, &row)) return c->rows == 0 && is_header(&row) ? OK : take_row(c, &row, line->number);
    c->skip = has_digit(line) ? 0 : c->skip;
    if (c->rows == 0 || !has_digit(line)) return OK;
    return fault(c, check_row(c, &row, line->number));
}

static int end_text(candidates *c)
{
    int rows = c->rows;
    c->rows = 0;
    if (rows == 0) return OK;
    return reader_fault(c->reader, c->line, "the candidates that start here end after %d row%s, expected %d", rows,
                        rows == 1 ? "" : "s", SIDE);
}

static int read_candidates(puzzle_reader *reader)
{
    candidates *c = reader->state;
    text_line line;
    int status = OK;
    c->reader = reader;
    while (status == OK && !reader_full(reader) && next_line(&reader->lines, &line)) status = take_line(c, &line);
    return status == OK && !reader_full(reader) && reader->last ? end_text(c) : status;
}

/* At least three rows of nine lists follow each other, with rules between them at most, and most have several digits. */
static int looks_like_candidates(const char *text, size_t length)
{
    enum { LIKELY = 80, LEAST_ROWS = 3 };
    line_reader lines = lines_of(text, length);
    text_line line;
    candidate_row row;
    int rows = 0, with_several = 0;
    while (next_line(&lines, &line)) {
        if (!has_digit(&line)) continue;
        int is_one = is_row(&line, &row) && row.count == SIDE && !row.bad;
        rows = is_one ? rows + 1 : 0;
        with_several = is_one ? with_several + (row.several > 0) : 0;
        if (rows >= LEAST_ROWS && 2 * with_several > rows) return LIKELY;
    }
    return 0;
}

const puzzle_format format_candidates = {.name = "candidates",
                                         .about = "Sudokus of 9x9 with the candidates of each cell",
                                         .kind = &kind_sudoku,
                                         .unit = UNIT_TEXT,
                                         .state = sizeof(candidates),
                                         .looks = looks_like_candidates,
                                         .read = read_candidates};
