/* Every kind of puzzle keeps the contract of puzzles/kind.h, and what data/ makes of it fits together. */
#include "data/batch.h"
#include "data/puzzle_set.h"
#include "puzzles/maze/maze.h"
#include "puzzles/offsets.h"
#include "base/random.h"
#include "puzzles/sudoku/sudoku.h"
#include "tests/check.h"

#include <stdlib.h>
#include <string.h>

enum { GUARD = 0xa5 };

typedef struct made {
    uint8_t question[KIND_MAX_CELLS + 1], answer[KIND_MAX_CELLS + 1];
} made;

static int last_symbol(const alphabet *a)
{
    int of_answers = a->first + a->classes;
    return (of_answers > a->symbols ? of_answers : a->symbols) - 1;
}

/* A sentence: there is one, it fits, and it is printable. */
static int is_sentence(const char *text, size_t room)
{
    size_t length = strnlen(text, room);
    if (length < 5 || length == room) return 0;
    for (size_t i = 0; i < length; i++)
        if (text[i] < ' ' || text[i] > '~') return 0;
    return 1;
}

/* --- shapes and symbols -------------------------------------------------------------------- */

static void check_symbols(const puzzle_kind *kind, const grid_shape *shape)
{
    alphabet a = {0};
    char text[KIND_SENTENCE];
    kind->alphabet_of(shape, &a);
    CHECK(a.symbols > 0 && a.first >= 0 && a.classes > 0 && last_symbol(&a) < 256, "%s: %d symbols, %d classes from %d",
          kind->name, a.symbols, a.classes, a.first);
    for (int s = 0; s <= last_symbol(&a); s++) {
        char c = kind->symbol_char(shape, s);
        CHECK(kind->symbol_of_char(c) == s, "%s: symbol %d is written '%c' and read %d", kind->name, s, c,
              kind->symbol_of_char(c));
        CHECK(s < a.first || c != kind->broken_char, "%s: '%c' stands for %d and for a broken cell", kind->name, c, s);
    }
    memset(text, GUARD, sizeof text);
    kind->describe_symbols(shape, text, sizeof text);
    CHECK(is_sentence(text, sizeof text), "%s %dx%d: symbols are not described", kind->name, shape->rows, shape->cols);
}

/* Returns how many shapes there are; some of them small and one of the largest go to `some`. */
static int check_shapes(const puzzle_kind *kind, grid_shape some[4])
{
    int count = 0;
    for (size_t cells = 0; cells < 2 * KIND_MAX_CELLS; cells++) {
        grid_shape shape = {.rows = 0, .cols = 0};
        if (kind->shape_of_cells(cells, &shape)) continue;
        CHECK((size_t)grid_cells(&shape) == cells && cells <= KIND_MAX_CELLS, "%s: %zu cells are %dx%d", kind->name,
              cells, shape.rows, shape.cols);
        check_symbols(kind, &shape);
        some[count < 3 ? count : 3] = shape;
        count++;
    }
    CHECK(count >= 4, "%s: %d shapes", kind->name, count);
    return count;
}

static void check_constants(const puzzle_kind *kind)
{
    char text[KIND_SENTENCE];
    CHECK(is_sentence(kind->sizes, 200), "%s: no sizes", kind->name);
    CHECK(strlen(kind->name) >= 1 && strlen(kind->name) < 32 && !strpbrk(kind->name, " /."), "'%s'", kind->name);
    CHECK(kind->relations > 0 && kind->relations <= 256, "%s: %d relations", kind->name, kind->relations);
    memset(text, GUARD, sizeof text);
    kind->describe_symbols(NULL, text, sizeof text);
    CHECK(is_sentence(text, sizeof text), "%s: symbols are not described", kind->name);
    for (int c = 0; c < 128; c++) {
        int symbol = kind->symbol_of_char(c);
        CHECK(symbol >= -1 && symbol < 127, "%s: character %d is %d", kind->name, c, symbol);
    }
}

/* --- rules --------------------------------------------------------------------------------- */

static int any(const uint8_t *bytes, int count)
{
    for (int i = 0; i < count; i++)
        if (bytes[i]) return 1;
    return 0;
}

