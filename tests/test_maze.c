/* Tests of puzzles/: maze rules, shortest paths, symmetries, signature, relations and generator. */
#include "base/label.h"
#include "base/random.h"
#include "puzzles/dihedral.h"
#include "puzzles/maze/maze.h"
#include "puzzles/offsets.h"
#include "tests/check.h"

#include <inttypes.h> /* PRIx64 */
#include <string.h>

/* --- helpers ------------------------------------------------------------------------------- */

static grid_shape shape_of(int rows, int cols)
{
    return (grid_shape){.rows = rows, .cols = cols};
}

static void parse(const char *text, uint8_t *grid)
{
    for (size_t i = 0; text[i]; i++) {
        int symbol = maze_symbol_of_char(text[i]);
        CHECK(symbol >= 0, "'%c' is no symbol", text[i]);
        grid[i] = (uint8_t)symbol;
    }
}

/* A grid of free cells, walls by chance, and a start and a goal somewhere. */
static void random_question(const grid_shape *shape, uint64_t key, uint8_t *grid)
{
    stream random = stream_open(key);
    uint32_t cells = (uint32_t)grid_cells(shape), walls = 5 + stream_below(&random, 55), start, goal;
    for (uint32_t i = 0; i < cells; i++) grid[i] = stream_below(&random, 100) < walls ? MAZE_WALL : MAZE_FREE;
    start = stream_below(&random, cells);
    do goal = stream_below(&random, cells);
    while (goal == start);
    grid[start] = MAZE_START;
    grid[goal] = MAZE_GOAL;
}

static void apply_symmetry(const grid_shape *shape, int symmetry, const uint8_t *grid, grid_shape *moved_shape,
                           uint8_t *moved)
{
    int rows = shape->rows, cols = shape->cols;
    dihedral_apply(rows, cols, symmetry, grid, moved);
    *moved_shape = symmetry & DIHEDRAL_TRANSPOSE ? (grid_shape){.rows = cols, .cols = rows}
                                                 : (grid_shape){.rows = rows, .cols = cols};
}

typedef struct solution {
    int length, paths; /* of the shortest path: its steps, -1 if there is none; how many there are, 2 for more */
    uint8_t answer[MAZE_MAX_CELLS];
} solution;

/* What the solver finds, and the length of the path that it marks. */
static solution solve(const grid_shape *shape, const uint8_t *question)
{
    solution s = {.length = 1};
    s.paths = maze_solve(shape, question, 2, s.answer);
    for (int i = 0; i < grid_cells(shape); i++) s.length += s.answer[i] == MAZE_PATH;
    if (!s.paths) s.length = -1;
    return s;
}

/* --- brute force --------------------------------------------------------------------------- */

enum { FORCE_CELLS = 12, FORCE_PATHS = 4096 };

/* Every way from start to goal that meets no cell twice, as the set of its cells; for at most 12 cells. */
typedef struct forced {
    grid_shape shape;
    const uint8_t *question;
    int shortest, count; /* shortest: moves, or -1 */
    unsigned sets[FORCE_PATHS];
    int moves[FORCE_PATHS];
} forced;

static void force_from(forced *f, int r, int c, unsigned visited, int moves)
{
    if (r < 0 || c < 0 || r >= f->shape.rows || c >= f->shape.cols) return;
    int cell = r * f->shape.cols + c;
    if (visited >> cell & 1 || f->question[cell] == MAZE_WALL) return;
    visited |= 1u << cell;
    if (f->question[cell] == MAZE_GOAL && f->count < FORCE_PATHS) {
        f->sets[f->count] = visited;
        f->moves[f->count++] = moves;
        if (f->shortest < 0 || moves < f->shortest) f->shortest = moves;
        return;
    }
    force_from(f, r - 1, c, visited, moves + 1);
    force_from(f, r + 1, c, visited, moves + 1);
    force_from(f, r, c - 1, visited, moves + 1);
    force_from(f, r, c + 1, visited, moves + 1);
}

static void force(const grid_shape *shape, const uint8_t *question, forced *f)
{
    f->shape = *shape;
    f->question = question;
    f->shortest = -1;
    f->count = 0;
    for (int i = 0; i < grid_cells(shape); i++)
        if (question[i] == MAZE_START) force_from(f, i / shape->cols, i % shape->cols, 0, 0);
}

/* Whether a set of cells, start and goal among them, is a shortest path. */
static int force_accepts(const forced *f, unsigned set)
{
    for (int k = 0; k < f->count; k++)
        if (f->moves[k] == f->shortest && f->sets[k] == set) return 1;
    return 0;
}

/* --- shapes and characters ----------------------------------------------------------------- */

static void test_shapes(void)
{
    grid_shape shape;
    CHECK(kind_maze.shape_of_cells(16, &shape) && kind_maze.shape_of_cells(129 * 129, &shape),
          "4x4 or 129x129 is taken");
    CHECK(!kind_maze.shape_of_cells(25, &shape) && shape.rows == 5 && shape.cols == 5, "5x5 is refused");
    CHECK(!kind_maze.shape_of_cells(128 * 128, &shape) && shape.rows == 128 && shape.cols == 128, "128x128 is refused");
}

static void test_characters(void)
{
    for (int v = 0; v < MAZE_SYMBOLS; v++) {
        CHECK(maze_symbol_char(v) == "# SGo"[v], "symbol %d prints as '%c'", v, maze_symbol_char(v));
        CHECK(maze_symbol_of_char(maze_symbol_char(v)) == v, "symbol %d reads back differently", v);
    }
    CHECK(maze_symbol_of_char('.') == MAZE_FREE, "'.' should be free");
    for (const char *other = "sgO0xX\n,*"; *other; other++)
        CHECK(maze_symbol_of_char(*other) == -1, "'%c' should be no symbol", *other);
    CHECK(maze_symbol_of_char(-1) == -1 && maze_symbol_of_char(256 + 'S') == -1, "EOF or 339 taken for a symbol");
}

