/* See safetensors.h. Chapters: types, names, parsing the header, checking it as a whole, seals,
 * loading, writing. */
#include "base/safetensors.h"
#include "base/file.h"
#include "base/grow.h"
#include "base/half.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/key_set.h"
#include "base/random.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { HEADER_MAX = 100000000, LENGTH_FIELD = 8 };

static const char metadata_name[] = "__metadata__";
static const uint64_t TOO_MANY = UINT64_MAX;

/* ---- Types ------------------------------------------------------------------------------------------------------ */

/* ORDER TYPE in safetensors.h */
static const struct {
    const char *name;
    size_t size;
} types[] = {
    [ST_F32] = {"F32", 4}, [ST_F64] = {"F64", 8}, [ST_I32] = {"I32", 4}, [ST_I64] = {"I64", 8},
    [ST_U8] = {"U8", 1},   [ST_U64] = {"U64", 8}, [ST_F16] = {"F16", 2}, [ST_BF16] = {"BF16", 2},
};
static const char type_list[] = "F32, F64, I32, I64, U8, U64, F16 and BF16";

enum { TYPES = sizeof types / sizeof *types };

size_t st_type_size(st_type type)
{
    return (unsigned)type < TYPES ? types[type].size : 0;
}

int st_is_float(st_type type)
{
    return type == ST_F32 || type == ST_F64 || type == ST_F16 || type == ST_BF16;
}

/* The data may lie at any address, so it is copied out. */
double st_float(const st_tensor *t, size_t index)
{
    const char *at = (const char *)t->data + index * st_type_size(t->type);
    uint16_t half;
    float single;
    double value;
    if (t->type == ST_F64) return memcpy(&value, at, sizeof value), value;
    if (t->type == ST_F32) return memcpy(&single, at, sizeof single), (double)single;
    memcpy(&half, at, sizeof half);
    return (double)(t->type == ST_F16 ? half_to_float(half) : bfloat_to_float(half));
}

/* Bytes of a tensor, or TOO_MANY if the product does not fit 63 bits (so that sums of two cannot wrap). */
static uint64_t tensor_bytes(const st_tensor *t)
{
    uint64_t bytes = st_type_size(t->type);
    for (int i = 0; i < t->dims; i++) {
        uint64_t n = (uint64_t)t->shape[i];
        if (n != 0 && bytes > INT64_MAX / n) return TOO_MANY;
        bytes *= n;
    }
    return bytes;
}

static uint64_t round_up(uint64_t size)
{
    return (size + ST_ALIGN - 1) / ST_ALIGN * ST_ALIGN;
}

/* ---- Names ------------------------------------------------------------------------------------------------------ */

const st_tensor *st_find(const st_file *file, const char *name)
{
    for (int i = 0; i < file->tensor_count; i++)
        if (strcmp(file->tensors[i].name, name) == 0) return &file->tensors[i];
    return NULL;
}

const char *st_meta(const st_file *file, const char *key)
{
    for (int i = 0; i < file->metadata_count; i++)
        if (strcmp(file->metadata[i].key, key) == 0) return file->metadata[i].value;
    return NULL;
}

static uint64_t name_key(uint64_t space, const char *name)
{
    return stream_hash(space, (const uint8_t *)name, (int)strlen(name));
}

/* *duplicate: the name of a tensor or a key that occurs twice, or NULL. Returns 0, or -1 if out of memory. A set of
 * hashes, since a hostile header may list a million. */
static int find_duplicate(const st_tensor *tensors, int tensor_count, const st_pair *pairs, int pair_count,
                          const char **duplicate)
{
    key_set seen;
    *duplicate = NULL;
    if (key_set_open(&seen, (uint64_t)tensor_count + (uint64_t)pair_count)) return -1;
    for (int i = 0; i < tensor_count; i++)
        if (!key_set_add(&seen, name_key(0, tensors[i].name))) *duplicate = tensors[i].name;
    for (int i = 0; i < pair_count; i++)
        if (!key_set_add(&seen, name_key(1, pairs[i].key))) *duplicate = pairs[i].key;
    key_set_close(&seen);
    return 0;
}

/* ---- Parsing the header ----------------------------------------------------------------------------------------- */

typedef struct reader {
    const char *name; /* of the file, in messages */
    error *err;
    st_file *file;
    const char *data;
    uint64_t data_size;
    json_scan json; /* over a copy of the header, which the file owns */
    int metadata_seen;
} reader;

#define BAD(r, ...) fail_at((r)->err, BAD_INPUT, (r)->name, 0, __VA_ARGS__)

static int no_memory(reader *r)
{
    return fail_at(r->err, NO_MEMORY, r->name, 0, "not enough memory to load it");
}

