/* CSV sets: one puzzle a record, columns by the names in the header. */
#include "data/formats/puzzle_reader.h"

#include "base/csv.h"
#include "base/lines.h"

#include <limits.h> /* SCHAR_MAX */
#include <stdio.h>  /* snprintf */
#include <string.h>

static const char *const question_names[] = {"question", "quizzes", "puzzle", NULL};
static const char *const answer_names[] = {"answer", "solutions", "solution", NULL};
static const char *const rating_names[] = {"rating", NULL};

typedef struct csv_puzzles {
    puzzle_reader *reader;
    csv_reader csv;
    int columns;
    int question, answer, rating; /* columns; -1: none */
    const puzzle_kind *kind;      /* NULL until the first record tells */
    signed char symbol[256];      /* symbol_of_char of the kind as a table */
} csv_puzzles;

/* --- the header ---------------------------------------------------------------------------- */

/* Moves csv to the first line with content that is no # comment. */
static void pass_comments(csv_reader *csv)
{
    for (const char *s = csv->next; s < csv->end;) {
        while (s < csv->end && is_blank(*s)) s++;
        if (s == csv->end || (*s != '#' && !is_line_end(*s))) return;
        csv->next = s = pass_line_end(find_line_end(s, csv->end), csv->end);
        csv->next_line++;
    }
}

int looks_like_csv(const char *text, size_t length)
{
    csv_reader csv;
    csv_open(&csv, text, length);
    pass_comments(&csv);
    const char *stop = find_line_end(csv.next, csv.end);
    if (csv.next < stop && memchr(csv.next, ',', (size_t)(stop - csv.next)) != NULL) return 1;
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
        char shown[SHOWN_BYTES];
        show_bytes(shown, fields[i].text, fields[i].length);
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
    return OK;
}

/* --- the kind ------------------------------------------------------------------------------ */

static int symbol_of(const puzzle_kind *kind, char c)
{
    return (unsigned char)c < 0x80 ? kind->symbol_of_char(c) : -1;
}

/* The cells of a field; blanks around them count where a blank is a symbol. */
static csv_field cells_of(const csv_field *field, const puzzle_kind *kind)
{
    csv_field cells = *field;
    if (kind->symbol_of_char(' ') < 0) return cells;
    cells.text = field->whole;
    cells.length = field->whole_length;
    return cells;
}

static size_t count_symbols(const csv_field *cells, const puzzle_kind *kind)
{
    size_t count = 0;
    for (size_t i = 0; i < cells->length; i++) count += symbol_of(kind, cells->text[i]) >= 0;
    return count;
}

/* The kind of which the question has the right number of cells and nothing but symbols; else the one it has most
 * symbols of, as a guess. */
static const puzzle_kind *kind_of_question(const csv_field *question, int *guessed)
{
    const puzzle_kind *best = puzzle_kinds[0];
    size_t most = 0;
    for (int k = 0; puzzle_kinds[k] != NULL; k++) {
        csv_field cells = cells_of(question, puzzle_kinds[k]);
        grid_shape shape;
        size_t count = count_symbols(&cells, puzzle_kinds[k]);
        *guessed = count < cells.length || puzzle_kinds[k]->shape_of_cells(cells.length, &shape) != 0;
        if (!*guessed) return puzzle_kinds[k];
        if (count > most) {
            best = puzzle_kinds[k];
            most = count;
        }
    }
    return best;
}

static void settle_kind(csv_puzzles *set, const csv_field *question)
{
    puzzle_reader *reader = set->reader;
    if (reader->kind == NULL) reader->kind = kind_of_question(question, &reader->guessed);
    set->kind = reader->kind;
    for (int c = 0; c < 256; c++) set->symbol[c] = (signed char)symbol_of(set->kind, (char)c);
}

/* --- the records --------------------------------------------------------------------------- */

/* The first character of the cells that is no symbol below `end`. */
static size_t first_bad(const csv_puzzles *set, const csv_field *cells, int end)
{
    size_t i = 0;
    for (; i < cells->length; i++) {
        int symbol = set->symbol[(unsigned char)cells->text[i]];
        if (symbol < 0 || symbol >= end) break;
    }
    return i;
}