/* --- rules --------------------------------------------------------------------------------- */

static void test_questions(void)
{
    static const struct {
        const char *text;
        maze_fault fault;
        int row, col, count;
        const char *sentence;
    } cases[] = {
        {"S  #  #  G  ", MAZE_FINE, -1, -1, 0, "nothing is wrong"},
        {"   #  #  G  ", MAZE_NO_START, -1, -1, 0, "there is no start"},
        {"S  #  #     ", MAZE_NO_GOAL, -1, -1, 0, "there is no goal"},
        {"S  #  #  G S", MAZE_SECOND_START, 2, 3, 1, "there is a second start in row 3, column 4"},
        {"S  #GG#  G  ", MAZE_SECOND_GOAL, 1, 1, 2, "2 goals too many, the first in row 2, column 2"},
        {"So #  #  G  ", MAZE_MARKED_QUESTION, 0, 1, 1, "a cell is marked already in row 1, column 2"},
    };
    grid_shape shape = shape_of(3, 4);
    maze_violation violation;
    uint8_t question[12];
    char text[100];
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        parse(cases[k].text, question);
        maze_fault fault = maze_check_question(&shape, question, &violation);
        maze_describe(&violation, text, sizeof text);
        CHECK(fault == cases[k].fault && fault == violation.fault, "'%s': fault %d", cases[k].text, (int)fault);
        CHECK(violation.row == cases[k].row && violation.col == cases[k].col && violation.count == cases[k].count,
              "'%s': %d at %d, %d", cases[k].text, violation.count, violation.row, violation.col);
        CHECK(strcmp(text, cases[k].sentence) == 0, "'%s': %s", cases[k].text, text);
        CHECK(maze_check_answer(&shape, question, question, &violation) != MAZE_FINE, "'%s' is taken for an answer",
              cases[k].text);
    }
    question[5] = MAZE_SYMBOLS;
    question[1] = MAZE_FREE;
    CHECK(maze_check_question(&shape, question, &violation) == MAZE_STRANGE_SYMBOL && violation.broken[5],
          "5 is a symbol");
}

typedef struct answer_case {
    const char *question, *answer;
    maze_fault fault;
    int length, count;
    const char *broken; /* a character for each cell that is broken, ' ' for the others */
    const char *sentence;
} answer_case;

/* Grids of 4 rows and 5 columns. */
static const answer_case answer_cases[] = {
    {"S   G"
     " ### "
     "     "
     "     ",
     "SoooG"
     " ### "
     "     "
     "     ",
     MAZE_FINE, 4, 0, "                    ", "nothing is wrong"},
    {"S #  " /* two shortest paths, the second is another than the canonical one */
     "     "
     "# #  "
     "   G ",
     "So#  "
     " ooo "
     "# #o "
     "   G ",
     MAZE_FINE, 6, 0, "                    ", "nothing is wrong"},
    {"S #  "
     "     "
     "# #  "
     "   G ",
     "S #  "
     "oo   "
     "#o#  "
     " ooG ",
     MAZE_FINE, 6, 0, "                    ", "nothing is wrong"},
    {"SG   " /* neighbours need no mark */
     "     "
     "     "
     "     ",
     "SG   "
     "     "
     "     "
     "     ",
     MAZE_FINE, 1, 0, "                    ", "nothing is wrong"},
    {"S # G"
     "  #  "
     "  #  "
     "  #  ",
     "S # G"
     "  #  "
     "  #  "
     "  #  ",
     MAZE_UNREACHABLE, -1, 0, "                    ", "no way leads from the start to the goal"},
    {"S # G"
     "  #  "
     "     "
     "     ",
     "SoooG"
     "  #  "
     "     "
     "     ",
     MAZE_WALL_CROSSED, -1, 1, "  x                 ", "the path crosses a wall in row 1, column 3"},
    {"S ##G"
     "  #  "
     "     "
     "     ",
     "#oooG"
     "  #  "
     "     "
     "     ",
     MAZE_WALL_CROSSED, -1, 2, "x xx                ", "2 walls are crossed, the first in row 1, column 3"},
    {"S # G"
     "  #  "
     "     "
     "     ",
     "S   G"
     "  #  "
     "     "
     "     ",
     MAZE_CELL_CHANGED, -1, 1, "  x                 ", "the wall in row 1, column 3 was changed"},
    {"S   G"
     "     "
     "     "
     "     ",
     "ooooG"
     "     "
     "     "
     "     ",
     MAZE_CELL_CHANGED, -1, 1, "x                   ", "the start in row 1, column 1 was changed"},
    {"S   G"
     "     "
     "     "
     "     ",
     "Soooo"
     "     "
     "     "
     "     ",
     MAZE_CELL_CHANGED, -1, 1, "    x               ", "the goal in row 1, column 5 was changed"},
    {"S   G"
     "     "
     "     "
     "     ",
     "SoooG"
     "     "
     "     "
     "    #",
     MAZE_CELL_CHANGED, -1, 1, "                   x", "the free cell in row 4, column 5 was changed"},
    {"S   G"
     "     "
     "     "
     "     ",
     "S   G"
     "     "
     "     "
     "     ",
     MAZE_GAP, -1, 1, "x                   ", "the path has a gap after row 1, column 1"},
    {"S   G"
     " ### "
     "     "
     "     ",
     "So oG"
     " ### "
     "     "
     "  o  ",
     MAZE_GAP, -1, 1, " x               x  ", "the path has a gap after row 1, column 2"},
    {"S   G" /* corners do not join */
     "     "
     "     "
     "     ",
     "So oG"
     "  o  "
     "     "
     "     ",
     MAZE_GAP, -1, 1, " x     x            ", "the path has a gap after row 1, column 2"},
    {"S   G" /* of two ends the one nearer to the goal */
     " ### "
     "     "
     "     ",
     "Soo G"
     "o### "
     "o    "
     "o    ",
     MAZE_GAP, -1, 1, "  x                 ", "the path has a gap after row 1, column 3"},
    {"S   G"
     " ### "
     "     "
     "     ",
     "S   G"
     "o###o"
     "ooooo"
     "     ",
     MAZE_DETOUR, 8, 7, "     x   xxxxxx     ", "the path is a detour: 8 steps, and 4 are enough"},
    {"S   G" /* a detour and a stray mark: the detour is named, both are shown */
     " ### "
     "     "
     "     ",
     "S o G"
     "o###o"
     "ooooo"
     "     ",
     MAZE_DETOUR, 8, 7, "  x  x   xxxxxx     ", "the path is a detour: 8 steps, and 4 are enough"},
    {"S   G"
     " ### "
     "     "
     "     ",
     "SoooG"
     "o### "
     "     "
     "   o ",
     MAZE_STRAY, 4, 2, "     x            x ", "2 marked cells are not on the path, the first in row 2, column 1"},
    {"S    " /* both of two shortest paths */
     " G   "
     "     "
     "     ",
     "So   "
     "oG   "
     "     "
     "     ",
     MAZE_STRAY, 2, 1, "     x              ", "a marked cell is not on the path, in row 2, column 1"},
};

