#!/bin/sh
# `culprit watch`: what is shown while the input is open, what at its end, and with which status.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/wait.sh"

: "${CULPRIT:=$(pwd)/culprit}"
export LC_ALL=C TZ=UTC COLUMNS=100
unset NO_COLOR
logs=$top_srcdir/examples/redis-url-scheme
dir=$tap_dir

# begin NAME OPTION...: a watch whose input is descriptor 3, until `exec 3>&-`.
begin()
{
    name=$1
    shift
    rm -f "$dir/in"
    mkfifo "$dir/in"
    "$CULPRIT" watch "$@" <"$dir/in" >"$dir/$name" 2>"$dir/$name.err" &
    watch=$!
    exec 3>"$dir/in"
}

# end: its status in $status.
end()
{
    exec 3>&-
    wait "$watch"
    status=$?
}

stream=api/app/2aabfe2210ab4d5f9c1d2b3a4c5d6e7f
line()
{
    echo "2025-10-01T$1+00:00 $stream $2" >&3
}

# --- the report is the one of `culprit` ------------------------------------------------------

"$CULPRIT" <"$logs/api.log" >"$dir/report"
"$CULPRIT" watch <"$logs/api.log" >"$dir/watched"
is $? 0 "status at the end of the input"
tail -c "$(wc -c <"$dir/report")" "$dir/watched" >"$dir/tail"
compare "$dir/report" "$dir/tail" "the report at the end is that of culprit"

cat "$logs/api.log" "$logs/describe-services.json" >"$dir/mix"
"$CULPRIT" <"$dir/mix" >"$dir/report"
begin mixed
while IFS= read -r row; do
    printf '%s\n' "$row" >&3
done <"$dir/mix"
end
tail -c "$(wc -c <"$dir/report")" "$dir/mixed" >"$dir/tail"
compare "$dir/report" "$dir/tail" "so it is of a mix of lines and documents, line by line"

# --- what is shown meanwhile ------------------------------------------------------------------

begin live
line 14:41:00.000000 'INFO: Application startup complete.'
line 14:41:02.120000 'ValueError: Redis URL must specify one of the following schemes (redis://, rediss://, unix://)'
wait_for "$dir/live" 'cause .*Redis URL has no or a wrong scheme .*app/2aabfe22'
ok $? "a line is shown before the next one comes"
is "$(grep -c FAILING "$dir/live")" 0 "and before the report"
wait_for "$dir/live" '^-*>  configuration: Redis URL'
ok $? "then the hypothesis"
line 14:41:05.000000 'Traceback (most recent call last):'
line 14:41:05.000100 '  File "/app/m.py", line 3, in <module>'
line 14:41:05.000200 'frobnicate.FrobError: the frob is upside down'
wait_for "$dir/live" 'Unhandled exception: frob'
ok $? "a trace that may go on is shown"
line 14:41:07.000000 'ERROR the frob is upside down'
wait_for "$dir/live" 'error .*the frob is upside down'
ok $? "so is an error that no signature knows"
for second in 10 11 12 13 14 15 16 17 18; do
    line "14:41:$second.000000" 'ValueError: Redis URL must specify one of the following schemes (redis://, rediss://, unix://)'
done
wait_for "$dir/live" 'cause .*Redis URL has no or a wrong scheme *x10 '
ok $? "repeats are folded up to the 10th"
is "$(grep -c 'cause .*Redis URL has no or a wrong scheme .*app/' "$dir/live")" 2 "no other repeat is shown"
line 14:41:20.000000 '[ERROR]'
line 14:41:21.000000 'ERROR no errno, no errmsg'
wait_for "$dir/live" 'error .*no errno'
is "$(grep -c 'error .*\[ERROR\]' "$dir/live")" 0 "a line that says nothing but its level is not shown"
kill -TERM "$watch"
wait "$watch"
is $? 0 "status at SIGTERM"
exec 3>&-
is "$(grep -c FAILING "$dir/live")" 1 "the report follows SIGTERM"

# --- a tail that dies, a laptop that sleeps ---------------------------------------------------

