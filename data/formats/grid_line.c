#include "data/formats/grid_line.h"

#include <ctype.h>   /* isalpha, isxdigit */
#include <string.h>  /* memchr */
#include <strings.h> /* strncasecmp */

int grid_side_of_cells(size_t count)
{
    grid_shape shape;
    return kind_sudoku.shape_of_cells(count, &shape) == 0 ? shape.rows : 0;
}

int grid_side_of_row(size_t count)
{
    return count <= SUDOKU_MAX_SIDE ? grid_side_of_cells(count * count) : 0;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* --- characters ---------------------------------------------------------------------------- */

/* One character as '-', '|' or '+' if it draws rules (also the box drawing block of Unicode,
 * U+2500 to U+257F, in UTF-8), else the byte itself. *bytes says how many it takes, *heavy whether it draws a line that
 * is heavy or double. */
static char weighted_glyph(const char *s, const char *end, size_t *bytes, int *heavy)
{
    const unsigned char *u = (const unsigned char *)s;
    *bytes = 1;
    *heavy = *s == '=';
    if (end - s < 3 || u[0] != 0xe2 || (u[1] != 0x94 && u[1] != 0x95) || (u[2] & 0xc0) != 0x80) return *s;
    *bytes = 3;
    int drawing = (u[1] - 0x94) * 64 + (u[2] & 0x3f); /* U+2500 + drawing */
    *heavy = drawing < 0x0c ? drawing & 1 : drawing == 0x50 || drawing == 0x51;
    if (drawing == 0x50) return '-';
    if (drawing == 0x51) return '|';
    if (drawing < 0x0c || (drawing >= 0x4c && drawing < 0x50)) return drawing & 2 ? '|' : '-';
    return '+';
}

static char glyph(const char *s, const char *end, size_t *bytes)
{
    int heavy;
    return weighted_glyph(s, end, bytes, &heavy);
}

static int separates_cells(char c)
{
    return is_blank(c) || c == '|';
}

/* --- kinds --------------------------------------------------------------------------------- */

/* Drawn with at least two of - = +, bars, and maybe corners * . : ' at either end or between strokes; or nothing but
 * bars. *heavy: all of its strokes along the row are. */
static int is_rule(const char *text, const char *end, int *heavy)
{
    int strokes = 0, bars = 0, corners = 0, heavies = 0, weight;
    char before = '-';
    size_t bytes;
    for (const char *s = text; s < end; s += bytes) {
        char c = weighted_glyph(s, end, &bytes, &weight);
        int at_an_end = s == text || s + bytes == end;
        if (c == '-' || c == '=' || c == '+') {
            strokes++;
            heavies += weight || c == '+';
        } else if (c == '|') {
            bars++;
        } else if ((at_an_end || before == '-') && memchr("*.:'", c, 4) != NULL) {
            corners++;
        } else if (!is_blank(c)) {
            return 0;
        }
        before = c;
    }
    *heavy = heavies == strokes;
    return strokes >= 2 || (strokes == 0 && corners == 0);
}

static int is_letter_of_cells(char c)
{
    return sudoku_symbol_of_char(c) >= 0;
}

/* A word of letters, of which one at least stands for no cell, and no long run of cells. */
static int is_words(const char *text, const char *end)
{
    enum { WORD = 2, RUN = 9 };
    int words = 0, run = 0;
    for (const char *s = text; s < end;) {
        int letters = 0, strange = 0, starts = s == text || is_blank(s[-1]) || ispunct((unsigned char)s[-1]);
        const char *first = s;
        for (; s < end && isalpha((unsigned char)*s); s++, letters++) strange |= !is_letter_of_cells(*s);
        words += starts && strange && letters >= WORD;
        if (s > first) continue;
        run = is_letter_of_cells(*s++) ? run + 1 : 0;
        if (run >= RUN) return 0;
    }
    return words > 0;
}

/* "[Puzzle]" */
static int is_section(const char *text, size_t length)
{
    if (length < 3 || text[0] != '[' || text[length - 1] != ']') return 0;
    for (size_t i = 1; i + 1 < length; i++)
        if (!isalpha((unsigned char)text[i])) return 0;
    return 1;
}

/* "Grid" and a number. */
static int is_title(const char *text, size_t length)
{
    if (length < 6 || strncasecmp(text, "grid", 4) != 0 || !is_blank(text[4])) return 0;
    for (size_t i = 5; i < length; i++)
        if (!is_digit(text[i]) && !is_blank(text[i])) return 0;
    return 1;
}

static const char *word_end(const char *s, const char *end)
{
    while (s < end && !is_blank(*s)) s++;
    return s;
}

static const char *word_start(const char *s, const char *end)
{
    while (s < end && is_blank(*s)) s++;
    return s;
}

/* "0000183b305c 050703060007...  1.2": sets text and length to the puzzle, rating to all that follows it. */
static int is_bank(grid_line *line)
{
    enum { HASH = 12, SHORTEST = 16 };
    const char *end = line->text + line->length;
    const char *hash_end = word_end(line->text, end);
    if (hash_end - line->text != HASH) return 0;
    for (const char *s = line->text; s < hash_end; s++)
        if (!isxdigit((unsigned char)*s)) return 0;
    const char *cells = word_start(hash_end, end), *cells_end = word_end(cells, end);
    if (cells_end - cells < SHORTEST) return 0;

    line->rating = word_start(cells_end, end);
    line->rating_length = (size_t)(end - line->rating);
    line->text = cells;
    line->length = (size_t)(cells_end - cells);
    return 1;
}

/* --- cells --------------------------------------------------------------------------------- */

/* Whether the line is one of a grid above 9x9 typed in numbers: words of one character or two digits, at least
 * one of two, as many as a side or a whole puzzle of at least 10x10. No grid of single characters can look so. */
static int is_numbers(const grid_line *line)
{
    const char *end = line->text + line->length;
    size_t words = 0, numbers = 0, length = 0, bytes;
    for (const char *s = line->text; s < end; s += bytes) {
        if (separates_cells(glyph(s, end, &bytes))) {
            length = 0;
            continue;
        }
        length++;
        words += length == 1;
        numbers += length == 2;
        if (length > 2 || (length == 2 && !(is_digit(s[-1]) && is_digit(s[0])))) return 0;
    }
    return numbers > 0 && (grid_side_of_row(words) >= 10 || grid_side_of_cells(words) >= 10);
}

/* A cell is one character, or in a line of `numbers` perhaps two digits. A character that is no symbol counts as one
 * cell, so that the count stays what people see. */
static void read_cells(grid_line *line, int numbers)
{
    const char *end = line->text + line->length;
    size_t bytes;
    int heavy;
    line->bars = (drawn_lines){0};
    for (const char *s = line->text; s < end; s += bytes) {
        char c = weighted_glyph(s, end, &bytes, &heavy);
        if (c == '|' && line->count < SUDOKU_MAX_SIDE)
            *(heavy ? &line->bars.heavy : &line->bars.light) |= (uint32_t)1 << line->count;
        if (separates_cells(c)) continue;
        int symbol = bytes == 1 ? sudoku_symbol_of_char(c) : -1;
        if (numbers && s + 1 < end && is_digit(s[0]) && is_digit(s[1])) {
            symbol = (s[0] - '0') * 10 + (s[1] - '0');
            bytes = 2;
        }
        if (symbol < 0 && !line->bad) line->bad = s;
        if (((unsigned char)c & 0xc0) == 0x80) continue; /* inside a UTF-8 sequence */
        if (line->count < SUDOKU_MAX_CELLS) {
            line->cells[line->count] = (uint8_t)(symbol < 0 ? 0 : symbol);
            line->at[line->count] = s;
        }
        line->count++;
    }
}

/* --- lines --------------------------------------------------------------------------------- */

/* Takes blanks at both ends and "  # remark" from the line. */
static void trim(grid_line *line)
{
    const char *end = line->text + line->length;
    line->text = word_start(line->text, end);
    for (const char *s = line->text; s + 1 < end; s++)
        if (is_blank(s[0]) && s[1] == '#') end = s;
    while (end > line->text && is_blank(end[-1])) end--;
    line->length = (size_t)(end - line->text);
}

/* "- 53..7....", an item of a list, perhaps in quotes: its mark and the quotes are no cells. */
static void trim_item(grid_line *line)
{
    const char *end = line->text + line->length;
    if (line->length < 2 || (line->text[0] != '-' && line->text[0] != '*') || !is_blank(line->text[1])) return;
    const char *item = word_start(line->text + 1, end);
    if (word_end(item, end) != end) return;
    if (end - item > 2 && (*item == '"' || *item == '\'') && end[-1] == *item) item++, end--;
    size_t length = (size_t)(end - item);
    if (!grid_side_of_row(length) && !grid_side_of_cells(length)) return;
    line->text = item;
    line->length = length;
}

/* Signs of a program around the rows of a grid, such as """. */
static int is_punctuation(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!strchr("\"'`,;()[]{}", text[i]) || text[i] == '\0') return 0;
    return 1;
}

