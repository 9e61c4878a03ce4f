/* Mazes in files: as they are drawn, and in CSV, where blanks are cells; every fault gets its sentence and line. */
#include "data/puzzle_set.h"
#include "puzzles/maze/maze.h"
#include "puzzles/sudoku/sudoku.h"
#include "tests/files.h"

/* Parses a copy of just the right size, so that a checker of memory sees a read past its end. */
static int parse(puzzle_list *list, const char *bytes, size_t length, const puzzle_kind *kind, long limit, error *why)
{
    char *copy = malloc(length > 0 ? length : 1);
    if (copy == NULL) exit(1);
    memcpy(copy, bytes, length);
    memset(why->text, '?', sizeof why->text);
    int status = puzzle_list_parse(list, "t", copy, length, kind, limit, 1, why);
    free(copy);
    return status;
}

/* The cells as their characters, rows separated by '/'. */
static const char *draw(const puzzle *p, const uint8_t *cells, char text[MAZE_MAX_CELLS + MAZE_MAX_SIDE])
{
    char *c = text;
    for (int i = 0; i < grid_cells(&p->shape); i++) {
        if (i > 0 && i % p->shape.cols == 0) *c++ = '/';
        *c++ = maze_symbol_char(cells[i]);
    }
    *c = '\0';
    return text;
}

/* --- good files ---------------------------------------------------------------------------- */

typedef struct good {
    const char *name, *text;
    long count, line;              /* puzzles, and the line of the last one */
    const char *question, *answer; /* of the last one; answer NULL: none */
} good;

#define FRAME      "#####\n#S G#\n#####\n"
#define WALLS      "#######"
#define FORTY_NINE WALLS WALLS WALLS WALLS WALLS WALLS WALLS
#define HEADER     "source,question,answer,rating\n"
#define SQUARE                                                                                                         \
    "#####"                                                                                                            \
    "#S G#"                                                                                                            \
    "#####"                                                                                                            \
    "#####"                                                                                                            \
    "#####"
#define SQUARE_A                                                                                                       \
    "#####"                                                                                                            \
    "#SoG#"                                                                                                            \
    "#####"                                                                                                            \
    "#####"                                                                                                            \
    "#####"
/* Blanks at both ends. */
#define WINDING                                                                                                        \
    "  S  "                                                                                                            \
    "#### "                                                                                                            \
    "     "                                                                                                            \
    " ####"                                                                                                            \
    "  G  "
#define WINDING_A                                                                                                      \
    "  Soo"                                                                                                            \
    "####o"                                                                                                            \
    "ooooo"                                                                                                            \
    "o####"                                                                                                            \
    "ooG  "
#define ROWS_Q "  S  /#### /     / ####/  G  "
#define ROWS_A "  Soo/####o/ooooo/o####/ooG  "
#define SUDOKU "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"

