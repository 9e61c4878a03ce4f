#include "autograd/gemm.h"

/* Rows of the register tile. The accumulators, one row of B and one element of A must fit the register file:
 * 12 * 2 + 2 + 1 of 32 registers (AVX-512, NEON), 6 * 2 + 2 + 1 of 16 (AVX2, SSE). */
#if defined(__AVX512F__) || defined(__ARM_NEON)
enum { MR = 12 };
_Static_assert(MR *GEMM_NV + GEMM_NV + 1 <= 32, "the tile must fit the registers");
#else
enum { MR = 6 };
_Static_assert(MR *GEMM_NV + GEMM_NV + 1 <= 16, "the tile must fit the registers");
#endif

/* Rows of A that stay in the first-level cache while the panels of B pass by, and the depth of one pass:
 * a panel of KC * GEMM_NR reals is 32 KiB with AVX-512. */
enum { MC = 6 * MR, KC = 256 };

#define INLINE static inline __attribute__((always_inline))

/* C [mr, nv * VL] (+)= A [mr, k] B [k, nv * VL]: k rank-1 updates of a tile that lives in registers.
 * mr and nv are constants where this is expanded, so every loop but the one over k is unrolled. */
INLINE void tile(int mr, int nv, int k, strided a, const real *restrict b, ptrdiff_t b_row, real *restrict c,
                 ptrdiff_t c_row, int accumulate)
{
    vec sum[MR][GEMM_NV];
#pragma GCC unroll 16
    for (int i = 0; i < mr; i++)
#pragma GCC unroll 4
        for (int j = 0; j < nv; j++) sum[i][j] = (vec){0};
    const real *column = a.x;
    for (int p = 0; p < k; p++, column += a.col, b += b_row) {
        vec row[GEMM_NV];
#pragma GCC unroll 4
        for (int j = 0; j < nv; j++) row[j] = *(const vec *)(b + j * VL);
#pragma GCC unroll 16
        for (int i = 0; i < mr; i++) {
            real s = column[i * a.row];
#pragma GCC unroll 4
            for (int j = 0; j < nv; j++) sum[i][j] += s * row[j];
        }
    }
#pragma GCC unroll 16
    for (int i = 0; i < mr; i++)
#pragma GCC unroll 4
        for (int j = 0; j < nv; j++) {
            vec *out = (vec *)(c + i * c_row + j * VL);
            if (accumulate) sum[i][j] += *out;
            *out = sum[i][j];
        }
}

/* As many whole tiles as there are below each other in m rows, one after another. Returns the rows done. */
INLINE int whole_tiles(int nv, int m, int k, strided a, const real *b, ptrdiff_t b_row, real *c, ptrdiff_t c_row,
                       int accumulate)
{
    int i = 0;
    for (; i + MR <= m; i += MR, a.x += MR * a.row) tile(MR, nv, k, a, b, b_row, c + i * c_row, c_row, accumulate);
    return i;
}

/* The rows that are left run the same code with a smaller constant. */
INLINE void last_tile(int nv, int m, int k, strided a, const real *b, ptrdiff_t b_row, real *c, ptrdiff_t c_row,
                      int accumulate)
{
    switch (m) {
#define CASE(mr)                                                                                                       \
    case mr:                                                                                                           \
        tile(mr, nv, k, a, b, b_row, c, c_row, accumulate);                                                            \
        break;
        CASE(1)
        CASE(2)
        CASE(3)
        CASE(4)
        CASE(5)
#if defined(__AVX512F__) || defined(__ARM_NEON)
        CASE(6)
        CASE(7)
        CASE(8)
        CASE(9)
        CASE(10)
        CASE(11)
#endif
#undef CASE
    default:
        break;
    }
}

INLINE void panel_of(int nv, int m, int k, strided a, const real *b, ptrdiff_t b_row, real *c, ptrdiff_t c_row,
                     int accumulate)
{
    int done = whole_tiles(nv, m, k, a, b, b_row, c, c_row, accumulate);
    a.x += done * a.row;
    last_tile(nv, m - done, k, a, b, b_row, c + done * c_row, c_row, accumulate);
}

/* C [m, n] (+)= A [m, k] B [k, n] for n of one or two whole vectors. */
static void panel_of_tiles(int m, int n, int k, strided a, const real *b, ptrdiff_t b_row, real *c, ptrdiff_t c_row,
                           int accumulate)
{
    if (n > VL)
        panel_of(2, m, k, a, b, b_row, c, c_row, accumulate);
    else
        panel_of(1, m, k, a, b, b_row, c, c_row, accumulate);
}

/* Where the columns do not fill their vectors, tiles are computed beside C and only the real columns are copied. */
static void ragged_panel(int m, int n, int k, strided a, const real *b, ptrdiff_t b_row, real *c, ptrdiff_t c_row,
                         int accumulate)
{
    real whole[MR * GEMM_NR];
    for (int i = 0; i < m; i += MR, a.x += MR * a.row) {
        int rows = m - i < MR ? m - i : MR;
        panel_of_tiles(rows, n, k, a, b, b_row, whole, GEMM_NR, 0);
        for (int r = 0; r < rows; r++)
            for (int j = 0; j < n; j++) {
                real *out = c + (i + r) * c_row + j;
                *out = accumulate ? *out + whole[r * GEMM_NR + j] : whole[r * GEMM_NR + j];
            }
    }
}

void gemm(int m, int n, int k, strided a, panels b, real *c, ptrdiff_t c_row, int accumulate)
{
    for (int p = 0; p < k || p == 0; p += KC) {
        int kc = k - p < KC ? k - p : KC;
        for (int i = 0; i < m; i += MC) {
            int mc = m - i < MC ? m - i : MC;
            strided block = {a.x + i * a.row + p * a.col, a.row, a.col};
            for (int j = 0; j < n; j += GEMM_NR) {
                int nr = n - j < GEMM_NR ? n - j : GEMM_NR;
                const real *panel = b.x + (j / GEMM_NR) * b.panel + p * b.row;
                real *out = c + i * c_row + j;
                if (nr % VL == 0)
                    panel_of_tiles(mc, nr, kc, block, panel, b.row, out, c_row, accumulate || p > 0);
                else
                    ragged_panel(mc, nr, kc, block, panel, b.row, out, c_row, accumulate || p > 0);
            }
        }
    }
}

size_t packed_size(int k, int n)
{
    return (size_t)k * (size_t)((n + GEMM_NR - 1) / GEMM_NR) * GEMM_NR;
}

panels pack(int k, int n, strided x, real *packed)
{
    real *out = packed;
    for (int j = 0; j < n; j += GEMM_NR)
        for (int p = 0; p < k; p++)
            for (int c = j; c < j + GEMM_NR; c++) *out++ = c < n ? x.x[p * x.row + c * x.col] : 0;
    return (panels){packed, (ptrdiff_t)k * GEMM_NR, GEMM_NR};
}
