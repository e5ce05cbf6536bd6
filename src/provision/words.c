#include <string.h>

#include "base/utf8.h"

#include "provision_in.h"

enum sign {
	SIGN_OTHER, /* blanks, punctuation, symbols */
	SIGN_WORD, /* letters and digits */
	SIGN_ALONE, /* a word by itself: scripts without blanks; amounts' signs */
	SIGN_APOSTROPHE,
};

/* Ranges above ASCII that hold no letters; between them all is letters. */
static const struct {
	uint32_t from, to;
	enum sign sign;
} ranges[] = {
	{ 0x0080, 0x00a1, SIGN_OTHER },
	{ 0x00a2, 0x00a5, SIGN_ALONE }, /* currency */
	{ 0x00a6, 0x00a9, SIGN_OTHER },
	{ 0x00ab, 0x00b4, SIGN_OTHER },
	{ 0x00b6, 0x00b9, SIGN_OTHER },
	{ 0x00bb, 0x00bf, SIGN_OTHER },
	{ 0x00d7, 0x00d7, SIGN_OTHER },
	{ 0x00f7, 0x00f7, SIGN_OTHER },
	{ 0x0e01, 0x0e3a, SIGN_ALONE }, /* Thai */
	{ 0x2000, 0x206f, SIGN_OTHER }, /* general punctuation */
	{ 0x20a0, 0x20cf, SIGN_ALONE }, /* currency */
	{ 0x2190, 0x2bff, SIGN_OTHER }, /* arrows, symbols */
	{ 0x2e00, 0x2e7f, SIGN_OTHER },
	{ 0x3000, 0x3004, SIGN_OTHER }, /* CJK punctuation */
	{ 0x3008, 0x3020, SIGN_OTHER },
	{ 0x3030, 0x3030, SIGN_OTHER },
	{ 0x3040, 0x30ff, SIGN_ALONE }, /* kana */
	{ 0x3400, 0x9fff, SIGN_ALONE }, /* Han */
	{ 0xe000, 0xf8ff, SIGN_OTHER }, /* private use */
	{ 0xf900, 0xfaff, SIGN_ALONE },
	{ 0xfe00, 0xfe6f, SIGN_OTHER },
	{ 0xff00, 0xff0f, SIGN_OTHER },
	{ 0xff1a, 0xff20, SIGN_OTHER },
	{ 0xfff0, 0xffff, SIGN_OTHER },
	{ 0x1f000, 0x1ffff, SIGN_OTHER }, /* pictures */
	{ 0x20000, 0x3ffff, SIGN_ALONE },
	{ 0xe0000, 0x10ffff, SIGN_OTHER },
};

static enum sign
sign_of(uint32_t c)
{
	size_t lo = 0, hi = sizeof(ranges) / sizeof(ranges[0]), mid;

	if (c < 0x80) {
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9'))
			return SIGN_WORD;
		if (c == '$' || c == '%' || c == '<' || c == '>' || c == '+' ||
		    c == '=')
			return SIGN_ALONE;
		return c == '\'' ? SIGN_APOSTROPHE : SIGN_OTHER;
	}
	if (c == 0x2019)
		return SIGN_APOSTROPHE;
	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (c < ranges[mid].from)
			hi = mid;
		else if (c > ranges[mid].to)
			lo = mid + 1;
		else
			return ranges[mid].sign;
	}
	return SIGN_WORD;
}

/* One sign of the text, and its bytes (at least 1). */
static size_t
sign_at(const char *p, size_t n, enum sign *sign, uint32_t *c)
{
	size_t len;

	if ((unsigned char)*p < 0x80) {
		*c = (unsigned char)*p;
		len = 1;
	} else {
		len = utf8_get(p, n, c);
	}
	*sign = len == 0 ? SIGN_OTHER : sign_of(*c);
	return len == 0 ? 1 : len;
}

/*
 * Pages without their mark-up glue words together: "Updated" and "January",
 * "2026" and "Previous".  A capital behind a small letter or figure begins a
 * word.
 */
static int
seam(char before, char c)
{
	return c >= 'A' && c <= 'Z' &&
	    ((before >= 'a' && before <= 'z') ||
		(before >= '0' && before <= '9'));
}

int
words_next(const char *text, size_t len, size_t *at, struct word *out)
{
	enum sign sign;
	uint32_t c;
	size_t i = *at, n;

	for (; i < len; i += n) {
		n = sign_at(text + i, len - i, &sign, &c);
		if (sign == SIGN_WORD || sign == SIGN_ALONE)
			break;
	}
	if (i >= len) {
		*at = len;
		return 0;
	}
	out->start = i;
	i += n;
	out->end = i;
	while (sign != SIGN_ALONE && i < len) {
		n = sign_at(text + i, len - i, &sign, &c);
		if ((sign != SIGN_WORD && sign != SIGN_APOSTROPHE) ||
		    seam(text[i - 1], text[i]))
			break;
		i += n;
		if (sign == SIGN_WORD)
			out->end = i;
	}
	*at = out->end;
	return 1;
}

size_t
words_count(const char *text, size_t len, size_t max)
{
	struct word w;
	size_t at = 0, n = 0;

	while (n < max && words_next(text, len, &at, &w))
		n++;
	return n;
}

/*
 * Lower case for the scripts whose cases lie in pairs or at one distance; no
 * letter changes the number of its bytes.
 */