static const good files[] = {
    {"framed", FRAME, 1, 1, "#####/#S G#/#####", NULL},
    {"no line end", "#####\n#S G#\n#####", 1, 1, "#####/#S G#/#####", NULL},
    {"dots", "\n\n#####\n#S.G#\n#.. #\n#####\n", 1, 3, "#####/#S G#/#   #/#####", NULL},
    {"CRLF, two", "#####\r\n#S G#\r\n#####\r\n\r\n#S#\r\n#G#\r\n", 2, 5, "#S#/#G#", NULL},
    {"CR, blanks of another length", "#####\r#S G#\r#####\r  \r#S#\r#G#\r", 2, 5, "#S#/#G#", NULL},
    {"mark", "\xef\xbb\xbfS#\n G\n", 1, 1, "S#/ G", NULL},
    {"a path", "#####\n#SoG#\n#   #\n#####\n", 1, 1, "#####/#S G#/#   #/#####", "#####/#SoG#/#   #/#####"},
    {"a longer path", "#####\n#S#G#\n#ooo#\n#####\n", 1, 1, "#####/#S#G#/#   #/#####", "#####/#S#G#/#ooo#/#####"},
    {"rows of blanks", "\n   \nS #\n   \n  G\n", 1, 2, "   /S #/   /  G", NULL},
    {"a row of blanks at the end", "S #\n G#\n   \n\n", 1, 1, "S #/ G#/   ", NULL},
    {"blanks lost", "S  #\n#\n  G\n  ##\n", 1, 1, "S  #/#   /  G /  ##", NULL},
    {"one row", "S  G\n", 1, 1, "S  G", NULL},
    {"one column", "S\n.\nG\n\nSG\n", 2, 5, "SG", NULL},
    {"a row as long as a whole maze", WALLS "#S   G#" WALLS WALLS WALLS WALLS WALLS "\n" FORTY_NINE "\n", 1, 1,
     WALLS "#S   G#" WALLS WALLS WALLS WALLS WALLS "/" FORTY_NINE, NULL},
    {"whole on a line",
     WALLS "#S   G#" WALLS WALLS WALLS WALLS WALLS "\n" WALLS WALLS "#G...S#" WALLS WALLS WALLS WALLS "\n", 2, 2,
     WALLS "/" WALLS "/#G   S#/" WALLS "/" WALLS "/" WALLS "/" WALLS, NULL},
    {"cells two signs wide", "##########\n##S   ####\n##  ##  ##\n##    G ##\n##########\n", 1, 1,
     "#####/#S ##/# # #/#  G#/#####", NULL},
    {"cells two signs wide, ends twice", "##########\n##SS  GG##\n##########\n", 1, 1,
     "#####/#S G#/#####", NULL},
    {"walls two thick, cells not", "######\n##SG##\n######\n", 1, 1, "######/##SG##/######", NULL},
    {"headings and words", "# Maze one\n\n#####\n#S G#\n#####\n\n## Level 2 ##\n#####\n#G S#\n#####\n\nThe end.\n", 2, 8,
     "#####/#G S#/#####", NULL},
    {"a legend", "#####\n#S G#\n#####\nLegend: S start, G goal, # wall\n", 1, 1, "#####/#S G#/#####", NULL},
    {"CSV", HEADER "x," SQUARE "," SQUARE_A ",2\n", 1, 2, "#####/#S G#/#####/#####/#####",
     "#####/#SoG#/#####/#####/#####"},
    {"CSV, blanks at the ends", HEADER "x," WINDING "," WINDING_A ",14\nx," WINDING ",,\n", 2, 3, ROWS_Q, NULL},
    {"CSV, an answer with blanks at the ends", HEADER "x," WINDING "," WINDING_A ",14\n", 1, 2, ROWS_Q, ROWS_A},
    {"CSV, question first and last", "question\r\n" WINDING "\r\n\r\n" WINDING, 2, 4, ROWS_Q, NULL},
    {"CSV, quotes", "puzzle, solution\n \"" WINDING "\" ,\"" WINDING_A "\"\n", 1, 2, ROWS_Q, ROWS_A},
};
enum { FILES = sizeof files / sizeof files[0] };

static void check_good(const good *file)
{
    puzzle_list list;
    error why[1] = {0};
    char text[MAZE_MAX_CELLS + MAZE_MAX_SIDE];
    int status = parse(&list, file->text, strlen(file->text), NULL, 0, why);
    CHECK(status == OK, "%s: %s", file->name, why->text);
    if (status != OK) return;
    CHECK(list.count == file->count, "%s: %ld mazes", file->name, list.count);
    const puzzle *last = &list.items[list.count - 1];
    CHECK(last->kind == &kind_maze && last->line == file->line, "%s: line %ld", file->name, last->line);
    CHECK(!strcmp(draw(last, last->question, text), file->question), "%s: %s", file->name, text);
    CHECK((last->answer != NULL) == (file->answer != NULL), "%s: answer or none", file->name);
    if (last->answer && file->answer)
        CHECK(!strcmp(draw(last, last->answer, text), file->answer), "%s: %s", file->name, text);
    puzzle_list_free(&list);
}

static void test_good(void)
{
    puzzle_list list;
    error why[1] = {0};
    for (int i = 0; i < FILES; i++) check_good(&files[i]);
    const char *two = FRAME "\n" FRAME "\n#?#\n";
    CHECK(parse(&list, two, strlen(two), NULL, 2, why) == OK && list.count == 2, "%s", why->text);
    puzzle_list_free(&list);
}

