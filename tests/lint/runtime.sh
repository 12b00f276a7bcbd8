#!/bin/sh
# The run library links without the build half, and knows nothing of YAML.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${NM:=nm}"
[ "$NM" != : ] || skip_all "nm not found"

"$NM" -P -g libculprit-build.a 2>/dev/null |
    awk 'NF > 1 && $2 ~ /^[A-TV-Z]$/ && $1 !~ /^__/ { print $1 }' | sort -u >"$tap_dir/build"
"$NM" -P -g libculprit.a 2>/dev/null |
    awk 'NF > 1 && $2 ~ /^[A-TV-Z]$/ { print $1 }' | sort -u >"$tap_dir/run"
"$NM" -P -u libculprit.a 2>/dev/null | awk 'NF > 1 { print $1 }' | sort -u >"$tap_dir/undefined"

ok "$([ -s "$tap_dir/build" ] && [ -s "$tap_dir/undefined" ]; echo $?)" "symbols can be read"

comm -23 "$tap_dir/undefined" "$tap_dir/run" | comm -12 - "$tap_dir/build" >"$tap_dir/out"
empty "$tap_dir/out" "libculprit.a needs nothing of libculprit-build.a"

grep -E '^_?(build|yaml|cmd)_' "$tap_dir/undefined" >"$tap_dir/out"
empty "$tap_dir/out" "libculprit.a needs no build_, yaml_ or cmd_ function"

done_testing
