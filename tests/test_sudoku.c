/* Tests of puzzles/: Sudoku rules, solver, rating, symmetries, signature, generator, and the shipped sets. */
#include "base/random.h"
#include "puzzles/sudoku/search.h"
#include "tests/check.h"

#include <inttypes.h> /* PRIx64 */
#include <stdlib.h>   /* qsort, strtol */
#include <string.h>

enum { SIDES = 8 };
static const int sides[SIDES] = {4, 6, 8, 9, 10, 12, 15, 16};

/* An easy puzzle of Wikipedia's page on Sudoku, and Arto Inkala's hard one of 2012. */
static const char easy_text[] = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79";
static const char easy_answer[] = "534678912672195348198342567859761423426853791713924856961537284287419635345286179";
static const char hard_text[] = "8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..";
static const char hard_answer[] = "812753649943682175675491283154237896369845721287169534521974368438526917796318452";

/* --- helpers ------------------------------------------------------------------------------- */

static grid_shape shape_of(int side)
{
    CHECK(sudoku_box(side).rows > 0, "side %d is not known", side);
    return (grid_shape){.rows = side, .cols = side};
}

/* Counts solutions up to the limit. */
static sudoku_search solve(const grid_shape *shape, const uint8_t *question, int limit)
{
    sudoku_search search;
    sudoku_search_open(&search, shape);
    search.limit = limit;
    search.max_guesses = 1000000; /* of an empty 16x16 grid */
    sudoku_search_run(&search, question);
    return search;
}

/* The guesses that a puzzle takes, or -1 without exactly one solution. */
static long rate(const grid_shape *shape, const uint8_t *question)
{
    sudoku_search solved = solve(shape, question, 2);
    return solved.solutions == 1 && !solved.gave_up ? solved.guesses : -1;
}

static void parse(const char *text, int cells, uint8_t *grid)
{
    int strange = 0;
    for (int i = 0; i < cells; i++) {
        int symbol = sudoku_symbol_of_char(text[i]);
        strange += symbol < 0;
        grid[i] = (uint8_t)symbol;
    }
    CHECK(strange == 0, "%d characters are no symbols", strange);
}

static int count_clues(const uint8_t *grid, int cells)
{
    int clues = 0;
    for (int i = 0; i < cells; i++) clues += grid[i] != 0;
    return clues;
}

/* The number of solutions by trying everything, judged by sudoku_check alone: slow, simple, for 4x4. */
static int count_by_force(const grid_shape *shape, uint8_t *grid)
{
    uint8_t broken[SUDOKU_MAX_CELLS];
    int cells = shape->rows * shape->rows, open = 0, solutions = 0;
    if (sudoku_check(shape, NULL, grid, broken)) return 0;
    while (open < cells && grid[open]) open++;
    if (open == cells) return 1;
    for (int v = 1; v <= shape->rows; v++) {
        grid[open] = (uint8_t)v;
        solutions += count_by_force(shape, grid);
    }
    grid[open] = 0;
    return solutions;
}

/* --- shapes and characters ----------------------------------------------------------------- */

static void test_shapes(void)
{
    static const int none[] = {-4, 0, 1, 2, 3, 5, 7, 11, 13, 14, 17, 25};
    for (size_t k = 0; k < sizeof none / sizeof none[0]; k++)
        CHECK(sudoku_box(none[k]).rows == 0, "side %d should be unknown", none[k]);
    for (int k = 0; k < SIDES; k++) {
        grid_shape box = sudoku_box(sides[k]);
        CHECK(grid_cells(&box) == sides[k], "side %d: boxes %d x %d", sides[k], box.rows, box.cols);
    }
    grid_shape six = sudoku_box(6), nine = sudoku_box(9);
    CHECK(six.rows == 2 && six.cols == 3, "6x6 boxes are %d x %d", six.rows, six.cols);
    CHECK(nine.rows == 3 && nine.cols == 3, "9x9 boxes are %d x %d", nine.rows, nine.cols);
}

static void test_characters(void)
{
    CHECK(sudoku_symbol_char(0) == '.' && sudoku_symbol_char(9) == '9', "0 and 9 print wrong");
    CHECK(sudoku_symbol_char(10) == 'A' && sudoku_symbol_char(16) == 'G', "10 and 16 print wrong");
    for (int v = 0; v <= SUDOKU_MAX_SIDE; v++) {
        int c = sudoku_symbol_char(v);
        CHECK(sudoku_symbol_of_char(c) == v, "symbol %d reads back as %d", v, sudoku_symbol_of_char(c));
        int lower = c >= 'A' && c <= 'G' ? c - 'A' + 'a' : c;
        CHECK(sudoku_symbol_of_char(lower) == v, "'%c' reads as %d", lower, sudoku_symbol_of_char(lower));
    }
    for (const char *blank = ".0Xx*_?-"; *blank; blank++)
        CHECK(sudoku_symbol_of_char(*blank) == 0, "'%c' should be a blank", *blank);
    for (const char *other = "HhZ |+,\n\"@`/:"; *other; other++)
        CHECK(sudoku_symbol_of_char(*other) == -1, "'%c' should be no symbol", *other);
    CHECK(sudoku_symbol_of_char(-1) == -1 && sudoku_symbol_of_char(256 + '1') == -1, "EOF or 305 taken for a symbol");
}

/* --- rules --------------------------------------------------------------------------------- */

