/* A Sudoku on every line, with other things beside it or not:
 *
 *     8....3...4..8...9....65...           nothing else; 16 to 256 cells
 *     12. 8....3...4..8...9....65...       a number before it
 *     8....3...4..8...9....65... ED=7.2    ratings and fields after it, behind any separator
 *     800003000...,826973415...            the answer after it
 *     https://.../sudoku.htm?bd=800003...  an address
 *     <game data="800003..."/>             an attribute, several on a line
 *     8 0 0 0 0 3 0 0 0 4 ...              signs between cells or rows, as in read_split.c
 *
 * Beside other things a puzzle is a run of cells as long as a grid, from 6x6 on. Lines of words are passed over.
 */
#include "data/formats/cell_grid.h"
#include "data/formats/format.h"
#include "data/formats/grid_line.h"
#include "data/formats/split.h"

#include <ctype.h> /* isdigit */
#include <string.h>

enum { LEAST = 36 }; /* cells of a puzzle that has other things beside it */

typedef struct line_state {
    text_line line;
    const char *next;  /* in it, after what was read; NULL: the line is done with */
    const char *after; /* between calls: where the next line begins */
} line_state;

typedef struct run {
    const char *text;
    int count, side, full; /* full: no cell is open */
    uint8_t cells[SUDOKU_MAX_CELLS];
} run;

/* --- runs ---------------------------------------------------------------------------------- */

/* Whether text[count] is a grid of symbols of its side. */
static int read_run(run *r, const char *text, size_t count)
{
    *r = (run){.text = text, .count = (int)count, .side = grid_side_of_cells(count), .full = 1};
    if (!r->side) return 0;
    for (size_t i = 0; i < count; i++) {
        int symbol = sudoku_symbol_of_char((unsigned char)text[i]);
        if (symbol < 0 || symbol > r->side) return 0;
        r->cells[i] = (uint8_t)symbol;
        r->full &= symbol > 0;
    }
    return 1;
}

/* The next long run of cells from *s on, as long as it can be; *s goes past it. Returns whether it is a grid; *any:
 * whether there was one at all. */
static int next_run(const char **s, const char *end, run *r, int *any)
{
    for (*any = 0; *s < end && !*any;) {
        const char *first = *s;
        while (*s < end && sudoku_symbol_of_char((unsigned char)**s) >= 0) ++*s;
        *any = *s - first >= LEAST;
        if (*any) return read_run(r, first, (size_t)(*s - first));
        if (*s == first) ++*s;
    }
    return 0;
}

/* --- puzzles ------------------------------------------------------------------------------- */

static int add_run(puzzle_reader *reader, run *question, const run *answer, long line)
{
    if (!answer && fault_regions(reader, question->cells, question->side, line) != OK) return BAD_INPUT;
    puzzle p = {.shape = {.rows = question->side, .cols = question->side},
                .question = question->cells,
                .rating = -1,
                .line = line};
    if (!answer) p.shape.form = sudoku_rename(question->side, question->text, question->cells);
    uint8_t cells[SUDOKU_MAX_CELLS];
    if (answer) p.answer = memcpy(cells, answer->cells, sizeof cells);
    return reader_add(reader, &p);
}

/* The next run of the line, and one after it that is its answer. *any: whether there was one that could be a grid; one
 * that is none has gone wrong, and what follows it is perhaps its answer. */
static int take_runs(line_state *l, puzzle_reader *reader, int *any)
{
    const char *end = l->line.text + l->line.length, *s = l->next;
    run question, answer;
    int more;
    *any = next_run(&s, end, &question, &more);
    if (!*any) return OK;
    l->next = s;
    int has_answer =
        next_run(&s, end, &answer, &more) && answer.count == question.count && answer.full && !question.full;
    if (has_answer) l->next = s;
    return add_run(reader, &question, has_answer ? &answer : NULL, l->line.number);
}

/* A run that is no grid, but was meant as one, is a fault, and a full grid after it is its answer. Any other run ends what
 * the line has to say. */
static int pass_bad_run(line_state *l, puzzle_reader *reader)
{
    const char *end = l->line.text + l->line.length, *s = l->next;
    char nearest[NEAREST_SIZES];
    run bad, answer;
    int any;
    l->next = NULL;
    if (next_run(&s, end, &bad, &any) || !any || !is_nearly_sudoku(bad.text, (size_t)bad.count)) return OK;
    l->next = s;
    if (next_run(&s, end, &answer, &any) && answer.full) l->next = s;
    return reader_fault(reader, l->line.number, "found %d cells, expected a grid%s", bad.count,
                        nearest_sizes(nearest, &kind_sudoku, (size_t)bad.count));
}

/* --- lines --------------------------------------------------------------------------------- */

/* Sections are for read_grids.c, which knows those that hold no puzzle. */
static int fault_section(puzzle_reader *reader, long line)
{
    reader->fatal = 1;
    return reader_fault(reader, line, "found a section, expected a Sudoku");
}

/* A line that begins at l->next, whole. */
static int take_line(line_state *l, puzzle_reader *reader, const grid_line *line)
{
    int any, status = OK;
    cell_grid g;
    l->next = NULL;
    if (line->kind == LINE_SECTION) return fault_section(reader, l->line.number);
    if (line->kind < LINE_CELLS) return OK;
    run r;
    if (line->kind == LINE_CELLS && !line->bad && read_run(&r, line->text, line->length))
        return add_run(reader, &r, NULL, l->line.number);
    if ((line->bad || !grid_side_of_cells(line->count)) && line->kind == LINE_CELLS) {
        l->next = l->line.text;
        status = take_runs(l, reader, &any);
        if (any) return status;
        l->next = NULL;
        if (is_grid_count(line, &reader->lines)) return OK;
        if (split_grid(&g, &l->line) && cell_grid_is_sudoku(&g)) return cell_grid_add_sudoku(reader, &g);
    }
    return grids_read_line(reader, line);
}

static int read_lines(puzzle_reader *reader)
{
    line_state *l = reader->state;
    grid_line line;
    int status = OK, any;
    if (l->next) reader->lines.next = l->after;
    while (status == OK && !reader_full(reader)) {
        if (l->next) {
            status = take_runs(l, reader, &any);
            if (!any) status = pass_bad_run(l, reader);
        } else {
            if (!next_grid_line(&reader->lines, &line)) break;
            l->line = line.whole;
            status = take_line(l, reader, &line);
        }
    }
    if (l->next == l->line.text + l->line.length) l->next = NULL;
    if (!l->next) return status;
    l->after = reader->lines.next; /* the block is not done with, so it stays */
    reader->lines.next = l->next;
    return status;
}

static int looks_like_lines(const char *text, size_t length)
{
    enum { LIKELY = 10, LEAST_LENGTH = 16 };
    line_reader lines = lines_of(text, length);
    text_line line;
    for (int i = 0; i < 10 && next_line(&lines, &line); i++)
        if (line.length >= LEAST_LENGTH) return LIKELY;
    return 0;
}

const puzzle_format format_lines = {.name = "lines",
                                    .about = "one Sudoku per line, whatever else is on it; addresses, attributes",
                                    .kind = &kind_sudoku,
                                    .unit = UNIT_LINES,
                                    .state = sizeof(line_state),
                                    .looks = looks_like_lines,
                                    .read = read_lines};
