/* The base layer: lines, growing arrays, files in and out, folders, JSON strings, CSV records, keyed random numbers.
 * Safetensors have a test of their own. All files lie in a fresh folder, which is the working folder while the tests run. */
#include "tests/files.h"
#include "base/clock.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/grow.h"
#include "base/json.h"
#include "base/lines.h"
#include "base/lock.h"
#include "base/program.h"
#include "base/random.h"
#include "base/show.h"

#include <fcntl.h>
#include <math.h>
#include <sys/wait.h>

#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

/* ---- Text ------------------------------------------------------------------------------------------------------- */

/* Every way to end a line, and none after the last. */
static void test_lines(void)
{
    static const char text[] = "one\ntwo\r\n\rfour\n\r\n six";
    static const char *const expected[] = {"one", "two", "", "four", "", " six"};
    line_reader lines = lines_of(text, strlen(text));
    text_line l;
    int count = 0;
    for (; next_line(&lines, &l); count++) {
        if (count >= COUNT(expected)) continue;
        CHECK(l.number == count + 1, "line %ld", l.number);
        CHECK(l.length == strlen(expected[count]) && memcmp(l.text, expected[count], l.length) == 0,
              "line %d is '%.*s'", count + 1, (int)l.length, l.text);
    }
    CHECK(count == COUNT(expected) && lines.number == count, "%d lines", count);
    static const struct {
        const char *text;
        int lines;
    } ends[] = {{"", 0}, {"\r", 1}, {"\n", 1}, {"\r\n", 1}, {"\n\r", 2}, {"a\r\r\n", 2}};
    for (int i = 0; i < COUNT(ends); i++) {
        lines = lines_of(ends[i].text, strlen(ends[i].text));
        while (next_line(&lines, &l)) continue;
        CHECK(lines.number == ends[i].lines, "text %d has %ld lines", i, lines.number);
    }
}

static void test_junk(void)
{
    static const char text[] = "a\r\nb\rc\td\n\x01";
    unsigned char junk = 0;
    CHECK(text_junk_line(text, strlen(text), &junk) == 4 && junk == 1, "byte %d", junk);
    CHECK(text_junk_line(text, strlen(text) - 1, &junk) == 0, "text is called junk");
    CHECK(text_junk_line("\n\0\n", 3, &junk) == 2 && junk == 0, "byte %d", junk);
    CHECK(text_junk_line("\xff\x7f", 2, &junk) == 1 && junk == 0x7f, "byte %d", junk);
}

static void test_csv(void)
{
    static const char text[] = "\n a , \"b,\"\"\r\n\" ,,\r\r\nlast";
    csv_reader csv;
    csv_field f[CSV_MAX_FIELDS];
    csv_open(&csv, text, strlen(text));
    CHECK(csv_next(&csv, f) == 4 && csv.line == 2, "line %ld", csv.line);
    CHECK(f[0].length == 1 && f[0].text[0] == 'a' && f[0].whole_length == 3, "%zu", f[0].whole_length);
    CHECK(f[1].length == 6 && memcmp(f[1].text, "b,\"\"\r\n", 6) == 0, "%.*s", (int)f[1].length, f[1].text);
    CHECK(f[2].length == 0 && f[3].length == 0, "%zu and %zu", f[2].length, f[3].length);
    CHECK(csv_next(&csv, f) == 1 && csv.line == 5 && f[0].length == 4, "line %ld", csv.line);
    CHECK(csv_next(&csv, f) == 0, "a record after the last");
    csv_open(&csv, "x,\"y", 4);
    CHECK(csv_next(&csv, f) == -1 && csv.fault && csv.line == 1, "an open quote passes");
    csv_open(&csv, "\"x\" y", 5);
    CHECK(csv_next(&csv, f) == -1 && csv.fault, "text after a quote passes");
}

