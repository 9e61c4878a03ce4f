/* The training loop allocates nothing: every call to an allocator is counted (the linker redirects them here), and
 * steps of training, with examples leaving and coming, must not add one. */
#include "data/encoding.h"
#include "data/puzzle_set.h"
#include "puzzles/sudoku/sudoku.h"
#include "tests/check.h"
#include "trm/training/trainer.h"

#include <stdlib.h>

static long allocations;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

void *__wrap_malloc(size_t size)
{
    allocations++;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    allocations++;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    allocations++;
    return __real_realloc(old, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    allocations++;
    return __real_aligned_alloc(alignment, size);
}

static void fill(trainer *t, const encoding *code, const puzzle_set *source)
{
    uint8_t question[16], answer[16];
    for (example e; trainer_next(t, &e);) {
        puzzle_set_draw(source, e.index, question, answer);
        encode_question(code, question, e.tokens);
        encode_answer(code, answer, e.labels);
        *e.puzzle = (int32_t)(e.index % 2);
        trainer_start(t, &e);
    }
}

int main(void)
{
    error why[1] = {0};
    puzzle_set source = {.kind = &kind_sudoku, .shape = {4, 4}, .fresh = 1, .seed = 1};
    encoding code;
    network_config net = network_defaults();
    train_config train = train_defaults();
    encoding_open(&code, &kind_sudoku, &source.shape, 1);
    if (encoding_relate(&code, &kind_sudoku)) return 1;
    net.registers = 1;
    net.latents = 2;
    network_fit(&net, &(puzzle_sizes){code.vocabulary, code.classes, code.relations, code.cells, 2});
    net.supervision_steps = 3;
    net.cycles = 2;
    train.deepen_from = 0.5;
    geometry shape = {.planes = code.planes, .cells = code.cells, .rows = 4, .cols = 4, .relation = code.relation};
    trainer t;
    if (trainer_open(&t, &net, &train, &shape, 2, why)) return 1;
    CHECK(allocations > 0, "the allocators are not being counted");
    step_report report;
    int finished = 0;
    long before = allocations;
    for (int i = 0; i < 8; i++) {
        fill(&t, &code, &source);
        trainer_step(&t, (double)i / 8, &report);
        finished += report.finished;
    }
    CHECK(finished > 0, "no example left in eight steps");
    CHECK(allocations == before, "eight steps of training allocated %ld times", allocations - before);
    trainer_close(&t);
    encoding_close(&code);
    return check_done("allocation");
}
