#!/bin/sh
# C files are as clang-format leaves them. Versions of clang-format disagree in details, so only
# the one that the project uses has a say.
. "${srcdir:-.}/tests/lib/tap.sh"

version=14
: "${CLANG_FORMAT:=clang-format}"
command -v "$CLANG_FORMAT" >/dev/null 2>&1 || skip_all "clang-format not found"
"$CLANG_FORMAT" --version | grep -q "version $version\\." ||
    skip_all "not clang-format $version: $("$CLANG_FORMAT" --version)"

cd "$top_srcdir" || exit 99
for file in src/*/*.[ch] tests/unit/*.[ch]; do
    [ -f "$file" ] || continue
    "$CLANG_FORMAT" --style=file --dry-run --Werror "$file" >/dev/null 2>&1 ||
        echo "clang-format -i $file"
done >"$tap_dir/out"
empty "$tap_dir/out" "C files are formatted"
done_testing