static void test_relations(void)
{
    static uint8_t relation[SUDOKU_MAX_CELLS * SUDOKU_MAX_CELLS];
    grid_shape shape = shape_of(6);
    sudoku_relation_table(&shape, relation);
    static const int expected[][3] = {{0, 0, 7},  {0, 1, 5}, {0, 3, 1},   {0, 6, 6},   {0, 7, 4},   {0, 9, 0},
                                      {0, 12, 2}, {6, 0, 6}, {35, 35, 7}, {35, 29, 6}, {35, 33, 5}, {35, 32, 1}};
    for (size_t k = 0; k < sizeof expected / sizeof expected[0]; k++) {
        const int *e = expected[k];
        CHECK(relation[e[0] * 36 + e[1]] == e[2], "6x6 relation of %d to %d is %d, not %d", e[0], e[1],
              relation[e[0] * 36 + e[1]], e[2]);
    }
    for (int k = 0; k < SIDES; k++) { /* each cell has `side` cells in its row, in its column and in its box */
        shape = shape_of(sides[k]);
        int side = shape.rows, cells = side * side, wrong = 0;
        sudoku_relation_table(&shape, relation);
        for (int i = 0; i < cells; i++) {
            int count[3] = {0, 0, 0};
            for (int j = 0; j < cells; j++) {
                int r = relation[i * cells + j];
                for (int bit = 0; bit < 3; bit++) count[bit] += r >> bit & 1;
                wrong += r >= SUDOKU_RELATIONS || r != relation[j * cells + i] || (r == 7) != (i == j);
            }
            wrong += count[0] != side || count[1] != side || count[2] != side;
        }
        CHECK(wrong == 0, "side %d: %d entries of the relation table are wrong", side, wrong);
    }
}

/* Changes one cell of a solution and expects exactly these marks. */
static void check_break(int cell, int symbol, const int (*marks)[2], int count)
{
    grid_shape shape = shape_of(9);
    uint8_t question[81], answer[81], broken[81], expected[81] = {0};
    parse(easy_text, 81, question);
    parse(easy_answer, 81, answer);
    answer[cell] = (uint8_t)symbol;
    for (int k = 0; k < count; k++) expected[marks[k][0]] = (uint8_t)marks[k][1];
    int breaking = sudoku_check(&shape, question, answer, broken);
    CHECK(breaking == count, "cell %d = %d: %d cells break rules, not %d", cell, symbol, breaking, count);
    CHECK(memcmp(broken, expected, 81) == 0, "cell %d = %d: wrong cells or rules marked", cell, symbol);
    CHECK(!sudoku_is_solution(&shape, question, answer), "cell %d = %d is taken for a solution", cell, symbol);
}

static void test_breaks(void)
{
    enum { R = SUDOKU_BREAKS_ROW, C = SUDOKU_BREAKS_COLUMN, B = SUDOKU_BREAKS_BOX, CLUE = SUDOKU_BREAKS_CLUE };
    /* Cell 2 holds 4 and is open in the question; 9 stands in its row at 6, column at 29, box at 19. */
    check_break(2, 9, (const int[][2]){{2, R | C | B}, {6, R}, {29, C}, {19, B}}, 4);
    /* Cell 0 is the clue 5; 4 stands in its row and box at 2, in its column at 36. */
    check_break(0, 4, (const int[][2]){{0, R | C | B | CLUE}, {2, R | B}, {36, C}}, 3);
    /* Cell 80 is the clue 9; 8 stands in its row at 76, in its column at 17, in its box at 61. */
    check_break(80, 8, (const int[][2]){{80, R | C | B | CLUE}, {76, R}, {17, C}, {61, B}}, 4);
}

static void test_rules(void)
{
    grid_shape shape = shape_of(9);
    uint8_t question[81], answer[81], broken[81];
    parse(easy_text, 81, question);
    parse(easy_answer, 81, answer);
    CHECK(sudoku_check(&shape, question, answer, broken) == 0, "the solution breaks rules");
    CHECK(sudoku_is_solution(&shape, question, answer), "the solution is not taken for one");
    CHECK(sudoku_is_solution(&shape, NULL, answer), "nor without a question");
    CHECK(!sudoku_is_solution(&shape, question, question), "an open grid is taken for a solution");
    CHECK(sudoku_check(&shape, question, question, broken) == 0, "open cells break rules");
    answer[80] = 0;
    CHECK(sudoku_check(&shape, question, answer, broken) == 0, "an open cell at a clue breaks a rule");
    CHECK(!sudoku_is_solution(&shape, question, answer), "one open cell is taken for a solution");
    answer[80] = 10;
    CHECK(!sudoku_is_solution(&shape, NULL, answer), "a symbol above the side is taken for a solution");
}

/* A grid that is empty except for two equal symbols: exactly the rules that join the cells are broken. */
static void test_pairs(void)
{
    static uint8_t relation[SUDOKU_MAX_CELLS * SUDOKU_MAX_CELLS];
    for (int k = 0; k < SIDES; k++) {
        grid_shape shape = shape_of(sides[k]);
        int cells = shape.rows * shape.rows, wrong = 0;
        uint8_t grid[SUDOKU_MAX_CELLS] = {0}, broken[SUDOKU_MAX_CELLS];
        sudoku_relation_table(&shape, relation);
        for (int i = 0; i < cells; i += 7)
            for (int j = 0; j < cells; j += 5) {
                if (i == j) continue;
                grid[i] = grid[j] = (uint8_t)shape.rows;
                int r = relation[i * cells + j];
                wrong += sudoku_check(&shape, NULL, grid, broken) != (r ? 2 : 0) || broken[i] != r || broken[j] != r;
                grid[i] = grid[j] = 0;
            }
        CHECK(wrong == 0, "side %d: %d pairs judged wrong", shape.rows, wrong);
    }
}

/* A grid that breaks nothing but the clues: another solution of the same rules. */
static void test_clue_break(void)
{
    grid_shape shape = shape_of(9);
    uint8_t question[81], answer[81], moved[81], broken[81];
    int differing = 0;
    parse(easy_text, 81, question);
    parse(easy_answer, 81, answer);
    for (int i = 0; i < 81; i++) {
        moved[i] = (uint8_t)(answer[i] % 9 + 1);
        differing += question[i] && question[i] != moved[i];
    }
    CHECK(sudoku_check(&shape, NULL, moved, broken) == 0, "renaming symbols broke rules");
    CHECK(sudoku_check(&shape, question, moved, broken) == differing, "not every changed clue is marked");
    for (int i = 0; i < 81; i++)
        CHECK(broken[i] == (question[i] ? SUDOKU_BREAKS_CLUE : 0), "cell %d: marks %d", i, broken[i]);
    CHECK(!sudoku_is_solution(&shape, question, moved), "a solution that changes clues is accepted");
}

