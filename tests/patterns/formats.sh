#!/bin/sh
# Every example of every signature, in every format that carries log lines, is found by the whole
# program. embed.c writes the inputs: a few hundred examples to a file, one of each signature.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
: "${EMBED:=$(pwd)/tests/patterns/embed}"

"$EMBED" "$tap_dir" || {
    ok 1 "the examples are written"
    done_testing
}

# The findings of a JSON report, which has one key a line: "ID TIME", to the second, for each example
# of one, and "ID *" where it has more occurrences than are shown, or one of them has no time, and
# in a format that gives none (what has a time then has it from its own text).
findings()
{
    awk -v timeless="$1" '
        function leave() { if (id != "" && (count > timed || timeless)) print id, "*" }
        /^  "findings":/ { on = 1 }
        /^  "timeline":/ { leave(); on = 0 }
        !on { next }
        { gsub(/[",]/, "") }
        /^      signature:/ { leave(); id = $2; timed = 0 }
        /^      count:/ { count = $2 }
        /^          time:/ && $2 != "" { timed++; print id, substr($2, 1, 19) }'
}

# lost WANT FOUND: what is in WANT and neither found at its time nor perhaps.
lost()
{
    awk 'FILENAME == ARGV[1] { found[$0] = 1; next } !(($1 " *") in found) && !($0 in found) { print $1 }' \
        "$2" "$1"
}

for format in $("$EMBED" --formats); do
    : >"$tap_dir/lost"
    timeless=0
    [ "$format" != compose ] || timeless=1
    examples=0
    for ids in "$tap_dir"/*.ids; do
        round=${ids##*/}
        round=${round%.ids}
        "$CULPRIT" -o json "$tap_dir/$format-$round.in" </dev/null 2>/dev/null | findings $timeless >"$tap_dir/found"
        examples=$((examples + $(wc -l <"$ids")))
        lost "$ids" "$tap_dir/found" | sed "s/\$/: example $((round + 1))/" >>"$tap_dir/lost"
    done
    # As in allowed.txt: "format ID NUMBER # reason" accepts a loss that lies in the format.
    sed -n "s/^format \([^ ]*\) \([0-9]*\) .*#.*/\1: example \2/p" \
        "$top_srcdir/tests/patterns/allowed.txt" >"$tap_dir/accepted"
    grep -vxFf "$tap_dir/accepted" "$tap_dir/lost" >"$tap_dir/out"
    empty "$tap_dir/out" "$format: $examples examples are found"
done
done_testing
