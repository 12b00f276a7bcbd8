#!/bin/sh
# `aws logs tail --follow | culprit watch`, with the real AWS CLI against moto's log server, while
# events are put in: from the first line to the hypothesis, before the input ends. Skipped where one
# of them is missing; AWS_CLI and MOTO_SERVER may name them, as for run.sh.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
: "${MOTO_SERVER:=moto_server}"
group=/ecs/shop
stream=ecs/app/3f1c0d2e4b5a69788796a5b4c3d2e1f0

cli=
for name in ${AWS_CLI:-} aws /usr/bin/aws; do
    case $("$name" --version 2>/dev/null) in
        aws-cli/2.*) [ -n "$cli" ] || cli=$name ;;
    esac
done
if [ -z "$cli" ] || ! "$MOTO_SERVER" --help >/dev/null 2>&1; then
    skip_all "needs version 2 of the AWS CLI, and moto_server"
fi

export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=eu-west-1
export AWS_PAGER='' AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
export AWS_EC2_METADATA_DISABLED=true LC_ALL=C.UTF-8

PYTHONUNBUFFERED=1 "$MOTO_SERVER" -H 127.0.0.1 -p 0 >"$tap_dir/server" 2>&1 &
server=$!
tail=
trap 'kill "$server" $tail 2>/dev/null; rm -rf "$tap_dir"' EXIT

# wait_for FILE PATTERN: up to 30 s, for the CLI takes a second or two to start.
wait_for()
{
    tries=0
    until grep -q "$2" "$1"; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || return 1
        sleep 0.5
    done
}

aws()
{
    "$cli" --endpoint-url "$url" "$@"
}

# put MESSAGE: an event of now.
put()
{
    aws logs put-log-events --log-group-name "$group" --log-stream-name "$stream" \
        --log-events "[{\"timestamp\": $(date +%s)000, \"message\": \"$1\"}]" >/dev/null
}

wait_for "$tap_dir/server" 'Running on http'
ok $? "the server starts"
url=$(sed -n 's/.*Running on \(http:[^ ]*\).*/\1/p' "$tap_dir/server" | head -n 1)
aws logs create-log-group --log-group-name "$group"
aws logs create-log-stream --log-group-name "$group" --log-stream-name "$stream"
put 'INFO: Application startup complete.'
ok $? "a log event is put"

mkfifo "$tap_dir/pipe"
"$cli" --endpoint-url "$url" logs tail "$group" --since 1m --follow >"$tap_dir/pipe" 2>"$tap_dir/errors" &
tail=$!
"$CULPRIT" watch <"$tap_dir/pipe" >"$tap_dir/out" 2>"$tap_dir/watch-errors" &
watch=$!
wait_for "$tap_dir/out" 'recovery .*Server is up and listening'
ok $? "what was there is shown"
put 'ValueError: Redis URL must specify one of the following schemes (redis://, rediss://, unix://)'
wait_for "$tap_dir/out" 'cause .*Redis URL has no or a wrong scheme'
ok $? "what comes is shown, though nothing comes behind it"
wait_for "$tap_dir/out" '^→  configuration: Redis URL has no or a wrong scheme'
ok $? "then the hypothesis"
is "$(grep -c FAILING "$tap_dir/out")" 0 "before the report"
kill "$tail"
wait "$watch"
is $? 0 "the tail ends: status"
is "$(grep -c FAILING "$tap_dir/out")" 1 "the report"
done_testing
