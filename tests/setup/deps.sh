#!/bin/sh
# deps.sh build|conformance: install what is missing, and nothing else.
# Prints the list first; does nothing, and asks no network, when all is there.
set -eu
cd "$(dirname "$0")/../.."

build='gcc make pkg-config libhpdf-dev libgumbo-dev libcmark-gfm-dev
libcmark-gfm-extensions-dev libjansson-dev libutf8proc-dev libharfbuzz-dev
libqpdf-dev libgit2-dev libcurl4-openssl-dev libzstd-dev libbrotli-dev zlib1g-dev libdeflate-dev
libqrencode-dev libpng-dev libarchive-dev libsqlite3-dev libssl-dev libcmocka-dev
openssl qpdf poppler-utils git softhsm2 libengine-pkcs11-openssl'
# Judges; a tool that is there already, whoever installed it, is not asked for.
judges='java:openjdk-17-jre-headless javac:openjdk-17-jdk-headless mvn:maven
python3:python3-venv pdfsig:poppler-utils qpdf:qpdf openssl:openssl
/usr/lib/chromium/chromium:chromium certutil:libnss3-tools busybox:busybox mksh:mksh
nghttpd:nghttp2-server
/usr/lib/chromium/chrome-sandbox:chromium-sandbox'

want=
case ${1:-build} in
build)
	fonts=$(awk -F '\t' '!/^#/ && NF >= 5 { print $5 }' fonts/manifest.tsv |
	    sort -u)
	for p in $build $fonts; do want="$want $p"; done ;;
conformance)
	for j in $judges; do
		command -v "${j%%:*}" >/dev/null 2>&1 || want="$want ${j#*:}"
	done ;;
*)
	echo "usage: deps.sh build|conformance" >&2
	exit 2 ;;
esac
[ -n "$want" ] || exit 0

if ! command -v dpkg-query >/dev/null 2>&1; then
	cat <<-TXT
	This system has no dpkg. Install these libraries by the names that
	pkg-config knows them by, and the fonts of fonts/manifest.tsv:
	  libcurl libharu libgumbo libcmark-gfm jansson libutf8proc harfbuzz
	  harfbuzz-subset libqpdf libgit2 libzstd libbrotlidec zlib libdeflate
	  libqrencode libpng libarchive sqlite3 libcrypto cmocka
	TXT
	exit 1
fi
missing=
for p in $want; do
	dpkg-query -W -f '${db:Status-Status}\n' "$p" 2>/dev/null |
	    grep -qx installed || missing="$missing $p"
done
[ -n "$missing" ] || exit 0

echo "To be installed:$missing"
root=
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null 2>&1; then
		echo "Neither root nor sudo: run as root: apt-get install$missing"
		exit 1
	fi
	root=sudo
fi
$root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq \
    --no-install-recommends $missing >/dev/null
