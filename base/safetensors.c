/* See safetensors.h. Chapters: types, names, reading the header, checking it, loading the data, writing. */
#include "base/safetensors.h"
#include "base/atomic_file.h"
#include "base/json.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "safetensors data is little-endian: this host needs a byte swap in load_data and st_write"
#endif

enum { HEADER_MAX = 100000000, LENGTH_FIELD = 8 };

static const char metadata_name[] = "__metadata__";

/* ---- Types ------------------------------------------------------------------------------------------------------ */

/* ORDER TYPE in safetensors.h */
static const struct {
    const char *name;
    size_t size;
} types[] = {
    [ST_F32] = {"F32", 4}, [ST_F64] = {"F64", 8}, [ST_I32] = {"I32", 4},
    [ST_I64] = {"I64", 8}, [ST_U8] = {"U8", 1},   [ST_U64] = {"U64", 8},
};
static const char type_list[] = "F32, F64, I32, I64, U8 and U64";

enum { TYPES = sizeof types / sizeof *types };

size_t st_type_size(st_type type)
{
    return (unsigned)type < TYPES ? types[type].size : 0;
}

/* Bytes of a tensor: 1, or 0 where the product does not fit 63 bits (so that sums of two cannot wrap). */
static int tensor_bytes(const st_tensor *t, uint64_t *bytes)
{
    *bytes = st_type_size(t->type);
    for (int i = 0; i < t->dims; i++) {
        uint64_t n = (uint64_t)t->shape[i];
        if (n != 0 && *bytes > INT64_MAX / n) return 0;
        *bytes *= n;
    }
    return 1;
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

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A name that stands twice, or NULL. Sorts: a hostile header may list a million. */
static const char *first_twin(const char **names, int count)
{
    qsort(names, (size_t)count, sizeof *names, by_name);
    for (int i = 1; i < count; i++)
        if (strcmp(names[i - 1], names[i]) == 0) return names[i];
    return NULL;
}

/* *twin: a tensor or a key that stands twice, or NULL. Returns 0 where memory ran out. */
static int find_twin(const st_tensor *tensors, int tensor_count, const st_pair *pairs, int pair_count,
                     const char **twin)
{
    const char **names = malloc(((size_t)tensor_count + (size_t)pair_count + 1) * sizeof *names);
    if (!names) return 0;
    for (int i = 0; i < tensor_count; i++) names[i] = tensors[i].name;
    for (int i = 0; i < pair_count; i++) names[tensor_count + i] = pairs[i].key;
    *twin = first_twin(names, tensor_count);
    if (!*twin) *twin = first_twin(names + tensor_count, pair_count);
    free(names);
    return 1;
}

/* ---- Reading the header ----------------------------------------------------------------------------------------- */

typedef struct span {
    uint64_t begin, end;
    int tensor;
} span;

typedef struct reader {
    const char *path;
    error *err;
    int fd;
    uint64_t data_size; /* bytes of the file after the header */
    json_scan json;     /* json.text: the header, owned */
    st_tensor *tensors;
    span *spans; /* one for each tensor */
    int tensor_count;
    st_pair *pairs; /* into json.text */
    int pair_count, metadata_seen;
} reader;

/* Puts "path: ..." into why and returns `status`. Names come from the file: their control characters (which a terminal
 * would obey) are shown as '?'. */
__attribute__((format(printf, 3, 4))) static int say(reader *r, int status, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fail_at_list(r->err, status, r->path, 0, format, values);
    va_end(values);
    return status;
}

static int no_memory(reader *r)
{
    return say(r, NO_FILE, "not enough memory to load it");
}

/* The JSON scan stopped: says where, what was found and what was expected. */
static int bad_json(reader *r)
{
    const json_scan *j = &r->json;
    if (j->at >= j->size) return say(r, BAD_INPUT, "damaged header: it ends where %s was expected", j->expected);
    unsigned char found = (unsigned char)j->text[j->at];
    return say(r, BAD_INPUT,
               found > ' ' && found < 127 ? "damaged header: byte %zu of the file is '%c', expected %s"
                                          : "damaged header: byte %zu of the file is 0x%02X, expected %s",
               j->at + LENGTH_FIELD, found, j->expected);
}

/* Room for one item more in an array of `count`; doubles at the powers of two. NULL: the old array stays. */
static void *grow(void *array, int count, size_t size)
{
    if (count & (count - 1)) return array;
    return realloc(array, (count ? 2 * (size_t)count : 1) * size);
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
    return say(r, BAD_INPUT, "tensor \"%s\" has dtype \"%.32s\"; supported are %s", t->name, name, type_list);
}

static int parse_shape(reader *r, st_tensor *t)
{
    int more = json_open(&r->json, '[', ']');
    for (; more > 0; more = json_more(&r->json, ']')) {
        uint64_t n;
        if (!json_whole(&r->json, &n)) return bad_json(r);
        if (t->dims == ST_MAX_DIMS)
            return say(r, BAD_INPUT, "tensor \"%s\" has more than %d dimensions", t->name, ST_MAX_DIMS);
        if (n > INT64_MAX)
            return say(r, BAD_INPUT, "tensor \"%s\" has %" PRIu64 " in its shape, more than any memory", t->name, n);
        t->shape[t->dims++] = (int64_t)n;
    }
    return more < 0 ? bad_json(r) : OK;
}

static int parse_offsets(reader *r, span *s)
{
    json_scan *j = &r->json;
    int good = json_take(j, '[') && json_whole(j, &s->begin) && json_take(j, ',') && json_whole(j, &s->end);
    return good && json_take(j, ']') ? OK : bad_json(r);
}

/* The three fields are complete: do shape and offsets agree? */
static int check_tensor(reader *r, const st_tensor *t, const span *s)
{
    uint64_t bytes;
    if (!tensor_bytes(t, &bytes))
        return say(r, BAD_INPUT, "tensor \"%s\" has a shape whose product is more than any memory", t->name);
    if (s->begin > s->end)
        return say(r, BAD_INPUT, "tensor \"%s\" ends at offset %" PRIu64 ", before it begins at %" PRIu64, t->name,
                   s->end, s->begin);
    if (s->end - s->begin != bytes)
        return say(r, BAD_INPUT, "tensor \"%s\" takes %" PRIu64 " bytes by its offsets, %" PRIu64 " by its shape",
                   t->name, s->end - s->begin, bytes);
    return OK;
}

/* {"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}, the keys in any order. */
static int parse_tensor(reader *r, st_tensor *t, span *s)
{
    static const char *const fields[] = {"dtype", "shape", "data_offsets"};
    json_scan *j = &r->json;
    int seen[3] = {0}, more = json_open(j, '{', '}');
    for (; more > 0; more = json_more(j, '}')) {
        char *key;
        int field = 0, status;
        if (!json_string(j, &key) || !json_take(j, ':')) return bad_json(r);
        while (field < 3 && strcmp(fields[field], key) != 0) field++;
        if (field == 3)
            return say(r, BAD_INPUT, "tensor \"%s\" has the key \"%.32s\"; expected dtype, shape and data_offsets",
                       t->name, key);
        if (seen[field]++) return say(r, BAD_INPUT, "tensor \"%s\" has the key \"%s\" twice", t->name, key);
        status = field == 0 ? parse_type(r, t) : field == 1 ? parse_shape(r, t) : parse_offsets(r, s);
        if (status != OK) return status;
    }
    if (more < 0) return bad_json(r);
    for (int field = 0; field < 3; field++)
        if (!seen[field]) return say(r, BAD_INPUT, "tensor \"%s\" lacks the key \"%s\"", t->name, fields[field]);
    return check_tensor(r, t, s);
}

static int add_tensor(reader *r, const char *name)
{
    if (strlen(name) >= ST_NAME)
        return say(r, BAD_INPUT, "the tensor name \"%.32s...\" has %zu bytes, supported are %d", name, strlen(name),
                   ST_NAME - 1);
    st_tensor *tensors = grow(r->tensors, r->tensor_count, sizeof *tensors);
    if (!tensors) return no_memory(r);
    r->tensors = tensors;
    span *spans = grow(r->spans, r->tensor_count, sizeof *spans);
    if (!spans) return no_memory(r);
    r->spans = spans;
    st_tensor *t = &r->tensors[r->tensor_count];
    span *s = &r->spans[r->tensor_count];
    *t = (st_tensor){.dims = 0};
    *s = (span){.tensor = r->tensor_count++};
    memcpy(t->name, name, strlen(name));
    return parse_tensor(r, t, s);
}

static int parse_metadata(reader *r)
{
    json_scan *j = &r->json;
    if (r->metadata_seen++) return say(r, BAD_INPUT, "its header holds \"%s\" twice", metadata_name);
    int more = json_open(j, '{', '}');
    for (; more > 0; more = json_more(j, '}')) {
        st_pair *pairs = grow(r->pairs, r->pair_count, sizeof *pairs);
        if (!pairs) return no_memory(r);
        r->pairs = pairs;
        st_pair *pair = &r->pairs[r->pair_count++];
        if (!json_string(j, &pair->key) || !json_take(j, ':') || !json_string(j, &pair->value)) return bad_json(r);
    }
    return more < 0 ? bad_json(r) : OK;
}

static int parse_header(reader *r)
{
    json_scan *j = &r->json;
    if (j->size > 0 && j->text[0] != '{') { /* no space before it either: the nearest there is to a magic number */
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

/* By offset; empty tensors before the one that begins there; else as listed. */
static int by_offset(const void *a, const void *b)
{
    const span *s = a, *t = b;
    if (s->begin != t->begin) return s->begin < t->begin ? -1 : 1;
    if (s->end != t->end) return s->end < t->end ? -1 : 1;
    return (s->tensor > t->tensor) - (s->tensor < t->tensor);
}

/* Sorts the spans, which must tile the data: each begins where the one before it ended. */
static int check_tiling(reader *r)
{
    uint64_t end = 0;
    if (r->tensor_count > 0) qsort(r->spans, (size_t)r->tensor_count, sizeof *r->spans, by_offset);
    for (int i = 0; i < r->tensor_count; i++) {
        const span *s = &r->spans[i];
        if (s->begin != end)
            return say(r, BAD_INPUT, "tensor \"%s\" begins at offset %" PRIu64 ", expected %" PRIu64 " (%s)",
                       r->tensors[s->tensor].name, s->begin, end,
                       s->begin < end ? "it overlaps another tensor" : "a hole in the data");
        end = s->end;
    }
    if (end > r->data_size)
        return say(r, BAD_INPUT,
                   "is truncated: its header promises %" PRIu64 " bytes of data, the file holds %" PRIu64, end,
                   r->data_size);
    if (end < r->data_size)
        return say(r, BAD_INPUT, "has %" PRIu64 " bytes after its last tensor, which ends at offset %" PRIu64,
                   r->data_size - end, end);
    return OK;
}

static int check_names(reader *r)
{
    const char *twin;
    if (!find_twin(r->tensors, r->tensor_count, r->pairs, r->pair_count, &twin)) return no_memory(r);
    return twin ? say(r, BAD_INPUT, "the name \"%.95s\" stands twice in its header", twin) : OK;
}

/* ---- Loading ---------------------------------------------------------------------------------------------------- */

static int read_exactly(reader *r, void *bytes, uint64_t size)
{
    char *to = bytes;
    while (size > 0) {
        ssize_t done = read(r->fd, to, (size_t)size);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return say(r, NO_FILE, "%s", strerror(errno));
        if (done == 0) return say(r, BAD_INPUT, "became shorter while it was read");
        to += done;
        size -= (uint64_t)done;
    }
    return OK;
}

static int open_file(reader *r, uint64_t *size)
{
    struct stat file;
    r->fd = open(r->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* O_NONBLOCK: a FIFO shall not make us wait */
    if (r->fd < 0 || fstat(r->fd, &file) != 0) return say(r, NO_FILE, "%s", strerror(errno));
    if (S_ISDIR(file.st_mode)) return say(r, NO_FILE, "%s", strerror(EISDIR));
    if (!S_ISREG(file.st_mode)) return say(r, NO_FILE, "is not a regular file");
    *size = (uint64_t)file.st_size;
    return OK;
}

/* Reads the length field, judges it by the size of the file, then reads the header. */
static int read_header(reader *r, uint64_t size)
{
    unsigned char field[LENGTH_FIELD];
    uint64_t length = 0;
    if (size < LENGTH_FIELD)
        return say(r, BAD_INPUT,
                   "not a safetensors file: it holds %" PRIu64 " bytes, the header length alone takes %d", size,
                   LENGTH_FIELD);
    int status = read_exactly(r, field, LENGTH_FIELD);
    if (status != OK) return status;
    for (int i = LENGTH_FIELD; i-- > 0;) length = length << 8 | field[i];
    if (length > HEADER_MAX && length > size)
        return say(r, BAD_INPUT,
                   "not a safetensors file: its header length field says %" PRIu64 " bytes but the file has %" PRIu64
                   " (is it a text or HTML file?)",
                   length, size);
    if (length > HEADER_MAX)
        return say(r, BAD_INPUT,
                   "not a safetensors file: its header length field says %" PRIu64 " bytes, at most %d are allowed",
                   length, HEADER_MAX);
    if (length > size - LENGTH_FIELD)
        return say(r, BAD_INPUT,
                   "is truncated or not a safetensors file: its header length field says %" PRIu64
                   " bytes but the file has %" PRIu64,
                   length, size);
    r->data_size = size - LENGTH_FIELD - length;
    r->json.size = (size_t)length;
    r->json.text = malloc((size_t)length + 1);
    return r->json.text ? read_exactly(r, r->json.text, length) : no_memory(r);
}

/* One block for everything that lives as long as the file:
 *
 *     | tensor data, each at a multiple of ST_ALIGN, in the order of the file | st_tensor[] | st_pair[] | strings |
 */
static char *allocate(const reader *r, uint64_t *data_bytes)
{
    uint64_t bytes = 0;
    for (int i = 0; i < r->tensor_count; i++) bytes += round_up(r->spans[i].end - r->spans[i].begin);
    *data_bytes = bytes;
    bytes += (uint64_t)r->tensor_count * sizeof(st_tensor) + (uint64_t)r->pair_count * sizeof(st_pair);
    for (int i = 0; i < r->pair_count; i++) bytes += strlen(r->pairs[i].key) + strlen(r->pairs[i].value) + 2;
    if (bytes > SIZE_MAX - 2 * ST_ALIGN) return NULL;
    return aligned_alloc(ST_ALIGN, (size_t)round_up(bytes) + ST_ALIGN); /* never of 0 bytes */
}

static char *copy_string(char **to, const char *from)
{
    size_t size = strlen(from) + 1;
    char *copy = memcpy(*to, from, size);
    *to += size;
    return copy;
}

static int load(reader *r, st_file *file)
{
    uint64_t data_bytes;
    char *block = allocate(r, &data_bytes), *at = block;
    if (!block) return no_memory(r);
    for (int i = 0; i < r->tensor_count; i++) {
        const span *s = &r->spans[i];
        int status = read_exactly(r, at, s->end - s->begin);
        if (status != OK) {
            free(block);
            return status;
        }
        r->tensors[s->tensor].data = at;
        at += round_up(s->end - s->begin);
    }
    file->block = block;
    file->tensor_count = r->tensor_count;
    file->tensors = (st_tensor *)(void *)(block + data_bytes);
    for (int i = 0; i < r->tensor_count; i++) file->tensors[i] = r->tensors[i];
    file->metadata_count = r->pair_count;
    file->metadata = (st_pair *)(void *)(file->tensors + r->tensor_count);
    char *text = (char *)(file->metadata + r->pair_count);
    for (int i = 0; i < r->pair_count; i++) {
        file->metadata[i].key = copy_string(&text, r->pairs[i].key);
        file->metadata[i].value = copy_string(&text, r->pairs[i].value);
    }
    return OK;
}

int st_read(st_file *file, const char *path, error *err)
{
    reader r = {.path = path, .err = err, .fd = -1};
    uint64_t size = 0;
    *file = (st_file){.tensors = NULL};
    int status = open_file(&r, &size);
    if (status == OK) status = read_header(&r, size);
    if (status == OK) status = parse_header(&r);
    if (status == OK) status = check_names(&r);
    if (status == OK) status = check_tiling(&r);
    if (status == OK) status = load(&r, file);
    if (r.fd >= 0) close(r.fd);
    free(r.json.text);
    free(r.tensors);
    free(r.spans);
    free(r.pairs);
    return status;
}

void st_free(st_file *file)
{
    free(file->block);
    *file = (st_file){.tensors = NULL};
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

/* What st_read would refuse is our caller's mistake: says which, or returns NULL. */
static const char *tensor_fault(const st_tensor *t, uint64_t *bytes)
{
    if (!memchr(t->name, '\0', ST_NAME)) return "a tensor name is not closed by a NUL";
    if (!json_is_utf8(t->name)) return "a tensor name is not UTF-8";
    if (strcmp(t->name, metadata_name) == 0) return "__metadata__ is no name for a tensor";
    if (st_type_size(t->type) == 0) return "a tensor has no type";
    if (t->dims < 0 || t->dims > ST_MAX_DIMS) return "a tensor has too many dimensions";
    for (int i = 0; i < t->dims; i++)
        if (t->shape[i] < 0) return "a tensor has a negative shape";
    if (!tensor_bytes(t, bytes)) return "a tensor has a shape whose product is more than any memory";
    return *bytes > 0 && !t->data ? "a tensor has no data" : NULL;
}

static const char *find_fault(const st_tensor *tensors, int tensor_count, const st_pair *pairs, int pair_count)
{
    const char *twin, *fault;
    uint64_t total = 0, bytes;
    for (int i = 0; i < tensor_count; i++) {
        if ((fault = tensor_fault(&tensors[i], &bytes))) return fault;
        if ((total += bytes) > INT64_MAX) return "the tensors together are more than any disk";
    }
    for (int i = 0; i < pair_count; i++) {
        if (!pairs[i].key || !pairs[i].value) return "a metadata key or value is NULL";
        if (!json_is_utf8(pairs[i].key)) return "a metadata key is not UTF-8";
    }
    if (!find_twin(tensors, tensor_count, pairs, pair_count, &twin)) return strerror(ENOMEM);
    return twin ? "two tensors or two metadata keys have the same name" : NULL;
}

/* The header is put twice: first with text NULL to learn its size, then into the room made for it. */
typedef struct sink {
    char *text;
    size_t size;
} sink;

static void put(sink *s, const char *text)
{
    size_t size = strlen(text);
    if (s->text) memcpy(s->text + s->size, text, size);
    s->size += size;
}

static void put_quoted(sink *s, const char *text)
{
    s->size += json_quote(s->text ? s->text + s->size : NULL, text);
}

static void put_number(sink *s, const char *before, uint64_t number)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, number);
    put(s, before);
    put(s, digits);
}

static void put_tensor(sink *s, const st_tensor *t, uint64_t *offset)
{
    uint64_t bytes = 0;
    tensor_bytes(t, &bytes);
    put_quoted(s, t->name);
    put(s, ":{\"dtype\":");
    put_quoted(s, types[t->type].name);
    put(s, ",\"shape\":[");
    for (int i = 0; i < t->dims; i++) put_number(s, i ? "," : "", (uint64_t)t->shape[i]);
    put_number(s, "],\"data_offsets\":[", *offset);
    put_number(s, ",", *offset += bytes);
    put(s, "]}");
}

static void put_header(sink *s, const st_tensor *tensors, int tensor_count, const st_pair *pairs, int pair_count)
{
    uint64_t offset = 0;
    put(s, "{");
    if (pair_count > 0) put(s, "\"__metadata__\":{");
    for (int i = 0; i < pair_count; i++) {
        if (i) put(s, ",");
        put_quoted(s, pairs[i].key);
        put(s, ":");
        put_quoted(s, pairs[i].value);
    }
    if (pair_count > 0) put(s, tensor_count > 0 ? "}," : "}");
    for (int i = 0; i < tensor_count; i++) {
        if (i) put(s, ",");
        put_tensor(s, &tensors[i], &offset);
    }
    put(s, "}");
}

/* Length field and header, padded so that the data starts at a multiple of ST_ALIGN. NULL: *fault says why. */
static char *make_head(const st_tensor *tensors, int tensor_count, const st_pair *pairs, int pair_count, size_t *size,
                       const char **fault)
{
    sink s = {.text = NULL};
    if ((*fault = find_fault(tensors, tensor_count, pairs, pair_count))) return NULL;
    put_header(&s, tensors, tensor_count, pairs, pair_count);
    *size = (size_t)round_up(LENGTH_FIELD + s.size);
    size_t length = *size - LENGTH_FIELD;
    *fault = length > HEADER_MAX ? "its header would be longer than the 100000000 bytes allowed" : strerror(ENOMEM);
    char *head = length > HEADER_MAX ? NULL : malloc(*size);
    if (!head) return NULL;
    memset(head, ' ', *size);
    for (int i = 0; i < LENGTH_FIELD; i++) head[i] = (char)(length >> 8 * i & 0xFF);
    s = (sink){.text = head + LENGTH_FIELD};
    put_header(&s, tensors, tensor_count, pairs, pair_count);
    return head;
}

int st_write(const char *path, const st_tensor *tensors, int tensor_count, const st_pair *metadata, int metadata_count,
             error *err)
{
    const char *fault;
    size_t size;
    char *head = make_head(tensors, tensor_count, metadata, metadata_count, &size, &fault);
    if (!head) {
        return fail(err, NO_FILE, "cannot write %s: %s (the earlier file, if any, is untouched)", path, fault);
    }
    atomic_file file;
    atomic_open(&file, path);
    atomic_put(&file, head, size);
    for (int i = 0; i < tensor_count; i++) {
        uint64_t bytes = 0;
        tensor_bytes(&tensors[i], &bytes);
        atomic_put(&file, tensors[i].data, (size_t)bytes);
    }
    free(head);
    return atomic_close(&file, err) ? OK : NO_FILE;
}
