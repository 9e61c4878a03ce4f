/* SHA-256 (FIPS 180-4) of bytes, so that people can compare files with what sha256sum says. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum { SHA256_TEXT = 65 }; /* hexadecimal digits and a NUL */

typedef struct sha256 {
    uint32_t state[8];
    uint8_t block[64]; /* bytes that wait for more */
    uint64_t length;   /* bytes so far */
} sha256;

void sha256_open(sha256 *h);
void sha256_add(sha256 *h, const void *bytes, size_t count);
void sha256_close(sha256 *h, char text[SHA256_TEXT]);

/* Of a file. NO_FILE with a sentence if it cannot be read. */
int sha256_file(const char *path, char text[SHA256_TEXT], error *err);

#endif
