#include "data/puzzle_reader.h"

#include "data/fault.h"

#include <stdarg.h>
#include <stdio.h>

int reader_full(const puzzle_reader *reader)
{
    return reader->limit > 0 && reader->list->count >= reader->limit;
}

int reader_fault(puzzle_reader *reader, long line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fault_set_list(reader->why, reader->why_size, reader->name, line, format, arguments);
    va_end(arguments);
    return READ_BAD_INPUT;
}

int reader_bad_symbol(puzzle_reader *reader, long line, const char *what, const char *text, size_t length,
                      size_t character, const sudoku_shape *shape)
{
    char shown[FAULT_SHOWN];
    fault_show(shown, text, length);
    int side = shape->side;
    if (side == 0)
        return reader_fault(reader, line,
                            "%s'%s' at character %zu is no cell (1 to 9, A to G, or . 0 X * _ for an open one)", what,
                            shown, character);
    if (side <= 9)
        return reader_fault(reader, line,
                            "%s'%s' at character %zu is no symbol of a %dx%d grid (1 to %d, . or 0 for an open cell)",
                            what, shown, character, side, side, side);
    return reader_fault(reader, line,
                        "%s'%s' at character %zu is no symbol of a %dx%d grid (1 to 9, letters from A = 10 to %c = %d, "
                        ". or 0 for an open cell)",
                        what, shown, character, side, side, sudoku_symbol_char(side), side);
}

int reader_rating(puzzle_reader *reader, long line, const char *text, size_t length, long *rating)
{
    enum { LARGEST = 1000 * 1000 * 1000 };
    long whole = 0;
    size_t i = 0, digits = 0;
    for (; i < length && text[i] >= '0' && text[i] <= '9' && whole <= LARGEST; i++, digits++)
        whole = whole * 10 + (text[i] - '0');
    if (i < length && text[i] == '.' && digits > 0)
        for (i++; i < length && text[i] >= '0' && text[i] <= '9';) i++;
    *rating = length == 0 ? -1 : whole;
    if (i == length && whole <= LARGEST) return READ_OK;

    char shown[FAULT_SHOWN];
    return reader_fault(reader, line, "the rating '%s' is no number from 0 to 1000000000",
                        fault_show(shown, text, length));
}

int reader_add(puzzle_reader *reader, const puzzle *p)
{
    char sentence[CHECK_SENTENCE];
    if (puzzle_fault(p, sentence) || (reader->unique && puzzle_not_unique(p, sentence)))
        return reader_fault(reader, p->line, "%s", sentence);
    if (puzzle_list_add(reader->list, p) == 0) return READ_OK;
    reader_fault(reader, p->line, "out of memory after %ld puzzles", reader->list->count);
    return READ_NO_FILE;
}
