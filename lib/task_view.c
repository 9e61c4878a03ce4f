#include "lib/task_view.h"

#include "lib/view.h"

#include <stdlib.h>
#include <string.h>

const char task_symbols[ARC_VOCABULARY + 1] = " ~0123456789";

int task_views_open(task_views *v, const task_group *g, belief b, int keep, int replays)
{
    *v = (task_views){.g = g, .belief = b, .inputs = g->attempts.inputs, .keep = keep, .replays = replays};
    v->of = calloc((size_t)v->inputs + 1, sizeof *v->of);
    return v->of ? 0 : -1;
}

void task_views_close(task_views *v)
{
    for (long i = 0; v->of && i < v->inputs; i++) {
        replay_close(&v->of[i].r);
        trace_close(&v->of[i].kept);
        free(v->of[i].text);
        free(v->of[i].about);
    }
    free(v->of);
    *v = (task_views){0};
}

/* --- what is right ----------------------------------------------------------------------------------------------- */

void task_tidy(const arc_examples *e, long task, uint8_t *classes)
{
    const int side = arc_examples_side(e, task);
    arc_grid grid;
    if (arc_examples_answer(e, task, 0, classes, &grid))
        memset(classes, ARC_TOKEN_PAD, (size_t)(side * side));
    else
        arc_encode(&grid, side, 0, 0, classes);
}

static void tidy(const void *rules, uint8_t *classes)
{
    const task_view *v = rules;
    task_tidy(v->e, v->task, classes);
}

/* Cells that differ from the output, as far as the frame holds it. */
static void mark_wrong(const arc_examples *e, long task, const arc_grid *right, const uint8_t *classes, uint8_t *wrong)
{
    const int side = arc_examples_side(e, task);
    uint8_t told[ARC_MAX_CELLS], tokens[ARC_MAX_CELLS];
    memset(wrong, 0, (size_t)(side * side));
    if (!arc_fits(right, side, 0, 0)) return;
    memcpy(told, classes, (size_t)(side * side));
    task_tidy(e, task, told);
    arc_encode(right, side, 0, 0, tokens);
    for (int i = 0; i < side * side; i++) wrong[i] = tokens[i] != ARC_TOKEN_PAD && tokens[i] != told[i];
}

judgement task_judge(const arc_examples *e, long task, int test, const uint8_t *classes, uint8_t *wrong,
                     char sentence[REPLAY_SENTENCE])
{
    const arc_packed *output = e->tasks->items[task].tests[test].output;
    arc_grid grid, right;
    if (!output) return JUDGED_UNKNOWN;
    int none = arc_examples_answer(e, task, 0, classes, &grid);
    arc_unpack(output, &right);
    if (wrong) mark_wrong(e, task, &right, classes, wrong);
    if (!none && arc_grid_equal(&grid, &right)) return JUDGED_RIGHT;
    if (none)
        snprintf(sentence, REPLAY_SENTENCE, "it is not a grid");
    else if (grid.rows != output->rows || grid.cols != output->cols)
        snprintf(sentence, REPLAY_SENTENCE, "it has %d x %d cells, the right one %d x %d", grid.rows, grid.cols,
                 output->rows, output->cols);
    else
        snprintf(sentence, REPLAY_SENTENCE, "it differs from the right grid");
    return JUDGED_WRONG;
}

/* The replay marks wrong cells by itself, from the right output. */
static judgement judge(const void *rules, const uint8_t *classes, uint8_t *broken, char sentence[REPLAY_SENTENCE])
{
    const task_view *v = rules;
    (void)broken;
    return task_judge(v->e, v->task, v->test, classes, NULL, sentence);
}

/* --- opening ----------------------------------------------------------------------------------------------------- */

static void put_grid(FILE *out, const arc_packed *grid)
{
    fprintf(out, "{\"rows\":%d,\"cols\":%d,\"grid\":\"", grid->rows, grid->cols);
    for (int i = 0; i < grid->rows * grid->cols; i++) fputc('0' + grid->cell[i], out);
    fputs("\"}", out);
}

/* Some demonstrations, since a task may have hundreds. */
static char *describe(const arc_task *t)
{
    enum { SHOWN = 6 };
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) return NULL;
    fputs(",\"demonstrations\":[", out);
    for (int i = 0; i < t->demonstration_count && i < SHOWN; i++) {
        fputs(i ? ",[" : "[", out);
        put_grid(out, t->demonstrations[i].input);
        fputc(',', out);
        put_grid(out, t->demonstrations[i].output);
        fputc(']', out);
    }
    fputc(']', out);
    if (!fclose(out)) return text;
    free(text);
    return NULL;
}

