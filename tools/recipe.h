/* A recipe makes a data set from a seed. tools/recipes/KIND.c holds what is special to a kind; together with
 * tools/make_data.c, which reads the command line, it is the program KIND-data. The same seed gives the same files on
 * any machine.
 */
#ifndef TOOLS_RECIPE_H
#define TOOLS_RECIPE_H

#include "base/file.h"
#include "base/options.h"

/* The first member of the settings of every recipe. */
typedef struct recipe_settings {
    const char *out;
    int64_t seed;
    int version, help;
} recipe_settings;

typedef struct recipe {
    const char *kind;                                         /* "maze": the program is maze-data, --out is data/maze */
    const char *about;                                        /* what it makes, for --help */
    const char *example;                                      /* a command line, for --help */
    const option *rows;                                       /* its own options */
    size_t count, size;                                       /* of rows; of the settings in bytes */
    void (*help)(FILE *out);                                  /* prints what --help says after the options */
    int (*make)(const recipe_settings *settings, error *err); /* writes the files; returns a status */
} recipe;

/* Each program has one. */
extern const recipe the_recipe;

/* Opens FOLDER/NAME for writing; `path` must live as long as the file. */
enum { RECIPE_PATH = 4096 };
int recipe_open(atomic_file *file, char path[RECIPE_PATH], const char *folder, const char *name, error *err);

#endif
