#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "frame/line_marks.h"

#define ROUNDS 2000
#define BYTES_MAX 700

/* xorshift64*: the same numbers on every machine. */
static uint32_t below(uint64_t *state, uint32_t limit)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545f4914f6cdd1du) >> 33) % limit;
}

static size_t naive(struct slice block, struct line_mark *marks, size_t max)
{
    size_t n = 0;
    bool controls = false;
    for (size_t i = 0; i < block.len && n < max; i++) {
        const unsigned char c = (unsigned char)block.ptr[i];
        if (c == '\n') {
            marks[n++] = (struct line_mark){ (uint32_t)i, controls };
            controls = false;
        } else if (c < 0x20 && c != '\t') {
            controls = true;
        }
    }
    return n;
}

static void all_ways_agree(void **state)
{
    (void)state;
    static const char bytes[] = "aaaaaaaaaaaaaaaa\xe9 ~\x7f\x80\t\n\n\r\x1b";
    uint64_t seed = 0x9e3779b97f4a7c15u, marked = 0;
    struct line_mark want[BYTES_MAX], got[BYTES_MAX];
    assert_non_null(line_marks_way(0));
    for (int round = 0; round < ROUNDS; round++) {
        const uint32_t length = below(&seed, BYTES_MAX), few = below(&seed, 9) + 1;
        char *text = alloc_bytes(length); /* so that a sanitizer sees a byte too far */
        for (size_t i = 0; i < length; i++)
            text[i] = bytes[below(&seed, few) ? below(&seed, 20) : below(&seed, sizeof bytes - 1)];
        const size_t max = below(&seed, 4) ? BYTES_MAX : below(&seed, 5);
        const struct slice block = slice_make(text, length);
        const size_t n = naive(block, want, max);
        for (size_t way = 0; line_marks_way(way); way++) {
            assert_int_equal(line_marks_way(way)(block, got, max), n);
            for (size_t i = 0; i < n; i++) {
                assert_int_equal(got[i].end, want[i].end);
                assert_int_equal(got[i].controls, want[i].controls);
            }
        }
        marked += n;
        alloc_free(text);
    }
    assert_true(marked > ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_ways_agree) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
