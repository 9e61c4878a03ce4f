/* Three optimiser steps of small networks against the numbers of an independent PyTorch script, in double. */
#include "base/safetensors.h"
#include "tests/golden/golden.h"
#include "trm/training/trainer.h"

#ifndef REAL_DOUBLE
#error "compiled with -DREAL_DOUBLE; test_golden_float.c is the same in float"
#endif

int main(void)
{
    golden_cases(1e-9);
    return check_done("golden");
}
