#include "tools/presets.h"

#include <string.h>

/* Sources, by file: SamsungSAILMontreal/TinyRecursiveModels @e7b6871 (README.md, config/arch/trm.yaml,
 * config/cfg_pretrain.yaml, models/recursive_reasoning/trm.py, pretrain.py) and sapientinc/HRM @42410da (README.md,
 * config/arch/hrm_v1.yaml, models/hrm/hrm_act_v1.py). */

/* What all of them share. Rates do not fall: lr_min_ratio is 1. */
static const char *const common[] = {
    /* the network: trm.yaml, hrm_v1.yaml */
    "algorithm trm", "planes off", "exchange mean", "relations off", "sharpness fixed", "symbols shared", "width 512",
    "heads 8", "kv-heads 0", "inner 1536", "mixer attention", "positions rope", "puzzle-emb-tokens 1",
    "supervision-steps 16", "latents 1", "carry on", "gradient-updates 0", "gradient-cycles 1",
    /* how it is trained: cfg_pretrain.yaml and the README's commands */
    "optimiser adam-atan2", "beta1 0.9", "beta2 0.95", "clip 0", "warmup 2000", "decay-from 1", "deepen-from 0",
    "vary-cycles 0", "matrix-weight-decay 1", "weight-decay 1", "puzzle-emb-weight-decay 1", "loss stablemax",
    "halt-when confident", "halt-weight 0.5", "exploration 0.1", "robust 0", "dense 0", "rest 0", "random-starts 0",
    "carried-starts 0", "distance-bias 0", "labels given", "validation 0",
    /* how it is tested: all 16 steps (trm.py:275-278) */
    "test-steps 16", "test-halt 1e9", NULL};

/* TRM: two layers, 16 prefix tokens, an average of the weights from the first step on. */
static const char *const trm[] = {"layers 2",  "networks 1",     "registers 16", "continue-head idle",
                                  "cycles 3",  "matrix-lr 1e-4", "lr 1e-4",      "puzzle-emb-lr 1e-4",
                                  "ema 0.999", "ema-warmup off", "batch 768",    NULL};

#define PUZZLES                                                                                                        \
    "examples are drawn one by one with replacement; there from shuffled rounds whose last, partial batch is dropped"
#define FRESH    "each draw of a puzzle is a new symmetric version; there 1000 versions are made once"
#define THOUSAND "all of train.csv is learned; there 1000 puzzles: shorten the file"

static const struct preset {
    const char *name, *help, *kind;
    const char *const *base;       /* options between the common ones and its own; NULL: none */
    const char *const options[20]; /* closed by NULL */
    const char *const differences[6];
} presets[] = {
    {.name = "none", .help = "defaults of the puzzle"},
    {.name = "trm-mlp",
     .help = "the MLP model of TRM for Sudoku: 5.0M weights",
     .kind = "sudoku",
     .base = trm,
     /* 50 000 rounds of 1000 puzzles in batches of 768 */
     .options = {"mixer mlp", "mixer-inner 512", "positions none", "latent-updates 6", "augment on", "steps 65104"},
     .differences = {PUZZLES, FRESH, THOUSAND}},
    {.name = "trm-att",
     .help = "the attention model of TRM for Sudoku: 6.8M weights",
     .kind = "sudoku",
     .base = trm,
     .options = {"latent-updates 6", "augment on", "steps 65104"},
     .differences = {PUZZLES, FRESH, THOUSAND}},
    {.name = "trm-att-maze",
     .help = "the same for mazes of 30x30, n = 4",
     .kind = "maze",
     .base = trm,
     /* the state of 768 mazes of 30x30 is 2.9 GB; with four shards in place of eight all stays below 4 GB */
     .options = {"latent-updates 4", "shards 4", "augment off", "steps 65104"},
     .differences = {PUZZLES, "the folder decides the size of the mazes; there all are 30x30"}},
    {.name = "trm-att-arc",
     .help = "the same for ARC, n = 4, 1001 augmentations of each task",
     .kind = "arc",
     .base = trm,
     /* 100 000 rounds of the tasks; steps as of the released run on ARC-AGI-1 */
     .options = {"latent-updates 4", "matrix-weight-decay 0.1", "weight-decay 0.1", "puzzle-emb-weight-decay 0.1",
                 "puzzle-emb-lr 0.01", "augmentations 1001", "frame 30", "translate on", "train-tests 1",
                 "whole-tasks 1", "steps 518071"},
     .differences = {"each draw is shifted anew; there versions are made once",
                     "puzzle ids are numbered by a keyed order, so rows of released embeddings cannot be matched",
                     "ConceptARC is learned only if its tasks lie in the folder",
                     "answers are voted on by one model; there votes pile up over all evaluations of a run"}},
    {.name = "hrm",
     .help = "the Hierarchical Reasoning Model for Sudoku: 27.3M weights",
     .kind = "sudoku",
     /* the README's command for one laptop GPU: 20 000 rounds of 1000 puzzles in batches of 384 */
     .options = {"algorithm hrm", "networks 2", "layers 4", "registers 1", "continue-head learned", "cycles 2",
                 "latent-updates 2", "matrix-lr 7e-5", "lr 7e-5", "puzzle-emb-lr 7e-5", "ema 0", "batch 384",
                 "augment on", "steps 52083"},
     .differences = {PUZZLES, FRESH, THOUSAND}},
    {0},
};

