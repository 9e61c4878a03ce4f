#include "tools/train/save.h"

#include "tools/stop.h"
#include "trm/training/checkpoint.h"

#include <stdio.h> /* snprintf */
#include <string.h>

/* What a person can do about it: rates that such a run is known to bear, or a tenth of those it did not. */
static double lower_rate(double rate, double usual)
{
    return rate > usual ? usual : rate / 10;
}

int diverged(training_run *r)
{
    const train_config *c = &r->s.train, *usual = &r->usual.train;
    char place[PLACE_ROOM], saved[96] = "No checkpoint was written yet";
    const char *found = checkpoint_not_finite(&r->t, place);
    if (r->saved >= 0)
        snprintf(saved, sizeof saved, "The last checkpoint, of step %lld, is untouched", (long long)r->saved);
    return fail(&r->err, FAILED,
                "training diverged at step %lld: %s is no longer a number. %s. Start again, without --resume, with "
                "lower rates: --matrix-lr %g --lr %g",
                (long long)r->t.step, found ? found : "the loss", saved, lower_rate(c->matrix_rate, usual->matrix_rate),
                lower_rate(c->rate, usual->rate));
}

/* The averaged weights as they are. */
static int write_model(training_run *r, const char *path)
{
    char steps[32], seed[32], sure[CALIBRATION_NOTES][CALIBRATION_TEXT];
    st_pair notes[3 + DATASET_NOTES + CALIBRATION_NOTES] = {{"puzzle", r->data.kind}, {"steps", steps}, {"seed", seed}};
    int count = 3 + r->data.note_count;
    snprintf(steps, sizeof steps, "%lld", (long long)r->t.step);
    snprintf(seed, sizeof seed, "%lld", (long long)r->s.train.seed);
    memcpy(notes + 3, r->data.notes, sizeof r->data.notes);
    if (r->sure.fitted) calibration_notes(&r->sure, notes + count, sure);
    if (r->sure.fitted) count += CALIBRATION_NOTES;
    int status = run_folder_check(&r->folder, &r->err);
    if (status == OK) status = model_write(path, &r->t.average, notes, count, &r->err);
    return status == FAILED ? diverged(r) : status;
}

int save_model(training_run *r)
{
    return write_model(r, r->folder.model);
}

int save_best(training_run *r)
{
    return write_model(r, r->folder.best);
}

int rewrite_best(training_run *r, const model *best, const calibration *sure)
{
    char text[CALIBRATION_NOTES][CALIBRATION_TEXT];
    st_pair notes[CALIBRATION_NOTES];
    calibration_notes(sure, notes, text);
    int status = run_folder_check(&r->folder, &r->err);
    return status == OK ? model_rewrite(r->folder.best, best, notes, CALIBRATION_NOTES, &r->err) : status;
}

/* keep: the name that the checkpoint before gets; NULL: none, the file is that of the same step. */
static int write_checkpoint(training_run *r, const char *keep)
{
    int status = run_folder_check(&r->folder, &r->err);
    if (status == OK)
        status = checkpoint_write(r->folder.checkpoint, keep, &r->t, trained_seconds(r), &r->kept, &r->s, &r->err);
    if (status != OK) return status == FAILED ? diverged(r) : status;
    r->saved = r->t.step;
    stop_saved(r->saved);
    return OK;
}

int save_checkpoint(training_run *r)
{
    return write_checkpoint(r, r->folder.before);
}

int update_checkpoint(training_run *r)
{
    return write_checkpoint(r, NULL);
}
