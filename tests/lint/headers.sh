#!/bin/sh
# Each header compiles alone, and its guard is FOLDER_FILE_H.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CC:=cc}"
: "${TEST_CPPFLAGS:=-I$top_srcdir/src -D_GNU_SOURCE}"

for header in "$top_srcdir"/src/*/*.h; do
    name=${header#"$top_srcdir"/src/}
    guard=$(echo "$name" | tr 'a-z./' 'A-Z__')
    echo "#include \"$name\"" >"$tap_dir/alone.c"
    # shellcheck disable=SC2086 # CC and the flags are lists
    if ! $CC $TEST_CPPFLAGS -std=c17 -Wall -Wextra -Werror -fsyntax-only "$tap_dir/alone.c" \
        >"$tap_dir/out" 2>&1; then
        ok 1 "$name compiles alone"
        head -n 20 "$tap_dir/out" | note
    elif ! grep -q "^#ifndef $guard\$" "$header" || ! grep -q "^#define $guard\$" "$header"; then
        ok 1 "$name has the guard $guard"
    else
        ok 0 "$name compiles alone"
    fi
done
done_testing
