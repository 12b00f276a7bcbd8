#!/bin/sh
# A pipe that closes, a full disk and a closed standard output, in every format.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
formats='text json jsonl markdown html'
sample=$top_srcdir/examples/redis-url-scheme

for format in $formats; do
    { "$CULPRIT" -o "$format" "$sample" 2>"$tap_dir/err"; echo $? >"$tap_dir/status"; } | :
    sleep 0.1
    is "$(cat "$tap_dir/status")" 0 "$format: a closed pipe is no error"
    empty "$tap_dir/err" "$format: a closed pipe is silent"

    "$CULPRIT" -o "$format" "$sample" >&- 2>"$tap_dir/err"
    is $? 2 "$format: a closed standard output is an error"
    grep -q 'culprit: cannot write the report:' "$tap_dir/err"
    ok $? "$format: and is told"

    if [ -w /dev/full ]; then
        "$CULPRIT" -q -o "$format" "$sample" >/dev/full 2>"$tap_dir/err"
        is $? 2 "$format: a full disk is an error"
        grep -q 'culprit: cannot write the report: No space left' "$tap_dir/err"
        ok $? "$format: and is told, even with -q"
    else
        skip "$format: a full disk is an error" "no /dev/full"
    fi
    "$CULPRIT" -q -o "$format" "$sample" | tail -c 1 | od -A n -t u1 | grep -qx ' *10'
    ok $? "$format: ends with a line feed"
done

# The other commands print through stdio.
for command in 'db list' formats --help 'explain redis.*'; do
    # shellcheck disable=SC2086 # words of a command
    { "$CULPRIT" $command 2>"$tap_dir/err"; echo $? >"$tap_dir/status"; } | :
    sleep 0.1
    is "$(cat "$tap_dir/status")" 0 "$command: a closed pipe is no error"
    empty "$tap_dir/err" "$command: a closed pipe is silent"
    [ ! -w /dev/full ] || {
        # shellcheck disable=SC2086
        "$CULPRIT" $command >/dev/full 2>"$tap_dir/err"
        is $? 2 "$command: a full disk is an error"
    }
done
done_testing