static void test_answers(void)
{
    grid_shape shape = shape_of(4, 5);
    for (size_t k = 0; k < sizeof answer_cases / sizeof answer_cases[0]; k++) {
        const answer_case *a = &answer_cases[k];
        uint8_t question[20], answer[20];
        maze_violation violation;
        char text[100], cut[10];
        int wrong = 0;
        parse(a->question, question);
        parse(a->answer, answer);
        maze_fault fault = maze_check_answer(&shape, question, answer, &violation);
        maze_describe(&violation, text, sizeof text);
        maze_describe(&violation, cut, sizeof cut);
        for (int i = 0; i < 20; i++) wrong += (violation.broken[i] != MAZE_FINE) != (a->broken[i] != ' ');
        CHECK(fault == a->fault && violation.fault == fault, "case %d: fault %d", (int)k, (int)fault);
        CHECK(violation.length == a->length && violation.count == a->count, "case %d: length %d, count %d", (int)k,
              violation.length, violation.count);
        CHECK(wrong == 0, "case %d: %d cells are shown wrong", (int)k, wrong);
        CHECK(strcmp(text, a->sentence) == 0, "case %d: %s", (int)k, text);
        CHECK(strncmp(text, cut, 9) == 0 && strlen(cut) == 9, "case %d: cut to '%s'", (int)k, cut);
    }
}

/* A detour through cells that all lie on shortest paths: it is shown anyway. */
static void test_hopping_detour(void)
{
    grid_shape shape = shape_of(5, 5);
    uint8_t question[25], answer[25];
    maze_violation violation;
    parse("   ##"
          " # ##"
          "S#  G"
          " #   "
          "   ##",
          question);
    parse("ooo##"
          "o#o##"
          "S#o G"
          " #ooo"
          "   ##",
          answer);
    CHECK(maze_check_answer(&shape, question, answer, &violation) == MAZE_DETOUR, "fault %d", (int)violation.fault);
    CHECK(violation.length == 10 && violation.shortest == 8, "%d moves, %d suffice", violation.length,
          violation.shortest);
    CHECK(violation.count == 1 && violation.row == 3 && violation.col == 2 && violation.broken[17],
          "%d cells, at %d, %d", violation.count, violation.row, violation.col);
}

/* Every set of marks on every kind of small grid is judged like brute force does. */
static void test_against_force(void)
{
    static const int sides[][2] = {{1, 2}, {1, 7}, {2, 2}, {2, 5}, {3, 3}, {3, 4}, {4, 3}, {6, 2}};
    static forced f;
    int judged = 0, wrong = 0, silent = 0, solved_wrong = 0;
    for (uint64_t key = 0; key < 400; key++) {
        grid_shape shape = shape_of(sides[key % 8][0], sides[key % 8][1]);
        int cells = shape.rows * shape.cols;
        uint8_t question[FORCE_CELLS], answer[FORCE_CELLS];
        solution solved;
        maze_violation violation;
        random_question(&shape, key, question);
        force(&shape, question, &f);
        solved = solve(&shape, question);
        int shortest = 0;
        for (int k = 0; k < f.count; k++) shortest += f.moves[k] == f.shortest;
        solved_wrong += solved.length != f.shortest || solved.paths != (shortest > 2 ? 2 : shortest);
        for (unsigned set = 0; set < 1u << cells; set++) {
            unsigned whole = set;
            int skip = 0, shown = 0;
            for (int i = 0; i < cells; i++) {
                int marked = set >> i & 1;
                skip |= marked && question[i] != MAZE_FREE;
                answer[i] = marked ? MAZE_PATH : question[i];
                if (question[i] == MAZE_START || question[i] == MAZE_GOAL) whole |= 1u << i;
            }
            if (skip) continue;
            maze_fault fault = maze_check_answer(&shape, question, answer, &violation);
            for (int i = 0; i < cells; i++) shown += violation.broken[i] != MAZE_FINE;
            judged++;
            wrong += (fault == MAZE_FINE) != force_accepts(&f, whole);
            silent += (shown == 0) != (fault == MAZE_FINE || fault == MAZE_UNREACHABLE);
        }
        if (f.shortest >= 0)
            wrong += maze_check_answer(&shape, question, solved.answer, &violation) != MAZE_FINE;
        else
            wrong += memcmp(solved.answer, question, (size_t)cells) != 0;
    }
    CHECK(judged > 10000, "only %d answers were judged", judged);
    CHECK(wrong == 0, "%d of %d answers judged wrong", wrong, judged);
    CHECK(silent == 0, "%d faults show no cell, or cells without a fault", silent);
    CHECK(solved_wrong == 0, "%d lengths or numbers of paths are wrong", solved_wrong);
}

