#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "match/line_scan.h"

static uint32_t next_number(uint32_t *seed, uint32_t below)
{
    *seed = (*seed * 140157u + 4194301u) % 16777216u;
    return (uint32_t)((uint64_t)*seed * below / 16777216u);
}

/* The same, line by line. */
static size_t plain(const struct line_scan *s, struct slice text, size_t from, uint64_t *lines)
{
    *lines = 0;
    while (from < text.len) {
        const size_t lf = slice_find_byte(text, '\n', from);
        const size_t end = lf == SLICE_NONE ? text.len : lf + 1;
        const struct slice line = slice_sub(text, from, end - from);
        if (!line_scan_is_known(s, text, from) || line.len > s->longest
            || slice_find_byte(line, s->rare[0], 0) != SLICE_NONE
            || slice_find_byte(line, s->rare[1], 0) != SLICE_NONE)
            return from;
        *lines += lf != SLICE_NONE;
        from = end;
    }
    return text.len;
}

static void test_random(void **state)
{
    (void)state;
    static const char alphabet[] = "abAB019 .\n\n\n{\033";
    uint32_t seed = 1;
    for (int round = 0; round < 3000; round++) {
        struct line_scan s = { .rare = { '{', '\033' }, .longest = 5 + next_number(&seed, 60) };
        char text[300];
        const size_t len = next_number(&seed, sizeof text);
        const uint32_t letters = 9 + next_number(&seed, round % 3 ? 4 : 6);
        for (size_t i = 0; i < len; i++)
            text[i] = next_number(&seed, 6) ? alphabet[next_number(&seed, 8)]
                                            : alphabet[next_number(&seed, letters)];
        const struct slice all = slice_make(text, len);
        for (size_t i = 0; i < len; i++)
            if (next_number(&seed, 100) < 90)
                line_scan_learn(&s, all, i);
        for (size_t from = 0; from <= len; from++) {
            uint64_t got_lines, want_lines;
            if (from > 0 && text[from - 1] != '\n')
                continue;
            const size_t want = plain(&s, all, from, &want_lines);
            for (size_t i = 0; line_scan_way(i); i++) {
                const size_t got = line_scan_way(i)(&s, all, from, &got_lines);
                if (got != want || got_lines != want_lines)
                    fail_msg("round %d, way %zu from %zu: got %zu, want %zu", round, i, from, got,
                             want);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_random) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