/* What is written is one JSON string, and is read back. */
static void check_json(const char *text, const char *written, const char *read_back)
{
    char *quoted, *value = NULL;
    size_t size;
    FILE *out = open_memstream(&quoted, &size);
    json_put_string(out, text);
    fclose(out);
    CHECK(strcmp(quoted, written) == 0, "wrote %s, expected %s", quoted, written);
    json_scan j = {.text = quoted, .size = size};
    CHECK(json_string(&j, &value) && json_end(&j) && strcmp(value, read_back) == 0, "expected %s", j.expected);
    free(quoted);
}

static void test_json(void)
{
    check_json("", "\"\"", "");
    check_json("a \"b\" \\ /", "\"a \\\"b\\\" \\\\ /\"", "a \"b\" \\ /");
    check_json("\x01\n\x1f\x7f", "\"\\u0001\\u000a\\u001f\\u007f\"", "\x01\n\x1f\x7f");
    check_json("\xC3\xA9\xF0\x9F\x98\x80", "\"\xC3\xA9\xF0\x9F\x98\x80\"", "\xC3\xA9\xF0\x9F\x98\x80");
    check_json("\xC2\x9B\xE2\x80\xAE\xF3\xA0\x80\x81", "\"\\u009b\\u202e\\udb40\\udc01\"",
               "\xC2\x9B\xE2\x80\xAE\xF3\xA0\x80\x81");
    check_json("x\xFF\xC3", "\"x\\ufffd\\ufffd\"", "x\xEF\xBF\xBD\xEF\xBF\xBD");
}

/* What a terminal would obey is shown as bytes, in sentences and in what is printed. */
static void check_shown(const char *text, const char *expected)
{
    error err[1] = {0};
    char *printed;
    size_t size;
    FILE *out = open_memstream(&printed, &size);
    show(out, "\n<%s>\n", text);
    fclose(out);
    fail(err, FAILED, "<%s>", text);
    CHECK(strcmp(err->text, expected) == 0, "said %s, expected %s", err->text, expected);
    CHECK(size == strlen(expected) + 2 && strncmp(printed + 1, expected, size - 2) == 0, "printed %s", printed);
    free(printed);
}

static void test_show(void)
{
    check_shown("plain \xC3\xA9 \xF0\x9F\x98\x80", "<plain \xC3\xA9 \xF0\x9F\x98\x80>");
    check_shown("\x1b[31m\n\x7f", "<\\x1b[31m\\x0a\\x7f>");
    check_shown("\xC2\x9B|\xE2\x80\xAE|\xE2\x81\xA6", "<\\xc2\\x9b|\\xe2\\x80\\xae|\\xe2\\x81\\xa6>");
    check_shown("\x9B\xC3", "<\\x9b\\xc3>");
    char text[2000];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    error err[1] = {0};
    fail(err, FAILED, "%s", text);
    CHECK(strlen(err->text) > 400 && strlen(err->text) < sizeof err->text, "%zu", strlen(err->text));
}