/* The JSON scan stopped: says where, what was found and what was expected. */
static int bad_json(reader *r)
{
    const json_scan *j = &r->json;
    if (j->at >= j->size) return BAD(r, "damaged header: it ends where %s was expected", j->expected);
    unsigned char found = (unsigned char)j->text[j->at];
    return BAD(r,
               found > ' ' && found < 127 ? "damaged header: byte %zu of the file is '%c', expected %s"
                                          : "damaged header: byte %zu of the file is 0x%02X, expected %s",
               j->at + LENGTH_FIELD, found, j->expected);
}

static int parse_type(reader *r, st_tensor *t)
{
    char *name;
    if (!json_string(&r->json, &name)) return bad_json(r);
    for (int i = 0; i < TYPES; i++) {
        if (strcmp(types[i].name, name) != 0) continue;
        t->type = (st_type)i;
        return OK;
    }
    return BAD(r, "tensor \"%s\" has dtype \"%.32s\"; supported are %s", t->name, name, type_list);
}

static int parse_shape(reader *r, st_tensor *t)
{
    int more = json_open(&r->json, '[', ']');
    for (; more > 0; more = json_more(&r->json, ']')) {
        uint64_t n;
        if (!json_whole(&r->json, &n)) return bad_json(r);
        if (t->dims == ST_MAX_DIMS) return BAD(r, "tensor \"%s\" has more than %d dimensions", t->name, ST_MAX_DIMS);
        if (n > INT64_MAX)
            return BAD(r, "tensor \"%s\" has %" PRIu64 " in its shape, more than any memory", t->name, n);
        t->shape[t->dims++] = (int64_t)n;
    }
    return more < 0 ? bad_json(r) : OK;
}

static int parse_offsets(reader *r, st_tensor *t, uint64_t *end)
{
    json_scan *j = &r->json;
    int good = json_take(j, '[') && json_whole(j, &t->begin) && json_take(j, ',') && json_whole(j, end);
    return good && json_take(j, ']') ? OK : bad_json(r);
}

/* The three fields are complete: do shape and offsets agree? */
static int check_tensor(reader *r, const st_tensor *t, uint64_t end)
{
    uint64_t bytes = tensor_bytes(t);
    if (bytes == TOO_MANY) return BAD(r, "tensor \"%s\" has a shape whose product is more than any memory", t->name);
    if (t->begin > end)
        return BAD(r, "tensor \"%s\" ends at offset %" PRIu64 ", before it begins at %" PRIu64, t->name, end, t->begin);
    if (end - t->begin == bytes) return OK;
    return BAD(r, "tensor \"%s\" takes %" PRIu64 " bytes by its offsets, %" PRIu64 " by its shape", t->name,
               end - t->begin, bytes);
}

/* {"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}, the keys in any order. */
static int parse_tensor(reader *r, st_tensor *t)
{
    static const char *const fields[] = {"dtype", "shape", "data_offsets"};
    json_scan *j = &r->json;
    uint64_t end = 0;
    int seen[3] = {0}, more = json_open(j, '{', '}');
    for (; more > 0; more = json_more(j, '}')) {
        char *key;
        int field = 0, status;
        if (!json_string(j, &key) || !json_take(j, ':')) return bad_json(r);
        while (field < 3 && strcmp(fields[field], key) != 0) field++;
        if (field == 3)
            return BAD(r, "tensor \"%s\" has the key \"%.32s\"; expected dtype, shape and data_offsets", t->name, key);
        if (seen[field]++) return BAD(r, "tensor \"%s\" has the key \"%s\" twice", t->name, key);
        status = field == 0 ? parse_type(r, t) : field == 1 ? parse_shape(r, t) : parse_offsets(r, t, &end);
        if (status != OK) return status;
    }
    if (more < 0) return bad_json(r);
    for (int field = 0; field < 3; field++)
        if (!seen[field]) return BAD(r, "tensor \"%s\" lacks the key \"%s\"", t->name, fields[field]);
    return check_tensor(r, t, end);
}

static int add_tensor(reader *r, const char *name)
{
    st_file *f = r->file;
    size_t length = strlen(name);
    if (length >= ST_NAME)
        return BAD(r, "the tensor name \"%.32s...\" has %zu bytes, supported are %d", name, length, ST_NAME - 1);
    st_tensor *tensors = grow(f->tensors, (size_t)f->tensor_count, sizeof *tensors);
    if (!tensors) return no_memory(r);
    f->tensors = tensors;
    st_tensor *t = &tensors[f->tensor_count++];
    *t = (st_tensor){.dims = 0};
    memcpy(t->name, name, length);
    return parse_tensor(r, t);
}

