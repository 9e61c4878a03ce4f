/* --version. */
#ifndef TOOLS_VERSION_H
#define TOOLS_VERSION_H

#include <stdio.h>

/* "trm 1.0.0, commit 0123abc" and "gcc 12.2.0, AVX-512, OpenMP", NUL-terminated. The commit is left out if the sources
 * were not under version control. */
const char *version_number(void);
const char *version_build(void);

/* The parts of that: "1.0.0", "0123abc" or "", "gcc 12.2.0", "AVX-512", whether there is OpenMP. */
typedef struct version_parts {
    const char *number, *commit, *compiler, *vectors;
    int openmp;
} version_parts;

version_parts version_parts_of(void);

/* A line each, after the program's name. */
void version_print(FILE *out, const char *argv0);

#endif
