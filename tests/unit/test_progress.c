#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/progress.h"

#include <fcntl.h>
#include <unistd.h>

#define SECOND 1000000

/* What has been drawn since the last call. */
struct screen {
    int read_fd, write_fd;
    char text[512];
};

static void open_screen(struct screen *s)
{
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    s->read_fd = fds[0];
    s->write_fd = fds[1];
    assert_int_equal(fcntl(s->read_fd, F_SETFL, O_NONBLOCK), 0);
}

static const char *drawn(struct screen *s)
{
    const ssize_t n = read(s->read_fd, s->text, sizeof s->text - 1);
    s->text[n > 0 ? n : 0] = '\0';
    return s->text;
}

static void close_screen(struct screen *s)
{
    close(s->read_fd);
    close(s->write_fd);
}

static void test_times(void **state)
{
    (void)state;
    struct screen s;
    open_screen(&s);
    struct progress p;
    progress_init(&p, s.write_fd, 80, 4000000);
    const int64_t start = p.start_us;
    const struct progress_state early = { 1000000, 1000000, 10, 0 };
    const struct progress_state later = { 9600000, 1200000, 12345, 1 };

    progress_draw(&p, &early, start + SECOND - 1);
    assert_string_equal(drawn(&s), "");
    progress_draw(&p, &early, start + SECOND);
    assert_string_equal(drawn(&s), "\r1.0 MB read (25 %), 1.0 MB/s, 0 findings, 10 events\033[K");
    progress_draw(&p, &later, start + SECOND + PROGRESS_INTERVAL_US - 1);
    assert_string_equal(drawn(&s), "");
    progress_draw(&p, &later, start + 2 * SECOND);
    assert_string_equal(drawn(&s),
                        "\r9.6 MB read (30 %), 4.8 MB/s, 1 finding, 12,345 events\033[K");
    progress_clear(&p);
    assert_string_equal(drawn(&s), "\r\033[K");
    close_screen(&s);
}

static void test_short_run(void **state)
{
    (void)state;
    struct screen s;
    open_screen(&s);
    struct progress p;
    progress_init(&p, s.write_fd, 80, 0);
    const struct progress_state now = { 5, 5, 1, 0 };
    for (int i = 0; i < 100; i++)
        progress_tick(&p, &now);
    progress_clear(&p);
    assert_string_equal(drawn(&s), "");
    close_screen(&s);
}

/* Never wider than the terminal, and without a share where the total is not known. */
static void test_width(void **state)
{
    (void)state;
    const struct progress_state now = { 123456789000, 123456789000, 987654321, 1234 };
    static const char *const lines[] = {
        "\r123 GB read, 61.7 GB/s, 1,234 findings, 987,654,321 events\033[K",
        "\r123 GB read, 61.7 GB/s, 1,234 findings\033[K",
        "\r123 GB read, 61.7 GB/s\033[K",
        "\r123 GB read\033[K",
        "\r\033[K",
    };
    static const uint32_t widths[] = { 70, 50, 30, 20, 10 };
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        struct screen s;
        open_screen(&s);
        struct progress p;
        progress_init(&p, s.write_fd, widths[i], 0);
        progress_draw(&p, &now, p.start_us + 2 * SECOND);
        assert_string_equal(drawn(&s), lines[i]);
        progress_clear(&p);
        close_screen(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_short_run),
        cmocka_unit_test(test_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
