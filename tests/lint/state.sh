#!/bin/sh
# No mutable globals, no mutable statics: nothing of ours is in a writable section. Tables of
# pointers are in .data.rel.ro, which is read-only once the program is loaded.
. "${srcdir:-.}/tests/lib/tap.sh"

: "${OBJDUMP:=objdump}"
[ "${SANITIZERS:-no}" = no ] || skip_all "sanitizers add data of their own"
[ "$OBJDUMP" != : ] || skip_all "objdump not found"
"$OBJDUMP" -t libculprit.a 2>/dev/null | grep -q 'elf' || skip_all "objects are not ELF"

for library in libculprit.a libculprit-build.a libculprit-cli.a; do
    # SYMBOL TABLE rows: address, flags, section, TAB, size, name. O marks an object.
    "$OBJDUMP" -t "$library" | awk -v library="$library" '
        /file format/ { object = $1; sub(/:$/, "", object) }
        / O / && /[ \t](\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ && !/\.data\.rel\.ro/ &&
            $NF !~ /^__(gcov|llvm|prof)/ {
            print library "(" object "): " $NF
        }'
done >"$tap_dir/out"
empty "$tap_dir/out" "no mutable globals or statics"

done_testing