/* What was made with maze-data, the size of Maze-Hard. */
static void test_large(void)
{
    enum { SIDE = 30, CELLS = SIDE * SIDE };
    grid_shape shape = {.rows = SIDE, .cols = SIDE};
    maze_spec spec = {.kind = MAZE_OBSTACLES, .min_length = SIDE, .unique = 1, .min_percent = 30, .max_percent = 30};
    uint8_t question[CELLS], answer[CELLS];
    error why[1] = {0};
    char text[2 * CELLS + 64];
    puzzle_list list;
    int length;
    for (uint64_t key = 0; key < 20; key++) {
        if (maze_generate(&shape, &spec, key, 100, question, answer, &length)) exit(1);
        int used = snprintf(text, sizeof text, HEADER "s,");
        for (int i = 0; i < CELLS; i++) text[used++] = maze_symbol_char(question[i]);
        text[used++] = ',';
        for (int i = 0; i < CELLS; i++) text[used++] = maze_symbol_char(answer[i]);
        text[used++] = ',';
        CHECK(parse(&list, text, (size_t)used, NULL, 0, why) == OK && list.count == 1, "%s", why->text);
        if (list.count == 1)
            CHECK(!memcmp(list.items->question, question, CELLS) && !memcmp(list.items->answer, answer, CELLS),
                  "key %d: another maze", (int)key);
        puzzle_list_free(&list);
    }
}

/* --- which kind ---------------------------------------------------------------------------- */

static void test_kinds(void)
{
    static const struct {
        const char *text;
        const puzzle_kind *kind;
    } texts[] = {
        {SUDOKU "\n", &kind_sudoku},
        {"# a comment\n#\n# S o\n" SUDOKU "\n", &kind_sudoku},
        {"##########\n# my grids #\n##########\n" SUDOKU "\n", &kind_sudoku},
        {"1.....3..4.....2\n", &kind_sudoku},
        {"question\n1.....3..4.....2\n", &kind_sudoku},
        {"#####\nquestion,answer\n 1.....3..4.....2 ,\n", &kind_sudoku},
        {FRAME, &kind_maze},
        {"S  G\n", &kind_maze},
        {"question\n" WINDING "\n", &kind_maze},
    };
    puzzle_list list;
    error why[1] = {0};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int status = parse(&list, texts[i].text, strlen(texts[i].text), NULL, 0, why);
        CHECK(status == OK && list.items[0].kind == texts[i].kind, "%s: %s", texts[i].text, why->text);
        puzzle_list_free(&list);
    }
}

/* --- faults -------------------------------------------------------------------------------- */

/* Refused with a sentence that begins with `expected`. */
static void check_refused(const char *text, const puzzle_kind *kind, const char *expected)
{
    puzzle_list list;
    error why[1] = {0};
    int status = parse(&list, text, strlen(text), kind, 0, why);
    CHECK(status == BAD_INPUT, "status %d, expected: %s", status, expected);
    CHECK(strncmp(why->text, expected, strlen(expected)) == 0, "'%s', expected '%s'", why->text, expected);
    CHECK(list.items == NULL && list.count == 0, "the list is not empty: %s", expected);
    puzzle_list_free(&list);
}

typedef struct refusal {
    const char *text, *why;
} refusal;

static void check_refusals(const refusal *refusals, size_t count)
{
    for (size_t i = 0; i < count; i++) check_refused(refusals[i].text, NULL, refusals[i].why);
}

#define FIFTY "##################################################"
#define LONG  FIFTY FIFTY FIFTY /* than a row may be */

