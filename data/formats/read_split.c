/* A grid on every line, whose cells or rows a sign keeps apart, Sudoku or maze:
 *
 *     5::3::0::0::7::...                   cells
 *     530070000/600195000/...              rows
 *     5,3,,,7,,,,/6,,,1,9,5,,,/...         rows, and cells in them
 *     #####|#S..#|#..G#|#####              rows of a maze
 *
 * Which signs those are, see split.c. One before the first or after the last field separates nothing.
 */
#include "data/formats/format.h"
#include "data/formats/split.h"

#include <string.h>

typedef struct split_state {
    cell_grid g;
} split_state;

static int is_passed(const text_line *line)
{
    size_t blanks = 0;
    while (blanks < line->length && is_blank(line->text[blanks])) blanks++;
    return blanks == line->length || (line->length > 1 && line->text[0] == '#' && is_blank(line->text[1]));
}

static int take_line(split_state *s, puzzle_reader *reader, const text_line *line)
{
    char found[2 * KIND_SENTENCE + NEAREST_SIZES], shown[SHOWN_BYTES];
    if (is_passed(line)) return OK;
    if (split_grid(&s->g, line)) return cell_grid_add(reader, &s->g);
    if (split_fault(line, found, sizeof found)) return reader_fault(reader, line->number, "found %s", found);
    return reader_fault(reader, line->number, "found '%s', expected a grid whose cells or rows are separated by a sign",
                        show_bytes(shown, line->text, line->length));
}

static int read_split(puzzle_reader *reader)
{
    text_line line;
    int status = OK;
    while (status == OK && !reader_full(reader) && next_line(&reader->lines, &line))
        status = take_line(reader->state, reader, &line);
    return status;
}

/* The first line that is not passed over is such a grid, or one that went wrong. */
static int looks_split(const char *text, size_t length)
{
    enum { WHOLE = 55, LEAST_CELLS = 36, LIKELY = 40, POSSIBLE = 12 };
    char found[2 * KIND_SENTENCE + NEAREST_SIZES];
    line_reader lines = lines_of(text, length);
    text_line line;
    cell_grid g;
    while (next_line(&lines, &line)) {
        if (is_passed(&line)) continue;
        if (split_grid(&g, &line)) return g.rows * g.cols < LEAST_CELLS ? LIKELY : WHOLE;
        return split_fault(&line, found, sizeof found) ? POSSIBLE : 0;
    }
    return 0;
}

const puzzle_format format_split = {.name = "split",
                                    .about = "one grid per line, cells or rows separated by / | , :: and others",
                                    .unit = UNIT_LINES,
                                    .state = sizeof(split_state),
                                    .looks = looks_split,
                                    .read = read_split};
