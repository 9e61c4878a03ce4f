/* The safetensors container, as the library of that name writes it and as PyTorch, NumPy and JAX read it:
 *
 *     8 bytes    u64, little-endian: length of the header
 *     header     {"__metadata__":{"key":"value"},
 *                 "name":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}, ...}     then spaces
 *     data       raw little-endian numbers, row-major; offsets count from here
 *
 * Reading trusts nothing: lengths are checked against the size of the file before anything is allocated for them,
 * offsets must tile the data exactly, shapes must multiply to the byte count. Writing is atomic (see file.h).
 */
#ifndef BASE_SAFETENSORS_H
#define BASE_SAFETENSORS_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum { ST_MAX_DIMS = 4, ST_NAME = 96, ST_ALIGN = 64 };

/* ORDER TYPE in safetensors.c */
typedef enum { ST_F32, ST_F64, ST_I32, ST_I64, ST_U8, ST_U64, ST_F16, ST_BF16 } st_type;

typedef struct st_tensor {
    char name[ST_NAME]; /* UTF-8, at most 95 bytes and a NUL */
    st_type type;
    int dims; /* 0: a single number */
    int64_t shape[ST_MAX_DIMS];
    const void *data; /* row-major, little-endian; after reading: perhaps not aligned, never NULL */
    uint64_t begin;   /* after reading: where its data lay, in bytes from the start of all data */
} st_tensor;

typedef struct st_pair {
    const char *key, *value;
} st_pair;

/* A file as it was read. Tensors and pairs are in the order of the header. */
typedef struct st_file {
    st_tensor *tensors;
    int tensor_count;
    st_pair *metadata; /* the string-to-string map "__metadata__" */
    int metadata_count;
    void *block, *header; /* private: what tensors and pairs point into */
} st_file;

/* Bytes of one number; 0 for no type. */
size_t st_type_size(st_type type);

/* Whether its numbers are floats, and one of them: double holds each of the four types exactly. */
int st_is_float(st_type type);
double st_float(const st_tensor *t, size_t index);

/* Reads a whole file. Returns OK, BAD_INPUT (its contents), NO_FILE (missing, unreadable, a folder) or NO_MEMORY, with
 * a sentence that names the file; the st_file is empty if it is not OK. */
int st_read(st_file *file, const char *path, error *err);

/* The same from memory; messages call the bytes `name`. Tensors point into the bytes, which must live as long as the
 * st_file and stay the caller's. */
int st_parse(st_file *file, const char *name, const void *bytes, size_t size, error *err);

/* Frees what reading allocated and empties the st_file; does nothing to an empty one. */
void st_free(st_file *file);

/* Frees the tensors alone; the metadata stays. */
void st_forget_data(st_file *file);

/* NULL if there is none. */
const st_tensor *st_find(const st_file *file, const char *name);
const char *st_meta(const st_file *file, const char *key);

/* A seal: digits that follow from every name, type, shape and number of the tensors and from all pairs but its own, in
 * whatever order, so that tools which save a file again keep it valid. It is a pair of the metadata with the key
 * ST_SEAL; whoever writes adds it. Each step of the hash is one-to-one in what it takes in, so that no flipped bit, nor
 * any other change within eight bytes, can leave it as it was. */
enum { SEAL_ROOM = 17 };
#define ST_SEAL "hash"
void st_seal(const st_tensor *tensors, int tensor_count, const st_pair *pairs, int pair_count, char digits[SEAL_ROOM]);

/* Whether what was read is as it was sealed. Returns OK or BAD_INPUT with a sentence; OK too if there is no seal. */
int st_check_seal(const st_file *file, const char *name, error *err);

/* Writes tensors and metadata to `path`, atomically. The same arguments give the same bytes.
 * The data starts at a multiple of ST_ALIGN and holds the tensors in the given order without gaps: put U8 last if
 * other readers are to find the wider types aligned. What st_read would refuse is refused here too (a name twice or
 * too long, a negative shape); bytes of a metadata value that are not UTF-8 become U+FFFD.
 * Returns OK, NO_FILE (cannot be written: disk full, no folder, no permission, or refused) or NO_MEMORY. */
int st_write(const char *path, const st_tensor *tensors, int tensor_count, const st_pair *metadata, int metadata_count,
             error *err);

/* The same; the file that is replaced keeps the name `keep` unless that is NULL: see atomic_file. */
int st_replace(const char *path, const char *keep, const st_tensor *tensors, int tensor_count, const st_pair *metadata,
               int metadata_count, error *err);

#endif
