/* What the files given to solve hold, of whose parts this is one: a file and a row for each (solve_puzzles.c,
 * solve_programs.c, solve_arc.c). The program finds the row, reads, opens the model, and lets the row answer and report. */
#ifndef TOOLS_SOLVER_H
#define TOOLS_SOLVER_H

#include "base/evaluation.h"
#include "base/file.h"
#include "base/text_source.h"
#include "base/options.h"
#include "trm/inference/calibration.h"
#include "trm/inference/infer.h"
#include "trm/network/model_file.h"

#define SOLVE_OPTIONS(O)                                                                                               \
    O(TEXT, model, "model", .help = "model file [models/KIND.safetensors]")                                            \
    O(INT, steps, "steps", .def = "16", .min = 1, .max = EVALUATION_STEPS,                                             \
      .help = "maximum supervision steps; masked diffusion takes all of them, or one per open cell if that is less")   \
    O(INT, cycles, "cycles", .min = 0, .max = 64,                                                                      \
      .help = "T: cycles per supervision step; 0: as in training; the halting head may misjudge other numbers")        \
    O(CHOICE, unmask, "unmask", .def = "margin", .choices = "margin|confidence|random",                                \
      .help = "which cells masked diffusion fills first: by margin of the best class, by its probability, at random")  \
    O(FLAG, remask, "remask", .help = "masked diffusion: cells that were filled may be opened again")                  \
    O(REAL, halt, "halt", .def = "4", .min = -1e9, .max = 1e9,                                                         \
      .help = "stop a puzzle when its halting logit is above this, whatever the model's file says")                    \
    O(INT, tries, "tries", .def = "1", .min = 1, .max = 100000,                                                        \
      .help = "tries at a puzzle, all but the first with noise")                                                       \
    O(REAL, noise, "noise", .def = "0.3", .min = 0, .max = 100,                                                        \
      .help = "standard deviation of the noise on z before each step")                                                 \
    O(CHOICE, choose, "choose", .def = "confident", .choices = "confident|first|rules",                                \
      .help = "which try counts: the highest halting logit, the first to halt, the first that obeys the rules")        \
    O(INT, seed, "seed", .def = "1", .min = 0, .max = 1e15,                                                            \
      .help = "seed of the noise, and of orders drawn at random")                                                      \
    O(FLAG, quiet, "quiet", .help = "one line per puzzle: the answer, with '.' where a cell breaks a rule")            \
    O(FLAG, json, "json", .help = "one JSON object per line; with --eval, one in all")                                 \
    O(FLAG, probabilities, "probabilities",                                                                            \
      .help = "with --json: how likely the model finds each symbol in each cell")                                      \
    O(TEXT, dump, "dump", .help = "write y, z, logits and halting logits of each step to this file (safetensors)")     \
    O(FLAG, animate, "animate", .help = "on a terminal, show every update in place; otherwise, every step")            \
    O(TEXT, svg, "svg", .help = "also draw the first puzzle, task or program to this file")                            \
    O(CHOICE, draw, "draw", .def = "steps", .choices = "steps|last",                                                   \
      .help = "what --svg draws: the question (or a program's start) and every step, or only the last answer")         \
    O(TEXT, html, "html", .help = "also write a web page to this file that shows every step, update and try")          \
    O(TEXT, eval, "eval", .help = "measure accuracy on a file of puzzles with answers, or on tasks")                   \
    O(INT, augmentations, "augmentations", .old = "views", .min = 0, .max = 1e6,                                       \
      .help = "ARC: maximum augmentations of a test to ask the model about; 0: all that it knows")                     \
    O(INT, attempts, "attempts", .def = "2", .min = 1, .max = 100,                                                     \
      .help = "ARC: how many answers to a test count, those with the most votes of its augmentations")                 \
    O(TEXT, submission, "submission", .help = "ARC: write the answers to this file, in Kaggle's format")               \
    O(TEXT, kind, "kind", .help = "kind of the puzzles, if a file could be read as several: sudoku, maze ...")         \
    O(TEXT, format, "format", .help = "layout of the file, if it is mistaken for another (see above)")                 \
    O(FLAG, places, "places", .help = "name every wrong place of an answer, not only five")                            \
    O(FLAG, strict, "strict", .help = "stop at the first bad puzzle; otherwise, report and skip it")                   \
    O(INT, skip, "skip", .min = 0, .max = 1e12,                                                                        \
      .help = "skip the first N puzzles or tasks; with --limit, this splits a long evaluation into parts that add up") \
    O(INT, limit, "limit", .min = 0, .max = 1e12, .help = "take at most N puzzles or tasks after those; 0: all")       \
    O(INT, threads, "threads", .min = 0, .max = 1024,                                                                  \
      .help = "worker threads, 0 for all cores; the result does not depend on it")                                     \
    O(CHOICE, colour, "colour", .def = "auto", .choices = "auto|always|never", .help = "colours; auto: on a terminal") \
    O(FLAG, version, "version", .help = "print the version and how this program was built")                            \
    O(FLAG, help, "help", .help = "this text")

typedef struct solve_settings {
    SOLVE_OPTIONS(OPTION_FIELD)
    /* What they come to: */
    const char *program;  /* argv[0] */
    int in_colour, shown; /* shown: for people, step by step */
    infer_options how;
    calibration belief; /* what the model's file says of its halting head */
    const char *likely; /* the kind of the model that is named; NULL: none is */
    int argc;
    char **argv;
    struct exhibit *exhibit; /* that answers are added to, or NULL */
} solve_settings;

enum { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };
enum { DRAW_STEPS, DRAW_LAST };

/* What is asked, as far as the choice of a model wants to know. */
typedef struct solve_subject {
    const char *kind; /* "sudoku", "arc" ... */
    int side;         /* the larger one of the first grid; 0: it does not matter */
} solve_subject;

/* Statuses as in base/error.h. A solver's own data is `work`, all zero before it reads. */
typedef struct solver_type {
    const char *items;          /* "ARC tasks": in messages */
    const char *const *options; /* those that mean something for it alone, closed by NULL */
    size_t size;                /* of its data */
    /* Whether it reads a file: by its path (text NULL), or else by the beginning of its text. */
    int (*looks_like)(const char *path, const text_source *text);
    /* Opens the path, or a text of that name unless NULL, which it takes over, and says what it is. */
    int (*read)(void *work, const char *path, text_source *text, const solve_settings *s, solve_subject *what,
                error *err);
    /* Answers and prints. *unsolved: how many answers are wrong; not used with --eval. BAD_INPUT without a sentence:
     * some puzzles were bad, which it has said. */
    int (*solve)(void *work, const model *m, const solve_settings *s, long *unsolved, error *err);
    void (*close)(void *work);
} solver_type;

extern const solver_type arc_solver, program_solver, puzzle_solver;

#endif
