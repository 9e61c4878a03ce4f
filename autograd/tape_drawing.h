/* A drawing of what a tape holds, for people: the graph that the backward pass walks. */
#ifndef AUTOGRAD_TAPE_DRAWING_H
#define AUTOGRAD_TAPE_DRAWING_H

#include "autograd/tensor.h"

#include <stdio.h> /* FILE */

/* In the language of Graphviz: a box for each operation noted, an oval for each tensor that none of them made (weights,
 * constants), an arrow for each input; shapes beside. */
void tape_draw(FILE *out, const tape *t);

#endif
