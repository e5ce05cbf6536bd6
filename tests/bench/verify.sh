#!/bin/sh
# verify.sh BUILD: what verdicts and signatures cost, beside pyHanko, EU DSS,
# pdfsig and openssl on the same files in the same run.  Nothing here fails on
# a figure, or where a judge cannot be had: the row says so.
# Milliseconds are of the processor, the best of several, but for EU DSS (the
# clock) and for the thousand packets (the clock; beside it the processor).
# PACKETS=200 issues fewer than a thousand; SKIP_PEER=1 asks no judge.
set -eu
build=$(realpath "${1:-build}")
cd "$(dirname "$0")/../.."
here=$(pwd)/tests/bench
bench=$build/tests/bench
judges=$build/judges
work=$build/bench/verify
proviso=$build/proviso
rm -rf "$work"
mkdir -p "$work"

if [ -z "${SKIP_PEER:-}" ]; then
	sh tests/conformance/judges.sh "$judges" >"$work/judges.log" 2>&1 || true
fi
cd "$work"

# least PROGRAM...: milliseconds of processor of the best of twenty.
least() {
	rm -f least.took
	i=0
	while [ $i -lt 20 ]; do
		i=$((i + 1))
		"$bench/took" least.took "$@" 2>/dev/null || true
	done
	awk 'NR == 1 || $2 < least { least = $2 } END {
		printf "%.1f", least * 1e3 }' least.took
}
# ratio A B FORMAT: A / B, or a dash.
ratio() {
	awk -v a="$1" -v b="$2" 'BEGIN {
		if (a + 0 > 0 && b + 0 > 0) printf "%.2f", a / b; else printf "-" }'
}
field() {	# field FILE NAME LINE
	awk -F '\t' -v name="$2" -v row="$3" 'NR == 1 {
		for (i = 1; i <= NF; i++) if ($i == name) at = i }
	NR == row + 1 { print $at }' "$1"
}
pages() {
	pdfinfo "$1" 2>/dev/null | awk '$1 == "Pages:" { print $2 }'
}

issue() {	# issue WHAT [N]
	sh "$here/packets.sh" "$build" "$work" "$@" >issue.log 2>&1 || {
		echo "packets ($1): not made"
		tail -n 3 issue.log
		return 1
	}
}

echo '# Verdicts'
issue html
issue markdown "${PACKETS:-1000}"
one=html/provision.pdf
root=key/root.pem
"$bench/bench_verify" "$build/fonts" $root md/p1.pdf $one html/packet.pdf \
    >verify.tsv
for row in 1 2 3; do
	f=$(field verify.tsv file $row)
	printf '%s: %s pages, %s KB, captures %s: trusted %s, evidence %s\n' \
	    "$f" "$(pages "$f")" $(($(field verify.tsv bytes $row) / 1024)) \
	    "$(field verify.tsv captures $row)" \
	    "$(field verify.tsv trusted $row)" \
	    "$(field verify.tsv evidence $row)"
	printf '  signature verdicts, in process: %s ms (hold: 5 at 10 pages)\n' \
	    "$(field verify.tsv signature_ms $row)"
	awk -v e="$(field verify.tsv evidence_ms $row)" \
	    -v g="$(field verify.tsv gumbo_ms $row)" 'BEGIN {
		printf "  EVIDENCE-MATCHES, in process: %.2f ms; gumbo alone on " \
		    "its captures %.2f ms (hold: 1.5 times that + 5 = %.2f)\n",
		    e, g, 1.5 * g + 5 }'
done
ours=$(field verify.tsv signature_ms 2)

echo "# The same beside others, on $one"
if [ -n "${SKIP_PEER:-}" ] || ! [ -x "$judges/venv/bin/python" ]; then
	echo 'pyHanko in process: skipped, it is not there'
else
	"$judges/venv/bin/python" "$here/peer/warm_pyhanko.py" $root $one \
	    >pyhanko.tsv 2>/dev/null || true
	printf 'pyHanko in process: %s ms (%s), %s times ours\n' \
	    "$(cut -f 2 pyhanko.tsv)" "$(cut -f 1 pyhanko.tsv)" \
	    "$(ratio "$(cut -f 2 pyhanko.tsv)" "$ours")"
fi
if [ -n "${SKIP_PEER:-}" ] || ! ls "$judges"/lib/dss-pades-pdfbox-*.jar >/dev/null 2>&1 ||
    ! javac -cp "$judges/lib/*" -d classes "$here/peer/WarmSeal.java" 2>javac.log; then
	echo 'EU DSS, warm: skipped, it is not there'
