#include "trm/network/model_place.h"

#include <limits.h> /* INT_MAX */
#include <stdio.h>  /* snprintf */
#include <string.h> /* strrchr */
#include <unistd.h> /* access */

/* Of models for equal sides the first counts. maze-11x11 is not among them: it is for mazes of its side with one way
 * alone. */
static const shipped_model shipped_models[] = {
    {"sudoku", "sudoku", 4, 16, "./train data/sudoku", "about five minutes"},
    {"maze", "maze", 1, 40,
     "build/maze-data --side # --out mazes && ./train mazes --minutes 60 --from models/maze.safetensors",
     "about an hour"},
    {"program", "program", 0, 0, "./train data/program", "about 15 minutes"},
    {"arc", "arc", 0, 0, "./train data/arc", "about an hour"},
};
enum { SHIPPED = sizeof shipped_models / sizeof *shipped_models };

/* Whether the file folder[length]between/name.safetensors can be read; leaves its path. */
static int is_in(const char *folder, size_t length, const char *between, const char *name, char path[MODEL_PATH])
{
    int n = snprintf(path, MODEL_PATH, "%.*s%s%s.safetensors", (int)length, folder, between, name);
    return n > 0 && n < MODEL_PATH && access(path, R_OK) == 0;
}

static int is_there(const char *name, const char *program, const char *installed, char path[MODEL_PATH])
{
    const char *slash = strrchr(program, '/');
    size_t beside = slash ? (size_t)(slash + 1 - program) : 0;
    if (is_in("models", 6, "/", name, path)) return 1;
    if (slash && is_in(program, beside, "models/", name, path)) return 1;
    if (slash && is_in(program, beside, "../share/trm/", name, path)) return 1;
    return installed && is_in(installed, strlen(installed), "/", name, path);
}

/* How many cells a side is away from those that the model is good for. */
static int distance(const shipped_model *s, int side)
{
    if (side == 0 || s->most == 0) return 0;
    return side < s->least ? s->least - side : side > s->most ? side - s->most : 0;
}

const char *model_make(const shipped_model *s, int side, char command[MODEL_COMMAND])
{
    int before = (int)strcspn(s->make, "#");
    if (s->make[before])
        snprintf(command, MODEL_COMMAND, "%.*s%d%s", before, s->make, side, s->make + before + 1);
    else
        snprintf(command, MODEL_COMMAND, "%s", s->make);
    return command;
}

int model_find(model_place *place, const char *kind, int side, const char *program, const char *installed)
{
    int nearest = INT_MAX;
    *place = (model_place){.fits = 1};
    for (int i = 0; i < SHIPPED; i++) {
        const shipped_model *s = &shipped_models[i];
        char path[MODEL_PATH];
        if (strcmp(s->kind, kind)) continue;
        if (!place->shipped) place->shipped = s;
        if (distance(s, side) >= nearest || !is_there(s->name, program, installed, path)) continue;
        nearest = distance(s, side);
        place->shipped = s;
        place->fits = nearest == 0;
        memcpy(place->path, path, sizeof path);
    }
    if (!place->shipped && is_there(kind, program, installed, place->path)) return 0;
    return nearest < INT_MAX ? 0 : -1;
}
