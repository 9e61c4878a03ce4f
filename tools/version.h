/* --version. */
#ifndef TOOLS_VERSION_H
#define TOOLS_VERSION_H

#include <stdio.h>

/* "trm 1.0.0, commit 0123abc" and "gcc 12.2.0, AVX-512, OpenMP", NUL-terminated. The commit is left out if the sources
 * were not under version control. */
const char *version_number(void);
const char *version_build(void);

/* A line each, after the program's name. */
void version_print(FILE *out, const char *argv0);

#endif
