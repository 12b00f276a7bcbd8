#!/bin/sh
# CRE rules from the outside: loaded beside native signatures, found, told, compiled.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
mkdir -p "$tap_dir/rules/one" "$tap_dir/rules/two"
cat >"$tap_dir/rules/one/leak.yaml" <<'END'
rules:
  - cre:
      id: CRE-2099-0101
      severity: 1
      title: Widget store lost its index
      category: storage-problem
      cause: The index file was truncated.
      impact: Reads return nothing.
      mitigation: |
        - Rebuild the index
      references: ["https://example.org/widget-index"]
    rule:
      set:
        event: {source: cre.log.widget}
        match: [{regex: "^widgetd\\[\\d+\\]: index file .+ is truncated"}]
END
cat >"$tap_dir/rules/two/waits.yaml" <<'END'
rules:
  - cre: {id: CRE-2099-0102, severity: 1, title: Widget pump never came back, category: x}
    rule:
      set:
        event: {source: cre.log.widget}
        match: ["widget pump stopped by operator"]
        negate: [{value: "widget pump running", window: 10s}]
  - cre: {id: CRE-2099-0103, severity: 0, title: Somebody got a 401, category: x}
    rule: {set: {event: {source: cre.log.any}, match: [{value: "401"}]}}
  - cre: {id: CRE-2099-0104, severity: 1, title: Three leaks, category: x}
    rule:
      sequence:
        window: 10s
        event: {source: cre.log.widget}
        order: [{value: "widget leaks badly", count: 3}]
END
echo 'services: {a: {description: beside the rules}}' >"$tap_dir/rules/sources.yaml"

# findings RULES OPTIONS...: ids of CRE findings in the log on standard input
findings()
{
    rules=$1
    shift
    "$CULPRIT" -q -s "$rules" -o jsonl "$@" | tr ',' '\n' | sed -n 's/.*"signature": *"\(CRE[^"]*\)".*/\1/p' |
        sort -u | tr '\n' ' ' | sed 's/ $//'
}

line() { printf '2025-10-01T12:00:%sZ host widgetd[7]: %s\n' "$1" "$2"; }

is "$(line 01 'index file /var/lib/w is truncated' | findings "$tap_dir/rules/one")" "" \
    "'^' is the start of the entry, not of a line of it"
sed 's/\^widgetd/widgetd/' "$tap_dir/rules/one/leak.yaml" >"$tap_dir/leak.yaml"
mv "$tap_dir/leak.yaml" "$tap_dir/rules/one/leak.yaml"
is "$(line 01 'index file /var/lib/w is truncated' | findings "$tap_dir/rules")" "CRE-2099-0101" \
    "a regex sees the program's name, which was taken off the message"
is "$(line 01 'widget pump stopped by operator' | findings "$tap_dir/rules")" "CRE-2099-0102" \
    "nothing came before the end"
is "$({ line 01 'widget pump stopped by operator'; line 09 'widget pump running'; } | findings "$tap_dir/rules")" "" \
    "what must be absent came within its window"
is "$({ line 01 'widget pump stopped by operator'; line 12 'widget pump running'; } | findings "$tap_dir/rules")" \
    "CRE-2099-0102" "… and behind it"
leaks() { line 01 'widget leaks badly'; line 10 'widget leaks badly'; line 19 'widget leaks badly'; }
is "$(leaks | findings "$tap_dir/rules")" "" "a sequence of one repeated term keeps to its window"
is "$(leaks | findings "$tap_dir/rules" --compat=preq)" "CRE-2099-0104" "… but not with --compat=preq"
"$CULPRIT" --compat=other </dev/null 2>/dev/null
is "$?" 2 "--compat knows preq only"

mkdir "$tap_dir/bundle"
{
    printf 'section: version\nversion: 1\n---\nsection: rules\n'
    cat "$tap_dir/rules/one/leak.yaml"
} | gzip >"$tap_dir/bundle/all.yaml.gz"
is "$(line 01 'index file /var/lib/w is truncated' | findings "$tap_dir/bundle")" "CRE-2099-0101" \
    "a bundle that is packed is read, from a folder"
is "$(line 01 'index file /var/lib/w is truncated' | findings "$tap_dir/bundle/all.yaml.gz")" "CRE-2099-0101" \
    "… and by name"
