#include "pdf_in.h"

#include <string.h>

#include "base/utf8.h"

void
put_uint(struct buf *b, size_t v)
{
	char t[24];
	size_t n = sizeof(t);

	do {
		t[--n] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	buf_add(b, t + n, sizeof(t) - n);
}

void
put_num(struct buf *b, double v)
{
	char t[24];
	size_t n = sizeof(t);
	bool minus = v < 0;
	unsigned long k = (unsigned long)((minus ? -v : v) * 100 + 0.5);
	unsigned long frac = k % 100;

	k /= 100;
	if (frac > 0) {
		if (frac % 10 > 0)
			t[--n] = (char)('0' + frac % 10);
		t[--n] = (char)('0' + frac / 10);
		t[--n] = '.';
	}
	if (k > 0 || frac == 0) {
		minus = minus && (k > 0 || frac > 0);
		do {
			t[--n] = (char)('0' + k % 10);
			k /= 10;
		} while (k > 0);
	}
	if (minus)
		t[--n] = '-';
	buf_add(b, t + n, sizeof(t) - n);
}

void
put_ref(struct buf *b, unsigned id)
{
	put_uint(b, id);
	buf_str(b, " 0 R");
}

void
put_name(struct buf *b, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";

	buf_str(b, "/");
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;
		char t[3] = { '#', hex[c >> 4], hex[c & 15] };

		if (c <= ' ' || c >= 0x7F || strchr("()<>[]{}/%#", c) != NULL)
			buf_add(b, t, 3);
		else
			buf_add(b, s, 1);
	}
}

void
put_hex(struct buf *b, const void *p, size_t n)
{
	static const char hex[] = "0123456789ABCDEF";
	const unsigned char *at = p;
	char t[2];

	for (; n > 0; n--, at++) {
		t[0] = hex[*at >> 4];
		t[1] = hex[*at & 15];
		buf_add(b, t, 2);
	}
}

static void
put_unit(struct buf *b, unsigned v)
{
	static const char hex[] = "0123456789ABCDEF";
	char t[4] = { hex[v >> 12 & 15], hex[v >> 8 & 15], hex[v >> 4 & 15],
		hex[v & 15] };

	buf_add(b, t, 4);
}

void
put_utf16(struct buf *b, const char *s, size_t n)
{
	uint32_t u;
	size_t k;

	for (; n > 0; s += k, n -= k) {
		k = utf8_get(s, n, &u);
		if (k == 0)
			k = 1;
		if (u >= 0x10000) {
			put_unit(b, 0xD800 + ((u - 0x10000) >> 10));
			put_unit(b, 0xDC00 + ((u - 0x10000) & 0x3FF));
		} else {
			put_unit(b, u);
		}
	}
}

static bool
all_ascii(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] < ' ' || s[i] > '~')
			return false;
	return true;
}

void
put_text(struct buf *b, const char *s, size_t n)
{
	size_t i;

	if (!all_ascii(s, n)) {
		buf_str(b, "<FEFF");
		put_utf16(b, s, n);
		buf_str(b, ">");
		return;
	}
	buf_str(b, "(");
	for (i = 0; i < n; i++) {
		if (s[i] == '(' || s[i] == ')' || s[i] == '\\')
			buf_str(b, "\\");
		buf_add(b, s + i, 1);
	}
	buf_str(b, ")");
}

bool
put_text_fits(const char *s, size_t n)
{
	size_t units = 1, k;
	uint32_t u;

	if (all_ascii(s, n))
		return n <= STRING_MAX;
	for (; n > 0; s += k, n -= k) {
		k = utf8_get(s, n, &u);
		if (k == 0)
			k = 1;
		units += u >= 0x10000 ? 2 : 1;
	}
	return units * 2 <= STRING_MAX;
}
