#!/bin/sh
# seal.sh BUILD: each level by each kind of key, fresh, co-signed, extended and
# renewed, before EU DSS (the level as claimed, TOTAL_PASSED, no warning),
# pyHanko with its long-term procedure, pdfsig, qpdf, veraPDF 3a and ua1, and
# proviso itself.  An infrastructure of OpenSSL is started on loopback and
# stopped.  PLATFORMS=all tries every kind of key in every way, otherwise two
# kinds and each way once.
# run.sh has set the judges up before.
set -eu
cd "$(dirname "$0")/../.."
here=$(pwd)/tests/conformance
build=${1:-build}
case $build in /*) ;; *) build=$(pwd)/$build ;; esac
judges=$build/judges
work=$build/conformance/seal
proviso=$build/proviso
make -s "O=$build" "$build/tests/conformance/pki_server"
rm -rf "$work"
mkdir -p "$work/pki"
cd "$work"
if [ ! -f "$judges/classes/JudgeLevel.class" ] ||
    [ "$here/JudgeLevel.java" -nt "$judges/classes/JudgeLevel.class" ]; then
	javac -cp "$judges/lib/*" -d "$judges/classes" "$here/JudgeLevel.java"
fi

"$build/tests/conformance/pki_server" pki 2>server.log &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
trap 'exit 1' HUP INT TERM
n=0
while [ ! -f pki/url ]; do
	n=$((n + 1))
	[ "$n" -le 100 ] || { echo 'no: the infrastructure does not start'; exit 1; }
	sleep 0.1
done
url=$(cat pki/url)

passed=0 failed=0
yes() {
	passed=$((passed + 1))
}
no() {
	failed=$((failed + 1))
	printf 'no: %s\n' "$*"
}
# made <file> <levels> [all]: to be judged at these levels.
made() {
	printf '%s\t%s%s\n' "$1" "$2" "${3:+	$3}" >>files
}
time="--tsa $url/tsa --allow-private"
"$proviso" --archive a.db init >/dev/null
"$proviso" --archive a.db import captures "$here/../../samples/index.tsv" >/dev/null
case ${PLATFORMS:-few} in
all) types='p256 p384 rsa2048 rsa3072 rsa4096 pss ed25519' ;;
*) types='p256 pss' ;;
esac
# Whether this kind of key, level and way are tried.
wanted() {
	[ "${PLATFORMS:-few}" != all ] || return 0
	case $1_$2_$3 in
	p256_*_fresh | p256_t_co | p256_t_cox | p256_b_x | p256_lta_x) ;;
	p256_lta_renewed | pss_lta_fresh) ;;
	*) return 1 ;;
	esac
}
: >files
: >detached
for t in $types; do
	key="--key pki/$t.key --cert pki/$t.pem --chain pki/ca.pem"
	for level in b t lt lta; do
		wanted "$t" $level fresh || continue
		stamp=$time
		[ "$level" != b ] || stamp=
		own=
		case $level in lt*) own=all ;; esac
		f=${t}_$level
		# shellcheck disable=SC2086
		"$proviso" --archive a.db -q report packet Palaver --as-of \
		    2025-12-31 -o "$f.pdf" $key $stamp --level $level ||
		    { no "$f: not made"; continue; }
		made "$f.pdf" "$level" $own
		printf '%s.pdf.p7s\t%s\n' "$f" "$level" >>detached
		if wanted "$t" $level co; then
			# shellcheck disable=SC2086
			"$proviso" -q sign "$f.pdf" -o "${f}_co.pdf" \
			    --key pki/counsel.key --cert pki/counsel.pem \
			    --chain pki/ca.pem --reason 'Reviewed by counsel' \
			    $time && made "${f}_co.pdf" "$level,t" ||
			    no "$f: not co-signed"
		fi
		next=lta
		[ "$level" != b ] || next=lt
		if wanted "$t" $level x; then
			# shellcheck disable=SC2086
			"$proviso" -q extend "$f.pdf" -o "${f}_x.pdf" \
			    --level $next $time &&
			    made "${f}_x.pdf" $next all ||
			    no "$f: not extended"
		fi
		if wanted "$t" $level cox; then
			# shellcheck disable=SC2086
			"$proviso" -q extend "${f}_co.pdf" -o "${f}_cox.pdf" \
			    --level lta $time &&
			    made "${f}_cox.pdf" lta,lta all ||
			    no "$f: not extended after co-signing"
		fi
	done
	wanted "$t" lta renewed || continue
	# shellcheck disable=SC2086
	"$proviso" -q extend "${t}_lta_x.pdf" -o "${t}_renewed.pdf" \
	    --level lta $time && made "${t}_renewed.pdf" lta all ||
	    no "$t: not renewed"
done

# While it runs: the passphrase is neither among arguments nor in the
# environment, and a crash would leave no core.
openssl pkcs8 -topk8 -in pki/p256.key -v2 aes256 -passout pass:correct-horse \
    -out enc.key
echo correct-horse >pass
chmod 600 enc.key pass
"$proviso" -q sign p256_b.pdf -o never.pdf --key enc.key --cert pki/p256.pem \
    --pass-file pass --tsa "$url/slow" 2>/dev/null &
running=$!
sleep 1.5
if [ -r "/proc/$running/environ" ]; then
	grep -aq correct-horse "/proc/$running/cmdline" "/proc/$running/environ" &&
	    no 'the passphrase is to be read in /proc' || yes
	grep -q '^Max core file size *0 *0 ' "/proc/$running/limits" && yes ||
	    no 'a core file could be written'
fi
wait "$running" && no 'a time stamp that never came' || yes
[ ! -e never.pdf ] && yes || no 'a file without its time stamp was written'

# The verdicts.  EU DSS's policy and NSS (pdfsig) have no Ed25519.
cat files detached | sed '/^ed25519/s/	[a-z,]*/	-/' |
    java -cp "$judges/classes:$judges/lib/*" JudgeLevel \
    pki/root.pem pki/root.crl pki/ca.crl >dss.tsv || true
