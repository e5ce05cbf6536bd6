#!/bin/sh
# Checks a packet of proviso with openssl and the tools of any POSIX system.
#
#   sh verify.sh [-k LOG.vkey] [-t TSA.pem] FILE.pdf ROOT.pem DIR [DIGEST]
#
# FILE.pdf.p7s must lie beside FILE.pdf, and with -k FILE.tlog-proof too.
# ROOT.pem is the root certificate, from a source other than the packet; so are
# the key of the log (-k) and the roots of the time-stamp authority (-t, else
# those in ROOT.pem).  DIR holds the files attached to the packet, as
# `proviso extract FILE.pdf -d DIR` writes them, or
#   mkdir -p DIR/texts DIR/captures DIR/certs DIR/proofs
#   pdfdetach -saveall -o DIR FILE.pdf
# DIGEST is the SHA-256 that the cover prints, or its first 16 digits or more.
#
# Exit status: 0 every step said yes; 1 no; 2 usage; 3 could not be done;
# 4 nothing said no, but a step that was asked for was not checked.
# Take this script from proviso, not from a packet: a forger can ship his own.

set -u
set -f
umask 077
LC_ALL=C
export LC_ALL
# Only the roots that are named are trusted, not those for web sites.
SSL_CERT_DIR=/dev/null
SSL_CERT_FILE=/dev/null
OPENSSL_CONF=/dev/null
export SSL_CERT_DIR SSL_CERT_FILE OPENSSL_CONF

# Ceilings: what awk reads byte by byte stays a matter of seconds.
max_section=1048576 # a cross-reference section; 500 pages have 200 KB
max_object=1048576  # the dictionary of a signature
max_update=4194304  # an update; validation data have some 20 KB
max_manifest=524288 # evidence.json as it is packed; 20 packets of one have 60 KB
max_revisions=64

missed=0

no() {
	echo "   no: $1"
	echo
	echo "NO: the packet does not hold."
	exit 1
}

not_checked() {
	echo "   not checked: $1"
	missed=$((missed + 1))
}

trouble() {
	echo "verify.sh: $1" >&2
	exit 3
}

usage() {
	echo "usage: sh verify.sh [-k LOG.vkey] [-t TSA.pem] FILE.pdf ROOT.pem DIR [DIGEST]" >&2
	exit 2
}

readable() {
	[ -f "$1" ] && [ -r "$1" ] || trouble "cannot read $1"
}

# Words of others, fit for a terminal.
show() {
	tr -c '\n -~' '?'
}

