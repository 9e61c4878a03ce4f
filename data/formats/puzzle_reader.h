/* What the readers of all formats share: where puzzles go, the checks each must pass, and how a fault is reported. */
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
    long most;               /* the list is full with so many */
    long found;              /* puzzles read by now, good ones and bad */
    long bad_line;           /* the line that the last fault names */
    int unique;
    int fatal;         /* 1: after the last fault nothing more can be read */
    line_reader lines; /* what is still to be read of the block at hand */
    int last;          /* 1: the text ends with it */
    void *state;       /* what the format keeps from call to call, all zero at first */
    error *err;
} puzzle_reader;

/* Checks the puzzle and copies it to the list. `p` holds all but the kind, the answer perhaps NULL. */
int reader_add(puzzle_reader *reader, const puzzle *p);

/* Puts the fault that was just reported in the place of a puzzle. Returns OK or NO_MEMORY. */
int reader_note_fault(puzzle_reader *reader);

/* Leaves "NAME:LINE: sentence" and returns BAD_INPUT. */
int reader_fault(puzzle_reader *reader, long line, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same for the `wide` bytes at `at` in a line: a symbol that the shape does not have, or if `shape` is NULL, a
 * character that is no symbol at all. `what` names the place: "" or "the answer: ". */
int reader_bad_symbol(puzzle_reader *reader, const text_line *line, const char *what, const char *at, size_t wide,
                      const grid_shape *shape);

/* "; the nearest are 64 (8x8) and 81 (9x9)": the sizes next to a number of cells that no puzzle of the kind has. */
enum { NEAREST_SIZES = 96 };
const char *nearest_sizes(char text[NEAREST_SIZES], const puzzle_kind *kind, size_t cells);

/* The lines that are drawn in a Sudoku make no boxes of its side. */
int reader_fault_boxes(puzzle_reader *reader, long line, int side);

/* A grid that is written with 0 and another sign for open cells, without its last symbol, has symbols counted from 0: then
 * its cells are those of the characters written [side * side], and its form is SUDOKU_FROM_ZERO. Else they stay, and the
 * form is 0. On grids smaller than 16x16, where both signs may be for open cells, no row or column has two zeros then. */
int sudoku_rename(int side, const char *written, uint8_t *cells);

/* A rating, as its whole part ("3", "1.2"); an empty field gives -1. */
int reader_rating(puzzle_reader *reader, long line, const char *text, size_t length, long *rating);

/* What a puzzle of that source has as `source`; NULL if the field is empty, or the list has enough other sources. */
const char *reader_source(puzzle_reader *reader, const char *text, size_t length);

/* 1 once the list has as many puzzles as were asked for. */
int reader_full(const puzzle_reader *reader);

#endif