static void test_solve(void)
{
    grid_shape shape = shape_of(3, 4);
    uint8_t question[12], expected[12];
    solution solved;
    parse("S      G    ", question);
    parse("Soo   oG    ", expected);
    expected[2] = MAZE_PATH;
    expected[3] = MAZE_PATH;
    expected[6] = MAZE_FREE;
    solved = solve(&shape, question);
    CHECK(solved.length == 4 && solved.paths == 2, "%d moves, %d paths", solved.length, solved.paths);
    CHECK(memcmp(solved.answer, expected, 12) == 0, "another path than the canonical one");
}

/* By how much a set of cells scores more as path than as free cells. */
static double gain_of(const float *scores, const uint8_t *question, int cells, unsigned set)
{
    double gain = 0;
    for (int i = 0; i < cells; i++) {
        const float *score = scores + i * MAZE_SYMBOLS;
        if (set >> i & 1 && question[i] == MAZE_FREE) gain += (double)score[MAZE_PATH] - (double)score[MAZE_FREE];
    }
    return gain;
}

/* The likeliest answer is right, and scores as much as the best of all shortest paths; without scores it is the rule's. */
static void test_likeliest(void)
{
    static const int sides[][2] = {{3, 4}, {4, 3}, {3, 3}, {2, 6}};
    static const float none[FORCE_CELLS * MAZE_SYMBOLS];
    static forced f;
    int several = 0, unlike = 0;
    for (uint64_t key = 0; key < 2000; key++) {
        grid_shape shape = shape_of(sides[key % 4][0], sides[key % 4][1]);
        int cells = shape.rows * shape.cols, paths = 0;
        uint8_t question[FORCE_CELLS], answer[FORCE_CELLS], rule[FORCE_CELLS];
        float scores[FORCE_CELLS * MAZE_SYMBOLS];
        unsigned chosen = 0;
        double best = -1e30;
        for (int i = 0; i < cells * MAZE_SYMBOLS; i++)
            scores[i] = (float)random_normal(random_key(key, 7), (uint64_t)i);
        random_question(&shape, key, question);
        force(&shape, question, &f);
        for (int k = 0; k < f.count; k++) {
            if (f.moves[k] != f.shortest) continue;
            double gain = gain_of(scores, question, cells, f.sets[k]);
            best = gain > best ? gain : best;
            paths++;
        }
        maze_solve(&shape, question, 1, rule);
        maze_likeliest(&shape, question, scores, answer);
        for (int i = 0; i < cells; i++) chosen |= (unsigned)(answer[i] >= MAZE_START) << i;
        if (paths)
            CHECK(force_accepts(&f, chosen) && gain_of(scores, question, cells, chosen) > best - 1e-6,
                  "key %d: %g, the best is %g", (int)key, gain_of(scores, question, cells, chosen), best);
        else
            CHECK(!memcmp(answer, question, (size_t)cells), "an answer without a path");
        several += paths > 1;
        unlike += memcmp(answer, rule, (size_t)cells) != 0;
        maze_likeliest(&shape, question, none, answer);
        CHECK(!memcmp(answer, rule, (size_t)cells), "of equal paths not the rule's");
    }
    CHECK(several > 200 && unlike > 100, "%d with several paths, %d others than the rule's", several, unlike);
}

/* The steps from a cell to its goal, by brute force; -1: there is no way. */
static int steps_from(const grid_shape *shape, const uint8_t *question, int cell)
{
    static forced f;
    uint8_t moved[FORCE_CELLS];
    for (int i = 0; i < grid_cells(shape); i++) moved[i] = question[i] == MAZE_START ? MAZE_FREE : question[i];
    if (moved[cell] == MAZE_GOAL) return 0;
    if (moved[cell] == MAZE_WALL) return -1;
    moved[cell] = MAZE_START;
    force(shape, moved, &f);
    return f.shortest;
}

static void test_facts(void)
{
    static const int sides[][2] = {{3, 4}, {4, 3}, {2, 5}};
    static const int by[MAZE_FACTS][2] = {{-1, 0}, {0, -1}, {0, 1}, {1, 0}};
    int several = 0;
    for (uint64_t key = 0; key < 300; key++) {
        grid_shape shape = shape_of(sides[key % 3][0], sides[key % 3][1]);
        uint8_t question[FORCE_CELLS], bits[FORCE_CELLS];
        random_question(&shape, key, question);
        maze_find_facts(&shape, question, bits);
        for (int i = 0; i < grid_cells(&shape); i++) {
            int steps = steps_from(&shape, question, i), expected = steps > 0 ? 0 : NO_LABEL;
            for (int k = 0; steps > 0 && k < MAZE_FACTS; k++) {
                int r = i / shape.cols + by[k][0], c = i % shape.cols + by[k][1];
                if (r < 0 || c < 0 || r >= shape.rows || c >= shape.cols) continue;
                if (steps_from(&shape, question, r * shape.cols + c) == steps - 1) expected |= 1 << k;
            }
            CHECK(bits[i] == expected, "key %d, cell %d: %d, expected %d", (int)key, i, bits[i], expected);
            several += expected != NO_LABEL && (expected & (expected - 1));
        }
    }
    CHECK(several > 100, "only %d cells have two ways on", several);
}

/* The longest path that fits: a snake through the largest grid. */
static void test_largest(void)
{
    enum { SIDE = MAZE_MAX_SIDE };
    grid_shape shape = shape_of(SIDE, SIDE);
    static uint8_t question[MAZE_MAX_CELLS];
    solution solved;
    maze_violation violation;
    memset(question, MAZE_FREE, sizeof question);
    for (int r = 1; r < SIDE; r += 2)
        for (int c = 0; c < SIDE; c++)
            if (c != (r % 4 == 1 ? SIDE - 1 : 0)) question[r * SIDE + c] = MAZE_WALL;
    question[0] = MAZE_START;
    question[(SIDE - 2) * SIDE] = MAZE_GOAL;
    solved = solve(&shape, question);
    CHECK(solved.length == SIDE / 2 * (SIDE - 1) + (SIDE / 2 - 1) * 2 && solved.paths == 1, "%d moves", solved.length);
    CHECK(maze_check_answer(&shape, question, solved.answer, &violation) == MAZE_FINE, "fault %d",
          (int)violation.fault);
    memset(question, MAZE_FREE, sizeof question);
    question[0] = MAZE_START;
    question[SIDE * SIDE - 1] = MAZE_GOAL;
    solved = solve(&shape, question);
    CHECK(solved.length == 2 * (SIDE - 1) && solved.paths == 2, "%d moves, %d paths", solved.length, solved.paths);
}

