/* Programs of the grid language: their text, what each line does, symmetries, the generator, files, sets and runs. */
#include "base/random.h"
#include "data/dataset.h"
#include "data/program_set.h"
#include "puzzles/program/program.h"
#include "report/program.h"
#include "tests/files.h"

enum { SIDE = 5, GRID = SIDE * SIDE, CELLS = SIDE * (SIDE + 1) };

static program read_program(const char *lines, const char *start)
{
    program p;
    char sentence[KIND_SENTENCE] = "";
    CHECK(program_parse(lines, strlen(lines), &p, sentence) == 0, "%s", sentence);
    CHECK(program_parse_start(start, strlen(start), &p, sentence) == 0, "%s", sentence);
    CHECK(program_measure(&p) == 0, "'%s' does not end", lines);
    return p;
}

/* --- text ---------------------------------------------------------------------------------- */

static void check_text(const program *p)
{
    char text[PROGRAM_MAX_LINES * (PROGRAM_LINE_TEXT + 2)] = "", line[PROGRAM_LINE_TEXT], sentence[KIND_SENTENCE] = "";
    program again;
    for (int i = 0; i < p->lines; i++) {
        strcat(text, i ? "; " : "");
        strcat(text, program_line_text(&p->line[i], line));
    }
    CHECK(program_parse(text, strlen(text), &again, sentence) == 0, "%s: %s", text, sentence);
    CHECK(again.lines == p->lines && !memcmp(again.line, p->line, (size_t)p->lines * sizeof *p->line),
          "another program comes back from %s", text);
}

static void test_text(void)
{
    static const char *const lines[] = {"move up",      "move right", "fill cell 5", "fill column 0", "flood 2",
                                        "recolour 0 4", "count 1",    "set 5",       "loop 9",        "if 3 goto 11"};
    char text[400] = "", line[PROGRAM_LINE_TEXT], sentence[KIND_SENTENCE] = "";
    program p;
    for (int i = 0; i < 10; i++) sprintf(text + strlen(text), "%s%s", i ? " ;\n\t" : "", lines[i]);
    CHECK(program_parse(text, strlen(text), &p, sentence) == 0 && p.lines == 10, "%s", sentence);
    for (int i = 0; i < 10; i++)
        CHECK(!strcmp(program_line_text(&p.line[i], line), lines[i]), "'%s' is written '%s'", lines[i], line);
    check_text(&p);
    CHECK(program_parse("set 1;", 6, &p, sentence) == 0 && p.lines == 1, "a ';' at the end: %s", sentence);
    for (uint64_t key = 0; key < 50; key++) {
        const program_spec spec = program_usual_spec(8);
        program_generate(&spec, key, &p);
        check_text(&p);
    }
}

static void check_refused(const char *text, const char *expected)
{
    char sentence[KIND_SENTENCE] = "";
    program p;
    CHECK(program_parse(text, strlen(text), &p, sentence) == -1, "'%s' is read", text);
    CHECK(!strcmp(sentence, expected), "'%s': %s", text, sentence);
}

static void test_bad_text(void)
{
    char many[PROGRAM_MAX_LINES * 8 + 16] = "set 1";
    check_refused("", "line 1 of the program: expected move, fill, flood, recolour, count, set, loop or if at its end");
    check_refused("set 1; ; set 2",
                  "line 2 of the program: expected move, fill, flood, recolour, count, set, loop or if at its end");
    check_refused("set 1; jump 3",
                  "line 2 of the program: found 'jump', expected move, fill, flood, recolour, count, set, loop or if");
    check_refused("move north", "line 1 of the program: found 'north', expected up, down, left or right");
    check_refused("move", "line 1 of the program: expected up, down, left or right at its end");
    check_refused("move up 2", "line 1 of the program: found '2', expected no more words");
    check_refused("fill box 1", "line 1 of the program: found 'box', expected cell, row or column");
    check_refused("flood 6", "line 1 of the program: found '6', expected a colour from 0 to 5");
    check_refused("set 6", "line 1 of the program: found '6', expected a number from 0 to 5");
    check_refused("set -1", "line 1 of the program: found '-1', expected a number from 0 to 5");
    check_refused("set 1 2", "line 1 of the program: found '2', expected no more words");
    check_refused("if 1 5", "line 1 of the program: found '5', expected goto");
    check_refused("loop 0", "line 1 of the program: found '0', expected the number of a line");
    check_refused("set 1; loop 3", "line 2 of the program: it goes to line 3, expected a line above it, or itself");
    check_refused("if 1 goto 1", "line 1 of the program: it goes to line 1, expected a line below it, or the end");
    check_refused("if 1 goto 3", "line 1 of the program: it goes to line 3, expected a line below it, or the end");
    check_refused("set \001averyveryverylongword",
                  "line 1 of the program: found '?averyveryv', expected a number from 0 to 5");
    for (int i = 0; i < PROGRAM_MAX_LINES; i++) strcat(many, "; set 1");
    check_refused(many, "the program has more than 64 lines");
}