static line_kind kind_of(grid_line *line)
{
    if (line->length == 0) return LINE_BLANK;
    if (line->text[0] == '#' || is_punctuation(line->text, line->length)) return LINE_PASSED;
    if (is_section(line->text, line->length)) return LINE_SECTION;
    if (is_rule(line->text, line->text + line->length, &line->heavy)) return LINE_RULE;
    if (is_title(line->text, line->length)) return LINE_TITLE;
    if (is_bank(line)) return LINE_BANK;
    return is_words(line->text, line->text + line->length) ? LINE_WORDS : LINE_CELLS;
}

int is_grid_count(const grid_line *line, const line_reader *rest)
{
    enum { MOST_DIGITS = 6 };
    if (line->whole.number != 1 || line->length > MOST_DIGITS || rest->next == rest->end) return 0;
    for (size_t i = 0; i < line->length; i++)
        if (!is_digit(line->text[i])) return 0;
    return !grid_side_of_row(line->length) || line->text[0] == '0' ? line->length < 4 : line->length > 9;
}

int next_grid_line(line_reader *lines, grid_line *line)
{
    if (!next_line(lines, &line->whole)) return 0;
    line->text = line->whole.text;
    line->length = line->whole.length;
    line->count = 0;
    line->bad = NULL;
    trim(line);
    trim_item(line);
    line->kind = kind_of(line);
    if (line->kind >= LINE_WORDS) read_cells(line, line->kind == LINE_CELLS && is_numbers(line));
    return 1;
}
