/* train: teaches a Tiny Recursive Model a folder of puzzles.
 *
 *     ./train data/sudoku
 *
 * Flags, wiring and words for people; the work is done in trm/ and data/.
 * Exit codes: 0 done, 1 out of memory or diverged, 2 wrong usage or input, 3 a file could not be read or written, 130
 * interrupted (the checkpoint is written).
 */
#include "data/batch.h"
#include "data/dataset.h"
#include "data/sampler.h"
#include "trm/checkpoint.h"
#include "trm/model_file.h"
#include "trm/thinker.h"
#include "trm/trainer.h"

#include <errno.h>
#include <math.h> /* isfinite */
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h> /* isatty */

enum { EXIT_DONE = 0, EXIT_MEMORY = 1, EXIT_DIVERGED = 1, EXIT_USAGE = 2, EXIT_FILE = 3, EXIT_INTERRUPTED = 130 };
enum { WHY = 512, PATH_SIZE = 1024 };

/* --- settings ---------------------------------------------------------------------------------------------------- */

typedef struct settings {
    network_config net;
    train_config train;
    const char *out, *from;
    int64_t threads, report_every, test_every, test_puzzles;
    double save_minutes;
    int resume, memory, help;
} settings;

static settings default_settings(void)
{
    return (settings){
        .net = network_defaults(),
        .train = train_defaults(),
        .threads = 0,
        .report_every = 20,
        .test_every = 400,
        .test_puzzles = 200,
        .save_minutes = 1,
    };
}

#define S(field, kind, name, min, max, help) OPT(settings, field, kind, name, min, max, NULL, help)

static int settings_options(option *table)
{
    const option rows[] = {
        {.help = "Run"},
        S(out, TEXT, "out", 0, 0, "folder for the model, the checkpoint and the metrics [runs/NAME OF THE FOLDER]"),
        S(resume, FLAG, "resume", 0, 0, "go on from the checkpoint in --out, bit for bit as if never stopped"),
        S(from, TEXT, "from", 0, 0, "start from the weights of this model, of its sizes, instead of random ones"),
        S(threads, INT, "threads", 0, 1024, "worker threads, 0 for all cores; the result does not depend on it"),
        S(report_every, INT, "report-every", 1, 1e9, "steps between progress lines and rows of metrics.csv"),
        S(test_every, INT, "test-every", 1, 1e9, "steps between tests on unseen puzzles"),
        S(test_puzzles, INT, "test-puzzles", 1, 1e9, "puzzles in such a test; the last test takes all of test.csv"),
        S(save_minutes, REAL, "save-minutes", 0, 1e6, "minutes between checkpoints"),
        S(memory, FLAG, "memory", 0, 0, "print how many bytes go where, and stop"),
        S(help, FLAG, "help", 0, 0, "this text"),
    };
    memcpy(table, rows, sizeof rows);
    int count = (int)(sizeof rows / sizeof *rows);
    count += network_options(table + count, offsetof(settings, net));
    return count + train_options(table + count, offsetof(settings, train));
}

/* What a kind of puzzle wants other than the defaults. */
typedef struct preset {
    const char *kind, *option, *value;
} preset;

static const preset presets[] = {
    {"maze", "planes", "off"},
    {"maze", "width", "64"},
    {"maze", "heads", "4"},
    {"maze", "inner", "256"},
};
enum { PRESETS = sizeof presets / sizeof *presets };

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

static void print_help(const option *table, int count, const settings *s)
{
    printf("Usage: ./train FOLDER [options]\n\n"
           "Trains a Tiny Recursive Model on FOLDER/train.csv and tests it on FOLDER/test.csv, puzzles it never sees\n"
           "in training. Both have the columns source,question,answer,rating.\n\n"
           "  ./train data/sudoku                     the whole thing, minutes on a laptop\n"
           "  ./train data/sudoku --steps 300         a glimpse\n"
           "  ./train data/sudoku --resume            after Ctrl-C\n"
           "  ./solve --model runs/sudoku/model.safetensors puzzle.txt\n");
    options_help(stdout, table, count, s);
    printf("\nOther defaults by kind of puzzle");
    for (int i = 0; i < PRESETS; i++) {
        if (i == 0 || strcmp(presets[i].kind, presets[i - 1].kind)) printf("\n  %-28s", presets[i].kind);
        printf(" --%s %s", presets[i].option, presets[i].value);
    }
    printf("\n\nExit codes: 0 done, 1 out of memory or diverged, 2 wrong usage or input, 3 a file could not be read or "
           "written,\n"
           "130 interrupted (the checkpoint is written; --resume goes on).\n");
}

