/* Puzzle files and training sets: every layout gives the same puzzle, every fault its sentence and line,
 * and no sequence of bytes does worse than be refused. */
#include "data/puzzle_set.h"
#include "data/encoding.h"
#include "base/label.h"
#include "puzzles/maze/maze.h"
#include "data/dataset.h"
#include "data/duplicates.h"
#include "data/hold_out.h"
#include "base/file.h"
#include "puzzles/sudoku/sudoku.h"
#include "tests/files.h"

#include <stdarg.h>

#define QUESTION "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"
#define ANSWER   "534678912672195348198342567859761423426853791713924856961537284287419635345286179"
#define SECOND   ".......1.4.........2...........5.6.4..8...3....1.9....3..4..2...5.1........8.7..."
#define SECOND_A "793684512486512937125973846932751684578246391641398725319465278857129463264837159"
#define FOUR     "1.....3..4.....2"
#define ROW      "53..7...."
#define EXPECTED "expected 16, 36, 64, 81, 100, 144, 225 or 256"

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
        for (int c = 0; c < side; c++) add(t, "%s%c", c == 0 ? "" : c % box == 0 ? bar : between, cells[r * side + c]);
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

/* A full 6x6 grid, every third cell open. */
static void make_six(char cells[37])
{
    for (int i = 0; i < 36; i++) {
        int r = i / 6, c = i % 6;
        cells[i] = i % 3 == 1 ? '_' : sudoku_symbol_char((3 * (r % 2) + r / 2 + c) % 6 + 1);
    }
    cells[36] = '\0';
}

/* --- reading ------------------------------------------------------------------------------- */

/* Parses a copy of just the right size, so that a checker of memory sees a read past its end. */
static int parse(puzzle_list *list, const char *bytes, size_t length, long limit, int unique, error *why)
{
    char *copy = malloc(length > 0 ? length : 1);
    if (copy == NULL) exit(1);
    memcpy(copy, bytes, length);
    memset(why->text, '?', sizeof why->text);
    int status = puzzle_list_parse(list, "t", copy, length, NULL, limit, unique, why);
    free(copy);
    return status;
}

static int same_cells(const puzzle *p, const uint8_t *cells, const char *expected)
{
    size_t count = strlen(expected);
    if (p->kind != &kind_sudoku || (size_t)grid_cells(&p->shape) != count) return 0;
    for (size_t i = 0; i < count; i++)
        if (cells[i] != sudoku_symbol_of_char(expected[i])) return 0;
    return 1;
}

/* The text holds `count` puzzles, each of them `question`, the first on line `line`. */
static void check_text(const char *what, const text *t, const char *question, long count, long line)
{
    puzzle_list list;
    error why[1] = {0};
    int status = parse(&list, t->bytes, t->length, 0, 0, why);
    CHECK(status == OK, "%s: %s", what, why->text);
    if (status != OK) return;
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
    error why[1] = {0};
    int status = parse(&list, bytes, length, 0, unique, why);
    const char *more = strchr(expected, '~');
    size_t first = more != NULL ? (size_t)(more - expected) : strlen(expected);
    CHECK(status == BAD_INPUT, "status %d, expected: %s", status, expected);
    CHECK(strncmp(why->text, expected, first) == 0, "'%s', expected '%s'", why->text, expected);
    CHECK(more == NULL || strstr(why->text, more + 1) != NULL, "'%s', expected '%s'", why->text, expected);
    CHECK(list.items == NULL && list.count == 0, "the list is not empty: %s", expected);
    puzzle_list_free(&list);
}

/* --- good layouts -------------------------------------------------------------------------- */

typedef struct text_layout {
    const char *name;
    const char *question; /* each of its puzzles */
    long count, line;     /* how many, and the line of the first */
    text t;
    char big[257]; /* the question if it is not a constant */
} text_layout;

/* Rows of QUESTION, as lines. */
static int make_rows(int which, text_layout *l)
{
    text *t = &l->t;
    switch (which) {
    case 0:
        l->name = ".sdk with header lines", l->line = 3;
        add(t, "#ASomebody\n#DA grid, easy\n");
        add_rows(t, QUESTION, 9, 3, "", "", "", "\n");
        return 1;
    case 1:
        l->name = ".sdk with sections", l->line = 2, l->count = 2;
        add(t, "[Puzzle]\n");
        add_rows(t, QUESTION, 9, 3, "", "", "", "\n");
        add(t, "[State]\nanything, 5 cells\n[Second]\nmore\n[puzzle]\n");
        add_rows(t, QUESTION, 9, 3, "", "", "", "\n");
        return 1;
    case 2:
        l->name = ".ss", l->line = 2;
        add(t, "*-----------*\n");
        add_rows(t, QUESTION, 9, 3, "", "|", "|---+---+---|\n", "|\n");
        add(t, "*-----------*\n");
        return 1;
    case 3:
        l->name = "clipboard";
        add_rows(t, QUESTION, 9, 3, " ", " | ", "------+-------+------\n", "\n");
        return 1;
    case 4:
        l->name = "box drawing";
        add_rows(t, QUESTION, 9, 3, " ", " \u2502 ", "\u2500\u2500\u2500\u253c\u2500\u2500\u2500\n", "\n");
        return 1;
    case 6:
        l->name = "heavy and double lines", l->line = 2;
        add(t, "\u2554\u2550\u2566\u2557\n");
        add_rows(t, QUESTION, 9, 3, " ", "\u2551", "|   |   |   |\n", "\u2503\n");
        add(t, "+=====+-----+\n");
        return 1;
    case 5:
        l->name = "typed with tabs";
        add_rows(t, QUESTION, 9, 3, "\t", " ", "", " \r\n");
        return 1;
    }
    return 0;
}

