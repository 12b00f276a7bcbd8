#!/bin/sh
# contrib/culprit-ecs-feed with the real AWS CLI, against moto's servers for logs and ECS: the gate of
# the README. Skipped where one of them is missing; AWS_CLI may name the CLI, MOTO_PYTHON a Python
# that has moto.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/wait.sh"
. "${srcdir:-.}/tests/lib/aws.sh"

: "${CULPRIT:=$(pwd)/culprit}"
: "${MOTO_PYTHON:=python3}"
feed=$top_srcdir/contrib/culprit-ecs-feed
group=/ecs/shop

cli=$(find_cli)
if [ -z "$cli" ] || ! "$MOTO_PYTHON" -c 'import moto.server, moto.ecs.models' 2>/dev/null; then
    skip_all "needs version 2 of the AWS CLI, and moto with its server"
fi

export ECS_EVENTS="$tap_dir/events"

# event ID SECONDS-AGO MESSAGE
event()
{
    printf '{"id": "%s", "createdAt": %d.5, "message": "(service api) %s"}' "$1" $(($(date +%s) - $2)) "$3"
}

# An old deployment ended well.
old=$(event 00000001 3600 'has reached a steady state.')
echo "[$old]" >"$ECS_EVENTS"
watch=
start_server "$MOTO_PYTHON" "$top_srcdir/tests/aws/ecs_server.py"
trap 'kill "$server" $watch 2>/dev/null; rm -rf "$tap_dir"' EXIT

# put TASK MESSAGE: a log event of now.
put()
{
    aws logs create-log-stream --log-group-name "$group" --log-stream-name "ecs/app/$1" 2>/dev/null
    aws logs put-log-events --log-group-name "$group" --log-stream-name "ecs/app/$1" \
        --log-events "[{\"timestamp\": $(date +%s)500, \"message\": \"$2\"}]" >/dev/null
}

# gate NAME: begins one; its report goes to NAME, its status to NAME.status when it ends. A task that is
# being replaced has logged before, and still fails.
gate()
{
    put 0f1c0d2e4b5a69788796a5b4c3d2e1f0 "$broken"
    sleep 1
    since=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    sleep 1
    rm -f "$tap_dir/pipe"
    mkfifo "$tap_dir/pipe"
    POLL=1 AWS="$cli --endpoint-url $url" "$feed" prod api "$group" >"$tap_dir/pipe" 2>"$tap_dir/feed-errors" &
    feeder=$!
    { "$CULPRIT" watch --gate --for 60s --since "$since" <"$tap_dir/pipe" >"$tap_dir/$1" 2>"$tap_dir/$1.err"
        echo $? >"$tap_dir/$1.status"; } &
    watch=$!
    put 0f1c0d2e4b5a69788796a5b4c3d2e1f0 "$broken"
}

broken='ValueError: Redis URL must specify one of the following schemes (redis://, rediss://, unix://)'
{
    aws logs create-log-group --log-group-name "$group"
    aws ecs create-cluster --cluster-name prod
    aws ecs register-task-definition --family api \
        --container-definitions '[{"name": "app", "image": "app:1", "memory": 128}]'
    aws ecs create-service --cluster prod --service-name api --task-definition api --desired-count 1
} >"$tap_dir/made" 2>&1
ok $? "a service is made"
"$feed" 2>"$tap_dir/usage"
is $? 2 "the feed wants arguments"
grep -q 'culprit-ecs-feed CLUSTER SERVICE LOG-GROUP' "$tap_dir/usage"
ok $? "and names them"

gate good
sleep 4
is "$(cat "$tap_dir/good")" "" "neither the old steady state nor the old task is judged"
started=$(event 00000002 0 'has started 1 tasks: (task 3f1c0d2e4b5a69788796a5b4c3d2e1f0).')
echo "[$started, $old]" >"$ECS_EVENTS"
wait_for "$tap_dir/good" 'change .*Tasks started'
ok $? "an event of the service is shown"
put 3f1c0d2e4b5a69788796a5b4c3d2e1f0 'INFO: Application startup complete.'
wait_for "$tap_dir/good" 'recovery .*Server is up and listening'
ok $? "a line of the log is shown"
steady=$(event 00000003 0 'has reached a steady state.')
echo "[$steady, $started, $old]" >"$ECS_EVENTS"
wait "$watch"
is "$(cat "$tap_dir/good.status")" 0 "a steady state passes the gate"
is "$(grep -c 'change .*Tasks started  *api' "$tap_dir/good")" 1 "what is polled again is not shown again"
wait "$feeder"
is $? 0 "the feed ends when nobody reads it"
empty "$tap_dir/feed-errors" "without a word"

gate bad
put 4f1c0d2e4b5a69788796a5b4c3d2e1f0 "$broken"
wait "$watch"
is "$(cat "$tap_dir/bad.status")" 1 "a new task that fails fails the gate"
wait "$feeder"
# shellcheck disable=SC2009 # by its arguments: not all systems have pgrep
ps -ef 2>/dev/null | grep -c "[e]ndpoint-url $url logs tail" >"$tap_dir/left"
is "$(cat "$tap_dir/left")" 0 "no tail is left behind"
done_testing
