/* Texts as pages, mails, phones and word processors leave them, in plain signs: digits of other scripts, in circles or on
 * keys become 0 to 9; wide letters, blanks, dashes and quotation marks those of ASCII; dots and empty squares a dot;
 * signs without width nothing. Lines that begin or end code (```) become empty, and if all lines of a text begin with >,
 * as in mails, it is taken off. Lines stay lines. */
#ifndef DATA_FORMATS_PLAIN_TEXT_H
#define DATA_FORMATS_PLAIN_TEXT_H

#include <stddef.h> /* size_t */

typedef struct plain_text {
    char *bytes; /* [room], owned */
    size_t room;
    int quoted; /* 1: lines begin with > */
} plain_text;

/* Whether all lines begin with >, but for blank ones. */
int is_quoted_text(const char *text, size_t length);
/* The text in plain signs: itself, or in p->bytes, which the next call replaces; *length becomes that of it. NULL: out of
 * memory. */
const char *plain_text_of(plain_text *p, const char *text, size_t *length);
void plain_text_close(plain_text *p);

#endif
