/* Model files: the averaged weights by name, the configuration in the metadata. Any safetensors reader opens them.
 *
 * Files that are written carry a seal (safetensors.h): every key and every tensor must then be known. Files of version 1
 * have none, and may lack the keys of options that are younger than they are.
 */
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
 * Returns OK, NO_FILE, or FAILED for weights that are not finite, with a sentence. */
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
/* Writes the model again with some of its notes changed or added; `notes` as for model_write. Weights and configuration
 * stay what they are. */
int model_rewrite(const char *path, const model *m, const st_pair *notes, int note_count, error *err);
void model_close(model *m);

/* For checkpoints too: settings as metadata and back; pairs and text have room for MAX_OPTIONS. */
int config_to_metadata(const options *o, const void *settings, st_pair *pairs, char (*text)[OPTION_VALUE]);
int config_from_metadata(const options *o, void *settings, const st_file *file, const char *path, error *err);

/* Whether all keys of a file that carries a seal are known: as rows of either table (NULL: none), as notes, or for the
 * file itself. */
int config_check_keys(const options *a, const options *b, const st_file *file, const char *path, error *err);

/* Whether the version is `current`, with its seal, or one of those before, closed by NULL, and the seal is right. */
int config_check_format(const st_file *file, const char *current, const char *const *before, const char *what,
                        const char *path, error *err);

#endif
