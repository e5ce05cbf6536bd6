#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/charset.h"
#include "text_in.h"

/* A page names its charset in its first bytes or not at all. */
#define META_WITHIN 1024

/*= HTML 13.2.3.2: no name of an encoding is longer than this */
#define LABEL_MAX 40

/*
 * What windows-1252 has where ISO 8859-1 has controls; 0 where nothing.
 *= WHATWG Encoding section 9.1: index windows-1252
 */
static const uint16_t windows_1252[32] = { 0x20ac, 0x81, 0x201a, 0x192, 0x201e,
	0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d,
	0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013,
	0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178 };

/* True if all n bytes are UTF-8; eight plain ones at a time. */
static bool
is_utf8(const unsigned char *p, size_t n)
{
	size_t i = 0, k;
	uint64_t word;
	uint32_t c;

	while (i < n) {
		if (n - i >= sizeof(word)) {
			memcpy(&word, p + i, sizeof(word));
			if ((word & 0x8080808080808080U) == 0) {
				i += sizeof(word);
				continue;
			}
		}
		k = utf8_get((const char *)p + i, n - i, &c);
		if (k == 0)
			return false;
		i += k;
	}
	return true;
}

static bool
is_label_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || strchr("-_:.+", c) != NULL;
}

/* The label after "charset=" in n bytes at p, in lower case; "" if none. */
static void
find_charset(const char *p, size_t n, char label[LABEL_MAX])
{
	size_t i, k = 0;

	label[0] = '\0';
	for (i = 0; i + 8 < n; i++)
		if (strncasecmp(p + i, "charset", 7) == 0)
			break;
	if (i + 8 >= n)
		return;
	for (i += 7; i < n && (p[i] == ' ' || p[i] == '\t'); i++)
		;
	if (i >= n || p[i] != '=')
		return;
	for (i++; i < n && strchr(" \t\"'", p[i]) != NULL && p[i] != '\0'; i++)
		;
	for (;
	     i < n && p[i] != '\0' && is_label_char(p[i]) && k < LABEL_MAX - 1;
	     i++)
		label[k++] = p[i] >= 'A' && p[i] <= 'Z'
		    ? (char)(p[i] + 'a' - 'A')
		    : p[i];
	label[k] = '\0';
}

/* What <meta charset> near the beginning of a page says. */
static void
find_meta(const char *p, size_t n, char label[LABEL_MAX])
{
	const char *lt, *gt;
	size_t i = 0;

	n = n < META_WITHIN ? n : META_WITHIN;
	label[0] = '\0';
	while (label[0] == '\0' && i < n &&
	    (lt = memchr(p + i, '<', n - i)) != NULL) {
		i = (size_t)(lt - p) + 1;
		if (n - i < 5 || strncasecmp(p + i, "meta", 4) != 0)
			continue;
		gt = memchr(p + i, '>', n - i);
		find_charset(
		    p + i, gt == NULL ? n - i : (size_t)(gt - (p + i)), label);
	}
}

void
charset_find(const char *media_type, const unsigned char *bytes, size_t n,
    struct charset_found *out)
{
	*out = (struct charset_found){ .from = "nothing" };
	out->utf8 = is_utf8(bytes, n);
	if (n >= 2 &&
	    ((bytes[0] == 0xfe && bytes[1] == 0xff) ||
		(bytes[0] == 0xff && bytes[1] == 0xfe))) {
		memcpy(out->label, "utf-16", sizeof("utf-16"));
		out->from = "byte order mark";
		return;
	}
	find_charset(media_type, strlen(media_type), out->label);
	if (out->label[0] != '\0') {
		out->from = "header";
		return;
	}
	find_meta((const char *)bytes, n, out->label);
	if (out->label[0] != '\0')
		out->from = "meta";
}

static bool
is_one_of(const char *label, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(label, *list) == 0)
			return true;
	return false;
}

/* n bytes of windows-1252, or of what is read as such. */
static char *
from_1252(const unsigned char *p, size_t n, size_t *len)
{
	char *out = mem_grow(NULL, 3 * n + 1, 1);
	size_t i, o = 0;

	for (i = 0; i < n; i++) {
		if (p[i] < 0x80)
			out[o++] = (char)p[i];
		else
			o += utf8_put(
			    p[i] < 0xa0 ? windows_1252[p[i] - 0x80] : p[i],
			    out + o);
	}
	*len = o;
	return out;
}

