#include "puzzles/arc/grid.h"

/* As the published tasks are usually drawn. */
const uint8_t arc_palette[COLOURS][3] = {{0, 0, 0},       {0, 116, 217},   {255, 65, 54},  {46, 204, 64},
                                         {255, 220, 0},   {170, 170, 170}, {240, 18, 190}, {255, 133, 27},
                                         {127, 219, 255}, {135, 12, 37}};

static void print_digits(FILE *out, const arc_grid *grid, int row)
{
    for (int c = 0; c < grid->cols; c++) {
        int colour = row < grid->rows ? grid->cell[row * grid->cols + c] : -1;
        fprintf(out, "%s%c", c ? " " : "", colour < 0 ? ' ' : ".123456789"[colour]);
    }
}

/* The cells of rows `row` and row + 1: an upper half block in the colour of one on the background of the other. */
static void print_blocks(FILE *out, const arc_grid *grid, int row)
{
    for (int c = 0; c < grid->cols; c++) {
        for (int k = 0; k < 2 && row + k < grid->rows; k++) {
            const uint8_t *rgb = arc_palette[grid->cell[(row + k) * grid->cols + c]];
            fprintf(out, "\033[%d;2;%d;%d;%dm", k ? 48 : 38, rgb[0], rgb[1], rgb[2]);
        }
        fputs(row < grid->rows ? "\342\226\200" : " ", out);
    }
    fputs("\033[0m", out);
}

void arc_grid_print(FILE *out, const arc_grid *left, const arc_grid *right, int colour)
{
    int rows = right && right->rows > left->rows ? right->rows : left->rows;
    for (int row = 0; row < rows; row += colour ? 2 : 1) {
        fputs("  ", out);
        (colour ? print_blocks : print_digits)(out, left, row);
        if (right) fputs("   ", out);
        if (right) (colour ? print_blocks : print_digits)(out, right, row);
        fputc('\n', out);
    }
}

void arc_grid_json(FILE *out, const arc_grid *grid)
{
    for (int i = 0; i < grid->rows * grid->cols; i++)
        fprintf(out, "%s%d", i % grid->cols ? ", " : i ? "], [" : "[[", grid->cell[i]);
    fputs("]]", out);
}
