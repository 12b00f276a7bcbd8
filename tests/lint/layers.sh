#!/bin/sh
# The direction of includes: each folder may include itself and what stands in its row, a folder
# or one header of it. Then the walls around external libraries: each header only in its files.
. "${srcdir:-.}/tests/lib/tap.sh"

cat >"$tap_dir/layers" <<'END'
base
read        base
frame       base read/source.h
patdb       base
match       base patdb/signature.h patdb/jqterm.h patdb/window.h frame/event.h
correlate   base patdb/signature.h frame/event.h match/hit.h
infer       base patdb/signature.h frame/event.h match/hit.h correlate/incident.h correlate/before.h correlate/mask.h
report      base patdb/signature.h frame/event.h match/hit.h correlate/incident.h correlate/before.h infer/diagnosis.h infer/title.h
search      base read/source.h frame match patdb/signature.h patdb/build_literals.h correlate/mask.h
cli         base read frame patdb match correlate infer report search
END

# Header, then the files that may include it, as patterns of the shell.
cat >"$tap_dir/walls" <<'END'
zlib.h      read/decode_gzip.c patdb/db.c patdb/build_write.c patdb/build.c
zstd.h      read/decode_zstd.c
lzma.h      read/decode_xz.c
bzlib.h     read/decode_bzip2.c
pcre2.h     match/confirm.c patdb/build_check.c
yaml.h      patdb/build_yaml.c patdb/build_tree.c
jq.h        patdb/jqterm.c
jansson.h   frame/*.[ch] report/report_json*.c cli/*.c
cmocka.h
END

cd "$top_srcdir/src" || exit 99

# FILE:LINE INCLUDED, one a line: INCLUDED with its quotes or brackets.
grep -n '^[[:space:]]*#[[:space:]]*include' ./*/*.[ch] |
    sed -n 's/^\.\/\([^:]*:[0-9]*\):[^"<]*\(["<][^">]*[">]\).*/\1 \2/p' >"$tap_dir/includes"

awk -v layers="$tap_dir/layers" '
    BEGIN {
        while ((getline line < layers) > 0) {
            count = split(line, word, " ")
            known[word[1]] = 1
            may[word[1], word[1]] = 1
            for (i = 2; i <= count; i++)
                may[word[1], word[i]] = 1
        }
    }
    {
        from = $1
        sub(/\/.*/, "", from)
        if (!(from in known)) {
            print $1 ": folder " from " is not in the layer table"
            next
        }
        if ($2 !~ /^"/)
            next
        header = substr($2, 2, length($2) - 2)
        folder = header
        sub(/\/.*/, "", folder)
        if (header !~ /\//)
            print $1 ": write " $2 " with its folder"
        else if (!((from, folder) in may) && !((from, header) in may))
            print $1 ": " from " may not include " $2
    }' "$tap_dir/includes" >"$tap_dir/out"
empty "$tap_dir/out" "includes follow the layers"

while read -r place included; do
    header=${included#?}
    header=${header%?}
    file=${place%:*}
    row=$(awk -v header="$header" '$1 == header' "$tap_dir/walls")
    [ -n "$row" ] || continue
    set -f
    allowed=no
    for pattern in ${row#"$header"}; do
        # shellcheck disable=SC2254 # a pattern is meant
        case $file in
            $pattern) allowed=yes ;;
        esac
    done
    set +f
    [ "$allowed" = yes ] || echo "$place: $header is not for this file"
done <"$tap_dir/includes" >"$tap_dir/out"
empty "$tap_dir/out" "external libraries stay behind their walls"

for file in */*.c; do
    header=${file%.c}.h
    [ -f "$header" ] || continue
    first=$(awk -v file="$file" 'index($1, file ":") == 1 { print $2; exit }' "$tap_dir/includes")
    [ "$first" = "\"$header\"" ] || echo "$file: first include is $first"
done >"$tap_dir/out"
empty "$tap_dir/out" "own header first"

done_testing
