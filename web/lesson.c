/* The page's training: 4x4 Sudoku, from random weights, in pieces that are short enough to be watched. Generator, trainer
 * and settings are those of ./train. */
#include "base/json.h"
#include "base/random.h"
#include "data/encoding.h"
#include "lib/wiring.h"
#include "puzzles/sudoku/sudoku.h"
#include "trm/training/trainer.h"
#include "web/page.h"

#include <stdlib.h>
#include <string.h>

enum { SIDE = 4, CELLS = SIDE * SIDE, TESTS = 50, SHOWN = 6, STEPS = 200 };
enum { KEY_LEARNED = 1, KEY_TESTED = 2 }; /* what random numbers are for */

typedef struct lesson {
    encoding code;
    trainer t;
    uint64_t seed;
    uint8_t asked[TESTS][CELLS]; /* questions that are never trained on */
    batch tests;
} lesson;

static const grid_shape shape = {.rows = SIDE, .cols = SIDE};

/* --- puzzles ----------------------------------------------------------------------------------------------------- */

static int is_test(const lesson *l, const uint8_t *question)
{
    for (int i = 0; i < TESTS; i++)
        if (!memcmp(l->asked[i], question, CELLS)) return 1;
    return 0;
}

/* The index-th puzzle of the run: a function of the seed and the index alone. */
static void draw(const lesson *l, int64_t index, uint8_t *tokens, uint8_t *labels)
{
    uint8_t question[CELLS], answer[CELLS];
    uint64_t key = random_key(random_key(l->seed, KEY_LEARNED), (uint64_t)index);
    do kind_sudoku.generate(&shape, key++, question, answer);
    while (is_test(l, question));
    encode_question(&l->code, question, tokens);
    encode_answer(&l->code, answer, labels);
}

static void make_tests(lesson *l)
{
    uint8_t answer[CELLS];
    for (int i = 0; i < TESTS; i++) {
        const uint64_t key = random_key(random_key(l->seed, KEY_TESTED), (uint64_t)i);
        kind_sudoku.generate(&shape, key, l->asked[i], answer);
        encode_question(&l->code, l->asked[i], batch_tokens(&l->tests, i));
        encode_answer(&l->code, answer, batch_labels(&l->tests, i));
    }
}

/* --- opening ----------------------------------------------------------------------------------------------------- */

static int open_lesson(lesson *l, uint64_t seed, error *err)
{
    network_config net = network_defaults();
    train_config train = train_defaults();
    train.steps = STEPS;
    train.seed = (int64_t)seed;
    l->seed = seed;
    encoding_open(&l->code, &kind_sudoku, &shape, net.planes);
    if (encoding_relate(&l->code, &kind_sudoku) || batch_open(&l->tests, &l->code, TESTS))
        return fail_memory(err, "puzzles");
    make_tests(l);
    const puzzle_sizes sizes = sizes_of(&l->code, 0);
    const geometry geo = geometry_of(&l->code);
    network_fit(&net, &sizes);
    int status = trainer_open(&l->t, &net, &train, &geo, 1, err);
    if (status == OK) trainer_bias_distance(&l->t, l->code.distance);
    return status;
}

EXPORT("page_lesson_close") void page_lesson_close(lesson *l)
{
    trainer_close(&l->t);
    batch_close(&l->tests);
    encoding_close(&l->code);
    free(l);
}

EXPORT("page_lesson") char *page_lesson(int seed)
{
    error err = {0};
    reply r;
    lesson *l = calloc(1, sizeof *l);
    if (!l) return NULL;
    if (open_lesson(l, (uint64_t)seed, &err) != OK) {
        page_lesson_close(l);
        return reply_error(err.text);
    }
    if (reply_open(&r)) return NULL;
    fprintf(r.out, "{\"lesson\": %zu, \"steps\": %d, \"weights\": %zu}", (size_t)l, STEPS,
            network_weight_count(&l->t.net));
    return reply_close(&r);
}

/* --- learning ---------------------------------------------------------------------------------------------------- */

static void fill_slots(lesson *l)
{
    for (example e; trainer_next(&l->t, &e);) {
        draw(l, e.index, e.tokens, e.labels);
        *e.puzzle = 0;
        *e.side = 0;
        trainer_start(&l->t, &e);
    }
}

/* {"step", "loss", "finished", "right"}: of so many steps the loss in nats a cell on average, the puzzles that left the
 * batch and those of them that were solved. */
EXPORT("page_lesson_steps") char *page_lesson_steps(lesson *l, int count)
{
    double loss = 0;
    int finished = 0, right = 0;
    reply r;
    for (int i = 0; i < count; i++) {
        step_report report = {0};
        fill_slots(l);
        trainer_step(&l->t, (double)l->t.step / STEPS, &report);
        loss += report.loss / count;
        finished += report.finished;
        right += report.finished_right;
    }
    if (reply_open(&r)) return NULL;
    fprintf(r.out, "{\"step\": %d, \"loss\": ", (int)l->t.step);
    json_put_real(r.out, loss, 5);
    fprintf(r.out, ", \"finished\": %d, \"right\": %d}", finished, right);
    return reply_close(&r);
}

/* --- testing ----------------------------------------------------------------------------------------------------- */

static void put_cells(FILE *out, const uint8_t *grid)
{
    fputc('"', out);
    for (int i = 0; i < CELLS; i++) fputc(kind_sudoku.symbol_char(&shape, grid[i]), out);
    fputc('"', out);
}

/* {"question", "answer", "wrong"}: a test as the model answers it now. */
static void put_test(const lesson *l, int i, FILE *out)
{
    uint8_t grid[CELLS];
    const uint8_t *answer = batch_answer(&l->tests, i), *labels = batch_labels(&l->tests, i);
    const char *comma = "";
    decode_answer(&l->code, answer, grid);
    fprintf(out, "{\"question\": ");
    put_cells(out, l->asked[i]);
    fprintf(out, ", \"answer\": ");
    put_cells(out, grid);
    fprintf(out, ", \"wrong\": [");
    for (int k = 0; k < CELLS; k++) {
        if (answer[k] == labels[k]) continue;
        fprintf(out, "%s%d", comma, k);
        comma = ",";
    }
    fprintf(out, "]}");
}

/* {"tests", "exact", "shown": [...]}: the averaged weights on puzzles that are never trained on, each until it halts. */
EXPORT("page_lesson_test") char *page_lesson_test(lesson *l)
{
    prediction predictions[TESTS];
    const geometry geo = geometry_of(&l->code);
    const infer_options how = infer_defaults(1);
    reply r;
    int exact = 0;
    weights_pack(&l->t.average);
    if (infer_all(&l->t.average, &geo, &how, &l->tests, predictions, NULL)) return NULL;
    for (int i = 0; i < TESTS; i++) exact += !memcmp(batch_answer(&l->tests, i), batch_labels(&l->tests, i), CELLS);
    if (reply_open(&r)) return NULL;
    fprintf(r.out, "{\"tests\": %d, \"exact\": %d, \"shown\": [", TESTS, exact);
    for (int i = 0; i < SHOWN; i++) {
        if (i > 0) fputc(',', r.out);
        put_test(l, i, r.out);
    }
    fprintf(r.out, "]}");
    return reply_close(&r);
}
