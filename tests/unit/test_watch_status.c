#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/watch_status.h"
#include "report/style.h"

#include <fcntl.h>
#include <unistd.h>

#define T0 1759329600000000LL
#define S TIMESTAMP_US_PER_S

struct screen {
    int read_fd, write_fd;
    char text[1024];
    struct report_style style;
    struct watch_status status;
};

static void open_screen(struct screen *s, uint32_t width)
{
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    s->read_fd = fds[0];
    s->write_fd = fds[1];
    s->style = (struct report_style){ .unicode = false, .width = 100 };
    assert_int_equal(fcntl(s->read_fd, F_SETFL, O_NONBLOCK), 0);
    watch_status_init(&s->status, s->write_fd, width, &s->style, T0);
}

static void close_screen(struct screen *s)
{
    close(s->read_fd);
    close(s->write_fd);
}

/* What was drawn since the last call. */
static const char *drawn(struct screen *s)
{
    const ssize_t n = read(s->read_fd, s->text, sizeof s->text - 1);
    s->text[n > 0 ? n : 0] = '\0';
    return s->text;
}

static void test_line(void **state)
{
    (void)state;
    struct screen s;
    struct watch_top top = { .streams = 2, .text = "configuration: it broke (97 %)" };
    open_screen(&s, 80);
    watch_status_draw(&s.status, T0, 0, -1, NULL);
    assert_string_equal(drawn(&s), "\rwaiting for the first event\033[K");
    watch_status_draw(&s.status, T0 + S / 10, 5, 0, &top); /* not so soon */
    assert_string_equal(drawn(&s), "");
    watch_status_draw(&s.status, T0 + S, 5, 0, &top);
    assert_non_null(strstr(drawn(&s), "\r5.0 events/s"));
    assert_non_null(strstr(s.text, "2 streams"));
    assert_non_null(strstr(s.text, "it broke (97 %)"));
    watch_status_draw(&s.status, T0 + 3 * S, 5, 2 * S, &top);
    assert_non_null(strstr(drawn(&s), "nothing for 2.0 s"));
    watch_status_clear(&s.status);
    assert_string_equal(drawn(&s), "\r\033[K");
    watch_status_clear(&s.status);
    assert_string_equal(drawn(&s), "");
    close_screen(&s);
}

/* What was seen long ago is told as that. */
static void test_age(void **state)
{
    (void)state;
    struct screen s;
    struct watch_top top = { .has_hypothesis = true,
                             .last_us = T0,
                             .now_us = T0 + WATCH_TOP_AGED_US - 1,
                             .text = "it broke" };
    open_screen(&s, 80);
    watch_status_draw(&s.status, T0 + S, 5, 0, &top);
    assert_null(strstr(drawn(&s), "not seen"));
    top.now_us++;
    watch_status_draw(&s.status, T0 + 2 * S, 5, 0, &top);
    assert_non_null(strstr(drawn(&s), "it broke, not seen for 15 min"));
    close_screen(&s);
}

static void test_rate(void **state)
{
    (void)state;
    struct screen s;
    open_screen(&s, 80);
    for (int i = 1; i <= 60; i++)
        watch_status_draw(&s.status, T0 + i * S, (uint64_t)i * 200, 0, NULL);
    while (read(s.read_fd, s.text, sizeof s.text) > 0)
        ;
    watch_status_draw(&s.status, T0 + 61 * S, 61 * 200, 0, NULL);
    assert_non_null(strstr(drawn(&s), "\r200 events/s"));
    watch_status_draw(&s.status, T0 + 90 * S, 61 * 200, 29 * S, NULL);
    watch_status_draw(&s.status, T0 + 120 * S, 61 * 200, 59 * S, NULL);
    (void)drawn(&s);
    watch_status_draw(&s.status, T0 + 150 * S, 61 * 200, 89 * S, NULL);
    assert_non_null(strstr(drawn(&s), "\r0 events/s"));
    close_screen(&s);
}

static void test_width(void **state)
{
    (void)state;
    struct screen s;
    const struct watch_top top = { .text = "a long long long long long long long long long text" };
    open_screen(&s, 40);
    watch_status_draw(&s.status, T0, 5, 0, &top);
    assert_int_equal(strlen(drawn(&s)), 1 + 39 + 3);
    close_screen(&s);
    open_screen(&s, 0); /* no terminal */
    watch_status_draw(&s.status, T0, 5, 0, &top);
    watch_status_clear(&s.status);
    assert_string_equal(drawn(&s), "");
    close_screen(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_age),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_width),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
