#!/bin/sh
# The HTML report in a real browser, without a display: it renders, the script runs, nothing is
# logged to the console, no request leaves the file, and log text stays text. Skipped where there is
# no chromium (Debian: chromium), or where it cannot start. BROWSER names another one.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
for candidate in ${BROWSER:-} chromium chromium-browser google-chrome; do
    [ -z "${browser:-}" ] || break
    ! command -v "$candidate" >/dev/null 2>&1 || browser=$candidate
done
[ -n "${browser:-}" ] || skip_all "chromium not found"
command -v timeout >/dev/null 2>&1 || skip_all "timeout not found"

# browse FILE OPTION...: standard output is what the option asks for; the log is in $tap_dir/log,
# what went over the network in $tap_dir/net.
browse()
{
    page=$1
    shift
    rm -rf "$tap_dir/profile"
    timeout 60 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync \
        --host-resolver-rules='MAP * ~NOTFOUND' --user-data-dir="$tap_dir/profile" --enable-logging=stderr --log-level=0 \
        --log-net-log="$tap_dir/net" --net-log-capture-mode=Everything \
        "$@" "file://$page" 2>"$tap_dir/log"
    [ $? -ne 124 ] || {
        skip "the rest of the pages" "$browser did not answer within 60 s; the machine is too busy"
        done_testing
    }
}

# console FILE: what the page said on the console, and what its policy refused.
console()
{
    grep -E 'CONSOLE|Refused to|Content Security' "$1" | head -5
}

# requests FILE: addresses that were asked for, without files and the browser's own calls home.
requests()
{
    grep -oE '"url":"(http|https|ws|wss|ftp):[^"]*"' "$1" | sort -u |
        grep -vE '^"url":"https?://[a-z0-9.]*(google|googleapis|gstatic|gvt1)\.com/' | head -5
}

printf '<!DOCTYPE html><title>x</title><p id=a>plain</p><script>document.getElementById("a").textContent="ran"</script>' >"$tap_dir/probe.html"
browse "$tap_dir/probe.html" --dump-dom >"$tap_dir/dom"
grep -q ran "$tap_dir/dom" || skip_all "$browser does not start here: $(tail -n 1 "$tap_dir/log")"

# The checks see what they look for.
printf '<!DOCTYPE html><img src="http://e.vil/x"><script>console.error("seen")</script>' >"$tap_dir/probe.html"
browse "$tap_dir/probe.html" --dump-dom >/dev/null
console "$tap_dir/log" | grep -q seen && requests "$tap_dir/net" | grep -q 'e\.vil/x'
ok $? "a message on the console and a request are noticed"

"$CULPRIT" -q -o html "$top_srcdir/examples/redis-url-scheme" >"$tap_dir/sample.html"
rows=$(grep -c '<tr id="e' "$tap_dir/sample.html")
point=$(sed -n 's/.*<tr id="\(e[0-9]*\)" class="cause".*Redis URL must specify.*/\1/p' "$tap_dir/sample.html" | head -n 1)
browse "$tap_dir/sample.html" --dump-dom >"$tap_dir/dom"
console "$tap_dir/log" >"$tap_dir/out"
empty "$tap_dir/out" "sample: nothing on the console"
requests "$tap_dir/net" >"$tap_dir/out"
empty "$tap_dir/out" "sample: no request leaves the file"
grep -q "$rows of $rows entries" "$tap_dir/dom"
ok $? "sample: the script ran: entries are counted"
! grep -q 'class="controls" hidden' "$tap_dir/dom"
ok $? "sample: the script ran: controls are shown"
grep -c '<a class="[a-z ]*" href="#e[0-9]*"' "$tap_dir/sample.html" | grep -qx "$rows"
ok $? "sample: $rows points, each a link to its row"