/* --- symmetries ---------------------------------------------------------------------------- */

static void test_symmetries(void)
{
    static const int sides[][2] = {{5, 5}, {4, 7}, {1, 6}};
    for (int k = 0; k < 3; k++)
        for (int s = 0; s < DIHEDRAL_SYMMETRIES; s++) {
            grid_shape shape = shape_of(sides[k][0], sides[k][1]), moved_shape, back_shape;
            uint8_t grid[28], moved[28], back[28], seen[28] = {0};
            int cells = shape.rows * shape.cols, twice = 0;
            for (int i = 0; i < cells; i++) grid[i] = (uint8_t)i;
            apply_symmetry(&shape, s, grid, &moved_shape, moved);
            for (int i = 0; i < cells; i++) twice += seen[moved[i]]++ != 0;
            CHECK(twice == 0, "symmetry %d of %dx%d is no bijection", s, shape.rows, shape.cols);
            int rows = s & DIHEDRAL_TRANSPOSE ? shape.cols : shape.rows;
            CHECK(moved_shape.rows == rows && moved_shape.rows * moved_shape.cols == cells, "symmetry %d: %dx%d", s,
                  moved_shape.rows, moved_shape.cols);
            apply_symmetry(&moved_shape, dihedral_inverse(s), moved, &back_shape, back);
            CHECK(back_shape.rows == shape.rows && memcmp(back, grid, (size_t)cells) == 0, "symmetry %d is not undone",
                  s);
        }
    grid_shape shape = shape_of(2, 3), moved_shape;
    uint8_t grid[6], moved[6];
    parse("S #G o", grid);
    apply_symmetry(&shape, DIHEDRAL_FLIP_ROWS | DIHEDRAL_TRANSPOSE, grid, &moved_shape, moved);
    for (int i = 0; i < 6; i++) CHECK(maze_symbol_char(moved[i]) == "GS  o#"[i], "a quarter turn moves cell %d", i);
}

static void test_symmetry_keeps_solutions(void)
{
    for (uint64_t key = 0; key < 100; key++) {
        grid_shape shape = shape_of(3 + (int)(key % 5), 7), moved_shape;
        uint8_t question[49], moved[49], moved_answer[49];
        solution solved, moved_solved;
        maze_violation violation;
        random_question(&shape, key, question);
        solved = solve(&shape, question);
        uint64_t signature = maze_signature(&shape, question);
        for (int s = 0; s < DIHEDRAL_SYMMETRIES; s++) {
            apply_symmetry(&shape, s, question, &moved_shape, moved);
            apply_symmetry(&shape, s, solved.answer, &moved_shape, moved_answer);
            moved_solved = solve(&moved_shape, moved);
            CHECK(moved_solved.length == solved.length && moved_solved.paths == solved.paths,
                  "key %d, symmetry %d: %d moves, then %d", (int)key, s, solved.length, moved_solved.length);
            CHECK((maze_check_answer(&moved_shape, moved, moved_answer, &violation) == MAZE_FINE) ==
                      (solved.length >= 0),
                  "key %d, symmetry %d: the moved answer is judged differently", (int)key, s);
            CHECK(maze_signature(&moved_shape, moved) == signature, "key %d, symmetry %d: another signature", (int)key,
                  s);
        }
    }
}

static void test_random_symmetry(void)
{
    int seen[2][DIHEDRAL_SYMMETRIES] = {{0}};
    for (uint64_t key = 0; key < 1600; key++)
        for (int keep = 0; keep < 2; keep++) {
            int s = dihedral_random(key, keep);
            CHECK(s >= 0 && s < (keep ? 4 : 8) && s == dihedral_random(key, keep), "key %d: %d", (int)key, s);
            seen[keep][s]++;
        }
    for (int s = 0; s < DIHEDRAL_SYMMETRIES; s++) CHECK(seen[0][s] > 140, "symmetry %d came %d times", s, seen[0][s]);
    for (int s = 0; s < 4; s++) CHECK(seen[1][s] > 320, "symmetry %d came %d times", s, seen[1][s]);
}

/* Unequal mazes, some by one cell only, some by their shape only, differ in signature. */
static void test_signature_differs(void)
{
    enum { COUNT = 600 };
    static uint64_t signatures[3 * COUNT];
    int count = 0, equal = 0;
    for (uint64_t key = 0; key < COUNT; key++) {
        grid_shape shape = shape_of(6, 6), other = shape_of(4, 9);
        uint8_t question[36];
        random_question(&shape, key, question);
        signatures[count++] = maze_signature(&shape, question);
        signatures[count++] = maze_signature(&other, question);
        for (int i = 0; i < 36; i++)
            if (question[i] == MAZE_FREE) {
                question[i] = MAZE_WALL;
                break;
            }
        signatures[count++] = maze_signature(&shape, question);
    }
    for (int i = 0; i < count; i++)
        for (int j = 0; j < i; j++) equal += signatures[i] == signatures[j];
    CHECK(equal == 0, "%d pairs of different mazes share a signature", equal);
}

/* --- relations ----------------------------------------------------------------------------- */