/* --- a run ------------------------------------------------------------------------------------------------------- */

typedef struct run {
    settings s;
    dataset data;
    encoding code;
    geometry shape;
    uint8_t *tokens; /* [P, L]: room for a puzzle on its way to the trainer */
    model start;     /* the weights --from which it starts */
    trainer t;
    char folder[PATH_SIZE], model[PATH_SIZE + 32], checkpoint[PATH_SIZE + 32], metrics[PATH_SIZE + 32];
    FILE *metrics_file;
    double started, trained_before, testing; /* seconds: clock at start, before a resume, spent on tests */
    double test_exact, test_cells;           /* of the last test */
} run;

/* Since the last report. */
typedef struct tally {
    int64_t steps, finished, finished_right;
    double loss, cells, depth, since;
} tally;

/* A signal handler can only set a flag; this is the one variable that is not handed from function to function. */
static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

static double clock_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double trained_seconds(const run *r)
{
    return r->trained_before + clock_seconds() - r->started - r->testing;
}

static double progress(const run *r)
{
    if (r->s.train.minutes > 0) return trained_seconds(r) / (60 * r->s.train.minutes);
    return (double)r->t.step / (double)r->s.train.steps;
}

static int name_files(run *r, const char *data)
{
    size_t length = strlen(data);
    if (r->s.out && !*r->s.out) return complain(EXIT_USAGE, "--out needs the name of a folder");
    while (length > 1 && data[length - 1] == '/') length--;
    size_t start = length;
    while (start > 0 && data[start - 1] != '/') start--;
    if (!r->s.out && data[start] == '.' && (length - start == 1 || (length - start == 2 && data[start + 1] == '.')))
        return complain(EXIT_USAGE, "%s gives the run no name; name a folder with --out", data);
    int n = r->s.out ? snprintf(r->folder, PATH_SIZE, "%s", r->s.out)
                     : snprintf(r->folder, PATH_SIZE, "runs/%.*s", (int)(length - start), data + start);
    if (n < 0 || n >= PATH_SIZE) return complain(EXIT_USAGE, "--out is longer than a path can be");
    while (n > 1 && r->folder[n - 1] == '/') r->folder[--n] = 0;
    snprintf(r->model, sizeof r->model, "%s/model.safetensors", r->folder);
    snprintf(r->checkpoint, sizeof r->checkpoint, "%s/checkpoint.safetensors", r->folder);
    snprintf(r->metrics, sizeof r->metrics, "%s/metrics.csv", r->folder);
    return 0;
}

static int make_folders(const char *path)
{
    char part[PATH_SIZE];
    snprintf(part, sizeof part, "%s", path);
    for (char *p = part + 1;; p++) {
        if (*p && *p != '/') continue;
        char kept = *p;
        *p = 0;
        if (mkdir(part, 0777) && errno != EEXIST)
            return complain(EXIT_FILE, "cannot make the folder %s: %s", part, strerror(errno));
        if (!kept) return 0;
        *p = kept;
    }
}

/* A new run never overwrites an old one: the old folder gets a number behind its name. */
static int set_old_run_aside(const run *r)
{
    if (access(r->checkpoint, F_OK) && access(r->model, F_OK) && access(r->metrics, F_OK)) return 0;
    for (int i = 1; i < 10000; i++) {
        char aside[PATH_SIZE + 32];
        snprintf(aside, sizeof aside, "%s.%d", r->folder, i);
        if (!access(aside, F_OK)) continue;
        if (rename(r->folder, aside))
            return complain(EXIT_FILE, "cannot move the earlier run %s aside: %s", r->folder, strerror(errno));
        fprintf(stderr, "the earlier run in %s is now in %s (to go on with a run: --resume)\n", r->folder, aside);
        return 0;
    }
    return complain(EXIT_FILE, "%s holds a run, and too many earlier ones lie beside it", r->folder);
}

static int open_metrics(run *r)
{
    int fresh = !r->s.resume || access(r->metrics, F_OK);
    r->metrics_file = fopen(r->metrics, fresh ? "w" : "a");
    if (!r->metrics_file) return complain(EXIT_FILE, "cannot write %s: %s", r->metrics, strerror(errno));
    if (fresh)
        fprintf(r->metrics_file, "step,seconds,train/exact_accuracy,train/accuracy,train/lm_loss,train/steps,train/lr,"
                                 "examples_per_s,test/exact_accuracy,test/accuracy\n");
    return 0;
}

/* Settings once the puzzles are known. What is said by the command line comes first, then by the checkpoint of a run
 * that is resumed, by the model that one starts from, by the kind of puzzle, by the defaults. */
