/* train: teaches a Tiny Recursive Model a folder of puzzles or tasks.
 *
 *     ./train data/sudoku
 *
 * This is the loop. What it takes to begin, test, save and tell is in tools/train/; the work is done in trm/ and data/.
 * Exit codes: 0 done, 1 out of memory, diverged or stopped at once, 2 wrong usage or input, 3 a file could not be read
 * or written, 130 interrupted (the checkpoint is written). NO_MEMORY becomes 1.
 */
#include "base/clock.h"
#include "base/program.h"
#include "base/shell_line.h"
#include "base/show.h"
#include "report/metrics_file.h"
#include "tools/presets.h"
#include "tools/stop.h"
#include "tools/train/calibrate.h"
#include "tools/train/evaluate.h"
#include "tools/train/folder.h"
#include "tools/train/open.h"
#include "tools/train/run_report.h"
#include "tools/train/save.h"
#include "tools/train/settle.h"
#include "tools/train/step.h"
#include "tools/train/tell.h"
#include "tools/version.h"

#include <math.h> /* isfinite */
#include <signal.h>

/* --- the loop ---------------------------------------------------------------------------------------------------- */

static int step(training_run *r, metrics_sum *sum)
{
    step_report now;
    take_step(r, &now);
    metrics_add(sum, &now);
    guess_add(&r->guess, &now);
    return isfinite(now.loss) && isfinite(now.gradient_norm) ? OK : diverged(r);
}

enum { EXPECTED_AFTER = 5 }; /* steps that tell how long a run will take */

/* What is due after a step but checkpoints. */
static int test_and_report(training_run *r, metrics_sum *sum)
{
    int status = OK, testing = r->t.step % r->s.test_every == 0 && run_done(r) < 1;
    if (testing) status = check(r);
    if (stop_asked()) return OK;
    if (testing && status == OK) status = save_model(r);
    if (testing && status == OK) status = keep_best(r);
    if (r->t.step - r->began == EXPECTED_AFTER) tell_expected(r);
    if (status == OK && (testing || r->t.step % r->s.report_every == 0))
        status = report(r, sum, testing && check_count(r));
    if (status == OK && testing) status = run_report_write(r, "running");
    guess_tell(&r->guess, r->t.step, run_done(r) >= 1, &r->s.train, &r->usual.train);
    return status;
}

static int interrupt(training_run *r)
{
    int status = r->saved == r->t.step ? OK : save_checkpoint(r);
    if (status == OK) status = save_summary(r, "interrupted", NULL);
    if (status == OK) status = run_report_write(r, "interrupted");
    if (status != OK) return status;
    show(stderr, "\nInterrupted at step %lld; the checkpoint is in %s. To go on, repeat the command with --resume.\n",
         (long long)r->t.step, r->folder.checkpoint);
    return INTERRUPTED;
}

static int train(training_run *r)
{
    metrics_sum sum = {.since = trained_seconds(r)};
    double saved = clock_seconds();
    while (run_done(r) < 1 && !stop_asked()) {
        int status = step(r, &sum);
        if (status != OK) return status;
        if (!stop_asked()) status = test_and_report(r, &sum);
        if (status != OK) {
            complain(r);
            if (status != FAILED) save_checkpoint(r);
            return status;
        }
        if (stop_asked() || clock_seconds() - saved <= 60 * r->s.save_minutes) continue;
        status = save_checkpoint(r);
        if (status != OK) return status;
        saved = clock_seconds();
    }
    return run_done(r) < 1 ? interrupt(r) : OK;
}

/* What a person does next. */
static void say_next(const training_run *r)
{
    char path[SHELL_LINE_ROOM];
    shell_line line = {0};
    program_path(path, sizeof path, r->program, "solve");
    shell_put_word(&line, path);
    shell_put(&line, " --model ");
    shell_put_word(&line, r->s.best_step && r->s.best_step < r->t.step ? r->folder.best : r->folder.model);
    shell_put(&line, " --limit 1 ");
    snprintf(path, sizeof path, "%s%s", r->path, r->data.trial);
    shell_put_word(&line, path);
    if (!line.failed) fprintf(stderr, "Try it:  %s\n", line.text);
}

