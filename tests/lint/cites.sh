#!/bin/sh
# cites.sh: outside rules that the code keeps, "/*= RFC 4648 section 6: ... */",
# and that no test names.  For information: nothing fails here.
set -eu
cd "$(dirname "$0")/../.."
rules() {
	grep -rhoE '/\*= [^:]*' "$@" | sed 's|^/\*= *||; s| *\*/.*||; s|[, ]*$||' |
	    sort -u
}
mkdir -p "$1"
rules src include >"$1/cites.code"
rules tests >"$1/cites.tests"
comm -23 "$1/cites.code" "$1/cites.tests" | while read -r rule; do
	grep -rlF "/*= $rule" src include | sed "s|^|$rule	|"
done
echo "cites: $(comm -12 "$1/cites.code" "$1/cites.tests" | wc -l) of" \
    "$(wc -l <"$1/cites.code") rules are named in a test"