static void check_right(const puzzle_kind *kind, const grid_shape *shape, const made *p)
{
    uint8_t broken[KIND_MAX_CELLS + 1], found[KIND_MAX_CELLS + 1];
    char sentence[KIND_SENTENCE] = "";
    int cells = grid_cells(shape);
    CHECK(kind->check_question(shape, p->question, sentence) == 0, "%s: %s", kind->name, sentence);
    memset(broken, GUARD, sizeof broken);
    CHECK(kind->check_answer(shape, p->question, p->answer, broken, sentence) == 0, "%s: %s", kind->name, sentence);
    CHECK(!any(broken, cells) && broken[cells] == GUARD, "%s: broken cells in a right answer", kind->name);
    CHECK(kind->check_answer(shape, p->question, p->answer, NULL, NULL) == 0, "%s", kind->name);
    for (int limit = 1; limit <= 2; limit++) {
        memset(found, GUARD, sizeof found);
        int answers = kind->solve(shape, p->question, limit, found);
        CHECK(answers == 1 || (!kind->one_answer && answers == limit), "%s: %d answers", kind->name, answers);
        CHECK(found[cells] == GUARD, "%s: written too far", kind->name);
        CHECK(limit == 1 || answers > 1 || !memcmp(found, p->answer, (size_t)cells), "%s: another answer", kind->name);
        CHECK(kind->check_answer(shape, p->question, found, NULL, sentence) == 0, "%s: %s", kind->name, sentence);
    }
}

/* Whatever is predicted, the cells that the question settles stand; a right answer stays as it is. */
static void check_given(const puzzle_kind *kind, const grid_shape *shape, const made *p, uint64_t key)
{
    uint8_t kept[KIND_MAX_CELLS];
    alphabet a;
    stream random = stream_open(key);
    if (!kind->keep_given) return;
    kind->alphabet_of(shape, &a);
    int cells = grid_cells(shape), lost = 0;
    memcpy(kept, p->answer, (size_t)cells);
    kind->keep_given(shape, p->question, kept);
    CHECK(!memcmp(kept, p->answer, (size_t)cells), "%s: a right answer is changed", kind->name);
    for (int i = 0; i < cells; i++) kept[i] = (uint8_t)(a.first + (int)stream_below(&random, (uint32_t)a.classes));
    kind->keep_given(shape, p->question, kept);
    for (int i = 0; i < cells; i++)
        lost += a.exchangeable ? p->question[i] >= a.first && kept[i] != p->question[i]
                               : kept[i] != p->question[i] && kept[i] < a.symbols;
    CHECK(lost == 0, "%s: %d given cells are changed", kind->name, lost);
}

/* The answer with one cell changed, which is wrong. */
static void check_wrong(const puzzle_kind *kind, const grid_shape *shape, const made *p, uint64_t key)
{
    uint8_t broken[KIND_MAX_CELLS];
    char sentence[KIND_SENTENCE];
    made wrong = *p;
    alphabet a;
    stream random = stream_open(key);
    kind->alphabet_of(shape, &a);
    int cells = grid_cells(shape), cell = (int)stream_below(&random, (uint32_t)cells);
    do wrong.answer[cell] = (uint8_t)(a.first + (int)stream_below(&random, (uint32_t)a.classes));
    while (wrong.answer[cell] == p->answer[cell]);
    memset(sentence, GUARD, sizeof sentence);
    memset(broken, 0, sizeof broken);
    CHECK(kind->check_answer(shape, wrong.question, wrong.answer, broken, sentence) == -1, "%s: cell %d", kind->name,
          cell);
    CHECK(is_sentence(sentence, sizeof sentence), "%s: no sentence", kind->name);
    CHECK(any(broken, cells), "%s: '%s', and no cell is broken", kind->name, sentence);
    CHECK(kind->check_answer(shape, wrong.question, wrong.answer, NULL, NULL) == -1, "%s: cell %d", kind->name, cell);
}

