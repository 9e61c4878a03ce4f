/* ARC tasks to learn from, a type of dataset (dataset.h), and the same tasks or others as a trained model knows them.
 */
#ifndef DATA_ARC_SET_ARC_SET_H
#define DATA_ARC_SET_ARC_SET_H

#include "base/safetensors.h"
#include "data/arc_set/examples.h"
#include "data/encoding.h"

/* It must stay where it is once examples are made. */
typedef struct arc_set {
    arc_tasks tasks;
    arc_augmentation_list augmentations;
    arc_examples examples;
    /* Of a dataset: */
    char *index;                   /* what solve must know of the tasks (index.h); owned */
    struct arc_test_place *places; /* [tests] in their order; owned */
    char frame[16], most[16];      /* as texts, for the metadata of models */
    /* Of a trained model: */
    int learned_tests; /* 1: test outputs of training tasks were learned too */
} arc_set;

/* Sets up the augmentations and examples of set->tasks as the metadata of a model's file says it was trained, and the
 * encoding of its frame, to be closed. The model has `ids` rows of puzzle embeddings that stand for what `fingerprint`
 * says; 0: it has none. `one_size`: its weights are bound to one size. Returns OK, BAD_INPUT or NO_MEMORY. */
int arc_set_recall(arc_set *set, const st_file *about, int64_t ids, int64_t fingerprint, int one_size, encoding *code,
                   error *err);
void arc_set_free(arc_set *set);

#endif