# Without scripts: the picture, the table and the evidence are there, the controls are not.
sed '/<script>/,/<\/script>/d' "$tap_dir/sample.html" >"$tap_dir/plain.html"
browse "$tap_dir/plain.html" --dump-dom >"$tap_dir/dom"
grep -q 'class="controls" hidden' "$tap_dir/dom" && grep -q '<svg id="plot"' "$tap_dir/dom" &&
    grep -q 'Redis URL must specify one of the following schemes' "$tap_dir/dom"
ok $? "without scripts: picture and evidence, no dead controls"
browse "$tap_dir/sample.html" --screenshot="$tap_dir/shot.png" --window-size=1180,900 >/dev/null
[ "$(wc -c <"$tap_dir/shot.png")" -gt 20000 ]
ok $? "sample: it renders ($(wc -c <"$tap_dir/shot.png") bytes of picture)"
browse "$tap_dir/sample.html" --print-to-pdf="$tap_dir/page.pdf" >/dev/null
[ "$(wc -c <"$tap_dir/page.pdf")" -gt 20000 ]
ok $? "sample: it prints"

# The script really works: filter, zoom and card, by a script of ours behind it.
sed -e '/Content-Security-Policy/d' "$tap_dir/sample.html" >"$tap_dir/drive.html"
sed "s/POINT/$point/" >>"$tap_dir/drive.html" <<'END'
<script>
const said = [];
const $ = (q) => document.querySelector(q);
$('#search').value = 'rolls back';
$('#search').dispatchEvent(new Event('input'));
said.push('filtered:' + $('#told').textContent);
$('#search').value = '';
$('input[value=symptom]').click();
said.push('kinds:' + [...document.querySelectorAll('#entries tr.symptom:not(.off)')].length);
$('input[value=symptom]').click();
const before = $('#plot a[href="#POINT"]').getAttribute('transform');
$('[data-zoom=in]').click();
said.push('zoomed:' + (before !== $('#plot a[href="#POINT"]').getAttribute('transform')));
$('[data-zoom=all]').click();
$('#plot a[href="#POINT"]').dispatchEvent(new Event('pointerenter'));
said.push('card:' + (!$('#card').hidden && $('#card').textContent.includes('Redis URL must specify')));
$('#plot').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
said.push('keys:' + (document.activeElement.tagName.toLowerCase() === 'a'));
document.title = said.join('; ');
</script>
END
browse "$tap_dir/drive.html" --dump-dom >"$tap_dir/dom"
is "$(grep -o '<title>[^<]*' "$tap_dir/dom" | head -n 1)" \
    "<title>filtered:1 of $rows entries; kinds:0; zoomed:true; card:true; keys:true" \
    "sample: filter, kinds, zoom, card and keys work"

{
    printf '2025-10-01T14:00:00Z ERROR listen EADDRINUSE: address already in use 0.0.0.0:3001 </svg></title></style></script><script>document.title="pwned"</script> "q" &amp; \047s <img src=http://e.vil/x onerror=alert(1)>\n'
    printf "2025-10-01T14:00:01Z ERROR ModuleNotFoundError: No module named '</title></svg><script>document.title=\"pwned\"</script>\" onload=\"x'\n"
} >"$tap_dir/hostile.log"
"$CULPRIT" -q -o html "$tap_dir/hostile.log" >"$tap_dir/hostile.html"
browse "$tap_dir/hostile.html" --dump-dom >"$tap_dir/dom"
console "$tap_dir/log" >"$tap_dir/out"
empty "$tap_dir/out" "hostile: nothing on the console"
requests "$tap_dir/net" >"$tap_dir/out"
empty "$tap_dir/out" "hostile: no request leaves the file"
! grep -q '<title>pwned' "$tap_dir/dom"
ok $? "hostile: no script of the log ran"
is "$(grep -c '<script' "$tap_dir/dom")" 1 "hostile: one script, ours"
! grep -qE '<img|<[a-z]+ [^>]*onload' "$tap_dir/dom" && grep -q '&lt;img src=http://e.vil/x onerror=alert(1)&gt;' "$tap_dir/dom"
ok $? "hostile: markup in the log is shown as text"
done_testing
