#include "trm/network/symbols.h"

#include <string.h>

static int is_shared(const bound *b)
{
    return b->net->config.symbol_rows > 0;
}

tensor *symbols_tokens(tape *t, const bound *b)
{
    tensor *table = &b->tensors[b->net->tokens];
    int width = tensor_columns(table), shape[] = {table->shape[0] - 1, width};
    return is_shared(b) ? tape_wrap(t, table->x + width, table->g ? table->g + width : NULL, 2, shape) : table;
}

const uint8_t *symbols_labels(tape *t, const bound *b, const uint8_t *labels, size_t count)
{
    if (!is_shared(b)) return labels;
    uint8_t *rows = arena_alloc(t->memory, count);
    for (size_t i = 0; t->memory->base && i < count; i++)
        rows[i] = labels[i] == NO_LABEL ? NO_LABEL : (uint8_t)(labels[i] + b->net->config.class_row);
    return rows;
}

tensor *symbols_classes(tape *t, const bound *b, tensor *logits)
{
    if (!is_shared(b)) return logits;
    const network_config *c = &b->net->config;
    size_t rows = (size_t)logits->shape[3], classes = (size_t)c->classes, cells = tensor_size(logits) / rows;
    int shape[] = {logits->shape[0], logits->shape[1], logits->shape[2], (int)classes};
    tensor *own = tape_tensor(t, 0, 4, shape);
    for (size_t i = 0; t->memory->base && i < cells; i++)
        memcpy(own->x + i * classes, logits->x + i * rows + c->class_row, classes * sizeof(real));
    return own;
}

int symbols_stray(const bound *b, const tensor *logits, int example, const uint8_t *labels)
{
    if (!is_shared(b)) return 0;
    int rows = logits->shape[3], cells = logits->shape[2], from = (int)b->net->config.class_row,
        to = from + (int)b->net->config.classes;
    const real *v = logits->x + (size_t)example * (size_t)(cells * rows);
    for (int l = 0; l < cells; l++, v += rows) {
        int best = 0;
        for (int k = 1; k < rows; k++)
            if (v[k] > v[best]) best = k;
        if (labels[l] != NO_LABEL && (best < from || best >= to)) return 1;
    }
    return 0;
}
