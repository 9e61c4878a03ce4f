#include "base/suggest.h"

#include <string.h>

/* Names elsewhere, in pairs with those here; the first pair counts whose second name is an option. They are compared
 * without '-' and '_'. */
static const char *const elsewhere[][2] = {
    {"batch-size", "batch"},
    {"bs", "batch"},
    {"global-batch-size", "batch"},
    {"epochs", "steps"},
    {"num-epochs", "steps"},
    {"max-steps", "steps"},
    {"max-epochs", "steps"},
    {"iterations", "steps"},
    {"iters", "steps"},
    {"max-iters", "steps"},
    {"num-steps", "steps"},
    {"learning-rate", "lr"},
    {"rate", "lr"},
    {"max-lr", "lr"},
    {"muon-lr", "matrix-lr"},
    {"min-lr", "lr-floor"},
    {"lr-min-ratio", "lr-floor"},
    {"wd", "weight-decay"},
    {"optimizer", "optimiser"},
    {"optim", "optimiser"},
    {"lr-warmup-steps", "warmup"},
    {"warmup-steps", "warmup"},
    {"hidden-size", "width"},
    {"hidden", "width"},
    {"d-model", "width"},
    {"dim", "width"},
    {"embed-dim", "width"},
    {"num-layers", "layers"},
    {"n-layers", "layers"},
    {"n-layer", "layers"},
    {"depth", "layers"},
    {"num-heads", "heads"},
    {"n-heads", "heads"},
    {"n-head", "heads"},
    {"ffn-dim", "inner"},
    {"d-ff", "inner"},
    {"h-cycles", "cycles"},
    {"l-cycles", "latent-updates"},
    {"halt-max-steps", "supervision-steps"},
    {"halt-exploration-prob", "exploration"},
    {"n-sup", "supervision-steps"},
    {"ema-rate", "ema"},
    {"ema-decay", "ema"},
    {"grad-clip", "clip"},
    {"gradient-clip", "clip"},
    {"max-grad-norm", "clip"},
    {"clip-grad", "clip"},
    {"output", "out"},
    {"output-dir", "out"},
    {"out-dir", "out"},
    {"save-dir", "out"},
    {"checkpoint-path", "out"},
    {"continue", "resume"},
    {"init-from", "from"},
    {"pretrained", "from"},
    {"finetune", "from"},
    {"eval-every", "test-every"},
    {"eval-interval", "test-every"},
    {"val-every", "test-every"},
    {"eval-iters", "test-puzzles"},
    {"log-every", "report-every"},
    {"log-interval", "report-every"},
    {"val-split", "validation"},
    {"num-aug", "augmentations"},
    {"time", "minutes"},
    {"max-time", "minutes"},
    {"random-seed", "seed"},
    {"num-threads", "threads"},
    {"num-workers", "threads"},
    {"workers", "threads"},
    {"jobs", "threads"},
    {"cores", "threads"},
    {"num-samples", "tries"},
    {"samples", "tries"},
    {"restarts", "tries"},
    {"threshold", "halt"},
    {"checkpoint", "model"},
    {"weights", "model"},
    {"evaluate", "eval"},
    {"accuracy", "eval"},
    {"silent", "quiet"},
    {"count", "limit"},
    {"max", "limit"},
    {"offset", "skip"},
    {"color", "colour"},
};

enum { LONGEST = 40 };

static char plain(char c)
{
    if (c == '_') return '-';
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether they are the same but for dashes. */
static int is_same(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a == '-') a++;
        while (*b == '-') b++;
        if (*a != *b) return 0;
        if (!*a) return 1;
    }
}

static const option *known_elsewhere(const options *o, const char *name)
{
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        const option *row = is_same(elsewhere[i][0], name) ? option_find(o, elsewhere[i][1]) : NULL;
        if (row) return row;
    }
    return NULL;
}

static int least(int a, int b, int c)
{
    int less = a < b ? a : b;
    return less < c ? less : c;
}

/* Letters to insert, remove or change, or neighbours to swap (the optimal string alignment distance). */
static int distance(const char *a, const char *b)
{
    int d[LONGEST + 1][LONGEST + 1], m = (int)strlen(a), n = (int)strlen(b);
    for (int i = 0; i <= m; i++) d[i][0] = i;
    for (int j = 0; j <= n; j++) d[0][j] = j;
    for (int i = 1; i <= m; i++)
        for (int j = 1; j <= n; j++) {
            d[i][j] = least(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < d[i][j])
                d[i][j] = d[i - 2][j - 2] + 1;
        }
    return d[m][n];
}

/* A third of the letters may differ; the start of a name that has no other is meant as well. */
static const option *spelled_alike(const options *o, const char *name)
{
    const option *found = NULL;
    int length = (int)strlen(name), best = length / 3 + 1;
    for (const option *row = o->rows; row < o->rows + o->count; row++) {
        if (!row->name || strlen(row->name) > LONGEST) continue;
        int apart = length > 2 && !strncmp(row->name, name, (size_t)length) ? 1 : distance(name, row->name);
        if (apart >= best) continue;
        best = apart;
        found = row;
    }
    return found;
}

const option *option_suggest(const options *o, const char *name, size_t length)
{
    char text[LONGEST + 1];
    if (length == 0 || length > LONGEST) return NULL;
    for (size_t i = 0; i < length; i++) text[i] = plain(name[i]);
    text[length] = '\0';
    const option *same = option_find(o, text), *known = same ? same : known_elsewhere(o, text);
    return known ? known : spelled_alike(o, text);
}
