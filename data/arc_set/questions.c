#include "data/arc_set/questions.h"

#include <stdlib.h>

enum { ASKED_AT_ONCE = 1024 }; /* questions, and up to those of one input more */

int arc_questions_open(arc_questions *q, const encoding *code, int augmentations)
{
    size_t room = ASKED_AT_ONCE + (size_t)augmentations;
    *q = (arc_questions){.of = malloc(room * sizeof *q->of), .confidence = malloc(room * sizeof *q->confidence)};
    return batch_open(&q->asked, code, (long)room) || !q->of || !q->confidence ? -1 : 0;
}

void arc_questions_close(arc_questions *q)
{
    batch_close(&q->asked);
    free(q->of);
    free(q->confidence);
    *q = (arc_questions){0};
}

static void ask_input(arc_questions *q, const arc_examples *e, long number, int test, int augmentations)
{
    batch *b = &q->asked;
    int most = e->augmentations->of[number].count;
    for (int v = 0; v < augmentations && v < most; v++) {
        long id = arc_examples_question(e, number, test, v, batch_tokens(b, b->count));
        if (id < 0) continue;
        q->of[b->count] = (arc_question){number, test, v};
        b->sides[b->count] = b->code->frame ? arc_examples_side(e, number) : 0;
        b->ids[b->count++] = (int32_t)id;
    }
}

int arc_ask(arc_questions *q, const arc_examples *e, int augmentations, long *input)
{
    long number = 0, first = 0; /* of the task, and of its first input */
    q->asked.count = 0;
    q->first = *input;
    while (number < e->tasks->count && q->asked.count < ASKED_AT_ONCE) {
        int tests = e->tasks->items[number].test_count;
        if (*input < first + tests) ask_input(q, e, number, (int)((*input)++ - first), augmentations);
        if (*input < first + tests) continue;
        first += tests;
        number++;
    }
    q->end = *input;
    return q->end > q->first;
}

/* Counts the votes on one input; its questions stand side by side from *at on, which moves past them. */
static int count_input(const arc_questions *q, const arc_examples *e, long number, int test, long *at,
                       arc_attempts *attempts)
{
    arc_ballot ballot = {0};
    int failed = 0;
    for (; *at < q->asked.count && q->of[*at].task == number && q->of[*at].test == test; ++*at) {
        arc_grid grid;
        if (arc_examples_answer(e, number, q->of[*at].v, batch_answer(&q->asked, *at), &grid) != 0) continue;
        failed |= arc_ballot_add(&ballot, &grid, q->confidence[*at]);
    }
    arc_attempts_set(attempts, number, test, &ballot);
    arc_ballot_free(&ballot);
    return failed;
}

int arc_count(const arc_questions *q, const arc_examples *e, arc_attempts *attempts)
{
    long at = 0;
    int failed = 0;
    for (long i = 0; i < e->tasks->count; i++)
        for (long input = attempts->first[i]; input < attempts->first[i + 1]; input++)
            if (input >= q->first && input < q->end)
                failed |= count_input(q, e, i, (int)(input - attempts->first[i]), &at, attempts);
    return failed;
}
