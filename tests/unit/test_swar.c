/* swar: 16 bytes and texts of all lengths, against byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/slice.h"
#include "base/swar.h"

/* xorshift64*: the same numbers on every machine. */
static uint64_t next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(0x2545f4914f6cdd1d);
}

static void test_find16(void **state)
{
    (void)state;
    static const char sought[] = { '\0', ' ', ':', '\x7f', '\x80', '\xff' };
    uint64_t seed = 1;
    char text[16];
    for (int round = 0; round < 20000; round++) {
        const char c = sought[next(&seed) % sizeof sought];
        unsigned want = 0;
        for (size_t i = 0; i < sizeof text; i++) {
            /* Its neighbours, above all, among them those that borrow and carry make. */
            text[i] = (char)((unsigned char)c + (unsigned)(next(&seed) >> 40) % 3 - 1);
            want |= (unsigned)(text[i] == c) << i;
        }
        assert_int_equal(swar_find16(text, c), want);
        assert_int_equal(swar_find16_portable(text, c), want);
    }
}

static void test_same(void **state)
{
    (void)state;
    char a[80], b[80];
    for (size_t i = 0; i < sizeof a; i++)
        a[i] = b[i] = (char)(i * 7);
    for (size_t len = 0; len < sizeof a; len++) {
        assert_true(swar_same(a, b, len));
        for (size_t i = 0; i < sizeof a; i++) {
            b[i] ^= 0x10;
            assert_int_equal(swar_same(a, b, len), i >= len);
            b[i] ^= 0x10;
        }
    }
}

static void test_eight_digits(void **state)
{
    (void)state;
    uint64_t seed = 1, n;
    char text[SWAR_BYTES + 1];
    for (int round = 0; round < 20000; round++) {
        const uint64_t want = next(&seed) % 100000000;
        snprintf(text, sizeof text, "%08u", (unsigned)want);
        assert_true(swar_eight_digits(swar_load(text), &n));
        assert_int_equal(n, want);
        for (int c = 0; c < 256; c++) {
            char *const at = &text[next(&seed) % SWAR_BYTES], had = *at;
            *at = (char)c;
            assert_int_equal(swar_eight_digits(swar_load(text), &n), c >= '0' && c <= '9');
            *at = had;
        }
    }
}

/* Every byte beside every other one: no carry may reach a neighbour. */
static void test_lower(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++)
        for (int other = 0; other < 256; other++) {
            char text[SWAR_BYTES], want[SWAR_BYTES];
            for (size_t i = 0; i < SWAR_BYTES; i++) {
                text[i] = (char)(i % 2 ? c : other);
                want[i] = ascii_lower(text[i]);
            }
            assert_int_equal(swar_lower(swar_load(text)), swar_load(want));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find16),
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_eight_digits),
        cmocka_unit_test(test_lower),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
