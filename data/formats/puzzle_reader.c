#include "data/formats/puzzle_reader.h"

#include "base/grow.h"
#include "puzzles/sudoku/sudoku.h"

#include <ctype.h> /* toupper */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int reader_full(const puzzle_reader *reader)
{
    return reader->list->count >= reader->most;
}

int reader_fault(puzzle_reader *reader, long line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_at_list(reader->err, BAD_INPUT, reader->name, line, format, arguments);
    va_end(arguments);
    reader->bad_line = line;
    return BAD_INPUT;
}

static int continues_character(char c) /* in UTF-8 */
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

int reader_bad_symbol(puzzle_reader *reader, const text_line *line, const char *what, const char *at, size_t wide,
                      const grid_shape *shape)
{
    size_t character = 1;
    for (const char *c = line->text; c < at; c++) character += !continues_character(*c);
    while (at + wide < line->text + line->length && continues_character(at[wide])) wide++;
    char shown[SHOWN_BYTES], expected[2 * KIND_SENTENCE];
    show_bytes(shown, at, wide);
    reader->kind->describe_symbols(shape, expected, sizeof expected);
    for (int k = 0; shape == NULL && reader->guessed && puzzle_kinds[k] != NULL; k++) {
        size_t used = strlen(expected);
        if (puzzle_kinds[k] == reader->kind || used + KIND_SENTENCE > sizeof expected) continue;
        used += (size_t)snprintf(expected + used, sizeof expected - used, ", and not a ");
        puzzle_kinds[k]->describe_symbols(NULL, expected + used, sizeof expected - used);
    }
    return reader_fault(reader, line->number, "%s'%s' at character %zu is not a %s", what, shown, character, expected);
}

const char *nearest_sizes(char text[NEAREST_SIZES], const puzzle_kind *kind, size_t cells)
{
    grid_shape below = {0}, above = {0};
    size_t less = cells < KIND_MAX_CELLS ? cells : KIND_MAX_CELLS, more = cells;
    while (less > 0 && kind->shape_of_cells(less, &below)) less--;
    while (more <= KIND_MAX_CELLS && kind->shape_of_cells(more, &above)) more++;
    int has_both = less > 0 && more <= KIND_MAX_CELLS,
        used = snprintf(text, NEAREST_SIZES, "; the nearest %s ", has_both ? "are" : "is");
    if (less > 0)
        used += snprintf(text + used, NEAREST_SIZES - (size_t)used, "%zu (%dx%d)", less, below.rows, below.cols);
    if (has_both) used += snprintf(text + used, NEAREST_SIZES - (size_t)used, " and ");
    if (more <= KIND_MAX_CELLS)
        snprintf(text + used, NEAREST_SIZES - (size_t)used, "%zu (%dx%d)", more, above.rows, above.cols);
    return text;
}

int reader_rating(puzzle_reader *reader, long line, const char *text, size_t length, long *rating)
{
    enum { LARGEST = 1000 * 1000 * 1000 };
    long whole = 0;
    size_t i = 0, digits = 0;
    for (; i < length && text[i] >= '0' && text[i] <= '9' && whole <= LARGEST; i++, digits++)
        whole = whole * 10 + (text[i] - '0');
    if (i < length && text[i] == '.' && digits > 0)
        for (i++; i < length && text[i] >= '0' && text[i] <= '9';) i++;
    *rating = length == 0 ? -1 : whole;
    if (i == length && whole <= LARGEST) return OK;

    char shown[SHOWN_BYTES];
    return reader_fault(reader, line, "the rating '%s' is not a number from 0 to 1000000000",
                        show_bytes(shown, text, length));
}

int reader_fault_boxes(puzzle_reader *reader, long line, int side)
{
    grid_shape box = sudoku_box(side);
    return reader_fault(reader, line,
                        "the lines drawn in this %dx%d grid do not form boxes of %dx%d%s; jigsaws are not solved", side,
                        side, box.rows, box.cols, box.rows == box.cols ? "" : ", wide or tall");
}

/* Whether no row or column holds two zeros, as none does if 0 is a symbol. */
static int zeros_stand_apart(int side, const char *written)
{
    uint32_t rows = 0, columns = 0;
    for (int i = 0; i < side * side; i++) {
        uint32_t row = 1u << i / side, column = 1u << i % side;
        if (written[i] != '0') continue;
        if (rows & row || columns & column) return 0;
        rows |= row;
        columns |= column;
    }
    return 1;
}

int sudoku_rename(int side, const char *written, uint8_t *cells)
{
    static const char symbols[] = "0123456789ABCDEF";
    enum { LEAST_ZEROS = 2 };
    int zeros = 0, open = 0;
    for (int i = 0; i < side * side; i++) {
        if (cells[i] >= side || (cells[i] > 9 && written[i] <= '9')) return 0; /* G, or the numbers 10 to 16 */
        zeros += written[i] == '0';
        open += cells[i] == 0 && written[i] != '0';
    }
    if (!zeros || !open) return 0;
    if (side < SUDOKU_MAX_SIDE && (zeros < LEAST_ZEROS || !zeros_stand_apart(side, written))) return 0;
    for (int i = 0; i < side * side; i++) {
        const char *symbol = written[i] ? strchr(symbols, toupper((unsigned char)written[i])) : NULL;
        cells[i] = symbol ? (uint8_t)(symbol - symbols + 1) : 0;
    }
    return SUDOKU_FROM_ZERO;
}

