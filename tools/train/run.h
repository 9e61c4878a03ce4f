/* A training run as the program holds it. What can fail returns a status and leaves its sentence in `err`. */
#ifndef TOOLS_TRAIN_RUN_H
#define TOOLS_TRAIN_RUN_H

#include "base/evaluation.h"
#include "data/dataset.h"
#include "tools/train_settings.h"
#include "trm/network/model_file.h"
#include "trm/training/run_folder.h"
#include "trm/training/trainer.h"

typedef struct training_run {
    const char *program; /* argv[0] */
    const char *path;    /* of the data, as the command line names it */
    settings s, before;  /* as they are; as the checkpoint has them that a run goes on from */
    options kept;        /* rows of what a checkpoint keeps of them */
    dataset data;
    geometry shape;
    model start; /* the weights --from which it starts */
    trainer t;
    run_folder folder;
    FILE *metrics;
    double started, trained_before, testing; /* seconds: clock at start, before a resume, spent on tests */
    evaluation tested;                       /* the last test */
    int64_t saved;                           /* step of the last checkpoint; -1: there is none */
    error err;
} training_run;

/* Seconds of training, tests not counted. */
double trained_seconds(const training_run *r);

/* Share of the run, 0..1 or a little more. */
double run_done(const training_run *r);

/* Floating-point operations of an example in a step of training, or of answering. */
double step_flops(const training_run *r, int training);

/* NO_FILE: a file, or "the result", cannot be written; errno says why. */
int cannot_write(training_run *r, const char *what);

void close_run(training_run *r);

#endif
