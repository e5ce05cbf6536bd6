#!/bin/sh
# scale.sh BUILD [LOOKS]: archives of 10^3 looks and more of a made-up history
# (history_made.h), up to LOOKS (10^6, some minutes and 2 GB below BUILD): what
# one more look costs, how large they are, how fast they are checked, in how
# much memory.  A look costs what it does in a process that makes 1,000 of them
# (at 10^3 looks all is at hand then, at 10^6 each is at another document), and
# what it does to who opens the archive for it alone.  Seconds are the processor's, ratios those against the smallest;
# nothing here fails on a figure.  check hashes what the archive holds unpacked
# (data_bytes), so openssl gets a file of that size; what it takes for the
# archive's own file is told too.
set -eu
build=$(realpath "${1:-build}")
top=${2:-1000000}
bench=$build/tests/bench
work=$build/scale
proviso=$build/proviso
rm -rf "$work"
mkdir -p "$work"
cd "$work"
table=$work/table
: >"$table"

figure() {	# figure FILE NAME
	awk -F '\t' -v name="$2" '$1 == name { print $2 }' "$1"
}
took() {	# took PROGRAM...: best of three, "wall processor KB"
	rm -f t t.kb
	for _ in 1 2 3; do "$bench/took" t "$@"; done
	paste -d ' ' t t.kb | sort -n -k 2 | head -n 1
}

printf 'looks\tdocuments\tone more, us\tmedian\topened for it, us\tlog pages\tfile pages\tbytes a look\tmaking, MB\tlooking, MB\tchecking, MB\tcheck, s\tMB/s\tof sha256\tof the file\tproof, ms\n'
looks=1000
while [ "$looks" -le "$top" ]; do
	rm -f a.db*
	"$bench/bench_scale" make a.db "$looks" >made
	bytes=$(wc -c <a.db)
	# The archive's own bytes are in the cache, for both.
	cat a.db >/dev/null
	check=$(took "$proviso" --archive a.db check --read-data)
	data=$("$proviso" --archive a.db check --read-data |
	    awk '$1 == "data_bytes" { print $2 }')
	head -c "$data" /dev/zero >data
	sum=$(took openssl dgst -sha256 data)
	rm data
	own=$(took openssl dgst -sha256 a.db)
	"$bench/bench_scale" more a.db "$looks" 1000 0 >more
	"$bench/bench_scale" cold a.db "$looks" 100 1000 >cold
	"$proviso" --archive a.db checkpoint >/dev/null
	proof=$(took "$proviso" --archive a.db prove "event $looks")
	awk -v looks="$looks" -v docs="$(figure made documents)" \
	    -v us="$(figure more look_us)" \
	    -v median="$(figure more look_median_us)" \
	    -v cold="$(figure cold look_us)" -v wal="$(figure more log_pages)" \
	    -v file="$(figure more file_pages)" -v bytes="$bytes" \
	    -v making="$(figure made memory_mb)" \
	    -v looking="$(figure more memory_mb)" -v check="$check" \
	    -v sum="$sum" -v own="$own" -v data="$data" -v proof="$proof" 'BEGIN {
		split(check, c, " ")
		split(sum, s, " ")
		split(own, o, " ")
		split(proof, p, " ")
		printf "%d\t%d\t%.0f\t%.0f\t%.0f\t%.1f\t%.1f\t%.0f\t%.0f\t%.0f\t%.0f\t%.2f\t%.0f\t%.2f\t%.2f\t%.0f\n",
		    looks, docs, us, median, cold, wal, file, bytes / looks, making, looking,
		    c[3] / 1024, c[2], data / 1e6 / (c[2] + 1e-9),
		    s[2] / (c[2] + 1e-9), o[2] / (c[2] + 1e-9), p[2] * 1e3
	}' >>"$table"
	tail -n 1 "$table"
	looks=$((looks * 10))
done
awk -F '\t' 'NR == 1 {
	us = $3; median = $4; cold = $5; wal = $6; all = $6 + $7
}
END {
	printf "one more look at %d against 1000: time %.2f (hold: 1.3), ", \
	    $1, $3 / us
	printf "median %.2f, opened for it %.2f, ", $4 / median, $5 / cold
	printf "pages of the log %.2f, with those of the file %.2f\n", \
	    $6 / wal, ($6 + $7) / all
	printf "check --read-data: %.2f of the speed of openssl dgst -sha256 ", $14
	printf "on as many bytes (hold: 0.5)\n"
}' "$table"
rm -rf "$work"
