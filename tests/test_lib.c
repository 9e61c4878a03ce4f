/* libtrm as programs of others use it: a model from bytes, puzzles from text, answers, sentences, and threads. */
#include "lib/trm.h"
#include "tests/check.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const char PUZZLE[] = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79\n";
static const char SOLVED[] = "534678912672195348198342567859761423426853791713924856961537284287419635345286179";
static const char MAZE[] = "#######\n#S#   #\n# ### #\n#   # #\n# # # #\n# #  G#\n#######\n";

static char sudoku_bytes[1 << 20], maze_bytes[1 << 20];
static size_t sudoku_size, maze_size;

static size_t read_bytes(const char *path, char *bytes, size_t room)
{
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(bytes, 1, room, file) : 0;
    if (file) fclose(file);
    return size;
}

static trm_model *open_model(const char *bytes, size_t size)
{
    trm_model *m;
    trm_error err = {""};
    CHECK(trm_model_open(&m, "model", bytes, size, &err) == TRM_OK, "%s", err.text);
    return m;
}

static trm_puzzles *open_puzzles(const char *text)
{
    trm_puzzles *p;
    trm_error err = {""};
    CHECK(trm_puzzles_open(&p, "text", text, strlen(text), NULL, 0, &err) == TRM_OK, "%s", err.text);
    return p;
}

/* Whether the cells of an answer are written like that. */
static int reads(const trm_answer *a, const char *line)
{
    int cells = a->rows * a->cols, same = (int)strlen(line) == cells;
    for (int i = 0; same && i < cells; i++) same = a->characters[a->cells[i]] == line[i];
    return same;
}

/* --- one answer ---------------------------------------------------------------------------- */

static void check_frames(const trm_answer *a, int per_step)
{
    int cells = a->rows * a->cols, ones = 1, likeliest = 1;
    CHECK(a->per_step == per_step && a->frames == per_step * a->steps, "%d frames, %d a step", a->frames, a->per_step);
    const float *p = a->probability;
    for (int i = 0; i < a->frames * cells; i++, p += a->classes) {
        double sum = 0;
        for (int k = 0; k < a->classes; k++) sum += (double)p[k];
        ones &= fabs(sum - 1) < 1e-5;
        for (int k = 0; k < a->classes; k++) likeliest &= p[a->frame[i] - a->first] >= p[k];
    }
    CHECK(ones, "probabilities of a cell do not add up to 1");
    CHECK(likeliest, "a frame shows what is not the likeliest");
}

typedef struct seen {
    int steps, last;
    double halt;
} seen;

static int watch(void *watcher, int attempt, int step, double halt, const uint8_t *cells)
{
    seen *s = watcher;
    s->steps += attempt == 0 && step == s->steps && cells[0] == 5;
    s->halt = halt;
    return s->steps >= s->last;
}

static void check_sudoku(void)
{
    trm_model *m = open_model(sudoku_bytes, sudoku_size);
    trm_puzzles *p = open_puzzles(PUZZLE);
    trm_answer *a;
    trm_options how = trm_defaults();
    seen s = {.last = 100};
    how.detail = TRM_PROBABILITIES | TRM_UPDATES;
    how.watch = watch;
    how.watcher = &s;
    CHECK(!strcmp(trm_model_kind(m), "sudoku"), "kind %s", trm_model_kind(m));
    CHECK(trm_solve(&a, m, p, 0, &how, NULL) == TRM_OK, "no answer");
    trm_model_close(m);
    trm_puzzles_close(p); /* the answer stays */
    CHECK(a->rows == 9 && a->cols == 9 && a->first == 1 && a->classes == 9, "shape");
    CHECK(a->solved && a->halted && reads(a, SOLVED), "%s", a->verdict);
    CHECK(!strcmp(a->verdict, "the rules agree") && a->question[0] == 5 && a->question[2] == 0, "%s", a->verdict);
    CHECK(s.steps == a->steps && s.halt == a->halts[a->frames - 1], "watched %d of %d steps", s.steps, a->steps);
    check_frames(a, 12);
    trm_answer_close(a);
}

/* Without halting, until whoever watches stops it. */
static void check_stop(void)
{
    trm_model *m = open_model(sudoku_bytes, sudoku_size);
    trm_puzzles *p = open_puzzles(PUZZLE);
    trm_answer *a;
    trm_options how = trm_defaults();
    seen s = {.last = 2};
    how.halt = 1e9;
    how.tries = 3;
    how.watch = watch;
    how.watcher = &s;
    CHECK(trm_solve(&a, m, p, 0, &how, NULL) == TRM_OK, "no answer");
    CHECK(a->steps == 2 && !a->halted && a->tries == 1, "%d steps, %d tries", a->steps, a->tries);
    trm_answer_close(a);
    trm_model_close(m);
    trm_puzzles_close(p);
}

static void check_maze(void)
{
    trm_model *m = open_model(maze_bytes, maze_size);
    trm_puzzles *p = open_puzzles(MAZE);
    trm_answer *a;
    trm_options how = trm_defaults();
    how.detail = TRM_PROBABILITIES;
    CHECK(trm_solve(&a, m, p, 0, &how, NULL) == TRM_OK, "no answer");
    CHECK(a->rows == 7 && a->classes == 5 && !strcmp(a->characters, "# SGo"), "signs '%s'", a->characters);
    CHECK(a->solved && reads(a, "########S#   ##o### ##ooo# ## #o# ## #ooG########"), "%s", a->verdict);
    check_frames(a, 1);
    trm_answer_close(a);
    how.detail = TRM_REPLAY;
    how.tries = 3;
    CHECK(trm_solve(&a, m, p, 0, &how, NULL) == TRM_OK && a->tries == 3, "no answer");
    CHECK(a->replay && a->replay[0] == '{' && strstr(a->replay, "\"name\":\"text\"") &&
              strstr(a->replay, "\"number\":2"),
          "%.200s", a->replay);
    trm_answer_close(a);
    how.detail = 0;
    how.tries = 4;
    how.choose = TRM_CHOOSE_RULES;
    CHECK(trm_solve(&a, m, p, 0, &how, NULL) == TRM_OK && a->tries >= 1 && !a->probability, "no answer");
    trm_answer_close(a);
    trm_model_close(m);
    trm_puzzles_close(p);
}

