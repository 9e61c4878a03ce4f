/* The small part of JSON that the files here need: objects, lists, strings, whole numbers without a sign. Other plain
 * values can only be skipped.
 *
 * The caller asks for what must come next, and gets it or a refusal:
 *
 *     for (more = json_open(&j, '{', '}'); more > 0; more = json_more(&j, '}'))
 *         if (!json_string(&j, &key) || !json_take(&j, ':') || !json_string(&j, &value)) return refuse(&j);
 *     if (more < 0) return refuse(&j);
 *
 * Nothing here recurses, and json_skip passes what is nested at most 64 deep, so a file of a million '[' costs nothing: the second one is already not what was asked for.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Strings are decoded in place (no escape is shorter than what it stands for), so `text` is overwritten. */
typedef struct json_scan {
    char *text;
    size_t size, at;      /* after a refusal, `at` is the first byte that did not fit; size: the text ended */
    const char *expected; /* after a refusal: what should have stood there */
    long line_ends;       /* passed so far: none stands in a string */
} json_scan;

/* Each skips white space, then returns 1 and moves on, or 0 if something else stands there. */
int json_take(json_scan *j, char sign);      /* one of { } [ ] : , */
int json_string(json_scan *j, char **value); /* ends with a NUL; refuses \u0000, lone surrogates and bad UTF-8 */
int json_whole(json_scan *j, uint64_t *value);
int json_end(json_scan *j);
/* Skips a string, a number, true, false or null. */
int json_skip_plain(json_scan *j);
/* The same, or an object or a list with all that is in it. */
int json_skip(json_scan *j);

/* The first byte of what comes next, which is not consumed; -1 at the end. */
int json_next(json_scan *j);

/* Lists and objects: 1 an item follows, 0 closed, -1 refused. */
int json_open(json_scan *j, char open, char close);
int json_more(json_scan *j, char close);

/* Writes `text` with quotes and escapes, what a terminal should not get (show.h) among them. A byte that is not UTF-8
 * becomes \ufffd. */
void json_put_string(FILE *out, const char *text);

/* Writes a number with so many digits after the point; null if it is not finite, which JSON has no word for. */
void json_put_real(FILE *out, double value, int digits);

int json_is_utf8(const char *text);

#endif
