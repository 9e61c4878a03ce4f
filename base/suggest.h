/* What someone may have meant by an option that there is not. */
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include "base/options.h"

/* The option of that meaning, if the name is what other programs call it, or else the one that is spelled most like it;
 * NULL if none is. `length` characters of `name` count, without dashes. */
const option *option_suggest(const options *o, const char *name, size_t length);

#endif
