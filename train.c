/* train: teaches a Tiny Recursive Model a folder of puzzles or tasks.
 *
 *     ./train data/sudoku
 *
 * Flags, wiring and words for people; the work is done in trm/ and data/.
 * Exit codes: 0 done, 1 out of memory, diverged or stopped at once, 2 wrong usage or input, 3 a file could not be read
 * or written, 130 interrupted (the checkpoint is written). NO_MEMORY becomes 1.
 */
#include "base/clock.h"
#include "base/file.h"
#include "base/peak_memory.h"
#include "base/program.h"
#include "base/show.h"
#include "data/dataset.h"
#include "report/progress.h"
#include "report/run_summary.h"
#include "tools/stop.h"
#include "tools/train_settings.h"
#include "lib/wiring.h"
#include "trm/algorithms/algorithm.h"
#include "trm/network/model_file.h"
#include "trm/training/checkpoint.h"
#include "trm/training/run_folder.h"

#include <errno.h>
#include <fcntl.h> /* open */
#include <math.h>  /* isfinite */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h> /* isatty */

static const double MAX_STEPS = 1e9; /* as of --steps */

/* --- a run ------------------------------------------------------------------------------------------------------- */

/* What can fail returns a status and leaves its sentence in `err`. */
typedef struct run {
    const char *path;   /* of the data, as the command line names it */
    settings s, before; /* as they are; as the checkpoint has them that a run goes on from */
    options kept;       /* rows of what a checkpoint keeps of them */
    dataset data;
    geometry shape;
    model start; /* the weights --from which it starts */
    trainer t;
    run_folder folder;
    FILE *metrics;
    double started, trained_before, testing; /* seconds: clock at start, before a resume, spent on tests */
    evaluation tested;                       /* the last test */
    int64_t saved;                           /* step of the last checkpoint; -1: there is none */
    error err;
} run;

/* A file that may not grow, or a closed pipe, is then a write that fails, and is reported. */
static void set_signals(void)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