/* Several grids in a text. */
static int make_grids(int which, text_layout *l)
{
    static const char *const between_bands[] = {"", "\n"};
    text *t = &l->t;
    if (which < 2) {
        l->name = which == 0 ? "typed, two grids" : "typed, bands apart", l->count = 2;
        add_rows(t, QUESTION, 9, 3, " ", "  ", between_bands[which], "\n");
        add(t, "\n");
        add_rows(t, QUESTION, 9, 3, "", " ", between_bands[which], "\n");
        return 1;
    }
    if (which > 2) return 0;
    l->name = "titles", l->count = 2, l->line = 2;
    for (int grid = 1; grid <= 2; grid++) {
        add(t, "Grid %02d\n", grid);
        add_rows(t, QUESTION, 9, 3, "", "", "", "\n");
    }
    return 1;
}

/* One puzzle a line, and CSV. */
static int make_lines(int which, text_layout *l)
{
    text *t = &l->t;
    switch (which) {
    case 0:
        l->name = "one a line, no line end";
        add(t, "%s", QUESTION);
        return 1;
    case 1:
        l->name = "mark, comments, CRLF, blanks", l->count = 2, l->line = 3;
        add(t, "\xef\xbb\xbf# a comment\r\n\r\n  %s \t \r\n%s # remark\r\n", QUESTION, QUESTION);
        return 1;
    case 2:
        l->name = "Puzzle Bank";
        add(t, "0000183b305c %s  1.2\n", QUESTION);
        return 1;
    case 3:
        l->name = "CSV", l->line = 2;
        add(t, "source,question,answer,rating\na b,%s,%s,7\n", QUESTION, ANSWER);
        return 1;
    case 4:
        l->name = "CSV quizzes", l->line = 2;
        add(t, "quizzes,solutions\r\n%s,%s", QUESTION, ANSWER);
        return 1;
    case 5:
        l->name = "CSV with quotes, mark, order", l->line = 2;
        add(t, "\xef\xbb\xbf\"id\", SOLUTION ,\"Puzzle\"\n\"a \"\"b\"\", c\n d\",%s,\"%s\" \n", ANSWER, QUESTION);
        return 1;
    case 6:
        l->name = "CSV of one column", l->count = 2, l->line = 4;
        add(t, "# comment, with a comma\n\nquestion\n%s\n%s\n", QUESTION, QUESTION);
        return 1;
    }
    return 0;
}

/* Other sides. */
static int make_sizes(int which, text_layout *l)
{
    text *t = &l->t;
    if (which > 4) return 0;
    make_sixteen(l->big);
    l->question = l->big;
    switch (which) {
    case 0:
        l->name = "16x16 on a line";
        add(t, "%s\n", l->big);
        break;
    case 1:
        l->name = "16x16 in rows", l->count = 2;
        add_rows(t, l->big, 16, 4, "", "", "", "\n");
        add(t, "\n");
        add_rows(t, l->big, 16, 4, " ", " | ", "---+---\n", "\n");
        break;
    case 2:
        l->name = "16x16 in numbers";
        for (int i = 0; i < 256; i++) add(t, "%d%s", sudoku_symbol_of_char(l->big[i]), i % 16 == 15 ? "\n" : " ");
        break;
    case 3:
        l->name = "4x4", l->question = FOUR, l->count = 3;
        add(t, "%s\n%s\n", FOUR, FOUR);
        add_rows(t, FOUR, 4, 2, "", " ", "", "\n");
        break;
    default:
        make_six(l->big);
        l->name = "6x6, CR", l->count = 2;
        add(t, "%s\r", l->big);
        add_rows(t, l->big, 6, 6, " ", "", "", "\r");
    }
    return 1;
}

enum { LAYOUTS = 7 + 3 + 7 + 5 };

static void make_layout(int which, text_layout *l)
{
    *l = (text_layout){.question = QUESTION, .count = 1, .line = 1};
    int made =
        make_rows(which, l) || make_grids(which - 7, l) || make_lines(which - 10, l) || make_sizes(which - 17, l);
    CHECK(made, "text_layout %d is not made", which);
}

static void test_layouts(void)
{
    text_layout l;
    for (int which = 0; which < LAYOUTS; which++) {
        make_layout(which, &l);
        check_text(l.name, &l.t, l.question, l.count, l.line);
    }
}

/* Answers, ratings, lines and limits. */
static void test_fields(void)
{
    text t = {.length = 0};
    puzzle_list list;
    error why[1] = {0};
    add(&t, "rating,answer,question\n12,%s,%s\n,,%s\n3.9,,%s\n", ANSWER, QUESTION, SECOND, FOUR);
    CHECK(parse(&list, t.bytes, t.length, 0, 0, why) == OK, "%s", why->text);
    CHECK(list.count == 3, "%ld puzzles", list.count);
    if (list.count == 3) {
        const puzzle *p = list.items;
        CHECK(p[0].answer != NULL && same_cells(&p[0], p[0].answer, ANSWER), "another answer");
        CHECK(p[1].answer == NULL && p[2].answer == NULL, "an answer that is not there");
        CHECK(p[0].rating == 12 && p[1].rating == -1 && p[2].rating == 3, "ratings %ld %ld %ld", p[0].rating,
              p[1].rating, p[2].rating);
        CHECK(p[0].line == 2 && p[1].line == 3 && p[2].line == 4, "line %ld", p[2].line);
        CHECK(p[1].shape.rows == 9 && p[1].shape.cols == 9 && p[2].shape.rows == 4, "%d rows", p[2].shape.rows);
        CHECK(same_cells(&p[1], p[1].question, SECOND) && same_cells(&p[2], p[2].question, FOUR), "another puzzle");
    }
    puzzle_list_free(&list);

    t.length = 0;
    add(&t, "0000183b305c %s 4.789\n%s\n1234567", QUESTION, SECOND);
    CHECK(parse(&list, t.bytes, t.length, 1, 1, why) == OK && list.count == 1, "%s", why->text);
    puzzle_list_free(&list);
    CHECK(parse(&list, t.bytes, t.length, 2, 1, why) == OK && list.count == 2, "%s", why->text);
    if (list.count == 2) CHECK(list.items[0].rating == 4 && list.items[1].rating == -1, "%ld", list.items[0].rating);
    puzzle_list_free(&list);
    CHECK(parse(&list, t.bytes, t.length, 3, 0, why) == BAD_INPUT, "nonsense passes");
    puzzle_list_free(&list);
}

