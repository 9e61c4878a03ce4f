/* Variants of the recursion, in double: their gradients, that gradients stop where they should, and that HRM is TRM with
 * the flags that are said to make it one. */
#include "tests/recursion_rig.h"
#include "trm/inference/infer.h"

#ifndef REAL_DOUBLE
#error "gradient checks are compiled with -DREAL_DOUBLE"
#endif

static network_config classic(void)
{
    network_config c = network_defaults();
    c.width = D;
    c.inner = 12;
    c.cycles = 1;
    c.planes = 0;
    c.relations_on = 0;
    c.positions = POSITIONS_ROPE;
    c.registers = 3;
    c.puzzle_tokens = 1;
    c.puzzle_ids = 3;
    return c;
}

static network_config hrm(network_config c)
{
    c.algorithm = option_choice_index(algorithm_choice, "hrm");
    c.networks = 2;
    c.continue_head = CONTINUE_LEARNED;
    return c;
}

/* The flags of TRM that HRM consists of. */
static network_config flags_of_hrm(network_config c)
{
    c.algorithm = option_choice_index(algorithm_choice, "trm");
    c.gradient_updates = 1;
    return c;
}

/* Whole gradients: all cycles have gradient, so nothing is cut off. */
static void check_gradients(void)
{
    network_config c = classic();
    check_network("registers, one of which carries the embedding", c, LOSS_STABLEMAX);
    c.positions = POSITIONS_LEARNED_ALL;
    check_network("learned positions of registers too", c, LOSS_SOFTMAX);
    c.mixer = (option_list){1, {(uint8_t)option_choice_index(mixer_choice, "mlp")}};
    c.mixer_inner = 5;
    check_network("two inner widths", c, LOSS_STABLEMAX);
    c.networks = 2;
    check_network("two networks", c, LOSS_SOFTMAX);
    c.continue_head = CONTINUE_LEARNED;
    check_network("two networks, continue head", c, LOSS_SOFTMAX);
    c = classic();
    c.planes = 1;
    c.relations_on = 1;
    c.continue_head = CONTINUE_LEARNED;
    check_network("planes, continue head", c, LOSS_SOFTMAX);
    c = classic();
    c.cycles = c.gradient_cycles = 3;
    check_network("three cycles with gradient", c, LOSS_SOFTMAX);
    c.networks = 2;
    c.continue_head = CONTINUE_LEARNED;
    check_network("three cycles of two networks with gradient, continue head", c, LOSS_SOFTMAX);
    c = classic();
    c.algorithm = option_choice_index(algorithm_choice, "single-latent");
    check_network("single latent", c, LOSS_STABLEMAX);
    c.algorithm = option_choice_index(algorithm_choice, "multi-scale");
    c.latent_updates = 1;
    check_network("multi-scale, one latent", c, LOSS_STABLEMAX);
    c.latent_updates = 3;
    check_network("multi-scale, three latents", c, LOSS_STABLEMAX);
    c = hrm(classic());
    c.latent_updates = 1;
    check_network("HRM, one update", c, LOSS_STABLEMAX);
    c = classic();
    c.symbols = SYMBOLS_SHARED;
    check_network("shared symbols", c, LOSS_STABLEMAX);
}

static real *values_of(const rig *r, const char *name, int64_t row)
{
    for (int i = 0; i < r->net.list.count; i++)
        if (!strcmp(r->net.list.items[i].name, name)) return weights_of(&r->w, i) + row * r->net.list.items[i].columns;
    abort();
}

/* The rows of a network with shared symbols that belong to tokens and classes make one without; the others add to
 * the loss and change no answer. */
static void check_shared_symbols(void)
{
    rig own, shared;
    network_config c = classic();
    open_rig(&own, c, LOSS_SOFTMAX);
    c.symbols = SYMBOLS_SHARED;
    open_rig(&shared, c, LOSS_SOFTMAX);
    CHECK(shared.net.config.symbol_rows == 1 + 1 + P && shared.net.config.class_row == 2, "%d rows, class 0 at %d",
          (int)shared.net.config.symbol_rows, (int)shared.net.config.class_row);
    for (int i = 0; i < own.net.list.count; i++) {
        const parameter *p = &own.net.list.items[i];
        int64_t row = !strcmp(p->name, "embed_tokens.embedding_weight") ? 1
                      : !strcmp(p->name, "lm_head.weight")              ? 2
                                                                        : 0;
        memcpy(weights_of(&own.w, i), values_of(&shared, p->name, row), parameter_size(p) * sizeof(real));
    }
    weights_pack(&own.w);
    real *stray = values_of(&shared, "lm_head.weight", 0);
    for (int k = 0; k < 2 * D; k++) stray[k] = 0;
    weights_pack(&shared.w);
    loss_of(&own, 0);
    loss_of(&shared, 0);
    CHECK(own.s.halt[0] == shared.s.halt[0] && own.s.halt[1] == shared.s.halt[1], "halting logits differ");
    CHECK(!memcmp(own.s.answer, shared.s.answer, B * L), "answers differ");
    CHECK(shared.s.loss[0] > own.s.loss[0], "loss %g with more classes, %g without", shared.s.loss[0], own.s.loss[0]);
    close_rig(&own);
    close_rig(&shared);
}

