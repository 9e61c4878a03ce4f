/* prune: a model without the hidden units that add nothing, so that a layer costs less and a step may take more of them.
 *
 *     build/prune models/sudoku.safetensors --cycles 4 --out pruned.safetensors
 *
 * Weight decay takes hidden units of a SwiGLU that training does not use to zero. The strength of a unit is the product
 * of three norms: of what it reads with in its gate, of the same in the values gated, and of what it adds with. A unit
 * whose strength is zero adds nothing. All layers keep as many units, those of the greatest strength, since a model has
 * one inner width.
 * Exit codes: 0 done, 1 out of memory, 2 wrong usage or input, 3 a file could not be read or written.
 */
#include "base/options.h"
#include "base/program.h"
#include "base/show.h"
#include "trm/network/model_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double least_strength = 1e-6; /* of the strongest unit's: below it, one adds nothing that answers show */

#define PRUNE_OPTIONS(O)                                                                                               \
    O(INT, inner, "inner", .min = 0, .max = 16384,                                                                     \
      .help = "hidden units of each layer to keep; 0: all that add something in one layer or another")                 \
    O(INT, cycles, "cycles", .min = 0, .max = 64, .help = "T: cycles per supervision step; 0: as they are")            \
    O(TEXT, out, "out", .help = "file to write the model to")                                                          \
    O(FLAG, help, "help", .help = "this text")

typedef struct prune_settings {
    PRUNE_OPTIONS(OPTION_FIELD)
} prune_settings;

#define ROW(type, field, ...) OPTION_ROW(prune_settings, type, field, __VA_ARGS__)
static const option rows[] = {PRUNE_OPTIONS(ROW)};

static void print_help(const options *o, const prune_settings *s)
{
    printf("Usage: build/prune MODEL --out FILE [options]\n\n"
           "Writes a model again without the hidden units that add nothing, and says how many each layer uses. The\n"
           "metadata stay as they are: calibrate a model with fewer units or other cycles before you use it.\n"
           "\n");
    options_help(stdout, o, s);
}

typedef struct unit {
    int number; /* in its layer */
    double strength;
} unit;

/* Whether two parameters are of the same layer's SwiGLU: their names are the same up to the last part but one. */
static int are_together(const parameter *a, const parameter *b)
{
    size_t length = (size_t)(strstr(a->name, ".mlp.") ? strstr(a->name, ".mlp.") - a->name : 0);
    return a->widens && b->widens && length > 0 && !strncmp(a->name, b->name, length + 1);
}

/* Squares of what unit j reads with in one piece, or of what it adds with. */
static double squares(const parameter *p, const real *x, int piece, int j)
{
    int reads = p->pieces > 1;
    size_t columns = (size_t)p->columns, row = reads ? (size_t)(piece * (p->rows / p->pieces) + j) : 0;
    double sum = 0;
    for (int i = 0; i < (reads ? p->columns : p->rows); i++) {
        double v = (double)(reads ? x[row * columns + (size_t)i] : x[(size_t)i * columns + (size_t)j]);
        sum += v * v;
    }
    return sum;
}

static double strength_of(const weights *w, const parameter *of, int j)
{
    double gate = 0, value = 0, adds = 0;
    for (int i = 0; i < w->net->list.count; i++) {
        const parameter *p = &w->net->list.items[i];
        const real *x = w->values + p->offset;
        if (!are_together(of, p)) continue;
        if (p->pieces > 1) {
            gate += squares(p, x, 0, j);
            value += squares(p, x, 1, j);
        } else
            adds += squares(p, x, 0, j);
    }
    return sqrt(gate * value * adds);
}

static int compare_strength(const void *left, const void *right)
{
    const unit *a = left, *b = right;
    if (a->strength < b->strength) return 1;
    if (a->strength > b->strength) return -1;
    return a->number - b->number;
}

static int compare_number(const void *left, const void *right)
{
    return ((const unit *)left)->number - ((const unit *)right)->number;
}

/* The units [inner] of a layer, the strongest first. Returns how many of them add something. */
static int rank_units(const weights *w, const parameter *of, unit *units)
{
    int inner = (int)w->net->config.inner, used = 0;
    for (int j = 0; j < inner; j++) units[j] = (unit){.number = j, .strength = strength_of(w, of, j)};
    qsort(units, (size_t)inner, sizeof *units, compare_strength);
    while (used < inner && units[used].strength > least_strength * units[0].strength) used++;
    return used;
}

