#!/bin/sh
# top.sh: the verdict and the first hypothesis of a JSON report on standard input, a line each.
# The report is printed with one key a line, so awk is enough; no jq is needed for tests.
exec awk '
/^  "verdict":/ { part = "verdict" }
/^  "hypotheses": \[\]/ { print "no hypotheses" }
/^  "hypotheses": \[$/ { part = "first" }
/^  [}\]]/ || /^    }/ { part = "" }
part == "verdict" && /^    "/ || part == "first" && /^      "(id|basis|domain)":/ {
    line = $0
    sub(/^ */, "", line)
    sub(/,$/, "", line)
    print line
}
part == "first" && /^      "chain": \[$/ { chain = "chain:"; next }
chain && /\]/ { print chain; chain = "" }
chain { gsub(/[ ",]/, ""); chain = chain " " $0 }
'
