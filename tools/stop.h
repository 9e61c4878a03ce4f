/* How a run is stopped from outside: Ctrl-C (SIGINT), SIGTERM, and SIGHUP when the terminal or the connection is lost,
 * unless the run was started to outlive it (nohup).
 *
 * Each is answered at once, in a line on stderr. What happens then depends on what would be lost: while the run loads
 * and after all is written, it ends at once; in between it ends by itself once stop_asked() says so, with its checkpoint
 * written. A second Ctrl-C or SIGTERM ends it at once whatever is lost, and says what.
 */
#ifndef TOOLS_STOP_H
#define TOOLS_STOP_H

#include <signal.h> /* sig_atomic_t */
#include <stdint.h>

enum { STOPPED_AT_ONCE = 1, INTERRUPTED = 130 }; /* exit codes: nothing or too little was saved; all is written */

enum stop_phase {
    STOP_LOADING,  /* nothing to lose */
    STOP_TRAINING, /* the run must save */
    STOP_DONE,     /* all is written */
};

/* From now on signals are answered, at first as STOP_LOADING. */
void stop_open(void);
void stop_enter(enum stop_phase phase);

/* The state after so many steps is on the disk; -1: none is. */
void stop_saved(int64_t step);

int stop_asked(void);
/* Becomes other than 0 then. */
const volatile sig_atomic_t *stop_flag(void);

#endif