/* Even if the answer is the right one among the puzzle's classes, it is not if a stray row is likelier. */
static void check_stray(void)
{
    rig r;
    network_config c = classic();
    c.symbols = SYMBOLS_SHARED;
    open_rig(&r, c, LOSS_SOFTMAX);
    loss_of(&r, 0);
    uint8_t found[B * L];
    memcpy(found, r.s.answer, B * L);
    r.s.labels = found;
    real *head = values_of(&r, "lm_head.weight", 0);
    for (int stray = 0; stray < 2; stray++) {
        for (int k = 0; k < 2 * D; k++) head[k] = stray ? 100 * head[2 * D + k] : 0;
        weights_pack(&r.w);
        loss_of(&r, 0);
        CHECK(!memcmp(found, r.s.answer, B * L), "stray rows change answers");
        if (stray) CHECK(r.s.correct[0] == 0 && r.s.correct[1] == 0, "an answer counts in spite of stray rows");
    }
    close_rig(&r);
}

static int same_gradients(const rig *a, const rig *b, double tolerance)
{
    double largest = 0, worst = 0;
    for (size_t i = 0; i < a->net.list.size; i++) {
        largest = fmax(largest, fabs(a->gradient[i]));
        worst = fmax(worst, fabs(a->gradient[i] - b->gradient[i]));
    }
    return largest > 0 && worst <= tolerance * largest;
}

static void check_hrm_is_trm(void)
{
    rig a, b;
    network_config c = hrm(classic());
    c.latent_updates = 3;
    c.cycles = 2;
    open_rig(&a, c, LOSS_STABLEMAX);
    open_rig(&b, flags_of_hrm(c), LOSS_STABLEMAX);
    double loss = loss_of(&a, 1), other = loss_of(&b, 1);
    CHECK(loss == other, "loss of HRM %.17g, of TRM with its flags %.17g", loss, other);
    CHECK(same_gradients(&a, &b, 0), "the gradients differ");
    CHECK(!memcmp(a.target, b.target, sizeof a.target), "the targets differ: %g, %g", a.target[0], b.target[0]);
    close_rig(&a);
    close_rig(&b);
}

/* The state [B = 2 examples alike] after so many updates of the first step from the frozen start, as a trace has it. */
static void state_after(const rig *r, int updates, real *y, real *z)
{
    const geometry shape = {.planes = 1, .cells = L, .rows = 2, .cols = 3, .relation = relation};
    const infer_inputs in = {.count = B, .tokens = r->s.in.tokens, .puzzles = r->s.in.puzzle};
    infer_options how = infer_defaults(1);
    uint8_t answers[B * L];
    prediction p[B];
    trace t[B];
    how.steps = 1;
    how.trace = TRACE_UPDATES | TRACE_STATES;
    if (infer(&r->w, &shape, &how, &in, answers, p, t)) abort();
    for (size_t i = 0; i < B; i++) {
        size_t each = state_size_of(r) / B, from = (size_t)(updates - 1) * t[i].state_each;
        for (size_t k = 0; k < each; k++) {
            y[i * each + k] = t[i].y[from + k];
            z[i * each + k] = t[i].z[from + k];
        }
        trace_close(&t[i]);
    }
}

/* Only what follows the last updates has gradient: it is that of a recursion that starts from where they start. Traces
 * are floats, hence the tolerance. */