static int cannot_write(run *r, const char *what)
{
    return fail(&r->err, NO_FILE, "cannot write %s: %s", what, strerror(errno));
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

/* What a run writes must not be what it reads. */
static int name_folder(run *r)
{
    int status = run_folder_name(&r->folder, r->s.out, r->path, &r->err);
    if (status != OK) return status;
    if (same_file(r->folder.path, r->path))
        return fail(&r->err, BAD_INPUT, "--out %s is the folder of the %s; name another for the run", r->s.out,
                    r->data.type->items);
    if (!r->s.resume && r->s.from &&
        (same_file(r->s.from, r->folder.model) || same_file(r->s.from, r->folder.checkpoint)))
        return fail(&r->err, BAD_INPUT, "--from %s lies where this run would write; name another folder with --out",
                    r->s.from);
    return OK;
}

/* Adds to a sentence about a folder or file that is missing. */
static int no_run(run *r)
{
    return fail(&r->err, NO_FILE, "%s (is there a run to --resume? --out names its folder)", r->err.text);
}

static int lock_folder(run *r)
{
    int status = run_folder_open(&r->folder, !r->s.resume, &r->err);
    if (status == OK && r->folder.held.unsure)
        show(stderr, "the disk of %s cannot lock: see to it that no other run writes there\n", r->folder.path);
    if (r->s.resume && status == NO_FILE && !folder_exists(r->folder.path)) return no_run(r);
    return status;
}

/* The newest checkpoint that is whole; a damaged one is told about, and kept. */
static int find_checkpoint(run *r)
{
    error other = {0};
    int status = checkpoint_check(r->folder.checkpoint, NULL, &r->err);
    int is_lost = status == BAD_INPUT || (status == NO_FILE && !file_exists(r->folder.checkpoint));
    if (is_lost && checkpoint_check(r->folder.before, NULL, &other) == OK) {
        fprintf(stderr, "train: %s; going on from the checkpoint before it\n", r->err.text);
        *r->err.text = 0;
        return run_folder_fall_back(&r->folder, &r->err);
    }
    return status == NO_FILE ? no_run(r) : status;
}

static int read_start(run *r, const char *from)
{
    int status = model_read(&r->start, from, &r->err);
    if (status != OK) return status;
    if (*r->start.puzzle && strcmp(r->start.puzzle, r->data.kind))
        return fail(&r->err, BAD_INPUT, "--from %s: it was trained on puzzles of kind %s, and these are of kind %s",
                    from, r->start.puzzle, r->data.kind);
    r->s.net = r->start.net.config;
    return OK;
}

static int is_length(const char *name)
{
    return !strcmp(name, "steps") || !strcmp(name, "minutes") || !strcmp(name, "flops");
}

/* A run that goes on with other settings is no longer the one that was stopped; its length alone may differ. */
static void tell_changes(const run *r, const options *o, const uint8_t *given)
{
    for (int i = 0; i < r->kept.count; i++) {
        const option *kept = &r->kept.rows[i], *row = kept->name ? option_find(o, kept->name) : NULL;
        char before[OPTION_VALUE], now[OPTION_VALUE];
        if (!row || !given[row - o->rows] || is_length(row->name)) continue;
        option_format(row, &r->before, before, sizeof before);
        option_format(row, &r->s, now, sizeof now);
        if (strcmp(before, now))
            show(stderr, "--%s %s: the run was started with %s; from here on it is another run\n", row->name, now,
                 before);
    }
    if (r->before.content && r->before.content != r->s.content)
        show(stderr, "%s: the run was started with other %s to learn from; from here on it is another run\n", r->path,
             r->data.type->items);
}

static int is_given(const options *o, const uint8_t *given, const char *name)
{
    return given[option_find(o, name) - o->rows];
}

/* A run has one length. That of the command line takes the place of one of another sort in a checkpoint. */
static int settle_length(run *r, const options *o, const uint8_t *given)
{
    int steps = is_given(o, given, "steps"), minutes = is_given(o, given, "minutes");
    if (is_given(o, given, "flops") && r->s.train.flops > 0) {
        if (steps || minutes)
            return fail(&r->err, BAD_INPUT, "--flops gives a run its length; leave out --%s",
                        steps ? "steps" : "minutes");
        r->s.train.minutes = 0;
    } else if (steps || minutes) {
        r->s.train.flops = 0;
    }
    return OK;
}

/* Settings once the puzzles are known. What is said by the command line comes first, then by the checkpoint of a run
 * that is resumed, by the model that one starts from, by the kind of puzzle, by the mixer, by the defaults. */
static int settle(run *r, const options *o, const uint8_t *given)
{
    const settings said = r->s;
    int status = OK;
    options_defaults(o, &r->s);
    if (said.net.mixer.count == 1) options_preset(o, &r->s, mixer_of(&said.net, 0)->preset);
    settings_preset(&r->s, o, r->data.kind);
    if (said.resume)
        status = checkpoint_settings(r->folder.checkpoint, &r->kept, &r->s, &r->err);
    else if (said.from)
        status = read_start(r, said.from);
    r->before = r->s;
    options_copy_given(o, given, &said, &r->s);
    if (said.resume && status == NO_FILE) return no_run(r);
    return status == OK ? settle_length(r, o, given) : status;
}

static int open_data(run *r)
{
    const encoding *e = &r->data.code;
    r->s.data.seed = (uint64_t)r->s.train.seed;
    r->s.data.planes = r->s.net.planes;
    r->s.data.one_size = mixer_needs_of(&r->s.net).size_bound;
    r->s.data.relations = network_needs_relations(&r->s.net);
    int status = dataset_prepare(&r->data, &r->s.data, &r->err);
    if (status != OK) return status;
    r->s.content = r->data.content;
    if (r->s.net.planes && e->planes == 1)
        return fail(&r->err, BAD_INPUT, "a puzzle of kind %s has no planes; use --planes off", r->data.kind);
    r->shape = geometry_of(e);
    return check_order(&r->s.net, e, r->data.kind, &r->err);
}

/* What was learned for one task must not go on as that of another. */
static int check_ids(run *r)
{
    network_config *c = &r->s.net;
    if (r->s.resume && c->puzzle_ids && c->puzzle_ids_hash != r->data.fingerprint)
        return fail(&r->err, BAD_INPUT,
                    "%s: its embeddings were learned for other tasks, or with another --seed, --augmentations, "
                    "--frame or --train-tests; resume with those it was started with",
                    r->folder.checkpoint);
    c->puzzle_ids_hash = r->data.fingerprint;
    return OK;
}

static double step_flops(const run *r, int training)
{
    return algorithm_step_flops(&r->s.net, &r->shape, training);
}

/* With --flops the steps follow from it. */
static int count_steps(run *r)
{
    train_config *c = &r->s.train;
    double steps = ceil(c->flops / (step_flops(r, 1) * (double)c->batch));
    if (c->flops <= 0) return OK;
    if (steps > MAX_STEPS)
        return fail(&r->err, BAD_INPUT, "--flops %g would be more than %g steps; ask for less", c->flops, MAX_STEPS);
    c->steps = (int64_t)steps;
    return OK;
}

/* An algorithm that fills in cells has shown a part of one answer before it gives the rest. */
static int check_labels(run *r)
{
    if (r->s.data.labels != LABELS_ANY) return OK;
    if (network_reads_answers(&r->s.net))
        return fail(&r->err, BAD_INPUT,
                    "--labels any is for an --algorithm that answers all cells at once; use --labels rule");
    return r->s.net.planes ? fail(&r->err, BAD_INPUT, "--labels any needs --planes off") : OK;
}

static int open_trainer(run *r)
{
    const puzzle_sizes sizes = sizes_of(&r->data.code, r->data.ids);
    const puzzle_kind *kind = r->data.code.kind;
    r->s.net.facts = r->s.train.dense > 0 && kind ? kind->facts : 0;
    network_fit(&r->s.net, &sizes);
    int status = network_check(&r->s.net, &r->err);
    if (status == OK) status = train_check(&r->s.net, &r->s.train, &r->err);
    if (status == OK) status = check_labels(r);
    if (status == OK) status = count_steps(r);
    if (status != OK) return status;
    int threads = r->s.threads ? (int)r->s.threads : worker_threads();
    if (threads > r->s.train.shards) {
        threads = (int)r->s.train.shards;
        fprintf(stderr, "as many threads as there are --shards: %d\n", threads);
    }
    status = trainer_open(&r->t, &r->s.net, &r->s.train, &r->shape, threads, &r->err);
    if (status != OK) return status;
    trainer_bias_distance(&r->t, r->data.code.distance);
    if (r->s.data.labels == LABELS_ANY) trainer_teach(&r->t, &(teacher){choose_likeliest, &r->data.code});
    return OK;
}

/* The state of a run that goes on, or the weights that one starts from and a folder for it. */
static int open_folder(run *r)
{
    char aside[RUN_FILE];
    r->saved = -1;
    if (r->s.resume) {
        int status = checkpoint_read(r->folder.checkpoint, &r->t, &r->trained_before, &r->err);
        if (status == OK) stop_saved(r->saved = r->t.step);
        return status;
    }
    if (r->s.from && trainer_start_from(&r->t, &r->start.w))
        return fail(&r->err, BAD_INPUT, "--from %s: its sizes are not those asked for here, or it knows other symbols",
                    r->s.from);
    int status = lock_folder(r);
    if (status == OK) status = run_folder_set_aside(&r->folder, aside, &r->err);
    if (status == OK && *aside)
        show(stderr, "the earlier run in %s is now in %s (to go on with a run: --resume)\n", r->folder.path, aside);
    return status;
}

/* A file of this run alone: a link that someone laid there is not followed. */
static int open_metrics(run *r)
{
    int fresh = !r->s.resume || !file_exists(r->folder.metrics);
    int status = fresh ? OK : metrics_cut(r->folder.metrics, r->t.step, &r->err);
    if (status != OK) return status;
    int fd =
        open(r->folder.metrics, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC | (fresh ? O_CREAT | O_EXCL : 0), 0666);
    r->metrics = fd < 0 ? NULL : fdopen(fd, "a");
    if (!r->metrics) return cannot_write(r, r->folder.metrics);
    if (fresh) metrics_begin(r->metrics);
    return OK;
}

static void close_run(run *r)
{
    if (r->metrics) fclose(r->metrics);
    run_folder_close(&r->folder);
    trainer_close(&r->t);
    model_close(&r->start);
    dataset_close(&r->data);
}

/* --- testing, saving, reporting ---------------------------------------------------------------------------------- */

/* The averaged weights on `limit` tests, each until it halts, as solve does. */
static int test(run *r, int64_t limit)
{
    batch b;
    double began = clock_seconds();
    long n = (long)(limit < r->data.tests ? limit : r->data.tests);
    const puzzle_kind *kind = r->data.code.kind;
    r->tested = (evaluation){.by_rules = kind && !kind->one_answer};
    if (n == 0) return OK;
    prediction *predictions = malloc((size_t)n * sizeof *predictions);
    int failed = dataset_tests(&r->data, n, &b) || !predictions || rank_all(&r->s.net, &b);
    if (!failed) {
        weights_pack(&r->t.average);
        infer_options how = infer_defaults(r->t.threads);
        how.stop = stop_flag();
        failed = infer_all(&r->t.average, &r->shape, &how, &b, predictions, NULL);
    }
    for (long i = 0; !failed && !stop_asked() && i < n; i++) {
        evaluation_row row = row_of(&b, i, &predictions[i]);
        row.solved = r->tested.by_rules && encoding_accepts(b.code, batch_tokens(&b, i), b.sides[i], row.answer);
        evaluation_add(&r->tested, &row);
    }
    free(predictions);
    batch_close(&b);
    r->testing += clock_seconds() - began;
    return failed ? fail(&r->err, NO_MEMORY, "not enough memory to test") : OK;
}

/* What a person can do about it: rates that this network is known to bear, or a tenth of those it did not. */
static double lower_rate(double rate, double usual)
{
    return rate > usual ? usual : rate / 10;
}

/* Numbers that are not finite end a run before they are saved. */
static int diverged(run *r)
{
    const train_config *c = &r->s.train, usual = train_defaults();
    char place[PLACE_ROOM], saved[96] = "No checkpoint was written yet";
    const char *found = checkpoint_not_finite(&r->t, place);
    if (r->saved >= 0)
        snprintf(saved, sizeof saved, "The last checkpoint, of step %lld, is untouched", (long long)r->saved);
    return fail(&r->err, FAILED,
                "training diverged at step %lld: %s is no longer a number. %s. Start again, without --resume, with "
                "lower rates: --matrix-lr %g --lr %g",
                (long long)r->t.step, found ? found : "the loss", saved, lower_rate(c->matrix_rate, usual.matrix_rate),
                lower_rate(c->rate, usual.rate));
}

static int save_model(run *r)
{
    char steps[32], seed[32];
    st_pair notes[3 + DATASET_NOTES] = {{"puzzle", r->data.kind}, {"steps", steps}, {"seed", seed}};
    snprintf(steps, sizeof steps, "%lld", (long long)r->t.step);
    snprintf(seed, sizeof seed, "%lld", (long long)r->s.train.seed);
    memcpy(notes + 3, r->data.notes, sizeof r->data.notes);
    int status = run_folder_check(&r->folder, &r->err);
    if (status == OK) status = model_write(r->folder.model, &r->t.average, notes, 3 + r->data.note_count, &r->err);
    return status == FAILED ? diverged(r) : status;
}

static int save_checkpoint(run *r)
{
    const run_folder *f = &r->folder;
    int status = run_folder_check(f, &r->err);
    if (status == OK)
        status = checkpoint_write(f->checkpoint, f->before, &r->t, trained_seconds(r), &r->kept, &r->s, &r->err);
    if (status != OK) return status == FAILED ? diverged(r) : status;
    r->saved = r->t.step;
    stop_saved(r->saved);
    return OK;
}

/* What the run is, and once it is over how it went. */
static int save_summary(run *r, const evaluation *tested)
{
    const memory_plan m = trainer_memory(&r->t);
    const run_summary s = {.puzzle = r->data.kind,
                           .weights = (int64_t)network_weight_count(&r->t.net),
                           .cells = r->data.code.cells,
                           .batch = r->s.train.batch,
                           .steps = r->s.train.steps,
                           .done = r->t.step,
                           .example_flops = step_flops(r, 1),
                           .answer_step_flops = step_flops(r, 0),
                           .megabytes = memory_megabytes(&m),
                           .peak_megabytes = peak_memory(),
                           .seconds = trained_seconds(r),
                           .test = tested};
    int status = run_folder_check(&r->folder, &r->err);
    return status == OK ? run_summary_write(r->folder.summary, &s, &r->err) : status;
}

static int report(run *r, metrics_sum *sum, int tested)
{
    const progress at = progress_of(r, tested ? &r->tested : NULL);
    progress_print(stderr, isatty(STDERR_FILENO), sum, &at);
    metrics_row(r->metrics, sum, &at);
    *sum = (metrics_sum){.since = trained_seconds(r)};
    return fflush(r->metrics) ? cannot_write(r, r->folder.metrics) : OK;
}

/* Says what failed, once. */
static void complain(run *r)
{
    if (*r->err.text) fprintf(stderr, "train: %s\n", r->err.text);
    *r->err.text = 0;
}

static void print_start(const run *r)
{
    memory_plan m = trainer_memory(&r->t);
    if (r->data.remarks) fputs(r->data.remarks, stderr);
    fprintf(stderr,
            "%d thread%s, %s vectors of %d, %zu weights, %.0f MB, %.1f MFLOP an example and step; "
            "%ld puzzles to learn from%s, %ld to test on\n",
            r->t.threads, r->t.threads > 1 ? "s" : "", VEC_NAME, VL, network_weight_count(&r->t.net),
            memory_megabytes(&m), step_flops(r, 1) / 1e6, r->data.count,
            r->s.data.fresh ? " (unused: fresh ones are made)" : "", r->data.tests);
}

static int print_result(run *r, const progress *at)
{
    fprintf(stderr, "%s", isatty(STDERR_FILENO) ? "\r\033[K" : "");
    if (at->test)
        result_print(stdout, at);
    else
        printf("no unseen test with a known answer; %lld steps in %.0f s\n", (long long)at->step, at->seconds);
    show(stdout, "%s\n", r->folder.model);
    return fflush(stdout) || ferror(stdout) ? cannot_write(r, "the result") : OK;
}

/* --- the loop ---------------------------------------------------------------------------------------------------- */

static int step(run *r, metrics_sum *sum)
{
    step_report now;
    for (example e; trainer_next(&r->t, &e);) {
        *e.puzzle = dataset_example(&r->data, e.index, e.tokens, e.labels, e.side);
        if (e.rank) dataset_rank(&r->data, e.tokens, r->s.net.cell_order == ORDER_SOLVER, e.rank);
        if (e.facts) encoding_facts(&r->data.code, e.tokens, *e.side, e.facts);
        trainer_start(&r->t, &e);
    }
    trainer_step(&r->t, done(r), &now);
    metrics_add(sum, &now);
    return isfinite(now.loss) && isfinite(now.gradient_norm) ? OK : diverged(r);
}

/* What is due after a step but checkpoints. */
static int test_and_report(run *r, metrics_sum *sum)
{
    int status = OK, testing = r->t.step % r->s.test_every == 0 && done(r) < 1;
    if (testing) status = test(r, r->s.test_puzzles);
    if (stop_asked()) return OK;
    if (testing && status == OK) status = save_model(r);
    if (status == OK && (testing || r->t.step % r->s.report_every == 0))
        status = report(r, sum, testing && r->data.tests);
    return status;
}

static int interrupt(run *r)
{
    int status = r->saved == r->t.step ? OK : save_checkpoint(r);
    if (status != OK) return status;
    show(stderr, "\nInterrupted at step %lld; the checkpoint is in %s. To go on, repeat the command with --resume.\n",
         (long long)r->t.step, r->folder.checkpoint);
    return INTERRUPTED;
}

static int train(run *r)
{
    metrics_sum sum = {.since = trained_seconds(r)};
    double saved = clock_seconds();
    while (done(r) < 1 && !stop_asked()) {
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
    return done(r) < 1 ? interrupt(r) : OK;
}

static int finish(run *r)
{
    int status = save_checkpoint(r);
    if (status == OK) status = save_model(r);
    progress at = progress_of(r, NULL);
    if (status == OK && stop_asked()) return interrupt(r);
    if (status == OK) stop_enter(STOP_DONE);
    if (status == OK) status = test(r, 10 * r->s.test_puzzles);
    if (status == OK && stop_asked()) return interrupt(r);
    if (status != OK) return status;
    if (r->data.tests > 0) at.test = &r->tested;
    metrics_end(r->metrics, &at);
    status = print_result(r, &at);
    if (status == OK) status = save_summary(r, at.test);
    if (status == OK && fflush(r->metrics)) status = cannot_write(r, r->folder.metrics);
    if (status == OK)
        show(stderr, "Try it:  ./solve --model %s --limit 1 %s%s\n", r->folder.model, r->path, r->data.trial);
    return status;
}

/* --- the program ------------------------------------------------------------------------------------------------- */

static int run_all(run *r, const options *o, const uint8_t *given)
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
        memory_plan m = trainer_memory(&r->t);
        memory_print(stdout, &m);
        return OK;
    }
    stop_enter(STOP_TRAINING);
    if (status == OK) status = open_folder(r);
    if (status == OK) status = open_metrics(r);
    if (status != OK) return status;
    if (r->s.resume) tell_changes(r, o, given);
    set_signals();
    print_start(r);
    r->started = clock_seconds();
    status = save_summary(r, NULL);
    if (status == OK) status = train(r);
    return status == OK ? finish(r) : status;
}

int main(int argc, char **argv)
{
    static run r; /* large; zero at the start */
    const options o = settings_options(0);
    uint8_t given[MAX_OPTIONS] = {0};
    int status = BAD_INPUT;
    program_open();
    options_defaults(&o, &r.s);
    r.kept = settings_options(1);
    int words = options_parse(&o, &r.s, argc, argv, &r.path, 1, given, &r.err);
    if (words >= 0 && r.s.help) {
        settings_help(stdout);
        return program_close("train", OK);
    }
    if (words == 0) fail(&r.err, BAD_INPUT, "which folder? For example: ./train data/sudoku (see --help)");
    if (words > 0) status = run_all(&r, &o, given);
    complain(&r);
    close_run(&r);
    return program_close("train", status == NO_MEMORY ? FAILED : status);
}
