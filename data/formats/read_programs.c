#include "data/formats/read_programs.h"

#include "base/csv.h"
#include "base/file.h"
#include "base/grow.h"
#include "base/lines.h"

#include <limits.h> /* LONG_MAX */
#include <stdlib.h>
#include <string.h>

static const char *const program_names[] = {"program", NULL};
static const char *const start_names[] = {"start", NULL};
static const char *const final_names[] = {"final", NULL};

typedef struct program_reader {
    program_list *list;
    const char *name;
    csv_reader csv;
    int columns;
    int program, start, final; /* columns; -1: none */
    int lenient;               /* 1: a bad row is noted in its place */
    error *err;
} program_reader;

#define refuse(reader, ...) fail_at((reader)->err, BAD_INPUT, (reader)->name, (reader)->csv.line, __VA_ARGS__)

static void open_table(csv_reader *csv, const char *text, size_t length)
{
    size_t mark = utf8_mark_length(text, length);
    csv_open(csv, text + mark, length - mark);
}

int looks_like_programs(const char *text, size_t length)
{
    csv_field fields[CSV_MAX_FIELDS];
    csv_reader csv;
    open_table(&csv, text, length);
    int count = csv_next(&csv, fields);
    return count > 0 && csv_column(fields, count, program_names) != -1;
}

static int read_header(program_reader *r)
{
    csv_field fields[CSV_MAX_FIELDS];
    int count = csv_next(&r->csv, fields);
    if (count < 0) return refuse(r, "%s", r->csv.fault);
    if (count == 0) return refuse(r, "the file is empty, expected the columns program and start, and at least one row");
    r->columns = count;
    r->program = csv_column(fields, count, program_names);
    r->start = csv_column(fields, count, start_names);
    r->final = csv_column(fields, count, final_names);
    if (r->program >= 0 && r->start >= 0 && r->final >= -1) return OK;
    return refuse(r, "expected one column program and one column start (and perhaps source, final and rating)");
}

/* The grid that a row promises is the one that its program leads to. */
static int check_final(program_reader *r, const program *p, const csv_field *field)
{
    uint8_t state[PROGRAM_MAX_CELLS], promised[PROGRAM_MAX_CELLS];
    char sentence[KIND_SENTENCE];
    program given;
    if (program_parse_start(field->text, field->length, &given, sentence))
        return refuse(r, "the final grid: %s", sentence);
    if (given.side != p->side)
        return refuse(r, "the final grid: found %dx%d cells, expected %dx%d as at the start", given.side, given.side,
                      p->side, p->side);
    program_final(p, state);
    memcpy(promised, state, (size_t)p->side);
    memcpy(promised + p->side, given.start, (size_t)(p->side * p->side));
    if (!program_compare(p->side, state, promised, NULL, sentence)) return OK;
    return refuse(r, "the final grid is wrong: %s", sentence);
}

static int read_program(program_reader *r, const csv_field *fields, program *p)
{
    const csv_field *text = &fields[r->program], *start = &fields[r->start];
    char sentence[KIND_SENTENCE];
    if (program_parse(text->text, text->length, p, sentence)) return refuse(r, "%s", sentence);
    if (program_parse_start(start->text, start->length, p, sentence))
        return refuse(r, "the grid at the start: %s", sentence);
    if (program_measure(p)) return refuse(r, "the program does not end within %d steps", PROGRAM_MAX_STEPS);
    return r->final >= 0 && fields[r->final].length > 0 ? check_final(r, p, &fields[r->final]) : OK;
}

static int read_row(program_reader *r, const csv_field *fields, int count)
{
    program_list *list = r->list;
    if (count != r->columns)
        return refuse(r, "found %d column%s, expected %d as in the header", count, count == 1 ? "" : "s", r->columns);
    program_row *items = grow(list->items, (size_t)list->count, sizeof *items);
    if (!items) return fail_memory(r->err, "programs");
    list->items = items;
    program_row *row = &items[list->count];
    *row = (program_row){.line = r->csv.line};
    int status = read_program(r, fields, &row->p);
    list->count += status == OK;
    return status;
}

