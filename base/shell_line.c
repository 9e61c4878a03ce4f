#include "base/shell_line.h"

#include "base/show.h"

#include <string.h>

static void put_bytes(shell_line *line, const char *bytes, size_t length)
{
    line->failed |= line->used + length >= SHELL_LINE_ROOM;
    if (line->failed) return;
    memcpy(line->text + line->used, bytes, length);
    line->used += length;
    line->text[line->used] = '\0';
}

void shell_put(shell_line *line, const char *text)
{
    put_bytes(line, text, strlen(text));
}

void shell_put_word(shell_line *line, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%";
    if (*word && !word[strspn(word, plain)]) {
        shell_put(line, word);
        return;
    }
    shell_put(line, "'");
    for (size_t length; *word && !line->failed; word += length) {
        length = *word == '\n' ? 1 : showable_length(word, strlen(word));
        line->failed |= length == 0;
        if (*word == '\'') shell_put(line, "'\\'");
        put_bytes(line, word, length);
    }
    shell_put(line, "'");
}
