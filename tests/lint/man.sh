#!/bin/sh
# The manual pages have all commands, all options that --help has, and no others.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
page=$top_srcdir/man/culprit.1
# The rows of the table of commands.
commands=$(grep -o '&cmd_[a-z]*' "$top_srcdir/src/cli/main.c" | sed 's/&cmd_//' | sort -u)

[ -f "$page" ] || {
    ok 1 "man/culprit.1 exists"
    done_testing
}

"$CULPRIT" --help >"$tap_dir/help" </dev/null
ok $? "culprit --help succeeds"
for command in $commands; do
    "$CULPRIT" "$command" --help >>"$tap_dir/help" </dev/null 2>/dev/null
    ok $? "culprit $command --help succeeds"
    grep -qE "(Cm|Ic) $command( |\$)" "$page"
    ok $? "man/culprit.1 has the command $command"
    grep -qw -- "$command" "$tap_dir/help"
    ok $? "culprit --help has the command $command"
done

for command in $("$CULPRIT" db --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'); do
    "$CULPRIT" db "$command" --help >>"$tap_dir/help" </dev/null 2>/dev/null
    ok $? "culprit db $command --help succeeds"
done

# Rows of options begin with blanks and a dash; two blanks end the option's column.
sed -n 's/^ *\(-.*\)/\1/p' "$tap_dir/help" | sed 's/   *.*//' |
    grep -oE -- '(^|[ ,])-(-[a-z][a-z0-9-]+|[A-Za-z])' | tr -d ' ,' | sort -u >"$tap_dir/in-help"

# In mdoc, `Fl Fl since` and `Fl -since` are --since and `Fl q` is -q.
sed 's/\\-/-/g; s/Fl Fl /Fl -/g' "$top_srcdir"/man/*.1 | grep -hE '^\.' | grep -oE 'Fl (-[a-z][a-z0-9-]+|[A-Za-z])( |$|=|,)' |
    sed 's/^Fl /-/; s/[ =,]*$//' | sort -u >"$tap_dir/in-man"

comm -23 "$tap_dir/in-help" "$tap_dir/in-man" >"$tap_dir/out"
empty "$tap_dir/out" "every option of --help is in a manual page"
comm -13 "$tap_dir/in-help" "$tap_dir/in-man" >"$tap_dir/out"
empty "$tap_dir/out" "every option in a manual page is in --help"

if command -v mandoc >/dev/null 2>&1; then
    for file in "$top_srcdir"/man/*.[1-9]; do
        mandoc -Tlint "$file"
    done 2>&1 | # What other manuals are installed is not our matter.
        grep -v -e 'referenced manual not found' -e 'mandoc.db' >"$tap_dir/out"
    empty "$tap_dir/out" "manual pages pass mandoc"
else
    skip "manual pages pass mandoc" "mandoc not found"
fi
done_testing
