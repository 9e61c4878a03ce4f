#include "data/arc_set/exam.h"

#include <stdlib.h>

enum { ASKED_AT_ONCE = 1024 }; /* views, a few more at most than those of one input */

typedef struct question {
    long task;
    int test, view;
} question;

typedef struct exam {
    const task_examples *e;
    task_attempts *attempts;
    long room, count;    /* questions */
    question *questions; /* [room] */
    int32_t *ids;        /* [room] */
    int32_t *sides;      /* [room] */
    double *confidence;  /* [room] */
    uint8_t *tokens;     /* [room, F, F] */
    uint8_t *answers;    /* [room, F, F] */
} exam;

static size_t cells_of(const exam *x)
{
    return (size_t)(x->e->frame * x->e->frame);
}

static int open_exam(exam *x, int views)
{
    size_t room = ASKED_AT_ONCE + (size_t)views;
    x->room = ASKED_AT_ONCE;
    x->questions = malloc(room * sizeof *x->questions);
    x->ids = malloc(room * sizeof *x->ids);
    x->sides = malloc(room * sizeof *x->sides);
    x->confidence = malloc(room * sizeof *x->confidence);
    x->tokens = malloc(room * cells_of(x));
    x->answers = malloc(room * cells_of(x));
    return x->questions && x->ids && x->sides && x->confidence && x->tokens && x->answers ? 0 : -1;
}

static void close_exam(exam *x)
{
    free(x->questions);
    free(x->ids);
    free(x->sides);
    free(x->confidence);
    free(x->tokens);
    free(x->answers);
}

/* All views of an input stand side by side. */
static void ask(exam *x, long number, int test, int views)
{
    int most = x->e->views->orbits[number].count, side = task_examples_side(x->e, number);
    for (int v = 0; v < views && v < most; v++) {
        long id = task_examples_question(x->e, number, test, v, x->tokens + (size_t)x->count * cells_of(x));
        if (id < 0) continue;
        x->questions[x->count] = (question){number, test, v};
        x->sides[x->count] = side;
        x->ids[x->count++] = (int32_t)id;
    }
}

/* Counts the votes on the input of question `first`. Returns the first question of the next one, or -1. */
static long count_votes(exam *x, long first)
{
    const question *q = x->questions;
    task_ballot ballot = {0};
    long i = first;
    int failed = 0;
    for (; i < x->count && q[i].task == q[first].task && q[i].test == q[first].test; i++) {
        colour_grid grid;
        const uint8_t *answer = x->answers + (size_t)i * cells_of(x);
        if (task_examples_answer(x->e, q[i].task, q[i].view, answer, &grid) != 0) continue;
        failed |= task_ballot_add(&ballot, &grid, x->confidence[i]) != 0;
    }
    task_attempts_set(x->attempts, q[first].task, q[first].test, &ballot);
    task_ballot_free(&ballot);
    return failed ? -1 : i;
}

static int answer_all(exam *x, task_answerer answer, void *model)
{
    if (x->count == 0) return 0;
    const task_questions asked = {x->count, x->tokens, x->ids, x->sides};
    int bad = answer(model, &asked, x->answers, x->confidence);
    if (bad) return bad;
    for (long first = 0; first >= 0 && first < x->count;) {
        first = count_votes(x, first);
        if (first < 0) return -1;
    }
    x->count = 0;
    return 0;
}

static int run(exam *x, int views, task_answerer answer, void *model)
{
    const task_list *list = x->e->list;
    for (long i = 0; i < list->count; i++)
        for (int test = 0; test < list->items[i].test_count; test++) {
            task_ballot none = {0};
            task_attempts_set(x->attempts, i, test, &none);
            ask(x, i, test, views);
            int bad = x->count >= x->room ? answer_all(x, answer, model) : 0;
            if (bad) return bad;
        }
    return answer_all(x, answer, model);
}

int task_exam(const task_examples *e, int views, task_answerer answer, void *model, task_attempts *attempts)
{
    exam x = {.e = e, .attempts = attempts};
    int bad = open_exam(&x, views);
    if (!bad) bad = run(&x, views, answer, model);
    close_exam(&x);
    return bad;
}
