#include "base/error.h"

#include <stdio.h> /* snprintf */

/* One byte, or \xNN in its place. Bytes above 0x7e are kept where `keep_high` says so (names in UTF-8). */
static int put_byte(char *out, size_t room, unsigned char byte, int keep_high)
{
    int plain = byte >= 0x20 && byte != 0x7f && (byte < 0x7f || keep_high);
    return plain ? snprintf(out, room, "%c", byte) : snprintf(out, room, "\\x%02x", byte);
}

const char *fault_show(char shown[FAULT_SHOWN], const char *bytes, size_t length)
{
    enum { LONGEST_BYTE = 4, ELLIPSIS = 4 }; /* "\xNN"; "..." and the closing zero */
    size_t used = 0;
    shown[0] = '\0';
    for (size_t i = 0; i < length; i++) {
        if (used + LONGEST_BYTE + ELLIPSIS > FAULT_SHOWN) {
            snprintf(shown + used, FAULT_SHOWN - used, "...");
            break;
        }
        used += (size_t)put_byte(shown + used, FAULT_SHOWN - used, (unsigned char)bytes[i], 0);
    }
    return shown;
}

void fault_set_list(char *why, size_t why_size, const char *name, long line, const char *format, va_list arguments)
{
    if (why == NULL || why_size == 0) return;
    size_t used = 0;
    why[0] = '\0';
    for (; *name != '\0' && used + 5 < why_size; name++)
        used += (size_t)put_byte(why + used, why_size - used, (unsigned char)*name, 1);

    int written =
        line > 0 ? snprintf(why + used, why_size - used, ":%ld: ", line) : snprintf(why + used, why_size - used, ": ");
    if (written < 0 || (size_t)written >= why_size - used) return;
    used += (size_t)written;
    vsnprintf(why + used, why_size - used, format, arguments);
}

void fault_set(char *why, size_t why_size, const char *name, long line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fault_set_list(why, why_size, name, line, format, arguments);
    va_end(arguments);
}
