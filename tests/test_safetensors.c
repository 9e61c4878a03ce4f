/* safetensors: what is written is read back; what is damaged is refused with a sentence, and never crashes; a write
 * that fails leaves the earlier file. All files lie in a fresh folder, which is the working folder while the tests run.
 */
#include "tests/files.h"
#include "base/file.h"
#include "base/safetensors.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

#define NAME "t.safetensors"

#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

/* ---- Files as bytes --------------------------------------------------------------------------------------------- */

typedef struct bytes {
    unsigned char *at;
    size_t size;
} bytes;

static bytes read_bytes(const char *path)
{
    bytes b = {malloc(1 << 20), 0};
    FILE *file = fopen(path, "rb");
    if (file) b.size = fread(b.at, 1, 1 << 20, file);
    if (file) fclose(file);
    return b;
}

/* Length field, header as given, `data` bytes 0 1 2 ...: made here by hand, so that reader and writer are not only
 * checked against each other. */
static bytes assemble(const char *header, size_t header_size, size_t data)
{
    bytes b = {malloc(8 + header_size + data + 1), 8 + header_size + data};
    for (int i = 0; i < 8; i++) b.at[i] = (unsigned char)((uint64_t)header_size >> 8 * i & 0xFF);
    memcpy(b.at + 8, header, header_size);
    for (size_t i = 0; i < data; i++) b.at[8 + header_size + i] = (unsigned char)i;
    return b;
}

static int same(bytes a, bytes b)
{
    return a.size == b.size && memcmp(a.at, b.at, a.size) == 0;
}

static int exists(const char *path)
{
    struct stat s;
    return lstat(path, &s) == 0;
}

/* Reads NAME and walks over all that it holds, for the sanitizers to watch. -1: what was accepted is not sound. */
static int read_and_walk(error *why)
{
    st_file file;
    int status = st_read(&file, NAME, why), sound = 1;
    uint64_t sum = 0;
    for (int i = 0; i < file.tensor_count; i++) {
        const st_tensor *t = &file.tensors[i];
        size_t size = st_type_size(t->type);
        for (int d = 0; d < t->dims; d++) size *= (size_t)t->shape[d];
        for (size_t k = 0; k < size; k++) sum += ((const unsigned char *)t->data)[k];
        sound = sound && t->data && memchr(t->name, 0, ST_NAME);
    }
    for (int i = 0; i < file.metadata_count; i++) sum += strlen(file.metadata[i].key) + strlen(file.metadata[i].value);
    sound = sound && sum < UINT64_MAX && (status == OK || (!file.block && file.tensor_count == 0));
    sound = sound && (status == OK || strncmp(why->text, NAME ": ", strlen(NAME ": ")) == 0);
    st_free(&file);
    return sound ? status : -1;
}

/* The file made of these bytes is refused, and the sentence holds `words`. */
static void refused(bytes b, const char *words)
{
    error why[1] = {0};
    write_bytes(NAME, b.at, b.size);
    int status = read_and_walk(why);
    CHECK(status == BAD_INPUT, "status %d, expected a refusal with: %s", status, words);
    CHECK(strstr(why->text, words), "said: %s; expected: %s", why->text, words);
}

static void refused_header(const char *header, size_t data, const char *words)
{
    bytes b = assemble(header, strlen(header), data);
    refused(b, words);
    free(b.at);
}

/* ---- Good files ------------------------------------------------------------------------------------------------- */

static const float f32[6] = {1.5f, -2.0f, 3.25f, 0.0f, 1e-30f, 1e30f};
static const double f64[2] = {3.141592653589793, -1e300};
static const int32_t i32[3] = {INT32_MIN, 0, INT32_MAX};
static const int64_t i64[1] = {INT64_MIN};
static const uint8_t u8[5] = {0, 1, 127, 128, 255};
static const uint64_t u64[2] = {0, UINT64_MAX};

static const st_tensor sample[] = {
    {"net.weight", ST_F32, 2, {2, 3}, f32, 0},    {"flags", ST_U8, 1, {5}, u8, 0},
    {"double", ST_F64, 1, {2}, f64, 0},           {"empty", ST_F32, 2, {0, 7}, NULL, 0},
    {"int", ST_I32, 4, {1, 3, 1, 1}, i32, 0},     {"scalar", ST_I64, 0, {0}, i64, 0},
    {"rng \"\\\xC3\xA9", ST_U64, 1, {2}, u64, 0},
};
static const st_pair notes[] = {
    {"program", "trm"},
    {"a \"key\"\n", "tab\t back\\slash \x01\x7F \xE2\x82\xAC \xF0\x9F\x98\x80"},
    {"", ""},
};

static void write_sample(const char *path)
{
    error why[1] = {0};
    int status = st_write(path, sample, COUNT(sample), notes, COUNT(notes), why);
    CHECK(status == OK, "%s", why->text);
}

