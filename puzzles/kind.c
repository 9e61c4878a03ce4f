#include "puzzles/maze/maze.h"
#include "puzzles/program/program.h"
#include "puzzles/sudoku/sudoku.h"

const puzzle_kind *const puzzle_kinds[] = {&kind_sudoku, &kind_maze, &kind_program, NULL};
