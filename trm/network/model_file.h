/* Model files: the averaged weights by name, the configuration in the metadata. Any safetensors reader opens them. */
#ifndef TRM_NETWORK_MODEL_FILE_H
#define TRM_NETWORK_MODEL_FILE_H

#include "base/error.h"
#include "trm/network/network.h"
#include "base/safetensors.h"

enum { MODEL_NOTES = 16 };

/* How `real` is stored. */
#ifdef REAL_DOUBLE
#define ST_REAL ST_F64
#else
#define ST_REAL ST_F32
#endif

/* Writes atomically. `notes`: further pairs for the metadata (seed, steps, puzzle ...), at most MODEL_NOTES.
 * Returns OK or NO_FILE with a sentence. */
int model_write(const char *path, const weights *w, const st_pair *notes, int note_count, error *err);

typedef struct model {
    network net;
    weights w;
    char puzzle[32]; /* metadata "puzzle": what kind it was trained on */
    st_file about;   /* private: its metadata */
} model;

/* Reads and checks everything: it is a model of this program, its configuration makes sense, every tensor is there in
 * the right shape, every weight is finite. Returns OK, BAD_INPUT or NO_FILE with a sentence.
 * `m` must stay where it is: weights point to its net. */
int model_read(model *m, const char *path, error *err);
/* The same from memory, which need not stay; messages call it `name`. */
int model_parse(model *m, const char *name, const void *bytes, size_t size, error *err);
/* The value of a note; NULL without it. */
const char *model_note(const model *m, const char *key);
void model_close(model *m);

/* For checkpoints too: settings as metadata and back; pairs and text have room for MAX_OPTIONS. */
int config_to_metadata(const options *o, const void *settings, st_pair *pairs, char (*text)[OPTION_VALUE]);
int config_from_metadata(const options *o, void *settings, const st_file *file, const char *path, error *err);

#endif
