#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/buf.h"
#include "patdb/build_literals.h"

#include <pcre2.h>

/* Guards, joined by '|'; "" is none. */
static const struct {
    const char *regex, *guard;
} cases[] = {
    { "Connection refused", "connection refused" },
    { "ab", "" },
    { "abc", "abc" },
    { "(?i)ABC", "abc" },
    { "[Ff]oo[Bb]ar", "foobar" },
    { "^\\s*panic: \\d+$", "panic: " },
    { "a.b|foo", "" },
    { "quux|foo\\d+", "foo|quux" },
    { "foo|foobar", "foo" },
    { "(?:ECONN(?:REFUSED|RESET)|EPIPE)", "econnrefused|econnreset|epipe" },
    { "colou?r table", "color table|colour table" },
    { "colou*r table", "r table" },
    { "(?:abc)?", "" },
    { "(?:abc)*def", "def" },
    { "(?:abc)+", "abc" },
    { "(?:ab){2}", "abab" },
    { "(?:ab){2,}c", "abab" },
    { "x{3}y", "xxxy" },
    { "ab{0}cd", "acd" },
    { "\\d{3}", "" },
    { "ver[12]\\.x", "ver1.x|ver2.x" },
    { "foo[0-9]barbaz", "barbaz" },
    { "\\Qa.b*c\\E+d", "a.b*c" },
    { "\\Qa.b*c\\E", "a.b*c" },
    { "a\\.b\\*c\\[", "a.b*c[" },
    { "\\x41\\x{42}\\o{103}", "abc" },
    { "path/to/thingummy", "thingummy" },
    { "say \"hello there\" now", "hello there" },
    { "one\\ntwelve", "twelve" },
    { "caf\xc3\xa9 latte", " latte" },
    /* Another script is the last resort, and two or three characters of it the least. */
    { "\xd0\xbd\xd0\xb5\xd1\x82 \\d+", "\xd0\xbd\xd0\xb5\xd1\x82 " },
    { "\xd0\xbd\xd0\xb5\\d", "" },
    { "\xd0\xbd\xd0\xb5\xd1\x82 file\\d", " file" },
    { "a<b&c", "" },
    { "(?=lookahead)abc", "abc" },
    { "abc(?!lookahead)", "abc" },
    { "(?<=behind)abc(?<!other)", "abc" },
    { "(?<name>needle)\\k<name>", "needle" },
    { "(?P<name>needle)(?P=name)", "needle" },
    { "(?'name'needle)\\g{name}", "needle" },
    { "(needle)\\1", "needle" },
    { "(?>needle)++", "needle" },
    { "(?#remark)needle", "needle" },
    { "(?x) nee dle # remark\n s", "needles" },
    { "(?x: n e )edle", "needle" },
    { "(?i:NEE)dle", "needle" },
    { "(?|needle|noodle)s", "needles|noodles" },
    { "(?(1)yes|no)needle", "needle" },
    { "(?R)?needle", "needle" },
    { "\\bneedle\\b", "needle" },
    { "[[:alpha:]]needle[^]]", "needle" },
    { "[]x]needle", "]needle|xneedle" },
    { "[a-c]needle", "aneedle|bneedle|cneedle" },
    { "[\\Qab\\E]needle", "aneedle|bneedle" },
    { "foo\\Kneedle", "fooneedle" },
    { "needle{,3}s", "" }, /* text before PCRE2 10.43, a repeat from then on */
    { "needle{x}", "needle{x}" },
    { "(*ACCEPT)needle", "" },
    { "nee(*SKIP)dle", "" },
    { "needle\\E+", "" },
    { "error [^\\n]{0,80}ENOSPC", "enospc" },
    { "failed: [^\\n]{0,80}xyzzy", "xyzzy" },
    { "a\\tb\\t134$", "134" },
    { "a\\tbc\\tde", "" },
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena;
        struct sig_list found;
        struct buf joined;
        arena_init(&arena);
        buf_init(&joined);
        literals_extract(&arena, slice_cstr(cases[i].regex), &found);
        for (uint32_t k = 0; k < found.count; k++) {
            if (k)
                buf_add_byte(&joined, '|');
            buf_add(&joined, found.items[k]);
        }
        if (strcmp(buf_cstr(&joined), cases[i].guard) != 0)
            fail_msg("%s: wanted %s, got %s", cases[i].regex, cases[i].guard, buf_cstr(&joined));
        buf_release(&joined);
        arena_release(&arena);
    }
}

/* Beside each literal stands what is written behind it. */
static const struct {
    const char *regex, *guard;
} both_cases[] = {
    { "needle", "needle" },
    { "ready.*accept.*connections", "accept+ready" },
    { "(?:begun|ready.*accept|kafka.*listening)", "accept+ready|begun|listening+kafka" },
    { "(?:ready.*accept|accept.*error)", "accept" }, /* with one or the other */
    { "(?:ready.*accept|acceptable)", "accept" },    /* the longer one needs nothing */
    { "(?:ready.*accept|accept.*failed).*daily", "accept+daily" },
    { "(?:ready.*)?accept", "accept" },
    { "(?:ready.*){2}accept", "accept+ready" },
    { "(?=ready)accept", "accept" },
    { "zebra.*accept.*zebra", "accept+zebra" },
    { "a\\tb\\t134$", "a\tb\t134" }, /* a tab, for nothing else is long enough */
    { "ready\\t134$", "ready" },
    { "api.*accept", "accept" }, /* too common to tell anything */
};