/* --- what lines do ------------------------------------------------------------------------- */

/* One line on a grid, with the counter before and after it, and whether it jumps. */
typedef struct worked_line {
    const char *line, *before, *after;
    int counter, counted, jumps;
} worked_line;

static const worked_line examples[] = {
    {"move up", ".....2....@....", ".....b.........", 0, 0, 0},
    {"move down", "..a....2....3..", "..1....b....3..", 0, 0, 0},
    {"move left", ".b...", "@2...", 0, 0, 0},
    {"move right", ".b.5.", ".2@5.", 0, 0, 0},
    {"move left", ".....a", ".....a", 0, 0, 0},
    {"move right", "....@", "....@", 0, 0, 0},
    {"move up", "..a..", "..a..", 0, 0, 0},
    {"move down", "....................c", "....................c", 0, 0, 0},
    {"fill cell 4", ".....1a1..", ".....1d1..", 5, 5, 0},
    {"fill row 4", "11111.1a1.22222", "1111144d4422222", 0, 0, 0},
    {"fill column 0", "111111a1112222233333", "1.1111@1112.2223.333", 0, 0, 0},
    {"flood 3", "11.1.1@.1...111....1", "1131.1c31.331113333133333", 0, 0, 0},
    {"flood 1", "..a..", "..a..", 0, 0, 0},
    {"flood 2", "1.......a.......1.......1", "1.......b.......1.......1", 0, 0, 0},
    {"recolour 1 5", "1a2..1", "5e2..5", 0, 0, 0},
    {"recolour 0 2", "1a3", "1a32222222222222222222222", 0, 0, 0},
    {"recolour 4 4", "4d1", "4d1", 0, 0, 0},
    {"count 1", "1a1.2", "1a1.2", 0, 3, 0},
    {"count 0", "1a1.2", "1a1.2", 4, 5, 0},
    {"count 5", "1a1.2", "1a1.2", 4, 0, 0},
    {"set 4", "@", "@", 2, 4, 0},
    {"loop 1", "@", "@", 3, 2, 1},
    {"loop 1", "@", "@", 1, 0, 0},
    {"loop 1", "@", "@", 0, 0, 0},
    {"if 2 goto 2", "b1", "b1", 3, 3, 1},
    {"if 1 goto 2", "b1", "b1", 3, 3, 0},
    {"if 0 goto 2", ".@", ".@", 0, 0, 1},
};

/* A grid of which only the first cells are written. */
static void pad(char grid[GRID + 1], const char *cells)
{
    memset(grid, '.', GRID);
    memcpy(grid, cells, strlen(cells));
    grid[GRID] = 0;
}

static void check_example(const worked_line *e)
{
    char before[GRID + 1], after[GRID + 1], sentence[KIND_SENTENCE];
    uint8_t question[CELLS], answer[CELLS];
    const grid_shape shape = program_shape(SIDE);
    pad(before, e->before);
    pad(after, e->after);
    program p = read_program(e->line, before), end = read_program("set 0", after);
    program_begin(&p, question);
    question[CELL_COUNTER] = (uint8_t)e->counter;
    program_ask(&p, 0, question, question);
    CHECK(kind_program.check_question(&shape, question, sentence) == 0, "%s: %s", e->line, sentence);
    program_execute(SIDE, question, answer);
    CHECK(!memcmp(answer + SIDE, end.start, GRID), "%s on %s is wrong", e->line, before);
    CHECK(answer[CELL_COUNTER] == e->counted, "%s counts %d", e->line, answer[CELL_COUNTER]);
    CHECK((answer[CELL_JUMP] == SYMBOL_JUMP) == e->jumps, "%s: jump or not", e->line);
    CHECK(answer[CELL_OP] == SYMBOL_BLANK && answer[CELL_ARGUMENT] == SYMBOL_BLANK, "%s: the line is still there",
          e->line);
}