/* --- solving and rating -------------------------------------------------------------------- */

static void test_known_puzzles(void)
{
    grid_shape shape = shape_of(9);
    sudoku_search solved;
    uint8_t question[81], answer[81];
    parse(easy_text, 81, question);
    parse(easy_answer, 81, answer);
    solved = solve(&shape, question, 2);
    CHECK(solved.solutions == 1 && solved.guesses == 0, "easy: %d solutions, %ld guesses", solved.solutions,
          solved.guesses);
    CHECK(memcmp(solved.answer, answer, 81) == 0, "easy: wrong answer");
    CHECK(rate(&shape, question) == 0, "easy: rating %ld", rate(&shape, question));
    parse(hard_text, 81, question);
    parse(hard_answer, 81, answer);
    solved = solve(&shape, question, 2);
    CHECK(solved.solutions == 1 && memcmp(solved.answer, answer, 81) == 0, "hard: wrong answer");
    CHECK(rate(&shape, question) > 50, "hard: rating %ld", rate(&shape, question));
    solved = solve(&shape, answer, 2);
    CHECK(solved.solutions == 1 && solved.guesses == 0, "a full grid has %d solutions", solved.solutions);
}

/* Checks the number of solutions found for each limit, and the rating that goes with it. */
static void check_solutions(const char *what, const grid_shape *shape, const uint8_t *question, int expected)
{
    sudoku_search solved;
    for (int limit = 1; limit <= 2; limit++) {
        solved = solve(shape, question, limit);
        int wanted = expected < limit ? expected : limit;
        CHECK(solved.solutions == wanted, "%s, limit %d: %d solutions, not %d", what, limit, solved.solutions, wanted);
        CHECK(!solved.solutions || sudoku_is_solution(shape, question, solved.answer), "%s: wrong answer", what);
    }
    long rating = rate(shape, question);
    CHECK((rating >= 0) == (expected == 1), "%s: rating %ld", what, rating);
}

static void test_solution_counts(void)
{
    grid_shape shape = shape_of(9);
    uint8_t grid[81];
    parse(easy_answer, 81,
          grid); /* rows 3 and 4 hold 1 and 3 crosswise in columns 5 and 8, so these can trade places */
    grid[3 * 9 + 5] = grid[3 * 9 + 8] = grid[4 * 9 + 5] = grid[4 * 9 + 8] = 0;
    check_solutions("a crosswise pair", &shape, grid, 2);
    grid[3 * 9 + 5] = 1;
    check_solutions("a pair told apart", &shape, grid, 1);
    grid[4 * 9 + 8] = 3;
    check_solutions("a pair told wrong", &shape, grid, 0);
    parse(easy_answer, 81, grid);
    for (int i = 0; i < 81; i++)
        if (grid[i] == 1 || grid[i] == 2) grid[i] = 0;
    check_solutions("two symbols missing", &shape, grid, 2);
    memset(grid, 0, sizeof grid);
    check_solutions("empty grid", &shape, grid, 2);
    parse("12345678.........9...............................................................", 81, grid);
    check_solutions("a cell without a symbol", &shape, grid, 0); /* the last of row 0: 9 is in its column */
    parse("123456.........9.................................................................", 81, grid);
    check_solutions("a symbol without a place", &shape, grid, 0); /* 9 in row 0: the open cells' box has it */
    parse("11...............................................................................", 81, grid);
    check_solutions("clashing clues", &shape, grid, 0);
    memset(grid, 0, sizeof grid);
    grid[40] = 10;
    check_solutions("a symbol above the side", &shape, grid, 0);
}

/* The solver against trying everything. */
static void test_against_force(void)
{
    grid_shape shape = shape_of(4);
    uint8_t grid[16] = {0};
    int seen[3] = {0, 0, 0}, wrong = 0;
    CHECK(count_by_force(&shape, grid) == 288, "there are 288 full 4x4 grids");
    for (uint64_t key = 0; key < 600; key++) {
        stream random = stream_open(key);
        sudoku_search solved;
        sudoku_random_grid(&shape, key, grid);
        for (int i = 0; i < 16; i++)
            if (stream_below(&random, 10) < 7) grid[i] = 0;
        if (key % 3 == 0) grid[stream_below(&random, 16)] = (uint8_t)(1 + stream_below(&random, 4));
        int counted = count_by_force(&shape, grid), capped = counted < 2 ? counted : 2;
        solved = solve(&shape, grid, 2);
        wrong += solved.solutions != capped || (rate(&shape, grid) >= 0) != (capped == 1);
        seen[capped]++;
    }
    CHECK(wrong == 0, "%d of 600 4x4 grids: the solver and trying everything disagree", wrong);
    CHECK(seen[0] > 30 && seen[1] > 30 && seen[2] > 30, "0/1/2 solutions seen %d/%d/%d times", seen[0], seen[1],
          seen[2]);
}

static void test_empty_grids(void)
{
    static const uint8_t empty[SUDOKU_MAX_CELLS];
    for (int k = 0; k < SIDES; k++) {
        grid_shape shape = shape_of(sides[k]);
        check_solutions("empty grid of any side", &shape, empty, 2);
    }
}

/* --- symmetries ---------------------------------------------------------------------------- */

static int is_permutation(const sudoku_symmetry *s, int side)
{
    uint8_t cell_seen[SUDOKU_MAX_CELLS] = {0}, symbol_seen[SUDOKU_MAX_SIDE + 1] = {0};
    for (int i = 0; i < side * side; i++)
        if (s->cell[i] >= side * side || cell_seen[s->cell[i]]++) return 0;
    for (int v = 0; v <= side; v++)
        if (s->symbol[v] > side || symbol_seen[s->symbol[v]]++) return 0;
    return s->symbol[0] == 0;
}

