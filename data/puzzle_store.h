/* Puzzles of one kind, kept in little memory: 16 bytes each beside their cells, whatever their number. A set to learn from
 * may hold millions, which take little more room here than in their file. */
#ifndef DATA_PUZZLE_STORE_H
#define DATA_PUZZLE_STORE_H

#include "data/formats/puzzle_file.h"

typedef struct stored_puzzle {
    uint32_t at; /* where its cells begin, in units of STORE_UNIT bytes */
    uint32_t line;
    int32_t rating;
    uint16_t shape;      /* number of its shape */
    uint8_t source;      /* number of its source; STORE_NO_SOURCE: none */
    uint8_t is_answered; /* 1: its answer follows the question */
} stored_puzzle;

enum { STORE_UNIT = 8, STORE_NO_SOURCE = PUZZLE_SOURCES };

typedef struct puzzle_store {
    stored_puzzle *items;
    long count;
    const puzzle_kind *kind;
    uint8_t *cells;
    size_t used, room;  /* bytes of `cells` */
    grid_shape *shapes; /* that there are, in the order in which they came */
    long shape_count;
    puzzle_sources *sources;
    int is_part; /* 1: nothing here is owned */
} puzzle_store;

/* Copies a puzzle, all but its `unsettled`, to the end. Returns 0, or -1 if out of memory. */
int puzzle_store_add(puzzle_store *s, const puzzle *p);

/* The i-th one; its cells and source belong to the store, and may move when one is added. */
puzzle puzzle_store_get(const puzzle_store *s, long i);

/* Reads all puzzles of a file, as puzzle_list_read does without `unique`. */
int puzzle_store_read(puzzle_store *s, const char *path, const puzzle_kind *kind, error *err);

/* Takes the last `count` puzzles out. They are there as long as the store is, to which nothing may be added then. */
puzzle_store puzzle_store_split(puzzle_store *s, long count);

void puzzle_store_free(puzzle_store *s);

#endif
