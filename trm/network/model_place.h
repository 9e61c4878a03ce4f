/* Which model is taken when nobody names one, and where it lies. */
#ifndef TRM_NETWORK_MODEL_PLACE_H
#define TRM_NETWORK_MODEL_PLACE_H

#include <stddef.h> /* size_t */

/* A model that comes with the program. Figures: models/README.md. */
typedef struct shipped_model {
    const char *kind, *name; /* what it answers; its file is NAME.safetensors */
    int least, most;         /* sides of grids that it is good for; 0: any */
    const char *make;        /* the command that makes another one, for a side that # stands for */
    const char *takes;       /* how long that takes on two cores of a laptop */
} shipped_model;

enum { MODEL_PATH = 1024 };
typedef struct model_place {
    char path[MODEL_PATH];
    const shipped_model *shipped; /* NULL: a model that the table does not know */
    int fits;                     /* 1: it is good for the side, as far as anyone knows */
} model_place;

/* Looks for the best model for grids of that kind and side in models/, in models/ and ../share/trm/ beside `program`
 * (argv[0]), and in `installed` (NULL: nowhere else): of the table one that fits, or else comes nearest; of another
 * kind KIND.safetensors. Returns 0, or -1 if there is none, with what the table says of such models. */
int model_find(model_place *place, const char *kind, int side, const char *program, const char *installed);

/* The command that makes such a model for a side. */
enum { MODEL_COMMAND = 200 };
const char *model_make(const shipped_model *s, int side, char command[MODEL_COMMAND]);

#endif
