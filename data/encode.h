/* Puzzles as the model takes them: tokens [P, L] and labels [L], plain bytes.
 *
 *   planes    P = side; token of (symbol k, cell): 0 the cell is open, 1 it is given as k, 2 it is given as another
 *   classic   P = 1; token of a cell: its symbol, 0 where open
 *
 * The label of a cell is its symbol - 1 either way, which is plane k, or class k of the one plane.
 */
#ifndef DATA_ENCODE_H
#define DATA_ENCODE_H

#include "puzzles/sudoku.h"

typedef struct encoding {
    int planes, cells, vocabulary, classes, relations;
    uint8_t relation[SUDOKU_MAX_CELLS * SUDOKU_MAX_CELLS]; /* [L, L] */
} encoding;

void encoding_of(encoding *e, const sudoku_shape *shape, int with_planes);

/* tokens [P, L], labels [L] */
void encode_question(const encoding *e, const uint8_t *question, uint8_t *tokens);
void encode_answer(const encoding *e, const uint8_t *answer, uint8_t *labels);

/* The grid that an answer of the model means: classes [L] -> symbols [L]. */
void decode_answer(const encoding *e, const uint8_t *classes, uint8_t *grid);

#endif
