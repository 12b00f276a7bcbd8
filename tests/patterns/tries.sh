#!/bin/sh
# Regexes are tried where their guards stand. Of lines as busy services write them by the thousand,
# which show nothing, no signature may be tried on many: its guard is then a common word, and
# everybody pays for it. `culprit db check -v FILE` shows the guards.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
megabytes=2
one_line_in=50

: >"$tap_dir/texts"
PER_MILLE=0 TEXTS="$tap_dir/texts" "$top_srcdir/bench/generate" log $megabytes >"$tap_dir/log"
lines=$(wc -l <"$tap_dir/log")
"$CULPRIT" -j1 --profile -o json "$tap_dir/log" </dev/null >/dev/null 2>"$tap_dir/profile"
ok $? "$megabytes MB of generated text are read"
grep 'were tried' "$tap_dir/profile" | note
awk -v most=$((lines / one_line_in)) 'NF == 6 && $6 ~ /[.-]/ && $3 + 0 > most' \
    "$tap_dir/profile" >"$tap_dir/often"
[ "$lines" -gt 1000 ] && grep -q 'were tried' "$tap_dir/profile" && [ ! -s "$tap_dir/often" ]
ok $? "no signature is tried on more than one line in $one_line_in"
note <"$tap_dir/often"
done_testing
