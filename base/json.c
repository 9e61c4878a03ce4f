/* See json.h. */
#include "base/json.h"
#include "base/show.h"

#include <math.h> /* isfinite */
#include <string.h>

static int refuse(json_scan *j, const char *expected)
{
    j->expected = expected;
    return 0;
}

/* The byte at the scan, or -1 at the end. */
static int here(const json_scan *j)
{
    return j->at < j->size ? (unsigned char)j->text[j->at] : -1;
}

/* Moves past one of the signs. */
static int pass(json_scan *j, const char *signs)
{
    int found = here(j) > 0 && strchr(signs, here(j));
    j->at += (size_t)found;
    return found;
}

static void skip_space(json_scan *j)
{
    for (int c; c = here(j), c == ' ' || c == '\t' || c == '\n' || c == '\r'; j->at++) j->line_ends += c == '\n';
}

static const char *sign_name(char sign)
{
    static const char signs[] = "{}[]:,\"";
    static const char *const names[] = {"'{'", "'}'", "'['", "']'", "':'", "','", "a string"};
    return names[strchr(signs, sign) - signs];
}

int json_take(json_scan *j, char sign)
{
    skip_space(j);
    return pass(j, (char[]){sign, 0}) ? 1 : refuse(j, sign_name(sign));
}

int json_end(json_scan *j)
{
    skip_space(j);
    return j->at == j->size ? 1 : refuse(j, "nothing but spaces");
}

int json_open(json_scan *j, char open, char close)
{
    if (!json_take(j, open)) return -1;
    skip_space(j);
    return !pass(j, (char[]){close, 0});
}

int json_more(json_scan *j, char close)
{
    skip_space(j);
    if (pass(j, ",")) return 1;
    if (pass(j, (char[]){close, 0})) return 0;
    refuse(j, close == '}' ? "',' or '}'" : "',' or ']'");
    return -1;
}

int json_whole(json_scan *j, uint64_t *value)
{
    skip_space(j);
    size_t start = j->at;
    uint64_t n = 0;
    for (int c; c = here(j), c >= '0' && c <= '9'; j->at++) {
        uint64_t digit = (uint64_t)(c - '0');
        if (j->at == start + 1 && n == 0) return refuse(j, "no digit after a leading 0");
        if (n > (UINT64_MAX - digit) / 10) return refuse(j, "a number below 2^64");
        n = n * 10 + digit;
    }
    if (j->at == start) return refuse(j, "a whole number");
    *value = n;
    return 1;
}

static char *put_utf8(char *to, uint32_t code)
{
    static const uint32_t first[] = {0, 0xC0, 0xE0, 0xF0};
    int more = (code >= 0x80) + (code >= 0x800) + (code >= 0x10000); /* bytes after the first */
    *to++ = (char)(first[more] | code >> 6 * more);
    while (more-- > 0) *to++ = (char)(0x80 | (code >> 6 * more & 0x3F));
    return to;
}

/* The uXXXX of an escape. */
static int code_unit(json_scan *j, uint32_t *code)
{
    if (!pass(j, "u")) return refuse(j, "one of \" \\ / b f n r t u after the \\");
    *code = 0;
    for (int i = 0; i < 4; i++, j->at++) {
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        const char *digit = here(j) > 0 ? strchr(digits, here(j)) : NULL;
        if (!digit) return refuse(j, "four hexadecimal digits after \\u");
        *code = *code << 4 | (uint32_t)((digit - digits) % 16);
    }
    return 1;
}

