/* The same as test_golden.c, in the precision of the programs. */
#include "base/safetensors.h"
#include "tests/golden/golden.h"
#include "trm/training/trainer.h"

int main(void)
{
    golden_cases(1e-4);
    return check_done("golden_float");
}
