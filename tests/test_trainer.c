/* The trainer as a whole: the same bits for any number of threads, for a resumed run, and from a model file; halting
 * and replacing; tasks distinguished by registers; and a tiny model that learns 4x4 Sudoku from nothing.
 */
#include "data/encoding.h"
#include "autograd/optimiser.h"
#include "base/random.h"
#include "puzzles/maze/maze.h"
#include "puzzles/sudoku/sudoku.h"
#include "tests/files.h"
#include "tests/kept.h"
#include "trm/training/checkpoint.h"
#include "trm/network/model_file.h"
#include "trm/inference/infer.h"
#include "trm/training/halting.h"
#include "trm/training/start.h"
#include "trm/training/trainer.h"

#include <math.h>

enum { CELLS = 16, TEST_PUZZLES = 200, TASKS = 3 };

typedef struct setup {
    encoding code;
    geometry geo;
    network_config net;
    train_config train;
    teacher teacher; /* of trainers that are opened */
    int32_t of_side; /* all examples have this side; 0: they have all sides in turns */
    uint8_t test_question[TEST_PUZZLES][CELLS], test_answer[TEST_PUZZLES][CELLS];
} setup;

static void make_puzzle(uint64_t key, uint8_t *question, uint8_t *answer)
{
    sudoku_spec spec = {.minimal = 1, .max_rating = -1};
    long rating;
    sudoku_generate(&(grid_shape){.rows = 4, .cols = 4}, &spec, key, 1, question, answer, &rating);
}

/* A maze of 4x4 with few walls: most have several shortest paths. */
static void make_maze(uint64_t key, uint8_t *question, uint8_t *answer)
{
    stream random = stream_open(key);
    do {
        int start = (int)stream_below(&random, CELLS),
            goal = (start + 1 + (int)stream_below(&random, CELLS - 1)) % CELLS;
        for (int i = 0; i < CELLS; i++) question[i] = stream_below(&random, 5) ? MAZE_FREE : MAZE_WALL;
        question[start] = MAZE_START;
        question[goal] = MAZE_GOAL;
    } while (!maze_solve(&(grid_shape){.rows = 4, .cols = 4}, question, 1, answer));
}

static void open_setup(setup *s)
{
    *s = (setup){.net = network_defaults(), .train = train_defaults()};
    encoding_open(&s->code, &kind_sudoku, &(grid_shape){.rows = 4, .cols = 4}, 1);
    if (encoding_relate(&s->code, &kind_sudoku)) exit(1);
    s->geo = (geometry){
        .planes = s->code.planes, .cells = s->code.cells, .rows = 4, .cols = 4, .relation = s->code.relation};
    s->net.width = 16;
    s->net.inner = 32;
    s->net.supervision_steps = 8;
    s->train.batch = 16;
    s->train.shards = 4;
    s->train.warmup = 20;
    s->train.matrix_rate = 0.01;
    network_fit(&s->net, &(puzzle_sizes){s->code.vocabulary, s->code.classes, s->code.relations, s->code.cells, 0});
    for (int i = 0; i < TEST_PUZZLES; i++)
        make_puzzle(stream_key(1, (uint64_t)i), s->test_question[i], s->test_answer[i]);
}

static int is_test_puzzle(const setup *s, const uint8_t *question)
{
    for (int i = 0; i < TEST_PUZZLES; i++)
        if (!memcmp(s->test_question[i], question, CELLS)) return 1;
    return 0;
}

/* The draw-th training puzzle: never one of the test puzzles. Tasks come in turns. */
static void fill(const setup *s, trainer *t)
{
    for (example e; trainer_next(t, &e);) {
        uint8_t question[CELLS], answer[CELLS];
        uint64_t key = stream_key(2, (uint64_t)e.index);
        do (s->code.kind == &kind_maze ? make_maze : make_puzzle)(key = stream_key(key, 3), question, answer);
        while (is_test_puzzle(s, question));
        encode_question(&s->code, question, e.tokens);
        encode_answer(&s->code, answer, e.labels);
        if (e.rank) encoding_ranks(&s->code, e.tokens, 0, s->net.cell_order == ORDER_SOLVER, answer, e.rank);
        if (e.facts) encoding_facts(&s->code, e.tokens, 0, e.facts);
        *e.side = s->of_side ? s->of_side : s->geo.frame ? (int32_t)(1 + e.index % s->geo.frame) : 0;
        *e.puzzle = (int32_t)(e.index % TASKS);
        trainer_start(t, &e);
    }
}

static double train_until(const setup *s, trainer *t, int64_t until)
{
    step_report report = {0};
    while (t->step < until) {
        fill(s, t);
        trainer_step(t, (double)t->step / (double)s->train.steps, &report);
    }
    return report.loss;
}

static void open_trainer(const setup *s, trainer *t, int threads)
{
    error why[1] = {0};
    if (trainer_open(t, &s->net, &s->train, &s->geo, threads, why)) {
        printf("%s\n", why->text);
        abort();
    }
    trainer_teach(t, &s->teacher);
}

static int same_weights(const trainer *a, const trainer *b)
{
    size_t bytes = a->net.list.size * sizeof(real);
    size_t tasks = network_puzzle_rows(&a->net.config) * a->s.registers_each * sizeof(real);
    if (tasks && memcmp(a->trained.puzzles, b->trained.puzzles, tasks)) return 0;
    return !memcmp(a->trained.values, b->trained.values, bytes) && !memcmp(a->average.values, b->average.values, bytes);
}

/* The sanitizers make each step 20 times as slow: with QUICK set there are fewer. */
static int quick(void)
{
    return getenv("QUICK") != NULL;
}

static void check_threads(const setup *s)
{
    const int64_t steps = quick() ? 2 : 12;
    trainer one, two, other;
    open_trainer(s, &one, 1);
    open_trainer(s, &two, 2);
    train_until(s, &one, steps);
    train_until(s, &two, steps);
    CHECK(same_weights(&one, &two), "1 and 2 threads differ");
    setup again = *s;
    again.train.seed = 2;
    open_trainer(&again, &other, 1);
    train_until(&again, &other, steps);
    CHECK(!same_weights(&one, &other), "two seeds give the same weights");
    trainer_close(&one);
    trainer_close(&two);
    trainer_close(&other);
}

