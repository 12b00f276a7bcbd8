#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/watch_gate.h"

#define T0 1759329600000000LL
#define NONE TIMESTAMP_NONE

static const struct row {
    const char *name;
    struct watch_top top;
    enum watch_verdict want;
} rows[] = {
    { "a sure cause",
      { .status = VERDICT_FAILING, .is_cause = true, .confidence = 0.8, .recovery_us = NONE },
      WATCH_FAILED },
    { "degraded by it",
      { .status = VERDICT_DEGRADED, .is_cause = true, .confidence = 0.9, .recovery_us = NONE },
      WATCH_FAILED },
    { "a cause that is not sure",
      { .status = VERDICT_FAILING, .is_cause = true, .confidence = 0.79, .recovery_us = NONE },
      WATCH_OPEN },
    { "a symptom, or an unknown cause",
      { .status = VERDICT_FAILING, .confidence = 0.99, .recovery_us = NONE },
      WATCH_OPEN },
    { "a steady state while something is wrong",
      { .status = VERDICT_FAILING, .confidence = 0.6, .recovery_us = T0, .change_us = NONE },
      WATCH_OPEN },
    { "nothing wrong, nothing seen",
      { .status = VERDICT_HEALTHY, .recovery_us = NONE, .change_us = NONE },
      WATCH_OPEN },
    { "a steady state, nothing changed",
      { .status = VERDICT_HEALTHY, .recovery_us = T0, .change_us = NONE },
      WATCH_PASSED },
    { "a steady state from before the change",
      { .status = VERDICT_HEALTHY, .recovery_us = T0, .change_us = T0 + 1 },
      WATCH_OPEN },
    { "one after the change",
      { .status = VERDICT_HEALTHY, .recovery_us = T0, .change_us = T0 },
      WATCH_PASSED },
    { "a cause that is over",
      { .status = VERDICT_RECOVERED,
        .is_cause = true,
        .confidence = 0.97,
        .recovery_us = T0,
        .change_us = T0 },
      WATCH_PASSED },
    { "the circuit breaker, and no cause",
      { .status = VERDICT_FAILING, .is_given_up = true, .confidence = 0.59, .recovery_us = NONE },
      WATCH_FAILED },
    { "a steady state behind a rollback",
      { .status = VERDICT_FAILING,
        .is_given_up = true,
        .confidence = 0.59,
        .recovery_us = T0,
        .change_us = NONE },
      WATCH_FAILED },
    { "an old rollback, and a deployment that went well",
      { .status = VERDICT_RECOVERED, .is_given_up = true, .recovery_us = T0, .change_us = T0 },
      WATCH_PASSED },
};

static struct watch_gate gate_on(void)
{
    return (struct watch_gate){
        .is_on = true, .limit = 0.8, .until = SLICE("ecs.steady-state"), .since_us = NONE
    };
}

static void test_verdicts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct watch_gate gate = gate_on();
        watch_gate_note(&gate, &rows[i].top);
        if (gate.verdict != rows[i].want)
            fail_msg("%s: %d instead of %d", rows[i].name, gate.verdict, rows[i].want);
        gate.is_on = false;
        gate.verdict = WATCH_OPEN;
        watch_gate_note(&gate, &rows[i].top);
        assert_int_equal(gate.verdict, WATCH_OPEN);
    }
}

static void test_a_verdict_stays(void **state)
{
    (void)state;
    struct watch_gate gate = gate_on();
    watch_gate_note(&gate, &rows[0].top);
    watch_gate_note(&gate, &rows[8].top);
    watch_gate_end(&gate, &rows[8].top);
    assert_int_equal(gate.verdict, WATCH_FAILED);
}

/* What came with the last bytes is judged, too; when time is up, it still is. */
static void test_end(void **state)
{
    (void)state;
    struct watch_gate gate = gate_on();
    watch_gate_end(&gate, &rows[5].top);
    assert_int_equal(gate.verdict, WATCH_OPEN);
    gate.verdict = WATCH_TIME_UP;
    watch_gate_end(&gate, &rows[5].top);
    assert_int_equal(gate.verdict, WATCH_TIME_UP);
    watch_gate_end(&gate, &rows[8].top);
    assert_int_equal(gate.verdict, WATCH_PASSED);
    gate.verdict = WATCH_OPEN;
    watch_gate_end(&gate, &rows[0].top);
    assert_int_equal(gate.verdict, WATCH_FAILED);
}

static void check_text(const struct watch_gate *gate, uint64_t left_out, const char *want)
{
    struct buf out;
    const struct watch_top top = { .text = "configuration: it broke (97 %)" };
    buf_init(&out);
    watch_gate_tell(gate, &top, left_out, &out);
    buf_add_byte(&out, '\0');
    assert_string_equal(out.ptr, want);
    buf_release(&out);
}

static void test_words(void **state)
{
    (void)state;
    struct watch_gate gate = gate_on();
    check_text(&gate, 0,
               "the input has ended: neither a cause at 80 % nor ecs.steady-state while nothing is "
               "wrong");
    gate.verdict = WATCH_TIME_UP;
    gate.since_us = T0;
    check_text(&gate, 0,
               "time is up: neither a cause at 80 % nor ecs.steady-state while nothing is wrong "
               "since 2025-10-01T14:40:00.000Z");
    check_text(&gate, 12,
               "time is up: neither a cause at 80 % nor ecs.steady-state while nothing is wrong "
               "since 2025-10-01T14:40:00.000Z; older events, or of older tasks: 12 (--since says "
               "from when they count)");
    gate.verdict = WATCH_FAILED;
    check_text(&gate, 12, "failed: configuration: it broke (97 %)");
    gate.verdict = WATCH_PASSED;
    check_text(&gate, 12, "passed: ecs.steady-state, and nothing is wrong");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_a_verdict_stays),
        cmocka_unit_test(test_end),
        cmocka_unit_test(test_words),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