/* n bytes of UTF-16; a lone surrogate or half a unit becomes U+FFFD. */
static char *
from_utf16(const unsigned char *p, size_t n, bool big, size_t *len)
{
	char *out = mem_grow(NULL, 3 * (n / 2 + 1) + 4, 1);
	size_t i, o = 0;
	uint32_t c, low;

	for (i = 0; i + 1 < n; i += 2) {
		c = big ? (uint32_t)(p[i] << 8 | p[i + 1])
			: (uint32_t)(p[i + 1] << 8 | p[i]);
		if (c >= 0xd800 && c < 0xdc00 && i + 3 < n) {
			low = big ? (uint32_t)(p[i + 2] << 8 | p[i + 3])
				  : (uint32_t)(p[i + 3] << 8 | p[i + 2]);
			if (low >= 0xdc00 && low < 0xe000) {
				c = 0x10000 + ((c - 0xd800) << 10) +
				    (low - 0xdc00);
				i += 2;
			}
		}
		if (c >= 0xd800 && c < 0xe000)
			c = 0xfffd;
		o += utf8_put(c, out + o);
	}
	if (i < n)
		o += utf8_put(0xfffd, out + o);
	*len = o;
	return out;
}

/* n bytes meant as UTF-8 that are not: what is broken becomes U+FFFD. */
static char *
from_broken(const unsigned char *bytes, size_t n, size_t *len)
{
	const char *p = (const char *)bytes;
	char *out = mem_grow(NULL, 3 * n + 1, 1);
	size_t i, k, o = 0;
	uint32_t c;

	for (i = 0; i < n; i += k) {
		k = utf8_get(p + i, n - i, &c);
		if (k > 0) {
			memcpy(out + o, p + i, k);
			o += k;
			continue;
		}
		k = flow_broken(p + i, n - i);
		o += utf8_put(0xfffd, out + o);
	}
	*len = o;
	return out;
}

/* True for bytes that no reading makes text: known files, mostly controls. */
static bool
is_binary(const unsigned char *p, size_t n)
{
	static const struct {
		const char *magic;
		size_t n;
	} magics[] = {
		{ "%PDF-", 5 },
		{ "\x89PNG", 4 },
		{ "GIF8", 4 },
		{ "\xff\xd8\xff", 3 },
		{ "PK\3\4", 4 },
		{ "\x1f\x8b", 2 },
		{ "\x28\xb5\x2f\xfd", 4 },
		{ "\xd0\xcf\x11\xe0", 4 },
	};
	size_t i, controls = 0, looked = n < 4096 ? n : 4096;

	for (i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (n >= magics[i].n &&
		    memcmp(p, magics[i].magic, magics[i].n) == 0)
			return true;
	for (i = 0; i < looked; i++)
		controls += p[i] < ' ' && !(p[i] >= 9 && p[i] <= 13);
	return controls > 8 && controls > looked / 8;
}

/*
 * The bytes of a page as valid UTF-8.  *owned is yours to free, or NULL where
 * the bytes serve as they are.  Bytes that are UTF-8 are taken for it whatever
 * they are called: archives convert pages and leave what these say of
 * themselves.
 */
void
decode_page(const unsigned char *bytes, size_t n, bool html,
    const char *media_type, struct reading *r, char **owned)
{
	static const char *const latin[] = { "windows-1252", "iso-8859-1",
		"iso8859-1", "iso_8859-1", "iso88591", "latin1", "latin-1",
		"l1", "us-ascii", "ascii", "cp1252", "x-cp1252", "cp819",
		"ibm819", "iso-ir-100", "ansi_x3.4-1968", NULL };
	static const char *const unicode[] = { "utf-8", "utf8",
		"unicode-1-1-utf-8", "x-unicode20utf8", NULL };
	char label[LABEL_MAX];

	*owned = NULL;
	if (n >= 2 &&
	    ((bytes[0] == 0xfe && bytes[1] == 0xff) ||
		(bytes[0] == 0xff && bytes[1] == 0xfe))) {
		*owned = from_utf16(bytes + 2, n - 2, bytes[0] == 0xfe, &r->n);
		r->p = *owned;
		return;
	}
	if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		n -= 3;
	}
	find_charset(media_type, strlen(media_type), label);
	if (label[0] == '\0' && html)
		find_meta((const char *)bytes, n, label);
	if (strncmp(label, "utf-16", 6) == 0 && n >= 2 &&
	    (bytes[0] == 0 || bytes[1] == 0)) {
		*owned = from_utf16(bytes, n, bytes[0] == 0, &r->n);
		r->p = *owned;
		return;
	}
	if (is_binary(bytes, n)) {
		r->gap = "not text";
		return;
	}
	if (is_utf8(bytes, n)) {
		r->p = (const char *)bytes;
		r->n = n;
		return;
	}
	if (is_one_of(label, latin) || (label[0] == '\0' && html))
		*owned = from_1252(bytes, n, &r->n);
	else if (is_one_of(label, unicode) || label[0] == '\0')
		*owned = from_broken(bytes, n, &r->n);
	else
		r->gap = arena_fmt(r->scratch, "charset %s is not read", label);
	r->p = *owned;
}
