#include "tools/train_settings.h"

#include "autograd/optimiser.h"
#include "trm/algorithms/algorithm.h"
#include "trm/network/mixer.h"

#include <string.h>

#define ROW(type, field, ...) OPTION_ROW(settings, type, field, __VA_ARGS__)
static const option run_rows[] = {RUN_OPTIONS(ROW)}, note_rows[] = {RUN_NOTES(ROW)};

options settings_options(int kept)
{
    options o = {0};
    if (!kept) options_add(&o, "Run", run_rows, sizeof run_rows / sizeof *run_rows, 0);
    network_options(&o, offsetof(settings, net));
    if (kept) options_add(&o, NULL, note_rows, sizeof note_rows / sizeof *note_rows, 0);
    if (kept) network_sizes(&o, offsetof(settings, net));
    train_options(&o, offsetof(settings, train));
    dataset_add_options(&o, offsetof(settings, data));
    return o;
}

void settings_preset(settings *s, const options *o, const char *kind, const char *by)
{
    const dataset_preset *p;
    for (int i = 0; (p = dataset_preset_at(i)) != NULL; i++)
        if (!strcmp(p->kind, kind) && (!p->algorithm || !strcmp(p->algorithm, by))) options_preset(o, s, p->options);
}

static void print_preset(FILE *out, const char *of, const char *const *texts)
{
    fprintf(out, "\n  %-28s", of);
    for (; *texts; texts++) fprintf(out, " --%s", *texts);
}

void settings_help(FILE *out)
{
    const options o = settings_options(0);
    settings s;
    options_defaults(&o, &s);
    fprintf(
        out,
        "Usage: ./train FOLDER [options]\n\n"
        "Trains a Tiny Recursive Model on FOLDER/train.csv and tests it on FOLDER/test.csv, puzzles it never sees\n"
        "in training. Both have the columns source,question,answer,rating; of programs, source,program,start,final,\n"
        "rating.\n\n"
        "Or FOLDER holds ARC tasks, NAME.json, or training/ and evaluation/ with such files. Each task has a row of\n"
        "embeddings of its own, so a model must be trained on the demonstrations of every task that it will be asked\n"
        "about: name the folder above training/ and evaluation/. Outputs of test pairs are held out and only used for\n"
        "tests; with --train-tests those of training/ are learned too, but never those of evaluation/.\n\n"
        "  ./train data/sudoku                     a full run, minutes on a laptop\n"
        "  ./train data/sudoku --steps 300         a quick look\n"
        "  ./train data/sudoku --resume            after Ctrl-C\n"
        "  ./solve --model runs/sudoku/model.safetensors puzzle.txt\n"
        "  ./train data/arc --minutes 60 --augmentations 8\n"
        "  ./solve --model runs/arc/model.safetensors --eval data/arc\n");
    options_help(out, &o, &s);
    fprintf(out, "\nOther defaults by mixer and algorithm, then by kind of puzzle, then by optimiser");
    for (const mixer *const *m = mixers; *m; m++)
        if ((*m)->preset[0]) print_preset(out, (*m)->name, (*m)->preset);
    for (const algorithm *const *a = algorithms; *a; a++)
        if ((*a)->preset[0]) print_preset(out, (*a)->name, (*a)->preset);
    const dataset_preset *p;
    for (int i = 0; (p = dataset_preset_at(i)) != NULL; i++) {
        char of[64];
        snprintf(of, sizeof of, "%s%s%s", p->kind, p->algorithm ? ", " : "", p->algorithm ? p->algorithm : "");
        print_preset(out, of, p->options);
    }
    for (const optimiser *const *by = optimisers; *by; by++)
        if ((*by)->preset[0]) print_preset(out, (*by)->name, (*by)->preset);
    fprintf(
        out,
        "\n\nExit codes: 0 done, 1 out of memory or diverged, 2 wrong usage or input, 3 a file could not be read or "
        "written,\n"
        "130 interrupted (the checkpoint is written; --resume goes on).\n");
}