static int escape(json_scan *j, char **to)
{
    static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
    j->at++; /* the backslash */
    const char *sign = here(j) > 0 ? strchr(from, here(j)) : NULL;
    if (sign) {
        *(*to)++ = into[sign - from];
        j->at++;
        return 1;
    }
    uint32_t code, low;
    if (!code_unit(j, &code)) return 0;
    if (code == 0) return refuse(j, "no \\u0000 in a string");
    if (code >= 0xDC00 && code <= 0xDFFF) return refuse(j, "a high surrogate before a low one");
    if (code >= 0xD800 && code <= 0xDBFF) { /* the first half of a pair: six more bytes */
        if (!pass(j, "\\")) return refuse(j, "the \\u of a low surrogate");
        if (!code_unit(j, &low)) return 0;
        if (low < 0xDC00 || low > 0xDFFF) return refuse(j, "a low surrogate after a high one");
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    *to = put_utf8(*to, code);
    return 1;
}

int json_string(json_scan *j, char **value)
{
    if (!json_take(j, '"')) return 0;
    char *to = *value = j->text + j->at;
    for (int c; c = here(j), c != '"';) {
        if (c < 0) return refuse(j, "the closing quote of a string");
        if (c < ' ') return refuse(j, "control characters only as escapes");
        if (c == '\\') {
            if (!escape(j, &to)) return 0;
            continue;
        }
        size_t length = utf8_length(j->text + j->at, j->size - j->at, NULL);
        if (!length) return refuse(j, "UTF-8");
        memmove(to, j->text + j->at, length);
        to += length;
        j->at += length;
    }
    *to = '\0'; /* at the latest on the closing quote */
    j->at++;
    return 1;
}

int json_next(json_scan *j)
{
    skip_space(j);
    return here(j);
}

static int take_digits(json_scan *j)
{
    size_t start = j->at;
    while (pass(j, "0123456789")) continue;
    return j->at > start ? 1 : refuse(j, "a digit");
}

static int skip_number(json_scan *j)
{
    pass(j, "-");
    if (!pass(j, "0") && !take_digits(j)) return 0;
    if (pass(j, ".") && !take_digits(j)) return 0;
    if (!pass(j, "eE")) return 1;
    pass(j, "+-");
    return take_digits(j);
}

int json_skip_plain(json_scan *j)
{
    static const char *const words[] = {"true", "false", "null"};
    char *unused;
    int c = json_next(j);
    if (c == '"') return json_string(j, &unused);
    if (c == '-' || (c >= '0' && c <= '9')) return skip_number(j);
    for (int i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);
        if (j->size - j->at < length || memcmp(j->text + j->at, words[i], length) != 0) continue;
        j->at += length;
        return 1;
    }
    return refuse(j, "a string, a number, true, false or null");
}

static int pass_key(json_scan *j)
{
    char *key;
    return json_string(j, &key) && json_take(j, ':');
}

int json_skip(json_scan *j)
{
    enum { DEEPEST = 64 };
    char close[DEEPEST]; /* of what is open */
    int depth = 0;
    do {
        int c = json_next(j), more = 0;
        if (c == '{' || c == '[') {
            if (depth == DEEPEST) return refuse(j, "values nested at most 64 deep");
            close[depth] = c == '{' ? '}' : ']';
            more = json_open(j, (char)c, close[depth]);
            depth += more > 0;
        } else if (!json_skip_plain(j)) {
            return 0;
        }
        while (more == 0 && depth > 0) {
            more = json_more(j, close[depth - 1]);
            depth -= more == 0;
        }
        if (more < 0 || (more > 0 && close[depth - 1] == '}' && !pass_key(j))) return 0;
    } while (depth > 0);
    return 1;
}

int json_is_utf8(const char *text)
{
    for (size_t left = strlen(text), step; left > 0; left -= step, text += step)
        if (!(step = utf8_length(text, left, NULL))) return 0;
    return 1;
}

/* One character, or a byte that is none. Returns its bytes. What a terminal should not get is escaped. */
static size_t put_character(FILE *out, const char *text, size_t left)
{
    uint32_t code = 0;
    size_t length = utf8_length(text, left, &code);
    if (!length)
        fputs("\\ufffd", out);
    else if (*text == '"' || *text == '\\')
        fprintf(out, "\\%c", *text);
    else if (!is_showable(code) && code >= 0x10000) /* a pair of surrogates */
        fprintf(out, "\\u%04x\\u%04x", 0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF));
    else if (!is_showable(code))
        fprintf(out, "\\u%04x", code);
    else
        fwrite(text, 1, length, out);
    return length ? length : 1;
}

void json_put_string(FILE *out, const char *text)
{
    fputc('"', out);
    for (size_t left = strlen(text), step; left > 0; left -= step, text += step) step = put_character(out, text, left);
    fputc('"', out);
}

void json_put_real(FILE *out, double value, int digits)
{
    if (isfinite(value))
        fprintf(out, "%.*f", digits, value);
    else
        fputs("null", out);
}