static int parse_metadata(reader *r)
{
    st_file *f = r->file;
    json_scan *j = &r->json;
    if (r->metadata_seen++) return BAD(r, "its header holds \"%s\" twice", metadata_name);
    int more = json_open(j, '{', '}');
    for (; more > 0; more = json_more(j, '}')) {
        char *key, *value;
        st_pair *pairs = grow(f->metadata, (size_t)f->metadata_count, sizeof *pairs);
        if (!pairs) return no_memory(r);
        f->metadata = pairs;
        if (!json_string(j, &key) || !json_take(j, ':') || !json_string(j, &value)) return bad_json(r);
        pairs[f->metadata_count++] = (st_pair){key, value};
    }
    return more < 0 ? bad_json(r) : OK;
}

static int parse_header(reader *r)
{
    json_scan *j = &r->json;
    if (j->size > 0 && j->text[0] != '{') { /* no space before it either: it serves as the magic number */
        j->expected = "'{' (is it a safetensors file?)";
        return bad_json(r);
    }
    int more = json_open(j, '{', '}');
    for (; more > 0; more = json_more(j, '}')) {
        char *name;
        if (!json_string(j, &name) || !json_take(j, ':')) return bad_json(r);
        int status = strcmp(name, metadata_name) == 0 ? parse_metadata(r) : add_tensor(r, name);
        if (status != OK) return status;
    }
    return more < 0 || !json_end(j) ? bad_json(r) : OK;
}

/* ---- Checking the header as a whole ----------------------------------------------------------------------------- */

static int check_names(reader *r)
{
    const st_file *f = r->file;
    const char *name;
    if (find_duplicate(f->tensors, f->tensor_count, f->metadata, f->metadata_count, &name)) return no_memory(r);
    return name ? BAD(r, "the name \"%.95s\" stands twice in its header", name) : OK;
}

/* By offset; empty tensors before the one that begins there. */
static int by_offset(const void *a, const void *b)
{
    const st_tensor *s = *(const st_tensor *const *)a, *t = *(const st_tensor *const *)b;
    if (s->begin != t->begin) return s->begin < t->begin ? -1 : 1;
    return (tensor_bytes(s) > tensor_bytes(t)) - (tensor_bytes(s) < tensor_bytes(t));
}

/* Tensors must tile the data: each begins where the one before it ended. */
static int check_order(reader *r, const st_tensor **sorted, int count)
{
    uint64_t end = 0, size = r->data_size;
    qsort(sorted, (size_t)count, sizeof *sorted, by_offset);
    for (int i = 0; i < count; end += tensor_bytes(sorted[i++]))
        if (sorted[i]->begin != end)
            return BAD(r, "tensor \"%s\" begins at offset %" PRIu64 ", expected %" PRIu64 " (%s)", sorted[i]->name,
                       sorted[i]->begin, end,
                       sorted[i]->begin < end ? "it overlaps another tensor" : "a hole in the data");
    if (end > size)
        return BAD(r, "is truncated: its header promises %" PRIu64 " bytes of data, the file holds %" PRIu64, end,
                   size);
    if (end == size) return OK;
    return BAD(r, "has %" PRIu64 " bytes after its last tensor, which ends at offset %" PRIu64, size - end, end);
}

static int check_tiling(reader *r)
{
    const st_file *f = r->file;
    const st_tensor **sorted = malloc(((size_t)f->tensor_count + 1) * sizeof *sorted);
    if (!sorted) return no_memory(r);
    for (int i = 0; i < f->tensor_count; i++) sorted[i] = &f->tensors[i];
    int status = check_order(r, sorted, f->tensor_count);
    free(sorted);
    return status;
}

/* ---- Seals ------------------------------------------------------------------------------------------------------ */

static uint64_t hash_tensor(const st_tensor *t)
{
    uint64_t hash = hash_bytes(1, t->name, strlen(t->name));
    hash = hash_word(hash, (uint64_t)t->type << 8 | (uint64_t)t->dims);
    for (int i = 0; i < t->dims; i++) hash = hash_word(hash, (uint64_t)t->shape[i]);
    return tensor_bytes(t) ? hash_bytes(hash, t->data, tensor_bytes(t)) : hash;
}

static uint64_t hash_pair(const st_pair *pair)
{
    uint64_t hash = hash_bytes(2, pair->key, strlen(pair->key));
    return hash_bytes(hash, pair->value, strlen(pair->value));
}

