/* What can be set on the command line of train.c, whose part this is: options, defaults by kind of puzzle, --help. */
#ifndef TOOLS_TRAIN_SETTINGS_H
#define TOOLS_TRAIN_SETTINGS_H

#include "trm/network/config.h"

typedef struct settings {
    network_config net;
    train_config train;
    const char *out, *from;
    int64_t threads, report_every, test_every, test_puzzles;
    double save_minutes;
    int resume, memory, help;
} settings;

settings settings_defaults(void);

/* Writes the rows of all options to table[2 * MAX_CONFIG_OPTIONS]; returns how many. */
int settings_options(option *table);

/* Sets what a kind of puzzle ("sudoku", "maze", "arc") wants other than the defaults. */
void settings_suit(settings *s, const char *kind);

void settings_help(FILE *out);

#endif
