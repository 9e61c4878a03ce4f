/* ARC tasks and challenges; what is taken can be sorted, and its grids hashed. */
#include "data/arc_set/task_file.h"
#include "fuzz/fuzz.h"

static void check_task(const arc_task *t)
{
    for (int i = 0; i < t->demonstration_count; i++)
        if (arc_packed_side(t->demonstrations[i].input) < 1 || arc_packed_side(t->demonstrations[i].output) < 1)
            abort();
    for (int i = 0; i < t->test_count; i++)
        if (arc_packed_side(t->tests[i].input) > ARC_MAX_SIDE) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    error err = {0};
    arc_tasks tasks = {0};
    char *copy = copy_of(bytes, size);
    file_bytes text = {copy, size};
    int status = arc_tasks_parse(&tasks, "file", &text, &err);
    free(copy);
    check_refusal(status, &err);
    for (long i = 0; status == OK && i < tasks.count; i++) check_task(&tasks.items[i]);
    if (status == OK) arc_tasks_free(&tasks);
    return 0;
}
