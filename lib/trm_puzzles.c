#include "lib/handles.h"

#include "data/arc_set/task_file.h"

#include <limits.h> /* LONG_MAX */

/* NULL: no kind has that name. */
static const puzzle_kind *kind_named(const char *name)
{
    for (int k = 0; puzzle_kinds[k]; k++)
        if (!strcmp(puzzle_kinds[k]->name, name)) return puzzle_kinds[k];
    return NULL;
}

/* As ./solve reads them. */
static int read_all(puzzle_list *list, text_source *text, const puzzle_kind *kind, int unique, error *err)
{
    const source_options how = {.kind = kind, .unique = unique, .lenient = 1};
    int status;
    puzzle_source *s = puzzle_source_open(text, &how, &status, err);
    if (s) status = puzzle_source_next(s, list, LONG_MAX, err);
    puzzle_source_close(s);
    return status;
}

/* The text is decoded in place, so in a copy. */
static int read_tasks(arc_tasks *tasks, const char *name, const char *text, size_t length, error *err)
{
    file_bytes copy = {.bytes = malloc(length + 1), .length = length};
    if (!copy.bytes) return fail_memory(err, "tasks");
    memcpy(copy.bytes, text, length);
    copy.bytes[length] = '\0';
    int status = arc_tasks_parse(tasks, name, &copy, err);
    file_free(&copy);
    return status;
}

static int is_arc(const char *kind, const char *text, size_t length)
{
    return kind ? !strcmp(kind, "arc") : looks_like_arc_text(text, length);
}

/* A text of nothing but faults is one. */
static int check_any(const puzzle_list *list, error *err)
{
    for (long i = 0; i < list->count; i++)
        if (!list->items[i].fault) return OK;
    return list->count ? fail(err, BAD_INPUT, "%s", list->items[0].fault) : OK;
}

int trm_puzzles_open(trm_puzzles **p, const char *name, const char *text, size_t length, const char *kind, int how,
                     trm_error *err)
{
    error found = {0};
    text_source source;
    char *kept;
    const int tasks = is_arc(kind, text, length);
    const puzzle_kind *known = kind ? kind_named(kind) : NULL;
    int status = OK;
    *p = NULL;
    if (kind && !known && !tasks) status = fail(&found, BAD_INPUT, "kind %s: there is no such kind of puzzle", kind);
    if (status == OK && !(*p = new_handle(sizeof **p, name, &kept))) status = fail_memory(&found, "puzzles");
    if (status == OK) (*p)->name = kept;
    text_source_of(&source, name, text, length);
    if (status == OK)
        status = tasks ? read_tasks(&(*p)->tasks, name, text, length, &found)
                       : read_all(&(*p)->list, &source, known, !(how & TRM_SEVERAL_ANSWERS), &found);
    if (status == OK) status = check_any(&(*p)->list, &found);
    if (status != OK) {
        trm_puzzles_close(*p);
        *p = NULL;
    }
    return hand_on(err, &found, status);
}

void trm_puzzles_close(trm_puzzles *p)
{
    if (p) puzzle_list_free(&p->list);
    if (p) arc_tasks_free(&p->tasks);
    free(p);
}

long trm_puzzles_count(const trm_puzzles *p)
{
    long tests = 0;
    for (long i = 0; i < p->tasks.count; i++) tests += p->tasks.items[i].test_count;
    return p->list.count + tests;
}

static trm_puzzle test_at(const arc_task *t, int test)
{
    const arc_packed *input = t->tests[test].input, *output = t->tests[test].output;
    return (trm_puzzle){.kind = "arc",
                        .rows = input->rows,
                        .cols = input->cols,
                        .question = input->cell,
                        .answer = output ? output->cell : NULL,
                        .answer_rows = output ? output->rows : 0,
                        .answer_cols = output ? output->cols : 0,
                        .demonstrations = t->demonstration_count,
                        .line = t->line};
}

trm_puzzle trm_puzzles_at(const trm_puzzles *p, long i)
{
    long task;
    int test;
    if (find_test(p, i, &task, &test)) return test_at(&p->tasks.items[task], test);
    const puzzle *x = &p->list.items[i];
    if (x->fault) return (trm_puzzle){.kind = "", .fault = x->fault, .line = x->line};
    return (trm_puzzle){.kind = x->kind->name,
                        .rows = x->shape.rows,
                        .cols = x->shape.cols,
                        .form = x->shape.form,
                        .question = x->question,
                        .answer = x->answer,
                        .answer_rows = x->shape.rows,
                        .answer_cols = x->shape.cols,
                        .line = x->line};
}

trm_demonstration trm_puzzles_demonstration(const trm_puzzles *p, long i, int k)
{
    long task;
    int test;
    if (!find_test(p, i, &task, &test) || k < 0 || k >= p->tasks.items[task].demonstration_count)
        return (trm_demonstration){.rows = 0};
    const arc_pair *pair = &p->tasks.items[task].demonstrations[k];
    return (trm_demonstration){.rows = pair->input->rows,
                               .cols = pair->input->cols,
                               .output_rows = pair->output->rows,
                               .output_cols = pair->output->cols,
                               .input = pair->input->cell,
                               .output = pair->output->cell};
}