# SHA-256 of stdin, in $sum.  Called in this shell, so that exit is final.
take_sum() {
	sum=${1%% *}
	case $sum in
	*[!0-9a-f]* | '') trouble "openssl gave no digest" ;;
	esac
	[ ${#sum} -eq 64 ] || trouble "openssl gave no SHA-256"
}

count() {
	echo $(($(wc -c)))
}

# slice FILE OFFSET LENGTH
slice() {
	tail -c +$(($2 + 1)) "$1" | head -c "$3"
}

# ---- Arguments ----

vkey=
stampers=
while [ $# -gt 0 ]; do
	case $1 in
	-k)
		[ $# -ge 2 ] || usage
		vkey=$2
		shift 2 ;;
	-t)
		[ $# -ge 2 ] || usage
		stampers=$2
		shift 2 ;;
	*) break ;;
	esac
done
[ $# -eq 3 ] || [ $# -eq 4 ] || usage
pdf=$1
root=$2
dir=$3
[ -n "$stampers" ] || stampers=$root
case $pdf in -*) pdf=./$pdf ;; esac
case $root in -*) root=./$root ;; esac
case $dir in -*) dir=./$dir ;; esac
case $vkey in -*) vkey=./$vkey ;; esac
case $stampers in -*) stampers=./$stampers ;; esac
cover=
if [ $# -eq 4 ]; then
	cover=$(printf '%s' "$4" | tr -d ' \t\n' | tr A-F a-f)
	case $cover in
	*[!0-9a-f]* | '') usage ;;
	esac
	[ ${#cover} -ge 16 ] && [ ${#cover} -le 64 ] || usage
fi
for tool in openssl awk cat cmp cut fold grep head mkdir od rm sed tail tr wc; do
	command -v "$tool" >/dev/null 2>&1 || trouble "$tool is not installed"
done
[ -d "$dir" ] || trouble "$dir is no folder"
readable "$pdf"
readable "$pdf.p7s"
readable "$root"
readable "$stampers"
[ -z "$vkey" ] || readable "$vkey"
readable "$dir/evidence.json"
size=$(count <"$pdf")
tmp=${TMPDIR:-/tmp}/verify-sh-$$
mkdir "$tmp" 2>/dev/null || trouble "cannot make $tmp"
trap 'rm -rf "$tmp"' EXIT
trap 'exit 3' HUP INT TERM
# Before 3.0 openssl has no such store, and no option against it.
store=
case $(openssl cms -help 2>&1) in *-no-CAstore*) store=-no-CAstore ;; esac

# ---- The bytes of a PDF ----

# Awk that reads bytes, as numbers on its input, as a PDF: only the forms that
# proviso writes, which are a part of ISO 32000.  Lines it prints:
#   E why | O number offset | K key start end value | V value | S start length
# Offsets are those of the file: `base` is that of the first byte.
pdf_awk='
function die(why) {
	if (!dead)
		print "E " why
	dead = 1
	exit 1
}
function blank(c) {
	return c == 32 || c == 10 || c == 13 || c == 9 || c == 12 || c == 0
}
function special(c) {
	return c == 40 || c == 41 || c == 60 || c == 62 || c == 91 ||
	    c == 93 || c == 123 || c == 125 || c == 47 || c == 37
}
function skip() {
	while (p < n && blank(B[p]))
		p++
	if (p < n && B[p] == 37)
		die("a comment at " base + p)
}
function fold_in() {
	if (length(part) > 64) {
		whole = whole part
		part = ""
	}
}
# The next token as text, where every byte outside of ASCII is \ooo.
function token(	c, depth) {
	skip()
	whole = part = ""
	from = p
	if (p >= n)
		die("it ends too early")
	c = B[p++]
	part = C[c]
	if (c == 91 || c == 93)
		return part
	if ((c == 60 || c == 62) && p < n && B[p] == c) {
		p++
		return part part
	}
	if (c == 60) {
		for (; p < n && B[p] != 62; p++) {
			if (!(C[B[p]] ~ /^[0-9A-Fa-f]$/))
				die("a strange string at " base + from)
			part = part C[B[p]]
			fold_in()
		}
		if (p++ >= n)
			die("a string without end")
		return whole part ">"
	}
	if (c == 40) {
		for (depth = 1; p < n && depth > 0; p++) {
			part = part C[B[p]]
			if (B[p] == 92 && p + 1 < n)
				part = part C[B[++p]]
			else if (B[p] == 40)
				depth++
			else if (B[p] == 41)
				depth--
			fold_in()
		}
		if (depth)
			die("a string without end")
		return whole part
	}
	if (c != 47 && special(c))
		die("a strange character at " base + from)
	for (; p < n && !blank(B[p]) && !special(B[p]); p++)
		part = part C[B[p]]
	return part
}
function number(s, what) {
	if (s !~ /^[0-9]+$/ || length(s) > 10)
		die("no number where " what " should be")
	return s + 0
}
# A dictionary behind its "<<": K[key] is its value, from[key] and to[key]
# where it stands.
function dictionary(	t, key, v, depth, last) {
	split("", K)
	split("", start)
	split("", end)
	t = token()
	while (t != ">>") {
		if (t !~ /^\/[A-Za-z0-9_.:+-]+$/)
			die("no key at " base + from)
		key = t
		if (key in K)
			die("key " key " stands twice at " base + from)
		v = t = token()
		if (t == ">>")
			die("key " key " has no value")
		start[key] = from
		depth = t == "[" || t == "<<"
		for (;;) {
			last = p
			t = token()
			if (depth == 0 && (t ~ /^\// || t == ">>"))
				break
			if (t == "[" || t == "<<")
				depth++
			else if ((t == "]" || t == ">>") && --depth < 0)
				die("a bracket at " base + from)
			v = v " " t
		}
		K[key] = v
		end[key] = last
		if (!quiet)
			print "K", key, base + start[key], base + last, v
	}
}
# An object hidden in a stream: whoever repairs a file finds it.
function digit(c) {
	return c >= 48 && c <= 57
}
function hidden(i,	k) {
	for (k = 0; k < 2; k++) {
		if (!blank(B[i - 1]))
			return
		while (i > 1 && blank(B[i - 1]))
			i--
		if (!digit(B[i - 1]))
			return
		while (i > 1 && digit(B[i - 1]))
			i--
	}
	die("an object hides in a stream at " base + i)
}
# An object; `stop` where only its beginning is asked for.
function object(stop,	t, len) {
	t = token()
	num = number(t, "an object")
	at = from
	if (token() != "0" || token() != "obj")
		die("no object at " base + at)
	if (!quiet)
		print "O", num, base + at
	split("", K)
	t = token()
	if (t == "<<") {
		dictionary()
		t = token()
	} else {
		v = t
		for (t = token(); t != "endobj"; t = token())
			v = v " " t
		print "V", v
	}
	if (t == "endobj")
		return
	if (t != "stream")
		die("no end of object " num)
	if (B[p] == 13)
		p++
	if (B[p++] != 10)
		die("a strange stream in object " num)
	data = p
	if (stop) {
		print "S", base + data, K["/Length"]
		return
	}
	len = number(K["/Length"], "a length")
	if (!quiet)
		print "S", base + data, len
	for (i = p; i < p + len && i < n; i++)
		if (B[i] == 106 && B[i - 1] == 98 && B[i - 2] == 111)
			hidden(i - 2)
	p += len
	if (p > n || token() != "endstream" || token() != "endobj")
		die("no end of the stream of object " num)
}
# RFC 1950 and 1951 from B[at] to the bytes D[0] to D[m - 1].
function bit(	b) {
	if (!left) {
		if (q >= last_in)
			die("packed bytes end too early")
		hold = B[q++]
		left = 8
	}
	b = hold % 2
	hold = (hold - b) / 2
	left--
	return b
}
function bits(k,	v, w) {
	v = 0
	for (w = 1; k > 0; k--) {
		v += bit() * w
		w *= 2
	}
	return v
}
function code_of(h, L, k,	i, at_len, o) {
	for (i = 0; i <= 15; i++)
		N[h, i] = 0
	for (i = 0; i < k; i++)
		N[h, L[i]]++
	N[h, 0] = 0
	o[1] = 0
	for (i = 1; i < 15; i++)
		o[i + 1] = o[i] + N[h, i]
	for (i = 0; i < k; i++)
		if (L[i] > 0)
			Y[h, o[L[i]]++] = i
}
function symbol(h,	len, code, first, index_at) {
	code = first = index_at = 0
	for (len = 1; len <= 15; len++) {
		code += bit()
		if (code - first < N[h, len])
			return Y[h, index_at + code - first]
		index_at += N[h, len]
		first = (first + N[h, len]) * 2
		code *= 2
	}
	die("a code that is none")
}
function dynamic(	nlen, ndist, ncode, i, s, r, L, prev) {
	nlen = bits(5) + 257
	ndist = bits(5) + 1
	ncode = bits(4) + 4
	for (i = 0; i < 19; i++)
		L[i] = 0
	for (i = 0; i < ncode; i++)
		L[order[i + 1] + 0] = bits(3)
	code_of("c", L, 19)
	for (i = 0; i < nlen + ndist; ) {
		s = symbol("c")
		prev = 0
		if (s < 16) {
			A[i++] = s
			continue
		}
		if (s == 16) {
			if (i == 0)
				die("a code that is none")
			prev = A[i - 1]
			r = 3 + bits(2)
		} else
			r = s == 17 ? 3 + bits(3) : 11 + bits(7)
		if (i + r > nlen + ndist)
			die("a code that is none")
		while (r-- > 0)
			A[i++] = prev
	}
	for (i = 0; i < nlen; i++)
		L[i] = A[i]
	code_of("l", L, nlen)
	for (i = 0; i < ndist; i++)
		L[i] = A[nlen + i]
	code_of("d", L, ndist)
}
function fixed(	i, L) {
	for (i = 0; i < 288; i++)
		L[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8
	code_of("l", L, 288)
	for (i = 0; i < 30; i++)
		L[i] = 5
	code_of("d", L, 30)
}
function inflate(at, len, most,	final, type, s, l, d) {
	q = at + 2
	last_in = at + len
	left = 0
	m = 0
	if (len < 2 || B[at] % 16 != 8 || (B[at] * 256 + B[at + 1]) % 31 != 0 ||
	    B[at + 1] % 64 >= 32)
		die("no packed bytes")
	do {
		final = bit()
		type = bits(2)
		if (type == 3)
			die("a block that is none")
		if (type == 0) {
			left = 0
			l = B[q] + 256 * B[q + 1]
			q += 4
			if (q + l > last_in || m + l > most)
				die("packed bytes end too early")
			while (l-- > 0)
				D[m++] = B[q++]
			continue
		}
		if (type == 1)
			fixed()
		else
			dynamic()
		while ((s = symbol("l")) != 256) {
			if (s < 256) {
				D[m++] = s
				continue
			}
			if (s > 285)
				die("a code that is none")
			l = lbase[s - 256] + bits(lmore[s - 256])
			s = symbol("d")
			if (s > 29)
				die("a code that is none")
			d = dbase[s + 1] + bits(dmore[s + 1])
			if (d > m || m + l > most)
				die("packed bytes that reach too far")
			for (; l > 0; l--) {
				D[m] = D[m - d]
				m++
			}
		}
	} while (!final)
}
BEGIN {
	n = p = 0
	for (i = 0; i < 256; i++)
		C[i] = i < 32 || i > 126 || i == 92 ? sprintf("\\%03o", i) : \
		    sprintf("%c", i)
	split("16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1 15", order, " ")
	split("3 4 5 6 7 8 9 10 11 13 15 17 19 23 27 31 35 43 51 59 67 83 " \
	    "99 115 131 163 195 227 258", lbase, " ")
	split("0 0 0 0 0 0 0 0 1 1 1 1 2 2 2 2 3 3 3 3 4 4 4 4 5 5 5 5 0",
	    lmore, " ")
	split("1 2 3 4 5 7 9 13 17 25 33 49 65 97 129 193 257 385 513 769 " \
	    "1025 1537 2049 3073 4097 6145 8193 12289 16385 24577", dbase, " ")
	split("0 0 0 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9 10 10 11 11 12 12 " \
	    "13 13", dmore, " ")
}
{
	for (i = 1; i <= NF; i++)
		B[n++] = $i
}
'

# pdf_read OFFSET LENGTH PROGRAM: lines of the program over these bytes.
pdf_read() {
	slice "$pdf" "$1" "$2" | od -An -v -tu1 |
	    awk -v "base=$1" "$pdf_awk$3"
}

# The section at $1: "H end size root prev", then "X number type where".
section_awk='
END {
	if (dead)
		exit 1
	quiet = 1
	object(1)
	if (K["/Type"] != "/XRef" || "/Encrypt" in K || "/DecodeParms" in K)
		die("no cross-reference stream at " base)
	len = number(K["/Length"], "a length")
	size = number(K["/Size"], "a size")
	if (K["/Root"] !~ /^[0-9]+ 0 R$/)
		die("no root")
	prev = "/Prev" in K ? number(K["/Prev"], "/Prev") : "-"
	if (data + len > n)
		die("the cross-reference stream ends too early")
	if (!("/Filter" in K)) {
		for (m = 0; m < len; m++)
			D[m] = B[data + m]
	} else if (K["/Filter"] == "/FlateDecode")
		inflate(data, len, 64000000)
	else
		die("a strange filter")
	if (K["/W"] !~ /^\[ [0-4] [0-4] [0-4] \]$/)
		die("strange widths")
	split(K["/W"], w, " ")
	if (w[2] != 1 || w[3] < 1)
		die("strange widths")
	index_of = "/Index" in K ? K["/Index"] : "[ 0 " size " ]"
	if (index_of !~ /^\[( [0-9]+ [0-9]+)+ \]$/)
		die("a strange /Index")
	k = split(index_of, ix, " ")
	print "N", num, K["/Root"]
	o = 0
	for (i = 2; i < k; i += 2)
		for (j = 0; j < ix[i + 1] + 0; j++) {
			if (o + w[2] + w[3] + w[4] > m)
				die("too few entries")
			nr = ix[i] + j
			if (nr in seen || nr >= size)
				die("a strange entry for object " nr)
			seen[nr] = 1
			where = 0
			for (b = 0; b < w[3]; b++)
				where = where * 256 + D[o + 1 + b]
			print "X", nr, D[o], where
			o += w[2] + w[3] + w[4]
		}
	if (o != m)
		die("too many entries")
	p = data + len
	if (token() != "endstream" || token() != "endobj" ||
	    token() != "startxref" || token() != base "")
		die("the section at " base " has no end")
	want = "\n%%EOF\n"
	for (i = 1; i <= 7; i++)
		if (p >= n || C[B[p++]] != (i == 1 || i == 7 ? C[10] : \
		    substr(want, i, 1)))
			die("the section at " base " has no end")
	split(K["/Root"], r, " ")
	print "H", base + p, size, r[1], prev
}
'

# All objects of an update, or the beginning of one.
objects_awk='
END {
	if (dead)
		exit 1
	for (skip(); p < n; skip())
		object(0)
}
'
object_awk='
END {
	if (!dead)
		object(1)
}
'
# What a packed stream holds, as lines of base64.
unpack_awk='
END {
	if (dead)
		exit 1
	inflate(0, n, 16777216)
	a = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	line = ""
	for (i = 0; i < m; i += 3) {
		v = D[i] * 65536 + D[i + 1] * 256 + D[i + 2]
		s = substr(a, int(v / 262144) + 1, 1) \
		    substr(a, int(v / 4096) % 64 + 1, 1) \
		    substr(a, int(v / 64) % 64 + 1, 1) substr(a, v % 64 + 1, 1)
		if (i + 2 == m)
			s = substr(s, 1, 3) "="
		else if (i + 1 == m)
			s = substr(s, 1, 2) "=="
		line = line s
		if (length(line) == 64) {
			print line
			line = ""
		}
	}
	if (line != "")
		print line
}
'
# Where the last lines of the file say that its cross-reference section is.
tail_awk='
END {
	s = ""
	for (i = 0; i < n; i++)
		s = s (B[i] == 10 ? "\n" : C[B[i]])
	if (!match(s, /startxref\n[0-9]+\n%%EOF\n$/))
		die("the file does not end as a PDF of proviso does")
	s = substr(s, RSTART + 10)
	print "T", substr(s, 1, index(s, "\n") - 1) + 0
}
'
# Fields of the first line of $1 that begins with $2, in $a $b $c $d.
line_of() {
	a= b= c= d=
	while read -r kind a b c d; do
		[ "$kind" != "$2" ] || return 0
	done <"$1"
	a= b= c= d=
	return 1
}
# What awk found wrong, in $tmp/$1, is a no.
no_error() {
	if line_of "$1" E; then
		no "$(sed -n 's/^E //p' "$1" | head -n 1 | show)"
	fi
}

# ---- 1. The signatures, found from the end of the file ----

echo "1. The file, read from its last startxref"
from=$((size > 64 ? size - 64 : 0))
pdf_read $from 64 "$tail_awk" >"$tmp/tail"
no_error "$tmp/tail"
line_of "$tmp/tail" T || trouble "awk failed"
at=$a
stop=$size
n=0
chain=
while [ "$at" != - ]; do
	[ $n -lt $max_revisions ] || no "more than $max_revisions revisions"
	[ "$at" -lt "$stop" ] || no "a section does not lie before the next one"
	len=$((stop - at))
	[ $len -le $max_section ] || len=$max_section
	[ $n -eq 0 ] || [ $len -le 65536 ] || len=$max_section
	pdf_read "$at" $len "$section_awk" >"$tmp/sec.$n"
	no_error "$tmp/sec.$n"
	sed -n 's/^H /H /p' "$tmp/sec.$n" >"$tmp/head"
	line_of "$tmp/head" H || trouble "awk failed"
	[ $n -gt 0 ] || [ "$a" -eq "$size" ] ||
	    no "bytes follow the end of the last revision"
	[ "$a" -le "$stop" ] || no "a section does not lie before the next one"
	eval "xref_$n=$at end_$n=$a size_$n=$b root_$n=$c"
	chain="$tmp/sec.$n $chain"
	stop=$at
	at=$d
	n=$((n + 1))
done
first=$((n - 1))
echo "   yes: $n revision(s), each behind the one before"

# lookup OBJECT REVISION: "where type" in $where, $type as of that revision.
lookup() {
	set -- "$1" "$2" "$chain"
	# shellcheck disable=SC2086
	set -- "$1" "$2" $3
	nr=$1
	keep=$((first - $2 + 1))
	shift 2
	where= type=
	while [ $# -gt 0 ] && [ $keep -gt 0 ]; do
		found=$(awk -v "n=$nr" '$1 == "X" && $2 == n { print $3, $4 }' "$1")
		if [ -n "$found" ]; then
			type=${found% *}
			where=${found#* }
		fi
		keep=$((keep - 1))
		shift
	done
}

# dump OBJECT REVISION FILE: its dictionary as it stands in that revision.
dump() {
	lookup "$1" "$2"
	[ "$type" = 1 ] || no "object $1 is not where a packet has it"
	eval "limit=\$end_$2"
	[ "$where" -lt "$limit" ] || no "object $1 lies behind its revision"
	len=$((limit - where))
	for most in 4096 65536 $max_object; do
		[ $len -le $most ] || len=$most
		pdf_read "$where" $len "$object_awk" >"$3"
		line_of "$3" E || break
		len=$((limit - where))
	done
	no_error "$3"
	line_of "$3" O || trouble "awk failed"
	[ "$a" -eq "$1" ] || no "object $1 is another"
}
# The value under key $2 in the dump $1, in $value; start and end of it too.
key_of() {
	value= from= to=
	found=$(awk -v "k=$2" '$1 == "K" && $2 == k { print; exit }' "$1")
	[ -n "$found" ] || return 1
	found=${found#K "$2" }
	from=${found%% *}
	found=${found#* }
	to=${found%% *}
	value=${found#* }
}
# "12 0 R" to 12, in $ref.
ref_of() {
	ref=${value% 0 R}
	case $ref in
	*[!0-9]* | '') no "$1 is no reference" ;;
	esac
	[ "$ref 0 R" = "$value" ] || no "$1 is no reference"
}

# The certification is the one that the catalog names.
eval "root_nr=\$root_$first certified=\$end_$first"
dump "$root_nr" $first "$tmp/catalog"
key_of "$tmp/catalog" /Perms || no "the catalog names no certification"
case $value in
'<< /DocMDP '*' 0 R >>') value=${value#<< /DocMDP } value=${value% >>} ;;
*) no "the catalog names no certification" ;;
esac
ref_of "the certification"
cert_nr=$ref
key_of "$tmp/catalog" /AcroForm || no "the catalog has no form"
ref_of "the form"
form_nr=$ref
key_of "$tmp/catalog" /AF || no "the catalog has no attachments"
value=${value#\[ }
value=${value%% R*}\ R
ref_of "the first attachment"
manifest_nr=$ref
dump "$form_nr" $first "$tmp/form"
key_of "$tmp/form" /Fields || no "the form has no fields"
fields=$value

# ---- What updates did ----

# Reads the dumps of what stood and what stands, and judges an update: lines
# "N why", "G number what" for a signature, "D" for
# validation data.
judge_awk='
function no(why) {
	if (!dead)
		print "N " why
	dead = 1
	exit 1
}
function rest(	s, i) {
	s = $5
	for (i = 6; i <= NF; i++)
		s = s " " $i
	return s
}
# The keys of an object are those that it had, but for one that may differ.
function same(num, but,	i, k, key) {
	k = split(keys[num], list, " ")
	for (i = 1; i <= k; i++) {
		key = list[i]
		if (key != but && new[num, key] != old[num, key])
			return 0
		if (key != but && !((num, key) in old))
			return 0
	}
	k = split(old_keys[num], list, " ")
	for (i = 1; i <= k; i++)
		if (!((num, list[i]) in new) &&
		    (list[i] != but || num != root))
			return 0
	return 1
}
function only(num, allowed,	i, k, list) {
	k = split(keys[num], list, " ")
	for (i = 1; i <= k; i++)
		if (index(" " allowed " ", " " list[i] " ") == 0)
			return 0
	return 1
}
# References that a list has more than it had, at its end; "" for none.
function more(was, is,	head) {
	head = was == "" ? "[" : substr(was, 1, length(was) - 2)
	if (was == "[ ]")
		head = "["
	if (substr(is, 1, length(head) + 1) != head " ")
		return "?"
	is = substr(is, length(head) + 2)
	return is ~ /^([0-9]+ 0 R )+\]$/ ? substr(is, 1, length(is) - 2) : "?"
}
function reference(s) {
	if (s !~ /^[0-9]+ 0 R$/)
		return -1
	return substr(s, 1, index(s, " ") - 1) + 0
}
function data_list(num, key,	k, i, list, r) {
	if (!((num, key) in new))
		return
	if (new[num, key] !~ /^\[( [0-9]+ 0 R)* \]$/)
		no("validation data of another form")
	k = split(new[num, key], list, " ")
	for (i = 2; i < k; i += 3) {
		r = list[i] + 0
		if (r in known) {
			if (index(old_dss " ", " " r " 0 R ") == 0)
				no("validation data name object " r)
		} else if (r in place && (r in stream) && only(r, "/Length"))
			used[r] = 1
		else
			no("validation data name object " r)
	}
}
function take_dss(num) {
	used[num] = 1
	if (new[num, "/Type"] != "/DSS" || (num in stream) ||
	    !only(num, "/Type /Certs /OCSPs /CRLs"))
		no("validation data of another form, object " num)
	data_list(num, "/Certs")
	data_list(num, "/OCSPs")
	data_list(num, "/CRLs")
	print "D", num
}
function take_signature(r, what) {
	if (!(r in place) || (r in known) || (r in stream) || (r in used))
		no("a signature of another form, object " r)
	used[r] = 1
	if (++signatures > 1)
		no("two signatures in one update")
	if (!only(r, "/Type /Filter /SubFilter /M /Name /Reason /Location " \
	    "/ContactInfo /Reference /ByteRange /Contents"))
		no("a signature of another form, object " r)
	if (index(new[r, "/Reference"], "DocMDP"))
		no("a second certification, object " r)
	print "G", r, what
}
function take_widget(r,	v) {
	if (!(r in place) || (r in known) || (r in stream) || (r in used))
		no("a field of another form, object " r)
	used[r] = 1
	if (new[r, "/Type"] != "/Annot" || new[r, "/Subtype"] != "/Widget" ||
	    new[r, "/FT"] != "/Sig" || !only(r, "/Type /Subtype /FT /T /TU " \
	    "/Rect /F /P /V") ||
	    new[r, "/Rect"] !~ /^\[( 0(\.0+)?)( 0(\.0+)?)( 0(\.0+)?)( 0(\.0+)?) \]$/)
		no("a field that can be seen, object " r)
	v = reference(new[r, "/V"])
	if (v < 0 || new[v, "/Type"] != "/DocTimeStamp")
		no("a new field that is no time stamp, object " r)
	take_signature(v, "stamp")
}
FILENAME == sections && $1 == "X" {
	known[$2 + 0] = 1
}
FILENAME == section && $1 == "X" {
	if ($3 != 1)
		bad = bad == "" ? $2 : bad
	listed[$2 + 0] = $4
}
FILENAME == section && $1 == "N" {
	own = $2 + 0
}
FILENAME == before {
	if ($1 == "O")
		at = $2 + 0
	if ($1 == "K") {
		old[at, $2] = rest()
		old_keys[at] = old_keys[at] " " $2
	}
}
FILENAME == after {
	if ($1 == "O") {
		at = $2 + 0
		if (at in place)
			no("object " at " stands twice in an update")
		place[at] = $3
		objects[++n] = at
	}
	if ($1 == "V")
		no("object " at " is no dictionary")
	if ($1 == "S")
		stream[at] = 1
	if ($1 == "K") {
		new[at, $2] = rest()
		keys[at] = keys[at] " " $2
	}
}
END {
	if (dead)
		exit 1
	if (bad != "")
		no("an update frees or moves object " bad)
	for (i = 1; i <= n; i++) {
		o = objects[i]
		if (!(o in listed) || listed[o] != place[o])
			no("object " o " is not the one of the table")
	}
	for (o in listed)
		if (!(o + 0 in place) && o + 0 != own)
			no("object " o " is not in its update")
	if (own in known)
		no("an update takes the place of object " own)
	dss = reference(old[root, "/DSS"])
	old_dss = old[dss, "/Certs"] " " old[dss, "/OCSPs"] " " \
	    old[dss, "/CRLs"]
	# First what changed, then what that leads to.
	for (i = 1; i <= n; i++) {
		o = objects[i]
		if (!(o in known))
			continue
		if (o in stream || old_keys[o] == "")
			no("object " o " is changed")
		if (o == root) {
			if (!same(o, "/DSS"))
				no("the catalog is changed, or written in " \
				    "another order")
			r = reference(new[o, "/DSS"])
			if (!(r in place) || r in known)
				no("the catalog is changed")
			take_dss(r)
		} else if (o == dss)
			take_dss(o)
		else if (o == form) {
			extra = more(old[o, "/Fields"], new[o, "/Fields"])
			if (extra == "?" || !same(o, "/Fields"))
				no("the form is changed, object " o)
			k = split(extra, list_w, " ")
			for (j = 1; j < k; j += 3) {
				take_widget(list_w[j] + 0)
				fielded[list_w[j] + 0] = 1
			}
		} else if (old[o, "/Type"] == "/Page") {
			extra = more(old[o, "/Annots"], new[o, "/Annots"])
			if (extra == "?" || !same(o, "/Annots"))
				no("a page is changed, object " o)
			k = split(extra, list_a, " ")
			for (j = 1; j < k; j += 3)
				noted[list_a[j] + 0] = 1
		} else if (index(" " fields " ", " " o " 0 R ") &&
		    old[o, "/FT"] == "/Sig" && !((o, "/V") in old)) {
			if (level == 1)
				no("a signature was added, which the " \
				    "certification does not permit")
			v = reference(new[o, "/V"])
			if (v < 0 || new[v, "/Type"] != "/Sig")
				no("a signature of another form, object " o)
			if (!same(o, "/V"))
				no("a field is changed, object " o)
			take_signature(v, "signature")
		} else
			no("object " o " is changed")
	}
	for (o in noted)
		if (!(o in fielded))
			no("an annotation is added, object " o)
	for (i = 1; i <= n; i++)
		if (!(objects[i] in known) && !(objects[i] in used))
			no("object " objects[i] " is added, which nothing " \
			    "permits")
}
'
# judge_update REVISION: its own signature goes into $tmp/found.
judge_update() {
	older=$(($1 + 1))
	eval "begin=\$end_$older stop=\$xref_$1 new_root=\$root_$1"
	[ "$new_root" = "$root_nr" ] || no "an update names another catalog"
	[ $((stop - begin)) -le $max_update ] || {
		not_checked "an update of $((stop - begin)) bytes"
		return
	}
	pdf_read "$begin" $((stop - begin)) "$objects_awk" >"$tmp/after"
	no_error "$tmp/after"
	set -- "$1" "$chain"
	r=$1
	# shellcheck disable=SC2086
	set -- $2
	keep=$((first - r))
	: >"$tmp/known"
	while [ $keep -gt 0 ]; do
		sed -n '/^X/p' "$1" >>"$tmp/known"
		keep=$((keep - 1))
		shift
	done
	awk -v "known=$tmp/known" '
		FILENAME == known { if ($3 != 0) k[$2 + 0] = 1; next }
		$1 == "O" && ($2 + 0 in k) { print $2 + 0 }' \
	    "$tmp/known" "$tmp/after" >"$tmp/changed"
	: >"$tmp/before"
	while read -r o; do
		lookup "$o" $older
		[ "$type" = 1 ] || no "object $o is changed"
		dump "$o" $older "$tmp/one"
		cat "$tmp/one" >>"$tmp/before"
	done <"$tmp/changed"
	# What validation data there were.
	dump "$root_nr" $older "$tmp/one"
	grep -q "^O $root_nr " "$tmp/before" || cat "$tmp/one" >>"$tmp/before"
	if key_of "$tmp/one" /DSS; then
		ref_of "the validation data"
		dump "$ref" $older "$tmp/one"
		grep -q "^O $ref " "$tmp/before" || cat "$tmp/one" >>"$tmp/before"
	fi
	awk -v "sections=$tmp/known" -v "section=$tmp/sec.$r" \
	    -v "before=$tmp/before" -v "after=$tmp/after" -v "root=$root_nr" \
	    -v "form=$form_nr" -v "fields=$fields" -v "level=$level" \
	    "$judge_awk" "$tmp/known" "$tmp/sec.$r" "$tmp/before" \
	    "$tmp/after" >"$tmp/judged"
	if line_of "$tmp/judged" N; then
		no "$(sed -n 's/^N //p' "$tmp/judged" | head -n 1 | show)"
	fi
	[ -s "$tmp/judged" ] || no "an update that adds nothing known"
	while read -r kind nr what; do
		case $kind in
		D) echo "   yes: revision $((first - r + 1)) adds validation data" ;;
		G) echo "$nr $r $what" >>"$tmp/found" ;;
		esac
	done <"$tmp/judged"
}

# ---- A signature ----

# The DER of a signature as text, to the places that count.
cms_awk='
function die(why) {
	if (!dead)
		print "E " why
	dead = 1
	exit 1
}
{
	if (!match($0, /^ *[0-9]+:d= *[0-9]+ +hl= *[0-9]+ +l= *[0-9]+ (prim|cons): /))
		die("no DER")
	head = substr($0, 1, RLENGTH)
	what = substr($0, RLENGTH + 1)
	gsub(/[:=a-z]/, " ", head)
	split(head, h, " ")
	at = h[1] + 0
	d = h[2] + 0
	start = at + h[3]
	len = h[4] + 0
	sub(/ +$/, "", what)
	if (d <= 3 && d > 0)
		path[d]++
	# ContentInfo, SignedData
	if (d == 1 && path[1] == 1 && what !~ /:pkcs7-signedData$/)
		die("no SignedData")
	if (d == 3) {
		inside = what ~ /^cont \[ [01] \]/ ? "skip" : \
		    what ~ /^SET/ ? (path[3] == 2 ? "digests" : "signers") : \
		    what ~ /^SEQUENCE/ ? "content" : "version"
		if (inside == "signers")
			sets++
		next
	}
	if (inside == "content") {
		if (d == 4)
			parts++
		if (d == 4 && parts == 1)
			print "C", substr(what, index(what, ":") + 1)
		if (d == 4 && parts > 1)
			content = 1
		next
	}
	if (inside != "signers")
		next
	if (d == 4) {
		signers++
		field = 0
	}
	if (d == 5) {
		field++
		at5 = what ~ /^cont \[ 0 \]/ ? "signed" : \
		    what ~ /^cont \[ 1 \]/ ? "unsigned" : \
		    what ~ /^OCTET STRING/ ? "value" : \
		    what ~ /^SEQUENCE/ ? (signed ? "algorithm" : "digest") : "-"
		if (at5 == "signed")
			signed = 1
		if (at5 == "value")
			print "V", start, len
	}
	if (at5 == "digest" && d == 6 && what ~ /^OBJECT/)
		digest = substr(what, index(what, ":") + 1)
	if (at5 == "algorithm" && d == 6 && what ~ /^OBJECT/)
		print "A", substr(what, index(what, ":") + 1)
	if (d == 7 && (at5 == "signed" || at5 == "unsigned") &&
	    what ~ /^OBJECT/) {
		attribute = substr(what, index(what, ":") + 1)
		if (at5 == "signed" && ++had[attribute] > 1)
			die("attribute " attribute " stands twice")
		hash = "sha256"
		got = 0
	}
	if (at5 == "signed" && attribute ~ /signingCertificateV2$/ && !got) {
		if (what ~ /^OBJECT/ && d > 7)
			hash = substr(what, index(what, ":") + 1)
		if (what ~ /^OCTET STRING/) {
			got = 1
			print "S", hash, substr(what, index(what, ":") + 1)
		}
	}
	if (at5 == "signed" && attribute ~ /signingCertificate$/ && !got &&
	    what ~ /^OCTET STRING/) {
		got = 1
		print "S", "sha1", substr(what, index(what, ":") + 1)
	}
	if (at5 == "unsigned" && attribute ~ /timeStampToken$/ && d == 8) {
		if (++tokens > 1)
			die("two time stamps")
		print "T", at, h[3] + len
	}
}
END {
	if (dead)
		exit 1
	if (sets != 1 || signers != 1)
		die("want one signer, have " signers + 0)
	if (!signed || !had["contentType"] || !had["messageDigest"])
		die("its attributes are not signed")
	if (digest !~ /^sha(256|384|512)$/)
		die("digest " digest " is too weak")
	print "F", content + 0
}
'
# What asn1parse and the awk above say of the DER $1 goes into $2.
look_into() {
	openssl asn1parse -inform DER -in "$1" >"$tmp/asn1" 2>/dev/null ||
	    no "no DER in $3"
	awk "$cms_awk" "$tmp/asn1" >"$2"
	no_error "$2"
	line_of "$2" F || no "no DER in $3"
}
# The certificate that the signature names must be the one that it was
# checked with: $1 look, $2 certificate in PEM.
named_certificate() {
	line_of "$1" S || no "$3 does not name its certificate"
	hash=$a
	want=$(printf '%s' "$b" | sed 's/^\[HEX DUMP\]://; s/.* //' | tr A-F a-f)
	want=${want#dump]:}
	case $hash in
	sha1 | sha256 | sha384 | sha512) ;;
	*) no "$3 names its certificate by $hash" ;;
	esac
	have=$(openssl x509 -in "$2" -outform DER 2>/dev/null |
	    openssl dgst "-$hash" -r)
	[ "${have%% *}" = "$want" ] || no "$3 names another certificate"
}
# The seconds since 1970 of "Nov 25 13:40:28 2026 GMT".
seconds_of() {
	awk '{
		m = (index("JanFebMarAprMayJunJulAugSepOctNovDec", $1) + 2) / 3
		split($3, t, ":")
		y = $4
		if (m <= 2) {
			y--
			m += 12
		}
		d = 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + \
		    int((153 * (m - 3) + 2) / 5) + $2 - 719469
		if (NF == 5 && $5 == "GMT" && m >= 3)
			printf "%d\n", ((d * 24 + t[1]) * 60 + t[2]) * 60 + int(t[3])
	}'
}
# What openssl says of the token $2 over the bytes in $1; more options follow.
ask_ts() {
	data=$1
	token=$2
	shift 2
	openssl ts -verify -data "$data" -in "$token" -token_in \
	    -CAfile "$stampers" -untrusted "$tmp/others.pem" "$@" 2>&1
}
# stamp DATA TOKEN NAME: a time stamp over the bytes in DATA; what it says goes
# to $stamped.  Where its authority's certificate has ended, $proven says when
# it was there already ("": not known).
stamp() {
	stamped=
	look_into "$2" "$tmp/stamp.look" "$3"
	line_of "$tmp/stamp.look" C
	[ "$a" = id-smime-ct-TSTInfo ] || no "$3 is no time stamp"
	openssl pkcs7 -inform DER -in "$2" -print_certs -out "$tmp/others.pem" \
	    2>/dev/null || no "$3 is no time stamp"
	if said=$(ask_ts "$1" "$2") || { [ -n "$proven" ] &&
	    ask_ts "$1" "$2" -attime "$proven" >/dev/null; }; then
		openssl ts -reply -token_in -in "$2" -text 2>/dev/null |
		    sed -n "s/^Time stamp: //p" >"$tmp/when"
		sed "s/^/   yes: $3, at /" "$tmp/when" | show
		stamped=$(seconds_of <"$tmp/when")
		return 0
	fi
	# Is it wrong, or only of an authority that nobody named?
	if openssl cms -verify -binary -noverify -inform DER -in "$2" \
	    -out "$tmp/tst" 2>/dev/null && openssl ts -reply -token_in -in "$2" \
	    -token_out -out "$tmp/same" 2>/dev/null; then
		openssl ts -reply -token_in -in "$2" -text 2>/dev/null |
		    awk '/^Hash Algorithm: / { print $3 }' >"$tmp/alg"
		read -r alg <"$tmp/alg" || alg=
		case $alg in
		sha256 | sha384 | sha512)
			have=$(openssl dgst "-$alg" -r <"$1")
			have=${have%% *}
			openssl asn1parse -inform DER -in "$tmp/tst" 2>/dev/null |
			    grep -i "OCTET STRING *\[HEX DUMP\]:$have\$" \
			    >/dev/null && {
				not_checked "$3 fits, but its authority does not lead to the roots given (-t)"
				return 0
			} ;;
		esac
	fi
	printf '%s\n' "$said" | show | sed 's/^/   /' | head -n 3
	no "$3 does not hold"
}
# What openssl says of the signature $1 over $2; more options follow.
ask_cms() {
	der=$1
	data=$2
	shift 2
	# shellcheck disable=SC2086
	openssl cms -verify -binary -purpose any -inform DER \
	    -in "$der" -content "$data" -CAfile "$root" \
	    -no-CApath $store -out /dev/null -signer "$tmp/signer.pem" "$@" 2>&1
}
# own_stamp DER LOOK NAME: the time stamp inside a signature.
own_stamp() {
	stamped=
	line_of "$2" T || return 0
	start=$a
	len=$b
	slice "$1" "$start" "$len" >"$tmp/token"
	line_of "$2" V
	slice "$1" "$a" "$b" >"$tmp/value"
	stamp "$tmp/value" "$tmp/token" "the time stamp of $3"
}
# cms DER DATA LOOK NAME: a signature, and its time stamp.  Where the signer's
# certificate has ended, it must have been valid when the signature was stamped.
cms() {
	look_into "$1" "$3" "$4"
	line_of "$3" F
	[ "$a" = 0 ] || no "$4 brings its own content"
	line_of "$3" C
	[ "$a" = pkcs7-data ] || no "$4 is over something else than data"
	line_of "$3" A || no "no algorithm in $4"
	case $a in
	[eE][dD]25519 | [eE][dD]448)
		not_checked "$4: openssl cms does not know $a"
		return ;;
	esac
	late=
	said=$(ask_cms "$1" "$2") || {
		own_stamp "$1" "$3" "$4"
		at=${stamped:-$proven}
		[ -n "$at" ] && ask_cms "$1" "$2" -attime "$at" >/dev/null || {
			printf '%s\n' "$said" | show | sed 's/^/   /' | head -n 3
			no "openssl does not accept $4"
		}
		late=1
	}
	named_certificate "$3" "$tmp/signer.pem" "$4"
	echo "   yes: $4, signed by"
	openssl x509 -in "$tmp/signer.pem" -noout -subject -fingerprint \
	    -sha256 2>/dev/null | show | sed 's/^/        /'
	if [ -n "$late" ]; then
		echo "        its certificate has ended since; when the time stamp" \
		    "was made it was valid"
	else
		own_stamp "$1" "$3" "$4"
	fi
	line_of "$3" T || [ -n "$proven" ] ||
	    echo "        no time stamp: its time is not proven"
}
base64_awk='
BEGIN {
	a = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	x = "0123456789abcdef"
}
{
	s = tolower($0)
	line = ""
	for (i = 1; i <= length(s); i += 6) {
		g = substr(s, i, 6)
		k = length(g)
		v = 0
		for (j = 1; j <= 6; j++)
			v = v * 16 + (j <= k ? index(x, substr(g, j, 1)) - 1 : 0)
		line = line substr(a, int(v / 262144) + 1, 1) \
		    substr(a, int(v / 4096) % 64 + 1, 1) \
		    (k > 2 ? substr(a, int(v / 64) % 64 + 1, 1) : "=") \
		    (k > 4 ? substr(a, v % 64 + 1, 1) : "=")
	}
	print line
}
'
# The digits of the DER at the start of the digits in $1, to $2 as bytes; what
# follows it must be zeros.
der_of() {
	head -c 16 "$1" | tr A-F a-f >"$tmp/digits"
	h=$(cat "$tmp/digits")
	case $h in
	30[0-7]*) len=$((0x$(printf '%s' "$h" | cut -c 3-4) + 2)) ;;
	3081*) len=$((0x$(printf '%s' "$h" | cut -c 5-6) + 3)) ;;
	3082*) len=$((0x$(printf '%s' "$h" | cut -c 5-8) + 4)) ;;
	3083*) len=$((0x$(printf '%s' "$h" | cut -c 5-10) + 5)) ;;
	*) no "no DER in $3" ;;
	esac
	[ $((len * 2)) -le "$(count <"$1")" ] || no "no DER in $3"
	[ "$(tail -c +$((len * 2 + 1)) "$1" | tr -d 0 | wc -c)" -eq 0 ] ||
	    no "bytes stand behind the DER in $3"
	{ head -c $((len * 2)) "$1" && echo; } | fold -w 96 |
	    awk "$base64_awk" | openssl base64 -d >"$2"
	[ "$(count <"$2")" -eq $len ] || no "no DER in $3"
}
# signature OBJECT REVISION WHAT: from the bytes of the file.
signature() {
	eval "end=\$end_$2"
	dump "$1" "$2" "$tmp/sig"
	name="the $3 of revision $((first - $2 + 1)), object $1"
	key_of "$tmp/sig" /Contents || no "no /Contents in $name"
	gap=$from
	behind=$to
	key_of "$tmp/sig" /ByteRange || no "no /ByteRange in $name"
	[ "$value" = "[ 0 $gap $behind $((end - behind)) ]" ] ||
	    no "the /ByteRange of $name is not all of its revision but /Contents"
	{ slice "$pdf" 0 "$gap"; slice "$pdf" "$behind" $((end - behind)); } \
	    >"$tmp/data"
	slice "$pdf" $((gap + 1)) $((behind - gap - 2)) >"$tmp/hex"
	der_of "$tmp/hex" "$tmp/sig.der" "$name"
	key_of "$tmp/sig" /SubFilter
	case $3:$value in
	certification:/ETSI.CAdES.detached | signature:/ETSI.CAdES.detached)
		cms "$tmp/sig.der" "$tmp/data" "$tmp/look" "$name"
		openssl x509 -in "$tmp/signer.pem" -outform DER \
		    >"$tmp/$3.cert" 2>/dev/null ;;
	stamp:/ETSI.RFC3161)
		stamp "$tmp/data" "$tmp/sig.der" "$name" ;;
	*) no "$name is of another kind" ;;
	esac
}

