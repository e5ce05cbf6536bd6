#!/bin/sh
# Copy the faces of fonts/manifest.tsv from the system's font folders to a
# folder of ours, each checked against its SHA-256.
# usage: collect.sh MANIFEST TO [FROM]
set -eu
manifest=$1 to=$2 from=${3:-/usr/share/fonts}
tab=$(printf '\t')
missing=
mkdir -p "$to"
grep -v '^#' "$manifest" | cut -f 4,5,7 | sort -u > "$to/.wanted"
while IFS=$tab read -r file package sha; do
	good=
	find "$from" "$to" -name "$file" -type f > "$to/.found"
	while read -r path; do
		[ "$(sha256sum < "$path" | cut -c 1-64)" = "$sha" ] || continue
		good=$path
		break
	done < "$to/.found"
	if [ -z "$good" ]; then
		echo "$file: not below $from with SHA-256 $sha" >&2
		missing="$missing $package"
	elif [ "$good" != "$to/$file" ]; then
		cp "$good" "$to/$file"
		chmod 644 "$to/$file"
	fi
done < "$to/.wanted"
rm -f "$to/.wanted" "$to/.found"
if [ -n "$missing" ]; then
	echo "faces come from these packages of Debian 12:" \
	    "$(printf '%s\n' $missing | sort -u | tr '\n' ' ')" >&2
	echo "make deps installs them" >&2
	exit 1
fi
cp "$manifest" "$to/manifest.tsv"
