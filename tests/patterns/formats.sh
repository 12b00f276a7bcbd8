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

# The signatures among the findings of a JSON report, which has one key a line.
findings()
{
    awk '/^  "findings":/ { on = 1 } /^  "timeline":/ { on = 0 }
        on && /^      "signature":/ { gsub(/[",]/, ""); print $2 }' | LC_ALL=C sort -u
}

for format in $("$EMBED" --formats); do
    : >"$tap_dir/lost"
    examples=0
    for ids in "$tap_dir"/*.ids; do
        round=${ids##*/}
        round=${round%.ids}
        "$CULPRIT" -o json "$tap_dir/$format-$round.in" </dev/null 2>/dev/null | findings >"$tap_dir/found"
        LC_ALL=C sort "$ids" >"$tap_dir/want"
        examples=$((examples + $(wc -l <"$tap_dir/want")))
        comm -23 "$tap_dir/want" "$tap_dir/found" | sed "s/\$/: example $((round + 1))/" >>"$tap_dir/lost"
    done
    # As in allowed.txt: "format ID NUMBER # reason" accepts a loss that lies in the format.
    sed -n "s/^format \([^ ]*\) \([0-9]*\) .*#.*/\1: example \2/p" \
        "$top_srcdir/tests/patterns/allowed.txt" >"$tap_dir/accepted"
    grep -vxFf "$tap_dir/accepted" "$tap_dir/lost" >"$tap_dir/out"
    empty "$tap_dir/out" "$format: $examples examples are found"
done
done_testing