dump "$cert_nr" $first "$tmp/sig"
key_of "$tmp/sig" /Type
[ "$value" = /Sig ] || no "the certification is no signature"
key_of "$tmp/sig" /Reference || no "the certification has no level"
case $value in
'[ << /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /V /1.2 /P '[123]' >> >> ]') ;;
*) no "the certification has no level" ;;
esac
level=${value% >> >> \]}
level=${level##* }
echo "$cert_nr $first certification" >"$tmp/found"
k=$first
while [ $k -gt 0 ]; do
	k=$((k - 1))
	judge_update $k
done
echo "   It shows where the signatures stand; bytes that only look like one do"
echo "   not count.  Behind the certified revision stand only signatures, time"
echo "   stamps and validation data that leave what is shown as it was."

echo
echo "2. The signatures in the file, from its own bytes"
# Time stamps first, the newest before the others: what a stamp covers was there
# when it was made.
proven=
: >"$tmp/times"
sort -k 2,2n "$tmp/found" >"$tmp/newest"
while read -r nr k what; do
	[ "$what" = stamp ] || continue
	signature "$nr" "$k" "$what" </dev/null
	[ -z "$stamped" ] || proven=$stamped
	[ -z "$stamped" ] || echo "$k $stamped" >>"$tmp/times"
done <"$tmp/newest"
while read -r nr k what; do
	[ "$what" != stamp ] || continue
	# The oldest stamp of a later revision; the last line is the oldest.
	proven=$(awk -v "k=$k" '$1 < k { at = $2 } END { print at }' "$tmp/times")
	signature "$nr" "$k" "$what" </dev/null
done <"$tmp/found"
proven=
echo "   It shows that these bytes were signed with these keys, and that their"
echo "   certificates lead to ROOT.pem.  It does not show that a signer is right,"
echo "   or that a key was not withdrawn; when, only where a time stamp says so."

echo
echo "3. The signature beside the file"
k=0
while [ $k -lt $first ]; do
	# It covers the file as issued: later updates are left away.
	eval "slice \"\$pdf\" 0 \$end_$k" >"$tmp/data"
	openssl cms -verify -binary -noverify -inform DER -in "$pdf.p7s" \
	    -content "$tmp/data" -out /dev/null 2>/dev/null && break
	k=$((k + 1))
done
eval "slice \"\$pdf\" 0 \$end_$k" >"$tmp/data"
cms "$pdf.p7s" "$tmp/data" "$tmp/look" "FILE.pdf.p7s"
end=$(openssl asn1parse -inform DER -in "$pdf.p7s" 2>/dev/null |
    awk 'NR == 1 { gsub(/[:=a-z]/, " "); print $3 + $4 }')
[ "$end" = "$(count <"$pdf.p7s")" ] || no "bytes stand behind FILE.pdf.p7s"
echo "   It shows the same for the whole file as it was issued, and needs no"
echo "   reader of PDF."

# ---- 4. The manifest ----

echo
echo "4. The manifest, evidence.json"
take_sum "$(openssl dgst -sha256 -r <"$dir/evidence.json")"
manifest_sum=$sum
echo "   $sum"
# The first attachment of the signed file is the manifest; unpack it.
dump "$manifest_nr" $first "$tmp/one"
key_of "$tmp/one" /F
[ "$value" = "(evidence.json)" ] || no "the first attachment is not evidence.json"
key_of "$tmp/one" /EF || no "evidence.json is not attached"
case $value in
'<< /F '*' 0 R /UF '*' 0 R >>') value=${value#<< /F } value=${value%% R*}\ R ;;
*) no "evidence.json is not attached" ;;
esac
ref_of "the manifest"
stream_nr=$ref
dump "$stream_nr" $first "$tmp/one"
line_of "$tmp/one" S || no "evidence.json is not attached"
start=$a
key_of "$tmp/one" /Filter
filter=$value
key_of "$tmp/one" /Length || no "evidence.json has no length"
case $value in
*' 0 R')
	ref_of "a length"
	dump "$ref" $first "$tmp/one"
	line_of "$tmp/one" V || no "evidence.json has no length"
	value=$a ;;