/* Any symbols make a question, which can be solved or not, or a sentence. */
static void check_noise(const puzzle_kind *kind, const grid_shape *shape, uint64_t key)
{
    made p;
    uint8_t found[KIND_MAX_CELLS];
    char sentence[KIND_SENTENCE];
    alphabet a;
    stream random = stream_open(key);
    kind->alphabet_of(shape, &a);
    for (int i = 0; i < grid_cells(shape); i++) {
        p.question[i] = (uint8_t)stream_below(&random, (uint32_t)a.symbols);
        p.answer[i] = (uint8_t)stream_below(&random, (uint32_t)last_symbol(&a) + 1);
    }
    memset(sentence, GUARD, sizeof sentence);
    if (kind->check_question(shape, p.question, sentence))
        CHECK(is_sentence(sentence, sizeof sentence), "%s: no sentence", kind->name);
    else
        CHECK(kind->solve(shape, p.question, 1, found) <= 1, "%s: more than asked for", kind->name);
    memset(sentence, GUARD, sizeof sentence);
    if (kind->check_answer(shape, p.question, p.answer, NULL, sentence))
        CHECK(is_sentence(sentence, sizeof sentence), "%s: no sentence", kind->name);
}

/* --- geometry ------------------------------------------------------------------------------ */

static void check_relations(const puzzle_kind *kind, const grid_shape *shape)
{
    size_t size = (size_t)grid_cells(shape) * (size_t)grid_cells(shape);
    uint8_t *relation = malloc(size + 1), highest = 0;
    if (!relation) exit(1);
    relation[size] = GUARD;
    kind->relation_table(shape, relation);
    for (size_t i = 0; i < size; i++)
        if (relation[i] > highest) highest = relation[i];
    CHECK(highest < kind->relations && relation[size] == GUARD, "%s: relation %d of %d", kind->name, highest,
          kind->relations);
    free(relation);
}

static void check_augment(const puzzle_kind *kind, const grid_shape *shape, const made *p, uint64_t key)
{
    made augmented, again;
    made kept = *p;
    size_t cells = (size_t)grid_cells(shape);
    memset(&augmented, GUARD, sizeof augmented);
    kind->augment(shape, key, p->question, p->answer, augmented.question, augmented.answer);
    kind->augment(shape, key, p->question, p->answer, again.question, again.answer);
    CHECK(augmented.question[cells] == GUARD && augmented.answer[cells] == GUARD, "%s: written too far", kind->name);
    CHECK(!memcmp(&kept, p, sizeof kept), "%s: the puzzle itself is changed", kind->name);
    CHECK(!memcmp(augmented.question, again.question, cells) && !memcmp(augmented.answer, again.answer, cells),
          "%s: a key, two symmetries", kind->name);
    CHECK(kind->signature(shape, augmented.question) == kind->signature(shape, p->question), "%s: another signature",
          kind->name);
    check_right(kind, shape, &augmented);
}

/* --- showing ------------------------------------------------------------------------------- */

/* What is printed, as text. */
static char *printed(void (*print)(FILE *, const grid_view *), const grid_view *view)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) exit(1);
    print(out, view);
    fclose(out);
    return text;
}

static void check_text(const puzzle_kind *kind, char *text, int colour)
{
    size_t length = strlen(text);
    CHECK(length > 0 && text[0] != '\n' && text[length - 1] == '\n', "%s: no whole lines", kind->name);
    if (!colour) CHECK(!strchr(text, 033), "%s: an escape code without colours", kind->name);
    free(text);
}

static void check_prints(const puzzle_kind *kind, const grid_shape *shape, const made *p)
{
    made wrong = *p;
    alphabet a;
    kind->alphabet_of(shape, &a);
    wrong.answer[0] = (uint8_t)(a.first + (p->answer[0] == a.first));
    for (int colour = 0; colour < 2; colour++) {
        grid_view question = {.shape = shape, .question = p->question, .grid = p->question, .colour = colour};
        grid_view step = {shape, p->question, p->answer, p->question, colour, NULL, 0};
        grid_view fault = {.shape = shape, .question = p->question, .grid = wrong.answer, .colour = colour};
        check_text(kind, printed(kind->print, &question), colour);
        check_text(kind, printed(kind->print, &step), colour);
        check_text(kind, printed(kind->print_fault, &fault), colour);
    }
}

/* --- what data/ makes of a kind ------------------------------------------------------------ */

