/* Grids as programs write them: lists of lists in Python, Ruby or JSON, arrays in C, what NumPy prints; also with a name
 * before them, and in any number.
 *
 *     board = [[5, 3, 0, ...], ...]     {{5,3,0,...}, ...};     ["53..7....", ...]     [5, 3, 0, ...]     [[5 3 0 ...]
 *
 * A list that holds no list is a row, or a whole grid; strings longer than a cell are such lists of characters. Rows that
 * follow each other in one list make a grid. Brackets, commas and line ends between cells only separate them; what
 * stands outside of brackets counts for nothing, and of values with a key nothing but lists and whole grids. Values whose
 * key speaks of a solution or an answer are passed over.
 *
 * A maze without start and goal waits for names that speak of them, up to the end of the object that holds it:
 * start = (0, 0), "goal": {"x": 6, "y": 7}. They may come before it, too.
 */
#include "data/formats/cell_grid.h"
#include "data/formats/format.h"

#include "puzzles/sudoku/sudoku.h"

#include <ctype.h> /* isalnum, isprint */
#include <string.h>

typedef struct list_reader {
    int depth;         /* brackets open */
    int muted;         /* 0, or as deep stands the key of an answer, whose value is passed over */
    int keyed;         /* 1: a key was passed, and not yet its value */
    int value_depth;   /* of the list that is the value of a key */
    int wants_value;   /* 1: a comma was passed, and no value after it */
    text_line at;      /* the line at hand */
    const char *next;  /* in it, after what was read; NULL: the line is done with */
    const char *after; /* between calls: where the next line begins */
    long line;
    int count; /* cells of the list at hand */
    int cells[CELL_GRID_SIDE * CELL_GRID_SIDE];
    cell_grid g;
    ends_reader ends;
    cell_grid waiting; /* a maze that lacks its ends; without rows there is none */
    int waiting_depth; /* of brackets around it */
} list_reader;

/* --- grids --------------------------------------------------------------------------------- */

/* Hands over the maze that waits, with the ends that were said. */
static int release_maze(list_reader *l, puzzle_reader *reader)
{
    if (l->waiting.rows == 0) return OK;
    l->waiting.ends = ends_take(&l->ends);
    int status = cell_grid_add(reader, &l->waiting);
    l->waiting.rows = 0;
    return status;
}

/* Hands over the grid, or lets it wait. That another one waited still is a fault: its ends were not said. */
static int end_grid(list_reader *l, puzzle_reader *reader)
{
    int status, has_ends = maze_ends_complete(&l->ends.said);
    if (l->g.rows == 0) return OK;
    if (cell_grid_lacks_ends(&l->g, reader->kind) && !has_ends) {
        status = release_maze(l, reader);
        l->waiting = l->g;
        l->waiting_depth = l->depth;
    } else {
        if (has_ends) l->g.ends = ends_take(&l->ends);
        status = cell_grid_add(reader, &l->g);
        l->g.ends = (maze_ends){.known = {0}};
    }
    l->g.rows = 0;
    return status;
}

/* A list of so many cells is a whole Sudoku. */
static int is_whole(int count, int *side)
{
    grid_shape shape;
    if (kind_sudoku.shape_of_cells((size_t)count, &shape) || count <= SUDOKU_MAX_SIDE) return 0;
    *side = shape.rows;
    return 1;
}

