#!/bin/sh
# The Markdown report under GitHub's own parser (cmark-gfm): tables stay tables, and log text stays
# text. Skipped where it is not installed (Debian: cmark-gfm).
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
command -v cmark-gfm >/dev/null 2>&1 || skip_all "cmark-gfm not found"

render()
{
    cmark-gfm --unsafe -e table -e autolink -e strikethrough -e tagfilter -e tasklist "$1"
}

# Captures come into titles: of the timeline's table, of headings, of the diagram.
nasty='a|b `c` ``d`` \| \\| <b>x</b> @octocat #123 GH-7 https://e.vil www.e.vil me@e.vil :tada: **b** _i_ ~~s~~ $x$ [l](u) ![i](u) &amp; ```'
{
    printf "2025-10-01T14:00:00Z ERROR ModuleNotFoundError: No module named '%s'\n" "$nasty"
    printf '2025-10-01T14:00:01Z ERROR listen EADDRINUSE: address already in use 0.0.0.0:3001 %s\n' "$nasty"
    printf '2025-10-01T14:00:02Z ERROR frobnicator %s broke\n' "$nasty"
    printf '2025-10-01T14:00:03Z ERROR - [ ] 1. > # %s\n' "$nasty"
    printf '2025-10-01T14:00:04Z ERROR | --- | --- | %s\n' "$nasty"
} >"$tap_dir/app.log"

"$CULPRIT" -q --full -o markdown "$tap_dir/app.log" >"$tap_dir/report.md"
render "$tap_dir/report.md" >"$tap_dir/report.html"
ok $? "cmark-gfm reads the report"

grep -oE '<(a|img|b|i|em|del|script|strike)[ >][^<]*' "$tap_dir/report.html" | head -5 >"$tap_dir/out"
empty "$tap_dir/out" "no links, pictures or emphasis come from log text"

# What GitHub links after parsing, everywhere but in code.
tr '\n' ' ' <"$tap_dir/report.html" | sed -e 's/<pre[^>]*>/\n<pre>/g' -e 's/<code>/\n<code>/g' -e 's/<\/pre>/&\n/g' -e 's/<\/code>/&\n/g' |
    grep -v '<code>\|<pre>' | grep -oE '@[a-z]+|#[0-9]+|GH-[0-9]+|:[a-z]+:|\$[a-z]\$' >"$tap_dir/out"
empty "$tap_dir/out" "names, numbers, emoji and formulas are in code only"

# Every line of a table has as many cells as its head.
awk '/<table>/ { head = 0 } /<tr>/ { cells = 0 } /<t[hd][ >]/ { cells++ }
     /<\/tr>/ { if (!head) head = cells; else if (cells != head) print NR ": " cells " cells, not " head }' \
    "$tap_dir/report.html" >"$tap_dir/out"
empty "$tap_dir/out" "tables have the cells that they should"
is "$(grep -c '<table>' "$tap_dir/report.html")" "$(grep -c '^| :\{0,1\}--' "$tap_dir/report.md")" "every table is one"

# The text of the log comes out again, in evidence and in titles.
sed -e 's/<[^>]*>//g' -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&quot;/"/g' -e 's/&amp;/\&/g' "$tap_dir/report.html" >"$tap_dir/text"
grep -qF "ERROR ModuleNotFoundError: No module named '$nasty'" "$tap_dir/text"
ok $? "a log line in a block survives byte for byte"
# (What stands in quotes is masked in a template; pipes and backslashes are what tables trip over.)
grep -F 'ERROR frobnicator a|b ' "$tap_dir/text" | grep -qF ' \| \\| <b>x</b> @octocat #'
ok $? "a log line in a table survives byte for byte"

"$CULPRIT" -q -o markdown "$top_srcdir/examples/redis-url-scheme" >"$tap_dir/sample.md"
render "$tap_dir/sample.md" >"$tap_dir/sample.html"
for heading in Summary Impact Timeline 'Impact chain' 'Primary hypothesis' 'What was changed' \
    'Commands to confirm' 'Next steps' 'Open questions' 'What was read'; do
    grep -q "<h2>$heading</h2>" "$tap_dir/sample.html"
    ok $? "the sample incident has the section $heading"
done
grep -q '<pre><code class="language-mermaid">flowchart' "$tap_dir/sample.html"
ok $? "the chain is a Mermaid diagram"
grep -q 'type="checkbox"' "$tap_dir/sample.html"
ok $? "next steps are a checklist"
done_testing
