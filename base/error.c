#include "base/error.h"

#include <stdio.h> /* snprintf */

/* One byte, or \xNN in its place. Bytes above 0x7e are kept if `keep_high` is set (names in UTF-8). */
static size_t put_byte(char *out, size_t room, unsigned char byte, int keep_high)
{
    int plain = byte >= 0x20 && byte != 0x7f && (byte < 0x7f || keep_high);
    return (size_t)(plain ? snprintf(out, room, "%c", byte) : snprintf(out, room, "\\x%02x", byte));
}

const char *show_bytes(char shown[SHOWN_BYTES], const char *bytes, size_t length)
{
    enum { LONGEST_BYTE = 4, ELLIPSIS = 4 }; /* "\xNN"; "..." and the closing zero */
    size_t used = 0;
    shown[0] = '\0';
    for (size_t i = 0; i < length; i++) {
        if (used + LONGEST_BYTE + ELLIPSIS > SHOWN_BYTES) {
            snprintf(shown + used, SHOWN_BYTES - used, "...");
            break;
        }
        used += put_byte(shown + used, SHOWN_BYTES - used, (unsigned char)bytes[i], 0);
    }
    return shown;
}

/* Adds the formatted text to the sentence from `used` on, control characters escaped. */
static void append(error *err, size_t used, const char *format, va_list arguments)
{
    char plain[sizeof err->text];
    vsnprintf(plain, sizeof plain, format, arguments);
    err->text[used] = '\0';
    for (const char *c = plain; *c != '\0' && used + 5 < sizeof err->text; c++)
        used += put_byte(err->text + used, sizeof err->text - used, (unsigned char)*c, 1);
}

static void append_line(error *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    append(err, 0, format, arguments);
    va_end(arguments);
}

int fail_at_list(error *err, int status, const char *name, long line, const char *format, va_list arguments)
{
    if (err == NULL) return status;
    if (line > 0)
        append_line(err, "%s:%ld: ", name, line);
    else
        append_line(err, "%s: ", name);
    size_t used = 0;
    while (err->text[used] != '\0') used++;
    append(err, used, format, arguments);
    return status;
}

int fail_at(error *err, int status, const char *name, long line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_at_list(err, status, name, line, format, arguments);
    va_end(arguments);
    return status;
}

int fail(error *err, int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (err != NULL) append(err, 0, format, arguments);
    va_end(arguments);
    return status;
}

int fail_memory(error *err, const char *what)
{
    return fail(err, NO_MEMORY, "not enough memory for %s", what);
}
