/* The main program of sudoku-data, maze-data and all others of tools/recipes: see tools/recipe.h. */
#include "tools/recipe.h"

#include "base/program.h"
#include "tools/version.h"

#include <stdlib.h>

#define SHARED_OPTIONS(O)                                                                                              \
    O(TEXT, out, "out", .help = "folder to write to")                                                                  \
    O(INT, seed, "seed", .def = "1", .min = 0, .max = 1e15, .help = "the same seed gives the same files")              \
    O(FLAG, version, "version", .help = "print the version and how this program was built")                            \
    O(FLAG, help, "help", .help = "this text")

int recipe_open(atomic_file *file, char path[RECIPE_PATH], const char *folder, const char *name, error *err)
{
    if (snprintf(path, RECIPE_PATH, "%s/%s", folder, name) >= RECIPE_PATH)
        return fail(err, BAD_INPUT, "the path given to --out is too long");
    return atomic_open(file, path, err);
}

static void print_help(const options *o, const recipe_settings *settings, const char *program)
{
    printf("%s\n\n  %s [options]\n\n", the_recipe.about, program);
    options_help(stdout, o, settings);
    the_recipe.help(stdout);
    printf("\nExit codes: 0 done, 1 out of memory, 2 wrong usage, 3 a file could not be written.\n"
           "\nExample: %s %s\n",
           program, the_recipe.example);
}

static int run(recipe_settings *settings, int argc, char **argv, error *err)
{
#define ROW(type, field, ...) OPTION_ROW(recipe_settings, type, field, __VA_ARGS__)
    static const option shared[] = {SHARED_OPTIONS(ROW)};
    char folder[64];
    options o = {0};
    options_add(&o, NULL, shared, 2, 0);
    options_add(&o, NULL, the_recipe.rows, the_recipe.count, 0);
    options_add(&o, NULL, shared + 2, sizeof shared / sizeof *shared - 2, 0);
    options_defaults(&o, settings);
    snprintf(folder, sizeof folder, "data/%s", the_recipe.kind);
    settings->out = folder;
    if (options_parse(&o, settings, argc, argv, NULL, 0, NULL, err) < 0) return BAD_INPUT;
    if (!settings->help && !settings->version) return the_recipe.make(settings, err);
    if (settings->help)
        print_help(&o, settings, argv[0]);
    else
        version_print(stdout, argv[0]);
    return OK;
}

int main(int argc, char **argv)
{
    error err = {0};
    program_open();
    recipe_settings *settings = calloc(1, the_recipe.size);
    int status = settings ? run(settings, argc, argv, &err) : fail_memory(&err, "the settings");
    if (status) program_complain(argv[0], err.text);
    free(settings);
    return program_close(program_name(argv[0]),
                         status == NO_MEMORY ? EXIT_FAILURE : status); /* others are the exit codes */
}
