/* A temporary folder for the files of a test: made empty, and checked to be empty again at the end. */
#ifndef TESTS_FILES_H
#define TESTS_FILES_H

#include "tests/check.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h> /* mkdir */
#include <unistd.h>   /* chdir, rmdir, unlink */

static char test_folder[400];

/* The path of a file in the folder. Four may be in use at once. */
static inline const char *path_in(const char *name)
{
    static char paths[4][512];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", test_folder, name);
    return path;
}

static inline void open_folder(void)
{
    const char *base = getenv("TMPDIR");
    if (base == NULL || base[0] != '/' || strlen(base) > 300) base = "/tmp";
    snprintf(test_folder, sizeof test_folder, "%s/trm-test-XXXXXX", base);
    if (mkdtemp(test_folder) == NULL) {
        perror(test_folder);
        exit(1);
    }
}

static inline void close_folder(void)
{
    CHECK(rmdir(test_folder) == 0, "files are left in %s", test_folder);
}

/* The folder becomes the working folder, until leave_folder closes it. */
static inline void enter_folder(void)
{
    open_folder();
    if (chdir(test_folder) != 0) exit(1);
}

static inline void leave_folder(void)
{
    CHECK(chdir("..") == 0, "no way back from %s", test_folder);
    close_folder();
}

/* Counts the files in the working folder that a writer has not given their name yet, and may remove them. */
static inline int visit_temporary_files(int (*visit)(const char *name))
{
    int count = 0;
    DIR *entries = opendir(".");
    for (struct dirent *e; entries && (e = readdir(entries));) {
        size_t length = strlen(e->d_name);
        if (length > 4 && strcmp(e->d_name + length - 4, ".tmp") == 0) count += !visit || visit(e->d_name) == 0;
    }
    if (entries) closedir(entries);
    return count;
}

static inline int temporary_files(void)
{
    return visit_temporary_files(NULL);
}

static inline int remove_temporary_files(void)
{
    return visit_temporary_files(unlink);
}

static inline void make_subfolder(const char *name)
{
    if (mkdir(path_in(name), 0777) != 0) perror(name);
}

static inline void remove_subfolder(const char *name)
{
    CHECK(rmdir(path_in(name)) == 0, "%s is not empty", name);
}

static inline void write_bytes(const char *name, const void *bytes, size_t length)
{
    FILE *file = fopen(path_in(name), "wb");
    if (file == NULL || fwrite(bytes, 1, length, file) != length || fclose(file) != 0) {
        perror(name);
        exit(1);
    }
}

static inline void write_file(const char *name, const char *text)
{
    write_bytes(name, text, strlen(text));
}

static inline void remove_file(const char *name)
{
    CHECK(unlink(path_in(name)) == 0, "%s is not there", name);
}

#endif
