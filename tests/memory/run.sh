#!/bin/sh
# Resident memory stays under 64 MiB, whatever is read: a small run of bench/memory.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
export CULPRIT
megabytes=20
files=3000

[ "${SANITIZERS:-no}" = no ] || skip_all "sanitizers take memory of their own"

TMPDIR=$tap_dir sh "$top_srcdir/bench/memory" "$megabytes" "$files" >"$tap_dir/table" 2>"$tap_dir/err"
status=$?
if [ ! -s "$tap_dir/table" ]; then
    [ "$status" -ne 0 ] && note <"$tap_dir/err"
    skip_all "bench/memory cannot measure here"
fi
while read -r name row; do
    ok "$(case $row in *' ok') echo 0 ;; *) echo 1 ;; esac)" "$name: less than 64 MiB"
    note "$row"
done <"$tap_dir/table"
is "$status" 0 "bench/memory: exit status"
done_testing
