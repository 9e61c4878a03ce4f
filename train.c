/* train: teaches a Tiny Recursive Model a folder of puzzles or tasks.
 *
 *     ./train data/sudoku
 *
 * Flags, wiring and words for people; the work is done in trm/ and data/.
 * Exit codes: 0 done, 1 out of memory or diverged, 2 wrong usage or input, 3 a file could not be read or written, 130
 * interrupted (the checkpoint is written).
 */
#include "data/dataset.h"
#include "base/clock.h"
#include "tools/train_settings.h"
#include "tools/wiring.h"
#include "trm/training/checkpoint.h"
#include "trm/network/model_file.h"
#include "report/progress.h"
#include "trm/training/run_folder.h"
#include "trm/inference/infer.h"

#include <errno.h>
#include <math.h> /* isfinite */
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h> /* access, isatty */

enum { EXIT_DONE = 0, EXIT_MEMORY = 1, EXIT_DIVERGED = 1, EXIT_USAGE = 2, EXIT_FILE = 3, EXIT_INTERRUPTED = 130 };
enum { WHY = 512 };

static int complain(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "train: ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    va_end(arguments);
    return code;
}

/* --- a run ------------------------------------------------------------------------------------------------------- */

typedef struct run {
    settings s;
    options kept; /* rows of what a checkpoint keeps of them */
    dataset data;
    geometry shape;
    model start; /* the weights --from which it starts */
    trainer t;
    run_folder folder;
    FILE *metrics;
    double started, trained_before, testing; /* seconds: clock at start, before a resume, spent on tests */
    evaluation tested;                       /* the last test */
} run;

/* A signal handler can only set a flag; this is the one variable that is not handed from function to function. */
static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

static double trained_seconds(const run *r)
{
    return r->trained_before + clock_seconds() - r->started - r->testing;
}

static double done(const run *r)
{
    if (r->s.train.minutes > 0) return trained_seconds(r) / (60 * r->s.train.minutes);
    return (double)r->t.step / (double)r->s.train.steps;
}

static progress progress_of(const run *r, const evaluation *tested)
{
    return (progress){.seconds = trained_seconds(r),
                      .done = done(r),
                      .step = r->t.step,
                      .batch = r->s.train.batch,
                      .matrix_rate = r->s.train.matrix_rate,
                      .test = tested};
}

/* --- opening ----------------------------------------------------------------------------------------------------- */

static int make_folder(const run *r)
{
    error err;
    char aside[RUN_PATH + 32];
    if (run_folder_make(&r->folder, aside, &err)) return complain(EXIT_FILE, "%s", err.text);
    if (*aside)
        fprintf(stderr, "the earlier run in %s is now in %s (to go on with a run: --resume)\n", r->folder.path, aside);
    return 0;
}

static int open_metrics(run *r)
{
    int fresh = !r->s.resume || access(r->folder.metrics, F_OK);
    r->metrics = fopen(r->folder.metrics, fresh ? "w" : "a");
    if (!r->metrics) return complain(EXIT_FILE, "cannot write %s: %s", r->folder.metrics, strerror(errno));
    if (fresh) metrics_begin(r->metrics);
    return 0;
}

/* Settings once the puzzles are known. What is said by the command line comes first, then by the checkpoint of a run
 * that is resumed, by the model that one starts from, by the kind of puzzle, by the mixer, by the defaults. */
static int settle(run *r, const options *o, const uint8_t *given)
{
    error err;
    const settings said = r->s;
    const char *from = said.from;
    int bad = 0, resume = said.resume;
    options_defaults(o, &r->s);
    options_preset(o, &r->s, mixers[said.net.mixer]->preset);
    settings_preset(&r->s, o, r->data.kind);
    if (from && !resume && (bad = model_read(&r->start, from, &err))) return complain(bad, "%s", err.text);
    if (from && !resume && *r->start.puzzle && strcmp(r->start.puzzle, r->data.kind))
        return complain(EXIT_USAGE, "--from %s: it was trained on puzzles of kind %s, and these are of kind %s", from,
                        r->start.puzzle, r->data.kind);
    if (from && !resume) r->s.net = r->start.net.config;
    if (resume) bad = checkpoint_settings(r->folder.checkpoint, &r->kept, &r->s, &err);
    if (bad == EXIT_FILE) return complain(bad, "%s (is there a run to --resume? --out names its folder)", err.text);
    if (bad) return complain(bad, "%s", err.text);
    options_copy_given(o, given, &said, &r->s);
    return 0;
}

