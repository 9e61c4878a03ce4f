/* Command lines, one argument a line; what is taken comes back from its text exactly. */
#include "fuzz/fuzz.h"
#include "trm/config.h"

typedef struct both {
    network_config net;
    train_config train;
} both;

enum { MAX_ARGUMENTS = 64 };

static void check_round_trip(const options *o, const both *set)
{
    both again = *set;
    char text[OPTION_VALUE], second[OPTION_VALUE];
    for (const option *row = o->rows; row < o->rows + o->count; row++) {
        if (!row->name) continue;
        option_format(row, set, text, sizeof text);
        if (option_set(row, &again, text, NULL)) abort();
        option_format(row, &again, second, sizeof second);
        if (strcmp(text, second)) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    error err = {0};
    options o = {0};
    both set = {network_defaults(), train_defaults()};
    char *line = malloc(size + 1), *argv[MAX_ARGUMENTS + 1] = {"train"};
    const char *words[2];
    int argc = 1;
    if (!line) abort();
    if (size) memcpy(line, bytes, size);
    line[size] = '\0';
    for (char *at = strtok(line, "\n"); at && argc < MAX_ARGUMENTS; at = strtok(NULL, "\n")) argv[argc++] = at;
    network_options(&o, offsetof(both, net));
    train_options(&o, offsetof(both, train));
    if (options_parse(&o, &set, argc, argv, words, 2, NULL, &err) < 0)
        check_refusal(BAD_INPUT, &err);
    else
        check_round_trip(&o, &set);
    check_refusal(network_check(&set.net, &err), &err);
    free(line);
    return 0;
}
