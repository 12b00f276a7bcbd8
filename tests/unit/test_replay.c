#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correlate/replay.h"

#include <stdio.h>
#include <stdlib.h>

#define S TIMESTAMP_US_PER_S
#define FIRED_BYTES 512

/* "a0 b1 n2": which terms (a, b, c) or absences (n, m) came at which second; letters together are
 * of one event. */
struct play {
    struct sig_composite c;
    const char *events;
    bool quirks;
    const char *fires; /* "0-1 5-5": first and last second of each time it came up */
};

struct fired {
    char text[FIRED_BYTES];
    size_t len;
    uint64_t count;
};

static void fire(void *self, const struct arrival *last, int64_t from_us, int64_t to_us)
{
    struct fired *f = self;
    assert_true(last->terms != 0);
    f->count++;
    f->len += (size_t)snprintf(f->text + f->len, sizeof f->text - f->len, "%s%d-%d",
                               f->len ? " " : "", (int)(from_us / S), (int)(to_us / S));
    if (f->len >= sizeof f->text)
        f->len = sizeof f->text - 1;
}

static struct arrival next_arrival(const char **events, uint64_t number)
{
    struct arrival a = { .source_name = "x", .sequence = number, .count = 1 };
    for (; (**events < '0' || **events > '9') && **events != '-'; (*events)++) {
        if (**events >= 'a' && **events <= 'c')
            a.terms |= UINT64_C(1) << (**events - 'a');
        if (**events == 'n' || **events == 'm')
            a.absences |= UINT64_C(1) << (**events == 'm');
    }
    char *end;
    a.first_us = a.last_us = strtol(*events, &end, 10) * S;
    *events = end;
    return a;
}

/* Plays it, given forwards, backwards or from the middle. */
static struct fired run(const struct play *p, int order)
{
    struct arrival all[64];
    size_t n = 0;
    struct arrivals arrivals;
    struct arena arena;
    struct fired fired = { .len = 0 };
    arena_init(&arena);
    arrivals_init(&arrivals, 1);
    for (const char *at = p->events; *at;)
        all[n] = next_arrival(&at, n), n++;
    for (size_t i = 0; i < n; i++)
        arrivals_add(&arrivals, &all[order == 0 ? i : order == 1 ? n - 1 - i : (i + n / 2) % n]);
    replay(&p->c, &arrivals, p->quirks, &arena, fire, &fired);
    arrivals_release(&arrivals);
    arena_release(&arena);
    return fired;
}

static struct sig_term one[1] = { { .count = 1 } };
static struct sig_term two[2] = { { .count = 1 }, { .count = 1 } };
static struct sig_term three[3] = { { .count = 1 }, { .count = 1 }, { .count = 1 } };
static struct sig_term twice[2] = { { .count = 2 }, { .count = 1 } };
static struct sig_term thrice[1] = { { .count = 3 } };
static struct sig_absence within[1] = { { .anchor = 0 } };
static struct sig_absence after[1] = { { .anchor = 0, .window_us = 5 * S } };
static struct sig_absence after_last[1] = { { .anchor = 1, .window_us = 5 * S } };
static struct sig_absence exact[1] = { { .anchor = 0, .window_us = 2 * S, .is_absolute = true } };
static struct sig_absence before[1] = { { .slide_us = -5 * S, .window_us = 5 * S } };
static struct sig_absence both[2] = { { .window_us = 5 * S }, { .slide_us = -5 * S } };

#define SET(t, w)                                                                                  \
    .type = SIG_SET, .terms = (t), .term_count = sizeof(t) / sizeof *(t), .window_us = (w)*S,      \
    .is_by_arrival = true
#define SEQUENCE(t, w)                                                                             \
    .type = SIG_SEQUENCE, .terms = (t), .term_count = sizeof(t) / sizeof *(t), .window_us = (w)*S, \
    .is_by_arrival = true
#define ABSENT(a) .absences = (a), .absence_count = sizeof(a) / sizeof *(a)

