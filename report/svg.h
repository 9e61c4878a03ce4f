/* Answers as a drawing, for papers and slides: a grid for the question and one for each supervision step. */
#ifndef REPORT_SVG_H
#define REPORT_SVG_H

#include "report/answer.h"

/* Collects grids, which stand in rows of a few. Not open: all zero. */
typedef struct svg {
    FILE *body; /* what is drawn so far; NULL: not open */
    char *text;
    size_t size;
    int left, top, high, across; /* where the next grid stands, the height of its row, how many that row has */
    int wide;                    /* of the widest row */
    int coloured;                /* 1: kind_is_coloured */
    const char *note;            /* what else the legend says, or NULL */
} svg;

/* Each returns 0, or -1 if out of memory. */
int svg_open(svg *s);
/* A grid [rows, cols] of symbols, in a row with those before unless `apart`. */
void svg_add_grid(svg *s, const puzzle_kind *kind, const grid_shape *shape, const uint8_t *grid, int apart,
                  const char *heading);
/* The question, on a row of its own, and each step; or the last step alone. */
void svg_add(svg *s, const answer_report *r, int last_alone, const char *heading);
/* How an answer came out, compared with the question. */
void svg_add_outcome(svg *s, const answer_report *r, const char *heading);
/* Writes the drawing and closes it. */
int svg_end(svg *s, FILE *out, const char *title);
/* Forgets it. */
void svg_discard(svg *s);

#endif
