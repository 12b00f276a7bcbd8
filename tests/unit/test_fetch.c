#include "report/fetch.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

static const struct {
    const char *format;
    enum event_origin origin;
    const char *group;     /* of the only stream */
    const char *wanted[2]; /* the first line begins so, the last one begins so */
} cases[] = {
    { "aws-logs-tail", ORIGIN_LOG, "", { "aws ecs describe-services", "aws elbv2" } },
    { "cloudwatch-csv", ORIGIN_LOG, "", { "aws ecs describe-services", "aws elbv2" } },
    { "text", ORIGIN_ECS, "", { "aws logs tail", "aws elbv2" } },
    { "describe-target-health", ORIGIN_ELB, "", { "aws ecs describe-services", "aws logs tail" } },
    { "text", ORIGIN_LOG, "/ecs/api", { "aws ecs describe-services", "aws elbv2" } },
    { "kubectl-logs", ORIGIN_LOG, "", { "kubectl describe pod <pod>", "kubectl get events" } },
    { "docker-compose", ORIGIN_LOG, "", { "docker compose ps", "docker compose logs" } },
    { "github-actions", ORIGIN_LOG, "", { "The log of this run", "The log of the last run" } },
    { "text", ORIGIN_LOG, "", { "The log of this run", "The log of the last run" } },
};

static void check(struct report *report, const char *const wanted[2], const char *name)
{
    struct buf first, last;
    buf_init(&first);
    buf_init(&last);
    assert_true(fetch_line(report, 0, &first));
    for (uint32_t i = 0;; i++) {
        struct buf line;
        buf_init(&line);
        if (!fetch_line(report, i, &line)) {
            assert_int_equal(line.len, 0);
            buf_release(&line);
            break;
        }
        buf_reset(&last);
        buf_add(&last, buf_slice(&line));
        buf_release(&line);
    }
    if (!slice_starts(buf_slice(&first), slice_cstr(wanted[0]))
        || !slice_starts(buf_slice(&last), slice_cstr(wanted[1])))
        fail_msg("%s: %s … %s", name, buf_cstr(&first), buf_cstr(&last));
    buf_release(&first);
    buf_release(&last);
}

static void test_platforms(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stream_info stream = { .group = slice_cstr(cases[i].group) };
        struct incident inc = { .streams = &stream, .stream_count = 1 };
        inc.origin_events[cases[i].origin] = 3;
        const struct report_source source = { .name = "-", .format = cases[i].format, .events = 3 };
        struct report report = { .incident = &inc, .sources = &source, .source_count = 1 };
        check(&report, cases[i].wanted, cases[i].format);
    }
}

/* Nobody knows where the log of nothing is from; AWS is what the program is for. */
static void test_nothing_read(void **state)
{
    (void)state;
    struct incident inc = { .stream_count = 0 };
    const struct report_source source = { .name = "-", .format = "text" };
    struct report report = { .incident = &inc, .sources = &source, .source_count = 1 };
    check(&report, (const char *const[]){ "aws ecs describe-services", "aws elbv2" }, "nothing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_platforms),
        cmocka_unit_test(test_nothing_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