static void test_grow(void)
{
    enum { MANY = 1000 };
    int *items = NULL;
    for (int count = 0; count < MANY; count++) {
        int *more = grow(items, (size_t)count, sizeof *items);
        CHECK(more != NULL, "no memory for item %d", count);
        if (more == NULL) break;
        items = more;
        items[count] = count;
    }
    int right = 0;
    for (int i = 0; i < MANY; i++) right += items[i] == i;
    CHECK(right == MANY, "%d of %d items stayed", right, MANY);
    free(items);
    CHECK(grow(NULL, SIZE_MAX / 2 + 1, 16) == NULL, "more than any memory was given");
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

static int holds(const char *path, const char *text)
{
    file_bytes file;
    error err[1] = {0};
    int status = file_read(&file, path, TEXT_LIMIT, err);
    CHECK(status == OK, "%s", err->text);
    int same = status == OK && file.length == strlen(text) && memcmp(file.bytes, text, file.length) == 0;
    file_free(&file);
    return same;
}

static void test_read(void)
{
    enum { SIZE = 300000 };
    error err[1] = {0};
    file_bytes file;
    char *text = malloc(SIZE);
    for (int i = 0; i < SIZE; i++) text[i] = (char)(i % 101);
    CHECK(atomic_write("big", text, SIZE, err) == OK, "%s", err->text);
    CHECK(file_read(&file, "big", TEXT_LIMIT, err) == OK && file.length == SIZE, "%zu bytes", file.length);
    CHECK(memcmp(file.bytes, text, SIZE) == 0, "other bytes");
    file_free(&file);
    CHECK(file_read(&file, "big", SIZE, err) == OK, "%s", err->text);
    file_free(&file);
    CHECK(file_read(&file, "big", SIZE - 1, err) == NO_FILE && !file.bytes, "the limit does not hold");
    CHECK(strncmp(err->text, "big: larger than", 16) == 0, "%s", err->text);
    CHECK(file_read(&file, "none", TEXT_LIMIT, err) == NO_FILE, "a missing file was read");
    CHECK(strcmp(err->text, "none: no such file") == 0, "%s", err->text);
    CHECK(file_exists("big") && !folder_exists("big") && folder_exists(".") && !file_exists("none"), "what exists");
    remove_file("big");
    free(text);
}

/* A pipe has no size: the block grows while it is read. */
static void test_read_pipe(void)
{
    enum { SIZE = 500000 };
    error err[1] = {0};
    file_bytes file;
    int ends[2], kept = dup(STDIN_FILENO), right = 0;
    CHECK(pipe(ends) == 0, "no pipe");
    fflush(stdout);
    pid_t writer = fork();
    if (writer == 0) {
        for (int i = 0; i < SIZE; i += 1000) {
            char piece[1000];
            for (int k = 0; k < 1000; k++) piece[k] = (char)((i + k) % 101);
            if (write(ends[1], piece, sizeof piece) != sizeof piece) _exit(1);
        }
        _exit(0);
    }
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    CHECK(file_read(&file, "-", TEXT_LIMIT, err) == OK && file.length == SIZE, "%zu bytes", file.length);
    for (size_t i = 0; i < file.length; i++) right += file.bytes[i] == (char)(i % 101);
    CHECK(right == SIZE, "%d bytes are right", right);
    CHECK(strcmp(file_name("-"), "stdin") == 0, "%s", file_name("-"));
    file_free(&file);
    dup2(kept, STDIN_FILENO);
    close(kept);
}

/* Two files get their names together, or neither does. */
static void test_publish(void)
{
    error err[1] = {0};
    atomic_file files[2] = {{0}};
    for (int round = 0; round < 3; round++) {
        CHECK(atomic_open(&files[0], "a", err) == OK && atomic_open(&files[1], "b", err) == OK, "%s", err->text);
        for (int i = 0; i < 2; i++) {
            fprintf(files[i].out, "%d %d ", round, i);
            atomic_put(&files[i], "put ", 4);
            fprintf(files[i].out, "end");
        }
        if (round == 1) atomic_discard(files, 2);
        if (round == 2) files[1].fault = 28; /* as if the disk had been full */
        if (round != 1) CHECK(atomic_close(files, 2, err) == (round ? NO_FILE : OK), "%s", err->text);
        CHECK(holds("a", "0 0 put end") && holds("b", "0 1 put end"), "round %d", round);
        CHECK(temporary_files() == 0, "a temporary file stayed");
    }
    CHECK(strncmp(err->text, "cannot write b: ", 16) == 0, "%s", err->text);
    CHECK(atomic_open(&files[0], "none/a", err) == NO_FILE && !files[0].out, "%s", err->text);
    atomic_discard(files, 2);
    CHECK(atomic_try("c", err) == OK && !file_exists("c") && temporary_files() == 0, "%s", err->text);
    CHECK(atomic_try("none/c", err) == NO_FILE, "a file in no folder");
    remove_file("a");
    remove_file("b");
}

/* A write through the stream that does not reach the disk is reported at the end. */
static void test_full_disk(void)
{
    error err[1] = {0};
    atomic_file file;
    CHECK(atomic_open(&file, "full", err) == OK, "%s", err->text);
    int full = open("/dev/full", O_WRONLY);
    if (full >= 0) {
        dup2(full, fileno(file.out));
        close(full);
        for (int i = 0; i < 100000; i++) fputs("to nowhere", file.out);
        CHECK(atomic_close(&file, 1, err) == NO_FILE, "a full disk passes");
        CHECK(strstr(err->text, "No space left"), "%s", err->text);
        CHECK(!file_exists("full") && temporary_files() == 0, "a file stayed");
    }
    atomic_discard(&file, 1);
}

static void test_folders(void)
{
    error err[1] = {0};
    static const char *const paths[] = {"x", "x/y/z", "x//y/w/", "./x", "/"};
    for (int i = 0; i < COUNT(paths); i++)
        CHECK(make_folders(paths[i], err) == OK && folder_exists(paths[i]), "%s: %s", paths[i], err->text);
    CHECK(atomic_write("x/file", "", 0, err) == OK, "%s", err->text);
    CHECK(make_folders("x/file/y", err) == NO_FILE && strstr(err->text, "x/file/y"), "%s", err->text);
    remove_file("x/file");
    CHECK(rmdir("x/y/z") == 0 && rmdir("x/y/w") == 0 && rmdir("x/y") == 0 && rmdir("x") == 0, "other folders");
}

/* ---- Locks ------------------------------------------------------------------------------------------------------ */

/* In a process of its own, since a process may take its own lock twice. Returns the status, or 9 if it was not said who
 * holds the lock. */
static int take_elsewhere(const char *path)
{
    pid_t child = fork();
    if (child == 0) {
        lock l;
        error err[1] = {0};
        char who[32];
        snprintf(who, sizeof who, "process %ld", (long)getppid());
        int status = lock_take(&l, path, "here", err);
        _exit(status == NO_FILE && !strstr(err->text, who) ? 9 : status);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_lock(void)
{
    lock l;
    error err[1] = {0};
    CHECK(lock_take(&l, "lock", "here", err) == OK && lock_stands(&l), "%s", err->text);
    CHECK(take_elsewhere("lock") == NO_FILE, "two hold one lock");
    CHECK(rename("lock", "other") == 0 && !lock_stands(&l), "a lock that was moved stands");
    CHECK(take_elsewhere("lock") == OK && file_exists("lock"), "a killed holder locks others out");
    CHECK(take_elsewhere("lock") == OK, "a killed holder locks others out");
    remove_file("lock");
    CHECK(rename("other", "lock") == 0 && lock_stands(&l), "moved back");
    lock_let_go(&l);
    CHECK(!file_exists("lock"), "the file stayed");
    lock_let_go(&l);
    CHECK(symlink("target", "lock") == 0 && lock_take(&l, "lock", "here", err) == NO_FILE, "a link was followed");
    CHECK(!file_exists("target"), "a link was followed");
    remove_file("lock");
    CHECK(mkfifo("lock", 0600) == 0 && lock_take(&l, "lock", "here", err) == NO_FILE, "a pipe is no lock");
    remove_file("lock");
}

static void test_sweep(void)
{
    static const char *const names[] = {"a.123456789.tmp", "a.12345678.tmp", "a.tmp", "ab.123456789.tmp"};
    for (int i = 0; i < COUNT(names); i++) write_file(names[i], "");
    atomic_sweep("a");
    for (int i = 0; i < COUNT(names); i++) CHECK(file_exists(names[i]) == (i > 0), "%s", names[i]);
    for (int i = 1; i < COUNT(names); i++) remove_file(names[i]);
}

/* ---- Random numbers --------------------------------------------------------------------------------------------- */

/* Published runs and data sets depend on these very numbers. */
static void test_recipes(void)
{
    stream s = stream_open(7);
    static const uint8_t permutation[8] = {0, 4, 1, 3, 7, 2, 5, 6};
    uint8_t items[8];
    uint64_t first = stream_next(&s);
    CHECK(random_key(1, 2) == 0x9460eb6dda3f90f1u, "0x%llx", (unsigned long long)random_key(1, 2));
    CHECK(stream_key(1, 2) == 0xbba11c9520801befu, "0x%llx", (unsigned long long)stream_key(1, 2));
    CHECK(first == 0x17657d56072d6c6cu, "0x%llx", (unsigned long long)first);
    CHECK(random_below(3, 4, 1000) == 10, "%lld", (long long)random_below(3, 4, 1000));
    CHECK(random_uniform(5, 6) == 0x1.5c887f2eba666p-1, "%a", random_uniform(5, 6));
    stream_permutation(&s, items, 8);
    CHECK(memcmp(items, permutation, 8) == 0, "%d %d %d %d %d %d %d %d", items[0], items[1], items[2], items[3],
          items[4], items[5], items[6], items[7]);
    CHECK(stream_hash(9, items, 8) == 0x98fa8700bf27fdf2u, "0x%llx", (unsigned long long)stream_hash(9, items, 8));
}

/* Means and variances of the distributions, within five standard errors. */
/* What a text says to a program started as argv0. */
static void check_words(const char *argv0, const char *text, const char *expected)
{
    FILE *f = fopen("words", "w+");
    char said[200] = {0};
    program_put(f, argv0, text);
    rewind(f);
    size_t length = fread(said, 1, sizeof said - 1, f);
    fclose(f);
    remove("words");
    CHECK(length == strlen(expected) && !strcmp(said, expected), "%s says '%s'", argv0 ? argv0 : "nobody", said);
}

static void test_program(void)
{
    static const char text[] = "./solve a.txt; `./train` ./solve.c ../solve x./train/y ./solver (./solve)";
    check_words("./solve", text, text);
    check_words("trm-train", text, "trm-solve a.txt; `trm-train` ./solve.c ../solve x./train/y ./solver (trm-solve)");
    check_words("/usr/bin/trm-solve", "./train", "/usr/bin/trm-train");
    check_words("other", text, text);
    check_words(NULL, text, text);
    check_words("solve", "", "");
    CHECK(!strcmp(program_name("/usr/bin/trm-solve"), "trm-solve"), "a name with its folder");
    CHECK(!strcmp(program_name("solve"), "solve") && program_name(NULL)[0], "a name without a folder");
}

static void test_distributions(void)
{
    enum { DRAWS = 100000 };
    double sum[4] = {0}, square[4] = {0}, largest = 0;
    stream s = stream_open(1);
    for (uint64_t i = 0; i < DRAWS; i++) {
        double x[4] = {sqrt(12) * (random_uniform(1, i) - 0.5), random_normal(2, i), random_truncated_normal(3, i),
                       (stream_below(&s, 3) - 1.0) * sqrt(1.5)};
        largest = fmax(largest, fabs(x[2]));
        for (int k = 0; k < 4; k++) sum[k] += x[k], square[k] += x[k] * x[k];
    }
    CHECK(largest < 2.28, "%f is beyond two standard deviations", largest);
    for (int k = 0; k < 4; k++) {
        CHECK(fabs(sum[k] / DRAWS) < 5 / sqrt(DRAWS), "distribution %d has mean %f", k, sum[k] / DRAWS);
        CHECK(fabs(square[k] / DRAWS - 1) < 8 / sqrt(DRAWS), "distribution %d has variance %f", k, square[k] / DRAWS);
    }
}

int main(void)
{
    enter_folder();
    double began = clock_seconds();
    test_lines();
    test_junk();
    test_csv();
    test_json();
    test_show();
    test_grow();
    test_read();
    test_read_pipe();
    test_publish();
    test_full_disk();
    test_folders();
    test_lock();
    test_sweep();
    test_recipes();
    test_program();
    test_distributions();
    CHECK(clock_seconds() >= began && clock_seconds() - began < 60, "the clock went backwards");
    leave_folder();
    return check_done("base");
}