static int open_data(run *r)
{
    error err;
    r->s.data.seed = (uint64_t)r->s.train.seed;
    r->s.data.planes = r->s.net.planes;
    r->s.data.relations = network_needs_relations(&r->s.net);
    r->s.data.one_size = mixers[r->s.net.mixer]->size_bound;
    int bad = dataset_prepare(&r->data, &r->s.data, &err);
    if (bad) return complain(bad == NO_MEMORY ? EXIT_MEMORY : bad, "%s", err.text);
    const encoding *e = &r->data.code;
    if (r->s.net.planes && e->planes == 1)
        return complain(EXIT_USAGE, "a puzzle of kind %s has no planes; use --planes off", r->data.kind);
    r->shape = geometry_of(e);
    return 0;
}

/* What was learned for one task must not go on as that of another. */
static int check_rows(run *r)
{
    network_config *c = &r->s.net;
    if (r->s.resume && c->puzzle_ids && c->puzzle_ids_hash != r->data.fingerprint)
        return complain(EXIT_USAGE,
                        "%s: its embeddings were learned for other tasks, or with another --seed, --augmentations, "
                        "--frame or --train-tests; resume with those it was started with",
                        r->folder.checkpoint);
    c->puzzle_ids_hash = r->data.fingerprint;
    return 0;
}

static int open_run(run *r)
{
    error err;
    int bad = open_data(r);
    const encoding *e = &r->data.code;
    if (!bad) bad = check_rows(r);
    if (bad) return bad;
    const puzzle_sizes sizes = sizes_of(e, r->data.ids);
    network_fit(&r->s.net, &sizes);
    if (network_check(&r->s.net, &err)) return complain(EXIT_USAGE, "%s", err.text);
    int threads = r->s.threads ? (int)r->s.threads : worker_threads();
    if (threads > r->s.train.shards) {
        threads = (int)r->s.train.shards;
        fprintf(stderr, "as many threads as there are --shards: %d\n", threads);
    }
    if (trainer_open(&r->t, &r->s.net, &r->s.train, &r->shape, threads, &err))
        return complain(EXIT_MEMORY, "%s", err.text);
    if (e->distance) {
        uint8_t distance[256];
        for (int i = 0; i < e->relations; i++) distance[i] = (uint8_t)e->distance(i);
        trainer_bias_distance(&r->t, distance);
    }
    if (r->s.memory) return 0;
    if (r->s.resume) {
        bad = checkpoint_read(r->folder.checkpoint, &r->t, &r->trained_before, &err);
        if (bad) return complain(bad, "%s", err.text);
    } else if (r->s.from && trainer_start_from(&r->t, &r->start.w)) {
        return complain(EXIT_USAGE, "--from %s: its sizes are not those asked for here, or it knows other symbols",
                        r->s.from);
    } else if ((bad = make_folder(r))) {
        return bad;
    }
    return open_metrics(r);
}

static void close_run(run *r)
{
    if (r->metrics) fclose(r->metrics);
    trainer_close(&r->t);
    model_close(&r->start);
    dataset_close(&r->data);
}

static void print_start(const run *r)
{
    memory_plan m = trainer_memory(&r->t);
    fprintf(
        stderr, "%d thread%s, %s vectors of %d, %zu weights, %.0f MB; %ld puzzles to learn from%s, %ld to test on\n",
        r->t.threads, r->t.threads > 1 ? "s" : "", VEC_NAME, VL, network_weight_count(&r->t.net), memory_megabytes(&m),
        r->data.count, r->s.data.fresh ? " (unused: fresh ones are made)" : "", r->data.tests);
}