esac
case $value in
*[!0-9]* | '' | ???????????*) no "evidence.json has no length" ;;
esac
if [ "$filter" != /FlateDecode ]; then
	no "evidence.json is packed in another way"
elif [ "$value" -gt $max_manifest ]; then
	not_checked "that it is the one in the file: it is large; compare the cover"
else
	pdf_read "$start" "$value" "$unpack_awk" >"$tmp/unpacked"
	no_error "$tmp/unpacked"
	openssl base64 -d <"$tmp/unpacked" >"$tmp/manifest"
	cmp -s "$tmp/manifest" "$dir/evidence.json" ||
	    no "evidence.json in DIR is not the one in the file"
	echo "   yes: the one that is attached to the signed file"
fi
if [ -n "$cover" ]; then
	case $sum in
	"$cover"*) echo "   yes: begins with the digest that you gave" ;;
	*) no "the digest that you gave is another" ;;
	esac
else
	echo "   The cover of FILE.pdf prints this digest; this script does not see"
	echo "   the pages."
fi
echo "   Equal digests show that the manifest is the one that was signed."
# ---- 5. The parts ----

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
function take_withheld(	s) {
	s = text("what")
	if (s != "text" && s != "capture" && s != "words")
		die("what was withheld is strange")
	withheld[++n_withheld] = number("size") " " digest("sha256") " the " s \
	    " of version " number("version")
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
	else if (depth == 3 && key[1] == "withheld")
		take_withheld()
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
	    key[1] == "quotes" || key[1] == "withheld"))
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
	for (i = 1; i <= n_withheld; i++)
		print "W", withheld[i]
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
echo "5. The parts"
bytes=$(count <"$dir/evidence.json")
plain=$(tr -d '\000' <"$dir/evidence.json" | count)
[ "$bytes" -eq "$plain" ] || no "evidence.json has NUL bytes"
[ "$bytes" -le 16777216 ] || no "evidence.json is too large"
list=$(parse) || {
	case $list in
	'E '*) no "evidence.json: $(printf '%s' "${list#E }" | show)" ;;
	*) trouble "awk failed" ;;
	esac
}
set --
while read -r what bytes want name; do
	[ "$what" = P ] || continue
	find_part "$name"
	set -- "$@" "$path"