static int finish(training_run *r)
{
    int status = save_checkpoint(r);
    if (status == OK) status = save_model(r);
    progress at = progress_of(r, NULL);
    if (status == OK && stop_asked()) return interrupt(r);
    if (status == OK) stop_enter(STOP_DONE);
    if (status == OK) status = choose_threshold(r);
    if (status == OK && r->sure.fitted) status = save_model(r);
    if (status == OK && r->s.best_step == r->t.step) status = update_checkpoint(r);
    if (status == OK) status = last_test(r);
    if (status == OK && stop_asked()) return interrupt(r);
    if (status != OK) return status;
    if (r->data.tests > 0) at.test = &r->tested;
    metrics_end(r->metrics, &at);
    status = print_result(r, &at);
    if (status == OK) status = save_summary(r, "done", at.test);
    if (status == OK && fflush(r->metrics)) status = cannot_write(r, r->folder.metrics);
    if (status == OK) status = run_report_write(r, "done");
    if (status == OK) say_next(r);
    return status;
}

/* --- the program ------------------------------------------------------------------------------------------------- */

/* A file that may not grow, or a closed pipe, is then a write that fails, and is reported. */
static void set_signals(void)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

static int run_all(training_run *r, const options *o, const uint8_t *given)
{
    stop_open();
    int status = dataset_open(&r->data, r->path, &r->err);
    if (status == OK) status = dataset_check_options(&r->data, o, given, &r->err);
    if (status == OK) status = name_folder(r);
    if (status == OK && r->s.resume && !r->s.memory) status = lock_folder(r);
    if (status == OK && r->s.resume && !r->s.memory) status = find_checkpoint(r);
    if (status == OK) status = settle(r, o, given);
    if (status == OK) status = open_data(r);
    if (status == OK) status = check_ids(r);
    if (status == OK) status = open_trainer(r);
    if (status == OK && r->s.memory) {
        print_plan(r);
        return OK;
    }
    stop_enter(STOP_TRAINING);
    if (status == OK) status = open_folder(r);
    if (status == OK) status = open_metrics(r);
    if (status != OK) return status;
    if (r->s.resume) tell_changes(r, o, given);
    r->sure = calibration_none();
    r->sure.threshold = r->s.test_halt;
    r->began = r->t.step;
    print_start(r);
    guess_warn(&r->s.train, &r->usual.train);
    r->started = clock_seconds();
    status = save_summary(r, "running", NULL);
    if (status == OK) status = train(r);
    return status == OK ? finish(r) : status;
}

/* --help or --version. */
static void say(const training_run *r)
{
    program_text t;
    if (!r->s.help) {
        version_print(stdout, r->program);
        return;
    }
    program_text_open(&t);
    if (t.file) settings_help(t.file);
    program_text_put(&t, stdout, r->program);
}

int main(int argc, char **argv)
{
    static training_run r; /* large; zero at the start */
    const options o = settings_options(0);
    uint8_t given[MAX_OPTIONS] = {0};
    int status = BAD_INPUT;
    program_open();
    set_signals();
    options_defaults(&o, &r.s);
    r.kept = settings_options(1);
    int words = options_parse(&o, &r.s, argc, argv, &r.path, 1, given, &r.err);
    r.program = argv[0];
    r.argc = argc;
    r.argv = argv;
    if (words >= 0 && (r.s.help || r.s.version)) {
        say(&r);
        return program_close(program_name(argv[0]), OK);
    }
    if (words == 0 && r.s.preset) {
        preset_print(stdout, r.s.preset, &o, given, NULL);
        return program_close("train", OK);
    }
    if (words == 0) fail(&r.err, BAD_INPUT, "which folder? For example: ./train data/sudoku (see --help)");
    if (words > 0) status = run_all(&r, &o, given);
    complain(&r);
    close_run(&r);
    return program_close(program_name(argv[0]), status == NO_MEMORY ? FAILED : status);
}