/* Enough puzzles for the list to grow many times. */
static void test_many(void)
{
    enum { COUNT = 20000, WIDE = 82 };
    error why[1] = {0};
    char *bytes = malloc(COUNT * WIDE);
    puzzle_list list;
    if (bytes == NULL) exit(1);
    for (int i = 0; i < COUNT; i++) {
        memcpy(bytes + i * WIDE, i % 2 == 0 ? QUESTION : SECOND, WIDE - 1);
        bytes[i * WIDE + WIDE - 1] = '\n';
    }
    CHECK(parse(&list, bytes, COUNT * WIDE, 0, 0, why) == OK && list.count == COUNT, "%s", why->text);
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
    for (size_t i = 0; i < count; i++)
        check_refused(refusals[i].bytes, strlen(refusals[i].bytes), unique, refusals[i].why);
}

/* QUESTION without its first two cells, and rows two to six, eight and nine of it. */
#define TAIL       "..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"
#define FIVE_ROWS  "6..195...\n.98....6.\n8...6...3\n4..8.3..1\n7...2...6\n"
#define SEVEN_ROWS FIVE_ROWS ".6....28.\n...419..5\n"
#define EIGHT_ROWS SEVEN_ROWS "....8..79\n"

static void test_bad_lines(void)
{
    static const refusal refusals[] = {
        {QUESTION "\n\n5" TAIL "\n",
         "t:3: found 80 cells, " EXPECTED " (one character a cell, . or 0 for an open one)"},
        {QUESTION ".\n", "t:1: found 82 cells, " EXPECTED},
        {"# c\r\n" QUESTION "\r\n" QUESTION ".", "t:3: found 82 cells, " EXPECTED},
        {"3\n", "t:1: found 1 cell in a row, expected 4, 6, 8, 9, 10, 12, 15 or 16"},
        {"5.3.2..\n", "t:1: found 7 cells in a row, expected 4, 6, 8, 9, 10, 12, 15 or 16"},
        {"hello world\n", "t:1: 'h' at character 1 is not a cell"},
        {"{\"train\": 1}\n", "t:1: '{' at character 1 is not a cell"},
        {"A3" TAIL, "t:1: 'A' at character 1 is not a symbol of a 9x9 grid (1 to 9"},
        {"5Q" TAIL, "t:1: 'Q' at character 2 is not a symbol of a 9x9 grid"},
        {" 5+" TAIL, "t:1: '+' at character 3 is not a symbol of a 9x9 grid"},
        {"5\xc3\xa9" TAIL, "t:1: '\\xc3\\xa9' at character 2 is not a symbol of a 9x9 grid"},
        {"5" TAIL "\xff", "t:1: '\\xff' at character 81 is not a symbol"},
        {"7...................................", "t:1: '7' at character 1 is not a symbol of a 6x6 grid"},
        {FOUR "\n1.....3..5.....2\n", "t:2: '5' at character 10 is not a symbol of a 4x4 grid"},
        {"# c\n55" TAIL, "t:2: the clues contradict: 5 stands twice in row 1 (columns 1 and 2)"},
        {"63" TAIL, "t:1: the clues contradict: 6 stands twice in column 1 (rows 1 and 2)"},
        {"93" TAIL, "t:1: the clues contradict: 9 stands twice in box 1 (row 1, column 1 and row 3, column 2)"},
        {"0000183b305c 5" TAIL " 1.2", "t:1: found 80 cells"},
        {"0A0aF83b3f5c 5" TAIL, "t:1: found 80 cells, "},
        {"1.....3..4.....\xe2\x82\xac\n", "t:1: '\\xe2\\x82\\xac' at character 16 is not a symbol of a 4x4 grid"},
        {QUESTION "\n0000183b305c " QUESTION " hard", "t:2: the rating 'hard' is not a number"},
        {"0000183b305c " QUESTION " 1.2 3", "t:1: the rating '1.2 3' is not a number"},
        {"0000183b305c " QUESTION " 99999999999999999999", "t:1: the rating '9999"},
        {"[State]\n" QUESTION "\n", "t: no puzzle found in its 2 lines"},
        {"\n# only\n---\n\n", "t: no puzzle found in its 4 lines"},
    };
    check_refusals(refusals, sizeof refusals / sizeof refusals[0], 0);
}