/* The value of a float of 16 bits by its definition: (-1)^sign 2^exponent (1 + fraction), or subnormal. */
static double value_of(unsigned bits, int exponent_bits)
{
    int fraction_bits = 15 - exponent_bits, bias = (1 << (exponent_bits - 1)) - 1;
    int exponent = (int)(bits >> fraction_bits & ((1u << exponent_bits) - 1));
    double fraction = (bits & ((1u << fraction_bits) - 1)) / (double)(1u << fraction_bits);
    double sign = bits & 0x8000 ? -1 : 1;
    if (exponent == (1 << exponent_bits) - 1) return fraction > 0 ? NAN : sign * INFINITY;
    return sign * (exponent ? (1 + fraction) * pow(2, exponent - bias) : fraction * pow(2, 1 - bias));
}

/* All 65536 of both types, written, read back at an odd address and compared to the bit. */
static void test_halves(void)
{
    enum { ALL = 1 << 16 };
    static uint16_t every[ALL];
    static const uint8_t odd = 0;
    static const st_type kinds[] = {ST_F16, ST_BF16};
    error why[1] = {0};
    for (int i = 0; i < ALL; i++) every[i] = (uint16_t)i;
    for (int k = 0; k < COUNT(kinds); k++) {
        const st_tensor put[] = {{"odd", ST_U8, 1, {1}, &odd, 0}, {"all", kinds[k], 1, {ALL}, every, 0}};
        st_file file;
        CHECK(st_write(NAME, put, 2, NULL, 0, why) == OK && st_read(&file, NAME, why) == OK, "%s", why->text);
        const st_tensor *got = st_find(&file, "all");
        int wrong = 0;
        for (unsigned i = 0; got && i < ALL; i++) {
            double expected = value_of(i, k ? 8 : 5), found = st_float(got, i);
            wrong += isnan(expected) ? !isnan(found) : memcmp(&expected, &found, sizeof found) != 0;
        }
        CHECK(got && wrong == 0, "%d of all values of type %d are wrong", wrong, (int)kinds[k]);
        st_free(&file);
    }
    const st_tensor wide[] = {{"single", ST_F32, 1, {6}, f32, 0}, {"double", ST_F64, 1, {2}, f64, 0}};
    for (size_t i = 0; i < 6; i++) CHECK(st_float(&wide[0], i) == (double)f32[i], "%g", st_float(&wide[0], i));
    for (size_t i = 0; i < 2; i++) CHECK(st_float(&wide[1], i) == f64[i], "%g", st_float(&wide[1], i));
    CHECK(st_is_float(ST_BF16) && st_is_float(ST_F64) && !st_is_float(ST_I32) && !st_is_float(ST_U64), "floats");
}

static void test_round_trip(void)
{
    error why[1] = {0};
    st_file file;
    write_sample(NAME);
    CHECK(temporary_files() == 0, "the temporary file stayed");
    int status = st_read(&file, NAME, why);
    CHECK(status == OK, "%s", why->text);
    CHECK(file.tensor_count == COUNT(sample), "%d tensors", file.tensor_count);
    CHECK(file.metadata_count == COUNT(notes), "%d pairs", file.metadata_count);
    for (int i = 0; i < file.tensor_count && i < COUNT(sample); i++) {
        const st_tensor *got = &file.tensors[i], *put = &sample[i];
        size_t size = st_type_size(put->type);
        for (int d = 0; d < put->dims; d++) size *= (size_t)put->shape[d];
        CHECK(strcmp(got->name, put->name) == 0, "%s, expected %s", got->name, put->name);
        CHECK(got->type == put->type && got->dims == put->dims, "type %d, dims %d", (int)got->type, got->dims);
        CHECK(memcmp(got->shape, put->shape, sizeof put->shape) == 0, "shape of %s", put->name);
        CHECK(got->data && (size == 0 || memcmp(got->data, put->data, size) == 0), "data of %s", put->name);
        CHECK(st_find(&file, put->name) == got, "st_find of %s", put->name);
    }
    for (int i = 0; i < file.metadata_count && i < COUNT(notes); i++) {
        const char *value = st_meta(&file, notes[i].key);
        CHECK(strcmp(file.metadata[i].key, notes[i].key) == 0, "key %d is %s", i, file.metadata[i].key);
        CHECK(value && strcmp(value, notes[i].value) == 0, "value %d is %s", i, value ? value : "absent");
    }
    CHECK(!st_find(&file, "net") && !st_meta(&file, "prog"), "found what is not there");
    st_free(&file);
    CHECK(!file.block && !file.tensors && file.tensor_count == 0, "st_free left something");
    st_free(&file);
}

/* The bytes themselves, spelled out. */
static void test_written_bytes(void)
{
    static const uint8_t data[] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    const st_tensor tensors[] = {{"b", ST_F32, 2, {1, 2}, data, 0}, {"a", ST_U8, 0, {0}, data + 8, 0}};
    const st_pair pair = {"k\n", "v\xFF"};
    error why[1] = {0};
    char header[256];
    snprintf(header, sizeof header, "%-184s",
             "{\"__metadata__\":{\"k\\u000a\":\"v\\ufffd\"},"
             "\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
             "\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[8,9]}}");
    CHECK((8 + strlen(header)) % 64 == 0, "header of %zu bytes", strlen(header));
    bytes expected = assemble(header, strlen(header), 9);
    CHECK(st_write(NAME, tensors, 2, &pair, 1, why) == OK, "%s", why->text);
    bytes first = read_bytes(NAME);
    CHECK(same(first, expected), "wrote: %.*s", (int)first.size, (const char *)first.at + 8);
    CHECK(st_write(NAME, tensors, 2, &pair, 1, why) == OK, "%s", why->text);
    bytes second = read_bytes(NAME);
    CHECK(same(first, second), "the same arguments gave other bytes");
    CHECK(st_write(NAME, NULL, 0, NULL, 0, why) == OK, "%s", why->text);
    CHECK(read_and_walk(why) == OK, "no tensors: %s", why->text);
    free(expected.at);
    free(first.at);
    free(second.at);
}

