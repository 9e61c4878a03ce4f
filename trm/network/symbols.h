/* Symbols as the reference numbers them (--symbols shared): tokens and classes have one numbering, 0 for padding and
 * then all symbols of a kind of puzzle, and a row each in both tables. Outside the network tokens and classes stay those
 * of the puzzle: Sudoku has 10 tokens and 9 classes, and here 11 rows of both; mazes 4 and 5, and here 6.
 *
 *     row of token k   1 + k
 *     row of class c   1 + first + c, the symbol `first` being class 0
 *
 * In training all rows compete, so the network has to learn that no answer is padding or an open cell. */
#ifndef TRM_NETWORK_SYMBOLS_H
#define TRM_NETWORK_SYMBOLS_H

#include "trm/network/network.h"

/* The table of tokens from the row of token 0 on. */
tensor *symbols_tokens(tape *t, const bound *b);

/* Labels [count] as rows. */
const uint8_t *symbols_labels(tape *t, const bound *b, const uint8_t *labels, size_t count);

/* Of logits [B, 1, L, rows] those of the puzzle's classes, without gradient [B, 1, L, C]. */
tensor *symbols_classes(tape *t, const bound *b, tensor *logits);

/* Whether in some cell of an example that has a label a row that is no class of the puzzle is likelier than all that
 * are: such an answer is not right. */
int symbols_stray(const bound *b, const tensor *logits, int example, const uint8_t *labels);

#endif
