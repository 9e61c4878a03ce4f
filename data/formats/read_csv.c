/* CSV sets: one puzzle a record, columns by the names in the header, or without a header by what stands in them. Columns
 * are separated by a comma, a semicolon or a tab.
 *
 *     source,question,answer,rating   quizzes,solutions   puzzle;solution
 *                         (any order, more columns pass; all but the question column may be missing)
 *
 * Question and answer are the cells on one line, row by row; the first question shows the kind. Blanks in it and around
 * it are cells of a maze, and nothing in a Sudoku. */
#include "data/formats/format.h"

#include "base/csv.h"
#include "base/lines.h"

#include <limits.h> /* INT_MAX */
#include <stdio.h>  /* snprintf */
#include <string.h>

static const char *const question_names[] = {"question", "quizzes", "quiz",  "puzzle", "puzzles",
                                             "unsolved", "sudoku",  "board", "grid",   NULL};
static const char *const answer_names[] = {"answer", "answers", "solutions", "solution", "solved", NULL};
static const char *const rating_names[] = {"rating", NULL};
static const char *const source_names[] = {"source", NULL};

typedef struct csv_puzzles {
    puzzle_reader *reader;
    csv_reader csv;
    int columns;                          /* 0: the header is not read yet */
    int question, answer, rating, source; /* columns; -1: none */
    char separator;                       /* of columns */
    int settled;                          /* 1: the kind is known for sure */
    signed char symbol[256];              /* symbol_of_char of the kind as a table, for sets of millions */
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

/* The first record after comments, its columns separated by `separator`. */
static int first_record(const char *text, size_t length, char separator, csv_field fields[CSV_MAX_FIELDS])
{
    csv_reader csv;
    csv_open(&csv, text, length);
    csv.separator = separator;
    pass_comments(&csv);
    return csv_next(&csv, fields);
}

/* The separator for which the first record is a header, or else has most columns; *is_header. */
static char find_separator(const char *text, size_t length, int *is_header)
{
    static const char separators[] = ",;\t";
    csv_field fields[CSV_MAX_FIELDS];
    char best = ',';
    int most = 0;
    for (const char *s = separators; *s; s++) {
        int count = first_record(text, length, *s, fields);
        *is_header = count > 0 && csv_column(fields, count, question_names) != -1;
        if (*is_header) return *s;
        if (count < 0) count = CSV_MAX_FIELDS + 1; /* too many */
        if (count > most) best = *s, most = count;
    }
    return best;
}

/* A header leaves no doubt; a comma in the first line makes it a table, of which there are others. */
static int looks_like_csv(const char *text, size_t length)
{
    enum { TABLE = 30 };
    csv_field fields[CSV_MAX_FIELDS];
    int is_header, count;
    char separator = find_separator(text, length, &is_header);
    if (is_header) return LOOKS_CERTAIN;
    count = first_record(text, length, separator, fields);
    return count > 1 || count < 0 ? TABLE : 0;
}

/* "a, b, c", cut to fit. */
static void list_columns(const csv_field *fields, int count, char *out, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < count; i++) {
        char shown[SHOWN_BYTES];
        const char *comma = i > 0 ? ", " : "", *name = show_bytes(shown, fields[i].text, fields[i].length);
        size_t wanted = (size_t)snprintf(out + used, size - used, "%s%s", comma, name);
        if (wanted + 6 > size - used) {
            snprintf(out + used, size - used, "%s...", comma);
            return;
        }
        used += wanted;
    }
}

static int fault_header(csv_puzzles *set, const csv_field *fields, int count)
{
    char found[160] = "";
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
    set->source = csv_column(fields, count, source_names); /* of two neither counts */
    if (set->question < 0 || set->answer < -1 || set->rating < -1) return fault_header(set, fields, count);
    return OK;
}

/* --- the kind ------------------------------------------------------------------------------ */

