#include "base/text_source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h> /* SIZE_MAX */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 16 }; /* bytes asked for at once */

static int cannot_read(const text_source *s, error *err)
{
    if (errno == ENOENT) return fail_at(err, NO_FILE, s->name, 0, "no such file");
    return fail_at(err, NO_FILE, s->name, 0, "cannot be read: %s", strerror(errno));
}

int text_source_open(text_source *s, const char *path, error *err)
{
    struct stat facts;
    *s = (text_source){.name = file_name(path), .file = strcmp(path, "-") ? open(path, O_RDONLY) : STDIN_FILENO};
    if (s->file < 0 || fstat(s->file, &facts)) return cannot_read(s, err);
    return S_ISDIR(facts.st_mode) ? fail_at(err, NO_FILE, s->name, 0, "is a folder, expected a file") : OK;
}

void text_source_of(text_source *s, const char *name, const char *bytes, size_t length)
{
    *s = (text_source){.name = name, .bytes = bytes, .length = length, .ended = 1, .file = -1};
}

/* Room for a piece more after what is there, which moves to the front. */
static int make_room(text_source *s, error *err)
{
    if (s->length > 0 && s->bytes != s->block) memmove(s->block, s->bytes, s->length);
    if (s->length + PIECE > s->room) {
        size_t room = s->room ? 2 * s->room : 2 * (size_t)PIECE;
        char *block = realloc(s->block, room);
        if (!block) return fail_at(err, NO_MEMORY, s->name, 0, "out of memory while reading");
        s->block = block;
        s->room = room;
    }
    s->bytes = s->block;
    return OK;
}

int text_source_fill(text_source *s, size_t least, error *err)
{
    while (!s->ended && s->length < least) {
        if (s->length > TEXT_LIMIT)
            return fail_at(err, NO_FILE, s->name, 0, "larger than %zu GiB, which is too large", TEXT_LIMIT >> 30);
        int status = make_room(s, err);
        if (status != OK) return status;
        ssize_t count = read(s->file, s->block + s->length, s->room - s->length);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return cannot_read(s, err);
        s->length += (size_t)count;
        s->ended = count == 0;
    }
    return OK;
}

int text_source_waits(const text_source *s)
{
    struct pollfd file = {.fd = s->file, .events = POLLIN};
    return !s->ended && poll(&file, 1, 0) == 0;
}

void text_source_drop(text_source *s, size_t count)
{
    s->bytes += count;
    s->length -= count;
}

/* The bytes of whole lines; 0 if there is no whole one. */
static size_t whole_lines(const text_source *t, int by_quotes)
{
    size_t end = 0;
    int quoted = 0, has_feeds = memchr(t->bytes, '\n', t->length) != NULL;
    if (t->ended) return t->length;
    for (size_t i = 0; i < t->length; i++) {
        quoted ^= by_quotes && t->bytes[i] == '"';
        /* A CR may be the first half of an end whose LF is not read yet. */
        if (!quoted && (t->bytes[i] == '\n' || (!has_feeds && t->bytes[i] == '\r' && i + 1 < t->length))) end = i + 1;
    }
    return end;
}

int text_source_lines(text_source *s, int quoted, size_t *length, error *err)
{
    int status = OK;
    *length = whole_lines(s, quoted);
    while (status == OK && *length == 0 && !s->ended) {
        status = text_source_fill(s, s->length + 1, err);
        *length = whole_lines(s, quoted);
    }
    return status;
}

int text_source_take(text_source *s, file_bytes *rest, error *err)
{
    int status = text_source_fill(s, SIZE_MAX, err);
    *rest = (file_bytes){0};
    if (status != OK) return status;
    rest->bytes = malloc(s->length + 1);
    if (!rest->bytes) return fail_at(err, NO_MEMORY, s->name, 0, "out of memory while reading");
    memcpy(rest->bytes, s->bytes, s->length);
    rest->length = s->length;
    text_source_drop(s, s->length);
    return OK;
}

void text_source_close(text_source *s)
{
    if (s->file > STDIN_FILENO) close(s->file);
    free(s->block);
    *s = (text_source){.file = -1};
}