/* --- refusals ------------------------------------------------------------------------------ */

/* The status and the sentence of the last refusal. */
static void check_said(int got, int status, const trm_error *err, const char *sentence)
{
    CHECK(got == status && !strcmp(err->text, sentence), "status %d: %s", got, err->text);
}

static void check_bad_texts(void)
{
    trm_model *m = NULL;
    trm_puzzles *p = NULL;
    trm_error err;
    check_said(trm_model_open(&m, "a", "x", 1, &err), TRM_BAD_INPUT, &err,
               "a: not a safetensors file: it holds 1 bytes, the header length alone takes 8");
    check_said(trm_model_read(&m, "no/such", &err), TRM_NO_FILE, &err, "no/such: no such file");
    check_said(trm_puzzles_open(&p, "b", "", 0, NULL, 0, &err), TRM_BAD_INPUT, &err,
               "b: the file is empty, expected at least one puzzle");
    check_said(trm_puzzles_open(&p, "b", PUZZLE, 81, "chess", 0, &err), TRM_BAD_INPUT, &err,
               "kind chess: there is no such kind of puzzle");
    check_said(trm_puzzles_open(&p, "b", "11..............\n", 17, NULL, 0, &err), TRM_BAD_INPUT, &err,
               "b:1: the clues contradict: 1 stands twice in row 1 (columns 1 and 2)");
    CHECK(m == NULL && p == NULL, "handles after refusals");
    trm_model_close(m);
    trm_puzzles_close(p);
    trm_answer_close(NULL);
}

static void check_bad_questions(void)
{
    trm_model *m = open_model(maze_bytes, maze_size);
    trm_puzzles *p = open_puzzles("1..43.1..3..4..3\n11..............\n");
    trm_answer *a;
    trm_error err;
    trm_options how = trm_defaults();
    CHECK(trm_puzzles_count(p) == 2 && trm_puzzles_at(p, 0).rows == 4 && trm_puzzles_at(p, 1).fault, "two puzzles");
    check_said(trm_solve(&a, m, p, 0, &how, &err), TRM_BAD_INPUT, &err,
               "model was trained on puzzles of kind maze, and these are of kind sudoku");
    check_said(trm_solve(&a, m, p, 1, &how, &err), TRM_BAD_INPUT, &err, trm_puzzles_at(p, 1).fault);
    check_said(trm_solve(&a, m, p, 2, &how, &err), TRM_BAD_INPUT, &err, "puzzle 2: there are 2, counted from 0");
    how.steps = 0;
    check_said(trm_solve(&a, m, p, 0, &how, &err), TRM_BAD_INPUT, &err, "steps 0 is out of range: expected 1 to 1024");
    how.steps = 1;
    how.noise = NAN;
    check_said(trm_solve(&a, m, p, 0, &how, &err), TRM_BAD_INPUT, &err, "noise nan is out of range: expected 0 to 100");
    CHECK(a == NULL, "an answer after a refusal");
    trm_model_close(m);
    trm_puzzles_close(p);
}

/* --- threads ------------------------------------------------------------------------------- */

typedef struct work {
    const trm_model *model; /* NULL: one of its own */
    const trm_puzzles *puzzles;
    int right;
} work;

static void *solve_often(void *argument)
{
    work *w = argument;
    trm_model *own = NULL;
    trm_options how = trm_defaults();
    if (!w->model) trm_model_open(&own, "own", sudoku_bytes, sudoku_size, NULL);
    for (int i = 0; i < 6; i++) {
        trm_answer *a = NULL;
        how.seed = (uint64_t)i;
        if (trm_solve(&a, own ? own : w->model, w->puzzles, 0, &how, NULL) == TRM_OK) w->right += reads(a, SOLVED);
        trm_answer_close(a);
    }
    trm_model_close(own);
    return NULL;
}

/* Each with a model of its own, then both with the same. */
static void check_threads(void)
{
    trm_model *m = open_model(sudoku_bytes, sudoku_size);
    trm_puzzles *p = open_puzzles(PUZZLE);
    for (int shared = 0; shared < 2; shared++) {
        work w[2] = {{shared ? m : NULL, p, 0}, {shared ? m : NULL, p, 0}};
        pthread_t threads[2];
        for (int i = 0; i < 2; i++)
            if (pthread_create(&threads[i], NULL, solve_often, &w[i])) abort();
        for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
        CHECK(w[0].right == 6 && w[1].right == 6, "shared %d: %d and %d right", shared, w[0].right, w[1].right);
    }
    trm_model_close(m);
    trm_puzzles_close(p);
}

int main(void)
{
    sudoku_size = read_bytes("models/sudoku.safetensors", sudoku_bytes, sizeof sudoku_bytes);
    maze_size = read_bytes("models/maze.safetensors", maze_bytes, sizeof maze_bytes);
    check_sudoku();
    check_stop();
    check_maze();
    check_bad_texts();
    check_bad_questions();
    check_threads();
    return check_done("lib");
}
