#!/bin/sh
# tally.sh: read by the scripts that count what judges say and tell only of
# what went otherwise.
passed=0
failed=0
yes() {
	passed=$((passed + 1))
}
no() { # no WHAT...
	failed=$((failed + 1))
	printf 'no: %s\n' "$*"
}
