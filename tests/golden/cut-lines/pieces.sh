#!/bin/sh
# A line of 40 kB as Docker's json-file driver writes it: pieces of 16 KiB, the decisive words on
# both sides of a cut; then the same behind `docker logs -t`; then pieces of a containerd log, of
# which the last one is missing.
exec awk '
function fill(n, s) {
    s = "x"
    while (length(s) < n)
        s = s s
    return substr(s, 1, n)
}
BEGIN {
    head = "ERROR " fill(16384 - 20) " Redis URL mus"
    tail = "t specify one of the following schemes (redis://, rediss://, unix://)"
    time = "2025-10-01T14:45:12.123456789Z"
    json = "{\"log\":\"%s\",\"stream\":\"stderr\",\"time\":\"" time "\"}\n"
    printf json, head
    printf json, tail "\\n"
    printf "%s %s%s %s\n", time, head, time, tail
    printf "%s stdout P %s\n", time, fill(100)
    printf "%s stdout P %s\n", time, fill(100)
}'
