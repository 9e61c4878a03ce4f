#include "data/program_set.h"

#include "base/hash.h"
#include "base/key_set.h"
#include "base/path.h"
#include "base/random.h"
#include "data/dataset.h"
#include "data/hold_out.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS "(columns source,program,start,final,rating)"

/* --- loading ------------------------------------------------------------------------------- */

static int check_sizes(const program_list *list, const char *name, int side, error *err)
{
    for (long i = 0; i < list->count; i++)
        if (list->items[i].p.side != side)
            return fail_at(err, BAD_INPUT, name, list->items[i].line,
                           "found a grid of %dx%d in a set of %dx%d ones, expected one size", list->items[i].p.side,
                           list->items[i].p.side, side, side);
    return OK;
}

/* No test is known from elsewhere. */
static int check_seen(const program_set *set, const key_set *seen, const char *test, error *err)
{
    for (long i = 0; i < set->train.count; i++) key_set_add(seen, program_signature(&set->train.items[i].p));
    for (long i = 0; i < set->test.count; i++)
        if (!key_set_add(seen, program_signature(&set->test.items[i].p)))
            return fail_at(err, BAD_INPUT, test, set->test.items[i].line,
                           "the same program and grid, perhaps turned or in other colours, as one in train.csv or "
                           "above; a test must be unseen");
    return OK;
}

static int check_duplicates(const program_set *set, const char *test, error *err)
{
    key_set seen = {0};
    int status = key_set_open(&seen, (size_t)(set->train.count + set->test.count))
                     ? fail_memory(err, "the signatures of programs")
                     : check_seen(set, &seen, test, err);
    key_set_close(&seen);
    return status;
}

int program_set_load(program_set *set, const char *dir, error *err)
{
    char train[PATH_BYTES], test[PATH_BYTES];
    *set = (program_set){0};
    if (!path_exists_in(dir, "test.csv"))
        return fail_at(err, NO_FILE, dir, 0, "expected a folder with train.csv and test.csv " COLUMNS);
    path_in(train, dir, "train.csv");
    int status = path_exists_in(dir, "train.csv") ? program_list_read(&set->train, train, 0, err) : OK;
    if (status == OK) status = program_list_read(&set->test, path_in(test, dir, "test.csv"), 0, err);
    if (status == OK) set->side = set->test.items->p.side;
    if (status == OK) status = check_sizes(&set->train, train, set->side, err);
    if (status == OK) status = check_sizes(&set->test, test, set->side, err);
    if (status == OK) status = check_duplicates(set, test, err);
    if (status != OK) program_set_free(set);
    return status;
}

void program_set_free(program_set *set)
{
    program_list_free(&set->train);
    program_list_free(&set->held_out);
    program_list_free(&set->test);
    *set = (program_set){0};
}

/* --- drawing ------------------------------------------------------------------------------- */

enum { PURPOSE_PROGRAM, PURPOSE_STEP, PURPOSE_SYMMETRY };

static void draw_step(const program *p, uint64_t key, uint8_t *question, uint8_t *answer)
{
    stream random = stream_open(key);
    program_step(p, (int)stream_below(&random, (uint32_t)p->steps), question, answer);
}

/* How often a step is drawn for its operation: what spreads over the grid or counts takes many more examples than what
 * moves the cursor. */
static const uint8_t weights[PROGRAM_OPS] = {[OP_MOVE] = 1,  [OP_FILL] = 1, [OP_FLOOD] = 8, [OP_RECOLOUR] = 1,
                                             [OP_COUNT] = 4, [OP_SET] = 1,  [OP_LOOP] = 1,  [OP_IF] = 2};

