#include "autograd/gemm.h"
#include "autograd/simd.h"

/* Rows of the register tile. The accumulators, one row of B and one element of A must fit the register file:
 * 12 * 2 + 2 + 1 of 32 registers (AVX-512, NEON), 6 * 2 + 2 + 1 of 16 (AVX2, SSE). */
#if defined(__AVX512F__) || defined(__ARM_NEON)
enum { MR = 12 };
_Static_assert(MR *GEMM_NV + GEMM_NV + 1 <= 32, "the tile must fit the registers");
#else
enum { MR = 6 };
_Static_assert(MR *GEMM_NV + GEMM_NV + 1 <= 16, "the tile must fit the registers");
#endif

/* A loop that is unrolled completely, so that what it indexes can live in registers. Not by clang under sanitizers
 * (NO_UNROLL), whose checks in each turn would keep it busy for minutes. */
#if defined(NO_UNROLL) && defined(__clang__)
#define EACH(i, n) for (int i = 0; i < (n); i++)
#elif defined(__clang__)
#define EACH(i, n) _Pragma("clang loop unroll(full)") for (int i = 0; i < (n); i++)
#else
#define EACH(i, n) _Pragma("GCC unroll 16") for (int i = 0; i < (n); i++)
#endif
#define INLINE static inline __attribute__((always_inline))

enum { FETCH_AHEAD = 64 }; /* depth from which the products take long enough to hide a prefetch of C */

/* C [mr, nv * VL] (+)= A [mr, k] B [k, nv * VL]: k rank-1 updates of a tile that lives in registers.
 * mr and nv are constants wherever this is inlined, so every loop but the one over k is unrolled. */
INLINE void tile(int mr, int nv, int k, strided a, panels b, real *restrict c, ptrdiff_t c_row, int accumulate)
{
    const real *restrict b_row = b.x;
    vec sum[MR][GEMM_NV];
    EACH (i, mr)
        EACH (j, nv) sum[i][j] = (vec){0};
    if (k >= FETCH_AHEAD)
        EACH (i, mr)
            EACH (j, nv) __builtin_prefetch(c + i * c_row + j * VL, 1);
    const real *column = a.x;
    for (int p = 0; p < k; p++, column += a.col, b_row += b.row) {
        vec row[GEMM_NV];
        EACH (j, nv) row[j] = *(const vec *)(b_row + j * VL);
        EACH (i, mr) {
            real s = column[i * a.row];
            EACH (j, nv) sum[i][j] += s * row[j];
        }
    }
    EACH (i, mr)
        EACH (j, nv) {
            vec *out = (vec *)(c + i * c_row + j * VL);
            if (accumulate) sum[i][j] += *out;
            *out = sum[i][j];
        }
}

/* All whole tiles of m rows, one below the other. Returns the rows done. */
INLINE int whole_tiles(int nv, int m, int k, strided a, panels b, real *c, ptrdiff_t c_row, int accumulate)
{
    int i = 0;
    for (; i + MR <= m; i += MR, a.x += MR * a.row) tile(MR, nv, k, a, b, c + i * c_row, c_row, accumulate);
    return i;
}

/* The remaining rows run the same code with a smaller constant. */
INLINE void last_tile(int nv, int m, int k, strided a, panels b, real *c, ptrdiff_t c_row, int accumulate)
{
    switch (m) {
#define CASE(mr)                                                                                                       \
    case mr:                                                                                                           \
        tile(mr, nv, k, a, b, c, c_row, accumulate);                                                                   \
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
    }
}

/* A short tile is bound by the latency of its multiply-adds: a few remaining rows and the last whole tile are split in
 * two halves instead. */
INLINE void panel_of(int nv, int m, int k, strided a, panels b, real *c, ptrdiff_t c_row, int accumulate)
{
    int rest = m % MR, shared = m > MR && rest > 0 && rest < MR / 2 ? (MR + rest) / 2 : 0;
    int done = whole_tiles(nv, m - (shared ? MR : 0), k, a, b, c, c_row, accumulate);
    a.x += done * a.row;
    if (shared) {
        last_tile(nv, shared, k, a, b, c + done * c_row, c_row, accumulate);
        a.x += shared * a.row;
        done += shared;
    }
    last_tile(nv, m - done, k, a, b, c + done * c_row, c_row, accumulate);
}

/* C [m, n] (+)= A [m, k] B [k, n] for n of one or two whole vectors. */
static void panel_of_tiles(int m, int n, int k, strided a, panels b, real *c, ptrdiff_t c_row, int accumulate)
{
    const strided columns = {a.x, 1, a.col}, rows = {a.x, a.row, 1}; /* the 1 is a constant of the code */
    if (a.row == 1 && n > VL)
        panel_of(2, m, k, columns, b, c, c_row, accumulate);
    else if (a.row == 1)
        panel_of(1, m, k, columns, b, c, c_row, accumulate);
    else if (n > VL)
        panel_of(2, m, k, rows, b, c, c_row, accumulate);
    else
        panel_of(1, m, k, rows, b, c, c_row, accumulate);
}

