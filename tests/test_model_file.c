/* Model files with weights of 16 bits: they are read exactly, and what no network could use is refused. Written by our
 * own writer of safetensors, without a seal, as tools for other programs' weights leave them. */
#include "base/half.h"
#include "base/safetensors.h"
#include "tests/check.h"
#include "tests/files.h"
#include "trm/network/model_file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NAME "model.safetensors"

enum { TENSORS = 32, MOST = 1 << 12 };

static network_config small_network(void)
{
    network_config c = network_defaults();
    c.planes = c.relations_on = 0;
    c.width = 4;
    c.inner = 6;
    c.registers = 2;
    network_fit(&c, &(puzzle_sizes){5, 4, 0, 16, 0});
    return c;
}

/* Numbers of 16 bits that are finite in both types: subnormals of either, zeros of both signs, and others. */
static uint16_t number(size_t i)
{
    static const uint16_t few[] = {0x0001, 0x8001, 0x03FF, 0x0000, 0x8000, 0x3C00, 0xBF80, 0x7BFF, 0x0080, 0x007F};
    return few[i % (sizeof few / sizeof *few)];
}

/* A model all of whose weights are these numbers, but for `odd` as the number at the end of the last tensor. */
static void write_model(const network *net, st_type type, uint16_t odd)
{
    static uint16_t values[MOST];
    static st_tensor tensors[TENSORS];
    static const st_pair about[] = {{"format", "trm-model-1"},
                                    {"planes", "off"},
                                    {"relations", "off"},
                                    {"width", "4"},
                                    {"inner", "6"},
                                    {"registers", "2"},
                                    {"vocabulary", "5"},
                                    {"classes", "4"},
                                    {"relation-count", "0"},
                                    {"cells", "0"},
                                    {"heads", "2"},
                                    {"layers", "2"},
                                    {"latent-updates", "3"},
                                    {"cycles", "1"},
                                    {"supervision-steps", "8"},
                                    {"mixer", "attention"},
                                    {"positions", "none"}};
    error why[1] = {0};
    size_t used = 0;
    for (int i = 0; i < net->list.count; i++) {
        const parameter *p = &net->list.items[i];
        tensors[i] = (st_tensor){.type = type, .dims = 2, .shape = {p->rows, p->columns}, .data = values + used};
        snprintf(tensors[i].name, sizeof tensors[i].name, "%s", p->name);
        for (size_t k = 0; k < parameter_size(p); k++) values[used++] = number(k);
    }
    if (net->list.count > TENSORS || used > MOST) abort();
    values[used - 1] = odd;
    int status = st_write(path_in(NAME), tensors, net->list.count, about, sizeof about / sizeof *about, why);
    CHECK(status == OK, "%s", why->text);
}

static float value_of(st_type type, uint16_t bits)
{
    return type == ST_F16 ? half_to_float(bits) : bfloat_to_float(bits);
}

static void check_exact(const network *net, st_type type)
{
    model m;
    error why[1] = {0};
    int wrong = 0;
    write_model(net, type, number(0));
    int status = model_read(&m, path_in(NAME), why);
    CHECK(status == OK, "%s", why->text);
    if (status != OK) return;
    for (int i = 0; i < net->list.count - 1; i++)
        for (size_t k = 0; k < parameter_size(&net->list.items[i]); k++) {
            float expected = value_of(type, number(k)), found = weights_of(&m.w, i)[k];
            wrong += memcmp(&expected, &found, sizeof found) != 0;
        }
    CHECK(wrong == 0, "%d weights of type %d differ", wrong, (int)type);
    model_close(&m);
}

/* Infinities and what is not a number, in either type. */
static void check_refused(const network *net, st_type type, uint16_t bits)
{
    model m;
    error why[1] = {0};
    write_model(net, type, bits);
    int status = model_read(&m, path_in(NAME), why);
    CHECK(status == BAD_INPUT && strstr(why->text, "holds a value that is not a number"), "%04X: %s", bits, why->text);
    if (status == OK) model_close(&m);
}

int main(void)
{
    network net;
    const network_config c = small_network();
    model m;
    error why[1] = {0};
    open_folder();
    if (network_open(&net, &c)) abort();
    check_exact(&net, ST_F16);
    check_exact(&net, ST_BF16);
    check_refused(&net, ST_F16, 0x7C00);
    check_refused(&net, ST_F16, 0x7E01);
    check_refused(&net, ST_BF16, 0xFF80);
    check_refused(&net, ST_BF16, 0x7FC0);
    write_model(&net, ST_F16, 0x7BFF); /* the largest there is */
    int status = model_read(&m, path_in(NAME), why);
    CHECK(status == OK, "%s", why->text);
    if (status == OK) model_close(&m);
    remove_file(NAME);
    network_close(&net);
    close_folder();
    return check_done("model_file");
}
