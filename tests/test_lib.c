/* libtrm as programs of others use it: a model from bytes, puzzles from text, answers, sentences, and threads. */
#include "lib/trm.h"
#include "tests/check.h"
#include "tests/files.h"
#include "trm/algorithms/algorithm.h"
#include "trm/network/model_file.h"

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
    double halt, sure;
} seen;

static int watch(void *watcher, const trm_moment *now)
{
    seen *s = watcher;
    s->steps += now->attempt == 0 && now->step == s->steps && now->characters[now->cells[0]] == '5' && now->cols == 9;
    s->halt = now->halt;
    s->sure = now->sure;
    return s->steps >= s->last;
}

/* What its file says of its halting head, not the plain logistic function. */
static void check_belief(const trm_model *m)
{
    int calibrated = 0;
    double halt = trm_model_halt(m), sure = trm_model_sure(m, halt, &calibrated);
    CHECK(calibrated && fabs(sure - 1 / (1 + exp(-halt))) > 1e-3, "halt %g, sure %g", halt, sure);
    CHECK(sure < trm_model_sure(m, halt + 1, NULL), "sure %g", sure);
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
    check_belief(m);
    CHECK(trm_solve(&a, m, p, 0, &how, NULL) == TRM_OK, "no answer");
    trm_model_close(m);
    trm_puzzles_close(p); /* the answer stays */
    CHECK(a->rows == 9 && a->cols == 9 && a->first == 1 && a->classes == 9, "shape");
    CHECK(a->solved && a->halted && reads(a, SOLVED), "%s", a->verdict);
    CHECK(a->known && a->attempts == 1 && a->attempt == a->cells && a->sure > 0.9 && a->sure < 1, "sure %g", a->sure);
    CHECK(!strcmp(a->verdict, "the rules agree") && a->question[0] == 5 && a->question[2] == 0, "%s", a->verdict);
    CHECK(s.steps == a->steps && s.halt == a->halts[a->frames - 1] && s.sure == a->sure, "watched %d of %d steps",
          s.steps, a->steps);
    check_frames(a, 4 * (6 + 1)); /* T cycles of n latent updates and an answer */
    trm_answer_close(a);
}

/* A model of 4x4 Sudokus that fills in cells one by one, all weights 0: to it, all symbols are alike. */
static void write_filling_model(const char *path)
{
    network_config c = network_defaults();
    network net;
    weights w;
    error why = {0};
    c.planes = c.relations_on = 0;
    while (strcmp(algorithms[c.algorithm]->name, "autoregressive")) c.algorithm++;
    network_fit(&c, &(puzzle_sizes){5, 4, 0, 16, 0});
    CHECK(network_open(&net, &c) == 0 && weights_open(&w, &net) == 0, "no weights");
    memset(w.values, 0, net.list.size * sizeof *w.values);
    CHECK(model_write(path, &w, NULL, 0, &why) == OK, "%s", why.text);
    weights_close(&w);
    network_close(&net);
}

