#include "base/random.h"

#include <math.h>

double random_normal(uint64_t key, uint64_t counter)
{
    double u = 1 - random_uniform(key, 2 * counter);
    double v = random_uniform(key, 2 * counter + 1);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

double random_truncated_normal(uint64_t key, uint64_t counter)
{
    const double std_after_cut = 0.87962566103423978; /* of N(0, 1) conditioned on |x| < 2 */
    for (uint64_t attempt = 0;; attempt++) {
        double x = random_normal(random_key(key, counter), attempt);
        if (fabs(x) < 2) return x / std_after_cut;
    }
}
