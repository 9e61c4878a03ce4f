/* Runs a target without libFuzzer: every file named on the command line, and then mutations of it, always the same. */
#include "fuzz/fuzz.h"

#include "base/file.h"
#include "base/random.h"

enum { MUTATIONS = 300, ROOM = 1 << 16 };

/* A few bytes are changed, lost, doubled, or the end is cut off. */
static size_t mutate(uint8_t *bytes, size_t size, stream *s)
{
    for (uint32_t k = 1 + stream_below(s, 4); k > 0 && size > 0; k--) {
        size_t at = stream_below(s, (uint32_t)size), count = 1 + stream_below(s, 8);
        if (count > size - at) count = size - at;
        switch (stream_below(s, 5)) {
        case 0:
            bytes[at] ^= (uint8_t)(1 << stream_below(s, 8));
            break;
        case 1:
            bytes[at] = (uint8_t)stream_below(s, 256);
            break;
        case 2:
            memmove(bytes + at, bytes + at + count, size - at - count);
            size -= count;
            break;
        case 3:
            if (size + count > ROOM) break;
            memmove(bytes + at + count, bytes + at, size - at);
            size += count;
            break;
        default:
            size = at + 1;
        }
    }
    return size;
}

int main(int argc, char **argv)
{
    static uint8_t bytes[ROOM];
    long runs = 0;
    for (int i = 1; i < argc; i++) {
        error err = {0};
        file_bytes file;
        if (file_read(&file, argv[i], ROOM, &err) != OK) {
            fprintf(stderr, "%s\n", err.text);
            return 1;
        }
        LLVMFuzzerTestOneInput((const uint8_t *)file.bytes, file.length);
        runs++;
        for (uint64_t k = 0; k < MUTATIONS && file.length > 0 && file.length <= ROOM; k++, runs++) {
            stream s = stream_open(stream_key(stream_hash(1, (const uint8_t *)file.bytes, (int)file.length), k));
            memcpy(bytes, file.bytes, file.length);
            LLVMFuzzerTestOneInput(bytes, mutate(bytes, file.length, &s));
        }
        file_free(&file);
    }
    printf("%ld inputs\n", runs);
    return 0;
}