static int settle(run *r, const option *table, int count, int argc, char **argv)
{
    char why[WHY];
    const char *word;
    const char *from = r->s.from;
    int bad = 0, resume = r->s.resume;
    r->s = default_settings();
    for (int i = 0; i < PRESETS && !bad; i++)
        if (!strcmp(presets[i].kind, r->data.kind->name))
            bad = option_set(option_find(table, count, presets[i].option), &r->s, presets[i].value, why, sizeof why);
    if (bad) return complain(EXIT_USAGE, "%s", why);
    if (from && !resume && (bad = model_read(&r->start, from, why, sizeof why))) return complain(bad, "%s", why);
    if (from && !resume) r->s.net = r->start.net.config;
    if (resume) bad = checkpoint_config(r->checkpoint, &r->s.net, &r->s.train, why, sizeof why);
    if (bad) return complain(bad, "%s (is there a run to --resume? --out names its folder)", why);
    if (options_parse(table, count, &r->s, argc, argv, &word, 1, why, sizeof why) < 0)
        return complain(EXIT_USAGE, "%s", why);
    return 0;
}

static int open_code(run *r)
{
    const char *kind = r->data.kind->name;
    if (encoding_open(&r->code, r->data.kind, &r->data.shape, r->s.net.planes))
        return complain(EXIT_MEMORY, "not enough memory for the relations of %d cells", grid_cells(&r->data.shape));
    if (r->s.net.planes && r->code.planes == 1)
        return complain(EXIT_USAGE, "the symbols of a %s cannot be renamed, so it has no planes; use --planes off",
                        kind);
    r->shape = (geometry){r->code.planes, r->code.cells, r->code.relation};
    r->tokens = malloc((size_t)r->code.planes * (size_t)r->code.cells);
    return r->tokens ? 0 : complain(EXIT_MEMORY, "not enough memory for one puzzle");
}

static int open_run(run *r)
{
    char why[WHY];
    int bad = open_code(r);
    if (bad) return bad;
    network_fit(&r->s.net, r->code.vocabulary, r->code.classes, r->code.relations, r->code.cells, 0);
    if (network_check(&r->s.net, why, sizeof why)) return complain(EXIT_USAGE, "%s", why);
    int threads = r->s.threads ? (int)r->s.threads : worker_threads();
    if (threads > r->s.train.lanes) {
        threads = (int)r->s.train.lanes;
        fprintf(stderr, "as many threads as there are --lanes: %d\n", threads);
    }
    if (trainer_open(&r->t, &r->s.net, &r->s.train, &r->shape, threads, why, sizeof why))
        return complain(EXIT_MEMORY, "%s", why);
    if (r->s.memory) return 0;
    if (r->s.resume) {
        bad = checkpoint_read(r->checkpoint, &r->t, &r->trained_before, why, sizeof why);
        if (bad) return complain(bad, "%s", why);
    } else if (r->s.from && trainer_start_from(&r->t, &r->start.w)) {
        return complain(EXIT_USAGE, "--from %s: its sizes are not those asked for here, or it knows other symbols",
                        r->s.from);
    } else if ((bad = set_old_run_aside(r)) || (bad = make_folders(r->folder))) {
        return bad;
    }
    return open_metrics(r);
}

static void close_run(run *r)
{
    if (r->metrics_file) fclose(r->metrics_file);
    trainer_close(&r->t);
    model_close(&r->start);
    encoding_close(&r->code);
    free(r->tokens);
    dataset_free(&r->data);
}

static void print_memory(const run *r)
{
    memory_plan m = trainer_memory(&r->t);
    printf("weights, twice, packed   %9.2f MB\ngradients of the lanes   %9.2f MB\noptimiser                %9.2f MB\n"
           "state of the examples    %9.2f MB\ntapes of the threads     %9.2f MB\n",
           (double)m.weights / 1e6, (double)m.gradients / 1e6, (double)m.optimiser / 1e6, (double)m.state / 1e6,
           (double)m.tapes / 1e6);
}

static void print_start(const run *r)
{
    memory_plan m = trainer_memory(&r->t);
    double bytes = (double)(m.weights + m.gradients + m.optimiser + m.state + m.tapes);
    fprintf(stderr,
            "%d thread%s, %s vectors of %d, %zu weights, %.0f MB; %ld puzzles to learn from%s, %ld to test on\n",
            r->t.threads, r->t.threads > 1 ? "s" : "", VEC_NAME, VL, network_weight_count(&r->t.net), bytes / 1e6,
            r->data.train.count, r->s.train.fresh ? " (unused: fresh ones are made)" : "", r->data.test.count);
}

/* --- testing and saving ------------------------------------------------------------------------------------------ */

