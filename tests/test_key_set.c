/* The set of 64-bit keys: what was added is in it, nothing else is, up to a full capacity. */
#include "base/key_set.h"
#include "base/random.h"
#include "tests/check.h"

enum { COUNT = 5000 };

static void test_mixed_keys(void)
{
    key_set set;
    int wrong = 0;
    CHECK(key_set_open(&set, COUNT) == 0, "no set");
    for (uint64_t i = 0; i < COUNT; i++) {
        wrong += key_set_has(&set, random_mix(i + 1)) || !key_set_add(&set, random_mix(i + 1));
        wrong += !key_set_has(&set, random_mix(i + 1)) || key_set_add(&set, random_mix(i + 1));
    }
    for (uint64_t i = 0; i < COUNT; i++)
        wrong += !key_set_has(&set, random_mix(i + 1)) || key_set_has(&set, random_mix(i + 1 + COUNT));
    CHECK(wrong == 0, "%d answers are wrong", wrong);
    key_set_close(&set);
}

/* Keys that meet in one slot, the least and the largest key, and a set for none. */
static void test_edges(void)
{
    key_set set;
    CHECK(key_set_open(&set, 4) == 0, "no set");
    const uint64_t keys[] = {0, UINT64_MAX, 8, 16};
    for (int i = 0; i < 4; i++) CHECK(key_set_add(&set, keys[i]) == 1, "key %d is not new", i);
    for (int i = 0; i < 4; i++) CHECK(key_set_has(&set, keys[i]), "key %d is lost", i);
    CHECK(!key_set_has(&set, 24) && key_set_has(&set, 1), "24 is in, or 1 does not count as 0");
    key_set_close(&set);
    CHECK(key_set_open(&set, 0) == 0 && !key_set_has(&set, 5), "a set for no key");
    key_set_close(&set);
    CHECK(key_set_open(&set, UINT64_MAX / 4) == -1, "there is memory without end");
}

int main(void)
{
    test_mixed_keys();
    test_edges();
    return check_done("key set");
}
