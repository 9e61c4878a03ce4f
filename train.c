/* train: teaches a Tiny Recursive Model a folder of puzzles or tasks.
 *
 *     ./train data/sudoku
 *
 * Flags, wiring and words for people; the work is done in trm/ and data/.
 * Exit codes: 0 done, 1 out of memory or diverged, 2 wrong usage or input, 3 a file could not be read or written, 130
 * interrupted (the checkpoint is written).
 */
#include "data/lessons.h"
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
    const char *out;
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
        S(threads, INT, "threads", 0, 1024, "worker threads, 0 for all cores; the result does not depend on it"),
        S(report_every, INT, "report-every", 1, 1e9, "steps between progress lines and rows of metrics.csv"),
        S(test_every, INT, "test-every", 1, 1e9, "steps between tests on unseen puzzles"),
        S(test_puzzles, INT, "test-puzzles", 1, 1e9, "puzzles in such a test; the last one takes all"),
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
    {"maze", "planes", "off"}, {"maze", "width", "64"},   {"maze", "heads", "4"}, {"maze", "inner", "256"},
    {"arc", "planes", "off"},  {"arc", "registers", "4"}, {"arc", "width", "64"}, {"arc", "heads", "4"},
    {"arc", "inner", "192"},   {"arc", "views", "8"},
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
    printf(
        "Usage: ./train FOLDER [options]\n\n"
        "Trains a Tiny Recursive Model on FOLDER/train.csv and tests it on FOLDER/test.csv, puzzles it never sees\n"
        "in training. Both have the columns source,question,answer,rating. Or FOLDER holds ARC tasks: NAME.json, or\n"
        "training/ and evaluation/ with such files.\n\n"
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
    lessons data;
    geometry shape;
    uint8_t *tokens, *labels; /* [P, L], [L]: room for a puzzle on its way to the trainer */
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
 * that is resumed, by the kind of puzzle, by the defaults. */
static int settle(run *r, const option *table, int count, int argc, char **argv)
{
    char why[WHY];
    const char *word;
    int bad = 0, resume = r->s.resume;
    r->s = default_settings();
    for (int i = 0; i < PRESETS && !bad; i++)
        if (!strcmp(presets[i].kind, r->data.kind))
            bad = option_set(option_find(table, count, presets[i].option), &r->s, presets[i].value, why, sizeof why);
    if (bad) return complain(EXIT_USAGE, "%s", why);
    if (resume) bad = checkpoint_config(r->checkpoint, &r->s.net, &r->s.train, why, sizeof why);
    if (bad) return complain(bad, "%s (is there a run to --resume? --out names its folder)", why);
    if (options_parse(table, count, &r->s, argc, argv, &word, 1, why, sizeof why) < 0)
        return complain(EXIT_USAGE, "%s", why);
    return 0;
}

static int open_lessons(run *r)
{
    char why[WHY];
    const train_config *c = &r->s.train;
    const lesson_choices choices = {(uint64_t)c->seed, r->s.net.planes, c->fresh,
                                    (int)c->views,     (int)c->frame,   c->train_tests};
    int bad = lessons_prepare(&r->data, &choices, why, sizeof why);
    if (bad) return complain(bad, "%s", why);
    const encoding *e = &r->data.code;
    if (r->s.net.planes && e->planes == 1)
        return complain(EXIT_USAGE, "a puzzle of kind %s has no planes; use --planes off", r->data.kind);
    r->shape = (geometry){e->planes, e->cells, e->relation};
    size_t cells = (size_t)e->cells, each = cells * (size_t)e->planes;
    r->tokens = malloc(each + cells);
    r->labels = r->tokens + each;
    return r->tokens ? 0 : complain(EXIT_MEMORY, "not enough memory for one puzzle");
}

/* What was learned for one task must not go on as that of another. */
static int check_rows(run *r)
{
    network_config *c = &r->s.net;
    if (r->s.resume && c->tasks && c->task_rows != r->data.rows)
        return complain(EXIT_USAGE,
                        "%s: its embeddings were learned for other tasks, or with another --seed or --views; resume "
                        "with those it was started with",
                        r->checkpoint);
    c->task_rows = r->data.rows;
    return 0;
}

static int open_run(run *r)
{
    char why[WHY];
    int bad = open_lessons(r);
    const encoding *e = &r->data.code;
    if (!bad) bad = check_rows(r);
    if (bad) return bad;
    network_fit(&r->s.net, e->vocabulary, e->classes, e->relations, e->cells, r->data.ids);
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
    } else if ((bad = set_old_run_aside(r)) || (bad = make_folders(r->folder))) {
        return bad;
    }
    return open_metrics(r);
}

static void close_run(run *r)
{
    if (r->metrics_file) fclose(r->metrics_file);
    trainer_close(&r->t);
    free(r->tokens);
    lessons_free(&r->data);
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
            r->data.count, r->s.train.fresh ? " (unused: fresh ones are made)" : "", r->data.tests);
}

/* --- testing and saving ------------------------------------------------------------------------------------------ */

/* Tests side by side, and what comes out. */
typedef struct paper {
    long count;
    uint8_t *tokens, *labels, *answers; /* [count, P, L], [count, L], [count, L] */
    int32_t *ids;                       /* [count] */
    verdict *verdicts;                  /* [count] */
} paper;

