/* Where the model for a kind of puzzle lies when nobody names one. */
#ifndef TRM_NETWORK_MODEL_PLACE_H
#define TRM_NETWORK_MODEL_PLACE_H

#include <stddef.h> /* size_t */

/* Looks for KIND.safetensors in models/, in models/ and ../share/trm/ beside `program` (argv[0]), and in `installed`
 * (NULL: nowhere else). Returns 0 with path[size], or -1 if there is none. */
int model_find(const char *kind, const char *program, const char *installed, char *path, size_t size);

#endif
