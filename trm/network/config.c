#include "trm/network/config.h"

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

void network_fit(network_config *c, int vocabulary, int classes, int relations, int cells, int tasks)
{
    int bound = c->mixer == MIXER_MLP || c->positions == POSITIONS_LEARNED;
    c->vocabulary = vocabulary;
    c->classes = classes;
    c->relations = c->relations_on ? relations : 0;
    c->cells = bound ? cells : 0;
    c->tasks = c->registers ? tasks : 0;
    if (!c->planes) c->exchange = EXCHANGE_MEAN;
}

int network_fits(const network_config *have, int vocabulary, int classes, int relations, int cells)
{
    network_config want = *have;
    network_fit(&want, vocabulary, classes, relations, cells, (int)have->tasks);
    return want.vocabulary == have->vocabulary && want.classes == have->classes && want.relations == have->relations &&
           want.cells == have->cells;
}

int network_is_size_bound(const network_config *c)
{
    return c->mixer == MIXER_MLP;
}

int network_check(const network_config *c, error *err)
{
    const char *fault = NULL;
    if ((c->mixer == MIXER_ATTENTION || c->exchange == EXCHANGE_ATTENTION) && c->width % c->heads)
        fault = "--width must be a multiple of --heads";
    else if (c->positions == POSITIONS_ROPE && c->mixer == MIXER_MLP)
        fault = "--positions rope needs --mixer attention: it turns queries and keys";
    else if (c->positions == POSITIONS_ROPE && c->width / c->heads % 2)
        fault = "--positions rope needs an even width per head";
    else if (c->relations_on && c->mixer == MIXER_MLP)
        fault = "--mixer mlp needs --relations off: only attention has a relation bias";
    else if (c->relations_on && c->relations + c->registers > 256)
        fault = "--registers: more relations than the 256 of a byte; take fewer registers, or --relations off";
    if (fault) fail(err, FAILED, "%s", fault);
    return fault ? -1 : 0;
}
