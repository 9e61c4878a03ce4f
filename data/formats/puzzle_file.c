#include "data/formats/puzzle_file.h"

#include "base/file.h"
#include "data/formats/puzzle_reader.h"
#include "puzzles/maze/maze.h"
#include "puzzles/sudoku/sudoku.h"

#include <stdlib.h> /* free */
#include <string.h> /* memcmp, memmove */

/* Says why a text cannot be read at all. */
static int check_text(puzzle_reader *reader, const char *text, size_t length)
{
    if (length == 0) return reader_fault(reader, 0, "the file is empty, expected at least one puzzle");
    if (length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
        return reader_fault(reader, 1, "the file is UTF-16 text, expected UTF-8 or ASCII (save it again as such)");
    unsigned char junk;
    long line = text_junk_line(text, length, &junk);
    if (line == 0) return OK;
    return reader_fault(reader, line, "found the byte 0x%02x, which no text file holds (is it a binary file?)", junk);
}

static int read_text(puzzle_reader *reader, const char *text, size_t length)
{
    if (looks_like_csv(text, length)) return read_csv(reader, text, length);
    if (!reader->kind) {
        reader->kind = looks_like_mazes(text, length) ? &kind_maze : &kind_sudoku;
        reader->guessed = reader->kind == &kind_sudoku;
    }
    return reader->kind == &kind_maze ? read_mazes(reader, text, length) : read_grids(reader, text, length);
}

int puzzle_list_parse(puzzle_list *list, const char *name, const char *text, size_t length, const puzzle_kind *kind,
                      long limit, int unique, error *err)
{
    *list = (puzzle_list){0};
    puzzle_reader reader = {.list = list, .name = name, .kind = kind, .limit = limit, .unique = unique, .err = err};
    int status = check_text(&reader, text, length);
    if (status != OK) return status;

    enum { MARK = 3 }; /* bytes of the UTF-8 byte order mark */
    if (length >= MARK && memcmp(text, "\xef\xbb\xbf", MARK) == 0) {
        text += MARK;
        length -= MARK;
    }
    status = read_text(&reader, text, length);
    if (status != OK) puzzle_list_free(list);
    return status;
}

int puzzle_list_read(puzzle_list *list, const char *path, const puzzle_kind *kind, long limit, int unique, error *err)
{
    *list = (puzzle_list){0};
    file_bytes file;
    int status = file_read(&file, path, TEXT_LIMIT, err);
    if (status != OK) return status;
    status = puzzle_list_parse(list, file_name(path), file.bytes, file.length, kind, limit, unique, err);
    file_free(&file);
    return status;
}

void puzzle_list_skip(puzzle_list *list, long count)
{
    for (long i = 0; i < count; i++) free(list->items[i].question);
    list->count -= count;
    memmove(list->items, list->items + count, (size_t)list->count * sizeof *list->items);
}

void puzzle_list_free(puzzle_list *list)
{
    for (long i = 0; i < list->count; i++) free(list->items[i].question);
    free(list->items);
    free(list->sources);
    *list = (puzzle_list){0};
}
