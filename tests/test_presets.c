/* --preset: the weights that the released code counts, that the options fit each other, and that the command line has the
 * last word. */
#include "tests/check.h"
#include "data/dataset.h"
#include "tools/presets.h"
#include "trm/algorithms/algorithm.h"

#include <string.h>

static settings with_preset(const options *o, const char *name)
{
    settings s;
    int preset = option_choice_index(preset_choice, name);
    CHECK(preset > 0, "no preset %s", name);
    options_defaults(o, &s);
    preset_apply(preset, o, &s);
    return s;
}

static void fit(settings *s, const puzzle_sizes *sizes, int first)
{
    error why = {0};
    network_fit(&s->net, sizes);
    if (first >= 0) network_share_symbols(&s->net, first);
    CHECK(network_check(&s->net, &why) == OK, "%s", why.text);
    CHECK(train_check(&s->net, &s->train, &why) == OK, "%s", why.text);
}

static const puzzle_sizes sudoku = {.vocabulary = 10, .classes = 9, .cells = 81},
                          maze = {.vocabulary = 4, .classes = 5, .cells = 900},
                          arc = {.vocabulary = 12, .classes = 12, .cells = 900, .puzzle_ids = 1000};

enum {
    D = 512,
    INNER = 1536, /* of the SwiGLU along channels: 8/3 D, up to a multiple of 256 */
    SWIGLU = 3 * D * INNER,
    ATTENTION = 4 * D * D,      /* q, k, v, o */
    SEQUENCE = 16 + 81,         /* prefix and cells of a Sudoku */
    MIXER = 3 * SEQUENCE * 512, /* the SwiGLU along positions: 8/3 of 97, up to a multiple of 256 */
    Q_HEAD = 2 * D + 2,
};

/* `expected` is model.parameters() of the reference. Puzzle embeddings are buffers there, and not in it; ours are. */
static void check_count(const options *o, const char *name, const puzzle_sizes *sizes, int first, size_t expected)
{
    settings s = with_preset(o, name);
    network net;
    size_t ids = sizes->puzzle_ids ? (size_t)sizes->puzzle_ids : 1;
    fit(&s, sizes, first);
    CHECK(network_open(&net, &s.net) == 0, "out of memory");
    CHECK(network_weight_count(&net) == expected + ids * D, "%s: %zu weights, expected %zu", name,
          network_weight_count(&net) - ids * D, expected);
    network_close(&net);
}

static void check_counts(const options *o)
{
    /* token table and logits: 11 rows of each for Sudoku, 6 for mazes, 12 for ARC */
    check_count(o, "trm-mlp", &sudoku, 1, 2 * (MIXER + SWIGLU) + 2 * 11 * D + Q_HEAD);
    check_count(o, "trm-att", &sudoku, 1, 2 * (ATTENTION + SWIGLU) + 2 * 11 * D + Q_HEAD);
    check_count(o, "trm-att-maze", &maze, 0, 2 * (ATTENTION + SWIGLU) + 2 * 6 * D + Q_HEAD);
    check_count(o, "trm-att-arc", &arc, -1, 2 * (ATTENTION + SWIGLU) + 2 * 12 * D + Q_HEAD);
    /* two networks of four layers */
    check_count(o, "hrm", &sudoku, 1, 8 * (ATTENTION + SWIGLU) + 2 * 11 * D + Q_HEAD);
    check_count(o, "trm-mlp", &sudoku, 1, 5028866);
    check_count(o, "hrm", &sudoku, 1, 27275266);
}

static void check_shapes(const options *o)
{
    settings s = with_preset(o, "trm-mlp");
    network net;
    fit(&s, &sudoku, 1);
    CHECK(network_open(&net, &s.net) == 0, "out of memory");
    static const struct {
        const char *name;
        int rows, columns;
    } expected[] = {{"embed_tokens.embedding_weight", 11, 512},
                    {"puzzle_emb.weights", 1, 512},
                    {"L_level.layers.0.mlp_t.gate_up_proj.weight", 1024, 97},
                    {"L_level.layers.0.mlp_t.down_proj.weight", 97, 512},
                    {"L_level.layers.1.mlp.gate_up_proj.weight", 3072, 512},
                    {"L_level.layers.1.mlp.down_proj.weight", 512, 1536},
                    {"lm_head.weight", 11, 512},
                    {"q_head.weight", 2, 512},
                    {"q_head.bias", 2, 1}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const parameter *found = NULL;
        for (int k = 0; k < net.list.count; k++)
            if (!strcmp(net.list.items[k].name, expected[i].name)) found = &net.list.items[k];
        CHECK(found && found->rows == expected[i].rows && found->columns == expected[i].columns, "%s: [%d, %d]",
              expected[i].name, found ? found->rows : 0, found ? found->columns : 0);
    }
    network_close(&net);
}

/* What a preset prints, with one option given. */
static void print_to(char *text, size_t size, const char *name, const options *o, const char *overridden)
{
    uint8_t given[MAX_OPTIONS] = {0};
    FILE *out = tmpfile();
    if (!out) return;
    given[option_find(o, overridden) - o->rows] = 1;
    preset_print(out, option_choice_index(preset_choice, name), o, given, "maze");
    rewind(out);
    text[fread(text, 1, size - 1, out)] = '\0';
    fclose(out);
}

static void check_printed(const options *o)
{
    static const char *const presets[] = {"trm-mlp", "trm-att", "trm-att-maze", "trm-att-arc", "hrm"};
    char text[8192] = "";
    for (int i = 0; i < 5; i++) {
        print_to(text, sizeof text, presets[i], o, "ema");
        CHECK(strstr(text, "--batch ") && strstr(text, "it still differs"), "%s: %s", presets[i], text);
        CHECK(strstr(text, "overridden by the command line: --ema\n"), "%s: %s", presets[i], text);
        CHECK(!strstr(text, "released for puzzles") == !strcmp(presets[i], "trm-att-maze"), "%s: %s", presets[i], text);
        CHECK(!strstr(text, "--vary-cycles") && !strstr(text, "--train-tests 1"), "%s: %s", presets[i], text);
    }
    print_to(text, sizeof text, "trm-mlp", o, "threads");
    CHECK(!strstr(text, "overridden"), "%s", text);
    CHECK(strstr(text, "--mixer mlp") && !strstr(text, "--mixer attention") && !strstr(text, "--positions rope"), "%s",
          text);
}

int main(void)
{
    const options o = settings_options(0);
    CHECK(o.count < MAX_OPTIONS, "%d options", o.count);
    check_counts(&o);
    check_shapes(&o);
    check_printed(&o);
    return check_done("presets");
}
