#include "tools/draw_task.h"

#include "report/output_kind.h"

#include <stdio.h>

/* A test input, and what is right, as tokens in the frame. */
typedef struct drawn {
    grid_shape shape;
    uint8_t question[ARC_MAX_CELLS], right[ARC_MAX_CELLS];
    answer_report r;
} drawn;

/* Returns 0, or -1 if the frame does not hold the grid. */
static int put_tokens(const arc_packed *packed, int side, uint8_t *tokens)
{
    arc_grid grid;
    if (!packed || !arc_fits(arc_unpack(packed, &grid), side, 0, 0)) return -1;
    arc_encode(&grid, side, 0, 0, tokens);
    return 0;
}

static void open_drawn(drawn *d, task_view *v, const solve_settings *s)
{
    const arc_pair *pair = &v->e->tasks->items[v->task].tests[v->test];
    trace *t = &v->kept;
    d->shape = (grid_shape){.rows = v->side, .cols = v->side};
    for (int f = 0; f < t->frames; f++) task_tidy(v->e, v->task, t->answers + (size_t)f * (size_t)t->cells);
    put_tokens(pair->input, v->side, d->question);
    d->r = (answer_report){.kind = &kind_output,
                           .shape = &d->shape,
                           .question = d->question,
                           .answer = trace_answer(t, t->frames / t->per_step - 1),
                           .measure = "halting logit",
                           .halt = v->p.halt,
                           .belief = calibration_belief(&s->belief),
                           .steps = t->frames / t->per_step,
                           .planes = 1,
                           .right = put_tokens(pair->output, v->side, d->right) ? NULL : d->right,
                           .trace = t};
}

void draw_task_animate(task_view *v, const solve_settings *s)
{
    drawn d;
    open_drawn(&d, v, s);
    exhibit_animate(&d.r, s);
}

static void add_packed(svg *s, const arc_packed *grid, int apart, const char *heading)
{
    const grid_shape shape = {.rows = grid->rows, .cols = grid->cols};
    uint8_t symbols[ARC_MAX_CELLS];
    for (int i = 0; i < grid_cells(&shape); i++) symbols[i] = (uint8_t)(grid->cell[i] + ARC_TOKEN_COLOUR);
    svg_add_grid(s, &kind_output, &shape, symbols, apart, heading);
}

/* Two demonstrations in a row, the question and the steps, the right output. */
int draw_task(exhibit *x, task_view *v, const solve_settings *s, error *err)
{
    enum { SHOWN = 2 };
    const arc_task *task = &v->e->tasks->items[v->task];
    char title[128], heading[32];
    drawn d;
    svg to;
    open_drawn(&d, v, s);
    if (svg_open(&to)) return fail_memory(err, "the drawing");
    for (int i = 0; i < SHOWN && i < task->demonstration_count && !x->last_alone; i++) {
        snprintf(heading, sizeof heading, "example %d", i + 1);
        add_packed(&to, task->demonstrations[i].input, 0, heading);
        add_packed(&to, task->demonstrations[i].output, 0, "its output");
    }
    svg_add(&to, &d.r, x->last_alone, "asked");
    if (task->tests[v->test].output) add_packed(&to, task->tests[v->test].output, 0, "right output");
    snprintf(title, sizeof title, "Test %d of an ARC task as a model answered it, %d step%s", v->test + 1, d.r.steps,
             d.r.steps == 1 ? "" : "s");
    return exhibit_draw(x, &to, title, err);
}
