/* A folder with train.csv and test.csv of programs: an example is one step of one of them. A type of dataset
 * (dataset.h). */
#ifndef DATA_PROGRAM_SET_H
#define DATA_PROGRAM_SET_H

#include "data/formats/read_programs.h"

typedef struct program_set {
    int side;                           /* of all grids */
    program_list train, held_out, test; /* what is held out is no longer in train */
    int fresh;                          /* 1: programs come from the generator, without end, instead of train.csv */
    uint64_t seed;                      /* of what is drawn */
} program_set;

/* Loads DIR/train.csv and DIR/test.csv. Without train.csv, which fresh programs do not need, `train` is empty. Refused: what program_list_read refuses, grids of several sizes, a program
 * without a line, a test program that also stands in train.csv or earlier in test.csv, symmetric versions included. */
int program_set_load(program_set *set, const char *dir, error *err);
void program_set_free(program_set *set);

/* Keeps programs out of training (hold_out.h), all symmetric versions of one together, so many that about `asked` of
 * their steps can be asked for. Without train.csv they are fresh ones, always the same. Returns 0, or -1 if out of
 * memory. */
int program_set_hold_out(program_set *set, int64_t asked);

/* A step of a random program in a random symmetric version, of an operation that is hard to learn more often: a function
 * of (seed, draw) alone. */
void program_set_draw(const program_set *set, int64_t draw, uint8_t *question, uint8_t *answer);

/* Each test program is asked about so many of its steps, chosen at random once and for all. */
enum { PROGRAM_SET_STEPS = 4 };

/* The i-th test of a list: of the first tests each is of another program. */
void program_set_test(const program_list *list, long i, uint8_t *question, uint8_t *answer);

#endif
