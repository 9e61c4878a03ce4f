/* Reverse-mode differentiation in sixty lines, on single numbers.
 *
 *     cc examples/first_gradient.c -lm -o first_gradient && ./first_gradient
 *
 * Computing a value also notes how it was computed. Walking the notes from last to first gives the derivative of the
 * last value by every value before it: each note hands its own gradient on to what it was made of (the chain rule).
 */
#include <math.h>
#include <stdio.h>

typedef enum { LEAF, ADD, MULTIPLY, TANH } operation;

typedef struct value {
    double x, g;         /* the value, and d loss / d x */
    operation how;       /* it was made, */
    struct value *a, *b; /* of these */
} value;

typedef struct record {
    value notes[100]; /* in the order of computing */
    int count;
} record;

static value *note(record *t, operation how, value *a, value *b, double x)
{
    value *v = &t->notes[t->count++];
    *v = (value){.x = x, .how = how, .a = a, .b = b};
    return v;
}

static value *leaf(record *t, double x)
{
    return note(t, LEAF, NULL, NULL, x);
}
static value *add(record *t, value *a, value *b)
{
    return note(t, ADD, a, b, a->x + b->x);
}
static value *multiply(record *t, value *a, value *b)
{
    return note(t, MULTIPLY, a, b, a->x * b->x);
}
static value *hyperbolic_tangent(record *t, value *a)
{
    return note(t, TANH, a, NULL, tanh(a->x));
}

static void backward(record *t)
{
    t->notes[t->count - 1].g = 1; /* d loss / d loss */
    for (value *v = &t->notes[t->count - 1]; v >= t->notes; v--) {
        if (v->how == ADD) v->a->g += v->g, v->b->g += v->g;
        if (v->how == MULTIPLY) v->a->g += v->g * v->b->x, v->b->g += v->g * v->a->x;
        if (v->how == TANH) v->a->g += v->g * (1 - v->x * v->x);
    }
}

/* A network of one neuron: loss = (tanh(w x + b) - target)^2. */
int main(void)
{
    record t = {.count = 0};
    value *w = leaf(&t, 0.5), *b = leaf(&t, -0.2), *x = leaf(&t, 2), *minus_target = leaf(&t, -1);
    value *y = hyperbolic_tangent(&t, add(&t, multiply(&t, w, x), b));
    value *error = add(&t, y, minus_target);
    value *loss = multiply(&t, error, error); /* error is used twice: its gradient is a sum, hence += */
    backward(&t);
    printf("y = %.6f  loss = %.6f\n", y->x, loss->x);
    printf("d loss / d w = %.6f  d loss / d b = %.6f\n", w->g, b->g);
    return 0;
}