static void test_both(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof both_cases / sizeof both_cases[0]; i++) {
        struct arena arena;
        struct sig_list found;
        struct slice *also;
        struct buf joined;
        arena_init(&arena);
        buf_init(&joined);
        literals_extract_both(&arena, slice_cstr(both_cases[i].regex), &found, &also);
        for (uint32_t k = 0; k < found.count; k++)
            buf_printf(&joined, "%s%.*s%s%.*s", k ? "|" : "", SLICE_ARG(found.items[k]),
                       also[k].len ? "+" : "", SLICE_ARG(also[k]));
        if (strcmp(buf_cstr(&joined), both_cases[i].guard) != 0)
            fail_msg("%s: wanted %s, got %s", both_cases[i].regex, both_cases[i].guard,
                     buf_cstr(&joined));
        buf_release(&joined);
        arena_release(&arena);
    }
}

/* Limits: many alternatives, long texts, deep groups, large repeats. */
static void test_bounds(void **state)
{
    (void)state;
    struct arena arena;
    struct sig_list found;
    struct buf regex;
    arena_init(&arena);
    buf_init(&regex);
    for (int i = 0; i < LITERAL_COUNT_MAX; i++)
        buf_printf(&regex, "%sword%02dx", i ? "|" : "", i);
    literals_extract(&arena, buf_slice(&regex), &found);
    assert_int_equal(found.count, LITERAL_COUNT_MAX);
    buf_add_cstr(&regex, "|another");
    literals_extract(&arena, buf_slice(&regex), &found);
    assert_int_equal(found.count, 0);
    buf_reset(&regex);
    buf_add_fill(&regex, 'q', 3000);
    literals_extract(&arena, buf_slice(&regex), &found);
    assert_int_equal(found.count, 1);
    assert_true(found.items[0].len <= LITERAL_BYTES_MAX);
    buf_reset(&regex);
    buf_add_fill(&regex, '(', 200);
    buf_add_cstr(&regex, "needle");
    buf_add_fill(&regex, ')', 200);
    literals_extract(&arena, buf_slice(&regex), &found);
    assert_int_equal(found.count, 0);
    literals_extract(&arena, SLICE("(?:needle){1000}"), &found);
    assert_int_equal(found.count, 1);
    literals_extract(&arena, SLICE("(?:(?:(?:a|b){9}){9}){9}needle"), &found);
    assert_int_equal(found.count, 2); /* with the a or b before it */
    literals_extract(&arena, slice_empty(), &found);
    assert_int_equal(found.count, 0);
    buf_release(&regex);
    arena_release(&arena);
}

static void test_bits(void **state)
{
    (void)state;
    assert_true(literals_bits(SLICE("error")) < LITERAL_WEAK_BITS);
    assert_true(literals_bits(SLICE("connection")) < LITERAL_WEAK_BITS);
    assert_true(literals_bits(SLICE("connecti")) <= literals_bits(SLICE("connection")));
    assert_true(literals_bits(SLICE("enospc")) > LITERAL_WEAK_BITS);
    assert_true(literals_bits(SLICE("xq")) > literals_bits(SLICE("et")));
    assert_true(literals_bits(slice_empty()) == 0);
}

/* Property: whatever the regex, a text that it matches holds one of its guard's literals. Regexes
 * and texts that they should match are made side by side from one random tree. */

#define ROUNDS 30000
#define DEPTH_MAX 4

struct maker {
    uint64_t seed;
    struct buf regex;
};

static uint32_t random_below(struct maker *m, uint32_t limit)
{
    m->seed = m->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(m->seed >> 33) % limit;
}

static void make_alternatives(struct maker *m, struct buf *text, unsigned depth);

