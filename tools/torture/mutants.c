/* mutants TRIES SOLVE MODEL PUZZLES [MODEL PUZZLES]...: damages models in ways that leave much of them right, and sees that
 * solve refuses each or answers with finite numbers, within 2 seconds of CPU and 4 times the file beyond 32 MB. Prints
 * what came of them; ends with 1 if one was worse. */
#include "base/file.h"
#include "base/random.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LENGTH = 8 }; /* bytes that say how long the header is */

static const char *const words[] = {
    "on",     "off",       "none",  "rope",        "learned", "pool",   "size",          "fixed", "mlp",
    "window", "attention", "delta", "linear",      "mamba2",  "sudoku", "maze",          "arc",   "0",
    "1",      "2",         "7",     "16",          "1000",    "65536",  "1000000000000", "-1",    "4294967297",
    "nan",    "1e30",      "",      "convolution", "program"};
static const float values[] = {0.0f, -0.0f, 1e-45f, 1e38f, -3e38f, 1e20f, 100.0f, -1e10f};
static const uint32_t no_numbers[] = {0x7f800000, 0xff800000, 0x7fc00000, 0x7f800001};

/* A model file that is being damaged: bytes [size], of which the header are `header` after LENGTH. */
typedef struct mutant {
    char *bytes; /* room for twice the file */
    size_t size, room, header;
} mutant;

static uint32_t below(stream *s, size_t n)
{
    return stream_below(s, (uint32_t)n);
}

/* Replaces `from` bytes of the header by others, and sets its length right. */
static void splice(mutant *m, size_t at, size_t from, const char *by, size_t length)
{
    if (at + from > m->header || m->size + length > m->room) return;
    char *place = m->bytes + LENGTH + at;
    memmove(place + length, place + from, m->size - LENGTH - at - from);
    memcpy(place, by, length);
    m->size += length - from;
    m->header += length - from;
    for (int i = 0; i < LENGTH; i++) m->bytes[i] = (char)(uint8_t)((uint64_t)m->header >> 8 * i);
}

/* The place after the next `byte` of the header from `at` on, or 0. */
static size_t after(const mutant *m, size_t at, char byte)
{
    const char *from = m->bytes + LENGTH, *found = at < m->header ? memchr(from + at, byte, m->header - at) : NULL;
    return found ? (size_t)(found - from) + 1 : 0;
}

/* A file without a hash is not refused at once. */
static void remove_hash(mutant *m)
{
    static const char hash[] = ",\"hash\":\"", format[] = "trm-model-2";
    for (size_t at = 0; at + sizeof hash < m->header; at++) {
        if (!memcmp(m->bytes + LENGTH + at, hash, sizeof hash - 1)) splice(m, at, sizeof hash - 1 + 17, "", 0);
        if (!memcmp(m->bytes + LENGTH + at, format, sizeof format - 1))
            splice(m, at, sizeof format - 1, "trm-model-1", sizeof format - 1);
    }
}

/* A value in quotes becomes a word, or a digit another. */
static void change_header(mutant *m, stream *s)
{
    size_t at = below(s, m->header), begin = after(m, at, ':'), digit = at;
    const char *word = words[below(s, sizeof words / sizeof *words)];
    if (begin > 0 && below(s, 2) && m->bytes[LENGTH + begin] == '"') {
        size_t end = after(m, begin + 1, '"');
        if (end) splice(m, begin + 1, end - begin - 2, word, strlen(word));
        return;
    }
    while (digit < m->header && (m->bytes[LENGTH + digit] < '0' || m->bytes[LENGTH + digit] > '9')) digit++;
    char other[3] = {(char)('0' + below(s, 10)), (char)('0' + below(s, 10)), (char)('0' + below(s, 10))};
    if (digit < m->header) splice(m, digit, 1, other, 1 + below(s, 3));
}

/* A pair of the header goes, or comes twice. */
static void change_pairs(mutant *m, stream *s)
{
    size_t begin = after(m, below(s, m->header), ','), end = begin ? after(m, begin, ',') : 0;
    char copy[512];
    if (!end || end - begin > sizeof copy) return;
    memcpy(copy, m->bytes + LENGTH + begin, end - begin);
    if (below(s, 3) > 0)
        splice(m, begin, end - begin, "", 0);
    else
        splice(m, end, 0, copy, end - begin);
}

static void change_weights(mutant *m, stream *s)
{
    size_t first = LENGTH + m->header;
    if (m->size < first + 8) return;
    for (uint32_t n = 1u << below(s, 8); n > 0; n--) {
        size_t at = first + below(s, (m->size - first) / 4) * 4;
        float value = values[below(s, sizeof values / sizeof *values)];
        uint32_t none = no_numbers[below(s, sizeof no_numbers / sizeof *no_numbers)];
        memcpy(m->bytes + at, below(s, 64) ? (const void *)&value : (const void *)&none, 4);
    }
}

