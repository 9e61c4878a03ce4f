#include "tools/dump.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

/* Above this it is a mistake: a Sudoku takes half a megabyte. */
static const size_t MOST_BYTES = (size_t)1 << 30;

/* --- tensors ----------------------------------------------------------------------------------------------------- */

/* A tensor of the puzzle at hand, all 0, whose numbers the caller fills in. NULL if out of memory. */
static void *add_tensor(dump *d, const char *name, st_type type, int dims, const int64_t *shape)
{
    size_t size = st_type_size(type);
    for (int i = 0; i < dims; i++) size *= (size_t)shape[i];
    st_tensor *grown = grow(d->tensors, (size_t)d->count, sizeof *grown);
    if (!grown) return NULL;
    d->tensors = grown;
    void *data = calloc(1, size ? size : 1);
    if (!data) return NULL;
    st_tensor *t = &d->tensors[d->count++];
    *t = (st_tensor){.type = type, .dims = dims, .data = data};
    memcpy(t->shape, shape, (size_t)dims * sizeof *shape);
    snprintf(t->name, sizeof t->name, "%ld.%s", d->puzzles, name);
    d->bytes += size;
    return data;
}

/* Frames with room for `each` numbers become frames of as many as the shape says. */
static int add_frames(dump *d, const char *name, const trace *t, const float *from, size_t each, int64_t planes,
                      int64_t tokens, int64_t width)
{
    const int64_t shape[] = {t->frames, planes, tokens, width};
    size_t size = (size_t)(planes * tokens * width);
    float *to = add_tensor(d, name, ST_F32, 4, shape);
    for (int f = 0; to && f < t->frames; f++, to += size) memcpy(to, from + (size_t)f * each, size * sizeof *to);
    return to ? 0 : -1;
}

static int add_trace(dump *d, const network_config *c, const trace *t, int64_t planes)
{
    const int64_t tokens = layout_sequence(c, t->cells), shape[] = {t->frames, t->cells};
    if (add_frames(d, "y", t, t->y, t->state_each, planes, tokens, c->width)) return -1;
    if (t->has_z && add_frames(d, "z", t, t->z, t->state_each, planes, tokens, c->width)) return -1;
    if (add_frames(d, "logits", t, t->logits, t->logits_each, planes, t->cells, c->classes)) return -1;
    float *halt = add_tensor(d, "halt", ST_F32, 1, shape);
    for (int f = 0; halt && f < t->frames; f++) halt[f] = (float)t->halts[f];
    uint8_t *answers = add_tensor(d, "answers", ST_U8, 2, shape);
    if (answers) memcpy(answers, t->answers, (size_t)t->frames * (size_t)t->cells);
    return halt && answers ? 0 : -1;
}

/* The number that a cell of the example has in the grid that the network was laid out for. */
static int number_of(const encoding *e, int side, int cell)
{
    return side && e->frame ? cell / side * e->frame + cell % side : cell;
}

static int add_question(dump *d, const batch *b, long i, int cells)
{
    const encoding *e = b->code;
    const int64_t shape[] = {cells, cells}, tokens[] = {e->planes, cells};
    int side = b->sides[i];
    int32_t *numbers = add_tensor(d, "places", ST_I32, 1, shape);
    for (int l = 0; numbers && l < cells; l++) numbers[l] = number_of(e, side, l);
    uint8_t *to = add_tensor(d, "tokens", ST_U8, 2, tokens);
    if (!numbers || !to) return -1;
    memcpy(to, batch_tokens(b, i), (size_t)(e->planes * cells));
    if (!e->relation) return 0;
    uint8_t *relation = add_tensor(d, "relations", ST_U8, 2, shape);
    for (int k = 0; relation && k < cells; k++)
        for (int l = 0; l < cells; l++)
            *relation++ = e->relation[(size_t)number_of(e, side, k) * (size_t)e->cells + (size_t)number_of(e, side, l)];
    return relation ? 0 : -1;
}

/* The question in the symbols of people, as the value of the puzzle's number. */
static int add_text(dump *d, const puzzle *p)
{
    int cells = grid_cells(&p->shape);
    st_pair *grown = grow(d->pairs, (size_t)d->pair_count, sizeof *grown);
    if (!grown) return -1;
    d->pairs = grown;
    char *key = malloc((size_t)cells + 32);
    if (!key) return -1;
    char *value = key + snprintf(key, 24, "%ld", d->puzzles) + 1;
    for (int l = 0; l < cells; l++) value[l] = p->kind->symbol_char(&p->shape, p->question[l]);
    value[cells] = '\0';
    d->pairs[d->pair_count++] = (st_pair){key, value};
    return 0;
}

int dump_add(dump *d, const model *m, const batch *b, long i, const puzzle *p, const trace *t, error *err)
{
    if (add_trace(d, &m->net.config, t, b->code->planes) || add_question(d, b, i, t->cells) || add_text(d, p))
        return fail_memory(err, "the dump");
    d->puzzles++;
    if (d->bytes <= MOST_BYTES) return OK;
    return fail(err, BAD_INPUT, "--dump: %ld puzzles come to more than %zu MB; take fewer with --limit", d->puzzles,
                MOST_BYTES >> 20);
}

/* --- the file ---------------------------------------------------------------------------------------------------- */

int dump_write(const dump *d, const char *path, error *err)
{
    st_tensor *sorted = malloc((size_t)(d->count + 1) * sizeof *sorted);
    st_pair *pairs = malloc((size_t)(d->pair_count + 1) * sizeof *pairs);
    int count = 0, status = OK;
    if (!sorted || !pairs) status = fail_memory(err, "the dump");
    for (int bytes = 0; status == OK && bytes <= 1; bytes++) /* other readers want the wider types aligned */
        for (int i = 0; i < d->count; i++)
            if ((d->tensors[i].type == ST_U8) == bytes) sorted[count++] = d->tensors[i];
    if (status == OK) {
        pairs[0] = (st_pair){"format", "trm-dump-1"};
        if (d->pair_count) memcpy(pairs + 1, d->pairs, (size_t)d->pair_count * sizeof *pairs);
        status = st_write(path, sorted, count, pairs, d->pair_count + 1, err);
    }
    free(sorted);
    free(pairs);
    return status;
}

void dump_close(dump *d)
{
    for (int i = 0; i < d->count; i++) free((void *)d->tensors[i].data);
    for (int i = 0; i < d->pair_count; i++) free((void *)d->pairs[i].key);
    free(d->tensors);
    free(d->pairs);
    *d = (dump){0};
}
