#include "data/arc_set/questions.h"

#include <stdlib.h>

enum { ASKED_AT_ONCE = 1024 }; /* questions, and up to those of one input more */

int arc_questions_open(arc_questions *q, const arc_examples *e, const encoding *code, int most)
{
    size_t room = ASKED_AT_ONCE + (size_t)most;
    *q = (arc_questions){.e = e, .most = most};
    q->of = malloc(room * sizeof *q->of);
    q->confidence = malloc(room * sizeof *q->confidence);
    return batch_open(&q->asked, code, (long)room) || !q->of || !q->confidence ? -1 : 0;
}

void arc_questions_close(arc_questions *q)
{
    batch_close(&q->asked);
    free(q->of);
    free(q->confidence);
    *q = (arc_questions){0};
}

static void ask_input(arc_questions *q, long number, int test)
{
    batch *b = &q->asked;
    int most = q->e->augmentations->of[number].count;
    for (int v = 0; v < q->most && v < most; v++) {
        long id = arc_examples_question(q->e, number, test, v, batch_tokens(b, b->count));
        if (id < 0) continue;
        q->of[b->count] = (arc_question){number, test, v};
        b->sides[b->count] = b->code->frame ? arc_examples_side(q->e, number) : 0;
        b->ids[b->count++] = (int32_t)id;
    }
}

/* To the next test input of this task or the next one. */
static void advance(arc_question *at, const arc_tasks *tasks)
{
    if (++at->test < tasks->items[at->task].test_count) return;
    at->task++;
    at->test = 0;
}

int arc_ask(arc_questions *q)
{
    const arc_tasks *tasks = q->e->tasks;
    q->asked.count = 0;
    q->first = q->next;
    for (; q->next.task < tasks->count && q->asked.count < ASKED_AT_ONCE; advance(&q->next, tasks))
        ask_input(q, q->next.task, q->next.test);
    return q->first.task < tasks->count;
}

void arc_ask_one(arc_questions *q, long task, int test)
{
    q->asked.count = 0;
    q->first = q->next = (arc_question){.task = task, .test = test};
    ask_input(q, task, test);
    advance(&q->next, q->e->tasks);
}

/* Counts the votes on one input; its questions stand side by side from *at on, which moves past them. */
static int count_input(const arc_questions *q, long number, int test, long *at, arc_attempts *attempts)
{
    arc_ballot ballot = {0};
    int failed = 0;
    for (; *at < q->asked.count && q->of[*at].task == number && q->of[*at].test == test; ++*at) {
        arc_grid grid;
        if (arc_examples_answer(q->e, number, q->of[*at].v, batch_answer(&q->asked, *at), &grid) != 0) continue;
        failed |= arc_ballot_add(&ballot, &grid, q->confidence[*at]);
    }
    failed |= arc_attempts_set(attempts, number, test, &ballot);
    arc_ballot_free(&ballot);
    return failed;
}

int arc_count(const arc_questions *q, arc_attempts *attempts)
{
    long at = 0;
    int failed = 0;
    for (arc_question input = q->first; input.task != q->next.task || input.test != q->next.test;
         advance(&input, q->e->tasks))
        failed |= count_input(q, input.task, input.test, &at, attempts);
    return failed;
}
