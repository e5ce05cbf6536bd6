#!/bin/sh
# flips.sh BUILD FLIPS [samples]: single bits of an archive flipped, of real
# policies where SHARED has them, of the samples otherwise or where so asked.
set -eu
# shellcheck source-path=SCRIPTDIR
here=$(cd "$(dirname "$0")" && pwd)
. "$here/crash.sh"
bundle=${SHARED:-../shared}/ota/genai-contrib-versions.bundle
[ ! -e "$bundle" ] || bundle=$(realpath "$bundle")
crash_begin "$1"
cd "$work"
proviso init >/dev/null
if [ -e "$bundle" ] && [ "${3:-}" != samples ]; then
	git clone -q --bare "$bundle" real
	proviso -q import ota real Airon 'Berget AI'
else
	proviso -q import captures "$SAMPLES/index.tsv"
fi
proviso -q checkpoint >/dev/null
"$build/tests/crash/flips" proviso.db copy.db "$2" 1
