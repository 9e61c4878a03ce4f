/* Puzzle files of every kind: what a file holds, and in which layout, is recognised by its content.
 *
 * CSV sets, the same for all kinds, by their header:
 *
 *   source,question,answer,rating   quizzes,solutions   puzzle,solution
 *                         (any order, more columns pass; all but the question column may be missing)
 *
 * Question and answer are the cells on one line, row by row; the first question shows the kind. Blanks in it and around
 * it are cells of a maze, and nothing in a Sudoku.
 *
 * Sudokus in every layout that people use:
 *
 *   one puzzle a line     16, 36, 81 or 256 characters (.sdm, .txt); open cells are . 0 X * or _
 *   .sdk                  rows, # header lines, [Puzzle] sections (other sections are passed over)
 *   .ss, clipboard        grids drawn with | and --- or +, also in box drawing characters
 *   typed                 rows with spaces between the cells; several grids separated by blank lines
 *   Grid 01               rows under such titles
 *   Puzzle Bank           12 hexadecimal characters, 81 digits, rating
 *
 * Sides are 4, 6, 9 and 16, and the other ones of sudoku_box. Symbols above 9 are the letters A (10) to
 * G (16); in rows with spaces between all cells also the numbers 10 to 16. Lines that start with #, and what follows
 * " #" in a line, are comments. Lines may end in LF, CRLF or CR, have blanks at both ends, and begin with a UTF-8 mark.
 * A line of 16 cells is a 4x4 puzzle, or a row of 16x16 if most clues of such lines in the file are above 4.
 *
 * Mazes as they are drawn: rows over "# SGo" and '.', see read_mazes.c.
 *
 * Bad input never crashes: every reader stops at the first fault with one sentence that names the file,
 * the line, what was found and what was expected. A grid of several lines is named by its first line.
 */
#ifndef DATA_FORMATS_PUZZLE_FILE_H
#define DATA_FORMATS_PUZZLE_FILE_H

#include "base/error.h"
#include "puzzles/kind.h"

#include <stddef.h> /* size_t */

typedef struct puzzle {
    const puzzle_kind *kind;
    grid_shape shape;
    uint8_t *question;  /* [cells], owned by the puzzle_list */
    uint8_t *answer;    /* [cells], in the same block of memory; NULL if the file gives none */
    const char *source; /* its class or where it is from, owned by the puzzle_list; NULL if the file does not say */
    long rating;        /* its whole part (1 of "1.2"); -1 if the file gives none */
    long line;          /* line of the file on which it starts, from 1 */
} puzzle;

/* Names that many puzzles share; puzzles with further names have none. */
enum { PUZZLE_SOURCES = 32, PUZZLE_SOURCE = 24 };
typedef struct puzzle_sources {
    int count;
    char name[PUZZLE_SOURCES][PUZZLE_SOURCE]; /* cut to fit */
} puzzle_sources;

typedef struct puzzle_list {
    puzzle *items;
    long count;
    puzzle_sources *sources; /* NULL: none */
} puzzle_list;

/* Reads all puzzles of a file ("-" is standard input, named "stdin" in messages), at most `limit` (0: all), all of them
 * of `kind` (NULL: of the kind that the content looks like).
 * Checks of every puzzle: its length is a known size, its question breaks no rule, its answer (if any) is right.
 * `unique`: also check that each has exactly one answer, if its kind wants that (exact solver, cheap for 9x9; a sparse
 * 16x16 grid on which it gives up passes).
 * Returns OK, BAD_INPUT, NO_FILE or NO_MEMORY; the list is empty if it is not OK.
 * An empty file or one without a puzzle is BAD_INPUT. A file that is missing, a folder, unreadable or larger than
 * 2 GiB is NO_FILE. What follows the last puzzle read under `limit` is not checked.
 */
int puzzle_list_read(puzzle_list *list, const char *path, const puzzle_kind *kind, long limit, int unique, error *err);

/* The same from memory: `name` stands in messages for the file. */
int puzzle_list_parse(puzzle_list *list, const char *name, const char *text, size_t length, const puzzle_kind *kind,
                      long limit, int unique, error *err);

/* Removes the first `count` puzzles, at most all. */
void puzzle_list_skip(puzzle_list *list, long count);

void puzzle_list_free(puzzle_list *list);

#endif
