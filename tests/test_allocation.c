/* The training loop allocates nothing: every call to an allocator is counted (the linker redirects them here), and
 * steps of training, with examples leaving and coming, must not add one. */
#include "data/encoding.h"
#include "data/puzzle_set.h"
#include "puzzles/maze/maze.h"
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

static void choose(const void *rules, int rows, int cols, const uint8_t *tokens, const real *logits, uint8_t *labels)
{
    (void)rows, (void)cols;
    encoding_likeliest(rules, tokens, 0, logits, labels);
}

static void fill(trainer *t, const encoding *code, const puzzle_set *source)
{
    uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
    for (example e; trainer_next(t, &e);) {
        puzzle_set_draw(source, e.index, question, answer);
        encode_question(code, question, e.tokens);
        encode_answer(code, answer, e.labels);
        if (e.facts) encoding_facts(code, e.tokens, 0, e.facts);
        *e.puzzle = (int32_t)(e.index % 2);
        trainer_start(t, &e);
    }
}

static void check(const puzzle_kind *kind, int side, network_config *net, const train_config *train)
{
    error why[1] = {0};
    puzzle_set source = {.kind = kind, .shape = {side, side}, .fresh = 1, .seed = 1};
    encoding code;
    encoding_open(&code, kind, &source.shape, net->planes);
    if (encoding_relate(&code, kind)) exit(1);
    network_fit(net, &(puzzle_sizes){code.vocabulary, code.classes, code.relations, code.cells, 2});
    network_share_symbols(net, code.first);
    const geometry shape = {
        .planes = code.planes, .cells = code.cells, .rows = side, .cols = side, .relation = code.relation};
    trainer t;
    if (trainer_open(&t, net, train, &shape, 2, why)) exit(1);
    if (kind->likeliest) trainer_teach(&t, &(teacher){choose, &code});
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
}

int main(void)
{
    network_config net = network_defaults();
    train_config train = train_defaults();
    net.registers = 1;
    net.latents = 2;
    net.supervision_steps = 3;
    net.cycles = 2;
    train.deepen_from = 0.5;
    check(&kind_sudoku, 4, &net, &train);

    net = network_defaults();
    net.planes = 0;
    net.supervision_steps = 3;
    net.cycles = 2;
    net.facts = kind_maze.facts;
    train.dense = 1;
    train.vary_cycles = 1;
    train.random_starts = train.carried_starts = 0.3;
    check(&kind_maze, 5, &net, &train);

    net = network_defaults();
    net.algorithm = option_choice_index(algorithm_choice, "hrm");
    net.networks = 2;
    net.continue_head = CONTINUE_LEARNED;
    net.planes = 0;
    net.symbols = SYMBOLS_SHARED;
    net.registers = 3;
    net.puzzle_tokens = 1;
    net.supervision_steps = 3;
    net.cycles = 2;
    train = train_defaults();
    check(&kind_sudoku, 4, &net, &train);
    return check_done("allocation");
}