static int same_settings(const options *rows, const kept *a, const kept *b)
{
    char left[64], right[64];
    int same = 1;
    for (int i = 0; i < rows->count; i++) {
        if (!rows->rows[i].name) continue;
        option_format(&rows->rows[i], a, left, sizeof left);
        option_format(&rows->rows[i], b, right, sizeof right);
        same = same && !strcmp(left, right);
    }
    return same;
}

static void check_resume(const setup *s, const char *name)
{
    const int64_t end = quick() ? 7 : 30, cut = quick() ? 3 : 13;
    error why[1] = {0};
    const char *path = path_in("checkpoint.safetensors");
    setup with = *s;
    with.train.optimiser = option_choice_index(optimiser_choice, name);
    trainer whole, first, second;
    open_trainer(&with, &whole, 1);
    open_trainer(&with, &first, 1);
    train_until(&with, &whole, end);
    train_until(&with, &first, cut);
    const kept with_kept = {with.net, with.train};
    const options rows = kept_rows();
    int written = checkpoint_write(path, NULL, &first, 12.5, &rows, &with_kept, why);
    CHECK(written == OK, "%s", why->text);
    kept found = {network_defaults(), train_defaults()};
    int read = checkpoint_settings(path, &rows, &found, why);
    CHECK(read == OK && same_settings(&rows, &found, &with_kept), "%s", why->text);
    open_trainer(&with, &second, 2);
    double seconds = 0;
    read = checkpoint_read(path, &second, &seconds, why);
    CHECK(read == OK && seconds > 12.4 && seconds < 12.6, "%s", why->text);
    train_until(&with, &second, end);
    CHECK(same_weights(&whole, &second), "%s: a resumed run differs", name);
    trainer_close(&whole);
    trainer_close(&first);
    trainer_close(&second);
    remove_file("checkpoint.safetensors");
}

/* A checkpoint of version 2 counts examples instead of generations: a run goes on from it with examples after those. */
static void check_earlier_checkpoint(const setup *s)
{
    error why[1] = {0};
    const char *path = path_in("checkpoint.safetensors");
    trainer first, second;
    double seconds;
    st_file file;
    st_pair pairs[MAX_OPTIONS] = {{"draws", "40"}};
    const kept settings = {s->net, s->train};
    const options rows = kept_rows();
    open_trainer(s, &first, 1);
    train_until(s, &first, 5);
    CHECK(checkpoint_write(path, NULL, &first, 0, &rows, &settings, why) == OK && st_read(&file, path, why) == OK, "%s",
          why->text);
    for (int i = 0; i < file.metadata_count; i++) {
        pairs[1 + i] = file.metadata[i];
        if (!strcmp(pairs[1 + i].key, "format")) pairs[1 + i].value = "trm-state-2";
    }
    CHECK(!strcmp(file.metadata[--file.metadata_count].key, ST_SEAL), "the seal is not the last pair");
    CHECK(!strcmp(file.tensors[file.tensor_count - 1].name, "slots.generation"), "generations are not the last tensor");
    CHECK(st_write(path, file.tensors, file.tensor_count - 1, pairs, 1 + file.metadata_count, why) == OK, "%s",
          why->text);
    open_trainer(s, &second, 1);
    CHECK(checkpoint_read(path, &second, &seconds, why) == OK && second.step == 5, "%s", why->text);
    for (int i = 0; i < second.s.count; i++)
        CHECK(second.s.generation[i] == 40 / 16 + 1, "slot %d: another example", i);
    trainer_close(&first);
    trainer_close(&second);
    st_free(&file);
    remove_file("checkpoint.safetensors");
}

/* A checkpoint for another network is refused with a sentence. */
static void check_foreign_checkpoint(const setup *s)
{
    error why[1] = {0};
    const char *path = path_in("checkpoint.safetensors");
    trainer small, large;
    double seconds;
    open_trainer(s, &small, 1);
    const kept small_kept = {s->net, s->train};
    const options rows = kept_rows();
    checkpoint_write(path, NULL, &small, 0, &rows, &small_kept, why);
    setup wide = *s;
    wide.net.width = 32;
    open_trainer(&wide, &large, 1);
    CHECK(checkpoint_read(path, &large, &seconds, why) == BAD_INPUT && *why->text, "a foreign checkpoint passed");
    model m;
    CHECK(model_read(&m, path, why) == BAD_INPUT, "a checkpoint passed for a model");
    trainer_close(&small);
    trainer_close(&large);
    remove_file("checkpoint.safetensors");
}

/* Share of test puzzles solved; the work done in steps of all tries. */
static double accuracy_of(const setup *s, const weights *w, const infer_options *how, uint8_t *answers, long *work)
{
    static uint8_t tokens[TEST_PUZZLES * 4 * CELLS], labels[TEST_PUZZLES * CELLS];
    prediction predictions[TEST_PUZZLES];
    for (int i = 0; i < TEST_PUZZLES; i++) {
        encode_question(&s->code, s->test_question[i], tokens + i * 4 * CELLS);
        encode_answer(&s->code, s->test_answer[i], labels + i * CELLS);
    }
    static uint8_t given[TEST_PUZZLES * CELLS];
    static int32_t ranks[TEST_PUZZLES * CELLS];
    for (int i = 0; i < TEST_PUZZLES; i++)
        encoding_ranks(&s->code, tokens + i * 4 * CELLS, 0, 1, given + i * CELLS, ranks + i * CELLS);
    const infer_inputs in = {.count = TEST_PUZZLES, .tokens = tokens, .ranks = ranks, .given = given};
    infer(w, &s->geo, how, &in, answers, predictions, NULL);
    int right = 0;
    *work = 0;
    for (int i = 0; i < TEST_PUZZLES; i++) {
        right += !memcmp(answers + i * CELLS, labels + i * CELLS, CELLS);
        *work += predictions[i].work;
    }
    return (double)right / TEST_PUZZLES;
}

static double accuracy(const setup *s, const weights *w, int threads, uint8_t *answers)
{
    long work;
    infer_options how = infer_defaults(threads);
    how.threshold = 0;
    return accuracy_of(s, w, &how, answers, &work);
}

/* What the rules of the test puzzles say of an answer: all of them have one solution. */
static int obeys(const void *rules, long puzzle, const uint8_t *answer)
{
    const setup *s = rules;
    uint8_t right[CELLS];
    encode_answer(&s->code, s->test_answer[puzzle], right);
    return !memcmp(right, answer, CELLS);
}

