#!/bin/sh
# Nothing that a log says reaches a terminal as a control, or a page as markup, in any format.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
formats='text json jsonl markdown html'

# A line that a signature matches, so that all of it is evidence.
{
    printf '2025-10-01T14:00:00Z ERROR listen EADDRINUSE: address already in use 0.0.0.0:3001 '
    printf 'osc \033]0;evil\007 csi \033[2J c1 \302\2331m bare \233 bidi \342\200\256txt nul \000 '
    printf 'zero \342\200\213 tag \363\240\201\201 sep \342\200\250 bad \377\376 del \177 bell \007 '
    printf '<script>alert(1)</script> </svg> " & \047 <b>x</b> |x|`y` @octocat #123 **b** [l](http://e.vil)\r\n'
    printf 'HEALTHY  nothing wrong found in 3 events\n1. Everything is fine\n# Heading\n</pre></code></section>\n'
} >"$tap_dir/hostile.log"

LC_ALL=C.UTF-8
export LC_ALL
for format in $formats; do
    "$CULPRIT" -q --full -o "$format" "$tap_dir/hostile.log" >"$tap_dir/report.$format" 2>"$tap_dir/err"
    # Bytes that are no text, and characters that hide or reorder it, as UTF-8.
    tr -d '\n' <"$tap_dir/report.$format" | LC_ALL=C grep -c '[[:cntrl:]]' | grep -qx 0 ||
        echo "$format: a control character"
    LC_ALL=C grep -q "$(printf '\302[\200-\237]\\|\342\200[\213-\217\250-\256]\\|\363\240')" \
        "$tap_dir/report.$format" && echo "$format: a hidden character"
    iconv -f UTF-8 -t UTF-8 <"$tap_dir/report.$format" >/dev/null 2>&1 || echo "$format: not UTF-8"
    grep -q EADDRINUSE "$tap_dir/report.$format" || echo "$format: the line is not shown"
done >"$tap_dir/out"
empty "$tap_dir/out" "no controls, no hidden characters, valid UTF-8"

# A report line that the log says is behind others or in quotes, never at the start of a line.
grep -c '^HEALTHY' "$tap_dir/report.text" | grep -qx 0
ok $? "text: a log cannot forge the verdict"
grep -E '^(#|- \[|HEALTHY|1\.)' "$tap_dir/report.markdown" | grep -q 'Heading\|HEALTHY'
is $? 1 "markdown: a log cannot forge a heading"

grep -c '<script' "$tap_dir/report.html" | grep -qx 1
ok $? "html: the only script is ours"
sed -n '/<main>/,/<\/main>/p' "$tap_dir/report.html" >"$tap_dir/main"
! grep -qE '<(b|script|img)>|</pre></code></section>.*Heading' "$tap_dir/main"
ok $? "html: markup in the log stays text"
opened=$(grep -oE '<(section|svg|pre|code|table|tr|ul|li)[ >]' "$tap_dir/main" | tr -d '<> ' | sort | uniq -c | tr -s ' ')
closed=$(grep -oE '</(section|svg|pre|code|table|tr|ul|li)>' "$tap_dir/main" | tr -d '</>' | sort | uniq -c | tr -s ' ')
is "$opened" "$closed" "html: every element is closed"

size=$(wc -c <"$tap_dir/report.html")
"$CULPRIT" -q -o html "$top_srcdir/examples/redis-url-scheme" >"$tap_dir/sample.html"
ok $? "html: the sample incident has a page"
[ "$(wc -c <"$tap_dir/sample.html")" -le 300000 ]
ok $? "html: the page of the sample incident is at most 300 kB ($(wc -c <"$tap_dir/sample.html") bytes; hostile: $size)"
done_testing
