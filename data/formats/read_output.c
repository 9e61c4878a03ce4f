/* What ./solve prints for people: the grid under each line "question" is a puzzle, the rest is passed over. */
#include "data/formats/format.h"

#include <stdlib.h>
#include <string.h>

static int is_heading(const text_line *line)
{
    static const char heading[] = "question";
    return line->length == sizeof heading - 1 && memcmp(line->text, heading, line->length) == 0;
}

/* The lines up to a blank one or the next heading: so what is read as a grid never looks like such a text again. */
static line_reader take_grid(line_reader *lines)
{
    line_reader grid = *lines, ahead = *lines;
    text_line line;
    grid.end = grid.next;
    while (next_line(&ahead, &line) && line.length > 0 && !is_heading(&line)) {
        grid.end = line.text + line.length;
        *lines = ahead;
    }
    return grid;
}

/* One grid, by the reader that it looks like. */
static int read_grid(puzzle_reader *reader, line_reader grid)
{
    int fits;
    size_t length = (size_t)(grid.end - grid.next);
    const puzzle_format *f = length ? puzzle_format_of(grid.next, length, 1, reader->kind, &fits) : NULL;
    if (!f || f == &format_output) return reader_fault(reader, grid.number, "no grid follows the word \"question\"");
    puzzle_reader inner = *reader;
    inner.kind = reader->kind ? reader->kind : f->kind;
    inner.lines = grid;
    inner.last = 1;
    inner.state = calloc(1, f->state + 1);
    int status = inner.state ? f->read(&inner) : fail_memory(reader->err, "reading puzzles");
    free(inner.state);
    reader->found = inner.found;
    reader->kind = inner.kind;
    reader->bad_line = inner.bad_line;
    return status;
}

static int read_output(puzzle_reader *reader)
{
    text_line line;
    int status = OK;
    while (status == OK && !reader_full(reader) && next_line(&reader->lines, &line))
        if (is_heading(&line)) status = read_grid(reader, take_grid(&reader->lines));
    return status;
}

/* It begins with the heading, and a step follows. */
static int looks_like_output(const char *text, size_t length)
{
    enum { BEGINNING = 4 };
    line_reader lines = lines_of(text, length);
    text_line line;
    int begins = 0;
    for (int i = 0; i < BEGINNING && !begins && next_line(&lines, &line); i++) begins = is_heading(&line);
    while (begins && next_line(&lines, &line))
        if (line.length > 6 && (!memcmp(line.text, "step ", 5) || !memcmp(line.text, "solved", 6)))
            return LOOKS_CERTAIN;
    return 0;
}

const puzzle_format format_output = {.name = "output",
                                     .about = "what ./solve prints for people",
                                     .unit = UNIT_TEXT,
                                     .looks = looks_like_output,
                                     .read = read_output};
