#!/bin/sh
# webarchive.sh BUILD: what we export before programs of others (warcio,
# jwarc, py-wacz), spoiled copies of it, what they write read by us, and the
# way out and in again.  Prints lines "yes|no|skipped<TAB>what<TAB>figure";
# exit 1 if one says no.
set -eu
# shellcheck source-path=SCRIPTDIR
here=$(cd "$(dirname "$0")" && pwd)
. "$here/asks.sh"
build=$(realpath "${1:-build}")
proviso=$build/proviso
judges=$build/judges
venv=$judges/venv-warc
jar=$judges/jwarc-0.33.0.jar
work=$(mktemp -d)
serve=
ended() {
	[ -z "$serve" ] || kill "$serve" 2>/dev/null || true
	rm -rf "$work"
}
trap ended EXIT
cd "$work"


# The judges, once a build.
mkdir -p "$judges"
if [ ! -f "$venv/ready" ]; then
	rm -rf "$venv"
	python3 -m venv "$venv" && "$venv/bin/pip" install -q \
	    --disable-pip-version-check warcio==1.8.1 wacz==0.6.0 &&
	    touch "$venv/ready" || true
fi
if [ ! -f "$jar" ] && command -v mvn >/dev/null; then
	mvn -B -q dependency:copy "-DoutputDirectory=$judges" \
	    -Dartifact=org.netpreserve:jwarc:0.33.0 >mvn.log 2>&1 || true
fi
[ -f "$venv/ready" ] ||
    printf 'skipped\twarcio and py-wacz cannot be installed here\n'
[ -f "$jar" ] || printf 'skipped\tjwarc cannot be had here\n'
judged() { # judged yes|not WHAT FILE: by each judge there is
	[ ! -f "$venv/ready" ] ||
	    "$1" "warcio: $2" "$venv/bin/warcio" check "$3"
	[ ! -f "$jar" ] || "$1" "jwarc: $2" java -jar "$jar" validate "$3"
}

# An archive of all there is: lists of captures, records of others, and
# captures of our own, by gzip, br and chunks, redirected, found unchanged.
"$build/tests/bench/serve" "$work" >ports &
serve=$!
while ! grep -q ready ports; do sleep 0.1; done
port() { awk -v k="$1" '$1 == k { print $2 }' ports; }
"$proviso" -q init >/dev/null
"$proviso" -q import captures "$here/../../samples/index.tsv"
"$proviso" -q import warc "$here/../golden/import_warc/in/a.warc" 2>/dev/null ||
    true
i=0
for path in /doc /chunked /gzip /br /zstd /etag '/to?u=/doc' '/status?s=404'; do
	i=$((i + 1))
	"$proviso" -q add "Site/Document $i" --allow-private \
	    --url "http://127.0.0.$i:$(port http)$path"
done
"$proviso" -q add "Site/Secure" --allow-private \
    --url "https://127.0.0.1:$(port good)/doc"
for round in 1 2; do
	"$proviso" -q capture --ca ca.pem --delay 0 >out 2>err || true
done

for form in warc warc.gz wacz; do
	"$proviso" -q export "${form%.gz}" -o "x.$form"
done
yes 'responses, requests, resources and a revisit are among the records' \
    sh -c 'for t in response request resource revisit metadata warcinfo; do
    grep -aq "^WARC-Type: $t" x.warc || exit 1; done'
for form in warc warc.gz; do
	judged yes "takes what we export as $form" "x.$form"
done

# Spoiled ones: each of us must refuse.
"$proviso" --archive e.db -q init >/dev/null
ours() { "$proviso" --archive e.db -q import "$1" "$2"; }
sed '0,/<p>/s//<q>/' x.warc >flip.warc
judged not 'refuses a page that was changed' flip.warc
not 'we: refuse a page that was changed' ours warc flip.warc
head -c "$(($(stat -c %s x.warc.gz) - 9))" x.warc.gz >cut.warc.gz
[ ! -f "$jar" ] || not 'jwarc: refuses a file that was cut' \
    java -jar "$jar" validate cut.warc.gz
not 'we: refuse a file that was cut' ours warc cut.warc.gz
# What they let pass: a cut between records, records without digests.
at=$(grep -abo '^WARC/1.1' x.warc | tail -1 | cut -d: -f1)
head -c "$at" x.warc >between.warc
judged yes 'lets pass a cut between two records' between.warc
not 'we: refuse a cut between two records' ours warc between.warc
grep -av '^WARC-\(Block\|Payload\)-Digest' x.warc >bare.warc
judged yes 'lets pass records without digests' bare.warc
not 'we: refuse records without digests' ours warc bare.warc

if [ -f "$venv/ready" ]; then
	yes 'py-wacz: takes what we export' "$venv/bin/wacz" validate -f x.wacz
	mkdir z
	(cd z && "$venv/bin/python" -m zipfile -e ../x.wacz .)
	yes 'warcio: takes the WARC in it' \
	    "$venv/bin/warcio" check z/archive/data.warc.gz
	yes 'warcio: finds each record of the index where it says, with its digest' \
	    "$venv/bin/python" "$here/webarchive.py" index z
	sed 's/pages.jsonl/pages.jsonx/' x.wacz >renamed.wacz
	not 'py-wacz: refuses a file that is not listed' \
	    "$venv/bin/wacz" validate -f renamed.wacz
	not 'we: refuse a file that is not listed' ours wacz renamed.wacz
	# The other way: what they write, we read.
	"$venv/bin/python" "$here/webarchive.py" write theirs.warc.gz
	"$venv/bin/wacz" create -o theirs.wacz theirs.warc.gz >said 2>&1
	for form in warc.gz wacz; do
		"$proviso" --archive "$form.db" -q init >/dev/null
		yes "we: take what they write as $form" "$proviso" --archive \
		    "$form.db" import "${form%.gz}" "theirs.$form"
		yes "we: see its three looks in $form" sh -c \
		    'test "$("$0" --archive "$1" log | grep -c vendor.example)" = 3' \
		    "$proviso" "$form.db"
	done
fi

# Out and in again.
facts() { # facts ARCHIVE: looks and versions, by their digests
	"$proviso" --archive "$1" --json log | python3 -c "
import json, sys
for line in sys.stdin:
    o = json.loads(line)
    same = 'verified' in o['record']
    print(*(o.get(k) for k in ('time', 'platform', 'document', 'class',
        'version', 'status', 'url', 'detail')), same or o.get('sha256'))"
	for p in $("$proviso" --archive "$1" --json log | python3 -c "
import json, sys
print(*sorted({json.loads(l)['platform'].replace(' ', '+') for l in sys.stdin}))")
	do
		"$proviso" --archive "$1" --json versions "$(echo "$p" | tr + ' ')"
	done
}
facts proviso.db >want
for form in warc warc.gz wacz; do
	"$proviso" --archive "in-$form.db" -q init >/dev/null
	yes "we: take what we export as $form" "$proviso" --archive \
	    "in-$form.db" import "${form%.gz}" "x.$form"
	facts "in-$form.db" >have
	yes "the same looks, texts and digests from $form" diff want have
	"$proviso" --archive "in-$form.db" -q export warc -o back.warc
	for f in "x.$form" back.warc; do
		k=${f%.gz}
		yes "each look of $f is known where it came from" sh -c \
		    '"$0" import "$1" "$2" | grep -qx "added	0"' \
		    "$proviso" "${k##*.}" "$f"
	done
done
exit "$bad"
