#include "data/formats/cell_grid.h"

#include "data/formats/maze_signs.h"
#include "puzzles/maze/maze.h"
#include "puzzles/sudoku/sudoku.h"

#include <stdio.h>
#include <string.h>
#include <strings.h> /* strncasecmp */

/* --- characters and fields ----------------------------------------------------------------- */

int cell_of_text(const char *s, const char *end, size_t *bytes)
{
    const unsigned char *u = (const unsigned char *)s;
    size_t more = u[0] >= 0xf0 ? 3 : u[0] >= 0xe0 ? 2 : u[0] >= 0xc0 ? 1 : 0;
    int code = more ? u[0] & (0x3f >> more) : u[0];
    *bytes = 1;
    if (more >= (size_t)(end - s)) return u[0];
    for (size_t i = 1; i <= more; i++) {
        if ((u[i] & 0xc0) != 0x80) return u[0];
        code = code << 6 | (u[i] & 0x3f);
    }
    *bytes = 1 + more;
    return code;
}

int width_of_line(const text_line *line)
{
    const char *s = line->text, *end = s + line->length;
    int width = 0;
    for (size_t bytes; s < end; s += bytes, width++) (void)cell_of_text(s, end, &bytes);
    return width;
}

static int is_word_for_nothing(const char *text, size_t length)
{
    static const char *const words[] = {"none", "null", "nil", "nan", "na", NULL};
    for (int i = 0; words[i]; i++)
        if (strlen(words[i]) == length && strncasecmp(words[i], text, length) == 0) return 1;
    return 0;
}

/* A number of two or three digits, or with .0 after it, as some programs write whole numbers; -1: none. */
static int number_of(const char *text, size_t length)
{
    enum { MOST_DIGITS = 3 };
    int number = 0;
    if (length > 2 && memcmp(text + length - 2, ".0", 2) == 0) length -= 2;
    if (length == 0 || length > MOST_DIGITS) return -1;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return -1;
        number = number * 10 + text[i] - '0';
    }
    return number;
}

int cell_of_field(const char *text, size_t length, int *cell)
{
    size_t bytes;
    while (length > 0 && is_blank(*text)) text++, length--;
    while (length > 0 && is_blank(text[length - 1])) length--;
    *cell = CELL_EMPTY;
    if (length == 0 || is_word_for_nothing(text, length)) return 0;
    *cell = cell_of_text(text, text + length, &bytes);
    if (bytes == length) return 0;
    int number = number_of(text, length);
    if (number < 0) return -1;
    *cell = number < 10 ? '0' + number : CELL_NUMBER + number;
    return 0;
}

/* --- Sudokus ------------------------------------------------------------------------------- */

int is_nearly_sudoku(const char *text, size_t length)
{
    enum { LEAST = 36, LEAST_DIFFERENT = 5 };
    size_t like = 0;
    int seen[10] = {0}, different = 0;
    for (size_t i = 0; i < length; i++) {
        int symbol = sudoku_symbol_of_char((unsigned char)text[i]);
        if (symbol < 0 || symbol > 9) continue;
        like++;
        different += !seen[symbol]++;
    }
    return length >= LEAST && 10 * like >= 9 * length && seen[0] && different >= LEAST_DIFFERENT;
}

static int symbol_of_cell(int cell)
{
    if (cell == CELL_EMPTY) return 0;
    if (cell > CELL_NUMBER) return cell - CELL_NUMBER;
    return cell < 0x80 ? sudoku_symbol_of_char(cell) : -1;
}

int cell_grid_is_sudoku(const cell_grid *g)
{
    int clues = 0;
    if (g->rows != g->cols || !sudoku_box(g->rows).rows) return 0;
    for (int i = 0; i < g->rows * g->cols; i++) {
        int symbol = symbol_of_cell(g->cell[i]);
        if (symbol < 0 || symbol > g->rows) return 0;
        clues += symbol > 0;
    }
    return clues > 0;
}

static void show_cell(char shown[16], int cell)
{
    if (cell > CELL_NUMBER)
        snprintf(shown, 16, "%d", cell - CELL_NUMBER);
    else if (cell >= ' ' && cell < 0x7f)
        snprintf(shown, 16, "%c", cell);
    else
        snprintf(shown, 16, "U+%04X", (unsigned)cell);
}

static int fault_cell(puzzle_reader *reader, const cell_grid *g, int i, const puzzle_kind *kind,
                      const grid_shape *shape)
{
    char shown[16], expected[KIND_SENTENCE];
    show_cell(shown, g->cell[i]);
    kind->describe_symbols(shape, expected, sizeof expected);
    return reader_fault(reader, g->line, "'%s' in row %d, column %d is not a %s", shown, i / g->cols + 1,
                        i % g->cols + 1, expected);
}

/* Of a grid that has come as one row, its number of cells is said. */
static int fault_shape(puzzle_reader *reader, const cell_grid *g)
{
    char nearest[NEAREST_SIZES];
    if (g->rows == 1 && g->cols > SUDOKU_MAX_SIDE)
        return reader_fault(reader, g->line, "found %d cells, expected %s%s", g->cols, kind_sudoku.sizes,
                            nearest_sizes(nearest, &kind_sudoku, (size_t)g->cols));
    return reader_fault(reader, g->line,
                        "found %d row%s of %d cells, expected a square with a side of 4, 6, 8, 9, 10, 12, 15 or 16",
                        g->rows, g->rows == 1 ? "" : "s", g->cols);
}