static void test_bad_drawings(void)
{
    static const refusal refusals[] = {
        {"#####\n#S?G#\n#####\n",
         "t:2: '?' at character 3 is not a cell of a maze (# wall, space or . free, S start, G "
         "goal, in an answer o path)"},
        {"#####\n#S\xc3\xa9G#\n#####\n", "t:2: '\\xc3\\xa9' at character 3 is not a cell of a maze"},
        {"#####\n#S\tG#\n#####\n", "t:2: '\\x09' at character 3 is not a cell of a maze"},
        {FRAME "\n#####\n#S1G#\n#####\n", "t:6: '1' at character 3 is not a cell of a maze"},
        {"#####\n#S G\n#####\n",
         "t:2: found 4 cells in row 2 of the maze that starts at line 1, expected 5 as in line 1"},
        {"####\n#S G#\n####\n",
         "t:1: found 4 cells in row 1 of the maze that starts at line 1, expected 5 as in line 2"},
        {FRAME "\n###\n#S\n#G#\n###\n",
         "t:6: found 2 cells in row 2 of the maze that starts at line 5, expected 3 as in line 5"},
        {"S \n#\n G\n", "t:2: found 1 cell in row 2 of the maze that starts at line 1, expected 2"},
        {"S  ##\n#\n  G\n", "t:2: found 1 cell in row 2 of the maze that starts at line 1, expected 5 as in line 1"},
        {"###\n# G\n###\n", "t:1: there is no start"},
        {"###\n#S \n###\n", "t:1: there is no goal"},
        {"####\n#SSG\n####\n", "t:1: there is a second start in row 2, column 3"},
        {"####\n#SGG\n####\n", "t:1: there is a second goal in row 2, column 4"},
        {" S\n", "t:1: there is no goal"},
        {FRAME "\n\n#####\n#S#G#\n#####\n", "t:6: no way leads from the start to the goal"},
        {"#####\n#So #\n#  G#\n#####\n", "t:1: the answer is wrong: the path has a gap after row 2, column 3"},
        {"#####\n#SG #\n#oo #\n#####\n", "t:1: the answer is wrong: "},
        {LONG "\n", "t:1: found 150 cells, expected a row of at most 128 or a whole square maze of 49 (7x7) to 16384"},
        {"#S G#\n" LONG "\n", "t:2: found 150 cells in row 2 of the maze that starts at line 1, expected 5"},
        {WALLS WALLS WALLS WALLS WALLS WALLS WALLS "\n", "t:1: there is no start"},
        {"hello\n",
         "t:1: 'h' at character 1 is not a cell (1 to 9, A to G, or . 0 X * _ ? - for an open one), and not a "
         "cell of a maze ("},
    };
    check_refusals(refusals, sizeof refusals / sizeof refusals[0]);
    char tall[129 * 3 + 1] = "";
    for (int i = 0; i < 129; i++) memcpy(tall + 3 * i, "##\n", 4);
    check_refused(tall, NULL, "t:129: the maze that starts at line 1 goes on here, expected 128 rows at most");
    check_refused(SUDOKU "\n", &kind_maze, "t:1: '5' at character 1 is not a cell of a maze");
    check_refused(" \n\n", &kind_maze, "t: no maze found in its 2 lines");
    check_refused(FRAME, &kind_sudoku, "t: no puzzle found in its 3 lines");
    check_refused("", &kind_maze, "t: the file is empty");
}

static void test_bad_csv(void)
{
    static const refusal refusals[] = {
        {HEADER "x,####"
                "#S G#"
                "#####"
                "#####"
                "#####,,\n",
         "t:2: found 24 cells in the question, expected a square from 25 (5x5) to 16384 (128x128), blanks counted"},
        {HEADER "x," WINDING " ,,\n", "t:2: found 26 cells in the question, expected a square"},
        {HEADER "x,#####"
                "#SxG#"
                "#####"
                "#####"
                "#####,,\n",
         "t:2: the question: 'x' at character 8 is not a cell of a maze"},
        {HEADER "x," SQUARE_A "," SQUARE_A ",\n", "t:2: the question: 'o' at character 8 is not a cell of a maze"},
        {HEADER "x," SQUARE "," SQUARE_A " ,\n", "t:2: found 26 cells in the answer, expected 25 as in the question"},
        {HEADER "x," SQUARE ",#####"
                "#SyG#"
                "#####"
                "#####"
                "#####,\n",
         "t:2: the answer: 'y' at character 8 is not a cell"},
        {HEADER "x," SQUARE "," SQUARE ",\n", "t:2: the answer is wrong: the path has a gap after row 2, column 2"},
        {HEADER "x," SQUARE "," SQUARE_A ",2\nx," SUDOKU ",,\n",
         "t:3: the question: '5' at character 1 is not a cell of a"},
        {HEADER "x," SUDOKU ",,\nx," SQUARE ",,\n", "t:3: the question: '#' at character 1 is not a cell (1 to 9"},
        {HEADER "x,#####"
                "#   #"
                "#####"
                "#####"
                "#####,,\n",
         "t:2: there is no start"},
        {HEADER "x," SQUARE "," SQUARE_A ",far\n", "t:2: the rating 'far' is not a number"},
    };
    check_refusals(refusals, sizeof refusals / sizeof refusals[0]);
}

/* --- any bytes ----------------------------------------------------------------------------- */

/* Whatever was read is a list of sound puzzles; whatever was refused, is refused in printable words. */
static int is_sound(const puzzle_list *list, int status, const char *why)
{
    char sentence[KIND_SENTENCE];
    if (status != OK) {
        for (const char *c = why; *c != '\0'; c++)
            if (*c < ' ' || *c > '~') return 0;
        return status == BAD_INPUT && list->items == NULL && list->count == 0 && strncmp(why, "t:", 2) == 0;
    }
    for (long i = 0; i < list->count; i++) {
        const puzzle *p = &list->items[i];
        if (p->kind->check_question(&p->shape, p->question, sentence)) return 0;
        if (p->answer && p->kind->check_answer(&p->shape, p->question, p->answer, NULL, NULL)) return 0;
        if (p->line < 1 || p->rating < -1) return 0;
    }
    return list->count > 0;
}