const char *puzzle_source_name(puzzle_sources **sources, const char *text, size_t length)
{
    char name[PUZZLE_SOURCE];
    if (!*sources) *sources = calloc(1, sizeof **sources);
    puzzle_sources *known = *sources;
    if (!known || length == 0) return NULL;
    snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name), text);
    for (int i = 0; i < known->count; i++)
        if (!strcmp(known->name[i], name)) return known->name[i];
    if (known->count == PUZZLE_SOURCES) return NULL;
    return memcpy(known->name[known->count++], name, sizeof name);
}

const char *reader_source(puzzle_reader *reader, const char *text, size_t length)
{
    return puzzle_source_name(&reader->list->sources, text, length);
}

/* An answer that is right makes the question one. */
static int check_rules(const puzzle *p, char sentence[KIND_SENTENCE])
{
    if (p->answer != NULL && p->kind->check_answer(&p->shape, p->question, p->answer, NULL, NULL) == 0) return 0;
    if (p->kind->check_question(&p->shape, p->question, sentence) != 0) return -1;
    return p->answer != NULL ? p->kind->check_answer(&p->shape, p->question, p->answer, NULL, sentence) : 0;
}

/* Another answer [cells] to a question that has several, `answer` among them. Solvers try symbols in their order; if
 * symbols can be exchanged, the same question in opposite symbols leads to the last answer in the place of the first. */
static int find_other(const puzzle *p, const uint8_t *answer, uint8_t *other)
{
    uint8_t question[KIND_MAX_CELLS];
    int cells = grid_cells(&p->shape), ends;
    alphabet a;
    p->kind->alphabet_of(&p->shape, &a);
    ends = 2 * a.first + a.classes - 1;
    if (!a.exchangeable) return 0;
    for (int i = 0; i < cells; i++)
        question[i] = (uint8_t)(p->question[i] < a.first ? p->question[i] : ends - p->question[i]);
    if (p->kind->solve(&p->shape, question, 1, other) != 1) return 0;
    for (int i = 0; i < cells; i++) other[i] = (uint8_t)(ends - other[i]);
    return memcmp(answer, other, (size_t)cells) != 0;
}

/* " (row 1, column 2 may be 3 or 5, row 1, column 4 then 5 or 3)", or nothing. */
static void name_two_cells(const puzzle *p, const uint8_t *answer, char *text, size_t size)
{
    uint8_t other[KIND_MAX_CELLS];
    int named = 0;
    size_t used = 0;
    *text = '\0';
    if (!find_other(p, answer, other)) return;
    for (int i = 0; i < grid_cells(&p->shape) && named < 2; i++) {
        if (answer[i] == other[i]) continue;
        used += (size_t)snprintf(text + used, size - used, "%srow %d, column %d %s %c or %c", named ? ", " : " (",
                                 i / p->shape.cols + 1, i % p->shape.cols + 1, named ? "then" : "may be",
                                 p->kind->symbol_char(&p->shape, answer[i]), p->kind->symbol_char(&p->shape, other[i]));
        named++;
    }
    snprintf(text + used, size - used, ")");
}

/* Leaves in `p` whether that could be settled. */
static int check_unique(puzzle *p, char sentence[KIND_SENTENCE])
{
    uint8_t answer[KIND_MAX_CELLS];
    char cells[80];
    int answers = p->kind->solve(&p->shape, p->question, 2, answer);
    p->unsettled = answers < 0;
    if (answers == 1 || answers < 0) return 0;
    if (answers == 0) {
        snprintf(sentence, KIND_SENTENCE, "the puzzle has no solution, expected exactly one");
        return -1;
    }
    name_two_cells(p, answer, cells, sizeof cells);
    snprintf(sentence, KIND_SENTENCE, "the puzzle has more than one solution%s, expected exactly one", cells);
    return -1;
}

/* Copies a puzzle with its cells to the end of the list. Returns 0, or -1 if out of memory. */
static int list_add(puzzle_list *list, const puzzle *p)
{
    size_t cells = p->question ? (size_t)grid_cells(&p->shape) : 0;
    puzzle *items = grow(list->items, (size_t)list->count, sizeof *items);
    if (!items) return -1;
    list->items = items;
    uint8_t *copy = cells ? malloc(2 * cells) : NULL;
    if (cells && !copy) return -1;
    puzzle *item = &items[list->count++];
    *item = *p;
    if (copy) item->question = memcpy(copy, p->question, cells);
    if (p->answer) item->answer = memcpy(copy + cells, p->answer, cells);
    return 0;
}

static int fault_memory(const puzzle_reader *reader, long line)
{
    return fail_at(reader->err, NO_MEMORY, reader->name, line, "out of memory after %ld puzzles", reader->found);
}

int reader_add(puzzle_reader *reader, const puzzle *found)
{
    char sentence[KIND_SENTENCE];
    puzzle p = *found;
    p.kind = reader->kind;
    int wants_one = reader->unique && p.kind->one_answer;
    if (check_rules(&p, sentence) || (wants_one && check_unique(&p, sentence)))
        return reader_fault(reader, p.line, "%s", sentence);
    if (list_add(reader->list, &p)) return fault_memory(reader, p.line);
    reader->found++;
    return OK;
}

int reader_note_fault(puzzle_reader *reader)
{
    puzzle p = {.kind = reader->kind, .rating = -1, .line = reader->bad_line, .fault = strdup(reader->err->text)};
    if (!p.fault || list_add(reader->list, &p)) {
        free(p.fault);
        return fault_memory(reader, reader->bad_line);
    }
    reader->found++;
    reader->err->text[0] = '\0';
    return OK;
}
