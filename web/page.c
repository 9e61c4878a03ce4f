/* The page's puzzles: read, made, solved. Answers come of libtrm, options and sentences are those of ./solve. */
#include "web/page.h"

#include "base/json.h"
#include "base/random.h"
#include "lib/trm.h"
#include "puzzles/kind.h"
#include "puzzles/sudoku/sudoku.h"
#include "tools/solver.h"

#include <math.h> /* NAN */
#include <stdlib.h>
#include <string.h>

/* --- models ------------------------------------------------------------------------------------------------------ */

EXPORT("page_model") char *page_model(const char *name, const void *bytes, size_t size)
{
    trm_model *m;
    trm_error err;
    reply r;
    if (trm_model_open(&m, name, bytes, size, &err)) return reply_error(err.text);
    if (reply_open(&r)) return NULL;
    fprintf(r.out, "{\"model\": %zu, \"kind\": \"%s\"}", (size_t)m, trm_model_kind(m));
    return reply_close(&r);
}

/* --- puzzles ----------------------------------------------------------------------------------------------------- */

/* The first puzzle of a text; NULL with a sentence. */
static trm_puzzles *read_puzzle(const char *text, size_t length, const char *kind, int several, trm_error *err)
{
    trm_puzzles *p;
    const int how = several ? TRM_SEVERAL_ANSWERS : 0;
    if (trm_puzzles_open(&p, "the puzzle", text, length, kind, how, err)) return NULL;
    const trm_puzzle first = trm_puzzles_at(p, 0);
    if (!first.fault) return p;
    snprintf(err->text, sizeof err->text, "%s", first.fault);
    trm_puzzles_close(p);
    return NULL;
}

/* A grid as a string of a character a cell; 0 is whatever stands for an open cell. */
static void put_grid(FILE *out, const puzzle_kind *kind, const grid_shape *shape, const uint8_t *grid)
{
    fputc('"', out);
    for (int i = 0; i < grid_cells(shape); i++) fputc(kind->symbol_char(shape, grid[i]), out);
    fputc('"', out);
}

static const puzzle_kind *kind_named(const char *name)
{
    int k = 0;
    while (puzzle_kinds[k + 1] && strcmp(puzzle_kinds[k]->name, name)) k++;
    return puzzle_kinds[k];
}

/* {"kind", "rows", "cols", "box", "symbols", "grid"}: what the page needs to let someone edit it. */
static char *describe(const puzzle_kind *kind, const grid_shape *shape, const uint8_t *question)
{
    reply r;
    alphabet a;
    if (reply_open(&r)) return NULL;
    kind->alphabet_of(shape, &a);
    fprintf(r.out, "{\"kind\": \"%s\", \"rows\": %d, \"cols\": %d, \"symbols\": \"", kind->name, shape->rows,
            shape->cols);
    for (int k = a.first; k < a.symbols; k++) fputc(kind->symbol_char(shape, k), r.out);
    fprintf(r.out, "\", \"grid\": ");
    put_grid(r.out, kind, shape, question);
    if (kind == &kind_sudoku) {
        const grid_shape box = sudoku_box_of(shape);
        fprintf(r.out, ", \"box\": [%d, %d]", box.rows, box.cols);
    }
    fprintf(r.out, "}");
    return reply_close(&r);
}

/* Reads a text in any layout; kind "": whatever it looks like; `several` as below. */
EXPORT("page_read") char *page_read(const char *text, size_t length, const char *kind, int several)
{
    trm_error err;
    trm_puzzles *p = read_puzzle(text, length, *kind ? kind : NULL, several, &err);
    if (!p) return reply_error(err.text);
    const trm_puzzle first = trm_puzzles_at(p, 0);
    const grid_shape shape = {.rows = first.rows, .cols = first.cols, .form = first.form};
    char *text_out = describe(kind_named(first.kind), &shape, first.question);
    trm_puzzles_close(p);
    return text_out;
}

