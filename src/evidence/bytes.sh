#!/bin/sh
# A file as C: its bytes under a name, followed by a NUL that <name>_len does
# not count.  Usage: bytes.sh name header file
set -eu
name=$1
printf '#include "%s"\n\nconst char %s[] = {\n' "$2" "$name"
LC_ALL=C od -An -v -tu1 "$3" | awk '{
	line = "\t"
	for (i = 1; i <= NF; i++)
		line = line $i ","
	print line
}'
printf '\t0 };\nconst size_t %s_len = sizeof(%s) - 1;\n' "$name" "$name"