/* A grid that reaches beyond the clipped offsets either way. */
static void test_relations(void)
{
    enum { COLS = 17, CELLS = 9 * COLS };
    static uint8_t relation[CELLS * CELLS];
    int wrong = 0;
    offsets_relation_table(&(grid_shape){.rows = 9, .cols = COLS}, relation);
    for (int i = 0; i < CELLS; i++)
        for (int j = 0; j < CELLS; j++) {
            int there = relation[i * CELLS + j], back = relation[j * CELLS + i];
            wrong += there >= OFFSETS_RELATIONS || there + back != OFFSETS_RELATIONS - 1;
            wrong += (there == OFFSETS_RELATIONS / 2) != (i == j);
        }
    CHECK(wrong == 0, "%d relations are wrong", wrong);
    CHECK(OFFSETS_RELATIONS == 225, "%d relations", OFFSETS_RELATIONS);
    static const int expected[][3] = {
        {0, 0, 112},        {0, 1, 113},    {0, 7, 119},         {0, 8, 119},        {0, 16, 119},
        {0, COLS, 127},     {COLS, 0, 97},  {0, CELLS - 1, 224}, {CELLS - 1, 0, 0},  {0, 7 * COLS, 217},
        {0, 8 * COLS, 217}, {1, COLS, 126}, {16, 8 * COLS, 210}, {8 * COLS, 16, 14},
    };
    for (size_t k = 0; k < sizeof expected / sizeof expected[0]; k++) {
        const int *e = expected[k];
        CHECK(relation[e[0] * CELLS + e[1]] == e[2], "relation of %d to %d is %d, not %d", e[0], e[1],
              relation[e[0] * CELLS + e[1]], e[2]);
    }
}

/* --- generating ---------------------------------------------------------------------------- */

/* Free cells, and pairs of them that touch: a tree if there is one pair less. */
static int is_tree(const grid_shape *shape, const uint8_t *grid)
{
    int nodes = 0, joints = 0;
    for (int i = 0; i < grid_cells(shape); i++) {
        if (grid[i] == MAZE_WALL) continue;
        nodes++;
        joints += i % shape->cols && grid[i - 1] != MAZE_WALL;
        joints += i >= shape->cols && grid[i - shape->cols] != MAZE_WALL;
    }
    return joints == nodes - 1;
}

static int has_frame(const grid_shape *shape, const uint8_t *grid)
{
    for (int i = 0; i < grid_cells(shape); i++) {
        int r = i / shape->cols, c = i % shape->cols;
        int edge = r == 0 || c == 0 || r == shape->rows - 1 || c == shape->cols - 1;
        if (edge && grid[i] != MAZE_WALL) return 0;
    }
    return 1;
}

/* Reached from the start: every free cell of a perfect or braided maze. */
static int count_unreached(const grid_shape *shape, const uint8_t *question)
{
    int cells = grid_cells(shape), unreached = 0;
    for (int i = 0; i < cells; i++) {
        uint8_t moved[MAZE_MAX_CELLS];
        solution solved;
        if (question[i] != MAZE_FREE) continue;
        for (int k = 0; k < cells; k++) moved[k] = question[k] == MAZE_GOAL ? MAZE_FREE : question[k];
        moved[i] = MAZE_GOAL;
        solved = solve(shape, moved);
        unreached += solved.length < 0;
    }
    return unreached;
}

static void check_generated(const grid_shape *shape, const maze_spec *spec, uint64_t key)
{
    uint8_t question[MAZE_MAX_CELLS], answer[MAZE_MAX_CELLS], again[MAZE_MAX_CELLS], other[MAZE_MAX_CELLS];
    int length, length_again, kind = (int)spec->kind, k = (int)key;
    size_t cells = (size_t)grid_cells(shape);
    solution solved;
    maze_violation violation;
    int status = maze_generate(shape, spec, key, 1000, question, answer, &length);
    CHECK(status == 0, "%dx%d, kind %d, key %d: not generated", shape->rows, shape->cols, kind, k);
    if (status) return;
    maze_fault fault = maze_check_answer(shape, question, answer, &violation);
    CHECK(fault == MAZE_FINE, "%dx%d, kind %d, key %d: fault %d", shape->rows, shape->cols, kind, k, (int)fault);
    solved = solve(shape, question);
    CHECK(solved.length == length && length >= spec->min_length, "%dx%d, kind %d, key %d: length %d", shape->rows,
          shape->cols, kind, k, length);
    CHECK(!spec->unique || solved.paths == 1, "%dx%d, kind %d, key %d: more paths", shape->rows, shape->cols, kind, k);
    CHECK(kind != MAZE_PERFECT || is_tree(shape, question), "%dx%d, key %d: no tree", shape->rows, shape->cols, k);
    if (kind != MAZE_OBSTACLES) {
        CHECK(has_frame(shape, question), "%dx%d, kind %d, key %d: no frame", shape->rows, shape->cols, kind, k);
        if (cells <= 150)
            CHECK(count_unreached(shape, question) == 0, "%dx%d, kind %d, key %d: closed parts", shape->rows,
                  shape->cols, kind, k);
    }
    maze_generate(shape, spec, key, 1000, again, other, &length_again);
    CHECK(memcmp(question, again, cells) == 0 && memcmp(answer, other, cells) == 0 && length == length_again,
          "key %d gives two mazes", k);
    maze_generate(shape, spec, key + 1000, 1000, again, other, &length_again);
    CHECK(cells < 49 || memcmp(question, again, cells) != 0, "two keys give one maze");
}

