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

# What went wrong, with all that is needed to do it again.
lost() {
	echo "LOST: $kind, $how $n (seed $seed): $1" >&2
	bad=1
}

# The end of a run that nothing disturbs, its calls and seconds.
undisturbed() { # undisturbed HOW
	rm -rf "$work/base" "$work/end"
	"base_$kind"
	cp -R "$work/base" "$work/end"
	cd "$work/end"
	began=$(date +%s%N)
	SHIM_HOW=$1 SHIM_COUNT=calls "$here/do.sh" "$kind" "$shim" >out 2>err || {
		cat err >&2
		exit 3
	}
	took=$(awk -v n="$(($(date +%s%N) - began))" 'BEGIN { print n / 1e9 }')
	calls=$(cat calls)
	dump >dump
	cd "$work"
}

# No and why, unless the archive is whole and continues what was published.
holds() {
	proviso check --read-data --against kept.txt >said 2>&1 ||
	    lost "check --against kept.txt: $(tail -n 1 said)"
	for c in new.txt "$@"; do
		[ ! -e "$c" ] || proviso check --against "$c" >said 2>&1 ||
		    lost "check --against $c: $(tail -n 1 said)"
	done
}

# A capture's lines name events that are there.
acknowledged() {
	case $kind in
	capture)
		awk -F '\t' 'NF == 6 && $6 ~ /^[0-9]+$/ { print $6 "\t" $3 }' \
		    out | sort >told
		proviso log --json | sed -n 's/.*"document":"\([^"]*\)".*"event":\([0-9]*\),.*"platform":"\([^"]*\)".*/\2\t\3\/\1/p' |
		    sort >there
		[ -z "$(comm -23 told there)" ] ||
		    lost "told, and not there: $(comm -23 told there | head -1)"
		acked=$((acked + $(wc -l <told)))
		;;
	checkpoint)
		[ "$1" != 0 ] || [ -s new.txt ] || lost 'exit 0, and no file'
		;;
	report)
		[ "$1" != 0 ] || [ -s P.pdf ] || lost 'exit 0, and no packet'
		;;
	esac
}

# What stands at a target is whole, and a packet that stands is in the log.
targets() {
	[ ! -e P.pdf ] || {
		proviso -q verify P.pdf >said 2>&1 || [ $? = 5 ] ||
		    lost "P.pdf: $(tail -n 1 said)"
		proviso -q checkpoint >/dev/null
		if proviso -q prove "$(sha256sum P.pdf | cut -d ' ' -f 1)" \
		    -o P.proof 2>err; then
			proviso verify P.pdf --vkey proviso.db.vkey \
			    --proof P.proof >said 2>&1 || [ $? = 5 ] ||
			    lost "P.pdf is not logged: $(tail -n 1 said)"
		else
			lost "P.pdf stands, and is not in the log: $(cat err)"
		fi
	}
	[ ! -e P.pdf.p7s ] || [ ! -e P.pdf ] ||
	    openssl cms -verify -binary -purpose any -inform DER -in P.pdf.p7s \
		-content P.pdf -CAfile keys/root.pem -no-CApath -no-CAstore \
		-out /dev/null 2>said || lost "P.pdf.p7s: $(head -n 1 said)"
	[ ! -d tiles ] || (cd tiles && find . -type f ! -name '.proviso-*') |
	    while read -r f; do
		cmp -s "tiles/$f" "$work/end/tiles/$f" || echo "$f"
	done >odd
	[ ! -d tiles ] || [ ! -s odd ] || lost "tiles: $(head -n 1 odd) is odd"
}

again() {
	status=0
	"$here/do.sh" "$kind" >out 2>err || status=$?
	[ "$status" = 0 ]
}

# The end of an undisturbed run, as far as it does not depend on the time.
same() {
	case $kind in
	captures | ota)
		dump | cmp -s - "$work/end/dump"
		;;
	tiles)
		diff -r -x '.proviso-*' tiles "$work/end/tiles" >/dev/null
		;;
	esac
}

dump() {
	proviso log --json
	for s in 'Fala Clara' 'Nimbus Notes' Palaver 'Werkbank KI' Acme; do
		proviso versions "$s" --json 2>/dev/null || true
		proviso provisions "$s" --json 2>/dev/null || true
	done
}