head -c 100 "$tap_dir/bundle/all.yaml.gz" >"$tap_dir/half.yaml.gz"
echo | "$CULPRIT" -s "$tap_dir/half.yaml.gz" >/dev/null 2>"$tap_dir/err"
is "$? $(grep -c 'half.yaml.gz: cannot be read' "$tap_dir/err")" "2 1" "half a bundle is an error"

leaks >"$tap_dir/log"
"$CULPRIT" why -s "$tap_dir/rules" CRE-2099-0104 "$tap_dir/log" >"$tap_dir/out"
grep -Eq 'CRE-2099-0104.1 +needs 3, seen 3' "$tap_dir/out"
ok $? "why counts parts of rules"
grep -q 'within 18 s; the window is 10 s' "$tap_dir/out"
ok $? "… and tells how near they came"
"$CULPRIT" why --compat=preq -s "$tap_dir/rules" CRE-2099-0104 "$tap_dir/log" >"$tap_dir/out"
ok $? "why --compat=preq"
is "$("$CULPRIT" watch -q -o jsonl -s "$tap_dir/rules" <"$tap_dir/log" | grep -c CRE-2099-0104)$("$CULPRIT" watch -q --compat=preq \
    -o jsonl -s "$tap_dir/rules" <"$tap_dir/log" | grep -c CRE-2099-0104 | sed 's/[1-9][0-9]*/n/')" "0n" "watch --compat=preq"

"$CULPRIT" db compile -o "$tap_dir/cre.db" "$tap_dir/rules" >"$tap_dir/out" 2>&1
ok $? "db compile takes a folder of rules"
is "$(line 01 'widget pump stopped by operator' | "$CULPRIT" -q -d "$tap_dir/cre.db" -o json | grep -c 'CRE-2099-0102"')" \
    "$(line 01 'widget pump stopped by operator' | "$CULPRIT" -q -s "$tap_dir/rules" -o json | grep -c 'CRE-2099-0102"')" \
    "a compiled database finds the same"
is "$("$CULPRIT" db list -d "$tap_dir/cre.db" | grep -c '^CRE-')" 4 "parts of rules are no signatures of their own"

line 01 'index file /var/lib/w is truncated' | "$CULPRIT" -s "$tap_dir/rules" >"$tap_dir/out" 2>"$tap_dir/err"
for text in 'Widget store lost its index' 'Rebuild the index' 'https://example.org/widget-index'; do
    grep -q "$text" "$tap_dir/out"
    ok $? "the report says: $text"
done
grep -q 'sources.yaml:1: neither signatures nor CRE rules' "$tap_dir/err"
ok $? "what is passed over is said"
"$CULPRIT" db check "$tap_dir/rules/two" >"$tap_dir/out" 2>&1
grep -q 'CRE-2099-0103.*weak-rule' "$tap_dir/out"
ok $? "db check flags a rule that asks for a word"

# jq programs: of messages that are JSON objects; those that may not end are left out.
mkdir -p "$tap_dir/jq"
cat >"$tap_dir/jq/jq.yaml" <<'END'
rules:
  - cre: {id: CRE-2099-0201, severity: 1, title: Widget queue overfull, category: x}
    rule: {set: {event: {source: x}, match: [{jq: '.widget.queued > 100'}]}}
  - cre: {id: CRE-2099-0202, severity: 1, title: Widget lost twice, category: x}
    rule:
      sequence:
        window: 10s
        event: {source: x}
        order: [{jq: 'select(.event == "widget_lost")'}, "widget found again"]
        negate: [{jq: '.event == "widget_bought"'}]
END
cat >"$tap_dir/endless.yaml" <<'END'
rules:
  - cre: {id: CRE-2099-0203, severity: 1, title: T, category: x}
    rule: {set: {event: {source: x}, match: [{jq: '[repeat(.a)] | length > 1'}]}}
END
json() { printf '2025-10-01T12:00:%sZ {"event": "%s", "widget": {"queued": %s}}\n' "$1" "$2" "$3"; }
if echo | "$CULPRIT" -s "$tap_dir/jq" 2>&1 | grep -q 'CRE-2099-0201 is not loaded: it asks with jq'; then
    is "$(json 01 a 200 | findings "$tap_dir/jq")" "" "a rule with jq is left out, by name"
    skip "jq" "built without libjq"
