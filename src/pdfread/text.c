#include "pdfread_in.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"

/*= ISO 32000-2 annex D.3: where PDFDocEncoding is not Latin-1 */
static const uint16_t doc_low[8] = { 0x02d8, 0x02c7, 0x02c6, 0x02d9, 0x02dd,
	0x02db, 0x02da, 0x02dc };
static const uint16_t doc_high[33] = { 0x2022, 0x2020, 0x2021, 0x2026, 0x2014,
	0x2013, 0x0192, 0x2044, 0x2039, 0x203a, 0x2212, 0x2030, 0x201e, 0x201c,
	0x201d, 0x2018, 0x2019, 0x201a, 0x2122, 0xfb01, 0xfb02, 0x0141, 0x0152,
	0x0160, 0x0178, 0x017d, 0x0131, 0x0142, 0x0153, 0x0161, 0x017e, 0xfffd,
	0x20ac };

static uint32_t
doc_char(unsigned char c)
{
	if (c >= 0x18 && c <= 0x1f)
		return doc_low[c - 0x18];
	if (c >= 0x80 && c <= 0xa0)
		return doc_high[c - 0x80];
	return c;
}

/* One character of UTF-16BE at *i, which moves on. */
static uint32_t
utf16_char(struct pdf_bytes s, size_t *i)
{
	const unsigned char *p = (const unsigned char *)s.p;
	uint32_t a = (uint32_t)p[*i] << 8 | p[*i + 1], b;

	*i += 2;
	if (a < 0xd800 || a > 0xdfff)
		return a;
	if (a > 0xdbff || *i + 1 >= s.n)
		return 0xfffd;
	b = (uint32_t)p[*i] << 8 | p[*i + 1];
	if (b < 0xdc00 || b > 0xdfff)
		return 0xfffd;
	*i += 2;
	return 0x10000 + ((a - 0xd800) << 10) + (b - 0xdc00);
}

static size_t
text_put(char *out, uint32_t c)
{
	size_t n = utf8_put(c, out);

	return n > 0 ? n : utf8_put(0xfffd, out);
}

const char *
text_name(struct arena *a, const struct pdf_value *v)
{
	return v != NULL && v->kind == PDF_NAME
	    ? arena_strndup(a, v->u.s.p, v->u.s.n)
	    : "";
}

const char *
text_utf8(struct arena *a, struct pdf_bytes s)
{
	/* UTF-16 gives at most 3 bytes for 2, PDFDocEncoding 3 for 1. */
	char *out = arena_new(a, s.n * 3 + 4, 1);
	size_t n = 0, i = 0;

	if (s.n >= 2 && memcmp(s.p, "\xfe\xff", 2) == 0) {
		for (i = 2; i + 1 < s.n;)
			n += text_put(out + n, utf16_char(s, &i));
	} else if (s.n >= 3 && memcmp(s.p, "\xef\xbb\xbf", 3) == 0 &&
	    utf8_valid(s.p + 3, s.n - 3, NULL)) {
		n = s.n - 3;
		memcpy(out, s.p + 3, n);
	} else {
		for (i = 0; i < s.n; i++)
			n += text_put(out + n, doc_char((unsigned char)s.p[i]));
	}
	/* A NUL inside would end the text early for whoever prints it. */
	for (i = 0; i < n; i++)
		if (out[i] == '\0')
			out[i] = ' ';
	out[n] = '\0';
	return out;
}

/* Two or four digits at *p, or the default where the text has ended. */
static bool
date_digits(struct pdf_bytes *s, size_t n, int fallback, int *out)
{
	size_t i;
	int v = 0;

	if (s->n == 0 || s->p[0] < '0' || s->p[0] > '9') {
		*out = fallback;
		return fallback >= 0;
	}
	if (s->n < n)
		return false;
	for (i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		v = v * 10 + (s->p[i] - '0');
	}
	s->p += n;
	s->n -= n;
	*out = v;
	return true;
}

/*= ISO 32000-2 section 7.9.4: D:YYYYMMDDHHmmSSOHH'mm */
bool
text_date(struct pdf_bytes s, int64_t *out_utc_ms)
{
	struct civil c = { 0 };
	int sign = 0, hours = 0, minutes = 0;

	if (s.n >= 2 && memcmp(s.p, "D:", 2) == 0) {
		s.p += 2;
		s.n -= 2;
	}
	if (!date_digits(&s, 4, -1, &c.year) ||
	    !date_digits(&s, 2, 1, &c.month) ||
	    !date_digits(&s, 2, 1, &c.day) || !date_digits(&s, 2, 0, &c.hour) ||
	    !date_digits(&s, 2, 0, &c.minute) ||
	    !date_digits(&s, 2, 0, &c.second))
		return false;
	if (c.month < 1 || c.month > 12 || c.day < 1 || c.day > 31 ||
	    c.hour > 23 || c.minute > 59 || c.second > 59)
		return false;
	if (s.n > 0 && (s.p[0] == '+' || s.p[0] == '-')) {
		sign = s.p[0] == '+' ? 1 : -1;
		s.p++;
		s.n--;
		if (!date_digits(&s, 2, -1, &hours))
			return false;
		if (s.n > 0 && s.p[0] == '\'') {
			s.p++;
			s.n--;
			if (!date_digits(&s, 2, 0, &minutes))
				return false;
		}
		if (hours > 23 || minutes > 59)
			return false;
	}
	*out_utc_ms = clock_from_civil(&c) -
	    (int64_t)sign * (hours * 60 + minutes) * 60000;
	return true;
}
