#include "tools/train/open.h"

#include "base/peak_memory.h"
#include "lib/wiring.h"

#include <math.h> /* ceil */

static const double MAX_STEPS = 1e9; /* as of --steps */

int open_data(training_run *r)
{
    const encoding *e = &r->data.code;
    r->s.data.seed = (uint64_t)r->s.train.seed;
    r->s.data.planes = r->s.net.planes;
    r->s.data.one_size = mixer_needs_of(&r->s.net).size_bound;
    r->s.data.relations = network_needs_relations(&r->s.net);
    int status = dataset_prepare(&r->data, &r->s.data, &r->err);
    if (status != OK) return status;
    r->s.content = r->data.content;
    r->s.data.validation = r->data.held_out;
    r->loaded = peak_memory();
    if (r->s.net.planes && e->planes == 1)
        return fail(&r->err, BAD_INPUT, "a puzzle of kind %s has no planes; use --planes off", r->data.kind);
    r->shape = geometry_of(e);
    return check_order(&r->s.net, e, r->data.kind, &r->err);
}

int check_ids(training_run *r)
{
    network_config *c = &r->s.net;
    if (r->s.resume && c->puzzle_ids && c->puzzle_ids_hash != r->data.fingerprint)
        return fail(&r->err, BAD_INPUT,
                    "%s: its embeddings were learned for other tasks, or with another --seed, --augmentations, "
                    "--frame or --train-tests; resume with those it was started with",
                    r->folder.checkpoint);
    c->puzzle_ids_hash = r->data.fingerprint;
    return OK;
}

/* With --flops the steps follow from it. */
static int count_steps(training_run *r)
{
    train_config *c = &r->s.train;
    double steps = ceil(c->flops / (step_flops(r, 1) * (double)c->batch));
    if (c->flops <= 0) return OK;
    if (steps > MAX_STEPS)
        return fail(&r->err, BAD_INPUT, "--flops %g would be more than %g steps; ask for less", c->flops, MAX_STEPS);
    c->steps = (int64_t)steps;
    return OK;
}

/* An algorithm that fills in cells has shown a part of one answer before it gives the rest. */
static int check_labels(training_run *r)
{
    if (r->s.data.labels != LABELS_ANY) return OK;
    if (network_reads_answers(&r->s.net))
        return fail(&r->err, BAD_INPUT,
                    "--labels any is for an --algorithm that answers all cells at once; use --labels rule");
    return r->s.net.planes ? fail(&r->err, BAD_INPUT, "--labels any needs --planes off") : OK;
}

int open_trainer(training_run *r)
{
    const puzzle_sizes sizes = sizes_of(&r->data.code, r->data.ids);
    const puzzle_kind *kind = r->data.code.kind;
    r->s.net.facts = r->s.train.dense > 0 && kind ? kind->facts : 0;
    network_fit(&r->s.net, &sizes);
    if (kind) network_share_symbols(&r->s.net, r->data.code.first);
    int status = network_check(&r->s.net, &r->err);
    if (status == OK) status = train_check(&r->s.net, &r->s.train, &r->err);
    if (status == OK) status = check_labels(r);
    if (status == OK) status = count_steps(r);
    if (status != OK) return status;
    int threads = r->s.threads ? (int)r->s.threads : worker_threads();
    if (threads > r->s.train.shards) {
        threads = (int)r->s.train.shards;
        fprintf(stderr, "as many threads as there are --shards: %d\n", threads);
    }
    status = trainer_open(&r->t, &r->s.net, &r->s.train, &r->shape, threads, &r->err);
    if (status != OK) return status;
    uint8_t open[256];
    encoding_open_tokens(&r->data.code, open);
    trainer_count(&r->t, open);
    trainer_bias_distance(&r->t, r->data.code.distance);
    if (r->s.data.labels == LABELS_ANY) trainer_teach(&r->t, &(teacher){choose_likeliest, &r->data.code});
    return OK;
}
