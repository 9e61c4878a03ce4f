/* Programs of the grid language (puzzles/program/) from CSV:
 *
 *   source,program,start,final,rating     (any order, more columns pass; all but program and start may be missing)
 *
 * The program is its lines, separated by ';', the start its grid row by row. The final grid is what must be there when
 * the program has ended; it is checked. docs/program.md says more.
 */
#ifndef DATA_FORMATS_READ_PROGRAMS_H
#define DATA_FORMATS_READ_PROGRAMS_H

#include "base/text_source.h"
#include "puzzles/program/program.h"

typedef struct program_row {
    program p;   /* measured */
    long line;   /* of the file, from 1 */
    char *fault; /* NULL; or what is wrong with a row that is no program, "NAME:LINE: sentence" */
} program_row;

typedef struct program_list {
    program_row *items;
    long count;
} program_list;

/* Whether a text is a CSV with a column `program`. */
int looks_like_programs(const char *text, size_t length);

/* Reads at most `limit` programs (0: all). `name` stands in messages for the file. Refused (BAD_INPUT), with the line of
 * the file: an unknown word, a bad grid, a program that does not end, another final grid than the program leads to.
 * The list is empty if this fails. */
int program_list_parse(program_list *list, const char *name, const char *text, size_t length, long limit, error *err);
int program_list_read(program_list *list, const char *path, long limit, error *err);
void program_list_free(program_list *list);
/* Empties it, but keeps its memory. */
void program_list_clear(program_list *list);

/* --- one part after another ---------------------------------------------------------------- */

typedef struct program_source program_source;

/* Takes over the text, at its beginning, to be closed with the source. `lenient`: a bad row stands in the list with its
 * fault, and those after it are read. Returns NULL if out of memory. */
program_source *program_source_open(text_source *text, int lenient, error *err);
/* Puts the next `most` programs in the place of those in the list, or those that are left: none at the end. Fewer if the
 * text makes one wait for more, or if the next one is bad: then the next call says so. */
int program_source_next(program_source *s, program_list *list, long most, error *err);
void program_source_close(program_source *s);

#endif
