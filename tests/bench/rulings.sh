#!/bin/sh
# What the looks of a real archive mean: for each document how many looks of
# each class, how many versions they make, and how many another count allows.
# Usage: rulings.sh PROGRAM [SHARED]
set -eu
program=$(realpath "$1")
shared=${2:-../shared}
bundle=$shared/ota/genai-contrib-versions.bundle
counts=$shared/ota/noise-contrib.tsv
[ -r "$bundle" ] || { echo "$bundle is absent: skipped"; exit 0; }

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
git clone -q --bare "$bundle" "$dir/r"
"$program" --archive "$dir/a.db" -q init >/dev/null
"$program" --archive "$dir/a.db" -q import ota "$dir/r" >/dev/null
"$program" --archive "$dir/a.db" log >"$dir/looks"

awk -F '\t' -v counts="$counts" '
BEGIN {
	n = split("same noise return source-changed administrative " \
	    "substantive gap", class, " ")
	while ((getline line < counts) > 0) {
		split(line, c, "\t")
		name = c[1]
		sub(/\.md$/, "", name)
		allowed[name] = c[3] + c[4] + c[8]
		quiet += c[5] + c[6] + c[7]
	}
	printf "looks\t"
	for (i = 1; i <= n; i++)
		printf "%s\t", class[i]
	print "versions\tallowed\tdocument"
}
FNR > 1 {
	if (!($3 in looks))
		order[++docs] = $3
	looks[$3]++
	of[$3, $2]++
	total[$2]++
	if ($5 != "" && !(($3, $5) in seen)) {
		seen[$3, $5] = 1
		versions[$3]++
	}
}
END {
	for (d = 1; d <= docs; d++) {
		s = order[d]
		printf "%d\t", looks[s]
		for (i = 1; i <= n; i++)
			printf "%d\t", of[s, class[i]]
		printf "%d\t%d\t%s\n", versions[s], allowed[s], s
		all += looks[s]
		made += versions[s]
		if (versions[s] > allowed[s])
			extra += versions[s] - allowed[s]
	}
	printf "%d\t", all
	for (i = 1; i <= n; i++)
		printf "%d\t", total[class[i]]
	printf "%d\t\t%d documents\n", made, docs
	printf "of %d records that another count calls the same text, a " \
	    "return or an error page, %d made a version (%.1f %%)\n", \
	    quiet, extra, 100 * extra / quiet
}' "$dir/looks" >"$dir/table"
sed '1q' "$dir/table"
sed '1d' "$dir/table" | grep -v documents$ | grep -v '^of ' | LC_ALL=C sort -t '	' -k 11
grep 'documents$\|^of ' "$dir/table"
