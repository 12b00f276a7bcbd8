#!/bin/sh
# Lines of healthy programs: no cause and no symptom is found on them, neither line by line nor by
# the whole program, and silence means something: the lines hold words of most causes.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
benign=$top_srcdir/tests/patterns/benign
lines_wanted=400

"$CULPRIT" db test --strict --benign "$benign" </dev/null >"$tap_dir/out" 2>&1
status=$?
ok "$status" "no cause and no symptom on lines of healthy programs"
[ "$status" -eq 0 ] || head -n 60 "$tap_dir/out" | note
grep 'healthy lines' "$tap_dir/out" | note
lines=$(sed -n 's/^\([0-9]*\) healthy lines.*/\1/p' "$tap_dir/out")
[ "${lines:-0}" -ge "$lines_wanted" ]
ok $? "at least $lines_wanted lines"

# Each file as a log of its own: composites, joined lines and unknown errors come into play.
for file in "$benign"/*.log; do
    "$CULPRIT" --check=0.2 "$file" </dev/null >"$tap_dir/out" 2>&1
    status=$?
    ok "$status" "no hypothesis from ${file##*/}"
    [ "$status" -eq 0 ] || head -n 12 "$tap_dir/out" | note
done
done_testing
