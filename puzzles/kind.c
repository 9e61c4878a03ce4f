#include "puzzles/kind.h"

const puzzle_kind *const puzzle_kinds[] = {&kind_sudoku, &kind_maze, NULL};
