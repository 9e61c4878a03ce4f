/* See file.h. */
#include "base/file.h"
#include "base/lines.h"
#include "base/random.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* --- in ------------------------------------------------------------------------------------- */

enum { FIRST_ROOM = 1 << 16 };

const char *file_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "stdin" : path;
}

int file_exists(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0;
}

int folder_exists(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

int same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int cannot_read(error *err, const char *path)
{
    if (errno == ENOENT) return fail_at(err, NO_FILE, file_name(path), 0, "no such file");
    return fail_at(err, NO_FILE, file_name(path), 0, "cannot be read: %s", strerror(errno));
}

static int read_stream(file_bytes *file, FILE *in, const char *path, size_t limit, error *err)
{
    struct stat facts;
    if (fstat(fileno(in), &facts) != 0) return cannot_read(err, path);
    if (S_ISDIR(facts.st_mode)) return fail_at(err, NO_FILE, file_name(path), 0, "is a folder, expected a file");
    unsigned long long size = S_ISREG(facts.st_mode) ? (unsigned long long)facts.st_size : 0;
    /* A byte more than the file has, so that one call meets its end. */
    size_t room = size < FIRST_ROOM ? FIRST_ROOM : (size_t)size + 1;
    while (size <= limit && file->length <= limit) {
        char *bytes = realloc(file->bytes, room);
        if (bytes == NULL) return fail_at(err, NO_MEMORY, file_name(path), 0, "out of memory while reading");
        file->bytes = bytes;
        file->length += fread(file->bytes + file->length, 1, room - file->length, in);
        if (ferror(in)) return cannot_read(err, path);
        if (file->length < room && file->length <= limit) return OK;
        room = room > limit / 2 ? limit + 1 : room * 2;
    }
    return fail_at(err, NO_FILE, file_name(path), 0, "larger than %zu GiB, which is too large", limit >> 30);
}

int file_read(file_bytes *file, const char *path, size_t limit, error *err)
{
    *file = (file_bytes){0};
    int is_stdin = strcmp(path, "-") == 0;
    FILE *in = is_stdin ? stdin : fopen(path, "rb");
    if (in == NULL) return cannot_read(err, path);
    int status = read_stream(file, in, path, limit, err);
    if (!is_stdin) fclose(in);
    if (status != OK) file_free(file);
    return status;
}

void file_free(file_bytes *file)
{
    free(file->bytes);
    *file = (file_bytes){0};
}

static int is_junk(unsigned char byte)
{
    return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f;
}

long text_junk_line(const char *bytes, size_t length, unsigned char *junk)
{
    enum { STRIDE = 4096 };
    int found = 0;
    for (size_t at = 0; at < length && !found; at += STRIDE) {
        size_t end = length - at < STRIDE ? length : at + STRIDE;
        for (size_t i = at; i < end; i++) found |= is_junk((unsigned char)bytes[i]); /* no branch: runs in vectors */
    }
    line_reader lines = lines_of(bytes, length);
    text_line l;
    while (found && next_line(&lines, &l))
        for (size_t i = 0; i < l.length; i++)
            if (is_junk(*junk = (unsigned char)l.text[i])) return l.number;
    return 0;
}

/* --- out ------------------------------------------------------------------------------------ */

static int cannot_write(error *err, const char *path, const char *why)
{
    return fail(err, NO_FILE, "cannot write %s: %s (the earlier file, if any, is untouched)", path, why);
}

enum { TEMP_DIGITS = 9 };
static const char temp_end[] = ".tmp";

/* Makes the file PATH.NUMBER.tmp, which was not there before. NULL: see errno. */
static FILE *make_temp(char *temp, size_t size, const char *path)
{
    enum { TRIES = 100 };
    int fd = -1;
    for (int i = 0; i < TRIES && fd < 0; i++) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        uint64_t drawn = stream_key(stream_key((uint64_t)getpid(), (uint64_t)now.tv_nsec), (uint64_t)i);
        snprintf(temp, size, "%s.%0*u%s", path, TEMP_DIGITS, (unsigned)(drawn % 1000000000), temp_end);
        fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST) return NULL;
    }
    FILE *out = fd < 0 ? NULL : fdopen(fd, "wb");
    if (fd >= 0 && out == NULL) {
        unlink(temp);
        close(fd);
    }
    return out;
}

int atomic_open(atomic_file *file, const char *path, error *err)
{
    *file = (atomic_file){.path = path};
    size_t size = strlen(path) + 1 + TEMP_DIGITS + sizeof temp_end;
    struct stat old;
    if (stat(path, &old) == 0 && !S_ISREG(old.st_mode)) /* rename would replace /dev/null by a file */
        return cannot_write(err, path,
                            S_ISDIR(old.st_mode) ? "it is a directory" : "it exists and is not a regular file");
    if ((file->temp = malloc(size)) == NULL) return fail_memory(err, path);
    if ((file->out = make_temp(file->temp, size, path)) != NULL) return OK;
    int status = cannot_write(err, path, strerror(errno));
    free(file->temp);
    file->temp = NULL;
    return status;
}

