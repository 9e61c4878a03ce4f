#include "tools/choose_model.h"

#include "base/program.h"
#include "base/show.h"
#include "trm/network/model_place.h"

#include <string.h>

int read_named_model(model *m, const solve_settings *s, error *err)
{
    return s->model ? model_read(m, s->model, err) : OK;
}

/* No model of that kind is here. */
static int fail_to_find(const model_place *place, const solve_subject *what, error *err)
{
    const shipped_model *s = place->shipped;
    char command[MODEL_COMMAND];
    if (!s)
        return fail(err, NO_FILE,
                    "found no models/%s.safetensors here or beside the program; \"./train FOLDER\" makes a model from "
                    "puzzles of your own, in minutes or hours; then name it with --model",
                    what->kind);
    return fail(err, NO_FILE,
                "found no models/%s.safetensors here or beside the program; \"%s\" makes one in %s; then name it with "
                "--model",
                s->name, model_make(s, what->side, command), s->takes);
}

/* People hear which model it is; programs only if it is not made for such puzzles. */
static void tell(const model_place *place, const solve_settings *s, const solve_subject *what)
{
    const shipped_model *about = place->shipped;
    char command[MODEL_COMMAND], text[MODEL_PATH + 2 * MODEL_COMMAND];
    if (place->fits && s->shown) show(stderr, "with %s\n", place->path);
    if (place->fits) return;
    snprintf(text, sizeof text,
             "%s is good for sides of %d to %d, and these have %d; if too many answers are wrong, \"%s\" makes a model "
             "for such puzzles in %s",
             place->path, about->least, about->most, what->side, model_make(about, what->side, command), about->takes);
    program_complain(s->argv[0], text);
}

/* Other cycles than the model was trained with, if they are asked for. */
static int settle_cycles(model *m, const solve_settings *s, const char *path, error *err)
{
    network_config *c = &m->net.config, deeper = *c;
    const algorithm *a = algorithm_of(c);
    if (!s->cycles) return OK;
    deeper.cycles++;
    if (a->passes(&deeper, 0) <= a->passes(c, 0))
        return fail(err, BAD_INPUT, "--cycles %d: %s is of algorithm %s, which has no cycles; leave it out",
                    (int)s->cycles, path, a->name);
    c->cycles = s->cycles;
    return OK;
}

int settle_model(model *m, const solve_settings *s, const solve_subject *what, const char *program,
                 const char *installed, error *err)
{
    model_place place;
    int status = OK;
    const char *path = s->model;
    if (!path) {
        if (model_find(&place, what->kind, what->side, program, installed)) return fail_to_find(&place, what, err);
        path = place.path;
        status = model_read(m, path, err);
        if (status == OK) tell(&place, s, what);
    }
    /* A model that does not say what it was trained on is taken at its sizes. */
    if (status == OK && m->puzzle[0] && strcmp(m->puzzle, what->kind))
        status = fail(err, BAD_INPUT, "%s was trained on puzzles of kind %s, and these are of kind %s", path, m->puzzle,
                      what->kind);
    if (status == OK) status = settle_cycles(m, s, path, err);
    return status;
}

void settle_halting(solve_settings *s, const model *m, int halt_given)
{
    s->belief = calibration_of(m);
    if (!halt_given) s->how.threshold = s->belief.threshold;
}