/* First an operation of those that the program carries out, then one of its steps. */
static void draw_operation(const program *p, uint64_t key, uint8_t *question, uint8_t *answer)
{
    stream random = stream_open(key);
    uint8_t op[PROGRAM_MAX_STEPS];
    uint32_t times[PROGRAM_OPS] = {0}, sum = 0;
    program_operations(p, op);
    for (int step = 0; step < p->steps; step++) sum += times[op[step]]++ ? 0 : weights[op[step]];
    int wanted = -1, step = -1;
    for (int64_t pick = stream_below(&random, sum); pick >= 0;) pick -= times[++wanted] ? weights[wanted] : 0;
    for (int64_t pick = stream_below(&random, times[wanted]); pick >= 0;) pick -= op[++step] == wanted;
    program_step(p, step, question, answer);
}

void program_set_draw(const program_set *set, int64_t draw, uint8_t *question, uint8_t *answer)
{
    uint64_t key = stream_key(set->seed, (uint64_t)draw);
    uint8_t before[PROGRAM_MAX_CELLS], after[PROGRAM_MAX_CELLS];
    const grid_shape shape = program_shape(set->side);
    if (set->fresh) {
        const program_spec spec = program_usual_spec(set->side);
        program p;
        program_generate(&spec, stream_key(key, PURPOSE_PROGRAM), &p);
        draw_operation(&p, stream_key(key, PURPOSE_STEP), before, after);
    } else {
        stream random = stream_open(stream_key(key, PURPOSE_PROGRAM));
        const program_row *row = &set->train.items[stream_below(&random, (uint32_t)set->train.count)];
        draw_operation(&row->p, stream_key(key, PURPOSE_STEP), before, after);
    }
    kind_program.augment(&shape, stream_key(key, PURPOSE_SYMMETRY), before, after, question, answer);
}

void program_set_test(const program_list *list, long i, uint8_t *question, uint8_t *answer)
{
    draw_step(&list->items[i % list->count].p, (uint64_t)i, question, answer);
}

/* --- what is held out ---------------------------------------------------------------------- */

static uint64_t key_of(const void *list, long i)
{
    return program_signature(&((const program_list *)list)->items[i].p);
}

/* Those with the smallest keys of train.csv. Returns how many of its last they are now, or -1 if out of memory. */
static long hold_out_listed(program_set *set, long wanted)
{
    const program_list *train = &set->train;
    return hold_out(train->items, train->count, sizeof *train->items, key_of, train, wanted);
}

/* How many programs go out of a list, so that about so many of their steps can be asked for. */
static long programs_for(long examples)
{
    return (examples + PROGRAM_SET_STEPS - 1) / PROGRAM_SET_STEPS;
}

static int take_listed(program_set *set, long wanted)
{
    program_list *train = &set->train, *to = &set->held_out;
    long held = wanted > 0 ? hold_out_listed(set, wanted) : 0;
    if (held <= 0) return (int)held;
    to->items = malloc((size_t)held * sizeof *to->items);
    if (!to->items) return -1;
    train->count -= held;
    to->count = held;
    memcpy(to->items, train->items + train->count, (size_t)held * sizeof *to->items);
    return 0;
}

/* Their key is no seed of a run. */
static int take_fresh(program_set *set, long wanted)
{
    static const uint64_t KEY = 0x68656c64206f7574;
    const program_spec spec = program_usual_spec(set->side);
    set->held_out.items = calloc((size_t)wanted + 1, sizeof *set->held_out.items);
    if (!set->held_out.items) return -1;
    set->held_out.count = wanted;
    for (long i = 0; i < wanted; i++) program_generate(&spec, stream_key(KEY, (uint64_t)i), &set->held_out.items[i].p);
    return 0;
}

int program_set_hold_out(program_set *set, int64_t asked)
{
    if (set->train.count) return take_listed(set, programs_for(hold_out_count(set->train.count, asked)));
    return set->fresh ? take_fresh(set, programs_for(asked < 0 ? HOLD_OUT_MOST : (long)asked)) : 0;
}

/* --- as a dataset -------------------------------------------------------------------------- */

