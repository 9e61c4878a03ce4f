/* Which files a path stands for: a folder, two folders, a task, challenges with their solutions. */
#include "data/arc_set/task_reader.h"

#include "base/error.h"

#include <dirent.h> /* scandir */
#include <stdio.h>  /* snprintf */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define JSON       ".json"
#define PREFIX     "arc-agi_"
#define CHALLENGES "_challenges.json"
#define SOLUTIONS  "_solutions.json"

/* --- paths --------------------------------------------------------------------------------- */

static int is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static int is_there(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0;
}

static int ends_in(const char *text, size_t length, const char *end)
{
    size_t tail = strlen(end);
    return length >= tail && memcmp(text + length - tail, end, tail) == 0;
}

/* text[length] and `more`, or NULL without memory. */
static char *join(const char *text, size_t length, const char *between, const char *more)
{
    size_t size = length + strlen(between) + strlen(more) + 1;
    char *joined = malloc(size);
    if (joined == NULL) return NULL;
    memcpy(joined, text, length);
    snprintf(joined + length, size - length, "%s%s", between, more);
    return joined;
}

/* The length of a path without the slashes at its end. */
static size_t trimmed(const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') length--;
    return length;
}

static char *path_in(const char *folder, const char *name)
{
    size_t length = trimmed(folder);
    return join(folder, length, length > 0 && folder[length - 1] == '/' ? "" : "/", name);
}

/* Where the last part of path[length] begins. */
static size_t last_part(const char *path, size_t length)
{
    size_t at = length;
    while (at > 0 && path[at - 1] != '/') at--;
    return at;
}

/* The name of the folder that path[length] is. */
static char *folder_name(const char *path, size_t length)
{
    while (length > 1 && path[length - 1] == '/') length--;
    size_t at = last_part(path, length);
    return join(path + at, length - at, "", "");
}

/* NAME of "folder/NAME.json". */
static char *task_name_of(const char *path)
{
    size_t length = strlen(path), at = last_part(path, length);
    if (ends_in(path + at, length - at, JSON)) length -= strlen(JSON);
    return join(path + at, length - at, "", "");
}

/* SET of "folder/arc-agi_SET_challenges.json"; without prefix and suffix the whole name. */
static char *set_name_of(const char *path)
{
    char *name = task_name_of(path);
    if (name == NULL) return NULL;
    size_t length = strlen(name), start = 0, suffix = strlen(CHALLENGES) - strlen(JSON);
    if (ends_in(path, strlen(path), CHALLENGES) && length >= suffix) length -= suffix;
    if (length > strlen(PREFIX) && strncmp(name, PREFIX, strlen(PREFIX)) == 0) start = strlen(PREFIX);
    char *set = join(name + start, length - start, "", "");
    free(name);
    return set;
}

/* --- one file ------------------------------------------------------------------------------ */

typedef struct reading {
    task_list *list;
    error *err;
} reading;

static int fault(const reading *in, int status, const char *path, const char *sentence)
{
    fail_at(in->err, BAD_INPUT, file_name(path), 0, "%s", sentence);
    return status;
}

static int no_memory(const reading *in, const char *path)
{
    return fault(in, NO_FILE, path, "out of memory");
}

static task_reader reader_of(const reading *in, const char *set_name)
{
    return (task_reader){.list = in->list, .set_name = set_name, .err = in->err};
}

/* The set of challenges is told by the name of their file, that of a task by its folder. */
static int set_of_challenges(const reading *in, const char *path)
{
    for (long i = 0; i < in->list->count; i++) {
        task *t = &in->list->items[i];
        char *set_name = set_name_of(path);
        if (set_name == NULL) return no_memory(in, path);
        free(t->set_name);
        t->set_name = set_name;
        t->set = task_set_of_name(set_name);
    }
    return OK;
}

static int read_named(const reading *in, const char *path, const char *set_name, int *challenges)
{
    char *task_name = task_name_of(path);
    if (task_name == NULL) return no_memory(in, path);
    task_reader r = reader_of(in, set_name);
    int status = task_reader_open(&r, path);
    int may_be_challenges = challenges != NULL, is_challenges = 0;
    if (status == OK) status = task_read_tasks(&r, task_name, may_be_challenges, &is_challenges);
    task_reader_close(&r);
    free(task_name);
    if (may_be_challenges) *challenges = is_challenges;
    return status;
}

static int read_single(const reading *in, const char *path, int *challenges)
{
    char *set_name = folder_name(path, last_part(path, strlen(path)));
    if (set_name == NULL) return no_memory(in, path);
    int status = read_named(in, path, set_name, challenges);
    free(set_name);
    return status == OK && *challenges ? set_of_challenges(in, path) : status;
}

/* --- folders ------------------------------------------------------------------------------- */

