/* Which files a path stands for: a folder, two folders, a task, challenges with their solutions. */
#include "base/file.h"
#include "base/lines.h"
#include "base/path.h"
#include "data/arc_set/task_file.h"
#include "data/arc_set/task_json.h"
#include "data/formats/puzzle_file.h"

#include <dirent.h> /* scandir */
#include <stdlib.h>
#include <string.h>

#define JSON       ".json"
#define PREFIX     "arc-agi_"
#define CHALLENGES "_challenges.json"
#define SOLUTIONS  "_solutions.json"

/* --- splits -------------------------------------------------------------------------------- */

/* Of the folder or the set with the name text[length]. */
static arc_split split_of(const char *text, size_t length)
{
    static const char training[] = "training";
    const size_t least = sizeof training - 1;
    if (length < least || strncmp(text, training, least) != 0) return ARC_EVALUATION;
    return least + strspn(text + least, "0123456789") >= length ? ARC_TRAINING : ARC_EVALUATION;
}

/* Of the folder path[length], slashes at its end or not. */
static arc_split split_of_folder(const char *path, size_t length)
{
    const char *name = path_last(path, &length);
    return split_of(name, length);
}

/* Of a challenges file: by SET of "folder/arc-agi_SET_challenges.json", else by its name without .json. */
static arc_split split_of_challenges(const char *path)
{
    size_t length = strlen(path), prefix = strlen(PREFIX);
    const char *name = path_last(path, &length);
    if (path_ends_in(name, CHALLENGES))
        length -= strlen(CHALLENGES);
    else if (path_ends_in(name, JSON))
        length -= strlen(JSON);
    if (length <= prefix || strncmp(name, PREFIX, prefix) != 0) return split_of(name, length);
    return split_of(name + prefix, length - prefix);
}

/* --- one file ------------------------------------------------------------------------------ */

static int read_file(arc_tasks *list, const char *path, arc_split split, int *challenges, error *err)
{
    size_t length = strlen(path);
    file_bytes text;
    int status = file_read(&text, path, TEXT_LIMIT, err);
    if (status != OK) return status;
    char task[PATH_BYTES];
    const char *name = path_last(path, &length);
    if (path_ends_in(name, JSON)) length -= strlen(JSON);
    snprintf(task, sizeof task, "%.*s", (int)length, name);
    status = arc_parse_tasks(list, path, task, split, &text, challenges, err);
    file_free(&text);
    return status;
}

/* The split of challenges is told by the name of their file, that of a task by its folder. */
static int read_single(arc_tasks *list, const char *path, int *challenges, error *err)
{
    size_t length = strlen(path);
    const char *name = path_last(path, &length);
    *challenges = 1;
    int status = read_file(list, path, split_of_folder(path, (size_t)(name - path)), challenges, err);
    for (long i = 0; *challenges && i < list->count; i++) list->items[i].split = split_of_challenges(path);
    return status;
}

/* --- folders ------------------------------------------------------------------------------- */

/* Hidden files are left alone: some systems write their notes on a file beside it, under its name with a dot. */
static int is_task_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && path_ends_in(entry->d_name, JSON);
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int holds(const char *text, size_t length, const char *key)
{
    size_t wide = strlen(key);
    for (size_t i = 0; i + wide <= length; i++)
        if (text[i] == *key && memcmp(text + i, key, wide) == 0) return 1;
    return 0;
}

/* Whether a text holds a key of a task. */
static int holds_task(const char *text, size_t length)
{
    return holds(text, length, "\"train\"") || holds(text, length, "\"test\"") || holds(text, length, "\"input\"");
}

/* Folders in a folder may hold other JSON too, which is left alone. */
static int is_task_at(const char *path)
{
    enum { BEGINNING = 1 << 16 };
    FILE *file = fopen(path, "rb");
    char *text = file ? malloc(BEGINNING) : NULL;
    int is_one = text && holds_task(text, fread(text, 1, BEGINNING, file));
    free(text);
    if (file) fclose(file);
    return is_one;
}

/* Published sets have at most a folder a concept, in one of the set. */
enum { DEEPEST = 3 };

