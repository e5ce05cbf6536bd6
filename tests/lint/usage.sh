#!/bin/sh
# usage.sh PROGRAM: the manual page's synopses are the program's usage lines.
set -eu
cd "$(dirname "$0")/../.."
"$1" --help | sed -n 's/^       proviso //p' | sort >"$1.usage"
sed -n 's/^\.\\" usage: //p' src/cli/proviso.1 | sort | diff "$1.usage" - || {
	echo 'proviso.1 and the program disagree on usage (< program, > page)'
	exit 1
}
