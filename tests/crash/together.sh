#!/bin/sh
# together.sh BUILD: several at once on one archive: two captures, a capture
# and reports, a capture and checks.  Each ends as if it had been alone, all
# that was told is there, and the archive holds to the last byte throughout.
set -eu
# shellcheck source-path=SCRIPTDIR
here=$(cd "$(dirname "$0")" && pwd)
. "$here/crash.sh"
crash_begin "$1"
kind=together how=at-once n=1 seed=0 bad=0 acked=0
looks() { proviso log | tail -n +2 | wc -l; }
ok() { [ "$1" = 0 ] || lost "$2: exit $1: $(tail -n 1 "$3")"; }

base_capture
cd "$work/base"
proviso -q import captures "$SAMPLES/index.tsv"
proviso -q key new --dir keys --name Trial >/dev/null
before=$(looks)

capture() { # capture NAME: in the background of its own folder's names
	status=0
	"$here/do.sh" capture >"$1.out" 2>"$1.err" || status=$?
	echo $status >"$1.status"
}
ended() { # ended NAME
	ok "$(cat "$1.status")" "$1" "$1.err"
	kind=capture
	cp "$1.out" out
	acknowledged 0
	kind=together
}

capture first & one=$!
capture second & two=$!
wait $one $two
ended first
ended second
[ "$(looks)" = $((before + 80)) ] ||
	lost "two captures: want $((before + 80)) looks, have $(looks)"
holds
echo "two captures	$(looks) looks, $acked of them told of"

capture third & one=$!
i=0
while [ $i -lt 3 ]; do
	i=$((i + 1))
	status=0
	proviso -q report packet Palaver --as-of 2025-12-31 -o "P$i.pdf" \
	    --key keys/signer.key --cert keys/signer.pem >said 2>&1 || status=$?
	ok $status "report beside a capture" said
	status=0
	proviso verify "P$i.pdf" --vkey proviso.db.vkey >said 2>&1 || status=$?
	[ $status = 0 ] || [ $status = 5 ] ||
	    lost "packet $i: $(tail -n 1 said)"
done
wait $one
ended third
holds
echo "a capture and reports	3 packets, signed and logged"

capture fourth & one=$!
i=0
while kill -0 $one 2>/dev/null; do
	i=$((i + 1))
	holds
done
wait $one
ended fourth
holds
[ "$(looks)" = $((before + 160)) ] ||
	lost "all: want $((before + 160)) looks, have $(looks)"
echo "a capture and checks	$i checks beside it, each yes"
cd "$work"
[ $bad = 0 ] && echo 'together: 3 passed, 0 failed' || echo 'together: FAILED'
exit $bad
