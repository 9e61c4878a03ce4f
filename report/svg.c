/* Grids stand in rows of a few, a heading above each. Marks are shapes, so that the drawing reads without colour too. */
#include "report/svg.h"

#include "puzzles/maze/maze.h"
#include "puzzles/sudoku/sudoku.h"
#include "report/marks.h"

#include <string.h>

enum {
    ACROSS = 4, /* grids in a row */
    CELL = 24,
    GAP = 20,
    HEAD = 22,
};

static const float DOUBT = 0.9F;

/* --- cells ------------------------------------------------------------------------------------------------------- */

static int is_open(char symbol)
{
    return symbol == ' ' || symbol == '.';
}

static void put_square(FILE *out, int x, int y, const char *fill)
{
    fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n", x, y, CELL, CELL, fill);
}

static void put_symbol(FILE *out, int x, int y, char symbol, int is_given)
{
    const char *weight = is_given ? " font-weight=\"bold\"" : "";
    if (is_open(symbol)) return;
    fprintf(out, "<text x=\"%d\" y=\"%d\"%s>", x + CELL / 2, y + CELL * 3 / 4, weight);
    fprintf(out, symbol == '<' ? "&lt;" : symbol == '>' ? "&gt;" : symbol == '&' ? "&amp;" : "%c", symbol);
    fputs("</text>\n", out);
}

static void put_marks(FILE *out, int x, int y, int marks)
{
    const int end = CELL - 3, corner = CELL / 3;
    if (marks & MARK_BROKEN)
        fprintf(out, "<path d=\"M%d %dh%dv%dh-%dzl%d %d\" fill=\"none\" stroke=\"#b3001b\" stroke-width=\"2\"/>\n",
                x + 2, y + 2, end - 1, end - 1, end - 1, end - 1, end - 1);
    if (marks & MARK_CHANGED)
        fprintf(out, "<path d=\"M%d %dh%dv%dz\" fill=\"#0b57a4\"/>\n", x + CELL - corner, y, corner, corner);
}

static void put_cell(FILE *out, const answer_report *r, int x, int y, int symbol, int marks, float chance)
{
    int maze = r->kind == &kind_maze, given = marks & MARK_GIVEN;
    if (maze && symbol == MAZE_WALL)
        put_square(out, x, y, "#3c4250");
    else if (chance < DOUBT)
        put_square(out, x, y, chance < DOUBT / 2 ? "#ffb733" : "#ffdb99");
    else if (given && !maze)
        put_square(out, x, y, "#e6e8ed");
    if (maze && symbol == MAZE_PATH)
        fprintf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"#0b57a4\"/>\n", x + CELL / 2, y + CELL / 2, CELL / 5);
    else if (!maze || symbol != MAZE_WALL)
        put_symbol(out, x, y, r->kind->symbol_char(r->shape, symbol), given);
    put_marks(out, x, y, marks);
}

/* --- grids ------------------------------------------------------------------------------------------------------- */

static void put_lines(FILE *out, const answer_report *r, int x, int y)
{
    const int rows = r->shape->rows, cols = r->shape->cols;
    grid_shape box = {.rows = rows, .cols = cols};
    if (r->kind == &kind_sudoku) box = sudoku_box_of(r->shape);
    fprintf(out, "<path d=\"");
    for (int k = 0; r->kind == &kind_sudoku && k <= rows; k++) fprintf(out, "M%d %dh%d", x, y + k * CELL, cols * CELL);
    for (int k = 0; r->kind == &kind_sudoku && k <= cols; k++) fprintf(out, "M%d %dv%d", x + k * CELL, y, rows * CELL);
    fprintf(out, "M%d %d\" fill=\"none\" stroke=\"#c3c7cf\"/>\n<path d=\"", x, y);
    for (int k = 0; k <= rows; k += box.rows) fprintf(out, "M%d %dh%d", x, y + k * CELL, cols * CELL);
    for (int k = 0; k <= cols; k += box.cols) fprintf(out, "M%d %dv%d", x + k * CELL, y, rows * CELL);
    fprintf(out, "\" fill=\"none\" stroke=\"#1b1d21\" stroke-width=\"1.5\"/>\n");
}

