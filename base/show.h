/* Text of others on its way to a terminal: names of files, names in files, metadata, arguments. What could move the
 * cursor, set a title, or turn a line round is shown as \xNN: control characters, those of 8 bits too, marks of
 * direction, separators of lines, and bytes that are not UTF-8. */
#ifndef BASE_SHOW_H
#define BASE_SHOW_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Bytes of the UTF-8 character at s (at most `room` of them), or 0: no overlong forms, no surrogates, nothing above
 * 10FFFF. *code: the character; NULL: not wanted. */
size_t utf8_length(const char *s, size_t room, uint32_t *code);

/* Whether a terminal may have it. */
int is_showable(uint32_t code);

/* Bytes of the character at s if it may be shown as it is, else 0: its first byte must be escaped. */
size_t showable_length(const char *s, size_t room);

/* printf, but every character is shown as above, all but line ends at the start and the end. What is longer than
 * SHOW_ROOM is cut. */
enum { SHOW_ROOM = 8192 };
void show(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