static uint32_t
lower(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	if ((c >= 0xc0 && c <= 0xde && c != 0xd7))
		return c + 32;
	if ((c >= 0x100 && c <= 0x12f) || (c >= 0x132 && c <= 0x137) ||
	    (c >= 0x14a && c <= 0x177))
		return c | 1;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
		return c % 2 == 1 ? c + 1 : c;
	if (c >= 0x391 && c <= 0x3a9)
		return c + 32;
	if (c >= 0x410 && c <= 0x42f)
		return c + 32;
	if (c >= 0x400 && c <= 0x40f)
		return c + 80;
	return c;
}

size_t
words_fold(const char *text, size_t len, char *out)
{
	enum sign sign, last = SIGN_OTHER;
	size_t i = 0, n, o = 0;
	int gap = 0;
	uint32_t c;

	for (; i < len; i += n) {
		n = sign_at(text + i, len - i, &sign, &c);
		if (sign == SIGN_OTHER)
			gap = 1;
		if (sign == SIGN_OTHER || sign == SIGN_APOSTROPHE)
			continue;
		if (gap && sign == SIGN_WORD && last == SIGN_WORD)
			out[o++] = ' ';
		o += utf8_put(lower(c), out + o);
		last = sign;
		gap = 0;
	}
	return o;
}

int
words_end_sentence(const char *text, size_t len)
{
	static const char *const ends[] = { ".", "!", "?", ";", ":",
		"\xe2\x80\xa6", "\xe3\x80\x82", "\xef\xbc\x81", "\xef\xbc\x9f",
		"\xef\xbc\x9b", "\xef\xbc\x9a" };
	static const char *const skips[] = { " ", "\n", "\"", "'", ")", "]",
		"*", "\xe2\x80\x9d", "\xe2\x80\x99", "\xc2\xbb",
		"\xe3\x80\x8d" };
	size_t i, n;
	int again = 1;

	while (again) {
		again = 0;
		for (i = 0; i < sizeof(skips) / sizeof(skips[0]); i++) {
			n = strlen(skips[i]);
			if (len >= n &&
			    memcmp(text + len - n, skips[i], n) == 0) {
				len -= n;
				again = 1;
			}
		}
	}
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		n = strlen(ends[i]);
		if (len >= n && memcmp(text + len - n, ends[i], n) == 0)
			return 1;
	}
	return 0;
}

/* "1", "2.1.3", "iv", "IV", "a", "B": bytes, or 0. */
static size_t
enumerator_core(const char *s, size_t len)
{
	size_t n = 0, digits;

	if (len > 0 && s[0] >= '0' && s[0] <= '9') {
		for (;;) {
			digits = 0;
			while (n < len && s[n] >= '0' && s[n] <= '9')
				n++, digits++;
			if (digits == 0 || digits > 3)
				return digits == 0 && n > 0 ? n - 1 : 0;
			if (n + 1 >= len || s[n] != '.' || s[n + 1] < '0' ||
			    s[n + 1] > '9')
				return n;
			n++;
		}
	}
	while (
	    n < len && n < 5 && strchr("ivxIVX", s[n]) != NULL && s[n] != '\0')
		n++;
	if (n > 0 && n < 5)
		return n;
	return len > 0 &&
		((s[0] >= 'a' && s[0] <= 'z') || (s[0] >= 'A' && s[0] <= 'Z'))
	    ? 1
	    : 0;
}

size_t
words_enumerator(const char *text, size_t len)
{
	static const char *const signs[] = { "\xc2\xa7 ", "\xc2\xa7",
		"Section ", "Article ", "Artikel ", "Artigo ", "Art. " };
	size_t from = 0, n, i;

	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		n = strlen(signs[i]);
		if (len > n && memcmp(text, signs[i], n) == 0) {
			from = n;
			break;
		}
	}
	if (from == 0 && len > 0 && text[0] == '(') {
		n = enumerator_core(text + 1, len - 1);
		return n > 0 && n + 1 < len && text[n + 1] == ')' ? n + 2 : 0;
	}
	n = enumerator_core(text + from, len - from);
	if (n == 0)
		return 0;
	n += from;
	/* A letter or number counts only with its stop behind it. */
	if (n < len && (text[n] == '.' || text[n] == ')'))
		return n + 1 < len && text[n + 1] != ' ' ? 0 : n + 1;
	return from > 0 ||
		(n < len && text[n] == ' ' && memchr(text, '.', n) != NULL)
	    ? n
	    : 0;
}

/* One sign as it looks to a reader: kinds of blanks and marks are one. */
static uint32_t
look_next(const char *s, size_t len, size_t *at)
{
	uint32_t c = 0;
	size_t n;
	int blank = 0;

	while (*at < len) {
		n = utf8_get(s + *at, len - *at, &c);
		if (c == ' ' || c == '\n' || c == '\t' || c == 0xa0) {
			blank = 1;
		} else if (c < 0x200b || c > 0x200d) { /* of no width */
			if (blank)
				return ' ';
			*at += n == 0 ? 1 : n;
			if (c == 0x2018 || c == 0x2019)
				return '\'';
			if (c == 0x201c || c == 0x201d || c == 0x201e ||
			    c == 0xab || c == 0xbb)
				return '"';
			if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
				return '-';
			return c;
		}
		*at += n == 0 ? 1 : n;
	}
	return 0;
}

int
words_same_look(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t i = 0, k = 0;
	uint32_t c;

	do {
		c = look_next(a, a_len, &i);
		if (c != look_next(b, b_len, &k))
			return 0;
	} while (c != 0);
	return 1;
}