static void check_encoding(const puzzle_kind *kind, const grid_shape *shape, const made *p, int with_planes)
{
    encoding e;
    alphabet a;
    uint8_t tokens[16 * 256], labels[256], back[256];
    kind->alphabet_of(shape, &a);
    encoding_open(&e, kind, shape, with_planes);
    CHECK(e.planes == (with_planes && a.exchangeable ? a.classes : 1), "%s: %d planes", kind->name, e.planes);
    encode_question(&e, p->question, tokens);
    encode_answer(&e, p->answer, labels);
    decode_answer(&e, labels, back);
    CHECK(!memcmp(back, p->answer, (size_t)e.cells), "%s: another answer comes back", kind->name);
    int wrong = 0;
    for (int i = 0; i < e.planes * e.cells; i++) wrong += tokens[i] >= e.vocabulary;
    for (int i = 0; i < e.cells; i++) {
        wrong += labels[i] >= e.planes * e.classes;
        if (e.planes == 1) wrong += tokens[i] != p->question[i];
        for (int k = 0; e.planes > 1 && k < e.planes; k++)
            wrong += tokens[k * e.cells + i] != (p->question[i] == 0 ? 0 : p->question[i] == k + 1 ? 1 : 2);
    }
    CHECK(wrong == 0, "%s: %d tokens or labels are wrong", kind->name, wrong);
    encoding_close(&e);
}

/* Training puzzles, listed or fresh, are right, and fresh ones not held out. */
static void check_sampler(const puzzle_kind *kind, const grid_shape *shape, made *p)
{
    puzzle item = {.kind = kind, .shape = *shape, .question = p->question, .answer = p->answer};
    puzzle_store list = {0};
    CHECK(puzzle_store_add(&list, &item) == 0, "memory");
    puzzle_set listed = {.kind = kind, .shape = *shape, .train = list, .seed = 5};
    puzzle_set fresh = {.kind = kind, .shape = *shape, .test = list, .fresh = 1, .seed = 5};
    made drawn;
    for (int64_t draw = 0; draw < 8; draw++) {
        puzzle_set_draw(&listed, draw, drawn.question, drawn.answer);
        check_right(kind, shape, &drawn);
        puzzle_set_draw(&fresh, draw, drawn.question, drawn.answer);
        check_right(kind, shape, &drawn);
        CHECK(memcmp(drawn.question, p->question, (size_t)grid_cells(shape)), "%s: a held-out puzzle", kind->name);
    }
    /* What the generator makes first for a draw is passed over if it is held out. */
    kind->generate(shape, stream_key(5, 0), p->question, p->answer);
    memcpy(puzzle_store_get(&list, 0).question, p->question, (size_t)grid_cells(shape));
    puzzle_set_draw(&fresh, 0, drawn.question, drawn.answer);
    CHECK(memcmp(drawn.question, p->question, (size_t)grid_cells(shape)), "%s: a held-out puzzle", kind->name);
    puzzle_store_free(&list);
}

