#!/bin/sh
# The signatures: their own examples and counterexamples, the checks of `db check`, and the schema.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"

for command in test check; do
    "$CULPRIT" db "$command" >"$tap_dir/out" 2>&1 </dev/null
    status=$?
    ok "$status" "culprit db $command: the default database"
    [ "$status" -eq 0 ] || head -n 60 "$tap_dir/out" | note
done

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
