#include "trm/config.h"

#include "autograd/optimiser.h"
#include "trm/algorithms/algorithm.h"
#include "trm/network/exchange.h"

#define ROW(type, field, ...) OPTION_ROW(network_config, type, field, __VA_ARGS__)
static const option network_rows[] = {NETWORK_OPTIONS(ROW)};
static const option size_rows[] = {NETWORK_SIZES(ROW)};
#undef ROW
#define ROW(type, field, ...) OPTION_ROW(train_config, type, field, __VA_ARGS__)
static const option train_rows[] = {TRAIN_OPTIONS(ROW)};

#define COUNT(rows) (sizeof rows / sizeof *rows)

void network_options(options *o, size_t offset)
{
    options_add(o, "Model (sizes as in arXiv 2510.04871)", network_rows, COUNT(network_rows), offset);
}

void network_sizes(options *o, size_t offset)
{
    options_add(o, NULL, size_rows, COUNT(size_rows), offset);
}

void train_options(options *o, size_t offset)
{
    options_add(o, "Training", train_rows, COUNT(train_rows), offset);
}

network_config network_defaults(void)
{
    network_config c;
    options o = {0};
    network_options(&o, 0);
    network_sizes(&o, 0);
    options_defaults(&o, &c);
    return c;
}

train_config train_defaults(void)
{
    train_config c;
    options o = {0};
    train_options(&o, 0);
    options_defaults(&o, &c);
    return c;
}

int network_is_size_bound(const network_config *c)
{
    return mixer_needs_of(c).size_bound || c->positions == POSITIONS_LEARNED || c->positions == POSITIONS_LEARNED_ALL;
}

int network_recorded_cycles(const network_config *c, int cycles)
{
    return c->gradient_cycles < cycles ? (int)c->gradient_cycles : cycles;
}

int network_reads_answers(const network_config *c)
{
    return algorithms[c->algorithm]->fills;
}

int network_needs_relations(const network_config *c)
{
    return c->relations_on && mixer_needs_of(c).relations;
}

void network_fit(network_config *c, const puzzle_sizes *puzzle)
{
    c->vocabulary = puzzle->vocabulary;
    c->classes = puzzle->classes;
    c->relations = network_needs_relations(c) ? puzzle->relations : 0;
    c->cells = network_is_size_bound(c) ? puzzle->cells : 0;
    c->puzzle_ids = c->registers ? puzzle->puzzle_ids : 0;
    if (!c->planes) c->exchange = 0;
    c->symbol_rows = c->class_row = 0;
}

void network_share_symbols(network_config *c, int first)
{
    int64_t answers = first + c->classes;
    if (c->symbols != SYMBOLS_SHARED) return;
    c->symbol_rows = 1 + (c->vocabulary > answers ? c->vocabulary : answers);
    c->class_row = 1 + first;
}

int network_fits(const network_config *have, const puzzle_sizes *puzzle)
{
    network_config want = *have;
    network_fit(&want, puzzle);
    return want.vocabulary == have->vocabulary && want.classes == have->classes && want.relations == have->relations &&
           want.cells == have->cells;
}

enum { LAYER_NODES = 22 }; /* operations of a layer at most (kimi-delta, exchange attention), and sums before it */

/* Variants of TRM's recursion. */
static int check_variants(const network_config *c, error *err)
{
    const algorithm *a = algorithms[c->algorithm];
    const char *variant = c->networks > 1                        ? "networks 2"
                          : c->continue_head == CONTINUE_LEARNED ? "continue-head learned"
                          : !c->carry                            ? "carry off"
                          : c->gradient_updates                  ? "gradient-updates"
                          : c->gradient_cycles > 1               ? "gradient-cycles"
                                                                 : NULL;
    if (a->two_networks && (c->networks != 2 || c->continue_head != CONTINUE_LEARNED))
        return fail(err, BAD_INPUT, "--algorithm %s needs --networks 2 and --continue-head learned", a->name);
    if (a->two_networks && (c->gradient_updates || c->gradient_cycles > 1))
        return fail(err, BAD_INPUT, "--algorithm %s has the gradient of one update; leave out --gradient-%s", a->name,
                    c->gradient_updates ? "updates" : "cycles");
    if (c->gradient_updates && c->gradient_cycles > 1)
        return fail(err, BAD_INPUT, "--gradient-updates is for one cycle; leave out --gradient-cycles");
    if (!a->two_networks && !a->varies && variant)
        return fail(err, BAD_INPUT, "--%s is a variant of --algorithm trm, which %s does not have; leave it out",
                    variant, a->name);
    return OK;
}

static int check_symbols(const network_config *c, error *err)
{
    if (c->symbols == SYMBOLS_SHARED && c->planes)
        return fail(err, BAD_INPUT, "--symbols shared needs --planes off: a plane has no symbols");
    if (c->symbols == SYMBOLS_SHARED && network_reads_answers(c))
        return fail(err, BAD_INPUT, "--symbols shared is for an --algorithm that answers all cells at once");
    if (c->symbol_rows && (c->symbol_rows < 1 + c->vocabulary || c->symbol_rows < c->class_row + c->classes))
        return fail(err, BAD_INPUT, "%lld rows do not hold %lld tokens, and %lld classes from row %lld on",
                    (long long)c->symbol_rows, (long long)c->vocabulary, (long long)c->classes,
                    (long long)c->class_row);
    return OK;
}

