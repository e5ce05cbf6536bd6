#!/bin/sh
# run.sh <program> <case-dir> ...: run each case's cmd in an empty directory
# and compare status, stdout and stderr with what the case expects.
# ACCEPT=1 writes what happened as the new expectation: read the diff first.
set -eu

[ -x "$1" ] || { echo "$1: not built"; exit 1; }
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
program=$(realpath "$1")
root=$(realpath "$(dirname "$0")/../..")
ln -s "$program" "$bin/proviso"
shift
passed=0
failed=0
for dir in "$@"; do
	dir=$(realpath "$dir")
	work=$(mktemp -d)
	[ ! -d "$dir/in" ] || cp -R "$dir/in/." "$work"
	status=0
	(cd "$work" && env -i PATH="$bin:/usr/bin:/bin" TZ=UTC LC_ALL=C \
	    SOURCE_DATE_EPOCH=1700000000 SAMPLES="$root/samples" \
	    sh "$dir/cmd" >"$bin/out" 2>"$bin/err") || status=$?
	{
		echo "status $status"
		sed 's/^/out: /' "$bin/out"
		sed 's/^/err: /' "$bin/err"
	} >"$bin/got"
	if [ -n "${ACCEPT:-}" ]; then
		cp "$bin/got" "$dir/expect"
	elif diff -u "$dir/expect" "$bin/got"; then
		passed=$((passed + 1))
	else
		echo "FAIL $dir"
		failed=$((failed + 1))
	fi
	rm -rf "$work"
done
echo "golden: $passed passed, $failed failed"
[ "$failed" = 0 ]
