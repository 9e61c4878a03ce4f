/* A folder with train.csv and test.csv of programs: an example is one step of one of them. A type of dataset
 * (dataset.h). */
#ifndef DATA_PROGRAM_SET_H
#define DATA_PROGRAM_SET_H

#include "data/formats/read_programs.h"

typedef struct program_set {
    int side; /* of all grids */
    program_list train, test;
    int fresh;     /* 1: programs come from the generator, without end, instead of train.csv */
    uint64_t seed; /* of what is drawn */
} program_set;

/* Loads DIR/train.csv and DIR/test.csv. Refused: what program_list_read refuses, grids of several sizes, a program
 * without a line, a test program that also stands in train.csv or earlier in test.csv, symmetric versions included. */
int program_set_load(program_set *set, const char *dir, error *err);
void program_set_free(program_set *set);

/* A step of a random program in a random symmetric version, of an operation that is hard to learn more often: a function
 * of (seed, draw) alone. */
void program_set_draw(const program_set *set, int64_t draw, uint8_t *question, uint8_t *answer);

/* Each test program is asked about so many of its steps, chosen at random once and for all. */
enum { PROGRAM_SET_STEPS = 4 };

/* The i-th test: of the first tests each is of another program. */
void program_set_test(const program_set *set, long i, uint8_t *question, uint8_t *answer);

#endif
