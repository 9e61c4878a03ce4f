#include "data/formats/plain_text.h"

#include "base/lines.h"
#include "data/formats/cell_grid.h"

#include <stdlib.h>
#include <string.h>

/* --- signs --------------------------------------------------------------------------------- */

/* Characters from `first` to `last` of Unicode stand for `plain` and those after it, or all for `plain`. */
typedef struct sign_range {
    int first, last;
    char plain;
    int counts_up;
} sign_range;

static const sign_range ranges[] = {
    {0x00a0, 0x00a0, ' ', 0},   {0x00a6, 0x00a6, '|', 0},   {0x00b7, 0x00b7, '.', 0},   {0x00d7, 0x00d7, 'x', 0},
    {0x0660, 0x0669, '0', 1},   {0x06f0, 0x06f9, '0', 1},   {0x0966, 0x096f, '0', 1},   {0x09e6, 0x09ef, '0', 1},
    {0x2000, 0x200a, ' ', 0},   {0x2010, 0x2015, '-', 0},   {0x2018, 0x2019, '\'', 0},  {0x201c, 0x201d, '"', 0},
    {0x2022, 0x2022, '.', 0},   {0x2027, 0x2027, '.', 0},   {0x202f, 0x202f, ' ', 0},   {0x205f, 0x205f, ' ', 0},
    {0x2212, 0x2212, '-', 0},   {0x2219, 0x2219, '.', 0},   {0x22c5, 0x22c5, '.', 0},   {0x2460, 0x2468, '1', 1},
    {0x2474, 0x247c, '1', 1},   {0x24ea, 0x24ea, '0', 0},   {0x25a1, 0x25a2, '.', 0},   {0x25cb, 0x25cb, '.', 0},
    {0x25fb, 0x25fb, '.', 0},   {0x25fd, 0x25fd, '.', 0},   {0x2776, 0x277e, '1', 1},   {0x2780, 0x2788, '1', 1},
    {0x278a, 0x2792, '1', 1},   {0x2b1c, 0x2b1c, '.', 0},   {0x3000, 0x3000, ' ', 0},   {0x3001, 0x3001, ',', 0},
    {0x3002, 0x3002, '.', 0},   {0x30fb, 0x30fb, '.', 0},   {0xff01, 0xff5e, '!', 1},   {0x1d7ce, 0x1d7d7, '0', 1},
    {0x1d7d8, 0x1d7e1, '0', 1}, {0x1d7e2, 0x1d7eb, '0', 1}, {0x1d7ec, 0x1d7f5, '0', 1}, {0x1d7f6, 0x1d7ff, '0', 1},
};

/* Signs without width: soft hyphens, joiners, byte order marks, and what makes a digit a key. */
static int has_no_width(int c)
{
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0xfeff || c == 0xfe0e || c == 0xfe0f ||
           c == 0x20e3;
}

/* The plain sign of a character, 0 if it has none. */
static char plain_sign(int c)
{
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return (char)(ranges[i].plain + (ranges[i].counts_up ? c - ranges[i].first : 0));
    return 0;
}

/* --- lines --------------------------------------------------------------------------------- */

/* Copies the characters from s to end. Returns the end of the copy, which is no longer. */
static char *copy_plain(char *out, const char *s, const char *end)
{
    for (size_t bytes; s < end; s += bytes) {
        int c = cell_of_text(s, end, &bytes);
        char plain = bytes > 1 ? plain_sign(c) : *s;
        if (plain) {
            *out++ = plain;
        } else if (c == 0x2026) { /* three dots as one sign */
            for (int i = 0; i < 3; i++) *out++ = '.';
        } else if (!has_no_width(c)) {
            memcpy(out, s, bytes);
            out += bytes;
        }
    }
    return out;
}

static const char *pass_quotes(const char *s, const char *end)
{
    while (s < end && *s == '>') {
        s++;
        if (s < end && *s == ' ') s++;
    }
    return s;
}

int is_quoted_text(const char *text, size_t length)
{
    line_reader lines = lines_of(text, length);
    text_line line;
    int quoted = 0;
    while (next_line(&lines, &line)) {
        size_t i = 0;
        while (i < line.length && is_blank(line.text[i])) i++;
        if (i < line.length && *line.text != '>') return 0;
        quoted |= i < line.length;
    }
    return quoted;
}

static int is_code_mark(const char *s, const char *end)
{
    return end - s >= 3 && !memcmp(s, "```", 3);
}

/* --- texts --------------------------------------------------------------------------------- */

static int is_plain(const char *text, size_t length)
{
    unsigned char all = 0;
    int marks = is_code_mark(text, text + length);
    for (size_t i = 0; i < length; i++) all |= (unsigned char)text[i]; /* no branch: runs in vectors */
    for (const char *s = text, *end = text + length; !marks && (s = memchr(s, '\n', (size_t)(end - s))); s++)
        marks = is_code_mark(s + 1, end);
    return all < 0x80 && !marks;
}

const char *plain_text_of(plain_text *p, const char *text, size_t *length)
{
    const char *end = text + *length;
    if (!p->quoted && is_plain(text, *length)) return text;
    if (*length > p->room) {
        char *bytes = realloc(p->bytes, *length);
        if (!bytes) return NULL;
        p->bytes = bytes;
        p->room = *length;
    }
    char *out = p->bytes;
    for (const char *s = text, *stop, *next; s < end; s = next) {
        stop = find_line_end(s, end);
        next = pass_line_end(stop, end);
        if (p->quoted) s = pass_quotes(s, stop);
        if (!is_code_mark(s, stop)) out = copy_plain(out, s, stop);
        memcpy(out, stop, (size_t)(next - stop));
        out += next - stop;
    }
    *length = (size_t)(out - p->bytes);
    return p->bytes;
}

void plain_text_close(plain_text *p)
{
    free(p->bytes);
    *p = (plain_text){0};
}