/* Written by other hands: keys and tensors in any order, spaces, escapes, no padding, hence data at odd places. */
static void test_foreign_order(void)
{
    static const char header[] = "{ \"two\" : {\"data_offsets\":[3,11],\"shape\":[ 2 ],\"dtype\":\"F32\"},\r\n\t"
                                 "\"on\\u0065\\u00e9\\u20AC\\uD83D\\ude00\\/\\\"\\\\\\b\\f\\n\\r\\t\":"
                                 "{\"shape\":[3],\"dtype\":\"U\\u0038\",\"data_offsets\":[0,3]},"
                                 "\"none\":{\"shape\":[5,0],\"dtype\":\"I64\",\"data_offsets\":[3,3]},"
                                 "\"__metadata__\":{}}\n  ";
    error why[1] = {0};
    st_file file;
    bytes b = assemble(header, strlen(header), 11);
    write_bytes(NAME, b.at, b.size);
    CHECK(st_read(&file, NAME, why) == OK, "%s", why->text);
    const st_tensor *one = st_find(&file, "one\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80/\"\\\b\f\n\r\t");
    const st_tensor *two = st_find(&file, "two"), *none = st_find(&file, "none");
    CHECK(one && two && none && file.tensor_count == 3, "%d tensors", file.tensor_count);
    if (one && two && none) {
        CHECK(two == file.tensors, "not in the order of the header");
        CHECK(memcmp(one->data, b.at + b.size - 11, 3) == 0, "data of one");
        CHECK(memcmp(two->data, b.at + b.size - 8, 8) == 0, "data of two");
        CHECK(none->data, "no data, not even empty");
    }
    st_free(&file);
    free(b.at);
}

/* From memory, at any address: nothing is copied, and the bytes stay as they were. */
static void test_parse(void)
{
    error why[1] = {0};
    write_sample(NAME);
    bytes b = read_bytes(NAME);
    unsigned char *room = aligned_alloc(ST_ALIGN, (b.size / ST_ALIGN + 2) * ST_ALIGN);
    for (size_t shift = 0; shift < 2; shift++) {
        st_file file;
        const unsigned char *at = memcpy(room + shift, b.at, b.size);
        CHECK(st_parse(&file, "bytes", at, b.size, why) == OK, "%s", why->text);
        CHECK(file.tensor_count == COUNT(sample) && file.metadata_count == COUNT(notes), "%d", file.tensor_count);
        for (int i = 0; i < file.tensor_count; i++) {
            const st_tensor *t = &file.tensors[i], *put = &sample[i];
            const unsigned char *data = t->data;
            size_t size = st_type_size(t->type);
            for (int d = 0; d < t->dims; d++) size *= (size_t)t->shape[d];
            CHECK(size == 0 || memcmp(data, put->data, size) == 0, "data of %s", t->name);
            CHECK(data >= at && data <= at + b.size, "%s is copied", t->name);
        }
        CHECK(memcmp(at, b.at, b.size) == 0, "the bytes changed");
        st_free(&file);
        CHECK(st_parse(&file, "bytes", at, b.size - 1, why) == BAD_INPUT && !file.tensors, "%s", why->text);
        CHECK(strncmp(why->text, "bytes: is truncated", 19) == 0, "%s", why->text);
        CHECK(st_parse(&file, "bytes", at, 0, why) == BAD_INPUT && !file.header, "%s", why->text);
    }
    free(room);
    free(b.at);
}

/* ---- Damaged files ---------------------------------------------------------------------------------------------- */

static void test_truncations(void)
{
    error why[1] = {0};
    write_sample(NAME);
    bytes b = read_bytes(NAME);
    size_t head = b.size; /* where the data begins */
    for (size_t size = 0; size < b.size; size++) {
        write_bytes(NAME, b.at, size);
        int status = read_and_walk(why);
        CHECK(status == BAD_INPUT, "%zu of %zu bytes: status %d", size, b.size, status);
        if (strstr(why->text, "is truncated: its header promises") && size < head) head = size;
    }
    CHECK(head % 64 == 0 && head + 24 + 5 + 16 + 12 + 8 + 16 == b.size, "data at %zu of %zu", head, b.size);
    refused((bytes){b.at, 100},
            "is truncated or not a safetensors file: its header length field says 568 bytes but the "
            "file has 100");
    unsigned char *longer = calloc(b.size + 1, 1);
    memcpy(longer, b.at, b.size);
    refused((bytes){longer, b.size + 1}, "has 1 bytes after its last tensor");
    free(longer);
    free(b.at);
}

