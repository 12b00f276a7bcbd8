# shellcheck shell=sh
# wait_for FILE PATTERN: up to 30 s; most of it is only used on a machine that is busy.
wait_for()
{
    for _ in $(seq 100); do
        ! grep -q "$2" "$1" 2>/dev/null || return 0
        sleep 0.3
    done
    return 1
}