/* The cells of a field; blanks around them count if a blank is a symbol. */
static text_line cells_of(const csv_field *field, const puzzle_kind *kind, long line)
{
    if (kind->symbol_of_char(' ') < 0) return (text_line){field->text, field->length, line};
    return (text_line){field->whole, field->whole_length, line};
}

static size_t count_symbols(const puzzle_kind *kind, const csv_field *question)
{
    text_line cells = cells_of(question, kind, 0);
    size_t count = 0;
    for (size_t i = 0; i < cells.length; i++) count += kind->symbol_of_char(cells.text[i]) >= 0;
    return count;
}

/* The kind of which the question has the right number of cells and nothing but symbols; else the one it has most
 * symbols of, as a guess. */
static const puzzle_kind *kind_of_question(const csv_field *question, int *guessed)
{
    const puzzle_kind *best = puzzle_kinds[0];
    size_t most = 0;
    for (int k = 0; puzzle_kinds[k]; k++) {
        text_line cells = cells_of(question, puzzle_kinds[k], 0);
        grid_shape shape;
        size_t count = count_symbols(puzzle_kinds[k], question);
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
    set->settled = reader->kind && !reader->guessed;
    if (!set->settled) reader->kind = kind_of_question(question, &reader->guessed);
    set->settled |= !reader->guessed;
    for (int c = 0; c < 256; c++) set->symbol[c] = (signed char)reader->kind->symbol_of_char(c);
}

/* --- the records --------------------------------------------------------------------------- */

/* Cells that must be symbols below `end`; `symbols` has room for all of them, or is NULL. */
static int read_cells(const csv_puzzles *set, const text_line *cells, const char *what, const grid_shape *shape,
                      int end, uint8_t *symbols)
{
    for (size_t i = 0; i < cells->length; i++) {
        int symbol = set->symbol[(unsigned char)cells->text[i]];
        if (symbol < 0 || symbol >= end) return reader_bad_symbol(set->reader, cells, what, cells->text + i, 1, shape);
        if (symbols) symbols[i] = (uint8_t)symbol;
    }
    return OK;
}

static int read_question(const csv_puzzles *set, const text_line *cells, puzzle *p)
{
    if (set->reader->kind->shape_of_cells(cells->length, &p->shape) == 0) {
        alphabet a;
        set->reader->kind->alphabet_of(&p->shape, &a);
        return read_cells(set, cells, "the question: ", &p->shape, a.symbols, p->question);
    }
    int status = read_cells(set, cells, "the question: ", NULL, INT_MAX, NULL);
    if (status != OK) return status;
    char nearest[NEAREST_SIZES];
    const puzzle_kind *kind = set->reader->kind;
    return reader_fault(set->reader, p->line, "found %zu cell%s in the question, expected %s%s", cells->length,
                        cells->length == 1 ? "" : "s", kind->sizes, nearest_sizes(nearest, kind, cells->length));
}

static int read_answer(const csv_puzzles *set, const text_line *cells, puzzle *p)
{
    alphabet a;
    set->reader->kind->alphabet_of(&p->shape, &a);
    int expected = grid_cells(&p->shape), end = a.first + a.classes;
    if (cells->length != (size_t)expected)
        return reader_fault(set->reader, p->line, "found %zu cell%s in the answer, expected %d as in the question",
                            cells->length, cells->length == 1 ? "" : "s", expected);
    return read_cells(set, cells, "the answer: ", &p->shape, end > a.symbols ? end : a.symbols, p->answer);
}

static int read_record(csv_puzzles *set, const csv_field *fields, int count)
{
    puzzle_reader *reader = set->reader;
    long line = set->csv.line;
    if (count != set->columns)
        return reader_fault(reader, line, "found %d column%s, expected %d as in the header", count,
                            count == 1 ? "" : "s", set->columns);
    if (!set->settled) settle_kind(set, &fields[set->question]);
    uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
    puzzle p = {.question = question, .rating = -1, .line = line};
    text_line cells = cells_of(&fields[set->question], reader->kind, line);
    int status = read_question(set, &cells, &p);
    if (status == OK && set->answer >= 0 && fields[set->answer].length > 0) {
        p.answer = answer;
        cells = cells_of(&fields[set->answer], reader->kind, line);
        status = read_answer(set, &cells, &p);
    }
    if (status == OK && set->rating >= 0)
        status = reader_rating(reader, line, fields[set->rating].text, fields[set->rating].length, &p.rating);
    if (status == OK && set->source >= 0)
        p.source = reader_source(reader, fields[set->source].text, fields[set->source].length);
    return status == OK ? reader_add(reader, &p) : status;
}

/* Whether cells that are of a kind hold no symbol but those of their shape. */
static int has_symbols(const puzzle_kind *kind, const csv_field *question)
{
    text_line cells = cells_of(question, kind, 0);
    grid_shape shape;
    alphabet a;
    if (kind->shape_of_cells(cells.length, &shape)) return 0;
    kind->alphabet_of(&shape, &a);
    for (size_t i = 0; i < cells.length; i++)
        if (kind->symbol_of_char(cells.text[i]) >= a.symbols) return 0;
    return 1;
}

/* --- the whole ----------------------------------------------------------------------------- */

/* A first record that is no header, but holds a question: then the same column of all records does, and one of equal
 * length after it is the answer. */
static int has_no_header(csv_puzzles *set)
{
    enum { LONG_FIELD = 16 };
    csv_field fields[CSV_MAX_FIELDS];
    int count = first_record(set->csv.next, (size_t)(set->csv.end - set->csv.next), set->separator, fields), guessed;
    for (int i = 0; i < count && count > 1; i++) {
        const puzzle_kind *kind = kind_of_question(&fields[i], &guessed);
        if (guessed && count_symbols(kind, &fields[i]) < LONG_FIELD) continue;
        if (guessed || !has_symbols(kind, &fields[i]))
            return 0; /* a question that went wrong: the next is its answer */
        set->columns = count;
        set->question = i;
        set->rating = set->source = -1;
        set->answer = i + 1 < count && fields[i + 1].length == fields[i].length ? i + 1 : -1;
        return 1;
    }
    return 0;
}

static int begin(csv_puzzles *set)
{
    int is_header;
    pass_comments(&set->csv);
    size_t length = (size_t)(set->csv.end - set->csv.next);
    set->separator = set->csv.separator = find_separator(set->csv.next, length, &is_header);
    if (!is_header && has_no_header(set)) return OK;
    int status = read_header(set);
    set->reader->fatal = status != OK;
    return status;
}

/* Reads on where the last call stopped. */
static void aim(csv_puzzles *set, puzzle_reader *reader)
{
    const line_reader *lines = &reader->lines;
    set->reader = reader;
    csv_open(&set->csv, lines->next, (size_t)(lines->end - lines->next));
    set->csv.next_line = lines->number + 1;
    if (set->columns) set->csv.separator = set->separator;
}

static int read_csv(puzzle_reader *reader)
{
    csv_puzzles *set = reader->state;
    aim(set, reader);
    int status = set->columns ? OK : begin(set);
    while (status == OK && !reader_full(reader)) {
        csv_field fields[CSV_MAX_FIELDS];
        int count = csv_next(&set->csv, fields);
        if (count == 0) break;
        status =
            count > 0 ? read_record(set, fields, count) : reader_fault(reader, set->csv.line, "%s", set->csv.fault);
        if (count < 0) csv_pass_line(&set->csv);
    }
    reader->lines.next = set->csv.next;
    reader->lines.number = set->csv.next_line - 1;
    if (status != OK || reader->found > 0 || !reader->last) return status;
    reader->fatal = 1;
    return reader_fault(reader, set->csv.next_line > 1 ? set->csv.next_line - 1 : 1, "no puzzle follows the header");
}

const puzzle_format format_csv = {.name = "csv",
                                  .about = "one puzzle per row, with a header (question,answer) or without",
                                  .unit = UNIT_RECORDS,
                                  .state = sizeof(csv_puzzles),
                                  .looks = looks_like_csv,
                                  .read = read_csv};
