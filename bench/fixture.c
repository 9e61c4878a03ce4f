#include "bench/fixture.h"

#include "puzzles/sudoku/sudoku.h"

#include <stdio.h>
#include <stdlib.h>

void fixture_fill(fixture *s)
{
    static uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS], labels[KIND_MAX_CELLS];
    static uint8_t tokens[SUDOKU_MAX_SIDE * KIND_MAX_CELLS];
    int64_t draw;
    for (int slot; (slot = trainer_free_slot(&s->t, &draw)) >= 0;) {
        sampler_draw(&s->source, draw, question, answer);
        encode_question(&s->code, question, tokens);
        encode_answer(&s->code, answer, labels);
        trainer_fill(&s->t, slot, &(example){.tokens = tokens, .labels = labels});
    }
}

void fixture_open(fixture *s, const puzzle_kind *kind, int side, network_config net, train_config train, int threads)
{
    error err;
    *s = (fixture){0};
    s->source = (sampler){.kind = kind, .shape = {side, side}, .seed = 1};
    if (encoding_open(&s->code, kind, &s->source.shape, net.planes)) exit(1);
    network_fit(&net, s->code.vocabulary, s->code.classes, s->code.relations, s->code.cells, 0);
    s->shape = (geometry){s->code.planes, s->code.cells, s->code.relation, 0};
    if (trainer_open(&s->t, &net, &train, &s->shape, threads, &err)) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    fixture_fill(s);
}

void fixture_close(fixture *s)
{
    trainer_close(&s->t);
    encoding_close(&s->code);
}

network_config classic(int mixer, int64_t width, int64_t inner)
{
    network_config c = network_defaults();
    c.planes = 0;
    c.mixer = mixer;
    c.relations_on = mixer == MIXER_ATTENTION;
    c.width = width;
    c.inner = inner;
    c.heads = width / 32;
    c.latent_updates = 4;
    c.cycles = 2;
    return c;
}
