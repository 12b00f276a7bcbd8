#!/bin/sh
# input.sh: of a JSON report on standard input, the object that tells what was read.
sed -n '/^  "input": {/,/^  },/p'
