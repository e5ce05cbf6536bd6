#!/bin/sh
# texts.sh BUILD SHARED: real captures as text, each by the declaration that
# held then, against what Open Terms Archive's own engine made of them; prints
# the judge's table and says no below 79 of 80.
set -eu
build=$1
shared=$2
work=$build/conformance/texts
rm -rf "$work"
mkdir -p "$work/captures" "$work/ours"
tar -xzf "$shared/ota/html-captures.tar.gz" -C "$work/captures"
git clone -q "$shared/ota/genai-contrib-versions.bundle" "$work/theirs"
"$build/tests/bench/texts" "$work/captures" "$work/ours"
python3 "$shared/ota/compare.py" "$work/captures/pairs.jsonl" "$work/theirs" \
    "$work/ours" >"$work/table"
# What is not word for word the same, worst first, and the closing line.
grep -v '^1\.0000	' "$work/table"
rm -rf "$work/captures" "$work/theirs"
tail -n 1 "$work/table" | awk '{ exit !($1 >= 79 && $3 == 80) }'