/* It has no halting head: it ends by itself, and is as sure as it found its cells likely. */
static void check_filling(void)
{
    trm_model *m;
    trm_answer *a;
    trm_error err = {""};
    trm_puzzles *p = open_puzzles("1234341221434300\n");
    trm_options how = trm_defaults();
    seen s = {.last = 100};
    int calibrated = 1;
    how.watch = watch;
    how.watcher = &s;
    open_folder();
    write_filling_model(path_in("filling"));
    CHECK(trm_model_read(&m, path_in("filling"), &err) == TRM_OK, "%s", err.text);
    CHECK(trm_solve(&a, m, p, 0, &how, &err) == TRM_OK, "%s", err.text);
    CHECK(a->halted && fabs(a->sure - 1.0 / 16) < 1e-6, "sure %g of two cells", a->sure);
    CHECK(s.sure == a->sure, "watched %g, then %g", s.sure, a->sure);
    CHECK(fabs(trm_model_sure(m, -1, &calibrated) - exp(-1)) < 1e-12 && !calibrated, "sure as if it had a head");
    trm_answer_close(a);
    trm_model_close(m);
    trm_puzzles_close(p);
    unlink(path_in("filling"));
    close_folder();
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
    how.halt = INFINITY;
    check_said(trm_solve(&a, m, p, 0, &how, &err), TRM_BAD_INPUT, &err, "halt inf is not a finite number");
    how.halt = NAN;
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

/* The sanitizers make every frame larger. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { STACK = 2 << 20 };
#else
enum { STACK = 128 << 10 }; /* what a thread has on some systems (musl) */
#endif

/* A maze of 127x127 all but free, read and answered. */
static void *solve_large(void *argument)
{
    enum { SIDE = 127 };
    static char text[SIDE * (SIDE + 1) + 1];
    trm_model *m = open_model(maze_bytes, maze_size);
    trm_puzzles *p = NULL;
    trm_answer *a = NULL;
    trm_options how = trm_defaults();
    for (int row = 0; row < SIDE; row++) {
        char *line = text + row * (SIDE + 1);
        memset(line, row % (SIDE - 1) ? '.' : '#', SIDE + 1);
        line[0] = line[SIDE - 1] = '#';
        line[SIDE] = '\n';
    }
    text[SIDE + 2] = 'S';
    text[(SIDE - 2) * (SIDE + 1) + SIDE - 2] = 'G';
    how.steps = 1;
    how.detail = TRM_PROBABILITIES;
    if (trm_puzzles_open(&p, "text", text, sizeof text - 1, NULL, 0, NULL) == TRM_OK)
        *(int *)argument = trm_solve(&a, m, p, 0, &how, NULL) == TRM_OK;
    trm_answer_close(a);
    trm_puzzles_close(p);
    trm_model_close(m);
    return NULL;
}

static void check_little_stack(void)
{
    pthread_attr_t little;
    pthread_t thread;
    int answered = 0;
    if (pthread_attr_init(&little) || pthread_attr_setstacksize(&little, STACK)) abort();
    if (pthread_create(&thread, &little, solve_large, &answered)) abort();
    pthread_join(thread, NULL);
    pthread_attr_destroy(&little);
    CHECK(answered, "a large maze is read and answered on %d KB of stack", STACK >> 10);
}

/* --- ARC tasks ----------------------------------------------------------------------------- */

static char arc_bytes[1 << 21], task_text[1 << 18];
static size_t arc_size, task_size;

static trm_puzzles *open_task(const char *text, size_t size)
{
    trm_puzzles *p;
    trm_error err = {""};
    CHECK(trm_puzzles_open(&p, "task", text, size, NULL, 0, &err) == TRM_OK, "%s", err.text);
    return p;
}

/* Whether an attempt is the output that the text gives: symbols in a frame, colours in a grid. */
static int is_output(const trm_answer *a, const uint8_t *attempt, const trm_puzzle *p)
{
    int same = 1;
    for (int r = 0; r < a->rows; r++)
        for (int c = 0; c < a->cols; c++) {
            int inside = r < p->answer_rows && c < p->answer_cols, symbol = attempt[r * a->cols + c];
            same &= inside ? symbol == p->answer[r * p->answer_cols + c] + 2 : symbol < 2;
        }
    return same;
}

static void check_attempts(const trm_answer *a, const trm_puzzle *p)
{
    int solved = 0, cells = a->rows * a->cols, wrong = 0;
    for (int k = 0; k < a->attempts; k++) solved |= is_output(a, a->attempt + k * cells, p);
    for (int i = 0; i < cells; i++) wrong += a->wrong[i];
    CHECK(a->known && a->attempts <= 2 && a->solved == solved, "%d attempts, solved %d", a->attempts, a->solved);
    CHECK(strstr(a->verdict, solved ? "the output is among" : "the output is not") == a->verdict, "%s", a->verdict);
    CHECK(a->cells == a->attempt && (wrong == 0) == is_output(a, a->cells, p), "%d wrong", wrong);
    for (int r = 0; r < p->rows; r++)
        for (int c = 0; c < p->cols; c++)
            if (a->question[r * a->cols + c] != p->question[r * p->cols + c] + 2) solved = -1;
    CHECK(solved >= 0, "the question is another one");
}

typedef struct counted {
    int steps, last;
} counted;

static int count_steps(void *watcher, const trm_moment *now)
{
    counted *c = watcher;
    c->steps += now->attempt == 0 && now->step == c->steps && now->cells[0] < 12 && now->rows == now->cols;
    return c->steps >= c->last;
}

static void check_task(void)
{
    trm_model *m = open_model(arc_bytes, arc_size);
    trm_puzzles *p = open_task(task_text, task_size);
    trm_options how = trm_defaults();
    trm_answer *a, *again;
    trm_error err = {""};
    counted c = {.last = 100};
    const trm_puzzle first = trm_puzzles_at(p, 0);
    const trm_demonstration d = trm_puzzles_demonstration(p, 0, 299);
    CHECK(trm_puzzles_count(p) == 20 && !strcmp(first.kind, "arc") && first.demonstrations == 300, "%ld tests",
          trm_puzzles_count(p));
    CHECK(d.rows && d.output_rows && d.input && d.output && !trm_puzzles_demonstration(p, 0, 300).rows,
          "demonstrations");
    how.detail = TRM_PROBABILITIES | TRM_UPDATES | TRM_REPLAY;
    how.steps = 3;
    how.watch = count_steps;
    how.watcher = &c;
    CHECK(trm_solve(&a, m, p, 0, &how, &err) == TRM_OK, "%s", err.text);
    CHECK(a->rows == a->cols && !strcmp(a->characters, " ~0123456789") && a->classes == 12, "%dx%d", a->rows, a->cols);
    CHECK(c.steps == a->steps, "watched %d of %d steps", c.steps, a->steps);
    CHECK(a->sure == trm_model_sure(m, a->halts[a->frames - 1], NULL), "sure %g", a->sure);
    check_attempts(a, &first);
    check_frames(a, a->per_step);
    CHECK(a->per_step > 1 && strstr(a->replay, "\"demonstrations\":[[{") && strstr(a->replay, "\"kind\":\"arc\""),
          "%.200s", a->replay);
    how.detail = 0;
    how.watch = NULL;
    CHECK(trm_solve(&again, m, p, 0, &how, &err) == TRM_OK && !again->replay && !again->probability, "%s", err.text);
    CHECK(!memcmp(a->cells, again->cells, (size_t)(a->rows * a->cols)) && again->frames == a->steps, "another answer");
    trm_answer_close(again);
    trm_answer_close(a);
    trm_model_close(m);
    trm_puzzles_close(p);
}

static void check_task_options(void)
{
    trm_model *m = open_model(arc_bytes, arc_size), *other = open_model(maze_bytes, maze_size);
    trm_puzzles *p = open_task(task_text, task_size);
    trm_options how = trm_defaults();
    trm_answer *a;
    trm_error err = {""};
    counted c = {.last = 2};
    how.halt = 1e9;
    how.tries = 2;
    how.augmentations = 1;
    how.attempts = 1;
    how.watch = count_steps;
    how.watcher = &c;
    CHECK(trm_solve(&a, m, p, 19, &how, &err) == TRM_OK, "%s", err.text);
    CHECK(a->steps == 2 && !a->halted && a->attempts <= 1, "%d steps, %d attempts", a->steps, a->attempts);
    trm_answer_close(a);
    check_said(trm_solve(&a, m, p, 20, &how, &err), TRM_BAD_INPUT, &err, "puzzle 20: there are 20, counted from 0");
    check_said(trm_solve(&a, other, p, 0, &how, &err), TRM_BAD_INPUT, &err,
               "model was trained on puzzles of kind maze, and these are of kind arc");
    how.choose = TRM_CHOOSE_RULES;
    check_said(trm_solve(&a, m, p, 0, &how, &err), TRM_BAD_INPUT, &err,
               "choose: the rules of ARC tasks are not known; choose confident or first");
    how.choose = TRM_CHOOSE_FIRST;
    how.attempts = 0;
    check_said(trm_solve(&a, m, p, 0, &how, &err), TRM_BAD_INPUT, &err,
               "attempts 0 is out of range: expected 1 to 100");
    trm_puzzles_close(p);
    trm_model_close(m);
    trm_model_close(other);
}

/* Tasks that the model has not learned, outputs that nobody says, texts that are no tasks. */
static void check_other_tasks(void)
{
    static const char strange[] = "{\"train\": [{\"input\": [[1, 2]], \"output\": [[2, 1]]}], \"test\": [{\"input\": "
                                  "[[3, 4]]}]}";
    trm_model *m = open_model(arc_bytes, arc_size);
    trm_puzzles *p = open_task(strange, sizeof strange - 1);
    trm_options how = trm_defaults();
    trm_answer *a = NULL;
    trm_error err = {""};
    const trm_puzzle first = trm_puzzles_at(p, 0);
    CHECK(first.rows == 1 && first.cols == 2 && first.question[1] == 4 && !first.answer, "%dx%d", first.rows,
          first.cols);
    CHECK(trm_solve(&a, m, p, 0, &how, &err) == TRM_BAD_INPUT && *err.text && !a, "%s", err.text);
    trm_puzzles_close(p);
    CHECK(trm_puzzles_open(&p, "x", "{\"train\": 1}", 12, "arc", 0, &err) == TRM_BAD_INPUT && !p && *err.text, "%s",
          err.text);
    trm_model_close(m);
}

/* With a model that some training made, or the shipped one, if there is one. */
static void check_tasks(const char *path)
{
    maze_size = read_bytes("models/maze.safetensors", maze_bytes, sizeof maze_bytes);
    arc_size = read_bytes(path, arc_bytes, sizeof arc_bytes);
    task_size = read_bytes("data/arc/training/gravity.json", task_text, sizeof task_text);
    if (!arc_size) {
        printf("lib: there is no %s, so ARC tasks are not tried\n", path);
        return;
    }
    check_task();
    check_task_options();
    check_other_tasks();
}

/* With an argument: a model of ARC tasks, which alone are tried then. */
int main(int argc, char **argv)
{
    if (argc > 1) {
        check_tasks(argv[1]);
        return check_done("lib");
    }
    sudoku_size = read_bytes("models/sudoku.safetensors", sudoku_bytes, sizeof sudoku_bytes);
    maze_size = read_bytes("models/maze.safetensors", maze_bytes, sizeof maze_bytes);
    check_sudoku();
    check_filling();
    check_stop();
    check_maze();
    check_bad_texts();
    check_bad_questions();
    check_threads();
    check_little_stack();
    check_tasks("models/arc.safetensors");
    return check_done("lib");
}
