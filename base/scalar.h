/* The scalar that all arithmetic is written in: float in the programs. The gradient checks compile the same sources with
 * -DREAL_DOUBLE, where central differences are exact enough to ask for a relative error below 1e-6. */
#ifndef BASE_SCALAR_H
#define BASE_SCALAR_H

#include <stdint.h> /* int32_t, int64_t */

#ifdef REAL_DOUBLE
typedef double real;
typedef int64_t real_int; /* as wide as real: what comparisons and bit tricks on vectors of reals work in */
#define REAL_BYTES 8
#define SQRT       sqrt /* of a real; needs math.h */
#else
typedef float real;
typedef int32_t real_int;
#define REAL_BYTES 4
#define SQRT       sqrtf
#endif

#endif
