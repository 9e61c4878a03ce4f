#include "tools/train/settle.h"

#include "autograd/optimiser.h"
#include "base/show.h"
#include "tools/presets.h"
#include "tools/train/folder.h"
#include "trm/algorithms/algorithm.h"
#include "trm/network/mixer.h"
#include "trm/training/checkpoint.h"

#include <string.h>

static int read_start(training_run *r, const char *from)
{
    int status = model_read(&r->start, from, &r->err);
    if (status != OK) return status;
    if (*r->start.puzzle && strcmp(r->start.puzzle, r->data.kind))
        return fail(&r->err, BAD_INPUT, "--from %s: it was trained on puzzles of kind %s, and these are of kind %s",
                    from, r->start.puzzle, r->data.kind);
    r->s.net = r->start.net.config;
    return OK;
}

static int is_given(const options *o, const uint8_t *given, const char *name)
{
    return given[option_find(o, name) - o->rows];
}

/* A run has one length. That of the command line takes the place of one of another sort in a checkpoint. */
static int settle_length(training_run *r, const options *o, const uint8_t *given)
{
    int steps = is_given(o, given, "steps"), minutes = is_given(o, given, "minutes");
    if (is_given(o, given, "flops") && r->s.train.flops > 0) {
        if (steps || minutes)
            return fail(&r->err, BAD_INPUT, "--flops already sets the length of the run; leave out --%s",
                        steps ? "steps" : "minutes");
        r->s.train.minutes = 0;
    } else if (steps || minutes) {
        r->s.train.flops = 0;
    }
    return OK;
}

/* What no one has to say. Which mixer gives defaults is, if not said, itself a default of the kind. */
static void set_usual(training_run *r, const options *o, const uint8_t *given, const settings *said)
{
    const algorithm *by = algorithms[said->net.algorithm];
    options_defaults(o, &r->s);
    settings_preset(&r->s, o, r->data.kind, by->name);
    const network_config mixed = is_given(o, given, "mixer") ? said->net : r->s.net;
    options_defaults(o, &r->s);
    if (mixed.mixer.count == 1) options_preset(o, &r->s, mixer_of(&mixed, 0)->preset);
    options_preset(o, &r->s, by->preset);
    settings_preset(&r->s, o, r->data.kind, by->name);
}

int settle(training_run *r, const options *o, const uint8_t *given)
{
    const settings said = r->s;
    int status = OK;
    set_usual(r, o, given, &said);
    if (!said.resume) preset_apply(said.preset, o, &r->s);
    if (is_given(o, given, "optimiser")) options_preset(o, &r->s, optimisers[said.train.optimiser]->preset);
    r->usual = r->s;
    if (said.resume)
        status = checkpoint_settings(r->folder.checkpoint, &r->kept, &r->s, &r->err);
    else if (said.from)
        status = read_start(r, said.from);
    r->before = r->s;
    options_copy_given(o, given, &said, &r->s);
    if (said.preset && !said.resume) preset_print(stderr, said.preset, o, given, r->data.kind);
    r->asked = is_given(o, given, "test-puzzles");
    r->halt_asked = said.preset || is_given(o, given, "test-halt");
    if (said.resume && status == NO_FILE) return no_run(r);
    return status == OK ? settle_length(r, o, given) : status;
}

static int is_length(const char *name)
{
    return !strcmp(name, "steps") || !strcmp(name, "minutes") || !strcmp(name, "flops");
}

void tell_changes(const training_run *r, const options *o, const uint8_t *given)
{
    for (int i = 0; i < r->kept.count; i++) {
        const option *kept = &r->kept.rows[i], *row = kept->name ? option_find(o, kept->name) : NULL;
        char before[OPTION_VALUE], now[OPTION_VALUE];
        if (!row || !given[row - o->rows] || is_length(row->name)) continue;
        option_format(row, &r->before, before, sizeof before);
        option_format(row, &r->s, now, sizeof now);
        if (strcmp(before, now))
            show(stderr, "--%s %s: the run was started with %s; from here on it is another run\n", row->name, now,
                 before);
    }
    if (r->before.content && r->before.content != r->s.content)
        show(stderr, "%s: the run was started with other %s to learn from; from here on it is another run\n", r->path,
             r->data.type->items);
}