/* A row of cells, or a whole grid, which is a list of its own or one of several. */
static int end_row(list_reader *l, puzzle_reader *reader, const int *cells, int count)
{
    cell_grid *g = &l->g;
    int side, status = OK;
    if (count == 0 || l->muted) return OK;
    if (g->rows > 0 && (count != g->cols || g->rows == CELL_GRID_SIDE)) {
        long line = g->line;
        int expected = g->cols, row = g->rows + 1;
        g->rows = 0;
        l->muted = l->depth; /* its other rows */
        return reader_fault(reader, l->line,
                            "found %d cell%s in row %d of the grid that starts at line %ld, expected %d", count,
                            count == 1 ? "" : "s", row, line, expected);
    }
    if (count > CELL_GRID_SIDE && !is_whole(count, &side))
        return reader_fault(reader, l->line, "found a list of %d cells, expected a row or a grid", count);
    if (g->rows == 0 && is_whole(count, &side)) {
        g->rows = g->cols = side;
        g->line = l->line;
        memcpy(g->cell, cells, (size_t)count * sizeof *cells);
        status = end_grid(l, reader);
    } else {
        if (g->rows == 0) g->line = l->line;
        g->cols = count;
        memcpy(g->cell + g->rows++ * count, cells, (size_t)count * sizeof *cells);
    }
    return status;
}

/* --- signs --------------------------------------------------------------------------------- */

static void add_cell(list_reader *l, int cell)
{
    if (l->count < CELL_GRID_SIDE * CELL_GRID_SIDE) l->cells[l->count++] = cell;
    l->wants_value = 0;
}

/* A field that holds nothing, between two commas or at the end. */
static void take_comma(list_reader *l)
{
    if (l->wants_value) add_cell(l, CELL_EMPTY);
    l->wants_value = 1;
}

static int number_of_cell(int cell)
{
    if (cell >= CELL_NUMBER) return cell - CELL_NUMBER;
    return cell >= '0' && cell <= '9' ? cell - '0' : -1;
}

static int speaks_of_answer(const char *key, size_t length)
{
    static const char *const words[] = {"sol", "answer", "Sol", "Answer", NULL};
    for (int w = 0; words[w]; w++)
        for (size_t i = 0, wide = strlen(words[w]); i + wide <= length; i++)
            if (!memcmp(key + i, words[w], wide)) return 1;
    return 0;
}

static void take_key(list_reader *l, const char *key, size_t length)
{
    if (l->muted >= l->depth) l->muted = 0;
    if (!l->muted && speaks_of_answer(key, length)) l->muted = l->depth;
    if (!l->muted) ends_key(&l->ends, key, length, l->depth);
    l->keyed = 1;
    l->wants_value = l->count = 0;
}

/* The characters of a string as cells. Returns how many; 0 if one of them stands for no cell of any puzzle. */
static int cells_of_string(const char *s, const char *end, int cells[SUDOKU_MAX_CELLS])
{
    int count = 0;
    for (size_t bytes; s < end; s += bytes) {
        int cell = cells[count++] = cell_of_text(s, end, &bytes);
        int known = cell >= 0x80 || sudoku_symbol_of_char(cell) >= 0 || strchr("# SGEZTosge@|+", cell);
        if (!known || count == SUDOKU_MAX_CELLS) return known && s + bytes == end ? count : 0;
    }
    return count;
}

/* A string that was meant as a whole Sudoku: its length is wrong, or a character. */
static int fault_string(puzzle_reader *reader, long line, const char *s, size_t length)
{
    char nearest[NEAREST_SIZES];
    grid_shape shape;
    if (kind_sudoku.shape_of_cells(length, &shape))
        return reader_fault(reader, line, "found a string of %zu cells, expected a grid%s", length,
                            nearest_sizes(nearest, &kind_sudoku, length));
    size_t i = 0;
    while (i + 1 < length && sudoku_symbol_of_char((unsigned char)s[i]) >= 0) i++;
    return reader_fault(reader, line, "found '%c' at character %zu of a string of %zu, expected a cell",
                        isprint((unsigned char)s[i]) ? s[i] : '?', i + 1, length);
}

