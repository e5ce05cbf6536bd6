#!/bin/sh
# symbols.sh LIBRARY: no two files may export one name.  A linker takes the
# first of two in a library and says nothing.
set -eu
twice=$(nm -g --defined-only "$1" 2>/dev/null |
    awk 'NF == 3 && $2 ~ /[TDBRC]/ { print $3 }' | sort | uniq -d)
[ -z "$twice" ] || { echo "exported twice: $twice"; exit 1; }
