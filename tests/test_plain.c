/* Puzzles as pages, mails, phones and word processors leave them: signs of other scripts, quotation marks of mails, code
 * marks, UTF-16. */
#include "data/formats/plain_text.h"
#include "data/formats/puzzle_file.h"
#include "tests/check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define QUESTION "3.17..8.27.9..45..84...1.7992.......4.58.9.6....4359..59......62.4.6.78.6...7.4.."

enum { ROOM = 4000, SIDE = 9 };

/* Whether the text is read as the question alone. */
static int is_read(const char *text, size_t length)
{
    error why[1] = {0};
    puzzle_list list;
    int status = puzzle_list_parse(&list, "t", text, length, NULL, 0, 1, why), same = list.count == 1;
    for (int i = 0; same && i < SIDE * SIDE; i++) {
        const puzzle *p = list.items;
        same = p->shape.rows == SIDE && p->kind->symbol_char(&p->shape, p->question[i]) == QUESTION[i];
    }
    puzzle_list_free(&list);
    return status == OK && same;
}

static size_t put_utf8(char *out, int c)
{
    if (c < 0x80) {
        *out = (char)c;
        return 1;
    }
    size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    out[0] = (char)((more == 1 ? 0xc0 : more == 2 ? 0xe0 : 0xf0) | c >> (6 * more));
    for (size_t i = 1; i <= more; i++) out[i] = (char)(0x80 | (c >> (6 * (more - i)) & 0x3f));
    return more + 1;
}

/* How cells are written: digits as `one` and those after it, then `after` (0: nothing); open cells as `open`; with
 * `between` them and `end` after each row. */
typedef struct writing {
    int one, after, open, between;
    const char *before, *end;
} writing;

static size_t write_question(char *text, const writing *w)
{
    char *out = text;
    for (int i = 0; i < SIDE * SIDE; i++) {
        if (i % SIDE == 0) out += strlen(strcpy(out, w->before));
        out += put_utf8(out, QUESTION[i] == '.' ? w->open : w->one + QUESTION[i] - '1');
        if (w->after && QUESTION[i] != '.') out += put_utf8(out, w->after);
        if (w->between && i % SIDE < SIDE - 1) out += put_utf8(out, w->between);
        if (i % SIDE == SIDE - 1) out += strlen(strcpy(out, w->end));
    }
    return (size_t)(out - text);
}

static const writing writings[] = {
    {'1', 0, '.', 0, "", "\n"},
    {0x2460, 0, '.', 0, "", "\n"},         /* in circles */
    {0x2776, 0, 0xb7, 0, "", "\n"},        /* white on black, middle dots */
    {'1', 0x20e3, 0x2b1c, 0, "", "\n"},    /* on keys, white squares */
    {0xff11, 0, 0xff0e, 0, "", "\r\n"},    /* wide */
    {0xff11, 0, 0xff10, 0xff0c, "", "\n"}, /* wide, commas between */
    {0x661, 0, 0x660, ' ', "", "\n"},      /* Arabic */
    {0x6f1, 0, '-', 0, "", "\n"},          /* Persian */
    {0x967, 0, '_', ' ', "", "\n"},        /* of India */
    {0x1d7cf, 0, '.', 0, "", "\n"},        /* bold */
    {0x1d7f7, 0, 0x2022, 0, "", "\n"},     /* of equal width, bullets */
    {'1', 0, '.', 0xa0, "", "\n"},         /* blanks at which no line breaks */
    {'1', 0, '.', 0x3000, "", "\n"},       /* wide blanks */
    {'1', 0, '.', 0x200b, "", "\n"},       /* blanks without width */
    {'1', 0, '.', 0xa6, "", "\n"},         /* broken bars */
    {'1', 0, 0x2013, 0, "", "\n"},         /* dashes of word processors */
    {'1', 0, 0x25a1, ' ', "", "\n"},       /* squares */
    {'1', 0, 0xd7, 0, "", "\n"},           /* a times sign for open cells */
    {'1', 0, '.', 0, "> ", "\n"},          /* quoted in a mail */
    {'1', 0, '.', ' ', ">> ", "\r\n"},     /* twice */
    {'1', 0, '.', 0, ">", ""},             /* instead of line ends */
    {'1', 0, '.', ' ', "\xef\xbb\xbf", " \xc2\xa0\r\n"},
};

static void test_writings(void)
{
    char text[ROOM];
    for (size_t i = 0; i < sizeof writings / sizeof *writings; i++) {
        size_t length = write_question(text, &writings[i]);
        CHECK(is_read(text, length), "writing %zu: %s", i, text);
    }
}

static void test_marks(void)
{
    char rows[ROOM], text[ROOM];
    size_t length = write_question(rows, writings);
    snprintf(text, sizeof text, "```\n%.*s```\n", (int)length, rows);
    CHECK(is_read(text, strlen(text)), "between code marks");
    snprintf(text, sizeof text, "Try this one:\n\n```text\n%.*s```\nGood luck\n", (int)length, rows);
    CHECK(is_read(text, strlen(text)), "between code marks, words around them");
    CHECK(is_read("3.17..8.27.9..45..84\xe2\x80\xa6"
                  "1.7992.......4.58.9.6....4359..59......62.4.6.78.6\xe2\x80\xa6"
                  "7.4..\n",
                  81),
          "three dots as one sign");
}

static void test_utf16(void)
{
    char rows[ROOM], text[2 * ROOM + 2];
    size_t length = write_question(rows, writings);
    for (int big = 0; big < 2; big++) {
        text[big] = '\xff';
        text[!big] = '\xfe';
        for (size_t i = 0; i < length; i++) {
            text[2 + 2 * i + (size_t)big] = rows[i];
            text[2 + 2 * i + (size_t)!big] = 0;
        }
        CHECK(is_read(text, 2 + 2 * length), "UTF-16, the high byte %s", big ? "first" : "last");
        CHECK(!is_read(text, 2 + 2 * length - 21), "UTF-16 that ends in the middle");
    }
}

/* Lines stay as many, and a plain text is not copied. */
static void test_lines(void)
{
    plain_text p = {0};
    static const char *const texts[] = {"a\nb\n", "\xc2\xa0\r\n```\r\n\r\n>x", "```", "\n\n\xe2\x80",
                                        "\xf0\x9f\x98\x80\n"},
                             *const plain[] = {"a\nb\n", " \r\n\r\n\r\n>x", "", "\n\n\xe2\x80", "\xf0\x9f\x98\x80\n"};
    for (int i = 0; i < 5; i++) {
        size_t length = strlen(texts[i]);
        const char *out = plain_text_of(&p, texts[i], &length);
        CHECK(length == strlen(plain[i]) && !memcmp(out, plain[i], length), "text %d: '%.*s'", i, (int)length, out);
        CHECK(i > 0 || out == texts[i], "a plain text was copied");
    }
    plain_text_close(&p);
    CHECK(is_quoted_text("> a\n\n>b", 7) && !is_quoted_text("> a\nb", 5) && !is_quoted_text("\n", 1), "quoted");
}

int main(void)
{
    test_writings();
    test_marks();
    test_utf16();
    test_lines();
    return check_done("plain texts");
}
