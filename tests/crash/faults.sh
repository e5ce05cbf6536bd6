#!/bin/sh
# faults.sh BUILD FAULTS [SEED]: the system fails proviso at the n-th call: the
# disk is full from then on, a write or a sync fails, an allocation fails, the
# medium cannot be written.  Each is told in words with exit 3 and changes
# nothing, or costs nothing; a library that ends the process otherwise is a
# failure like any other.  Then the archive holds to the last byte, nothing
# half-done stands at a target, no temporary file is left but where memory ended
# the process, the same command done again works, and takes those away.  Prints
# a line for each kind; exit 1 if anything was lost.
set -eu
# shellcheck source-path=SCRIPTDIR
here=$(cd "$(dirname "$0")" && pwd)
. "$here/crash.sh"
crash_begin "$1"
faults=$2
seed=${3:-1}
bad=0

# Faults of 1,000 by kind; and how each kind is failed.
kinds=${KINDS:-capture:180 captures:180 ota:180 checkpoint:150 report:180 tiles:130}
hows=${HOWS:-enospc eio sync alloc allocs}

plan() { # plan FAULTS CALLS HOW
	awk -v k="$1" -v calls="$2" -v how="$3" -v seed="$seed" 'BEGIN {
		srand(seed)
		if (k > calls)
			k = calls
		for (i = 0; i < k; i++)
			print how, int((i + rand()) * calls / k) + 1
	}'
}

fault_one() {
	cp -R "$work/base" "$work/now"
	cd "$work/now"
	status=0
	SHIM_HOW=$how SHIM_AT=$n timeout -s KILL 200 \
	    "$here/do.sh" "$kind" "$shim" >out 2>err || status=$?
	case $status in
	137) lost 'it does not end' ;;
	0) cost=$((cost + 1)) ;;
	3)
		told=$((told + 1))
		[ -s err ] || lost 'exit 3 without a word'
		;;
	4)
		# libcurl says of a long header line that memory is gone: the
		# look is a gap that names both.
		told=$((told + 1))
		case $kind-$how in
		capture-alloc*) grep -q 'memory ran out' out ||
		    lost 'a gap that does not tell of memory' ;;
		*) lost 'exit 4' ;;
		esac
		;;
	*) lost "exit $status: $(tail -n 1 err)" ;;
	esac
	holds
	acknowledged "$status"
	targets
	# One that memory ends cannot clean up beside its targets.
	[ "$how" = eio ] || [ "$how" = alloc ] || [ "$how" = allocs ] ||
	    [ -z "$(find . -name '.proviso-*')" ] ||
	    lost 'a temporary file is left'
	find . -name '.proviso-*' -exec touch -d '2 minutes ago' {} +
	again || lost "again: $(tail -n 1 err)"
	proviso -q checkpoint >next.txt 2>err ||
	    lost "the log does not go on: $(tail -n 1 err)"
	holds next.txt
	same || lost 'done again, the end is not that of an undisturbed run'
	[ -z "$(find . -name '.proviso-*')" ] ||
	    lost "not swept: $(find . -name '.proviso-*')"
	cd "$work"
	rm -rf "$work/now"
}

fault_all() { # fault_all KIND FAULTS
	kind=$1
	each=$(($2 / 5))
	[ $each -gt 0 ] || each=1
	for h in $hows; do
		undisturbed "$h"
		told=0 cost=0
		plan "$each" "$calls" "$h" >plan
		while read -r how n; do
			fault_one
		done <plan
		printf '%s\t%s\t%s of %s calls failed: %s told, %s cost nothing\n' \
		    "$kind" "$h" "$(wc -l <plan)" "$calls" "$told" "$cost"
		total=$((total + told + cost))
	done
}

# From the first call on nothing can be written: what reads works, what writes
# says so, and not a byte is another.
readonly_all() {
	how=readonly n=1
	for kind in capture captures ota checkpoint; do
		"base_$kind"
		cd "$work/base"
		sha256sum proviso.db* >before
		status=0
		SHIM_HOW=readonly SHIM_AT=1 "$here/do.sh" "$kind" "$shim" \
		    >out 2>err || status=$?
		[ $status = 3 ] || lost "read-only: exit $status"
		grep -qi 'read-only' err || lost "read-only: $(tail -n 1 err)"
		sha256sum proviso.db* | cmp -s - before ||
		    lost 'read-only: the archive is another'
		LD_PRELOAD=$shim SHIM_HOW=readonly SHIM_AT=1 \
		    proviso check --read-data --against kept.txt >said 2>&1 ||
		    lost "read-only: check: $(tail -n 1 said)"
		total=$((total + 1))
		cd "$work"
		rm -rf "$work/base"
	done
	echo 'read-only: 4 commands told so, the archive as it was'
}

total=0
for k in $kinds; do
	fault_all "${k%:*}" $((${k#*:} * faults / 1000))
	rm -rf "$work/base"
done
readonly_all
if [ $bad = 0 ]; then
	echo "faults: $total passed, 0 failed"
else
	echo 'faults: FAILED'
fi
exit $bad
