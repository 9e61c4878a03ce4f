/* Damage is noticed: every flipped bit of a model or checkpoint, keys and tensors that are missing or too many, numbers
 * that are not finite. Files saved again by other tools, and those of earlier versions, open all the same. */
#include "tests/files.h"
#include "base/file.h"
#include "base/random.h"
#include "trm/network/model_file.h"
#include "trm/training/checkpoint.h"
#include "tests/kept.h" /* after base/random.h, which has a variable of that name */

#include <math.h>

enum { FLIPS = 600, MAX_PAIRS = 2 * MAX_OPTIONS + 4, MAX_TENSORS = 64 };

#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

/* --- a small network ------------------------------------------------------------------------- */

static void open_small(trainer *t, const kept *k)
{
    small_open(t, k);
    while (t->step < 2) small_step(t);
}

static int write_both(const trainer *t, const kept *k)
{
    error why[1] = {0};
    static const st_pair notes[] = {{"puzzle", "bits"}, {"steps", "2"}};
    const options rows = kept_rows();
    int bad = model_write(path_in("model"), &t->average, notes, COUNT(notes), why);
    if (!bad) bad = checkpoint_write(path_in("state"), NULL, t, 1, &rows, k, why);
    CHECK(!bad, "%s", why->text);
    return bad;
}

/* As a run that resumes reads it. */
static int read_state(const char *path, error *why)
{
    const options rows = kept_rows();
    kept found = small_settings();
    int status = checkpoint_check(path, NULL, why);
    return status ? status : checkpoint_settings(path, &rows, &found, why);
}

static int read_model_file(const char *path, error *why)
{
    model m;
    int status = model_read(&m, path, why);
    if (!status) model_close(&m);
    return status;
}

/* --- flipped bits ---------------------------------------------------------------------------- */

/* Random bits, and all of the header's first ones, where lengths and versions stand. */
static void check_flips(const char *name, int (*read)(const char *path, error *why))
{
    error why[1] = {0};
    file_bytes file;
    if (file_read(&file, path_in(name), TEXT_LIMIT, why)) abort();
    CHECK(read(path_in(name), why) == OK, "%s", why->text);
    int unseen = 0;
    for (int i = 0; i < 2 * FLIPS; i++) {
        int64_t bit = i < FLIPS ? i : random_below(7, (uint64_t)i, (int64_t)file.length * 8);
        file.bytes[bit / 8] ^= (char)(1 << bit % 8);
        write_bytes("flipped", file.bytes, file.length);
        file.bytes[bit / 8] ^= (char)(1 << bit % 8);
        *why->text = 0;
        if (read(path_in("flipped"), why) == BAD_INPUT && *why->text) continue;
        unseen++;
        printf("    bit %lld of %s: %s\n", (long long)bit, name, why->text);
    }
    CHECK(unseen == 0, "%d of %d flipped bits of a %s were not noticed", unseen, 2 * FLIPS, name);
    remove_file("flipped");
    file_free(&file);
}

/* --- files that were changed ----------------------------------------------------------------- */

typedef struct change {
    const char *lose, *add, *value; /* keys of the metadata; the value of the new one */
    const char *format;             /* in place of the version; "trm-...-N" of before: without a seal */
    int tensor;                     /* 1: with a tensor that has no place, -1: without the last */
    int turned;                     /* 1: pairs and tensors in the other order */
    int seal;                       /* 1: sealed again */
    int expected;
} change;

static void write_changed(const char *name, const change *c)
{
    error why[1] = {0};
    st_file f;
    st_pair pairs[MAX_PAIRS];
    st_tensor tensors[MAX_TENSORS];
    char digits[SEAL_ROOM];
    static const float extra[1] = {1};
    int n = 0, count = 0;
    if (st_read(&f, path_in(name), why)) abort();
    for (int i = 0; i < f.metadata_count; i++) {
        st_pair p = f.metadata[c->turned ? f.metadata_count - 1 - i : i];
        if (c->format && !strcmp(p.key, "format")) p.value = c->format;
        if (c->lose && !strcmp(p.key, c->lose)) continue;
        if ((c->format || c->seal) && !strcmp(p.key, ST_SEAL)) continue;
        pairs[n++] = p;
    }
    if (c->add) pairs[n++] = (st_pair){c->add, c->value};
    for (int i = 0; i < f.tensor_count + (c->tensor < 0 ? -1 : 0); i++)
        tensors[count++] = f.tensors[c->turned ? f.tensor_count - 1 - i : i];
    if (c->tensor > 0)
        tensors[count++] = (st_tensor){.name = "extra", .type = ST_F32, .dims = 2, .shape = {1, 1}, .data = extra};
    st_seal(tensors, count, pairs, n, digits);
    if (c->seal) pairs[n++] = (st_pair){ST_SEAL, digits};
    if (st_write(path_in("changed"), tensors, count, pairs, n, why)) abort();
    st_free(&f);
}

static void check_changes(const char *name, int (*read)(const char *, error *), const change *changes, int count)
{
    for (int i = 0; i < count; i++) {
        error why[1] = {0};
        write_changed(name, &changes[i]);
        int status = read(path_in("changed"), why);
        CHECK(status == changes[i].expected, "change %d of a %s: %d, %s", i, name, status, why->text);
        remove_file("changed");
    }
}