/* A train.csv or test.csv whose header has a column `program`. */
static int looks_like_set(const char *path)
{
    static const char *const names[] = {"train.csv", "test.csv"};
    for (int i = 0; i < 2; i++) {
        char name[PATH_BYTES], header[256];
        FILE *file = fopen(path_in(name, path, names[i]), "r");
        if (!file) continue;
        int found = fgets(header, sizeof header, file) && looks_like_programs(header, strlen(header));
        fclose(file);
        if (found) return 1;
    }
    return 0;
}

static int read_set(dataset *d, const char *path, error *err)
{
    program_set *set = d->set = calloc(1, sizeof *set);
    if (set == NULL) return fail_memory(err, "programs");
    d->kind = kind_program.name;
    d->trial = "/test.csv";
    return program_set_load(set, path, err);
}

/* Of all programs to learn from, in their order. */
static int64_t fingerprint(const program_list *list)
{
    uint64_t hash = 0;
    for (long i = 0; i < list->count; i++) hash = hash_word(hash, program_signature(&list->items[i].p));
    return 1 + (int64_t)(hash % 999999999999999u);
}

static int prepare(dataset *d, const dataset_options *o, error *err)
{
    program_set *set = d->set;
    const grid_shape shape = program_shape(set->side);
    if (!o->fresh && !set->train.count)
        return fail(err, NO_FILE,
                    "the folder has no train.csv to learn from " COLUMNS "; --fresh learns from new programs instead");
    set->fresh = o->fresh;
    set->seed = o->seed;
    d->content = fingerprint(&set->train);
    if (program_set_hold_out(set, o->validation)) return fail_memory(err, "programs");
    d->count = set->train.count;
    d->held_out = PROGRAM_SET_STEPS * set->held_out.count;
    d->rows[0] = set->train.count + set->held_out.count;
    d->rows[1] = set->test.count;
    d->tests = PROGRAM_SET_STEPS * set->test.count;
    encoding_open(&d->code, &kind_program, &shape, o->planes);
    if (o->relations && encoding_relate(&d->code, &kind_program)) return fail_memory(err, "the relations of cells");
    return OK;
}

static int32_t encode(const dataset *d, const uint8_t *question, const uint8_t *answer, uint8_t *tokens,
                      uint8_t *labels)
{
    encode_question(&d->code, question, tokens);
    encode_answer(&d->code, answer, labels);
    return 0;
}

static int32_t example(const dataset *d, int64_t index, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    uint8_t question[PROGRAM_MAX_CELLS], answer[PROGRAM_MAX_CELLS];
    (void)side;
    program_set_draw(d->set, index, question, answer);
    return encode(d, question, answer, tokens, labels);
}

static int32_t ask(const dataset *d, const program_list *list, long i, uint8_t *tokens, uint8_t *labels)
{
    uint8_t question[PROGRAM_MAX_CELLS], answer[PROGRAM_MAX_CELLS];
    program_set_test(list, i, question, answer);
    return encode(d, question, answer, tokens, labels);
}

static int32_t held_out(const dataset *d, long i, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    const program_set *set = d->set;
    (void)side;
    return ask(d, &set->held_out, i, tokens, labels);
}

static int32_t test(const dataset *d, long i, uint8_t *tokens, uint8_t *labels, int32_t *side)
{
    const program_set *set = d->set;
    (void)side;
    return ask(d, &set->test, i, tokens, labels);
}

static void close_set(dataset *d)
{
    if (d->set) program_set_free(d->set);
    free(d->set);
}

static const char *const own_options[] = {"fresh", "validation", NULL};
static const dataset_preset presets[] = {
    {"program",
     NULL,
     {"planes off", "mixer convolution,attention", "positions none", "width 64", "heads 4", "latent-updates 2",
      "cycles 3", "deepen-from 0.2", "supervision-steps 2", "lr 0.01", "steps 30000"}},
    {0}};

const dataset_type program_set_type = {.items = "programs",
                                       .options = own_options,
                                       .presets = presets,
                                       .looks_like = looks_like_set,
                                       .read = read_set,
                                       .prepare = prepare,
                                       .example = example,
                                       .held_out = held_out,
                                       .test = test,
                                       .close = close_set};
