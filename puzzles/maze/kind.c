/* Mazes as a kind of puzzle. */
#include "puzzles/kind.h"
#include "puzzles/maze/maze.h"
#include "puzzles/offsets.h"
#include "puzzles/print.h"
#include "base/random.h"

#include <string.h> /* memcpy */

enum {
    MIN_SIDE = 5, /* the least with two rooms either way */
    REACH = OFFSETS_MAX_REACH,
};

static maze_shape shape_of(const grid_shape *shape)
{
    return (maze_shape){shape->rows, shape->cols};
}

static int shape_of_cells(size_t cells, grid_shape *shape)
{
    for (int side = MIN_SIDE; side <= MAZE_MAX_SIDE; side++) {
        if ((size_t)(side * side) != cells) continue;
        *shape = (grid_shape){side, side};
        return 0;
    }
    return -1;
}

/* Questions lack the last symbol, the path. */
static void alphabet_of(const grid_shape *shape, alphabet *a)
{
    (void)shape;
    *a = (alphabet){.symbols = MAZE_PATH, .first = MAZE_WALL, .classes = MAZE_SYMBOLS};
}

static void describe_symbols(const grid_shape *shape, char *text, size_t size)
{
    (void)shape;
    snprintf(text, size, "cell of a maze (# wall, space or . free, S start, G goal, in an answer o path)");
}

/* --- rules --------------------------------------------------------------------------------- */

static int check_question(const grid_shape *shape, const uint8_t *question, char *sentence)
{
    maze_shape s = shape_of(shape);
    maze_report report;
    maze_solved solved;
    if (maze_check_question(&s, question, &report) == MAZE_FINE) {
        maze_solve(&s, question, &solved);
        if (solved.length >= 0) return 0;
        report.fault = MAZE_UNREACHABLE;
    }
    maze_describe(&report, sentence, KIND_SENTENCE);
    return -1;
}

static int check_answer(const grid_shape *shape, const uint8_t *question, const uint8_t *answer, uint8_t *broken,
                        char *sentence)
{
    maze_shape s = shape_of(shape);
    maze_report report;
    maze_fault fault = maze_check_answer(&s, question, answer, &report);
    if (broken) memcpy(broken, report.broken, (size_t)grid_cells(shape));
    if (fault == MAZE_FINE) return 0;
    if (sentence) {
        enum { BEFORE = sizeof "the answer is wrong: " - 1 };
        memcpy(sentence, "the answer is wrong: ", BEFORE);
        maze_describe(&report, sentence + BEFORE, KIND_SENTENCE - BEFORE);
    }
    return -1;
}

static int solve(const grid_shape *shape, const uint8_t *question, int limit, uint8_t *answer)
{
    maze_shape s = shape_of(shape);
    maze_solved solved;
    maze_solve(&s, question, &solved);
    if (solved.paths == 0) return 0;
    memcpy(answer, solved.answer, (size_t)grid_cells(shape));
    return solved.paths < limit ? solved.paths : limit;
}

/* --- geometry ------------------------------------------------------------------------------ */

static void relate(const grid_shape *shape, uint8_t *relation)
{
    offsets_relate(shape->rows, shape->cols, REACH, relation);
}

static int distance(int relation)
{
    return offsets_distance(REACH, relation);
}

static void move(const grid_shape *shape, uint64_t key, const uint8_t *question, const uint8_t *answer,
                 uint8_t *moved_question, uint8_t *moved_answer)
{
    maze_shape s = shape_of(shape), same;
    int symmetry = maze_random_symmetry(key, shape->rows != shape->cols);
    maze_apply_symmetry(&s, symmetry, question, &same, moved_question);
    maze_apply_symmetry(&s, symmetry, answer, &same, moved_answer);
}

static uint64_t signature(const grid_shape *shape, const uint8_t *question)
{
    maze_shape s = shape_of(shape);
    return maze_signature(&s, question);
}

/* --- making -------------------------------------------------------------------------------- */

/* Grids too small for corridors get obstacles. */
static maze_wish draw_wish(const grid_shape *shape, stream *random)
{
    int least = shape->rows < shape->cols ? shape->rows : shape->cols;
    int most = shape->rows + shape->cols - least;
    maze_kind kind = (maze_kind)stream_below(random, MAZE_KINDS);
    return maze_usual_wish(least < MIN_SIDE ? MAZE_OBSTACLES : kind, most);
}

/* Where a grid has no path as long as wished, half as long will do, in the end one move. */
static void generate(const grid_shape *shape, uint64_t key, uint8_t *question, uint8_t *answer)
{
    enum { TRIES = 16 };
    maze_shape s = shape_of(shape);
    stream random = stream_open(key);
    maze_wish wish = draw_wish(shape, &random);
    int length;
    while (maze_generate(&s, &wish, stream_next(&random), TRIES, question, answer, &length))
        if (wish.min_length > 1) wish.min_length /= 2;
}

const puzzle_kind kind_maze = {
    .name = "maze",
    .sizes = "a square from 25 (5x5) to 2304 (48x48), blanks counted (one character a cell)",
    .relations = (2 * REACH + 1) * (2 * REACH + 1),
    .one_answer = 0,
    .broken_char = '!',
    .shape_of_cells = shape_of_cells,
    .alphabet_of = alphabet_of,
    .symbol_char = maze_symbol_char,
    .symbol_of_char = maze_symbol_of_char,
    .describe_symbols = describe_symbols,
    .check_question = check_question,
    .check_answer = check_answer,
    .solve = solve,
    .relate = relate,
    .distance = distance,
    .move = move,
    .signature = signature,
    .generate = generate,
    .print = maze_print,
    .print_fault = maze_print_fault,
};