done <<LIST
$list
LIST
openssl dgst -sha256 -r "$@" >"$tmp/sums" 2>/dev/null && wc -c "$@" >"$tmp/sizes" ||
    trouble "cannot read the parts"
exec 3<"$tmp/sums" 4<"$tmp/sizes"
while read -r what bytes want name; do
	[ "$what" = P ] || continue
	read -r have rest <&4 || trouble "wc failed"
	[ "$have" -eq "$bytes" ] ||
	    no "part $name has $have bytes, evidence.json says $bytes"
	read -r have rest <&3 || trouble "openssl failed"
	take_sum "$have"
	[ "$sum" = "$want" ] || no "part $name has another digest"
	echo "   yes  $name, $bytes bytes"
done <<LIST
$list
LIST
exec 3<&- 4<&-
n=$#
echo "   $n parts have the size and the digest that the manifest says."
while read -r what bytes want name; do
	[ "$what" = W ] || continue
	echo "   withheld, and not in it: $name, $bytes bytes, SHA-256 $want"
done <<LIST
$list
LIST
echo "   It does not show where their bytes came from."

# ---- 6. The quotes ----

echo
echo "6. The quotes"
n=0
while read -r what number start end want name; do
	[ "$what" = Q ] || continue
	find_part "$name"
	take_sum "$(slice "$path" "$start" $((end - start)) |
	    openssl dgst -sha256 -r)"
	[ "$sum" = "$want" ] || no "quote Q$number is not at its place in $name"
	echo "   yes  Q$number, bytes $start to $end of $name"
	n=$((n + 1))
