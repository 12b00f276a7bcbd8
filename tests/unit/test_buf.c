#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"

static void assert_bytes(const struct buf *buf, struct slice want)
{
    if (!slice_eq(buf_slice(buf), want))
        fail_msg("got '%.*s', want '%.*s'", SLICE_ARG(buf_slice(buf)), SLICE_ARG(want));
}

static void appends(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf);
    assert_bytes(&buf, SLICE(""));
    buf_add(&buf, slice_empty());
    buf_add(&buf, SLICE("a\0b"));
    buf_add_byte(&buf, 'c');
    buf_add_cstr(&buf, "de");
    buf_add_cstr(&buf, "");
    buf_add_fill(&buf, '-', 3);
    buf_add_fill(&buf, '-', 0);
    buf_printf(&buf, "%d%s", 42, "!");
    buf_printf(&buf, "%s", "");
    assert_bytes(&buf, SLICE("a\0bcde---42!"));
    buf_reset(&buf);
    assert_bytes(&buf, SLICE(""));
    buf_add_cstr(&buf, "again");
    assert_bytes(&buf, SLICE("again"));
    buf_release(&buf);
    assert_null(buf.ptr);
    buf_release(&buf);
}

static void cstr_adds_an_uncounted_nul(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf);
    assert_string_equal(buf_cstr(&buf), "");
    assert_int_equal(buf.len, 0);
    for (int i = 0; i < 100; i++) { /* also when the bytes fill the memory exactly */
        buf_add_byte(&buf, 'x');
        assert_int_equal(strlen(buf_cstr(&buf)), i + 1);
        assert_int_equal(buf.len, i + 1);
    }
    buf_release(&buf);
}

static void grows(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf);
    for (int i = 0; i < 20000; i++)
        buf_printf(&buf, "%05d", i);
    assert_int_equal(buf.len, 100000);
    assert_true(slice_eq(slice_sub(buf_slice(&buf), 5 * 19999, 5), SLICE("19999")));
    assert_true(slice_eq(slice_sub(buf_slice(&buf), 0, 10), SLICE("0000000001")));
    buf_release(&buf);
}

static void reserve_gives_room(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf);
    buf_add_cstr(&buf, "ab");
    memcpy(buf_reserve(&buf, 1000), "cd", 2);
    assert_true(buf.capacity >= 1002);
    assert_int_equal(buf.len, 2);
    buf.len += 2;
    assert_bytes(&buf, SLICE("abcd"));
    buf_release(&buf);
}

static void long_printf(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf);
    buf_printf(&buf, "%*s|", 5000, "x");
    assert_int_equal(buf.len, 5001);
    assert_int_equal(buf.ptr[4999], 'x');
    assert_int_equal(buf.ptr[5000], '|');
    buf_release(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends),     cmocka_unit_test(cstr_adds_an_uncounted_nul),
        cmocka_unit_test(grows),       cmocka_unit_test(reserve_gives_room),
        cmocka_unit_test(long_printf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
