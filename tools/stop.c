#include "tools/stop.h"

#include <errno.h>
#include <string.h>
#include <unistd.h> /* write, _exit */

/* A signal handler can only set flags and write; these variables are not handed from function to function. */
static volatile sig_atomic_t asked, phase;
static volatile sig_atomic_t saved_step = -1; /* steps of a run fit an int */

static void say(const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        ssize_t done = write(STDERR_FILENO, text, left);
        if (done <= 0) return;
        text += done;
        left -= (size_t)done;
    }
}

/* printf is not for signal handlers. */
static void say_number(long number)
{
    char digits[24], *at = digits + sizeof digits - 1;
    *at = '\0';
    do *--at = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    say(at);
}

static void end_at_once(void)
{
    say("\ntrain: stopped at once; ");
    if (saved_step < 0) {
        say("there is no checkpoint, and all of this run is lost\n");
    } else {
        say("what came after step ");
        say_number(saved_step);
        say(", the last checkpoint, is lost\n");
    }
    _exit(STOPPED_AT_ONCE);
}

static void on_signal(int number)
{
    int kept = errno;
    if (phase == STOP_LOADING) {
        say("\ntrain: stopped while loading; nothing was trained yet, nothing is lost\n");
        _exit(STOPPED_AT_ONCE);
    }
    if (phase == STOP_DONE) {
        say("\ntrain: stopped in the last test; the model and the checkpoint are written\n");
        _exit(INTERRUPTED);
    }
    /* A lost terminal may say so twice. */
    if (asked && number != SIGHUP) end_at_once();
    if (!asked) say("\ntrain: stopping after this step, with a checkpoint; once more stops at once\n");
    asked = 1;
    errno = kept;
}

void stop_open(void)
{
    const struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    struct sigaction now;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (sigaction(SIGHUP, NULL, &now) == 0 && now.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, NULL);
}

void stop_enter(enum stop_phase next)
{
    phase = (sig_atomic_t)next;
}

void stop_saved(int64_t step)
{
    saved_step = (sig_atomic_t)step;
}

int stop_asked(void)
{
    return asked != 0;
}

const volatile sig_atomic_t *stop_flag(void)
{
    return &asked;
}
