/* The tokens of a plane as the network sees them, registers first, then cells, and what is fixed by their place alone:
 * made once when training or answering starts. A register is a token that stands for no cell: room to think in, and the
 * way in which the embedding of a puzzle enters (prefix tokens of arXiv 2510.04871). */
#ifndef TRM_NETWORK_LAYOUT_H
#define TRM_NETWORK_LAYOUT_H

#include "autograd/real.h"
#include "autograd/bias_index.h"
#include "autograd/places.h"
#include "trm/config.h"

#include <assert.h>

/* What a puzzle brings besides tokens. Plain data, owned by the caller. */
typedef struct geometry {
    int planes, cells;       /* P, L */
    int rows, cols;          /* of the grid: L = rows * cols */
    const uint8_t *relation; /* [L, L]; NULL if the network knows no relations */
    int frame;               /* F: the L = F F cells are a square, of which an example may have the s x s cells in the
                                first corner alone, in less time; 0: every example has all cells */
    const int32_t *examples; /* [F + 1] how many have each side, if only their shares matter; NULL: any may come */

    /* [F + 1] of each side that has planes and relations of its own, as Sudokus of 9x9 among those of 16x16 do: P, and
     * [s s, s s]. 0 or NULL: those of the corner of the frame. */
    const int32_t *planes_of;
    uint8_t *const *relation_of;
} geometry;

/* P of examples of that side; 0: of those with all cells. */
static inline int geometry_planes(const geometry *g, int64_t side)
{
    return side && g->planes_of && g->planes_of[side] ? g->planes_of[side] : g->planes;
}

typedef struct layout {
    int planes;            /* P */
    int registers;         /* N */
    int cells;             /* L */
    int sequence;          /* S = N + L */
    int rows, cols;        /* of the grid of cells */
    bias_index bias_index; /* of all S tokens, for networks that know relations */
    places place;          /* of the tokens, for mixers that take places */
    real *angles;          /* for rope, [S, E/2, 2], or NULL */
    int32_t *number;       /* [L] that each cell has among those of the whole frame; NULL: its own */
} layout;

/* A layout for each size of example: for those sides 1 .. F of a frame that there are, else one. */
typedef struct layouts {
    int count;
    layout *of; /* cells 0: of a side that no example has */
} layouts;

/* The shape need not stay. Returns 0, or -1 if out of memory; to be closed in both cases. */
int layouts_open(layouts *l, const network_config *c, const geometry *shape);
void layouts_close(layouts *l);

/* For examples of that side; 0: for those with all cells. */
static inline const layout *layouts_for(const layouts *l, int side)
{
    assert(side >= 0 && side <= l->count && l->of[(side ? side : l->count) - 1].cells);
    return &l->of[(side ? side : l->count) - 1];
}

/* S of that many cells. */
static inline int layout_sequence(const network_config *c, int64_t cells)
{
    return (int)(c->registers + cells);
}

/* Relations of two tokens: those of two cells, and for each register one of its own, with whatever it sees or is seen
 * by. Without it registers that start alike would stay alike. */
static inline int64_t layout_relations(const network_config *c)
{
    return c->relations + c->registers;
}

#endif
