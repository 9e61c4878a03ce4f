/* What a power cut may take: files are on the disk before they get their names, and names before anyone is told. The
 * linker leads fsync and rename here (Makefile). */
#include "tests/files.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>

enum { MOST = 16 };

static struct {
    char kind; /* 'f': a file is flushed, 'd': a folder, 'r': a file is renamed */
    ino_t number;
} calls[MOST];
static int count, failing; /* failing: the fsync with this number, from 1, fails */

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);

static void note(char kind, ino_t number)
{
    if (count == MOST) abort();
    calls[count].kind = kind;
    calls[count++].number = number;
}

int __wrap_fsync(int fd)
{
    struct stat facts;
    if (fstat(fd, &facts)) abort();
    note(S_ISDIR(facts.st_mode) ? 'd' : 'f', facts.st_ino);
    if (count == failing) return errno = EIO, -1;
    return __real_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
    note('r', 0);
    return __real_rename(from, to);
}

/* Whether the i-th call flushed the folder of that name. */
static int flushed(int i, const char *folder)
{
    struct stat facts;
    return i < count && calls[i].kind == 'd' && stat(folder, &facts) == 0 && facts.st_ino == calls[i].number;
}

static void begin(int fails)
{
    count = 0;
    failing = fails;
}

/* A folder's name stands in the one above it. */
static void test_folders(void)
{
    error why[1] = {0};
    begin(0);
    CHECK(make_folders("a/b/c", why) == OK, "%s", why->text);
    CHECK(count == 3 && flushed(0, ".") && flushed(1, "a") && flushed(2, "a/b"), "%d calls", count);
    begin(0);
    CHECK(make_folders("a/b/c", why) == OK && count == 0, "folders that are there are flushed, %d times", count);
    begin(1);
    CHECK(make_folders("a/b/d", why) == NO_FILE && strstr(why->text, "cannot flush the folder of a/b/d"), "%s",
          why->text);
    for (const char *const *name = (const char *const[]){"a/b/d", "a/b/c", "a/b", "a", NULL}; *name; name++)
        rmdir(*name);
}

static void test_files(void)
{
    error why[1] = {0};
    file_bytes file;
    mkdir("x", 0777);
    begin(0);
    CHECK(atomic_write("x/file", "old", 3, why) == OK, "%s", why->text);
    CHECK(count == 3 && calls[0].kind == 'f' && calls[1].kind == 'r' && flushed(2, "x"), "%d calls", count);
    begin(1);
    CHECK(atomic_write("x/file", "new", 3, why) == NO_FILE && count == 1, "%d calls: %s", count, why->text);
    CHECK(file_read(&file, "x/file", TEXT_LIMIT, why) == OK && !memcmp(file.bytes, "old", 3), "%s", why->text);
    file_free(&file);
    begin(3);
    CHECK(atomic_write("x/file", "new", 3, why) == NO_FILE && strstr(why->text, "could not be flushed"), "%s",
          why->text);
    remove("x/file");
    CHECK(rmdir("x") == 0, "a temporary file stayed");
}

int main(void)
{
    enter_folder();
    test_folders();
    test_files();
    leave_folder();
    return check_done("flush");
}
