#include "tools/version.h"

#include "base/program.h"

/* Defined by the Makefile: VERSION from the file of that name, COMMIT from git; COMMIT is empty if it is not known. */
#ifndef VERSION
#define VERSION "unknown"
#endif
#ifndef COMMIT
#define COMMIT ""
#endif

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#elif defined __GNUC__
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "another compiler"
#endif

/* The widest vector instructions that the code may use. */
#if defined __AVX512F__
#define VECTORS "AVX-512"
#elif defined __AVX2__
#define VECTORS "AVX2"
#elif defined __AVX__
#define VECTORS "AVX"
#elif defined __SSE2__
#define VECTORS "SSE2"
#elif defined __ARM_NEON
#define VECTORS "NEON"
#else
#define VECTORS "no vector instructions known"
#endif

#ifdef _OPENMP
#define THREADS "OpenMP"
#else
#define THREADS "one thread (no OpenMP)"
#endif

const char *version_number(void)
{
    return *COMMIT ? "trm " VERSION ", commit " COMMIT : "trm " VERSION;
}

const char *version_build(void)
{
    return COMPILER ", " VECTORS ", " THREADS;
}

version_parts version_parts_of(void)
{
    version_parts parts = {VERSION, COMMIT, COMPILER, VECTORS, 0};
#ifdef _OPENMP
    parts.openmp = 1;
#endif
    return parts;
}

void version_print(FILE *out, const char *argv0)
{
    fprintf(out, "%s (%s)\n%s\n", program_name(argv0), version_number(), version_build());
}
