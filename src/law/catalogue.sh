#!/bin/sh
# catalogue.sh DATA.tsv... >law_catalogue.c: the law catalogue as constant C.
#
# One struct holds every text once; rows say where in it theirs begin, and two
# lists of row numbers, sorted by bytes, are what look-ups halve.  No pointers,
# so nothing is relocated when the program starts.  C counts the bytes of each
# text, since not every awk does.
set -eu
LC_ALL=C
export LC_ALL

for file in "$@"; do
	case $file in
	*/former.tsv) kind=F ;;
	*) kind=U ;;
	esac
	awk -v kind=$kind 'FNR > 1 { print kind "\t" $0 }' "$file"
done | awk -F '\t' '
# The number of a text in the pool.
function text(s)
{
	if (!(s in number)) {
		number[s] = n_texts
		texts[n_texts++] = s
	}
	return number[s]
}
function fail(words)
{
	print "catalogue.sh: row " NR " (" $2 " " $3 "): " words | "cat 1>&2"
	failed = 1
	exit 1
}
BEGIN {
	n = n_texts = n_groups = n_former = 0
	text("")
	sort_path = "sort -t \"\t\" -k 1,1n -k 2,2 | awk -F \"\\t\" \47{ print \"\\t\" $3 \",\" }\47"
	sort_canonical = "sort -t \"\t\" -k 1,1 | awk -F \"\\t\" \47{ print \"\\t\" $2 \",\" }\47"
}
$1 == "F" {
	if (NF != 4) fail("want 4 fields, have " NF)
	former[n_former++] = "{ " text($2) ", " text($3) ", " text($4) " }"
	next
}
{
	if (NF != 15) fail("want 15 fields, have " NF)
	if (($2, $3) in row) fail("the path stands twice")
	if ($9 in seen) fail("the canonical form stands twice")
	if ($5 != "" && !(($2, $5) in row)) fail("its parent is not above it")
	if (!($2 in group)) group[$2] = n_groups++
	seen[$9] = 1
	row[$2, $3] = n
	by_path[n] = group[$2] "\t" $3 "\t" n
	by_canonical[n] = $9 "\t" n
	line = "{ { " text($2) ", " text($3) ", " text($4) ", " text($5)
	for (i = 6; i <= 15; i++)
		line = line ", " text($i)
	rows[n] = line " }, " ($5 == "" ? 65535 : row[$2, $5]) " }"
	n++
}
END {
	if (failed) exit 1
	print "/* Made by src/law/catalogue.sh from src/law/data. */"
	print "#include \"law_in.h\"\n"
	print "static const struct pool {"
	for (i = 0; i < n_texts; i++) {
		gsub(/["\\]/, "\\\\&", texts[i])
		print "\tchar s" i "[sizeof(\"" texts[i] "\")];"
	}
	print "} pool = {"
	for (i = 0; i < n_texts; i++)
		print "\t\"" texts[i] "\","
	print "};\n"
	print "const char *const law_pool = (const char *)&pool;\n"
	print "#define AT(n) offsetof(struct pool, s##n)\n"
	print "const struct law_row law_rows[] = {"
	for (i = 0; i < n; i++)
		print "\t" at(rows[i]) ","
	print "};\n"
	print "const size_t law_n_rows = " n ";\n"
	print "const struct law_former law_formers[] = {"
	for (i = 0; i < n_former; i++)
		print "\t" at(former[i]) ","
	print "};\n"
	print "const size_t law_n_formers = " n_former + 0 ";\n"
	print "const uint16_t law_by_path[] = {"
	fflush()
	for (i = 0; i < n; i++)
		print by_path[i] | sort_path
	close(sort_path)
	print "};\n"
	print "const uint16_t law_by_canonical[] = {"
	fflush()
	for (i = 0; i < n; i++)
		print by_canonical[i] | sort_canonical
	close(sort_canonical)
	print "};"
}
# Numbers of texts, up to the closing brace, as places in the pool.
function at(s,    end)
{
	end = index(s, "}")
	head = substr(s, 1, end)
	gsub(/[0-9]+/, "AT(&)", head)
	return head substr(s, end + 1)
}'
