#include "trm/network/scanning.h"

#include <math.h>
#include <stdio.h>

static double draw_rate(double uniform)
{
    return log(1 + 15 * uniform);
}

static double draw_shift(double uniform)
{
    const double least = 0.001, most = 0.1;
    double step = least * pow(most / least, uniform);
    return step + log(-expm1(-step)); /* softplus of this is the step */
}

static parameter *add_named(parameters *p, const char *name, const char *of, int64_t rows, int64_t columns, double std)
{
    char full[64];
    snprintf(full, sizeof full, "%s.%s", name, of);
    return parameter_add(p, full, rows, columns, ROLE_OTHER, std);
}

void scan_add_decays(parameters *p, const network_config *c, const char *name, int64_t decays)
{
    parameter *rate = add_named(p, name, "A_log", scan_directions(c), c->heads, 0);
    rate->draw = draw_rate;
    rate->no_decay = 1;
    parameter *shift = add_named(p, name, "dt_bias", scan_directions(c), decays, 0);
    shift->draw = draw_shift;
    shift->no_decay = 1;
}

void scan_add_convolution(parameters *p, const char *name, int64_t channels)
{
    add_named(p, name, "conv2d.weight", 9, channels, 1.0 / 3);
}

void scan_add_gates(parameters *p, const char *name, const char *of, int64_t rows, int64_t columns)
{
    add_named(p, name, of, rows, columns, 1 / sqrt((double)columns));
}

double scan_flops(const network_config *c, double channels, double products, double value)
{
    double heads = (double)c->heads, key = (double)c->width / heads;
    return 9 * channels + (double)scan_directions(c) * heads * products * key * value;
}
