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

static void test_same_lower(void **state)
{
    (void)state;
    char text[40], lower[40];
    for (int c = 0; c < 256; c++)
        for (size_t len = 0; len <= sizeof text; len++) {
            for (size_t i = 0; i < len; i++) {
                text[i] = (char)(i % 5 ? c : c + (int)i);
                lower[i] = ascii_lower(text[i]);
            }
            assert_true(swar_same_lower(text, lower, len));
            for (size_t i = 0; i < len; i++) {
                lower[i] ^= 0x20;
                assert_false(swar_same_lower(text, lower, len));
                lower[i] ^= 0x20;
            }
        }
}

static void test_weigh(void **state)
{
    (void)state;
    /* ":59.123456+00:00", as times are read */
    static const uint8_t lowest[] = ":00.000000+00:00";
    static const uint8_t above[] = { 0, 5, 9, 0, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0, 255, 255 };
    static const int16_t weights[] = { 0, 10, 1, 0, 1000, 100, 10, 1, 10, 1, 0, 0, 0, 0, 0, 0 };
    uint64_t seed = 1;
    size_t allowed = 0;
    for (int round = 0; round < 50000; round++) {
        char text[] = ":12.345678+00:00";
        uint32_t want[SWAR_SUMS], got[SWAR_SUMS];
        for (size_t i = 0; i < sizeof lowest - 1; i++)
            if (next(&seed) % 20 == 0)
                text[i] = (char)next(&seed);
            else if (lowest[i] == '0' && above[i] == 9)
                text[i] = (char)('0' + next(&seed) % 10);
        const bool is = swar_weigh16_portable(text, lowest, above, weights, want);
        assert_int_equal(swar_weigh16(text, lowest, above, weights, got), is);
        allowed += is;
        if (is)
            assert_memory_equal(got, want, sizeof want);
    }
    assert_true(allowed > 10000 && allowed < 40000);
}

static void test_controls(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++)
        for (size_t i = 0; i < 2 * SWAR_BYTES; i++) {
            char text[] = "\tplain texts \xff\x7f.";
            text[i] = (char)c;
            assert_int_equal(swar_has_controls16(text), c < ' ' && c != '\t');
            assert_int_equal(swar_has_controls16_portable(text), c < ' ' && c != '\t');
        }
}

static void test_no_digits(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        char text[2 * SWAR_BYTES], want[2 * SWAR_BYTES];
        for (size_t i = 0; i < sizeof text; i++) {
            text[i] = (char)(i % 3 ? c : c + (int)i);
            want[i] = ascii_is_digit(text[i]) ? '0' : text[i];
        }
        const struct swar_pair pair = swar_no_digits16(text);
        const struct swar_pair portable = swar_no_digits16_portable(text);
        assert_int_equal(pair.low, swar_load(want));
        assert_int_equal(pair.high, swar_load(want + SWAR_BYTES));
        assert_memory_equal(&pair, &portable, sizeof pair);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find16),       cmocka_unit_test(test_same),
        cmocka_unit_test(test_eight_digits), cmocka_unit_test(test_lower),
        cmocka_unit_test(test_weigh),        cmocka_unit_test(test_no_digits),
        cmocka_unit_test(test_controls),     cmocka_unit_test(test_same_lower),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
