#!/bin/sh
# The text report on a terminal: on one screen, in its width, in its colours and characters.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
sample=$top_srcdir/examples/redis-url-scheme
unset NO_COLOR CLICOLOR CLICOLOR_FORCE

COLUMNS=100 LC_ALL=C.UTF-8 "$CULPRIT" "$sample" >"$tap_dir/screen"
last=$(($(grep -n '^Over time' "$tap_dir/screen" | cut -d: -f1) - 2))
head -n "$last" "$tap_dir/screen" | grep -q '^   Roll back' && [ "$last" -le 40 ]
ok $? "verdict, chain, evidence and next commands are on one screen of 40 lines ($last)"
head -n 1 "$tap_dir/screen" | grep -q '^FAILING  configuration: '
ok $? "the verdict is the first line"

# Words of commands are never broken, so they may be longer than a line.
for columns in 60 72 80 100 160; do
    COLUMNS=$columns LC_ALL=C "$CULPRIT" --full "$sample" >"$tap_dir/report"
    awk -v columns="$columns" 'length($0) > columns && $0 !~ /^ *(\$ |--)/ { print NR ": " $0 }' \
        "$tap_dir/report" >"$tap_dir/out"
    empty "$tap_dir/out" "no line is wider than $columns columns"
done

printf '2025-10-01T14:00:00Z ERROR listen EADDRINUSE: address already in use 0.0.0.0:3001\n%s\n' \
    '2025-10-01T14:00:01Z ERROR 数据库连接失败：数据库服务器拒绝了连接请求，请检查配置文件中的主机名和端口号是否正确，然后重新启动服务，如果问题仍然存在，请联系管理员' >"$tap_dir/wide.log"
COLUMNS=60 LC_ALL=C.UTF-8 "$CULPRIT" "$tap_dir/wide.log" >"$tap_dir/report"
if command -v python3 >/dev/null 2>&1; then
    python3 - "$tap_dir/report" >"$tap_dir/out" <<'END'
import sys, unicodedata
for number, line in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
    columns = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line.rstrip("\n"))
    if columns > 60 and "$ " not in line and "--" not in line:
        print(number, columns, line, end="")
END
    grep -q '数据库' "$tap_dir/report" || echo "the line is not shown" >>"$tap_dir/out"
    empty "$tap_dir/out" "wide characters take two columns"
else
    skip "wide characters take two columns" "python3 not found"
fi

has_escape() { LC_ALL=C grep -q "$(printf '\033')" "$1"; }
LC_ALL=C "$CULPRIT" "$sample" >"$tap_dir/report"
! LC_ALL=C grep -q '[^ -~]' "$tap_dir/report"
ok $? "LC_ALL=C: plain ASCII, no colour into a pipe"
LC_ALL=C.UTF-8 TERM=dumb "$CULPRIT" "$sample" >"$tap_dir/report"
! LC_ALL=C grep -q '[^ -~]' "$tap_dir/report"
ok $? "TERM=dumb: plain ASCII"
LC_ALL=C "$CULPRIT" --color=always "$sample" >"$tap_dir/colour"
has_escape "$tap_dir/colour"
ok $? "--color=always colours a pipe"
NO_COLOR=1 "$CULPRIT" --color=always "$sample" >"$tap_dir/report"
has_escape "$tap_dir/report"
ok $? "what is asked for wins over NO_COLOR"
LC_ALL=C "$CULPRIT" --color=never "$sample" >"$tap_dir/plain"
sed "s/$(printf '\033')\\[[0-9;]*m//g" "$tap_dir/colour" >"$tap_dir/report"
compare "$tap_dir/plain" "$tap_dir/report" "colour is never the only sign: without it the same text"
grep -q 'Over time' "$tap_dir/plain" && [ "$(sed -n '/^Over time/,/^$/p' "$tap_dir/plain" | grep -c ' x[0-9]')" -ge 5 ]
ok $? "each cause and symptom has its bars"
done_testing
