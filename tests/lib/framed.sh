#!/bin/sh
# framed.sh: how the inputs of a JSON report on standard input were read, the id of the first
# hypothesis, and its first evidence: a line each.
exec awk '
/^  "hypotheses":/ { hypotheses = 1 }
!hypotheses && /^ +"(format|encoding|rejoined|unrejoinable|wrapped_lines)":/ ||
hypotheses && /"(id|line|text)":/ && shown++ < 3 {
    line = $0
    sub(/^ */, "", line)
    sub(/,$/, "", line)
    if (length(line) > 200)
        line = substr(line, 1, 60) " ... " substr(line, length(line) - 100)
    print line
}
'
