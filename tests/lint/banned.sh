#!/bin/sh
# Functions and words that do not belong into the sources. Comments and literals are blanked
# before the functions are looked for.
. "${srcdir:-.}/tests/lib/tap.sh"

cd "$top_srcdir" || exit 99

# Keeps the lines, blanks what is inside of comments, strings and characters.
blank()
{
    awk '
        {
            out = ""
            i = 1
            while (i <= length($0)) {
                two = substr($0, i, 2)
                c = substr($0, i, 1)
                if (comment) {
                    if (two == "*/") { comment = 0; i += 2 } else i++
                } else if (two == "/*") {
                    comment = 1
                    i += 2
                } else if (two == "//") {
                    break
                } else if (c == "\"" || c == "\047") {
                    for (i++; i <= length($0) && substr($0, i, 1) != c; i++)
                        if (substr($0, i, 1) == "\\")
                            i++
                    i++
                    out = out c c
                } else {
                    out = out c
                    i++
                }
            }
            print out
        }' "$1"
}

mkdir "$tap_dir/src"
for file in src/*/*.[ch]; do
    mkdir -p "$tap_dir/${file%/*}"
    blank "$file" >"$tap_dir/$file"
done

# calls NAMES [ALLOWED-FILE...]: calls of these functions, but not in these files.
calls()
{
    names=$1
    shift
    (cd "$tap_dir" && grep -nE "(^|[^A-Za-z0-9_.>])($names)[[:space:]]*\\(" src/*/*.[ch]) |
        while IFS= read -r hit; do
            keep=yes
            for allowed; do
                # shellcheck disable=SC2254 # a pattern is meant
                case ${hit%%:*} in
                    $allowed) keep=no ;;
                esac
            done
            [ "$keep" = no ] || printf '%s\n' "$hit"
        done >"$tap_dir/out"
}

calls 'strcpy|strcat|stpcpy|sprintf|vsprintf|gets|strncpy|strncat'
empty "$tap_dir/out" "no unbounded copies"

calls 'atoi|atol|atoll|atof|strtok|strtok_r|sscanf|scanf|fscanf'
empty "$tap_dir/out" "no parsers that cannot report errors"

calls 'gmtime|localtime|gmtime_r|localtime_r|mktime|ctime|asctime|strftime|strptime'
empty "$tap_dir/out" "no calendar functions of the C library: base/timestamp"

calls 'isalpha|isdigit|isalnum|isspace|isxdigit|isupper|islower|isprint|ispunct|tolower|toupper|strcasecmp|strncasecmp|strcoll|setlocale|newlocale|uselocale'
empty "$tap_dir/out" "no functions that depend on the locale: base/slice"

calls 'malloc|calloc|realloc|reallocarray|strdup|strndup|asprintf|vasprintf|alloca' src/base/alloc.c
empty "$tap_dir/out" "memory comes from base/alloc"

calls 'system|popen|rand|srand|random|tmpnam|mktemp|tempnam|longjmp|setjmp'
empty "$tap_dir/out" "no functions with better replacements"

calls 'printf|fprintf|vprintf|vfprintf|puts|fputs|putchar|putc|fputc|perror|fwrite' \
    'src/cli/*' src/patdb/patc.c src/base/alloc.c
empty "$tap_dir/out" "only cli prints"

calls 'exit|_exit|_Exit|quick_exit|abort' 'src/cli/*' src/patdb/patc.c src/base/alloc.c
empty "$tap_dir/out" "only cli exits"

calls 'time|clock|clock_gettime|gettimeofday|getenv|secure_getenv' 'src/cli/*'
empty "$tap_dir/out" "clock and environment are read in cli only"

find src tests/unit -name '*.[ch]' -exec grep -nwE 'TODO|FIXME|XXX|#[[:space:]]*if 0' {} + \
    >"$tap_dir/out"
empty "$tap_dir/out" "no unfinished work, no dead code"

awk 'FNR == 1 { lines = 0 }
    { lines++; if (lines == 701) print FILENAME ": more than 700 lines; split it" }' \
    src/*/*.[ch] >"$tap_dir/out"
empty "$tap_dir/out" "no file is too long"

find src tests/unit -name '*.[ch]' -exec grep -n '	' {} + >"$tap_dir/out"
empty "$tap_dir/out" "no tabs in C files"

done_testing