/* How many units a model needs that keeps all that add something; says what each layer uses. */
static int count_units(const weights *w, unit *units)
{
    int most = 1;
    for (int i = 0; i < w->net->list.count; i++) {
        const parameter *p = &w->net->list.items[i];
        if (!p->widens || p->pieces > 1) continue; /* one of each layer: what its units add with */
        int used = rank_units(w, p, units);
        show(stdout, "%.*s: %d of %d hidden units add something\n", (int)(strstr(p->name, ".mlp.") - p->name), p->name,
             used, (int)w->net->config.inner);
        if (used > most) most = used;
    }
    return most;
}

/* The units [count] of `from` that stay. */
static void copy_units(real *to, const parameter *a, const real *from, const parameter *b, const unit *units, int count)
{
    int piece_rows = b->rows / b->pieces;
    for (int row = 0; row < a->rows && a->pieces > 1; row++) {
        int source = row / count * piece_rows + units[row % count].number;
        memcpy(to + (size_t)row * (size_t)a->columns, from + (size_t)source * (size_t)b->columns,
               (size_t)a->columns * sizeof(real));
    }
    for (int row = 0; row < a->rows && a->pieces == 1; row++)
        for (int j = 0; j < count; j++)
            to[(size_t)row * (size_t)count + (size_t)j] =
                from[(size_t)row * (size_t)b->columns + (size_t)units[j].number];
}

static void copy_weights(weights *w, const weights *from, unit *units)
{
    int count = (int)w->net->config.inner;
    for (int i = 0; i < w->net->list.count; i++) {
        const parameter *a = &w->net->list.items[i], *b = parameters_find(&from->net->list, a->name);
        if (a->role == ROLE_SPARSE) continue;
        if (a->widens) {
            rank_units(from, b, units);
            qsort(units, (size_t)count, sizeof *units, compare_number);
            copy_units(w->values + a->offset, a, from->values + b->offset, b, units, count);
        } else
            memcpy(w->values + a->offset, from->values + b->offset, parameter_size(a) * sizeof(real));
    }
}

/* Writes the model with so many units a layer. */
static int write_pruned(const model *m, int inner, const prune_settings *s, unit *units, error *err)
{
    model small = {.about = m->about}; /* which m closes */
    network_config config = m->net.config;
    config.inner = inner;
    if (s->cycles) config.cycles = s->cycles;
    if (network_open(&small.net, &config)) return fail_memory(err, "the network");
    int status = weights_open(&small.w, &small.net) ? fail_memory(err, "the weights") : OK;
    if (status == OK) {
        copy_weights(&small.w, &m->w, units);
        status = model_rewrite(s->out, &small, NULL, 0, err);
    }
    if (status == OK) show(stdout, "%s: %d of %d are kept\n", s->out, inner, (int)m->net.config.inner);
    weights_close(&small.w);
    network_close(&small.net);
    return status;
}

static int check(const model *m, const prune_settings *s, const char *path, error *err)
{
    if (m->net.config.puzzle_ids)
        return fail(err, BAD_INPUT, "%s has embeddings of its own tasks, which this does not copy", path);
    if (s->inner > m->net.config.inner)
        return fail(err, BAD_INPUT, "--inner %lld: %s has only %d hidden units a layer", (long long)s->inner, path,
                    (int)m->net.config.inner);
    return OK;
}

static int run(const char *path, const prune_settings *s, error *err)
{
    model m;
    unit *units = NULL;
    int status = model_read(&m, path, err);
    if (status == OK) status = check(&m, s, path, err);
    if (status == OK && !(units = calloc((size_t)m.net.config.inner, sizeof *units)))
        status = fail_memory(err, "the units");
    if (status == OK) {
        int used = count_units(&m.w, units);
        status = write_pruned(&m, s->inner ? (int)s->inner : used, s, units, err);
    }
    free(units);
    model_close(&m);
    return status;
}

int main(int argc, char **argv)
{
    error err = {0};
    options o = {0};
    prune_settings s;
    const char *words[1] = {NULL};
    int status = BAD_INPUT;
    program_open();
    options_add(&o, "Options", rows, sizeof rows / sizeof *rows, 0);
    options_defaults(&o, &s);
    const prune_settings usual = s;
    int count = options_parse(&o, &s, argc, argv, words, 1, NULL, &err);
    if (count >= 0 && s.help) {
        print_help(&o, &usual);
        return program_close("prune", OK);
    }
    if (count == 0) fail(&err, BAD_INPUT, "which model? See build/prune --help");
    if (count == 1 && !s.out) fail(&err, BAD_INPUT, "where should the model go? Name a file with --out");
    if (count == 1 && s.out) status = run(words[0], &s, &err);
    if (*err.text) show(stderr, "prune: %s\n", err.text);
    return program_close("prune", status == NO_MEMORY ? FAILED : status);
}