/* More tries solve more under the rules, stop as soon as they may, and do not depend on the threads. */
static void check_tries(const setup *s, const weights *w)
{
    static uint8_t answers[TEST_PUZZLES * CELLS], again[TEST_PUZZLES * CELLS];
    static const selection choices[] = {SELECT_CONFIDENT, SELECT_FIRST, SELECT_RULES};
    infer_options how = infer_defaults(2);
    how.obeys = obeys;
    how.rules = s;
    how.noise = 1;
    how.steps = 2; /* too few for some */
    long work, once_work, twice_work;
    double once = accuracy_of(s, w, &how, answers, &once_work);
    for (int i = 0; i < 3; i++) {
        how.select = choices[i];
        how.samples = 8;
        how.threads = 2;
        double exact = accuracy_of(s, w, &how, answers, &work);
        if (choices[i] == SELECT_RULES) {
            CHECK(exact >= once, "%.2f solved with 8 tries, %.2f with one", exact, once);
            CHECK(exact <= 0 || work < 8 * once_work, "%ld steps: tries after a solution", work);
        }
        CHECK(work >= once_work, "%ld steps for 8 tries, %ld for one", work, once_work);
        how.threads = 1;
        accuracy_of(s, w, &how, again, &twice_work);
        CHECK(!memcmp(answers, again, sizeof again) && work == twice_work, "choice %d: threads change the answer", i);
    }
}

/* Learns, saves, loads: the loaded model answers as the trained one does. */
static void check_learning(const setup *s)
{
    static uint8_t answers[TEST_PUZZLES * CELLS], reloaded[TEST_PUZZLES * CELLS];
    error why[1] = {0};
    const char *path = path_in("model.safetensors");
    char key[] = "puzzle", value[] = "sudoku";
    setup learner = *s;
    learner.train.steps = quick() ? 20 : 500;
    trainer t;
    open_trainer(&learner, &t, 2);
    train_until(&learner, &t, learner.train.steps);
    weights_pack(&t.average);
    double exact = accuracy(&learner, &t.average, 2, answers);
    if (!quick()) CHECK(exact > 0.95, "%.1f%% of unseen 4x4 puzzles solved, expected over 95%%", 100 * exact);
    check_tries(&learner, &t.average);
    st_pair note = {key, value};
    int written = model_write(path, &t.average, &note, 1, why);
    CHECK(written == OK, "%s", why->text);
    model m;
    int read = model_read(&m, path, why);
    CHECK(read == OK && !strcmp(m.puzzle, "sudoku") && model_note(&m, "puzzle"), "%s", why->text);
    if (read == OK) {
        accuracy(&learner, &m.w, 1, reloaded);
        CHECK(!memcmp(answers, reloaded, sizeof answers), "a model read back answers differently");
        model_close(&m);
    }
    trainer_close(&t);
    remove_file("model.safetensors");
}

/* Which settings a file may lack: those that mean what every file meant before there was a choice. */
static void check_missing_settings(const setup *s)
{
    options rows = {0};
    st_pair pairs[MAX_OPTIONS], others[MAX_OPTIONS];
    error why[1] = {0};
    char text[MAX_OPTIONS][OPTION_VALUE];
    network_options(&rows, 0);
    int made = config_to_metadata(&rows, &s->net, pairs, text);
    for (int i = 0; i < made; i++) {
        int n = 0, exchanged = !strcmp(pairs[i].key, "exchange"), sharpness = !strcmp(pairs[i].key, "sharpness");
        int registers = !strcmp(pairs[i].key, "registers");
        for (int j = 0; j < made; j++)
            if (j != i) others[n++] = pairs[j];
        network_config read = s->net;
        read.exchange = option_choice_index(exchange_choice, "pool");
        read.sharpness = SHARPNESS_SIZE;
        read.registers = 5;
        int bad = config_from_metadata(&rows, &read, &(st_file){.metadata = others, .metadata_count = n}, "file", why);
        CHECK(bad == (exchanged || sharpness || registers ? OK : BAD_INPUT), "without \"%s\": %d", pairs[i].key, bad);
        if (registers) CHECK(read.registers == 0, "without \"registers\": %lld", (long long)read.registers);
        if (exchanged)
            CHECK(read.exchange == option_choice_index(exchange_choice, "mean"), "without \"exchange\": %d",
                  read.exchange);
        if (sharpness) CHECK(read.sharpness == SHARPNESS_FIXED, "without \"sharpness\": %d", read.sharpness);
    }
}

/* An example that halts leaves its slot, and the newcomer starts from the frozen state, not from the old one. */
static void check_replacement(const setup *s)
{
    trainer t;
    setup two_steps = *s;
    two_steps.net.supervision_steps = 2;
    open_trainer(&two_steps, &t, 1);
    step_report report;
    example next;
    fill(&two_steps, &t);
    CHECK(!trainer_next(&t, &next) && t.s.steps[15] == 0 && t.s.generation[15] == 0,
          "16 slots are not filled by 16 examples");
    trainer_step(&t, 0, &report);
    CHECK(report.finished == 0 && !trainer_next(&t, &next), "%d left after one of two steps", report.finished);
    trainer_step(&t, 0, &report);
    CHECK(report.finished == 16 && report.depth_sum > 31.5, "%d of 16 left at N_sup", report.finished);
    trainer_next(&t, &next);
    CHECK(next.slot == 0 && next.index == 16, "example %lld for slot %d", (long long)next.index, next.slot);
    fill(&two_steps, &t);
    const real *start = t.workers[0].net.tensors[t.net.y0].x;
    CHECK(t.s.generation[15] == 1 && !memcmp(t.s.carry, start, 16 * sizeof(real)), "a newcomer sees the old state");
    trainer_close(&t);
}

/* One cycle until deepen_from, then stages of equal length up to T; without it T throughout, in the same bits as a
 * network that has no more cycles than the stage. */
