/* Programs as text: one table says what the lines look like, to the parser and to the printer. */
#include "puzzles/program/program.h"

#include <string.h>

const program_form program_forms[PROGRAM_OPS] = {
    [OP_MOVE] = {"move", {ARGUMENT_DIRECTION}, 0, NULL},
    [OP_FILL] = {"fill", {ARGUMENT_AREA, ARGUMENT_PAINT}, 0, NULL},
    [OP_FLOOD] = {"flood", {ARGUMENT_NONE, ARGUMENT_PAINT}, 0, NULL},
    [OP_RECOLOUR] = {"recolour", {ARGUMENT_WANTED, ARGUMENT_PAINT}, 0, NULL},
    [OP_COUNT] = {"count", {ARGUMENT_WANTED}, 0, NULL},
    [OP_SET] = {"set", {ARGUMENT_NUMBER}, 0, NULL},
    [OP_LOOP] = {"loop", {ARGUMENT_NONE}, -1, ""},
    [OP_IF] = {"if", {ARGUMENT_WANTED}, 1, "goto "},
};

/* The symbols of a type of argument: `count` from `first` on, written as words or, if there are none, as numbers from 0 on. */
typedef struct argument_form {
    const char *expected;
    const char *const *words;
    int first, count;
} argument_form;

static const char *const directions[] = {"up", "down", "left", "right"};
static const char *const areas[] = {"cell", "row", "column"};

static const argument_form arguments[] = {
    [ARGUMENT_NONE] = {"nothing", NULL, SYMBOL_BLANK, 1},
    [ARGUMENT_DIRECTION] = {"up, down, left or right", directions, SYMBOL_DIRECTION, PROGRAM_DIRECTIONS},
    [ARGUMENT_AREA] = {"cell, row or column", areas, SYMBOL_AREA, PROGRAM_AREAS},
    [ARGUMENT_WANTED] = {"a colour from 0 to 5", NULL, SYMBOL_WANTED, PROGRAM_COLOURS},
    [ARGUMENT_PAINT] = {"a colour from 0 to 5", NULL, SYMBOL_PAINT, PROGRAM_COLOURS},
    [ARGUMENT_NUMBER] = {"a number from 0 to 5", NULL, SYMBOL_DIGIT, PROGRAM_MOST + 1},
};

int program_fits(argument_type type, uint8_t symbol)
{
    return symbol >= arguments[type].first && symbol < arguments[type].first + arguments[type].count;
}

/* --- symbols ------------------------------------------------------------------------------- */

static const char characters[] = ".12345@abcde_JMFDRCSLI^v<>+-|ghijklpqrstu";

char program_symbol_char(int symbol)
{
    return characters[symbol];
}

int program_symbol_of_char(int c)
{
    if (c == '0') return SYMBOL_DIGIT;
    for (int symbol = 0; symbol < PROGRAM_SYMBOLS; symbol++)
        if (characters[symbol] == c) return symbol;
    return -1;
}

/* --- reading ------------------------------------------------------------------------------- */

enum { MAX_WORDS = 6, WORD = 12 }; /* more than any line has, a longer word than any that is known */

/* The words of one line. */
typedef struct line_words {
    int count, next;
    char word[MAX_WORDS][WORD];
} line_words;

static void split(const char *text, size_t length, line_words *w)
{
    *w = (line_words){0};
    for (size_t i = 0; i < length && w->count < MAX_WORDS;) {
        size_t from = i;
        while (i < length && text[i] != ' ' && text[i] != '\t' && text[i] != '\n' && text[i] != '\r') i++;
        size_t wide = i - from;
        if (wide > 0) {
            if (wide >= WORD) wide = WORD - 1;
            memcpy(w->word[w->count++], text + from, wide);
        } else {
            i++;
        }
    }
}

static const char *next_word(line_words *w)
{
    return w->next < w->count ? w->word[w->next++] : "";
}

/* A number without a sign of at most three digits; -1 for any other text. */
static int number_of(const char *word)
{
    size_t digits = strspn(word, "0123456789");
    int number = 0;
    if (digits == 0 || digits > 3 || word[digits]) return -1;
    for (; *word; word++) number = 10 * number + (*word - '0');
    return number;
}

/* What was found, and that it is not what was expected. */
static int refuse(char *sentence, int line, const char *found, const char *expected)
{
    char shown[WORD], *c = shown;
    for (; *found; found++) *c++ = *found < ' ' || *found > '~' ? '?' : *found;
    *c = 0;
    if (*shown)
        snprintf(sentence, KIND_SENTENCE, "line %d of the program: found '%s', expected %s", line + 1, shown, expected);
    else
        snprintf(sentence, KIND_SENTENCE, "line %d of the program: expected %s at its end", line + 1, expected);
    return -1;
}

/* The symbol of a word as an argument, or -1. */
static int argument_of(const argument_form *form, const char *word)
{
    for (int i = 0; form->words && i < form->count; i++)
        if (!strcmp(word, form->words[i])) return form->first + i;
    int number = form->words ? -1 : number_of(word);
    return number >= 0 && number < form->count ? form->first + number : -1;
}