void atomic_put(atomic_file *file, const void *bytes, size_t size)
{
    const char *from = bytes;
    if (fflush(file->out) != 0 && !file->fault) file->fault = errno;
    while (!file->fault && size > 0) {
        ssize_t done = write(fileno(file->out), from, size);
        if (done > 0) {
            from += done;
            size -= (size_t)done;
        } else if (done == 0 || errno != EINTR) {
            file->fault = done == 0 ? EIO : errno;
        }
    }
}

/* Whether the bytes are on the disk. */
static int flush(int fd)
{
    while (fsync(fd) != 0)
        if (errno != EINTR) return 0;
    return 1;
}

/* Flushes and closes. Returns 0, or what failed as an errno. */
static int finish(atomic_file *file)
{
    int fault = file->fault;
    if (fflush(file->out) != 0 && !fault) fault = errno;
    if (ferror(file->out) && !fault) fault = EIO;
    if (!fault && !flush(fileno(file->out))) fault = errno;
    if (fclose(file->out) != 0 && !fault) fault = errno;
    file->out = NULL;
    return fault;
}

int flush_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return 0;
    int fault = flush(fd) || errno == EINVAL ? 0 : errno;
    close(fd);
    return fault;
}

/* Flushes the folder that holds the file or folder of that name, which is cut to the folder's. */
static int flush_parent(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash) slash[slash == path] = '\0';
    return flush_folder(slash ? path : ".");
}

/* Gives the old file its other name. Where it can have two, `path` is not without a file for a moment. */
static void keep_old(const atomic_file *file)
{
    struct stat old;
    if (!file->keep || lstat(file->path, &old) != 0) return;
    unlink(file->keep);
    if (link(file->path, file->keep) != 0) rename(file->path, file->keep);
}

/* Renames a finished file. */
static int publish(atomic_file *file, error *err)
{
    keep_old(file);
    if (rename(file->temp, file->path) != 0) return cannot_write(err, file->path, strerror(errno));
    int fault = flush_parent(file->temp); /* a name that is of no more use */
    free(file->temp);
    file->temp = NULL;
    if (!fault) return OK;
    return fail(err, NO_FILE, "%s is written, but its folder could not be flushed to the disk: %s", file->path,
                strerror(fault));
}

int atomic_close(atomic_file *files, int count, error *err)
{
    int status = OK, fault;
    for (int i = 0; i < count && status == OK; i++)
        if ((fault = finish(&files[i]))) status = cannot_write(err, files[i].path, strerror(fault));
    for (int i = 0; i < count && status == OK; i++) status = publish(&files[i], err);
    atomic_discard(files, count);
    return status;
}

void atomic_discard(atomic_file *files, int count)
{
    for (int i = 0; i < count; i++) {
        if (files[i].out) fclose(files[i].out);
        if (files[i].temp) unlink(files[i].temp);
        free(files[i].temp);
        files[i] = (atomic_file){0};
    }
}

int atomic_try(const char *path, error *err)
{
    atomic_file file;
    int status = atomic_open(&file, path, err);
    atomic_discard(&file, 1);
    return status;
}

int atomic_write(const char *path, const void *bytes, size_t size, error *err)
{
    atomic_file file;
    int status = atomic_open(&file, path, err);
    if (status != OK) return status;
    atomic_put(&file, bytes, size);
    return atomic_close(&file, 1, err);
}

/* Whether a name is NAME.NUMBER.tmp. */
static int is_temp(const char *found, const char *name, size_t length)
{
    return strncmp(found, name, length) == 0 && found[length] == '.' &&
           strspn(found + length + 1, "0123456789") == TEMP_DIGITS &&
           strcmp(found + length + 1 + TEMP_DIGITS, temp_end) == 0;
}

void atomic_sweep(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    DIR *entries = folder ? opendir(folder) : NULL;
    for (struct dirent *e; entries && (e = readdir(entries));)
        if (is_temp(e->d_name, name, strlen(name))) unlinkat(dirfd(entries), e->d_name, 0);
    if (entries) closedir(entries);
    free(folder);
}

/* A folder that is new gets its name flushed too, or a power cut could take it with all that is in it. */
static int make_folder(const char *path, error *err)
{
    if (mkdir(path, 0777) != 0)
        return errno == EEXIST ? OK : fail(err, NO_FILE, "cannot make the folder %s: %s", path, strerror(errno));
    char *name = strdup(path);
    if (name == NULL) return fail_memory(err, path);
    int fault = flush_parent(name);
    free(name);
    return fault ? fail(err, NO_FILE, "cannot flush the folder of %s: %s", path, strerror(fault)) : OK;
}

int make_folders(const char *path, error *err)
{
    char *part = strdup(path);
    if (part == NULL) return fail_memory(err, path);
    int status = OK;
    for (char *p = part; *p != '\0' && status == OK;) {
        p += 1 + strcspn(p + 1, "/");
        char kept = *p;
        *p = '\0';
        status = make_folder(part, err);
        *p = kept;
    }
    free(part);
    return status;
}