static void test_bad_grids(void)
{
    static const refusal refusals[] = {
        {ROW "\n" EIGHT_ROWS ROW "\n", "t:10: the grid that starts here ends after 1 row of 9 cells, expected 9 rows"},
        {ROW "\n" SEVEN_ROWS, "t:1: the grid that starts here ends after 8 rows of 9 cells, expected 9 rows"},
        {ROW "\n" SEVEN_ROWS "\n" ROW "\n" EIGHT_ROWS, "t:1: the grid that starts here ends after 8 rows"},
        {ROW "\n" FIVE_ROWS "\n" ROW "\n" EIGHT_ROWS, "t:1: the grid that starts here has a blank line (line 7)"},
        {"55.......\n" FIVE_ROWS "\n.6....28.\n...419..5\n....8..79\n\n" QUESTION,
         "t:1: the clues contradict: 5 stands twice in row 1"},
        {ROW "\n" SEVEN_ROWS "....8..7\n", "t:9: found 8 cells in row 9 of the grid that starts at line 1, expected 9"},
        {ROW "\n" SEVEN_ROWS "....8..799\n", "t:9: found 10 cells in row 9"},
        {ROW "\n" SEVEN_ROWS "....8..7!\n", "t:9: '!' at character 9 is not a symbol of a 9x9 grid"},
        {ROW "\n" SEVEN_ROWS "what\n", "t:9: 'w' at character 1 is not a cell"},
        {ROW "\n" SEVEN_ROWS "....8..75\n", "t:1: the clues contradict: 5 stands twice in column 9 (rows 8 and 9)"},
        {"Grid 01\n" ROW "\nGrid 02\n" ROW "\n" EIGHT_ROWS, "t:2: the grid that starts here ends after 1 row"},
        {"[Puzzle]\n" ROW "\n[Puzzle]\n", "t:2: the grid that starts here ends after 1 row"},
        {ROW "\n0000183b305c " QUESTION " 1", "t:1: the grid that starts here ends after 1 row"},
        {"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 17\n", "t:1: '17' at character 37 is not a symbol of a 16x16 grid"},
        {"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n", "t:1: the grid that starts here ends after 1 row of 16 cells"},
        {"9 . . . . . . . . . . . . . . 12\nwhat\n", "t:2: 'w' at character 1 is not a cell"},
        {". . . . . . . . . . . . . . . 12\n", "t:1: the grid that starts here ends after 1 row of 16 cells"},
        {"123456789ABCDEFH\n", "t:1: 'H' at character 16 is not a "},
    };
    check_refusals(refusals, sizeof refusals / sizeof refusals[0], 0);
}

/* ANSWER with its first three cells to be put before it. */
#define ANSWER_TAIL "678912672195348198342567859761423426853791713924856961537284287419635345286179"
#define HEADER      "source,question,answer,rating\n"
#define GOOD        "s," QUESTION "," ANSWER ",3\n"

static void test_bad_csv(void)
{
    static const refusal refusals[] = {
        {"a,b\n1,2\n",
         "t:1: found the columns a, b, expected question, quizzes or puzzle ~source,question,answer,rating"},
        {"\n\n" QUESTION "."
         "," ANSWER "\n",
         "t:3: found the columns 53..7"},
        {"a\tb\xe9,c\n", "t:1: found the columns a\\x09b\\xe9, c, expected question"},
        {"puzzle,question\n", "t:1: found the columns puzzle, question, expected only one with questions"},
        {"puzzle,answer,solution\n", "t:1: found the columns puzzle, answer, solution, expected only one with answers"},
        {"puzzle,rating,rating\n", "t:1: ~expected only one with ratings"},
        {"# c\r\n\r\na,b\r\n", "t:3: found the columns a, b, expected"},
        {"one,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve,thirteen,fourteen,fifteen,sixteen,seventeen,"
         "eighteen,nineteen,twenty,twentyone\n",
         "t:1: found the columns one, ~twenty, ..., expected question"},
        {QUESTION QUESTION ",b\n",
         "t:1: found the columns 53..7....6..195....98....6.8...6...34..8..~..., b, expected"},
        {HEADER, "t:1: no puzzle follows the header"},
        {HEADER "\n\n", "t:3: no puzzle follows the header"},
        {HEADER GOOD "s," QUESTION "," ANSWER "\n", "t:3: found 3 columns, expected 4 as in the header"},
        {HEADER GOOD GOOD "s," QUESTION "," ANSWER ",3,4\n", "t:4: found 5 columns, expected 4"},
        {HEADER GOOD "s,5" TAIL "," ANSWER ",3\n", "t:3: found 80 cells in the question, " EXPECTED},
        {HEADER GOOD "s,5" TAIL "!," ANSWER ",3\n",
         "t:3: the question: '!' at character 81 is not a symbol of a 9x9 grid"},
        {HEADER "s,," ANSWER ",3\n", "t:2: found 0 cells in the question"},
        {HEADER "s,1.....3..4...\xe2\x82\xac,,\n",
         "t:2: the question: '\\xe2\\x82\\xac' at character 14 is not a symbol of a 4x4"},
        {HEADER "s,what," ANSWER ",3\n", "t:2: the question: 'w' at character 1 is not a cell"},
        {HEADER "s,A3" TAIL "," ANSWER ",3\n", "t:2: the question: 'A' at character 1 is not a symbol of a 9x9 grid"},
        {HEADER "s,55" TAIL "," ANSWER ",3\n", "t:2: the clues contradict: 5 stands twice in row 1 (columns 1 and 2)"},
        {HEADER GOOD "s," QUESTION ",5344" ANSWER_TAIL ",3\n", "t:3: found 82 cells in the answer, expected 81 as in"},
        {HEADER GOOD "s," QUESTION ",53!" ANSWER_TAIL ",3\n",
         "t:3: the answer: '!' at character 3 is not a symbol of a 9x9"},
        {HEADER GOOD "s," QUESTION ",53." ANSWER_TAIL ",3\n", "t:3: the answer leaves row 1, column 3 open"},
        {HEADER GOOD "s," QUESTION ",514" ANSWER_TAIL ",3\n",
         "t:3: the answer changes the clue at row 1, column 2 from 3 to 1"},
        {HEADER GOOD "s," QUESTION ",532" ANSWER_TAIL ",3\n",
         "t:3: the answer breaks the rules: 2 stands twice in row 1"},
        {HEADER GOOD "s," QUESTION "," ANSWER ",-3\n", "t:3: the rating '-3' is not a number from 0"},
        {HEADER GOOD "s," QUESTION "," ANSWER ",easy\n", "t:3: the rating 'easy' is not a number"},
        {HEADER "\"s\n\n," QUESTION "," ANSWER ",3\n", "t:2: a quote is opened and never closed"},
        {HEADER "\"two\nlines\"," QUESTION "," ANSWER ",3\n\"s\"x," QUESTION ",,\n",
         "t:4: text follows a closing quote"},
        {"\"question\"x,answer\n", "t:1: text follows a closing quote"},
        {",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n", "t:1: found 71 cells, " EXPECTED},
    };
    check_refusals(refusals, sizeof refusals / sizeof refusals[0], 0);
}