/* Puzzles with and without answers get the same labels, and shapes part batches. */
static void check_batch(const puzzle_kind *kind, const grid_shape *shape, made *p)
{
    puzzle items[3];
    puzzle_list list = {.items = items, .count = 3};
    encoding e;
    batch b;
    for (int i = 0; i < 3; i++) items[i] = (puzzle){.kind = kind, .shape = *shape, .question = p->question};
    items[0].answer = p->answer;
    items[2].shape.rows++;
    CHECK(batch_end(&list, 0, 9, 0) == 2 && batch_end(&list, 0, 1, 0) == 1 && batch_end(&list, 2, 9, 0) == 3, "%s",
          kind->name);
    encoding_open(&e, kind, shape, 0);
    if (batch_open(&b, &e, 2)) exit(1);
    batch_ask(&b, items);
    CHECK(batch_label(&b, items) == NULL && !memcmp(b.labels, b.labels + e.cells, (size_t)e.cells), "%s: labels",
          kind->name);
    uint8_t tokens[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
    encode_question(&e, p->question, tokens);
    CHECK(!memcmp(batch_tokens(&b, 1), tokens, (size_t)e.cells), "%s: another question", kind->name);
    decode_answer(&e, batch_labels(&b, 1), answer);
    CHECK(!memcmp(answer, p->answer, (size_t)e.cells), "%s: another answer", kind->name);
    batch_close(&b);
    encoding_close(&e);
}

/* Squares of several sizes in one batch have their tokens and labels at the beginning of their places. */
static void check_frame(const puzzle_kind *kind)
{
    enum { SMALL = 5, LARGE = 8 };
    made p[2];
    puzzle items[4];
    puzzle_list list = {.items = items, .count = 4};
    encoding e;
    batch b;
    for (int i = 0; i < 4; i++) {
        const int side = i % 2 ? LARGE : SMALL;
        items[i] = (puzzle){.kind = kind, .shape = {.rows = side, .cols = side}, .question = p[i % 2].question};
        if (i < 2) kind->generate(&items[i].shape, 7, p[i].question, p[i].answer);
    }
    items[3].shape.cols++;
    CHECK(batch_end(&list, 0, 9, 0) == 1 && batch_end(&list, 0, 9, LARGE) == 3 && batch_end(&list, 0, 2, LARGE) == 2,
          "%s: squares do not go together", kind->name);
    CHECK(batch_end(&list, 0, 9, LARGE - 1) == 1 && batch_end(&list, 3, 9, 99) == 4, "%s: too large", kind->name);
    encoding_open(&e, kind, &items[1].shape, 0);
    for (int i = 0; i < 3; i++) encoding_add_shape(&e, &items[i].shape);
    CHECK(e.frame == LARGE && e.examples[SMALL] == 2 && e.examples[LARGE] == 1, "%s: no frame", kind->name);
    if (batch_open(&b, &e, 3)) exit(1);
    batch_ask(&b, items);
    CHECK(batch_label(&b, items) == NULL, "%s: no labels", kind->name);
    for (int i = 0; i < 3; i++) {
        const int cells = grid_cells(&items[i].shape);
        CHECK(b.sides[i] == items[i].shape.rows, "%s: side %d", kind->name, b.sides[i]);
        CHECK(!memcmp(batch_tokens(&b, i), items[i].question, (size_t)cells), "%s: puzzle %d", kind->name, i);
        CHECK(encoding_accepts(&e, batch_tokens(&b, i), b.sides[i], batch_labels(&b, i)), "%s: label", kind->name);
        CHECK(cells == e.cells || batch_tokens(&b, i)[cells] == 0, "%s: written too far", kind->name);
    }
    batch_close(&b);
    encoding_close(&e);
}

/* With planes each size has its own, and its own relations: those of a grid that is alone. */
static void check_planes_frame(void)
{
    static const grid_shape shapes[] = {{4, 4, 0}, {6, 6, SUDOKU_TALL}, {9, 9, 0}};
    made p[3];
    puzzle items[3];
    encoding e, alone;
    batch b;
    for (int i = 0; i < 3; i++) {
        kind_sudoku.generate(&shapes[i], 5, p[i].question, p[i].answer);
        items[i] = (puzzle){.kind = &kind_sudoku, .shape = shapes[i], .question = p[i].question, .answer = p[i].answer};
    }
    encoding_open(&e, &kind_sudoku, &shapes[2], 1);
    for (int i = 0; i < 3; i++) encoding_add_shape(&e, &shapes[i]);
    if (encoding_relate(&e, &kind_sudoku) || batch_open(&b, &e, 3)) exit(1);
    batch_ask(&b, items);
    CHECK(batch_label(&b, items) == NULL, "no labels");
    for (int i = 0; i < 3; i++) {
        uint8_t tokens[9 * 81], labels[81];
        const int side = shapes[i].rows;
        const size_t cells = (size_t)(side * side);
        encoding_open(&alone, &kind_sudoku, &shapes[i], 1);
        if (encoding_relate(&alone, &kind_sudoku)) exit(1);
        encode_question(&alone, p[i].question, tokens);
        encode_answer(&alone, p[i].answer, labels);
        CHECK(e.planes_of[side] == side && !memcmp(e.relation_of[side], alone.relation, cells * cells), "side %d",
              side);
        CHECK(!memcmp(batch_tokens(&b, i), tokens, cells * (size_t)side), "side %d: other tokens", side);
        CHECK(!memcmp(batch_labels(&b, i), labels, cells), "side %d: other labels", side);
        CHECK(encoding_accepts(&e, tokens, side, labels), "side %d: the answer is refused", side);
        int32_t rank[2][81];
        uint8_t given[2][81];
        encoding_ranks(&e, tokens, side, 1, given[0], rank[0]);
        encoding_ranks(&alone, tokens, 0, 1, given[1], rank[1]);
        CHECK(!memcmp(given[0], given[1], cells) && !memcmp(rank[0], rank[1], cells * sizeof(int32_t)),
              "side %d: another order", side);
        labels[0] = (uint8_t)((labels[0] + 1) % side);
        CHECK(!encoding_accepts(&e, tokens, side, labels), "side %d: a wrong answer is accepted", side);
        encoding_close(&alone);
    }
    batch_close(&b);
    encoding_close(&e);
}

/* --- all kinds ----------------------------------------------------------------------------- */

static void check_generated(const puzzle_kind *kind, const grid_shape *shape, uint64_t key)
{
    made p, again;
    size_t cells = (size_t)grid_cells(shape);
    memset(&p, GUARD, sizeof p);
    kind->generate(shape, key, p.question, p.answer);
    CHECK(p.question[cells] == GUARD && p.answer[cells] == GUARD, "%s: written too far", kind->name);
    check_right(kind, shape, &p);
    check_prints(kind, shape, &p);
    check_given(kind, shape, &p, key);
    for (uint64_t k = 0; k < 4; k++) check_augment(kind, shape, &p, stream_key(key, k));
    for (uint64_t k = 0; k < 8; k++) check_wrong(kind, shape, &p, stream_key(key, 10 + k));
    kind->generate(shape, key, again.question, again.answer);
    CHECK(!memcmp(p.question, again.question, cells), "%s: a key, two puzzles", kind->name);
    if (cells > 256) return;
    for (int planes = 0; planes < 2; planes++) check_encoding(kind, shape, &p, planes);
    check_batch(kind, shape, &p);
    if (cells <= 100) check_sampler(kind, shape, &p);
}

static void check_kind(const puzzle_kind *kind)
{
    grid_shape some[4];
    check_constants(kind);
    check_shapes(kind, some);
    for (int i = 0; i < 4; i++) {
        check_relations(kind, &some[i]);
        for (uint64_t key = 0; key < (i < 3 ? 12 : 2); key++) check_generated(kind, &some[i], key);
        for (uint64_t key = 0; key < 40; key++) check_noise(kind, &some[i], key);
    }
    if (kind->any_size) check_frame(kind);
}

/* --- what is known of each ----------------------------------------------------------------- */

static void check_tables(void)
{
    static uint8_t expected[256 * 256];
    encoding e;
    sudoku_relation_table(&(grid_shape){.rows = 9, .cols = 9}, expected);
    encoding_open(&e, &kind_sudoku, &(grid_shape){.rows = 9, .cols = 9}, 1);
    if (encoding_relate(&e, &kind_sudoku)) exit(1);
    CHECK(!memcmp(e.relation, expected, 81 * 81) && e.relations == SUDOKU_RELATIONS, "sudoku: another table");
    static const uint8_t none[256];
    CHECK(!memcmp(e.distance, none, sizeof none), "sudoku: boxes and lines have no distance");
    CHECK(e.planes == 9 && e.vocabulary == 3 && e.classes == 1, "sudoku: %d planes", e.planes);
    encoding_close(&e);
    offsets_relation_table(&(grid_shape){.rows = 9, .cols = 6}, expected);
    encoding_open(&e, &kind_maze, &(grid_shape){.rows = 9, .cols = 6}, 1);
    if (encoding_relate(&e, &kind_maze)) exit(1);
    CHECK(!memcmp(e.relation, expected, 54 * 54), "maze: another table");
    CHECK(e.relations == 225 && e.relations == OFFSETS_RELATIONS, "maze: %d relations", e.relations);
    CHECK(e.distance[e.relation[0 * 54 + 0]] == 0 && e.distance[e.relation[0 * 54 + 1]] == 1 &&
              e.distance[e.relation[13 * 54 + 0]] == 3 && e.distance[e.relation[0 * 54 + 53]] == 7 + 5,
          "maze: distances %d, %d, %d, %d", e.distance[e.relation[0]], e.distance[e.relation[1]],
          e.distance[e.relation[13 * 54]], e.distance[e.relation[53]]);
    CHECK(e.planes == 1 && e.vocabulary == 4 && e.classes == 5, "maze: %d tokens", e.vocabulary);
    encoding_close(&e);
}

/* The rules that an encoding asks are those of its form: a 6x6 answer with tall boxes is none with wide ones. */
static void check_form(void)
{
    enum { CELLS = 36 };
    static const int forms[] = {SUDOKU_TALL, 0};
    uint8_t question[CELLS], answer[CELLS], tokens[CELLS], classes[CELLS];
    const grid_shape tall = {6, 6, SUDOKU_TALL};
    kind_sudoku.generate(&tall, 11, question, answer);
    for (int i = 0; i < 2; i++) {
        encoding e;
        encoding_open(&e, &kind_sudoku, &(grid_shape){6, 6, forms[i]}, 0);
        encode_question(&e, question, tokens);
        encode_answer(&e, answer, classes);
        CHECK(encoding_accepts(&e, tokens, 0, classes) == (forms[i] == SUDOKU_TALL), "form %d", forms[i]);
        encoding_close(&e);
    }
}

/* Of several shortest paths each is right. */
static void check_ties(void)
{
    grid_shape shape = {.rows = 2, .cols = 3};
    uint8_t question[] = {MAZE_START, MAZE_FREE, MAZE_FREE, MAZE_FREE, MAZE_GOAL, MAZE_FREE}, found[6];
    uint8_t left[] = {MAZE_START, MAZE_FREE, MAZE_FREE, MAZE_PATH, MAZE_GOAL, MAZE_FREE};
    uint8_t right[] = {MAZE_START, MAZE_PATH, MAZE_FREE, MAZE_FREE, MAZE_GOAL, MAZE_FREE};
    uint8_t stray[] = {MAZE_START, MAZE_PATH, MAZE_PATH, MAZE_FREE, MAZE_GOAL, MAZE_PATH};
    char sentence[KIND_SENTENCE] = "";
    CHECK(kind_maze.solve(&shape, question, 2, found) == 2, "not two answers");
    CHECK(kind_maze.solve(&shape, question, 1, found) == 1, "more than asked for");
    CHECK(kind_maze.check_answer(&shape, question, left, NULL, NULL) == 0, "one of two paths");
    CHECK(kind_maze.check_answer(&shape, question, right, NULL, NULL) == 0, "the other of two paths");
    CHECK(kind_maze.check_answer(&shape, question, stray, NULL, sentence) == -1, "marks off the path");
    CHECK(!strcmp(sentence, "the answer is wrong: 2 marked cells are not on the path, the first in row 1, column 3"),
          "%s", sentence);
    question[1] = question[3] = MAZE_WALL;
    CHECK(kind_maze.check_question(&shape, question, sentence) == -1, "a goal out of reach");
    CHECK(!strcmp(sentence, "no way leads from the start to the goal"), "%s", sentence);
}

static void check_maze_prints(void)
{
    grid_shape shape = {.rows = 2, .cols = 3};
    uint8_t question[] = {MAZE_START, MAZE_FREE, MAZE_WALL, MAZE_FREE, MAZE_GOAL, MAZE_WALL};
    uint8_t grid[] = {MAZE_START, MAZE_PATH, MAZE_WALL, MAZE_PATH, MAZE_GOAL, MAZE_WALL};
    grid_view view = {.shape = &shape, .question = question, .grid = question};
    char *text = printed(kind_maze.print, &view);
    CHECK(!strcmp(text, "S #\n G#\n"), "%s", text);
    free(text);
    view.grid = grid;
    view.before = question;
    text = printed(kind_maze.print, &view);
    CHECK(!strcmp(text, "So#\noG#\n2 cells changed\n"), "%s", text);
    free(text);
    view.before = NULL;
    text = printed(kind_maze.print_fault, &view);
    CHECK(!strcmp(text, "a marked cell is not on the path, in row 2, column 1\nSo#\n!G#\n"), "%s", text);
    free(text);
}

int main(void)
{
    int count = 0;
    for (; puzzle_kinds[count]; count++) check_kind(puzzle_kinds[count]);
    CHECK(count >= 2, "%d kinds", count);
    check_tables();
    check_form();
    check_planes_frame();
    check_ties();
    check_maze_prints();
    return check_done("kinds");
}
