#!/bin/sh
# timeline.sh: the timeline of a JSON report on standard input, a line per entry: time, kind,
# signature or else title, count.
exec awk '
/^  "timeline": \[$/ { inside = 1; next }
/^  \]/ { inside = 0 }
inside && /^      "[a-z]+":/ {
    key = $1
    gsub(/[":]/, "", key)
    line = $0
    sub(/^ *"[a-z]+": /, "", line)
    sub(/,$/, "", line)
    gsub(/"/, "", line)
    value[key] = line
}
inside && /^    }/ {
    name = value["signature"] == "" ? value["title"] : value["signature"]
    print value["time"], value["kind"], name, "x" value["count"]
    split("", value)
}
'