/* A string: a key, a cell, or a row of characters. Returns a status; *s goes past it. */
static int take_string(list_reader *l, puzzle_reader *reader, const char **s, const char *end)
{
    int cell, cells[SUDOKU_MAX_CELLS], side;
    const char *first = *s + 1, *stop = memchr(first, **s, (size_t)(end - first)), *after;
    if (!stop) stop = end;
    *s = stop < end ? stop + 1 : end;
    for (after = *s; after < end && is_blank(*after);) after++;
    size_t length = (size_t)(stop - first);
    if (after < end && *after == ':') {
        take_key(l, first, length);
        return OK;
    }
    int is_cell = cell_of_field(first, length, &cell) == 0, count = is_cell ? 1 : cells_of_string(first, stop, cells);
    if (l->keyed && !is_whole(count, &side)) count = is_cell = 0; /* the value of a key, such as a name */
    l->keyed = l->wants_value = 0;
    if (!l->muted && !l->g.rows && !is_whole(count, &side) && is_nearly_sudoku(first, length))
        return fault_string(reader, l->line, first, length);
    if (!is_cell) return end_row(l, reader, cells, count);
    add_cell(l, length == 1 ? (unsigned char)*first : cell);
    return OK;
}

static int is_separator(char c)
{
    return is_blank(c) || is_line_end(c) || strchr(",;:[]{}()\"'", c) != NULL;
}

/* A number or a bare sign, up to a separator. What is no cell is a word of the program, such as `int`. */
static void take_field(list_reader *l, const char **s, const char *end)
{
    const char *first = *s;
    int cell;
    while (*s < end && !is_separator(**s)) ++*s;
    size_t length = (size_t)(*s - first);
    int is_cell = cell_of_field(first, length, &cell) == 0, is_name = !is_cell || (*s < end && **s == ':');
    if (l->ends.coordinate)
        ends_number(&l->ends, is_cell ? number_of_cell(cell) : -1);
    else if (!l->keyed && is_name)
        ends_name(&l->ends, first, length, l->depth);
    else if (!l->keyed)
        add_cell(l, cell);
    l->keyed = 0;
}

/* Outside of brackets. */
static void take_word(list_reader *l, const char **s, const char *end)
{
    const char *first = *s;
    while (*s < end && (isalnum((unsigned char)**s) || **s == '_')) ++*s;
    ends_name(&l->ends, first, (size_t)(*s - first), l->depth);
}

static void open_list(list_reader *l)
{
    l->depth++;
    if (l->keyed) l->value_depth = l->depth;
    if (l->ends.coordinate) ends_number(&l->ends, -1);
    l->count = l->keyed = l->wants_value = 0;
}

/* A list that is no row of anything: of a call or a key of its own, and too short, such as "size": [9, 9]. */
static int is_aside(const list_reader *l)
{
    enum { LONGEST = 2 };
    return l->g.rows == 0 && l->count <= LONGEST && (l->depth == 0 || l->depth + 1 == l->value_depth);
}

/* The end of a list: of a row if it holds cells, of a grid if it held rows, or of an end of a maze. */
static int close_list(list_reader *l, puzzle_reader *reader, char bracket)
{
    int status = OK, is_object = bracket == '}';
    if (l->wants_value && l->count > 0) add_cell(l, CELL_EMPTY);
    if (l->depth > 0) l->depth--;
    if (l->depth < l->muted) l->muted = 0;
    if (ends_list(&l->ends, number_of_cell(l->cells[0]), number_of_cell(l->cells[1]), l->count, l->depth)) {
        if (maze_ends_complete(&l->ends.said)) status = release_maze(l, reader);
    } else if (l->count > 0) {
        if (!is_aside(l)) status = end_row(l, reader, l->cells, l->count);
    } else {
        status = end_grid(l, reader);
    }
    l->count = 0;
    l->wants_value = 0;
    if (status == OK && is_object && l->depth < l->waiting_depth) status = release_maze(l, reader);
    ends_leave(&l->ends, l->depth, is_object);
    return status;
}

