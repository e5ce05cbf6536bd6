#include "net/header.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"

/* Values of one field, joined: heads are bounded far below. */
#define HEADER_ALL_MAX ((size_t)1 << 20)

/* Nobody is waited for longer than a day. */
#define RETRY_MAX_S 86400

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct header_span
trim(const char *p, size_t n)
{
	while (n > 0 && is_blank(p[0])) {
		p++;
		n--;
	}
	while (n > 0 && is_blank(p[n - 1]))
		n--;
	return (struct header_span){ p, n };
}

bool
header_next(const char *head, size_t n, const char *name, size_t *at,
    struct header_span *out)
{
	const size_t len = strlen(name);
	const char *line, *nl;
	size_t k;

	while (*at < n) {
		line = head + *at;
		nl = memchr(line, '\n', n - *at);
		k = nl == NULL ? n - *at : (size_t)(nl - line) + 1;
		*at += k;
		if (trim(line, k).n == 0)
			break;
		if (k > len && line[len] == ':' &&
		    strncasecmp(line, name, len) == 0) {
			*out = trim(line + len + 1, k - len - 1);
			return true;
		}
	}
	*at = n;
	return false;
}

bool
header_only(
    const char *head, size_t n, const char *name, struct header_span *out)
{
	struct header_span more;
	size_t at = 0;

	if (!header_next(head, n, name, &at, out))
		return false;
	while (header_next(head, n, name, &at, &more))
		if (more.n != out->n || memcmp(more.p, out->p, more.n) != 0)
			return false;
	return true;
}

/* Digits and nothing else, as a number up to max; -1 of anything else. */
static int64_t
digits(const char *p, size_t n, int64_t max)
{
	int64_t v = 0;
	size_t i;

	if (n == 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		if (v <= max)
			v = v * 10 + (p[i] - '0');
	}
	return v > max ? max : v;
}

bool
header_lengths_clash(const char *head, size_t n)
{
	struct header_span v;
	size_t at = 0;
	bool any = false;

	/*= RFC 9110 section 8.6: lengths that differ are not to be believed */
	while (header_next(head, n, "Content-Length", &at, &v)) {
		if (digits(v.p, v.n, INT64_MAX / 100) < 0)
			return true;
		any = true;
	}
	return any && !header_only(head, n, "Content-Length", &v);
}

char *
header_all(const char *head, size_t n, const char *name)
{
	struct header_span v;
	struct buf b;
	size_t at = 0;

	buf_init(&b, HEADER_ALL_MAX);
	while (header_next(head, n, name, &at, &v)) {
		if (b.len > 0)
			buf_str(&b, ", ");
		/* No value goes on behind a NUL. */
		buf_add(&b, v.p, strnlen(v.p, v.n));
	}
	return b.len == 0 ? (buf_free(&b), mem_strdup("")) : buf_take(&b);
}

int64_t
header_date(const char *p, size_t n)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	static const int most[] = { 31, 9999, 23, 59, 60 };
	struct civil c = { .ms = 0 };
	int64_t v[5];
	size_t i;

	/*= RFC 9110 section 5.6.7: Sun, 06 Nov 1994 08:49:37 GMT */
	if (n != 29 || memcmp(p + 3, ", ", 2) != 0 || p[7] != ' ' ||
	    p[11] != ' ' || p[16] != ' ' || p[19] != ':' || p[22] != ':' ||
	    memcmp(p + 25, " GMT", 4) != 0)
		return -1;
	for (i = 0; i < 12; i++)
		if (memcmp(months + 3 * i, p + 8, 3) == 0)
			c.month = (int)i + 1;
	v[0] = digits(p + 5, 2, 99);
	v[1] = digits(p + 12, 4, 9999);
	v[2] = digits(p + 17, 2, 99);
	v[3] = digits(p + 20, 2, 99);
	v[4] = digits(p + 23, 2, 99);
	for (i = 0; i < 5; i++)
		if (v[i] < 0 || v[i] > most[i])
			return -1;
	if (c.month == 0 || v[0] == 0 || v[1] < 1970)
		return -1;
	c.day = (int)v[0];
	c.year = (int)v[1];
	c.hour = (int)v[2];
	c.minute = (int)v[3];
	c.second = (int)v[4];
	return clock_from_civil(&c);
}

int64_t
header_retry_after(const char *head, size_t n, int64_t now_utc_ms)
{
	struct header_span v;
	int64_t s, when;

	if (!header_only(head, n, "Retry-After", &v))
		return -1;
	s = digits(v.p, v.n, RETRY_MAX_S);
	if (s >= 0)
		return s * 1000;
	when = header_date(v.p, v.n);
	if (when < 0)
		return -1;
	if (when <= now_utc_ms)
		return 0;
	return when - now_utc_ms < (int64_t)RETRY_MAX_S * 1000
	    ? when - now_utc_ms
	    : (int64_t)RETRY_MAX_S * 1000;
}
