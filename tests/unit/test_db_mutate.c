#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/db_mutate.h"

static const struct {
    const char *text;
    const char *literals[2];
    const char *wanted; /* NULL: cannot be spoilt */
} cases[] = {
    { "key Missing here", { "missing" }, "key Njttjoh here" },
    { "no guard", { "absent" }, "no guard" },
    { "port 5439 5432", { "5432" }, "port 5439 6543" },
    { "twice aaa and aaa", { "aaa" }, "twice bbb and bbb" },
    { "overlap aaaaz", { "aaa" }, "overlap bbbbz" },
    /* turned by one, the first is the second */
    { "abc", { "abc", "bcd" }, "cde" },
    { "both abc xyz", { "abc", "xyz" }, "both bcd yza" },
    { "a :: b", { " :: " }, NULL },
    { "", { "abc" }, NULL },
    { "text", { NULL }, NULL },
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct slice literals[2], also[2] = { slice_empty(), slice_empty() };
        struct sig_pattern pattern = { .literals = { .items = literals }, .also = also };
        struct buf out;
        buf_init(&out);
        while (pattern.literals.count < 2 && cases[i].literals[pattern.literals.count]) {
            literals[pattern.literals.count] =
                slice_cstr(cases[i].literals[pattern.literals.count]);
            pattern.literals.count++;
        }
        bool is_done = db_mutate(&pattern, slice_cstr(cases[i].text), &out);
        assert_int_equal(is_done, cases[i].wanted != NULL);
        if (is_done) {
            assert_string_equal(buf_cstr(&out), cases[i].wanted);
            assert_false(db_trial_guarded(&pattern, buf_slice(&out)));
        }
        buf_release(&out);
    }
}

/* A guard that does not hold for all matches, as a mistake of the extraction would give it. */
static void test_finds_a_wrong_guard(void **state)
{
    (void)state;
    struct slice wrong = SLICE("timeout"), also = slice_empty();
    struct sig_pattern pattern = { .regex = SLICE("lock (?:timeout|held)|\\w+ held"),
                                   .literals = { &wrong, 1 },
                                   .also = &also };
    struct sig sig = { .id = SLICE("a.b"), .match = &pattern, .match_count = 1 };
    struct confirm_scratch *scratch = confirm_scratch_new(1000, 1000);
    struct db_trial trial;
    struct err err;
    struct buf mutant;
    err_init(&err);
    buf_init(&mutant);
    assert_int_equal(db_trial_init(&trial, &sig, scratch, &err), STATUS_OK);
    assert_int_equal(db_trial_text(&trial, SLICE("lock timeout")).what, DB_OUTCOME_YES);
    assert_int_equal(db_trial_text(&trial, SLICE("lock held")).what, DB_OUTCOME_UNGUARDED);
    assert_int_equal(db_trial_text(&trial, SLICE("lock free")).what, DB_OUTCOME_NO);
    assert_true(db_mutate(&pattern, SLICE("lock timeout, held"), &mutant));
    assert_false(db_trial_pattern(&trial, 0, buf_slice(&mutant)));
    buf_reset(&mutant);
    assert_true(db_mutate(&pattern, SLICE("lock held, timeout"), &mutant));
    assert_true(db_trial_pattern(&trial, 0, buf_slice(&mutant)));
    buf_release(&mutant);
    db_trial_release(&trial);
    confirm_scratch_free(scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_finds_a_wrong_guard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
