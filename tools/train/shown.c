#include "tools/train/shown.h"

#include <stdio.h> /* snprintf */
#include <string.h>

void run_shown_close(run_shown *s)
{
    for (int i = 0; i < RUN_REPORT_SHOWN; i++) puzzle_view_close(&s->view[i]);
    s->count = 0;
}

int run_report_watch(run_shown *s, const batch *b, infer_options *how, int fills)
{
    enum { WITH_STATES = 4096 }; /* cells; y and z of all steps of larger ones would take much memory */
    run_shown_close(s);
    for (int i = 0; i < b->count; i++) {
        char name[48];
        snprintf(name, sizeof name, "puzzle %ld of the test", b->first + i + 1);
        const view_words words = {.name = name, .fills = fills, .belief = belief_plain(), .about = ""};
        s->shape[i] = encoding_question(b->code, batch_tokens(b, i), b->sides[i], s->question[i]);
        if (puzzle_view_open(&s->view[i], b->code, b->code->kind, &s->shape[i], s->question[i], &words, how)) return -1;
    }
    puzzle_views_watch(s->view, how, b->code->cells);
    if (b->code->cells > WITH_STATES) how->trace &= ~TRACE_STATES;
    return 0;
}

/* What the rules say of the answer, with the cells that the question gives put back. */
static int keep(run_shown *s, const batch *b, int i, const prediction *p)
{
    uint8_t grid[KIND_MAX_CELLS];
    char sentence[KIND_SENTENCE] = "";
    const int cells = grid_cells(&s->shape[i]);
    memcpy(grid, batch_answer(b, i), (size_t)cells);
    keep_given(b->code, &s->shape[i], s->question[i], grid);
    for (int l = 0; l < cells; l++) grid[l] = (uint8_t)(grid[l] + b->code->first);
    int right = b->code->kind->check_answer(&s->shape[i], s->question[i], grid, NULL, sentence) == 0;
    return puzzle_view_judge(&s->view[i], p, right, sentence);
}

int run_report_keep(run_shown *s, const batch *b, const prediction *predictions)
{
    for (int i = 0; i < b->count; i++)
        if (keep(s, b, i, &predictions[i])) return -1;
    s->count = (int)b->count;
    return 0;
}