# talk HH:MM: two minutes of a line every two seconds.
talk()
{
    for minute in 0 1; do
        for second in 00 02 04 06 08 10 12 14 16 18 20 22 24 26 28 30 32 34 36 38 40 42 44 46 48 50 52 54 56 58; do
            line "${1%?}$minute:$second.000000" "INFO: tick $minute:$second"
        done
    done
}

fault='ValueError: Redis URL must specify one of the following schemes (redis://, rediss://, unix://)'
begin gap
talk 14:00
talk 14:40
wait_for "$dir/gap" 'gap .*Nothing came for 38 min'
ok $? "when nothing came for long, that stands in the live view"
end
is "$(grep -c 'gap .*Nothing came for 38 min' "$dir/gap")" 2 "and in the report"

# It comes back a minute before it was cut off: half of what it gives is known.
events='s/.*"type": *"verdict".*"events": *\([0-9]*\).*/\1/p'
begin again -o jsonl
talk 14:00
line 14:02:00.000000 "$fault"
line 14:02:00.000000 "$fault" # the program says it twice
for _ in 1 2 3 4 5; do
    talk 14:00
    line 14:02:00.000000 "$fault"
    line 14:02:00.000000 "$fault"
done
line 14:02:01.000000 'INFO: new'
end
grep -q '"type": *"finding".*"signature": *"redis.url-scheme".*"count": *2,' "$dir/again"
ok $? "lines that a tail gives again after it was cut off are counted once"
grep -q '"duplicates": *310' "$dir/again"
ok $? "and how many there were is told"
is "$(grep -c '"live": *true.*"signature": *"redis.url-scheme".*"count": *10' "$dir/again")" 0 "nor do they count in the live view"

# What was wrong for the last time more than an hour ago is history for the live view.
begin old
line 10:00:00.000000 "$fault"
wait_for "$dir/old" '^-*>  configuration: Redis URL'
line 12:00:00.000000 'INFO: all is well'
line 12:00:01.000000 'INFO: all is well'
wait_for "$dir/old" 'nothing wrong lately; the report at the end has what was before'
ok $? "old findings leave the live view"
line 12:00:10.000000 "FATAL:  password authentication failed for user \"app\""
wait_for "$dir/old" '^-*>  configuration: PostgreSQL refuses the password of app (9[0-9] %)'
ok $? "so that something new is not measured against them"
end
sed -n '/^FAILING/,$p' "$dir/old" >"$dir/old-report"
grep -q 'Redis URL has no or a wrong scheme' "$dir/old-report"
ok $? "the report has them"

# Without a stream nothing stands behind the title: no blanks either, which would wrap on a terminal.
{
    echo '2025-10-01T14:41:00Z INFO: Application startup complete.'
    echo '2025-10-01T14:42:00Z ERROR cannot find the frob that was looked for in all of the places where they may be'
} | "$CULPRIT" watch --color=always | sed "s/$(printf '\033')\[[0-9;]*m//g" >"$dir/wide"
grep -q '^14:41:00 .*Server is up and listening$' "$dir/wide"
ok $? "no blanks at the end of a line"
grep -q '^14:42:00 .*looked for in' "$dir/wide"
ok $? "a long title has the room of empty columns"

# --- records ----------------------------------------------------------------------------------

begin records -o jsonl
line 14:41:02.120000 'ValueError: Redis URL must specify one of the following schemes (redis://, rediss://, unix://)'
wait_for "$dir/records" '"type": *"hypothesis", *"live": *true'
ok $? "a live record of a hypothesis"
end
grep -q '"type": *"timeline", *"live": *true.*"signature": *"redis.url-scheme"' "$dir/records"
ok $? "a live record of the timeline"
is "$(tail -n 1 "$dir/records" | grep -c '"type": *"verdict"')" 1 "the report follows"

# --- the gate ---------------------------------------------------------------------------------

