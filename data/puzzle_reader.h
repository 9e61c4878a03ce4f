/* What the readers of the layouts share: where puzzles go, the checks each must pass, and how a fault is told. */
#ifndef DATA_PUZZLE_READER_H
#define DATA_PUZZLE_READER_H

#include "data/puzzle_file.h"

typedef struct puzzle_reader {
    puzzle_list *list;
    const char *name; /* of the file, in messages */
    long limit;       /* 0: all */
    int unique;
    char *why;
    size_t why_size;
} puzzle_reader;

/* Each gives a status: READ_OK, or what puzzle_list_read returns for a fault. */

/* Reads every puzzle of a text with grids or one-a-line puzzles (read_grids.c) or of a CSV (read_csv.c). */
int read_grids(puzzle_reader *reader, const char *text, size_t length);
int read_csv(puzzle_reader *reader, const char *text, size_t length);
/* Whether the first line with content is a CSV's. */
int looks_like_csv(const char *text, size_t length);

/* Checks the puzzle and copies it to the list. `p` holds question, answer (or NULL), rating and line. */
int reader_add(puzzle_reader *reader, const puzzle *p);

/* Leaves "NAME:LINE: sentence" and returns READ_BAD_INPUT. */
int reader_fault(puzzle_reader *reader, long line, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same for a symbol that the shape does not have, or a character that is none at all. `what` names the place
 * ("" or "the answer: "); `text` is the piece found, `character` where it stands, from 1. */
int reader_bad_symbol(puzzle_reader *reader, long line, const char *what, const char *text, size_t length,
                      size_t character, const sudoku_shape *shape);

/* A rating, as its whole part ("3", "1.2"); an empty field gives -1. */
int reader_rating(puzzle_reader *reader, long line, const char *text, size_t length, long *rating);

/* 1 once `limit` puzzles are read. */
int reader_full(const puzzle_reader *reader);

/* --- puzzle_list.c -------------------------------------------------------------------------- */

/* Copies a puzzle with its cells to the end of the list; -1 without memory. */
int puzzle_list_add(puzzle_list *list, const puzzle *p);

/* --- puzzle_check.c ------------------------------------------------------------------------- */

enum { CHECK_SENTENCE = 160 };

/* What is wrong with a puzzle, in words, or 0 where nothing is. */
int puzzle_fault(const puzzle *p, char sentence[CHECK_SENTENCE]);
/* The same for the number of its solutions. */
int puzzle_not_unique(const puzzle *p, char sentence[CHECK_SENTENCE]);

#endif