/* --- whole programs ------------------------------------------------------------------------ */

static void test_runs(void)
{
    uint8_t question[CELLS], answer[CELLS];
    char start[GRID + 1], end[GRID + 1];
    pad(start, "@");
    pad(end, "33@");
    program p = read_program("set 2; fill cell 3; move right; loop 2; if 0 goto 7; fill row 5", start);
    CHECK(p.steps == 8, "%d steps", p.steps);
    program_final(&p, answer);
    const program expected = read_program("set 0", end);
    CHECK(!memcmp(answer + SIDE, expected.start, GRID) && answer[CELL_COUNTER] == 0, "another end");
    static const int lines[] = {0, 1, 2, 3, 1, 2, 3, 4};
    for (int step = 0, line = 0; step < p.steps; step++) {
        CHECK(line == lines[step], "step %d is line %d", step, line);
        program_step(&p, step, question, answer);
        const program_line l = program_line_of(question);
        CHECK(l.op == p.line[line].op && !memcmp(l.argument, p.line[line].argument, PROGRAM_ARGUMENTS), "step %d",
              step);
        line = program_next(&p, line, answer);
    }
    program endless = p;
    char sentence[KIND_SENTENCE];
    CHECK(program_parse("set 5; loop 1", 13, &endless, sentence) == 0 && program_measure(&endless) == -1, "it ends");
}

/* The symmetric version of a program, line by line. */
static program version_of(const program *p, const program_symmetry *s)
{
    uint8_t state[CELLS], moved[CELLS];
    program version = *p;
    for (int i = 0; i < p->lines; i++) {
        program_begin(p, state);
        program_ask(p, i, state, state);
        program_move_state(SIDE, s, state, moved);
        version.line[i] = program_line_of(moved);
        version.line[i].target = p->line[i].target;
        memcpy(version.start, moved + SIDE, GRID);
    }
    return version;
}

static void test_symmetries(void)
{
    const program_spec spec = program_usual_spec(SIDE);
    for (uint64_t key = 0; key < 200; key++) {
        uint8_t question[CELLS], answer[CELLS], moved[CELLS], right[CELLS], expected[CELLS];
        const program_symmetry s = program_random_symmetry(key);
        stream random = stream_open(key);
        program p;
        program_generate(&spec, key, &p);
        program_step(&p, (int)stream_below(&random, (uint32_t)p.steps), question, answer);
        program_move_state(SIDE, &s, question, moved);
        program_move_state(SIDE, &s, answer, expected);
        program_execute(SIDE, moved, right);
        CHECK(!memcmp(right, expected, CELLS), "key %d: a step and its symmetric version differ", (int)key);
        CHECK(program_step_signature(SIDE, moved) == program_step_signature(SIDE, question), "another signature");
        moved[CELL_COUNTER] ^= 1;
        CHECK(program_step_signature(SIDE, moved) != program_step_signature(SIDE, question), "the same signature");
        const program version = version_of(&p, &s);
        CHECK(program_signature(&version) == program_signature(&p), "a program and its version, two signatures");
        program other = version;
        other.line[0] = (program_line){OP_SET, {p.line[0].argument[0] == 5 ? 4 : 5, SYMBOL_BLANK}, 0};
        CHECK(program_signature(&other) != program_signature(&p), "another program, the same signature");
    }
}