int cell_grid_add_sudoku(puzzle_reader *reader, const cell_grid *g)
{
    int side = g->rows;
    uint8_t cells[SUDOKU_MAX_CELLS];
    char written[SUDOKU_MAX_CELLS];
    grid_shape shape = {.rows = side, .cols = side};
    if (g->rows != g->cols || side > SUDOKU_MAX_SIDE || !sudoku_box(side).rows) return fault_shape(reader, g);
    for (int i = 0; i < side * side; i++) {
        int symbol = symbol_of_cell(g->cell[i]);
        if (symbol < 0 || symbol > side) return fault_cell(reader, g, i, &kind_sudoku, &shape);
        cells[i] = (uint8_t)symbol;
        written[i] = g->cell[i] < 0x80 ? (char)g->cell[i] : '1';
    }
    int form = boxes_form(side, &g->rules, &g->bars);
    if (form < 0) return reader_fault_boxes(reader, g->line, side);
    shape.form = form | sudoku_rename(side, written, cells);
    reader->kind = &kind_sudoku;
    return reader_add(reader, &(puzzle){.shape = shape, .question = cells, .rating = -1, .line = g->line});
}

/* --- mazes --------------------------------------------------------------------------------- */

/* Returns 1 if every cell is one of a maze, else 0. */
static int find_signs(const cell_grid *g, maze_signs *signs)
{
    return g->rows <= MAZE_MAX_SIDE && g->cols <= MAZE_MAX_SIDE && maze_signs_find(signs, g) < 0;
}

int cell_grid_is_maze(const cell_grid *g)
{
    maze_signs signs;
    return find_signs(g, &signs);
}

/* Where a maze's cells go. */
typedef struct maze_cells {
    maze_signs signs;
    uint8_t question[MAZE_MAX_CELLS], answer[MAZE_MAX_CELLS];
} maze_cells;

/* Of a grid whose cells are those of a maze. */
static puzzle read_cells(const cell_grid *g, maze_cells *m)
{
    int paths = 0;
    for (int i = 0; i < g->rows * g->cols; i++) {
        int symbol = maze_signs_read(&m->signs, g->cell[i]);
        m->answer[i] = (uint8_t)symbol;
        m->question[i] = (uint8_t)(symbol == MAZE_PATH ? MAZE_FREE : symbol);
        paths += symbol == MAZE_PATH;
    }
    return (puzzle){.shape = {.rows = g->rows, .cols = g->cols},
                    .question = m->question,
                    .answer = paths ? m->answer : NULL,
                    .rating = -1,
                    .line = g->line};
}

static int shows_ends(const maze_signs *signs)
{
    return signs->start || signs->goal;
}

static int fault_ends(puzzle_reader *reader, const cell_grid *g)
{
    const maze_ends *e = &g->ends;
    return reader_fault(
        reader, g->line,
        "found the start (%d, %d) and the goal (%d, %d) beside a maze of %dx%d, expected two free cells "
        "of it, row and column, counted from 0",
        e->row[0], e->col[0], e->row[1], e->col[1], g->rows, g->cols);
}

int cell_grid_add_maze(puzzle_reader *reader, const cell_grid *g)
{
    maze_cells m;
    if (g->rows > MAZE_MAX_SIDE || g->cols > MAZE_MAX_SIDE)
        return reader_fault(reader, g->line, "found a maze of %dx%d, expected sides of at most %d", g->rows, g->cols,
                            MAZE_MAX_SIDE);
    int strange = maze_signs_find(&m.signs, g), bits = m.signs.wall == '1';
    if (strange >= 0) return fault_cell(reader, g, strange, &kind_maze, NULL);
    puzzle p = read_cells(g, &m);
    reader->kind = &kind_maze;
    if (shows_ends(&m.signs)) return reader_add(reader, &p);
    if (maze_ends_complete(&g->ends)) {
        if (maze_ends_put(&g->ends, bits, &p)) return fault_ends(reader, g);
    } else if (maze_open_ends(&p) && bits) {
        return reader_fault(
            reader, g->line,
            "this looks like a maze of 0 and 1 (1 a wall, 0 free) without a start and a goal, expected "
            "them as S and G or 2 and 3, two openings in its frame, or start = (row, column) and goal = "
            "(row, column) beside it");
    }
    return reader_add(reader, &p);
}

/* --- either -------------------------------------------------------------------------------- */

/* A small maze of 1, 2 and 3 could be a Sudoku, but for its rules. */
static int contradicts(const cell_grid *g)
{
    uint8_t cells[SUDOKU_MAX_CELLS];
    char sentence[KIND_SENTENCE];
    for (int i = 0; i < g->rows * g->cols; i++) cells[i] = (uint8_t)symbol_of_cell(g->cell[i]);
    return sudoku_check_question(&(grid_shape){.rows = g->rows, .cols = g->cols}, cells, sentence) != 0;
}

/* Whether the grid is a maze, as far as the kind leaves that open. */
static int is_read_as_maze(const cell_grid *g, const puzzle_kind *kind)
{
    if (kind) return kind == &kind_maze;
    return cell_grid_is_maze(g) && (!cell_grid_is_sudoku(g) || contradicts(g));
}

int cell_grid_lacks_ends(const cell_grid *g, const puzzle_kind *kind)
{
    maze_cells m;
    if (!is_read_as_maze(g, kind) || !find_signs(g, &m.signs)) return 0;
    puzzle p = read_cells(g, &m);
    return !shows_ends(&m.signs) && maze_open_ends(&p) != 0;
}

int cell_grid_add(puzzle_reader *reader, const cell_grid *g)
{
    return is_read_as_maze(g, reader->kind) ? cell_grid_add_maze(reader, g) : cell_grid_add_sudoku(reader, g);
}