static int parse_arguments(line_words *w, const program_form *form, program_line *l, int line, char *sentence)
{
    for (int a = 0; a < PROGRAM_ARGUMENTS; a++) {
        const argument_form *argument = &arguments[form->argument[a]];
        l->argument[a] = SYMBOL_BLANK;
        if (form->argument[a] == ARGUMENT_NONE) continue;
        const char *word = next_word(w);
        int symbol = argument_of(argument, word);
        if (symbol < 0) return refuse(sentence, line, word, argument->expected);
        l->argument[a] = (uint8_t)symbol;
    }
    return 0;
}

/* Targets are checked when all lines are known. */
static int parse_target(line_words *w, const program_form *form, program_line *l, int line, char *sentence)
{
    if (!form->jump) return 0;
    if (*form->join) {
        const char *word = next_word(w);
        if (strcmp(word, "goto")) return refuse(sentence, line, word, "goto");
    }
    const char *word = next_word(w);
    int target = number_of(word);
    if (target < 1 || target > PROGRAM_MAX_LINES + 1) return refuse(sentence, line, word, "the number of a line");
    l->target = (uint8_t)(target - 1);
    return 0;
}

static int parse_line(line_words *w, program_line *l, int line, char *sentence)
{
    const char *word = next_word(w);
    *l = (program_line){.op = 0};
    while (l->op < PROGRAM_OPS && strcmp(word, program_forms[l->op].name)) l->op++;
    if (l->op == PROGRAM_OPS)
        return refuse(sentence, line, word, "move, fill, flood, recolour, count, set, loop or if");
    const program_form *form = &program_forms[l->op];
    if (parse_arguments(w, form, l, line, sentence) || parse_target(w, form, l, line, sentence)) return -1;
    return w->next < w->count ? refuse(sentence, line, next_word(w), "no more words") : 0;
}

/* Loops go back and branches go forward. */
static int check_targets(const program *p, char *sentence)
{
    for (int i = 0; i < p->lines; i++) {
        int jump = program_forms[p->line[i].op].jump, target = p->line[i].target;
        const char *expected = jump < 0 && target > i                           ? "a line above it, or itself"
                               : jump > 0 && (target <= i || target > p->lines) ? "a line below it, or the end"
                                                                                : NULL;
        if (!expected) continue;
        snprintf(sentence, KIND_SENTENCE, "line %d of the program: it goes to line %d, expected %s", i + 1, target + 1,
                 expected);
        return -1;
    }
    return 0;
}

int program_parse(const char *text, size_t length, program *p, char *sentence)
{
    const char *end = text + length;
    p->lines = 0;
    for (const char *next; text <= end; text = next + 1) {
        line_words w;
        next = memchr(text, ';', (size_t)(end - text));
        if (!next) next = end;
        split(text, (size_t)(next - text), &w);
        if (w.count == 0 && next == end && p->lines > 0) break; /* a ';' after the last line */
        if (p->lines == PROGRAM_MAX_LINES) {
            snprintf(sentence, KIND_SENTENCE, "the program has more than %d lines", PROGRAM_MAX_LINES);
            return -1;
        }
        if (parse_line(&w, &p->line[p->lines], p->lines, sentence)) return -1;
        p->lines++;
    }
    return check_targets(p, sentence);
}

static int refuse_cell(char *sentence, char found, size_t i)
{
    snprintf(sentence, KIND_SENTENCE,
             "'%c' at character %zu is not a cell of a grid (. and 1 to 5, or @ and a to e where the cursor stands)",
             found < ' ' || found > '~' ? '?' : found, i + 1);
    return -1;
}

int program_parse_start(const char *text, size_t length, program *p, char *sentence)
{
    int cursors = 0;
    p->side = 0;
    for (int side = PROGRAM_MIN_SIDE; side <= PROGRAM_MAX_SIDE; side++)
        if ((size_t)(side * side) == length) p->side = side;
    if (!p->side) {
        snprintf(sentence, KIND_SENTENCE, "found %zu cells, expected a square from 25 (5x5) to 256 (16x16)", length);
        return -1;
    }
    for (size_t i = 0; i < length; i++) {
        int symbol = program_symbol_of_char((unsigned char)text[i]);
        if (symbol < 0 || symbol >= SYMBOL_BLANK) return refuse_cell(sentence, text[i], i);
        p->start[i] = (uint8_t)symbol;
        cursors += symbol >= SYMBOL_CURSOR;
    }
    if (cursors == 1) return 0;
    snprintf(sentence, KIND_SENTENCE, "found %d cursors (@, a to e), expected one", cursors);
    return -1;
}

/* --- writing ------------------------------------------------------------------------------- */

static int put_argument(char *text, size_t room, const argument_form *form, uint8_t symbol)
{
    if (!form->words) return snprintf(text, room, " %d", symbol - form->first);
    return snprintf(text, room, " %s", form->words[symbol - form->first]);
}

const char *program_line_text(const program_line *line, char text[PROGRAM_LINE_TEXT])
{
    const program_form *form = &program_forms[line->op];
    int used = snprintf(text, PROGRAM_LINE_TEXT, "%s", form->name);
    for (int a = 0; a < PROGRAM_ARGUMENTS; a++)
        if (form->argument[a] != ARGUMENT_NONE)
            used += put_argument(text + used, (size_t)(PROGRAM_LINE_TEXT - used), &arguments[form->argument[a]],
                                 line->argument[a]);
    if (form->jump && line->target != PROGRAM_NO_TARGET)
        snprintf(text + used, (size_t)(PROGRAM_LINE_TEXT - used), " %s%d", form->join, line->target + 1);
    return text;
}
