#!/bin/sh
# What the real AWS CLI prints is read: version 2 of it, against moto's log server on the loopback
# interface. Every output format of a command must give the same events.
#
# Skipped where one of them is missing. AWS_CLI and MOTO_SERVER may name them, e.g.
#     python3 -m venv v && v/bin/pip install 'moto[server]'
#     make check TESTS=tests/aws/run.sh MOTO_SERVER=v/bin/moto_server
# KEEP=folder keeps what the producer printed; tests/golden/aws-cli has such samples.
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

start_server "$MOTO_SERVER" -H 127.0.0.1 -p 0
trap 'kill "$server" 2>/dev/null; chmod -R u+w "$tap_dir" 2>/dev/null; rm -rf "$tap_dir"' EXIT

# Log events five minutes ago: plain, of several lines, JSON, with a tab, a number; one has no
# milliseconds, one ends in a line end.
put_events()
{
    start=$(($(date +%s) - 300))
    cat >"$tap_dir/events.json" <<END
[{"timestamp": ${start}123, "message": "INFO ok \u00e9 \"q\" \u65e5\u672c"},
 {"timestamp": $((start + 1))123, "message": "ERROR: boom\nTraceback (most recent call last):\n  File \"/app/m.py\", line 3, in <module>\nKeyError: 'DB'\n"},
 {"timestamp": $((start + 2))000, "message": "{\"level\":\"error\",\"msg\":\"connect ECONNREFUSED 10.0.3.17:5432\",\"n\":1.0}"},
 {"timestamp": $((start + 3))123, "message": "tab\there"},
 {"timestamp": $((start + 4))123, "message": "42"}]
END
    aws logs create-log-group --log-group-name "$group" \
        && aws logs create-log-stream --log-group-name "$group" --log-stream-name "$stream" \
        && aws logs put-log-events --log-group-name "$group" --log-stream-name "$stream" \
            --log-events "file://$tap_dir/events.json" >/dev/null
}

out=${KEEP:-$tap_dir/out}
mkdir -p "$out"

# capture NAME COMMAND...: begins it; a second is what each takes, so they run side by side.
capture()
{
    name=$1
    shift
    aws "$@" >"$out/$name" &
    captures="${captures:-} $!"
}

capture_all()
{
    for format in detailed short json; do
        capture "tail-$format" logs tail "$group" --since 1h --format "$format"
    done
    for output in json text yaml yaml-stream table; do
        capture "filter-$output" logs filter-log-events --log-group-name "$group" --output "$output"
        capture "get-$output" logs get-log-events --log-group-name "$group" \
            --log-stream-name "$stream" --start-from-head --output "$output"
    done
    id=$(aws logs start-query --log-group-name "$group" --start-time "$((start - 600))" \
        --end-time "$((start + 600))" --query queryId --output text \
        --query-string 'fields @timestamp, @message, @logStream | sort @timestamp desc | limit 20')
    for output in json text; do
        capture "insights-$output" logs get-query-results --query-id "$id" --output "$output"
    done
    query='events[].[timestamp,message]'
    capture query-json logs filter-log-events --log-group-name "$group" --query "$query"
    capture query-text logs filter-log-events --log-group-name "$group" --query "$query" --output text
}

# check NAME FORMAT: five events, of which the first and last have these times.
check()
{
    "$CULPRIT" formats "$out/$1" >"$tap_dir/told"
    is "$(sed -n 's/^  read as  *\([^:]*\):.*/\1/p' "$tap_dir/told")" "$2" "$1: format"
    case $1 in
        *-table | insights-text) ;; # lines of the boxes, and the status, are events, too
        *) is "$(sed -n 's/^  events  *//p' "$tap_dir/told" | cut -d , -f 1)" 5 "$1: events" ;;
    esac
    first=$(date -u -d "@$start" +%Y-%m-%dT%H:%M:%S)
    last=$(date -u -d "@$((start + 4))" +%Y-%m-%dT%H:%M:%S)
    ms=123
    [ "$1" != tail-short ] || ms=000
    is "$(sed -n 's/^  time  *//p' "$tap_dir/told")" "$first.${ms}Z to $last.${ms}Z" "$1: times"
    is "$(grep -c '^  warnings' "$tap_dir/told")" 0 "$1: no warnings"
    "$CULPRIT" -o json "$out/$1" | sed -n 's/.*"signature": "\(.*\)".*/\1/p' | sort -u | tr '\n' ' ' \
        >"$tap_dir/found"
    is "$(cat "$tap_dir/found")" "app.unhandled-exception postgres.connection-refused " "$1: findings"
}

put_events
ok $? "log events are put"
capture_all
failed=0
for pid in $captures; do
    wait "$pid" || failed=$((failed + 1))
done
is "$failed" 0 "commands that failed"
for format in detailed json; do
    check "tail-$format" aws-logs-tail
done
check tail-short aws-logs-tail-short
check filter-json filter-log-events
check get-json get-log-events
for command in filter get; do
    check "$command-text" aws-text
    check "$command-yaml" aws-yaml
    check "$command-yaml-stream" aws-yaml
done
check insights-json insights-results
check insights-text insights-text
check query-json cloudwatch-query
check query-text epoch-ms
for command in filter get; do
    check "$command-table" aws-table
done
done_testing
