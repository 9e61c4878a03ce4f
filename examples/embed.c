/* Solves the first puzzle of a file with libtrm, and shows how sure the model was.
 *
 *     make lib
 *     cc -Ilib examples/embed.c build/libtrm.a -lm -o build/embed
 *     build/embed models/sudoku.safetensors puzzle.txt
 */
#include <trm.h>

#include <stdio.h>

static char model_bytes[1 << 22], text[1 << 16];

/* Returns how many bytes there are; 0 if there is no such file. */
static size_t read_bytes(const char *path, char *bytes, size_t room)
{
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(bytes, 1, room, file) : 0;
    if (file) fclose(file);
    return size;
}

/* Called after each supervision step, while the model still thinks. */
static int on_step(void *watcher, const trm_moment *now)
{
    (void)watcher;
    printf("try %d, step %d: halting logit %.1f\n", now->attempt + 1, now->step + 1, now->halt);
    return 0; /* go on */
}

/* Every cell, and after it the probability that the model gave it in the last frame. */
static void show(const trm_answer *a)
{
    const float *p = a->probability + (size_t)((a->frames - 1) * a->rows * a->cols * a->classes);
    for (int i = 0; i < a->rows * a->cols; i++, p += a->classes)
        printf("%c %3.0f%%%s", a->characters[a->cells[i]], 100 * (double)p[a->cells[i] - a->first],
               (i + 1) % a->cols ? "  " : "\n");
    printf("%s: %s\n", a->solved ? "solved" : "not solved", a->verdict);
}

int main(int argc, char **argv)
{
    trm_error err = {"usage: embed MODEL PUZZLES"};
    trm_model *model = NULL;     /* weights and what they make, the same for all puzzles and threads */
    trm_puzzles *puzzles = NULL; /* what the text holds, in whatever layout */
    trm_answer *answer = NULL;
    trm_options how = trm_defaults();
    how.detail = TRM_PROBABILITIES;
    how.watch = on_step;
    int status = argc == 3 ? TRM_OK : TRM_BAD_INPUT;
    size_t size = argc == 3 ? read_bytes(argv[1], model_bytes, sizeof model_bytes) : 0;
    size_t length = argc == 3 ? read_bytes(argv[2], text, sizeof text) : 0;
    if (status == TRM_OK) status = trm_model_open(&model, argv[1], model_bytes, size, &err);
    if (status == TRM_OK) status = trm_puzzles_open(&puzzles, argv[2], text, length, NULL, 0, &err);
    if (status == TRM_OK) status = trm_solve(&answer, model, puzzles, 0, &how, &err);
    if (status == TRM_OK) show(answer);
    if (status != TRM_OK) fprintf(stderr, "embed: %s\n", err.text);
    trm_answer_close(answer);
    trm_puzzles_close(puzzles);
    trm_model_close(model);
    return status;
}