else
	java -cp "classes:$judges/lib/*" WarmSeal $root $one >dss.tsv 2>/dev/null || true
	printf 'EU DSS, warm, without page images: %s ms (%s), %s times ours\n' \
	    "$(cut -f 2 dss.tsv)" "$(cut -f 1 dss.tsv)" \
	    "$(ratio "$(cut -f 2 dss.tsv)" "$ours")"
fi

echo "# Commands, on $one"
empty=$(least "$bench/empty")
printf 'an empty program with the same libraries: %s ms\n' "$empty"
command=$(least "$proviso" verify $one --trust $root)
awk -v c="$command" -v g="$(field verify.tsv gumbo_ms 2)" 'BEGIN {
	printf "proviso verify: %s ms (hold: 25 + 1.5 times gumbo = %.1f)\n",
	    c, 25 + 1.5 * g }'
if command -v pdfsig >/dev/null; then
	printf 'pdfsig: %s ms\n' "$(least pdfsig -nocert $one)"
else
	echo 'pdfsig: skipped, it is not there'
fi
# Its command is a package of its own; without it a script of ten lines.
if [ -z "${SKIP_PEER:-}" ] && [ -x "$judges/venv/bin/python" ]; then
	[ -f "$judges/venv/bin/pyhanko" ] ||
		"$judges/venv/bin/python" -m pip install -q \
		    --disable-pip-version-check pyhanko==0.38.0 \
		    pyhanko-cli==0.6.0 >pip.log 2>&1 || true
	if [ -f "$judges/venv/bin/pyhanko" ]; then
		name='pyhanko sign validate'
		took=$(least "$judges/venv/bin/python" "$judges/venv/bin/pyhanko" \
		    sign validate --trust $root --trust-replace $one)
	else
		name='pyHanko by a script (its command is not there)'
		took=$(least "$judges/venv/bin/python" \
		    "$here/../conformance/judge_pyhanko.py" $root $one)
	fi
	printf '%s: %s ms, %s times ours (hold: 20)\n' "$name" "$took" \
	    "$(ratio "$took" "$command")"
else
	echo 'pyHanko, the command: skipped, it is not there'
fi

echo '# Signing, RSA-3072'
# On one core, in turns: the best of both.
pin=
command -v taskset >/dev/null && pin='taskset -c 0'
for _ in 1 2 3; do
	$pin "$bench/bench_sign" >>sign.ours
	$pin openssl speed -seconds 2 rsa3072 2>/dev/null |
	    awk '/^rsa *3072/ { print $6 }' >>sign.openssl
done
ours=$(sort -n sign.ours | tail -n 1)
theirs=$(sort -n sign.openssl | tail -n 1)
printf 'sign_detached over 4 KB (digest, attributes, signature, CMS): %s/s\n' "$ours"
printf 'openssl speed rsa3072: %s/s; ours is %s of it (hold: 0.8)\n' \
    "$theirs" "$(ratio "$ours" "$theirs")"

echo '# Many packets, --jobs 2'
set -- md/*.pdf
rm -f many.took
for _ in 1 2 3; do
	"$bench/took" many.took "$proviso" verify --trust $root --jobs 2 "$@"
done
sort -n many.took | head -n 1 | awk -v n=$# -v pages="$(pages md/p1.pdf)" '{
	printf "%d packets of %s pages, Markdown captures: %.0f/s (hold: 300), " \
	    "%.2f ms of processor each\n", n, pages, n / $1, $2 / n * 1e3 }'

echo '# One of 50 MB'
if issue large; then
	"$bench/bench_verify" "$build/fonts" $root large.pdf >large.tsv
	dgst=$(least openssl dgst -sha256 large.pdf)
	all=$(least "$proviso" verify large.pdf --trust $root)
	printf '%s pages, %.1f MB, captures %s: trusted %s, evidence %s\n' \
	    "$(pages large.pdf)" \
	    "$(awk -v b="$(field large.tsv bytes 1)" 'BEGIN { print b / 1e6 }')" \
	    "$(field large.tsv captures 1)" "$(field large.tsv trusted 1)" \
	    "$(field large.tsv evidence 1)"
	printf 'openssl dgst -sha256: %s ms; in process %s ms\n' "$dgst" \
	    "$(field large.tsv sha256_ms 1)"
	printf 'signature verdicts, in process: %s ms, %s of dgst (hold: 0.7)\n' \
	    "$(field large.tsv signature_ms 1)" \
	    "$(ratio "$dgst" "$(field large.tsv signature_ms 1)")"
	printf 'EVIDENCE-MATCHES, in process: %s ms\n' \
	    "$(field large.tsv evidence_ms 1)"
	printf 'proviso verify: %s ms, %s of dgst\n' "$all" "$(ratio "$dgst" "$all")"
fi
cd "$build"
[ -n "${KEEP:-}" ] || rm -rf "$work"