/* Puts the fault of the row that was just read in its place. */
static int note_fault(program_reader *r)
{
    program_list *list = r->list;
    program_row *items = grow(list->items, (size_t)list->count, sizeof *items);
    if (items) list->items = items;
    char *fault = items ? strdup(r->err->text) : NULL;
    if (!fault) return fail_memory(r->err, "programs");
    items[list->count++] = (program_row){.line = r->csv.line, .fault = fault};
    return OK;
}

/* Reads on until the list has `most` programs or the text at hand is done. */
static int read_rows(program_reader *r, long most)
{
    int status = r->columns ? OK : read_header(r);
    while (status == OK && r->list->count < most) {
        csv_field fields[CSV_MAX_FIELDS];
        const char *before = r->csv.next;
        int count = csv_next(&r->csv, fields);
        if (count == 0) break;
        status = count > 0 ? read_row(r, fields, count) : refuse(r, "%s", r->csv.fault);
        if (count < 0) csv_pass_line(&r->csv);
        if (status == BAD_INPUT && r->lenient && r->csv.next > before) status = note_fault(r);
    }
    return status;
}

int program_list_parse(program_list *list, const char *name, const char *text, size_t length, long limit, error *err)
{
    *list = (program_list){0};
    program_reader r = {.list = list, .name = name, .err = err};
    open_table(&r.csv, text, length);
    int status = read_rows(&r, limit > 0 ? limit : LONG_MAX);
    if (status == OK && list->count == 0) status = fail_at(err, BAD_INPUT, name, 0, "no program follows the header");
    if (status != OK) program_list_free(list);
    return status;
}

int program_list_read(program_list *list, const char *path, long limit, error *err)
{
    file_bytes file;
    *list = (program_list){0};
    int status = file_read(&file, path, TEXT_LIMIT, err);
    if (status != OK) return status;
    status = program_list_parse(list, file_name(path), file.bytes, file.length, limit, err);
    file_free(&file);
    return status;
}

void program_list_clear(program_list *list)
{
    for (long i = 0; i < list->count; i++) free(list->items[i].fault);
    list->count = 0;
}

void program_list_free(program_list *list)
{
    program_list_clear(list);
    free(list->items);
    *list = (program_list){0};
}

/* --- one part after another ---------------------------------------------------------------- */

struct program_source {
    text_source text;
    program_reader reader;
    size_t block; /* bytes of the text that are being read */
    long found;   /* programs by now */
    int status;   /* of reading, to be told by the next call */
    error fault;
};

program_source *program_source_open(text_source *text, int lenient, error *err)
{
    program_source *s = calloc(1, sizeof *s);
    if (!s) {
        fail_memory(err, "reading programs");
        return NULL;
    }
    s->text = *text;
    s->reader = (program_reader){.name = text->name, .lenient = lenient, .err = &s->fault};
    *text = (text_source){.file = -1};
    return s;
}

/* Makes the next whole records those that are read. */
static int next_block(program_source *s)
{
    csv_reader *csv = &s->reader.csv;
    int is_first = s->block == 0;
    long line = is_first ? 1 : csv->next_line;
    text_source_drop(&s->text, s->block);
    int status = text_source_lines(&s->text, 1, &s->block, &s->fault);
    (is_first ? open_table : csv_open)(csv, s->text.bytes, s->block);
    csv->next_line = line;
    return status;
}

int program_source_next(program_source *s, program_list *list, long most, error *err)
{
    program_reader *r = &s->reader;
    program_list_clear(list);
    r->list = list;
    while (s->status == OK && list->count < most) {
        if (r->csv.next < r->csv.end) s->status = read_rows(r, most);
        if (s->status != OK || list->count == most) break;
        if (list->count > 0 && text_source_waits(&s->text)) break;
        s->status = next_block(s);
        if (s->status == OK && s->block == 0) break;
    }
    s->found += list->count;
    if (s->status == OK && s->found == 0 && !r->columns) s->status = read_header(r);
    if (s->status == OK && s->found == 0)
        s->status = fail_at(&s->fault, BAD_INPUT, r->name, 0, "no program follows the header");
    if (s->status == OK || list->count > 0) return OK;
    *err = s->fault;
    return s->status;
}

void program_source_close(program_source *s)
{
    if (!s) return;
    text_source_close(&s->text);
    free(s);
}
