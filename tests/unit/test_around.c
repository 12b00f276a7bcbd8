#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/around.h"

#define S TIMESTAMP_US_PER_S

/* Events of two inputs by second; the passes run until all is out. Returns how many there were. */
static int run(struct around *a, const int64_t *const *inputs, const size_t *counts, size_t fill,
               struct buf *out)
{
    int passes = 0;
    for (; around_pass_begin(a); passes++) {
        for (size_t i = 0; i < 2; i++) {
            around_source(a);
            for (size_t k = 0; k < counts[i]; k++) {
                const int64_t second = inputs[i][k];
                struct buf text;
                if (!around_wants(a, second < 0 ? TIMESTAMP_NONE : second * S))
                    continue;
                buf_init(&text);
                buf_printf(&text, "%zu:%d", i + 1, (int)second);
                buf_add_fill(&text, ' ', fill);
                around_offer(a, buf_slice(&text));
                buf_release(&text);
            }
        }
        around_pass_end(a, SLICE("--"), out);
    }
    return passes;
}

static void test_merged(void **state)
{
    (void)state;
    static const int64_t one[] = { -1, 10, 20, -1, 21, 40, 60 }, two[] = { 9, 22, 19, 41, 70 };
    struct around *a = around_new(2 * S);
    struct buf out;
    buf_init(&out);
    around_mark(a, 40 * S);
    around_mark(a, 20 * S);
    around_mark(a, 21 * S);
    around_mark(a, TIMESTAMP_NONE);
    around_seal(a);
    assert_int_equal(run(a, (const int64_t *const[]){ one, two }, (size_t[]){ 7, 5 }, 0, &out), 1);
    assert_string_equal(buf_cstr(&out), "2:191:201:-11:212:22--1:402:41");
    buf_release(&out);
    around_free(a);
}

static void test_nothing(void **state)
{
    (void)state;
    struct around *a = around_new(S);
    around_seal(a);
    assert_false(around_pass_begin(a));
    around_free(a);
}

/* More than a pass can keep: the same events, in the same order, out of several passes. */
static void test_passes(void **state)
{
    (void)state;
    enum { COUNT = 300 };
    int64_t one[COUNT], two[COUNT];
    struct buf out, want;
    buf_init(&out);
    buf_init(&want);
    for (int i = 0; i < COUNT; i++) {
        one[i] = (i * 37) % COUNT; /* out of order */
        two[i] = i;
        buf_printf(&want, "1:%d2:%d", i, i);
    }
    struct around *a = around_new(2 * COUNT * S);
    around_mark(a, 0);
    around_seal(a);
    const int passes =
        run(a, (const int64_t *const[]){ one, two }, (size_t[]){ COUNT, COUNT }, 200000, &out);
    assert_true(passes > 5);
    size_t n = 0;
    for (size_t i = 0; i < out.len; i++)
        if (out.ptr[i] != ' ')
            out.ptr[n++] = out.ptr[i];
    assert_true(slice_eq(slice_make(out.ptr, n), buf_slice(&want)));
    buf_release(&out);
    buf_release(&want);
    around_free(a);
}

static void test_many_spans(void **state)
{
    (void)state;
    struct around *a = around_new(S);
    for (int64_t i = 0; i < 5 * AROUND_SPANS_MAX; i++)
        around_mark(a, i * 10 * S);
    around_seal(a);
    assert_true(around_pass_begin(a));
    around_source(a);
    for (int64_t i = 0; i < 5 * AROUND_SPANS_MAX; i++)
        assert_true(around_wants(a, i * 10 * S)); /* none is lost */
    around_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merged),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_passes),
        cmocka_unit_test(test_many_spans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
