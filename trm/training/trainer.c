#include "trm/training/trainer.h"

#include "autograd/optimiser.h"
#include "base/belief.h"
#include "base/random.h"
#include "trm/training/halting.h"
#include "trm/training/start.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- setting up -------------------------------------------------------------------------------------------------- */

static void *zeros(size_t count, size_t each)
{
    size_t bytes = (count * each + 2 * ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    void *p = aligned_alloc(ARENA_ALIGN, bytes);
    if (p) memset(p, 0, bytes);
    return p;
}

static const layout *layout_of(const trainer *t, int slot)
{
    return layouts_for(&t->shapes, t->s.side[slot]);
}

static void run_chunk(trainer *t, worker *w, int first, int count)
{
    step_io s = slots_view(&t->s, first, count);
    s.cycles = t->cycles;
    s.teacher = t->teacher.choose ? &t->teacher : NULL;
    w->net.shape = layout_of(t, first);
    arena_reset(&w->memory, 0);
    algorithm_of(&t->net.config)->train(&w->t, &w->net, &s, &t->config, t->s.count);
}

/* The tape of a chunk is run once for each layout in an arena that only counts, and keeps the most. */
static int open_workers(trainer *t)
{
    t->workers = calloc((size_t)t->threads, sizeof *t->workers);
    if (!t->workers) return -1;
    for (int i = 0; i < t->threads; i++) {
        worker *w = &t->workers[i];
        if (worker_plan(w, &t->net)) return -1;
        network_bind(&w->net, &t->trained, t->shard_gradient, layouts_for(&t->shapes, 0));
        for (int side = t->shapes.count; side >= 1; side--) {
            if (!t->shapes.of[side - 1].cells) continue;
            t->s.side[0] = t->shapes.count > 1 ? side : 0;
            run_chunk(t, w, 0, t->chunk);
        }
        if (worker_open(w)) return -1;
    }
    t->s.side[0] = 0;
    return 0;
}

static size_t optimiser_scratch(const trainer *t)
{
    size_t most = VL;
    for (int i = 0; i < t->net.list.count; i++) {
        const parameter *p = &t->net.list.items[i];
        const optimiser *o = optimiser_for(t->config.optimiser, p->role == ROLE_MATRIX);
        size_t need = o->scratch ? o->scratch(p->rows / p->pieces, p->columns) : 0;
        if (need > most) most = need;
    }
    return (most + ARENA_ALIGN) / ARENA_ALIGN * ARENA_ALIGN;
}

static int open_parts(trainer *t, const geometry *shape)
{
    size_t size = t->net.list.size;
    if (layouts_open(&t->shapes, &t->net.config, shape)) return -1;
    if (weights_open(&t->trained, &t->net) || weights_open_average(&t->average, &t->trained)) return -1;
    t->state = zeros(strlen(optimiser_states(t->config.optimiser)) * size, sizeof(real));
    t->shard_gradient = zeros((size_t)t->shards * size, sizeof(real));
    t->gradient = zeros(size, sizeof(real));
    t->squares = zeros((size_t)t->net.list.count, sizeof *t->squares);
    t->scratch_each = optimiser_scratch(t);
    t->scratch = zeros((size_t)t->threads * t->scratch_each, sizeof(real));
    if (!t->state || !t->shard_gradient || !t->gradient || !t->squares || !t->scratch) return -1;
    if (slots_open(&t->s, &t->net.config, layouts_for(&t->shapes, 0), (int)t->config.batch)) return -1;
    return open_workers(t);
}

int trainer_open(trainer *t, const network_config *net, const train_config *config, const geometry *shape, int threads,
                 error *err)
{
    enum { PURPOSE_WEIGHTS = 1 };
    *t = (trainer){.config = *config, .threads = threads};
    memset(t->open, 1, sizeof t->open);
    t->cycles = (int)net->cycles; /* the most there will be: what memory is laid out for */
    t->shards = (int)(config->shards < config->batch ? config->shards : config->batch);
    int failed = network_open(&t->net, net);
    if (!failed) t->chunk = worker_chunk(&t->net, shape, (int)((config->batch + t->shards - 1) / t->shards));
    if (failed || open_parts(t, shape)) {
        trainer_close(t);
        return fail(err, NO_MEMORY, "not enough memory for a batch of %lld puzzles; try a smaller --batch or --width",
                    (long long)config->batch);
    }
    weights_initialise(&t->trained, random_key((uint64_t)config->seed, PURPOSE_WEIGHTS));
    return weights_copy(&t->average, &t->trained);
}

void trainer_bias_distance(trainer *t, const uint8_t *distance)
{
    weights_bias_distance(&t->trained, distance, t->config.distance_bias);
    weights_bias_distance(&t->average, distance, t->config.distance_bias);
}

int trainer_start_from(trainer *t, const weights *w)
{
    return weights_copy(&t->trained, w) || weights_copy(&t->average, w) ? -1 : 0;
}

void trainer_teach(trainer *t, const teacher *by)
{
    t->teacher = *by;
}

void trainer_count(trainer *t, const uint8_t open[256])
{
    memcpy(t->open, open, sizeof t->open);
}

void trainer_close(trainer *t)
{
    for (int i = 0; t->workers && i < t->threads; i++) worker_close(&t->workers[i]);
    free(t->workers);
    slots_close(&t->s);
    weights_close(&t->trained);
    weights_close(&t->average);
    free(t->state);
    free(t->shard_gradient);
    free(t->gradient);
    free(t->squares);
    free(t->scratch);
    layouts_close(&t->shapes);
    network_close(&t->net);
    *t = (trainer){0};
}

memory_plan trainer_memory(const trainer *t)
{
    size_t size = t->net.list.size * sizeof(real);
    memory_plan plan = {.weights = weights_memory(&t->trained) + weights_memory(&t->average),
                        .gradients = ((size_t)t->shards + 1) * size,
                        .optimiser = strlen(optimiser_states(t->config.optimiser)) * size +
                                     (size_t)t->threads * t->scratch_each * sizeof(real),
                        .state = t->s.bytes};
    for (int i = 0; i < t->threads; i++) plan.tapes += worker_memory(&t->workers[i]);
    return plan;
}

/* --- slots ------------------------------------------------------------------------------------------------------- */

int trainer_next(trainer *t, example *e)
{
    slots *s = &t->s;
    int i = 0;
    while (i < s->count && s->steps[i] >= 0) i++;
    if (i == s->count) return 0;
    *e = (example){.slot = i,
                   .index = s->generation[i] * s->count + i,
                   .tokens = s->tokens + (size_t)i * s->tokens_each,
                   .labels = s->labels + (size_t)i * s->labels_each,
                   .puzzle = &s->puzzle[i],
                   .rank = s->ranks_each ? s->rank + (size_t)i * s->ranks_each : NULL,
                   .facts = s->facts_each ? s->facts + (size_t)i * s->facts_each : NULL,
                   .side = &s->side[i],
                   .side_before = s->side[i]};
    *e->puzzle = *e->side = 0;
    return 1;
}

void trainer_start(trainer *t, const example *e)
{
    enum { PURPOSE_FILLING = 4 };
    const algorithm *a = algorithm_of(&t->net.config);
    step_io s = slots_view(&t->s, e->slot, 1);
    bound *net = &t->workers[0].net;
    net->shape = layout_of(t, e->slot);
    if (!t->net.config.puzzle_ids) *e->puzzle = 0;
    int from = start_of(&t->config, (uint64_t)e->index, t->s.generation[e->slot]);
    if (from == START_CARRIED && *e->side != e->side_before) from = START_FROZEN; /* its states are of other cells */
    if (a->begin && from != START_CARRIED) a->begin(net, (uint64_t)t->config.seed, s.carry, s.stride, t->s.states);
    if (a->begin && from == START_RANDOM) start_randomly(&t->config, (uint64_t)e->index, &t->s, e->slot);
    t->s.key[e->slot] = random_key(random_key((uint64_t)t->config.seed, PURPOSE_FILLING), (uint64_t)e->index);
    t->s.steps[e->slot] = 0;
}

/* Cells of a batch that their questions leave open. */
typedef struct open_cells {
    size_t count, right;
    size_t of_class[256]; /* by their labels */
} open_cells;

static void count_cells(const trainer *t, int slot, const step_io *s, open_cells *c)
{
    for (int l = 0; l < layout_of(t, slot)->cells; l++) {
        if (s->labels[l] == NO_LABEL || !t->open[s->in.tokens[l]]) continue;
        c->count++;
        c->right += s->labels[l] == s->answer[l];
        c->of_class[s->labels[l]]++;
    }
}

static void report_cells(const open_cells *c, step_report *report)
{
    size_t most = 0, count = c->count ? c->count : 1;
    for (int k = 0; k < 256; k++)
        if (c->of_class[k] > most) most = c->of_class[k];
    report->cells = (double)c->right / (double)count;
    report->guess = (double)most / (double)count;
}

/* What the halting head said of an example, against whether its answer was right. */
static void report_halting(const step_io *s, int of, step_report *report)
{
    double halt = (double)s->halt[0];
    int right = s->correct[0] > 0;
    report->halt_loss += belief_loss(halt, right) / of;
    report->halt_right += ((halt > 0) == right) / (double)of;
}

/* Counts the step that all slots have taken, and frees those whose example halts. */
static void halt(trainer *t, step_report *report)
{
    *report = (step_report){0};
    open_cells cells = {0};
    for (int i = 0; i < t->s.count; i++) {
        step_io s = slots_view(&t->s, i, 1);
        report->loss += (double)s.loss[0] / t->s.count;
        count_cells(t, i, &s, &cells);
        report_halting(&s, t->s.count, report);
        t->s.steps[i]++;
        if (!halts(&t->s, i, &t->net.config, &t->config, t->step)) continue;
        report->finished++;
        report->finished_right += s.correct[0] > 0;
        report->depth_sum += (double)t->s.steps[i];
        t->s.steps[i] = -1;
        t->s.generation[i]++;
    }
    report_cells(&cells, report);
}

/* --- one step ---------------------------------------------------------------------------------------------------- */

/* First slot of a shard; shard `shards` is the end of the batch. */
static int shard_start(const trainer *t, int shard)
{
    return (int)((int64_t)t->s.count * shard / t->shards);
}

/* A curriculum of depth (arXiv 2511.08653): early on, when every answer is far off, further cycles cost more than they
 * teach. One until deepen_from, then from 2 to T in equal stages. */
static int cycles_at(const trainer *t, double progress)
{
    int most = (int)t->net.config.cycles, cycles = 1;
    double from = t->config.deepen_from;
    if (from <= 0) return most;
    while (cycles < most && progress >= from + (1 - from) * (cycles - 1) / (most - 1)) cycles++;
    return cycles;
}

/* T of a step: cycles_at, or drawn from 1 to that. Answers must come out right however many there are. */
static int draw_cycles(const trainer *t, double progress)
{
    enum { PURPOSE_CYCLES = 5 };
    int most = cycles_at(t, progress);
    if (!t->config.vary_cycles) return most;
    return 1 + (int)random_below(random_key((uint64_t)t->config.seed, PURPOSE_CYCLES), (uint64_t)t->step, most);
}

static real *puzzle_gradient(const trainer *t, int slot)
{
    return t->s.puzzle_gradient + (size_t)slot * t->s.registers_each;
}

static void run_shard(trainer *t, worker *w, int shard)
{
    real *g = t->shard_gradient + (size_t)shard * t->net.list.size;
    int start = shard_start(t, shard), end = shard_start(t, shard + 1);
    memset(g, 0, t->net.list.size * sizeof(real));
    memset(puzzle_gradient(t, start), 0, (size_t)(end - start) * t->s.registers_each * sizeof(real));
    network_bind(&w->net, &t->trained, g, layouts_for(&t->shapes, 0));
    for (int first = start; first < end; first += t->chunk)
        run_chunk(t, w, first, end - first < t->chunk ? end - first : t->chunk);
}

/* Adds the shards' gradients of one parameter, in order. Returns the sum of squares. */
static double gather(trainer *t, const parameter *p)
{
    size_t n = parameter_size(p);
    real *g = t->gradient + p->offset;
    if (p->role == ROLE_SPARSE) return 0;
    memcpy(g, t->shard_gradient + p->offset, n * sizeof(real));
    for (int shard = 1; shard < t->shards; shard++) {
        const real *from = t->shard_gradient + (size_t)shard * t->net.list.size + p->offset;
        for (size_t i = 0; i < n; i++) g[i] += from[i];
    }
    double square = 0;
    for (size_t i = 0; i < n; i++) square += (double)g[i] * (double)g[i];
    return square;
}

static void update_weights(trainer *t, const parameter *p, double factor, real *scratch)
{
    const train_config *c = &t->config;
    int matrix = p->role == ROLE_MATRIX, rows = p->rows / p->pieces;
    const optimiser *o = optimiser_for(c->optimiser, matrix);
    optimiser_step s = {.rate = (matrix ? c->matrix_rate : c->rate) * factor,
                        .decay = p->no_decay ? 0
                                 : matrix    ? c->matrix_decay
                                             : c->decay,
                        .momentum = c->momentum,
                        .beta1 = c->beta1,
                        .beta2 = c->beta2,
                        .number = (long)t->step + 1};
    for (int piece = 0; piece < p->pieces; piece++) {
        size_t at = p->offset + (size_t)piece * (size_t)rows * (size_t)p->columns;
        o->update(rows, p->columns, t->trained.values + at, t->gradient + at, t->state + at, t->net.list.size, &s,
                  scratch);
    }
}

static void update_parameter(trainer *t, int index, double factor, double gradient_scale, real *scratch)
{
    const parameter *p = &t->net.list.items[index];
    size_t n = parameter_size(p);
    if (p->role == ROLE_FROZEN || p->role == ROLE_SPARSE) return;
    if (gradient_scale < 1)
        for (size_t i = 0; i < n; i++) t->gradient[p->offset + i] *= (real)gradient_scale;
    update_weights(t, p, factor, scratch);
    average_update(n, t->average.values + p->offset, t->trained.values + p->offset, t->config.ema, (long)t->step,
                   t->config.ema_warmup);
    weights_pack_one(&t->trained, index);
}

/* A puzzle embedding: the gradients of its examples are added in the order of the slots and its row of the table moves
 * by their sign (as in the code of arXiv 2510.04871). The first of its slots does it for all, so that each row is one
 * thread's. Sign descent ignores the norm, so clipping has no effect. */
static void update_puzzle(trainer *t, int slot, double factor)
{
    const train_config *c = &t->config;
    const int32_t *puzzle = t->s.puzzle;
    size_t n = t->s.registers_each;
    real *sum = puzzle_gradient(t, slot);
    for (int i = 0; i < slot; i++)
        if (puzzle[i] == puzzle[slot]) return;
    for (int i = slot + 1; i < t->s.count; i++) {
        const real *g = puzzle_gradient(t, i);
        if (puzzle[i] != puzzle[slot]) continue;
        for (size_t j = 0; j < n; j++) sum[j] += g[j];
    }
    sign_update(n, t->trained.puzzles + (size_t)puzzle[slot] * n, sum, c->puzzle_rate * factor, c->puzzle_decay);
}

void trainer_step(trainer *t, double progress, step_report *report)
{
    const train_config *c = &t->config;
    t->cycles = draw_cycles(t, progress);
#pragma omp parallel for schedule(dynamic) num_threads(t->threads)
    for (int shard = 0; shard < t->shards; shard++) run_shard(t, &t->workers[worker_number()], shard);

    double sum = 0;
#pragma omp parallel for schedule(dynamic) num_threads(t->threads)
    for (int i = 0; i < t->net.list.count; i++) t->squares[i] = gather(t, &t->net.list.items[i]);
    for (int i = 0; i < t->net.list.count; i++) sum += t->squares[i];
    double norm = sqrt(sum), scale = c->clip > 0 && norm > c->clip ? c->clip / norm : 1;

    double factor =
        schedule((decay_shape)c->decay_shape, progress, (long)t->step, (long)c->warmup, c->decay_from, c->rate_floor);
#pragma omp parallel for schedule(dynamic) num_threads(t->threads)
    for (int i = 0; i < t->net.list.count; i++)
        update_parameter(t, i, factor, scale, t->scratch + (size_t)worker_number() * t->scratch_each);
#pragma omp parallel for schedule(dynamic) num_threads(t->threads)
    for (int i = 0; i < (t->s.registers_each ? t->s.count : 0); i++) update_puzzle(t, i, factor);

    halt(t, report);
    report->gradient_norm = norm;
    report->rate = factor;
    t->step++;
}