/* Of all of them. */
static const char *const shared_differences[] = {
    "numbers are 32-bit floats throughout; there bfloat16 in the passes",
    "answers are read among the classes of the puzzle; there padding and open cells can be answered too, and are wrong",
    "accuracy in metrics.csv is of all examples after each step; there of those that halt",
    NULL,
};

option_choice preset_choice(int index)
{
    return (option_choice){presets[index].name, presets[index].help};
}

void preset_apply(int preset, const options *o, settings *s)
{
    if (preset == PRESET_NONE) return;
    options_preset(o, s, common);
    if (presets[preset].base) options_preset(o, s, presets[preset].base);
    options_preset(o, s, presets[preset].options);
}

/* --- telling ----------------------------------------------------------------------------------------------------- */

enum { LINE = 110 };

static int sets(const char *text, const char *name)
{
    size_t length = strlen(name);
    return !strncmp(text, name, length) && text[length] == ' ';
}

static const char *name_of(const char *text, char name[64])
{
    snprintf(name, 64, "%.*s", (int)strcspn(text, " "), text);
    return name;
}

static int is_in(const char *const *texts, const char *name)
{
    for (; texts && *texts; texts++)
        if (sets(*texts, name)) return 1;
    return 0;
}

/* As the command line has it; flags that are off go unsaid. */
static void print_option(FILE *out, const options *o, const char *text, int *at)
{
    char name[64];
    int is_flag = option_find(o, name_of(text, name))->type == OPTION_FLAG;
    if (is_flag && !strcmp(text + strlen(name), " 0")) return;
    if (is_flag) text = name;
    if (*at + (int)strlen(text) + 3 > LINE) *at = fprintf(out, "\n ") - 1;
    *at += fprintf(out, " --%s", text);
}

/* What a list says, but for options that a later list says otherwise. */
static void print_options(FILE *out, const options *o, const char *const *texts, const char *const *later,
                          const char *const *last, int *at)
{
    char name[64];
    for (; texts && *texts; texts++)
        if (!is_in(later, name_of(*texts, name)) && !is_in(last, name)) print_option(out, o, *texts, at);
}

static void print_overridden(FILE *out, const struct preset *p, const options *o, const uint8_t *given)
{
    int any = 0;
    for (int i = 0; given && i < o->count; i++)
        if (given[i] &&
            (is_in(common, o->rows[i].name) || is_in(p->base, o->rows[i].name) || is_in(p->options, o->rows[i].name)))
            fprintf(out, "%s --%s", any++ ? "" : "overridden by the command line:", o->rows[i].name);
    if (any) fprintf(out, "\n");
}

static void print_differences(FILE *out, const char *const *texts)
{
    for (; *texts; texts++) fprintf(out, "  - %s\n", *texts);
}

void preset_print(FILE *out, int preset, const options *o, const uint8_t *given, const char *kind)
{
    const struct preset *p = &presets[preset];
    if (preset == PRESET_NONE) return;
    int at = fprintf(out, "preset %s sets", p->name);
    print_options(out, o, common, p->base, p->options, &at);
    print_options(out, o, p->base, p->options, NULL, &at);
    print_options(out, o, p->options, NULL, NULL, &at);
    fprintf(out, "\n");
    print_overridden(out, p, o, given);
    fprintf(out, "it still differs from the code that was released:\n");
    if (kind && strcmp(kind, p->kind))
        fprintf(out, "  - it was released for puzzles of kind %s, and these are of kind %s\n", p->kind, kind);
    print_differences(out, p->differences);
    print_differences(out, shared_differences);
}
