/* Formats of puzzle files: the table, texts that are read in blocks, bad puzzles that keep their places, and no bytes
 * that do worse than be refused, starting from every file in tests/files_read. */
#include "data/formats/boxes.h"
#include "data/formats/format.h"
#include "puzzles/sudoku/sudoku.h"
#include "tests/files.h"

#include <dirent.h>
#include <stdint.h>

#define QUESTION "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"
#define ANSWER   "534678912672195348198342567859761423426853791713924856961537284287419635345286179"
#define WRONG    "55..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"

static void test_table(void)
{
    CHECK(puzzle_format_named("nothing") == NULL, "a format of no name");
    for (int i = 0; puzzle_formats[i]; i++) {
        const puzzle_format *f = puzzle_formats[i];
        CHECK(puzzle_format_named(f->name) == f, "two formats are called %s", f->name);
        CHECK(f->about && f->looks && f->read, "%s lacks a member", f->name);
        CHECK(f->looks("", 0) < LOOKS_CERTAIN && f->looks("\n", 1) < LOOKS_CERTAIN, "%s is sure of nothing", f->name);
    }
}

static void test_boxes(void)
{
    static const struct {
        int side, form;
        drawn_lines rows, cols;
    } drawings[] = {
        {9, 0, {0, 0}, {0, 0}},
        {9, 0, {1 << 3 | 1 << 6, 0}, {1 << 3 | 1 << 6, 0}},
        {9, 0, {1 << 3, 0}, {0, 0}},                  /* a line that lacks */
        {9, 0, {0x1fe, 1 << 3 | 1 << 6}, {0x1fe, 0}}, /* a line after every row, the heavy ones count */
        {9, -1, {1 << 2, 0}, {0, 0}},                 /* in the middle of a box */
        {6, 0, {1 << 2 | 1 << 4, 0}, {1 << 3, 0}},
        {6, SUDOKU_TALL, {1 << 3, 0}, {1 << 2 | 1 << 4, 0}},
        {6, SUDOKU_TALL, {1 << 3, 0}, {0, 0}},
        {6, -1, {1 << 3, 0}, {1 << 3, 0}}, /* neither */
        {12, SUDOKU_TALL, {1 << 4 | 1 << 8, 0}, {1 << 3 | 1 << 6 | 1 << 9, 0}},
        {4, 0, {1 << 2 | 1 << 4, 0}, {1 << 2 | 1, 0}}, /* lines at the edges say nothing */
    };
    for (size_t i = 0; i < sizeof drawings / sizeof *drawings; i++) {
        int form = boxes_form(drawings[i].side, &drawings[i].rows, &drawings[i].cols);
        CHECK(form == drawings[i].form, "drawing %zu has form %d", i, form);
    }
}

/* --- parts and blocks ---------------------------------------------------------------------- */

/* Reads a text that came from a file, some puzzles at a time. Returns how many, or -1; the lines of the faults go to
 * `lines` as text. */
static long read_parts(const char *name, long part, int lenient, char *lines, size_t size)
{
    const source_options how = {.lenient = lenient};
    error why[1] = {0};
    text_source text;
    int status = text_source_open(&text, path_in(name), why);
    puzzle_source *s = status == OK ? puzzle_source_open(&text, &how, &status, why) : NULL;
    long count = 0, got = 1;
    *lines = '\0';
    for (size_t used = 0; s && status == OK && got > 0; count += got) {
        puzzle_list list = {0};
        status = puzzle_source_next(s, &list, part, why);
        got = list.count;
        CHECK(got <= part, "%ld puzzles, asked for %ld", got, part);
        for (long i = 0; i < got; i++) {
            const puzzle *p = &list.items[i];
            CHECK((p->fault != NULL) == (p->question == NULL), "neither a puzzle nor a fault");
            if (p->fault && used < size) used += (size_t)snprintf(lines + used, size - used, "%ld ", p->line);
            if (p->question) CHECK(p->line >= 1 && grid_cells(&p->shape) == 81, "line %ld", p->line);
        }
        puzzle_list_free(&list);
    }
    puzzle_source_close(s);
    text_source_close(&text);
    return status == OK ? count : -1;
}

/* Much longer than a block. Every line number is right if the fault near the end is named by it. */
static void write_many(const char *name, const char *header, const char *row, const char *bad, const char *end)
{
    enum { ROWS = 3000, BAD = 2900 };
    FILE *file = fopen(path_in(name), "wb");
    if (!file) exit(1);
    fprintf(file, "%s", header);
    for (int i = 0; i < ROWS; i++) fprintf(file, "%s%s", i == BAD ? bad : row, end);
    fclose(file);
}