static void check_deepening(const setup *s)
{
    static const struct {
        double from, progress;
        int64_t most;
        int cycles;
    } stages[] = {{0, 0, 3, 3},      {0, 1, 3, 3},      {0.5, 0, 3, 1},  {0.5, 0.49, 3, 1}, {0.5, 0.5, 3, 2},
                  {0.5, 0.74, 3, 2}, {0.5, 0.75, 3, 3}, {0.5, 1, 3, 3},  {0.4, 0.59, 4, 2}, {0.4, 0.61, 4, 3},
                  {0.4, 0.81, 4, 4}, {0.5, 0.9, 1, 1},  {1, 0.99, 3, 1}, {1, 1.01, 3, 3}};
    trainer t, flat;
    step_report report;
    setup deep = *s;
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        deep.net.cycles = stages[i].most;
        deep.train.deepen_from = stages[i].from;
        open_trainer(&deep, &t, 1);
        fill(&deep, &t);
        trainer_step(&t, stages[i].progress, &report);
        CHECK(t.cycles == stages[i].cycles, "T = %lld, from %g: %d cycles at %g, expected %d",
              (long long)stages[i].most, stages[i].from, t.cycles, stages[i].progress, stages[i].cycles);
        setup shallow = *s;
        shallow.net.cycles = stages[i].cycles;
        open_trainer(&shallow, &flat, 1);
        fill(&shallow, &flat);
        trainer_step(&flat, stages[i].progress, &report);
        CHECK(same_weights(&t, &flat), "%d of %lld cycles are not a network of %d", t.cycles, (long long)stages[i].most,
              t.cycles);
        trainer_close(&t);
        trainer_close(&flat);
    }
}

/* Latent k [count, P, S, D] of all slots, which comes after y. */
static real *latent(const trainer *t, int k)
{
    return t->s.carry + (size_t)(1 + k) * slots_stride(&t->s);
}

/* Everything a step reads, of latent k. */
static void transplant(const trainer *from, int k, trainer *to)
{
    size_t n = (size_t)from->s.count, all = n * from->s.state_each;
    memcpy(to->trained.values, from->trained.values, from->net.list.size * sizeof(real));
    weights_pack(&to->trained);
    memcpy(to->s.tokens, from->s.tokens, n * from->s.tokens_each);
    memcpy(to->s.labels, from->s.labels, n * from->s.labels_each);
    memcpy(to->s.carry, from->s.carry, all * sizeof(real));
    memcpy(latent(to, 0), latent(from, k), all * sizeof(real));
    memcpy(to->s.steps, from->s.steps, n * sizeof *from->s.steps);
}

/* A step with four latents against four steps with one: the smallest loss wins, its y is everyone's, each keeps its z.
 * Wide enough for a shard of four to be a tape of three examples, who may have different winners, and one of one. */
static void check_winner(const setup *s)
{
    enum { K = 4 };
    setup many = *s;
    many.net.cycles = 2;
    many.net.width = 272;
    many.train.optimiser = option_choice_index(optimiser_choice, "adamw");
    setup single = many;
    many.net.latents = K;
    trainer t, one[K];
    step_report report;
    open_trainer(&many, &t, 2);
    CHECK(t.chunk == 3, "%d examples on one tape", t.chunk);
    fill(&many, &t);
    size_t each = t.s.state_each, all = (size_t)t.s.count * each, width = (size_t)many.net.width;
    const real *z = latent(&t, 1);
    CHECK(memcmp(latent(&t, 0), z, width * sizeof(real)), "two latents start alike");
    CHECK(!memcmp(z, z + all - width, width * sizeof(real)), "a latent tells tokens apart from the start");
    train_until(&many, &t, 3);
    fill(&many, &t);
    for (int k = 0; k < K; k++) {
        open_trainer(&single, &one[k], 1);
        transplant(&t, k, &one[k]);
        trainer_step(&one[k], 0, &report);
    }
    trainer_step(&t, 0, &report);
    int others = 0;
    for (size_t i = 0; i < (size_t)t.s.count; i++) {
        int winner = 0;
        for (int k = 1; k < K; k++)
            if (one[k].s.loss[i] < one[winner].s.loss[i]) winner = k;
        const slots *won = &one[winner].s;
        others += winner > 0;
        CHECK(!memcmp(&t.s.loss[i], &won->loss[i], sizeof(real)) && !memcmp(&t.s.halt[i], &won->halt[i], sizeof(real)),
              "slot %zu: loss %g, the winner's is %g", i, (double)t.s.loss[i], (double)won->loss[i]);
        CHECK(!memcmp(t.s.carry + i * each, won->carry + i * each, each * sizeof(real)), "slot %zu: not the winner's y",
              i);
    }
    CHECK(others > 0 && others < t.s.count, "of %d winners %d are not the first latent", t.s.count, others);
    for (int k = 0; k < K; k++) {
        CHECK(!memcmp(latent(&t, k), latent(&one[k], 0), all * sizeof(real)), "latent %d has another's z", k);
        trainer_close(&one[k]);
    }
    trainer_close(&t);
}

/* If all latents are the same one, it makes no difference how many there are. */
static void check_equal_latents(const setup *s)
{
    setup many = *s;
    many.net.latents = 3;
    trainer single, t;
    step_report report;
    open_trainer(s, &single, 1);
    open_trainer(&many, &t, 1);
    size_t all = (size_t)t.s.count * t.s.state_each;
    for (int i = 0; i < 12; i++) {
        fill(&many, &t);
        for (int k = 1; k < 3; k++) memcpy(latent(&t, k), latent(&t, 0), all * sizeof(real));
        trainer_step(&t, (double)i / (double)s->train.steps, &report);
    }
    train_until(s, &single, 12);
    CHECK(same_weights(&single, &t), "three equal latents do not train as one");
    trainer_close(&single);
    trainer_close(&t);
}

/* Two registers, and more tasks than examples are of. */
static setup with_registers(const setup *s, int tasks)
{
    setup with = *s;
    with.net.registers = 2;
    network_fit(&with.net,
                &(puzzle_sizes){s->code.vocabulary, s->code.classes, s->code.relations, s->code.cells, tasks});
    return with;
}

/* From zero each value moves by the rate against the sign of its task's gradient; rows of tasks that no example is of
 * keep their bits; and the average has no table of its own. */
