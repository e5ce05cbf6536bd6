#!/bin/sh
# browser.sh BUILD: Chromium on pages of this machine, every run bounded in
# time.  Lines "yes", "no" or "skipped", a tab, and what it is about.  A place
# that gives Chromium no sandbox (a container without namespaces) has none to
# try: then the tests skip, and say so.
set -eu
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# All of the unit program, with the pages that take longer.
status=0
BROWSER=all timeout 300 "$build/tests/unit/net/test_browser" \
    >"$work/said" 2>&1 || status=$?
sed -n -e 's/^\[       OK \] */yes	/p' -e 's/^\[  FAILED  \] \(test_\)/no	\1/p' \
    -e 's/^\[  SKIPPED \] \(test_\)/skipped	\1/p' "$work/said" | sort -u
[ "$status" = 0 ] || {
	printf 'no	browser tests ended with status %s\n' "$status"
	grep -A3 'ERROR\|came' "$work/said" >&2 || true
}

# The program itself: pages declared for a browser, a shell that falls back to
# one, a PDF, a page that tries every way out.
"$build/proviso" --help | grep -q "^ *proviso capture" || exit 0
here=$(cd "$(dirname "$0")" && pwd)
python3 "$here/script_site.py" "$work" \
    "$here/../golden/import_pdf/in/policy-1.pdf" &
site=$!
trap 'kill "$site" 2>/dev/null; rm -rf "$work"' EXIT
i=0
while [ ! -f "$work/port" ] && [ "$i" -lt 100 ]; do
	sleep 0.1
	i=$((i + 1))
done
url=http://127.0.0.1:$(cat "$work/port")
cd "$work"
judge() {	# judge <what> <command> ...
	what=$1
	shift
	if "$@" >>said.cli 2>&1; then printf 'yes	%s\n' "$what"
	else printf 'no	%s\n' "$what"; fi
}
p() {
	timeout 200 "$build/proviso" "$@"
}
p -q init >/dev/null
p -q add Site/Scripted --url "$url/scripted" --render --allow-private
p -q add Site/Probe --url "$url/probe" --render --allow-private
p -q add Site/Shell --url "$url/shell" --allow-private
p -q add Site/PDF --url "$url/policy.pdf" --allow-private
status=0
p capture --jobs 4 >first 2>&1 || status=$?
if grep -q 'no sandbox here' first; then
	printf 'skipped	capture with a browser: no sandbox here\n'
	exit 0
fi
judge 'capture ends well' test "$status" = 0
p show Site/Scripted >scripted.txt
judge 'text that only scripts make' grep -q 'unless you opt out' scripted.txt
p --json log Site >log.json
p --json log Site/Scripted >scripted.json
judge 'method, screenshot, requests, network are recorded' \
    grep -q '"network":.*"role":"screenshot".*"role":"requests"' scripted.json
p --json log Site/Shell >shell.json
judge 'an empty shell falls back, and it is recorded' \
    grep -q '"fallback":"a page with scripts and no words"' shell.json
p show Site/PDF >pdf.txt
judge 'text of a PDF' grep -q 'opt in to it' pdf.txt
judge 'every way out towards this machine is closed' test ! -s hits
p capture --jobs 4 >second 2>&1 || true
judge 'a second run sees the same' \
    sh -c 'test "$(grep -c "	same	" second)" = 4'
p -q key new --dir keys --name Trial >/dev/null
as_of=$(date -u +%Y-%m-%d)
judge 'a signed packet of them' "$build/proviso" -q report packet Site \
    --as-of "$as_of" -o site.pdf --key keys/signer.key --cert keys/signer.pem
p verify site.pdf --trust keys/root.pem >verdicts 2>&1 || true
judge 'the words of the PDF are unknown, all else is checked' \
    grep -q 'EVIDENCE-MATCHES *unknown: made by pdftotext [0-9.]* (words of a PDF)$' verdicts
judge 'the archive checks' "$build/proviso" check --read-data
