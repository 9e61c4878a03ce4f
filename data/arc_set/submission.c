/* Attempts in the form in which competitions take them. */
#include "puzzles/arc/vote.h"

#include "base/json.h"

#include <stdlib.h>

void task_put_grid(const colour_grid *grid, FILE *file)
{
    fputc('[', file);
    for (int r = 0; r < grid->rows; r++) {
        fputs(r > 0 ? ", [" : "[", file);
        for (int c = 0; c < grid->cols; c++) fprintf(file, "%s%d", c > 0 ? ", " : "", grid->cell[r * grid->cols + c]);
        fputc(']', file);
    }
    fputc(']', file);
}

/* The form asks for two attempts, made or not. */
static void put_input(const task_attempts *a, long input, FILE *file)
{
    static const colour_grid nothing = {.rows = 1, .cols = 1};
    const colour_grid *grids = a->grids + input * a->most;
    fputs("{\"attempt_1\": ", file);
    task_put_grid(a->count[input] > 0 ? &grids[0] : &nothing, file);
    fputs(", \"attempt_2\": ", file);
    task_put_grid(a->count[input] > 1 ? &grids[1] : a->count[input] > 0 ? &grids[0] : &nothing, file);
    fputc('}', file);
}

int task_put_name(const char *name, FILE *file)
{
    json_put_string(file, name);
    return 0;
}

static int put_task(const task_attempts *a, long number, FILE *file)
{
    const task *t = &a->list->items[number];
    if (task_put_name(t->name, file) != 0) return -1;
    fputs(": [", file);
    for (int i = 0; i < t->test_count; i++) {
        if (i > 0) fputs(", ", file);
        put_input(a, a->first[number] + i, file);
    }
    fputc(']', file);
    return 0;
}

static int was_asked(const task_attempts *a, long number)
{
    for (int i = 0; i < a->list->items[number].test_count; i++)
        if (a->count[a->first[number] + i] != TASK_NOT_ASKED) return 1;
    return 0;
}

int task_write_submission(const task_attempts *a, FILE *file)
{
    int any = 0;
    fputc('{', file);
    for (long i = 0; i < a->list->count; i++) {
        if (!was_asked(a, i)) continue;
        fputs(any++ ? ",\n" : "\n", file);
        if (put_task(a, i, file) != 0) return -1;
    }
    fputs("\n}\n", file);
    return ferror(file) || fflush(file) != 0 ? -1 : 0;
}

char *task_submission(const task_attempts *a)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    int failed = memory == NULL || task_write_submission(a, memory) != 0;
    if (memory != NULL && fclose(memory) != 0) failed = 1;
    if (!failed) return text;
    free(text);
    return NULL;
}
