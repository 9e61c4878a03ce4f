/* Rows of the tensors, a token each, become lanes, and lanes rows. */
#include "autograd/scan.h"
#include "autograd/simd.h"

#include <string.h>

void scan_begin_tile(const scan_sizes *s, scan_work *w, int tile)
{
    int of_plane = s->directions * s->heads, planes = min_int(s->together, s->groups - w->first), first = tile * VL;
    w->tile = tile;
    w->lanes = min_int(VL, planes * of_plane - first);
    for (int lane = 0; lane < VL; lane++) {
        int chain = lane < w->lanes ? first + lane : first; /* idle lanes do what the first one does */
        int head = chain % s->heads, direction = chain / s->heads % s->directions;
        w->group[lane] = chain / of_plane;
        w->direction[lane] = direction;
        w->head[lane] = head;
        w->query_at[lane] = s->key_heads == 1 ? 0 : head * s->key;
        w->key_at[lane] = w->query_at[lane] + s->key_heads * s->key;
        w->value_at[lane] = 2 * s->key_heads * s->key + head * s->value;
        w->out_at[lane] = head * s->value;
        w->decay_at[lane] = (s->decay_row > s->decays ? direction * s->decays : 0) + head * s->each;
        w->write_at[lane] = direction * s->heads + head;
        w->angle_at[lane] = -(ptrdiff_t)w->group[lane] * s->tokens * 2 * s->place->pairs; /* the same in all planes */
    }
}

/* Directions 0 and 1 go along the rows, 2 and 3 down the columns, the odd ones backwards. */
void scan_begin_chunk(const scan_sizes *s, scan_work *w, int number)
{
    int first = number * SCAN_STEPS;
    w->number = number;
    w->count = min_int(SCAN_STEPS, s->tokens - first);
    for (int lane = 0; lane < VL; lane++)
        for (int i = 0; i < w->count; i++) {
            int at = w->direction[lane] % 2 ? s->tokens - 1 - first - i : first + i;
            if (w->direction[lane] > 1) at = s->place->down[at];
            w->token[i][lane] = w->group[lane] * s->tokens + at;
        }
}

#ifdef TRANSPOSE_BY_SHUFFLE
/* One step of a transpose: of rows i and i + step, the blocks of `step` lanes that are not on the diagonal change
 * places. After steps of all powers of two below VL the whole is transposed. */
#if VEC_BYTES == 64
#define SWAP_8(a, b)                                                                                                   \
    STEP(a, b, (0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),                                               \
         (8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31))
#define SWAP_4(a, b)                                                                                                   \
    STEP(a, b, (0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27),                                             \
         (4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31))
#define SWAP_2(a, b)                                                                                                   \
    STEP(a, b, (0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29),                                             \
         (2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31))
#define SWAP_1(a, b)                                                                                                   \
    STEP(a, b, (0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30),                                            \
         (1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31))
#elif VEC_BYTES == 32
#define SWAP_4(a, b) STEP(a, b, (0, 1, 2, 3, 8, 9, 10, 11), (4, 5, 6, 7, 12, 13, 14, 15))
#define SWAP_2(a, b) STEP(a, b, (0, 1, 8, 9, 4, 5, 12, 13), (2, 3, 10, 11, 6, 7, 14, 15))
#define SWAP_1(a, b) STEP(a, b, (0, 8, 2, 10, 4, 12, 6, 14), (1, 9, 3, 11, 5, 13, 7, 15))
#else
#define SWAP_2(a, b) STEP(a, b, (0, 1, 4, 5), (2, 3, 6, 7))
#define SWAP_1(a, b) STEP(a, b, (0, 4, 2, 6), (1, 5, 3, 7))
#endif
#define LANES(...) __VA_ARGS__
#define STEP(a, b, low, high)                                                                                          \
    do {                                                                                                               \
        vec left = __builtin_shufflevector(a, b, LANES low), right = __builtin_shufflevector(a, b, LANES high);        \
        a = left;                                                                                                      \
        b = right;                                                                                                     \
    } while (0)

/* Unrolled, so that all rows are in registers. */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif
#define SWAP_ALL(swap, step) UNROLL for (int i = 0; i < VL; i++) if (!(i & step)) swap(m[i], m[i | step])

static inline __attribute__((always_inline)) void transpose(vec m[VL])
{
#if VEC_BYTES == 64
    SWAP_ALL(SWAP_8, 8);
#endif
#if VEC_BYTES >= 32
    SWAP_ALL(SWAP_4, 4);
#endif
    SWAP_ALL(SWAP_2, 2);
    SWAP_ALL(SWAP_1, 1);
}
#else
static inline void transpose(vec m[VL])
{
    for (int i = 0; i < VL; i++)
        for (int j = 0; j < i; j++) {
            real swapped = m[i][j];
            m[i][j] = m[j][i];
            m[j][i] = swapped;
        }
}
#endif