/* Returns whether it was accepted. */
static int check_sound(const char *name, const char *bytes, size_t length)
{
    puzzle_list list;
    error why[1] = {0};
    int status = parse(&list, bytes, length, NULL, 0, why);
    CHECK(is_sound(&list, status, why->text), "%s, %zu bytes: %s", name, length, why->text);
    puzzle_list_free(&list);
    return status == OK;
}

static void test_truncations(void)
{
    for (int i = 0; i < FILES; i++)
        for (size_t length = 0; length < strlen(files[i].text); length++)
            check_sound(files[i].name, files[i].text, length);
}

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void test_mutations(void)
{
    enum { ROUNDS = 6000 };
    static const char likely[] = "# SGo..\n\n\r,\"1?\t\xc3";
    uint32_t state = 20250102;
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
        char text[512];
        const good *file = &files[round % FILES];
        size_t length = strlen(file->text);
        memcpy(text, file->text, length);
        for (uint32_t changes = 1 + next_random(&state) % 3; changes > 0 && length > 1; changes--) {
            size_t at = next_random(&state) % length, rest = length - at;
            char c = likely[next_random(&state) % (sizeof likely - 1)];
            switch (next_random(&state) % 3) {
            case 0:
                text[at] = c;
                break;
            case 1:
                memmove(text + at + 1, text + at, rest);
                text[at] = c;
                length++;
                break;
            default:
                memmove(text + at, text + at + 1, rest - 1);
                length--;
            }
        }
        accepted += check_sound(file->name, text, length);
    }
    CHECK(accepted > ROUNDS / 50 && accepted < ROUNDS * 9 / 10, "%d of %d accepted", accepted, ROUNDS);
}

/* --- training sets ------------------------------------------------------------------------- */

static void check_set(const char *train, const char *test, int expected_status, const char *expected)
{
    error why[1] = {0};
    puzzle_set set;
    write_file("train.csv", train);
    write_file("test.csv", test);
    int status = puzzle_set_load(&set, test_folder, why);
    CHECK(status == expected_status && strstr(why->text, expected) != NULL, "status %d: '%s', expected '%s'", status,
          why->text, expected);
    if (status == OK)
        CHECK(set.kind == &kind_maze && set.shape.rows == 5 && set.shape.cols == 5, "a set of %s", set.kind->name);
    puzzle_set_free(&set);
    remove_file("train.csv");
    remove_file("test.csv");
}

/* SQUARE turned upside down. */
#define TURNED                                                                                                         \
    "#####"                                                                                                            \
    "#####"                                                                                                            \
    "#####"                                                                                                            \
    "#G S#"                                                                                                            \
    "#####"
#define TURNED_A                                                                                                       \
    "#####"                                                                                                            \
    "#####"                                                                                                            \
    "#####"                                                                                                            \
    "#GoS#"                                                                                                            \
    "#####"

static void test_sets(void)
{
    open_folder();
    const char *winding = HEADER "w," WINDING "," WINDING_A ",14\n", *square = HEADER "s," SQUARE "," SQUARE_A ",2\n";
    check_set(winding, square, OK, "");
    check_set(square, HEADER "s," TURNED "," TURNED_A ",2\n", BAD_INPUT,
              "/test.csv:2: the same puzzle as train.csv:2 (up to symmetry)");
    check_set(square, square, BAD_INPUT, "/test.csv:2: the same puzzle as train.csv:2; a test puzzle must");
    check_set(square, HEADER "s,12343412214343.1,1234341221434321,0\n", BAD_INPUT,
              "/test.csv:2: the question: '1' at character 1 is not a cell of a maze");
    check_set(square, HEADER "w," WINDING ",,\n", BAD_INPUT, "/test.csv:2: the puzzle has no answer");
    check_set(square, "  S\n###\nSoG\n", BAD_INPUT, "/test.csv:1: there is a second start");
    check_set(square, "###\nSoG\n", BAD_INPUT, "/test.csv:1: found a 2x3 puzzle in a set of 5x5 ones");
    close_folder();
}

int main(void)
{
    test_good();
    test_large();
    test_kinds();
    test_bad_drawings();
    test_bad_csv();
    test_truncations();
    test_mutations();
    test_sets();
    return check_done("mazes in files");
}