static int check_registers(const network_config *c, error *err)
{
    if (c->registers && mixer_needs_of(c).grid)
        return fail(err, BAD_INPUT, "this --mixer needs --registers 0: it handles only cells of a grid");
    if (c->puzzle_tokens > c->registers)
        return fail(err, BAD_INPUT, "--puzzle-emb-tokens %lld: there are only %lld --registers",
                    (long long)c->puzzle_tokens, (long long)c->registers);
    if (c->relations_on && c->relations + c->registers > 256)
        return fail(err, BAD_INPUT,
                    "--registers %lld: there can be 256 relations at most; use fewer registers, or --relations off",
                    (long long)c->registers);
    return OK;
}

int network_check(const network_config *c, error *err)
{
    const mixer_needs mixers_need = mixer_needs_of(c);
    int heads = mixers_need.heads || exchanges[c->exchange]->apply;
    if (c->mixer.count > c->layers) return fail(err, BAD_INPUT, "--mixer names more mixers than there are --layers");
    if (heads && c->width % c->heads) return fail(err, BAD_INPUT, "--width must be a multiple of --heads");
    if (c->kv_heads && !mixers_need.attention)
        return fail(err, BAD_INPUT, "--kv-heads is for --mixer attention; leave it out");
    if (c->kv_heads && (c->kv_heads > c->heads || c->heads % c->kv_heads))
        return fail(err, BAD_INPUT, "--heads must be a multiple of --kv-heads");
    if (mixers_need.places && c->width / c->heads < 4)
        return fail(err, BAD_INPUT, "this --mixer needs a width of 4 or more per head, to tell places apart");
    if (c->positions == POSITIONS_ROPE && !mixers_need.rope)
        return fail(err, BAD_INPUT, "--positions rope rotates queries and keys, which no layer of this --mixer has");
    if (c->positions == POSITIONS_ROPE && c->width / c->heads % 2)
        return fail(err, BAD_INPUT, "--positions rope needs an even width per head");
    if (c->mixer_inner && !mixers_need.size_bound)
        return fail(err, BAD_INPUT, "--mixer-inner is for --mixer mlp; leave it out");
    if (c->relations_on && !mixers_need.relations && !mixers_need.offsets)
        return fail(err, BAD_INPUT, "this --mixer needs --relations off: no layer has a relation bias");
    if (algorithms[c->algorithm] == &algorithm_winner_takes_all && c->latents < 2)
        return fail(err, BAD_INPUT, "--algorithm winner-takes-all needs --latents of 2 or more");
    if (c->latents > 1 && algorithm_of(c) != &algorithm_winner_takes_all)
        return fail(err, BAD_INPUT, "--latents %d belongs to --algorithm winner-takes-all, not to %s; leave it out",
                    (int)c->latents, algorithm_of(c)->name);
    if (c->latents > 1 && !c->carry)
        return fail(err, BAD_INPUT, "--latents %d needs --carry on: without it, all of them start alike at every step",
                    (int)c->latents);
    if (algorithms[c->algorithm]->causal && !mixers_need.order)
        return fail(err, BAD_INPUT, "--algorithm %s must hide later cells from earlier ones, which this --mixer cannot",
                    algorithms[c->algorithm]->name);
    if (c->cell_order != ORDER_READING && !algorithms[c->algorithm]->causal)
        return fail(err, BAD_INPUT, "--cell-order is for --algorithm autoregressive; leave it out");
    int cycles = network_recorded_cycles(c, (int)c->cycles);
    int passes = algorithms[c->algorithm]->one_step ? 2 : cycles * (int)(c->latent_updates + 1);
    if (c->layers * passes * LAYER_NODES > MAX_NODES)
        return fail(err, BAD_INPUT, "--layers %lld in %d passes are more than the %d operations that can be recorded",
                    (long long)c->layers, passes, (int)MAX_NODES);
    int status = check_registers(c, err);
    if (status == OK) status = check_symbols(c, err);
    return status == OK ? check_variants(c, err) : status;
}

int train_check(const network_config *net, const train_config *c, error *err)
{
    if (c->dense > 0 && !net->facts)
        return fail(err, BAD_INPUT,
                    "--dense is for puzzles whose rules say more about a cell than its answer; leave it out");
    if (c->dense > 0 && net->planes) return fail(err, BAD_INPUT, "--dense needs --planes off");
    if (c->random_starts + c->carried_starts > 1)
        return fail(err, BAD_INPUT, "--random-starts and --carried-starts add up to more than 1");
    const char *steps = c->rest > 0             ? "rest"
                        : c->random_starts > 0  ? "random-starts"
                        : c->carried_starts > 0 ? "carried-starts"
                        : c->vary_cycles        ? "vary-cycles"
                                                : NULL;
    if (steps && algorithms[net->algorithm]->one_step)
        return fail(err, BAD_INPUT, "--%s is for an --algorithm of several steps; leave it out", steps);
    if (c->random_starts + c->carried_starts > 0 && !net->carry)
        return fail(err, BAD_INPUT, "--%s needs --carry on: without it, every step starts from the same state",
                    c->random_starts > 0 ? "random-starts" : "carried-starts");
    return OK;
}
