#include "trm/training/trainer.h"

#include "base/random.h"
#include "trm/algorithms/winner_takes_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What random numbers are drawn for: coordinates of their keys. */
enum { PURPOSE_WEIGHTS = 1, PURPOSE_EXPLORE = 2, PURPOSE_LATENTS = 3 };

/* --- setting up -------------------------------------------------------------------------------------------------- */

static void *zeros(size_t count, size_t each)
{
    size_t bytes = (count * each + 2 * ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    void *p = aligned_alloc(ARENA_ALIGN, bytes);
    if (p) memset(p, 0, bytes);
    return p;
}

static int slots_open(slots *s, const trainer *t)
{
    const layout *whole = layouts_for(&t->shapes, 0);
    size_t cells = (size_t)whole->cells, tokens = cells * (size_t)whole->planes, n = (size_t)t->config.batch;
    *s = (slots){.count = (int)n,
                 .latents = (int)t->config.latents,
                 .tokens_each = tokens,
                 .labels_each = cells,
                 .state_each = (size_t)(whole->planes * whole->places) * (size_t)t->net.config.width,
                 .registers_each = (size_t)whole->registers * (size_t)t->net.config.width};
    s->tokens = zeros(n, tokens);
    s->labels = zeros(n, cells);
    s->answer = zeros(n, cells);
    s->task = zeros(n, sizeof *s->task);
    s->side = zeros(n, sizeof *s->side);
    s->task_gradient = zeros(n, s->registers_each * sizeof(real));
    s->y = zeros(n, s->state_each * sizeof(real));
    s->z = zeros(n * (size_t)s->latents, s->state_each * sizeof(real));
    s->halt = zeros(n, sizeof(real));
    s->right = zeros(n, sizeof(real));
    s->loss = zeros(n, sizeof(real));
    s->depth = zeros(n, sizeof *s->depth);
    if (!s->tokens || !s->labels || !s->answer || !s->task || !s->side || !s->task_gradient || !s->y || !s->z ||
        !s->halt || !s->right || !s->loss || !s->depth)
        return -1;
    for (size_t i = 0; i < n; i++) s->depth[i] = -1;
    return 0;
}

static void slots_close(slots *s)
{
    free(s->tokens);
    free(s->labels);
    free(s->answer);
    free(s->task);
    free(s->side);
    free(s->task_gradient);
    free(s->y);
    free(s->z);
    free(s->halt);
    free(s->right);
    free(s->loss);
    free(s->depth);
}

/* From a latent of a slot to the next latent of the same slot, in reals. */
static size_t latent_stride(const slots *s)
{
    return (size_t)s->count * s->state_each;
}

static const layout *layout_of(const trainer *t, int slot)
{
    return layouts_for(&t->shapes, t->s.side[slot]);
}

/* The part of the batch from slot `first` on, as recursion.h takes it; z is the first latent. */
static supervision slots_view(const slots *s, int first, int count)
{
    size_t i = (size_t)first;
    return (supervision){.asked = {.batch = count,
                                   .tokens = s->tokens + i * s->tokens_each,
                                   .task = s->task + i,
                                   .task_gradient = s->task_gradient + i * s->registers_each},
                         .labels = s->labels + i * s->labels_each,
                         .y = s->y + i * s->state_each,
                         .z = s->z + i * s->state_each,
                         .answer = s->answer + i * s->labels_each,
                         .halt = s->halt + i,
                         .right = s->right + i,
                         .loss = s->loss + i};
}

static void run_chunk(trainer *t, worker *w, int first, int count)
{
    const train_config *c = &t->config;
    supervision s = slots_view(&t->s, first, count);
    s.cycles = t->cycles;
    w->net.shape = layout_of(t, first);
    arena_reset(&w->memory, 0);
    if (t->s.latents > 1)
        winner_step(&w->t, &w->net, &s, t->s.latents, latent_stride(&t->s), c->loss, (real)c->halt_weight, t->s.count);
    else
        supervision_step(&w->t, &w->net, &s, c->loss, (real)c->halt_weight, t->s.count);
}

/* The tape of a chunk is run once for each layout in an arena that only counts, and keeps the most. */
static int open_workers(trainer *t)
{
    t->workers = calloc((size_t)t->threads, sizeof *t->workers);
    if (!t->workers) return -1;
    for (int i = 0; i < t->threads; i++) {
        worker *w = &t->workers[i];
        if (worker_plan(w)) return -1;
        network_bind(&w->net, &t->trained, t->lane_gradients, layouts_for(&t->shapes, 0));
        for (int side = t->shapes.count; side >= 1; side--) {
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
    for (int i = 0; i < t->net.count; i++) {
        const parameter *p = &t->net.parameters[i];
        const optimiser *o = optimiser_at(t->config.optimiser, p->role == ROLE_MATRIX);
        size_t need = o->scratch ? o->scratch(p->rows / p->pieces, p->columns) : 0;
        if (need > most) most = need;
    }
    return (most + ARENA_ALIGN) / ARENA_ALIGN * ARENA_ALIGN;
}

static int open_parts(trainer *t, const geometry *shape)
{
    size_t size = t->net.size;
    if (layouts_open(&t->shapes, &t->net.config, shape)) return -1;
    if (weights_open(&t->trained, &t->net) || weights_open_average(&t->average, &t->trained)) return -1;
    t->state = zeros(strlen(optimiser_states(t->config.optimiser)) * size, sizeof(real));
    t->lane_gradients = zeros((size_t)t->lanes * size, sizeof(real));
    t->gradient = zeros(size, sizeof(real));
    t->scratch_each = optimiser_scratch(t);
    t->scratch = zeros((size_t)t->threads * t->scratch_each, sizeof(real));
    if (!t->state || !t->lane_gradients || !t->gradient || !t->scratch) return -1;
    if (slots_open(&t->s, t) || open_workers(t)) return -1;
    return 0;
}

int trainer_open(trainer *t, const network_config *net, const train_config *config, const geometry *shape, int threads,
                 error *err)
{
    *t = (trainer){.config = *config, .threads = threads};
    network_describe(&t->net, net);
    t->cycles = (int)net->cycles; /* the most there will be: what memory is laid out for */
    t->lanes = (int)(config->lanes < config->batch ? config->lanes : config->batch);
    t->chunk = worker_chunk(&t->net, shape, (int)((config->batch + t->lanes - 1) / t->lanes));
    if (open_parts(t, shape)) {
        fail(err, FAILED, "not enough memory for a batch of %lld puzzles; try a smaller --batch or --width",
                 (long long)config->batch);
        trainer_close(t);
        return -1;
    }
    weights_initialise(&t->trained, random_key((uint64_t)config->seed, PURPOSE_WEIGHTS));
    memcpy(t->average.values, t->trained.values, t->net.size * sizeof(real));
    weights_pack(&t->average);
    return 0;
}

void trainer_look_near(trainer *t, int (*distance)(int relation), double slope)
{
    weights_look_near(&t->trained, distance, slope);
    weights_look_near(&t->average, distance, slope);
}

int trainer_start_from(trainer *t, const weights *w)
{
    if (t->net.size != w->net->size || t->net.count != w->net->count) return -1;
    for (int i = 0; i < t->net.count; i++) {
        const parameter *ours = &t->net.parameters[i], *theirs = &w->net->parameters[i];
        if (strcmp(ours->name, theirs->name) || ours->columns != theirs->columns) return -1;
        if (ours->role != ROLE_TASK && ours->rows != theirs->rows) return -1;
    }
    memcpy(t->trained.values, w->values, t->net.size * sizeof(real));
    memcpy(t->average.values, w->values, t->net.size * sizeof(real));
    weights_pack(&t->trained);
    weights_pack(&t->average);
    return 0;
}

void trainer_close(trainer *t)
{
    for (int i = 0; t->workers && i < t->threads; i++) worker_close(&t->workers[i]);
    free(t->workers);
    slots_close(&t->s);
    weights_close(&t->trained);
    weights_close(&t->average);
    free(t->state);
    free(t->lane_gradients);
    free(t->gradient);
    free(t->scratch);
    layouts_close(&t->shapes);
    *t = (trainer){0};
}

memory_plan trainer_memory(const trainer *t)
{
    size_t size = t->net.size * sizeof(real), n = (size_t)t->s.count;
    size_t registers = t->s.registers_each * sizeof(real);
    size_t tasks = network_task_rows(&t->net.config) * registers;
    memory_plan plan = {.weights = 6 * size + tasks, /* trained and average, each as it is and packed in two forms */
                        .gradients = ((size_t)t->lanes + 1) * size + n * registers,
                        .optimiser = strlen(optimiser_states(t->config.optimiser)) * size + (size_t)t->threads * t->scratch_each * sizeof(real),
                        .state = n * ((size_t)(1 + t->s.latents) * t->s.state_each * sizeof(real) + t->s.tokens_each +
                                      2 * t->s.labels_each + sizeof *t->s.task + sizeof *t->s.side)};
    for (int i = 0; i < t->threads; i++)
        plan.tapes += t->workers[i].memory.capacity + t->workers[i].t.scratch_size * sizeof(real);
    return plan;
}

/* --- slots ------------------------------------------------------------------------------------------------------- */

int trainer_free_slot(const trainer *t, int64_t *draw)
{
    *draw = t->draws;
    for (int i = 0; i < t->s.count; i++)
        if (t->s.depth[i] < 0) return i;
    return -1;
}

void trainer_fill(trainer *t, int slot, const example *e)
{
    supervision s = slots_view(&t->s, slot, 1);
    const layout *shape = layouts_for(&t->shapes, e->side);
    size_t cells = (size_t)shape->cells;
    memcpy(t->s.tokens + (size_t)slot * t->s.tokens_each, e->tokens, cells * (size_t)shape->planes);
    memcpy(t->s.labels + (size_t)slot * t->s.labels_each, e->labels, cells);
    t->s.task[slot] = t->net.config.tasks ? e->task : 0;
    t->s.side[slot] = e->side;
    t->workers[0].net.shape = shape;
    start_state(&t->workers[0].net, s.y, s.z);
    uint64_t key = random_key((uint64_t)t->config.seed, PURPOSE_LATENTS);
    for (uint64_t k = 1; k < (uint64_t)t->s.latents; k++)
        start_latent(&t->workers[0].net, random_key(key, k), s.z + k * latent_stride(&t->s));
    t->s.depth[slot] = 0;
    t->draws++;
}

/* An example leaves at N_sup, or when its halting logit is positive; with probability `exploration` it must first reach
 * a random depth, so that the head also sees what further steps would have brought. Under LEAVE_SOLVED an example that
 * the head wrongly holds for solved stays: it is just what there is to learn from. */
static int leaves(const trainer *t, int slot)
{
    int64_t depth = t->s.depth[slot], most = t->net.config.supervision_steps, least = 1;
    if (depth >= most) return 1;
    uint64_t key = random_key(random_key((uint64_t)t->config.seed, PURPOSE_EXPLORE), (uint64_t)t->step);
    uint64_t at = 2 * (uint64_t)slot;
    if (random_uniform(key, at) < t->config.exploration) least = 2 + random_below(key, at + 1, most - 1);
    int done = t->s.halt[slot] > 0 && (t->config.leave == LEAVE_CONFIDENT || t->s.right[slot] > 0);
    return done && depth >= least;
}

static void halt(trainer *t, step_report *report)
{
    *report = (step_report){0};
    size_t cells = 0, right_cells = 0;
    for (int i = 0; i < t->s.count; i++) {
        supervision s = slots_view(&t->s, i, 1);
        report->loss += (double)s.loss[0] / t->s.count;
        cells += (size_t)layout_of(t, i)->cells;
        for (int l = 0; l < layout_of(t, i)->cells; l++)
            right_cells += s.labels[l] == NO_LABEL || s.labels[l] == s.answer[l];
        t->s.depth[i]++;
        if (!leaves(t, i)) continue;
        report->finished++;
        report->finished_right += s.right[0] > 0;
        report->depth_sum += (double)t->s.depth[i];
        t->s.depth[i] = -1;
    }
    report->cells = (double)right_cells / (double)cells;
}

/* --- one step ---------------------------------------------------------------------------------------------------- */

/* First slot of a lane; lane `lanes` is the end of the batch. */
static int lane_start(const trainer *t, int lane)
{
    return (int)((int64_t)t->s.count * lane / t->lanes);
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

static real *task_gradient(const trainer *t, int slot)
{
    return t->s.task_gradient + (size_t)slot * t->s.registers_each;
}

static void run_lane(trainer *t, worker *w, int lane)
{
    real *g = t->lane_gradients + (size_t)lane * t->net.size;
    int start = lane_start(t, lane), end = lane_start(t, lane + 1);
    memset(g, 0, t->net.size * sizeof(real));
    memset(task_gradient(t, start), 0, (size_t)(end - start) * t->s.registers_each * sizeof(real));
    network_bind(&w->net, &t->trained, g, layouts_for(&t->shapes, 0));
    for (int first = start; first < end; first += t->chunk)
        run_chunk(t, w, first, end - first < t->chunk ? end - first : t->chunk);
}

/* Adds the lanes' gradients of one parameter, in order. Returns the sum of squares. */
static double gather(trainer *t, const parameter *p)
{
    size_t n = (size_t)p->rows * (size_t)p->columns;
    real *g = t->gradient + p->offset;
    if (p->role == ROLE_TASK) return 0;
    memcpy(g, t->lane_gradients + p->offset, n * sizeof(real));
    for (int lane = 1; lane < t->lanes; lane++) {
        const real *from = t->lane_gradients + (size_t)lane * t->net.size + p->offset;
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
    const optimiser *o = optimiser_at(c->optimiser, matrix);
    optimiser_step s = {.rate = (matrix ? c->matrix_rate : c->rate) * factor,
                        .decay = matrix ? c->matrix_decay : c->decay,
                        .momentum = c->momentum,
                        .beta1 = c->beta1,
                        .beta2 = c->beta2,
                        .number = t->step + 1};
    for (int piece = 0; piece < p->pieces; piece++) {
        size_t at = p->offset + (size_t)piece * (size_t)rows * (size_t)p->columns;
        o->update(rows, p->columns, t->trained.values + at, t->gradient + at, t->state + at, t->net.size, &s, scratch);
    }
}

static void update_parameter(trainer *t, int index, double factor, double gradient_scale, real *scratch)
{
    const parameter *p = &t->net.parameters[index];
    size_t n = (size_t)p->rows * (size_t)p->columns;
    if (p->role == ROLE_FROZEN || p->role == ROLE_TASK) return;
    if (gradient_scale < 1)
        for (size_t i = 0; i < n; i++) t->gradient[p->offset + i] *= (real)gradient_scale;
    update_weights(t, p, factor, scratch);
    average_update(n, t->average.values + p->offset, t->trained.values + p->offset, t->config.ema, t->step);
    weights_pack_one(&t->trained, index);
}

/* The registers' embedding of a task: the gradients of its examples are added in the order of the slots and its row of
 * the table moves by their sign (as in the code of arXiv 2510.04871). The first of its slots does it for all, so that
 * each row is one thread's. The sign makes the norm, and so clipping, of no account. */
static void update_task(trainer *t, int slot, double factor)
{
    const train_config *c = &t->config;
    const int32_t *task = t->s.task;
    size_t n = t->s.registers_each;
    real *sum = task_gradient(t, slot);
    for (int i = 0; i < slot; i++)
        if (task[i] == task[slot]) return;
    for (int i = slot + 1; i < t->s.count; i++) {
        const real *g = task_gradient(t, i);
        if (task[i] != task[slot]) continue;
        for (size_t j = 0; j < n; j++) sum[j] += g[j];
    }
    sign_update(n, t->trained.tasks + (size_t)task[slot] * n, sum, c->task_rate * factor, c->task_decay);
}

void trainer_step(trainer *t, double progress, step_report *report)
{
    const train_config *c = &t->config;
    t->cycles = cycles_at(t, progress);
#pragma omp parallel for schedule(dynamic) num_threads(t->threads)
    for (int lane = 0; lane < t->lanes; lane++) run_lane(t, &t->workers[worker_number()], lane);

    double squares[MAX_PARAMETERS], sum = 0;
#pragma omp parallel for schedule(dynamic) num_threads(t->threads)
    for (int i = 0; i < t->net.count; i++) squares[i] = gather(t, &t->net.parameters[i]);
    for (int i = 0; i < t->net.count; i++) sum += squares[i];
    double norm = sqrt(sum), scale = c->clip > 0 && norm > c->clip ? c->clip / norm : 1;

    double factor = schedule((decay_shape)c->decay_shape, progress, t->step, c->warmup, c->decay_from, c->rate_floor);
#pragma omp parallel for schedule(dynamic) num_threads(t->threads)
    for (int i = 0; i < t->net.count; i++)
        update_parameter(t, i, factor, scale, t->scratch + (size_t)worker_number() * t->scratch_each);
#pragma omp parallel for schedule(dynamic) num_threads(t->threads)
    for (int i = 0; i < (t->s.registers_each ? t->s.count : 0); i++) update_task(t, i, factor);

    halt(t, report);
    report->gradient_norm = norm;
    report->rate = factor;
    t->step++;
}
