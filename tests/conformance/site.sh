#!/bin/sh
# site.sh BUILD [SOURCES]: a local site of 200 sources, http and https, some
# scripted, some hostile, captured with --jobs 16 twice.  Prints lines
# "yes|no<TAB>what<TAB>figure"; exit 1 if one says no.
set -eu
build=$(realpath "${1:-build}")
n=${2:-200}
proviso=$build/proviso
work=$(mktemp -d)
bad=0
serve=
ended() {
	[ -z "$serve" ] || kill "$serve" 2>/dev/null || true
	rm -rf "$work"
}
trap ended EXIT
cd "$work"
export PROVISO_CONTACT=mailto:tests@acme.example

say() { # say TRUE|FALSE WHAT FIGURE
	if "$1"; then printf 'yes\t%s\t%s\n' "$2" "$3"; else
		printf 'no\t%s\t%s\n' "$2" "$3"
		bad=1
	fi
}
is() { if [ "$2" "$3" "$4" ]; then say true "$1" "$2"; else say false "$1" "$2, want $3 $4"; fi; }

"$build/tests/bench/serve" "$work" >ports &
serve=$!
while ! grep -q ready ports; do sleep 0.1; done
port() { awk -v k="$1" '$1 == k { print $2 }' ports; }

# Every eighth source misbehaves, one way after the other; the others are
# pages of their own, by http and https, in every coding.
hostile='/big /bomb /header /headers /drip /slow-head /loop /to-self /to-file
/short /long /two-lengths /reset /http09 /nul /bad-chunk /cut-chunk
/cut?as=gzip /cut?as=br /lie?as=zstd /empty /garbage /status?s=404 /private/x'
"$proviso" -q init >/dev/null
i=0
while [ "$i" -lt "$n" ]; do
	host=127.0.0.$((i % 40 + 1))
	url=http://$host:$(port http)/doc?n=$i
	more=
	case $((i % 8)) in
	1) url=https://$host:$(port good)/doc?n=$i ;;
	2) url=https://$host:$(port tls12)/doc?n=$i ;;
	3) url=http://$host:$(port plain)/etag?n=$i ;;
	4) url=https://$host:$(port good)/chunked?n=$i ;;
	5) url=http://$host:$(port http)/to?u=/doc?n=$i ;;
	7)
		# shellcheck disable=SC2086
		set -- $hostile
		shift $((i / 8 % $#))
		url=http://$host:$(port http)$1
		case $((i / 8)) in
		1) url=https://$host:$(port expired)/doc ;;
		2) url=https://$host:$(port wronghost)/doc ;;
		3) url=https://$host:$(port selfsigned)/doc ;;
		4) url=http://$host:$(port robots-500)/doc ;;
		esac ;;
	esac
	[ "$i" = 6 ] && url=http://$host:$(port http)/scripted?n=$i
	[ "$i" = 14 ] && url=http://$host:$(port http)/scripted?n=$i more=--render
	# shellcheck disable=SC2086
	"$proviso" -q add "Site/Document $i" --url "$url" --allow-private $more
	i=$((i + 1))
done

# Looks of the last run, by class; and what was said of each.
run() { # run NAME LOOKS-BEFORE
	status=0
	"$build/tests/bench/took" "took.$1" "$proviso" capture --jobs 16 \
	    --ca ca.pem --delay 20 --timeout 4 2>"$1.err" || status=$?
	"$proviso" log | tail -n +$(($2 + 2)) >"$1.log"
	# shellcheck disable=SC2046
	set -- "$1" $(cat "took.$1" "took.$1.kb")
	is "$1: exit status (4: done, with gaps)" "$status" -eq 4
	is "$1: looks" "$(wc -l <"$1.log")" -eq "$n"
	say true "$1: seconds, looks a second, seconds of the processor" \
	    "$2 $(awk -v n="$n" -v s="$2" 'BEGIN { printf "%.1f", n / s }') $3"
	is "$1: peak memory in MB" $(($4 / 1024)) -le 300
}
of() { awk -F '\t' -v c="$2" '$2 == c' "$1.log" | wc -l; }

run first 0
is 'first: pages that became a version' "$(of first substantive)" -ge $((n * 7 / 8 - 2))
is 'first: gaps' "$(of first gap)" -ge $((n / 9))
run second "$n"
is 'second: neither same nor a gap' \
    $((n - $(of second same) - $(of second gap))) -eq 0
is 'second: same' "$(of second same)" -eq "$(of first substantive)"
for rule in net-too-large net-timeout net-redirect net-response net-coding \
    net-tls net-robots error-status; do
	is "gaps by rule $rule" \
	    "$("$proviso" log --class gap --json | grep -c "\"rule\":\"$rule\"")" -ge 1
done
is 'looks that a 304 verified' \
    "$("$proviso" log --json | grep -c '"rule":"not-modified"')" -ge 1
if "$proviso" check --read-data >check.out 2>&1; then
	say true 'check --read-data' "$(tail -n 1 check.out)"
else
	say false 'check --read-data' "$(tail -n 1 check.out)"
fi

exit $bad
