#!/bin/sh
# Checks a packet of proviso with openssl and the tools of any POSIX system.
#
#   sh verify.sh FILE.pdf ROOT.pem DIR [DIGEST]
#
# FILE.pdf.p7s must lie beside FILE.pdf.  ROOT.pem is the root certificate,
# from a source other than the packet.  DIR holds the files attached to the
# packet, as `proviso extract FILE.pdf -d DIR` writes them, or
#   mkdir -p DIR/texts DIR/captures DIR/certs DIR/proofs
#   pdfdetach -saveall -o DIR FILE.pdf
# DIGEST is the SHA-256 that the cover prints, or its first 16 digits or more.
#
# Exit status: 0 every step said yes; 1 no; 2 usage; 3 could not be done.
# Take this script from proviso, not from a packet: a forger can ship his own.

set -u
set -f
LC_ALL=C
export LC_ALL
# Only ROOT.pem is trusted, not what the system trusts for web sites.
SSL_CERT_DIR=/dev/null
SSL_CERT_FILE=/dev/null
export SSL_CERT_DIR SSL_CERT_FILE

no() {
	echo "   no: $1"
	echo
	echo "NO: the packet does not hold."
	exit 1
}

trouble() {
	echo "verify.sh: $1" >&2
	exit 3
}

usage() {
	echo "usage: sh verify.sh FILE.pdf ROOT.pem DIR [DIGEST]" >&2
	exit 2
}

readable() {
	[ -f "$1" ] && [ -r "$1" ] || trouble "cannot read $1"
}

# SHA-256 of stdin, in $sum.  Called in this shell, so that exit is final.
take_sum() {
	sum=${1%% *}
	case $sum in
	*[!0-9a-f]* | '') trouble "openssl gave no digest" ;;
	esac
	[ ${#sum} -eq 64 ] || trouble "openssl gave no SHA-256"
}

# ---- Arguments ----

[ $# -eq 3 ] || [ $# -eq 4 ] || usage
pdf=$1
root=$2
dir=$3
case $pdf in -*) pdf=./$pdf ;; esac
case $root in -*) root=./$root ;; esac
case $dir in -*) dir=./$dir ;; esac
cover=
if [ $# -eq 4 ]; then
	cover=$(printf '%s' "$4" | tr -d ' \t\n' | tr A-F a-f)
	case $cover in
	*[!0-9a-f]* | '') usage ;;
	esac
	[ ${#cover} -ge 16 ] && [ ${#cover} -le 64 ] || usage
fi
for tool in openssl awk head sed tail tr wc; do
	command -v "$tool" >/dev/null 2>&1 || trouble "$tool is not installed"
done
[ -d "$dir" ] || trouble "$dir is no folder"
readable "$pdf"
readable "$pdf.p7s"
readable "$root"
readable "$dir/evidence.json"

# ---- 1. The signature ----

echo "1. The signature over the whole file"
said=$(openssl cms -verify -binary -purpose any -inform DER \
    -in "$pdf.p7s" -content "$pdf" -CAfile "$root" \
    -no-CApath -no-CAstore -out /dev/null 2>&1) || {
	printf '%s\n' "$said" | tr -c '\n -~' '?' | sed 's/^/   /' | head -n 3
	no "openssl does not accept the signature in FILE.pdf.p7s"
}
echo "   yes: signed by"
openssl cms -verify -binary -purpose any -inform DER \
    -in "$pdf.p7s" -content "$pdf" -CAfile "$root" \
    -no-CApath -no-CAstore -out /dev/null \
    -signer /dev/stdout 2>/dev/null |
    openssl x509 -noout -subject -fingerprint -sha256 2>/dev/null |
    tr -c '\n -~' '?' | sed 's/^/        /'
echo "   It shows that these bytes were signed with this key, and that its"
echo "   certificate leads to ROOT.pem.  It does not show that the signer is"
echo "   right, or when it was signed, or that the key was not withdrawn."

# ---- 2. The manifest ----

echo
echo "2. The manifest, evidence.json"
take_sum "$(openssl dgst -sha256 -r <"$dir/evidence.json")"
echo "   $sum"
if [ -n "$cover" ]; then
	case $sum in
	"$cover"*) echo "   yes: begins with the digest that you gave" ;;
	*) no "the digest that you gave is another" ;;
	esac
else
	echo "   Compare it with the digest on the cover of FILE.pdf: this script"
	echo "   cannot see the cover.  Where they differ, the answer is no."
fi
echo "   Equal digests show that the manifest is the one printed and signed."

# ---- 3. The parts ----