static void change_bytes(mutant *m, stream *s)
{
    size_t at = below(s, below(s, 2) ? m->size : LENGTH + m->header);
    switch (below(s, 4)) {
    case 0:
        m->size = at; /* the end is missing */
        break;
    case 1:
        memset(m->bytes + at, 0, m->size - at < 64 ? m->size - at : 64);
        break;
    default:
        m->bytes[at] = (char)(m->bytes[at] ^ 1 << below(s, 8));
    }
}

static void mutate(mutant *m, stream *s)
{
    static void (*const ways[])(mutant *, stream *) = {change_header, change_pairs, change_weights, change_bytes};
    if (below(s, 16) > 0) remove_hash(m);
    for (uint32_t n = 1 + below(s, 2); n > 0 && m->size > LENGTH + m->header; n--) ways[below(s, 4)](m, s);
}

/* --- trying -------------------------------------------------------------------------------- */

enum { REFUSED, ANSWERED, NOT_FINITE, CRASHED, SLOW, LARGE, OUTCOMES };
static const char *const outcomes[OUTCOMES] = {"refused", "answered", "not finite", "crashed", "over 2 s", "too large"};

/* Of the lines that solve printed. */
static int is_finite(const char *path)
{
    error err = {0};
    file_bytes text;
    if (file_read(&text, path, TEXT_LIMIT, &err) != OK) return 0;
    char *lines = calloc(1, text.length + 1);
    if (!lines) exit(1);
    memcpy(lines, text.bytes, text.length);
    int finite = !strstr(lines, "nan") && !strstr(lines, "inf") && !strstr(lines, "null");
    free(lines);
    file_free(&text);
    return finite;
}

static int try_one(const char *solve, const char *model, const char *puzzles, const char *out, double size)
{
    struct rusage used;
    int status;
    pid_t child = fork();
    if (child == 0) {
        int to = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600), nowhere = open("/dev/null", O_WRONLY);
        if (to < 0 || nowhere < 0 || dup2(to, 1) < 0 || dup2(nowhere, 2) < 0) _exit(99);
        setrlimit(RLIMIT_CPU, &(struct rlimit){20, 20});
        execl(solve, solve, "--json", "--threads", "1", "--limit", "1", "--model", model, puzzles, (char *)NULL);
        _exit(99);
    }
    if (child < 0 || wait4(child, &status, 0, &used) != child) exit(1);
    double seconds = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                     1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    if (seconds > 2) return SLOW;
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 3) return CRASHED;
    if (1024.0 * (double)used.ru_maxrss > 4 * size + 32e6) return LARGE;
    if (WEXITSTATUS(status) > 1) return REFUSED;
    return is_finite(out) ? ANSWERED : NOT_FINITE;
}

static void write_bytes(const mutant *m, const char *path)
{
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(m->bytes, 1, m->size, out) != m->size || fclose(out)) exit(3);
}

static void keep(const mutant *m, const char *folder, const char *what, long number)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%c%ld.safetensors", folder, *what, number);
    write_bytes(m, path);
    printf("    BROKEN: %s: %s\n", path, what);
}

/* A file in memory, with room to grow. */
static mutant open_mutant(const char *path)
{
    error err = {0};
    file_bytes whole;
    if (file_read(&whole, path, TEXT_LIMIT, &err) != OK || whole.length < LENGTH) exit(3);
    mutant m = {malloc(2 * whole.length), whole.length, 2 * whole.length, 0};
    if (!m.bytes) exit(3);
    memcpy(m.bytes, whole.bytes, whole.length);
    for (int i = 0; i < LENGTH; i++) m.header |= (size_t)(uint8_t)m.bytes[i] << 8 * i;
    file_free(&whole);
    return m;
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/mutants-XXXXXX", path[64], out[64];
    long count[OUTCOMES] = {0}, tries = argc > 4 ? strtol(argv[1], NULL, 10) : 0;
    if (tries < 1 || !mkdtemp(folder)) return 2;
    snprintf(path, sizeof path, "%s/model", folder);
    snprintf(out, sizeof out, "%s/out", folder);
    for (long n = 0; n < tries; n++) {
        int which = 3 + 2 * (int)(n % ((argc - 3) / 2));
        stream s = stream_open((uint64_t)n);
        mutant m = open_mutant(argv[which]);
        double size = (double)m.size;
        mutate(&m, &s);
        write_bytes(&m, path);
        int outcome = try_one(argv[2], path, argv[which + 1], out, size);
        count[outcome]++;
        if (outcome > ANSWERED) keep(&m, folder, outcomes[outcome], n);
        free(m.bytes);
    }
    for (int i = 0; i < OUTCOMES; i++) printf("%s%s %ld", i ? ", " : "mutated models: ", outcomes[i], count[i]);
    printf("\n");
    remove(path);
    remove(out);
    rmdir(folder);
    return count[REFUSED] + count[ANSWERED] != tries;
}