static void test_length_lies(void)
{
    static const uint64_t lies[] = {
        0,        1,          2,          63,         65,         1000,           99999999,       100000001,
        1u << 31, UINT32_MAX, 1ULL << 32, 1ULL << 62, 1ULL << 63, UINT64_MAX - 7, UINT64_MAX - 8, UINT64_MAX};
    error why[1] = {0};
    write_sample(NAME);
    bytes b = read_bytes(NAME);
    for (int i = 0; i < COUNT(lies); i++) {
        for (int k = 0; k < 8; k++) b.at[k] = (unsigned char)(lies[i] >> 8 * k & 0xFF);
        write_bytes(NAME, b.at, b.size);
        int status = read_and_walk(why);
        CHECK(status == BAD_INPUT, "length %llu: status %d", (unsigned long long)lies[i], status);
    }
    free(b.at);
    unsigned char field[43] = {0, 0, 0x80, 0x3E};
    refused((bytes){field, 43}, NAME ": not a safetensors file: its header length field says 1048576000 bytes but the "
                                     "file has 43 (is it a text or HTML file?)");
    unsigned char html[] = "<!DOCTYPE html><html><body>404 not found</body></html>";
    refused((bytes){html, sizeof html - 1}, "is it a text or HTML file?");
    refused((bytes){html, 5}, "it holds 5 bytes");
    refused((bytes){html, 0}, "it holds 0 bytes");
}

/* A header in which one tensor "x" of 8 bytes has these fields. */
#define X(fields) "{\"x\":{" fields "}}"
#define F         "\"dtype\":\"F32\","
#define S         "\"shape\":[2],"
#define O         "\"data_offsets\":[0,8]"

typedef struct bad {
    const char *header, *words;
} bad;

static const bad bad_json[] = {
    {"", "it ends where '{' was expected"},
    {"[]", "byte 8 of the file is '[', expected '{'"},
    {" " X(F S O), "byte 8 of the file is 0x20"},
    {"{", "it ends where a string"},
    {"{\"x\"", "it ends where ':'"},
    {"{\"x", "it ends where the closing quote"},
    {"{\"x\":", "it ends where '{'"},
    {"{x:1}", "'x', expected a string"},
    {"{,}", "',', expected a string"},
    {X(F S O) "x", "'x', expected nothing but spaces"},
    {X(F S O) "{}", "'{', expected nothing but spaces"},
    {"{\"x\":{" F S O "},}", "'}', expected a string"},
    {X(F S O ","), "'}', expected a string"},
    {X(F S "\"data_offsets\" [0,8]"), "'[', expected ':'"},
    {X(F S "\"data_offsets\":[0 8]"), "'8', expected ','"},
    {X(F S "\"data_offsets\":[0]"), "']', expected ','"},
    {X(F S "\"data_offsets\":[]"), "']', expected a whole number"},
    {X(F S "\"data_offsets\":[0,8,9]"), "',', expected ']'"},
    {X(F S "\"data_offsets\":[0,8.0]"), "'.', expected ']'"},
    {X(F S "\"data_offsets\":[0,8e0]"), "'e', expected ']'"},
    {X(F S "\"data_offsets\":[-0,8]"), "'-', expected a whole number"},
    {X(F S "\"data_offsets\":[0,08]"), "no digit after a leading 0"},
    {X(F S "\"data_offsets\":[0,18446744073709551616]"), "a number below 2^64"},
    {X(F "\"shape\":[2,]," O), "']', expected a whole number"},
    {X(F "\"shape\":[2}," O), "'}', expected ',' or ']'"},
    {X(F "\"shape\":[\"2\"]," O), "'\"', expected a whole number"},
    {X(F "\"shape\":2," O), "'2', expected '['"},
    {X(F "\"shape\":null," O), "'n', expected '['"},
    {X("\"dtype\":7," S O), "'7', expected a string"},
    {X("\"dtype\":\"F32\"" S O), "expected ',' or '}'"},
    {"{\"x\":[]}", "'[', expected '{'"},
    {"{\"__metadata__\":null}", "'n', expected '{'"},
    {"{\"__metadata__\":{\"a\":1}}", "'1', expected a string"},
    {"{\"__metadata__\":{\"a\":{}}}", "'{', expected a string"},
    {"{\"__metadata__\":{\"a\":\"\\x\"}}", "'x', expected one of"},
    {"{\"__metadata__\":{\"a\":\"\\", "it ends where one of"},
    {"{\"__metadata__\":{\"a\":\"\\u12", "it ends where four hexadecimal"},
    {"{\"__metadata__\":{\"a\":\"\\u12g4\"}}", "'g', expected four hexadecimal"},
    {"{\"__metadata__\":{\"a\":\"\\u0000\"}}", "no \\u0000"},
    {"{\"__metadata__\":{\"a\":\"\\uDE00\"}}", "a high surrogate before"},
    {"{\"__metadata__\":{\"a\":\"\\uD83D\"}}", "the \\u of a low surrogate"},
    {"{\"__metadata__\":{\"a\":\"\\uD83D\\n\"}}", "'n', expected"},
    {"{\"__metadata__\":{\"a\":\"\\uD83D\\u0041\"}}", "a low surrogate after"},
    {"{\"__metadata__\":{\"a\":\"line\nline\"}}", "control characters only as escapes"},
    {"{\"__metadata__\":{\"a\":\"\x80\"}}", "0x80, expected UTF-8"},
    {"{\"__metadata__\":{\"a\":\"\xC0\xAF\"}}", "expected UTF-8"},
    {"{\"__metadata__\":{\"a\":\"\xE0\x80\xAF\"}}", "expected UTF-8"},
    {"{\"__metadata__\":{\"a\":\"\xED\xA0\x80\"}}", "expected UTF-8"},
    {"{\"__metadata__\":{\"a\":\"\xF0\x80\x80\xAF\"}}", "expected UTF-8"},
    {"{\"__metadata__\":{\"a\":\"\xF4\x90\x80\x80\"}}", "expected UTF-8"},
    {"{\"__metadata__\":{\"a\":\"\xE2\x82", "0xE2, expected UTF-8"},
    {"{\"__metadata__\":{\"a\":\"\xE2\x82\"}}", "0xE2, expected UTF-8"},
};

