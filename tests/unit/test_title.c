#include "infer/title.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

static void check(const char *title, const char *value, const char *want)
{
    const struct sig_capture capture = { SLICE("value"), slice_cstr(value) };
    struct buf out;
    buf_init(&out);
    buf_add_cstr(&out, "x: (");
    title_add(&out, slice_cstr(title), &capture, 1, NULL);
    assert_string_equal(buf_cstr(&out) + 4, want);
    buf_release(&out);
}

static void test_filled(void **state)
{
    (void)state;
    check("Setting {value} is missing", "A", "Setting A is missing");
    check("Setting ({value})", "a{b}", "Setting (a{b})");
    check("{{value} {value", "A", "{{value} {value");
    check("no place", "A", "no place");
    check("Wrong version ({value})", "1.22.22.", "Wrong version (1.22.22)");
    check("No table {value}", "orders,", "No table orders");
    check("Said {value}", "and so on...", "Said and so on...");
    check("Only {value}", ".", "Only .");
}

/* What regexes take along. */
static void test_values_are_cleaned(void **state)
{
    (void)state;
    check("No artifact {value}", "com.acme:api:1.0:", "No artifact com.acme:api:1.0");
    check("Said {value}", "cannot do it;", "Said cannot do it");
    check("Listens at {value}", "::", "Listens at ::");
    check("Failed: {value}", "  no zone", "Failed: no zone");
    check("No database {value}", "routes ", "No database \"routes \"");
    check("Wrong ({value})", ": \"\" is no name", "Wrong (\"\" is no name)");
    check("No host {value}", "'web.local'", "No host web.local");
    check("Stack {value} is busy", "[checkout]", "Stack checkout is busy");
    check("Refused by {value}", "[::1]:8500", "Refused by [::1]:8500");
    check("No {value}", "'a' or 'b'", "No 'a' or 'b'");
    check("No route to {value}", "null", "No route");
    check("Ended: {value}", "KeyError) key :a (b) is no", "Ended: KeyError: key :a (b) is no");
    check("Ended: {value}", "f(a) of (b)", "Ended: f(a) of (b)");
}

static void test_missing_places_go(void **state)
{
    (void)state;
    check("Build failed ({command})", "A", "Build failed");
    check("Build failed ({command}) twice", "A", "Build failed twice");
    check("Cannot reach ({host}:{port})", "A", "Cannot reach");
    check("Cannot reach ({host}:{value})", "80", "Cannot reach (:80)");
    check("Database {database} does not exist", "A", "Database does not exist");
    check("Unhandled exception: {name}", "A", "Unhandled exception");
    check("Table {value}{column} missing", "t", "Table t missing");
    check("Refused by {host}:{port}", "A", "Refused");
    check("No route to {host}", "A", "No route");
    check("MongoDB at {host} refuses", "A", "MongoDB refuses");
    check("No entry for {value} at {host}", "A", "No entry for A");
    check("Standby {host}", "A", "Standby");
    check("No column ({value} {column})", "t", "No column (t)");
    check("No column ({table} {value})", "c", "No column (c)");
    check("No column ({table} {column})", "A", "No column");
    check("No column {table} {value} there", "c", "No column c there");
    check("{name}", "A", "");
    check("(open {name}", "A", "(open");
    check("(kept) {name}", "A", "(kept)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filled),
        cmocka_unit_test(test_values_are_cleaned),
        cmocka_unit_test(test_missing_places_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
