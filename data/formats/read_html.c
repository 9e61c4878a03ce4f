/* Tables of web pages, with a cell of the puzzle in each of theirs:
 *
 *     <table> <tr><td>5</td><td></td><td class="given">3</td> ... </tr> ... </table>
 *
 * Tags inside of a cell, and spaces that may not break, are none of what it holds; an input field holds its value. A
 * table that is no square of cells, or no maze, is one for layout and passed over, unless nothing else is found.
 */
#include "data/formats/cell_grid.h"
#include "data/formats/format.h"

#include <ctype.h>
#include <string.h>
#include <strings.h> /* strncasecmp */

enum { FIELD = 32 }; /* characters of a cell that are looked at */

typedef struct html_table {
    cell_grid g;
    int cols;          /* cells of the row at hand */
    int inside;        /* 1: of a cell */
    int stray;         /* 1: some cell of the table is none of a puzzle, or its rows differ in length */
    char field[FIELD]; /* what the cell at hand holds, without blanks around it */
    size_t length;
} html_table;

/* --- tags -------------------------------------------------------------------------------- */

/* Whether the tag at s (after the <) has that name. */
static int is_tag(const char *s, const char *end, const char *name)
{
    size_t length = strlen(name);
    return (size_t)(end - s) > length && !strncasecmp(s, name, length) && !isalnum((unsigned char)s[length]);
}

/* The value that an input field begins with. */
static void take_value(html_table *t, const char *tag, const char *end)
{
    static const char name[] = "value=";
    for (; tag + sizeof name < end; tag++) {
        if (strncasecmp(tag, name, sizeof name - 1)) continue;
        tag += sizeof name - 1;
        char quote = *tag == '"' || *tag == '\'' ? *tag++ : 0;
        while (tag < end && *tag != (quote ? quote : ' ') && *tag != '>' && t->length < FIELD)
            t->field[t->length++] = *tag++;
        return;
    }
}

/* --- cells, rows, tables ----------------------------------------------------------------- */

static void end_cell(html_table *t)
{
    int cell = CELL_EMPTY;
    if (!t->inside) return;
    t->inside = 0;
    while (t->length > 0 && isspace((unsigned char)t->field[t->length - 1])) t->length--;
    if (cell_of_field(t->field, t->length, &cell)) t->stray = 1;
    if (t->cols < CELL_GRID_SIDE && t->g.rows < CELL_GRID_SIDE) t->g.cell[t->g.rows * t->g.cols + t->cols] = cell;
    t->cols++;
}

static void end_row(html_table *t)
{
    end_cell(t);
    if (t->cols == 0) return;
    if (t->g.rows == 0) t->g.cols = t->cols;
    t->stray |= t->cols != t->g.cols || t->cols > CELL_GRID_SIDE || t->g.rows >= CELL_GRID_SIDE;
    if (!t->stray) t->g.rows++;
    t->cols = 0;
}

/* Hands the table over, if it is a puzzle. */
static int end_table(html_table *t, puzzle_reader *reader)
{
    int status = OK;
    end_row(t);
    if (!t->stray && t->g.rows > 1 && (cell_grid_is_sudoku(&t->g) || cell_grid_is_maze(&t->g)))
        status = cell_grid_add(reader, &t->g);
    t->g.rows = t->stray = 0;
    return status;
}

/* --- text -------------------------------------------------------------------------------- */

static int take_tag(html_table *t, puzzle_reader *reader, const char *tag, const char *end)
{
    if (is_tag(tag, end, "td") || is_tag(tag, end, "th")) {
        end_cell(t);
        if (t->g.rows == 0 && t->cols == 0) t->g.line = reader->lines.number + 1;
        t->inside = 1;
        t->length = 0;
    } else if (is_tag(tag, end, "/td") || is_tag(tag, end, "/th")) {
        end_cell(t);
    } else if (is_tag(tag, end, "tr") || is_tag(tag, end, "/tr")) {
        end_row(t);
    } else if (is_tag(tag, end, "table") || is_tag(tag, end, "/table")) {
        return end_table(t, reader);
    } else if (t->inside && is_tag(tag, end, "input")) {
        take_value(t, tag, end);
    }
    return OK;
}

/* Passes a sign of the text. A space that may not break is none. */
static const char *take_sign(html_table *t, const char *s, const char *end)
{
    static const char *const spaces[] = {"&nbsp;", "&#160;", "&#xa0;", NULL};
    for (const char *const *space = spaces; *s == '&' && *space; space++)
        if ((size_t)(end - s) >= strlen(*space) && !strncasecmp(s, *space, strlen(*space))) return s + strlen(*space);
    if (t->inside && t->length < FIELD && (t->length > 0 || !isspace((unsigned char)*s))) t->field[t->length++] = *s;
    return s + 1;
}

static const char *end_of_tag(const char *s, const char *end)
{
    while (s < end && *s != '>') s++;
    return s;
}

static int read_html(puzzle_reader *reader)
{
    html_table *t = reader->state;
    line_reader *lines = &reader->lines;
    int status = OK;
    while (status == OK && !reader_full(reader) && lines->next < lines->end) {
        const char *s = lines->next;
        if (*s == '\n') lines->number++;
        if (*s != '<') {
            lines->next = take_sign(t, s, lines->end);
            continue;
        }
        const char *stop = end_of_tag(s, lines->end);
        lines->next = stop < lines->end ? stop + 1 : stop;
        for (const char *c = s; c < stop; c++) lines->number += *c == '\n';
        status = take_tag(t, reader, s + 1, lines->next);
    }
    if (status != OK || !reader->last || reader_full(reader)) return status;
    status = end_table(t, reader);
    if (status != OK || reader->found > 0) return status;
    reader->fatal = 1;
    return reader_fault(reader, 1,
                        "this is a web page, and none of its tables is a puzzle, expected the puzzles themselves");
}

static int looks_like_html(const char *text, size_t length)
{
    if (length > 0 && *text == '<' &&
        (is_tag(text + 1, text + length, "html") || is_tag(text + 1, text + length, "!DOCTYPE html")))
        return LOOKS_CERTAIN;
    for (const char *s = text, *end = text + length; (s = memchr(s, '<', (size_t)(end - s))); s++)
        if (is_tag(s + 1, end, "td")) return LOOKS_CERTAIN;
    return 0;
}

const puzzle_format format_html = {.name = "html",
                                   .about = "tables of web pages",
                                   .unit = UNIT_TEXT,
                                   .state = sizeof(html_table),
                                   .looks = looks_like_html,
                                   .read = read_html};