/* A new puzzle of that side from the generator. */
EXPORT("page_generate") char *page_generate(const char *name, int side, int seed)
{
    const puzzle_kind *kind = kind_named(name);
    grid_shape shape;
    uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
    if (kind->shape_of_cells((size_t)side * (size_t)side, &shape)) return reply_error(kind->sizes);
    kind->generate(&shape, random_key((uint64_t)seed, (uint64_t)side), question, answer);
    return describe(kind, &shape, question);
}

/* --- answers ----------------------------------------------------------------------------------------------------- */

#define ROW(type, field, ...) OPTION_ROW(solve_settings, type, field, __VA_ARGS__)
static const option rows[] = {SOLVE_OPTIONS(ROW)};

/* `words`: lines "--steps=3", as on the command line of ./solve; they are overwritten. */
static int read_options(options *o, char *words, solve_settings *s, uint8_t given[MAX_OPTIONS], error *err)
{
    char *line[MAX_OPTIONS + 1] = {"solve"};
    int count = 1;
    options_add(o, "Options", rows, sizeof rows / sizeof *rows, 0);
    options_defaults(o, s);
    for (char *at = strtok(words, "\n"); at && count < MAX_OPTIONS; at = strtok(NULL, "\n")) line[count++] = at;
    return options_parse(o, s, count, line, NULL, 0, given, err) < 0 ? BAD_INPUT : OK;
}

/* Tells the page of a step while the model still thinks. */
IMPORT("page", "step") void page_step(int attempt, int step, double sure, const uint8_t *cells, int count, int cols);

static int tell(void *watcher, const trm_moment *now)
{
    uint8_t text[KIND_MAX_CELLS];
    const int count = now->rows * now->cols;
    (void)watcher;
    for (int i = 0; i < count; i++) text[i] = (uint8_t)now->characters[now->cells[i]];
    page_step(now->attempt, now->step, now->sure, text, count, now->cols);
    return 0;
}

/* {"answer", "solved", "steps", "tries", "verdict", "replay"} */
static char *put_answer(const trm_answer *a)
{
    reply r;
    if (reply_open(&r)) return NULL;
    fprintf(r.out, "{\"solved\": %s, \"steps\": %d, \"tries\": %d, \"halt\": ", a->solved ? "true" : "false", a->steps,
            a->tries);
    json_put_real(r.out, a->halts[a->frames - 1], 4);
    fprintf(r.out, ", \"verdict\": ");
    json_put_string(r.out, a->verdict);
    fprintf(r.out, ", \"answer\": \"");
    for (int i = 0; i < a->rows * a->cols; i++) fputc(a->characters[a->cells[i]], r.out);
    fprintf(r.out, "\", \"replay\": %s}", a->replay);
    return reply_close(&r);
}

/* `several`: puzzles whose rules allow more than one answer pass too. */
EXPORT("page_solve")
char *page_solve(const trm_model *m, const char *text, size_t length, const char *kind, int several, char *words)
{
    options o = {0};
    uint8_t given[MAX_OPTIONS] = {0};
    solve_settings s;
    error fault;
    trm_error err;
    trm_answer *a = NULL;
    if (read_options(&o, words, &s, given, &fault) != OK) return reply_error(fault.text);
    trm_puzzles *p = read_puzzle(text, length, kind, several, &err);
    if (!p) return reply_error(err.text);
    const trm_options how = {.steps = (int)s.steps,
                             .halt = given[option_find(&o, "halt") - o.rows] ? s.halt : NAN,
                             .tries = (int)s.tries,
                             .noise = s.noise,
                             .choose = s.choose,
                             .seed = (uint64_t)s.seed,
                             .attempts = (int)s.attempts,
                             .augmentations = (int)s.augmentations,
                             .detail = TRM_REPLAY,
                             .watch = tell};
    int status = trm_solve(&a, m, p, 0, &how, &err);
    char *answer = status ? reply_error(err.text) : put_answer(a);
    trm_answer_close(a);
    trm_puzzles_close(p);
    return answer;
}
