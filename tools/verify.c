/* verify: says what a file is and whether it is whole.
 *
 *     build/verify runs/sudoku/checkpoint.safetensors
 *
 * Exit codes: 0 nothing is wrong with any of the files, 2 one is damaged or not of this program, 3 one could not be read.
 */
#include "base/program.h"
#include "base/show.h"
#include "trm/network/model_file.h"
#include "trm/training/checkpoint.h"

#include <inttypes.h>
#include <string.h>

static const char *proof(const st_file *file)
{
    return st_meta(file, ST_SEAL) ? "whole: its hash agrees"
                                  : "no damage seen, but it is of a version without a hash, so some may go unnoticed";
}

static int verify_model(const char *path, const st_file *file, error *err)
{
    model m;
    int status = model_read(&m, path, err);
    if (status != OK) return status;
    const char *steps = model_note(&m, "steps");
    show(stdout, "%s: a model (%s) of kind %s, %zu weights, after %s steps; %s\n", path, st_meta(file, "format"),
         *m.puzzle ? m.puzzle : "unknown", network_weight_count(&m.net), steps ? steps : "unknown", proof(file));
    model_close(&m);
    return OK;
}

static int verify_checkpoint(const char *path, const st_file *file, error *err)
{
    int64_t step = 0;
    int status = checkpoint_check(path, &step, err);
    if (status != OK) return status;
    show(stdout, "%s: a checkpoint (%s) after %" PRId64 " steps, %d tensors; %s\n", path, st_meta(file, "format"), step,
         file->tensor_count, proof(file));
    return OK;
}

static int verify(const char *path, error *err)
{
    st_file file;
    int status = st_read(&file, path, err);
    if (status != OK) return status;
    const char *format = st_meta(&file, "format");
    if (format && !strncmp(format, "trm-model-", 10))
        status = verify_model(path, &file, err);
    else if (format && !strncmp(format, "trm-state-", 10))
        status = verify_checkpoint(path, &file, err);
    else
        status = fail(err, BAD_INPUT, "%s: a safetensors file of another program, %d tensors; its header is sound",
                      path, file.tensor_count);
    st_free(&file);
    return status;
}

int main(int argc, char **argv)
{
    int worst = OK;
    program_open();
    if (argc < 2 || !strcmp(argv[1], "--help")) {
        printf(
            "Usage: build/verify FILE...        models and checkpoints: what they are, and whether they are whole\n");
        return program_close("verify", argc < 2 ? BAD_INPUT : OK);
    }
    for (int i = 1; i < argc; i++) {
        error err = {0};
        int status = verify(argv[i], &err);
        if (status != OK) fprintf(stderr, "verify: %s\n", err.text);
        if (status > worst) worst = status == NO_MEMORY ? NO_FILE : status;
    }
    return program_close("verify", worst);
}
