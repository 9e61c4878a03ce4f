/* Puzzles in every layout; what is taken can be encoded, and its answers obey the rules. */
#include "data/encoding.h"
#include "data/formats/puzzle_file.h"
#include "fuzz/fuzz.h"

static void check_puzzle(const puzzle *p)
{
    static uint8_t tokens[16 * KIND_MAX_CELLS], labels[KIND_MAX_CELLS];
    encoding e;
    encoding_open(&e, p->kind, &p->shape, 1);
    if (e.cells > KIND_MAX_CELLS || e.planes > 16) abort();
    encode_question(&e, p->question, tokens);
    if (p->answer) encode_answer(&e, p->answer, labels);
    if (p->answer && p->kind->check_answer(&p->shape, p->question, p->answer, NULL, NULL) != 0) abort();
    encoding_close(&e);
}

/* The first byte says how the file is read. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    error err = {0};
    puzzle_list list;
    if (size == 0) return 0;
    char *copy = copy_of(bytes + 1, size - 1);
    int status = puzzle_list_parse(&list, "file", copy, size - 1, NULL, *bytes & 2 ? 5 : 0, *bytes & 1, &err);
    free(copy);
    check_refusal(status, &err);
    for (long i = 0; status == OK && i < list.count; i++) check_puzzle(&list.items[i]);
    if (status == OK) puzzle_list_free(&list);
    return 0;
}
