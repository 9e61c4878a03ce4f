/* The safetensors container, as the library of that name writes it and as PyTorch, NumPy and JAX read it:
 *
 *     8 bytes    u64, little-endian: length of the header
 *     header     {"__metadata__":{"key":"value"},
 *                 "name":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}, ...}     then spaces
 *     data       raw little-endian numbers, row-major; offsets count from here
 *
 * Reading trusts nothing: lengths are checked against the file's size before anything is allocated, offsets must tile
 * the data exactly, shapes must multiply to the byte count. Writing is atomic: a temporary file beside the target is
 * written, flushed to disk (fsync) and renamed, so that a reader or a crash at any moment sees the old file or the
 * new one.
 */
#ifndef BASE_SAFETENSORS_H
#define BASE_SAFETENSORS_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum { ST_MAX_DIMS = 4, ST_NAME = 96, ST_ALIGN = 64 };

typedef enum { ST_F32, ST_F64, ST_I32, ST_I64, ST_U8, ST_U64 } st_type; /* ORDER TYPE in safetensors.c */

typedef struct st_tensor {
    char name[ST_NAME]; /* UTF-8, at most 95 bytes and a NUL */
    st_type type;
    int dims; /* 0: a single number */
    int64_t shape[ST_MAX_DIMS];
    const void
        *data; /* row-major, native byte order (little-endian hosts); as read: a multiple of ST_ALIGN, never NULL */
} st_tensor;

typedef struct st_pair {
    char *key, *value;
} st_pair;

/* Tensors and pairs stand in the order of the header. */
typedef struct st_file {
    st_tensor *tensors;
    int tensor_count;
    st_pair *metadata; /* the string-to-string map "__metadata__" */
    int metadata_count;
    void *block; /* private: owns everything above */
} st_file;

/* Bytes of one number; 0 for no type. */
size_t st_type_size(st_type type);

/* Loads a whole file. Returns OK, BAD_INPUT (its contents) or NO_FILE (missing, unreadable, a folder, more than
 * memory holds) with a sentence that names the file; the st_file is empty then. */
int st_read(st_file *file, const char *path, error *err);

/* Frees what st_read gave and empties the st_file; harmless on an empty one. */
void st_free(st_file *file);

/* NULL where absent. */
const st_tensor *st_find(const st_file *file, const char *name);
const char *st_meta(const st_file *file, const char *key);

/* Writes tensors and metadata to `path`, atomically (see atomic_file.h). The same arguments give the same bytes.
 * The data starts at a multiple of ST_ALIGN and holds the tensors in the given order without gaps: put U8 last where
 * other readers shall find the wider types aligned. What st_read would refuse is refused here too (a name twice or too
 * long, a negative shape); a metadata value that is no UTF-8 gets U+FFFD in place of the bad bytes.
 * Returns OK or NO_FILE (cannot be written: disk full, no folder, no permission) with a sentence in why. */
int st_write(const char *path, const st_tensor *tensors, int tensor_count, const st_pair *metadata, int metadata_count,
             error *err);

#endif
