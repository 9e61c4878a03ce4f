/* What is learned of a halting head: thresholds and probabilities of records whose truth is known. */
#include "trm/inference/calibrate.h"

#include "base/random.h"
#include "tests/check.h"

#include <math.h>
#include <string.h>

/* Adds an example: after its first `late` steps it is right. */
static void put_example(records *r, const double *halts, int steps, int late)
{
    size_t at = (size_t)r->count * (size_t)r->steps;
    for (int k = 0; k < steps; k++) {
        r->halt[at + (size_t)k] = halts[k];
        r->right[at + (size_t)k] = k >= late;
    }
    r->taken[r->count++] = steps;
}

/* Wrong answers have logits of up to 2.95, right ones of 3.05 and more. */
static void test_threshold(void)
{
    const double slow[4] = {0, 2.95, 3.05, 9}, quick[4] = {3.05, 9}, never[4] = {-1, -2, -1, -3};
    calibration c;
    calibration_report report;
    records r;
    CHECK(records_open(&r, 30, 4) == 0, "out of memory");
    for (int i = 0; i < 10; i++) {
        put_example(&r, slow, 4, 2);
        put_example(&r, quick, 2, 0);
        put_example(&r, never, 4, 4);
    }
    calibrate(&r, &c, &report);
    CHECK(c.threshold >= 2.95 && c.threshold < 3.05, "the threshold is %g, expected 3", c.threshold);
    CHECK(report.examples == 30 && fabs(report.right - 2.0 / 3) < 1e-12, "%g of them are right", report.right);
    CHECK(fabs(report.steps - 8.0 / 3) < 1e-12 && fabs(report.steps_before - 10.0 / 3) < 1e-12,
          "%g steps, and %g at the usual threshold", report.steps, report.steps_before);
    records_close(&r);
}

/* If early answers are as right as late ones, those that the head finds wrong itself still wait. */
static void test_unsure(void)
{
    const double halts[3] = {-1, 0.5, 9};
    calibration c;
    calibration_report report;
    records r;
    CHECK(records_open(&r, 10, 3) == 0, "out of memory");
    for (int i = 0; i < 10; i++) put_example(&r, halts, 3, 0);
    calibrate(&r, &c, &report);
    CHECK(c.threshold == 0 && report.steps == 2, "the threshold is %g, after %g steps", c.threshold, report.steps);
    records_close(&r);
}

/* `late` examples of 50 are right at their last step alone, and all have nearly the same logit throughout: for one of
 * them the others do not think on, for two they do. */
static void test_late(int late, double least, double most)
{
    const double same[6] = {0.3, 0.3, 0.3, 0.3, 0.3, 0.3}, higher[6] = {0.35, 0.35, 0.35, 0.35, 0.35, 9};
    calibration c;
    calibration_report report;
    records r;
    CHECK(records_open(&r, 50, 6) == 0, "out of memory");
    for (int i = 0; i < 50; i++) put_example(&r, i < late ? higher : same, 6, i < late ? 5 : 0);
    calibrate(&r, &c, &report);
    CHECK(report.steps > least && report.steps < most, "%d late ones: %g steps on average", late, report.steps);
    records_close(&r);
}

/* Of 2000 examples one is right at its second step alone, and has the logits of `alike` others that are right at once: it
 * is given up only if their second steps are worth more. */
static void test_saved(int alike, int given_up)
{
    enum { ALL = 2000 };
    const double slow[2] = {1, 9}, quick[2] = {9, 9};
    calibration c;
    calibration_report report;
    records r;
    CHECK(records_open(&r, ALL, 2) == 0, "out of memory");
    for (int i = 0; i < ALL; i++) put_example(&r, i <= alike ? slow : quick, 2, i == 0);
    calibrate(&r, &c, &report);
    CHECK((c.threshold < 1) == given_up, "%d alike: the threshold is %g", alike, c.threshold);
    records_close(&r);
}

/* One step each, right with the probability sigmoid(scale h + offset). */
static void draw(records *r, double scale, double offset)
{
    for (long i = 0; i < r->room; i++) {
        double h = 3 * random_normal(1, (uint64_t)i);
        put_example(r, &h, 1, random_uniform(2, (uint64_t)i) >= 1 / (1 + exp(-scale * h - offset)));
    }
}

static void test_probability(double scale, double offset)
{
    calibration c;
    calibration_report report;
    records r;
    CHECK(records_open(&r, 4000, 1) == 0, "out of memory");
    draw(&r, scale, offset);
    calibrate(&r, &c, &report);
    CHECK(c.fitted && fabs(c.scale - scale) < 0.1 && fabs(c.offset - offset) < 0.15, "%g h + %g is fitted as %g h + %g",
          scale, offset, c.scale, c.offset);
    int is_other = fabs(scale - 1) + fabs(offset) > 0.2;
    CHECK(!is_other || report.loss_after < report.loss_before - 0.01, "loss %g before and %g after", report.loss_before,
          report.loss_after);
    records_close(&r);
}

/* Nothing but right answers must not make the model sure whatever its head says. */
static void test_all_right(void)
{
    calibration c;
    calibration_report report;
    records r;
    CHECK(records_open(&r, 500, 1) == 0, "out of memory");
    for (int i = 0; i < 500; i++) {
        double h = 6 + random_normal(1, (uint64_t)i);
        put_example(&r, &h, 1, 0);
    }
    calibrate(&r, &c, &report);
    CHECK(calibration_sure(&c, 6) > 0.99 && calibration_sure(&c, -6) < 0.1, "%g sure at 6, %g at -6",
          calibration_sure(&c, 6), calibration_sure(&c, -6));
    records_close(&r);
}

static void test_notes(void)
{
    const calibration c = {.threshold = 2.3, .scale = 0.75, .offset = -1.25, .fitted = 1};
    st_pair notes[CALIBRATION_NOTES];
    char text[CALIBRATION_NOTES][CALIBRATION_TEXT];
    calibration_notes(&c, notes, text);
    calibration back = calibration_read(notes[0].value, notes[1].value);
    CHECK(!strcmp(notes[0].key, CALIBRATION_HALT) && !strcmp(notes[1].key, CALIBRATION_SURE), "other keys");
    CHECK(fabs(back.threshold - 2.3) + fabs(back.scale - 0.75) + fabs(back.offset + 1.25) < 1e-6 && back.fitted,
          "not what was written");
    static const char *const bad[] = {NULL, "", "x", "nan 1", "1", "1 inf", "1e999 0"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        calibration none = calibration_read(NULL, bad[i]);
        CHECK(!none.fitted && none.threshold == INFER_THRESHOLD && none.scale == 1 && none.offset == 0, "'%s' counts",
              bad[i] ? bad[i] : "NULL");
    }
    CHECK(calibration_read("nan", NULL).threshold == INFER_THRESHOLD, "nan is a threshold");
}

int main(void)
{
    test_threshold();
    test_unsure();
    test_saved(20, 0);
    test_saved(400, 1);
    test_late(1, 0.9, 1.1);
    test_late(2, 5.9, 6.1);
    test_probability(0.5, -1);
    test_probability(1, 0);
    test_probability(2, 1);
    test_all_right();
    test_notes();
    return check_done("calibrate");
}
