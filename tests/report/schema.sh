#!/bin/sh
# Every input of the tests gives JSON and JSON Lines that fit the published schema.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
command -v python3 >/dev/null 2>&1 || skip_all "python3 not found"
schema=$top_srcdir/docs/report.schema.json

count=0
for input in "$top_srcdir"/examples/*/ "$top_srcdir"/tests/golden/*/; do
    set --
    for file in "$input"*; do
        case ${file##*/} in
        cmd | stdout | stderr | exit | stderr.ignore | *.yaml) ;;
        *) set -- "$@" "$file" ;;
        esac
    done
    [ $# -gt 0 ] || continue
    for format in json jsonl; do
        count=$((count + 1))
        "$CULPRIT" -q -o "$format" "$@" >"$tap_dir/$count.$format" 2>/dev/null
        [ -s "$tap_dir/$count.$format" ] || rm "$tap_dir/$count.$format"
    done
done
# What the cases do not have: nothing at all, a known-good log, a change, warnings.
sample=$top_srcdir/examples/redis-url-scheme
"$CULPRIT" -q -o json --baseline "$sample/api.log" "$sample" >"$tap_dir/base.json"
"$CULPRIT" -q -o jsonl --baseline "$sample/api.log" "$sample" >"$tap_dir/base.jsonl"
"$CULPRIT" -q -o jsonl "$sample/missing.log" "$sample/api.log" >"$tap_dir/missing.jsonl"
"$CULPRIT" -q -o json --no-redact "$sample/api.log" >"$tap_dir/plain.json"
"$CULPRIT" -q -o json /dev/null >"$tap_dir/empty.json"
"$CULPRIT" -q -o jsonl /dev/null >"$tap_dir/empty.jsonl"

# Live records: of entries, of an error nobody knows, of a hypothesis, and that nothing is wrong any
# more.
{
    cat "$sample/api.log" "$sample/describe-services.json"
    sleep 1
    line=' api/app/2aabfe2210ab4d5f9c1d2b3a4c5d6e7f'
    echo "2025-10-02T10:00:00.000000+00:00$line ERROR the frobnicator has refused"
    sleep 1
    echo "2025-10-02T19:00:00.000000+00:00$line INFO: Application startup complete."
    sleep 1
} | "$CULPRIT" watch -q -o jsonl >"$tap_dir/watch.jsonl"
for record in '"timeline","live":true,.*"kind":"cause"' '"timeline","live":true,.*"kind":"error"' \
    '"hypothesis","live":true' '"verdict","live":true'; do
    grep -q "\"type\":$record" "$tap_dir/watch.jsonl"
    ok $? "there is a record to check: $record"
done

set -- "$tap_dir"/*.json "$tap_dir"/*.jsonl
ok "$([ $# -ge 50 ]; echo $?)" "there are reports to check ($#)"
python3 "$top_srcdir/tests/report/schema.py" "$schema" "$@" >"$tap_dir/out" 2>&1
empty "$tap_dir/out" "all of them fit docs/report.schema.json"

# The validator itself: a missing key, a wrong value, an unknown key.
sed 's/"status": "failing"/"status": "fine"/' "$tap_dir/plain.json" >"$tap_dir/wrong-value.json"
sed 's/"rank": 1,//' "$tap_dir/plain.json" >"$tap_dir/missing-key.json"
sed 's/"rank": 1,/"rank": 1, "bogus": 1,/' "$tap_dir/plain.json" >"$tap_dir/unknown-key.json"
for wrong in wrong-value missing-key unknown-key; do
    python3 "$top_srcdir/tests/report/schema.py" "$schema" "$tap_dir/$wrong.json" >"$tap_dir/out" 2>&1
    [ -s "$tap_dir/out" ]
    ok $? "the check finds a $wrong"
done

# Streams end with the verdict, and hold what the document holds.
python3 - "$tap_dir" >"$tap_dir/out" 2>&1 <<'END'
import json, sys
folder = sys.argv[1]
document = json.load(open(folder + "/base.json", encoding="utf-8"))
records = [json.loads(line) for line in open(folder + "/base.jsonl", encoding="utf-8")]
def of(kind):
    return [{k: v for k, v in r.items() if k != "type"} for r in records if r["type"] == kind]
pairs = {"finding": document["findings"], "hypothesis": document["hypotheses"],
         "timeline": document["timeline"], "unknown_error": document["unknown_errors"],
         "source": document["input"]["sources"]}
for kind, want in pairs.items():
    if of(kind) != want:
        print(kind, "differs from the document")
if records[0]["type"] != "report" or records[-1]["type"] != "verdict":
    print("first and last record:", records[0]["type"], records[-1]["type"])
END
empty "$tap_dir/out" "the stream of records says what the document says"
done_testing
