/* For against_torch.py: what a model says to questions after each supervision step, as numbers.
 *
 *     build/golden-answers MODEL QUESTIONS CELLS STEPS >FILE
 *
 * QUESTIONS: tokens, a byte a cell. FILE: of each question and step the logits [CELLS, C] and the halting logit, floats.
 */
#include "base/file.h"
#include "trm/inference/infer.h"
#include "trm/network/model_file.h"

#include <math.h>
#include <stdlib.h>

static void must(int status, const error *err)
{
    if (status == OK) return;
    fprintf(stderr, "%s\n", err->text);
    exit(1);
}

static void put(const float *x, size_t count)
{
    if (fwrite(x, sizeof *x, count, stdout) != count) exit(1);
}

static void answer(const model *m, const uint8_t *tokens, int cells, int steps)
{
    int side = (int)lround(sqrt(cells));
    const geometry shape = {.planes = 1, .cells = cells, .rows = side, .cols = side};
    infer_options how = infer_defaults(1);
    const infer_inputs in = {.count = 1, .tokens = tokens};
    uint8_t *answers = malloc((size_t)cells);
    prediction p;
    trace t;
    how.steps = steps;
    how.threshold = 1e9;
    how.trace = TRACE_LOGITS;
    if (!answers || infer(&m->w, &shape, &how, &in, answers, &p, &t)) exit(1);
    for (int i = 0; i < t.frames; i++) {
        float halt = (float)t.halts[i];
        put(t.logits + (size_t)i * t.logits_each, t.logits_each);
        put(&halt, 1);
    }
    trace_close(&t);
    free(answers);
}

int main(int argc, char **argv)
{
    model m;
    file_bytes tokens;
    error err;
    if (argc != 5 || atoi(argv[3]) < 1) {
        fprintf(stderr, "usage: %s MODEL QUESTIONS CELLS STEPS >FILE\n", argv[0]);
        return 2;
    }
    int cells = atoi(argv[3]);
    must(model_read(&m, argv[1], &err), &err);
    must(file_read(&tokens, argv[2], 1 << 24, &err), &err);
    for (size_t at = 0; at + (size_t)cells <= tokens.length; at += (size_t)cells)
        answer(&m, (const uint8_t *)tokens.bytes + at, cells, atoi(argv[4]));
    model_close(&m);
    file_free(&tokens);
    return fclose(stdout) != 0;
}
