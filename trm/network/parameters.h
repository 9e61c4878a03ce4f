/* The parameters of a network: one list of names, shapes and roles, from which weights, gradients, optimiser state,
 * model files and the tensors of a tape all follow. Each part of the network adds its own. */
#ifndef TRM_NETWORK_PARAMETERS_H
#define TRM_NETWORK_PARAMETERS_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    ROLE_MATRIX, /* hidden matrix: the chosen optimiser's */
    ROLE_OTHER,  /* tables, heads, biases */
    ROLE_FROZEN, /* drawn once, never trained: the starting y and z */
    ROLE_SPARSE, /* puzzle embeddings: a row per puzzle id, of which a step touches few; an optimiser of its own */
} parameter_role;

typedef struct parameter {
    char name[96]; /* as in the reference implementation where it has the tensor */
    int rows, columns;
    int pieces; /* row-wise matrices that an optimiser treats one by one: q, k, v; gate, up */
    int parts;  /* row-wise matrices that are packed and bound one by one: gate, up */
    parameter_role role;
    double mean, std;               /* of the initial values */
    double (*draw)(double uniform); /* ... or, if not NULL, what makes them of uniform numbers in [0, 1) */
    int no_decay;                   /* 1: weight decay would change what it stands for: a rate, a time */
    int relations;                  /* its first columns are biases of so many relations of two cells */
    int window;                     /* not 0: its columns are biases by offset, so many rows and columns either way */
    double unit;                    /* nats that 1 in such a bias stands for */
    int training;                   /* 1: a head that answering has no use for: model files do without it */
    int widens;    /* 1: rows of each piece, or else columns, are hidden units; weights_copy allows for more of them */
    size_t offset; /* of the first value, in reals; a ROLE_SPARSE has none */
    int tensor;    /* number of the tensor that its first part is bound to */
} parameter;

typedef struct parameters {
    int count;
    int tensors; /* parts of all */
    size_t size; /* reals in all, without the sparse ones */
    parameter *items;
    char prefix[32]; /* of the names to come */
    int failed;      /* 1: out of memory on the way */
    parameter spare; /* what is added after that */
} parameters;

/* Adds one that starts with this standard deviation around 0. The result stays valid until the next call. */
parameter *parameter_add(parameters *p, const char *name, int64_t rows, int64_t columns, parameter_role role,
                         double std);

/* Adds a matrix, "NAME.weight", with variance 1 / fan in, so that a unit input gives a unit output. */
parameter *parameter_add_matrix(parameters *p, const char *name, int64_t rows, int64_t columns, int pieces,
                                double fan_in);

/* The parameter added last is packed and bound in so many row-wise parts, each a tensor. */
void parameter_split(parameters *p, int parts);

/* The parameter of this name, or NULL. */
const parameter *parameters_find(const parameters *p, const char *name);

/* How many there are without heads for training alone, which come last. */
int parameters_lasting(const parameters *p);

static inline size_t parameter_size(const parameter *p)
{
    return (size_t)p->rows * (size_t)p->columns;
}

#endif
