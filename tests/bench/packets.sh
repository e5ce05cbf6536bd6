#!/bin/sh
# packets.sh BUILD DIR WHAT [N]: packets for the bench, issued by the commands
# that users have, out of captures that are made here.
#
#     markdown N  N packets of 25 vendors, each with one short policy in
#                 Markdown: DIR/md/*.pdf
#     html        the packet on Nimbus Notes of samples/ (HTML), and one on a
#                 single provision: DIR/html/packet.pdf, provision.pdf
#     large       a vendor of many policies in Markdown, each with a picture
#                 inside that does not compress: DIR/large.pdf, 50 MB, by
#                 the same command with more room than portals give
#
# Keys of packets lie in DIR/key: P-256.
set -eu
build=$(realpath "$1")
dir=$2
what=$3
n=${4:-1000}
cd "$(dirname "$0")/../.."
samples=$(pwd)/samples
proviso=$build/proviso
mkdir -p "$dir"
cd "$dir"
[ -d key ] ||
	"$proviso" key new --dir key --name 'Bench signer' >/dev/null 2>&1
sign='--as-of 2025-12-31 --key key/signer.key --cert key/signer.pem'

# A file of policies; each of it: a line of the index.
index() {
	printf 'platform\tdocument\turl\ttime\tstatus\tmedia_type\tfile\n'
}
line() {	# line PLATFORM DOCUMENT HOST MONTH FILE
	printf '%s\t%s\thttps://%s.example/%s\t2025-%s-10T06:00:00Z\t200\ttext/markdown; charset=utf-8\t%s\n' \
	    "$1" "$2" "$3" "$(basename "$5" .md)" "$4" "$5"
}

markdown() {
	mkdir -p md src
	index >md.tsv
	i=0
	while [ $i -lt 25 ]; do
		i=$((i + 1))
		cat >src/v$i.md <<TXT
# Privacy Policy

Effective January $i, 2025

Vendor $i turns what you say into notes. This policy tells you what we collect.

## 1. How long we keep it

We keep your notes for $i months after you delete your account, and backups for another $((i + 30)) days.
TXT
		line "Vendor $i" 'Privacy Policy' v$i 03 src/v$i.md >>md.tsv
	done
	"$proviso" --archive md.db init >/dev/null
	"$proviso" --archive md.db import captures md.tsv >/dev/null
	k=0
	while [ $k -lt "$n" ]; do
		k=$((k + 1))
		# shellcheck disable=SC2086
		"$proviso" --archive md.db -q report packet \
		    "Vendor $((k % 25 + 1))" -o md/p$k.pdf $sign
	done
}

html() {
	mkdir -p html
	"$proviso" --archive html.db init >/dev/null
	"$proviso" --archive html.db import captures "$samples/index.tsv" >/dev/null
	id=$("$proviso" --archive html.db provisions 'Nimbus Notes' \
	    --as-of 2025-12-31 | awk -F '\t' '$3 == "third-party-sharing" {
		print $1; exit }')
	# shellcheck disable=SC2086
	"$proviso" --archive html.db -q report packet 'Nimbus Notes' \
	    -o html/packet.pdf $sign
	# shellcheck disable=SC2086
	"$proviso" --archive html.db -q report provision "$id" \
	    -o html/provision.pdf $sign
}

# So many bytes that do not compress, the same each time.
noise() {	# noise SEED BYTES
	head -c "$2" /dev/zero | openssl enc -aes-128-ctr -nosalt -nopad \
	    -K "$(printf '%032x' "$1")" -iv "$(printf '%032x' 1)" 2>/dev/null |
	    openssl base64 -A
}

large() {
	mkdir -p src
	index >large.tsv
	i=0
	while [ $i -lt "${POLICIES:-52}" ]; do
		i=$((i + 1))
		{
			cat <<TXT
# Policy $i

Effective January 1, 2025

This is policy $i of many, for the part of the service that has number $i.

## 1. How long we keep it

We keep your notes for $i months after you delete your account, and backups for another $((i + 30)) days.

## 2. Who receives it

We share personal information of part $i with service providers who store it for us, and with analytics partners.

## 3. Training

We may use your content of part $i to train our models, unless you opt out in the settings.

## 4. Disputes

Any dispute about part $i is settled by binding arbitration in San Francisco, and you waive class actions.

![The seal of part $i](data:image/png;base64,$(noise $i "${PICTURE:-940000}"))
TXT
		} >src/l$i.md
		line Large "Policy $i" large 03 src/l$i.md >>large.tsv
	done
	"$proviso" --archive large.db init >/dev/null
	"$proviso" --archive large.db import captures large.tsv >/dev/null
	# shellcheck disable=SC2086
	"$build/tests/bench/big_report" "$proviso" large.db packet Large \
	    -o large.pdf $sign
}

"$what"