static void test_generate(void)
{
    static const struct {
        int rows, cols, keys;
        maze_spec spec;
    } cases[] = {
        {4, 5, 10, {MAZE_PERFECT, 2, 1, 0, 0, 0, 0}},       {7, 7, 20, {MAZE_PERFECT, 12, 1, 0, 0, 0, 0}},
        {8, 8, 20, {MAZE_PERFECT, 12, 1, 0, 0, 0, 0}},      {9, 12, 20, {MAZE_PERFECT, 16, 0, 0, 0, 0, 0}},
        {15, 15, 10, {MAZE_PERFECT, 60, 1, 0, 0, 0, 0}},    {30, 30, 5, {MAZE_PERFECT, 110, 1, 0, 0, 0, 0}},
        {48, 47, 3, {MAZE_PERFECT, 200, 1, 0, 0, 0, 0}},    {3, 48, 5, {MAZE_PERFECT, 1, 1, 0, 0, 0, 0}},
        {9, 9, 20, {MAZE_BRAIDED, 10, 1, 30, 100, 0, 0}},   {10, 11, 20, {MAZE_BRAIDED, 10, 0, 100, 100, 0, 0}},
        {30, 30, 5, {MAZE_BRAIDED, 60, 1, 50, 50, 0, 0}},   {48, 48, 2, {MAZE_BRAIDED, 60, 0, 20, 80, 0, 0}},
        {5, 4, 20, {MAZE_OBSTACLES, 4, 1, 20, 40, 0, 0}},   {12, 12, 20, {MAZE_OBSTACLES, 14, 1, 30, 45, 0, 0}},
        {30, 30, 5, {MAZE_OBSTACLES, 60, 0, 35, 42, 0, 0}}, {40, 40, 3, {MAZE_OBSTACLES, 30, 1, 30, 40, 0, 0}},
        {1, 2, 3, {MAZE_OBSTACLES, 1, 1, 0, 10, 0, 0}},     {1, 48, 5, {MAZE_OBSTACLES, 5, 1, 5, 10, 0, 0}},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        grid_shape shape = shape_of(cases[k].rows, cases[k].cols);
        for (int key = 0; key < cases[k].keys; key++) check_generated(&shape, &cases[k].spec, (uint64_t)key);
    }
}

/* What is special to the kinds whose paths may be several. */
static void check_usual(maze_kind kind, const grid_shape *shape, const uint8_t *question, int length)
{
    int side = shape->rows;
    CHECK(kind != MAZE_NEAR || (length >= 1 && length <= 5), "a near goal is %d steps away", length);
    CHECK(kind != MAZE_CARVED || has_frame(shape, question), "a carved maze without a frame");
    CHECK(kind != MAZE_CARVED || side < 15 || length >= side, "carved, side %d: only %d steps", side, length);
}

/* All kinds as data sets have them, on every size; several shortest paths do come. */
static void test_usual(void)
{
    static const int sides[] = {5, 6, 9, 15, 30, 128};
    for (int kind = 0; kind < MAZE_KINDS; kind++) {
        int tied = 0;
        for (uint64_t key = 0; key < 60; key++) {
            const int side = sides[key % (key < 50 ? 5 : 6)];
            const grid_shape shape = {.rows = side, .cols = side};
            const maze_spec spec = maze_usual_spec((maze_kind)kind, side);
            static uint8_t question[MAZE_MAX_CELLS], answer[MAZE_MAX_CELLS];
            maze_violation violation;
            int length, status = maze_generate(&shape, &spec, key, 1000, question, answer, &length);
            CHECK(status == 0, "kind %d, side %d, key %d: not generated", kind, side, (int)key);
            if (status) continue;
            maze_fault fault = maze_check_answer(&shape, question, answer, &violation);
            const solution solved = solve(&shape, question);
            CHECK(fault == MAZE_FINE && solved.length == length && length >= spec.min_length, "kind %d", kind);
            CHECK(!spec.unique || solved.paths == 1, "kind %d, side %d: several paths", kind, side);
            tied += solved.paths > 1;
            check_usual((maze_kind)kind, &shape, question, length);
        }
        CHECK((tied > 0) == (kind >= MAZE_CARVED), "kind %d: %d of 60 with several paths", kind, tied);
    }
}

static long search_count(const grid_shape *shape, const maze_spec *spec, int mazes)
{
    static uint8_t question[MAZE_MAX_CELLS], answer[MAZE_MAX_CELLS];
    long tries = 0;
    int length;
    for (int i = 0; i < mazes; i++)
        for (uint64_t t = 0;
             tries++, maze_generate(shape, spec, stream_key((uint64_t)i, t), 1, question, answer, &length);)
            if (++t > 5000) return -1;
    return tries;
}

static int detour_cells(int rows, int cols, const char *text, int most)
{
    const grid_shape shape = shape_of(rows, cols);
    uint8_t grid[MAZE_MAX_CELLS];
    parse(text, grid);
    return maze_detour_cells(&shape, grid, most);
}

/* Around a wall, beside a dead end, in the open, in trees. */
static void test_detours(void)
{
    const grid_shape shape = shape_of(15, 15);
    const maze_spec tree = {MAZE_PERFECT, 1, 1, 0, 0, 0, 0};
    CHECK(detour_cells(3, 3, "S G #    ", 3) == 0, "a way 4 steps longer");
    CHECK(detour_cells(3, 3, "S G #    ", 4) == 3, "all but its ends, from where turning back is nearer");
    CHECK(detour_cells(3, 5, "S   G ###      ", 4) == 5, "all but its ends");
    CHECK(detour_cells(2, 3, "S G# #", 100) == 0, "a dead end");
    CHECK(detour_cells(2, 2, "S  G", 0) == 1, "the other of two shortest paths");
    CHECK(detour_cells(1, 3, "S#G", 100) == 0, "no path");
    for (uint64_t key = 0; key < 20; key++) {
        uint8_t question[225], answer[225];
        int length;
        maze_generate(&shape, &tree, key, 1, question, answer, &length);
        CHECK(maze_detour_cells(&shape, question, 1000) == 0, "key %d: a detour in a tree", (int)key);
        for (int i = 16; i < 209; i++) /* without inner walls */
            if (question[i] == MAZE_WALL && i % 15 != 0 && i % 15 != 14) question[i] = MAZE_FREE;
        CHECK(maze_detour_cells(&shape, question, 0) < maze_detour_cells(&shape, question, 16), "key %d", (int)key);
    }
}

