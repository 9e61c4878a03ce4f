/* Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434): keys and values of all heads come from one narrow latent.
 *
 *     q = h Wq^T;   c = rms(h Wd^T) [r];   k, v = c Wu^T;   a = softmax(s q k^T + bias) v;   h <- rms(h + a Wo^T)
 *
 * r is --kv-width. There is no rotary part beside the latent, as in Kimi Linear (arXiv 2510.26692): the relation bias or
 * learned positions say where a cell is. Made to save memory of keys in long texts; here it saves weights. */
#include "trm/network/attention_mixer.h"

enum { QUERY, OUT, DOWN, UP, BIAS };

static void add_parameters(parameters *p, const network_config *c)
{
    double width = (double)c->width;
    parameter_add_matrix(p, "self_attn.q_proj", c->width, c->width, 1, width);
    parameter_add_matrix(p, "self_attn.o_proj", c->width, c->width, 1, width);
    parameter_add_matrix(p, "self_attn.kv_a_proj", c->kv_width, c->width, 1, width);
    parameter_add_matrix(p, "self_attn.kv_b_proj", 2 * c->width, c->kv_width, 2, (double)c->kv_width);
    attention_add_bias(p, c);
}

static tensor *prepare(tape *t, const bound *b, int layer)
{
    return attention_prepare_bias(t, b, layer, BIAS);
}

static tensor *apply(tape *t, const bound *b, int layer, tensor *h)
{
    tensor *w = mixer_tensors(b, layer), *latent = linear(t, h, &w[DOWN]);
    tensor *kv = linear(t, add_rmsnorm(t, latent, latent), &w[UP]); /* of twice the latent the norm is the same */
    tensor *attended = attention_apply(t, b, layer, linear(t, h, &w[QUERY]), kv, (int)b->net->config.heads);
    return add_rmsnorm(t, h, linear(t, attended, &w[OUT]));
}

static double flops(const network_config *c, double planes, double sequence)
{
    double width = (double)c->width, latent = (double)c->kv_width;
    return planes * sequence * (2 * width * width + 3 * latent * width + 2 * sequence * width);
}

const mixer mixer_latent = {
    .name = "latent",
    .help = "multi-head latent attention: keys and values from --kv-width numbers a cell",
    .takes_relations = 1,
    .takes_order = 1,
    .takes_heads = 1,
    .parameters = add_parameters,
    .prepare = prepare,
    .apply = apply,
    .flops = flops,
};
