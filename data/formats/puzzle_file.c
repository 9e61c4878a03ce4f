#include "data/formats/puzzle_file.h"

#include "base/file.h"
#include "base/lines.h"
#include "data/formats/format.h"
#include "data/formats/plain_text.h"
#include "data/formats/read_programs.h"
#include "puzzles/maze/maze.h"
#include "puzzles/sudoku/sudoku.h"

#include <ctype.h>  /* isalnum */
#include <limits.h> /* LONG_MAX */
#include <stdint.h> /* SIZE_MAX */
#include <stdlib.h>
#include <string.h>

enum { SAMPLE = 1 << 16 }; /* bytes by which a format is recognised */

struct puzzle_source {
    text_source text;
    source_options how;
    const puzzle_format *format;
    puzzle_reader reader;
    size_t block;     /* bytes of the text that are being read */
    plain_text plain; /* they in plain signs */
    long left;        /* puzzles still to be read */
};

/* --- is it a text? ------------------------------------------------------------------------- */

static int starts_with(const text_source *t, const char *begin)
{
    size_t length = strlen(begin);
    return t->length >= length && memcmp(t->bytes, begin, length) == 0;
}

/* Files that are no puzzles, but lie where people expect them. */
static int check_begin(const text_source *t, error *err)
{
    if (t->length == 0) return fail_at(err, BAD_INPUT, t->name, 0, "the file is empty, expected at least one puzzle");
    if (starts_with(t, "version https://git-lfs"))
        return fail_at(err, BAD_INPUT, t->name, 1,
                       "this is a Git LFS pointer, not the file itself; fetch it with git lfs pull");
    return OK;
}

/* The text of the block that comes next holds nothing but text. */
static int check_block(const puzzle_source *s, error *err)
{
    unsigned char junk;
    long line = text_junk_line(s->text.bytes, s->block, &junk);
    if (line == 0) return OK;
    return fail_at(err, BAD_INPUT, s->text.name, s->reader.lines.number + line,
                   "found the byte 0x%02x, which no text file holds (is it a binary file?)", junk);
}

/* --- blocks -------------------------------------------------------------------------------- */

/* Makes the next block the one that is read. It is empty at the end of the text. */
static int next_block(puzzle_source *s, error *err)
{
    int status = OK;
    text_source_drop(&s->text, s->block);
    s->block = 0;
    if (s->format->unit == UNIT_TEXT) status = text_source_fill(&s->text, SIZE_MAX, err);
    if (status == OK) status = text_source_lines(&s->text, s->format->unit == UNIT_RECORDS, &s->block, err);
    if (status == OK) status = check_block(s, err);
    size_t length = s->block;
    const char *plain = length ? plain_text_of(&s->plain, s->text.bytes, &length) : s->text.bytes;
    if (!plain) return fail_memory(err, "reading puzzles");
    s->reader.lines.next = plain;
    s->reader.lines.end = plain + length;
    s->reader.last = s->text.ended && s->block == s->text.length;
    return status;
}

/* --- opening ------------------------------------------------------------------------------- */

int puzzle_text_fits(const char *text, size_t length)
{
    plain_text p = {0};
    int fits = 0, whole = length < SAMPLE;
    size_t used = whole ? length : SAMPLE;
    const char *plain = plain_text_of(&p, text, &used);
    if (plain) puzzle_format_of(plain, used, whole, NULL, &fits);
    plain_text_close(&p);
    return fits;
}

static int is_clear(const char *text, size_t length, const puzzle_kind *kind)
{
    int has_line = length > 0 && memchr(text, '\n', length) != NULL;
    return has_line && (looks_like_programs(text, length) || puzzle_format_clear(text, length, kind));
}

int puzzle_text_sample(text_source *text, const puzzle_kind *kind, error *err)
{
    int status = OK;
    while (status == OK && !text->ended && text->length < SAMPLE) {
        size_t mark = utf8_mark_length(text->bytes, text->length);
        if (text_source_waits(text) && is_clear(text->bytes + mark, text->length - mark, kind)) break;
        status = text_source_fill(text, text->length + 1, err);
    }
    if (status == OK && (starts_with(text, "\xff\xfe") || starts_with(text, "\xfe\xff")))
        status = text_source_from_utf16(text, err);
    return status;
}

