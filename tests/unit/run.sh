#!/bin/sh
# run.sh LOGS PROGRAM ...: run the test programs, as many at a time as there
# are processors, then print what each said, in the order given.  One that
# fails, or dies before its closing line, fails the run.
set -eu
logs=$1
shift
mkdir -p "$logs"
rm -f "$logs"/*.log "$logs"/*.status
jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}

# A program's log is named after its path: two layers may have one test name.
# shellcheck disable=SC2016
printf '%s\n' "$@" | LOGS=$logs xargs -P "$jobs" -I '{}' sh -c '
	log=$LOGS/$(echo "$1" | tr / _)
	status=0
	${WRAP:-} "$1" >"$log.log" 2>&1 || status=$?
	echo "$status" >"$log.status"' sh '{}'

failed=
for t in "$@"; do
	log=$logs/$(echo "$t" | tr / _)
	cat "$log.log"
	status=$(cat "$log.status")
	[ "$status" = 0 ] || failed="$failed
$t ended with status $status"
done
[ -z "$failed" ] || { echo "unit: FAILED:$failed"; exit 1; }
echo "unit: $# programs passed"
