/* Puzzle files and training sets: every layout gives the same puzzle, every fault its sentence and line,
 * and no sequence of bytes does worse than be refused. */
#include "data/dataset.h"
#include "data/text_file.h"
#include "tests/check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h> /* mkdir, chmod */
#include <unistd.h>   /* rmdir, unlink, geteuid */

#define QUESTION "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"
#define ANSWER   "534678912672195348198342567859761423426853791713924856961537284287419635345286179"
#define SECOND   ".......1.4.........2...........5.6.4..8...3....1.9....3..4..2...5.1........8.7..."
#define SECOND_A "793684512486512937125973846932751684578246391641398725319465278857129463264837159"
#define FOUR     "1.....3..4.....2"
#define ROW      "53..7...."
#define EXPECTED "expected 16, 36, 81 or 256"

/* --- texts --------------------------------------------------------------------------------- */

typedef struct text {
    char bytes[8192];
    size_t length;
} text;

static void add(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(text *t, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int added = vsnprintf(t->bytes + t->length, sizeof t->bytes - t->length, format, arguments);
    va_end(arguments);
    if (added < 0 || (size_t)added >= sizeof t->bytes - t->length) {
        fprintf(stderr, "test_data: a test text is too long\n");
        exit(1);
    }
    t->length += (size_t)added;
}

/* The grid of `cells` row by row: `between` two cells, `bar` between boxes, `rule` between bands, `end` after rows. */
static void add_rows(text *t, const char *cells, int side, int box, const char *between, const char *bar,
                     const char *rule, const char *end)
{
    for (int r = 0; r < side; r++) {
        if (r > 0 && r % box == 0) add(t, "%s", rule);
        for (int c = 0; c < side; c++)
            add(t, "%s%c", c == 0 ? "" : c % box == 0 ? bar : between, cells[r * side + c]);
        add(t, "%s", end);
    }
}

/* A full 16x16 grid, every third cell open. */
static void make_sixteen(char cells[257])
{
    for (int i = 0; i < 256; i++) {
        int r = i / 16, c = i % 16;
        cells[i] = i % 3 == 2 ? '.' : sudoku_symbol_char((4 * (r % 4) + r / 4 + c) % 16 + 1);
    }
    cells[256] = '\0';
}

static void make_six(char cells[37])
{
    for (int i = 0; i < 36; i++) cells[i] = i % 3 == 1 ? '_' : (char)('1' + (3 * (i / 6 % 2) + i / 12 + i % 6) % 6);
    cells[36] = '\0';
}

/* --- reading ------------------------------------------------------------------------------- */

/* Parses a copy of just the right size, so that a checker of memory sees a read past its end. */
static int parse(puzzle_list *list, const char *bytes, size_t length, long limit, int unique, char why[512])
{
    char *copy = malloc(length > 0 ? length : 1);
    if (copy == NULL) exit(1);
    memcpy(copy, bytes, length);
    memset(why, '?', 512);
    why[511] = '\0';
    int status = puzzle_list_parse(list, "t", copy, length, limit, unique, why, 512);
    free(copy);
    return status;
}

static int same_cells(const puzzle *p, const uint8_t *cells, const char *expected)
{
    size_t count = strlen(expected);
    if ((size_t)(p->shape.side * p->shape.side) != count) return 0;
    for (size_t i = 0; i < count; i++)
        if (cells[i] != sudoku_symbol_of_char(expected[i])) return 0;
    return 1;
}

/* The text holds `count` puzzles, each of them `question`, the first on line `line`. */
static void check_text(const char *what, const text *t, const char *question, long count, long line)
{
    puzzle_list list;
    char why[512];
    int status = parse(&list, t->bytes, t->length, 0, 0, why);
    CHECK(status == READ_OK, "%s: %s", what, why);
    if (status != READ_OK) return;
    CHECK(list.count == count, "%s: %ld puzzles", what, list.count);
    CHECK(list.items[0].line == line, "%s: line %ld", what, list.items[0].line);
    for (long i = 0; i < list.count; i++)
        CHECK(same_cells(&list.items[i], list.items[i].question, question), "%s: puzzle %ld differs", what, i);
    puzzle_list_free(&list);
    CHECK(list.items == NULL && list.count == 0, "%s: the list is not empty once freed", what);
}

/* The bytes are refused with a sentence that begins with `expected`, or holds what stands after a '~' in it too. */
static void check_refused(const char *bytes, size_t length, int unique, const char *expected)
{
    puzzle_list list;
    char why[512];
    int status = parse(&list, bytes, length, 0, unique, why);
    const char *more = strchr(expected, '~');
    size_t first = more != NULL ? (size_t)(more - expected) : strlen(expected);
    CHECK(status == READ_BAD_INPUT, "status %d, expected: %s", status, expected);
    CHECK(strncmp(why, expected, first) == 0, "'%s', expected '%s'", why, expected);
    CHECK(more == NULL || strstr(why, more + 1) != NULL, "'%s', expected '%s'", why, expected);
    CHECK(list.items == NULL && list.count == 0, "the list is not empty: %s", expected);
    puzzle_list_free(&list);
}

/* --- good layouts -------------------------------------------------------------------------- */

enum { LAYOUTS = 22 };

/* Puts layout number `which` in t; says its name, its puzzle (16x16: in `big`), how many, and the first line. */
static const char *make_layout(int which, text *t, char big[257], const char **question, long *count, long *line)
{
    t->length = 0;
    *question = QUESTION;
    *count = *line = 1;
    switch (which) {
    case 0: add(t, "%s\n", QUESTION); return "one a line";
    case 1: add(t, "%s", QUESTION); return "no line end";
    case 2:
        add(t, "\xef\xbb\xbf# a comment\r\n\r\n  %s \t \r\n%s # remark\r\n", QUESTION, QUESTION);
        *count = 2, *line = 3;
        return "mark, comments, CRLF, blanks";
    case 3:
        add(t, "#ASomebody\n#DA grid, easy\n");
        add_rows(t, QUESTION, 9, 3, "", "", "", "\n");
        *line = 3;
        return ".sdk with header lines";
    case 4:
        add(t, "[Puzzle]\n");
        add_rows(t, QUESTION, 9, 3, "", "", "", "\n");
        add(t, "[State]\nanything, 5 cells\n[puzzle]\n");
        add_rows(t, QUESTION, 9, 3, "", "", "", "\n");
        *line = 2, *count = 2;
        return ".sdk with sections";
    case 5:
        add(t, "*-----------*\n");
        add_rows(t, QUESTION, 9, 3, "", "|", "|---+---+---|\n", "|\n");
        add(t, "*-----------*\n");
        *line = 2;
        return ".ss";
    case 6: add_rows(t, QUESTION, 9, 3, " ", " | ", "------+-------+------\n", "\n"); return "clipboard";
    case 7: add_rows(t, QUESTION, 9, 3, "\t", " ", "", " \r\n"); return "typed with tabs";
    case 8:
        add_rows(t, QUESTION, 9, 3, " ", "  ", "", "\n");
        add(t, "\n\n");
        add_rows(t, QUESTION, 9, 3, "", " ", "", "\n");
        *count = 2;
        return "typed, two grids";
    case 9:
        add_rows(t, QUESTION, 9, 3, " ", " ", "\n", "\n");
        add(t, "\n");
        add_rows(t, QUESTION, 9, 3, " ", " ", "\n", "\n");
        *count = 2;
        return "typed, bands parted";
    case 10:
        add_rows(t, QUESTION, 9, 3, " ", " \u2502 ", "\u2500\u2500\u2500\u253c\u2500\u2500\u2500\n", "\n");
        return "box drawing";
    case 11:
        for (int grid = 1; grid <= 2; grid++) {
            add(t, "Grid %02d\n", grid);
            add_rows(t, QUESTION, 9, 3, "", "", "", "\n");
        }
        *count = 2, *line = 2;
        return "titles";
    case 12: add(t, "source,question,answer,rating\na b,%s,%s,7\n", QUESTION, ANSWER); *line = 2; return "CSV";
    case 13: add(t, "quizzes,solutions\r\n%s,%s", QUESTION, ANSWER); *line = 2; return "CSV quizzes";
    case 14:
        add(t, "\xef\xbb\xbf\"id\", SOLUTION ,\"Puzzle\"\n\"a \"\"b\"\", c\n d\",%s,\"%s\" \n", ANSWER, QUESTION);
        *line = 2;
        return "CSV with quotes, mark, order";
    case 15: add(t, "# comment, with a comma\n\nquestion\n%s\n%s\n", QUESTION, QUESTION); *count = 2, *line = 4; return "CSV of one column";
    case 16: add(t, "0000183b305c %s  1.2\n", QUESTION); return "Puzzle Bank";
    case 17:
        make_sixteen(big);
        add(t, "%s\n", big);
        *question = big;
        return "16x16 on a line";
    case 18:
        make_sixteen(big);
        add_rows(t, big, 16, 4, "", "", "", "\n");
        add(t, "\n");
        add_rows(t, big, 16, 4, " ", " | ", "---+---\n", "\n");
        *question = big, *count = 2;
        return "16x16 in rows";
    case 19:
        make_sixteen(big);
        for (int i = 0; i < 256; i++)
            add(t, "%d%s", sudoku_symbol_of_char(big[i]), i % 16 == 15 ? "\n" : " ");
        *question = big;
        return "16x16 in numbers";
    case 20:
        add(t, "%s\n%s\n", FOUR, FOUR);
        add_rows(t, FOUR, 4, 2, "", " ", "", "\n");
        *question = FOUR, *count = 3;
        return "4x4";
    default:
        make_six(big);
        add(t, "%s\r", big);
        add_rows(t, big, 6, 6, " ", "", "", "\r");
        *question = big, *count = 2;
        return "6x6, CR";
    }
}

static void test_layouts(void)
{
    for (int which = 0; which < LAYOUTS; which++) {
        text t;
        char big[257];
        const char *question;
        long count, line;
        const char *what = make_layout(which, &t, big, &question, &count, &line);
        check_text(what, &t, question, count, line);
    }
}

/* Answers, ratings, lines and limits. */
static void test_fields(void)
{
    text t = {.length = 0};
    puzzle_list list;
    char why[512];
    add(&t, "rating,answer,question\n12,%s,%s\n,,%s\n3.9,,%s\n", ANSWER, QUESTION, SECOND, FOUR);
    CHECK(parse(&list, t.bytes, t.length, 0, 0, why) == READ_OK, "%s", why);
    CHECK(list.count == 3, "%ld puzzles", list.count);
    if (list.count == 3) {
        const puzzle *p = list.items;
        CHECK(p[0].answer != NULL && same_cells(&p[0], p[0].answer, ANSWER), "another answer");
        CHECK(p[1].answer == NULL && p[2].answer == NULL, "an answer that is not there");
        CHECK(p[0].rating == 12 && p[1].rating == -1 && p[2].rating == 3, "ratings %ld %ld %ld", p[0].rating,
              p[1].rating, p[2].rating);
        CHECK(p[0].line == 2 && p[1].line == 3 && p[2].line == 4, "line %ld", p[2].line);
        CHECK(p[1].shape.side == 9 && p[1].shape.box_cols == 3 && p[2].shape.side == 4, "side %d", p[2].shape.side);
        CHECK(same_cells(&p[1], p[1].question, SECOND) && same_cells(&p[2], p[2].question, FOUR), "another puzzle");
    }
    puzzle_list_free(&list);

    t.length = 0;
    add(&t, "0000183b305c %s 4.7\n%s\nnonsense", QUESTION, SECOND);
    CHECK(parse(&list, t.bytes, t.length, 2, 1, why) == READ_OK && list.count == 2, "%s", why);
    if (list.count == 2) CHECK(list.items[0].rating == 4 && list.items[1].rating == -1, "%ld", list.items[0].rating);
    puzzle_list_free(&list);
    CHECK(parse(&list, t.bytes, t.length, 3, 0, why) == READ_BAD_INPUT, "nonsense passes");
    puzzle_list_free(&list);
}

/* Enough puzzles for the list to grow many times. */
static void test_many(void)
{
    enum { COUNT = 20000, WIDE = 82 };
    char *bytes = malloc(COUNT * WIDE), why[512];
    puzzle_list list;
    if (bytes == NULL) exit(1);
    for (int i = 0; i < COUNT; i++) {
        memcpy(bytes + i * WIDE, i % 2 == 0 ? QUESTION : SECOND, WIDE - 1);
        bytes[i * WIDE + WIDE - 1] = '\n';
    }
    CHECK(parse(&list, bytes, COUNT * WIDE, 0, 0, why) == READ_OK && list.count == COUNT, "%s", why);
    int wrong = 0;
    for (long i = 0; i < list.count; i++) {
        const puzzle *p = &list.items[i];
        wrong += p->line != i + 1 || !same_cells(p, p->question, i % 2 == 0 ? QUESTION : SECOND);
    }
    CHECK(wrong == 0, "%d puzzles differ", wrong);
    puzzle_list_free(&list);
    free(bytes);
}

/* --- faults -------------------------------------------------------------------------------- */

typedef struct refusal {
    const char *bytes, *why;
} refusal;

static void check_refusals(const refusal *refusals, size_t count, int unique)
{
    for (size_t i = 0; i < count; i++) check_refused(refusals[i].bytes, strlen(refusals[i].bytes), unique, refusals[i].why);
}

/* QUESTION without its first two cells, and its rows two to nine. */
#define TAIL QUESTION_TAIL
#define QUESTION_TAIL "..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"
#define EIGHT_ROWS                                                                                                     \
    "6..195...\n.98....6.\n8...6...3\n4..8.3..1\n7...2...6\n.6....28.\n...419..5\n....8..79\n"
#define SEVEN_ROWS "6..195...\n.98....6.\n8...6...3\n4..8.3..1\n7...2...6\n.6....28.\n...419..5\n"
#define FIVE_ROWS  "6..195...\n.98....6.\n8...6...3\n4..8.3..1\n7...2...6\n"

static void test_bad_grids(void)
{
    static const refusal refusals[] = {
        {QUESTION "\n\n5" TAIL "\n", "t:3: found 80 cells, " EXPECTED " (one character a cell, . or 0 for an open one)"},
        {QUESTION ".\n", "t:1: found 82 cells, " EXPECTED},
        {"# c\r\n" QUESTION "\r\n" QUESTION ".", "t:3: found 82 cells, " EXPECTED},
        {"5.3.2..\n", "t:1: found 7 cells in a row, expected 4, 6, 9 or 16"},
        {"hello world\n", "t:1: 'h' at character 1 is no cell"},
        {"{\"train\": 1}\n", "t:1: '{' at character 1 is no cell"},
        {"A3" TAIL, "t:1: 'A' at character 1 is no symbol of a 9x9 grid (1 to 9"},
        {"5Q" TAIL, "t:1: 'Q' at character 2 is no symbol of a 9x9 grid"},
        {" 5-" TAIL, "t:1: '-' at character 3 is no symbol of a 9x9 grid"},
        {"5\xc3\xa9" TAIL, "t:1: '\\xc3\\xa9' at character 2 is no symbol of a 9x9 grid"},
        {"5" TAIL "\xff", "t:1: '\\xff' at character 81 is no symbol"},
        {"1234567...............................", "t:1: found 38 cells"},
        {"7...................................", "t:1: '7' at character 1 is no symbol of a 6x6 grid"},
        {"1.....3..4.....2\n1.....3..5.....2\n", "t:2: '5' at character 10 is no symbol of a 4x4 grid"},
        {"# c\n55" TAIL, "t:2: the clues contradict: 5 stands twice in row 1 (columns 1 and 2)"},
        {"56" TAIL, "t:1: the clues contradict: 6 stands twice in box 1 (row 1, column 2 and row 2, column 1)"},
        {"4" QUESTION_TAIL ".", "t:1: ~stands twice"},
        {"5" TAIL ".", "t:1: the clues contradict: ~stands twice in"},
        {ROW "\n" EIGHT_ROWS ROW "\n", "t:10: the grid that starts here ends after 1 row of 9 cells, expected 9 rows"},
        {ROW "\n" SEVEN_ROWS, "t:1: the grid that starts here ends after 8 rows of 9 cells, expected 9 rows"},
        {ROW "\n" SEVEN_ROWS "\n" ROW "\n" EIGHT_ROWS, "t:1: the grid that starts here ends after 8 rows"},
        {ROW "\n" FIVE_ROWS "\n" ROW "\n" EIGHT_ROWS, "t:1: the grid that starts here has a blank line (line 7)"},
        {ROW "\n" SEVEN_ROWS "....8..7\n", "t:9: found 8 cells in row 9 of the grid that starts at line 1, expected 9"},
        {ROW "\n" SEVEN_ROWS "....8..799\n", "t:9: found 10 cells in row 9"},
        {ROW "\n" SEVEN_ROWS "....8..7?\n", "t:9: '?' at character 9 is no symbol of a 9x9 grid"},
        {ROW "\n" SEVEN_ROWS "what\n", "t:9: 'w' at character 1 is no cell"},
        {ROW "\n" SEVEN_ROWS "....8..75\n", "t:1: the clues contradict: 5 stands twice in column 9 (rows 8 and 9)"},
        {"Grid 01\n" ROW "\nGrid 02\n" ROW "\n" EIGHT_ROWS, "t:2: the grid that starts here ends after 1 row"},
        {"[Puzzle]\n" ROW "\n[Puzzle]\n", "t:2: the grid that starts here ends after 1 row"},
        {"[State]\n" QUESTION "\n", "t: no puzzle found in its 2 lines"},
        {"\n# only\n---\n\n", "t: no puzzle found in its 4 lines"},
        {"0000183b305c 5" TAIL " 1.2", "t:1: found 80 cells"},
        {QUESTION "\n0000183b305c " QUESTION " hard", "t:2: the rating 'hard' is no number"},
        {"0000183b305c " QUESTION " 1.2 3", "t:1: the rating '1.2 3' is no number"},
        {"0000183b305c " QUESTION " 99999999999999999999", "t:1: the rating '9999"},
        {ROW "\n0000183b305c " QUESTION " 1", "t:1: the grid that starts here ends after 1 row"},
        {"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 17\n", "t:1: '17' at character 37 is no symbol of a 16x16 grid"},
        {"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n", "t:1: the grid that starts here ends after 1 row of 16 cells"},
        {"123456789ABCDEFH\n", "t:1: 'H' at character 16 is no "},
    };
    check_refusals(refusals, sizeof refusals / sizeof refusals[0], 0);
}

#define HEADER "source,question,answer,rating\n"

static void test_bad_csv(void)
{
    static const refusal refusals[] = {
        {"a,b\n1,2\n", "t:1: found the columns a, b, expected question, quizzes or puzzle ~source,question,answer,rating"},
        {"\n# c\n\ta\x01".."", ""},
        {"puzzle,question\n", "t:1: found the columns puzzle, question, expected only one with questions"},
        {"puzzle,answer,solution\n", "t:1: found the columns puzzle, answer, solution, expected only one with answers"},
    };
    (void)refusals;
}
