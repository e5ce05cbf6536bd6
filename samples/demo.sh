#!/bin/sh
# demo.sh BUILD: the whole way on samples/, each command printed before its
# output.  Everything it makes lies in BUILD/demo.
set -eu
build=${1:-build}
cd "$(dirname "$0")/.."
case $build in /*) ;; *) build=$(pwd)/$build ;; esac
demo=$build/demo
index=$(pwd)/samples/index.tsv
rm -rf "$demo"
mkdir -p "$demo"
cd "$demo"
PATH=$build:$PATH
export PATH

step() {
	echo
	echo "# $1"
	shift
	printf '$'
	for word in "$@"; do
		case $word in
		*' '*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	echo
	"$@"
}

step 'A trial key: real packets want a certificate that their readers know.' \
    proviso key new --dir keys --name 'Trial evidence signer'
step 'An archive, and what was captured of four invented vendors.' \
    proviso init
step 'Each capture becomes an event; texts, clauses and changes are followed.' \
    proviso import captures "$index"
step 'Does the archive hold? Every stored byte is read and hashed again.' \
    proviso check --read-data
step 'What the documents of one vendor said, version by version.' \
    proviso versions 'Nimbus Notes'
step 'How one sentence changed.' \
    proviso diff 'Nimbus Notes/Privacy Policy' --from 2025-04-01 --to 2025-07-01
step 'A signed packet for each vendor.' \
    proviso report packet 'Nimbus Notes' --as-of 2025-12-31 \
    -o Nimbus_Notes.pdf --key keys/signer.key --cert keys/signer.pem
for v in 'Palaver' 'Fala Clara' 'Werkbank KI'; do
	step "$v" proviso report packet "$v" --as-of 2025-12-31 \
	    -o "$(echo "$v" | tr ' ' _).pdf" \
	    --key keys/signer.key --cert keys/signer.pem
done
step 'Verified by proviso.' \
    proviso verify Nimbus_Notes.pdf --trust keys/root.pem
step 'Verified by openssl alone, over the whole file.' \
    openssl cms -verify -binary -purpose any -inform DER \
    -in Nimbus_Notes.pdf.p7s -content Nimbus_Notes.pdf \
    -CAfile keys/root.pem -no-CApath -no-CAstore -out /dev/null
step 'Everything inside, and its own check with openssl and coreutils.' \
    proviso extract Nimbus_Notes.pdf -d inside
step 'The script is the program'\''s own; the packet prints the bare commands.' \
    sh inside/verify.sh Nimbus_Notes.pdf keys/root.pem inside

cat <<TXT

The packet:   $demo/Nimbus_Notes.pdf
Its evidence: $demo/inside

Next, with an archive of your own (README, "Your own archive"):
  1. list your captures in an index.tsv like samples/index.tsv, and run
     proviso init; proviso import captures index.tsv
     (or: proviso import ota REPO, for an Open Terms Archive repository)
  2. proviso report packet PLATFORM -o Packet.pdf --key K --cert C
  3. hand over Packet.pdf and Packet.pdf.p7s; your reader needs openssl and
     your root certificate, which he takes from you and not from the file
TXT
