#include "trm/network/weights.h"

#include "base/random.h"
#include "trm/network/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t packed_reals(const parameter *p)
{
    if (p->role == ROLE_SPARSE) return 0;
    int rows = p->rows / p->parts;
    return (size_t)p->parts * (packed_size(p->columns, rows) + packed_size(rows, p->columns));
}

static real *aligned_reals(size_t count)
{
    return aligned_alloc(ARENA_ALIGN, (count * sizeof(real) + 2 * ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN);
}

/* Everything but the puzzle embeddings. */
static int open_values(weights *w, const network *net)
{
    *w = (weights){.net = net, .packed = calloc((size_t)net->list.tensors, sizeof *w->packed)};
    size_t packed = 0;
    for (int i = 0; i < net->list.count; i++) packed += packed_reals(&net->list.items[i]);
    w->values = aligned_reals(net->list.size);
    w->packed_memory = aligned_reals(packed);
    if (w->values && w->packed_memory && w->packed) {
        memset(w->values, 0, net->list.size * sizeof(real));
        return 0;
    }
    weights_close(w);
    return -1;
}

int weights_open(weights *w, const network *net)
{
    size_t row = network_puzzle_tokens(&net->config) * (size_t)net->config.width;
    if (open_values(w, net)) return -1;
    if (!row) return 0;
    w->puzzles = w->puzzles_memory = calloc(network_puzzle_rows(&net->config), row * sizeof(real));
    if (w->puzzles) return 0;
    weights_close(w);
    return -1;
}

int weights_open_average(weights *w, const weights *of)
{
    if (open_values(w, of->net)) return -1;
    w->puzzles = of->puzzles;
    return 0;
}

void weights_close(weights *w)
{
    free(w->values);
    free(w->packed);
    free(w->packed_memory);
    free(w->puzzles_memory);
    *w = (weights){0};
}

size_t weights_memory(const weights *w)
{
    const network *net = w->net;
    size_t reals = net->list.size;
    for (int i = 0; i < net->list.count; i++) reals += packed_reals(&net->list.items[i]);
    if (w->puzzles_memory)
        reals += network_puzzle_rows(&net->config) * network_puzzle_tokens(&net->config) * (size_t)net->config.width;
    return reals * sizeof(real) + (size_t)net->list.tensors * sizeof *w->packed;
}

real *weights_of(const weights *w, int index)
{
    const parameter *p = &w->net->list.items[index];
    return p->role == ROLE_SPARSE ? w->puzzles : w->values + p->offset;
}

void weights_initialise(weights *w, uint64_t seed)
{
    for (int i = 0; i < w->net->list.count; i++) {
        const parameter *p = &w->net->list.items[i];
        uint64_t key = random_key(seed, (uint64_t)i);
        real *x = weights_of(w, i);
        for (size_t j = 0; j < parameter_size(p) && p->draw; j++) x[j] = (real)p->draw(random_uniform(key, j));
        for (size_t j = 0; j < parameter_size(p) && !p->draw; j++)
            x[j] = (real)(p->std > 0 ? p->mean + p->std * random_truncated_normal(key, j) : p->mean);
    }
    weights_pack(w);
}

/* Steps up, down, left or right that the offset of a column leads. */
static int offset_distance(const parameter *p, int column)
{
    int side = 2 * p->window + 1;
    return abs(column / side - p->window) + abs(column % side - p->window);
}

void weights_bias_distance(weights *w, const uint8_t *distance, double slope)
{
    for (int i = 0; i < w->net->list.count; i++) {
        const parameter *p = &w->net->list.items[i];
        real *bias = weights_of(w, i);
        int biases = p->window ? p->columns : p->relations;
        for (int head = 0; biases && head < p->rows; head++)
            for (int r = 0; r < biases; r++) {
                int far = p->window ? offset_distance(p, r) : distance[r];
                bias[head * p->columns + r] -= (real)(slope * far / p->unit);
            }
    }
    weights_pack(w);
}

/* What a parameter starts from: its own values, or if only one network is there, the values of that one's. */
static const parameter *source_of(const parameter *p, const parameters *from)
{
    const parameter *own = parameters_find(from, p->name);
    if (own || strncmp(p->name, "H_level.", 8) != 0) return own;
    char one[sizeof p->name];
    snprintf(one, sizeof one, "L%s", p->name + 1);
    return parameters_find(from, one);
}

static int fits(const parameter *to, const parameter *from)
{
    if (to->role == ROLE_SPARSE) return to->columns == from->columns;
    if (to->widens) return to->rows >= from->rows && to->columns >= from->columns;
    return to->rows == from->rows && to->columns == from->columns;
}

/* New rows of a piece keep their values, new columns become 0. */
static void copy_values(real *to, const parameter *a, const real *from, const parameter *b)
{
    int rows = b->rows / b->pieces, more_rows = a->rows / a->pieces - rows;
    size_t columns = (size_t)b->columns, more_columns = (size_t)(a->columns - b->columns);
    for (int piece = 0; piece < b->pieces; piece++, to += (size_t)more_rows * (size_t)a->columns)
        for (int row = 0; row < rows; row++, to += a->columns, from += columns) {
            memcpy(to, from, columns * sizeof(real));
            memset(to + columns, 0, more_columns * sizeof(real));
        }
}

int weights_copy(weights *w, const weights *from)
{
    const parameters *ours = &w->net->list, *theirs = &from->net->list;
    for (int i = 0; i < parameters_lasting(theirs); i++)
        if (!parameters_find(ours, theirs->items[i].name)) return -1;
    for (int i = 0; i < ours->count; i++) {
        const parameter *a = &ours->items[i], *b = source_of(a, theirs);
        if (!b && a->training) continue;
        if (!b || !fits(a, b)) return -1;
        if (a->role != ROLE_SPARSE) copy_values(w->values + a->offset, a, from->values + b->offset, b);
    }
    weights_pack(w);
    return 0;
}

static void pack_part(weights *w, const parameter *p, int part, real *memory)
{
    int rows = p->rows / p->parts, columns = p->columns;
    const real *x = w->values + p->offset + (size_t)part * (size_t)rows * (size_t)columns;
    packed_weight *packed = &w->packed[p->tensor + part];
    packed->forward = pack(columns, rows, mat_columns(x, columns), memory);
    packed->input = pack(rows, columns, mat_rows(x, columns), memory + packed_size(columns, rows));
}

void weights_pack_one(weights *w, int index)
{
    const parameter *p = &w->net->list.items[index];
    real *memory = w->packed_memory;
    if (p->role == ROLE_SPARSE) return;
    for (int i = 0; i < index; i++) memory += packed_reals(&w->net->list.items[i]);
    for (int part = 0; part < p->parts; part++)
        pack_part(w, p, part, memory + (size_t)part * (packed_reals(p) / (size_t)p->parts));
}

void weights_pack(weights *w)
{
    for (int i = 0; i < w->net->list.count; i++) weights_pack_one(w, i);
}
