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

/* Writes a character as UTF-8; returns its bytes. */
static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    out[0] = (char)((more == 1 ? 0xc0 : more == 2 ? 0xe0 : 0xf0) | c >> (6 * more));
    for (size_t i = 1; i <= more; i++) out[i] = (char)(0x80 | (c >> (6 * (more - i)) & 0x3f));
    return more + 1;
}

/* Number i, whose high byte comes first or second. */
static uint32_t unit_of(const unsigned char *u, size_t i, int big)
{
    return big ? (uint32_t)u[2 * i] << 8 | u[2 * i + 1] : (uint32_t)u[2 * i + 1] << 8 | u[2 * i];
}

int text_source_from_utf16(text_source *s, error *err)
{
    int status = text_source_fill(s, SIZE_MAX, err);
    if (status != OK) return status;
    const unsigned char *u = (const unsigned char *)s->bytes;
    int big = u[0] == 0xfe;
    size_t units = s->length / 2, length = 0, room = 3 * units + 1;
    char *text = malloc(room);
    if (!text) return fail_at(err, NO_MEMORY, s->name, 0, "out of memory while reading");
    for (size_t i = 1; i < units; i++) { /* after the mark */
        uint32_t c = unit_of(u, i, big);
        if (c >= 0xd800 && c < 0xdc00 && i + 1 < units) /* the first half of a pair */
            c = 0x10000 + ((c & 0x3ff) << 10) + (unit_of(u, ++i, big) & 0x3ff);
        length += put_utf8(text + length, c);
    }
    free(s->block);
    s->bytes = s->block = text;
    s->length = length;
    s->room = room;
    return OK;
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
