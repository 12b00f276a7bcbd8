#!/bin/sh
# Golden cases: what the program prints, byte for byte.
#
# A case is a folder beside this script:
#     cmd      a shell command that uses $CULPRIT; runs in a copy of the folder, where
#              `examples`, `patterns` and `tests` lead to those of the source tree
#     stdin    optional
#     stdout   expected; missing: empty
#     stderr   expected; missing: empty; stderr.ignore: not looked at
#     exit     expected status; missing: 0
# CASE=name runs only that one. BLESS=1 (make bless) rewrites the expectations.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
export CULPRIT
golden=$top_srcdir/tests/golden

# keep FILE EXPECTATION: blesses; an empty file is no file.
keep()
{
    if [ -s "$1" ]; then
        cmp -s "$1" "$2" || cp "$1" "$2"
    else
        rm -f "$2"
    fi
}

# expect EXPECTATION FILE NAME
expect()
{
    if [ -f "$1" ]; then
        compare "$1" "$2" "$3"
    else
        empty "$2" "$3"
    fi
}

run_case()
{
    from=$1
    name=${from##*/}
    work=$tap_dir/$name
    cp -R "$from" "$work" && chmod -R u+w "$work"
    for folder in examples patterns tests; do
        [ -e "$work/$folder" ] || ln -s "$top_srcdir/$folder" "$work/$folder"
    done
    input=/dev/null
    [ ! -f "$from/stdin" ] || input=$from/stdin
    (cd "$work" && eval "$(cat cmd)") <"$input" >"$tap_dir/out" 2>"$tap_dir/err"
    status=$?
    if [ -n "${BLESS:-}" ]; then
        keep "$tap_dir/out" "$from/stdout"
        [ -f "$from/stderr.ignore" ] || keep "$tap_dir/err" "$from/stderr"
        if [ "$status" -eq 0 ]; then
            rm -f "$from/exit"
        else
            echo "$status" >"$from/exit"
        fi
    fi
    want=0
    [ ! -f "$from/exit" ] || want=$(cat "$from/exit")
    is "$status" "$want" "$name: exit status"
    expect "$from/stdout" "$tap_dir/out" "$name: standard output"
    [ -f "$from/stderr.ignore" ] || expect "$from/stderr" "$tap_dir/err" "$name: standard error"
}

cases=0
for cmd in "$golden"/${CASE:-*}/cmd; do
    [ -f "$cmd" ] || continue
    cases=$((cases + 1))
    run_case "${cmd%/cmd}"
done
[ "$cases" -gt 0 ] || skip_all "no golden cases"
done_testing
