/* Machines that this program does not run on are refused here, in words, before anything else can go wrong. Every
 * source includes base/error.h or autograd/real.h, and both include this first. */
#ifndef BASE_HOST_H
#define BASE_HOST_H

#include <float.h> /* FLT_EVAL_METHOD */

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "models and checkpoints are little-endian files, and this machine is big-endian: it is not supported"
#endif

#if defined(__i386__) && FLT_EVAL_METHOD != 0
#error "32-bit x86 computes in 80 bits, which gives other results: build with make CFLAGS='-O3 -msse2 -mfpmath=sse'"
#endif

#endif
