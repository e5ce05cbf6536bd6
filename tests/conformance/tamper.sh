#!/bin/sh
# tamper.sh BUILD: a packet changed in every known way before `verify` and
# before verify.sh under four shells, and by an openssl that lacks what 1.1.1
# lacks; then packets of every level, as they are and with a byte changed,
# before verify.sh.  OPENSSL_111 names a real openssl 1.1.1, where one is at
# hand.  seal.sh has left the packets in BUILD/conformance/seal.
set -eu
cd "$(dirname "$0")/../.."
build=${1:-build}
case $build in /*) ;; *) build=$(pwd)/$build ;; esac
work=$build/conformance/tamper
script=$(pwd)/src/evidence/verify.sh
rm -rf "$work"
mkdir -p "$work/bin"
make -s "O=$build" "$build/tests/unit/cli/test_attacks"
skipped=0
# shellcheck source-path=SCRIPTDIR
. tests/conformance/tally.sh

# Four shells; all of them see every attack, two at a time.
shells=
for s in dash 'busybox sh' bash mksh yash ksh; do
	command -v "${s%% *}" >/dev/null 2>&1 || continue
	shells="$shells${shells:+,}$s"
	case $shells in *,*,*,*) break ;; esac
done
echo "verify.sh under $shells"
for one in $(echo "$shells" | tr ' ,' '_ '); do
	s=$(echo "$one" | tr _ ' ')
	echo "$s"
done >"$work/shells"
# shellcheck disable=SC2016
FONTS=$build/fonts T=$build/tests/unit/cli/test_attacks W=$work TAMPER=all \
    xargs -P 2 -I '{}' sh -c '
	log=$W/$(echo "$1" | tr -d " ")
	SHELLS=$1 "$T" >"$log.log" 2>&1 && : >"$log.passed"' sh '{}' \
    <"$work/shells" || true
while read -r s; do
	name=$(echo "$s" | tr -d ' ')
	[ -f "$work/$name.passed" ] && yes || {
		no "attacks under $s"
		grep ERROR "$work/$name.log" || true
	}
done <"$work/shells"
first=$(head -n 1 "$work/shells" | tr -d ' ')
sed -n '/^kind	source/,/kinds, 0 accepted/p' "$work/$first.log"
grep -h 'flips, verify.sh refuses' "$work/$first.log" || true

# What openssl 1.1.1 lacks, refused.
cat >"$work/bin/openssl" <<'SH'
#!/bin/sh
PATH=${PATH#*:}
for a do
	case $a in
	-rawin | -no-CAstore | -cades) echo "unknown option $a" >&2; exit 1 ;;
	esac
done
case ${2:-} in
-help) openssl "$@" 2>&1 | grep -v -e -rawin -e -no-CAstore -e -cades; exit ;;
esac
exec openssl "$@"
SH
chmod +x "$work/bin/openssl"
if [ -n "${OPENSSL_111:-}" ]; then
	mkdir -p "$work/real"
	printf '#!/bin/sh\nexec %s "$@"\n' "$OPENSSL_111" >"$work/real/openssl"
	chmod +x "$work/real/openssl"
	set -- "$work/bin" "$work/real"
else
	echo 'openssl 1.1.1: a wrapper that refuses what it lacks stands for it'
	set -- "$work/bin"
fi

# Packets of every level.
seal=$build/conformance/seal
cd "$work"
packets=$(ls "$seal" 2>/dev/null | grep '^p256_.*[.]pdf$' || true)
[ -n "$packets" ] || skipped=1
for f in $packets; do
	issued=$f
	for base in p256_lta p256_lt p256_t p256_b; do
		case $f in
		"$base".pdf | "$base"_*) issued=$base.pdf; break ;;
		esac
	done
	stem=${f%.pdf}
	cp "$seal/$f" "$f"
	cp "$seal/$issued.p7s" "$f.p7s"
	cp "$seal/${issued%.pdf}.tlog-proof" "$stem.tlog-proof"
	"$build/proviso" -q extract "$f" -d "in_$stem" || no "$f: not extracted"
	sh "$script" -k "$seal/a.db.vkey" "$f" "$seal/pki/root.pem" "in_$stem" \
	    >"$stem.log" 2>&1 && yes || { no "$f: verify.sh"; tail -n 4 "$stem.log"; }
	for lib; do
		status=0
		PATH=$lib:$PATH sh "$script" "$f" "$seal/pki/root.pem" \
		    "in_$stem" >"$stem.log" 2>&1 || status=$?
		[ $status = 0 ] && yes ||
		    { no "$f: ${lib##*/}: $status"; tail -n 4 "$stem.log"; }
	done
