#!/bin/sh
# run.sh BUILD: speed and size, as ratios against peers in the same run.
# Nothing here fails on a figure.  Real archives are taken from $SHARED.
set -eu
build=$(realpath "${1:-build}")
shared=${SHARED:-../shared}
cd "$(dirname "$0")/../.."
bench=$build/tests/bench
work=$build/bench
proviso=$build/proviso
rm -rf "$work"
mkdir -p "$work"

# took NAME PROGRAM...: its best of three, "wall processor".
took() {
	name=$1
	shift
	for _ in 1 2 3; do
		[ "$name" != import ] || fresh
		"$bench/took" "$work/$name.took" "$@"
	done
	sort -n "$work/$name.took" | head -n 1 >"$work/$name.best"
}

fresh() {
	rm -f "$work"/ota.db*
	"$proviso" --archive "$work/ota.db" init >/dev/null
}

echo '# A packet'
"$bench/bench_packet" "$build/fonts"

bundle=$shared/ota/genai-contrib-versions.bundle
if [ ! -f "$bundle" ]; then
	echo "Real archives: skipped, $bundle is not there (SHARED=FOLDER)"
	exit 0
fi

echo
echo '# Import of a real archive'
git clone -q "$bundle" "$work/ota" 2>/dev/null
took log git -C "$work/ota" log -p
took import "$proviso" --archive "$work/ota.db" import ota "$work/ota"
took check "$proviso" --archive "$work/ota.db" check --read-data
paste -d ' ' "$work/log.best" "$work/import.best" "$work/check.best" | awk '{
	printf "git log -p:        %6.2f s, processor %6.2f s\n", $1, $2
	printf "import:            %6.2f s, processor %6.2f s\n", $3, $4
	printf "check --read-data: %6.2f s, processor %6.2f s\n", $5, $6
	printf "import to git log -p: ratio %.1f, of the processor %.1f (hold: 15)\n",
	    $3 / $1, $4 / $2
}'
pack=$(cat "$work"/ota/.git/objects/pack/*.pack | wc -c)
archive=$(wc -c <"$work/ota.db")
awk -v pack="$pack" -v archive="$archive" 'BEGIN {
	printf "archive %.2f MB, pack %.2f MB: ratio %.2f (hold: 2.2)\n",
	    archive / 1e6, pack / 1e6, archive / pack
}'

echo
echo '# Texts out of pages'
mkdir "$work/html"
[ ! -f "$shared/ota/html-captures.tar.gz" ] ||
	tar -xzf "$shared/ota/html-captures.tar.gz" -C "$work/html"
find "$work/ota" "$work/html" \( -name '*.md' -o -name '*.html' \) -type f |
	sort | "$bench/bench_text"
rm -rf "$work"
