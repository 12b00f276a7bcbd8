#!/bin/sh
# Extern symbols tell where they live: they start with the name of a file in the folder that
# defines them (slice.c: slice_), with its first word (report_json.c: report_) or the others
# (build_tree.c: tree_), or with the folder's name; a plural counts as its singular. File names
# are unique, so that this and ar work.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${NM:=nm}"

# Folder, then the other prefixes that its headers introduce.
cat >"$tap_dir/allowed" <<'END'
patdb       sig sigset
frame       level
correlate   occurrence term
infer       basis
END

for file in "$top_srcdir"/src/*/*.c; do
    echo "${file##*/}"
done | sort | uniq -d >"$tap_dir/out"
empty "$tap_dir/out" "names of source files are unique"

[ "$NM" != : ] || {
    skip "extern symbols carry their prefix" "nm not found"
    done_testing
}

for file in "$top_srcdir"/src/*/*.[ch]; do
    folder=${file%/*}
    stem=${file##*/}
    echo "${stem%.[ch]} ${folder##*/} ${file##*.}"
done >"$tap_dir/files"

# Mach-O puts an underscore before each name.
strip=
[ "$(uname -s)" != Darwin ] || strip=_

for library in libculprit.a libculprit-build.a libculprit-search.a libculprit-cli.a; do
    "$NM" -P -g "$library" 2>/dev/null | awk -v library="$library" '
        /\[.*\.o\]:$/ { object = $0; sub(/.*\[/, "", object); sub(/\.o\]:$/, "", object); next }
        NF == 1 && /\.o:$/ { object = $1; sub(/\.o:$/, "", object); next }
        $2 ~ /^[A-TV-Z]$/ { print library, object, $1 }'
done >"$tap_dir/symbols"
ok "$([ -s "$tap_dir/symbols" ]; echo $?)" "the libraries define symbols"

awk -v strip="$strip" -v files="$tap_dir/files" -v allowed="$tap_dir/allowed" '
    function allow(folder, prefix) {
        may[folder] = may[folder] " " prefix
        if (prefix ~ /[a-z]s$/)
            may[folder] = may[folder] " " substr(prefix, 1, length(prefix) - 1)
    }
    BEGIN {
        while ((getline line < files) > 0) {
            split(line, word, " ")
            if (word[3] == "c")
                folder_of[word[1]] = word[2]
            allow(word[2], word[2])
            allow(word[2], word[1])
            split(word[1], part, "_")
            allow(word[2], part[1])
            if (index(word[1], "_"))
                allow(word[2], substr(word[1], length(part[1]) + 2))
        }
        while ((getline line < allowed) > 0) {
            count = split(line, word, " ")
            for (i = 2; i <= count; i++)
                allow(word[1], word[i])
        }
    }
    {
        symbol = $3
        if (strip != "" && index(symbol, strip) == 1)
            symbol = substr(symbol, 2)
        if (symbol ~ /^__/ || $2 == "default_db" || $2 == "html_assets")
            next # of the compiler and its instrumentation; generated
        good = 0
        count = split(may[folder_of[$2]], word, " ")
        for (i = 1; i <= count && !good; i++)
            good = symbol == word[i] || index(symbol, word[i] "_") == 1
        if (!good)
            print $1 ": " $2 ".c defines " symbol
    }' "$tap_dir/symbols" >"$tap_dir/out"
empty "$tap_dir/out" "extern symbols carry their prefix"

done_testing
