/* Model files: the averaged weights by name, the configuration in the metadata. Any safetensors reader opens them. */
#ifndef TRM_NETWORK_MODEL_FILE_H
#define TRM_NETWORK_MODEL_FILE_H

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
 * Returns ST_OK or ST_NO_FILE with a sentence. */
int model_write(const char *path, const weights *w, const st_pair *notes, int note_count, char *why, size_t why_size);

typedef struct model {
    network net;
    weights w;
    char puzzle[32]; /* metadata "puzzle": what kind it was trained on */
    st_file about;   /* private: all metadata */
} model;

/* Reads and checks everything: it is a model of this program, its configuration makes sense, every tensor is there in
 * the right shape, every weight is finite. Returns ST_OK, ST_BAD_FILE or ST_NO_FILE with a sentence.
 * `m` must stay where it is: weights point to its net. */
int model_read(model *m, const char *path, char *why, size_t why_size);
/* The value of a note; NULL without it. */
const char *model_note(const model *m, const char *key);
void model_close(model *m);

/* For checkpoints too: settings as metadata and back. */
int config_to_metadata(const option *rows, int count, const void *settings, st_pair *pairs, char (*text)[64]);
int config_from_metadata(const option *rows, int count, void *settings, const st_file *file, const char *path,
                         char *why, size_t why_size);

#endif