static const bad bad_tensors[] = {
    {X(S O), "tensor \"x\" lacks the key \"dtype\""},
    {X(F O), "lacks the key \"shape\""},
    {X(F "\"shape\":[2]"), "lacks the key \"data_offsets\""},
    {X(""), "lacks the key"},
    {X(F F S O), "the key \"dtype\" twice"},
    {X(F S S O), "the key \"shape\" twice"},
    {X(F "\"offset\":1," S O), "has the key \"offset\"; expected dtype, shape and data_offsets"},
    {X("\"dtype\":\"I16\"," S O),
     "tensor \"x\" has dtype \"I16\"; supported are F32, F64, I32, I64, U8, U64, F16 and BF16"},
    {X("\"dtype\":\"F8_E4M3\"," S O), "has dtype \"F8_E4M3\""},
    {X("\"dtype\":\"f32\"," S O), "has dtype \"f32\""},
    {X("\"dtype\":\"\x7F\\u001b[31m\"," S O), "has dtype \"\\x7f\\x1b[31m\""},
    {X(F "\"shape\":[3]," O), "takes 8 bytes by its offsets, 12 by its shape"},
    {X("\"dtype\":\"F64\"," S O), "takes 8 bytes by its offsets, 16 by its shape"},
    {X(F "\"shape\":[1,1,1,1,2]," O), "more than 4 dimensions"},
    {X(F "\"shape\":[9223372036854775808]," O), "more than any memory"},
    {X(F "\"shape\":[0,9223372036854775808],\"data_offsets\":[0,0]"), "more than any memory"},
    {X(F "\"shape\":[4294967296,4294967296,2]," O), "product is more than any memory"},
    {X(F "\"shape\":[4611686018427387906]," O), "product is more than any memory"}, /* times 4: 8 more than 2^64 */
    {X(F S "\"data_offsets\":[8,0]"), "ends at offset 0, before it begins at 8"},
    {X(F S "\"data_offsets\":[4,12]"), "begins at offset 4, expected 0 (a hole in the data)"},
    {X(F S "\"data_offsets\":[18446744073709551608,0]"), "before it begins"},
    {X(F "\"shape\":[1],\"data_offsets\":[0,4]"), "has 4 bytes after its last tensor"},
    {X(F "\"shape\":[4],\"data_offsets\":[0,16]"),
     "is truncated: its header promises 16 bytes of data, the file holds 8"},
    {X("\"dtype\":\"U8\",\"shape\":[9223372036854775807],\"data_offsets\":[0,9223372036854775807]"), "is truncated"},
    {"{\"x\":{" F S O "},\"y\":{" F S O "}}", "begins at offset 0, expected 8 (it overlaps another tensor)"},
    {"{\"x\":{" F S O "},\"y\":{" F "\"shape\":[1],\"data_offsets\":[4,8]}}", "\"y\" begins at offset 4, expected 8"},
    {"{\"x\":{" F S O "},\"y\":{" F "\"shape\":[0],\"data_offsets\":[4,4]}}", "overlaps"},
    {"{\"y\":{" F "\"shape\":[1],\"data_offsets\":[0,4]},\"x\":{" F "\"shape\":[0],\"data_offsets\":[8,8]}}", "a hole"},
    {"{\"x\":{" F S O "},\"\\u0078\":{" F "\"shape\":[0],\"data_offsets\":[8,8]}}", "the name \"x\" stands twice"},
    {"{\"x\":{" F S O "},\"__metadata__\":{\"k\":\"1\",\"j\":\"2\",\"k\":\"3\"}}", "the name \"k\" stands twice"},
    {"{\"__metadata__\":{},\"__metadata__\":{}}", "\"__metadata__\" twice"},
};

