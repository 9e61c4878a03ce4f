/* CSV sets: one puzzle a record, columns by the names in the header. */
#include "data/puzzle_reader.h"

#include "data/csv.h"
#include "data/fault.h"
#include "data/grid_line.h" /* grid_side_of_cells */

#include <stdio.h> /* snprintf */
#include <string.h>

static const char *const question_names[] = {"question", "quizzes", "puzzle", NULL};
static const char *const answer_names[] = {"answer", "solutions", "solution", NULL};
static const char *const rating_names[] = {"rating", NULL};

typedef struct csv_puzzles {
    puzzle_reader *reader;
    csv_reader csv;
    int columns;
    int question, answer, rating; /* columns; -1: none */
    signed char symbol[256];      /* sudoku_symbol_of_char as a table */
} csv_puzzles;

/* --- the header ---------------------------------------------------------------------------- */

/* Moves csv to the first line with content that is no # comment. */
static void pass_comments(csv_reader *csv)
{
    for (const char *s = csv->next; s < csv->end;) {
        while (s < csv->end && (*s == ' ' || *s == '\t')) s++;
        if (s == csv->end || (*s != '#' && *s != '\n' && *s != '\r')) return;
        while (s < csv->end && *s != '\n' && *s != '\r') s++;
        if (s < csv->end) s += *s == '\r' && s + 1 < csv->end && s[1] == '\n' ? 2 : 1;
        csv->next = s;
        csv->next_line++;
    }
}

int looks_like_csv(const char *text, size_t length)
{
    csv_reader csv;
    csv_open(&csv, text, length);
    pass_comments(&csv);
    for (const char *s = csv.next; s < csv.end && *s != '\n' && *s != '\r'; s++)
        if (*s == ',') return 1;
    csv_field fields[CSV_MAX_FIELDS];
    int count = csv_next(&csv, fields);
    return count == 1 && csv_column(fields, count, question_names) == 0;
}

/* "a, b, c", cut to fit. */
static void list_columns(const csv_field *fields, int count, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < count; i++) {
        char shown[FAULT_SHOWN];
        fault_show(shown, fields[i].text, fields[i].length);
        int wanted = snprintf(out + used, size - used, "%s%s", i > 0 ? ", " : "", shown);
        if (wanted < 0 || (size_t)wanted + 6 > size - used) {
            snprintf(out + used, size - used, "%s", i > 0 ? ", ..." : "...");
            return;
        }
        used += (size_t)wanted;
    }
}

static int fault_header(csv_puzzles *set, const csv_field *fields, int count)
{
    char found[160];
    list_columns(fields, count, found, sizeof found);
    if (set->question == -1)
        return reader_fault(set->reader, set->csv.line,
                            "found the column%s %s, expected question, quizzes or puzzle among them (as in "
                            "source,question,answer,rating or quizzes,solutions or puzzle,solution)",
                            count == 1 ? "" : "s", found);
    const char *what = set->question == -2 ? "questions" : set->answer == -2 ? "answers" : "ratings";
    return reader_fault(set->reader, set->csv.line, "found the columns %s, expected only one with %s", found, what);
}

static int read_header(csv_puzzles *set)
{
    csv_field fields[CSV_MAX_FIELDS];
    int count = csv_next(&set->csv, fields);
    if (count < 0) return reader_fault(set->reader, set->csv.line, "%s", set->csv.fault);
    set->columns = count;
    set->question = csv_column(fields, count, question_names);
    set->answer = csv_column(fields, count, answer_names);
    set->rating = csv_column(fields, count, rating_names);
    if (set->question < 0 || set->answer < -1 || set->rating < -1) return fault_header(set, fields, count);
    return READ_OK;
}

/* --- the records --------------------------------------------------------------------------- */

/* The first character of a field that is no symbol of the shape (side 0: no symbol at all). */
static size_t first_bad(const csv_puzzles *set, const csv_field *field, const sudoku_shape *shape)
{
    int highest = shape->side == 0 ? SUDOKU_MAX_SIDE : shape->side;
    size_t i = 0;
    for (; i < field->length; i++) {
        int symbol = set->symbol[(unsigned char)field->text[i]];
        if (symbol < 0 || symbol > highest) break;
    }
    return i;
}

