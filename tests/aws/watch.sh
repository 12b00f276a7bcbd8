#!/bin/sh
# `aws logs tail --follow | culprit watch`, with the real AWS CLI against moto's log server, while
# events are put in: from the first line to the hypothesis, before the input ends. Skipped where one
# of them is missing; AWS_CLI and MOTO_SERVER may name them, as for run.sh.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/wait.sh"
. "${srcdir:-.}/tests/lib/aws.sh"

: "${CULPRIT:=$(pwd)/culprit}"
: "${MOTO_SERVER:=moto_server}"
group=/ecs/shop
stream=ecs/app/3f1c0d2e4b5a69788796a5b4c3d2e1f0

cli=$(find_cli)
if [ -z "$cli" ] || ! "$MOTO_SERVER" --help >/dev/null 2>&1; then
    skip_all "needs version 2 of the AWS CLI, and moto_server"
fi

tail=
start_server "$MOTO_SERVER" -H 127.0.0.1 -p 0
trap 'kill "$server" $tail 2>/dev/null; rm -rf "$tap_dir"' EXIT

# put MESSAGE: an event of now.
put()
{
    aws logs put-log-events --log-group-name "$group" --log-stream-name "$stream" \
        --log-events "[{\"timestamp\": $(date +%s)000, \"message\": \"$1\"}]" >/dev/null
}

aws logs create-log-group --log-group-name "$group"
aws logs create-log-stream --log-group-name "$group" --log-stream-name "$stream"
put 'INFO: Application startup complete.'
ok $? "a log event is put"

mkfifo "$tap_dir/pipe"
env "$cli" --endpoint-url "$url" logs tail "$group" --since 1m --follow >"$tap_dir/pipe" 2>"$tap_dir/errors" &
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