static void check_task_rows(const setup *s)
{
    const real untouched = (real)0.7;
    trainer t;
    setup with = with_registers(s, TASKS + 2);
    with.train.warmup = 0;
    open_trainer(&with, &t, 2);
    size_t row = t.s.registers_each, touched = TASKS * row;
    for (size_t i = touched; i < touched + 2 * row; i++) t.trained.puzzles[i] = untouched;
    train_until(&with, &t, 1);
    const real *w = t.trained.puzzles,
               *sum = t.s.puzzle_gradient; /* the first slots hold the sums, in the order of tasks */
    size_t wrong = 0;
    for (size_t i = 0; i < touched; i++) wrong += w[i] != (real)(sum[i] > 0 ? -0.01 : 0.01);
    CHECK(wrong == 0, "%zu of %zu values did not move by the rate", wrong, touched);
    train_until(&with, &t, 8);
    for (size_t i = touched; i < touched + 2 * row; i++) wrong += w[i] > untouched || w[i] < untouched;
    CHECK(wrong == 0, "%zu values of tasks without examples changed", wrong);
    CHECK(t.average.puzzles == t.trained.puzzles, "the table of tasks is averaged");
    trainer_close(&t);
}

/* Without registers it makes no difference what task an example is of. */
static void check_tasks_passed_over(const setup *s)
{
    trainer none, three;
    setup tasks = *s;
    network_fit(&tasks.net,
                &(puzzle_sizes){s->code.vocabulary, s->code.classes, s->code.relations, s->code.cells, TASKS});
    CHECK(tasks.net.puzzle_ids == 0, "%lld tasks without registers", (long long)tasks.net.puzzle_ids);
    open_trainer(s, &none, 1);
    open_trainer(&tasks, &three, 1);
    train_until(s, &none, 3);
    train_until(&tasks, &three, 3);
    CHECK(same_weights(&none, &three), "tasks without registers change the weights");
    trainer_close(&none);
    trainer_close(&three);
}

/* Bits to be copied by task 0 and flipped by task 1. */
enum { BITS = 4, BIT_PUZZLES = 1 << BITS };

static void write_bits(int number, int flip, uint8_t *bits)
{
    for (int i = 0; i < BITS; i++) bits[i] = (uint8_t)((number >> i & 1) ^ flip);
}

/* Right answers of all questions under each of the tasks, asked under `tasks`. */
static int right_bits(const weights *w, const geometry *shape, const int32_t *tasks)
{
    static uint8_t tokens[2 * BIT_PUZZLES * BITS], labels[2 * BIT_PUZZLES * BITS], answers[2 * BIT_PUZZLES * BITS];
    prediction predictions[2 * BIT_PUZZLES];
    infer_options how = infer_defaults(2);
    int right = 0;
    for (int i = 0; i < 2 * BIT_PUZZLES; i++) {
        write_bits(i / 2, 0, tokens + i * BITS);
        write_bits(i / 2, i % 2, labels + i * BITS);
    }
    const infer_inputs in = {.count = 2 * BIT_PUZZLES, .tokens = tokens, .puzzles = tasks};
    if (infer(w, shape, &how, &in, answers, predictions, NULL)) abort();
    for (int i = 0; i < 2 * BIT_PUZZLES; i++) right += !memcmp(answers + i * BITS, labels + i * BITS, BITS);
    return right;
}

/* Two tasks with the same questions and different answers: only the table of tasks can tell them apart, and it is in
 * the model file. */
static void check_two_tasks(const setup *s)
{
    error why[1] = {0};
    const char *path = path_in("model.safetensors");
    setup bits = *s;
    bits.geo = (geometry){.planes = 1, .cells = BITS, .rows = 1, .cols = BITS};
    bits.net.planes = 0;
    bits.net.relations_on = 0;
    bits.net.registers = 1;
    bits.train.steps = quick() ? 20 : 500;
    network_fit(&bits.net, &(puzzle_sizes){2, 2, 0, BITS, 2});
    trainer t;
    open_trainer(&bits, &t, 2);
    step_report report;
    while (t.step < bits.train.steps) {
        for (example e; trainer_next(&t, &e);) {
            *e.puzzle = (int32_t)(e.index % 2);
            write_bits((int)(e.index / 2), 0, e.tokens);
            write_bits((int)(e.index / 2), *e.puzzle, e.labels);
            trainer_start(&t, &e);
        }
        trainer_step(&t, (double)t.step / (double)bits.train.steps, &report);
    }
    int32_t tasks[2 * BIT_PUZZLES];
    for (int i = 0; i < 2 * BIT_PUZZLES; i++) tasks[i] = i % 2;
    weights_pack(&t.average);
    int right = right_bits(&t.average, &bits.geo, tasks), alike = right_bits(&t.average, &bits.geo, NULL);
    if (!quick()) CHECK(right == 2 * BIT_PUZZLES, "%d of %d right", right, 2 * BIT_PUZZLES);
    if (!quick()) CHECK(alike == BIT_PUZZLES, "%d of %d right without tasks", alike, 2 * BIT_PUZZLES);
    model m;
    int written = model_write(path, &t.average, NULL, 0, why);
    CHECK(written == OK, "%s", why->text);
    int read = model_read(&m, path, why);
    CHECK(read == OK, "%s", why->text);
    if (read == OK) {
        CHECK(m.net.config.puzzle_ids == 2 && right_bits(&m.w, &bits.geo, tasks) == right, "a model read back differs");
        CHECK(!memcmp(m.w.puzzles, t.trained.puzzles, 2 * t.s.registers_each * sizeof(real)), "it has another table");
        model_close(&m);
    }
    trainer_close(&t);
    remove_file("model.safetensors");
}

/* The algorithms that fill in cells, and the mixers with attention of other kinds. */
static void check_kinds(const setup *s)
{
    static const struct {
        const char *algorithm, *mixer;
        int order, kv_heads;
    } kinds[] = {{"autoregressive", "attention", ORDER_RANDOM, 0},
                 {"autoregressive", "latent", ORDER_SOLVER, 0},
                 {"diffusion", "attention", ORDER_READING, 0},
                 {"trm", "latent", ORDER_READING, 0},
                 {"trm", "attention", ORDER_READING, 1}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        setup other = *s;
        error why[1] = {0};
        other.net.algorithm = option_choice_index(algorithm_choice, kinds[i].algorithm);
        other.net.mixer.item[0] = (uint8_t)option_choice_index(mixer_choice, kinds[i].mixer);
        other.net.cell_order = kinds[i].order;
        other.net.kv_heads = kinds[i].kv_heads;
        CHECK(network_check(&other.net, why) == OK, "%s", why->text);
        check_threads(&other);
        if (network_reads_answers(&other.net)) check_resume(&other, "muon");
    }
}

