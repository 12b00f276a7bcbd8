#!/bin/sh
# The community's rules and preq's own examples, where they are at hand:
#
#     make check TESTS=tests/cre/community.sh CRE_RULES=.../cre/rules PREQ=.../preq
#
# They are repositories of their own (github.com/prequel-dev/cre, github.com/prequel-dev/preq) and no
# part of this one. Every test.log must show its rule, every test-fp.log must not; each pair of rule
# and log in preq's test/preq_test.go must be found or not as it says there.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
[ -n "$CRE_RULES$PREQ" ] || skip_all "CRE_RULES and PREQ name no folders"

# shows RULE-FILE LOG ID-REGEX: does the log show a rule whose id this matches?
shows()
{
    "$CULPRIT" -q -s "$1" -o json "$2" 2>/dev/null | grep -Eq "^ *\"signature\": *\"($3)\""
}

# ids FILE: ids of the rules in it, as a regex
ids()
{
    sed -n '/^ *-* *cre:/,/^ *rule:/s/^ *-* *id: *["'\'']*\([A-Za-z0-9-]*\).*/\1/p' "$1" | sort -u | paste -sd'|' -
}

if [ -d "$CRE_RULES" ]; then
    all=0 found=0 quiet=0 false=0
    for folder in "$CRE_RULES"/cre-*; do
        rule=$(find "$folder" -name '*.yaml' | head -n 1)
        all=$((all + 1))
        if shows "$rule" "$folder/test.log" "$(ids "$rule")"; then
            found=$((found + 1))
        else
            note "missed: $folder"
        fi
        [ -s "$folder/test-fp.log" ] || continue
        quiet=$((quiet + 1))
        if shows "$rule" "$folder/test-fp.log" "$(ids "$rule")"; then
            false=$((false + 1))
            note "should not show: $folder"
        fi
    done
    is "$found/$all, $((quiet - false))/$quiet" "$all/$all, $quiet/$quiet" "test.log and test-fp.log of $all rules"
    note "$found/$all of test.log, $((quiet - false))/$quiet of test-fp.log"
else
    skip "rules of the community" "CRE_RULES is no folder"
fi

if [ -f "$PREQ/test/preq_test.go" ]; then
    awk '/^func Test/ { hit = /TestSuccess/; use = /TestSuccess|TestMiss/ }
         /rulePath:/ { gsub(/[",]/, ""); rule = $2 }
         /dataPath:/ { gsub(/[",]/, ""); data = $2; want = hit }
         /negative: *true/ { want = 0 }
         /^\t\t},/ && use && rule != "" { print want, rule, data; rule = "" }' \
        "$PREQ/test/preq_test.go" >"$tap_dir/pairs"
    all=0 right=0
    while read -r want rule data; do
        rule=$PREQ/test/$rule data=$PREQ/test/$data
        all=$((all + 1)) got=0
        ! shows "$rule" "$data" "$(ids "$rule")" || got=1
        if [ "$got" = "$want" ]; then
            right=$((right + 1))
        else
            note "wrong: ${rule##*/} on ${data##*/}: $got, not $want"
        fi
    done <"$tap_dir/pairs"
    is "$right/$all" "$all/$all" "example pairs of preq"
    note "$right/$all pairs"
else
    skip "example pairs of preq" "PREQ is no folder of its sources"
fi
done_testing