done
# Without Ed25519 the log is not checked, and the status says so.
f=$(echo "$packets" | head -n 1)
[ -z "$f" ] || for lib; do
	status=0
	PATH=$lib:$PATH sh "$script" -k "$seal/a.db.vkey" "$f" \
	    "$seal/pki/root.pem" "in_${f%.pdf}" >log 2>&1 || status=$?
	[ $status = 4 ] && grep -q 'not checked: the signature of' log && yes ||
	    no "${lib##*/}: Ed25519: $status"
done
# Four years on, as an openssl that takes its clock from us has it: what was
# stamped in time stands, and it is said; without a stamp it has ended.
mkdir -p "$work/later"
cat >"$work/later/openssl" <<'SH'
#!/bin/sh
PATH=${PATH#*:}
case " $* " in
*' -attime '* | *' -noverify '*) ;;
*' cms -verify '* | *' ts -verify '*)
	exec openssl "$@" -attime $(($(date +%s) + 126230400)) ;;
esac
exec openssl "$@"
SH
chmod +x "$work/later/openssl"
for f in $packets; do
	want=0 words='its certificate has ended since'
	case $f in
	p256_b.pdf) want=1 words='openssl does not accept' ;;
	p256_t.pdf | p256_lta.pdf | p256_renewed.pdf) ;;
	*) continue ;;
	esac
	status=0
	PATH=$work/later:$PATH sh "$script" "$f" "$seal/pki/root.pem" \
	    "in_${f%.pdf}" >log 2>&1 || status=$?
	[ $status = $want ] && grep -q "$words" log && yes || {
		no "$f: four years later: $status"
		tail -n 4 log
	}
done
# A digit of what the newest time stamp signs, which nothing later covers.
changed() {	# changed <file> <offset from its end> <what>
	size=$(wc -c <"$1")
	{
		head -c $((size - $2)) "$1"
		tail -c "$2" "$1" | head -c 1 | LC_ALL=C tr '0-9a-f' '1-9a-f0'
		tail -c $(($2 - 1)) "$1"
	} >changed.pdf
	! cmp -s "$1" changed.pdf || no "$1: $3: nothing is changed"
	cp "$1.p7s" changed.pdf.p7s
	cp "${1%.pdf}.tlog-proof" changed.tlog-proof
	status=0
	sh "$script" -k "$seal/a.db.vkey" changed.pdf "$seal/pki/root.pem" \
	    "in_${1%.pdf}" >log 2>&1 || status=$?
	[ $status = 1 ] && yes || no "$1: $3: verify.sh says $status"
	! "$build/proviso" verify changed.pdf --trust "$seal/pki/root.pem" \
	    --vkey "$seal/a.db.vkey" >log 2>&1 && yes ||
	    no "$1: $3: verify says yes"
}
for f in $packets; do
	case $f in
	p256_lta*.pdf | p256_*_r.pdf)
		at=$(grep -abo '/Contents <30' "$f" | tail -n 1 | cut -d : -f 1)
		changed "$f" $(($(wc -c <"$f") - at - 211)) \
		    'a digit of what the newest time stamp says' ;;
	esac
done
# The awks of other systems (original-awk is that of macOS and the BSDs), and
# busybox for every tool: a good packet and one with a digit changed.
f=$(echo "$packets" | tail -n 1)
mkdir -p "$work/busybox"
if command -v busybox >/dev/null 2>&1; then
	for t in awk cat cmp cut fold grep head mkdir od rm sed tail tr wc; do
		ln -s "$(command -v busybox)" "$work/busybox/$t"
	done
fi
for a in original-awk mawk gawk busybox; do
	command -v $a >/dev/null 2>&1 && [ -n "$f" ] || continue
	tools=$work/$a
	mkdir -p "$tools"
	[ -e "$tools/awk" ] || ln -s "$(command -v $a)" "$tools/awk"
	status=0
	PATH=$tools:$PATH sh "$script" -k "$seal/a.db.vkey" "$f" \
	    "$seal/pki/root.pem" "in_${f%.pdf}" >log 2>&1 || status=$?
	[ $status = 0 ] && yes || { no "$f: by $a: $status"; tail -n 4 log; }
	LC_ALL=C sed 's/\(version\) 1/\1 2/; 9s/0/1/' "$f" >other.pdf
	cp "$f.p7s" other.pdf.p7s
	cmp -s "$f" other.pdf && no "$f: nothing is changed"
	status=0
	PATH=$tools:$PATH sh "$script" other.pdf "$seal/pki/root.pem" \
	    "in_${f%.pdf}" >log 2>&1 || status=$?
	[ $status = 1 ] && yes || { no "$f: changed, by $a: $status"; tail -n 4 log; }
done
echo "tamper: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