/* Diffusion learns, and answers in as many steps as it is told, whether or not filled cells may be opened again. */
static void check_diffusion(const setup *s)
{
    static uint8_t answers[TEST_PUZZLES * CELLS];
    static const int steps[] = {1, 4, 16};
    setup student = *s;
    student.net.algorithm = option_choice_index(algorithm_choice, "diffusion");
    student.net.layers = 4;
    student.train.steps = quick() ? 20 : 400;
    trainer t;
    open_trainer(&student, &t, 2);
    train_until(&student, &t, student.train.steps);
    weights_pack(&t.average);
    for (int remask = 0; remask < 2; remask++)
        for (int i = 0; i < 3; i++) {
            infer_options how = infer_defaults(2);
            long work;
            how.steps = steps[i];
            how.remask = remask;
            double margin = accuracy_of(&student, &t.average, &how, answers, &work);
            CHECK(work <= (long)steps[i] * TEST_PUZZLES && work >= TEST_PUZZLES, "%ld steps", work);
            int unfilled = 0;
            for (int j = 0; j < TEST_PUZZLES * CELLS; j++) unfilled += answers[j] >= 4;
            CHECK(!unfilled, "%d cells are not filled", unfilled);
            if (!quick() && steps[i] == 16) CHECK(margin > 0.95, "%.1f%% solved, expected over 95%%", 100 * margin);
        }
    trainer_close(&t);
}

/* Mixers that know the grid instead of relations. */
static void check_local(const setup *s)
{
    static const char *const names[] = {"window", "convolution"};
    for (int i = 0; i < 2; i++) {
        setup local = *s;
        local.net.mixer.item[0] = (uint8_t)option_choice_index(mixer_choice, names[i]);
        local.net.relations_on = mixer_of(&local.net, 0)->takes_offsets;
        local.geo.relation = NULL;
        network_fit(&local.net,
                    &(puzzle_sizes){s->code.vocabulary, s->code.classes, s->code.relations, s->code.cells, 0});
        check_threads(&local);
        check_resume(&local, "muon");
    }
}

/* --- what the rules know, and other depths ----------------------------------------------------------------------- */

static void choose(const void *rules, int rows, int cols, const uint8_t *tokens, const real *logits, uint8_t *labels)
{
    CHECK(rows == 4 && cols == 4, "%dx%d", rows, cols);
    encoding_likeliest(rules, tokens, 0, logits, labels);
}

/* Mazes, by every option that learns from the rules. */
static void open_mazes(setup *s)
{
    *s = (setup){.net = network_defaults(), .train = train_defaults(), .teacher = {choose, &s->code}};
    encoding_open(&s->code, &kind_maze, &(grid_shape){.rows = 4, .cols = 4}, 0);
    if (encoding_relate(&s->code, &kind_maze)) exit(1);
    s->geo = (geometry){.planes = 1, .cells = CELLS, .rows = 4, .cols = 4, .relation = s->code.relation};
    s->net.planes = 0;
    s->net.width = 16;
    s->net.inner = 32;
    s->net.cycles = 3;
    s->net.facts = MAZE_FACTS;
    s->train.shards = 4;
    s->train.dense = 1;
    s->train.warmup = 20;
    s->train.matrix_rate = 0.01;
    network_fit(&s->net, &(puzzle_sizes){s->code.vocabulary, s->code.classes, s->code.relations, s->code.cells, 0});
}

/* Labels are right answers, and an answer counts as correct if the rules accept it, whichever it is. */
static void check_any(const setup *s)
{
    trainer t;
    step_report report;
    int solved = 0, unlike = 0;
    open_trainer(s, &t, 1);
    while (t.step < (quick() ? 30 : 300)) {
        fill(s, &t);
        static uint8_t tokens[16 * CELLS];
        memcpy(tokens, t.s.tokens, sizeof tokens);
        trainer_step(&t, 0.1, &report);
        for (int i = 0; i < t.s.count; i++) {
            const uint8_t *question = tokens + i * CELLS, *labels = t.s.labels + i * CELLS;
            uint8_t rule[CELLS];
            int right = encoding_accepts(&s->code, question, 0, t.s.answer + i * CELLS);
            maze_solve(&(grid_shape){.rows = 4, .cols = 4}, question, 1, rule);
            CHECK(encoding_accepts(&s->code, question, 0, labels), "step %d: a wrong label", (int)t.step);
            CHECK(right == (t.s.correct[i] > 0), "step %d: right by the rules %d", (int)t.step, right);
            solved += right;
            unlike += right && memcmp(rule, labels, CELLS) != 0;
        }
    }
    if (!quick()) CHECK(solved > 100 && unlike > 1, "%d solved, %d of them not by the rule's path", solved, unlike);
    trainer_close(&t);
}

/* The head of facts learns, is in no model file, and need not be in one to start from. */
static void check_facts(const setup *s)
{
    trainer t, other;
    error why[1] = {0};
    model m;
    const char *path = path_in("model.safetensors");
    open_trainer(s, &t, 1);
    int last = t.net.list.count - 1;
    size_t bytes = parameter_size(&t.net.list.items[last]) * sizeof(real);
    real before[MAZE_FACTS * 16];
    CHECK(!strcmp(t.net.list.items[last].name, "facts_head.weight") && bytes == sizeof before, "another head");
    memcpy(before, weights_of(&t.trained, last), sizeof before);
    train_until(s, &t, 5);
    CHECK(memcmp(before, weights_of(&t.trained, last), sizeof before) != 0, "the head of facts does not learn");
    CHECK(model_write(path, &t.average, NULL, 0, why) == OK && model_read(&m, path, why) == OK, "%s", why->text);
    CHECK(m.net.config.facts == 0 && m.net.list.count == last, "%d tensors in the file", m.net.list.count);
    open_trainer(s, &other, 1);
    CHECK(trainer_start_from(&other, &m.w) == 0, "no start from a model without the head");
    CHECK(!memcmp(other.trained.values, t.average.values, m.net.list.size * sizeof(real)), "other weights");
    CHECK(!memcmp(before, weights_of(&other.trained, last), sizeof before), "another head of facts at the start");
    setup without = *s;
    without.net.facts = 0;
    trainer_close(&other);
    open_trainer(&without, &other, 1);
    CHECK(trainer_start_from(&other, &t.average) == 0, "no start without the head");
    trainer_close(&t);
    trainer_close(&other);
    model_close(&m);
    remove_file("model.safetensors");
}

