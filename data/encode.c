#include "data/encode.h"

enum { TOKEN_OPEN = 0, TOKEN_GIVEN = 1, TOKEN_OTHER = 2, PLANE_TOKENS = 3 };

void encoding_of(encoding *e, const sudoku_shape *shape, int with_planes)
{
    e->cells = shape->side * shape->side;
    e->planes = with_planes ? shape->side : 1;
    e->vocabulary = with_planes ? PLANE_TOKENS : shape->side + 1;
    e->classes = with_planes ? 1 : shape->side;
    e->relations = SUDOKU_RELATIONS;
    sudoku_relations(shape, e->relation);
}

void encode_question(const encoding *e, const uint8_t *question, uint8_t *tokens)
{
    for (int p = 0; p < e->planes; p++)
        for (int l = 0; l < e->cells; l++) {
            int plane_token = question[l] == p + 1 ? TOKEN_GIVEN : TOKEN_OTHER;
            tokens[p * e->cells + l] = e->planes == 1 ? question[l] : question[l] ? (uint8_t)plane_token : TOKEN_OPEN;
        }
}

void encode_answer(const encoding *e, const uint8_t *answer, uint8_t *labels)
{
    for (int l = 0; l < e->cells; l++) labels[l] = (uint8_t)(answer[l] - 1);
}

void decode_answer(const encoding *e, const uint8_t *classes, uint8_t *grid)
{
    for (int l = 0; l < e->cells; l++) grid[l] = (uint8_t)(classes[l] + 1);
}
