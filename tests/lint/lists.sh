#!/bin/sh
# What is in the tree is in the lists of the build, and the reverse.
. "${srcdir:-.}/tests/lib/tap.sh"

cd "$top_srcdir" || exit 99

# check FRAGMENT FOLDER NAME FILE...: the files are the %D%/… entries of the fragment that end
# like them.
check()
{
    fragment=$1
    folder=$2
    name=$3
    shift 3
    for file; do
        [ ! -f "$file" ] || echo "${file#"$folder"/}"
    done | LC_ALL=C sort >"$tap_dir/found"
    LC_ALL=C sort -u "$tap_dir/listed" >"$tap_dir/want"
    {
        comm -23 "$tap_dir/found" "$tap_dir/want" | sed "s|^|not listed in $fragment: $folder/|"
        comm -13 "$tap_dir/found" "$tap_dir/want" | sed "s|^|listed in $fragment, missing: $folder/|"
    } >"$tap_dir/out"
    empty "$tap_dir/out" "$name"
}

# entries FRAGMENT PATTERN: entries of a fragment that match an extended regular expression.
entries()
{
    grep -oE '%D%/[A-Za-z0-9_./-]+' "$1" | sed 's|^%D%/||' | grep -E "$2" >"$tap_dir/listed"
}

entries src/local.mk '^[a-z]+/.*\.[ch]$'
check src/local.mk src "sources and headers" src/*/*.[ch]

entries tests/local.mk '^unit/test_'
sed 's/$/.c/' "$tap_dir/listed" >"$tap_dir/with-suffix" && mv "$tap_dir/with-suffix" "$tap_dir/listed"
check tests/local.mk tests "unit tests" tests/unit/test_*.c

entries tests/local.mk '^unit/.*\.h$'
check tests/local.mk tests "headers of unit tests" tests/unit/*.h

entries tests/local.mk '^lib/'
check tests/local.mk tests "what shell tests share" tests/lib/*

entries tests/local.mk '^lint/'
check tests/local.mk tests "lints" tests/lint/*.sh

entries patterns/local.mk '\.yaml$'
check patterns/local.mk patterns "signature files" patterns/*.yaml

entries man/local.mk '\.[1-9]$'
check man/local.mk man "manual pages" man/*.[1-9]

done_testing
