#include "lib/task_group.h"

static int recall(task_group *g, const model *m, error *err)
{
    const network_config *c = &m->net.config;
    int status = arc_set_recall(&g->set, &m->about, c->puzzle_ids, c->puzzle_ids_hash, mixer_needs_of(c).size_bound,
                                &g->code, err);
    if (status != OK) return status;
    const puzzle_sizes sizes = sizes_of(&g->code, c->puzzle_ids);
    g->shape = geometry_of(&g->code);
    return network_fits(c, &sizes)
               ? OK
               : fail(err, BAD_INPUT, "this model was trained on other frames than its metadata says");
}

int task_group_open(task_group *g, const model *m, int augmentations, int attempts, error *err)
{
    int status = recall(g, m, err);
    if (status != OK) return status;
    int most = g->set.augmentations.most;
    if (augmentations && augmentations < most) most = augmentations;
    if (arc_questions_open(&g->q, &g->set.examples, &g->code, most) ||
        arc_attempts_make(&g->attempts, &g->set.tasks, attempts))
        return fail_memory(err, "the answers to tasks");
    return OK;
}

void task_group_close(task_group *g)
{
    arc_questions_close(&g->q);
    arc_attempts_free(&g->attempts);
    encoding_close(&g->code);
    arc_set_free(&g->set);
}

int task_group_answer(task_group *g, const model *m, const infer_options *how, prediction *predictions, error *err)
{
    const batch *b = &g->q.asked;
    const calibration plain = calibration_none();
    if (infer_all(&m->w, &g->shape, how, b, predictions, NULL)) return fail_memory(err, "the answers to tasks");
    for (long i = 0; i < b->count; i++) g->q.confidence[i] = calibration_sure(&plain, predictions[i].halt);
    int status = check_predictions(predictions, b->count, err);
    if (status == OK && arc_count(&g->q, &g->attempts)) status = fail_memory(err, "the answers to tasks");
    return status;
}
