/* 16-bit floats, as files of weights hold them, made 32-bit ones. Every value has one, so nothing is rounded. */
#ifndef BASE_HALF_H
#define BASE_HALF_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* BF16: the upper half of a 32-bit float. */
static inline float bfloat_to_float(uint16_t bits)
{
    uint32_t wide = (uint32_t)bits << 16;
    float value;
    memcpy(&value, &wide, sizeof value);
    return value;
}

/* F16 of IEEE 754: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction. */
static inline float half_to_float(uint16_t bits)
{
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    float size = exponent == 31  ? (fraction ? NAN : INFINITY)
                 : exponent == 0 ? ldexpf((float)fraction, -24) /* zero and subnormals */
                                 : ldexpf((float)(1024 + fraction), exponent - 25);
    return bits >> 15 ? -size : size;
}

#endif
