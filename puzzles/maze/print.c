/* Mazes for people: the characters of files, or in colour, two columns of background a cell, so that cells are about
 * square. A line below the grid says how many cells changed. */
#include "puzzles/maze/maze.h"

#include <string.h> /* strcmp */

static const char PLAIN[] = "\033[0m", RED[] = "\033[97;41m", BRIGHT[] = "\033[30;103m";

static const char *style_of(const grid_view *v, int i)
{
    static const char *const styles[MAZE_SYMBOLS] = {"\033[100m", "\033[0m", "\033[97;42m", "\033[97;45m",
                                                     "\033[30;43m"};
    if (v->broken && v->broken[i]) return RED;
    if (v->grid[i] == MAZE_PATH && v->before && v->before[i] != MAZE_PATH) return BRIGHT;
    return styles[v->grid[i]];
}

/* Backgrounds tell walls and paths apart; a broken cell also shows what it is. */
static void print_coloured_row(FILE *out, const grid_view *v, int row)
{
    const char *style = PLAIN;
    for (int i = row * v->shape->cols; i < (row + 1) * v->shape->cols; i++) {
        const char *next = style_of(v, i);
        int symbol = v->grid[i], end = symbol == MAZE_START || symbol == MAZE_GOAL;
        if (strcmp(next, style))
            fprintf(out, "%s%s", strcmp(style, PLAIN) ? PLAIN : "", strcmp(next, PLAIN) ? next : "");
        fprintf(out, "%c ", end || (v->broken && v->broken[i]) ? maze_symbol_char(symbol) : ' ');
        style = next;
    }
    fprintf(out, "%s\n", strcmp(style, PLAIN) ? PLAIN : "");
}

static void print_row(FILE *out, const grid_view *v, int row)
{
    for (int i = row * v->shape->cols; i < (row + 1) * v->shape->cols; i++)
        fputc(v->broken && v->broken[i] ? '!' : maze_symbol_char(v->grid[i]), out);
    fputc('\n', out);
}

void maze_print(FILE *out, const grid_view *view)
{
    int changed = 0;
    for (int row = 0; row < view->shape->rows; row++) (view->colour ? print_coloured_row : print_row)(out, view, row);
    if (!view->before) return;
    for (int i = 0; i < grid_cells(view->shape); i++) changed += view->before[i] != view->grid[i];
    fprintf(out, "%d cell%s changed\n", changed, changed == 1 ? "" : "s");
}

void maze_print_fault(FILE *out, const grid_view *view)
{
    maze_violation violation;
    char sentence[KIND_SENTENCE];
    grid_view marked = *view;
    maze_check_answer(view->shape, view->question, view->grid, &violation);
    maze_describe(&violation, sentence, sizeof sentence);
    marked.broken = violation.broken;
    fprintf(out, "%s\n", sentence);
    maze_print(out, &marked);
}
