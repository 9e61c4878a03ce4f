/* What mixers that scan the grid share: how many directions there are, how decays start, and their cost. */
#ifndef TRM_NETWORK_SCANNING_H
#define TRM_NETWORK_SCANNING_H

#include "trm/network/network.h"

/* M of --scans. */
static inline int64_t scan_directions(const network_config *c)
{
    return c->scans ? 4 : 2;
}

/* Adds NAME.A_log and NAME.dt_bias, of that many decays in each direction. e^A_log starts between 1 and 16, the step
 * softplus(dt_bias) between 0.001 and 0.1, evenly in its logarithm: some forget within a row, some keep a grid. */
void scan_add_decays(parameters *p, const network_config *c, const char *name, int64_t decays);

/* Adds NAME.conv2d.weight [9, channels] of the convolution before a scan. */
void scan_add_convolution(parameters *p, const char *name, int64_t channels);

/* Adds a matrix that no optimiser of matrices should touch: few rows that are gates. */
void scan_add_gates(parameters *p, const char *name, const char *of, int64_t rows, int64_t columns);

/* Multiply-adds of a token: of the convolution, and of `products` of the states [key, value] of all directions. */
double scan_flops(const network_config *c, double channels, double products, double value);

#endif
