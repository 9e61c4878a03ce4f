/* Steps: how a line and a state lie on cells, and what each line does. */
#include "puzzles/program/program.h"

#include <string.h>

/* --- layout -------------------------------------------------------------------------------- */

static size_t cells_of(int side)
{
    return (size_t)(side * (side + 1));
}

void program_begin(const program *p, uint8_t *state)
{
    memset(state, SYMBOL_BLANK, (size_t)p->side);
    state[CELL_COUNTER] = SYMBOL_DIGIT;
    memcpy(state + p->side, p->start, (size_t)(p->side * p->side));
}

void program_ask(const program *p, int line, const uint8_t *state, uint8_t *question)
{
    const program_line *l = &p->line[line];
    if (question != state) memcpy(question, state, cells_of(p->side));
    question[CELL_OP] = (uint8_t)(SYMBOL_OP + l->op);
    memcpy(question + CELL_ARGUMENT, l->argument, PROGRAM_ARGUMENTS);
    question[CELL_JUMP] = SYMBOL_BLANK;
}

program_line program_line_of(const uint8_t *question)
{
    program_line l = {.op = (uint8_t)(question[CELL_OP] - SYMBOL_OP), .target = PROGRAM_NO_TARGET};
    memcpy(l.argument, question + CELL_ARGUMENT, PROGRAM_ARGUMENTS);
    return l;
}

int program_next(const program *p, int line, const uint8_t *answer)
{
    const program_line *l = &p->line[line];
    return program_forms[l->op].jump && answer[CELL_JUMP] == SYMBOL_JUMP ? l->target : line + 1;
}

/* --- what lines do ------------------------------------------------------------------------- */

/* A state at work: the grid without the mark of the cursor. */
typedef struct machine {
    int side, row, col, counter, jump;
    uint8_t cell[PROGRAM_MAX_GRID];
} machine;

static machine machine_open(int side, const uint8_t *state)
{
    machine m = {.side = side, .counter = state[CELL_COUNTER]};
    for (int i = 0; i < side * side; i++) {
        uint8_t symbol = state[side + i];
        m.cell[i] = program_colour(symbol);
        if (!program_is_cursor(symbol)) continue;
        m.row = i / side;
        m.col = i % side;
    }
    return m;
}

/* The line is gone. */
static void machine_close(const machine *m, uint8_t *state)
{
    memset(state, SYMBOL_BLANK, (size_t)m->side);
    state[CELL_COUNTER] = (uint8_t)m->counter;
    state[CELL_JUMP] = m->jump ? SYMBOL_JUMP : SYMBOL_BLANK;
    memcpy(state + m->side, m->cell, (size_t)(m->side * m->side));
    state[m->side + m->row * m->side + m->col] += SYMBOL_CURSOR;
}

static uint8_t *under_cursor(machine *m)
{
    return &m->cell[m->row * m->side + m->col];
}

static int within(int place, int side)
{
    return place < 0 ? 0 : place >= side ? side - 1 : place;
}

static void move(machine *m, int direction)
{
    int step = direction == UP || direction == LEFT ? -1 : 1;
    int *place = direction == UP || direction == DOWN ? &m->row : &m->col;
    *place = within(*place + step, m->side);
}

static void fill(machine *m, int area, uint8_t colour)
{
    for (int i = 0; i < m->side; i++) {
        if (area == AREA_ROW) m->cell[m->row * m->side + i] = colour;
        if (area == AREA_COLUMN) m->cell[i * m->side + m->col] = colour;
    }
    *under_cursor(m) = colour;
}

/* Colours a cell if it has the colour `from`, and puts it on the stack. */
static void spread(machine *m, int row, int col, uint8_t from, uint8_t to, int *stack, int *waiting)
{
    if (row < 0 || col < 0 || row >= m->side || col >= m->side) return;
    uint8_t *cell = &m->cell[row * m->side + col];
    if (*cell != from) return;
    *cell = to;
    stack[(*waiting)++] = row * m->side + col;
}

