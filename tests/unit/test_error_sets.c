#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correlate/parts.h"

#define SIGS 200

struct sets {
    struct sig sigs[SIGS];
    struct sigset set;
    struct error_sets sets;
    struct arena arena;
};

static void sets_init(struct sets *s)
{
    memset(s, 0, sizeof *s);
    s->set = (struct sigset){ s->sigs, SIGS };
    for (uint32_t i = 0; i < SIGS; i++)
        s->sigs[i].kind = i % 2 ? SIG_CAUSE : SIG_SYMPTOM;
    error_sets_init(&s->sets);
    arena_init(&s->arena);
}

static void sets_release(struct sets *s)
{
    error_sets_release(&s->sets);
    arena_release(&s->arena);
}

static void add(struct sets *s, uint32_t a, uint32_t b, uint32_t c)
{
    const struct hit hits[] = { { .sig = a }, { .sig = b }, { .sig = c } };
    error_sets_add(&s->sets, &s->set, hits, 3);
}

static void test_same_set_in_any_order(void **state)
{
    (void)state;
    struct sets s;
    sets_init(&s);
    add(&s, 3, 4, 8);
    add(&s, 8, 4, 3);
    add(&s, 4, 4, 4);
    uint32_t count;
    const struct error_set *list = error_sets_list(&s.sets, &s.arena, &count);
    assert_int_equal(count, 2);
    assert_int_equal(list[0].count, 2);
    assert_int_equal(list[0].sig_count, 3);
    assert_int_equal(list[0].sigs[0], 3); /* causes first */
    assert_int_equal(list[0].sigs[1], 4);
    assert_int_equal(list[1].sig_count, 1);
    sets_release(&s);
}

static void test_long_sets_keep_causes(void **state)
{
    (void)state;
    struct sets s;
    sets_init(&s);
    struct hit hits[40];
    for (uint32_t i = 0; i < 40; i++)
        hits[i] = (struct hit){ .sig = i };
    error_sets_add(&s.sets, &s.set, hits, 40);
    uint32_t count;
    const struct error_set *list = error_sets_list(&s.sets, &s.arena, &count);
    assert_int_equal(count, 1);
    for (uint32_t i = 0; i < list[0].sig_count; i++)
        assert_int_equal(list[0].sigs[i], 2 * i + 1);
    sets_release(&s);
}

static void test_many_sets_are_cut(void **state)
{
    (void)state;
    struct sets s;
    sets_init(&s);
    uint64_t n = 0;
    for (uint32_t a = 0; a < 50; a++)
        for (uint32_t b = 50; b < 100; b++)
            for (uint32_t c = 100; c < 103; c++, n++)
                add(&s, a, b, c);
    uint32_t count;
    const struct error_set *list = error_sets_list(&s.sets, &s.arena, &count);
    assert_true(count <= INCIDENT_ERROR_SETS_MAX && count > 1);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += list[i].count;
    assert_int_equal(sum, n);
    sets_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_set_in_any_order),
        cmocka_unit_test(test_long_sets_keep_causes),
        cmocka_unit_test(test_many_sets_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