# From the canonical JSON of the manifest to lines "P size sha256 name" and
# "Q number start end sha256 text".  Records are what stands between two
# quotation marks: by turns outside and inside a string.  Nothing is guessed;
# whatever is not the form of proviso-evidence/1 ends the reading.
parse() {
	awk '
function die(why) {
	if (!dead)
		print "E " why
	dead = 1
	exit 1
}
function safe(name) {
	return name ~ /^[A-Za-z0-9_][A-Za-z0-9_.\/-]*$/ &&
	    name !~ /\.\./ && name !~ /\/\// && name !~ /\/\./ &&
	    name !~ /\/-/ && name !~ /\/$/ && length(name) <= 200
}
# A member of the object at hand that must be text, or a number.
function text(k) {
	if (type[k] != "s")
		die("no text under " k)
	return value[k]
}
function number(k) {
	if (type[k] != "n" || length(value[k]) > 9 ||
	    value[k] !~ /^(0|[1-9][0-9]*)$/)
		die("no fit number under " k)
	return value[k] + 0
}
function digest(k,	d) {
	d = text(k)
	if (length(d) != 64 || d ~ /[^0-9a-f]/)
		die("no digest under " k)
	return d
}
function name_of(k,	s) {
	s = text(k)
	if (!safe(s))
		die("no fit name under " k)
	return s
}
function take_part(	s) {
	s = name_of("name")
	if (s in part || s == "evidence.json")
		die("part " s " stands twice")
	part[s] = digest("sha256")
	size[s] = number("size")
	parts[++n_parts] = s
}
function take_text(	s, c) {
	s = name_of("text")
	c = name_of("capture")
	if (s in is_text)
		die("text " s " stands twice")
	is_text[s] = 1
	if (!(s in part) || part[s] != digest("text_sha256"))
		die("text " s " is not the part of its name")
	if (!(c in part) || part[c] != digest("capture_sha256"))
		die("capture " c " is not the part of its name")
	if (!("words" in type))
		return
	c = name_of("words")
	if (!(c in part) || part[c] != digest("words_sha256"))
		die("words " c " are not the part of their name")
}
function take_quote(	q) {
	q = number("number")
	if (q < 1 || q in quote)
		die("quote " q " stands twice")
	quote[q] = name_of("text")
	start[q] = number("start")
	end[q] = number("end")
	sha[q] = digest("sha256")
	if (start[q] >= end[q])
		die("quote " q " has no bytes")
	quotes[++n_quotes] = q
}
function forget() {
	split("", type)
	split("", value)
}
function open_at(what) {
	if (expect != "value" && expect != "value-or-end")
		die("a bracket where none can stand")
	if (++depth > 64)
		die("too many brackets")
	kind[depth] = what
	expect = what == "{" ? "key-or-end" : "value-or-end"
	if (depth == 2 && what != "[")
		die("an object under " key[1])
	if (depth == 3) {
		if (what != "{")
			die("no object in " key[1])
		forget()
	}
}
function close_at(what,	first) {
	first = what == "{" ? "key-or-end" : "value-or-end"
	if (depth < 1 || kind[depth] != what ||
	    (expect != first && expect != "comma-or-end"))
		die("a bracket where none can stand")
	if (depth == 3 && key[1] == "parts")
		take_part()
	else if (depth == 3 && key[1] == "texts")
		take_text()
	else if (depth == 3 && key[1] == "quotes")
		take_quote()
	depth--
	expect = depth == 0 ? "end" : "comma-or-end"
}
function take_key(s) {
	if (s !~ /^[A-Za-z0-9_.:-]+$/ && depth < 4)
		die("a strange key")
	if (depth == 1 && s in top)
		die("key " s " stands twice")
	if (depth == 3 && s in type)
		die("key " s " stands twice")
	if (depth == 1)
		top[s] = 1
	if (depth == 3)
		type[s] = "?"
	key[depth] = s
	expect = "colon"
}
function scalar(what, s) {
	if (expect != "value" && expect != "value-or-end")
		die("a value where none can stand")
	if (depth < 1 || depth == 2)
		die("a value that should be an object")
	if (depth == 1 && key[1] == "schema")
		schema = s
	if (depth == 1 && (key[1] == "parts" || key[1] == "texts" ||
	    key[1] == "quotes"))
		die("no list under " key[1])
	if (depth == 3) {
		type[key[3]] = what
		value[key[3]] = s
	}
	expect = "comma-or-end"
}
function string(s,	t) {
	t = s
	if (t ~ /[\001-\037]/)
		die("a control character in a string")
	if (index(t, "\\")) {
		gsub(/\\["\\\/bfnrt]/, " ", t)
		gsub(/\\u[0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f]/, " ", t)
		if (index(t, "\\"))
			die("a strange escape")
	}
	if (expect == "key" || expect == "key-or-end")
		take_key(s)
	else
		scalar("s", s)
}
function word(w) {
	if (w == "true" || w == "false" || w == "null")
		scalar("w", w)
	else if (w ~ /^-?[0-9][0-9.eE+-]*$/)
		scalar("n", w)
	else
		die("a strange word")
}
function outside(s,	i, c, w) {
	w = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c ~ /[A-Za-z0-9.+-]/) {
			w = w c
			continue
		}
		if (w != "")
			word(w)
		w = ""
		if (c == "{" || c == "[")
			open_at(c)
		else if (c == "}")
			close_at("{")
		else if (c == "]")
			close_at("[")
		else if (c == ":" && expect == "colon")
			expect = "value"
		else if (c == "," && expect == "comma-or-end")
			expect = kind[depth] == "{" ? "key" : "value"
		else if (c == "\n" && expect == "end")
			expect = "nothing"
		else
			die("a strange character")
	}
	if (w != "")
		word(w)
}
BEGIN { RS = "\""; expect = "value"; inside = 0; whole = "" }
{
	if (!inside) {
		outside($0)
		inside = 1
		whole = ""
		next
	}
	whole = whole $0
	if (match($0, /\\+$/) && RLENGTH % 2 == 1) {
		whole = whole "\""
		next
	}
	string(whole)
	inside = 0
}
END {
	if (dead)
		exit 1
	if (expect != "nothing")
		die("it ends too early")
	if (schema != "proviso-evidence/1")
		die("its schema is not proviso-evidence/1")
	if (!("parts" in top) || !("texts" in top) || !("quotes" in top))
		die("a list is missing")
	for (i = 1; i <= n_quotes; i++) {
		q = quotes[i]
		if (!(quote[q] in is_text) || end[q] > size[quote[q]])
			die("quote " q " is not inside its text")
	}
	for (i = 1; i <= n_parts; i++)
		print "P", size[parts[i]], part[parts[i]], parts[i]
	for (i = 1; i <= n_quotes; i++) {
		q = quotes[i]
		print "Q", q, start[q], end[q], sha[q], quote[q]
	}
}' "$dir/evidence.json"
}