/* --- testing and saving ------------------------------------------------------------------------------------------ */

/* The averaged weights on `limit` tests, each until it halts, as solve does. */
static int test(run *r, int64_t limit)
{
    batch b;
    double began = clock_seconds();
    long n = (long)(limit < r->data.tests ? limit : r->data.tests);
    r->tested = (evaluation){0};
    if (n == 0) return 0;
    prediction *predictions = malloc((size_t)n * sizeof *predictions);
    int failed = dataset_tests(&r->data, n, &b) || !predictions;
    if (!failed) {
        weights_pack(&r->t.average);
        infer_options how = infer_defaults(r->t.threads);
        const infer_inputs in = {n, b.tokens, b.ids, b.sides};
        failed = infer(&r->t.average, &r->shape, &how, &in, b.answers, predictions, NULL);
    }
    for (long i = 0; !failed && i < n; i++) {
        const evaluation_row row = batch_row(&b, i);
        evaluation_add(&r->tested, &row);
    }
    free(predictions);
    batch_close(&b);
    r->testing += clock_seconds() - began;
    return failed ? complain(EXIT_MEMORY, "not enough memory to test") : 0;
}

static int save_model(const run *r)
{
    error err;
    char steps[32], seed[32];
    st_pair notes[3 + DATASET_NOTES] = {{"puzzle", r->data.kind}, {"steps", steps}, {"seed", seed}};
    snprintf(steps, sizeof steps, "%lld", (long long)r->t.step);
    snprintf(seed, sizeof seed, "%lld", (long long)r->s.train.seed);
    memcpy(notes + 3, r->data.notes, sizeof r->data.notes);
    int bad = model_write(r->folder.model, &r->t.average, notes, 3 + r->data.note_count, &err);
    return bad ? complain(bad, "%s", err.text) : 0;
}

static int save_checkpoint(const run *r)
{
    error err;
    int bad = checkpoint_write(r->folder.checkpoint, &r->t, trained_seconds(r), &r->kept, &r->s, &err);
    return bad ? complain(bad, "%s", err.text) : 0;
}

/* --- reporting --------------------------------------------------------------------------------------------------- */

static int check_metrics(const run *r)
{
    if (!fflush(r->metrics)) return 0;
    return complain(EXIT_FILE, "cannot write %s: %s", r->folder.metrics, strerror(errno));
}

static int report(run *r, metrics_sum *sum, int tested)
{
    const progress at = progress_of(r, tested ? &r->tested : NULL);
    progress_print(stderr, isatty(STDERR_FILENO), sum, &at);
    metrics_row(r->metrics, sum, &at);
    *sum = (metrics_sum){.since = trained_seconds(r)};
    return check_metrics(r);
}

/* --- the loop ---------------------------------------------------------------------------------------------------- */

static void fill_slots(run *r)
{
    for (example e; trainer_next(&r->t, &e);) {
        *e.puzzle = dataset_example(&r->data, e.index, e.tokens, e.labels, e.side);
        trainer_start(&r->t, &e);
    }
}

static int interrupt(run *r)
{
    int bad = save_checkpoint(r);
    if (bad) return bad;
    fprintf(stderr,
            "\nInterrupted at step %lld; the checkpoint is in %s. To go on, repeat the command with --resume.\n",
            (long long)r->t.step, r->folder.checkpoint);
    return EXIT_INTERRUPTED;
}

