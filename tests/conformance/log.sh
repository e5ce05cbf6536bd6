#!/bin/sh
# log.sh BUILD SHARED: checkpoints, proofs and tiles of a log that grows,
# before programs of others (log/main.go: Go's sumdb, Tessera's fsck, merkle,
# formats, torchwood), then spoiled ones, of which each must be refused.  Prints
# what went otherwise, and the counts; says no if anything did.
set -eu
build=$1
shared=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$build/conformance/log
judge=$build/judges/judgelog
proviso=$build/proviso
samples=$(cd "$here/../../samples" && pwd)
if ! command -v go >/dev/null; then
	echo 'skipped: no Go here (golang, 1.26 or newer)'
	exit 0
fi
mkdir -p "$build/judges"
(cd "$here/log" && go build -o "$judge" .)
rm -rf "$work"
mkdir -p "$work"
cd "$work"
yes=0
no=0
takes() {	# takes WHAT ARGUMENT...: all judges say yes
	what=$1
	shift
	if "$judge" "$@" >said 2>err; then
		yes=$((yes + $(grep -c '^yes' said)))
	else
		no=$((no + 1))
		echo "no: $what"
		grep -v '^yes' said || tail -n 3 err
	fi
}
refuses() {	# refuses WHAT ARGUMENT...: at least one says no
	what=$1
	shift
	if "$judge" "$@" >said 2>err; then
		no=$((no + 1))
		echo "no: taken all the same: $what"
	else
		yes=$((yes + 1))
	fi
}
"$proviso" --archive a.db init >/dev/null
"$proviso" --archive a.db checkpoint >empty
takes 'the empty log' head a.db.vkey empty
head -n 30 "$samples/index.tsv" >first
cp -R "$samples" s
cp first s/first.tsv
"$proviso" --archive a.db -q import captures s/first.tsv >/dev/null
"$proviso" --archive a.db checkpoint >one
"$proviso" --archive a.db -q export tiles -o tiles
takes 'tiles' tiles a.db.vkey tiles
"$proviso" --archive a.db -q import captures s/index.tsv >/dev/null
"$proviso" --archive a.db -q key new --dir keys --name Trial 2>/dev/null >/dev/null
"$proviso" --archive a.db -q report packet Palaver --as-of 2025-12-31 -o P.pdf \
    --key keys/signer.key --cert keys/signer.pem
"$proviso" --archive a.db checkpoint >two
"$proviso" --archive a.db -q export tiles -o tiles
takes 'tiles that grew' tiles a.db.vkey tiles one
takes 'a packet' entry a.db.vkey P.tlog-proof
"$proviso" extract P.pdf -d inside >/dev/null 2>&1
takes 'the checkpoint inside' head a.db.vkey inside/checkpoint.txt
for f in inside/proofs/*.tlog-proof; do
	takes "$f" entry a.db.vkey "$f"
done
"$proviso" --archive a.db prove --consistency one >growth
takes 'growth' grown a.db.vkey one growth
n=$(sed -n 2p two)
i=1
while [ $i -le 12 ]; do
	"$proviso" --archive a.db prove "event $i" >proof
	takes "event $i of $n" entry a.db.vkey proof
	i=$((i + 1))
done
if [ -f "$build/conformance/real.db" ]; then
	cp "$build/conformance/real.db" r.db
	cp "$build/conformance/real.db.logkey" r.db.logkey
	cp "$build/conformance/real.db.logkey.head" r.db.logkey.head
	cp "$build/conformance/real.db.vkey" r.db.vkey
	"$proviso" --archive r.db checkpoint >real
	"$proviso" --archive r.db -q export tiles -o real-tiles
	takes 'a real archive' tiles r.db.vkey real-tiles
	for i in 1 255 256 257 4000; do
		"$proviso" --archive r.db prove "event $i" >proof
		takes "event $i of the real archive" entry r.db.vkey proof
	done
fi

# Spoiled ones: a judge that never says no proves nothing.
flip() {	# flip FILE OFFSET: another byte there
	at=$(dd if="$1" bs=1 skip="$2" count=1 2>/dev/null | od -An -tu1 | tr -d ' ')
	printf "\\$(printf %o $((at ^ 1)))" |
	    dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
spoiled() {	# spoiled WHAT PATH OFFSET
	rm -rf bad
	cp -R tiles bad
	flip "bad/$2" "$3"
	refuses "$1" tiles a.db.vkey bad
}
partial=$(cd tiles && find tile/entries -path '*.p/*' | sort -t/ -k4n | tail -n 1)
hashes=tile/0/${partial#tile/entries/}
spoiled 'another byte in an entry' "$partial" 40
spoiled 'another length of an entry' "$partial" 1
spoiled 'another byte in a tile' "$hashes" 5
spoiled 'another byte in the checkpoint' checkpoint 60
rm -rf bad && cp -R tiles bad && rm "bad/$partial"
refuses 'a bundle that is not there' tiles a.db.vkey bad
for what in one:size two:root; do
	rm -rf bad && cp -R tiles bad && cp one bad/checkpoint
	case $what in
	*size) sed '2s/.*/7/' one >bad/checkpoint ;;
	*root) sed '3s/^./-/' two >bad/checkpoint ;;
	esac
	refuses "another $what" tiles a.db.vkey bad
done
sed '1s/$/x/' two >bad/head
refuses 'another origin' head a.db.vkey bad/head
sed 's/^index .*/index 0/' P.tlog-proof >bad/proof
refuses 'another index' entry a.db.vkey bad/proof
sed '4s/^.\{8\}/AAAAAAAA/' P.tlog-proof >bad/proof
refuses 'another hash' entry a.db.vkey bad/proof
sed '2s/^.\{8\}/AAAAAAAA/' growth >bad/growth
refuses 'another hash of growth' grown a.db.vkey one bad/growth
"$proviso" --archive b.db init >/dev/null
refuses 'another key' head b.db.vkey two
echo "log: $yes yes, $no no"
[ "$no" = 0 ]
