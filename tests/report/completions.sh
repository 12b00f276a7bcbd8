#!/bin/sh
# What the shells complete is what the program has: commands, options, formats, signatures. Each shell
# that is not installed is skipped.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${CULPRIT:=$(pwd)/culprit}"
here=$top_srcdir/completions
mkdir "$tap_dir/bin" && ln -s "$CULPRIT" "$tap_dir/bin/culprit"
PATH=$tap_dir/bin:$PATH
export PATH
cd "$tap_dir/bin" || exit 99

# want COMMAND...: the long options of its --help.
want()
{
    "$@" --help | grep -oE '^ +(-[A-Za-z], )?--[a-z][a-z-]*' | grep -oE -- '--[a-z-]+' | sort -u
}

# same SHELL: complete_SHELL WORD... gives what the program knows.
same()
{
    shell=$1
    for words in culprit 'culprit why' 'culprit db test' 'culprit verify' 'culprit explain'; do
        # shellcheck disable=SC2086 # words of a command
        want $words >"$tap_dir/want"
        # shellcheck disable=SC2086
        "complete_$shell" $words -- | sed 's/=.*//' | grep -- '^--' | sort -u >"$tap_dir/got"
        compare "$tap_dir/want" "$tap_dir/got" "$shell: options of $words"
    done
    { culprit --help | sed -n '/^Other commands/,/^$/s/^  \([a-z]*\).*/\1/p'; echo report; } |
        sort -u >"$tap_dir/want"
    "complete_$shell" culprit '' | grep -v '^culprit$' | sort -u >"$tap_dir/got"
    compare "$tap_dir/want" "$tap_dir/got" "$shell: commands"
    is "$("complete_$shell" culprit db '' | sort -u | tr '\n' ' ')" "check compile list test " "$shell: commands of db"
    is "$("complete_$shell" culprit explain redis.url | sort -u)" redis.url-scheme "$shell: ids of signatures"
    culprit --help | sed -n 's/.*--output=FORMAT *//p' | grep -oE '[a-z]+' | grep -vE '^(or|default)$' | sort >"$tap_dir/want"
    "complete_$shell" culprit -o '' | sort -u >"$tap_dir/got"
    compare "$tap_dir/want" "$tap_dir/got" "$shell: formats of reports"
}

complete_bash()
{
    bash --norc -c '. "$1"; shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
        _culprit; printf "%s\n" "${COMPREPLY[@]}"' bash "$here/culprit.bash" "$@"
}

complete_fish()
{
    line=
    while [ $# -gt 1 ]; do
        line="$line$1 "
        shift
    done
    HOME=$tap_dir fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$here/culprit.fish" "$line$1" |
        sed 's/	.*//'
}

# Without a terminal there is no completion in zsh, so compadd and the like are made to print.
complete_zsh()
{
    zsh -f -c 'functions_of=$1; shift
        compadd() { local -a given; local name=
            while (( $# )); do case $1 in
                -S) shift ;; -a) name=$2; shift ;; --) ;; *) given+=($1) ;; esac; shift; done
            [[ -z $name ]] || given=(${(P)name})
            print -l -- ${(M)given:#${words[CURRENT]}*} }
        compset() { : }
        _files() { : }
        _describe() { print -l -- ${${(P)2}%%:*} }
        words=("$@") CURRENT=$#
        source $functions_of' zsh "$here/_culprit" "$@" | grep .
}

for shell in bash zsh fish; do
    if command -v "$shell" >/dev/null 2>&1; then
        same "$shell"
    else
        skip "$shell completes what the program has" "$shell not found"
    fi
done
done_testing
