/* Grids stand in rows of a few, a heading above each. Marks are shapes, so that the drawing reads without colour too. */
#include "report/svg.h"

#include "puzzles/maze/maze.h"
#include "puzzles/sudoku/sudoku.h"
#include "report/marks.h"
#include "report/output_kind.h"

#include <stdlib.h>
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
    return symbol == ' ' || symbol == '.' || symbol == '_';
}

static void put_square(FILE *out, int x, int y, const char *fill)
{
    fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n", x, y, CELL, CELL, fill);
}

static void put_symbol(FILE *out, int x, int y, char symbol, int is_given, int is_dark)
{
    const char *weight = is_given ? " font-weight=\"bold\"" : is_dark ? " fill=\"#fff\"" : "";
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

/* Smaller, the less sure. */
static void put_colour(FILE *out, int x, int y, int colour, float chance)
{
    const uint8_t *rgb = colour_rgb(colour);
    const int gap = chance < DOUBT ? (chance < DOUBT / 2 ? CELL / 4 : CELL / 8) : 0;
    fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%02x%02x%02x\" stroke=\"#c3c7cf\"/>\n",
            x + gap, y + gap, CELL - 2 * gap, CELL - 2 * gap, rgb[0], rgb[1], rgb[2]);
}

/* A cell of a grid of some kind. */
typedef struct cell_of {
    const puzzle_kind *kind;
    const grid_shape *shape;
    int cell, symbol, marks;
    float chance;
} cell_of;

static void put_cell(FILE *out, const cell_of *c, int x, int y)
{
    const int maze = c->kind == &kind_maze, given = c->marks & MARK_GIVEN;
    const int colour = cell_colour(c->kind, c->shape, c->cell, c->symbol);
    const char symbol = c->kind->symbol_char(c->shape, c->symbol);
    if (colour >= 0)
        put_colour(out, x, y, colour, c->chance);
    else if (maze && c->symbol == MAZE_WALL)
        put_square(out, x, y, "#3c4250");
    else if (c->chance < DOUBT && c->kind != &kind_output)
        put_square(out, x, y, c->chance < DOUBT / 2 ? "#ffb733" : "#ffdb99");
    else if (given && !maze)
        put_square(out, x, y, "#e6e8ed");
    if (maze && c->symbol == MAZE_PATH)
        fprintf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"#0b57a4\"/>\n", x + CELL / 2, y + CELL / 2, CELL / 5);
    else if (!maze || c->symbol != MAZE_WALL)
        put_symbol(out, x, y, symbol, given && colour < 0, colour >= 0 && colour_is_dark(colour));
    put_marks(out, x, y, c->marks);
}

/* --- grids ------------------------------------------------------------------------------------------------------- */

static void put_lines(FILE *out, const puzzle_kind *kind, const grid_shape *shape, int x, int y)
{
    const int rows = shape->rows, cols = shape->cols;
    grid_shape box = {.rows = rows, .cols = cols};
    if (kind == &kind_sudoku) box = sudoku_box_of(shape);
    fprintf(out, "<path d=\"");
    for (int k = 0; kind == &kind_sudoku && k <= rows; k++) fprintf(out, "M%d %dh%d", x, y + k * CELL, cols * CELL);
    for (int k = 0; kind == &kind_sudoku && k <= cols; k++) fprintf(out, "M%d %dv%d", x + k * CELL, y, rows * CELL);
    fprintf(out, "M%d %d\" fill=\"none\" stroke=\"#c3c7cf\"/>\n<path d=\"", x, y);
    for (int k = 0; k <= rows; k += box.rows) fprintf(out, "M%d %dh%d", x, y + k * CELL, cols * CELL);
    for (int k = 0; k <= cols; k += box.cols) fprintf(out, "M%d %dv%d", x + k * CELL, y, rows * CELL);
    fprintf(out, "\" fill=\"none\" stroke=\"#1b1d21\" stroke-width=\"1.5\"/>\n");
}

/* To the left end of the next row. */
static void next_row(svg *s)
{
    if (!s->across) return;
    s->top += s->high + HEAD + GAP;
    s->left = GAP;
    s->high = s->across = 0;
}