static void test_generator(void)
{
    static const int sides[] = {PROGRAM_MIN_SIDE, 8, PROGRAM_MAX_SIDE};
    int used[PROGRAM_OPS] = {0}, jumps = 0;
    for (uint64_t key = 0; key < 300; key++) {
        const program_spec usual = program_usual_spec(sides[key % 3]);
        const program_spec longer = {.side = 8, .min_lines = 9, .max_lines = 24, .max_steps = 96};
        const program_spec *spec = key % 10 ? &usual : &longer;
        program p, again;
        program_generate(spec, key, &p);
        program_generate(spec, key, &again);
        CHECK(!memcmp(&p, &again, sizeof p), "a key, two programs");
        CHECK(p.lines >= spec->min_lines && p.lines <= spec->max_lines, "%d lines", p.lines);
        CHECK(p.steps >= 1 && p.steps <= spec->max_steps, "%d steps", p.steps);
        for (int i = 0; i < p.lines; i++) used[p.line[i].op]++;
        jumps += p.steps > p.lines;
    }
    for (int op = 0; op < PROGRAM_OPS; op++) CHECK(used[op] > 20, "%s: %d times", program_forms[op].name, used[op]);
    CHECK(jumps > 20, "%d programs go round", jumps);
}

/* --- files --------------------------------------------------------------------------------- */

#define START ".........................@......................................"
#define HEAD  "source,program,start,final,rating\n"

static void check_file(const char *text, long count, const char *expected)
{
    program_list list;
    error err = {0};
    int status = program_list_parse(&list, "x.csv", text, strlen(text), 0, &err);
    CHECK(looks_like_programs(text, strlen(text)), "not seen as programs: %s", text);
    CHECK(status == (expected ? BAD_INPUT : OK) && list.count == count, "%s: %ld programs, %s", text, list.count,
          err.text);
    CHECK(!strcmp(err.text, expected ? expected : ""), "%s", err.text);
    program_list_free(&list);
}

static void test_files(void)
{
    check_file(HEAD "a,set 1; loop 2," START "," START ",2\n", 1, NULL);
    check_file("start,more,program\n" START ",x,\"set 1;\nfill cell 2\"\n" START ",y,set 3\n", 2, NULL);
    check_file("program,start\n", 0, "x.csv: no program follows the header");
    check_file("program,begin\nset 1,.\n", 0,
               "x.csv:1: expected one column program and one column start (and perhaps source, final and rating)");
    check_file("program,start\nset 1\n", 0, "x.csv:2: found 1 column, expected 2 as in the header");
    check_file("program,start\nset 1," START "\nset x," START "\n", 0,
               "x.csv:3: line 1 of the program: found 'x', expected a number from 0 to 5");
    check_file("program,start\nset 1,@...\n", 0,
               "x.csv:2: the grid at the start: found 4 cells, expected a square from 25 (5x5) to 256 (16x16)");
    check_file(
        "program,start\nset 1,@......x.................\n", 0,
        "x.csv:2: the grid at the start: 'x' at character 8 is not a cell of a grid (. and 1 to 5, or @ and a to "
        "e where the cursor stands)");
    check_file("program,start\nset 1,.........................\n", 0,
               "x.csv:2: the grid at the start: found 0 cursors (@, a to e), expected one");
    check_file("program,start\nset 5; loop 1," START "\n", 0, "x.csv:2: the program does not end within 256 steps");
    check_file(
        HEAD "a,fill cell 2," START "," START ",1\n", 0,
        "x.csv:2: the final grid is wrong: the cell in row 4, column 2 is 0 with the cursor, not 2 with the cursor");
    check_file(HEAD "a,set 1," START ",@........................,1\n", 0,
               "x.csv:2: the final grid: found 5x5 cells, expected 8x8 as at the start");
    CHECK(!looks_like_programs("source,question,answer,rating\n", 30), "a set of puzzles is one of programs");
}

/* --- sets ---------------------------------------------------------------------------------- */

static void write_rows(const char *name, int from, int to)
{
    const program_spec spec = program_usual_spec(8);
    FILE *file = fopen(path_in(name), "w");
    if (!file) exit(1);
    fprintf(file, "program,start\n");
    for (int key = from; key < to; key++) {
        char text[PROGRAM_LINE_TEXT];
        program p;
        program_generate(&spec, (uint64_t)key, &p);
        for (int i = 0; i < p.lines; i++) fprintf(file, "%s%s", i ? "; " : "", program_line_text(&p.line[i], text));
        fputc(',', file);
        for (int i = 0; i < 64; i++) fputc(program_symbol_char(p.start[i]), file);
        fputc('\n', file);
    }
    fclose(file);
}