/* m NULL: the question. */
static void put_grid(FILE *out, const answer_report *r, int place, const uint8_t *grid, const cell_marks *m,
                     const char *heading)
{
    const int cols = r->shape->cols, wide = cols * CELL + GAP, high = r->shape->rows * CELL + HEAD + GAP;
    const int left = GAP + place % ACROSS * wide, top = HEAD + place / ACROSS * high;
    fprintf(out, "<g>\n<text x=\"%d\" y=\"%d\" text-anchor=\"start\" font-size=\"13\">%s</text>\n", left, top - 6,
            heading);
    for (int i = 0; i < grid_cells(r->shape); i++)
        put_cell(out, r, left + i % cols * CELL, top + i / cols * CELL, grid[i],
                 m                                                  ? m->marks[i]
                 : is_open(r->kind->symbol_char(r->shape, grid[i])) ? 0
                                                                    : MARK_GIVEN,
                 m ? m->chance[i] : 1);
    put_lines(out, r, left, top);
    fputs("</g>\n", out);
}

static void put_heading(char *text, size_t size, const answer_report *r, int step)
{
    double halt = trace_halt(r->trace, step);
    char percent[PERCENT_TEXT];
    if (strcmp(r->measure, "halting logit")) {
        snprintf(text, size, "step %d, %s %.1f", step + 1, r->measure, halt);
        return;
    }
    percent_text(belief_sure(&r->belief, halt), percent);
    const char *escape = *percent == '<' ? "&lt;" : *percent == '>' ? "&gt;" : "";
    snprintf(text, size, "step %d, halting %s%s", step + 1, escape, percent + (*escape != 0));
}

static void put_step(FILE *out, const answer_report *r, int place, int step)
{
    const trace *t = r->trace;
    const int frame = (step + 1) * t->per_step - 1;
    char heading[64];
    cell_marks m;
    marks_of(r, frame, frame - t->per_step, &m);
    if (step == 0) /* all is new */
        for (int i = 0; i < t->cells; i++) m.marks[i] &= (uint8_t)~MARK_CHANGED;
    put_heading(heading, sizeof heading, r, step);
    put_grid(out, r, place, frame_answer(t, frame), &m, heading);
}

/* --- the drawing ------------------------------------------------------------------------------------------------- */

static void begin(FILE *out, const answer_report *r, int grids)
{
    const int across = grids < ACROSS ? grids : ACROSS, down = (grids + ACROSS - 1) / ACROSS;
    int wide = GAP + across * (r->shape->cols * CELL + GAP), high = down * (r->shape->rows * CELL + HEAD + GAP) + GAP;
    if (wide < 640) wide = 640; /* the legend's */
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" "
            "font-family=\"sans-serif\" font-size=\"16\" text-anchor=\"middle\" fill=\"#1b1d21\">\n"
            "<title>A %s as a model answered it, %d step%s</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n",
            wide, high, wide, high, r->kind->name, r->steps, r->steps == 1 ? "" : "s", wide, high);
    fprintf(
        out,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"start\" font-size=\"12\">bold: given; shaded: in doubt (below 90%%); "
        "blue corner: changed in this step; red box with a stroke: breaks a rule</text>\n",
        GAP, high - 8);
}

void svg_put(FILE *out, const answer_report *r, int last_alone)
{
    if (last_alone) {
        begin(out, r, 1);
        put_step(out, r, 0, r->steps - 1);
    } else {
        begin(out, r, r->steps + 1);
        put_grid(out, r, 0, r->question, NULL, "question");
        for (int step = 0; step < r->steps; step++) put_step(out, r, step + 1, step);
    }
    fputs("</svg>\n", out);
}