/* m NULL: a question. */
static void put_grid(svg *s, const puzzle_kind *kind, const grid_shape *shape, const uint8_t *grid, const cell_marks *m,
                     const char *heading)
{
    const int cols = shape->cols;
    if (s->across == ACROSS) next_row(s);
    fprintf(s->body, "<g>\n<text x=\"%d\" y=\"%d\" text-anchor=\"start\" font-size=\"13\">%s</text>\n", s->left,
            s->top - 6, heading);
    for (int i = 0; i < grid_cells(shape); i++) {
        int plain = is_open(kind->symbol_char(shape, grid[i])) ? 0 : MARK_GIVEN;
        const cell_of c = {kind, shape, i, grid[i], m ? m->marks[i] : plain, m ? m->chance[i] : 1};
        put_cell(s->body, &c, s->left + i % cols * CELL, s->top + i / cols * CELL);
    }
    put_lines(s->body, kind, shape, s->left, s->top);
    fputs("</g>\n", s->body);
    s->left += cols * CELL + GAP;
    if (s->left > s->wide) s->wide = s->left;
    if (shape->rows * CELL > s->high) s->high = shape->rows * CELL;
    s->across++;
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

static void put_step(svg *s, const answer_report *r, int step)
{
    const trace *t = r->trace;
    const int frame = (step + 1) * t->per_step - 1;
    char heading[64];
    cell_marks m;
    marks_of(r, frame, frame - t->per_step, &m);
    if (step == 0) /* all is new */
        for (int i = 0; i < t->cells; i++) m.marks[i] &= (uint8_t)~MARK_CHANGED;
    put_heading(heading, sizeof heading, r, step);
    put_grid(s, r->kind, r->shape, frame_answer(t, frame), &m, heading);
}

/* --- the drawing ------------------------------------------------------------------------------------------------- */

int svg_open(svg *s)
{
    *s = (svg){.left = GAP, .top = HEAD};
    s->body = open_memstream(&s->text, &s->size);
    return s->body ? 0 : -1;
}

void svg_add_grid(svg *s, const puzzle_kind *kind, const grid_shape *shape, const uint8_t *grid, int apart,
                  const char *heading)
{
    if (apart) next_row(s);
    put_grid(s, kind, shape, grid, NULL, heading);
}

void svg_add_outcome(svg *s, const answer_report *r, const char *heading)
{
    const int frame = r->trace->frames - 1;
    cell_marks m;
    s->coloured = kind_is_coloured(r->kind);
    marks_of(r, frame, -1, &m);
    put_grid(s, r->kind, r->shape, frame_answer(r->trace, frame), &m, heading);
}

void svg_add(svg *s, const answer_report *r, int last_alone, const char *heading)
{
    s->coloured = kind_is_coloured(r->kind);
    if (!last_alone) svg_add_grid(s, r->kind, r->shape, r->question, 1, heading);
    for (int step = last_alone ? r->steps - 1 : 0; step < r->steps; step++) put_step(s, r, step);
}

static void put_legend(const svg *s, FILE *out, int high)
{
    fprintf(out,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"start\" font-size=\"12\">%s; blue corner: changed in this step; red "
            "box with a stroke: %s%s%s</text>\n",
            GAP, high - 8, s->coloured ? "small: in doubt (below 90%)" : "bold: given; shaded: in doubt (below 90%)",
            s->coloured ? "wrong" : "breaks a rule", s->note ? "; " : "", s->note ? s->note : "");
}

int svg_end(svg *s, FILE *out, const char *title)
{
    const int legend = s->note ? 1020 : 700; /* its width */
    next_row(s);
    const int wide = s->wide < legend ? legend : s->wide, high = s->top - HEAD + GAP;
    int failed = fclose(s->body) != 0;
    s->body = NULL;
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" "
            "font-family=\"sans-serif\" font-size=\"16\" text-anchor=\"middle\" fill=\"#1b1d21\">\n"
            "<title>%s</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n",
            wide, high, wide, high, title, wide, high);
    put_legend(s, out, high);
    if (!failed) fwrite(s->text, 1, s->size, out);
    fputs("</svg>\n", out);
    svg_discard(s);
    return failed ? -1 : 0;
}

void svg_discard(svg *s)
{
    if (s->body) fclose(s->body);
    free(s->text);
    *s = (svg){0};
}
