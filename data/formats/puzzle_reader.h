/* What the readers of the layouts share: where puzzles go, the checks each must pass, and how a fault is reported. */
#ifndef DATA_FORMATS_PUZZLE_READER_H
#define DATA_FORMATS_PUZZLE_READER_H

#include "base/error.h"
#include "base/lines.h"
#include "data/formats/puzzle_file.h"

typedef struct puzzle_reader {
    puzzle_list *list;
    const char *name;        /* of the file, in messages */
    const puzzle_kind *kind; /* of its puzzles; NULL: not known yet */
    int guessed;             /* 1: nothing speaks for that kind but that it is the first one */
    long limit;              /* 0: all */
    int unique;
    error *err;
} puzzle_reader;

/* Each gives a status: OK, or what puzzle_list_read returns for a fault. */

/* Read every puzzle of a text: a CSV (read_csv.c), Sudokus in grids or one a line (read_grids.c), drawn mazes
 * (read_mazes.c). */
int read_csv(puzzle_reader *reader, const char *text, size_t length);
int read_grids(puzzle_reader *reader, const char *text, size_t length);
int read_mazes(puzzle_reader *reader, const char *text, size_t length);

/* Whether the first line with content is a CSV's. */
int looks_like_csv(const char *text, size_t length);
/* Whether a text that is no CSV holds mazes: a line of nothing but their characters, a wall or a start among them, and
 * no line of Sudoku cells. */
int looks_like_mazes(const char *text, size_t length);

/* Checks the puzzle and copies it to the list. `p` holds all but the kind, the answer perhaps NULL. */
int reader_add(puzzle_reader *reader, const puzzle *p);

/* Leaves "NAME:LINE: sentence" and returns BAD_INPUT. */
#define reader_fault(reader, line, ...) fail_at((reader)->err, BAD_INPUT, (reader)->name, line, __VA_ARGS__)

/* The same for the `wide` bytes at `at` in a line: a symbol that the shape does not have, or if `shape` is NULL, a
 * character that is no symbol at all. `what` names the place: "" or "the answer: ". */
int reader_bad_symbol(puzzle_reader *reader, const text_line *line, const char *what, const char *at, size_t wide,
                      const grid_shape *shape);

/* A rating, as its whole part ("3", "1.2"); an empty field gives -1. */
int reader_rating(puzzle_reader *reader, long line, const char *text, size_t length, long *rating);

/* What a puzzle of that source has as `source`; NULL if the field is empty, or the list has enough other sources. */
const char *reader_source(puzzle_reader *reader, const char *text, size_t length);

/* 1 once `limit` puzzles are read. */
int reader_full(const puzzle_reader *reader);

#endif
