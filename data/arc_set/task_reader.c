#include "data/arc_set/task_reader.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h> /* snprintf */
#include <string.h>

static long count_line_ends(const char *bytes, size_t length)
{
    long count = 0;
    for (size_t i = 0; i < length; i++) count += bytes[i] == '\n';
    return count;
}

int task_reader_open(task_reader *r, const char *name)
{
    if (file_read(&r->text, name, TEXT_LIMIT, r->err) != 0) return NO_FILE;
    task_reader_start(r, name);
    return OK;
}

void task_reader_start(task_reader *r, const char *name)
{
    static const char mark[] = "\xef\xbb\xbf"; /* a UTF-8 mark is no part of JSON, but some editors leave one */
    r->name = file_name(name);
    r->json = (json_scan){.text = r->text.bytes, .size = r->text.length};
    if (r->text.length >= 3 && memcmp(r->text.bytes, mark, 3) == 0) r->json.at = 3;
    r->line_ends = count_line_ends(r->text.bytes, r->text.length);
}

void task_reader_close(task_reader *r)
{
    file_free(&r->text);
}

/* Counted from the end: the scanner decodes strings in place, which may put line ends into what it has passed. */
long task_reader_line(const task_reader *r)
{
    return 1 + r->line_ends - count_line_ends(r->json.text + r->json.at, r->json.size - r->json.at);
}

/* "task T, train pair 2, output, row 3: ", cut to fit. */
static void put_place(const task_reader *r, char *place, size_t size)
{
    char shown[SHOWN_BYTES], pair[32] = "", row[32] = "";
    place[0] = '\0';
    if (r->task == NULL) return;
    show_bytes(shown, r->task, strlen(r->task));
    if (r->pair > 0) snprintf(pair, sizeof pair, " %d", r->pair);
    if (r->row > 0) snprintf(row, sizeof row, ", row %d", r->row);
    snprintf(place, size, "task%s%s%s%s%s%s%s%s: ", r->task[0] != '\0' ? " " : "", shown, r->part != NULL ? ", " : "",
             r->part != NULL ? r->part : "", pair, r->side != NULL ? ", " : "", r->side != NULL ? r->side : "", row);
}

int task_fault(task_reader *r, const char *format, ...)
{
    char place[160], sentence[320];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    put_place(r, place, sizeof place);
    return fail_at(r->err, BAD_INPUT, r->name, task_reader_line(r), "%s%s", place, sentence);
}

int task_fault_json(task_reader *r)
{
    enum { PIECE = 12 };
    const json_scan *j = &r->json;
    if (j->at >= j->size) return task_fault(r, "the file ends where %s was expected", j->expected);
    char shown[SHOWN_BYTES];
    size_t left = j->size - j->at;
    show_bytes(shown, j->text + j->at, left < PIECE ? left : PIECE);
    return task_fault(r, "found '%s' at byte %zu of the file, expected %s", shown, j->at + 1, j->expected);
}

int task_fault_memory(task_reader *r)
{
    return fail_at(r->err, NO_FILE, r->name, 0, "out of memory after %ld tasks", r->list->count);
}
