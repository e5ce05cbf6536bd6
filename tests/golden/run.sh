#!/bin/sh
# run.sh <program> <case-dir> ...: run each case's cmd in an empty directory
# and compare status, stdout and stderr with what the case expects.
# ACCEPT=1 writes what happened as the new expectation: read the diff first.
set -eu

[ -x "$1" ] || { echo "$1: not built"; exit 1; }
bin=$(mktemp -d)
ln -s "$(realpath "$1")" "$bin/proviso"
shift
bad=0
for dir in "$@"; do
	dir=$(realpath "$dir")
	work=$(mktemp -d)
	[ ! -d "$dir/in" ] || cp -R "$dir/in/." "$work"
	status=0
	(cd "$work" && env -i PATH="$bin:/usr/bin:/bin" TZ=UTC LC_ALL=C \
	    SOURCE_DATE_EPOCH=1700000000 sh "$dir/cmd" \
	    >"$bin/out" 2>"$bin/err") || status=$?
	{
		echo "status $status"
		sed 's/^/out: /' "$bin/out"
		sed 's/^/err: /' "$bin/err"
	} >"$bin/got"
	if [ -n "${ACCEPT:-}" ]; then
		cp "$bin/got" "$dir/expect"
	elif ! diff -u "$dir/expect" "$bin/got"; then
		echo "FAIL $dir"
		bad=1
	fi
	rm -rf "$work"
done
rm -rf "$bin"
exit $bad