/* A sum, since it does not depend on the order. */
void st_seal(const st_tensor *tensors, int tensor_count, const st_pair *pairs, int pair_count, char digits[SEAL_ROOM])
{
    uint64_t sum = 0;
    for (int i = 0; i < tensor_count; i++) sum += hash_tensor(&tensors[i]);
    for (int i = 0; i < pair_count; i++)
        if (strcmp(pairs[i].key, ST_SEAL) != 0) sum += hash_pair(&pairs[i]);
    snprintf(digits, SEAL_ROOM, "%016" PRIx64, sum);
}

int st_check_seal(const st_file *file, const char *name, error *err)
{
    char digits[SEAL_ROOM];
    const char *seal = st_meta(file, ST_SEAL);
    if (!seal) return OK;
    st_seal(file->tensors, file->tensor_count, file->metadata, file->metadata_count, digits);
    if (strcmp(seal, digits) == 0) return OK;
    return fail_at(err, BAD_INPUT, name, 0, "is damaged: its contents do not match its hash (expected %.32s, found %s)",
                   seal, digits);
}

/* ---- Loading ---------------------------------------------------------------------------------------------------- */

/* Reads the length field, judges it by the size of the file, and copies the header, which its reader overwrites. */
static int open_header(reader *r, const unsigned char *bytes, size_t size)
{
    uint64_t length = 0;
    if (size < LENGTH_FIELD)
        return BAD(r, "not a safetensors file: it holds %zu bytes, the header length alone takes %d", size,
                   LENGTH_FIELD);
    for (int i = LENGTH_FIELD; i-- > 0;) length = length << 8 | bytes[i];
    int is_foreign = length > HEADER_MAX;
    if (length > size - LENGTH_FIELD)
        return BAD(r, "%s: its header length field says %" PRIu64 " bytes but the file has %zu%s",
                   is_foreign ? "not a safetensors file" : "is truncated or not a safetensors file", length, size,
                   is_foreign ? " (is it a text or HTML file?)" : "");
    if (is_foreign)
        return BAD(r, "not a safetensors file: its header length field says %" PRIu64 " bytes, at most %d are allowed",
                   length, HEADER_MAX);
    r->data = (const char *)bytes + LENGTH_FIELD + length;
    r->data_size = size - LENGTH_FIELD - length;
    char *text = r->file->header = malloc((size_t)length + 1);
    if (!text) return no_memory(r);
    r->json = (json_scan){.text = memcpy(text, bytes + LENGTH_FIELD, (size_t)length), .size = (size_t)length};
    return OK;
}

int st_parse(st_file *file, const char *name, const void *bytes, size_t size, error *err)
{
    *file = (st_file){0};
    reader r = {.name = name, .err = err, .file = file};
    int status = open_header(&r, bytes, size);
    if (status == OK) status = parse_header(&r);
    if (status == OK) status = check_names(&r);
    if (status == OK) status = check_tiling(&r);
    for (int i = 0; i < file->tensor_count && status == OK; i++)
        file->tensors[i].data = r.data + file->tensors[i].begin;
    if (status != OK) st_free(file);
    return status;
}

int st_read(st_file *file, const char *path, error *err)
{
    file_bytes whole;
    struct stat facts;
    *file = (st_file){0};
    if (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode)) /* a FIFO would make us wait */
        return fail_at(err, NO_FILE, path, 0, "is not a regular file");
    int status = file_read(&whole, path, PTRDIFF_MAX - ST_ALIGN, err);
    if (status != OK) return status;
    status = st_parse(file, path, whole.bytes, whole.length, err);
    if (status == OK)
        file->block = whole.bytes;
    else
        file_free(&whole);
    return status;
}

void st_forget_data(st_file *file)
{
    free(file->tensors);
    free(file->block);
    file->tensors = NULL;
    file->tensor_count = 0;
    file->block = NULL;
}

