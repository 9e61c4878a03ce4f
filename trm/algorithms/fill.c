#include "trm/algorithms/fill.h"

#include "base/random.h"

#include <math.h>
#include <string.h>

static int is_open(const inputs *in, int at)
{
    return !in->rank || in->rank[at];
}

int fill_open_cells(const inputs *in, int cells)
{
    int open = 0;
    for (int l = 0; l < cells; l++) open += !in || is_open(in, l);
    return open;
}

/* Random moments for the open cells, whose numbers are in list [open] (Fisher and Yates). */
static void shuffle(uint64_t key, int open, int32_t *list, int32_t *moment)
{
    for (int last = open - 1; last >= 0; last--) {
        int64_t other = random_below(key, (uint64_t)last, last + 1);
        moment[list[other]] = last + 1;
        list[other] = list[last];
    }
}

int fill_states(const network_config *c, int training)
{
    (void)c;
    return !training;
}

int fill_moments(const bound *b, const inputs *in, int i, int32_t *moment)
{
    int cells = b->shape->cells, open = 0, order = b->net->config.cell_order;
    int32_t *list = moment + cells;
    for (int l = 0; l < cells; l++) {
        int at = i * cells + l;
        moment[l] = is_open(in, at);
        if (!moment[l]) continue;
        list[open++] = l;
        moment[l] = order == ORDER_SOLVER && in->rank ? in->rank[at] : open;
    }
    if (order == ORDER_RANDOM) shuffle(in->key ? in->key[i] : 0, open, list, moment);
    return open;
}

/* With planes the class of a cell is the number of the plane that has it. */
void fill_tokens(const bound *b, const uint8_t *answer, uint8_t *tokens)
{
    enum { UNKNOWN, THIS, OTHER };
    const layout *l = b->shape;
    memset(tokens, UNKNOWN, (size_t)(l->planes * l->sequence));
    for (int p = 0; p < l->planes; p++)
        for (int i = 0; i < l->cells; i++) {
            uint8_t *token = &tokens[p * l->sequence + l->registers + i];
            if (answer[i] == NO_LABEL) continue;
            *token = !b->net->config.planes ? (uint8_t)(1 + answer[i]) : answer[i] == p ? THIS : OTHER;
        }
}

void fill_begin(const bound *b, const inputs *in, int i, uint8_t *answer)
{
    size_t cells = (size_t)b->shape->cells;
    memset(answer, NO_LABEL, cells);
    if (in->given) memcpy(answer, in->given + (size_t)i * cells, cells);
}

guess fill_guess(const tensor *logits, int cell)
{
    int planes = logits->shape[1], cells = logits->shape[2], classes = logits->shape[3];
    double first = -INFINITY, second = -INFINITY, sum = 0;
    guess g = {0};
    for (int k = 0; k < planes * classes; k++) {
        double v = (double)logits->x[(k / classes * cells + cell) * classes + k % classes];
        if (v > first)
            second = first, first = v, g.class = (uint8_t)k;
        else if (v > second)
            second = v;
    }
    for (int k = 0; k < planes * classes; k++)
        sum += exp((double)logits->x[(k / classes * cells + cell) * classes + k % classes] - first);
    g.probability = 1 / sum;
    g.margin = (1 - exp(second - first)) / sum;
    return g;
}

void fill_learn(tape *t, bound *b, step_io *s, tensor *y, uint8_t *labels, const train_config *c, int of)
{
    step_io asked = *s;
    asked.labels = labels;
    step_learn(t, b, &asked, y, c, of);
    for (int i = 0; t->memory->base && i < s->in.batch * b->shape->cells; i++)
        if (labels[i] == NO_LABEL && s->labels[i] != NO_LABEL) s->answer[i] = s->labels[i];
}
