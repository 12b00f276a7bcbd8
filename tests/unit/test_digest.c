#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/digest.h"

static void test_digits(void **state)
{
    (void)state;
    char hash[DIGEST_BYTES];
    digest_text(SLICE("abc"), false, hash); /* FIPS 180-4: ba7816bf 8f01cfea … */
    assert_string_equal(hash, "ba7816bf8f01");
    digest_text(SLICE("abc"), true, hash);
    assert_string_equal(hash, "ba78");
}

static void test_holds(void **state)
{
    (void)state;
    assert_true(digest_holds(SLICE("ba7816bf8f01"), SLICE("abc")));
    assert_true(digest_holds(SLICE("ba78"), SLICE("abc")));
    assert_false(digest_holds(SLICE("ba78"), SLICE("abd")));
    /* Too short says nothing; too long is none of ours. */
    assert_false(digest_holds(SLICE("ba7"), SLICE("abc")));
    assert_false(digest_holds(SLICE(""), SLICE("abc")));
    const struct slice zeros = SLICE("0000000000000000000000000000000000000000"
                                     "0000000000000000000000000000000000000000");
    assert_false(digest_holds(zeros, SLICE("abc")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_holds),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
