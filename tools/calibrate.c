/* calibrate: finds out when a model had better stop and how far it is to be believed, and writes both into its file.
 *
 *     build/calibrate models/sudoku.safetensors data/sudoku/train.csv
 *
 * Exit codes: 0 done, 1 out of memory, 2 wrong usage or input, 3 a file could not be read or written.
 */
#include "base/options.h"
#include "base/program.h"
#include "base/show.h"
#include "data/formats/read_programs.h"
#include "lib/group.h"
#include "trm/inference/calibrate.h"
#include "trm/network/worker.h"

#include <stdlib.h>
#include <string.h>

#define CALIBRATE_OPTIONS(O)                                                                                           \
    O(INT, limit, "limit", .def = "300", .min = 1, .max = 1e6, .help = "how many puzzles, the last ones of the file")  \
    O(INT, steps, "steps", .def = "16", .min = 1, .max = EVALUATION_STEPS, .help = "maximum supervision steps")        \
    O(INT, threads, "threads", .min = 0, .max = 1024,                                                                  \
      .help = "worker threads, 0 for all cores; the result does not depend on it")                                     \
    O(FLAG, dry_run, "dry-run", .help = "print what would be written, but do not change the file")                     \
    O(FLAG, help, "help", .help = "this text")

typedef struct calibrate_settings {
    CALIBRATE_OPTIONS(OPTION_FIELD)
} calibrate_settings;

#define ROW(type, field, ...) OPTION_ROW(calibrate_settings, type, field, __VA_ARGS__)
static const option rows[] = {CALIBRATE_OPTIONS(ROW)};

