/* Families of small tasks on colour grids: each has one rule, which makes an output of an input.
 *
 * Drawing and answering are apart: an input is drawn by chance, its output is what the rule makes of it and of nothing
 * else. If a rule does not say what to do (two objects are the largest), it refuses, and the input is drawn again. So a
 * pair is never ambiguous for who knows the rule. Directions are fixed, and so are the colours a rule names.
 *
 * To add one: its functions in a family_*.c, their names in scene.h, a row at the end of family.c.
 */
#ifndef PUZZLES_ARC_FAMILY_H
#define PUZZLES_ARC_FAMILY_H

#include "puzzles/arc/grid.h"

typedef struct scene scene;

/* Draws an input on a blank grid whose sides are set. */
typedef void arc_draw(scene *s);
/* What the rule makes of an input, of which the output is a copy at first. Returns 0, or -1 if it does not say. */
typedef int arc_answer(const arc_grid *input, arc_grid *output);
/* The colour of a cell of the output, or -1 if the rule does not say. */
typedef int arc_cell(const arc_grid *input, int r, int c);

typedef struct arc_family {
    const char *name;   /* a word of small letters */
    const char *rule;   /* a sentence without a full stop */
    int colours[2];     /* the least and the most that an input has, before what its rule adds in the colour it names */
    int reserved;       /* the colour that the rule names, not among these; 0: none */
    int objects;        /* the fewest that `draw` tries to place, if it places some */
    int doubled;        /* 1: the sides of the output are twice those of the input */
    arc_draw *draw;     /* draws inputs */
    arc_cell *cell;     /* of a rule that says each cell of the output by itself */
    arc_answer *answer; /* of the others; NULL if there is `cell` */
} arc_family;

enum { ARC_FAMILIES = 17, ARC_FAMILY_LEAST_SIDE = 4 };
extern const arc_family arc_families[ARC_FAMILIES];

/* What the rule makes of an input. Returns 0, or -1 if it does not say; output may not be input. */
int arc_family_answer(const arc_family *family, const arc_grid *input, arc_grid *output);

/* A pair whose grids differ, a function of (number of the family, key, min_side, max_side) alone;
 * ARC_FAMILY_LEAST_SIDE <= min_side <= max_side <= ARC_MAX_SIDE. Sides of the input are in this range, those of the
 * output at most max_side; if outputs are twice as large it is their sides that are in the range, or below it if no
 * even number is in it. Returns 0, or -1 if a bounded number of tries gave no pair. */
int arc_family_draw(int family, uint64_t key, int min_side, int max_side, arc_grid *input, arc_grid *output);

#endif