static void invert(const sudoku_symmetry *s, int side, sudoku_symmetry *inverse)
{
    for (int i = 0; i < side * side; i++) inverse->cell[s->cell[i]] = (uint16_t)i;
    for (int v = 0; v <= side; v++) inverse->symbol[s->symbol[v]] = (uint8_t)v;
}

/* One puzzle and one symmetry: everything that must not change. */
static void check_symmetry(const grid_shape *shape, const uint8_t *question, const uint8_t *answer, uint64_t key)
{
    sudoku_symmetry s, again, inverse;
    uint8_t q[SUDOKU_MAX_CELLS], a[SUDOKU_MAX_CELLS], back[SUDOKU_MAX_CELLS];
    size_t cells = (size_t)(shape->rows * shape->rows);
    sudoku_random_symmetry(shape, key, &s);
    sudoku_random_symmetry(shape, key, &again);
    CHECK(is_permutation(&s, shape->rows), "side %d, key %d: cells or symbols collide", shape->rows, (int)key);
    CHECK(memcmp(s.cell, again.cell, cells * sizeof s.cell[0]) == 0, "key %d: two symmetries", (int)key);
    sudoku_apply_symmetry(shape, &s, question, q);
    sudoku_apply_symmetry(shape, &s, answer, a);
    CHECK(sudoku_is_solution(shape, q, a), "side %d, key %d: the image of a solution is none", shape->rows, (int)key);
    CHECK(sudoku_signature(shape, q) == sudoku_signature(shape, question), "side %d, key %d: puzzle signatures differ",
          shape->rows, (int)key);
    CHECK(sudoku_signature(shape, a) == sudoku_signature(shape, answer), "side %d, key %d: grid signatures differ",
          shape->rows, (int)key);
    CHECK((rate(shape, q) == 0) == (rate(shape, question) == 0), "side %d, key %d: singles solve only one", shape->rows,
          (int)key);
    invert(&s, shape->rows, &inverse);
    sudoku_apply_symmetry(shape, &inverse, q, back);
    CHECK(memcmp(back, question, cells) == 0, "side %d, key %d: there and back is not the same", shape->rows, (int)key);
}

static void test_symmetries(void)
{
    for (int k = 0; k < SIDES; k++) {
        grid_shape shape = shape_of(sides[k]);
        sudoku_spec spec = {.minimal = 1, .max_rating = -1};
        uint8_t question[SUDOKU_MAX_CELLS], answer[SUDOKU_MAX_CELLS];
        long rating;
        for (uint64_t key = 0; key < (sides[k] < 12 ? 40 : 3); key++) {
            CHECK(sudoku_generate(&shape, &spec, key, 10, question, answer, &rating) == 0, "no puzzle, key %d",
                  (int)key);
            check_symmetry(&shape, question, answer, 1000 + key);
        }
    }
}

/* Moving cells keeps the relation table, except that rows and columns trade places under transposition. */
static void test_symmetry_keeps_relations(void)
{
    static const uint8_t transposed[SUDOKU_RELATIONS] = {0, 2, 1, 3, 4, 6, 5, 7};
    static uint8_t relation[SUDOKU_MAX_CELLS * SUDOKU_MAX_CELLS];
    for (int k = 0; k < SIDES; k++) {
        grid_shape shape = shape_of(sides[k]);
        int cells = shape.rows * shape.rows, seen[2] = {0, 0};
        sudoku_relation_table(&shape, relation);
        for (uint64_t key = 0; key < 20; key++) {
            sudoku_symmetry s;
            sudoku_random_symmetry(&shape, key, &s);
            int kept = 0, swapped = 0;
            for (int i = 0; i < cells; i++)
                for (int j = 0; j < cells; j++) {
                    uint8_t before = relation[i * cells + j], after = relation[s.cell[i] * cells + s.cell[j]];
                    kept += after == before;
                    swapped += after == transposed[before];
                }
            CHECK(kept == cells * cells || swapped == cells * cells, "side %d, key %d: relations change", shape.rows,
                  (int)key);
            seen[kept != cells * cells]++;
        }
        int square = sudoku_box(sides[k]).rows == sudoku_box(sides[k]).cols;
        CHECK(seen[0] > 3 && (seen[1] > 3) == square, "side %d: %d transposed of 20", shape.rows, seen[1]);
    }
}

/* Every cell goes to every place, and every symbol to every symbol, about equally often. */
static void test_symmetry_is_uniform(void)
{
    grid_shape shape = shape_of(6);
    int cell[36][36] = {{0}}, symbol[7][7] = {{0}}, draws = 7200, least = draws, most = 0;
    for (int d = 0; d < draws; d++) {
        sudoku_symmetry s;
        sudoku_random_symmetry(&shape, (uint64_t)d, &s);
        for (int i = 0; i < 36; i++) cell[i][s.cell[i]]++;
        for (int v = 0; v <= 6; v++) symbol[v][s.symbol[v]]++;
    }
    for (int i = 0; i < 36; i++)
        for (int j = 0; j < 36; j++) {
            least = cell[i][j] < least ? cell[i][j] : least;
            most = cell[i][j] > most ? cell[i][j] : most;
        }
    CHECK(least > 130 && most < 270, "a cell goes to a place %d to %d times, expected about 200", least, most);
    for (int v = 1; v <= 6; v++)
        for (int w = 1; w <= 6; w++)
            CHECK(symbol[v][w] > 1040 && symbol[v][w] < 1360, "symbol %d becomes %d %d times of 1200 expected", v, w,
                  symbol[v][w]);
}

