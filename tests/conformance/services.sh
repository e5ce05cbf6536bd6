#!/bin/sh
# services.sh BUILD: time-stamp authorities, OCSP responders and CRLs that do
# one thing wrong each: what `sign` and `extend` say, their status, and that
# nothing half-written is left; then what a second authority, the list beside
# the responder, and kept answers are good for.
set -eu
cd "$(dirname "$0")/../.."
build=${1:-build}
case $build in /*) ;; *) build=$(pwd)/$build ;; esac
work=$build/conformance/services
proviso=$build/proviso
make -s "O=$build" "$build/tests/conformance/pki_server"
rm -rf "$work"
mkdir -p "$work/pki"
cd "$work"
"$build/tests/conformance/pki_server" pki 2>server.log &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
trap 'exit 1' HUP INT TERM
n=0
while [ ! -f pki/url ]; do
	n=$((n + 1))
	[ "$n" -le 600 ] || { echo 'no: the infrastructure does not start'; exit 1; }
	sleep 0.1
done
url=$(cat pki/url)
printf '%%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<<>>>>\nendobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \n0000000104 00000 n \ntrailer\n<</Size 4/Root 1 0 R>>\nstartxref\n183\n%%%%EOF\n' >plain.pdf
key="--key pki/p256.key --cert pki/p256.pem --chain pki/ca.pem --allow-private"
passed=0 failed=0
yes() {
	passed=$((passed + 1))
}
no() {
	failed=$((failed + 1))
	printf 'no: %s\n' "$*"
	sed 's/^/    /' said
}
mood() {
	curl -sf -o /dev/null "$url/mood/$1"
}
# tried <what> <wanted status> <words> <command> <options>...
tried() {
	what=$1 want=$2 words=$3 command=$4
	shift 4
	status=0
	"$proviso" -q "$command" "$@" -o out.pdf >said 2>&1 || status=$?
	[ "$status" = "$want" ] && yes || no "$what: $status, want $want"
	[ -z "$words" ] || grep -q -e "$words" said && yes || no "$what: want \"$words\""
	if [ "$want" = 0 ]; then
		[ -s out.pdf ] && yes || no "$what: no file"
	else
		[ ! -e out.pdf ] && yes || no "$what: a file was written"
		[ "$(find . -maxdepth 1 -name '*out.pdf*' | wc -l)" = 0 ] && yes ||
		    no "$what: something half-written is left"
		printf '%s\t%s\t%s\n' "$what" "$status" \
		    "$(tail -n 1 said | sed "s|$url|URL|g")"
	fi
	[ ! -e out.pdf ] || mv out.pdf last.pdf
}
# shellcheck disable=SC2086
stamp() {
	what=$1 want=$2 words=$3
	shift 3
	tried "$what" "$want" "$words" sign plain.pdf $key "$@"
}
# shellcheck disable=SC2086
last() {
	what=$1 want=$2 words=$3
	shift 3
	tried "$what" "$want" "$words" sign plain.pdf $key --tsa "$url/tsa" \
	    --level lt "$@"
}

echo '# an authority that does one thing wrong'
stamp 'another nonce' 3 'nonce' --tsa "$url/tsa-nonce"
stamp 'another imprint' 3 'digest\|imprint' --tsa "$url/tsa-imprint"
stamp 'another policy' 7 'the policy is not supported' --tsa "$url/tsa" --tsa-policy 1.2.3.4.9
stamp 'a refusal' 7 'refused' --tsa "$url/tsa-refuses"
stamp 'a signature over SHA-1' 3 'SHA-1' --tsa "$url/tsa-sha1"
stamp 'no certificate' 3 'certificate' --tsa "$url/tsa-anonymous"
stamp 'a certificate that has ended' 3 'expired\|ended' --tsa "$url/tsa-ended"
stamp 'the time of yesterday' 3 'the clock here says' --tsa "$url/tsa-yesterday"
stamp 'a page of a hotel' 3 'the answer is no time stamp' --tsa "$url/tsa-noise"
stamp 'an answer of a megabyte' 7 'want an answer of at most' --tsa "$url/tsa-huge"
stamp 'no answer' 7 '503' --tsa "$url/tsa-down"
stamp 'nobody there' 7 'connect' --tsa http://127.0.0.1:1/tsa
echo '# the second authority where the first fails'
stamp 'the first is down' 0 '' --tsa "$url/tsa-down" --tsa "$url/tsa"
stamp 'both are down' 7 '503' --tsa "$url/tsa-down" --tsa "$url/tsa-down"
"$proviso" verify last.pdf --trust pki/root.pem >said 2>&1 || true
grep -q 'TIMESTAMPED .*Test Time Stamps' said && yes || no 'stamped by the second'

echo '# a responder that does one thing wrong, and no list beside it'
mood ocsp-down
last 'no answer' 7 '503'
mood ocsp-later
last 'try later' 7 'refuses: try later'
mood ocsp-old
last 'an answer of two months ago' 7 'was good until'
mood ocsp-unknown-alone
last 'unknown' 7 'the responder does not know it'
echo '# a list that does one thing wrong, and no responder beside it'
mood crl-down
last 'no answer' 7 '503'
mood crl-old
last 'a list of two months ago' 3 'no longer current'
mood crl-other
last 'the list of another issuer' 3 'neither a CRL nor an OCSP answer about it'
mood crl-delta
last 'changes without what they change' 3 'changes alone'
mood crl-huge
last 'a list of 11 MB' 7 'want an answer of at most'
echo '# what is good enough'
mood crl-large
last 'a list of 3 MB' 0 ''
"$proviso" verify last.pdf --trust pki/root.pem >said 2>&1 && yes || no 'large'
mood ocsp-unknown
last 'a responder that does not know, a list that does' 0 ''
"$proviso" verify last.pdf --trust pki/root.pem >said 2>&1 && yes || no 'known'
mood crl
last 'the list where no responder answers' 0 ''
mood well
last 'the responder' 0 ''
echo '# answers are kept, with their times'
mkdir kept
last 'fetched' 0 '' --cache kept
ls kept | wc -l | grep -q '^ *[1-9]' && yes || no 'nothing kept'
mood ocsp-down
last 'taken from what was kept' 0 '' --cache kept
touch -d '2 hours ago' kept/*
last 'too old: asked again' 7 '503' --cache kept
echo "services: $passed passed, $failed failed"
[ "$failed" = 0 ]