/* Whether a step, or its symmetric version, is one of the set's programs. */
static int is_of(const program_list *list, uint64_t signature)
{
    uint8_t question[72], answer[72];
    for (long i = 0; i < list->count; i++)
        for (int step = 0; step < list->items[i].p.steps; step++) {
            program_step(&list->items[i].p, step, question, answer);
            if (program_step_signature(8, question) == signature) return 1;
        }
    return 0;
}

static void check_draws(dataset *d)
{
    const grid_shape shape = program_shape(8);
    const program_set *set = d->set;
    for (int64_t draw = 0; draw < 60; draw++) {
        uint8_t tokens[72], labels[72], question[72], answer[72];
        int32_t side = 1;
        CHECK(dataset_example(d, draw, tokens, labels, &side) == 0 && side == 0, "an id");
        program_set_draw(set, draw, question, answer);
        CHECK(!memcmp(tokens, question, 72) && !memcmp(labels, answer, 72), "draw %d differs", (int)draw);
        CHECK(kind_program.check_answer(&shape, question, answer, NULL, NULL) == 0, "draw %d is wrong", (int)draw);
        CHECK(set->fresh || is_of(&set->train, program_step_signature(8, question)), "draw %d is of no program",
              (int)draw);
    }
}

/* Examples are spread over the operations of a program by their weights, however often it carries them out. */
static void check_balance(void)
{
    char start[GRID + 1];
    int drawn[PROGRAM_OPS] = {0};
    pad(start, "@");
    program_row row = {.p = read_program("set 5; move right; loop 2; flood 3", start)};
    const program_set set = {.side = SIDE, .train = {&row, 1}, .seed = 1};
    for (int64_t draw = 0; draw < 1100; draw++) {
        uint8_t question[CELLS], answer[CELLS];
        program_set_draw(&set, draw, question, answer);
        drawn[program_line_of(question).op]++;
    }
    CHECK(drawn[OP_FLOOD] > 740 && drawn[OP_FLOOD] < 860, "8 of 11: %d of 1100 draws", drawn[OP_FLOOD]);
    static const int others[] = {OP_SET, OP_MOVE, OP_LOOP};
    for (int i = 0; i < 3; i++)
        CHECK(drawn[others[i]] > 60 && drawn[others[i]] < 140, "%s, 1 of 11: %d of 1100 draws",
              program_forms[others[i]].name, drawn[others[i]]);
}

static void test_set(void)
{
    error why = {0};
    dataset d;
    batch b;
    dataset_options how = {.seed = 3, .relations = 1};
    open_folder();
    check_balance();
    write_rows("train.csv", 0, 12);
    write_rows("test.csv", 12, 16);
    CHECK(dataset_open(&d, test_folder, &why) == OK && !strcmp(d.kind, "program"), "%s", why.text);
    CHECK(dataset_prepare(&d, &how, &why) == OK && d.count == 12 && d.tests == 16 && d.code.cells == 72, "%s",
          why.text);
    check_draws(&d);
    CHECK(dataset_tests(&d, 16, &b) == 0, "memory");
    const program_set *set = d.set;
    for (long i = 0; i < 16; i++)
        CHECK(is_of(&set->test, program_step_signature(8, batch_tokens(&b, i))), "test %ld", i);
    batch_close(&b);
    dataset_close(&d);
    how.fresh = 1;
    CHECK(dataset_open(&d, test_folder, &why) == OK && dataset_prepare(&d, &how, &why) == OK, "%s", why.text);
    check_draws(&d);
    dataset_close(&d);
    write_rows("test.csv", 10, 14);
    CHECK(dataset_open(&d, test_folder, &why) == BAD_INPUT && strstr(why.text, "test.csv:2: the same program"), "%s",
          why.text);
    dataset_close(&d);
    remove_file("test.csv");
    CHECK(dataset_open(&d, test_folder, &why) == NO_FILE && strstr(why.text, "train.csv and test.csv"), "%s", why.text);
    dataset_close(&d);
    remove_file("train.csv");
    close_folder();
}

