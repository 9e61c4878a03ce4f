/* What the fuzz targets share. A target is a file with one function that takes any bytes as the contents of a file and
 * must not crash, leak, hang, or refuse without a sentence. `make fuzz` links each with libFuzzer, which looks for bytes
 * that do; `make test` with replay.c, which runs those of the corpus and mutations of them. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include "base/error.h"
#include "base/show.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A refusal comes with one sentence that a terminal may have. */
static inline void check_refusal(int status, const error *err)
{
    size_t length = strlen(err->text);
    if (status == OK) return;
    for (size_t i = 0, step; i < length; i += step)
        if (!(step = showable_length(err->text + i, length - i))) abort();
    if (length == 0) abort();
}

/* A copy of the bytes alone, so that a read past their end is seen. */
static inline char *copy_of(const uint8_t *bytes, size_t size)
{
    char *copy = malloc(size ? size : 1);
    if (!copy) abort();
    if (size) memcpy(copy, bytes, size);
    return copy;
}

#endif
