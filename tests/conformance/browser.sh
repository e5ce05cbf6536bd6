#!/bin/sh
# browser.sh BUILD: Chromium on pages of this machine, every run bounded in
# time.  Lines "yes", "no" or "skipped", a tab, and what it is about.  A place
# that gives Chromium no sandbox (a container without namespaces) has none to
# try: then the tests skip, and say so.
set -eu
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# All of the unit program, with the pages that take longer.
status=0
BROWSER=all timeout 300 "$build/tests/unit/net/test_browser" \
    >"$work/said" 2>&1 || status=$?
sed -n -e 's/^\[       OK \] */yes	/p' -e 's/^\[  FAILED  \] \(test_\)/no	\1/p' \
    -e 's/^\[  SKIPPED \] \(test_\)/skipped	\1/p' "$work/said" | sort -u
[ "$status" = 0 ] || {
	printf 'no	browser tests ended with status %s\n' "$status"
	grep -A3 'ERROR\|came' "$work/said" >&2 || true
}