static void check_cut(const char *name, network_config c, network_config rest, int updates)
{
    rig whole, tail;
    open_rig(&whole, c, LOSS_SOFTMAX);
    open_rig(&tail, rest, LOSS_SOFTMAX);
    whole.train.halt_weight = tail.train.halt_weight = 0; /* targets are those of other steps */
    for (int i = 0; i < B; i++)
        algorithm_of(&c)->begin(&whole.k.net, 0, whole.s.carry + (size_t)i * state_size_of(&whole) / B, whole.s.stride,
                                CARRIED);
    memcpy(whole.start_y, whole.s.carry, state_size_of(&whole) * sizeof(real));
    memcpy(whole.start_z, whole.s.carry + whole.s.stride, state_size_of(&whole) * sizeof(real));
    state_after(&whole, updates, tail.start_y, tail.start_z);
    loss_of(&whole, 1);
    loss_of(&tail, 1);
    CHECK(fabs(whole.s.loss[0] - tail.s.loss[0]) < 1e-5, "%s: loss %g of the whole, %g of its end", name,
          whole.s.loss[0], tail.s.loss[0]);
    CHECK(same_gradients(&whole, &tail, 1e-4), "%s: the gradient is not that of the end", name);
    close_rig(&whole);
    close_rig(&tail);
}

static void check_cuts(void)
{
    network_config c = hrm(classic()), rest = c;
    c.latent_updates = 2;
    c.cycles = 2;
    rest.latent_updates = rest.cycles = 1;
    check_cut("HRM", c, rest, 4);
    c = rest = classic();
    c.latent_updates = 4;
    c.gradient_updates = rest.latent_updates = 3;
    check_cut("three updates of four", c, rest, 1);
    c = rest = classic();
    c.cycles = 3;
    c.gradient_cycles = rest.gradient_cycles = rest.cycles = 2;
    check_cut("two cycles of three", c, rest, (int)c.latent_updates + 1);
}

/* Targets of the continue logit, by hand from the next step. */
static void check_target(void)
{
    rig r;
    network_config c = classic();
    c.continue_head = CONTINUE_LEARNED;
    open_rig(&r, c, LOSS_SOFTMAX);
    loss_of(&r, 1);
    real target[B];
    memcpy(target, r.target, sizeof target);
    arena_reset(&r.k.memory, 0);
    train_step(&r); /* from the carried state */
    double halt = 1 / (1 + exp(-r.s.halt[0])), more = 1 / (1 + exp(-r.s.more[0])), last = 1 / (1 + exp(-r.s.halt[1]));
    CHECK(fabs(target[0] - fmax(halt, more)) < 1e-12, "target %g; the next step: halt %g, continue %g", target[0], halt,
          more);
    CHECK(fabs(target[1] - last) < 1e-12, "target at the last step %g; the next step: halt %g", target[1], last);
    close_rig(&r);
}

/* With --carry off it does not matter where a step starts. */
static void check_no_carry(void)
{
    rig r;
    for (int on = 0; on < 2; on++) {
        network_config c = classic();
        c.carry = on;
        c.cycles = 2;
        open_rig(&r, c, LOSS_SOFTMAX);
        double first = loss_of(&r, 1);
        random_state(r.start_y, state_size_of(&r), 30);
        double second = loss_of(&r, 1);
        CHECK((first == second) == !on, "carry %d: loss %g, from another state %g", on, first, second);
        close_rig(&r);
    }
}

static void expect_refused(network_config c, const char *word)
{
    error err = {0};
    network_fit(&c, &(puzzle_sizes){3, P, 4, L, 0});
    CHECK(network_check(&c, &err) == BAD_INPUT && strstr(err.text, word), "\"%s\" expected in: %s", word, err.text);
}

static void check_refusals(void)
{
    network_config c = hrm(classic());
    c.networks = 1;
    expect_refused(c, "--networks 2");
    c = hrm(classic());
    c.gradient_updates = 1;
    expect_refused(c, "leave out --gradient-updates");
    c = hrm(classic());
    c.gradient_cycles = 2;
    expect_refused(c, "leave out --gradient-cycles");
    c = classic();
    c.gradient_updates = 1;
    c.gradient_cycles = 2;
    expect_refused(c, "leave out --gradient-cycles");
    c = classic();
    c.mixer_inner = 4;
    expect_refused(c, "--mixer mlp");
    c = classic();
    c.puzzle_tokens = 4;
    expect_refused(c, "--registers");
    c = classic();
    c.algorithm = option_choice_index(algorithm_choice, "one-pass");
    c.networks = 2;
    expect_refused(c, "--networks 2");
}

int main(void)
{
    check_gradients();
    check_hrm_is_trm();
    check_shared_symbols();
    check_stray();
    check_cuts();
    check_target();
    check_no_carry();
    check_refusals();
    return check_done("variants");
}
