#!/bin/sh
# Shell scripts parse in a plain POSIX shell and pass shellcheck.
. "${srcdir:-.}/tests/lib/tap.sh"

cd "$top_srcdir" || exit 99
set -- quickstart contrib/culprit-ecs-feed tests/*/*.sh
[ ! -f .ci/run ] || set -- "$@" .ci/run
set -- "$@" bench/generate bench/memory
[ ! -f bench/run ] || set -- "$@" bench/run

shell='sh'
! command -v dash >/dev/null 2>&1 || shell='dash'
for script; do
    case $(head -n 1 "$script") in
        *bash*) continue ;;
    esac
    "$shell" -n "$script" 2>&1
done >"$tap_dir/out"
empty "$tap_dir/out" "POSIX scripts parse with $shell"

if command -v shellcheck >/dev/null 2>&1; then
    # SC1090, SC1091: the helper is found at run time, shellcheck cannot follow.
    shellcheck -S warning -e SC1090,SC1091 "$@" >"$tap_dir/out" 2>&1
    empty "$tap_dir/out" "scripts pass shellcheck"
else
    skip "scripts pass shellcheck" "shellcheck not found"
fi
done_testing
