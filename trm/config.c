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
    return mixers[c->mixer]->size_bound || c->positions == POSITIONS_LEARNED;
}

int network_needs_relations(const network_config *c)
{
    return c->relations_on && mixers[c->mixer]->takes_relations;
}

void network_fit(network_config *c, const puzzle_sizes *puzzle)
{
    c->vocabulary = puzzle->vocabulary;
    c->classes = puzzle->classes;
    c->relations = network_needs_relations(c) ? puzzle->relations : 0;
    c->cells = network_is_size_bound(c) ? puzzle->cells : 0;
    c->puzzle_ids = c->registers ? puzzle->puzzle_ids : 0;
    if (!c->planes) c->exchange = 0;
}

int network_fits(const network_config *have, const puzzle_sizes *puzzle)
{
    network_config want = *have;
    network_fit(&want, puzzle);
    return want.vocabulary == have->vocabulary && want.classes == have->classes && want.relations == have->relations &&
           want.cells == have->cells;
}

int network_check(const network_config *c, error *err)
{
    const mixer *m = mixers[c->mixer];
    int heads = m->takes_rope || m->takes_offsets || exchanges[c->exchange]->apply;
    if (heads && c->width % c->heads) return fail(err, BAD_INPUT, "--width must be a multiple of --heads");
    if (c->positions == POSITIONS_ROPE && !m->takes_rope)
        return fail(err, BAD_INPUT, "--positions rope turns queries and keys, which --mixer %s does not have", m->name);
    if (c->positions == POSITIONS_ROPE && c->width / c->heads % 2)
        return fail(err, BAD_INPUT, "--positions rope needs an even width per head");
    if (c->registers && m->on_grid)
        return fail(err, BAD_INPUT, "--mixer %s needs --registers 0: it knows the cells of a grid alone", m->name);
    if (c->relations_on && !m->takes_relations && !m->takes_offsets)
        return fail(err, BAD_INPUT, "--mixer %s needs --relations off: it has no relation bias", m->name);
    if (algorithms[c->algorithm] == &algorithm_winner_takes_all && c->latents < 2)
        return fail(err, BAD_INPUT, "--algorithm winner-takes-all needs --latents of 2 or more");
    if (c->relations_on && c->relations + c->registers > 256)
        return fail(err, BAD_INPUT,
                    "--registers %lld: more relations than the 256 of a byte; take fewer registers, or --relations off",
                    (long long)c->registers);
    return OK;
}