else
    is "$(json 01 a 200 | findings "$tap_dir/jq")" "CRE-2099-0201" "a jq program asks a number"
    is "$({ json 01 a 100; line 02 'queued 200 widget'; } | findings "$tap_dir/jq")" "" "… and says no"
    is "$({ json 01 widget_lost 1; line 02 'widget found again'; } | findings "$tap_dir/jq")" \
        "CRE-2099-0202" "jq as a part of a sequence"
    is "$({ json 01 widget_lost 1; json 01 widget_bought 1; line 02 'widget found again'; } | findings "$tap_dir/jq")" \
        "" "… and as what must be absent"
    printf '{"level":"error","event":"widget_lost","time":"2025-10-01T12:00:01Z"}\n2025-10-01T12:00:02Z widget found again\n' \
        >"$tap_dir/log"
    is "$(findings "$tap_dir/jq" <"$tap_dir/log")" "CRE-2099-0202" "jq sees the JSON that is told as plain text"
    "$CULPRIT" db compile -o "$tap_dir/jq.db" "$tap_dir/jq" >"$tap_dir/out" 2>&1
    is "$(json 01 a 200 | "$CULPRIT" -q -d "$tap_dir/jq.db" -o json | grep -c 'CRE-2099-0201"')" \
        "$(json 01 a 200 | "$CULPRIT" -q -s "$tap_dir/jq" -o json | grep -c 'CRE-2099-0201"')" \
        "a compiled database runs jq programs"
    echo | "$CULPRIT" -s "$tap_dir/endless.yaml" 2>&1 | grep -q "CRE-2099-0203 is not loaded: its jq program has 'repeat'"
    ok $? "a program that may not end is left out, by name"
    "$CULPRIT" db compile -o "$tap_dir/endless.db" "$tap_dir/endless.yaml" 2>&1 | grep -q 'CRE-2099-0203 is not loaded'
    ok $? "… by db compile, too"
    echo | "$CULPRIT" why -s "$tap_dir/endless.yaml" CRE-2099-0203 2>&1 | grep -q 'CRE-2099-0203 is not loaded'
    ok $? "… and by why"
fi

# A word must not outrank a precise cause, whatever the rule's severity.
{
    echo '2025-10-01T12:00:00Z INFO "GET /me" 401'
    echo '2025-10-01T12:00:01Z ERROR Redis URL must specify one of the following schemes (redis://, rediss://, unix://)'
    echo '2025-10-01T12:00:02Z INFO "GET /me" 401'
} >"$tap_dir/log"
is "$("$CULPRIT" -q -s "$tap_dir/rules" -o json "$tap_dir/log" | sed -n '/"hypotheses"/,$p' | sed -n 's/.*"id": "\(.*\)",/\1/p' | head -n 1)" \
    "redis.url-scheme" "401 does not outrank a precise cause"
sed 's/value: "401"/value: core/; s/CRE-2099-0103/CRE-2099-0113/' "$tap_dir/rules/two/waits.yaml" >"$tap_dir/core.yaml"
sed 's/ 401$/ from core-api/' "$tap_dir/log" >"$tap_dir/core.log"
is "$("$CULPRIT" -q -s "$tap_dir/core.yaml" -o json "$tap_dir/core.log" | sed -n '/"hypotheses"/,$p' | sed -n 's/.*"id": "\(.*\)",/\1/p' | head -n 1)" \
    "redis.url-scheme" "nor does core"
"$CULPRIT" -q -s "$tap_dir/core.yaml" -o json "$tap_dir/core.log" | grep -q '"signature": "CRE-2099-0113"'
ok $? "… though it is found"
"$CULPRIT" db check "$tap_dir/core.yaml" 2>&1 | grep -q 'CRE-2099-0113.*weak-rule'
ok $? "… and flagged"
echo '2025-10-01T12:00:00Z INFO "GET /me" 401' >"$tap_dir/log"
"$CULPRIT" -q -s "$tap_dir/rules" --check=0.3 "$tap_dir/log" >"$tap_dir/out"
ok $? "401 alone is no cause"
done_testing
