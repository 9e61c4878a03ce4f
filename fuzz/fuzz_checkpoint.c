/* Checkpoints: their settings, and their state in a trainer that fits them, which must then take a step. */
#include "fuzz/fuzz.h"
#include "tests/kept.h"

#include <unistd.h>

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
    const kept small = small_settings();
    if (!is_open) small_open(&t, &small);
    is_open = 1;
    write_file(path, bytes, size);
    check_refusal(checkpoint_settings(path, &rows, &found, &err), &err);
    int status = checkpoint_read(path, &t, &seconds, &err);
    check_refusal(status, &err);
    if (status == OK) small_step(&t);
    unlink(path);
    return 0;
}
