#include "base/text_file.h"

#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h> /* fstat, S_ISDIR */

enum { FIRST_ROOM = 1 << 16 };

const char *text_file_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "stdin" : path;
}

static int refuse(error *err, const char *path, const char *sentence)
{
    return fail_at(err, FAILED, text_file_name(path), 0, "%s", sentence);
}

static int refuse_errno(error *err, const char *path, int code)
{
    return fail_at(err, FAILED, text_file_name(path), 0, "cannot be read: %s", strerror(code));
}

/* How much room to begin with: the file's size and a byte more, so that one call meets the end. */
static size_t first_room(const struct stat *facts)
{
    if (!S_ISREG(facts->st_mode) || facts->st_size < FIRST_ROOM) return FIRST_ROOM;
    return (size_t)facts->st_size + 1;
}

static int read_stream(text_file *file, FILE *stream, size_t room, const char *path, error *err)
{
    for (;;) {
        char *bytes = realloc(file->bytes, room);
        if (bytes == NULL) return refuse(err, path, "out of memory while reading");
        file->bytes = bytes;
        file->length += fread(bytes + file->length, 1, room - file->length, stream);
        if (ferror(stream)) return refuse_errno(err, path, errno);
        if (file->length > TEXT_FILE_LIMIT) return refuse(err, path, "larger than 2 GiB, which is too large");
        if (file->length < room) return 0;
        room = room > TEXT_FILE_LIMIT / 2 ? TEXT_FILE_LIMIT + 1 : room * 2;
    }
}

static int read_open(text_file *file, FILE *stream, const char *path, error *err)
{
    struct stat facts;
    if (fstat(fileno(stream), &facts) != 0) return refuse_errno(err, path, errno);
    if (S_ISDIR(facts.st_mode)) return refuse(err, path, "is a folder, expected a file");
    if (S_ISREG(facts.st_mode) && facts.st_size > 0 && (unsigned long long)facts.st_size > TEXT_FILE_LIMIT)
        return refuse(err, path, "larger than 2 GiB, which is too large");
    return read_stream(file, stream, first_room(&facts), path, err);
}

int text_file_read(text_file *file, const char *path, error *err)
{
    file->bytes = NULL;
    file->length = 0;
    int is_stdin = strcmp(path, "-") == 0;
    FILE *stream = is_stdin ? stdin : fopen(path, "rb");
    if (stream == NULL)
        return errno == ENOENT ? refuse(err, path, "no such file") : refuse_errno(err, path, errno);

    int status = read_open(file, stream, path, err);
    if (!is_stdin) fclose(stream);
    if (status != 0) text_file_free(file);
    return status;
}

void text_file_free(text_file *file)
{
    free(file->bytes);
    file->bytes = NULL;
    file->length = 0;
}

static int is_junk(unsigned char byte)
{
    return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f;
}

static size_t first_junk(const char *bytes, size_t length)
{
    enum { STRIDE = 4096 };
    for (size_t at = 0; at < length; at += STRIDE) {
        size_t end = length - at < STRIDE ? length : at + STRIDE;
        int found = 0;
        for (size_t i = at; i < end; i++) found |= is_junk((unsigned char)bytes[i]); /* no branch: runs in vectors */
        for (size_t i = at; found && i < end; i++)
            if (is_junk((unsigned char)bytes[i])) return i;
    }
    return length;
}

long text_junk_line(const char *bytes, size_t length, unsigned char *junk)
{
    size_t at = first_junk(bytes, length);
    if (at == length) return 0;
    long line = 1;
    for (size_t i = 0; i < at; i++)
        if (bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n')) line++;
    *junk = (unsigned char)bytes[at];
    return line;
}
