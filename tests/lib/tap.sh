# shellcheck shell=sh
# tap.sh: the Test Anything Protocol for shell tests.
#
#     . "${srcdir:-.}/tests/lib/tap.sh"
#     some_command > "$tap_dir/out"
#     ok $? "some_command succeeds"
#     compare expected "$tap_dir/out" "some_command prints what it should"
#     done_testing
#
# Sets:    tap_dir     a folder of this test's own, removed at its end
#          top_srcdir  the source tree, absolute
# A test that dies before done_testing has no plan, which the driver reports as an error.

: "${top_srcdir:=$(cd "${srcdir:-.}" && pwd)}"
tap_count=0
tap_failed=0
tap_dir=$(mktemp -d "${TMPDIR:-/tmp}/culprit-test.XXXXXX") || exit 99
trap 'chmod -R u+w "$tap_dir" 2>/dev/null; rm -rf "$tap_dir"' EXIT
trap 'exit 99' HUP INT TERM

# note TEXT: shows text (or standard input, without arguments) as comments.
note()
{
    if [ $# -gt 0 ]; then
        printf '%s\n' "$*" | sed 's/^/# /'
    else
        sed 's/^/# /'
    fi
}

# ok STATUS NAME: passes when STATUS is 0.
ok()
{
    tap_count=$((tap_count + 1))
    if [ "$1" -eq 0 ]; then
        printf 'ok %d - %s\n' "$tap_count" "$2"
    else
        tap_failed=$((tap_failed + 1))
        printf 'not ok %d - %s\n' "$tap_count" "$2"
    fi
}

# is GOT WANT NAME: passes when both strings are equal.
is()
{
    if [ "$1" = "$2" ]; then
        ok 0 "$3"
    else
        ok 1 "$3"
        note "got:  $1"
        note "want: $2"
    fi
}

# compare WANT-FILE GOT-FILE NAME: passes when both files hold the same bytes.
compare()
{
    if cmp -s "$1" "$2"; then
        ok 0 "$3"
    else
        ok 1 "$3"
        diff -u "$1" "$2" 2>&1 | head -n 60 | tail -n +3 | note
    fi
}

# empty FILE NAME: passes when the file is empty; else its lines are what is wrong.
empty()
{
    if [ -s "$1" ]; then
        ok 1 "$2"
        head -n 60 "$1" | note
    else
        ok 0 "$2"
    fi
}

# skip NAME REASON: a check that could not be made here.
skip()
{
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$1" "$2"
}

# skip_all REASON: ends a test that cannot be run here; only before the first check.
skip_all()
{
    printf '1..0 # SKIP %s\n' "$1"
    exit 0
}

# done_testing: prints the plan; the last call of every test.
done_testing()
{
    printf '1..%d\n' "$tap_count"
    [ "$tap_failed" -eq 0 ]
    exit
}