static double next_loss(const setup *s, trainer *t)
{
    step_report report;
    fill(s, t);
    trainer_step(t, 0, &report);
    return report.loss;
}

/* A start in a larger network: the same answers. In a smaller one: none. `learned` gets the larger one after a step. */
static void check_larger_start(const setup *s, const setup *larger, trainer *learned)
{
    trainer t, same;
    open_trainer(s, &t, 1);
    open_trainer(s, &same, 1);
    open_trainer(larger, learned, 1);
    train_until(s, &t, 10);
    CHECK(trainer_start_from(&same, &t.trained) == 0 && trainer_start_from(learned, &t.trained) == 0, "no start");
    CHECK(trainer_start_from(&t, &learned->trained) < 0, "a start in a smaller network");
    double loss = next_loss(s, &same), larger_loss = next_loss(larger, learned);
    CHECK(fabs(loss - larger_loss) < 1e-4 * loss, "loss %.7f, in the larger network %.7f", loss, larger_loss);
    trainer_close(&t);
    trainer_close(&same);
}

static void check_more_units(const setup *s)
{
    trainer wide;
    setup wider = *s;
    wider.net.inner = s->net.inner + 24;
    check_larger_start(s, &wider, &wide);
    int used = 0;
    for (int i = 0; i < wide.net.list.count; i++) {
        const parameter *p = &wide.net.list.items[i];
        const real *x = weights_of(&wide.trained, i);
        if (strstr(p->name, "mlp.down_proj"))
            for (int row = 0; row < p->rows; row++) used += x[(row + 1) * p->columns - 1] != 0;
    }
    CHECK(used > 0, "the new units do not learn");
    trainer_close(&wide);
}

static void check_second_network(const setup *s)
{
    trainer two;
    setup with_two = *s;
    with_two.net.networks = 2;
    check_larger_start(s, &with_two, &two);
    int matrices = 0, differ = 0;
    for (int i = 0; i < two.net.list.count; i++)
        for (int j = 0; j < two.net.list.count; j++) {
            const parameter *y = &two.net.list.items[i], *z = &two.net.list.items[j];
            if (y->role != ROLE_MATRIX || y->name[0] != 'H' || z->name[0] != 'L' ||
                strcmp(y->name + 1, z->name + 1) != 0)
                continue;
            size_t bytes = parameter_size(y) * sizeof(real);
            matrices++;
            differ += memcmp(weights_of(&two.trained, i), weights_of(&two.trained, j), bytes) != 0;
        }
    CHECK(matrices > 0 && differ == matrices, "%d of %d matrices of y are not those of z", differ, matrices);
    trainer_close(&two);
}

/* Every T from 1 on comes up, and the most is that of the curriculum. */
static void check_varying(const setup *s)
{
    trainer t;
    step_report report;
    int seen[4] = {0};
    setup varied = *s;
    varied.train.vary_cycles = 1;
    varied.train.deepen_from = 0.5;
    open_trainer(&varied, &t, 1);
    for (int i = 0; i < 60; i++) {
        fill(&varied, &t);
        trainer_step(&t, i < 20 ? 0.1 : 1, &report);
        CHECK(t.cycles >= 1 && t.cycles <= (i < 20 ? 1 : 3), "step %d: %d cycles", i, t.cycles);
        if (i >= 20) seen[t.cycles]++;
    }
    CHECK(seen[1] > 4 && seen[2] > 4 && seen[3] > 4, "%d, %d, %d times 1, 2, 3", seen[1], seen[2], seen[3]);
    trainer_close(&t);
}

/* How many of 2000 examples go on after a step in which they halt, but for --rest. */
static int count_resting(setup s, trainer *t, double rest, int correct, int64_t steps)
{
    int resting = 0;
    s.train.rest = rest;
    s.train.exploration = 0;
    for (int64_t i = 0; i < 2000; i++) {
        t->s.generation[3] = i;
        t->s.halt[3] = 5;
        t->s.correct[3] = (real)correct;
        t->s.steps[3] = steps;
        resting += !halts(&t->s, 3, &s.net, &s.train, i);
    }
    return resting;
}

/* With N_sup 8 a solved example that rests leaves in one step of eight, before N_sup and after. */
static void check_resting(const setup *s)
{
    trainer t;
    open_trainer(s, &t, 1);
    CHECK(count_resting(*s, &t, 0, 1, 3) == 0 && count_resting(*s, &t, 0, 1, 8) == 0, "examples rest unasked");
    int half = count_resting(*s, &t, 0.5, 1, 3), all = count_resting(*s, &t, 1, 1, 30);
    CHECK(half > 800 && half < 950, "%d of 2000 rest, expected 875", half);
    CHECK(all > 1700 && all < 1800, "%d of 2000 rest, expected 1750", all);
    CHECK(count_resting(*s, &t, 1, 0, 8) == 0, "unsolved examples go on after N_sup");
    trainer_close(&t);
}

static int is_frozen(const trainer *t, int slot)
{
    const real *y0 = t->workers[0].net.tensors[t->net.y0].x;
    return !memcmp(t->s.carry + (size_t)slot * t->s.state_each, y0, 16 * sizeof(real));
}