static void test_not_text(void)
{
    check_refused("", 0, 0, "t: the file is empty");
    check_refused(QUESTION "\n\0", 83, 0, "t:2: found the byte 0x00, which no text file holds");
    check_refused("a,\r\n\rb\x1b[1m", 10, 0, "t:3: found the byte 0x1b");
    check_refused("\xff\xfe"
                  "5\0"
                  "3\0",
                  6, 0, "t:1: found 2 cells in a row");
    check_refused("\xfe\xff\0"
                  "5",
                  4, 0, "t:1: found 1 cell in a row");
    check_refused("\xef\xbb\xbf", 3, 0, "t: no puzzle found");
    check_refused("\x89PNG\r\n\x1a\n", 8, 0, "t:2: found the byte 0x1a");
}

static void test_unique(void)
{
    static const refusal refusals[] = {
        {QUESTION "\n................", "t:2: the puzzle has more than one solution"},
        {"5...............\n", "t:1: the grid that starts here ends after 1 row of 16 cells"},
        {"12..............", "t:1: the puzzle has more than one solution"},
        {"123....4........", "t:1: the puzzle has no solution"},
        {"question\n" QUESTION "\n12..............\n", "t:3: the puzzle has more than one solution"},
    };
    check_refusals(refusals, sizeof refusals / sizeof refusals[0], 1);
    text t = {.length = 0};
    add(&t, "%s\n%s\n%s\n", QUESTION, SECOND, FOUR);
    puzzle_list list;
    error why[1] = {0};
    CHECK(parse(&list, t.bytes, t.length, 2, 1, why) == OK && list.count == 2, "%s", why->text);
    puzzle_list_free(&list);
}

/* A name with a line end in it cannot break a sentence, and nobody has to ask for one. */
static void test_names(void)
{
    error why[1] = {0};
    puzzle_list list;
    CHECK(puzzle_list_parse(&list, "a name\n\x01", "12345", 5, NULL, 0, 0, why) == BAD_INPUT, "accepted");
    CHECK(strncmp(why->text, "a name\\x0a\\x01:1: found 5 cells", 31) == 0, "%s", why->text);
    CHECK(puzzle_list_parse(&list, "t", "12345", 5, NULL, 0, 0, NULL) == BAD_INPUT, "accepted");
}

