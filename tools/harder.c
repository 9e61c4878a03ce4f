#include "tools/harder.h"

#include "base/show.h"

#include <stdio.h>
#include <string.h>

typedef struct command {
    char *text;
    size_t used;
    int failed; /* 1: it is too long, or holds what no terminal may have */
} command;

static void put(command *c, const char *text)
{
    size_t length = strlen(text);
    c->failed |= c->used + length >= HARDER_ROOM;
    if (c->failed) return;
    memcpy(c->text + c->used, text, length + 1);
    c->used += length;
}

static void put_character(command *c, char character)
{
    const char text[2] = {character, '\0'};
    put(c, text);
}

/* A word of the command line, in quotes if a shell would take it apart. */
static void put_word(command *c, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%";
    if (*word && !word[strspn(word, plain)]) {
        put(c, word);
        return;
    }
    put(c, "'");
    for (size_t length; *word; word += length) {
        length = *word == '\n' ? 1 : showable_length(word, strlen(word));
        c->failed |= length == 0;
        if (c->failed) return;
        if (*word == '\'') put(c, "'\\'");
        for (size_t i = 0; i < length; i++) put_character(c, word[i]);
    }
    put(c, "'");
}

/* Whether the word at argv[i] is an option of the line that the new one says itself; *words: how many it takes. */
static int is_replaced(const solve_settings *s, int i, int *words)
{
    static const char *const replaced[] = {"tries", "choose", "skip", "limit", "steps"};
    enum { REPLACED = sizeof replaced / sizeof *replaced };
    const char *word = s->argv[i];
    for (int k = 0; k < REPLACED; k++) {
        size_t length = strlen(replaced[k]);
        if (strncmp(word, "--", 2) || strncmp(word + 2, replaced[k], length)) continue;
        if (k == REPLACED - 1 && s->steps >= INFER_STEPS) continue;
        *words = word[2 + length] ? 1 : 2;
        if (!word[2 + length] || word[2 + length] == '=') return 1;
    }
    return 0;
}

/* The puzzle itself, for one that came from standard input: rows of characters. Returns 0, or -1 if they do not say all
 * of it. */
static int write_puzzle(char *text, size_t size, const puzzle *p)
{
    size_t used = 0;
    int cells = grid_cells(&p->shape), cols = p->shape.cols;
    if (p->shape.form || (size_t)(cells + p->shape.rows) >= size) return -1;
    for (int i = 0; i < cells; i++) {
        if (i && i % cols == 0 && !p->kind->one_answer) text[used++] = '\n';
        text[used++] = p->kind->symbol_char(&p->shape, p->question[i]);
    }
    text[used] = '\0';
    return puzzle_text_fits(text, used) ? 0 : -1;
}

int harder_command(char text[HARDER_ROOM], const solve_settings *s, const puzzle *p, long number, int alone)
{
    enum { FIRST_TRIES = 16, MOST_TRIES = 1024, FACTOR = 4 };
    char self[HARDER_ROOM / 2], said[96];
    command c = {.text = text};
    long tries = s->tries < FIRST_TRIES ? FIRST_TRIES : FACTOR * (long)s->tries;
    int words = 1, piped = 0;
    if (tries > MOST_TRIES) return -1;
    put_word(&c, s->argv[0]);
    snprintf(said, sizeof said, " --tries %ld --choose rules", tries);
    put(&c, said);
    for (int i = 1; i < s->argc; i += words) {
        words = 1;
        if (is_replaced(s, i, &words)) continue;
        int is_input = !strcmp(s->argv[i], "-");
        piped |= is_input;
        if (is_input && write_puzzle(self, sizeof self, p)) return -1;
        put(&c, " ");
        put_word(&c, is_input ? self : s->argv[i]);
    }
    snprintf(said, sizeof said, number ? " --skip %ld --limit 1" : " --limit 1", number);
    if (!piped && !(alone && number == 0)) put(&c, said);
    return c.failed ? -1 : 0;
}
