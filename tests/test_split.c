/* Grids whose cells or rows a sign keeps apart, on a line or as a table: every sign, with and without one at the ends, and
 * what is said if a cell lacks. */
#include "data/formats/split.h"
#include "tests/check.h"

#include <string.h>

#define QUESTION "301700802709004500840001079920000000405809060000435900590000006204060780600070400"

static const char *const maze[] = {"#########", "#S  #   #", "### # # #", "#   # # #",
                                   "# ### # #", "#     #G#", "#########"};
enum { MAZE_ROWS = 7, MAZE_COLS = 9, SIDE = 9, ROOM = 8000 };

/* What of a puzzle is written: cells of rows `cols` wide, kept apart by `inner` ("": not), rows by `outer`. */
typedef struct form {
    const char *inner, *outer;
    int blanks; /* 1: open cells are written as nothing */
    int ends;   /* 1: a separator after the last, 2: before the first, 3: both */
} form;

static void put(char *text, const char *more)
{
    strcat(text, more);
}

static void write_row(char *text, const char *cells, int cols, const form *f)
{
    for (int c = 0; c < cols; c++) {
        if (c > 0) put(text, f->inner);
        if (!f->blanks || cells[c] != '0') put(text, (char[]){cells[c], '\0'});
    }
}

static void write_grid(char *text, const char *const *rows, int count, int cols, const form *f)
{
    *text = '\0';
    if (f->ends & 2) put(text, f->outer);
    for (int r = 0; r < count; r++) {
        if (r > 0) put(text, f->outer);
        write_row(text, rows[r], cols, f);
    }
    if (f->ends & 1) put(text, f->outer);
    put(text, "\n");
}

/* Whether the text is read as that puzzle alone. */
static int is_read(const char *text, const char *cells)
{
    error why[1] = {0};
    puzzle_list list;
    int status = puzzle_list_parse(&list, "t", text, strlen(text), NULL, 0, 0, why), same = list.count == 1;
    for (int i = 0; same && cells[i]; i++) {
        const puzzle *p = list.items;
        char c = p->kind->symbol_char(&p->shape, p->question[i]);
        same = i < grid_cells(&p->shape) && (c == '.' ? '0' : c) == cells[i];
    }
    puzzle_list_free(&list);
    return status == OK && same;
}

static void check_sudoku(const form *f)
{
    char text[ROOM];
    const char *rows[SIDE];
    for (int r = 0; r < SIDE; r++) rows[r] = &QUESTION[SIDE * r];
    write_grid(text, rows, SIDE, SIDE, f);
    CHECK(is_read(text, QUESTION), "cells '%s', rows '%s', blanks %d, ends %d", f->inner, f->outer, f->blanks, f->ends);
}

static void check_maze(const form *f)
{
    char text[ROOM], cells[MAZE_ROWS * MAZE_COLS + 1] = "";
    for (int r = 0; r < MAZE_ROWS; r++) put(cells, maze[r]);
    write_grid(text, maze, MAZE_ROWS, MAZE_COLS, f);
    CHECK(is_read(text, cells), "a maze, cells '%s', rows '%s', ends %d", f->inner, f->outer, f->ends);
}

static int is_blank_sign(const char *s)
{
    return *s == ' ' || *s == '\t';
}

static void test_signs(void)
{
    for (const char *const *s = split_separators; *s; s++) {
        for (int ends = 0; ends < 4; ends++) check_sudoku(&(form){"", *s, 0, ends});
        check_sudoku(&(form){*s, *s, 0, 0});
        check_sudoku(&(form){*s, "\n", 0, 0});
        if (split_is_cell(*s)) continue;
        check_sudoku(&(form){*s, *s, 1, 0});
        check_sudoku(&(form){*s, "\n", 1, 0});
        check_maze(&(form){"", *s, 0, 0});
        check_maze(&(form){"", *s, 0, 1});
        if (strlen(*s) < 4) check_maze(&(form){*s, "\n", 0, 0});
    }
    check_maze(&(form){"", " & ", 0, 0});
    check_maze(&(form){"   ", "\n", 0, 0});
    check_maze(&(form){" | ", "\n", 0, 0});
}

/* Cells in rows in one line. */
static void test_two_signs(void)
{
    static const char *const inner[] = {",", " ", "&", "::", ", "}, *const outer[] = {"/", ";", " | ", "\\n", "\\\\"};
    for (int i = 0; i < 5; i++)
        for (int o = 0; o < 5; o++) {
            check_sudoku(&(form){inner[i], outer[o], 0, 0});
            if (!is_blank_sign(inner[i])) check_sudoku(&(form){inner[i], outer[o], 1, 0});
        }
}

static void test_faults(void)
{
    static const struct {
        const char *text, *said;
    } lines[] = {
        {"530070000/60019500/098000060/800060003/400803001/700020006/060000280/000419005/000080079",
         "t:1: found 8 cells in row 2 of 9 separated by '/', expected 9"},
        {"530070000|600195000|098000060|800060003|400803001|700020006|060000280|000419005",
         "t:1: found 8 rows of 9 cells separated by '|', expected 9 rows"},
        {"5::3::0::0::7::0::0::0::0::6::0::0::1::9::5::0::0::0::0::9::8::0::0::0::0::6::0::8::0::0::0::6::0::0",
         "t:1: found 34 cells, expected 16, 36, 64, 81, 100, 144, 225 or 256 (one character a "
         "cell, . or 0 for an open one); the nearest are 16 (4x4) and 36 (6x6)"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        error why[1] = {0};
        puzzle_list list;
        int status = puzzle_list_parse(&list, "t", lines[i].text, strlen(lines[i].text), NULL, 0, 0, why);
        CHECK(status == BAD_INPUT && !strcmp(why->text, lines[i].said), "'%s', expected '%s'", why->text,
              lines[i].said);
        puzzle_list_free(&list);
    }
}

int main(void)
{
    test_signs();
    test_two_signs();
    test_faults();
    return check_done("grids kept apart");
}