static int train(run *r)
{
    metrics_sum sum = {.since = trained_seconds(r)};
    double saved = clock_seconds();
    while (done(r) < 1) {
        step_report step;
        fill_slots(r);
        trainer_step(&r->t, done(r), &step);
        metrics_add(&sum, &step);
        if (!isfinite(step.loss) || !isfinite(step.gradient_norm))
            return complain(EXIT_DIVERGED,
                            "training diverged at step %lld: the loss is no longer a number. The last "
                            "checkpoint is untouched; try lower --matrix-lr and --lr, or --clip 1",
                            (long long)r->t.step);
        if (interrupted) return interrupt(r);
        int bad = 0, testing = r->t.step % r->s.test_every == 0 && done(r) < 1;
        if (testing) bad = test(r, r->s.test_puzzles);
        if (testing && !bad) bad = save_model(r);
        if (!bad && (testing || r->t.step % r->s.report_every == 0)) bad = report(r, &sum, testing && r->data.tests);
        if (bad) {
            save_checkpoint(r);
            return bad;
        }
        if (clock_seconds() - saved > 60 * r->s.save_minutes) {
            if ((bad = save_checkpoint(r))) return bad;
            saved = clock_seconds();
        }
    }
    return 0;
}

static int finish(run *r, const char *data)
{
    int bad = save_checkpoint(r);
    if (!bad) bad = save_model(r);
    progress at = progress_of(r, NULL);
    signal(SIGINT, SIG_DFL); /* all is written: nothing is lost with the test */
    signal(SIGTERM, SIG_DFL);
    if (!bad) bad = test(r, 10 * r->s.test_puzzles);
    if (bad) return bad;
    if (r->data.tests > 0) at.test = &r->tested;
    metrics_end(r->metrics, &at);
    fprintf(stderr, "%s", isatty(STDERR_FILENO) ? "\r\033[K" : "");
    if (at.test)
        printf("exact %.2f%%  cells %.2f%%  on %ld unseen puzzles, after %lld steps in %.0f s\n",
               100 * evaluation_exact(at.test), 100 * evaluation_cells(at.test), at.test->examples, (long long)at.step,
               at.seconds);
    else
        printf("no unseen test with a known answer; %lld steps in %.0f s\n", (long long)at.step, at.seconds);
    printf("%s\n", r->folder.model);
    if (fflush(stdout) || ferror(stdout)) return complain(EXIT_FILE, "cannot write the result: %s", strerror(errno));
    if (check_metrics(r)) return EXIT_FILE;
    fprintf(stderr, "Try it:  ./solve --model %s --limit 1 %s%s\n", r->folder.model, data, r->data.trial);
    return EXIT_DONE;
}

static int run_all(run *r, const char *data)
{
    int bad = open_run(r);
    if (bad) return bad;
    if (r->s.memory) {
        memory_plan m = trainer_memory(&r->t);
        memory_print(stdout, &m);
        return EXIT_DONE;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is then a write that fails, and is reported */
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    print_start(r);
    r->started = clock_seconds();
    bad = train(r);
    return bad ? bad : finish(r, data);
}

int main(int argc, char **argv)
{
    const options o = settings_options();
    uint8_t given[MAX_OPTIONS] = {0};
    error err;
    const char *data = NULL;
    static run r; /* large; zero at the start */
    options_defaults(&o, &r.s);
    r.kept = settings_kept();
    int words = options_parse(&o, &r.s, argc, argv, &data, 1, given, &err);
    if (words < 0) return complain(EXIT_USAGE, "%s", err.text);
    if (r.s.help) {
        settings_help(stdout);
        return EXIT_DONE;
    }
    if (!words) return complain(EXIT_USAGE, "which folder? For example: ./train data/sudoku (see --help)");
    int code = dataset_open(&r.data, data, &err);
    if (!code) code = dataset_check_options(&r.data, &o, given, &err);
    if (code) complain(code == NO_MEMORY ? EXIT_MEMORY : code, "%s", err.text);
    if (!code && run_folder_name(&r.folder, r.s.out, data, &err)) code = complain(EXIT_USAGE, "%s", err.text);
    if (!code) code = settle(&r, &o, given);
    if (!code) code = run_all(&r, data);
    close_run(&r);
    return code;
}
