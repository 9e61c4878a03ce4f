/* Puzzles as the model takes them: tokens [P, L] and labels [L], plain bytes.
 *
 *   planes    P = number of exchangeable symbols; token of (symbol k, cell): 0 the cell is open, 1 it is given as k,
 *             2 it is given as another
 *   classic   P = 1; token of a cell: its symbol
 *
 * The label of a cell is its symbol less the first symbol of answers: the number of its plane, or its class in the one
 * plane.
 */
#ifndef DATA_ENCODING_H
#define DATA_ENCODING_H

#include "puzzles/kind.h"

typedef struct encoding {
    int planes, cells; /* P, L */
    int rows, cols;    /* of the grid: L = rows * cols */
    int form;          /* of its shape */
    int frame;         /* F: the grid is F x F, and an example may fill the S x S cells of its first corner
                                alone; 0: every example has all cells */
    int32_t examples[KIND_MAX_SIDE + 1]; /* of each side S in a frame; all 0: not known, there may be of any */
    /* With planes, smaller grids have fewer, and relations of their own. Of each side S in such a frame: */
    int32_t planes_of[KIND_MAX_SIDE + 1]; /* P; 0: there is none, or it is a corner of the frame */
    int32_t form_of[KIND_MAX_SIDE + 1];
    uint8_t *relation_of[KIND_MAX_SIDE + 1]; /* [S S, S S], if asked for; owned */
    int vocabulary, classes;                 /* tokens are below the one, labels below P times the other */
    int first;                               /* the symbol of class 0 */
    int relations;                           /* R: entries of the next are below this */
    uint8_t *relation;                       /* [L, L], if asked for; owned */
    uint8_t distance[256];                   /* [R] of two cells in that relation; all 0 if relations have none */
    int exchangeable;                        /* its alphabet's: cells that the question gives keep their symbol */
    const puzzle_kind *kind;                 /* NULL: of none of puzzle_kinds */
} encoding;

/* Planes are for kinds with exchangeable symbols: the others have one, whatever is asked for.
 * Returns 0, or -1 if out of memory. */
void encoding_open(encoding *e, const puzzle_kind *kind, const grid_shape *shape, int with_planes);
/* Makes the table of relations, for networks that read it: 268 MB for 128 x 128 cells. Returns 0, or -1 if out of
 * memory. */
int encoding_relate(encoding *e, const puzzle_kind *kind);
void encoding_close(encoding *e);

/* One more example is a square of this shape; with planes, all of one side have one form. The encoding, opened for the
 * largest one, is a frame from now on; encoding_relate comes after the last. */
void encoding_add_shape(encoding *e, const grid_shape *shape);
/* The encoding of a single example of a frame: of its cells alone, without relations. Not to be closed. */
encoding encoding_within(const encoding *e, int side);

/* tokens [P, L], labels [L] */
void encode_question(const encoding *e, const uint8_t *question, uint8_t *tokens);
void encode_answer(const encoding *e, const uint8_t *answer, uint8_t *labels);

/* What the question, as tokens, says of the answer: given [L], the class of a cell, or NO_LABEL (base/label.h) if it is
 * open; and in which order open cells are to be filled: rank [L], 0 for those that are given, 1 for all others, or if
 * `by_solver` 1, 2, ... as kind->solver_order has it. Of an example with a side S the first S * S of both. */
void encoding_ranks(const encoding *e, const uint8_t *tokens, int side, int by_solver, uint8_t *given, int32_t *rank);

/* Which tokens, of the first plane, stand for cells that a question leaves open: open[256]. */
void encoding_open_tokens(const encoding *e, uint8_t open[256]);

/* The grid that an answer of the model means: classes [L] -> symbols [L], which may be the same array. */
void decode_answer(const encoding *e, const uint8_t *classes, uint8_t *grid);
/* Puts back into an answer, of classes, the cells that a question of that shape settles. */
void keep_given(const encoding *e, const grid_shape *shape, const uint8_t *question, uint8_t *classes);

/* --- what the rules say of an example as tokens; its side is S, or 0 if it fills the grid -------------------------- */

/* The question as symbols [S * S, or L]; returns its shape. */
grid_shape encoding_question(const encoding *e, const uint8_t *tokens, int side, uint8_t *question);

/* Whether they accept an answer of classes [L]. */
int encoding_accepts(const encoding *e, const uint8_t *tokens, int side, const uint8_t *classes);

/* Without planes, and if the kind has the members of these names: the right answer that logits [L, C] like best, as
 * labels [L]; the facts of each cell, as bits [L]. */
void encoding_likeliest(const encoding *e, const uint8_t *tokens, int side, const real *logits, uint8_t *labels);
void encoding_facts(const encoding *e, const uint8_t *tokens, int side, uint8_t *bits);

#endif
