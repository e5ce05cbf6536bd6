#!/bin/sh
# seal.sh BUILD: each level by each kind of key, fresh, co-signed, extended and
# renewed, before EU DSS (the level as claimed, TOTAL_PASSED, no warning),
# pyHanko with its long-term procedure, pdfsig, qpdf, veraPDF 3a and ua1, and
# proviso itself.  An infrastructure of OpenSSL is started on loopback and
# stopped.  CELLS=all tries every kind of key in every way, otherwise five
# kinds and each way once.  The kinds "hsm" are keys in a token (SoftHSM2),
# "pem" is encrypted, "pss" a key for PSS alone, "rsapss" any RSA key with --pss.
# Then what time does: certificates that end or are called back, a file that
# somebody else certified at level 1, a renewal that is logged.
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
	[ "$n" -le 600 ] || { echo 'no: the infrastructure does not start'; exit 1; }
	sleep 0.1
done
url=$(cat pki/url)

# shellcheck source-path=SCRIPTDIR
. "$here/tally.sh"
# made <file> <levels> [all]: to be judged at these levels.
made() {
	printf '%s\t%s%s\n' "$1" "$2" "${3:+	$3}" >>files
}
time="--tsa $url/tsa --allow-private"
"$proviso" --archive a.db init >/dev/null
"$proviso" --archive a.db import captures "$here/../../samples/index.tsv" >/dev/null
case ${CELLS:-few} in
all) types='p256 p384 rsa2048 rsa3072 rsa4096 rsapss pss ed25519 p12 pem hsm hsmrsa' ;;
*) types='p256 pss p12 pem hsm' ;;
esac
token=
if command -v softhsm2-util >/dev/null 2>&1; then
	mkdir tokens
	echo "directories.tokendir = $work/tokens" >hsm.conf
	export SOFTHSM2_CONF="$work/hsm.conf"
	echo 4711 >pin
	chmod 600 pin
	softhsm2-util --init-token --free --label proviso --so-pin 4712 \
	    --pin 4711 >/dev/null
	softhsm2-util --import pki/p256.key --token proviso --label k --id 01 \
	    --pin 4711 >/dev/null
	softhsm2-util --import pki/rsa3072.key --token proviso --label r \
	    --id 02 --pin 4711 >/dev/null
	for m in /usr/lib/*/softhsm/libsofthsm2.so /usr/lib/softhsm/libsofthsm2.so; do
		[ ! -f "$m" ] || token="type=private?module-path=$m"
	done
fi
if [ -z "$token" ]; then
	types=${types% hsm*}
	types=${types% hsm}
	echo 'skipped: no SoftHSM2 here'
fi
# Whether this kind of key, level and way are tried.
wanted() {
	[ "${CELLS:-few}" != all ] || return 0
	case $1_$2_$3 in
	p256_*_fresh | p256_t_co | p256_t_cox | p256_b_x | p256_lta_x) ;;
	p256_lta_r | pss_lta_fresh | hsm_lta_fresh) ;;
	p12_b_fresh | pem_b_fresh) ;;
	*) return 1 ;;
	esac
}
: >files
: >detached
# A page of nobody's, to be signed.
awk 'BEGIN {
	n = split("<</Type/Catalog/Pages 2 0 R>>|<</Type/Pages/Kids[3 0 R]/Count 1>>|<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<<>>>>", o, "|")
	s = "%PDF-1.7\n"
	for (i = 1; i <= n; i++) { at[i] = length(s); s = s i " 0 obj\n" o[i] "\nendobj\n" }
	x = length(s); s = s "xref\n0 4\n0000000000 65535 f \n"
	for (i = 1; i <= n; i++) s = s sprintf("%010d 00000 n \n", at[i])
	printf "%strailer\n<</Size 4/Root 1 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF\n", s, x
}' >plain.pdf
# An encrypted key and a PKCS#12 file, each with its passphrase in a file.
echo correct-horse >pass
chmod 600 pass
openssl pkcs8 -topk8 -in pki/p384.key -v2 aes256 -passout file:pass -out enc.key
openssl pkcs12 -export -inkey pki/rsa2048.key -in pki/rsa2048.pem \
    -certfile pki/ca.pem -passout file:pass -out rsa2048.p12
chmod 600 enc.key rsa2048.p12
# The options that name a key of this kind.
key_of() {
	case $1 in
	rsapss) echo '--key pki/rsa3072.key --cert pki/rsa3072.pem --chain pki/ca.pem --pss' ;;
	p12) echo '--p12 rsa2048.p12 --pass-file pass' ;;
	pem) echo '--key enc.key --pass-file pass --cert pki/p384.pem --chain pki/ca.pem' ;;
	hsm) echo "--key pkcs11:token=proviso;object=k;$token --pass-file pin --cert pki/p256.pem --chain pki/ca.pem" ;;
	hsmrsa) echo "--key pkcs11:token=proviso;object=r;$token --pass-file pin --cert pki/rsa3072.pem --chain pki/ca.pem" ;;
	*) echo "--key pki/$1.key --cert pki/$1.pem --chain pki/ca.pem" ;;
	esac
}
# extended <from> <to> <level>
extended() {
	# shellcheck disable=SC2086
	"$proviso" -q extend "$1" -o "$2" --level "$3" $time && return 0
	no "$2: not extended"
	return 1
}
# co: signed by counsel, too; x: to the next level, of which LTA's is another
# stamp; cox: co-signed, then made to last; r: made to last, then renewed.
for t in $types; do
	key=$(key_of "$t")
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
		next=lt
		case $level in lt*) next=lta ;; esac
		if wanted "$t" $level x; then
			extended "$f.pdf" "${f}_x.pdf" $next &&
			    made "${f}_x.pdf" $next all
		fi
		if wanted "$t" $level cox; then
			extended "${f}_co.pdf" "${f}_cox.pdf" lta &&
			    made "${f}_cox.pdf" lta,lta all
		fi
		wanted "$t" $level r || continue
		last=${f}_x.pdf
		[ "$next" = lta ] || extended "$last" "${f}_xx.pdf" lta || continue
		[ "$next" = lta ] || last=${f}_xx.pdf
		extended "$last" "${f}_r.pdf" lta && made "${f}_r.pdf" lta all
	done
done

# asked <wanted status> <words in the answer> <options of verify>...
asked() {
	want=$1 words=$2
	shift 2
	status=0
	"$proviso" verify --trust pki/root.pem "$@" >said 2>&1 || status=$?
	if [ "$status" = "$want" ] && grep -q -e "$words" said; then
		yes
	else
		no "verify $*: $status, want $want and \"$words\""
		cat said
	fi
}
# Past the signer's end: what has a proven time stands.
later=$(($(date +%Y) + 4))-01-01
asked 5 'TRUSTED *no: .*expired' p256_b.pdf --at "$later"
asked 0 'TRUSTED *yes' p256_lta_x.pdf --at "$later"
asked 0 'TRUSTED *yes' pss_lta.pdf --at "$later"
# The same by the machine's clock.
if command -v faketime >/dev/null 2>&1; then
	plainly=$proviso
	printf '#!/bin/sh\nexec faketime "%s 00:00:00" "%s" "$@"\n' "$later" \
	    "$plainly" >later
	chmod +x later
	proviso=./later
	asked 5 'TRUSTED *no: .*expired' p256_b.pdf
	asked 0 'TRUSTED *yes' p256_lta_x.pdf
	proviso=$plainly
else
	echo 'skipped: no faketime here'
fi
# The proof of the issue goes along with what updates make of a packet.
asked 0 'LOGGED *yes' p256_lta_x.pdf --vkey a.db.vkey
asked 5 'LOGGED *yes' p256_t_co.pdf --vkey a.db.vkey
# Its renewal is entered in the log of the archive that issued it.
# shellcheck disable=SC2086
"$proviso" --archive a.db -q extend pss_lta.pdf -o logged.pdf --level lta $time &&
    yes || no 'a logged renewal'
asked 0 'LOGGED *yes' logged.pdf --vkey a.db.vkey --archive a.db \
    --proof pss_lta.tlog-proof
asked 0 'FRESH *yes' logged.pdf --vkey a.db.vkey --archive a.db \
    --proof pss_lta.tlog-proof
"$proviso" --archive a.db check >said 2>&1 && yes || { no 'the log'; cat said; }
# Certified at level 1 by another program, with validation data and a document
# time stamp: yes, and the word that two viewers say no.
"$judges/venv/bin/python" "$here/level1.py" pki plain.pdf level1.pdf \
    2>/dev/null && yes || no 'level 1: not made'
asked 0 'Acrobat and Foxit do, and say no' level1.pdf
# Called back: what was stamped before stands, what comes after is refused.
leaver="--key pki/leaver.key --cert pki/leaver.pem --chain pki/ca.pem"
# shellcheck disable=SC2086
"$proviso" -q sign plain.pdf -o before.pdf $leaver $time --level lta &&
    yes || no 'before the revocation'
sleep 1.1
curl -sf -o /dev/null "$url/revoke" && yes || no 'the revocation'
# shellcheck disable=SC2086
"$proviso" -q extend before.pdf -o before_x.pdf --level lta $time 2>said &&
    yes || { no 'extended after the revocation'; cat said; }
asked 0 'TRUSTED *yes' before.pdf
asked 0 'TRUSTED *yes' before_x.pdf
# shellcheck disable=SC2086
"$proviso" -q sign plain.pdf -o after.pdf $leaver $time --level lta 2>said &&
    no 'a revoked signer was made to last' || yes
grep -q 'revoked' said && [ ! -e after.pdf ] && yes || { no 'after'; cat said; }

# While it runs: the passphrase is neither among arguments nor in the
# environment, and a crash would leave no core.
"$proviso" -q sign p256_b.pdf -o never.pdf --key enc.key --cert pki/p384.pem \
    --pass-file pass --tsa "$url/slow" 2>/dev/null &
running=$!
sleep 1.5
if [ -r "/proc/$running/environ" ]; then
	grep -aq correct-horse "/proc/$running/cmdline" "/proc/$running/environ" &&
	    no 'the passphrase is to be read in /proc' || yes
	grep -q '^Max core file size *0 *0 ' "/proc/$running/limits" && yes ||
	    no 'a core file could be written'
fi
# Its memory has the passphrase no more: the key is there.
python3 "$here/memory.py" "$running" correct-horse >said 2>&1 || true
case $(cat said) in
0) yes ;;
*[!0-9]*) echo 'skipped: the memory of a process cannot be read here' ;;
*) no 'the passphrase is still in memory while a time stamp is waited for' ;;
esac
wait "$running" && no 'a time stamp that never came' || yes
[ ! -e never.pdf ] && yes || no 'a file without its time stamp was written'

# The verdicts.  EU DSS's policy has no EdDSA (JudgeLevel.java).  pdfsig, that
# is NSS, knows no Ed25519, and no certificate whose key is for PSS alone: what
# openssl signs by that key is invalid to it, too.
sed '/^ed25519/s/	/	eddsa:/' files detached |
    java -cp "$judges/classes:$judges/lib/*" JudgeLevel \
    pki/root.pem pki/root.crl pki/ca.crl >dss.tsv || true
"$judges/venv/bin/python" "$here/judge_ltv.py" pki/root.pem pki/root.crl \
    pki/ca.crl <files >pyhanko.tsv || true
# shellcheck disable=SC2046
java -cp "$judges/classes:$judges/lib/*" JudgeForm $(cut -f1 files) \
    >form.tsv || true
"$proviso" -q sign plain.pdf -o pss.pdf --key pki/pss.key --cert pki/pss.pem &&
    python3 "$here/foreign_pss.py" pss.pdf pki/pss.key pki/pss.pem their_pss.pdf
pdfsig -nocert their_pss.pdf >said 2>&1 || true
grep -q 'Signature is Invalid' said && asked 5 'INTACT *yes' their_pss.pdf ||
    no 'pdfsig has learned keys for PSS alone: count its answers'
for t in pdfsig qpdf proviso; do
	: >$t.tsv
done
# said <judge> <file> <words>...: a line of its table, by the last status.
said() {
	[ $? = 0 ] && y=yes || y=no
	judge=$1
	shift
	printf '%s\t%s\t%s\t%s\n' $y "$judge" "$1" "$2" >>"$judge.tsv"
}
while IFS='	' read -r f levels own; do
	want=$(printf '%s\n' "$levels" | awk -F, '{ print NF }')
	have=$(pdfsig -nocert "$f" 2>/dev/null |
	    grep -c 'Signature is Valid' || true)
	case $f in ed25519_* | pss_*) want=$((want - 1)) ;; esac
	[ "$have" = "$want" ]
	said pdfsig "$f" "$have of $want"
	qpdf --check "$f" >qpdf.log 2>&1
	said qpdf "$f" "$(tail -n 1 qpdf.log)"
	# Without validation data inside revocation is not known: 5.
	status=0
	"$proviso" verify "$f" --trust pki/root.pem >verdict || status=$?
	[ "$status$own" = 5 ] || [ "$status$own" = 0 ] || [ "$status$own" = 0all ]
	said proviso "$f" "$status"
done <files
for t in dss pyhanko form pdfsig qpdf proviso; do
	y=$(grep -c '^yes	' $t.tsv || true)
	m=$(grep -vc '^yes	' $t.tsv || true)
	grep -v '^yes	' $t.tsv || true
	printf '%s: %s yes, %s no\n' "$t" "$y" "$m"
	passed=$((passed + y))
	failed=$((failed + m))
	[ "$y" -gt 0 ] || failed=$((failed + 1))
done
# The cells: a row a kind of key, a column a way; b t lt lta in each, with the
# number of answers yes, all of which a cell needs (7), or a dash for none.
cat dss.tsv pyhanko.tsv form.tsv pdfsig.tsv qpdf.tsv proviso.tsv |
    awk -F'\t' -v types="$types" -v few="${CELLS:-few}" '
	$3 ~ /[.]pdf$/ { if ($1 == "yes") y[$3]++; else n[$3]++ }
	END {
		k = split(types, t, " ")
		w = split("fresh co x cox r", way, " ")
		l = split("b t lt lta", level, " ")
		printf "%-8s", "key"
		for (j = 1; j <= w; j++) printf "  %-11s", way[j]
		print ""
		for (i = 1; i <= k; i++) {
			printf "%-8s", t[i]
			for (j = 1; j <= w; j++) {
				c = ""
				for (m = 1; m <= l; m++) {
					f = t[i] "_" level[m] (j > 1 ? "_" way[j] : "") ".pdf"
					if (y[f] == 7 && !n[f]) { c = c " yes"; good++ }
					else if (y[f] + n[f] == 0) { c = c " -"; none++ }
					else { c = c " NO"; bad++ }
				}
				printf "  %-15s", c
			}
			print ""
		}
		printf "cells: %d yes, %d no, %d not tried\n", good, bad, none
		exit bad > 0 || few == "all" && none > 0
	}' || no 'cells'
echo "seal: $(wc -l <files) files; $passed passed, $failed failed"
[ "$failed" = 0 ]