/* --- runs ---------------------------------------------------------------------------------- */

/* Runs a program with the executor as the model, which gets one cell wrong at a step (0: at none). */
static program_run run_of(const program *p, program_frame *frames, int wrong_at, int cell)
{
    program_run r = {.p = p, .frames = frames};
    program_begin(p, r.state);
    while (!program_run_ended(&r) && r.steps < PROGRAM_MAX_STEPS) {
        uint8_t question[CELLS], answer[CELLS];
        program_ask(p, r.line, r.state, question);
        program_execute(SIDE, question, answer);
        if (r.steps + 1 == wrong_at) answer[cell] = answer[cell] == 2 ? 3 : 2;
        frames[r.steps] = (program_frame){.line = r.line, .thoughts = 1};
        memcpy(frames[r.steps].state, answer, CELLS);
        program_run_take(&r, question, answer);
    }
    return r;
}

static char *shown(const program_run *r, void (*show)(FILE *, const program_run *))
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) exit(1);
    if (show)
        show(out, r);
    else
        program_run_show(out, r, 0);
    fclose(out);
    return text;
}

static void check_shown(const program_run *r, void (*show)(FILE *, const program_run *), const char *expected)
{
    char *text = shown(r, show);
    CHECK(strstr(text, expected), "no '%s' in %s", expected, text);
    free(text);
}

static void test_reports(void)
{
    static program_frame frames[4][PROGRAM_MAX_STEPS];
    char start[GRID + 1];
    pad(start, "@");
    const program p = read_program("set 2; fill cell 3; move right; loop 2; fill row 5", start);
    const program_run right = run_of(&p, frames[0], 0, 0), mended = run_of(&p, frames[1], 2, SIDE);
    const program_run wrong = run_of(&p, frames[2], 5, CELLS - 1), lost = run_of(&p, frames[3], 1, CELL_COUNTER);
    CHECK(program_run_trace_right(&right) && program_run_final_right(&right) && right.steps == 8, "%s", right.fault);
    CHECK(mended.wrong == 2 && program_run_final_right(&mended) && !program_run_trace_right(&mended), "mended");
    CHECK(wrong.wrong == 5 && !program_run_final_right(&wrong), "wrong");
    CHECK(lost.wrong == 1 && !strcmp(lost.fault, "the counter is '3', not '2'"), "%s", lost.fault);
    check_shown(&right, NULL, "right: ended after 8 steps, every state matches the executor's");
    check_shown(&right, NULL,
                "step 2, line 2: fill cell 3; counter 2 (halting logit 0.0, supervision steps: 1)\n  [3]*");
    check_shown(&mended, NULL,
                "wrong at step 2: the cell in row 1, column 1 is 2, not 3 with the cursor; the final grid "
                "is right all the same");
    check_shown(&wrong, NULL, " 2 !\n");
    check_shown(&wrong, program_run_line, "55e55...................2\n");
    check_shown(&right, program_run_json,
                "\"final_right\": true, \"trace_right\": true, \"steps\": 8, "
                "\"first_wrong_step\": null}");
    check_shown(&wrong, program_run_json, "\"first_wrong_step\": 5}");
    program_evaluation e = {0};
    program_evaluation_add(&e, &right);
    program_evaluation_add(&e, &mended);
    program_evaluation_add(&e, &wrong);
    CHECK(e.of[5].programs == 3 && e.of[5].finals == 2 && e.of[5].traces == 1, "%ld, %ld", e.of[5].finals,
          e.of[5].traces);
    CHECK(e.asked[OP_FILL] == 3 + 1 + 2 && e.right[OP_FILL] == 3 + 0 + 1, "%ld of %ld", e.right[OP_FILL],
          e.asked[OP_FILL]);
}

int main(void)
{
    test_text();
    test_bad_text();
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) check_example(&examples[i]);
    test_runs();
    test_symmetries();
    test_generator();
    test_files();
    test_set();
    test_reports();
    return check_done("program");
}