"$judges/venv/bin/python" "$here/judge_ltv.py" pki/root.pem pki/root.crl \
    pki/ca.crl <files >pyhanko.tsv || true
# shellcheck disable=SC2046
java -cp "$judges/classes:$judges/lib/*" JudgeForm $(cut -f1 files) \
    >form.tsv || true
while IFS='	' read -r f levels own; do
	want=$(printf '%s\n' "$levels" | awk -F, '{ print NF }')
	have=$(pdfsig -nocert "$f" 2>/dev/null |
	    grep -c 'Signature is Valid' || true)
	case $f in
	ed25519* | pss*) yes ;;
	*) [ "$have" = "$want" ] && yes || no "$f: pdfsig: $have of $want" ;;
	esac
	qpdf --check "$f" >qpdf.log 2>&1 && yes ||
	    { no "$f: qpdf"; cat qpdf.log; }
	# Without validation data inside revocation is not known: 5.
	status=0
	"$proviso" verify "$f" --trust pki/root.pem >verdict || status=$?
	case $status$own in
	0 | 5 | 0all) yes ;;
	*) no "$f: proviso verify: $status"; cat verdict ;;
	esac
done <files
for t in dss pyhanko form; do
	y=$(grep -c '^yes	' $t.tsv || true)
	m=$(grep -vc '^yes	' $t.tsv || true)
	grep -v '^yes	' $t.tsv || true
	printf '%s: %s yes, %s no\n' "$t" "$y" "$m"
	passed=$((passed + y))
	failed=$((failed + m))
	[ "$y" -gt 0 ] || failed=$((failed + 1))
done
echo "seal: $(wc -l <files) files; $passed passed, $failed failed"
[ "$failed" = 0 ]