static void print_help(const options *o, const calibrate_settings *s)
{
    printf(
        "Usage: build/calibrate MODEL [PUZZLES] [options]\n\n"
        "Lets the model answer puzzles that it has not learned, preferably like those it will be asked about, and\n"
        "writes two things into its metadata: the halting logit at which solve stops, which is the lowest one that\n"
        "gives as many right answers as the best one (within 0.1 points, if that saves a twentieth of the steps); and\n"
        "how to turn the last halting logit into the probability that the answer is right.\n"
        "PUZZLES: data/KIND/train.csv, unless another file is named.\n"
        "\n");
    options_help(stdout, o, s);
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

/* A step of a program, which is a puzzle. Returns 0, or -1 if out of memory. */
static int take_step(puzzle *to, const program_row *row, int step)
{
    *to = (puzzle){.kind = &kind_program, .shape = program_shape(row->p.side), .rating = -1, .line = row->line};
    to->question = malloc(2 * (size_t)grid_cells(&to->shape));
    if (!to->question) return -1;
    to->answer = to->question + grid_cells(&to->shape);
    program_step(&row->p, step, to->question, to->answer);
    return 0;
}

/* Of each program a step. */
static int read_steps(puzzle_list *list, const char *path, error *err)
{
    program_list programs;
    int status = program_list_read(&programs, path, 0, err);
    if (status != OK) return status;
    list->items = malloc((size_t)programs.count * sizeof *list->items);
    if (!list->items) status = fail_memory(err, "the steps of programs");
    for (long i = 0; status == OK && i < programs.count; i++) {
        const program_row *row = &programs.items[i];
        if (row->p.steps == 0) continue;
        if (take_step(&list->items[list->count], row, (int)(i % row->p.steps)))
            status = fail_memory(err, "the steps of programs");
        else
            list->count++;
    }
    program_list_free(&programs);
    return status;
}

static int read_puzzles(puzzle_list *list, const char *path, const puzzle_kind *kind, error *err)
{
    return kind == &kind_program ? read_steps(list, path, err) : puzzle_list_read(list, path, kind, 0, 0, err);
}

/* --- asking ------------------------------------------------------------------------------------------------------ */

static int ask_group(records *r, const model *m, const puzzle *puzzles, long count, const infer_options *how,
                     error *err)
{
    puzzle_group g;
    int status = group_open(&g, m, puzzles, count, 0, 0, err);
    if (status == OK) {
        const geometry shape = geometry_of(&g.code);
        const judge by_rules = {group_obeys, &g};
        const infer_inputs in = inputs_of(&g.b);
        if (records_add(r, &m->w, &shape, how, &in, &by_rules)) status = fail_memory(err, "answering");
    }
    group_close(&g);
    return status;
}

/* The last puzzles of the list. */
static int ask(records *r, const model *m, const puzzle_list *list, const calibrate_settings *s, error *err)
{
    const infer_options how = infer_defaults(s->threads ? (int)s->threads : worker_threads());
    long first = list->count > s->limit ? list->count - (long)s->limit : 0;
    int status = OK, frame = group_frame(list->items + first, list->count - first, m);
    if (records_open(r, list->count - first, (int)s->steps)) return fail_memory(err, "the answers");
    for (long end; status == OK && first < list->count; first = end) {
        end = batch_end(list, first, list->count - first, frame);
        status = ask_group(r, m, list->items + first, end - first, &how, err);
    }
    return status;
}

/* --- the program ------------------------------------------------------------------------------------------------- */

static void report(const calibration *c, const calibration_report *r)
{
    printf("%ld puzzles\n", r->examples);
    printf(
        "stops above a halting logit of %.1f: %.2f%% right after %.2f steps on average (at %d: %.2f%%, %.2f steps)\n",
        c->threshold, 100 * r->right, r->steps, INFER_THRESHOLD, 100 * r->right_before, r->steps_before);
    printf(
        "log loss of an answer, each half of the puzzles by the fit to the other: %.4f nats (plain logistic: %.4f)\n",
        r->loss_after, r->loss_before);
    printf("sure: 1 / (1 + exp(-(%.3f h %+.3f)))\n", c->scale, c->offset);
}

static int write_notes(const char *path, const model *m, const calibration *c, error *err)
{
    st_pair notes[CALIBRATION_NOTES];
    char text[CALIBRATION_NOTES][CALIBRATION_TEXT];
    calibration_notes(c, notes, text);
    return model_rewrite(path, m, notes, CALIBRATION_NOTES, err);
}

/* A model that says nothing of its kind is asked what the file holds. */
static const puzzle_kind *kind_of(const model *m)
{
    for (int i = 0; puzzle_kinds[i]; i++)
        if (!strcmp(puzzle_kinds[i]->name, m->puzzle)) return puzzle_kinds[i];
    return NULL;
}

static int check(const model *m, const char *path, const puzzle_kind *kind, const char *data, error *err)
{
    if (network_reads_answers(&m->net.config))
        return fail(err, BAD_INPUT, "%s: a model that fills in cells never stops early; nothing to calibrate", path);
    if (*m->puzzle && !kind)
        return fail(err, BAD_INPUT, "%s: is of kind %s; only kinds with rules can be calibrated", path, m->puzzle);
    if (!kind && !data)
        return fail(err, BAD_INPUT, "%s does not say which kind of puzzle it is for; name a file of puzzles", path);
    return OK;
}

static int run(const char *path, const char *data, const calibrate_settings *s, error *err)
{
    model m;
    puzzle_list list = {0};
    records r = {0};
    calibration c;
    calibration_report found;
    char usual[64];
    int status = model_read(&m, path, err);
    const puzzle_kind *kind = kind_of(&m);
    if (status == OK) status = check(&m, path, kind, data, err);
    if (kind) snprintf(usual, sizeof usual, "data/%s/train.csv", kind->name);
    if (status == OK) status = read_puzzles(&list, data ? data : usual, kind, err);
    if (status == OK) status = ask(&r, &m, &list, s, err);
    if (status == OK) {
        calibrate(&r, &c, &found);
        report(&c, &found);
        if (!s->dry_run) status = write_notes(path, &m, &c, err);
    }
    records_close(&r);
    puzzle_list_free(&list);
    model_close(&m);
    return status;
}

int main(int argc, char **argv)
{
    error err = {0};
    options o = {0};
    calibrate_settings s;
    const char *words[2] = {NULL};
    int status = BAD_INPUT;
    program_open();
    options_add(&o, "Options", rows, sizeof rows / sizeof *rows, 0);
    options_defaults(&o, &s);
    const calibrate_settings usual = s;
    int count = options_parse(&o, &s, argc, argv, words, 2, NULL, &err);
    if (count >= 0 && s.help) {
        print_help(&o, &usual);
        return program_close("calibrate", OK);
    }
    if (count == 0) fail(&err, BAD_INPUT, "which model? For example: build/calibrate models/sudoku.safetensors");
    if (count > 0) status = run(words[0], words[1], &s, &err);
    if (*err.text) show(stderr, "calibrate: %s\n", err.text);
    return program_close("calibrate", status == NO_MEMORY ? FAILED : status);
}