static void make_atom(struct maker *m, struct buf *text, unsigned depth)
{
    static const struct {
        const char *regex;
        const char *texts[3];
    } atoms[] = {
        { "abc", { "abc", "abc", "abc" } },
        { "Fo", { "Fo", "Fo", "Fo" } },
        { "(?i:bAr)", { "bar", "BAR", "baR" } },
        { "[xy]", { "x", "y", "x" } },
        { "[^a-w\\n]", { "z", "X", " " } },
        { "\\d", { "1", "2", "7" } },
        { ".", { "q", "/", "a" } },
        { "/", { "/", "/", "/" } },
        { "zebra", { "zebra", "zebra", "zebra" } },
        { "quick", { "quick", "quick", "quick" } },
        { "\\\"", { "\"", "\"", "\"" } },
        { "\\x41b", { "Ab", "Ab", "Ab" } },
        { "\\Qa+b\\E", { "a+b", "a+b", "a+b" } },
        { "\\n", { "\n", "\n", "\n" } },
        { "(?#r)", { "", "", "" } },
        { "[[:upper:]\\]]", { "]", "A", "Q" } },
        { "k", { "k", "k", "k" } },
        { "\\b", { "", "", "" } },
    };
    if (depth < DEPTH_MAX && random_below(m, 3) == 0) {
        static const char *const opens[] = { "(", "(?:", "(?>", "(?i:", "(?s:" };
        buf_add_cstr(&m->regex, opens[random_below(m, 5)]);
        make_alternatives(m, text, depth + 1);
        buf_add_byte(&m->regex, ')');
        return;
    }
    uint32_t i = random_below(m, sizeof atoms / sizeof atoms[0]);
    buf_add_cstr(&m->regex, atoms[i].regex);
    buf_add_cstr(text, atoms[i].texts[random_below(m, 3)]);
}

static void make_quantified(struct maker *m, struct buf *text, unsigned depth)
{
    static const struct {
        const char *regex;
        uint32_t min, max;
    } quantifiers[] = { { "?", 0, 1 },      { "*", 0, 3 },   { "+", 1, 3 },    { "{2}", 2, 2 },
                        { "{1,3}?", 1, 3 }, { "{0}", 0, 0 }, { "{2,}", 2, 4 }, { "??", 0, 1 } };
    struct buf once;
    size_t start = m->regex.len;
    buf_init(&once);
    buf_add_cstr(&m->regex, "(?:");
    make_atom(m, &once, depth + 1);
    buf_add_byte(&m->regex, ')');
    if (random_below(m, 3) == 0) {
        uint32_t q = random_below(m, sizeof quantifiers / sizeof quantifiers[0]);
        buf_add_cstr(&m->regex, quantifiers[q].regex);
        uint32_t times =
            quantifiers[q].min + random_below(m, quantifiers[q].max - quantifiers[q].min + 1);
        while (times--)
            buf_add(text, buf_slice(&once));
    } else { /* without the group around */
        memmove(m->regex.ptr + start, m->regex.ptr + start + 3, m->regex.len - start - 4);
        m->regex.len -= 4;
        buf_add(text, buf_slice(&once));
    }
    buf_release(&once);
}

static void make_sequence(struct maker *m, struct buf *text, unsigned depth)
{
    for (uint32_t n = random_below(m, 4) + 1; n; n--)
        make_quantified(m, text, depth);
}

static void make_alternatives(struct maker *m, struct buf *text, unsigned depth)
{
    uint32_t count = random_below(m, 3) + 1, chosen = random_below(m, count);
    for (uint32_t i = 0; i < count; i++) {
        struct buf ignored;
        buf_init(&ignored);
        if (i)
            buf_add_byte(&m->regex, '|');
        make_sequence(m, i == chosen ? text : &ignored, depth);
        buf_release(&ignored);
    }
}

static bool matches(const struct buf *regex, struct slice text)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)regex->ptr, regex->len, PCRE2_MULTILINE, &error, &offset, NULL);
    assert_non_null(code);
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
    int found =
        pcre2_match(code, (PCRE2_SPTR)(text.ptr ? text.ptr : ""), text.len, 0, 0, data, NULL);
    pcre2_match_data_free(data);
    pcre2_code_free(code);
    return found > 0;
}

static void test_guard_holds(void **state)
{
    (void)state;
    struct maker m = { .seed = 20240229 };
    unsigned matched = 0, guarded = 0, both = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct buf text;
        struct arena arena;
        struct sig_list guard;
        buf_init(&text);
        buf_reset(&m.regex);
        arena_init(&arena);
        make_alternatives(&m, &text, 0);
        struct slice *also;
        literals_extract_both(&arena, buf_slice(&m.regex), &guard, &also);
        bool is_held = guard.count == 0;
        for (uint32_t i = 0; i < guard.count && !is_held; i++)
            is_held = slice_find_nocase(buf_slice(&text), guard.items[i], 0) != SLICE_NONE
                      && slice_find_nocase(buf_slice(&text), also[i], 0) != SLICE_NONE;
        guarded += guard.count != 0;
        both += guard.count != 0 && also[0].len > 0;
        bool is_match = matches(&m.regex, buf_slice(&text));
        matched += is_match;
        if (is_match && !is_held)
            fail_msg("%s matches %s, which does not hold its guard (first of %u: %.*s)",
                     buf_cstr(&m.regex), buf_cstr(&text), guard.count, SLICE_ARG(guard.items[0]));
        buf_release(&text);
        arena_release(&arena);
    }
    buf_release(&m.regex);
    assert_true(matched > ROUNDS / 2); /* else the test tests nothing */
    assert_true(guarded > ROUNDS / 8);
    assert_true(both > ROUNDS / 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),       cmocka_unit_test(test_both),
        cmocka_unit_test(test_bounds),      cmocka_unit_test(test_bits),
        cmocka_unit_test(test_guard_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