static int is_folder_name(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int read_folder(arc_tasks *list, const char *folder, arc_split split, int depth, error *err);

/* The folders in a folder, in the order of their names. */
static int read_subfolders(arc_tasks *list, const char *folder, arc_split split, int depth, error *err)
{
    struct dirent **entries;
    int status = OK, count = scandir(folder, &entries, is_folder_name, by_bytes);
    if (count < 0) return fail_at(err, NO_FILE, folder, 0, "the folder cannot be read");
    for (int i = 0; i < count; i++) {
        char path[PATH_BYTES];
        path_in(path, folder, entries[i]->d_name);
        if (status == OK && folder_exists(path)) status = read_folder(list, path, split, depth, err);
        free(entries[i]);
    }
    free(entries);
    return status;
}

/* A file of a folder. A task that is too large for grids of this program is left out, and remembered. */
static int read_one(arc_tasks *list, const char *path, arc_split split, error *err)
{
    long count = list->count, too_large = list->too_large;
    int challenges = 0, status = read_file(list, path, split, &challenges, err);
    if (status != BAD_INPUT || list->too_large == too_large) return status;
    arc_tasks_keep(list, count);
    if (!list->first_too_large && !(list->first_too_large = strdup(err->text))) return fail_memory(err, "tasks");
    err->text[0] = '\0';
    return OK;
}

/* The task files in it, and those in the folders below it. */
static int read_folder(arc_tasks *list, const char *folder, arc_split split, int depth, error *err)
{
    struct dirent **entries;
    int status = OK, count = scandir(folder, &entries, is_task_file, by_bytes);
    if (count < 0) return fail_at(err, NO_FILE, folder, 0, "the folder cannot be read");
    for (int i = 0; i < count; i++) {
        char path[PATH_BYTES];
        path_in(path, folder, entries[i]->d_name);
        int is_ours = !folder_exists(path) && (depth == 0 || is_task_at(path));
        if (status == OK && is_ours) status = read_one(list, path, split, err);
        free(entries[i]);
    }
    free(entries);
    return status == OK && depth < DEEPEST ? read_subfolders(list, folder, split, depth + 1, err) : status;
}

/* A folder of a split, which must hold tasks. */
static int read_split(arc_tasks *list, const char *folder, error *err)
{
    long before = list->count;
    int status = read_folder(list, folder, split_of_folder(folder, strlen(folder)), 0, err);
    if (status != OK || list->count > before) return status;
    return fail_at(err, NO_FILE, folder, 0,
                   "no .json file in this folder or those in it, expected task files or the folders training and "
                   "evaluation");
}

/* The folder itself, or those of its two subfolders that are there. */
static int read_folders(arc_tasks *list, const char *folder, error *err)
{
    static const char *const names[] = {"training", "evaluation"};
    int found = 0, status = OK;
    for (int i = 0; i < 2 && status == OK; i++) {
        char path[PATH_BYTES];
        if (!folder_exists(path_in(path, folder, names[i]))) continue;
        found = 1;
        status = read_split(list, path, err);
    }
    return found ? status : read_split(list, folder, err);
}

static int has_task_file(const char *folder, int depth)
{
    struct dirent **entries;
    int found = 0, count = scandir(folder, &entries, is_folder_name, by_bytes);
    for (int i = 0; i < count; i++) {
        char path[PATH_BYTES];
        path_in(path, folder, entries[i]->d_name);
        if (!found && depth < DEEPEST && folder_exists(path))
            found = has_task_file(path, depth + 1);
        else if (!found)
            found = path_ends_in(path, JSON) && (depth == 0 || is_task_at(path));
        free(entries[i]);
    }
    if (count >= 0) free(entries);
    return found;
}

int looks_like_arc(const char *path)
{
    if (!folder_exists(path)) return path_ends_in(path, JSON);
    if (path_exists_in(path, "train.csv")) return 0;
    return path_exists_in(path, "training") || path_exists_in(path, "evaluation") || has_task_file(path, 0);
}

/* --- the whole list ------------------------------------------------------------------------ */

static int sort_and_check(arc_tasks *list, error *err)
{
    char shown[SHOWN_BYTES];
    const arc_task *second = arc_tasks_sort(list);
    if (second == NULL) return OK;
    const arc_task *first = second - 1;
    return fail_at(err, BAD_INPUT, second->file, second->line,
                   "task %s: the name is also used at %s:%ld, expected it once",
                   show_bytes(shown, second->name, strlen(second->name)), first->file, first->line);
}

/* The solutions file that belongs to a challenges file by its name, if it is there. */
static int read_solutions_beside(arc_tasks *list, const char *challenges, error *err)
{
    char path[PATH_BYTES];
    file_bytes text;
    if (!path_ends_in(challenges, CHALLENGES)) return OK;
    snprintf(path, sizeof path, "%.*s" SOLUTIONS, (int)(strlen(challenges) - strlen(CHALLENGES)), challenges);
    if (!file_exists(path)) return OK;
    int status = file_read(&text, path, TEXT_LIMIT, err);
    if (status == OK) status = arc_parse_solutions(list, path, challenges, &text, err);
    file_free(&text);
    return status;
}

int arc_tasks_read(arc_tasks *list, const char *path, error *err)
{
    int challenges = 0, status;
    *list = (arc_tasks){0};
    status = folder_exists(path) ? read_folders(list, path, err) : read_single(list, path, &challenges, err);
    if (status == OK) status = sort_and_check(list, err);
    if (status == OK && challenges) status = read_solutions_beside(list, path, err);
    if (status != OK) arc_tasks_free(list);
    return status;
}

/* --- from memory --------------------------------------------------------------------------- */

/* After blanks and a UTF-8 mark, if it has one. */
int looks_like_arc_text(const char *text, size_t length)
{
    size_t at = utf8_mark_length(text, length);
    while (at < length && strchr(" \t\r\n", text[at]) != NULL && text[at] != '\0') at++;
    if (at == length || (text[at] != '{' && text[at] != '[')) return 0;
    if (holds_task(text, length)) return 1;
    return text[at] == '{' && !puzzle_text_fits(text, length);
}

int arc_tasks_parse(arc_tasks *list, const char *name, file_bytes *text, error *err)
{
    int challenges = 1;
    *list = (arc_tasks){0};
    int status = arc_parse_tasks(list, name, "", ARC_EVALUATION, text, &challenges, err);
    if (status == OK) status = sort_and_check(list, err);
    if (status != OK) arc_tasks_free(list);
    return status;
}