void st_free(st_file *file)
{
    st_forget_data(file);
    free(file->metadata);
    free(file->header);
    *file = (st_file){0};
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

/* What st_read would refuse is a mistake of the caller: says which, or returns NULL. */
static const char *tensor_fault(const st_tensor *t)
{
    if (!memchr(t->name, '\0', ST_NAME)) return "a tensor name is not closed by a NUL";
    if (!json_is_utf8(t->name)) return "a tensor name is not UTF-8";
    if (strcmp(t->name, metadata_name) == 0) return "__metadata__ cannot be the name of a tensor";
    if (st_type_size(t->type) == 0) return "a tensor has no type";
    if (t->dims < 0 || t->dims > ST_MAX_DIMS) return "a tensor has too many dimensions";
    for (int i = 0; i < t->dims; i++)
        if (t->shape[i] < 0) return "a tensor has a negative shape";
    if (tensor_bytes(t) == TOO_MANY) return "a tensor has a shape whose product is more than any memory";
    return tensor_bytes(t) > 0 && !t->data ? "a tensor has no data" : NULL;
}

static const char *find_fault(const st_tensor *tensors, int tensor_count, const st_pair *pairs, int pair_count)
{
    const char *duplicate, *fault;
    uint64_t total = 0;
    for (int i = 0; i < tensor_count; i++) {
        if ((fault = tensor_fault(&tensors[i]))) return fault;
        if ((total += tensor_bytes(&tensors[i])) > INT64_MAX) return "the tensors together are more than any disk";
    }
    for (int i = 0; i < pair_count; i++) {
        if (!pairs[i].key || !pairs[i].value) return "a metadata key or value is NULL";
        if (!json_is_utf8(pairs[i].key)) return "a metadata key is not UTF-8";
    }
    if (find_duplicate(tensors, tensor_count, pairs, pair_count, &duplicate)) return "not enough memory";
    return duplicate ? "two tensors or two metadata keys have the same name" : NULL;
}

/* Returns the offset after the tensor. */
static uint64_t put_tensor(FILE *out, const st_tensor *t, uint64_t offset)
{
    uint64_t end = offset + tensor_bytes(t);
    json_put_string(out, t->name);
    fprintf(out, ":{\"dtype\":\"%s\",\"shape\":[", types[t->type].name);
    for (int i = 0; i < t->dims; i++) fprintf(out, "%s%" PRId64, i ? "," : "", t->shape[i]);
    fprintf(out, "],\"data_offsets\":[%" PRIu64 ",%" PRIu64 "]}", offset, end);
    return end;
}

/* Length field, still blank, and header, padded so that the data starts at a multiple of ST_ALIGN. */
static void put_head(FILE *out, const st_tensor *tensors, int tensor_count, const st_pair *pairs, int pair_count)
{
    uint64_t offset = 0;
    fprintf(out, "%*s{%s", LENGTH_FIELD, "", pair_count > 0 ? "\"__metadata__\":{" : "");
    for (int i = 0; i < pair_count; i++) {
        fputs(i ? "," : "", out);
        json_put_string(out, pairs[i].key);
        fputc(':', out);
        json_put_string(out, pairs[i].value);
    }
    if (pair_count > 0) fputs(tensor_count > 0 ? "}," : "}", out);
    for (int i = 0; i < tensor_count; i++) {
        if (i) fputc(',', out);
        offset = put_tensor(out, &tensors[i], offset);
    }
    fputc('}', out);
    uint64_t used = (uint64_t)ftell(out);
    fprintf(out, "%*s", (int)(round_up(used) - used), "");
}

/* What stands before the data, in memory; NULL if there is none. */
static char *make_head(const st_tensor *tensors, int tensor_count, const st_pair *pairs, int pair_count, size_t *size)
{
    char *head = NULL;
    FILE *out = open_memstream(&head, size);
    if (!out) return NULL;
    put_head(out, tensors, tensor_count, pairs, pair_count);
    int failed = ferror(out);
    if (fclose(out) != 0 || failed) {
        free(head);
        return NULL;
    }
    for (int i = 0; i < LENGTH_FIELD; i++) head[i] = (char)((uint64_t)(*size - LENGTH_FIELD) >> 8 * i & 0xFF);
    return head;
}

int st_replace(const char *path, const char *keep, const st_tensor *tensors, int tensor_count, const st_pair *metadata,
               int metadata_count, error *err)
{
    const char *fault = find_fault(tensors, tensor_count, metadata, metadata_count);
    size_t size = 0;
    char *head = fault ? NULL : make_head(tensors, tensor_count, metadata, metadata_count, &size);
    if (!fault && !head) fault = "not enough memory for its header";
    if (size > LENGTH_FIELD + HEADER_MAX) fault = "its header would be longer than the 100000000 bytes allowed";
    atomic_file file;
    int status = fault ? fail(err, NO_FILE, "cannot write %s: %s (the earlier file, if any, is untouched)", path, fault)
                       : atomic_open(&file, path, err);
    if (status == OK) {
        file.keep = keep;
        atomic_put(&file, head, size);
        for (int i = 0; i < tensor_count; i++) atomic_put(&file, tensors[i].data, (size_t)tensor_bytes(&tensors[i]));
        status = atomic_close(&file, 1, err);
    }
    free(head);
    return status;
}

int st_write(const char *path, const st_tensor *tensors, int tensor_count, const st_pair *metadata, int metadata_count,
             error *err)
{
    return st_replace(path, NULL, tensors, tensor_count, metadata, metadata_count, err);
}
