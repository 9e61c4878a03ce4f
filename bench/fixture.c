#include "bench/fixture.h"

#include "puzzles/sudoku/sudoku.h"

#include <stdio.h>
#include <stdlib.h>

void fixture_fill(fixture *s)
{
    static uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS];
    for (example e; trainer_next(&s->t, &e);) {
        puzzle_set_draw(&s->source, e.index, question, answer);
        encode_question(&s->code, question, e.tokens);
        encode_answer(&s->code, answer, e.labels);
        trainer_start(&s->t, &e);
    }
}

void fixture_open(fixture *s, const puzzle_kind *kind, int side, network_config net, train_config train, int threads)
{
    error err;
    *s = (fixture){0};
    s->source = (puzzle_set){.kind = kind, .shape = {side, side}, .fresh = 1, .seed = 1};
    encoding_open(&s->code, kind, &s->source.shape, net.planes);
    if (network_needs_relations(&net) && encoding_relate(&s->code, kind)) exit(1);
    network_fit(&net, &(puzzle_sizes){s->code.vocabulary, s->code.classes, s->code.relations, s->code.cells, 0});
    s->shape = (geometry){
        .planes = s->code.planes, .cells = s->code.cells, .rows = side, .cols = side, .relation = s->code.relation};
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

network_config maze_network(const char *mixer_name)
{
    network_config c = network_defaults();
    c.planes = 0;
    c.heads = 4;
    c.mixer.item[0] = (uint8_t)option_choice_index(mixer_choice, mixer_name);
    c.relations_on = mixer_needs_of(&c).relations || mixer_needs_of(&c).offsets;
    return c;
}

network_config classic(const char *mixer_name, int64_t width, int64_t inner)
{
    network_config c = network_defaults();
    c.planes = 0;
    c.mixer.item[0] = (uint8_t)option_choice_index(mixer_choice, mixer_name);
    c.relations_on = mixer_needs_of(&c).relations;
    c.width = width;
    c.inner = inner;
    c.heads = width / 32;
    c.latent_updates = 4;
    c.cycles = 2;
    return c;
}