/* Keys of half a vector are common: then two steps are transposed together. */
enum { HALF = VL / 2 };
typedef real half __attribute__((vector_size(VEC_BYTES / 2), aligned(REAL_BYTES), may_alias));

static inline __attribute__((always_inline)) vec join(const real *left, const real *right)
{
    union {
        half part[2];
        vec whole;
    } both = {{*(const half *)left, *(const half *)right}};
    return both.whole;
}

static inline __attribute__((always_inline)) void add_halves(vec v, real *left, real *right)
{
    union {
        vec whole;
        half part[2];
    } both = {v};
    *(half *)left += both.part[0];
    *(half *)right += both.part[1];
}

static inline const real *row_of(const scan_work *w, int step, int lane, const real *x, int row, const ptrdiff_t *at)
{
    return x + w->token[step][lane] * row + at[lane];
}

static inline real *row_in(const scan_work *w, int step, int lane, real *x, int row, const ptrdiff_t *at)
{
    return x + w->token[step][lane] * row + at[lane];
}

static void gather_step(const scan_work *w, int step, int columns, const real *from, int row, const ptrdiff_t *at,
                        real *to)
{
    int c = 0;
    for (; c + VL <= columns; c += VL) {
        vec m[VL];
        for (int lane = 0; lane < VL; lane++) m[lane] = vec_load(row_of(w, step, lane, from, row, at) + c);
        transpose(m);
        for (int i = 0; i < VL; i++) vec_store(to + (c + i) * VL, m[i]);
    }
    for (; c < columns; c++)
        for (int lane = 0; lane < VL; lane++) to[c * VL + lane] = row_of(w, step, lane, from, row, at)[c];
}

/* HALF columns of two steps. */
static void gather_halves(const scan_work *w, int step, const real *from, int row, const ptrdiff_t *at, real *left,
                          real *right)
{
    vec m[VL];
    for (int lane = 0; lane < VL; lane++)
        m[lane] = join(row_of(w, step, lane, from, row, at), row_of(w, step + 1, lane, from, row, at));
    transpose(m);
    for (int i = 0; i < HALF; i++) vec_store(left + i * VL, m[i]);
    for (int i = 0; i < HALF; i++) vec_store(right + i * VL, m[HALF + i]);
}

void scan_gather(const scan_work *w, int columns, const real *from, int row, const ptrdiff_t *at, real *to, int to_row)
{
    int step = 0;
    for (; columns == HALF && step + 2 <= w->count; step += 2)
        gather_halves(w, step, from, row, at, to + step * to_row * VL, to + (step + 1) * to_row * VL);
    for (; step < w->count; step++) gather_step(w, step, columns, from, row, at, to + step * to_row * VL);
}

static void scatter_step(const scan_work *w, int step, int columns, const real *from, real *to, int row,
                         const ptrdiff_t *at)
{
    int c = 0;
    for (; c + VL <= columns; c += VL) {
        vec m[VL];
        for (int i = 0; i < VL; i++) m[i] = vec_load(from + (c + i) * VL);
        transpose(m);
        for (int lane = 0; lane < w->lanes; lane++) {
            real *x = row_in(w, step, lane, to, row, at) + c;
            vec_store(x, vec_load(x) + m[lane]);
        }
    }
    for (; c < columns; c++)
        for (int lane = 0; lane < w->lanes; lane++) row_in(w, step, lane, to, row, at)[c] += from[c * VL + lane];
}

static void scatter_halves(const scan_work *w, int step, const real *left, const real *right, real *to, int row,
                           const ptrdiff_t *at)
{
    vec m[VL];
    for (int i = 0; i < HALF; i++) m[i] = vec_load(left + i * VL);
    for (int i = 0; i < HALF; i++) m[HALF + i] = vec_load(right + i * VL);
    transpose(m);
    for (int lane = 0; lane < w->lanes; lane++)
        add_halves(m[lane], row_in(w, step, lane, to, row, at), row_in(w, step + 1, lane, to, row, at));
}

void scan_scatter(const scan_work *w, int columns, const real *from, int from_row, real *to, int row,
                  const ptrdiff_t *at)
{
    int step = 0;
    for (; columns == HALF && step + 2 <= w->count; step += 2)
        scatter_halves(w, step, from + step * from_row * VL, from + (step + 1) * from_row * VL, to, row, at);
    for (; step < w->count; step++) scatter_step(w, step, columns, from + step * from_row * VL, to, row, at);
}
