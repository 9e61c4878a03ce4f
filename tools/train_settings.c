#include "tools/train_settings.h"

#include <assert.h>
#include <string.h>

settings settings_defaults(void)
{
    return (settings){
        .net = network_defaults(),
        .train = train_defaults(),
        .threads = 0,
        .report_every = 20,
        .test_every = 400,
        .test_puzzles = 200,
        .save_minutes = 1,
    };
}

#define S(field, kind, name, min, max, help) OPT(settings, field, kind, name, min, max, NULL, help)

int settings_options(option *table)
{
    const option rows[] = {
        {.help = "Run"},
        S(out, TEXT, "out", 0, 0, "folder for the model, the checkpoint and the metrics [runs/NAME OF THE FOLDER]"),
        S(resume, FLAG, "resume", 0, 0, "go on from the checkpoint in --out, bit for bit as if never stopped"),
        S(from, TEXT, "from", 0, 0, "start from the weights of this model, of its sizes, instead of random ones"),
        S(threads, INT, "threads", 0, 1024, "worker threads, 0 for all cores; the result does not depend on it"),
        S(report_every, INT, "report-every", 1, 1e9, "steps between progress lines and rows of metrics.csv"),
        S(test_every, INT, "test-every", 1, 1e9, "steps between tests on unseen puzzles"),
        S(test_puzzles, INT, "test-puzzles", 1, 1e9, "puzzles in such a test; in the last one up to ten times as many"),
        S(save_minutes, REAL, "save-minutes", 0, 1e6, "minutes between checkpoints"),
        S(memory, FLAG, "memory", 0, 0, "print how many bytes go where, and stop"),
        S(help, FLAG, "help", 0, 0, "this text"),
    };
    memcpy(table, rows, sizeof rows);
    int count = (int)(sizeof rows / sizeof *rows);
    count += network_options(table + count, offsetof(settings, net));
    return count + train_options(table + count, offsetof(settings, train));
}

/* What a kind of puzzle wants other than the defaults. */
typedef struct preset {
    const char *kind, *option, *value;
} preset;

static const preset presets[] = {
    {"maze", "planes", "off"},  {"maze", "heads", "4"}, {"maze", "steps", "40000"},      {"arc", "planes", "off"},
    {"arc", "registers", "4"},  {"arc", "width", "64"}, {"arc", "heads", "4"},           {"arc", "inner", "192"},
    {"arc", "views", "8"},      {"arc", "near", "0.3"}, {"arc", "positions", "learned"}, {"arc", "translate", "off"},
    {"arc", "steps", "100000"},
};
enum { PRESETS = sizeof presets / sizeof *presets };

void settings_suit(settings *s, const char *kind)
{
    option table[2 * MAX_CONFIG_OPTIONS];
    error err;
    int count = settings_options(table), bad = 0;
    for (int i = 0; i < PRESETS; i++)
        if (!strcmp(presets[i].kind, kind))
            bad |= option_set(option_find(table, count, presets[i].option), s, presets[i].value, &err);
    assert(!bad);
    (void)bad;
}

void settings_help(FILE *out)
{
    option table[2 * MAX_CONFIG_OPTIONS];
    const settings s = settings_defaults();
    fprintf(
        out,
        "Usage: ./train FOLDER [options]\n\n"
        "Trains a Tiny Recursive Model on FOLDER/train.csv and tests it on FOLDER/test.csv, puzzles it never sees\n"
        "in training. Both have the columns source,question,answer,rating.\n\n"
        "Or FOLDER holds ARC tasks, NAME.json, or training/ and evaluation/ with such files. Each task has a row of\n"
        "embeddings of its own, so a model must be trained on the demonstrations of every task that it will be asked\n"
        "about: name the folder above training/ and evaluation/. Outputs of test pairs are held out, and used to\n"
        "test alone; with --train-tests those of training/ are learned too, those of evaluation/ never.\n\n"
        "  ./train data/sudoku                     the whole thing, minutes on a laptop\n"
        "  ./train data/sudoku --steps 300         a glimpse\n"
        "  ./train data/sudoku --resume            after Ctrl-C\n"
        "  ./solve --model runs/sudoku/model.safetensors puzzle.txt\n"
        "  ./train data/arc --minutes 60 --views 8\n"
        "  ./solve --model runs/arc/model.safetensors --eval data/arc\n");
    options_help(out, table, settings_options(table), &s);
    fprintf(out, "\nOther defaults by kind of puzzle");
    for (int i = 0; i < PRESETS; i++) {
        if (i == 0 || strcmp(presets[i].kind, presets[i - 1].kind)) fprintf(out, "\n  %-28s", presets[i].kind);
        fprintf(out, " --%s %s", presets[i].option, presets[i].value);
    }
    fprintf(
        out,
        "\n\nExit codes: 0 done, 1 out of memory or diverged, 2 wrong usage or input, 3 a file could not be read or "
        "written,\n"
        "130 interrupted (the checkpoint is written; --resume goes on).\n");
}