/* A sentence longer than its room is cut, inside of it and closed. */
static void test_long_sentence(void)
{
    struct {
        error e;
        char after[64];
    } room = {{"?"}, "untouched"};
    char name[1000];
    memset(name, '\x01', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    CHECK(fail_at(&room.e, NO_FILE, name, 7, "%s", name) == NO_FILE, "another status");
    CHECK(strlen(room.e.text) < sizeof room.e.text && strlen(room.e.text) > 400, "%zu bytes", strlen(room.e.text));
    CHECK(strcmp(room.after, "untouched") == 0, "written past the end");
}

/* --- any bytes ----------------------------------------------------------------------------- */

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* By the slow and simple look at the rules. */
static int is_solution(const grid_shape *shape, const uint8_t *question, const uint8_t *answer)
{
    uint8_t broken[SUDOKU_MAX_CELLS];
    for (int i = 0; i < grid_cells(shape); i++)
        if (answer[i] < 1 || answer[i] > shape->rows) return 0;
    return sudoku_check(shape, question, answer, broken) == 0;
}

/* Whatever was read is a list of sound puzzles; whatever was refused, is refused in printable words. */
static int is_sound(const puzzle_list *list, int status, const char *why)
{
    if (status != OK) {
        for (const char *c = why; *c != '\0'; c++)
            if (*c < ' ' || *c > '~') return 0;
        return status == BAD_INPUT && list->items == NULL && list->count == 0 && strncmp(why, "t:", 2) == 0;
    }
    for (long i = 0; i < list->count; i++) {
        const puzzle *p = &list->items[i];
        uint8_t broken[SUDOKU_MAX_CELLS];
        if (p->kind != &kind_sudoku || p->shape.rows != p->shape.cols) return 0;
        if (sudoku_box(p->shape.rows).rows == 0) return 0;
        for (int c = 0; c < grid_cells(&p->shape); c++)
            if (p->question[c] > p->shape.rows) return 0;
        if (sudoku_check(&p->shape, NULL, p->question, broken) != 0) return 0;
        if (p->answer != NULL && !is_solution(&p->shape, p->question, p->answer)) return 0;
        if (p->line < 1 || p->rating < -1) return 0;
    }
    return list->count > 0;
}

static int reads_soundly(const char *bytes, size_t length)
{
    puzzle_list list;
    error why[1] = {0};
    int status = parse(&list, bytes, length, 0, 0, why);
    int sound = is_sound(&list, status, why->text);
    if (!sound) printf("status %d: %s\n", status, why->text);
    puzzle_list_free(&list);
    return sound;
}

static void test_truncations(void)
{
    text_layout l;
    for (int which = 0; which < LAYOUTS; which++) {
        make_layout(which, &l);
        for (size_t length = 0; length < l.t.length; length++)
            CHECK(reads_soundly(l.t.bytes, length), "%s, the first %zu bytes", l.name, length);
    }
}

/* Changes up to four bytes: another value, one more, one less, or a piece said twice. */
static void mutate(text *t, uint32_t *state)
{
    static const char likely[] = "\n\r ,\"#|-+.0159AG[]\t\0\xef\xe2";
    for (uint32_t changes = 1 + next_random(state) % 4; changes > 0 && t->length > 1; changes--) {
        size_t at = next_random(state) % t->length, rest = t->length - at;
        uint32_t byte = next_random(state);
        char c = byte & 0x10000 ? likely[byte % (sizeof likely - 1)] : (char)(byte & 0xff);
        switch (next_random(state) % 4) {
        case 0:
            t->bytes[at] = c;
            break;
        case 1:
            if (t->length == sizeof t->bytes) break;
            memmove(t->bytes + at + 1, t->bytes + at, rest);
            t->bytes[at] = c;
            t->length++;
            break;
        case 2:
            memmove(t->bytes + at, t->bytes + at + 1, rest - 1);
            t->length--;
            break;
        default:
            if (t->length * 2 > sizeof t->bytes) break;
            memcpy(t->bytes + t->length, t->bytes + at, rest);
            t->length += rest;
        }
    }
}

static void test_mutations(void)
{
    enum { ROUNDS = 6000 };
    uint32_t state = 20250101;
    int accepted = 0;
    text_layout l;
    for (int round = 0; round < ROUNDS; round++) {
        make_layout(round % LAYOUTS, &l);
        mutate(&l.t, &state);
        CHECK(reads_soundly(l.t.bytes, l.t.length), "round %d, %s", round, l.name);
        puzzle_list list;
        error why[1] = {0};
        accepted += parse(&list, l.t.bytes, l.t.length, 0, 0, why) == OK;
        puzzle_list_free(&list);
    }
    CHECK(accepted > ROUNDS / 50 && accepted < ROUNDS * 9 / 10, "%d of %d accepted", accepted, ROUNDS);
}

/* The reader and sudoku_is_solution, which are quick, say what sudoku_check says. */
static void test_rules_agree(void)
{
    uint32_t state = 7;
    int bad = 0;
    enum { ROUNDS = 3000 };
    for (int round = 0; round < ROUNDS; round++) {
        char q[] = QUESTION, a[] = ANSWER;
        if (round % 2 == 0) q[next_random(&state) % 81] = (char)('1' + next_random(&state) % 9);
        if (round % 3 == 0) a[next_random(&state) % 81] = (char)('1' + next_random(&state) % 9);
        uint8_t question[81], answer[81], broken[81];
        for (int i = 0; i < 81; i++) {
            question[i] = (uint8_t)sudoku_symbol_of_char(q[i]);
            answer[i] = (uint8_t)sudoku_symbol_of_char(a[i]);
        }
        static const grid_shape nine = {.rows = 9, .cols = 9};
        int expected = is_solution(&nine, question, answer);
        int clues = sudoku_check(&nine, NULL, question, broken) == 0;

        text t = {.length = 0};
        puzzle_list list;
        error why[1] = {0};
        add(&t, "question,answer\n%s,%s\n", q, a);
        int with_answer = parse(&list, t.bytes, t.length, 0, 0, why) == OK;
        puzzle_list_free(&list);
        int without = parse(&list, q, 81, 0, 0, why) == OK;
        puzzle_list_free(&list);
        CHECK(sudoku_is_solution(&nine, question, answer) == expected, "round %d: %s %s", round, q, a);
        CHECK(with_answer == expected && without == clues, "round %d: %s %s", round, q, a);
        bad += !expected;
    }
    CHECK(bad > ROUNDS / 10 && bad < ROUNDS * 9 / 10, "%d of %d bad", bad, ROUNDS);
}

/* --- files --------------------------------------------------------------------------------- */

/* Reading `name` gives the status and a sentence that begins with its path and `expected`. */
static void check_read(const char *name, int expected_status, const char *expected)
{
    error why[1] = {0};
    char begin[1024];
    const char *path = path_in(name);
    puzzle_list list;
    int status = puzzle_list_read(&list, path, NULL, 0, 0, why);
    snprintf(begin, sizeof begin, "%s%s", path, expected);
    CHECK(status == expected_status, "%s: status %d", name, status);
    CHECK(strncmp(why->text, begin, strlen(begin)) == 0, "'%s', expected '%s'", why->text, begin);
    CHECK(list.items == NULL && list.count == 0, "the list is not empty");
    puzzle_list_free(&list);
}

static void test_files(void)
{
    error why[1] = {0};
    puzzle_list list;
    open_folder();
    write_file("good", QUESTION "\n");
    CHECK(puzzle_list_read(&list, path_in("good"), NULL, 0, 1, why) == OK, "%s", why->text);
    CHECK(list.count == 1 && same_cells(&list.items[0], list.items[0].question, QUESTION), "%ld read", list.count);
    puzzle_list_free(&list);

    check_read("missing.txt", NO_FILE, ": no such file");
    check_read("good/below", NO_FILE, ": cannot be read: ");
    check_read("", NO_FILE, ": is a folder, expected a file");
    write_file("empty", "");
    check_read("empty", BAD_INPUT, ": the file is empty");
    write_file("bad", QUESTION "\n" QUESTION "5\n");
    check_read("bad", BAD_INPUT, ":2: found 82 cells, " EXPECTED);
    chmod(path_in("bad"), 0);
    if (geteuid() != 0) check_read("bad", NO_FILE, ": cannot be read: "); /* root can read it anyway */

    file_bytes file;
    CHECK(file_read(&file, path_in("empty"), TEXT_LIMIT, why) == 0 && file.length == 0, "%s", why->text);
    file_free(&file);

    CHECK(freopen(path_in("good"), "rb", stdin) != NULL, "stdin cannot be the file");
    CHECK(puzzle_list_read(&list, "-", NULL, 0, 0, why) == OK && list.count == 1, "%s", why->text);
    puzzle_list_free(&list);
    CHECK(puzzle_list_read(&list, "-", NULL, 0, 0, why) == BAD_INPUT, "accepted");
    CHECK(strncmp(why->text, "stdin: the file is empty", 24) == 0, "%s", why->text);

    remove_file("good");
    remove_file("empty");
    remove_file("bad");
    close_folder();
}

/* --- training sets ------------------------------------------------------------------------- */

/* Loads a set of two files (NULL: no such file). The sentence begins with the folder and `expected`. */
static void check_set(const char *train, const char *test, int expected_status, const char *expected)
{
    error why[1] = {0};
    char begin[1024];
    puzzle_set set;
    if (train != NULL) write_file("train.csv", train);
    if (test != NULL) write_file("test.csv", test);
    int status = puzzle_set_load(&set, path_in(""), why); /* with a slash at its end */
    snprintf(begin, sizeof begin, "%s%s", test_folder, expected);
    CHECK(status == expected_status, "status %d (%s), expected '%s'", status, why->text, expected);
    if (status != OK) {
        CHECK(strncmp(why->text, begin, strlen(begin)) == 0, "'%s', expected '%s'", why->text, begin);
        CHECK(set.train.items == NULL && set.test.items == NULL, "the set is not empty");
    }
    if (status == OK)
        CHECK(set.kind == &kind_sudoku && set.shape.rows == 9 && set.train.count == 2 && set.test.count == 1,
              "another set");
    puzzle_set_free(&set);
    if (train != NULL) remove_file("train.csv");
    if (test != NULL) remove_file("test.csv");
}

/* A record of a symmetric version of a puzzle. */
static void add_moved(text *t, const char *question, const char *answer, uint64_t key)
{
    static const grid_shape nine = {.rows = 9, .cols = 9};
    sudoku_symmetry symmetry;
    sudoku_random_symmetry(&nine, key, &symmetry);
    add(t, "moved");
    for (int part = 0; part < 2; part++) {
        const char *cells = part == 0 ? question : answer;
        uint8_t grid[81], moved[81];
        for (int i = 0; i < 81; i++) grid[i] = (uint8_t)sudoku_symbol_of_char(cells[i]);
        sudoku_apply_symmetry(&nine, &symmetry, grid, moved);
        add(t, ",");
        for (int i = 0; i < 81; i++) add(t, "%c", sudoku_symbol_char(moved[i]));
    }
    add(t, ",0\n");
}

#define OTHER "s," SECOND "," SECOND_A ",0\n"
/* A third puzzle: QUESTION with one clue less. */
#define THIRD "s,.3" TAIL "," ANSWER ",0\n"

/* Without train.csv there is something to learn from if puzzles are fresh. */
static void check_no_train(void)
{
    error why[1] = {0};
    for (int fresh = 0; fresh < 2; fresh++) {
        dataset d;
        const dataset_options how = {.fresh = fresh, .validation = -1};
        write_file("test.csv", HEADER OTHER);
        CHECK(dataset_open(&d, test_folder, why) == OK, "%s", why->text);
        int status = dataset_prepare(&d, &how, why);
        CHECK(status == (fresh ? OK : NO_FILE), "status %d", status);
        if (fresh) CHECK(d.count == 0 && d.held_out == HOLD_OUT_MOST && d.tests == 1, "%ld held out", d.held_out);
        if (!fresh) CHECK(strstr(why->text, "no train.csv") && strstr(why->text, "--fresh"), "%s", why->text);
        dataset_close(&d);
        remove_file("test.csv");
    }
}

static void test_sets(void)
{
    error why[1] = {0};
    puzzle_set set;
    open_folder();
    check_no_train();
    check_set(NULL, NULL, NO_FILE,
              "/: has no train.csv and no test.csv; expected a folder with train.csv and test.csv (columns "
              "source,question,answer,rating)");
    check_set(HEADER OTHER, NULL, NO_FILE, "/: has no test.csv; expected a folder");
    check_set(HEADER GOOD OTHER, HEADER THIRD, OK, "");
    check_set(HEADER GOOD GOOD, HEADER THIRD, OK, "");
    check_set(HEADER, HEADER THIRD, BAD_INPUT, "/train.csv:1: no puzzle follows the header");
    check_set(HEADER GOOD, "", BAD_INPUT, "/test.csv: the file is empty");
    check_set("question\n" QUESTION "\n", HEADER OTHER, BAD_INPUT, "/train.csv:2: the puzzle has no answer");
    check_set(HEADER GOOD, HEADER OTHER "s," QUESTION ",,\n", BAD_INPUT, "/test.csv:3: the puzzle has no answer");
    check_set(HEADER GOOD, HEADER "s," QUESTION ",532" ANSWER_TAIL ",3\n", BAD_INPUT,
              "/test.csv:2: the answer breaks the rules: 2 stands twice in row 1");
    check_set(HEADER OTHER GOOD, HEADER THIRD GOOD, BAD_INPUT,
              "/test.csv:3: the same puzzle as train.csv:3; a test puzzle must be unseen");
    check_set(HEADER GOOD, HEADER THIRD OTHER OTHER THIRD, BAD_INPUT,
              "/test.csv:4: the same puzzle as test.csv:3; a test puzzle must stand there once");

    check_set(HEADER GOOD GOOD OTHER, HEADER THIRD GOOD, BAD_INPUT, "/test.csv:3: the same puzzle as train.csv:2;");
    check_set(HEADER GOOD OTHER GOOD OTHER, HEADER OTHER GOOD, BAD_INPUT,
              "/test.csv:2: the same puzzle as train.csv:3;");
    for (uint64_t key = 1; key <= 20; key++) {
        text moved = {.length = 0};
        add(&moved, HEADER THIRD);
        add_moved(&moved, SECOND, SECOND_A, key);
        check_set(HEADER GOOD OTHER, moved.bytes, BAD_INPUT,
                  "/test.csv:3: the same puzzle as train.csv:3 (up to symmetry); a test puzzle must be unseen");
        moved.length = 0;
        add(&moved, HEADER OTHER);
        add_moved(&moved, SECOND, SECOND_A, key);
        check_set(HEADER GOOD, moved.bytes, BAD_INPUT,
                  "/test.csv:3: the same puzzle as test.csv:2 (up to symmetry); a test puzzle must stand there once");
    }

    write_file("file", "x");
    CHECK(puzzle_set_load(&set, path_in("file"), why) == NO_FILE, "a file passes");
    CHECK(strstr(why->text, "/file: has no train.csv and no test.csv; expected a folder") != NULL, "%s", why->text);
    CHECK(puzzle_set_load(&set, path_in("none"), why) == NO_FILE, "no folder passes");
    CHECK(strstr(why->text, "/none: has no train.csv and no test.csv; expected a folder") != NULL, "%s", why->text);
    CHECK(puzzle_set_load(&set, "", why) == NO_FILE, "the empty name passes");
    remove_file("file");
    close_folder();
}

static void keep(puzzle_store *s, const grid_shape *shape, uint8_t *question, long line)
{
    const puzzle p = {.kind = &kind_sudoku, .shape = *shape, .question = question, .line = line};
    if (puzzle_store_add(s, &p)) exit(1);
}

/* Puzzles of a large set are compared as they are, without symmetries. */
static void test_large_sets(void)
{
    enum { TRAIN = DUPLICATES_MAX_SIGNATURES };
    uint8_t cells[3][81], moved[81];
    const char *const grids[] = {QUESTION, ANSWER, SECOND};
    puzzle_store train = {0}, test = {0};
    static const grid_shape nine = {.rows = 9, .cols = 9};
    sudoku_symmetry symmetry;
    duplicate found;
    for (int g = 0; g < 3; g++)
        for (int i = 0; i < 81; i++) cells[g][i] = (uint8_t)sudoku_symbol_of_char(grids[g][i]);
    for (int i = 0; i < TRAIN; i++) keep(&train, &nine, cells[i % 3 == 1], i + 2);
    sudoku_random_symmetry(&nine, 3, &symmetry);
    sudoku_apply_symmetry(&nine, &symmetry, cells[0], moved);

    keep(&test, &nine, cells[2], 2);
    keep(&test, &nine, moved, 3);
    uint8_t *second = puzzle_store_get(&test, 1).question;
    CHECK(duplicates_find(&train, &test, &found) == 0, "a symmetric puzzle is found in a large set");
    memcpy(second, cells[1], 81);
    CHECK(duplicates_find(&train, &test, &found) == 1, "the same puzzle is not found in a large set");
    CHECK(found.test == 1 && found.other == 1 && found.in_train && found.same_clues, "another one");
    memcpy(second, cells[2], 81);
    CHECK(duplicates_find(&train, &test, &found) == 1 && found.other == 0 && !found.in_train, "not found");
    train.count = 3;
    memcpy(second, moved, 81);
    CHECK(duplicates_find(&train, &test, &found) == 1 && found.test == 1, "not found in a small set");
    CHECK(found.other == 0 && found.in_train && !found.same_clues, "another one");
    puzzle_store_free(&train);
    puzzle_store_free(&test);
}

/* What a question gives is read from its tokens alike with planes and without; of a maze nothing is given. */
static void test_ranks(void)
{
    static const uint8_t question[16] = {1, 2, 0, 0, 3, 0, 0, 2, 2, 0, 4, 3, 0, 3, 2, 1};
    const grid_shape four = {.rows = 4, .cols = 4};
    for (int planes = 0; planes < 2; planes++) {
        encoding e;
        uint8_t tokens[64], given[16];
        int32_t rank[16], sum = 0;
        int wrong = 0;
        encoding_open(&e, &kind_sudoku, &four, planes);
        encode_question(&e, question, tokens);
        for (int by_solver = 0; by_solver < 2; by_solver++) {
            encoding_ranks(&e, tokens, 0, by_solver, given, rank);
            for (int l = 0; l < 16; l++) {
                wrong += given[l] != (question[l] ? question[l] - 1 : NO_LABEL) || (rank[l] == 0) != (question[l] > 0);
                sum += rank[l];
            }
        }
        CHECK(!wrong && sum == 6 + 21, "planes %d: %d cells are wrong, the sum of ranks is %d", planes, wrong,
              (int)sum);
        encoding_close(&e);
    }
    encoding e;
    const grid_shape five = {.rows = 5, .cols = 5};
    uint8_t tokens[25] = {0}, given[25];
    int32_t rank[25];
    encoding_open(&e, &kind_maze, &five, 0);
    encoding_ranks(&e, tokens, 0, 0, given, rank);
    for (int l = 0; l < 25; l++) CHECK(given[l] == NO_LABEL && rank[l] == 1, "cell %d of a maze is given", l);
    encoding_close(&e);
}

int main(void)
{
    test_layouts();
    test_fields();
    test_many();
    test_bad_lines();
    test_bad_grids();
    test_bad_csv();
    test_not_text();
    test_unique();
    test_names();
    test_long_sentence();
    test_truncations();
    test_mutations();
    test_rules_agree();
    test_files();
    test_sets();
    test_large_sets();
    test_ranks();
    return check_done("data");
}