/* Hidden files are left alone: some systems write their notes on a file beside it, under its name with a dot. */
static int is_task_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && ends_in(entry->d_name, strlen(entry->d_name), JSON);
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int read_entry(const reading *in, const char *folder, const char *name, const char *set_name)
{
    char *path = path_in(folder, name);
    int status = path != NULL ? read_named(in, path, set_name, NULL) : no_memory(in, folder);
    free(path);
    return status;
}

static int read_folder(const reading *in, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_task_file, by_bytes);
    if (count < 0) return fault(in, NO_FILE, folder, "the folder cannot be read");
    char *set_name = folder_name(folder, strlen(folder));
    int status = set_name != NULL ? OK : no_memory(in, folder);
    if (status == OK && count == 0)
        status = fault(in, NO_FILE, folder,
                       "no .json file in this folder, expected task files or the folders training and evaluation");
    for (int i = 0; i < count; i++) {
        if (status == OK) status = read_entry(in, folder, entries[i]->d_name, set_name);
        free(entries[i]);
    }
    free(entries);
    free(set_name);
    return status;
}

/* The folder itself, or those of its two subfolders that are there. */
static int read_folders(const reading *in, const char *folder)
{
    static const char *const names[] = {"training", "evaluation"};
    int found = 0, status = OK;
    for (int i = 0; i < 2 && status == OK; i++) {
        char *path = path_in(folder, names[i]);
        if (path == NULL) return no_memory(in, folder);
        if (is_folder(path)) {
            found = 1;
            status = read_folder(in, path);
        }
        free(path);
    }
    return found ? status : read_folder(in, folder);
}

static int folder_has(const char *folder, const char *name)
{
    char *path = path_in(folder, name);
    int there = path != NULL && is_there(path);
    free(path);
    return there;
}

static int has_task_file(const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_task_file, by_bytes);
    for (int i = 0; i < count; i++) free(entries[i]);
    if (count >= 0) free(entries);
    return count > 0;
}

int looks_like_tasks(const char *path)
{
    if (!is_folder(path)) return ends_in(path, strlen(path), JSON);
    if (folder_has(path, "train.csv")) return 0;
    return folder_has(path, "training") || folder_has(path, "evaluation") || has_task_file(path);
}

/* --- the whole list ------------------------------------------------------------------------ */

static int check_twins(const reading *in)
{
    const task *first, *second;
    int found = task_list_twins(in->list, &first, &second);
    if (found < 0) return no_memory(in, in->list->items[0].file);
    if (found == 0) return OK;
    char shown[SHOWN_BYTES];
    fail_at(in->err, BAD_INPUT, second->file, second->line,
              "task %s: the name stands at %s:%ld too, expected it once",
              show_bytes(shown, second->name, strlen(second->name)), first->file, first->line);
    return BAD_INPUT;
}

static int sort_and_check(const reading *in)
{
    task_list_sort(in->list);
    return check_twins(in);
}

static int read_solutions(const reading *in, const char *challenges, const char *solutions)
{
    task_reader r = reader_of(in, "");
    int status = task_reader_open(&r, solutions);
    if (status == OK) status = task_read_solutions(&r, challenges);
    task_reader_close(&r);
    return status;
}

/* The solutions file that belongs to a challenges file by its name, if it is there. */
static int read_solutions_beside(const reading *in, const char *challenges)
{
    size_t length = strlen(challenges);
    if (!ends_in(challenges, length, CHALLENGES)) return OK;
    char *solutions = join(challenges, length - strlen(CHALLENGES), SOLUTIONS, "");
    if (solutions == NULL) return no_memory(in, challenges);
    int status = is_there(solutions) ? read_solutions(in, challenges, solutions) : OK;
    free(solutions);
    return status;
}

/* Either the whole list or none of it. */
static int finish(const reading *in, int status)
{
    if (status != OK) task_list_free(in->list);
    return status;
}

int task_list_read(task_list *list, const char *path, error *err)
{
    reading in = {list, err};
    int challenges = 0, status;
    *list = (task_list){0};
    status = is_folder(path) ? read_folders(&in, path) : read_single(&in, path, &challenges);
    if (status == OK) status = sort_and_check(&in);
    if (status == OK && challenges) status = read_solutions_beside(&in, path);
    return finish(&in, status);
}

/* After blanks and a UTF-8 mark, if it has one. */
int looks_like_task_text(const file_bytes *text)
{
    size_t at = text->length >= 3 && memcmp(text->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (at < text->length && strchr(" \t\r\n", text->bytes[at]) != NULL && text->bytes[at] != '\0') at++;
    return at < text->length && text->bytes[at] == '{';
}

int task_list_parse(task_list *list, const char *name, file_bytes *text, error *err)
{
    reading in = {list, err};
    task_reader r = reader_of(&in, "");
    int challenges = 0;
    *list = (task_list){0};
    r.text = *text;
    task_reader_start(&r, name);
    int status = task_read_tasks(&r, "", 1, &challenges);
    if (status == OK) status = sort_and_check(&in);
    return finish(&in, status);
}