static const struct play plays[] = {
    /* sets: any order, each occurrence once, windows with both ends */
    { { SET(two, 5) }, "a0 b5", false, "0-5" },
    { { SET(two, 5) }, "b0 a6", false, "" },
    { { SET(two, 5) }, "ab3", false, "3-3" },
    { { SET(two, 5) }, "a0 a1 b2 b3 b4", false, "0-2 1-3" },
    { { SET(two, 0) }, "a0 b1 ab2", false, "2-2" },
    { { SET(thrice, 10) }, "a0 a5 a11 a12", false, "5-12" },
    /* sequences: in order, one step at a time */
    { { SEQUENCE(two, 5) }, "a0 b5", false, "0-5" },
    { { SEQUENCE(two, 5) }, "b0 a1", false, "" },
    { { SEQUENCE(two, 5) }, "ab0", false, "" },
    { { SEQUENCE(two, 5) }, "ab0 ab1", false, "0-1" },
    { { SEQUENCE(two, 5) }, "a0 b6 a7 b8", false, "7-8" },
    { { SEQUENCE(three, 9) }, "a0 b1 a2 c3 b4 c5", false, "0-3 2-5" },
    { { SEQUENCE(twice, 9) }, "a0 b1 a2 b3", false, "0-3" },
    /* what follows must follow what is left */
    { { SEQUENCE(three, 6) }, "a0 b1 a4 c7 b8 c9", false, "4-9" },
    /* a sequence of one repeated term: preq forgets its window */
    { { SEQUENCE(thrice, 10) }, "a0 a9 a18", false, "" },
    { { SEQUENCE(thrice, 10) }, "a0 a9 a18", true, "0-18" },
    { { SEQUENCE(thrice, 10) }, "a0 a9 a10", false, "0-10" },
    /* absences: between the terms */
    { { SET(two, 9), ABSENT(within) }, "a0 n1 b2", false, "" },
    { { SET(two, 9), ABSENT(within) }, "a0 b2 n3", false, "0-2" },
    { { SET(two, 9), ABSENT(within) }, "a0 n1 a2 b3", false, "2-3" },
    { { SEQUENCE(two, 9), ABSENT(within) }, "a0 n1 b2 a3 b4", false, "3-4" },
    { { SEQUENCE(two, 9), ABSENT(within) }, "n0 a1 b2", false, "1-2" },
    /* at the same time counts */
    { { SET(two, 9), ABSENT(within) }, "a0 b2 n2", false, "" },
    /* a window behind: waits until it is over, or the end */
    { { SET(one, 0), ABSENT(after) }, "a0 n5", false, "" },
    { { SET(one, 0), ABSENT(after) }, "a0 n6", false, "0-0" },
    { { SET(one, 0), ABSENT(after) }, "a0", false, "0-0" },
    { { SET(one, 0), ABSENT(after) }, "a0 a1 n6", false, "0-0" },
    { { SEQUENCE(two, 9), ABSENT(after_last) }, "a0 b2 n9", false, "" },
    { { SEQUENCE(two, 9), ABSENT(after_last) }, "a0 b2 n10", false, "0-2" },
    /* absolute: without the time between the terms */
    { { SET(two, 9), ABSENT(exact) }, "a0 b4 n3", false, "0-4" },
    { { SET(two, 9), ABSENT(exact) }, "a0 n2 b4", false, "" },
    /* slides: looks back */
    { { SET(one, 0), ABSENT(before) }, "n0 a5", false, "" },
    { { SET(one, 0), ABSENT(before) }, "n0 a6", false, "6-6" },
    { { SET(one, 0), ABSENT(both) }, "m3 a8", false, "" },
    { { SET(one, 0), ABSENT(both) }, "m2 a8 n13", false, "" },
    /* preq's engine does not note an absence before any term is complete */
    { { SET(twice, 9), ABSENT(within) }, "a0 n1 a2 b3", false, "" },
    { { SET(twice, 9), ABSENT(within) }, "a0 n1 a2 b3", true, "0-3" },
    /* late events: preq passes them over */
    { { SEQUENCE(two, 9) }, "b3 a1 b2", true, "" },
    { { SEQUENCE(two, 9) }, "b3 a1 b2", false, "1-2" },
    { { SET(two, 9) }, "a-3 b-1", false, "-3--1" },
};