static void test_blocks(void)
{
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    char lines[64];
    for (int e = 0; e < 3; e++)
        for (long part = 1; part < 5000; part = part * 40 + 1) {
            write_many("many", "", QUESTION, WRONG, ends[e]);
            CHECK(read_parts("many", part, 1, lines, sizeof lines) == 3000, "lines in parts of %ld", part);
            CHECK(!strcmp(lines, "2901 "), "bad lines: %s", lines);
            CHECK(read_parts("many", part, 0, lines, sizeof lines) == -1, "strict, in parts of %ld", part);
            write_many("many", "source,question,answer\n", "\"a\nb, c\"," QUESTION "," ANSWER,
                       "\"a\nb, c\"," QUESTION "," QUESTION, ends[e]);
            CHECK(read_parts("many", part, 1, lines, sizeof lines) == 3000, "records in parts of %ld", part);
            CHECK(!strcmp(lines, "5802 "), "bad records: %s", lines);
        }
    remove_file("many");
}

static void test_lenient(void)
{
    static const struct {
        const char *text, *lines;
        long count;
    } texts[] = {
        {QUESTION "\n" WRONG "\n" QUESTION "\n", "2 ", 3},
        {QUESTION "\n" QUESTION "5\n\n" QUESTION "\n", "2 ", 3},
        {WRONG "\nquite a few words\n" QUESTION "\n5", "1 4 ", 3},
        {"puzzle,solution\n" QUESTION "," ANSWER "\n" QUESTION "," WRONG "\n" QUESTION ",,\n" QUESTION ",\n", "3 4 ",
         4},
        {"puzzle\n" QUESTION "\n\"" QUESTION "\"x\n" QUESTION "\n", "3 ", 3},
    };
    char lines[64];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        write_file("text", texts[i].text);
        long count = read_parts("text", 2, 1, lines, sizeof lines);
        CHECK(count == texts[i].count, "text %zu: %ld puzzles", i, count);
        CHECK(!strcmp(lines, texts[i].lines), "text %zu: bad lines %s", i, lines);
    }
    remove_file("text");
}

/* --- any bytes ----------------------------------------------------------------------------- */

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Sound puzzles, or a sentence in printable ASCII; from a copy of just the right size. */
static int check_sound(const char *name, const char *bytes, size_t length)
{
    puzzle_list list;
    error why[1] = {0};
    char sentence[KIND_SENTENCE], *copy = malloc(length + !length);
    int unsound = 0;
    memcpy(copy, bytes, length);
    int status = puzzle_list_parse(&list, "t", copy, length, NULL, 0, 0, why);
    free(copy);
    for (const char *c = why->text; status != OK && *c; c++) unsound |= *c < ' ' || *c > '~';
    if (status != OK) CHECK(status == BAD_INPUT && !unsound && *why->text, "%s: %s", name, why->text);
    for (long i = 0; i < list.count; i++) {
        const puzzle *p = &list.items[i];
        unsound |= p->kind->check_question(&p->shape, p->question, sentence) != 0 || p->line < 1;
        if (p->answer) unsound |= p->kind->check_answer(&p->shape, p->question, p->answer, NULL, NULL) != 0;
    }
    CHECK(!unsound, "%s: puzzles that are none", name);
    puzzle_list_free(&list);
    return status == OK;
}

static size_t change(char *text, size_t length, size_t room, uint32_t *state)
{
    static const char likely[] = "\n\r ,;\"#|-+.0159AG[]{}\t\xe2SX=<:";
    for (uint32_t changes = 1 + next_random(state) % 4; changes > 0 && length > 1; changes--) {
        size_t at = next_random(state) % length, rest = length - at;
        char c = likely[next_random(state) % (sizeof likely - 1)];
        uint32_t how = next_random(state) % 3;
        if (how == 0) {
            text[at] = c;
        } else if (how == 1 && length < room) {
            memmove(text + at + 1, text + at, rest);
            text[at] = c;
            length++;
        } else {
            memmove(text + at, text + at + 1, rest - 1);
            length--;
        }
    }
    return length;
}

static void test_file(const char *name, int rounds, uint32_t *state)
{
    enum { ROOM = 8192 };
    static char bytes[ROOM], changed[ROOM];
    char path[512];
    snprintf(path, sizeof path, "tests/files_read/%s", name);
    FILE *file = fopen(path, "rb");
    if (!file) return;
    size_t length = fread(bytes, 1, ROOM / 2, file);
    fclose(file);
    CHECK(check_sound(name, bytes, length), "%s is not read", name);
    for (int k = 0; k < rounds; k++) {
        check_sound(name, bytes, next_random(state) % length);
        memcpy(changed, bytes, length);
        check_sound(name, changed, change(changed, length, ROOM, state));
    }
}

static void test_files(void)
{
    int rounds = getenv("QUICK") ? 4 : 12, files = 0;
    uint32_t state = 20250103;
    DIR *folder = opendir("tests/files_read");
    CHECK(folder != NULL, "run from the top of the tree");
    for (const struct dirent *entry; folder && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.' || !strcmp(entry->d_name, "expected")) continue;
        test_file(entry->d_name, rounds, &state);
        files++;
    }
    if (folder) closedir(folder);
    CHECK(files >= 40, "%d files", files);
}

int main(void)
{
    test_table();
    test_boxes();
    open_folder();
    test_blocks();
    test_lenient();
    close_folder();
    test_files();
    return check_done("formats");
}