done <<LIST
$list
LIST
echo "   $n quotes stand at their bytes."
echo "   It does not show that the pages print these words, or that the texts"
echo "   are what their captures say: read them, or ask proviso verify."


# ---- 7. The log ----

whole_number() {
	case $1 in
	0) return 0 ;;
	0* | *[!0-9]* | '' | ??????????*) return 1 ;;
	esac
}
# A head of the log, $1: its size in $head_size, its root as base64 in
# $head_root, the bytes that are signed in $tmp/text.
read_head() {
	awk '
	NR == 1 { origin = $0 }
	NR == 2 { size = $0 }
	NR == 3 { root = $0 }
	$0 == "" && !text { text = NR - 1 }
	text && NR > text + 1 && substr($0, 1, 4) != "\342\200\224 " { bad = 1 }
	END {
		if (bad || text < 3 || NR < text + 2 || origin == "")
			exit 1
		print text, size, root
	}' "$1" >"$tmp/head.read" || no "$2 is no checkpoint"
	read -r lines head_size head_root <"$tmp/head.read"
	whole_number "$head_size" || no "$2 has no size that this script reads"
	printf '%s\n' "$head_root" | openssl base64 -d >"$tmp/head.root" 2>/dev/null
	[ "$(count <"$tmp/head.root")" -eq 32 ] || no "$2 has no root"
	head -n "$lines" "$1" >"$tmp/text"
}
# Is the head $1, as read, signed by the key of the log?
signed_head() {
	[ -n "$vkey" ] || return 0
	[ "$(head -n 1 "$tmp/text")" = "$log_name" ] ||
	    no "$2 is of another log than the key"
	N=$log_name awk '
	BEGIN { want = "\342\200\224 " ENVIRON["N"] " " }
	substr($0, 1, length(want)) == want {
		print substr($0, length(want) + 1)
	}' "$1" >"$tmp/lines"
	held=0
	while read -r sig; do
		printf '%s' "$sig" | openssl base64 -d -A >"$tmp/sig.raw" 2>/dev/null
		[ "$(count <"$tmp/sig.raw")" -eq 68 ] || continue
		head -c 4 "$tmp/sig.raw" >"$tmp/sig.id"
		cmp -s "$tmp/sig.id" "$tmp/log.id" || continue
		held=1
		tail -c 64 "$tmp/sig.raw" >"$tmp/sig.64"
		[ -n "$can_ed25519" ] || continue
		openssl pkeyutl -verify -pubin -keyform DER -inkey "$tmp/pub.der" \
		    -rawin -in "$tmp/text" -sigfile "$tmp/sig.64" \
		    >/dev/null 2>&1 || no "$2 is not signed by the key of the log"
	done <"$tmp/lines"
	if [ $held = 0 ] && [ "$3" = inside ]; then
		not_checked "$2 is under another key of the log"
	elif [ $held = 0 ]; then
		no "$2 is not signed by the key of the log"
	elif [ -z "$can_ed25519" ]; then
		not_checked "the signature of $2: this openssl knows no Ed25519"
	else
		echo "   yes: $2 is signed by the key of the log, $head_size entries"
	fi
}
# Proofs, as awk reads them: each must lead from its entry to the root of its
# checkpoint, by SHA-256 of openssl.  The note of the last goes to `note`, its
# entry to `entry`; "E why", or a line "Y file entry" for each, in base64.
proof_awk='
function die(why) {
	if (!dead)
		print "E " names[k] " " why
	dead = 1
	exit 1
}
# Bytes as \ooo, which printf of any shell makes bytes of.
function bytes_of(s,	i, v, t, pad) {
	if (s !~ /^[A-Za-z0-9+\/]*=?=?$/ || length(s) % 4 != 0 ||
	    length(s) > 16384)
		die("has base64 that is none")
	t = ""
	for (i = 1; i <= length(s); i += 4) {
		pad = substr(s, i + 2, 1) == "=" ? 2 : substr(s, i + 3, 1) == "="
		v = (at64(s, i) * 64 + at64(s, i + 1)) * 64
		v = (v + at64(s, i + 2)) * 64 + at64(s, i + 3)
		t = t octal[int(v / 65536)]
		if (pad < 2)
			t = t octal[int(v / 256) % 256]
		if (pad < 1)
			t = t octal[v % 256]
	}
	return t
}
function at64(s, i,	v) {
	v = index(alphabet, substr(s, i, 1)) - 1
	return v < 0 ? 0 : v
}
function sha(bytes,	command, line, i, t) {
	if (bytes in memo)
		return memo[bytes]
	command = "printf \047" bytes "\047 | openssl dgst -sha256 -r"
	line = ""
	command | getline line
	close(command)
	line = substr(line, 1, 64)
	if (line !~ /^[0-9a-f]+$/ || length(line) != 64)
		die("could not be hashed")
	t = ""
	for (i = 1; i < 64; i += 2)
		t = t octal[(index(hex, substr(line, i, 1)) - 1) * 16 + \
		    index(hex, substr(line, i + 1, 1)) - 1]
	memo[bytes] = t
	return t
}
# RFC 9162 section 2.1.3.2.
function leads(entry, fn, size, root,	sn, r, i, p) {
	if (fn >= size)
		return 0
	sn = size - 1
	r = sha(octal[0] entry)
	for (i = 1; i <= n_hashes; i++) {
		p = bytes_of(hashes[i])
		if (length(p) != 128 || sn == 0)
			return 0
		if (fn % 2 == 1 || fn == sn) {
			r = sha(octal[1] p r)
			while (fn % 2 == 0 && fn != 0) {
				fn = int(fn / 2)
				sn = int(sn / 2)
			}
		} else
			r = sha(octal[1] r p)
		fn = int(fn / 2)
		sn = int(sn / 2)
	}
	return sn == 0 && r == root
}
function whole(s) {
	return s ~ /^(0|[1-9][0-9]*)$/ && length(s) <= 15
}
function finish() {
	if (k == 0)
		return
	if (state != "note" || n_note < 5 || !whole(size) ||
	    length(bytes_of(root)) != 128)
		die("is no proof")
	if (!leads(bytes_of(extra), start + 0, size + 0, bytes_of(root)))
		die("does not lead to its checkpoint")
	print "Y", names[k], extra
}
BEGIN {
	alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
	    "0123456789+/"
	hex = "0123456789abcdef"
	for (i = 0; i < 256; i++)
		octal[i] = sprintf("\\%03o", i)
	n_names = split(list, names, " ")
	k = 0
}
FNR == 1 {
	finish()
	k++
	state = "head"
	n_hashes = n_note = 0
	extra = start = size = root = ""
	if ($0 != "c2sp.org/tlog-proof@v1")
		die("is no proof")
	next
}
state == "head" && FNR == 2 && $1 == "extra" && NF == 2 {
	extra = $2
	next
}
state == "head" && FNR == 3 && $1 == "index" && NF == 2 && whole($2) {
	start = $2
	state = "hashes"
	next
}
state == "hashes" && NF == 1 && n_hashes < 64 {
	hashes[++n_hashes] = $1
	next
}
state == "hashes" && $0 == "" {
	state = "note"
	if (note != "")
		printf "" >note
	next
}
state == "note" {
	n_note++
	if (n_note == 2)
		size = $0
	if (n_note == 3)
		root = $0
	if (note != "")
		print >note
	next
}
{
	die("is no proof")
}
END {
	if (!dead)
		finish()
}
'
# proofs NAMES NOTE FILE...: what awk says of them, in $tmp/proofs.
proofs() {
	names=$1
	note=$2
	shift 2
	awk -v "list=$names" -v "note=$note" "$proof_awk" "$@" >"$tmp/proofs"
	no_error "$tmp/proofs"
	[ "$(grep -c '^Y' "$tmp/proofs")" -eq $# ] || no "a proof is empty"
}
# Does the manifest list a part of that name?
has_part() {
	printf '%s\n' "$list" | grep -q "^P [0-9]* [0-9a-f]* $1\$"
}
# The text under key $1 in the entry, canonical JSON of short strings.
entry_says() {
	K=$1 awk '
	BEGIN { RS = "\"" }
	{ piece[NR] = $0 }
	END {
		for (i = 2; i + 2 <= NR; i += 2)
			if (piece[i] == ENVIRON["K"] && piece[i + 1] == ":") {
				print piece[i + 2]
				exit
			}
	}' "$tmp/entry"
}

echo
echo "7. The log"
can_ed25519=
if [ -n "$vkey" ]; then
	read -r line <"$vkey" || [ -n "$line" ] || no "no key in LOG.vkey"
	log_name=${line%%+*}
	printf '%s' "$line" | cut -d + -f 3- | openssl base64 -d -A \
	    >"$tmp/key" 2>/dev/null
	[ "$(count <"$tmp/key")" -eq 33 ] &&
	    [ "$(head -c 1 "$tmp/key" | od -An -tu1 | tr -d ' \n')" = 1 ] ||
	    trouble "LOG.vkey holds no Ed25519 key"
	{
		printf '\060\052\060\005\006\003\053\145\160\003\041\000'
		tail -c 32 "$tmp/key"
	} >"$tmp/pub.der"
	{ printf '%s\n' "$log_name"; cat "$tmp/key"; } |
	    openssl dgst -sha256 -binary | head -c 4 >"$tmp/log.id"
	case $(openssl pkeyutl -help 2>&1) in
	*-rawin*) can_ed25519=1 ;;
	esac
