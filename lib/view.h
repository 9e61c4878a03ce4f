/* Puzzles of a kind, watched while a model answers them: each try becomes part of a replay (report/replay.h).
 *
 *     puzzle_view_open     one for each puzzle of a batch
 *     puzzle_views_watch   makes `how` tell them of all tries
 *     infer
 *     puzzle_view_end      then v->r.text is the replay
 */
#ifndef LIB_VIEW_H
#define LIB_VIEW_H

#include "data/encoding.h"
#include "report/replay.h"
#include "trm/inference/infer.h"

typedef struct puzzle_view {
    replay r;
    const encoding *code;
    const puzzle_kind *kind;
    const grid_shape *shape;
    const uint8_t *question;
    char symbols[257];
    char *grids; /* [4, cells] question and answer as characters, given, scratch; owned */
    int chosen;  /* place of the best try in the replay */
    int failed;  /* out of memory on the way */
} puzzle_view;

/* What a page says of a puzzle besides. */
typedef struct view_words {
    const char *name;  /* where it comes from; must stay, as `about` */
    int fills;         /* 1: the model fills in cells, so that its measure is no halting logit */
    belief belief;     /* else how sure that makes it */
    const char *about; /* further members: replay_puzzle.about */
} view_words;

/* Code, shape and question must stay. Returns 0, or -1 if out of memory; to be closed in any case. */
int puzzle_view_open(puzzle_view *v, const encoding *code, const puzzle_kind *kind, const grid_shape *shape,
                     const uint8_t *question, const view_words *words, const infer_options *how);
/* views [count of the batch], in its order. */
void puzzle_views_watch(puzzle_view *views, infer_options *how, int cells);
/* What `p` came to. Returns 0, or -1 if out of memory, also before. */
int puzzle_view_end(puzzle_view *v, const prediction *p, judgement solved, const char *verdict);
/* The same with the rules' verdict; `fault`: what is wrong, unless it is right. */
int puzzle_view_judge(puzzle_view *v, const prediction *p, int right, const char *fault);
void puzzle_view_close(puzzle_view *v);

/* What a trace of grids of so many cells holds for a page: with every update unless they are large. */
int view_trace(int cells);

#endif