static void test_bad_headers(void)
{
    error why[1] = {0};
    char name[120], header[300];
    for (int i = 0; i < COUNT(bad_json); i++) refused_header(bad_json[i].header, 8, bad_json[i].words);
    for (int i = 0; i < COUNT(bad_tensors); i++) refused_header(bad_tensors[i].header, 8, bad_tensors[i].words);
    bytes good = assemble(X(F S O), strlen(X(F S O)), 8); /* what all of them are variants of */
    write_bytes(NAME, good.at, good.size);
    CHECK(read_and_walk(why) == OK, "%s", why->text);
    free(good.at);
    for (int size = 95; size <= 96; size++) {
        memset(name, 'n', sizeof name);
        name[size] = '\0';
        snprintf(header, sizeof header, "{\"%s\":{" F S O "}}", name);
        if (size == 96) refused_header(header, 8, "has 96 bytes, supported are 95");
        bytes b = assemble(header, strlen(header), 8);
        write_bytes(NAME, b.at, b.size);
        CHECK(read_and_walk(why) == (size == 95 ? OK : BAD_INPUT), "a name of %d bytes: %s", size, why->text);
        free(b.at);
    }
}

/* A million levels: a recursive parser would run out of stack. */
static void test_deep_nesting(void)
{
    static const char *const starts[] = {"{\"x\":", "{\"x\":{\"shape\":", "{\"__metadata__\":{\"a\":", ""};
    static const char *const levels[] = {"[", "{", "{\"a\":"};
    enum { DEPTH = 1000000 };
    char *header = malloc(64 + 5 * DEPTH);
    for (int i = 0; i < COUNT(starts) * COUNT(levels); i++) {
        const char *start = starts[i / 3], *level = levels[i % 3];
        size_t at = strlen(start), step = strlen(level);
        memcpy(header, start, at);
        for (int k = 0; k < DEPTH; k++, at += step) memcpy(header + at, level, step);
        bytes b = assemble(header, at, 0);
        refused(b, "expected");
        free(b.at);
    }
    free(header);
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* One to three edits of the header: a flipped bit, a byte of the JSON alphabet, or a piece copied over another. */
static void mutate(bytes b, size_t head, uint64_t *random)
{
    static const char alphabet[] = "{}[]:,\"\\u0129 xdF";
    for (uint64_t edits = 1 + next_random(random) % 3; edits > 0; edits--) {
        uint64_t r = next_random(random);
        size_t at = (size_t)(r >> 8) % head, from = (size_t)(r >> 24) % head, size = (size_t)(r >> 40) % 24;
        if (r % 4 < 2) {
            b.at[at] ^= (unsigned char)(1u << (r >> 60) % 8);
        } else if (r % 4 == 2) {
            b.at[at] = (unsigned char)alphabet[(r >> 40) % (sizeof alphabet - 1)];
        } else if (at + size < head && from + size < head) {
            memmove(b.at + at, b.at + from, size);
        }
    }
}

static void test_fuzz(void)
{
    enum { ROUNDS = 4000 };
    uint64_t random = 88172645463325252u;
    error why[1] = {0};
    int accepted = 0, refusals = 0;
    write_sample(NAME);
    bytes b = read_bytes(NAME);
    size_t head = b.size - (24 + 5 + 16 + 12 + 8 + 16);
    bytes copy = {malloc(b.size), b.size};
    for (int i = 0; i < ROUNDS; i++) {
        memcpy(copy.at, b.at, b.size);
        mutate(copy, head, &random);
        write_bytes(NAME, copy.at, copy.size);
        int status = read_and_walk(why);
        accepted += status == OK;
        refusals += status == BAD_INPUT;
    }
    CHECK(accepted + refusals == ROUNDS, "%d accepted, %d refused of %d", accepted, refusals, ROUNDS);
    CHECK(accepted > ROUNDS / 50 && refusals > ROUNDS / 2, "%d accepted, %d refused", accepted, refusals);
    free(copy.at);
    free(b.at);
}

/* ---- Files that cannot be had ----------------------------------------------------------------------------------- */

static void no_file(const char *path, const char *words)
{
    error why[1] = {0};
    st_file file;
    int status = st_read(&file, path, why);
    CHECK(status == NO_FILE && !file.block, "%s: status %d", path, status);
    CHECK(strstr(why->text, path) == why->text && strstr(why->text, words), "said: %s; expected: %s", why->text, words);
}

static void test_no_file(void)
{
    st_file file;
    no_file("missing.safetensors", "no such file");
    no_file(".", "is a folder");
    CHECK(symlink("loop", "loop") == 0 && mkfifo("fifo", 0600) == 0, "%s", strerror(errno));
    no_file("loop", strerror(ELOOP));
    no_file("fifo", "not a regular file");
    write_bytes("plain", "x", 1);
    no_file("plain/under", strerror(ENOTDIR));
    chmod("plain", 0);
    if (geteuid() != 0) no_file("plain", strerror(EACCES));
    CHECK(st_read(&file, "missing.safetensors", NULL) == NO_FILE, "status");
}

/* ---- Writes that fail ------------------------------------------------------------------------------------------- */

static void unwritable(const char *path, const char *words)
{
    error why[1] = {0};
    int status = st_write(path, sample, COUNT(sample), notes, COUNT(notes), why);
    CHECK(status == NO_FILE, "%s: status %d", path, status);
    CHECK(strstr(why->text, "cannot write ") == why->text && strstr(why->text, path), "said: %s", why->text);
    CHECK(strstr(why->text, words), "said: %s; expected: %s", why->text, words);
    CHECK(temporary_files() == 0, "%s: a temporary file stayed", path);
}

static void test_unwritable(void)
{
    struct stat s;
    unwritable("missing/x.safetensors", strerror(ENOENT));
    unwritable("plain/x.safetensors", strerror(ENOTDIR));
    unwritable("fifo", "not a regular file");
    CHECK(stat("fifo", &s) == 0 && S_ISFIFO(s.st_mode), "the FIFO was replaced");
    CHECK(mkdir("folder", 0700) == 0, "%s", strerror(errno));
    unwritable("folder", "directory");
    if (geteuid() != 0 && chmod("folder", 0500) == 0) unwritable("folder/x.safetensors", strerror(EACCES));
}

/* A disk that is full after `limit` bytes: the largest size of a file. Without a signal, write fails with EFBIG. */
static void write_to_full_disk(rlim_t limit, const st_tensor *big, bytes before)
{
    error why[1] = {0};
    struct rlimit old, low;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old);
    low = old;
    low.rlim_cur = limit;
    fflush(stdout);
    setrlimit(RLIMIT_FSIZE, &low);
    int status = st_write(NAME, big, 1, NULL, 0, why);
    setrlimit(RLIMIT_FSIZE, &old);
    bytes after = read_bytes(NAME);
    CHECK(status == NO_FILE, "%lu bytes of disk: status %d", (unsigned long)limit, status);
    CHECK(strstr(why->text, strerror(EFBIG)) && strstr(why->text, "untouched"), "said: %s", why->text);
    CHECK(same(before, after), "%lu bytes of disk: the earlier file changed", (unsigned long)limit);
    CHECK(temporary_files() == 0, "%lu bytes of disk: the temporary file stayed", (unsigned long)limit);
    free(after.at);
}

