#include "tools/exhibit_programs.h"

#include <stdlib.h>

enum { NAME = 128 };

int exhibit_watch_steps(exhibit *x, const encoding *code, const grid_shape *shape, const uint8_t *questions,
                        program_run *const *runs, const program_run *first, int count, infer_options *how)
{
    if (!x->page.file.out) return 0;
    exhibit_close_views(x);
    x->views = calloc((size_t)count + 1, sizeof *x->views);
    for (; x->views && x->count < count; x->count++) {
        const program_run *run = runs[x->count];
        char name[NAME], line[PROGRAM_LINE_TEXT];
        snprintf(name, sizeof name, "program %ld, step %d: line %d, %s", x->programs + (run - first) + 1,
                 run->steps + 1, run->line + 1, program_line_text(&run->p->line[run->line], line));
        const view_words words = {.name = name, .belief = x->belief, .about = ""};
        const uint8_t *question = questions + (size_t)x->count * (size_t)code->cells;
        if (puzzle_view_open(&x->views[x->count], code, &kind_program, shape, question, &words, how)) {
            puzzle_view_close(&x->views[x->count]);
            return -1;
        }
    }
    if (!x->views) return -1;
    puzzle_views_watch(x->views, how, code->cells);
    return 0;
}

int exhibit_step(exhibit *x, exhibit_part *part, int i, const prediction *p, const uint8_t *question,
                 const uint8_t *answer)
{
    if (!x->page.file.out) return 0;
    puzzle_view *v = &x->views[i];
    char sentence[KIND_SENTENCE] = "", verdict[KIND_SENTENCE + 32];
    int right = kind_program.check_answer(v->shape, question, answer, NULL, sentence) == 0;
    snprintf(verdict, sizeof verdict, "%s%s",
             right ? "this step is right" : "this step is wrong: ", right ? "" : sentence);
    if (!part->out && !(part->out = open_memstream(&part->text, &part->size))) return -1;
    if (puzzle_view_end(v, p, right ? JUDGED_RIGHT : JUDGED_WRONG, verdict)) return -1;
    if (ftell(part->out) > 0) fputs(",\n", part->out);
    fwrite(v->r.text, 1, v->r.size, part->out);
    puzzle_view_close(v);
    return ferror(part->out) ? -1 : 0;
}

/* --- the drawing --------------------------------------------------------------------------- */

/* Above the first step, the state in which the program begins. */
static int open_drawing(exhibit_part *part, const program_run *r)
{
    const grid_shape shape = program_shape(r->p->side);
    uint8_t start[PROGRAM_MAX_CELLS];
    if (svg_open(&part->drawing)) return -1;
    program_begin(r->p, start);
    svg_add_grid(&part->drawing, &kind_program, &shape, start, 1, "start");
    return 0;
}

int exhibit_draw_step(const exhibit *x, exhibit_part *part, const program_run *r, const answer_report *step)
{
    char heading[PROGRAM_LINE_TEXT + 16], line[PROGRAM_LINE_TEXT];
    const int is_last = program_next(r->p, r->line, step->answer) >= r->p->lines || r->steps + 1 == PROGRAM_MAX_STEPS;
    if (!x->svg || (x->last_alone && !is_last)) return 0;
    if (!part->drawing.body && (x->last_alone ? svg_open(&part->drawing) : open_drawing(part, r))) return -1;
    snprintf(heading, sizeof heading, "%d. %s", r->steps + 1, program_line_text(&r->p->line[r->line], line));
    svg_add_outcome(&part->drawing, step, heading);
    return 0;
}

static int write_drawing(exhibit *x, exhibit_part *part, const program_run *r, error *err)
{
    char title[64];
    snprintf(title, sizeof title, "A program as a model ran it, %d step%s", r->steps, r->steps == 1 ? "" : "s");
    part->drawing.note = "letter: the cursor; first row: the counter, J: jump; rows are counted below it";
    return exhibit_draw(x, &part->drawing, title, err);
}

/* --- the end ------------------------------------------------------------------------------- */

int exhibit_put_part(exhibit *x, exhibit_part *part, const program_run *r, error *err)
{
    int status = part->drawing.body ? write_drawing(x, part, r, err) : OK;
    if (status != OK || !x->page.file.out) return status;
    if (!part->out || fflush(part->out)) return fail_memory(err, "the page");
    x->programs++;
    page_add(&x->page, part->text, part->size);
    return OK;
}

void exhibit_part_close(exhibit_part *part)
{
    if (part->out) fclose(part->out);
    free(part->text);
    svg_discard(&part->drawing);
    *part = (exhibit_part){0};
}