/* Whether it begins or ends as paths do: ./x, /x, ~x, or with an extension, of which one character at least stands for no
 * cell. */
static int looks_like_path(const char *text, size_t length)
{
    enum { SHORTEST = 2, LONGEST = 12 }; /* extensions */
    if (strchr("/~", text[0]) || (text[0] == '.' && text[strspn(text, ".")] == '/')) return 1;
    size_t from = length;
    int strange = 0;
    while (from > 0 && isalnum((unsigned char)text[from - 1])) strange |= kind_sudoku.symbol_of_char(text[--from]) < 0;
    return strange && from > 1 && text[from - 1] == '.' && length - from >= SHORTEST && length - from <= LONGEST;
}

int puzzle_text_meant(const char *text, size_t length)
{
    enum { LEAST = 9, LEAST_WITH_SLASHES = 16 }; /* cells; a date is shorter */
    long cells = 0, plain = 0, others = 0;
    for (size_t i = 0; i < length; i++) {
        if (is_line_end(text[i])) return 1;
        int is_plain = (text[i] >= '0' && text[i] <= '9') || text[i] == '.' || text[i] == '#' || text[i] == '*';
        int is_cell = is_plain || kind_sudoku.symbol_of_char(text[i]) >= 0;
        plain += is_plain;
        cells += is_cell;
        others += !is_cell && !strchr(" \t,;:|/\\&[]{}()\"'", text[i]);
    }
    if (length == 0 || looks_like_path(text, length)) return 0;
    long least = memchr(text, '/', length) ? LEAST_WITH_SLASHES : LEAST;
    return cells >= least && 4 * plain >= 3 * cells && 8 * others <= cells;
}

/* Whether a text that fits no format is a Sudoku that went wrong, rather than anything. */
static int is_mostly_cells(const char *text, size_t length)
{
    long cells = 0, others = 0;
    for (size_t i = 0; i < length; i++) {
        int is_cell = (text[i] >= '0' && text[i] <= '9') || text[i] == '.';
        cells += is_cell;
        others += !is_cell && !is_blank(text[i]) && !is_line_end(text[i]);
    }
    return cells > others;
}

/* A kind that is likely is the one if the sample fits it, or none. */
static void settle_kind(puzzle_source *s, const char *text, size_t length, int whole)
{
    int fits, others;
    if (s->how.kind || !s->how.likely) return;
    puzzle_format_of(text, length, whole, s->how.likely, &fits);
    if (!fits) puzzle_format_of(text, length, whole, NULL, &others);
    if (fits || !others) s->how.kind = s->how.likely;
}

static int recognise(puzzle_source *s)
{
    const text_source *t = &s->text;
    size_t length = t->length < SAMPLE ? t->length : SAMPLE;
    int whole = t->ended && length == t->length, fits = 1;
    while (!whole && length > 0 && !is_line_end(t->bytes[length - 1])) length--;
    if (!length) length = t->length;
    s->plain.quoted = is_quoted_text(t->bytes, length);
    const char *text = plain_text_of(&s->plain, t->bytes, &length);
    if (!text) return NO_MEMORY;
    s->format = s->how.format;
    if (!s->format) settle_kind(s, text, length, whole);
    if (!s->format) s->format = puzzle_format_of(text, length, whole, s->how.kind, &fits);
    s->reader.kind = s->how.kind ? s->how.kind : s->format->kind;
    s->reader.guessed = !s->how.kind && !fits && s->format == &format_grids && !is_mostly_cells(text, length);
    s->how.lenient &= fits;
    s->reader.state = calloc(1, s->format->state + 1);
    return s->reader.state ? OK : NO_MEMORY;
}

static int open_source(puzzle_source *s, error *err)
{
    int status = puzzle_text_sample(&s->text, s->how.kind, err);
    if (status == OK) status = check_begin(&s->text, err);
    if (status == OK) {
        s->block = s->text.length < SAMPLE ? s->text.length : SAMPLE;
        status = check_block(s, err);
        s->block = utf8_mark_length(s->text.bytes, s->text.length);
    }
    if (status != OK) return status;
    text_source_drop(&s->text, s->block);
    s->block = 0;
    if (recognise(s) != OK) return fail_memory(err, "reading puzzles");
    return next_block(s, err);
}

