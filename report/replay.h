/* What a model did with a puzzle, as JSON for a page to draw: docs/seeing.md tells what stands in it. Made try by try as
 * they come, so that no trace need be kept. */
#ifndef REPORT_REPLAY_H
#define REPORT_REPLAY_H

#include "base/belief.h"
#include "base/trace.h"
#include "report/latent_path.h"

#include <stdio.h> /* FILE */

/* What the rules say. */
typedef enum { JUDGED_RIGHT, JUDGED_WRONG, JUDGED_UNKNOWN } judgement;

enum { REPLAY_SENTENCE = 256, REPLAY_TRIES = 16 }; /* tries that a replay holds at most, the chosen one included */

/* A puzzle. Nothing is owned; all must stay until the replay is closed. Grids are a character a cell. */
typedef struct replay_puzzle {
    const char *kind; /* "sudoku" */
    const char *name; /* where it comes from */
    int rows, cols;
    int box_rows, box_cols; /* of the boxes of a Sudoku, or 0 */
    int planes, classes;    /* of the logits: P and C */
    const char *symbols;    /* [planes * classes] the characters of the classes */
    const char *question;   /* [rows * cols] */
    const uint8_t *given;   /* [rows * cols] not 0 for cells that the question settles; NULL: none */
    const char *answer;     /* [rows * cols] the only right one, or NULL; ' ': anything is right there */
    const char *measure;    /* "halting logit", which is then what is believed by: */
    belief belief;
    double threshold;  /* of it */
    int most;          /* supervision steps */
    const char *about; /* further members of the object, with a comma before each; or "" */

    /* What the rules say of an answer of classes: `broken` [cells] is not 0 for cells that break one. */
    judgement (*judge)(const void *rules, const uint8_t *classes, uint8_t *broken, char sentence[REPLAY_SENTENCE]);
    /* Puts what means nothing in an answer of classes into one form; NULL: all means something. */
    void (*tidy)(const void *rules, uint8_t *classes);
    const void *rules; /* for both */
} replay_puzzle;

typedef struct replay {
    replay_puzzle p;
    FILE *out;  /* collects the text: */
    char *text; /* complete after replay_close; owned */
    size_t size;
    latent_plane plane; /* of try 0 */
    int tries;          /* written so far */
    long last;          /* where the last one of a full replay begins */
    uint8_t *scratch;   /* [3, cells] */
} replay;

/* Each returns 0, or -1 if out of memory. Not open: all zero. */
int replay_open(replay *r, const replay_puzzle *p);
/* The number-th try, from 0. One that finds the replay full takes the place of the last one. */
int replay_add(replay *r, int number, const trace *t);
/* The place of the chosen one among those that the replay holds, how many were made in all, and the verdict in words. */
int replay_end(replay *r, int chosen, int made, judgement solved, const char *verdict);
void replay_close(replay *r);

/* A string as JSON that may stand inside of a page: no '<' in it. */
void replay_put_string(FILE *out, const char *text, size_t length);

#endif
