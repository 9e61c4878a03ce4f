/* The configurations that the authors of TRM and HRM released, as sets of options (--preset): a table in presets.c. What
 * a command line says beside --preset overrides it. */
#ifndef TOOLS_PRESETS_H
#define TOOLS_PRESETS_H

#include "tools/train_settings.h"

/* The index of a preset is the value of --preset; 0: none. */
enum { PRESET_NONE };
option_choice preset_choice(int index);

/* Sets all its options. */
void preset_apply(int preset, const options *o, settings *s);

/* Says what it set, which of that the command line overrode (`given`; NULL: nothing), and what still differs from the
 * code that was released. kind: of the puzzles at hand; NULL: there are none. */
void preset_print(FILE *out, int preset, const options *o, const uint8_t *given, const char *kind);

#endif