/* The averaged weights on the first `limit` test puzzles, each until it halts, as solve does. */
static int test(run *r, int64_t limit)
{
    batch b;
    long n = (long)(limit < r->data.test.count ? limit : r->data.test.count);
    verdict *verdicts = malloc((size_t)n * sizeof *verdicts);
    double began = clock_seconds();
    int failed = batch_open(&b, &r->code, r->data.test.items, n) || !verdicts;
    if (!failed) {
        batch_label(&b);
        weights_pack(&r->t.average);
        thinking how = thinking_defaults(r->t.threads);
        failed = think_all(&r->t.average, &r->shape, &how, b.tokens, NULL, b.labels, n, b.answers, verdicts);
    }
    double exact = 0, right_cells = 0;
    for (long i = 0; !failed && i < n; i++) {
        exact += verdicts[i].all_right;
        right_cells += verdicts[i].cells;
    }
    r->test_exact = exact / (double)n;
    r->test_cells = right_cells / ((double)n * r->code.cells);
    batch_close(&b);
    free(verdicts);
    r->testing += clock_seconds() - began;
    return failed ? complain(EXIT_MEMORY, "not enough memory to test") : 0;
}

static int save_model(const run *r)
{
    char why[WHY], steps[32], seed[32];
    char keys[3][8] = {"puzzle", "steps", "seed"}, kind[32];
    snprintf(kind, sizeof kind, "%s", r->data.kind->name);
    snprintf(steps, sizeof steps, "%lld", (long long)r->t.step);
    snprintf(seed, sizeof seed, "%lld", (long long)r->s.train.seed);
    const st_pair notes[] = {{keys[0], kind}, {keys[1], steps}, {keys[2], seed}};
    int bad = model_write(r->model, &r->t.average, notes, 3, why, sizeof why);
    return bad ? complain(bad, "%s", why) : 0;
}

static int save_checkpoint(const run *r)
{
    char why[WHY];
    int bad = checkpoint_write(r->checkpoint, &r->t, trained_seconds(r), why, sizeof why);
    return bad ? complain(bad, "%s", why) : 0;
}

/* --- reporting --------------------------------------------------------------------------------------------------- */

static void print_time_left(FILE *out, double seconds)
{
    if (seconds >= 3600)
        fprintf(out, "%dh%02dm left", (int)(seconds / 3600), (int)(seconds / 60) % 60);
    else
        fprintf(out, "%dm%02ds left", (int)(seconds / 60), (int)seconds % 60);
}

/* On a terminal the line is drawn over itself until a test makes it worth keeping. */
static int report(run *r, tally *sum, double rate, int tested)
{
    double now = trained_seconds(r), done = progress(r), n = (double)sum->steps;
    double speed = n * (double)r->s.train.batch / (now - sum->since + 1e-9);
    double exact = sum->finished ? (double)sum->finished_right / (double)sum->finished : 0;
    double depth = sum->finished ? sum->depth / (double)sum->finished : 0;
    int terminal = isatty(STDERR_FILENO);
    fprintf(stderr, "%sexact %5.1f%%  cells %5.1f%%  loss %.4f  steps %4.1f  %3.0f examples/s  step %lld  ",
            terminal ? "\r\033[K" : "", 100 * exact, 100 * sum->cells / n, sum->loss / n, depth, speed,
            (long long)r->t.step);
    print_time_left(stderr, done > 0 ? now * (1 - (done < 1 ? done : 1)) / done : 0);
    if (tested) fprintf(stderr, "  | unseen: exact %.1f%%  cells %.1f%%", 100 * r->test_exact, 100 * r->test_cells);
    if (!terminal || tested) fprintf(stderr, "\n");
    fprintf(r->metrics_file, "%lld,%.1f,%.5f,%.5f,%.6f,%.3f,%.5g,%.1f,", (long long)r->t.step, now, exact,
            sum->cells / n, sum->loss / n, depth, rate * r->s.train.matrix_rate, speed);
    if (tested)
        fprintf(r->metrics_file, "%.5f,%.5f\n", r->test_exact, r->test_cells);
    else
        fprintf(r->metrics_file, ",\n");
    *sum = (tally){.since = trained_seconds(r)};
    if (fflush(r->metrics_file)) return complain(EXIT_FILE, "cannot write %s: %s", r->metrics, strerror(errno));
    return 0;
}

/* --- the loop ---------------------------------------------------------------------------------------------------- */

