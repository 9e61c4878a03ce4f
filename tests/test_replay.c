/* Replays: the plane of the latent keeps distances, the JSON keeps the tries that count, percents do not flatter. */
#include "report/latent_path.h"
#include "report/marks.h"
#include "report/replay.h"
#include "tests/check.h"

#include <math.h>
#include <string.h>

enum { SIZE = 37, FRAMES = 60 };

/* Points of a plane in space: 3 u + v for directions u and v at right angles. */
static void make_states(float *states, int with_v)
{
    for (int f = 0; f < FRAMES; f++)
        for (int k = 0; k < SIZE; k++) {
            double u = k % 2 ? 1 : 0, v = k % 2 ? 0 : 1;
            states[f * SIZE + k] = (float)(5 + 3 * u * f + with_v * v * ((f * 7) % 11));
        }
}

static double distance(const double *a, const double *b)
{
    return hypot(a[0] - b[0], a[1] - b[1]);
}

static double distance_of_states(const float *a, const float *b)
{
    double sum = 0;
    for (int k = 0; k < SIZE; k++) sum += (double)(a[k] - b[k]) * (double)(a[k] - b[k]);
    return sqrt(sum);
}

static void check_plane(void)
{
    static float states[FRAMES * SIZE];
    for (int with_v = 0; with_v < 2; with_v++) {
        latent_plane p;
        double first[2], at[2];
        make_states(states, with_v);
        CHECK(latent_plane_fit(&p, states, FRAMES, SIZE) == 0, "out of memory");
        latent_place(&p, states, first);
        for (int f = 0; f < FRAMES; f++) {
            const float *state = states + f * SIZE;
            latent_place(&p, state, at);
            double right = distance_of_states(state, states);
            CHECK(fabs(distance(at, first) - right) <= 1e-3 * (1 + right),
                  "state %d lies %g from the first one, expected %g", f, distance(at, first), right);
            if (!with_v) CHECK(fabs(at[1]) < 1e-3, "state %d leaves the line by %g", f, at[1]);
        }
        CHECK(at[0] > 0, "the last state lies at %g", at[0]);
        latent_plane_close(&p);
    }
    float same[2 * SIZE] = {0};
    latent_plane p;
    double at[2];
    CHECK(latent_plane_fit(&p, same, 2, SIZE) == 0, "out of memory");
    latent_place(&p, same, at);
    CHECK(at[0] == 0 && at[1] == 0, "at %g, %g", at[0], at[1]);
    latent_plane_close(&p);
}

/* --- tries ------------------------------------------------------------------------------------------------------- */

static judgement judge(const void *rules, const uint8_t *classes, uint8_t *broken, char sentence[REPLAY_SENTENCE])
{
    (void)rules, (void)broken;
    snprintf(sentence, REPLAY_SENTENCE, "%s", classes[0] ? "" : "it is </script> \"wrong\"");
    return classes[0] ? JUDGED_RIGHT : JUDGED_WRONG;
}

static int count(const char *text, const char *word)
{
    int n = 0;
    for (; (text = strstr(text, word)); text++) n++;
    return n;
}

static void add(replay *r, int number, int class)
{
    trace t;
    CHECK(trace_open(&t, 0, 1, 1, 4, 0, 0) == 0, "out of memory");
    memset(t.answers, class, 4);
    t.frames = 1;
    CHECK(replay_add(r, number, &t) == 0, "out of memory");
    trace_close(&t);
}

static void check_tries(void)
{
    const uint8_t given[4] = {1, 0, 0, 0};
    const replay_puzzle p = {.kind = "test",
                             .name = "<a \"name\"\n>",
                             .rows = 2,
                             .cols = 2,
                             .planes = 2,
                             .classes = 1,
                             .symbols = "12",
                             .question = "1...",
                             .given = given,
                             .answer = "2222",
                             .measure = "halting logit",
                             .most = 16,
                             .about = "",
                             .judge = judge};
    replay r;
    CHECK(replay_open(&r, &p) == 0, "out of memory");
    for (int i = 0; i < 40; i++) add(&r, i, i == 39);
    CHECK(r.tries == REPLAY_TRIES, "%d tries", r.tries);
    CHECK(replay_end(&r, r.tries - 1, 40, JUDGED_RIGHT, "solved") == 0, "out of memory");
    CHECK(count(r.text, "\"number\":") == REPLAY_TRIES, "%s", r.text);
    CHECK(count(r.text, "\"number\":14,") == 1 && count(r.text, "\"number\":39,") == 1, "%s", r.text);
    CHECK(count(r.text, "\"number\":38,") == 0 && count(r.text, "\"number\":15,") == 0, "%s", r.text);
    CHECK(count(r.text, "\"wrong\":[0,1,2,3]") == REPLAY_TRIES - 1 && count(r.text, "\"wrong\":[]") == 1, "%s", r.text);
    CHECK(count(r.text, "<") == 0 && count(r.text, "\n") == 0 && strlen(r.text) == r.size, "%s", r.text);
    CHECK(count(r.text, "\"given\":\"1000\"") == 1 && count(r.text, "\"asked\":40") == 1, "%s", r.text);
    replay_close(&r);
}

/* --- words ------------------------------------------------------------------------------------------------------- */

static void check_percent(double chance, const char *right)
{
    char text[PERCENT_TEXT];
    CHECK(!strcmp(percent_text(chance, text), right), "%g is %s, expected %s", chance, text, right);
}

int main(void)
{
    check_plane();
    check_tries();
    check_percent(0, "<0.1%");
    check_percent(0.37, "37%");
    check_percent(0.9949, "99.49%");
    check_percent(0.99995, ">99.99%");
    check_percent(belief_sure(&(belief){2, 1, 1}, -0.5), "50%");
    return check_done("replay");
}
