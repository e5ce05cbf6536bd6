#!/bin/sh
# kills.sh BUILD KILLS [SEED]: kill proviso while it captures, imports, signs a
# checkpoint, reports and exports: before, after and half-way through the calls
# that change a file, one after the other, and at random times.  After each
# kill: the archive holds to the last byte and continues every checkpoint that
# was published, what was acknowledged is there, nothing half-done stands at a
# target, and the same command done again ends as if nothing had happened and
# takes away what the killed one left beside its targets.
# Prints a line for each kind; exit 1 if anything was lost.
set -eu
# shellcheck source-path=SCRIPTDIR
here=$(cd "$(dirname "$0")" && pwd)
. "$here/crash.sh"
crash_begin "$1"
kills=$2
seed=${3:-1}
bad=0

# Kills of 1,000 by kind.
kinds=${KINDS:-capture:300 captures:150 ota:200 checkpoint:70 report:170 tiles:110}

# HOW N, a line for each kill: every call in turn, before, after and half-way,
# or as many of them as there are kills; a fifth at random times.
plan() { # plan KILLS CALLS SECONDS
	awk -v k="$1" -v calls="$2" -v s="$3" -v seed="$seed" 'BEGIN {
		srand(seed)
		split("kill after torn", hows, " ")
		timed = int(k / 5)
		all = k - timed
		for (i = 0; i < all; i++) {
			j = all < 3 * calls ? \
			    int((i + rand()) * 3 * calls / all) : i
			print hows[int(j / calls) % 3 + 1], j % calls + 1
		}
		for (i = 0; i < timed; i++)
			print "time", sprintf("%.4f", 0.002 + rand() * s)
	}'
}

# Run the kind's command in the present folder until it is killed.
killed() { # killed HOW N
	status=0
	if [ "$1" = time ]; then
		timeout -s KILL "$2" "$here/do.sh" "$kind" >out 2>err ||
		    status=$?
	else
		SHIM_HOW=$1 SHIM_AT=$2 "$here/do.sh" "$kind" "$shim" >out 2>err ||
		    status=$?
	fi
}

kind_one() {
	cp -R "$work/base" "$work/now"
	cd "$work/now"
	killed "$how" "$n"
	case $status in 137) dead=$((dead + 1)) ;; 0) done=$((done + 1)) ;; *)
		lost "exit $status: $(tail -n 1 err)" ;;
	esac
	holds
	acknowledged "$status"
	targets
	# What is left of it is swept by the next run, once it is old.
	find . -name '.proviso-*' -exec touch -d '2 minutes ago' {} + -exec \
	    printf '%.0s.' {} + >left
	left=$((left + $(wc -c <left)))
	rm left
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

kind_all() { # kind_all KIND KILLS
	kind=$1
	undisturbed kill
	dead=0 done=0 acked=0 left=0
	plan "$2" "$calls" "$took" >plan
	while read -r how n; do
		kind_one
	done <plan
	printf '%s\t%s kills at %s calls: %s killed, %s had ended; %s acknowledged\n' \
	    "$kind" "$(wc -l <plan)" "$calls" "$dead" "$done" "$acked"
	[ "$left" = 0 ] ||
	    printf '\t%s temporary files left, and swept by the next run\n' "$left"
}

total=0
for k in $kinds; do
	share=$((${k#*:} * kills / 1000))
	[ "$share" -gt 0 ] || share=1
	kind_all "${k%:*}" "$share"
	total=$((total + share))
done
if [ $bad = 0 ]; then
	echo "kills: $total passed, 0 failed"
else
	echo 'kills: FAILED'
fi
exit $bad
