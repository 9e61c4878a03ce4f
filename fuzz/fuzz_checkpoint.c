/* Checkpoints: their settings, and their state in a trainer that fits them, which must then take a step. */
#include "fuzz/fuzz.h"
#include "trm/training/checkpoint.h"

#include <unistd.h>

enum { CELLS = 4 };

typedef struct kept {
    network_config net;
    train_config train;
} kept;

static options kept_rows(void)
{
    options o = {0};
    network_options(&o, offsetof(kept, net));
    network_sizes(&o, offsetof(kept, net));
    train_options(&o, offsetof(kept, train));
    return o;
}

/* As tests/test_damage.c makes the checkpoints of the corpus. */
static void open_small(trainer *t)
{
    error err = {0};
    kept k = {network_defaults(), train_defaults()};
    const geometry shape = {.planes = 1, .cells = CELLS, .rows = 2, .cols = 2};
    k.net.planes = k.net.relations_on = 0;
    k.net.width = k.net.inner = 4;
    k.net.heads = k.net.layers = 1;
    k.train.batch = k.train.shards = 2;
    network_fit(&k.net, &(puzzle_sizes){3, 2, 0, CELLS, 0});
    if (trainer_open(t, &k.net, &k.train, &shape, 1, &err)) abort();
}

static void take_step(trainer *t)
{
    step_report report;
    for (example e; trainer_next(t, &e);) {
        memset(e.tokens, 0, CELLS);
        memset(e.labels, 0, CELLS);
        trainer_start(t, &e);
    }
    trainer_step(t, 0, &report);
}

/* Checkpoints are read from files; this one has a name for as long as it takes. */
static void write_file(char path[64], const uint8_t *bytes, size_t size)
{
    snprintf(path, 64, "%s/fuzz-checkpoint-%ld", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm", (long)getpid());
    FILE *out = fopen(path, "wb");
    if (!out || (size && fwrite(bytes, 1, size, out) != size) || fclose(out)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static trainer t;
    static int is_open;
    char path[64];
    error err = {0};
    double seconds;
    const options rows = kept_rows();
    kept found = {network_defaults(), train_defaults()};
    if (!is_open) open_small(&t);
    is_open = 1;
    write_file(path, bytes, size);
    check_refusal(checkpoint_settings(path, &rows, &found, &err), &err);
    int status = checkpoint_read(path, &t, &seconds, &err);
    check_refusal(status, &err);
    if (status == OK) take_step(&t);
    unlink(path);
    return 0;
}
