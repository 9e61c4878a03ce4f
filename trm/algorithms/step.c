#include "trm/algorithms/step.h"

#include "trm/network/symbols.h"

#include <math.h>
#include <string.h>

/* The most likely class of each cell; the first of equals. */
static void read_answer(const tensor *logits, int example, uint8_t *answer)
{
    int planes = logits->shape[1], cells = logits->shape[2], classes = logits->shape[3];
    const real *v = logits->x + (size_t)example * (size_t)(planes * cells * classes);
    for (int l = 0; l < cells; l++) {
        int best = 0;
        real best_logit = v[l * classes];
        for (int k = 1; k < planes * classes; k++) {
            real logit = v[(k / classes * cells + l) * classes + k % classes];
            if (logit > best_logit) best_logit = logit, best = k;
        }
        answer[l] = (uint8_t)best;
    }
}

static int all_correct(const uint8_t *answer, const uint8_t *labels, int cells)
{
    for (int l = 0; l < cells; l++)
        if (labels[l] != NO_LABEL && labels[l] != answer[l]) return 0;
    return 1;
}

/* Answers, halting logits and what is correct. */
static void read_answers(tape *t, const bound *b, const step_io *s, tensor *logits, const tensor *halt)
{
    int cells = b->shape->cells;
    const tensor *classes = symbols_classes(t, b, logits);
    for (int i = 0; t->memory->base && i < s->in.batch; i++) {
        uint8_t *answer = s->answer + i * cells, *labels = s->labels ? s->labels + i * cells : NULL;
        read_answer(classes, i, answer);
        s->halt[i] = halt->x[i];
        if (labels) s->correct[i] = (real)(all_correct(answer, labels, cells) && !symbols_stray(b, logits, i, labels));
    }
}

static void choose_labels(const bound *b, const step_io *s, const tensor *logits)
{
    size_t cells = (size_t)b->shape->cells, classes = (size_t)logits->shape[3];
    for (size_t i = 0; i < (size_t)s->in.batch; i++)
        s->teacher->choose(s->teacher->rules, b->shape->rows, b->shape->cols, s->in.tokens + i * cells,
                           logits->x + i * cells * classes, s->labels + i * cells);
}

tensor *step_loss(tape *t, const bound *b, const step_io *s, tensor *logits, const train_config *c)
{
    const tensor *classes = s->teacher ? symbols_classes(t, b, logits) : NULL;
    if (s->teacher && t->memory->base) choose_labels(b, s, classes);
    const uint8_t *labels = symbols_labels(t, b, s->labels, (size_t)(s->in.batch * b->shape->cells));
    return cross_entropy(t, logits, labels, c->loss == LOSS_STABLEMAX);
}

static tensor *learn_to_continue(tape *t, bound *b, const step_io *s, tensor *y)
{
    tensor *more = network_continue(t, b, y);
    if (t->memory->base) memcpy(s->more, more->x, (size_t)s->in.batch * sizeof(real));
    return binary_cross_entropy(t, more, s->target);
}

void step_learn(tape *t, bound *b, step_io *s, tensor *y, const train_config *c, int of)
{
    tensor *logits = network_logits(t, b, y), *halt = network_halt(t, b, y);
    tensor *cells_loss = step_loss(t, b, s, logits, c);
    read_answers(t, b, s, logits, halt);
    tensor *loss = add(t, cells_loss, binary_cross_entropy(t, halt, s->correct), (real)c->halt_weight);
    if (s->target) loss = add(t, loss, learn_to_continue(t, b, s, y), (real)c->halt_weight);
    if (s->facts) loss = add(t, loss, facts_cross_entropy(t, network_facts(t, b, y), s->facts), (real)c->dense);
    if (c->robust > 0) loss = robust(t, loss, (real)c->robust);
    tape_backward(t, loss, 1 / (real)of);
    if (t->memory->base) memcpy(s->loss, cells_loss->x, (size_t)s->in.batch * sizeof(real));
}