static const change model_changes[] = {
    {.turned = 1, .expected = OK}, /* another tool saved it, in an order of its own */
    {.lose = "exchange", .expected = BAD_INPUT},
    {.lose = "exchange", .seal = 1, .expected = BAD_INPUT}, /* a key that every file of this version has */
    {.lose = ST_SEAL, .expected = BAD_INPUT},
    {.add = "younger-option", .value = "1", .seal = 1, .expected = BAD_INPUT},
    {.add = "window", .value = "4", .seal = 1, .expected = OK}, /* an option that is not always written */
    {.tensor = 1, .seal = 1, .expected = BAD_INPUT},
    {.tensor = -1, .seal = 1, .expected = BAD_INPUT},
    {.format = "trm-model-1", .expected = OK},
    {.format = "trm-model-1", .lose = "exchange", .expected = OK},
    {.format = "trm-model-1", .add = "comment", .value = "saved again", .expected = OK},
    {.format = "trm-model-1", .tensor = 1, .expected = BAD_INPUT},
    {.format = "trm-model-3", .seal = 1, .expected = BAD_INPUT},
};

static const change state_changes[] = {
    {.turned = 1, .expected = OK},
    {.lose = "optimiser", .seal = 1, .expected = BAD_INPUT},
    {.lose = ST_SEAL, .expected = BAD_INPUT},
    {.add = "younger-option", .value = "1", .seal = 1, .expected = BAD_INPUT},
    {.format = "trm-state-3", .expected = OK},
    {.format = "trm-state-1", .expected = BAD_INPUT},
};

/* --- numbers that are not finite ------------------------------------------------------------- */

static void check_not_finite(trainer *t, const kept *k)
{
    error why[1] = {0};
    const options rows = kept_rows();
    char place[PLACE_ROOM];
    real *const spots[] = {t->trained.values, t->average.values + 1, t->state, t->s.carry};
    static const char *const words[] = {"\"weights\" of ", "\"average\" of ", "\"optimiser.", "\"slots.y\""};
    const real bad[] = {(real)NAN, (real)INFINITY, (real)-INFINITY};
    CHECK(!checkpoint_not_finite(t, place), "%s", place);
    for (int i = 0; i < COUNT(spots) * COUNT(bad); i++) {
        real *at = spots[i / COUNT(bad)], good = *at;
        *at = bad[i % COUNT(bad)];
        const char *found = checkpoint_not_finite(t, place), *expected = words[i / COUNT(bad)];
        CHECK(found && strstr(found, expected), "found %s, expected %s", found ? found : "nothing", expected);
        CHECK(checkpoint_write(path_in("none"), NULL, t, 1, &rows, k, why) == FAILED, "such a state was written");
        CHECK(strstr(why->text, expected) != NULL, "%s", why->text);
        *at = good;
    }
    real old = *t->average.values;
    *t->average.values = (real)NAN;
    CHECK(model_write(path_in("none"), &t->average, NULL, 0, why) == FAILED, "such a model was written");
    *t->average.values = old;
    CHECK(!file_exists(path_in("none")), "a file was made");
}

/* A checkpoint of version 3 that already holds one is refused when it is read, and the sentence says where. */
static void check_poisoned(void)
{
    error why[1] = {0};
    file_bytes file;
    st_file f;
    write_changed("state", &(change){.format = "trm-state-3"});
    if (st_read(&f, path_in("changed"), why) || file_read(&file, path_in("changed"), TEXT_LIMIT, why)) abort();
    const st_tensor *average = st_find(&f, "average");
    size_t at = (size_t)((const char *)average->data - (const char *)f.block);
    const float infinite = INFINITY;
    memcpy(file.bytes + at, &infinite, sizeof infinite);
    write_bytes("changed", file.bytes, file.length);
    CHECK(read_state(path_in("changed"), why) == BAD_INPUT && strstr(why->text, "\"average\""), "%s", why->text);
    st_free(&f);
    file_free(&file);
    remove_file("changed");
}

/* The checkpoint before the newest is kept. */
static void check_before(const trainer *t, const kept *k)
{
    error why[1] = {0};
    const options rows = kept_rows();
    file_bytes old = {0}, second = {0};
    if (file_read(&old, path_in("state"), TEXT_LIMIT, why)) abort();
    for (int i = 0; i < 2; i++)
        CHECK(checkpoint_write(path_in("state"), path_in("before"), t, 2 + i, &rows, k, why) == OK, "%s", why->text);
    CHECK(read_state(path_in("state"), why) == OK && read_state(path_in("before"), why) == OK, "%s", why->text);
    CHECK(!same_file(path_in("state"), path_in("before")), "one file under two names");
    if (file_read(&second, path_in("before"), TEXT_LIMIT, why)) abort();
    CHECK(second.length != old.length || memcmp(second.bytes, old.bytes, old.length), "the first, not the second");
    file_free(&old);
    file_free(&second);
    remove_file("before");
}

int main(void)
{
    const kept k = small_settings();
    trainer t;
    open_folder();
    open_small(&t, &k);
    if (!write_both(&t, &k)) {
        check_flips("model", read_model_file);
        check_flips("state", read_state);
        check_changes("model", read_model_file, model_changes, COUNT(model_changes));
        check_changes("state", read_state, state_changes, COUNT(state_changes));
        check_not_finite(&t, &k);
        check_poisoned();
        check_before(&t, &k);
    }
    remove_file("model");
    remove_file("state");
    trainer_close(&t);
    close_folder();
    return check_done("damage");
}