static void check_starts(const setup *s)
{
    trainer t;
    int frozen = 0;
    double sum = 0, squares = 0;
    setup drawn = *s;
    drawn.train.random_starts = 1;
    open_trainer(&drawn, &t, 1);
    fill(&drawn, &t);
    size_t size = 2 * slots_stride(&t.s);
    for (size_t i = 0; i < size; i++) sum += (double)t.s.carry[i], squares += (double)(t.s.carry[i] * t.s.carry[i]);
    CHECK(fabs(sum / (double)size) < 0.05 && fabs(squares / (double)size - 1) < 0.05, "mean %g, variance %g",
          sum / (double)size, squares / (double)size);
    CHECK(memcmp(t.s.carry, t.s.carry + t.s.state_each, 16 * sizeof(real)) != 0, "two examples start alike");
    trainer_close(&t);

    drawn.train.random_starts = 0;
    drawn.train.carried_starts = 0.5;
    open_trainer(&drawn, &t, 1);
    fill(&drawn, &t);
    for (int i = 0; i < t.s.count; i++) frozen += is_frozen(&t, i);
    CHECK(frozen == t.s.count, "%d of the first %d start from the frozen state", frozen, t.s.count);
    for (size_t i = 0; i < size; i++) t.s.carry[i] = 3;
    for (int i = 0; i < t.s.count; i++) t.s.steps[i] = -1, t.s.generation[i]++;
    fill(&drawn, &t);
    frozen = 0;
    for (int i = 0; i < t.s.count; i++) {
        int carried = fabs((double)t.s.carry[(size_t)i * t.s.state_each] - 3) < 1e-9;
        CHECK(carried != is_frozen(&t, i), "slot %d starts from neither", i);
        frozen += !carried;
    }
    CHECK(frozen > 2 && frozen < t.s.count - 2, "%d of %d start from the frozen state", frozen, t.s.count);
    for (int i = 0; i < t.s.count; i++) t.s.steps[i] = -1, t.s.generation[i]++, t.s.side[i] = 3;
    fill(&drawn, &t);
    frozen = 0;
    for (int i = 0; i < t.s.count; i++) frozen += is_frozen(&t, i);
    CHECK(frozen == t.s.count, "%d of %d carry on from a grid of another size", t.s.count - frozen, t.s.count);
    trainer_close(&t);
}

/* The class 4 is one of 6x6: a checkpoint with such a label in an example of 4x4 is refused. */
static void check_labels_of_side(const setup *s, trainer *t)
{
    error why[1] = {0};
    const char *path = path_in("checkpoint.safetensors");
    const kept settings = {s->net, s->train};
    const options rows = kept_rows();
    double seconds;
    for (int label = 3; label <= 4; label++) {
        trainer again;
        t->s.labels[0] = (uint8_t)label;
        CHECK(checkpoint_write(path, NULL, t, 0, &rows, &settings, why) == OK, "%s", why->text);
        open_trainer(s, &again, 1);
        int status = checkpoint_read(path, &again, &seconds, why);
        CHECK(status == (label < 4 ? OK : BAD_INPUT), "label %d: status %d", label, status);
        trainer_close(&again);
    }
    remove_file("checkpoint.safetensors");
}

/* Puzzles of 4x4 in a set with larger ones are learned as in a set of their own, bit for bit. */
static void check_smaller(const setup *s)
{
    const int64_t steps = quick() ? 2 : 12;
    static const int32_t examples[7] = {[4] = 5, [6] = 1};
    static const int32_t planes[7] = {[4] = 4, [6] = 6};
    static uint8_t relation[36 * 36];
    uint8_t *relations[7] = {[4] = s->code.relation, [6] = relation};
    setup mixed = *s;
    trainer alone, among;
    kind_sudoku.relation_table(&(grid_shape){.rows = 6, .cols = 6}, relation);
    mixed.geo = (geometry){6, 36, 6, 6, relation, 6, examples, planes, relations};
    mixed.of_side = 4;
    open_trainer(s, &alone, 1);
    open_trainer(&mixed, &among, 2);
    CHECK(alone.chunk == 1, "%d examples at a time",
          alone.chunk); /* the gradients of more are added in another order */
    train_until(s, &alone, steps);
    train_until(&mixed, &among, steps);
    CHECK(same_weights(&alone, &among), "other weights after %d steps", (int)steps);
    check_labels_of_side(&mixed, &among);
    trainer_close(&alone);
    trainer_close(&among);
}

static void check_sizes(const setup *s, const setup *registers)
{
    check_smaller(s);
    check_more_units(s);
    check_more_units(registers);
    check_second_network(s);
    check_second_network(registers);
}

static void check_rules(void)
{
    static setup s;
    open_mazes(&s);
    check_any(&s);
    check_facts(&s);
    check_varying(&s);
    check_resting(&s);
    check_starts(&s);
    s.train.vary_cycles = 1;
    s.train.rest = 0.5;
    s.train.random_starts = s.train.carried_starts = 0.3;
    check_threads(&s);
    check_resume(&s, "muon");
    s.net.latents = 2;
    check_threads(&s);
    check_resume(&s, "adamw");
    encoding_close(&s.code);
}

int main(void)
{
    static setup s;
    open_folder();
    check_rules();
    open_setup(&s);
    check_threads(&s);
    check_resume(&s, "muon");
    check_resume(&s, "adamw");
    check_resume(&s, "adam-atan2");
    check_earlier_checkpoint(&s);
    check_foreign_checkpoint(&s);
    setup several = s;
    several.net.latents = 4;
    several.train.steps = 30;
    several.net.cycles = 2;
    several.train.deepen_from = 0.5;
    check_threads(&several);
    check_resume(&several, "muon");
    static const char *const placed[] = {"linear", "delta", "kimi-delta", "mamba2"};
    for (int i = 0; i < (quick() ? 2 : 4); i++) {
        setup scanned = s;
        scanned.net.mixer.item[0] = (uint8_t)option_choice_index(mixer_choice, placed[i]);
        scanned.net.relations_on = 0;
        scanned.net.scans = i % 2;
        network_fit(&scanned.net, &(puzzle_sizes){s.code.vocabulary, s.code.classes, 0, s.code.cells, 0});
        check_threads(&scanned);
        check_resume(&scanned, i % 2 ? "muon" : "adamw");
    }
    setup registers = with_registers(&s, TASKS);
    check_threads(&registers);
    check_resume(&registers, "muon");
    registers.net.latents = 2;
    check_resume(&registers, "adamw");
    setup corners = registers; /* examples of all sides within 4x4 */
    corners.net.latents = 1;
    corners.geo.frame = 4;
    corners.net.positions = POSITIONS_LEARNED;
    network_fit(&corners.net,
                &(puzzle_sizes){s.code.vocabulary, s.code.classes, s.code.relations, s.code.cells, TASKS});
    check_threads(&corners);
    check_resume(&corners, "muon");
    check_kinds(&s);
    check_diffusion(&s);
    check_local(&s);
    check_task_rows(&s);
    check_tasks_passed_over(&s);
    check_two_tasks(&s);
    check_winner(&s);
    check_equal_latents(&s);
    check_replacement(&s);
    check_missing_settings(&s);
    check_deepening(&s);
    check_sizes(&s, &registers);
    check_learning(&s);
    encoding_close(&s.code);
    close_folder();
    return check_done("trainer");
}