# Where the part named $1 lies, in $path: some readers of PDF write no
# folders, and put the name together or leave the front of it away.
find_part() {
	path=$dir/$1
	[ -f "$path" ] && [ -r "$path" ] && return 0
	flat=$(printf '%s' "$1" | tr / _)
	for path in "$dir/$flat" "$dir/${1##*/}"; do
		[ -f "$path" ] && [ -r "$path" ] && return 0
	done
	no "part $1 is not in DIR"
}

echo
echo "3. The parts"
bytes=$(($(wc -c <"$dir/evidence.json")))
plain=$(($(tr -d '\000' <"$dir/evidence.json" | wc -c)))
[ "$bytes" -eq "$plain" ] || no "evidence.json has NUL bytes"
[ "$bytes" -le 16777216 ] || no "evidence.json is too large"
list=$(parse) || {
	case $list in
	'E '*) no "evidence.json: $(printf '%s' "${list#E }" | tr -c ' -~' '?')" ;;
	*) trouble "awk failed" ;;
	esac
}
n=0
while read -r what size want name; do
	[ "$what" = P ] || continue
	find_part "$name"
	have=$(($(wc -c <"$path")))
	[ "$have" -eq "$size" ] ||
	    no "part $name has $have bytes, evidence.json says $size"
	take_sum "$(openssl dgst -sha256 -r <"$path")"
	[ "$sum" = "$want" ] || no "part $name has another digest"
	echo "   yes  $name, $size bytes"
	n=$((n + 1))
done <<LIST
$list
LIST
echo "   $n parts have the size and the digest that the manifest says."
echo "   It does not show where their bytes came from."

# ---- 4. The quotes ----

echo
echo "4. The quotes"
n=0
while read -r what number start end want name; do
	[ "$what" = Q ] || continue
	find_part "$name"
	take_sum "$(tail -c +$((start + 1)) "$path" |
	    head -c $((end - start)) | openssl dgst -sha256 -r)"
	[ "$sum" = "$want" ] || no "quote Q$number is not at its place in $name"
	echo "   yes  Q$number, bytes $start to $end of $name"
	n=$((n + 1))
done <<LIST
$list
LIST
echo "   $n quotes stand at their bytes."
echo "   It does not show that the pages print these words, or that the texts"
echo "   are what their captures say: read them, or ask proviso verify."

echo
echo "YES: signature, parts and quotes agree."
[ -n "$cover" ] ||
    echo "     Yours to compare: the digest in step 2 with the one on the cover."
