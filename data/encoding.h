/* Puzzles as the model takes them: tokens [P, L] and labels [L], plain bytes.
 *
 *   planes    P = number of exchangeable symbols; token of (symbol k, cell): 0 the cell is open, 1 it is given as k,
 *             2 it is given as another
 *   classic   P = 1; token of a cell: its symbol
 *
 * The label of a cell is its symbol less the first one of answers either way, which is plane k, or class k of the one
 * plane.
 */
#ifndef DATA_ENCODING_H
#define DATA_ENCODING_H

#include "puzzles/kind.h"

typedef struct encoding {
    int planes, cells, vocabulary, classes, relations;
    int rows, cols;                /* of the grid: L = rows * cols */
    int first;                     /* the symbol of class 0 */
    uint8_t *relation;             /* [L, L], up to 5 MB; owned */
    int (*distance)(int relation); /* of two cells so related, or NULL: kind.h */
} encoding;

/* Planes are for kinds with exchangeable symbols: the others have none, whatever is asked for.
 * Returns 0, or -1 without memory. */
int encoding_open(encoding *e, const puzzle_kind *kind, const grid_shape *shape, int with_planes);
void encoding_close(encoding *e);

/* tokens [P, L], labels [L] */
void encode_question(const encoding *e, const uint8_t *question, uint8_t *tokens);
void encode_answer(const encoding *e, const uint8_t *answer, uint8_t *labels);

/* The grid that an answer of the model means: classes [L] -> symbols [L], which may be the same array. */
void decode_answer(const encoding *e, const uint8_t *classes, uint8_t *grid);

#endif
