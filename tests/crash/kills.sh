#!/bin/sh
# kills.sh BUILD KILLS [SEED]: kill proviso while it captures, imports, signs a
# checkpoint, reports and exports: before, after and half-way through the calls
# that change a file, one after the other, and at random times.  After each
# kill: the archive holds to the last byte and continues every checkpoint that
# was published, what was acknowledged is there, nothing half-done stands at a
# target, and the same command done again ends as if nothing had happened.
# Prints a line for each kind; exit 1 if anything was lost.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/crash.sh"
crash_begin "$1"
kills=$2
seed=${3:-1}
bad=0

# Kills of 1,000 by kind.
kinds=${KINDS:-capture:300 captures:150 ota:200 checkpoint:70 report:170 tiles:110}

# What went wrong, with all that is needed to do it again.
lost() {
	echo "LOST: $kind, $how $n (seed $seed): $1" >&2
	bad=1
}

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

# No and why, unless the archive is whole and continues what was published.
holds() {
	proviso check --read-data --against kept.txt >said 2>&1 ||
	    lost "check --against kept.txt: $(tail -n 1 said)"
	for c in new.txt "$@"; do
		[ ! -e "$c" ] || proviso check --against "$c" >said 2>&1 ||
		    lost "check --against $c: $(tail -n 1 said)"
	done
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
	again || lost "again: $(tail -n 1 err)"
	proviso -q checkpoint >next.txt 2>err ||
	    lost "the log does not go on: $(tail -n 1 err)"
	holds next.txt
	same || lost 'done again, the end is not that of an undisturbed run'
	left=$((left + $(find . -name '.proviso-*' | wc -l)))
	cd "$work"
	rm -rf "$work/now"
}

# A capture's lines name events that are there.
acknowledged() {
	case $kind in
	capture)
		awk -F '\t' 'NF == 6 && $6 ~ /^[0-9]+$/ { print $6 "\t" $3 }' \
		    out | sort >told
		proviso log --json | sed -n 's/.*"document":"\([^"]*\)".*"event":\([0-9]*\),.*"platform":"\([^"]*\)".*/\2\t\3\/\1/p' |
		    sort >there
		[ -z "$(comm -23 told there)" ] ||
		    lost "told, and not there: $(comm -23 told there | head -1)"
		acked=$((acked + $(wc -l <told)))
		;;
	checkpoint)
		[ "$1" != 0 ] || [ -s new.txt ] || lost 'exit 0, and no file'
		;;
	report)
		[ "$1" != 0 ] || [ -s P.pdf ] || lost 'exit 0, and no packet'
		;;
	esac
}

# What stands at a target is whole, and a packet that stands is in the log.
targets() {
	[ ! -e P.pdf ] || {
		proviso -q verify P.pdf >said 2>&1 || [ $? = 5 ] ||
		    lost "P.pdf: $(tail -n 1 said)"
		proviso -q checkpoint >/dev/null
		if proviso -q prove "$(sha256sum P.pdf | cut -d ' ' -f 1)" \
		    -o P.proof 2>err; then
			proviso verify P.pdf --vkey proviso.db.vkey \
			    --proof P.proof >said 2>&1 || [ $? = 5 ] ||
			    lost "P.pdf is not logged: $(tail -n 1 said)"
		else
			lost "P.pdf stands, and is not in the log: $(cat err)"
		fi
	}
	[ ! -e P.pdf.p7s ] || [ ! -e P.pdf ] ||
	    openssl cms -verify -binary -purpose any -inform DER -in P.pdf.p7s \
		-content P.pdf -CAfile keys/root.pem -no-CApath -no-CAstore \
		-out /dev/null 2>said || lost "P.pdf.p7s: $(head -n 1 said)"
	[ ! -d tiles ] || (cd tiles && find . -type f ! -name '.proviso-*') |
	    while read -r f; do
		cmp -s "tiles/$f" "$work/end/tiles/$f" || echo "$f"
	done >odd
	[ ! -d tiles ] || [ ! -s odd ] || lost "tiles: $(head -n 1 odd) is odd"
}

again() {
	status=0
	"$here/do.sh" "$kind" >out 2>err || status=$?
	[ "$status" = 0 ]
}

# The end of an undisturbed run, as far as it does not depend on the time.
same() {
	case $kind in
	captures | ota)
		dump | cmp -s - "$work/end/dump"
		;;
	tiles)
		diff -r -x '.proviso-*' tiles "$work/end/tiles" >/dev/null
		;;
	esac
}

dump() {
	proviso log --json
	for s in 'Fala Clara' 'Nimbus Notes' Palaver 'Werkbank KI' Acme; do
		proviso versions "$s" --json 2>/dev/null || true
		proviso provisions "$s" --json 2>/dev/null || true
	done
}

kind_all() { # kind_all KIND KILLS
	kind=$1
	rm -rf "$work/base" "$work/end"
	"base_$kind"
	cp -R "$work/base" "$work/end"
	cd "$work/end"
	began=$(date +%s%N)
	SHIM_COUNT=calls "$here/do.sh" "$kind" "$shim" >out 2>err ||
	    { cat err >&2; exit 3; }
	took=$(awk -v n="$(($(date +%s%N) - began))" 'BEGIN { print n / 1e9 }')
	calls=$(cat calls)
	dump >dump
	cd "$work"
	dead=0 done=0 acked=0 left=0
	plan "$2" "$calls" "$took" >plan
	while read -r how n; do
		kind_one
	done <plan
	printf '%s\t%s kills at %s calls: %s killed, %s had ended; %s acknowledged\n' \
	    "$kind" "$(wc -l <plan)" "$calls" "$dead" "$done" "$acked"
	[ "$left" = 0 ] || printf '\t%s temporary files left beside targets\n' "$left"
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
