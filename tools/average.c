/* average: the mean of the weights of two models, one of which was trained on from the other.
 *
 *     build/average models/sudoku.safetensors runs/more/model.safetensors --share 0.5 --out mean.safetensors
 *
 * Weights that share a start can be averaged (arXiv 2203.05482): where training on taught one thing at the expense of
 * another, the mean often keeps most of both (arXiv 2109.01903).
 * Exit codes: 0 done, 1 out of memory, 2 wrong usage or input, 3 a file could not be read or written.
 */
#include "base/options.h"
#include "base/program.h"
#include "base/show.h"
#include "trm/network/model_file.h"

#include <string.h>

#define AVERAGE_OPTIONS(O)                                                                                             \
    O(REAL, share, "share", .def = "0.5", .min = 0, .max = 1, .help = "what the second model counts, of 1")            \
    O(TEXT, out, "out", .help = "file to write the mean to")                                                           \
    O(FLAG, help, "help", .help = "this text")

typedef struct average_settings {
    AVERAGE_OPTIONS(OPTION_FIELD)
} average_settings;

#define ROW(type, field, ...) OPTION_ROW(average_settings, type, field, __VA_ARGS__)
static const option rows[] = {AVERAGE_OPTIONS(ROW)};

static void print_help(const options *o, const average_settings *s)
{
    printf(
        "Usage: build/average MODEL MODEL --out FILE [options]\n\n"
        "Writes the mean of the weights of two models, one of which was trained on from the other (train --from). The\n"
        "first may be the larger one, as with --from. The metadata are those of the first: calibrate the mean before\n"
        "you use it.\n"
        "\n");
    options_help(stdout, o, s);
}

static int check(const model *a, const model *b, const char *const path[2], error *err)
{
    if (strcmp(a->puzzle, b->puzzle))
        return fail(err, BAD_INPUT, "%s is for puzzles of kind %s, and %s of kind %s", path[0], a->puzzle, path[1],
                    b->puzzle);
    if (a->net.config.puzzle_ids)
        return fail(err, BAD_INPUT, "%s has embeddings of its own tasks, whose mean means nothing", path[0]);
    return OK;
}

/* In double, so that the mean of equal weights is these weights. */
static int mean(model *a, const model *b, double share, const char *const path[2], error *err)
{
    weights other;
    int failed = weights_open(&other, &a->net);
    if (failed) return fail_memory(err, "the weights");
    int differs = weights_copy(&other, &b->w);
    for (size_t i = 0; i < a->net.list.size && !differs; i++)
        a->w.values[i] = (real)((double)a->w.values[i] + share * ((double)other.values[i] - (double)a->w.values[i]));
    weights_close(&other);
    return differs ? fail(err, BAD_INPUT, "%s and %s have different sizes", path[0], path[1]) : OK;
}

static int run(const char *const path[2], const average_settings *s, error *err)
{
    model a, b = {0};
    int status = model_read(&a, path[0], err);
    if (status == OK) status = model_read(&b, path[1], err);
    if (status == OK) status = check(&a, &b, path, err);
    if (status == OK) status = mean(&a, &b, s->share, path, err);
    if (status == OK) status = model_rewrite(s->out, &a, NULL, 0, err);
    model_close(&a);
    model_close(&b);
    return status;
}

int main(int argc, char **argv)
{
    error err = {0};
    options o = {0};
    average_settings s;
    const char *words[2] = {NULL};
    int status = BAD_INPUT;
    program_open();
    options_add(&o, "Options", rows, sizeof rows / sizeof *rows, 0);
    options_defaults(&o, &s);
    const average_settings usual = s;
    int count = options_parse(&o, &s, argc, argv, words, 2, NULL, &err);
    if (count >= 0 && s.help) {
        print_help(&o, &usual);
        return program_close("average", OK);
    }
    if (count >= 0 && count < 2) fail(&err, BAD_INPUT, "which two models? See build/average --help");
    if (count == 2 && !s.out) fail(&err, BAD_INPUT, "where should the mean go? Name a file with --out");
    if (count == 2 && s.out) status = run(words, &s, &err);
    if (*err.text) show(stderr, "average: %s\n", err.text);
    return program_close("average", status == NO_MEMORY ? FAILED : status);
}
