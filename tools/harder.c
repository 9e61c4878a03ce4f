#include "tools/harder.h"

#include <stdio.h>
#include <string.h>

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

int harder_command(shell_line *line, const solve_settings *s, const puzzle *p, long number, int alone)
{
    enum { FIRST_TRIES = 16, MOST_TRIES = 1024, FACTOR = 4 };
    char self[SHELL_LINE_ROOM / 2], said[96];
    long tries = s->tries < FIRST_TRIES ? FIRST_TRIES : FACTOR * (long)s->tries;
    int words = 1, piped = 0;
    if (tries > MOST_TRIES) return -1;
    *line = (shell_line){0};
    shell_put_word(line, s->argv[0]);
    snprintf(said, sizeof said, " --tries %ld --choose rules", tries);
    shell_put(line, said);
    for (int i = 1; i < s->argc; i += words) {
        words = 1;
        if (is_replaced(s, i, &words)) continue;
        int is_input = !strcmp(s->argv[i], "-");
        piped |= is_input;
        if (is_input && write_puzzle(self, sizeof self, p)) return -1;
        shell_put(line, " ");
        shell_put_word(line, is_input ? self : s->argv[i]);
    }
    snprintf(said, sizeof said, number ? " --skip %ld --limit 1" : " --limit 1", number);
    if (!piped && !(alone && number == 0)) shell_put(line, said);
    return line->failed ? -1 : 0;
}