history=2025-10-01T14:00:00Z # the lines below are older than the gate
begin failed --gate --since $history
line 14:41:02.120000 'ValueError: Redis URL must specify one of the following schemes (redis://, rediss://, unix://)'
wait_for "$dir/failed" FAILING
end
is "$status" 1 "--gate: status when a cause is clear, though the input is open"
grep -q '^culprit: gate: failed: configuration: Redis URL' "$dir/failed.err"
ok $? "and why"

begin passed --gate --since $history
cat >&3 <<END
{"events": [{"id": "b", "createdAt": "2025-10-01T14:45:00Z", "message": "(service api) has reached a steady state."},
 {"id": "a", "createdAt": "2025-10-01T14:41:00Z", "message": "(service api) has started 1 tasks: (task 2aabfe2210ab4d5f9c1d2b3a4c5d6e7f)."}]}
END
wait_for "$dir/passed" HEALTHY
end
is "$status" 0 "--gate: status at a steady state"

begin broken --gate --since $history
cat >&3 <<END
{"events": [{"id": "b", "createdAt": "2025-10-01T14:45:00Z", "message": "(service api) (deployment ecs-svc/2222222222222222222) deployment failed: tasks failed to start."},
 {"id": "a", "createdAt": "2025-10-01T14:41:00Z", "message": "(service api) has started 1 tasks: (task 2aabfe2210ab4d5f9c1d2b3a4c5d6e7f)."}]}
END
wait_for "$dir/broken" FAILING
end
is "$status" 1 "--gate: status when ECS gives the deployment up, though no log says why"

# Its own start is where a gate begins: what was wrong or well before is of another deployment.
begin before --gate
cat >&3 <<END
{"events": [{"id": "b", "createdAt": "2025-10-01T14:45:00Z", "message": "(service api) has reached a steady state."}]}
END
line 14:41:02.120000 'ValueError: Redis URL must specify one of the following schemes (redis://, rediss://, unix://)'
soon=$(($(date +%s) + 5)) # it may take its time to start
now=$(date -u -d "@$soon" +%Y-%m-%dT%H:%M:%S 2>/dev/null || date -u -r "$soon" +%Y-%m-%dT%H:%M:%S)
# A task that was there before still fails, as the one it is replaced for.
echo "${now}.900000+00:00 $stream ValueError: Redis URL must specify one of the following schemes (redis://, rediss://, unix://)" >&3
sleep 0.5
is "$(grep -c . "$dir/before")" 0 "--gate: what was before is not judged, nor are tasks that were there"
cat >&3 <<END
{"events": [{"id": "c", "createdAt": "${now}.950Z", "message": "(service api) has reached a steady state."}]}
END
wait "$watch"
is $? 0 "--gate: a steady state after its start is"
exec 3>&-
is "$(cat "$dir/before.err")" "culprit: gate: passed: ecs.steady-state, and nothing is wrong" "and why"

"$CULPRIT" watch --gate --since $history "$dir/../nothing" </dev/null >"$dir/out" 2>&1 &
watch=$!
wait_for "$dir/out" 'not there yet'
kill -TERM "$watch"
wait "$watch"
is $? 2 "--gate: status when there was nothing to read"
"$CULPRIT" watch --gate --since $history <"$logs/api.log" >"$dir/out" 2>&1
is $? 1 "--gate: what came with the end of the input is judged"
line_of_health="2025-10-01T14:41:00.000000+00:00 $stream INFO: Application startup complete."
echo "$line_of_health" | "$CULPRIT" watch --gate --until 'app.started' >"$dir/out" 2>"$dir/err"
is $? 4 "--gate: status when the input ends without a verdict"
grep -q 'older events, or of older tasks: 1 (--since' "$dir/err"
ok $? "and what to do about it"
"$CULPRIT" watch --since soon </dev/null >"$dir/out" 2>&1
is $? 2 "--since: status for what is no time"

begin markdown --gate --since $history -o markdown
line 14:41:02.120000 'ValueError: Redis URL must specify one of the following schemes (redis://, rediss://, unix://)'
wait_for "$dir/markdown" 'Redis URL'
is "$(head -c 2 "$dir/markdown")" "# " "-o markdown: the report alone"
end

