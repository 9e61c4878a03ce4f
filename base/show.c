#include "base/show.h"

#include <stdarg.h>
#include <string.h>

size_t utf8_length(const char *s, size_t room, uint32_t *code)
{
    static const unsigned char mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07}; /* of the first byte, by length */
    const unsigned char *u = (const unsigned char *)s;
    if (room == 0) return 0;
    size_t length = u[0] < 0x80 ? 1 : u[0] < 0xC2 ? 0 : u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : u[0] < 0xF5 ? 4 : 0;
    if (length > room) return 0;
    for (size_t i = 1; i < length; i++)
        if ((u[i] & 0xC0) != 0x80) return 0;
    if (u[0] == 0xE0 && u[1] < 0xA0) return 0; /* two bytes would do */
    if (u[0] == 0xED && u[1] > 0x9F) return 0; /* D800..DFFF, the surrogates */
    if (u[0] == 0xF0 && u[1] < 0x90) return 0; /* three bytes would do */
    if (u[0] == 0xF4 && u[1] > 0x8F) return 0; /* above 10FFFF */
    if (!code) return length;
    *code = u[0] & mask[length];
    for (size_t i = 1; i < length; i++) *code = *code << 6 | (u[i] & 0x3F);
    return length;
}

int is_showable(uint32_t code)
{
    static const uint32_t hidden[][2] = {{0, 0x1F},        {0x7F, 0x9F},     {0x061C, 0x061C},
                                         {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069},
                                         {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (code >= hidden[i][0] && code <= hidden[i][1]) return 0;
    return 1;
}

size_t showable_length(const char *s, size_t room)
{
    uint32_t code;
    size_t length = utf8_length(s, room, &code);
    return length > 0 && is_showable(code) ? length : 0;
}

void show(FILE *out, const char *format, ...)
{
    char text[SHOW_ROOM];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t length = strlen(text), first = strspn(text, "\n"), last = length;
    while (last > first && text[last - 1] == '\n') last--;
    for (size_t i = 0, step; i < length; i += step) {
        step = i < first || i >= last ? 1 : showable_length(text + i, last - i);
        if (step > 0)
            fwrite(text + i, 1, step, out);
        else
            fprintf(out, "\\x%02x", (unsigned char)text[i]);
        if (step == 0) step = 1;
    }
}
