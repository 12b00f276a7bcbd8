#!/bin/sh
# Each id of catalogue.txt has a signature, of the kind and domain that stand there.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"

"$CULPRIT" db list </dev/null >"$tap_dir/list"
ok $? "culprit db list succeeds"
awk '{ print $1, $2, $3 }' "$tap_dir/list" | LC_ALL=C sort >"$tap_dir/have"
grep -v '^#' "$top_srcdir/tests/patterns/catalogue.txt" | LC_ALL=C sort >"$tap_dir/want"
comm -23 "$tap_dir/want" "$tap_dir/have" >"$tap_dir/out"
empty "$tap_dir/out" "all $(wc -l <"$tap_dir/want" | tr -d ' ') ids of the catalogue, with kind and domain"

# What reads the list must be able to rely on it.
"$CULPRIT" db list -o json </dev/null >"$tap_dir/list.json"
ok $? "culprit db list -o json succeeds"
count=$(grep -c '^    "id": ' "$tap_dir/list.json")
is "$count" "$(wc -l <"$tap_dir/list" | tr -d ' ')" "text and JSON list the same number of signatures"

# Every signature can be explained, and says something.
"$CULPRIT" explain '*' </dev/null >"$tap_dir/explained" 2>&1
ok $? "culprit explain '*' succeeds"
is "$(grep -c '^Defined in ' "$tap_dir/explained")" "$count" "culprit explain tells of all of them"
done_testing
