/* libtrm: use a trained Tiny Recursive Model in your own program. This header is the whole interface; `make lib` builds
 * build/libtrm.a. examples/embed.c shows the complete use:
 *
 *     trm_model_open       a model from the bytes of a file        (trm_model_read: from the file)
 *     trm_puzzles_open     puzzles from text, in every layout that ./solve reads
 *     trm_solve            an answer: the cells after every step, how sure the model was of each, when it halted, and
 *                          what the rules say
 *
 * Whatever can fail returns a status, TRM_OK = 0, with a sentence in an error that the caller gives (or NULL). Nothing
 * is printed and nothing exits. There is no global state: threads may run at the same time, on their own handles or on
 * a shared model and a shared list of puzzles; 128 KB of stack is enough for each. The same arguments give the same
 * answer. Once opened, a model needs neither its bytes nor a file; an answer needs neither its model nor its
 * puzzle.
 */
#ifndef TRM_H
#define TRM_H

#include <stddef.h> /* size_t */
#include <stdint.h> /* uint8_t, uint64_t */

#ifdef __cplusplus
extern "C" {
#endif

enum trm_status {
    TRM_OK = 0,
    TRM_FAILED = 1,
    TRM_BAD_INPUT = 2, /* a file, a text or an option is not what it should be */
    TRM_NO_FILE = 3,   /* a file is missing or cannot be read */
    TRM_NO_MEMORY = 4,
};

typedef struct trm_error {
    char text[512]; /* a sentence, or empty */
} trm_error;

/* --- models -------------------------------------------------------------------------------- */

typedef struct trm_model trm_model;

/* `name` is what error messages call the file. On failure *m is NULL. */
int trm_model_open(trm_model **m, const char *name, const void *bytes, size_t size, trm_error *err);
int trm_model_read(trm_model **m, const char *path, trm_error *err);
void trm_model_close(trm_model *m); /* NULL: does nothing, like every close function */

const char *trm_model_kind(const trm_model *m); /* "sudoku", "maze", "arc"; "" if its file does not say */
/* The halting logit above which it stops, as its file says, or 4. */
double trm_model_halt(const trm_model *m);
/* How sure it is that an answer with this halting logit is right, 0 to 1. *calibrated (may be NULL) says whether this
 * was measured; if not, it is the logistic function. Models that fill in cells have no halting head: then `halt` is the
 * log-likelihood of what they filled in, and this its exponential. */
double trm_model_sure(const trm_model *m, double halt, int *calibrated);

/* --- puzzles ------------------------------------------------------------------------------- */

typedef struct trm_puzzles trm_puzzles;

enum trm_reading {
    TRM_SEVERAL_ANSWERS = 1, /* accept puzzles with several answers, of kinds that should have only one */
};

/* `kind`: "sudoku", "maze", "arc"; NULL: found from the text. `how`: enum trm_reading, or 0. On failure *p is NULL. A
 * bad puzzle among good ones keeps its place, with a fault. */
int trm_puzzles_open(trm_puzzles **p, const char *name, const char *text, size_t length, const char *kind, int how,
                     trm_error *err);
void trm_puzzles_close(trm_puzzles *p);

/* Each cell of a grid holds a symbol, a small number; rows and columns count from the top left. */
typedef struct trm_puzzle {
    const char *kind;
    int rows, cols;
    int form;                     /* 0 as usual; of a Sudoku 1: boxes taller than wide, 2: 16x16, written 0 to F */
    const uint8_t *question;      /* [rows, cols] symbols; of an ARC task colours, 0 to 9; NULL if there is a fault */
    const uint8_t *answer;        /* [answer_rows, answer_cols] as the text gives it; NULL if it gives none */
    int answer_rows, answer_cols; /* rows and cols, unless it is an ARC task */
    int demonstrations;           /* of an ARC task: how many pairs of grids show its rule; else 0 */
    const char *fault;            /* why there is no valid puzzle here; NULL: there is one */
    long line;                    /* of the text, from 1 */
} trm_puzzle;

/* Each test input of an ARC task is a puzzle. This is one of the pairs that show the task's rule. */
typedef struct trm_demonstration {
    int rows, cols, output_rows, output_cols;
    const uint8_t *input, *output; /* [rows, cols] and [output_rows, output_cols] colours */
} trm_demonstration;

long trm_puzzles_count(const trm_puzzles *p);
/* The i-th, from 0; what it points to lives as long as the list. */
trm_puzzle trm_puzzles_at(const trm_puzzles *p, long i);
/* The k-th demonstration of the i-th puzzle, from 0; all zero if there is no such one. */
trm_demonstration trm_puzzles_demonstration(const trm_puzzles *p, long i, int k);

/* --- answers ------------------------------------------------------------------------------- */

enum trm_choice {
    TRM_CHOOSE_CONFIDENT, /* the try with the highest halting logit */
    TRM_CHOOSE_FIRST,     /* the first to halt, in steps */
    TRM_CHOOSE_RULES,     /* the first that obeys the rules; not for ARC tasks, whose rules are not known */
};

enum trm_detail {
    TRM_PROBABILITIES = 1, /* after every frame */
    TRM_UPDATES = 2,       /* a frame for every update within the steps, not only for every step */
    TRM_REPLAY = 4,        /* both of these as far as they fit in 64 MB, and all tries as JSON */
};

/* A supervision step that was just taken. Valid only during the call. */
typedef struct trm_moment {
    int attempt, step; /* number of the try and of the step in it, from 0 */
    double halt, sure; /* halting logit, and trm_model_sure of it */
    int rows, cols;
    const uint8_t *cells;   /* [rows, cols] symbols as they are now */
    const char *characters; /* how symbols are written */
} trm_moment;

typedef struct trm_options {
    int steps;    /* supervision steps at most, 1 to 1024 */
    double halt;  /* it stops when its halting logit is above this; NaN: above trm_model_halt */
    int tries;    /* of the puzzle, all but the first with noise, 1 to 100000 */
    double noise; /* standard deviation of what is added to the latent before each step, 0 to 100 */
    int choose;   /* enum trm_choice */
    uint64_t seed;
    int augmentations; /* most that may vote on a test input of an ARC task; 0: all that the model knows */
    int attempts;      /* answers to it that count, 1 to 100 */
    int detail;        /* enum trm_detail, or 0 */
    /* Called after each supervision step of each try. It returns 0 to go on, or 1 to stop, and then the answer is that
     * of the tries so far. NULL: not called. */
    int (*watch)(void *watcher, const trm_moment *now);
    void *watcher;
} trm_options;

/* The defaults of ./solve: 16 steps, the model's own threshold, one try; two attempts for ARC tasks. */
trm_options trm_defaults(void);

/* The result of the chosen try. Its arrays belong to the answer.
 *
 * For an ARC task, rows and cols are those of a square frame, with the grid at its top left. A symbol is 0 outside of
 * the grid, 1 along the grid's lower and right border, and c + 2 for colour c. Frames, halting logits and probabilities
 * are those of the test input as it is; its augmentations only vote. */
typedef struct trm_answer {
    int rows, cols;
    const uint8_t *question; /* [rows, cols] symbols */
    const uint8_t *cells;    /* [rows, cols] symbols: the answer, which keeps what the question gives */
    int known;               /* 1: correctness can be checked; 0: an ARC task whose text does not give the output */
    int solved;           /* 1: the rules accept it, whatever the model believes; of an ARC task, an attempt is right */
    const char *verdict;  /* "the rules agree", or a sentence on what is wrong */
    const uint8_t *wrong; /* [rows, cols] 1 for cells that break a rule; of an ARC task, that differ from the output */
    double sure;          /* trm_model_sure after its last step */
    int steps;            /* supervision steps it took */
    int halted;           /* 1: it stopped by itself, 0: it ran out of steps */
    int chosen, tries;    /* number of the try, from 0, and how many were made */
    int frames, per_step; /* number of frames: per_step for each step, of which the last is the step's result */
    const uint8_t *frame; /* [frames, rows, cols] symbols, as the model predicted them */
    const double *halts;  /* [frames] halting logits */
    int first, classes;   /* symbols of answers: first .. first + classes - 1 */
    const char *characters;   /* [first + classes] and a zero: how symbols are written */
    const float *probability; /* [frames, rows, cols, classes]; NULL unless asked for */
    int attempts;             /* answers to an ARC task, of which `cells` is the first; else 1; 0: there is no grid */
    const uint8_t *attempt;   /* [attempts, rows, cols] symbols, the best first */
    const char *replay;       /* JSON for a page to draw, see docs/seeing.md; NULL unless asked for */
} trm_answer;

/* Lets the model answer the i-th puzzle, which must have no fault. On failure *a is NULL. */
int trm_solve(trm_answer **a, const trm_model *m, const trm_puzzles *p, long i, const trm_options *how, trm_error *err);
void trm_answer_close(trm_answer *a);

#ifdef __cplusplus
}
#endif
#endif