/* Complains of cells->text[i]. */
static int fault_symbol(csv_puzzles *set, const csv_field *cells, size_t i, const char *what, const grid_shape *shape)
{
    size_t wide = 1;
    while (i + wide < cells->length && ((unsigned char)cells->text[i + wide] & 0xc0) == 0x80) wide++;
    return reader_bad_symbol(set->reader, set->csv.line, what, cells->text + i, wide, i + 1, shape);
}

/* Cells, as many as the shape has, that must be symbols below `end`. */
static int read_cells(csv_puzzles *set, const csv_field *field, const char *what, const grid_shape *shape, int end,
                      uint8_t *cells)
{
    size_t bad = first_bad(set, field, end);
    if (bad < field->length) return fault_symbol(set, field, bad, what, shape);
    for (size_t i = 0; i < field->length; i++) cells[i] = (uint8_t)set->symbol[(unsigned char)field->text[i]];
    return OK;
}

static int read_question(csv_puzzles *set, const csv_field *field, puzzle *p)
{
    csv_field cells = cells_of(field, set->kind);
    if (set->kind->shape_of_cells(cells.length, &p->shape) == 0) {
        alphabet a;
        set->kind->alphabet_of(&p->shape, &a);
        return read_cells(set, &cells, "the question: ", &p->shape, a.symbols, p->question);
    }
    size_t bad = first_bad(set, &cells, SCHAR_MAX);
    if (bad < cells.length) return fault_symbol(set, &cells, bad, "the question: ", NULL);
    return reader_fault(set->reader, set->csv.line, "found %zu cell%s in the question, expected %s", cells.length,
                        cells.length == 1 ? "" : "s", set->kind->sizes);
}

/* Reads the answer, which may be missing, into `answer`. */
static int read_answer(csv_puzzles *set, const csv_field *field, puzzle *p, uint8_t *answer)
{
    if (field->length == 0) return OK;
    csv_field cells = cells_of(field, set->kind);
    alphabet a;
    set->kind->alphabet_of(&p->shape, &a);
    int expected = grid_cells(&p->shape), end = a.first + a.classes;
    if (cells.length != (size_t)expected)
        return reader_fault(set->reader, set->csv.line,
                            "found %zu cell%s in the answer, expected %d as in the question", cells.length,
                            cells.length == 1 ? "" : "s", expected);
    p->answer = answer;
    return read_cells(set, &cells, "the answer: ", &p->shape, end > a.symbols ? end : a.symbols, answer);
}

static int read_record(csv_puzzles *set, const csv_field *fields, int count)
{
    if (count != set->columns)
        return reader_fault(set->reader, set->csv.line, "found %d column%s, expected %d as in the header", count,
                            count == 1 ? "" : "s", set->columns);
    if (set->kind == NULL) settle_kind(set, &fields[set->question]);
    uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
    puzzle p = {.question = question, .rating = -1, .line = set->csv.line};
    int status = read_question(set, &fields[set->question], &p);
    if (status == OK && set->answer >= 0) status = read_answer(set, &fields[set->answer], &p, answer);
    if (status == OK && set->rating >= 0) {
        const csv_field *rating = &fields[set->rating];
        status = reader_rating(set->reader, p.line, rating->text, rating->length, &p.rating);
    }
    return status == OK ? reader_add(set->reader, &p) : status;
}

int read_csv(puzzle_reader *reader, const char *text, size_t length)
{
    csv_puzzles set = {.reader = reader};
    csv_open(&set.csv, text, length);
    pass_comments(&set.csv);
    int status = read_header(&set);
    while (status == OK && !reader_full(reader)) {
        csv_field fields[CSV_MAX_FIELDS];
        int count = csv_next(&set.csv, fields);
        if (count == 0) break;
        status = count > 0 ? read_record(&set, fields, count) : reader_fault(reader, set.csv.line, "%s", set.csv.fault);
    }
    if (status != OK || reader->list->count > 0) return status;
    return reader_fault(reader, set.csv.next_line > 1 ? set.csv.next_line - 1 : 1,
                        "the header is followed by no puzzle");
}
