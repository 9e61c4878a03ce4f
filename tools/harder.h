/* What a person can run after a failure. */
#ifndef TOOLS_HARDER_H
#define TOOLS_HARDER_H

#include "base/shell_line.h"
#include "data/formats/puzzle_file.h"
#include "tools/solver.h"

/* The command that asks again about one puzzle, with more tries and the rules to choose: that of this run with other
 * options, as a shell takes it. `number`: of the puzzle in the file, from 0; `alone`: 1 if it is the only one.
 * Returns 0, or -1 if there is none: so many tries were made already, or a shell could not be told. */
int harder_command(shell_line *line, const solve_settings *s, const puzzle *p, long number, int alone);

#endif