static void test_full_disk(void)
{
    static const rlim_t limits[] = {0, 1, 8, 100, 128, 200, 5000, 128 + 8 * 2000 - 1};
    error why[1] = {0};
    double *numbers = calloc(2000, sizeof *numbers);
    st_tensor big = {"big", ST_F64, 1, {2000}, numbers, 0};
    write_sample(NAME);
    bytes before = read_bytes(NAME);
    for (int i = 0; i < COUNT(limits); i++) write_to_full_disk(limits[i], &big, before);
    CHECK(st_write(NAME, &big, 1, NULL, 0, why) == OK, "%s", why->text);
    bytes after = read_bytes(NAME);
    CHECK(after.size == 128 + 8 * 2000, "%zu bytes", after.size);
    free(numbers);
    free(before.at);
    free(after.at);
}

static void on_alarm(int signal_number)
{
    (void)signal_number;
}

/* The slow end of a pipe: takes the bytes 0 1 2 ... in small pieces. Exit status 0 if all arrived. */
static void slow_reader(int fd, size_t expected)
{
    unsigned char piece[20000];
    size_t total = 0;
    int good = 1;
    for (ssize_t got; (got = read(fd, piece, sizeof piece)) > 0;) {
        for (ssize_t i = 0; i < got; i++) good = good && piece[i] == (unsigned char)((total + (size_t)i) % 251);
        total += (size_t)got;
        nanosleep(&(struct timespec){.tv_nsec = 4000000}, NULL);
    }
    _exit(!(good && total == expected));
}

/* A signal each millisecond cuts writes short (a part is written) or stops them (EINTR): no byte may be lost. */
static void test_interrupted_writes(void)
{
    enum { SIZE = 400000 };
    const struct itimerval often = {{0, 1000}, {0, 1000}};
    struct itimerval watchdog;
    struct sigaction action = {.sa_handler = on_alarm}, old;
    unsigned char *numbers = malloc(SIZE);
    int ends[2], status = -1;
    for (int i = 0; i < SIZE; i++) numbers[i] = (unsigned char)(i % 251);
    CHECK(pipe(ends) == 0, "%s", strerror(errno));
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        slow_reader(ends[0], SIZE);
    }
    close(ends[0]);
    atomic_file file = {.path = "pipe", .out = fdopen(ends[1], "wb")};
    sigaction(SIGALRM, &action, &old);
    setitimer(ITIMER_REAL, &often, &watchdog);
    atomic_put(&file, numbers, SIZE);
    setitimer(ITIMER_REAL, &watchdog, NULL);
    sigaction(SIGALRM, &old, NULL);
    CHECK(!file.fault, "%s", strerror(file.fault));
    fclose(file.out);
    waitpid(child, &status, 0);
    CHECK(status == 0, "the reader received other bytes than were put: status %d", status);
    free(numbers);
}

static void refused_argument(const st_tensor *tensors, int tensor_count, const st_pair *pairs, int pair_count,
                             const char *words)
{
    error why[1] = {0};
    int status = st_write("never", tensors, tensor_count, pairs, pair_count, why);
    CHECK(status == NO_FILE && strstr(why->text, words), "status %d, said: %s; expected: %s", status, why->text, words);
    CHECK(!exists("never") && temporary_files() == 0, "a file was made");
}

