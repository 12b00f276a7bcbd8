#!/bin/sh
# No secret of secrets.txt is in any report, and what kept.txt has is in all of them.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
here=$top_srcdir/tests/report
formats='text json jsonl markdown html'
tab=$(printf '\t')

# A line that a signature matches, with more text behind it: it is shown as evidence.
log()
{
    printf '2025-10-01T14:00:00.000Z ERROR redis.exceptions.ConnectionError: Error 111 connecting to cache:6379. Connection refused. %s\n' "$1" >"$tap_dir/app.log"
}

sed -e '/^#/d' -e 's/{}//g' "$here/secrets.txt" >"$tap_dir/secrets"
while IFS=$tab read -r secret line; do
    log "$(printf '%s' "$line" | awk -v secret="$secret" '{
        at = index($0, "%s"); gsub(/%%/, "%")
        print substr($0, 1, at - 1) secret substr($0, at + 2) }')"
    for format in $formats; do
        "$CULPRIT" -q --full -o "$format" "$tap_dir/app.log" >"$tap_dir/report" 2>&1
        # Escapes and wrapped lines must not hide it from us.
        tr -d ' \n\\' <"$tap_dir/report" >"$tap_dir/plain"
        if grep -qF -- "$(printf '%s' "$secret" | tr -d ' \\')" "$tap_dir/plain"; then
            echo "$format: $secret in: $line"
        fi
        grep -q 'redacted:' "$tap_dir/report" || echo "$format: no mask for $secret"
    done
done <"$tap_dir/secrets" >"$tap_dir/out"
empty "$tap_dir/out" "no report shows a secret"

while read -r line; do
    log "$line"
    for format in $formats; do
        "$CULPRIT" -q --full -o "$format" "$tap_dir/app.log" >"$tap_dir/report" 2>&1
        ! grep -q 'redacted:' "$tap_dir/report" || echo "$format: masked in: $line"
    done
done <"$here/kept.txt" >"$tap_dir/out"
empty "$tap_dir/out" "ids, digests, hashes and ARNs are not masked"

log 'DB_PASSWORD=hunter2same and --password hunter2same by bob.smith@example.com'
for format in $formats; do
    "$CULPRIT" -q --full -o "$format" "$tap_dir/app.log" >"$tap_dir/report"
    masks=$(grep -o 'redacted:password:[0-9a-f]*' "$tap_dir/report" | sort -u | grep -c .)
    [ "$masks" -eq 1 ] || echo "$format: $masks different masks"
    grep -q 'bob.smith@example.com' "$tap_dir/report" || echo "$format: masked an address"
    "$CULPRIT" -q --full --redact=strict -o "$format" "$tap_dir/app.log" >"$tap_dir/report"
    ! grep -q 'bob.smith' "$tap_dir/report" || echo "$format: --redact=strict shows an address"
    "$CULPRIT" -q --full --no-redact -o "$format" "$tap_dir/app.log" >"$tap_dir/report"
    grep -q 'hunter2same' "$tap_dir/report" || echo "$format: --no-redact masks"
done >"$tap_dir/out"
empty "$tap_dir/out" "same secret, same mask; --redact=strict; --no-redact"

"$CULPRIT" -q --redact=strict -o json "$tap_dir/app.log" >"$tap_dir/strict.json"
"$CULPRIT" verify "$tap_dir/strict.json" "$tap_dir/app.log" >/dev/null
ok $? "a report with addresses masked can be verified"
done_testing
