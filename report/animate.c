#include "report/animate.h"

#include "puzzles/program/program.h"
#include "puzzles/sudoku/sudoku.h"
#include "report/marks.h"
#include "report/output_kind.h"

#include <string.h>
#include <time.h>

static const char PLAIN[] = "\033[0m", BOLD[] = "\033[1m";
static const float DOUBT = 0.9F; /* below this a cell is in doubt */

animate_shades animate_shades_of(int in_colour, const char *colorterm)
{
    if (!in_colour) return SHADES_NONE;
    return colorterm && (strstr(colorterm, "truecolor") || strstr(colorterm, "24bit")) ? SHADES_24_BIT : SHADES_16;
}

/* --- a grid ------------------------------------------------------------------------------------------------------ */

/* Amber, the stronger the less likely; the text on it is black. */
static void shade(FILE *out, animate_shades shades, float chance)
{
    int faint = (int)(chance * 160);
    if (shades == SHADES_24_BIT)
        fprintf(out, "\033[30;48;2;255;%d;%dm", 170 + faint / 2, 40 + faint);
    else if (shades == SHADES_16 && chance < DOUBT)
        fprintf(out, "\033[30;43m");
}

/* On a terminal with colours the cell is in its own. */
static int put_colour(FILE *out, const answer_report *r, const animate_options *o, int cell, int symbol)
{
    const int colour = o->shades == SHADES_24_BIT ? cell_colour(r->kind, r->shape, cell, symbol) : -1;
    if (colour < 0) return 0;
    const uint8_t *rgb = colour_rgb(colour);
    fprintf(out, "\033[%d;48;2;%d;%d;%dm", colour_is_dark(colour) ? 97 : 30, rgb[0], rgb[1], rgb[2]);
    return 1;
}

/* Two columns: the symbol, and a sign for what is to be said of it. */
static void put_cell(FILE *out, const answer_report *r, const animate_options *o, int cell, int symbol, int marks,
                     float chance)
{
    const int coloured = put_colour(out, r, o, cell, symbol);
    const int styled = coloured || (o->shades != SHADES_NONE && ((marks & MARK_GIVEN) || chance < 0.995F));
    if (!coloured && styled && (marks & MARK_GIVEN))
        fputs(BOLD, out);
    else if (!coloured && styled)
        shade(out, o->shades, chance);
    char sign = marks & MARK_BROKEN ? '!' : marks & MARK_CHANGED ? '*' : chance < DOUBT ? '?' : ' ';
    fprintf(out, "%c%c%s", r->kind->symbol_char(r->shape, symbol), sign, styled ? PLAIN : "");
}

/* Blanks between the boxes of a Sudoku. */
static grid_shape box_of(const answer_report *r)
{
    const grid_shape none = {.rows = r->shape->rows, .cols = r->shape->cols};
    return r->kind == &kind_sudoku ? sudoku_box_of(r->shape) : none;
}

int animate_lines(const answer_report *r)
{
    return r->shape->rows + (r->shape->rows - 1) / box_of(r).rows + 2;
}

/* m NULL: the question. Every line is cleared to its end. */
static int put_grid(FILE *out, const answer_report *r, const animate_options *o, const uint8_t *grid,
                    const cell_marks *m)
{
    const char *end = o->in_place ? "\033[K\n" : "\n";
    grid_shape box = box_of(r);
    int lines = 0;
    for (int row = 0; row < r->shape->rows; row++, lines++) {
        if (row > 0 && row % box.rows == 0) lines++, fputs(end, out);
        for (int col = 0; col < r->shape->cols; col++) {
            int i = row * r->shape->cols + col;
            if (col > 0 && col % box.cols == 0) fputs("  ", out);
            put_cell(out, r, o, i, grid[i], m ? m->marks[i] : 0, m ? m->chance[i] : 1);
        }
        fputs(end, out);
    }
    return lines;
}

/* --- frames ------------------------------------------------------------------------------------------------------ */

static void put_heading(FILE *out, const answer_report *r, const animate_options *o, int frame)
{
    const trace *t = r->trace;
    const char *end = o->in_place ? "\033[K\n" : "\n";
    char now[PERCENT_TEXT], enough[PERCENT_TEXT];
    fprintf(out, "step %d of %d", frame / t->per_step + 1, r->steps);
    if (t->per_step > 1 && o->in_place) fprintf(out, ", update %2d of %d", frame % t->per_step + 1, t->per_step);
    if (strcmp(r->measure, "halting logit")) {
        fprintf(out, "  %s %.1f%s", r->measure, t->halts[frame], end);
        return;
    }
    double chance = belief_sure(&r->belief, t->halts[frame]);
    fprintf(out, "  halting %7s (stops above %s) ", percent_text(chance, now),
            percent_text(belief_sure(&r->belief, o->threshold), enough));
    for (int k = 0; k < 20; k++) fputc(chance * 20 > k + 0.5 ? '#' : '.', out);
    fputs(end, out);
}

static int put_legend(FILE *out, const answer_report *r, const animate_options *o)
{
    const char *end = o->in_place ? "\033[K\n" : "\n";
    if (o->shades != SHADES_NONE && !kind_is_coloured(r->kind)) fprintf(out, "%sgiven%s  ", BOLD, PLAIN);
    fprintf(out, "* changed  ! %s", kind_is_coloured(r->kind) ? "wrong" : "breaks a rule");
    if (r->trace->logits) {
        fputs("  ", out);
        shade(out, o->shades, 0.4F);
        fprintf(out, "? in doubt%s (below 90%%)", o->shades != SHADES_NONE ? PLAIN : "");
    }
    if (r->kind == &kind_program) fprintf(out, "  first row: counter, J: jump; letter: cursor");
    fputs(end, out);
    return 1;
}

static void hold(FILE *out, const animate_options *o, double seconds)
{
    const struct timespec t = {.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (int)seconds) * 1e9)};
    fflush(out);
    if (o->in_place) nanosleep(&t, NULL);
}

void animate(FILE *out, const answer_report *r, const animate_options *o)
{
    const trace *t = r->trace;
    cell_marks m;
    fprintf(out, "question\n");
    int lines = put_grid(out, r, o, r->question, NULL) + 1;
    lines += put_legend(out, r, o);
    hold(out, o, 1);
    for (int frame = 0; frame < t->frames; frame++) {
        int ends = (frame + 1) % t->per_step == 0;
        /* Where nothing can be drawn over, the ends of steps are enough. */
        if (!o->in_place && !ends) continue;
        marks_of(r, frame, o->in_place ? frame - 1 : frame - t->per_step, &m);
        if (o->in_place)
            fprintf(out, "\033[%dA", lines);
        else
            fputc('\n', out);
        put_heading(out, r, o, frame);
        lines = 1 + put_grid(out, r, o, frame_answer(t, frame), &m);
        if (o->in_place) lines += put_legend(out, r, o);
        hold(out, o, ends ? 0.8 : 0.12);
    }
    fputc('\n', out);
}
