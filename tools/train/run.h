/* A training run as the program holds it. What can fail returns a status and leaves its sentence in `err`. */
#ifndef TOOLS_TRAIN_RUN_H
#define TOOLS_TRAIN_RUN_H

#include "base/evaluation.h"
#include "base/path.h"
#include "base/sha256.h"
#include "data/dataset.h"
#include "tools/train/guess.h"
#include "tools/train/shown.h"
#include "tools/train_settings.h"
#include "trm/inference/calibrate.h"
#include "trm/network/model_file.h"
#include "trm/training/run_folder.h"
#include "trm/training/trainer.h"

typedef struct training_run {
    const char *program; /* argv[0] */
    int argc;
    char **argv;           /* the command line */
    const char *path;      /* of the data, as the command line names it */
    settings s, before;    /* as they are; as the checkpoint has them that a run goes on from */
    settings usual;        /* what this kind of puzzle, mixer and optimiser have unless told otherwise */
    int asked, halt_asked; /* 1: --test-puzzles, --test-halt were given */
    options kept;          /* rows of what a checkpoint keeps of them */
    dataset data;
    geometry shape;
    model start; /* the weights --from which it starts */
    trainer t;
    run_folder folder;
    FILE *metrics;
    double started, trained_before, testing;        /* seconds: clock at start, before a resume, spent on tests */
    evaluation tested;                              /* the last test */
    run_shown shown;                                /* puzzles of it, for the report */
    calibration sure;                               /* when answers stop, and how sure they are */
    guess_watch guess;                              /* whether it learns anything */
    double told;                                    /* clock of the last word about a test */
    int64_t began;                                  /* steps done when this program began */
    int64_t saved;                                  /* step of the last checkpoint; -1: there is none */
    char file[2][PATH_BYTES], hash[2][SHA256_TEXT]; /* of the data, for run.json; "" until they are made */
    double loaded;                                  /* megabytes that the program held with its data alone */
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
