/* Sudokus for people: clues bold, '*' after what changed, '!' after what breaks a rule. */
#include "puzzles/sudoku/sudoku.h"

static const char BOLD[] = "\033[1m", GREEN[] = "\033[32m", RED[] = "\033[31m", PLAIN[] = "\033[0m";

static void print_cell(FILE *out, const grid_view *v, int i)
{
    int wrong = v->broken && v->broken[i], changed = v->before && v->before[i] != v->grid[i];
    const char *style = wrong ? RED : changed ? GREEN : v->question[i] ? BOLD : "";
    char mark = wrong ? '!' : changed ? '*' : ' ';
    if (v->colour && *style)
        fprintf(out, " %s%c%c%s", style, sudoku_char_in(v->shape, v->grid[i]), mark, PLAIN);
    else
        fprintf(out, " %c%c", sudoku_char_in(v->shape, v->grid[i]), mark);
}

static void print_rule(FILE *out, int side, int box_cols)
{
    for (int column = 0; column < side; column++)
        fprintf(out, "%s---", column % box_cols == 0 ? (column ? "+" : " ") : "");
    fprintf(out, "\n");
}

void sudoku_print(FILE *out, const grid_view *view)
{
    int side = view->shape->rows;
    grid_shape box = sudoku_box_of(view->shape);
    for (int row = 0; row < side; row++) {
        if (row && row % box.rows == 0) print_rule(out, side, box.cols);
        for (int column = 0; column < side; column++) {
            fprintf(out, "%s", column % box.cols == 0 ? (column ? "|" : " ") : "");
            print_cell(out, view, row * side + column);
        }
        fprintf(out, "\n");
    }
}

/* Of `wrong` cells, as many as the view wants. */
static void print_places(FILE *out, const grid_view *v, const uint8_t *broken, int wrong)
{
    int side = v->shape->rows, named = 0;
    for (int i = 0; i < side * side; i++) {
        if (!broken[i]) continue;
        if (v->places && named++ == v->places) {
            fprintf(out, "  and %d more (--places names them all)\n", wrong - v->places);
            break;
        }
        fprintf(out, "  row %d, column %d: %c", i / side + 1, i % side + 1, sudoku_char_in(v->shape, v->grid[i]));
        if (broken[i] & SUDOKU_BREAKS_CLUE) fprintf(out, ", which is not the clue");
        if (broken[i] & SUDOKU_BREAKS_ROW) fprintf(out, ", twice in its row");
        if (broken[i] & SUDOKU_BREAKS_COLUMN) fprintf(out, ", twice in its column");
        if (broken[i] & SUDOKU_BREAKS_BOX) fprintf(out, ", twice in its box");
        fprintf(out, "\n");
    }
}

void sudoku_print_fault(FILE *out, const grid_view *view)
{
    uint8_t broken[SUDOKU_MAX_CELLS];
    grid_view marked = *view;
    int wrong = sudoku_check(view->shape, view->question, view->grid, broken);
    marked.broken = broken;
    fprintf(out, "%d cell%s a rule\n", wrong, wrong == 1 ? " breaks" : "s break");
    sudoku_print(out, &marked);
    print_places(out, view, broken, wrong);
}