/* What begins at *s, which goes past it. A trailing comma after the last row of a list is none of a cell. */
static int take_sign(list_reader *l, puzzle_reader *reader, const char **s, const char *end)
{
    char c = **s;
    if (c == '[' || c == '{' || c == '(') {
        open_list(l);
    } else if (c == ']' || c == '}' || c == ')') {
        ++*s;
        return close_list(l, reader, c);
    } else if (l->depth > 0 && (c == '"' || c == '\'')) {
        return take_string(l, reader, s, end);
    } else if (c == ',' && l->depth > 0 && (l->count > 0 || l->wants_value)) {
        take_comma(l);
    } else if (l->depth > 0 && !is_separator(c)) {
        take_field(l, s, end);
        return OK;
    } else if (isalpha((unsigned char)c)) {
        take_word(l, s, end);
        return OK;
    }
    ++*s;
    return OK;
}

/* --- the text ------------------------------------------------------------------------------ */

/* The bracket that closes the one at s, on the same line; NULL: there is none. */
static const char *find_close(const char *s, const char *end)
{
    for (int depth = 0; s < end; s++) {
        depth += (*s == '[') - (*s == ']');
        if (depth == 0) return s;
    }
    return NULL;
}

/* int board[9][9] = {{...}}, [9][9]int{{...}} or board: [[u8; 9]; 9] = [[...]]: sizes and types hold no cells. *seen: where
 * brackets end that are none of these, and need not be looked at again. */
static const char *after_sizes(const char *s, const char *end, const char **seen)
{
    const char *start = s;
    while (s < end && *s == '[') {
        const char *close = find_close(s, end);
        s = close ? close + 1 : end;
    }
    *seen = s;
    while (s < end && is_blank(*s)) s++;
    if (s < end && *s == '=') return s;
    while (s < end && isalnum((unsigned char)*s)) s++;
    return s < end && *s == '{' ? s : start;
}

static int is_end(char c)
{
    return is_blank(c) || strchr(",;]})", c) != NULL;
}

/* From l->next on, until the reader is full or a fault is found. */
static int take_line(list_reader *l, puzzle_reader *reader)
{
    const char *s = l->next, *end = l->at.text + l->at.length, *seen = s;
    int status = OK;
    l->line = l->at.number;
    while (s < end && status == OK && (!reader_full(reader) || is_end(*s))) {
        if (l->depth == 0 && *s == '[' && s >= seen) s = after_sizes(s, end, &seen);
        if (s + 1 < end && s[0] == '/' && s[1] == '/')
            s = end;
        else
            status = take_sign(l, reader, &s, end);
    }
    l->next = s < end ? s : NULL;
    return status;
}

static int read_lists(puzzle_reader *reader)
{
    list_reader *l = reader->state;
    int status = OK;
    if (l->next) reader->lines.next = l->after;
    while (status == OK && !reader_full(reader) && (l->next || next_line(&reader->lines, &l->at))) {
        if (!l->next) l->next = l->at.text;
        status = take_line(l, reader);
    }
    if (status == OK && reader->last && !reader_full(reader)) status = end_grid(l, reader);
    if (status == OK && reader->last && !reader_full(reader)) status = release_maze(l, reader);
    if (status != OK) l->g.rows = l->count = 0;
    if (!l->next) return status;
    l->after = reader->lines.next;
    reader->lines.next = l->next;
    return status;
}

static int looks_like_lists(const char *text, size_t length)
{
    enum { LIKELY = 45, POSSIBLE = 8 };
    const char *end = text + length;
    int opened = 0, closed = 0, nested = 0, depth = 0;
    for (const char *s = text; s < end; s++) {
        int opens = *s == '[' || *s == '{' || *s == '(', closes = *s == ']' || *s == '}' || *s == ')';
        opened += opens;
        closed += closes;
        depth += opens - closes;
        nested |= depth > 1;
    }
    if (opened < 1 || !closed) return 0;
    return nested ? LIKELY : POSSIBLE;
}

const puzzle_format format_lists = {.name = "lists",
                                    .about = "lists, arrays or JSON, as programs write them",
                                    .unit = UNIT_TEXT,
                                    .state = sizeof(list_reader),
                                    .looks = looks_like_lists,
                                    .read = read_lists};
