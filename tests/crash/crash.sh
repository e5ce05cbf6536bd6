# What the crash tests share: sourced by them, no program of its own.
# shellcheck shell=sh

crash_begin() { # crash_begin BUILD
	build=$(cd "$1" && pwd)
	shim=$build/tests/crash/shim.so
	SAMPLES=$(cd "$here/../../samples" && pwd)
	PATH=$build:$PATH
	export PATH SAMPLES
	unset PROVISO_ARCHIVE PROVISO_CONTACT
	work=$(mktemp -d)
	export REPO="$work/repo"
	serve=
	trap crash_end EXIT
	trap 'exit 130' INT TERM
}

crash_end() {
	[ -z "$serve" ] || kill "$serve" 2>/dev/null || true
	rm -rf "$work"
}

# The server of the tests, for captures.
crash_serve() {
	[ -z "$serve" ] || return 0
	mkdir "$work/site"
	"$build/tests/bench/serve" "$work/site" >"$work/ports" &
	serve=$!
	while ! grep -q ready "$work/ports"; do sleep 0.1; done
	port=$(awk '$1 == "http" { print $2 }' "$work/ports")
}

# An archive with nothing in it but a published checkpoint.
base_empty() {
	mkdir "$work/base"
	cd "$work/base"
	proviso init >/dev/null
	proviso -q checkpoint -o kept.txt
	cd "$work"
}

base_captures() { base_empty; }

base_capture() {
	crash_serve
	base_empty
	cd "$work/base"
	i=0
	while [ $i -lt 40 ]; do
		proviso -q add "Site/Document $i" --allow-private \
		    --url "http://127.0.0.$((i + 1)):$port/doc?n=$i"
		i=$((i + 1))
	done
	# A look at some of them before.
	proviso -q capture Site/Document\ 1 Site/Document\ 2 --delay 0 \
	    --contact mailto:t@acme.example >/dev/null 2>&1
	proviso -q checkpoint -o kept.txt
	cd "$work"
}

# A repository of Open Terms Archive's kind: texts of the samples.
base_ota() {
	base_empty
	[ ! -d "$REPO" ] || return 0
	cd "$work"
	git init -q repo
	k=0
	for f in "$SAMPLES"/*/*/*.html; do
		k=$((k + 1))
		d="Document $((k % 5))"
		mkdir -p repo/Acme
		{
			echo "# Terms of $((k % 5))"
			echo
			sed -e 's/<[^>]*>//g' -e '/^ *$/d' -e 's/^ *//' \
			    -e 's/$/\
/' "$f"
		} >"repo/Acme/$d.md"
		git -C repo add -A
		at="2024-01-01T00:00:00Z"
		at=$(date -u -d "$at + $k days" +%Y-%m-%dT%H:%M:%SZ)
		GIT_AUTHOR_DATE=$at GIT_COMMITTER_DATE=$at git -C repo \
		    -c user.name='Open Terms Archive Bot' \
		    -c user.email=bot@opentermsarchive.org \
		    -c commit.gpgsign=false commit -q \
		    -m "Record new changes of Acme $d" || true
	done
	cd "$work"
}

base_samples() {
	base_empty
	cd "$work/base"
	proviso -q import captures "$SAMPLES/index.tsv"
	cd "$work"
}

base_checkpoint() { base_samples; }

base_report() {
	base_samples
	cd "$work/base"
	proviso -q key new --dir keys --name Trial >/dev/null
	proviso -q checkpoint -o kept.txt
	cd "$work"
}

# The log as it stands in a head, and a folder of tiles of an earlier one.
base_tiles() {
	base_empty
	cd "$work/base"
	proviso -q import captures "$SAMPLES/index.tsv"
	proviso -q checkpoint >/dev/null
	cd "$work"
}
