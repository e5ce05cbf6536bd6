#!/bin/sh
# analyse.sh clang-tidy|gcc FILE FLAG...: one file of src read by an analyser.
set -eu
tool=$1
file=$2
shift 2
layer=${file#src/}
hint='-include tests/lint/analyse.h'
# These define what the header speaks of.
case $file in src/base/arena.c | src/base/fault.c | src/base/mem.c) hint= ;; esac
# shellcheck disable=SC2086
set -- "$@" "-Isrc/${layer%%/*}" -std=c11 $hint
case $tool in
clang-tidy)
	clang-tidy --quiet --config-file=tests/lint/clang-tidy "$file" \
	    -- "$@" 2>/dev/null ;;
gcc)
	gcc "$@" -O1 -fanalyzer -Werror -c -o /dev/null "$file" ;;
esac