static void fill_slots(run *r)
{
    sampler source = {r->s.train.fresh ? NULL : &r->data.train, &r->data.test, r->data.kind, r->data.shape,
                      (uint64_t)r->s.train.seed};
    uint8_t question[KIND_MAX_CELLS], answer[KIND_MAX_CELLS], labels[KIND_MAX_CELLS];
    int64_t draw;
    for (int slot; (slot = trainer_free_slot(&r->t, &draw)) >= 0;) {
        sampler_draw(&source, draw, question, answer);
        encode_question(&r->code, question, r->tokens);
        encode_answer(&r->code, answer, labels);
        trainer_fill(&r->t, slot, r->tokens, labels, 0);
    }
}

static void count_step(tally *sum, const step_report *step)
{
    sum->steps++;
    sum->finished += step->finished;
    sum->finished_right += step->finished_right;
    sum->loss += step->loss;
    sum->cells += step->cells;
    sum->depth += step->depth_sum;
}

static int interrupt(run *r)
{
    int bad = save_checkpoint(r);
    if (bad) return bad;
    fprintf(stderr,
            "\nInterrupted at step %lld; the checkpoint is in %s. To go on, repeat the command with --resume.\n",
            (long long)r->t.step, r->checkpoint);
    return EXIT_INTERRUPTED;
}

static int train(run *r)
{
    tally sum = {.since = trained_seconds(r)};
    double saved = clock_seconds();
    while (progress(r) < 1) {
        step_report step;
        fill_slots(r);
        trainer_step(&r->t, progress(r), &step);
        count_step(&sum, &step);
        if (!isfinite(step.loss) || !isfinite(step.gradient_norm))
            return complain(EXIT_DIVERGED,
                            "training diverged at step %lld: the loss is no longer a number. The last "
                            "checkpoint is untouched; try lower --matrix-lr and --lr, or --clip 1",
                            (long long)r->t.step);
        if (interrupted) return interrupt(r);
        int bad = 0, testing = r->t.step % r->s.test_every == 0 && progress(r) < 1;
        if (testing) bad = test(r, r->s.test_puzzles);
        if (testing && !bad) bad = save_model(r);
        if (!bad && (testing || r->t.step % r->s.report_every == 0)) bad = report(r, &sum, step.rate, testing);
        if (!bad && clock_seconds() - saved > 60 * r->s.save_minutes) {
            bad = save_checkpoint(r);
            saved = clock_seconds();
        }
        if (bad) return bad;
    }
    return 0;
}

static int finish(run *r, const char *data)
{
    int bad = save_checkpoint(r);
    if (!bad) bad = save_model(r);
    double seconds = trained_seconds(r);
    if (!bad) bad = test(r, r->data.test.count);
    if (bad) return bad;
    fprintf(r->metrics_file, "%lld,%.1f,,,,,,,%.5f,%.5f\n", (long long)r->t.step, seconds, r->test_exact,
            r->test_cells);
    fprintf(stderr, "%s", isatty(STDERR_FILENO) ? "\r\033[K" : "");
    printf("exact %.2f%%  cells %.2f%%  on %ld unseen puzzles, after %lld steps in %.0f s\n", 100 * r->test_exact,
           100 * r->test_cells, r->data.test.count, (long long)r->t.step, seconds);
    printf("%s\n", r->model);
    if (fflush(stdout) || ferror(stdout)) return complain(EXIT_FILE, "cannot write the result: %s", strerror(errno));
    if (fflush(r->metrics_file)) return complain(EXIT_FILE, "cannot write %s: %s", r->metrics, strerror(errno));
    fprintf(stderr, "Try it:  ./solve --model %s --limit 1 %s/test.csv\n", r->model, data);
    return EXIT_DONE;
}

static int run_all(run *r, const char *data)
{
    int bad = open_run(r);
    if (bad) return bad;
    if (r->s.memory) {
        print_memory(r);
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
    option table[2 * MAX_CONFIG_OPTIONS];
    int count = settings_options(table);
    char why[WHY];
    const char *data = NULL;
    static run r; /* large; zero at the start */
    settings defaults = r.s = default_settings();
    int words = options_parse(table, count, &r.s, argc, argv, &data, 1, why, sizeof why);
    if (words < 0) return complain(EXIT_USAGE, "%s", why);
    if (r.s.help) {
        print_help(table, count, &defaults);
        return EXIT_DONE;
    }
    if (!words) return complain(EXIT_USAGE, "which folder? For example: ./train data/sudoku (see --help)");
    int code = dataset_load(&r.data, data, why, sizeof why);
    if (code) return complain(code, "%s", why);
    if (name_files(&r, data)) code = EXIT_USAGE;
    if (!code) code = settle(&r, table, count, argc, argv);
    if (!code) code = run_all(&r, data);
    close_run(&r);
    return code;
}