puzzle_source *puzzle_source_open(text_source *text, const source_options *how, int *status, error *err)
{
    puzzle_source *s = calloc(1, sizeof *s);
    if (!s) {
        text_source_close(text);
        *status = fail_memory(err, "reading puzzles");
        return NULL;
    }
    *s = (puzzle_source){.text = *text, .how = *how, .left = how->limit ? how->limit : LONG_MAX};
    s->reader = (puzzle_reader){.name = text->name, .unique = how->unique};
    *text = (text_source){.file = -1};
    *status = open_source(s, err);
    if (*status == OK) return s;
    puzzle_source_close(s);
    return NULL;
}

void puzzle_source_close(puzzle_source *s)
{
    if (!s) return;
    text_source_close(&s->text);
    plain_text_close(&s->plain);
    free(s->reader.state);
    free(s);
}

/* --- reading ------------------------------------------------------------------------------- */

static int fault_none(puzzle_reader *r)
{
    long lines = r->lines.number;
    return reader_fault(r, 0, "no %s found in its %ld line%s", r->kind == &kind_maze ? "maze" : "puzzle", lines,
                        lines == 1 ? "" : "s");
}

int puzzle_source_next(puzzle_source *s, puzzle_list *list, long most, error *err)
{
    puzzle_reader *r = &s->reader;
    long before = list->count;
    int status = OK;
    if (most > s->left) most = s->left;
    r->list = list;
    r->err = err;
    r->most = most < LONG_MAX - before ? before + most : LONG_MAX;
    while (status == OK && !reader_full(r)) {
        const char *at = r->lines.next;
        status = s->format->read(r);
        if (at == r->lines.next && at < r->lines.end) r->fatal = 1; /* no reader goes on from here */
        if (status == BAD_INPUT && s->how.lenient && !r->fatal) status = reader_note_fault(r);
        if (status != OK || reader_full(r) || r->lines.next < r->lines.end) continue;
        if (r->last || (list->count > before && text_source_waits(&s->text))) break;
        status = next_block(s, err);
    }
    if (status == OK && r->last && r->found == 0 && !reader_full(r)) status = fault_none(r);
    s->left -= list->count - before;
    return status;
}

int puzzle_source_ended(const puzzle_source *s)
{
    const char *at = s->reader.lines.next;
    while (at < s->reader.lines.end && (is_blank(*at) || is_line_end(*at))) at++;
    return s->reader.last && at == s->reader.lines.end;
}

static int fill_list(puzzle_list *list, text_source *text, const puzzle_kind *kind, long limit, int unique, error *err)
{
    const source_options how = {.kind = kind, .limit = limit, .unique = unique};
    int status;
    *list = (puzzle_list){0};
    puzzle_source *s = puzzle_source_open(text, &how, &status, err);
    for (long before = -1; s && status == OK && list->count > before;) { /* a pipe may make one wait */
        before = list->count;
        status = puzzle_source_next(s, list, LONG_MAX, err);
    }
    puzzle_source_close(s);
    if (status != OK) puzzle_list_free(list);
    return status;
}

int puzzle_list_parse(puzzle_list *list, const char *name, const char *text, size_t length, const puzzle_kind *kind,
                      long limit, int unique, error *err)
{
    text_source source;
    text_source_of(&source, name, text, length);
    return fill_list(list, &source, kind, limit, unique, err);
}

int puzzle_list_read(puzzle_list *list, const char *path, const puzzle_kind *kind, long limit, int unique, error *err)
{
    text_source source;
    *list = (puzzle_list){0};
    int status = text_source_open(&source, path, err);
    if (status == OK) return fill_list(list, &source, kind, limit, unique, err);
    text_source_close(&source);
    return status;
}

void puzzle_list_free(puzzle_list *list)
{
    for (long i = 0; i < list->count; i++) {
        free(list->items[i].question);
        free(list->items[i].fault);
    }
    free(list->items);
    free(list->sources);
    *list = (puzzle_list){0};
}