static int paper_open(paper *p, const lessons *from, long count)
{
    size_t n = (size_t)count, cells = (size_t)from->code.cells, each = cells * (size_t)from->code.planes;
    *p = (paper){.count = count, .tokens = malloc(n * (each + 2 * cells))};
    p->ids = malloc(n * sizeof *p->ids);
    p->verdicts = malloc(n * sizeof *p->verdicts);
    if (!p->tokens || !p->ids || !p->verdicts) return -1;
    p->labels = p->tokens + n * each;
    p->answers = p->labels + n * cells;
    for (size_t i = 0; i < n; i++) p->ids[i] = lessons_test(from, (long)i, p->tokens + i * each, p->labels + i * cells);
    return 0;
}

static void paper_close(paper *p)
{
    free(p->tokens);
    free(p->ids);
    free(p->verdicts);
}

/* Cells without a label are neither right nor wrong. */
static void mark(run *r, const paper *p)
{
    double exact = 0, right = 0, labelled = 0;
    long cells = r->data.code.cells;
    for (long i = 0; i < p->count; i++) {
        long blank = 0;
        for (long l = 0; l < cells; l++) blank += p->labels[i * cells + l] == NO_LABEL;
        exact += p->verdicts[i].all_right;
        right += (double)(p->verdicts[i].cells - blank);
        labelled += (double)(cells - blank);
    }
    r->test_exact = exact / (double)p->count;
    r->test_cells = right / labelled;
}

/* The averaged weights on the first `limit` tests, each until it halts, as solve does. */
static int test(run *r, int64_t limit)
{
    paper p;
    double began = clock_seconds();
    long n = (long)(limit < r->data.tests ? limit : r->data.tests);
    if (n == 0) return 0;
    int failed = paper_open(&p, &r->data, n);
    if (!failed) {
        weights_pack(&r->t.average);
        thinking how = thinking_defaults(r->t.threads);
        failed = think_all(&r->t.average, &r->shape, &how, p.tokens, p.ids, p.labels, n, p.answers, p.verdicts);
    }
    if (!failed) mark(r, &p);
    paper_close(&p);
    r->testing += clock_seconds() - began;
    return failed ? complain(EXIT_MEMORY, "not enough memory to test") : 0;
}

static int save_model(const run *r)
{
    char why[WHY], steps[32], seed[32], frame[32], views[32], kind[32];
    char keys[6][8] = {"puzzle", "steps", "seed", "frame", "views", "index"};
    snprintf(kind, sizeof kind, "%s", r->data.kind);
    snprintf(steps, sizeof steps, "%lld", (long long)r->t.step);
    snprintf(seed, sizeof seed, "%lld", (long long)r->s.train.seed);
    snprintf(frame, sizeof frame, "%d", r->data.frame);
    snprintf(views, sizeof views, "%lld", (long long)r->s.train.views);
    const st_pair notes[] = {{keys[0], kind},  {keys[1], steps}, {keys[2], seed},
                             {keys[3], frame}, {keys[4], views}, {keys[5], r->data.index}};
    int bad = model_write(r->model, &r->t.average, notes, r->data.index ? 6 : 3, why, sizeof why);
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
    int64_t draw;
    for (int slot; (slot = trainer_free_slot(&r->t, &draw)) >= 0;) {
        int32_t id = lessons_draw(&r->data, draw, r->tokens, r->labels);
        trainer_fill(&r->t, slot, r->tokens, r->labels, id);
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
        if (!bad && (testing || r->t.step % r->s.report_every == 0))
            bad = report(r, &sum, step.rate, testing && r->data.tests);
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
    if (!bad) bad = test(r, r->data.tests);
    if (bad) return bad;
    if (r->data.tests)
        fprintf(r->metrics_file, "%lld,%.1f,,,,,,,%.5f,%.5f\n", (long long)r->t.step, seconds, r->test_exact,
                r->test_cells);
    fprintf(stderr, "%s", isatty(STDERR_FILENO) ? "\r\033[K" : "");
    if (r->data.tests)
        printf("exact %.2f%%  cells %.2f%%  on %ld unseen puzzles, after %lld steps in %.0f s\n", 100 * r->test_exact,
               100 * r->test_cells, r->data.tests, (long long)r->t.step, seconds);
    else
        printf("no unseen test with a known answer; %lld steps in %.0f s\n", (long long)r->t.step, seconds);
    printf("%s\n", r->model);
    if (fflush(stdout) || ferror(stdout)) return complain(EXIT_FILE, "cannot write the result: %s", strerror(errno));
    if (fflush(r->metrics_file)) return complain(EXIT_FILE, "cannot write %s: %s", r->metrics, strerror(errno));
    fprintf(stderr, "Try it:  ./solve --model %s --limit 1 %s%s\n", r->model, data, r->data.trial);
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
    int code = lessons_read(&r.data, data, why, sizeof why);
    if (code) return complain(code, "%s", why);
    if (name_files(&r, data)) code = EXIT_USAGE;
    if (!code) code = settle(&r, table, count, argc, argv);
    if (!code) code = run_all(&r, data);
    close_run(&r);
    return code;
}