static void test_plays(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof plays / sizeof *plays; i++)
        for (int order = 0; order < 3; order++) {
            const struct fired fired = run(&plays[i], order);
            if (strcmp(fired.text, plays[i].fires) != 0)
                fail_msg("%zu: %s: '%s', not '%s'", i, plays[i].events, fired.text, plays[i].fires);
        }
}

/* Events without time are of one moment, in their order. */
static void test_undated(void **state)
{
    (void)state;
    const struct sig_composite c = { SEQUENCE(two, 5) };
    for (int order = 0; order < 2; order++) {
        struct arrivals arrivals;
        struct arena arena;
        struct fired fired = { .len = 0 };
        arena_init(&arena);
        arrivals_init(&arrivals, 1);
        for (uint64_t i = 0; i < 2; i++) {
            const struct arrival one_more = { .first_us = TIMESTAMP_NONE,
                                              .last_us = TIMESTAMP_NONE,
                                              .sequence = i,
                                              .terms = order == 0 ? 1u << i : 2u >> i,
                                              .count = 1 };
            arrivals_add(&arrivals, &one_more);
        }
        replay(&c, &arrivals, false, &arena, fire, &fired);
        assert_int_equal(fired.count, order == 0);
        arrivals_release(&arrivals);
        arena_release(&arena);
    }
}

static uint64_t flood(uint64_t count, uint64_t step, uint32_t *kept, uint32_t *level)
{
    const struct sig_composite c = { SET(thrice, 10) };
    struct arrivals arrivals;
    struct arena arena;
    struct fired fired = { .len = 0 };
    arena_init(&arena);
    arrivals_init(&arrivals, 1);
    for (uint64_t i = 0; i < count; i++) {
        const uint64_t k = i * step % count;
        const struct arrival a = { .first_us = (int64_t)k * S,
                                   .last_us = (int64_t)k * S,
                                   .sequence = k,
                                   .terms = 1,
                                   .count = 1 };
        arrivals_add(&arrivals, &a);
    }
    *kept = arrivals.count;
    *level = arrivals.level;
    replay(&c, &arrivals, false, &arena, fire, &fired);
    arrivals_release(&arrivals);
    arena_release(&arena);
    return fired.count;
}

/* However many come, in whatever order, memory is bounded and the result the same. */
static void test_bounded(void **state)
{
    (void)state;
    uint32_t kept, level, kept_again, level_again;
    const uint64_t count = 30011; /* prime */
    const uint64_t fires = flood(count, 1, &kept, &level);
    assert_true(kept <= ARRIVALS_MAX && level > 0);
    assert_int_equal(fires, count / 3); /* one a second: evenly spread is what they were */
    assert_int_equal(flood(count, 7919, &kept_again, &level_again), fires);
    assert_int_equal(kept_again, kept);
    assert_int_equal(level_again, level);
}

/* More kinds of arrivals than there is room for, all at times of their own. */
static void test_many_kinds(void **state)
{
    (void)state;
    struct arrivals arrivals;
    arrivals_init(&arrivals, UINT32_MAX);
    for (uint64_t i = 0; i < 10000; i++) {
        const struct arrival a = { .first_us = (int64_t)(i * 1000003 % 10007) * 3600 * S,
                                   .sequence = i,
                                   .terms = i + 1,
                                   .count = 1 };
        arrivals_add(&arrivals, &a);
    }
    uint64_t sum = 0;
    for (uint32_t i = 0; i < arrivals.count; i++)
        sum += arrivals.items[i].count;
    assert_int_equal(sum, 10000);
    assert_true(arrivals.count <= ARRIVALS_MIN);
    arrivals_release(&arrivals);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plays),
        cmocka_unit_test(test_undated),
        cmocka_unit_test(test_bounded),
        cmocka_unit_test(test_many_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
