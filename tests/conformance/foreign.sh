#!/bin/sh
# foreign.sh BUILD FOLDER...: every PDF in these folders, of whatever program,
# is signed or refused in words; what was signed is put to pdfsig, pyHanko,
# qpdf, EU DSS and proviso, and compared with what it was (foreign.py).
# run.sh has set the judges up before.
set -eu
cd "$(dirname "$0")/../.."
here=$(pwd)/tests/conformance
build=$1
shift
case $build in /*) ;; *) build=$(pwd)/$build ;; esac
judges=$build/judges
work=$build/conformance/foreign
make -s "O=$build" "$build/tests/conformance/pki_server"
rm -rf "$work"
mkdir -p "$work/pki" "$work/signed"
javac -cp "$judges/lib/*" -d "$work" "$here/JudgeLevel.java"
find "$@" -name '*.pdf' -size -4000k | LC_ALL=C sort >"$work/list"
[ -s "$work/list" ] || { echo 'foreign: no file there'; exit 1; }
"$build/tests/conformance/pki_server" "$work/pki" 2>"$work/server.log" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
trap 'exit 1' HUP INT TERM
n=0
while [ ! -f "$work/pki/url" ]; do
	n=$((n + 1))
	[ "$n" -le 600 ] || { echo 'no: the infrastructure does not start'; exit 1; }
	sleep 0.1
done
status=0
tr '\n' '\000' <"$work/list" | xargs -0 -n 100000 \
    "$judges/venv/bin/python" "$here/foreign.py" "$build/proviso" \
    "$work/pki" "$work/signed" >"$work/table" || status=1
grep -v '^yes	\|^refused	' "$work/table" || true
# Of several signatures the last is ours.
java -XX:+UseSerialGC -cp "$work:$judges/lib/*" JudgeLevel \
    "$work/pki/root.pem" "$work/pki/root.crl" "$work/pki/ca.crl" \
    <"$work/signed/files" >"$work/dss" || true
grep -vE 'TOTAL_PASSED( W:[A-Z_]+)*$' "$work/dss" && status=1
echo "foreign: EU DSS: $(grep -cE 'TOTAL_PASSED( W:[A-Z_]+)*$' "$work/dss" ||
    true) of $(wc -l <"$work/signed/files") TOTAL_PASSED"
exit $status