/* Frame `number` of an array with room for `each`: `size` numbers from x and then 0, or all of the frame before it if x is
 * NULL. */
static void put_frame(float *frames, int number, size_t each, const real *x, size_t size)
{
    if (!frames) return;
    float *to = frames + (size_t)number * each;
    if (!x) memcpy(to, to - each, each * sizeof *to);
    for (size_t i = 0; x && i < each; i++) to[i] = i < size ? (float)x[i] : 0;
}

/* logits NULL: as in the frame before. */
static void note(trace *f, const bound *b, const tensor *logits, const real *halt, const tensor *y, const tensor *z)
{
    int cells = b->shape->cells, i = f->frames++;
    if (logits)
        read_answer(logits, 0, f->answers + i * cells);
    else
        memcpy(f->answers + i * cells, f->answers + (i - 1) * cells, (size_t)cells);
    f->has_z = z != NULL;
    f->halts[i] = halt ? (double)*halt : f->halts[i - 1];
    put_frame(f->logits, i, f->logits_each, logits ? logits->x : NULL, logits ? tensor_size(logits) : 0);
    put_frame(f->y, i, f->state_each, y->x, tensor_size(y));
    if (z) put_frame(f->z, i, f->state_each, z->x, tensor_size(z));
}

/* -log softmax of the logits of a cell at a class, in nats. */
static double cell_loss(const tensor *logits, int cell, int label)
{
    int planes = logits->shape[1], cells = logits->shape[2], classes = logits->shape[3];
    double most = -INFINITY, sum = 0;
    for (int k = 0; k < planes * classes; k++)
        most = fmax(most, (double)logits->x[(k / classes * cells + cell) * classes + k % classes]);
    for (int k = 0; k < planes * classes; k++)
        sum += exp((double)logits->x[(k / classes * cells + cell) * classes + k % classes] - most);
    return log(sum) + most - (double)logits->x[(label / classes * cells + cell) * classes + label % classes];
}

/* Mean over the labelled cells of the first example. */
static void measure_loss(const step_io *s, const tensor *logits)
{
    double sum = 0, count = 0;
    for (int l = 0; l < logits->shape[2]; l++) {
        if (s->labels[l] == NO_LABEL) continue;
        sum += cell_loss(logits, l, s->labels[l]);
        count++;
    }
    s->loss[0] = (real)(sum / (count > 0 ? count : 1));
}

void step_answer(tape *t, bound *b, step_io *s, tensor *y, const tensor *z)
{
    tensor *logits = network_logits(t, b, y), *halt = network_halt(t, b, y);
    read_answers(t, b, s, logits, halt);
    const tensor *classes = s->frames || s->labels ? symbols_classes(t, b, logits) : NULL;
    if (s->labels && t->memory->base) measure_loss(s, classes);
    if (s->frames && t->memory->base) note(s->frames, b, classes, halt->x, y, z);
}

void step_filled(tape *t, const step_io *s, const bound *b, const tensor *logits, const tensor *y)
{
    if (!s->frames || !t->memory->base) return;
    note(s->frames, b, logits, s->halt, y, NULL);
    size_t cells = (size_t)b->shape->cells;
    memcpy(s->frames->answers + (size_t)(s->frames->frames - 1) * cells, s->answer, cells);
}

void step_note(tape *t, bound *b, const step_io *s, tensor *y, const tensor *z, int y_changed)
{
    if (!s->frames || s->frames->per_step == 1) return;
    tape_point before = tape_mark(t);
    int look = y_changed || s->frames->frames == 0;
    tensor *logits = look ? network_logits(t, b, y) : NULL, *halt = look ? network_halt(t, b, y) : NULL;
    const tensor *classes = look ? symbols_classes(t, b, logits) : NULL;
    if (t->memory->base) note(s->frames, b, classes, halt ? halt->x : NULL, y, z);
    tape_reset(t, before);
}
