/* The gradient of a small network on the tape of autograd/, and a drawing of that tape.
 *
 *     make examples
 *     build/examples/tape              the loss and its gradient
 *     build/examples/tape --dot        the tape as a drawing: | dot -Tsvg > tape.svg
 *
 * loss = cross_entropy(rmsnorm(h + h W^T), labels),  h = x + b, on one example of three cells and four channels.
 */
#include "autograd/ops.h"
#include "autograd/tape_drawing.h"

#include <stdio.h>
#include <string.h>

enum { CELLS = 3, WIDTH = 4 };

static const real question[CELLS * WIDTH] = {1, 0, 0, 2, 0, 1, -1, 0, 3, 0, 1, 1}; /* x [1, 1, L, D] */
static const uint8_t labels[CELLS] = {3, 1, 0};                                    /* the right class of each cell */

/* A weight is memory with a gradient that its owner keeps, not the tape. */
typedef struct leaves {
    real w[WIDTH * WIDTH], w_gradient[WIDTH * WIDTH];
    real b[WIDTH], b_gradient[WIDTH];
    real x[CELLS * WIDTH];
    real packed[2][WIDTH * GEMM_NR]; /* W in the two forms that products take */
    packed_weight forms;
} leaves;

static void set_weights(leaves *m)
{
    for (int i = 0; i < WIDTH * WIDTH; i++) m->w[i] = (real)(i * 7 % 5 - 2) / 4;
    for (int i = 0; i < WIDTH; i++) m->b[i] = (real)i / 8;
    memcpy(m->x, question, sizeof question);
}

/* To be done again whenever W changes. */
static void pack_weights(leaves *m)
{
    m->forms.forward = pack(WIDTH, WIDTH, mat_columns(m->w, WIDTH), m->packed[0]); /* W^T */
    m->forms.input = pack(WIDTH, WIDTH, mat_rows(m->w, WIDTH), m->packed[1]);
}

/* Computes the loss, and notes how; while the arena plans, nothing is computed. */
static tensor *build(tape *t, leaves *m)
{
    tape_begin(t, 1);
    tensor *x = tape_wrap(t, m->x, NULL, 4, (int[]){1, 1, CELLS, WIDTH}); /* no gradient: a constant */
    tensor *w = tape_wrap(t, m->w, m->w_gradient, 2, (int[]){WIDTH, WIDTH});
    tensor *b = tape_wrap(t, m->b, m->b_gradient, 1, (int[]){WIDTH});
    w->packed = &m->forms;
    tensor *h = add(t, x, b, 1);
    return cross_entropy(t, add_rmsnorm(t, h, linear(t, h, w)), labels, 0);
}

static void print_rows(const char *name, const real *g, int rows)
{
    for (int i = 0; i < rows; i++) {
        printf("%s", i ? "            " : name);
        for (int j = 0; j < WIDTH; j++) printf(" %10.6f", (double)g[i * WIDTH + j]);
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    static leaves m;
    arena memory;
    tape t;
    set_weights(&m);
    pack_weights(&m);
    arena_plan(&memory); /* the same calls, once to count bytes and once to compute */
    if (tape_open(&t, &memory)) return 3;
    tape_backward(&t, build(&t, &m), 1);
    if (arena_open(&memory) || tape_open_scratch(&t)) return 3;
    tensor *loss = build(&t, &m);
    if (argc == 2 && !strcmp(argv[1], "--dot")) {
        tape_draw(stdout, &t);
    } else {
        tape_backward(&t, loss, 1);
        printf("loss         %10.6f\n", (double)loss->x[0]);
        print_rows("d loss / d W", m.w_gradient, WIDTH);
        print_rows("d loss / d b", m.b_gradient, 1);
    }
    tape_close(&t);
    arena_close(&memory);
    return 0;
}
