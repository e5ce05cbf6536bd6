#include "base/base64.h"

#include <string.h>

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";

#define BASE64_BAD 64

/* The value of a character, BASE64_BAD where it has none. */
static unsigned
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 26;
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0') + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : BASE64_BAD;
}

void
base64_add(struct buf *out, const void *p, size_t n)
{
	const unsigned char *b = p;
	unsigned long v;
	char four[4];
	size_t k;

	for (; n > 0; b += k, n -= k) {
		k = n < 3 ? n : 3;
		v = (unsigned long)b[0] << 16;
		if (k > 1)
			v |= (unsigned long)b[1] << 8;
		if (k > 2)
			v |= b[2];
		four[0] = base64_digits[v >> 18 & 63];
		four[1] = base64_digits[v >> 12 & 63];
		four[2] = (char)(k > 1 ? base64_digits[v >> 6 & 63] : '=');
		four[3] = (char)(k > 2 ? base64_digits[v & 63] : '=');
		buf_add(out, four, 4);
	}
}

/* Four characters as 1 to 3 bytes; 0 where they are none. */
static size_t
base64_four(const char *p, int last, unsigned char out[3])
{
	unsigned v[4], whole;
	size_t i, n = 3;

	if (last && p[3] == '=')
		n = p[2] == '=' ? 1 : 2;
	for (i = 0; i < 4; i++) {
		v[i] = i <= n ? base64_value(p[i]) : 0;
		if (v[i] == BASE64_BAD)
			return 0;
	}
	/*= RFC 4648 section 3.5: pad bits other than zero may be refused */
	if ((n == 1 && (v[1] & 15) != 0) || (n == 2 && (v[2] & 3) != 0))
		return 0;
	whole = v[0] << 18 | v[1] << 12 | v[2] << 6 | v[3];
	out[0] = (unsigned char)(whole >> 16 & 255);
	out[1] = (unsigned char)(whole >> 8 & 255);
	out[2] = (unsigned char)(whole & 255);
	return n;
}

int
base64_read(
    const char *p, size_t n, const char *what, struct buf *out, struct fault *f)
{
	unsigned char three[3];
	size_t i, k;

	if (n % 4 != 0)
		return fault_set(f, FAULT_FORMAT,
		    "%s: base64: want a multiple of 4 characters, have %zu",
		    what, n);
	for (i = 0; i < n; i += 4) {
		k = base64_four(p + i, i + 4 == n, three);
		if (k == 0)
			return fault_set(f, FAULT_FORMAT,
			    "%s: base64: characters %zu to %zu stand for no "
			    "bytes",
			    what, i, i + 3);
		buf_add(out, three, k);
	}
	return buf_check(out, what, f);
}

int
base64_exact(const char *p, size_t n, const char *what, unsigned char *out,
    size_t want, struct fault *f)
{
	struct buf b;
	int rc = -1;

	buf_init(&b, want + 3);
	/* Said before it is read: what is far too long is not unpacked. */
	if (n != (want + 2) / 3 * 4)
		fault_set(f, FAULT_FORMAT,
		    "%s: base64: want %zu characters for %zu bytes, have %zu",
		    what, (want + 2) / 3 * 4, want, n);
	else if (base64_read(p, n, what, &b, f) == 0 && b.len != want)
		fault_set(f, FAULT_FORMAT,
		    "%s: base64: want %zu bytes, have %zu", what, want, b.len);
	else if (b.len == want) {
		memcpy(out, b.data, want);
		rc = 0;
	}
	buf_free(&b);
	return rc;
}