static int fault_symbol(csv_puzzles *set, const csv_field *field, const char *what, const sudoku_shape *shape)
{
    size_t i = first_bad(set, field, shape), wide = 1;
    while (i + wide < field->length && ((unsigned char)field->text[i + wide] & 0xc0) == 0x80) wide++;
    return reader_bad_symbol(set->reader, set->csv.line, what, field->text + i, wide, i + 1, shape);
}

/* Cells of a field whose length fits the shape. */
static int read_cells(csv_puzzles *set, const csv_field *field, const char *what, const sudoku_shape *shape,
                      uint8_t *cells)
{
    int highest = shape->side;
    for (size_t i = 0; i < field->length; i++) {
        int symbol = set->symbol[(unsigned char)field->text[i]];
        if (symbol < 0 || symbol > highest) return fault_symbol(set, field, what, shape);
        cells[i] = (uint8_t)symbol;
    }
    return READ_OK;
}

static int read_question(csv_puzzles *set, const csv_field *field, puzzle *p)
{
    int side = grid_side_of_cells(field->length);
    if (side != 0) {
        sudoku_shape_of_side(side, &p->shape);
        return read_cells(set, field, "the question: ", &p->shape, p->question);
    }
    sudoku_shape unknown = {0};
    if (first_bad(set, field, &unknown) < field->length) return fault_symbol(set, field, "the question: ", &unknown);
    return reader_fault(set->reader, set->csv.line,
                        "found %zu cell%s in the question, expected 16, 36, 81 or 256 (one character a cell, . or 0 "
                        "for an open one)",
                        field->length, field->length == 1 ? "" : "s");
}

/* Reads the answer, which may be missing, into `cells`. */
static int read_answer(csv_puzzles *set, const csv_field *field, puzzle *p, uint8_t *cells)
{
    if (field->length == 0) return READ_OK;
    int expected = p->shape.side * p->shape.side;
    if (field->length != (size_t)expected)
        return reader_fault(set->reader, set->csv.line,
                            "found %zu cell%s in the answer, expected %d as in the question", field->length,
                            field->length == 1 ? "" : "s", expected);
    p->answer = cells;
    return read_cells(set, field, "the answer: ", &p->shape, cells);
}

static int read_record(csv_puzzles *set, const csv_field *fields, int count)
{
    if (count != set->columns)
        return reader_fault(set->reader, set->csv.line, "found %d column%s, expected %d as in the header", count,
                            count == 1 ? "" : "s", set->columns);
    uint8_t question[SUDOKU_MAX_CELLS], answer[SUDOKU_MAX_CELLS];
    puzzle p = {.question = question, .rating = -1, .line = set->csv.line};
    int status = read_question(set, &fields[set->question], &p);
    if (status == READ_OK && set->answer >= 0) status = read_answer(set, &fields[set->answer], &p, answer);
    if (status == READ_OK && set->rating >= 0) {
        const csv_field *rating = &fields[set->rating];
        status = reader_rating(set->reader, p.line, rating->text, rating->length, &p.rating);
    }
    return status == READ_OK ? reader_add(set->reader, &p) : status;
}

int read_csv(puzzle_reader *reader, const char *text, size_t length)
{
    csv_puzzles set = {.reader = reader};
    for (int c = 0; c < 256; c++) set.symbol[c] = (signed char)(c < 0x80 ? sudoku_symbol_of_char(c) : -1);
    csv_open(&set.csv, text, length);
    pass_comments(&set.csv);
    int status = read_header(&set);
    while (status == READ_OK && !reader_full(reader)) {
        csv_field fields[CSV_MAX_FIELDS];
        int count = csv_next(&set.csv, fields);
        if (count == 0) break;
        status = count > 0 ? read_record(&set, fields, count) : reader_fault(reader, set.csv.line, "%s", set.csv.fault);
    }
    if (status != READ_OK || reader->list->count > 0) return status;
    return reader_fault(reader, set.csv.next_line > 1 ? set.csv.next_line - 1 : 1,
                        "the header is followed by no puzzle");
}