/* Long shortest paths among random obstacles are found in a bounded number of tries. */
static void test_far(void)
{
    const grid_shape thirty = {.rows = 30, .cols = 30}, forty = {.rows = 40, .cols = 40};
    maze_spec spec = maze_usual_spec(MAZE_SCATTERED, 30);
    spec.min_length = 111;
    long tries = search_count(&thirty, &spec, 20);
    CHECK(tries > 0 && tries < 400, "30x30, 111 steps: %ld tries for 20 mazes", tries);
    spec.min_length = 151;
    tries = search_count(&forty, &spec, 10);
    CHECK(tries > 0 && tries < 300, "40x40, 151 steps: %ld tries for 10 mazes", tries);
    spec = maze_usual_spec(MAZE_OBSTACLES, 30);
    spec.unique = 0;
    spec.min_length = 111;
    tries = search_count(&thirty, &spec, 3);
    CHECK(tries > 0, "obstacles, 30x30, 111 steps: not found");
}

/* Far ends are at least half as far apart as any two cells of a tree. */
static void test_half(void)
{
    const grid_shape shape = {.rows = 15, .cols = 15};
    for (uint64_t key = 0; key < 40; key++) {
        uint8_t question[225], answer[225], moved[225];
        int length, longest = 0;
        const maze_spec spec = {MAZE_CARVED, 1, 0, 0, 0, 0, 3};
        CHECK(maze_generate(&shape, &spec, key, 1, question, answer, &length) == 0, "key %d", (int)key);
        for (int i = 0; i < 225; i++) question[i] = question[i] >= MAZE_START ? MAZE_FREE : question[i];
        for (int i = 0; i < 225; i++)
            for (int k = 0; question[i] == MAZE_FREE && k < i; k++) {
                if (question[k] != MAZE_FREE) continue;
                memcpy(moved, question, sizeof moved);
                moved[i] = MAZE_START;
                moved[k] = MAZE_GOAL;
                const solution s = solve(&shape, moved);
                if (s.length > longest) longest = s.length;
            }
        CHECK(2 * length >= longest, "key %d: %d steps, and there are %d", (int)key, length, longest);
    }
}

static int count_symbol(const uint8_t *grid, int cells, int symbol)
{
    int count = 0;
    for (int i = 0; i < cells; i++) count += grid[i] == symbol;
    return count;
}

/* Braiding opens walls of a perfect maze, the more the higher its share; obstacles have their density. */
static void test_percent(void)
{
    grid_shape shape = shape_of(21, 21);
    uint8_t question[441], answer[441];
    int walls[3] = {0, 0, 0}, length;
    for (uint64_t key = 0; key < 50; key++) {
        for (int k = 0; k < 3; k++) {
            maze_spec spec = {MAZE_BRAIDED, 1, 0, 50 * k, 50 * k, 0, 0};
            maze_generate(&shape, &spec, key, 1, question, answer, &length);
            CHECK(is_tree(&shape, question) == (k == 0), "key %d, %d%%: tree or none", (int)key, 50 * k);
            walls[k] += count_symbol(question, 441, MAZE_WALL);
        }
        maze_spec spec = {MAZE_OBSTACLES, 1, 0, 40, 40, 0, 0};
        maze_generate(&shape, &spec, key, 1, question, answer, &length);
        int found = count_symbol(question, 441, MAZE_WALL);
        CHECK(found > 441 * 3 / 10 && found < 441 / 2, "%d walls of 441, wished 40%%", found);
    }
    CHECK(walls[0] > walls[1] + 100 && walls[1] > walls[2] + 100, "%d, %d, %d walls", walls[0], walls[1], walls[2]);
}

static void test_generate_gives_up(void)
{
    static const struct {
        int rows, cols;
        maze_spec spec;
    } cases[] = {
        {7, 7, {MAZE_PERFECT, 17, 1, 0, 0, 0, 0}},      /* 9 rooms */
        {2, 9, {MAZE_PERFECT, 1, 1, 0, 0, 0, 0}},       /* no room */
        {3, 3, {MAZE_BRAIDED, 1, 1, 0, 0, 0, 0}},       /* one room, no partner */
        {9, 9, {MAZE_OBSTACLES, 1, 1, 100, 100, 0, 0}}, /* walls only */
        {9, 9, {MAZE_OBSTACLES, 17, 0, 0, 0, 0, 0}},    /* no walls: 16 moves at most */
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        grid_shape shape = shape_of(cases[k].rows, cases[k].cols);
        uint8_t question[81], answer[81];
        int length;
        CHECK(maze_generate(&shape, &cases[k].spec, k, 20, question, answer, &length) == -1, "spec %d was met", (int)k);
    }
}

/* The same bits from the same key, on every machine and with every compiler. */
static void test_golden(void)
{
    grid_shape shape = shape_of(8, 8);
    maze_spec spec = {MAZE_PERFECT, 12, 1, 0, 0, 0, 0};
    uint8_t question[64], answer[64];
    char text[65] = {0};
    int length;
    maze_generate(&shape, &spec, 1, 1000, question, answer, &length);
    for (int i = 0; i < 64; i++) text[i] = maze_symbol_char(answer[i]);
    CHECK(strcmp(text, "######### ##ooG## ##o# ##oooo# ##o#######o#######ooooS #########") == 0, "key 1 gives '%s'",
          text);
    uint64_t signature = maze_signature(&shape, question);
    CHECK(signature == 0x3f030b6771c8c11eu, "signature 0x%016" PRIx64, signature);
}

int main(void)
{
    test_shapes();
    test_characters();
    test_questions();
    test_answers();
    test_hopping_detour();
    test_against_force();
    test_solve();
    test_likeliest();
    test_facts();
    test_largest();
    test_symmetries();
    test_symmetry_keeps_solutions();
    test_random_symmetry();
    test_signature_differs();
    test_relations();
    test_generate();
    test_usual();
    test_detours();
    test_far();
    test_half();
    test_percent();
    test_generate_gives_up();
    test_golden();
    return check_done("test_maze");
}
