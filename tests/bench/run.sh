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

# The log: 10^6 leaves would take half a minute; LEAVES=1000000 asks for them.
rm -f "$work"/log.db*
echo
echo '# The log'
"$bench/bench_log" "$work/log.db" "${LEAVES:-100000}"
rm -f "$work"/log.db*

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

# The peer's engine on the same pages, where npm can be had (SKIP_PEER=1: not).
# It lies in $PEER, by default below the build, and is installed once.
peer=${PEER:-$build/peer}
version=9.1.0
engine=$peer/node_modules/@opentermsarchive/engine
if [ -n "${SKIP_PEER:-}" ] || ! command -v npm >/dev/null; then
	echo 'peer: skipped, no npm'
elif [ ! -d "$engine" ] && mkdir -p "$peer" &&
	! (cd "$peer" && PUPPETEER_SKIP_DOWNLOAD=1 npm install \
		--no-audit --no-fund "@opentermsarchive/engine@$version" \
		>"$peer/install.log" 2>&1); then
	echo "peer: skipped, npm install failed ($peer/install.log)"
	rm -rf "$engine"
elif [ -d "$work/html/genai-contrib" ]; then
	cp tests/bench/peer/run.mjs "$peer/run.mjs"
	ours=$("$bench/bench_captures" "$work/html")
	theirs=$(cd "$peer" && node run.mjs "$work/html")
	echo "proviso:                $ours"
	echo "Open Terms Archive $version: $theirs"
	printf '%s\n%s\n' "$ours" "$theirs" | awk '{
		for (i = 1; i <= NF; i++)
			if ($i == "documents/s,")
				speed[NR] = $(i - 1)
		memory[NR] = $(NF - 1)
	}
	END {
		printf "documents a second: ratio %.0f (hold: 35); ", speed[1] / speed[2]
		printf "memory: %.1f %% of theirs (hold: 5)\n", 100 * memory[1] / memory[2]
	}'
fi
rm -rf "$work"