fi
if has_part 'checkpoint[.]txt'; then
	find_part checkpoint.txt
	checkpoint=$path
	read_head "$checkpoint" "checkpoint.txt"
	signed_head "$checkpoint" "checkpoint.txt" inside
	set --
	names=
	while read -r what bytes want name; do
		case $what:$name in
		P:proofs/*.tlog-proof) ;;
		*) continue ;;
		esac
		find_part "$name"
		set -- "$@" "$path"
		names="$names $name"
		sed '1,/^$/d' "$path" >"$tmp/note"
		cmp -s "$tmp/note" "$checkpoint" ||
		    no "$name is under another checkpoint"
	done <<LIST
$list
LIST
	if [ $# -gt 0 ]; then
		proofs "$names" "" "$@"
		while read -r what name extra; do
			printf '%s' "$extra" | openssl base64 -d -A >"$tmp/entry"
			capture=$(entry_says capture_sha256)
			case $capture in
			*[!0-9a-f]* | '') no "$name is of no capture" ;;
			esac
			grep -q "\"capture_sha256\":\"$capture\"" \
			    "$dir/evidence.json" ||
			    no "$name is of a capture that is not in this packet"
		done <"$tmp/proofs"
	fi
	echo "   yes: $# proofs lead from captures of this packet to checkpoint.txt"
	if has_part 'checkpoint[.]tst'; then
		find_part checkpoint.tst
		token=$path
		# It covers the text and the signatures by the log itself.
		read_head "$checkpoint" "checkpoint.txt"
		awk -v "text=$lines" '
		NR == 1 { origin = "\342\200\224 " $0 " " }
		NR <= text + 1 || substr($0, 1, length(origin)) == origin
		' "$checkpoint" >"$tmp/stamped"
		stamp "$tmp/stamped" "$token" "the time stamp of checkpoint.txt"
	fi
else
	echo "   The packet carries no checkpoint."
fi
if [ -z "$vkey" ]; then
	echo "   Not asked: whether the log holds this packet (-k LOG.vkey)."
else
	logged=${pdf%.pdf}.tlog-proof
	[ -f "$logged" ] || logged=$pdf.tlog-proof
	[ -f "$logged" ] || no "signed, not logged: there is no FILE.tlog-proof"
	proofs FILE.tlog-proof "$tmp/note" "$logged"
	read -r what name extra <"$tmp/proofs"
	printf '%s' "$extra" | openssl base64 -d -A >"$tmp/entry"
	read_head "$tmp/note" "the checkpoint of FILE.tlog-proof"
	signed_head "$tmp/note" "the checkpoint of FILE.tlog-proof" beside
	[ "$(entry_says kind)" = issue ] || no "FILE.tlog-proof is of no issue"
	take_sum "$(slice "$pdf" 0 "$certified" | openssl dgst -sha256 -r)"
	[ "$(entry_says revision_sha256)" = "$sum" ] ||
	    no "signed, not logged: the log has another file"
	if [ -s "$tmp/certification.cert" ]; then
		take_sum "$(openssl dgst -sha256 -r <"$tmp/certification.cert")"
		[ "$(entry_says signer_sha256)" = "$sum" ] ||
		    no "signed, not logged: the log names another signer"
	fi
	echo "   yes: the log holds this packet"
fi
echo "   It shows that entries were in the log when its head was signed, and so"
echo "   that a stolen signing key alone does not make packets.  It does not show"
echo "   that no other log exists, or that the packet was not withdrawn since."

# ---- The end ----

echo
if [ $missed -gt 0 ]; then
	echo "NOT ALL WAS CHECKED: nothing said no; $missed step(s) were not checked."
	exit 4
fi
echo "YES: signatures, parts and quotes agree."
echo "     Not seen by this script: the pages.  Ask proviso verify, or read them."
