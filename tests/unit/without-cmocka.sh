#!/bin/sh
# Stands in for the unit tests where cmocka is not installed, so that they are not missed silently.
echo "1..0 # SKIP cmocka not found by configure: no unit tests"
