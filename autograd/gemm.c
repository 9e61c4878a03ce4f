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

typedef void tile_function(int k, strided a, const real *b, ptrdiff_t b_row, real *c, ptrdiff_t c_row, int accumulate);

#define TILE(mr, nv)                                                                                                   \
    static void tile_##mr##_##nv(int k, strided a, const real *b, ptrdiff_t b_row, real *c, ptrdiff_t c_row,           \
                                 int accumulate)                                                                       \
    {                                                                                                                  \
        tile(mr, nv, k, a, b, b_row, c, c_row, accumulate);                                                            \
    }
#define TILES(mr) TILE(mr, 1) TILE(mr, 2)
#define BOTH(mr)                                                                                                       \
    {                                                                                                                  \
        tile_##mr##_1, tile_##mr##_2                                                                                   \
    }

TILES(1)
TILES(2)
TILES(3)
TILES(4)
TILES(5)
TILES(6)
#if defined(__AVX512F__) || defined(__ARM_NEON)
TILES(7)
TILES(8)
TILES(9)
TILES(10)
TILES(11)
TILES(12)
#endif

/* Indexed by rows - 1 and vectors - 1: the leftovers at the lower and right edge run the same code with smaller
 * constants. */
static tile_function *const tiles[MR][GEMM_NV] = {
    BOTH(1), BOTH(2), BOTH(3), BOTH(4),  BOTH(5),  BOTH(6),
#if defined(__AVX512F__) || defined(__ARM_NEON)
    BOTH(7), BOTH(8), BOTH(9), BOTH(10), BOTH(11), BOTH(12),
#endif
};

/* A tile whose columns do not fill its vectors is computed beside C and only its real columns are copied. */
static void edge_tile(int mr, int n, int k, strided a, const real *b, ptrdiff_t b_row, real *c, ptrdiff_t c_row,
                      int accumulate)
{
    real whole[MR * GEMM_NR];
    tiles[mr - 1][n > VL](k, a, b, b_row, whole, GEMM_NR, 0);
    for (int i = 0; i < mr; i++)
        for (int j = 0; j < n; j++) {
            real *out = c + i * c_row + j;
            *out = accumulate ? *out + whole[i * GEMM_NR + j] : whole[i * GEMM_NR + j];
        }
}

static void panel_of_tiles(int m, int n, int k, strided a, const real *b, ptrdiff_t b_row, real *c, ptrdiff_t c_row,
                           int accumulate)
{
    int whole = n % VL == 0;
    for (int i = 0; i < m; i += MR) {
        int mr = m - i < MR ? m - i : MR;
        strided rows = {a.x + i * a.row, a.row, a.col};
        if (whole)
            tiles[mr - 1][n > VL](k, rows, b, b_row, c + i * c_row, c_row, accumulate);
        else
            edge_tile(mr, n, k, rows, b, b_row, c + i * c_row, c_row, accumulate);
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
                panel_of_tiles(mc, nr, kc, block, panel, b.row, c + i * c_row + j, c_row, accumulate || p > 0);
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
