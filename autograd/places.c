#include "autograd/places.h"

#include <math.h>
#include <stdlib.h>

/* Pair i of n turns by BASE^(-i / n) radians a cell: neighbours are far apart in the first pair, and the last pair of a
 * key of 16 goes round once in 200 cells. */
static const double BASE = 100;

static void turn_token(places *g, int token)
{
    int cell = token - g->registers, half = g->pairs / 2;
    for (int i = 0; i < g->pairs; i++) {
        int place = cell < 0 ? 0 : i < half ? cell / g->cols : cell % g->cols;
        double angle = place * pow(BASE, -(double)(i % half) / half);
        g->cosine[token * 2 * g->pairs + i] = (real)cos(angle);
        g->sine[token * 2 * g->pairs + i] = (real)sin(angle);
    }
}

int places_open(places *g, int registers, int rows, int cols, int key)
{
    *g = (places){.registers = registers, .rows = rows, .cols = cols, .key = key, .pairs = places_pairs(key)};
    g->tokens = registers + rows * cols;
    size_t angles = (size_t)g->tokens * 2 * (size_t)g->pairs + 1;
    g->down = malloc((size_t)g->tokens * sizeof *g->down);
    g->cosine = malloc(angles * sizeof(real));
    if (!g->down || !g->cosine) {
        places_close(g);
        return -1;
    }
    g->sine = g->cosine + g->pairs;
    for (int i = 0; i < g->tokens; i++) {
        int cell = i - registers;
        g->down[i] = cell < 0 ? i : registers + cell % rows * cols + cell / rows;
        turn_token(g, i);
    }
    return 0;
}

void places_close(places *g)
{
    free(g->down);
    free(g->cosine);
    *g = (places){0};
}