begin undecided --gate --for 1s
line 14:41:00.000000 'INFO: Application startup complete.'
wait "$watch"
is $? 4 "--gate --for: status when time is up"
exec 3>&-

# --- files --------------------------------------------------------------------------------------

mkdir "$dir/logs"
head -n 60 "$logs/api.log" >"$dir/logs/api.log"
timeout 60 "$CULPRIT" watch -o jsonl "$dir/logs" >"$dir/files" 2>"$dir/files.err" &
watch=$!
wait_for "$dir/files" '"live": *true.*"signature": *"redis.url-scheme"'
ok $? "a file of a folder is read"
sed -n '61,90p' "$logs/api.log" >>"$dir/logs/api.log"
mv "$dir/logs/api.log" "$dir/old"
sed -n '91,$p' "$logs/api.log" >"$dir/logs/api.log"
cp "$logs/describe-services.json" "$dir/logs/services.json"
wait_for "$dir/files" '"live": *true.*"source": *"[^"]*services.json"'
ok $? "a new file is found"
sleep 1
kill -TERM "$watch"
wait "$watch"
is $? 0 "status of following at SIGTERM"
empty "$dir/files.err" "no warnings"
mkdir "$dir/whole"
cp "$logs/api.log" "$logs/describe-services.json" "$dir/whole"
"$CULPRIT" -o jsonl "$dir/whole" >"$dir/report"
events='s/.*"type": *"verdict".*"events": *\([0-9]*\).*/\1/p'
is "$(tail -n 1 "$dir/files" | sed -n "$events")" "$(tail -n 1 "$dir/report" | sed -n "$events")" \
    "what was appended and what came by rotation is all read, once"

# Several at once, one of which is not there yet; cut to nothing; rotation in a folder gives files other
# names, copies and compresses them.
mkdir "$dir/rotated"
plain()
{
    echo "2025-10-01 14:$1:00 ERROR the frob broke"
}
{
    plain 01
    plain 02
} >"$dir/rotated/api.log"
plain 03 >"$dir/one.log"
"$CULPRIT" watch -o jsonl "$dir/one.log" "$dir/rotated" "$dir/two.log" "$dir/late/" >"$dir/files" 2>"$dir/files.err" &
watch=$!
wait_for "$dir/files" frob
: >"$dir/rotated/api.log.3" # a copy that has only begun
sleep 1
plain 04 >"$dir/two.log"
plain 05 >>"$dir/one.log"
mv "$dir/rotated/api.log" "$dir/rotated/api.log.1"
plain 06 >"$dir/rotated/api.log"
sleep 2
cat "$dir/rotated/api.log.1" >"$dir/rotated/api.log.3"
gzip "$dir/rotated/api.log.1"
cp "$dir/rotated/api.log" "$dir/rotated/api.log.2"
: >"$dir/rotated/api.log"
sleep 1
plain 07 >>"$dir/rotated/api.log"
plain 08 >"$dir/rotated/web.log"
mkdir "$dir/late"
plain 09 >"$dir/late/api.log"
sleep 2
kill -INT "$watch"
wait "$watch"
is $? 0 "status at SIGINT"
is "$(sed -n 's/.*"type":"unknown_error".*"count":\([0-9]*\).*/\1/p' "$dir/files")" 9 \
    "files that come, grow, are cut, renamed, copied and compressed are read once"

# A second signal ends it at once, also while the report cannot be written.
mkfifo "$dir/stuck"
"$CULPRIT" watch -q -o json "$dir/whole" >"$dir/stuck" 2>/dev/null &
watch=$!
exec 4<"$dir/stuck"
sleep 0.5
kill -TERM "$watch"
sleep 0.6
kill -TERM "$watch" 2>/dev/null
wait "$watch"
is $? 143 "status of a second signal"
exec 4<&-

# --- standard output --------------------------------------------------------------------------

begin closed
"$CULPRIT" watch <"$logs/api.log" | head -n 1 >"$dir/first"
is "$(wc -l <"$dir/first" | tr -d ' ')" 1 "head takes one line"
end

done_testing
