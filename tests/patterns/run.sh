#!/bin/sh
# The signatures: examples, counterexamples, each on the examples of all others, spoilt examples, the
# checks of `db check`, and the schema.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"

allowed=$top_srcdir/tests/patterns/allowed.txt

# run NAME ARGUMENT...: a run of `culprit db` that must find nothing.
run()
{
    name=$1
    shift
    "$CULPRIT" db "$@" >"$tap_dir/out" 2>&1 </dev/null
    status=$?
    ok "$status" "$name"
    [ "$status" -eq 0 ] || head -n 60 "$tap_dir/out" | note
    tail -n 1 "$tap_dir/out" | note
}

run "examples match, counterexamples do not" test
run "no unrelated signatures in one line; no match without its guard; no regex without an example" \
    test --strict --foreign --mutate --branches --allow "$allowed"
run "culprit db check --strict: nothing, but for what allowed.txt accepts" \
    check --strict --allow "$allowed"

# The example of the manual page.
sed -n '/^\.Bd -literal/,/^\.Ed/p' "$top_srcdir/man/culprit-signatures.5" |
    sed -e '/^\.[BE]d/d' -e 's/\\e/\\/g' >"$tap_dir/page.yaml"
run "the example of culprit-signatures(5)" test "$tap_dir/page.yaml"

# The schema is for editors; it must accept what the compiler accepts.
cat >"$tap_dir/validate.py" <<'END'
import json
import sys

import jsonschema
import yaml

schema = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
failed = 0
for path in sys.argv[2:]:
    for error in validator.iter_errors(yaml.safe_load(open(path, encoding="utf-8"))):
        failed = 1
        print(f"{path}: {list(error.absolute_path)}: {error.message[:300]}")
sys.exit(failed)
END
name="patterns/*.yaml follow patterns/schema.json"
if python3 -c 'import jsonschema, yaml' 2>/dev/null; then
    (cd "$top_srcdir" && PYTHONDONTWRITEBYTECODE=1 python3 "$tap_dir/validate.py" \
        patterns/schema.json patterns/*.yaml) >"$tap_dir/out" 2>&1
    status=$?
    ok "$status" "$name"
    [ "$status" -eq 0 ] || head -n 60 "$tap_dir/out" | note
else
    skip "$name" "python3 with jsonschema and yaml is not installed"
fi

done_testing
