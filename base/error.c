#include "base/error.h"

#include "base/show.h"

#include <stdio.h> /* snprintf */
#include <string.h>

/* One byte, or \xNN in its place. */
static size_t put_byte(char *out, size_t room, unsigned char byte)
{
    int plain = byte >= 0x20 && byte < 0x7f;
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
        used += put_byte(shown + used, SHOWN_BYTES - used, (unsigned char)bytes[i]);
    }
    return shown;
}

int fail_at_list(error *err, int status, const char *name, long line, const char *format, va_list arguments)
{
    char plain[sizeof err->text] = "";
    size_t used = 0, length;
    if (err == NULL) return status;
    if (name && line > 0) snprintf(plain, sizeof plain, "%s:%ld: ", name, line);
    if (name && line <= 0) snprintf(plain, sizeof plain, "%s: ", name);
    length = strlen(plain);
    vsnprintf(plain + length, sizeof plain - length, format, arguments);
    err->text[0] = '\0';
    length = strlen(plain);
    for (size_t i = 0, step; i < length && used + 5 < sizeof err->text; i += step) {
        step = showable_length(plain + i, length - i);
        if (step > 0) memcpy(err->text + used, plain + i, step);
        used += step > 0 ? step : put_byte(err->text + used, sizeof err->text - used, (unsigned char)plain[i]);
        err->text[used] = '\0';
        step += step == 0;
    }
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
    fail_at_list(err, status, NULL, 0, format, arguments);
    va_end(arguments);
    return status;
}

int fail_memory(error *err, const char *what)
{
    return fail(err, NO_MEMORY, "not enough memory for %s", what);
}
