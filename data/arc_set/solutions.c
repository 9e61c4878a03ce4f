/* The outputs of the tests, which the second file of a pair holds. */
#include "data/arc_set/task_reader.h"

#include <stdlib.h>
#include <string.h>

static int name_and_task(const void *name, const void *item)
{
    return strcmp(name, ((const arc_task *)item)->name);
}

/* The list of a challenges file is of one set, so its order is that of the names. */
static arc_task *find_task(const arc_tasks *list, const char *name)
{
    return bsearch(name, list->items, (size_t)list->count, sizeof *list->items, name_and_task);
}

/* Challenges that give an output themselves may repeat it here, but not contradict it. */
static int read_solution(arc_reader *r, arc_pair *test)
{
    arc_grid output;
    int status = arc_read_grid(r, &output);
    if (status != OK) return status;
    if (test->has_output && !arc_grid_equal(&output, &test->output))
        return arc_fault(r, "another output than the challenges file gives");
    test->output = output;
    test->has_output = 1;
    return OK;
}

static const char *plural(int count)
{
    return count == 1 ? "" : "s";
}

static int read_outputs(arc_reader *r, arc_task *t)
{
    int more, count = 0, status;
    for (more = json_open(&r->json, '[', ']'); more > 0; more = json_more(&r->json, ']')) {
        if (count == t->test_count)
            return arc_fault(r, "more outputs than the %d test input%s of the challenges file", t->test_count,
                             plural(t->test_count));
        r->part = "output";
        r->pair = count + 1;
        if ((status = read_solution(r, &t->tests[count++])) != OK) return status;
        r->part = NULL;
        r->pair = 0;
    }
    if (more < 0) return arc_fault_json(r);
    if (count < t->test_count)
        return arc_fault(r, "found %d output%s for the %d test input%s of the challenges file", count, plural(count),
                         t->test_count, plural(t->test_count));
    return OK;
}

/* solved [tasks]: which ones have been met. */
static int read_task(arc_reader *r, const char *challenges, char *solved)
{
    char *name;
    if (!json_string(&r->json, &name) || !json_take(&r->json, ':')) return arc_fault_json(r);
    r->task = name;
    arc_task *t = find_task(r->list, name);
    if (t == NULL) return arc_fault(r, "is not among the tasks of %s", challenges);
    if (solved[t - r->list->items]++) return arc_fault(r, "a second solution of this task, expected one");
    int status = read_outputs(r, t);
    if (status == OK) r->task = NULL;
    return status;
}

static int read_all(arc_reader *r, const char *challenges, char *solved)
{
    int more, status;
    for (more = json_open(&r->json, '{', '}'); more > 0; more = json_more(&r->json, '}'))
        if ((status = read_task(r, challenges, solved)) != OK) return status;
    if (more < 0 || !json_end(&r->json)) return arc_fault_json(r);
    for (long i = 0; i < r->list->count; i++) {
        if (solved[i]) continue;
        r->task = r->list->items[i].name;
        return arc_fault(r, "has no solution, though it stands in %s", challenges);
    }
    return OK;
}

int arc_read_solutions(arc_reader *r, const char *challenges)
{
    char *solved = calloc((size_t)r->list->count + 1, 1);
    if (solved == NULL) return arc_fault_memory(r);
    int status = read_all(r, challenges, solved);
    free(solved);
    return status;
}