/* The right output as characters, ' ' outside; NULL if it is unknown or larger than the frame. */
static const char *right_output(const task_view *v, char *text)
{
    uint8_t tokens[ARC_MAX_CELLS];
    arc_grid grid;
    const arc_packed *output = v->e->tasks->items[v->task].tests[v->test].output;
    if (!output) return NULL;
    arc_unpack(output, &grid);
    if (!arc_fits(&grid, v->side, 0, 0)) return NULL;
    arc_encode(&grid, v->side, 0, 0, tokens);
    for (int i = 0; i < v->side * v->side; i++) text[i] = task_symbols[tokens[i]];
    return text;
}

static int open_view(task_view *v, const arc_question *asked, belief b, const uint8_t *tokens, const char *file,
                     const infer_options *how)
{
    const arc_task *task = &v->e->tasks->items[asked->task];
    const size_t cells = (size_t)(v->side * v->side);
    char name[256];
    v->text = malloc(2 * cells);
    v->about = describe(task);
    if (!v->text || !v->about) return -1;
    snprintf(name, sizeof name, "%s, test %d", *task->name ? task->name : file, asked->test + 1);
    for (size_t i = 0; i < cells; i++) v->text[i] = task_symbols[tokens[i]];
    const replay_puzzle p = {.kind = "arc",
                             .name = name,
                             .rows = v->side,
                             .cols = v->side,
                             .planes = 1,
                             .classes = ARC_VOCABULARY,
                             .symbols = task_symbols,
                             .question = v->text,
                             .answer = right_output(v, v->text + cells),
                             .measure = "halting logit",
                             .belief = b,
                             .threshold = how->threshold,
                             .most = how->steps,
                             .about = v->about,
                             .judge = judge,
                             .tidy = tidy,
                             .rules = v};
    return replay_open(&v->r, &p);
}

/* --- watching ---------------------------------------------------------------------------------------------------- */

static task_view *view_of(const task_views *v, long question)
{
    const arc_question *asked = &v->g->q.of[question];
    return asked->v == 0 ? &v->of[v->g->attempts.first[asked->task] + asked->test] : NULL;
}

enum { DETAILED = 64 }; /* of more test inputs answers and halting logits of steps alone are kept */

static void see(void *viewer, long question, const prediction *p, int best, const trace *t)
{
    const task_views *v = viewer;
    task_view *of = view_of(v, question);
    if (!of) return;
    of->made++;
    if (v->replays && (of->r.tries < REPLAY_TRIES || best)) of->failed |= replay_add(&of->r, p->sample, t);
    if (!best) return;
    of->p = *p;
    of->chosen = of->r.tries - 1;
    of->failed |= trace_copy(&of->kept, t, of - v->of < DETAILED ? v->keep : 0);
}

int task_views_watch(task_views *v, const char *file, infer_options *how)
{
    const arc_questions *q = &v->g->q;
    for (long i = 0; i < q->asked.count; i++) {
        task_view *of = view_of(v, i);
        if (!of) continue;
        *of = (task_view){
            .e = &v->g->set.examples, .task = q->of[i].task, .test = q->of[i].test, .side = q->asked.sides[i]};
        if (!of->side) of->side = q->asked.code->rows;
        if (v->replays && open_view(of, &q->of[i], v->belief, batch_tokens(&q->asked, i), file, how)) return -1;
    }
    how->seen = see;
    how->viewer = v;
    how->trace |= v->keep | (v->replays ? view_trace(q->asked.code->cells) : 0);
    return 0;
}

/* --- the end ----------------------------------------------------------------------------------------------------- */

const char *task_verdict(arc_outcome outcome, int k, char text[TASK_VERDICT])
{
    if (outcome == ARC_UNKNOWN)
        snprintf(text, TASK_VERDICT, "the right output is not known (attempts: %d)", k);
    else
        snprintf(text, TASK_VERDICT, "the output is %samong the first %d by the votes of all augmentations",
                 outcome == ARC_SOLVED ? "" : "not ", k);
    return text;
}

int task_view_end(task_view *v, const arc_attempts *attempts, int k)
{
    static const char *const words[] = {[ARC_SOLVED] = "solved: ", [ARC_MISSED] = "not solved: ", [ARC_UNKNOWN] = ""};
    static const judgement judgements[] = {
        [ARC_SOLVED] = JUDGED_RIGHT, [ARC_MISSED] = JUDGED_WRONG, [ARC_UNKNOWN] = JUDGED_UNKNOWN};
    const arc_outcome outcome = arc_attempts_outcome(attempts, v->task, v->test, k);
    char text[TASK_VERDICT], verdict[TASK_VERDICT + 16];
    if (v->failed) return -1;
    snprintf(verdict, sizeof verdict, "%s%s", words[outcome], task_verdict(outcome, k, text));
    return replay_end(&v->r, v->chosen, v->made, judgements[outcome], verdict);
}