static void flood(machine *m, uint8_t to)
{
    int stack[PROGRAM_MAX_GRID], waiting = 0;
    uint8_t from = *under_cursor(m);
    if (from == to) return;
    spread(m, m->row, m->col, from, to, stack, &waiting);
    while (waiting > 0) {
        int at = stack[--waiting], row = at / m->side, col = at % m->side;
        spread(m, row - 1, col, from, to, stack, &waiting);
        spread(m, row + 1, col, from, to, stack, &waiting);
        spread(m, row, col - 1, from, to, stack, &waiting);
        spread(m, row, col + 1, from, to, stack, &waiting);
    }
}

static void recolour(machine *m, uint8_t from, uint8_t to)
{
    for (int i = 0; i < m->side * m->side; i++)
        if (m->cell[i] == from) m->cell[i] = to;
}

static void count(machine *m, uint8_t colour)
{
    m->counter = 0;
    for (int i = 0; i < m->side * m->side; i++) m->counter += m->cell[i] == colour;
    if (m->counter > PROGRAM_MOST) m->counter = PROGRAM_MOST;
}

static void loop(machine *m)
{
    if (m->counter > 0) m->counter--;
    m->jump = m->counter > 0;
}

static void carry_out(machine *m, const program_line *l)
{
    uint8_t a = l->argument[0], wanted = (uint8_t)(a - SYMBOL_WANTED), paint = (uint8_t)(l->argument[1] - SYMBOL_PAINT);
    switch ((program_op)l->op) {
    case OP_MOVE:
        move(m, a - SYMBOL_DIRECTION);
        break;
    case OP_FILL:
        fill(m, a - SYMBOL_AREA, paint);
        break;
    case OP_FLOOD:
        flood(m, paint);
        break;
    case OP_RECOLOUR:
        recolour(m, wanted, paint);
        break;
    case OP_COUNT:
        count(m, wanted);
        break;
    case OP_SET:
        m->counter = a;
        break;
    case OP_LOOP:
        loop(m);
        break;
    case OP_IF:
        m->jump = *under_cursor(m) == wanted;
        break;
    case PROGRAM_OPS:
        break;
    }
}

void program_execute(int side, const uint8_t *question, uint8_t *answer)
{
    program_line l = program_line_of(question);
    machine m = machine_open(side, question);
    carry_out(&m, &l);
    machine_close(&m, answer);
}

/* --- whole programs ------------------------------------------------------------------------ */

/* Carries out up to `steps` steps; question and answer are those of the last. op [steps]: of each, or NULL. Returns how
 * many were carried out, more than `steps` if the program goes on. */
static int run(const program *p, int steps, uint8_t *question, uint8_t *answer, uint8_t *op)
{
    int line = 0, done = 0;
    program_begin(p, answer);
    for (; done < steps && line < p->lines; done++) {
        if (op) op[done] = p->line[line].op;
        program_ask(p, line, answer, question);
        program_execute(p->side, question, answer);
        line = program_next(p, line, answer);
    }
    return line < p->lines ? steps + 1 : done;
}

int program_measure(program *p)
{
    uint8_t question[PROGRAM_MAX_CELLS], answer[PROGRAM_MAX_CELLS];
    p->steps = run(p, PROGRAM_MAX_STEPS, question, answer, NULL);
    return p->steps > PROGRAM_MAX_STEPS ? -1 : 0;
}

void program_step(const program *p, int step, uint8_t *question, uint8_t *answer)
{
    run(p, step + 1, question, answer, NULL);
}

void program_final(const program *p, uint8_t *state)
{
    uint8_t question[PROGRAM_MAX_CELLS];
    run(p, p->steps, question, state, NULL);
}

void program_operations(const program *p, uint8_t *op)
{
    uint8_t question[PROGRAM_MAX_CELLS], answer[PROGRAM_MAX_CELLS];
    run(p, p->steps, question, answer, op);
}
