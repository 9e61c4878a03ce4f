#include "base/json.h"
#include "web/page.h"

#include <stdlib.h>

int reply_open(reply *r)
{
    *r = (reply){0};
    r->out = open_memstream(&r->text, &r->size);
    return r->out ? 0 : -1;
}

char *reply_close(reply *r)
{
    if (fclose(r->out) == 0) return r->text;
    free(r->text);
    return NULL;
}

char *reply_error(const char *sentence)
{
    reply r;
    if (reply_open(&r)) return NULL;
    fprintf(r.out, "{\"error\": ");
    json_put_string(r.out, sentence);
    fprintf(r.out, "}");
    return reply_close(&r);
}
