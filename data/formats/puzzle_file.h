/* Puzzle files of every kind: what a file holds, and in which layout, is recognised by its content (format.h).
 *
 * Bad input never crashes: a fault is one sentence that names the file, the line, what was found and what was expected.
 * A grid of several lines is named by its first line. Lines end in LF, CRLF or CR, and a text may begin with a UTF-8
 * mark.
 */
#ifndef DATA_FORMATS_PUZZLE_FILE_H
#define DATA_FORMATS_PUZZLE_FILE_H

#include "base/text_source.h"
#include "puzzles/kind.h"

#include <stddef.h> /* size_t */

typedef struct puzzle {
    const puzzle_kind *kind;
    grid_shape shape;
    uint8_t *question;  /* [cells], owned by the puzzle_list, and after them as many bytes for the answer */
    uint8_t *answer;    /* [cells], there; NULL if the file gives none */
    const char *source; /* its class or where it is from, owned by the puzzle_list; NULL if the file does not say */
    long rating;        /* its whole part (1 of "1.2"); -1 if the file gives none */
    long line;          /* line of the file on which it starts, from 1 */
    int unsettled;      /* 1: whether it has one answer alone was to be checked, and took too long to find out */
    char *fault;        /* why there is no puzzle in this place, a sentence, owned: question is NULL. NULL: there is */
} puzzle;

/* Names that many puzzles share; puzzles with further names have none. */
enum { PUZZLE_SOURCES = 32, PUZZLE_SOURCE = 24 };
typedef struct puzzle_sources {
    int count;
    char name[PUZZLE_SOURCES][PUZZLE_SOURCE]; /* cut to fit */
} puzzle_sources;

/* The shared name for one, added if there is room; NULL if there is none, or the name is empty. */
const char *puzzle_source_name(puzzle_sources **known, const char *name, size_t length);

typedef struct puzzle_list {
    puzzle *items;
    long count;
    puzzle_sources *sources; /* NULL: none */
} puzzle_list;

void puzzle_list_free(puzzle_list *list);

/* --- all at once --------------------------------------------------------------------------- */

/* Reads all puzzles of a file ("-" is standard input, named "stdin" in messages), at most `limit` (0: all), all of them
 * of `kind` (NULL: of the kind that the content looks like).
 * Checks of every puzzle: its length is a known size, its question breaks no rule, its answer (if any) is right.
 * `unique`: also check that each has exactly one answer, if its kind wants that (exact solver, cheap for 9x9; a sparse
 * 16x16 grid on which it gives up passes).
 * Returns OK, BAD_INPUT, NO_FILE or NO_MEMORY; the list is empty if it is not OK. The first bad puzzle ends it.
 * An empty file or one without a puzzle is BAD_INPUT. A file that is missing, a folder or unreadable, or of which 2 GiB
 * must be held at once, is NO_FILE. What follows the last puzzle read under `limit` is not checked.
 */
int puzzle_list_read(puzzle_list *list, const char *path, const puzzle_kind *kind, long limit, int unique, error *err);

/* The same from memory: `name` stands in messages for the file. */
int puzzle_list_parse(puzzle_list *list, const char *name, const char *text, size_t length, const puzzle_kind *kind,
                      long limit, int unique, error *err);

/* --- one part after another ---------------------------------------------------------------- */

typedef struct puzzle_source puzzle_source;

typedef struct source_options {
    const puzzle_kind *kind;            /* NULL: what the content looks like */
    const struct puzzle_format *format; /* likewise */
    long limit;                         /* 0: all */
    const puzzle_kind *likely;          /* the kind, if the content may be of that one; NULL: none is likelier */
    int unique;                         /* as above */
    int lenient; /* 1: bad puzzles take their places in the list, with a fault, if there are good ones */
} source_options;

/* Whether a text begins with a puzzle in any of the formats. */
int puzzle_text_fits(const char *text, size_t length);

/* Whether a word that fits none was meant as a puzzle, and not as the path of a file: it has several lines, or it is long
 * and nearly all cells. */
int puzzle_text_meant(const char *text, size_t length);

/* Reads on until a text can be recognised by its beginning: 64 KB of it, or all, or if more is not there yet, the first
 * puzzle if that leaves no doubt. */
int puzzle_text_sample(text_source *text, const puzzle_kind *kind, error *err);

/* Takes over the text, at its beginning, to be closed with the source. Returns NULL with a status: BAD_INPUT (it is
 * empty, or no text), NO_FILE or NO_MEMORY. */
puzzle_source *puzzle_source_open(text_source *text, const source_options *how, int *status, error *err);
/* Adds the next `most` puzzles, or those that are left: none at the end. Fewer if the text makes one wait for more. */
int puzzle_source_next(puzzle_source *s, puzzle_list *list, long most, error *err);
/* 1: nothing follows but blanks; 0: there may be more. */
int puzzle_source_ended(const puzzle_source *s);
void puzzle_source_close(puzzle_source *s);

#endif
