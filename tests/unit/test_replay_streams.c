#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "correlate/replay_streams.h"

#define STREAM 77

static void test_rounds(void **state)
{
    (void)state;
    struct replay_streams *s = replay_streams_new();
    assert_int_equal(replay_streams_round(s, STREAM, 10, false), 0);
    assert_int_equal(replay_streams_round(s, STREAM, 12, false), 0);
    assert_int_equal(replay_streams_round(s, STREAM, 12, true), 0);  /* said twice */
    assert_int_equal(replay_streams_round(s, STREAM, 11, false), 0); /* late */
    assert_int_equal(replay_streams_round(s, STREAM, 10, true), 1);
    assert_int_equal(replay_streams_round(s, STREAM, 12, true), 1); /* of the round before */
    assert_int_equal(replay_streams_round(s, STREAM, 10, true), 2);
    assert_int_equal(replay_streams_round(s, STREAM + 1, 10, false), 0);
    replay_streams_free(s);
}

/* A stream that goes on is not forgotten for all those that come and go. */
static void test_bounded(void **state)
{
    (void)state;
    struct replay_streams *s = replay_streams_new();
    assert_int_equal(replay_streams_round(s, STREAM, 10, false), 0);
    assert_int_equal(replay_streams_round(s, STREAM, 12, false), 0);
    assert_int_equal(replay_streams_round(s, STREAM, 10, true), 1);
    for (uint64_t other = 1000; other < 100000; other++) {
        (void)replay_streams_round(s, other, 10, false);
        if (other % 100 == 0)
            assert_int_equal(replay_streams_round(s, STREAM, 13, false), 1);
    }
    replay_streams_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounds),
        cmocka_unit_test(test_bounded),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, false, false);
}
