/* The C side of torch_trm.py: writes the weights and the batch that training starts from into a folder, for PyTorch to
 * read, takes one training step and prints its loss, then takes STEPS further steps and prints the seconds of each.
 *
 *     build/bench-torch-step FOLDER WIDTH INNER BATCH STEPS
 */
#include "autograd/optimiser.h"
#include "bench/bench.h"
#include "bench/fixture.h"
#include "puzzles/sudoku/sudoku.h"
#include "trm/network/model_file.h"

#include <stdio.h>
#include <stdlib.h>

static void write_bytes(const char *folder, const char *name, const void *bytes, size_t size)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes, 1, size, f) != size || fclose(f)) {
        perror(path);
        exit(1);
    }
}

static void write_weights(const char *folder, const weights *w)
{
    char path[4096];
    error err;
    snprintf(path, sizeof path, "%s/model.safetensors", folder);
    if (model_write(path, w, NULL, 0, &err) == OK) return;
    fprintf(stderr, "%s\n", err.text);
    exit(1);
}

int main(int argc, char **argv)
{
    static fixture s;
    train_config train = train_defaults();
    if (argc != 6) {
        fprintf(stderr, "usage: %s FOLDER WIDTH INNER BATCH STEPS\n", argv[0]);
        return 2;
    }
    train.optimiser = option_choice_index(optimiser_choice, "adamw");
    train.batch = atol(argv[4]);
    fixture_open(&s, &kind_sudoku, 9, classic("mlp", atol(argv[2]), atol(argv[3])), train, worker_threads());
    write_weights(argv[1], &s.t.trained);
    write_bytes(argv[1], "tokens", s.t.s.tokens, (size_t)train.batch * s.t.s.tokens_each);
    write_bytes(argv[1], "labels", s.t.s.labels, (size_t)train.batch * s.t.s.labels_each);
    step_report report;
    trainer_step(&s.t, 0, &report);
    printf("loss %.7f\n", report.loss);
    for (int i = 0; i < atoi(argv[5]); i++) {
        fixture_fill(&s);
        double start = clock_seconds();
        trainer_step(&s.t, 0, &report);
        printf("seconds %.6f\n", clock_seconds() - start);
    }
    fixture_close(&s);
    return 0;
}
