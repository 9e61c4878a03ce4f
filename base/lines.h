/* The lines of a text. A line ends in LF, CRLF or CR, the last one perhaps in nothing. */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include <stddef.h> /* size_t */
#include <string.h> /* memcmp */

/* A slice of the text, without its end. */
typedef struct text_line {
    const char *text;
    size_t length;
    long number; /* from 1 */
} text_line;

typedef struct line_reader {
    const char *next, *end;
    long number; /* of the last line read */
} line_reader;

static inline int is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Takes blanks off both ends. */
static inline void trim_blanks(const char **text, size_t *length)
{
    while (*length && is_blank(**text)) ++*text, --*length;
    while (*length && is_blank((*text)[*length - 1])) --*length;
}

static inline int is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* The first character at or after `s` that ends its line, or `end`. */
static inline const char *find_line_end(const char *s, const char *end)
{
    while (s < end && !is_line_end(*s)) s++;
    return s;
}

/* Where the next line begins, for an `s` that ends a line. */
static inline const char *pass_line_end(const char *s, const char *end)
{
    if (s == end) return end;
    return s + (s[0] == '\r' && s + 1 < end && s[1] == '\n' ? 2 : 1);
}

/* Bytes of the mark that some programs put before a text in UTF-8: 3 or 0. */
static inline size_t utf8_mark_length(const char *text, size_t length)
{
    return length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static inline line_reader lines_of(const char *text, size_t length)
{
    return (line_reader){text, text + length, 0};
}

static inline int is_blank_line(const text_line *l)
{
    for (size_t i = 0; i < l->length; i++)
        if (!is_blank(l->text[i])) return 0;
    return 1;
}

/* Reads the next line. Returns 1, or 0 at the end of the text. */
static inline int next_line(line_reader *lines, text_line *l)
{
    if (lines->next == lines->end) return 0;
    const char *stop = find_line_end(lines->next, lines->end);
    *l = (text_line){lines->next, (size_t)(stop - lines->next), ++lines->number};
    lines->next = pass_line_end(stop, lines->end);
    return 1;
}

#endif