static int compare_signatures(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static int count_equal(uint64_t *signatures, int count)
{
    int equal = 0;
    qsort(signatures, (size_t)count, sizeof *signatures, compare_signatures);
    for (int k = 1; k < count; k++) equal += signatures[k] == signatures[k - 1];
    return equal;
}

/* Small changes give other signatures; so do different full grids, which only the marked rounds can tell apart. */
static void test_signature_differs(void)
{
    grid_shape shape = shape_of(9);
    uint8_t grid[81];
    uint64_t signatures[400];
    int count = 0;
    parse(hard_text, 81, grid);
    signatures[count++] = sudoku_signature(&shape, grid);
    for (int i = 0; i < 81; i++) { /* one clue less; the puzzle has no symmetry of its own */
        uint8_t kept = grid[i];
        if (!kept) continue;
        grid[i] = 0;
        signatures[count++] = sudoku_signature(&shape, grid);
        grid[i] = kept;
    }
    CHECK(count_equal(signatures, count) == 0, "leaving out different clues gives equal signatures");
    for (count = 0; count < 300; count++) {
        sudoku_random_grid(&shape, (uint64_t)count, grid);
        signatures[count] = sudoku_signature(&shape, grid);
    }
    CHECK(count_equal(signatures, count) == 0, "different full grids have equal signatures");
    parse(easy_text, 81, grid); /* the pattern alone is not enough: exchange two clues */
    uint64_t before = sudoku_signature(&shape, grid);
    grid[0] = 3, grid[1] = 5;
    CHECK(sudoku_signature(&shape, grid) != before, "exchanging two clues keeps the signature");
}

/* --- random numbers and generating --------------------------------------------------------- */

static void test_stream(void)
{
    int count[6] = {0};
    uint8_t items[256], seen[256] = {0};
    stream random = stream_open(7), same = stream_open(7), other = stream_open(8);
    uint64_t first = stream_next(&random);
    CHECK(first == stream_next(&same) && first != stream_next(&other), "streams do not follow their keys");
    for (int d = 0; d < 6000; d++) {
        uint32_t v = stream_below(&random, 6);
        if (v < 6)
            count[v]++;
        else
            CHECK(0, "below 6 gives %u", (unsigned)v);
    }
    for (int v = 0; v < 6; v++) CHECK(count[v] > 850 && count[v] < 1150, "%d comes %d times of 1000", v, count[v]);
    for (int d = 0; d < 100; d++) CHECK(stream_below(&random, 1) == 0, "below 1 is not 0");
    stream_permutation(&random, items, 256);
    for (int k = 0; k < 256; k++) seen[items[k]]++;
    for (int k = 0; k < 256; k++) CHECK(seen[k] == 1, "%d comes %d times in a permutation", k, seen[k]);
}

static void test_random_grids(void)
{
    for (int k = 0; k < SIDES; k++) {
        grid_shape shape = shape_of(sides[k]);
        size_t cells = (size_t)(shape.rows * shape.rows);
        uint8_t a[SUDOKU_MAX_CELLS], b[SUDOKU_MAX_CELLS];
        for (uint64_t key = 0; key < 20; key++) {
            sudoku_random_grid(&shape, key, a);
            sudoku_random_grid(&shape, key, b);
            CHECK(sudoku_is_solution(&shape, NULL, a), "side %d, key %d: no full grid", shape.rows, (int)key);
            CHECK(memcmp(a, b, cells) == 0, "side %d, key %d: two grids of one key", shape.rows, (int)key);
            sudoku_random_grid(&shape, key + 1, b);
            CHECK(memcmp(a, b, cells) != 0, "side %d, key %d: one grid of two keys", shape.rows, (int)key);
        }
    }
}

/* Generates one puzzle and checks all that was promised. */
static void check_generated(const grid_shape *shape, const sudoku_spec *spec, uint64_t key)
{
    uint8_t question[SUDOKU_MAX_CELLS], answer[SUDOKU_MAX_CELLS], again[SUDOKU_MAX_CELLS], other[SUDOKU_MAX_CELLS];
    size_t cells = (size_t)(shape->rows * shape->rows);
    sudoku_search solved;
    long rating = -7, rating_again;
    int status = sudoku_generate(shape, spec, key, 1000, question, answer, &rating);
    int clues = count_clues(question, (int)cells);
    CHECK(status == 0, "side %d, key %d: no puzzle", shape->rows, (int)key);
    solved = solve(shape, question, 2);
    CHECK(solved.solutions == 1, "side %d, key %d: %d solutions", shape->rows, (int)key, solved.solutions);
    CHECK(memcmp(solved.answer, answer, cells) == 0, "side %d, key %d: wrong answer", shape->rows, (int)key);
    CHECK(sudoku_is_solution(shape, question, answer), "side %d, key %d: no solution", shape->rows, (int)key);
    CHECK(rating == rate(shape, question), "side %d, key %d: rating %ld", shape->rows, (int)key, rating);
    CHECK(rating >= spec->min_rating && (spec->max_rating < 0 || rating <= spec->max_rating),
          "side %d, key %d: rating %ld was not wished", shape->rows, (int)key, rating);
    CHECK(spec->minimal || (clues >= spec->min_clues && clues <= spec->max_clues),
          "side %d, key %d: %d clues, wished %d to %d", shape->rows, (int)key, clues, spec->min_clues, spec->max_clues);
    sudoku_generate(shape, spec, key, 1000, again, other, &rating_again);
    CHECK(memcmp(question, again, cells) == 0 && rating == rating_again, "key %d gives two puzzles", (int)key);
    sudoku_generate(shape, spec, key + 100, 1000, again, other, &rating_again);
    CHECK(shape->rows == 4 || memcmp(question, again, cells) != 0, "two keys give one puzzle");
    for (size_t i = 0; spec->minimal && shape->rows <= 9 && i < cells; i++) {
        uint8_t kept = question[i];
        if (!kept) continue;
        question[i] = 0;
        solved = solve(shape, question, 2);
        CHECK(solved.solutions == 2, "side %d, key %d: clue %d can go", shape->rows, (int)key, (int)i);
        question[i] = kept;
    }
}

static void test_generate(void)
{
    static const struct {
        int side, keys;
        sudoku_spec spec;
    } cases[] = {
        {4, 30, {6, 8, 0, 0, -1, 0}},    {4, 30, {0, 0, 1, 0, -1, 0}},     {6, 30, {14, 18, 0, 0, 0, 0}},
        {6, 20, {0, 0, 1, 0, -1, 0}},    {6, 5, {0, 0, 1, 1, -1, 0}},      {8, 10, {0, 0, 1, 0, -1, 0}},
        {9, 20, {40, 50, 0, 0, -1, 0}},  {9, 20, {30, 30, 0, 0, 0, 0}},    {9, 20, {24, 28, 0, 1, 40, 0}},
        {9, 20, {0, 0, 1, 0, 0, 0}},     {9, 20, {0, 0, 1, 1, -1, 0}},     {9, 3, {0, 0, 1, 40, -1, 0}},
        {10, 5, {50, 60, 0, 0, -1, 0}},  {12, 3, {70, 90, 0, 0, -1, 0}},   {15, 2, {120, 150, 0, 0, -1, 0}},
        {16, 3, {130, 160, 0, 0, 0, 0}}, {16, 2, {100, 110, 0, 1, -1, 0}}, {16, 1, {0, 0, 1, 0, -1, 0}},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        grid_shape shape = shape_of(cases[k].side);
        for (int key = 0; key < cases[k].keys; key++) check_generated(&shape, &cases[k].spec, (uint64_t)key);
    }
}

/* So many clues can always be left: one try is enough, and every number of the range is drawn. */
static void test_clue_range(void)
{
    grid_shape shape = shape_of(9);
    sudoku_spec spec = {.min_clues = 40, .max_clues = 44, .max_rating = -1};
    uint8_t question[81], answer[81];
    int seen[82] = {0};
    long rating;
    for (uint64_t key = 0; key < 100; key++) {
        int status = sudoku_generate(&shape, &spec, key, 1, question, answer, &rating);
        CHECK(status == 0, "key %d: the first try left %d clues", (int)key, count_clues(question, 81));
        seen[count_clues(question, 81)]++;
    }
    for (int clues = 40; clues <= 44; clues++) CHECK(seen[clues] > 5, "%d clues came %d times", clues, seen[clues]);
}

static void test_generate_gives_up(void)
{
    static const sudoku_spec impossible[] = {
        {2, 3, 0, 0, -1, 0},      /* fewer clues than any 9x9 puzzle can have */
        {50, 40, 0, 0, -1, 0},    /* least above most */
        {40, 50, 0, 5000, -1, 0}, /* harder than any */
        {0, 0, 1, 9, 8, 0},
    };
    grid_shape shape = shape_of(9);
    for (size_t k = 0; k < sizeof impossible / sizeof impossible[0]; k++) {
        uint8_t question[81], answer[81];
        long rating = -7;
        CHECK(sudoku_generate(&shape, &impossible[k], k, 3, question, answer, &rating) == -1, "spec %d was met",
              (int)k);
        CHECK(rating == rate(&shape, question) && rating >= 0, "spec %d left no puzzle", (int)k);
    }
}

static int is_minimal(const grid_shape *shape, uint8_t *question)
{
    sudoku_search solved;
    for (int i = 0; i < 81; i++) {
        uint8_t kept = question[i];
        if (!kept) continue;
        question[i] = 0;
        solved = solve(shape, question, 2);
        question[i] = kept;
        if (solved.solutions != 2) return 0;
    }
    return 1;
}

/* Climbing keeps what a minimal puzzle is, and makes it harder. */
static void test_climb(void)
{
    grid_shape shape = shape_of(9);
    sudoku_spec plain = {.minimal = 1, .max_rating = -1}, hard = plain;
    uint8_t question[81], answer[81];
    long rating;
    int before = 0, after = 0;
    hard.climb = 10;
    for (uint64_t key = 0; key < 20; key++) {
        sudoku_generate(&shape, &plain, key, 1, question, answer, &rating);
        before += rating >= 10;
        sudoku_generate(&shape, &hard, key, 1, question, answer, &rating);
        after += rating >= 10;
        CHECK(rate(&shape, question) == rating, "key %d: rating %ld", (int)key, rating);
        CHECK(is_minimal(&shape, question), "key %d: a clue could go", (int)key);
    }
    CHECK(after > 2 * before, "%d of 20 need 10 guesses, %d before", after, before);
}

/* The same bits from the same key, on every machine and with every compiler: if this changes on purpose,
 * data/sudoku has to be made again. */
static void test_golden(void)
{
    grid_shape shape = shape_of(9);
    sudoku_spec spec = {.minimal = 1, .max_rating = -1};
    uint8_t question[81], answer[81];
    char text[82] = {0};
    long rating;
    sudoku_generate(&shape, &spec, 1, 1, question, answer, &rating);
    for (int i = 0; i < 81; i++) text[i] = sudoku_symbol_char(question[i]);
    CHECK(strcmp(text, "8.7.5..43...2.....6..8..97.2....7.....9..1.855...3..2..9....7..3....2..9..63.....") == 0,
          "key 1 gives %s", text);
    parse(hard_text, 81, question);
    uint64_t signature = sudoku_signature(&shape, question);
    CHECK(signature == 0x668bf6a6c6cf43aeu, "signature 0x%016" PRIx64, signature);
}

/* --- puzzles made by people and programs elsewhere, and the shipped sets -------------------- */

enum { MOST_ROWS = 30000 };

typedef struct csv_row {
    char source[16];
    uint8_t question[81], answer[81];
    long rating;
} csv_row;

/* Reads rows source,question,answer,rating of 9x9 puzzles; returns their number, or -1 without the file. */
static int read_csv(const char *path, csv_row *rows)
{
    char line[256];
    int count = 0;
    FILE *file = fopen(path, "r");
    if (!file) {
        printf("skipped: %s is not here\n", path);
        return -1;
    }
    if (!fgets(line, sizeof line, file)) line[0] = 0;
    CHECK(strcmp(line, "source,question,answer,rating\n") == 0, "%s: unexpected header", path);
    while (count < MOST_ROWS && fgets(line, sizeof line, file)) {
        const char *comma = strchr(line, ',');
        size_t length = comma ? (size_t)(comma - line) : 99;
        if (length >= sizeof rows->source || strlen(comma) < 166) break;
        csv_row *r = &rows[count++];
        memcpy(r->source, line, length);
        r->source[length] = 0;
        parse(comma + 1, 81, r->question);
        parse(comma + 83, 81, r->answer);
        r->rating = strtol(comma + 165, NULL, 10);
    }
    CHECK(feof(file), "%s: row %d cannot be read", path, count + 1);
    fclose(file);
    return count;
}

/* Rating against a file that other people rated, signatures against puzzles that are known to differ. */
static void test_rated_file(const char *path, csv_row *rows, uint64_t *signatures)
{
    grid_shape shape = shape_of(9);
    int count = read_csv(path, rows), wrong = 0, split = 0, counts = 0, moved = 0;
    if (count < 0) return;
    CHECK(count > 1000, "%s: only %d rows", path, count);
    for (int k = 0; k < count; k++) {
        sudoku_search solved;
        sudoku_symmetry s;
        uint8_t image[81];
        solved = solve(&shape, rows[k].question, 2);
        wrong += solved.solutions != 1 || memcmp(solved.answer, rows[k].answer, 81) != 0;
        split += (solved.guesses == 0) != (rows[k].rating == 0);
        counts += solved.guesses != rows[k].rating;
        sudoku_random_symmetry(&shape, (uint64_t)k, &s);
        sudoku_apply_symmetry(&shape, &s, rows[k].question, image);
        signatures[k] = sudoku_signature(&shape, rows[k].question);
        moved += signatures[k] != sudoku_signature(&shape, image);
    }
    CHECK(wrong == 0, "%s: %d puzzles solved wrong", path, wrong);
    CHECK(split == 0, "%s: %d puzzles need guesses in one rating only", path, split);
    CHECK(counts == 0, "%s: %d ratings differ", path, counts);
    CHECK(moved == 0, "%s: %d signatures change under a symmetry", path, moved);
    int equal = count_equal(signatures, count);
    CHECK(equal == 0, "%s: %d different puzzles share a signature", path, equal);
}

/* Whether a row is what its difficulty class says. */
static int fits_class(const grid_shape *shape, csv_row *r)
{
    int clues = count_clues(r->question, 81);
    if (strcmp(r->source, "easy") == 0) return clues >= 40 && clues <= 50;
    if (strcmp(r->source, "medium") == 0) return clues >= 30 && clues <= 39;
    if (strcmp(r->source, "minimal") == 0) return r->rating == 0 && is_minimal(shape, r->question);
    if (strcmp(r->source, "guess") == 0) return r->rating >= 1 && is_minimal(shape, r->question);
    return strcmp(r->source, "hard") == 0 && is_minimal(shape, r->question);
}

/* Reads one file of the shipped set, judges its rows and adds their signatures. */
static int judge_shipped(const char *path, int every, csv_row *rows, uint64_t *signatures)
{
    grid_shape shape = shape_of(9);
    int count = read_csv(path, rows), wrong = 0, misfits = 0;
    for (int k = 0; k < count; k++) {
        signatures[k] = sudoku_signature(&shape, rows[k].question);
        if (k % every) continue;
        wrong += !sudoku_is_solution(&shape, rows[k].question, rows[k].answer);
        wrong += rate(&shape, rows[k].question) != rows[k].rating;
        misfits += !fits_class(&shape, &rows[k]);
    }
    CHECK(wrong == 0, "%s: %d wrong answers or ratings", path, wrong);
    CHECK(misfits == 0, "%s: %d rows are not of their class", path, misfits);
    return count;
}

static void test_shipped_set(csv_row *rows, uint64_t *signatures)
{
    int test = judge_shipped("data/sudoku/test.csv", 4, rows, signatures);
    if (test < 0) return;
    int train = judge_shipped("data/sudoku/train.csv", 32, rows, signatures + test);
    int equal = count_equal(signatures, test + (train < 0 ? 0 : train));
    CHECK(equal == 0, "data/sudoku: %d puzzles come twice, perhaps in disguise", equal);
}

enum { SAMPLE = 2000, HARD_SAMPLE = 100 };

/* What training sees, the shipped set and a sample of what the generator makes for longer runs, against puzzles kept
 * for evaluation: none is the same in any disguise. */
static void test_kept_apart(csv_row *rows, uint64_t *signatures)
{
    static const char *const files[] = {"../shared/data/sudoku/royle17.csv", "../shared/data/sudoku/magictour.csv",
                                        "data/sudoku/train.csv"};
    grid_shape shape = shape_of(9);
    int count = 0, shared = 0; /* by the two sets of evaluation themselves */
    for (int f = 0; f < 3; f++) {
        if (f == 2) shared = count_equal(signatures, count);
        int n = read_csv(files[f], rows);
        if (n < 0) return; /* read_csv said so */
        for (int k = 0; k < n; k++) signatures[count++] = sudoku_signature(&shape, rows[k].question);
    }
    for (uint64_t key = 0; key < SAMPLE; key++) {
        sudoku_spec spec = {.minimal = 1, .max_rating = -1, .climb = key < HARD_SAMPLE ? 20 : 0};
        uint8_t question[81], answer[81];
        long rating;
        sudoku_generate(&shape, &spec, 5000000 + key, 1, question, answer, &rating);
        signatures[count++] = sudoku_signature(&shape, question);
    }
    int equal = count_equal(signatures, count) - shared;
    CHECK(equal == 0, "%d puzzles of training are puzzles of evaluation, perhaps in disguise", equal);
}

/* Clues have rank 0 and the open cells each one of 1, 2, ...; a puzzle that singles solve begins with a cell that can
 * hold one symbol alone, or is the only place of one; and the names of symbols do not matter. */
static void test_order(void)
{
    static const int some[] = {4, 6, 9};
    for (int i = 0; i < 3; i++) {
        const grid_shape shape = {.rows = some[i], .cols = some[i]};
        sudoku_spec spec = {.minimal = 1, .max_rating = 0};
        for (uint64_t key = 1; key <= 5; key++) {
            uint8_t question[SUDOKU_MAX_CELLS], answer[SUDOKU_MAX_CELLS], renamed[SUDOKU_MAX_CELLS];
            int32_t rank[SUDOKU_MAX_CELLS], again[SUDOKU_MAX_CELLS], seen[SUDOKU_MAX_CELLS + 1] = {0};
            long rating;
            int cells = grid_cells(&shape), open = 0, wrong = 0;
            if (sudoku_generate(&shape, &spec, key, 1000, question, answer, &rating)) continue;
            sudoku_order(&shape, question, rank);
            for (int c = 0; c < cells; c++) {
                open += !question[c];
                wrong += (rank[c] == 0) != (question[c] > 0) || rank[c] < 0 || rank[c] > cells || seen[rank[c]];
                if (!question[c] && rank[c] >= 0 && rank[c] <= cells) seen[rank[c]] = 1;
                renamed[c] = (uint8_t)(question[c] ? question[c] % shape.rows + 1 : 0);
            }
            for (int r = 1; r <= open; r++) wrong += !seen[r];
            CHECK(!wrong, "side %d, key %d: %d ranks are wrong", shape.rows, (int)key, wrong);
            sudoku_order(&shape, renamed, again);
            CHECK(!memcmp(rank, again, (size_t)cells * sizeof *rank), "side %d, key %d: another order for other names",
                  shape.rows, (int)key);
        }
    }
}

/* A grid with tall boxes is one with wide boxes, transposed, in every way; so far as the rules go, its cells are where
 * they are. */
static void test_tall(void)
{
    static const int oblong[] = {6, 8, 10, 12, 15};
    for (int k = 0; k < 5; k++) {
        int side = oblong[k], cells = side * side, differ = 0;
        const grid_shape wide = {.rows = side, .cols = side}, tall = {side, side, SUDOKU_TALL};
        const sudoku_spec spec = {.min_clues = cells / 2, .max_clues = cells / 2, .max_rating = -1};
        uint8_t question[SUDOKU_MAX_CELLS], answer[SUDOKU_MAX_CELLS], turned[2][SUDOKU_MAX_CELLS];
        long rating;
        CHECK(sudoku_box_of(&tall).rows == sudoku_box(side).cols, "side %d: boxes do not stand", side);
        sudoku_generate(&tall, &spec, (uint64_t)k + 1, 1, question, answer, &rating);
        for (int i = 0; i < cells; i++) {
            int from = i % side * side + i / side;
            turned[0][i] = question[from];
            turned[1][i] = answer[from];
        }
        CHECK(sudoku_is_solution(&tall, question, answer), "side %d: no solution", side);
        CHECK(!sudoku_is_solution(&wide, question, answer), "side %d: boxes do not matter", side);
        CHECK(sudoku_is_solution(&wide, turned[0], turned[1]), "side %d: the transpose is no solution", side);
        CHECK(sudoku_signature(&tall, question) == sudoku_signature(&wide, turned[0]), "side %d: signatures", side);
        sudoku_symmetry symmetry;
        sudoku_random_symmetry(&tall, (uint64_t)k, &symmetry);
        sudoku_apply_symmetry(&tall, &symmetry, answer, turned[0]);
        CHECK(sudoku_is_solution(&tall, NULL, turned[0]), "side %d: a symmetry breaks the rules", side);
        for (int i = 0; i < cells; i++) differ += turned[0][i] != answer[i];
        CHECK(differ > 0, "side %d: no symmetry", side);
    }
}

/* Symbols of other alphabets are written as they were read. */
static void test_forms(void)
{
    const grid_shape hex = {16, 16, SUDOKU_FROM_ZERO}, usual = {.rows = 16, .cols = 16};
    char sentence[KIND_SENTENCE];
    uint8_t question[256] = {16, 16};
    CHECK(sudoku_char_in(&hex, 1) == '0' && sudoku_char_in(&hex, 16) == 'F' && sudoku_char_in(&hex, 0) == '.', "hex");
    CHECK(sudoku_char_in(&usual, 1) == '1' && sudoku_char_in(&usual, 16) == 'G', "usual");
    CHECK(sudoku_check_question(&hex, question, sentence) && strstr(sentence, ": F stands twice"), "%s", sentence);
}

int main(void)
{
    static csv_row rows[MOST_ROWS];
    static uint64_t signatures[2 * MOST_ROWS];
    test_shapes();
    test_tall();
    test_forms();
    test_characters();
    test_relations();
    test_breaks();
    test_rules();
    test_pairs();
    test_clue_break();
    test_known_puzzles();
    test_solution_counts();
    test_against_force();
    test_empty_grids();
    test_symmetries();
    test_symmetry_keeps_relations();
    test_symmetry_is_uniform();
    test_signature_differs();
    test_stream();
    test_random_grids();
    test_generate();
    test_clue_range();
    test_generate_gives_up();
    test_climb();
    test_golden();
    test_order();
    test_rated_file("../shared/data/sudoku/royle17.csv", rows, signatures);
    test_rated_file("../shared/data/sudoku/magictour.csv", rows, signatures);
    test_shipped_set(rows, signatures);
    test_kept_apart(rows, signatures);
    return check_done("test_sudoku");
}
