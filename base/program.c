#include "base/program.h"

#include "base/error.h"
#include "base/show.h"

#include <ctype.h> /* isalnum */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void program_open(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF) continue;
        /* The lowest free descriptor is this one. Opened the wrong way round, it refuses what it is there for. */
        if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) _exit(NO_FILE);
    }
}

int program_close(const char *name, int status)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    if (status != NO_FILE) fprintf(stderr, "%s: cannot write the output: %s\n", name, strerror(errno ? errno : EIO));
    return NO_FILE;
}

const char *program_name(const char *argv0)
{
    const char *slash = argv0 ? strrchr(argv0, '/') : NULL;
    return slash ? slash + 1 : argv0 ? argv0 : "trm";
}

enum { NAME = 5 }; /* letters of "train" and "solve" */

static int is_name(const char *s)
{
    return !strncmp(s, "train", NAME) || !strncmp(s, "solve", NAME);
}

static int ends_word(char c)
{
    return !isalnum((unsigned char)c) && c != '/' && c != '.' && c != '-' && c != '_';
}

/* Where the next ./train or ./solve stands that is no part of a longer path; else the end. */
static const char *find_program(const char *text)
{
    for (const char *at = text; (at = strstr(at, "./")) != NULL; at++) {
        int begins = at == text || !strchr("./", at[-1]);
        if (begins && is_name(at + 2) && ends_word(at[2 + NAME])) return at;
    }
    return text + strlen(text);
}

/* Bytes of argv0 before "train" or "solve", or -1 if it ends in neither, as in a test. */
static int prefix_length(const char *argv0)
{
    size_t length = argv0 ? strlen(argv0) : 0;
    return length >= NAME && is_name(argv0 + length - NAME) ? (int)length - NAME : -1;
}

void program_put(FILE *out, const char *argv0, const char *text)
{
    int prefix = prefix_length(argv0);
    while (*text) {
        const char *at = prefix >= 0 ? find_program(text) : text + strlen(text);
        fwrite(text, 1, (size_t)(at - text), out);
        if (!*at) return;
        fprintf(out, "%.*s%.*s", prefix, argv0, NAME, at + 2);
        text = at + 2 + NAME;
    }
}

void program_path(char *path, size_t room, const char *argv0, const char *name)
{
    int prefix = prefix_length(argv0);
    if (prefix >= 0)
        snprintf(path, room, "%.*s%s", prefix, argv0, name);
    else
        snprintf(path, room, "./%s", name);
}

void program_complain(const char *argv0, const char *text)
{
    show(stderr, "%s: ", program_name(argv0));
    program_put(stderr, argv0, text);
    fputc('\n', stderr);
}

void program_text_open(program_text *t)
{
    *t = (program_text){0};
    t->file = open_memstream(&t->text, &t->size);
}

void program_text_put(program_text *t, FILE *out, const char *argv0)
{
    if (!t->file || fclose(t->file)) return;
    program_put(out, argv0, t->text);
    free(t->text);
    *t = (program_text){0};
}
