#!/bin/sh
# Check every #include under src and include against layers.txt.
set -eu
cd "$(dirname "$0")/../.."
grep -rnE '^[[:space:]]*#[[:space:]]*include' src include |
awk -v rules=tests/lint/layers.txt '
BEGIN {
	while ((getline line < rules) > 0) {
		if (line ~ /^#/ || line == "") continue
		n = split(line, w, " ")
		if (line ~ /^</) { owner[w[1]] = w[2]; continue }
		if (line ~ /^\[/) { sub(/^\[/, "", w[1]); for (i = 1; i <= n; i++) std["<" w[i] ">"] = 1; continue }
		sub(/:$/, "", w[1]); known[w[1]] = 1; may[w[1], w[1]] = 1
		for (i = 2; i <= n; i++) {
			# Only downwards: a layer may name those listed above it.
			if (!(w[i] in known)) {
				print rules ": " w[1] " names " w[i] ", which is not below it"; bad = 1
			}
			may[w[1], w[i]] = 1
		}
	}
}
{
	split($0, part, ":"); file = part[1]
	split(file, dir, "/"); from = dir[2]
	text = $0; sub(/^[^:]*:[^:]*:/, "", text)
	sub(/^[ \t]*#[ \t]*include[ \t]*/, "", text); sub(/[ \t]*(\/\*.*)?$/, "", text)
	if (!(from in known)) { print file ": no such layer: " from; bad = 1 }
	if (text ~ /^"/) {
		to = substr(text, 2); sub(/\/.*/, "", to)
		if (text ~ /^"[a-z]+_in\.h"$/) next # beside the file, by -Isrc/<layer>
		if (!((from, to) in may)) {
			print file ":" part[2] ": " from " may not include " text; bad = 1
		}
		next
	}
	if (text in std) next
	ok = 0
	for (o in owner)
		if (index(text, o) == 1) {
			ok = 1
			if (owner[o] != from) {
				print file ":" part[2] ": only " owner[o] " may include " text; bad = 1
			}
		}
	if (!ok) { print file ":" part[2] ": " text " is neither C, POSIX nor listed in " rules; bad = 1 }
}
END { exit bad }'
