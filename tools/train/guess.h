/* Whether a run learns anything: cells that the question leaves open are compared with what the class most common among
 * them would get everywhere. */
#ifndef TOOLS_TRAIN_GUESS_H
#define TOOLS_TRAIN_GUESS_H

#include "base/metrics.h"
#include "trm/config.h"

#include <stdint.h>

/* Means over the last steps, about 50 of them. */
typedef struct guess_watch {
    int64_t steps; /* seen */
    double right, guess;
    int told;
} guess_watch;

/* Steps after the warm-up at which a run that is no better than guessing is told so. */
enum { GUESS_STEPS = 500 };

void guess_add(guess_watch *w, const step_report *now);

/* Before the first step: says so if rates are far from any that such a run is known to bear. */
void guess_warn(const train_config *c, const train_config *usual);

/* After step `step`, or after the last one: says once on stderr that nothing is learned, if so, and what to try; `usual`
 * are rates that such a run is known to bear. */
void guess_tell(guess_watch *w, int64_t step, int is_last, const train_config *c, const train_config *usual);

#endif
