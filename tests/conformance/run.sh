#!/bin/sh
# run.sh BUILD: packets of samples/ (and of a real archive where SHARED has
# one) before judges that nobody here wrote: veraPDF, EU DSS, pyHanko, pdfsig,
# qpdf, openssl.  Each verdict is a line; the last line counts them.
# PLATFORMS=all judges every platform of the real archive, otherwise a few;
# CELLS=all every cell of seal.sh.
set -eu
cd "$(dirname "$0")/../.."
here=$(pwd)/tests/conformance
build=${1:-build}
case $build in /*) ;; *) build=$(pwd)/$build ;; esac
judges=$build/judges
work=$build/conformance
shared=${SHARED:-../shared}
case $shared in /*) ;; *) shared=$(pwd)/$shared ;; esac
proviso=$build/proviso
skipped=0
# shellcheck source-path=SCRIPTDIR
. "$here/tally.sh"

# Count the yes and no lines of a judge's table; show what is not yes.
count() {
	n=$(grep -c '^yes	' "$1" || true)
	m=$(grep -vc '^yes	' "$1" || true)
	passed=$((passed + n))
	failed=$((failed + m))
	grep -v '^yes	' "$1" || true
	printf '%s: %s yes, %s no\n' "$2" "$n" "$m"
}

sh "$here/judges.sh" "$judges"

# The packets.
rm -rf "$work"
mkdir -p "$work"
cd "$work"
for type in p256 rsa3072; do
	"$proviso" key new --dir "key-$type" --name "Conformance signer" \
	    --type "$type" >/dev/null
done
packet() {	# packet <archive> <platform> <as of> <file> <key type>
	if "$proviso" --archive "$1" -q report packet "$2" --as-of "$3" \
	    -o "$4" --key "key-$5/signer.key" --cert "key-$5/signer.pem"; then
		yes
	else
		no "$2: no packet"
	fi
}
"$proviso" --archive samples.db init >/dev/null
"$proviso" --archive samples.db import captures "$here/../../samples/index.tsv" >/dev/null
packet samples.db 'Nimbus Notes' 2025-12-31 Nimbus_Notes.pdf p256
packet samples.db 'Palaver' 2025-12-31 Palaver.pdf rsa3072
packet samples.db 'Fala Clara' 2025-12-31 Fala_Clara.pdf p256
packet samples.db 'Werkbank KI' 2025-12-31 Werkbank_KI.pdf rsa3072
if [ -f "$shared/ota/genai-contrib-versions.bundle" ]; then
	git clone -q "$shared/ota/genai-contrib-versions.bundle" R 2>/dev/null
	"$proviso" --archive real.db init >/dev/null
	"$proviso" --archive real.db import ota R >/dev/null
	if [ "${PLATFORMS:-few}" = all ]; then
		find R -mindepth 1 -maxdepth 1 -type d ! -name .git \
		    -exec basename {} \; | sort >platforms
	else
		printf '%s\n' Claude.ai 'Liquid AI' DeepSeek >platforms
	fi
	n=0
	while read -r p; do
		n=$((n + 1))
		packet real.db "$p" 2026-08-22 "real_$n.pdf" p256
	done <platforms
else
	skipped=1
	echo 'skipped: no real archive here; samples only'
fi

# Reports on verifications are judged for their form, like packets.
mkdir reports
"$proviso" -q verify *.pdf --at 2026-12-01 --trust key-p256/root.pem \
    --report reports/verification.pdf >/dev/null || true
"$proviso" -q verify Palaver.pdf --at 2026-12-01 --report reports/one.pdf || true

# The verdicts.
set -- *.pdf
java -cp "$judges/classes:$judges/lib/*" JudgeForm "$@" reports/*.pdf >form.tsv || true
count form.tsv 'veraPDF (PDF/A-3a, PDF/UA-1)'
for type in p256 rsa3072; do
	list=
	for f in "$@"; do
		case $f in
		Palaver.pdf | Werkbank_KI.pdf) t=rsa3072 ;;
		*) t=p256 ;;
		esac
		[ "$t" = "$type" ] && list="$list $f"
	done
	p7s=
	for f in $list; do p7s="$p7s $f.p7s"; done
	# shellcheck disable=SC2086
	java -cp "$judges/classes:$judges/lib/*" JudgeSeal \
	    "key-$type/root.pem" $list $p7s >"seal-$type.tsv" || true
	count "seal-$type.tsv" "EU DSS ($type)"
	# shellcheck disable=SC2086
	"$judges/venv/bin/python" "$here/judge_pyhanko.py" \
	    "key-$type/root.pem" $list >"pyhanko-$type.tsv" || true
	count "pyhanko-$type.tsv" "pyHanko ($type)"
	for f in $list; do
		openssl cms -verify -binary -purpose any -inform DER \
		    -in "$f.p7s" -content "$f" -CAfile "key-$type/root.pem" \
		    -no-CApath -no-CAstore -out /dev/null 2>/dev/null && yes || no "$f: openssl cms"
		# One byte changed: openssl, pdfsig and ours must say no.
		mkdir -p changed
		size=$(wc -c <"$f")
		at=$((size / 2))
		{
			head -c "$at" "$f"
			tail -c +$((at + 1)) "$f" | head -c 1 |
			    LC_ALL=C tr '\000-\377' '\001-\377\000'
			tail -c +$((at + 2)) "$f"
		} >"changed/$f"
		! openssl cms -verify -binary -purpose any -inform DER \
		    -in "$f.p7s" -content "changed/$f" \
		    -CAfile "key-$type/root.pem" -no-CApath -no-CAstore \
		    -out /dev/null 2>/dev/null &&
		    yes || no "$f: openssl accepts a changed byte"
		! "$proviso" verify "changed/$f" \
		    --trust "key-$type/root.pem" >/dev/null 2>&1 &&
		    yes || no "$f: proviso accepts a changed byte"
		"$proviso" verify "$f" --trust "key-$type/root.pem" \
		    >"$f.verdict" && yes ||
		    { no "$f: proviso verify"; cat "$f.verdict"; }
	done
done
for f in "$@"; do
	pdfsig -nocert "$f" >"$f.pdfsig" 2>&1 || true
	grep -q 'Signature is Valid' "$f.pdfsig" &&
	    grep -q 'Total document signed' "$f.pdfsig" &&
	    yes || { no "$f: pdfsig"; cat "$f.pdfsig"; }
	qpdf --check "$f" >"$f.qpdf" 2>&1 && yes ||
	    { no "$f: qpdf"; cat "$f.qpdf"; }
done
python3 "$here/count.py" "$proviso" samples.db 2025-12-31 \
    Nimbus_Notes.pdf Palaver.pdf Fala_Clara.pdf Werkbank_KI.pdf >count.tsv || true
if [ -f real.db ]; then
	python3 "$here/count.py" "$proviso" real.db 2026-08-22 real_*.pdf \
	    >>count.tsv || true
fi
count count.tsv 'counted against the archive'
if [ -f "$shared/ota/html-captures.tar.gz" ]; then
	sh "$here/texts.sh" "$build" "$shared" && yes ||
	    no "texts of real captures"
else
	skipped=$((skipped + 1))
fi
if [ -f "$shared/pdf-signatures/index.tsv" ]; then
	python3 "$here/signatures.py" "$proviso" "$shared/pdf-signatures" \
	    >signatures.tsv && yes ||
	    no 'signatures of others: see signatures.tsv'
	grep '^DIFFERS' signatures.tsv || true
	tail -n 6 signatures.tsv
else
	skipped=$((skipped + 1))
fi
# Files of other producers, as they are and under attack.
for f in producers attackers; do
	"$judges/venv/bin/python" "$here/$f.py" "$proviso" "$work/$f" &&
	    yes || no "$f.py"
done
sh "$here/seal.sh" "$build" && yes || no 'levels and keys before others: seal.sh'
sh "$here/services.sh" "$build" && yes || no 'bad authorities: services.sh'
sh "$here/tamper.sh" "$build" && yes || no 'a packet under attack: tamper.sh'
sh "$here/log.sh" "$build" "$shared" && yes || no 'the log before others: log.sh'
sh "$here/browser.sh" "$build" >browser.tsv || no 'browser.sh ended badly'
skipped=$((skipped + $(grep -c '^skipped	' browser.tsv || true)))
grep '^skipped	' browser.tsv || true
grep -v '^skipped	' browser.tsv >browser-judged.tsv || true
count browser-judged.tsv 'browser'
make -s -C "$here/../.." O="$build" "$build/tests/bench/serve" \
    "$build/tests/bench/took" || no 'the local site was not built'
sh "$here/site.sh" "$build" >site.tsv || no 'site.sh: see site.tsv'
count site.tsv 'a site of 200 sources'
sh "$here/evidence.sh" "$build" >evidence.tsv || no 'evidence.sh: see evidence.tsv'
skipped=$((skipped + $(grep -c '^skipped	' evidence.tsv || true)))
grep '^skipped	' evidence.tsv || true
grep -v '^skipped	' evidence.tsv >evidence-judged.tsv || true
count evidence-judged.tsv "one capture's evidence"
sh "$here/webarchive.sh" "$build" >webarchive.tsv ||
    no 'webarchive.sh: see webarchive.tsv'
skipped=$((skipped + $(grep -c '^skipped	' webarchive.tsv || true)))
grep '^skipped	' webarchive.tsv || true
grep -v '^skipped	' webarchive.tsv >webarchive-judged.tsv || true
count webarchive-judged.tsv 'web archives'
echo "conformance: $(printf '%s\n' "$@" | wc -l) packets"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
