/* Matrix products: C (+)= A B by one register-blocked micro-kernel.
 *
 * A is read one scalar at a time through two strides, so it may be transposed for free; B is read a vector of columns
 * at a time and must have contiguous rows. B is either a plain row-major matrix or packed into panels of GEMM_NR
 * columns, padded with zeros, which is how weights are kept (packed once per optimiser step):
 *
 *      B [k, n]           panel 0        panel 1
 *      a b c d e f        a b c d        e f 0 0        (drawn for GEMM_NR = 4)
 *      g h i j k l   ->   g h i j        k l 0 0
 *      m n o p q r        m n o p        q r 0 0
 *
 * A plain B may be read up to GEMM_NR - 1 reals past its last element; what is read there never reaches C.
 * The arena leaves that much room at its end.
 */
#ifndef AUTOGRAD_GEMM_H
#define AUTOGRAD_GEMM_H

#include "autograd/real.h"

#include <stddef.h>

enum { GEMM_NV = 2, GEMM_NR = GEMM_NV * VL };

/* A [m, k]: element (i, p) is x[i * row + p * col]. */
typedef struct strided {
    const real *x;
    ptrdiff_t row, col;
} strided;

/* B [k, n]: element (p, j) is x[(j / GEMM_NR) * panel + p * row + j % GEMM_NR]. */
typedef struct panels {
    const real *x;
    ptrdiff_t panel, row;
} panels;

/* A row-major matrix whose rows are `row` reals apart, as A, as A transposed, and as B. */
static inline strided mat_rows(const real *x, ptrdiff_t row)
{
    return (strided){x, row, 1};
}

static inline strided mat_columns(const real *x, ptrdiff_t row)
{
    return (strided){x, 1, row};
}

static inline panels mat_unpacked(const real *x, ptrdiff_t row)
{
    return (panels){x, GEMM_NR, row};
}

/* B without its first `p` rows, and a packed B without its first `j` columns (a multiple of GEMM_NR). */
static inline panels mat_below(panels b, int p)
{
    return (panels){b.x + p * b.row, b.panel, b.row};
}

static inline panels mat_right_of(panels b, int j)
{
    return (panels){b.x + j / GEMM_NR * b.panel, b.panel, b.row};
}

/* C [m, n] = A [m, k] B [k, n], or += if `accumulate`; rows of C are c_row reals apart. C overlaps neither. */
void gemm(int m, int n, int k, strided a, panels b, real *c, ptrdiff_t c_row, int accumulate);

/* Reals that a packed [k, n] matrix takes. */
size_t packed_size(int k, int n);

/* Packs the [k, n] matrix with element (p, j) at x[p * row + j * col]; one of row and col is 1. */
panels pack(int k, int n, strided x, real *packed);

#endif