static void copy_row(int n, const real *restrict from, real *restrict to, int accumulate)
{
    int j = 0;
    for (; j + VL <= n; j += VL) {
        vec sum = *(const vec *)(from + j);
        if (accumulate) sum += *(const vec *)(to + j);
        *(vec *)(to + j) = sum;
    }
    for (; j < n; j++) to[j] = accumulate ? to[j] + from[j] : from[j];
}

/* If the columns do not fill their vectors, tiles are computed outside C and only the columns of C are copied. */
static void ragged_panel(int m, int n, int k, strided a, panels b, real *c, ptrdiff_t c_row, int accumulate)
{
    real whole[MR * GEMM_NR];
    for (int i = 0; i < m; i += MR, a.x += MR * a.row) {
        int rows = min_int(m - i, MR);
        panel_of_tiles(rows, n, k, a, b, whole, GEMM_NR, 0);
        for (int r = 0; r < rows; r++) copy_row(n, whole + r * GEMM_NR, c + (i + r) * c_row, accumulate);
    }
}

/* MC rows of A stay in the second-level cache while all panels of B are multiplied with them. KC is the depth of one
 * pass: a panel of KC * GEMM_NR reals is 16 KiB with AVX2, 32 KiB with AVX-512. Every column of a transposed A is on
 * another memory page, so a pass must not be deeper than the TLB. */
enum { MC = 96, KC = 256, KC_TRANSPOSED = 96 };

/* Rows of B, and columns of A, that are this far apart share few sets of the first-level cache and evict each other:
 * they are copied close together before a pass. */
enum { FAR_A = 200, FAR_B = 400 };

static strided copy_columns(int m, int k, strided a, real *restrict copy)
{
    for (int p = 0; p < k; p++)
        for (int i = 0; i < m; i++) copy[p * MC + i] = a.x[p * a.col + i];
    return (strided){copy, 1, MC};
}

static panels copy_panel(int k, panels b, real *restrict copy)
{
    for (int p = 0; p < k; p++)
        for (int c = 0; c < GEMM_NR; c++) copy[p * GEMM_NR + c] = b.x[p * b.row + c];
    return (panels){copy, b.panel, GEMM_NR};
}

void gemm(int m, int n, int k, strided a, panels b, real *c, ptrdiff_t c_row, int accumulate)
{
    real a_copy[MC * KC_TRANSPOSED], b_copy[KC * GEMM_NR];
    int transposed = a.row == 1 && a.col != 1, depth = transposed ? KC_TRANSPOSED : KC;
    int far_a = transposed && a.col >= FAR_A && n > 2 * GEMM_NR, far_b = b.row >= FAR_B && m > 4 * MR;
    for (int p = 0; p < k || p == 0; p += depth) {
        int kc = min_int(k - p, depth), add = accumulate || p > 0;
        for (int i = 0; i < m; i += MC) {
            int mc = min_int(m - i, MC);
            strided block = {a.x + i * a.row + p * a.col, a.row, a.col};
            if (far_a) block = copy_columns(mc, kc, block, a_copy);
            for (int j = 0; j < n; j += GEMM_NR) {
                int nr = min_int(n - j, GEMM_NR);
                panels panel = mat_below(mat_right_of(b, j), p);
                if (far_b) panel = copy_panel(kc, panel, b_copy);
                if (nr % VL == 0)
                    panel_of_tiles(mc, nr, kc, block, panel, c + i * c_row + j, c_row, add);
                else
                    ragged_panel(mc, nr, kc, block, panel, c + i * c_row + j, c_row, add);
            }
        }
    }
}

size_t packed_size(int k, int n)
{
    return (size_t)k * (size_t)((n + GEMM_NR - 1) / GEMM_NR) * GEMM_NR;
}

/* Panel of rows that lie side by side in x already: [k, columns], columns <= GEMM_NR. */
static void pack_rows(int k, int columns, const real *x, ptrdiff_t row, real *out)
{
    for (int p = 0; p < k; p++, x += row, out += GEMM_NR)
        for (int c = 0; c < GEMM_NR; c++) out[c] = c < columns ? x[c] : 0;
}

/* Panel whose columns lie side by side in x: the transpose of [columns, k]. */
static void pack_columns(int k, int columns, const real *x, ptrdiff_t row, real *out)
{
    int p = 0;
#ifdef TRANSPOSE_BY_SHUFFLE
    if (columns == GEMM_NR)
        for (; p + 4 <= k; p += 4)
            for (int c = 0; c < GEMM_NR; c += 4) transpose_quad(x + c * row + p, row, out + p * GEMM_NR + c, GEMM_NR);
#endif
    for (; p < k; p++)
        for (int c = 0; c < GEMM_NR; c++) out[p * GEMM_NR + c] = c < columns ? x[c * row + p] : 0;
}

panels pack(int k, int n, strided x, real *packed)
{
    real *out = packed;
    for (int j = 0; j < n; j += GEMM_NR, out += (ptrdiff_t)k * GEMM_NR) {
        int columns = min_int(n - j, GEMM_NR);
        if (x.col == 1)
            pack_rows(k, columns, x.x + j, x.row, out);
        else
            pack_columns(k, columns, x.x + j * x.col, x.col, out);
    }
    return (panels){packed, (ptrdiff_t)k * GEMM_NR, GEMM_NR};
}
