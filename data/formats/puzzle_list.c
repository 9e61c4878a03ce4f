/* The memory of a puzzle list: items in one growing array, cells in blocks that never move. */
#include "base/grow.h"
#include "data/formats/puzzle_reader.h"

#include <stdlib.h>
#include <string.h>

typedef struct cell_block {
    struct cell_block *next;
    size_t used, size;
    uint8_t cells[];
} cell_block;

/* A block holds a puzzle of any kind at least. */
enum { FIRST_BLOCK = 2 * KIND_MAX_CELLS, LARGEST_BLOCK = 1 << 20 };

static uint8_t *take_cells(puzzle_list *list, size_t count)
{
    cell_block *block = list->blocks;
    if (block == NULL || block->size - block->used < count) {
        size_t size = block == NULL ? FIRST_BLOCK : block->size < LARGEST_BLOCK ? block->size * 2 : LARGEST_BLOCK;
        cell_block *fresh = malloc(sizeof *fresh + size);
        if (fresh == NULL) return NULL;
        *fresh = (cell_block){.next = block, .size = size};
        list->blocks = block = fresh;
    }
    block->used += count;
    return block->cells + block->used - count;
}

int puzzle_list_add(puzzle_list *list, const puzzle *p)
{
    size_t cells = (size_t)grid_cells(&p->shape);
    uint8_t *copy = take_cells(list, p->answer != NULL ? 2 * cells : cells);
    puzzle *items = grow(list->items, (size_t)list->count, sizeof *items);
    if (items != NULL) list->items = items;
    if (copy == NULL || items == NULL) return -1;
    puzzle *item = &items[list->count++];
    *item = *p;
    item->question = memcpy(copy, p->question, cells);
    if (p->answer != NULL) item->answer = memcpy(copy + cells, p->answer, cells);
    return 0;
}

void puzzle_list_free(puzzle_list *list)
{
    for (cell_block *block = list->blocks, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    free(list->items);
    *list = (puzzle_list){0};
}