static void test_arguments(void)
{
    const st_tensor good = {"x", ST_F32, 1, {2}, f32, 0};
    st_tensor two[2] = {good, good};
    refused_argument(two, 2, NULL, 0, "same name");
    two[0].shape[0] = -1;
    refused_argument(two, 1, NULL, 0, "negative shape");
    two[0] = (st_tensor){"x", ST_F32, 3, {INT64_MAX, INT64_MAX, 2}, f32, 0};
    refused_argument(two, 1, NULL, 0, "more than any memory");
    two[0] = (st_tensor){"x", ST_F32, 5, {1}, f32, 0};
    refused_argument(two, 1, NULL, 0, "too many dimensions");
    two[0] = (st_tensor){"x", ST_F32, 1, {1}, NULL, 0};
    refused_argument(two, 1, NULL, 0, "no data");
    two[0] = (st_tensor){"x", (st_type)99, 1, {1}, f32, 0};
    refused_argument(two, 1, NULL, 0, "no type");
    two[0] = (st_tensor){"__metadata__", ST_F32, 1, {1}, f32, 0};
    refused_argument(two, 1, NULL, 0, "cannot be the name of a tensor");
    two[0] = (st_tensor){"x\xFF", ST_F32, 1, {1}, f32, 0};
    refused_argument(two, 1, NULL, 0, "not UTF-8");
    memset(two[0].name, 'x', ST_NAME);
    refused_argument(two, 1, NULL, 0, "not closed by a NUL");
    const st_pair twins[2] = {{"k", "1"}, {"k", "2"}};
    refused_argument(&good, 1, twins, 2, "same name");
    const st_pair null = {"k", NULL}, odd = {"\xFF", "1"};
    refused_argument(&good, 1, &null, 1, "NULL");
    refused_argument(&good, 1, &odd, 1, "not UTF-8");
}

/* ---- One moment ------------------------------------------------------------------------------------------------- */

enum { PLATEAU = 4000 };

/* Until it is killed: files of all 0, all 1, all 2 ... */
static void write_for_ever(void)
{
    error why[1] = {0};
    static int32_t numbers[PLATEAU];
    const st_tensor tensor = {"x", ST_I32, 1, {PLATEAU}, numbers, 0};
    for (int32_t n = 0; st_write(NAME, &tensor, 1, NULL, 0, why) == OK; n++)
        for (int i = 0; i < PLATEAU; i++) numbers[i] = n;
    _exit(1);
}

/* A reader sees only whole files while a writer is at work, and after it was killed. */
static void test_atomic(void)
{
    enum { READS = 300 };
    error why[1] = {0};
    int whole = 0;
    write_sample(NAME);
    fflush(stdout);
    pid_t writer = fork();
    if (writer == 0) write_for_ever();
    CHECK(writer > 0, "%s", strerror(errno));
    if (writer < 0) return;
    for (int i = 0; i <= READS; i++) {
        st_file file;
        if (i == READS) kill(writer, SIGKILL), waitpid(writer, NULL, 0);
        int good = st_read(&file, NAME, why) == OK;
        const st_tensor *x = st_find(&file, "x");
        const int32_t *numbers = x ? x->data : NULL;
        for (int k = 0; x && k < PLATEAU; k++) good = good && numbers[k] == numbers[0];
        whole += good;
        st_free(&file);
    }
    CHECK(whole == READS + 1, "%d whole files of %d; %s", whole, READS + 1, why->text);
    /* The kill may have left one temporary file, which is no obstacle to the next writer. */
    int left = temporary_files();
    write_sample(NAME);
    CHECK(left <= 1 && temporary_files() == left, "%d temporary files stayed, %d now", left, temporary_files());
    CHECK(remove_temporary_files() == left, "they cannot be removed");
}

/* ---- All of them, in a folder of their own ---------------------------------------------------------------------- */

static void remove_all(void)
{
    static const char *const files[] = {NAME, "loop", "fifo", "plain", "never"};
    chmod("folder", 0700);
    for (int i = 0; i < COUNT(files); i++) unlink(files[i]);
    rmdir("folder");
    leave_folder();
}

/* The number that the next file to be opened gets: it stays the same while all are closed. */
static int next_descriptor(void)
{
    int fd = open("/dev/null", O_RDONLY);
    close(fd);
    return fd;
}

int main(void)
{
    enter_folder();
    int descriptor = next_descriptor();
    alarm(120); /* a reader that hangs is a failure too */
    test_halves();
    test_round_trip();
    test_written_bytes();
    test_foreign_order();
    test_parse();
    test_truncations();
    test_length_lies();
    test_bad_headers();
    test_deep_nesting();
    test_fuzz();
    test_no_file();
    test_unwritable();
    test_full_disk();
    test_interrupted_writes();
    test_arguments();
    test_atomic();
    remove_all();
    CHECK(next_descriptor() == descriptor, "a file was left open");
    return check_done("safetensors");
}
