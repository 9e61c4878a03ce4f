/* What can be set on the command line of train.c, whose part this is: options, defaults by kind of puzzle, --help. */
#ifndef TOOLS_TRAIN_SETTINGS_H
#define TOOLS_TRAIN_SETTINGS_H

#include "data/dataset.h"
#include "trm/config.h"

option_choice preset_choice(int index); /* presets.c */

enum { REPORT_ON, REPORT_OFF };

#define RUN_OPTIONS(O)                                                                                                 \
    O(TEXT, out, "out", .help = "folder for the model, the checkpoint and the metrics [runs/NAME OF THE FOLDER]")      \
    O(FLAG, resume, "resume", .help = "go on from the checkpoint in --out, bit for bit as if never stopped")           \
    O(CHOICE, preset, "preset", .def = "none", .choice = preset_choice,                                                \
      .help = "the settings of a released model, which other options override")                                        \
    O(TEXT, from, "from",                                                                                              \
      .help = "start from the weights of this model: of the same sizes, but --inner and --networks may be larger here")    \
    O(INT, threads, "threads", .min = 0, .max = 1024,                                                                  \
      .help = "worker threads, 0 for all cores; the result does not depend on it")                                     \
    O(INT, report_every, "report-every", .def = "20", .min = 1, .max = 1e9,                                            \
      .help = "steps between progress lines and rows of metrics.csv")                                                  \
    O(INT, test_every, "test-every", .def = "400", .min = 1, .max = 1e9,                                               \
      .help = "steps between tests on puzzles kept out of training (--validation)")                                    \
    O(INT, test_puzzles, "test-puzzles", .def = "200", .min = 1, .max = 1e9,                                           \
      .help = "maximum puzzles in such a test; if given, the last test, on test.csv, uses up to ten times as many; "   \
              "if not, as many as a tenth of the run's compute can answer, up to 2000")                                \
    O(INT, test_steps, "test-steps", .def = "16", .min = 1, .max = 1024,                                               \
      .help = "maximum supervision steps in such a test")                                                              \
    O(REAL, test_halt, "test-halt", .def = "4", .min = -1e9, .max = 1e9,                                               \
      .help = "halting logit above which a test stops a puzzle, as solve --halt; 1e9: never, as in the reference")     \
    O(REAL, save_minutes, "save-minutes", .def = "1", .min = 0, .max = 1e6, .help = "minutes between checkpoints")     \
    O(CHOICE, report, "report", .def = "on", .choices = "on|off",                                                      \
      .help = "write report.html, a page about the run, at every test")                                                \
    O(FLAG, memory, "memory", .help = "print where the memory goes and how long training would take, and exit")        \
    O(FLAG, version, "version", .help = "print the version and how this program was built")                            \
    O(FLAG, help, "help", .help = "this text")

/* What a checkpoint keeps beside options. */
#define RUN_NOTES(O)                                                                                                   \
    O(INT, content, "content", .min = 0, .max = 1e15, .absent = "0", .sparse = 1,                                      \
      .help = "a fingerprint of what is learned from; 0: unknown")                                                     \
    O(INT, best_step, "best-step", .min = 0, .max = 1e9, .absent = "0", .sparse = 1,                                   \
      .help = "step of the best model so far; 0: there was no test yet")                                               \
    O(REAL, best_score, "best-score", .min = 0, .max = 1, .absent = "0", .sparse = 1,                                  \
      .help = "its share of right answers to puzzles kept out of training")

typedef struct settings {
    RUN_OPTIONS(OPTION_FIELD)
    RUN_NOTES(OPTION_FIELD)
    network_config net;
    train_config train;
    dataset_options data;
} settings;

/* The rows of all options, or `kept`: of what a run must keep when it goes on from a checkpoint. */
options settings_options(int kept);

/* Sets what a kind of puzzle ("sudoku", "maze", "arc"), with the algorithm called `by`, wants other than the defaults. */
void settings_preset(settings *s, const options *o, const char *kind, const char *by);

void settings_help(FILE *out);

#endif
