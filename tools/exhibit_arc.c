#include "tools/exhibit_arc.h"

#include <stdlib.h>
#include <string.h>

/* Of the tokens, in their order. */
static const char symbols[] = " ~0123456789";

int arc_views_open(arc_views *v, const arc_attempts *attempts, trace *traces)
{
    *v = (arc_views){.attempts = attempts, .traces = traces};
    v->of = calloc((size_t)attempts->inputs + 1, sizeof *v->of);
    return v->of ? 0 : -1;
}

void arc_views_close(arc_views *v)
{
    for (long i = 0; v->of && i < v->attempts->inputs; i++) {
        replay_close(&v->of[i].r);
        free(v->of[i].text);
        free(v->of[i].about);
    }
    free(v->of);
    *v = (arc_views){0};
}

/* --- what is right ----------------------------------------------------------------------------------------------- */

static const arc_pair *pair_of(const arc_view *v)
{
    return &v->e->tasks->items[v->task].tests[v->test];
}

/* What lies outside of the grid means nothing, and without a grid all of it. */
static void tidy(const void *rules, uint8_t *classes)
{
    const arc_view *v = rules;
    arc_grid grid;
    if (arc_examples_answer(v->e, v->task, 0, classes, &grid))
        memset(classes, ARC_TOKEN_PAD, (size_t)(v->side * v->side));
    else
        arc_encode(&grid, v->side, 0, 0, classes);
}

static judgement judge(const void *rules, const uint8_t *classes, uint8_t *broken, char sentence[REPLAY_SENTENCE])
{
    const arc_view *v = rules;
    const arc_packed *output = pair_of(v)->output;
    arc_grid grid, right;
    (void)broken;
    if (!output) return JUDGED_UNKNOWN;
    int none = arc_examples_answer(v->e, v->task, 0, classes, &grid);
    if (!none && arc_grid_equal(&grid, arc_unpack(output, &right))) return JUDGED_RIGHT;
    if (none)
        snprintf(sentence, REPLAY_SENTENCE, "it is no grid");
    else if (grid.rows != output->rows || grid.cols != output->cols)
        snprintf(sentence, REPLAY_SENTENCE, "it has %d x %d cells, and the right one %d x %d", grid.rows, grid.cols,
                 output->rows, output->cols);
    else
        snprintf(sentence, REPLAY_SENTENCE, "it is another grid than the right one");
    return JUDGED_WRONG;
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
static const char *right_output(const arc_view *v, char *text)
{
    uint8_t tokens[ARC_MAX_CELLS];
    arc_grid grid;
    if (!pair_of(v)->output) return NULL;
    arc_unpack(pair_of(v)->output, &grid);
    if (!arc_fits(&grid, v->side, 0, 0)) return NULL;
    arc_encode(&grid, v->side, 0, 0, tokens);
    for (int i = 0; i < v->side * v->side; i++) text[i] = symbols[tokens[i]];
    return text;
}

static int open_view(arc_view *v, const arc_question *asked, const uint8_t *tokens, const char *file,
                     const infer_options *how)
{
    const arc_task *task = &v->e->tasks->items[asked->task];
    const size_t cells = (size_t)(v->side * v->side);
    char name[256];
    v->text = malloc(2 * cells);
    v->about = describe(task);
    if (!v->text || !v->about) return -1;
    snprintf(name, sizeof name, "%s%s%s, test %d", *task->name ? "" : file, task->name, "", asked->test + 1);
    for (size_t i = 0; i < cells; i++) v->text[i] = symbols[tokens[i]];
    const replay_puzzle p = {.kind = "arc",
                             .name = name,
                             .rows = v->side,
                             .cols = v->side,
                             .planes = 1,
                             .classes = ARC_VOCABULARY,
                             .symbols = symbols,
                             .question = v->text,
                             .answer = right_output(v, v->text + cells),
                             .measure = "halting logit",
                             .threshold = how->threshold,
                             .most = how->steps,
                             .about = v->about,
                             .judge = judge,
                             .tidy = tidy,
                             .rules = v};
    return replay_open(&v->r, &p);
}

/* --- watching ---------------------------------------------------------------------------------------------------- */

static arc_view *view_of(const arc_views *v, long question)
{
    const arc_question *asked = &v->q->of[question];
    return asked->v == 0 ? &v->of[v->attempts->first[asked->task] + asked->test] : NULL;
}

/* Answers and halting logits of the ends of the steps. */
static int keep_steps(trace *kept, const trace *t)
{
    int steps = t->frames / t->per_step;
    trace_close(kept);
    if (trace_open(kept, 0, 1, steps, t->cells, 0, 0)) return -1;
    for (; kept->frames < steps; kept->frames++) {
        memcpy(trace_answer(kept, kept->frames), trace_answer(t, kept->frames), (size_t)t->cells);
        kept->halts[kept->frames] = trace_halt(t, kept->frames);
    }
    return 0;
}

static void see(void *viewer, long question, const prediction *p, int best, const trace *t)
{
    const arc_views *v = viewer;
    arc_view *of = view_of(v, question);
    if (!of || (of->r.tries == REPLAY_TRIES && !best)) return;
    int failed = replay_add(&of->r, p->sample, t);
    if (best) {
        of->p = *p;
        of->chosen = of->r.tries - 1;
        if (keep_steps(&v->traces[of - v->of], t)) failed = -1;
    }
    if (failed) of->chosen = -1;
}

int arc_views_watch(arc_views *v, const arc_questions *q, const arc_examples *e, const char *file, infer_options *how)
{
    v->q = q;
    for (long i = 0; i < q->asked.count; i++) {
        arc_view *of = view_of(v, i);
        if (!of) continue;
        *of = (arc_view){.e = e, .task = q->of[i].task, .test = q->of[i].test, .side = q->asked.sides[i]};
        if (!of->side) of->side = q->asked.code->rows;
        if (open_view(of, &q->of[i], batch_tokens(&q->asked, i), file, how)) return -1;
    }
    how->seen = see;
    how->viewer = v;
    how->trace |= view_trace(q->asked.code->cells);
    return 0;
}

/* --- the end ----------------------------------------------------------------------------------------------------- */

int arc_views_put(arc_views *v, exhibit *x, long task, int test, int k)
{
    arc_view *of = &v->of[v->attempts->first[task] + test];
    char verdict[256];
    if (!of->r.out) return 0;
    if (of->chosen < 0) return -1;
    arc_outcome outcome = arc_attempts_outcome(v->attempts, task, test, k);
    snprintf(verdict, sizeof verdict,
             outcome == ARC_SOLVED   ? "solved: the output is among the first %d by the votes of all augmentations"
             : outcome == ARC_MISSED ? "not solved: the output is not among the first %d by the votes of all "
                                       "augmentations"
                                     : "nobody says what the output is (attempts: %d)",
             k);
    if (replay_end(&of->r, of->chosen, of->p.sample + 1,
                   outcome == ARC_SOLVED   ? JUDGED_RIGHT
                   : outcome == ARC_MISSED ? JUDGED_WRONG
                                           : JUDGED_UNKNOWN,
                   verdict))
        return -1;
    return exhibit_put(x, &of->r);
}
