/* Steps for people: the header in words, the grid as digits, or in colour as tiles. [3] is the cursor, 3* a cell that
 * has changed, 3! one that is wrong. */
#include "puzzles/program/program.h"

#include <string.h>

static const char PLAIN[] = "\033[0m";
static const char *const tiles[PROGRAM_COLOURS] = {"\033[100m",   "\033[97;44m", "\033[97;41m",
                                                   "\033[30;42m", "\033[30;43m", "\033[97;45m"};

/* --- the grid ------------------------------------------------------------------------------ */

/* A model may put any symbol anywhere. */
static int is_cell(uint8_t symbol)
{
    return symbol < PROGRAM_COLOURS || program_is_cursor(symbol);
}

static void print_cell(FILE *out, const grid_view *v, int i)
{
    uint8_t symbol = v->grid[i];
    int cursor = program_is_cursor(symbol), known = is_cell(symbol);
    char digit = known ? program_symbol_char(program_colour(symbol)) : '?';
    char mark = v->broken && v->broken[i] ? '!' : v->before && v->before[i] != symbol ? '*' : ' ';
    if (v->colour) fputs(known ? tiles[program_colour(symbol)] : "", out);
    fprintf(out, "%c%c%c", cursor ? '[' : ' ', digit, cursor ? ']' : ' ');
    if (v->colour) fputs(PLAIN, out);
    fputc(mark, out);
}

void program_print_grid(FILE *out, const grid_view *v)
{
    int side = v->shape->cols;
    for (int row = 1; row <= side; row++) {
        fputs("  ", out);
        for (int col = 0; col < side; col++) print_cell(out, v, row * side + col);
        fputc('\n', out);
    }
}

/* --- steps --------------------------------------------------------------------------------- */

static void print_line(FILE *out, const uint8_t *question)
{
    char text[PROGRAM_LINE_TEXT];
    program_line l = program_line_of(question);
    if (l.op < PROGRAM_OPS) fprintf(out, "%s; ", program_line_text(&l, text));
}

void program_print(FILE *out, const grid_view *v)
{
    print_line(out, v->question);
    fprintf(out, "counter %c%s\n", v->grid[CELL_COUNTER] ? program_symbol_char(v->grid[CELL_COUNTER]) : '0',
            v->grid[CELL_JUMP] == SYMBOL_JUMP ? ", jump" : "");
    program_print_grid(out, v);
}

void program_print_fault(FILE *out, const grid_view *v)
{
    uint8_t right[PROGRAM_MAX_CELLS], broken[PROGRAM_MAX_CELLS];
    char sentence[KIND_SENTENCE] = "";
    grid_view marked = *v;
    program_execute(v->shape->cols, v->question, right);
    program_compare(v->shape->cols, right, v->grid, broken, sentence);
    marked.broken = broken;
    fprintf(out, "%s\n", sentence);
    program_print(out, &marked);
}

/* --- differences --------------------------------------------------------------------------- */

/* What a cell is, in words. */
static void name_symbol(uint8_t symbol, char *text, size_t size)
{
    if (!is_cell(symbol))
        snprintf(text, size, "'%c'", program_symbol_char(symbol));
    else
        snprintf(text, size, "%d%s", program_colour(symbol), program_is_cursor(symbol) ? " with the cursor" : "");
}

static void describe(int side, int cell, uint8_t right, uint8_t found, char *sentence)
{
    char is[32], should[32];
    name_symbol(found, is, sizeof is);
    name_symbol(right, should, sizeof should);
    if (cell >= side)
        snprintf(sentence, KIND_SENTENCE, "the cell in row %d, column %d is %s, not %s", cell / side, cell % side + 1,
                 is, should);
    else if (cell == CELL_JUMP && right == SYMBOL_JUMP)
        snprintf(sentence, KIND_SENTENCE, "it does not jump, but should");
    else if (cell == CELL_JUMP && found == SYMBOL_JUMP)
        snprintf(sentence, KIND_SENTENCE, "it jumps, but should not");
    else if (cell == CELL_COUNTER)
        snprintf(sentence, KIND_SENTENCE, "the counter is '%c', not '%c'", program_symbol_char(found),
                 program_symbol_char(right));
    else
        snprintf(sentence, KIND_SENTENCE, "cell %d of the header is '%c', not '%c'", cell + 1,
                 program_symbol_char(found), program_symbol_char(right));
}

int program_compare(int side, const uint8_t *right, const uint8_t *answer, uint8_t *broken, char *sentence)
{
    int cells = side * (side + 1), first = cells;
    for (int i = cells - 1; i >= 0; i--) {
        int wrong = right[i] != answer[i];
        if (broken) broken[i] = (uint8_t)wrong;
        if (wrong) first = i;
    }
    if (first == cells) return 0;
    describe(side, first, right[first], answer[first], sentence);
    return -1;
}
