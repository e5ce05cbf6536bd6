#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "base/utf8.h"

#include "warc_in.h"

/*= RFC 9112 sections 2 and 4: status line, header fields, an empty line. */

/* Ceilings: what browsers and proxies take at most, and more. */
#define HEAD_MAX ((size_t)256 * 1024)
#define FIELD_TEXT_MAX 8192
#define CHUNK_MAX ((size_t)1 << 30)

/* Where the head ends, after its empty line; 0 where it does not. */
static size_t
head_end(const unsigned char *p, size_t n)
{
	const unsigned char *end = p + (n < HEAD_MAX ? n : HEAD_MAX), *at = p;

	while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		at++;
		if (at < end && *at == '\n')
			return (size_t)(at + 1 - p);
		if (end - at >= 2 && at[0] == '\r' && at[1] == '\n')
			return (size_t)(at + 2 - p);
	}
	return 0;
}

static bool
name_is(const char *line, size_t n, const char *name)
{
	return n == strlen(name) && strncasecmp(line, name, n) == 0;
}

/* A field's value as text, where it is text. */
static const char *
value_text(const char *p, size_t n, struct arena *a)
{
	while (n > 0 && (*p == ' ' || *p == '\t')) {
		p++;
		n--;
	}
	while (n > 0 && strchr(" \t\r", p[n - 1]) != NULL)
		n--;
	if (n > FIELD_TEXT_MAX || !utf8_valid(p, n, NULL))
		return "";
	return arena_strndup(a, p, n);
}

static void
read_field(const char *line, size_t n, struct arena *a, struct warc_http *h)
{
	const char *colon = memchr(line, ':', n), *value;
	size_t len;

	if (colon == NULL)
		return;
	len = (size_t)(colon - line);
	value = value_text(colon + 1, n - len - 1, a);
	if (name_is(line, len, "Content-Type") && h->media_type[0] == '\0')
		h->media_type = value;
	else if (name_is(line, len, "Content-Encoding"))
		h->encoding = h->encoding[0] == '\0'
		    ? value
		    : arena_fmt(a, "%s, %s", h->encoding, value);
	else if (name_is(line, len, "Location") && h->location[0] == '\0')
		h->location = value;
	else if (name_is(line, len, "Transfer-Encoding"))
		h->chunked = strcasecmp(value, "chunked") == 0;
}

/* "HTTP/1.1 200 OK"; a request's line has no status and leaves 0. */
static int
read_status(const char *line, size_t n, struct warc_http *h, struct fault *f)
{
	const char *space = memchr(line, ' ', n);
	int64_t status;

	if (n < 5 || memcmp(line, "HTTP/", 5) != 0)
		return 0;
	if (space == NULL || (size_t)(line + n - space) < 4 ||
	    num_digits(space + 1, 3, 599, "status", &status, f) != 0 ||
	    status < 100)
		return fault_set(f, FAULT_FORMAT,
		    "a stored response: want \"HTTP/1.1 200\", have \"%.*s\"",
		    (int)utf8_cut(line, n, 60), line);
	h->status = (int)status;
	return 0;
}

int
warc_http_read(const unsigned char *p, size_t n, struct arena *a,
    struct warc_http *out, struct fault *f)
{
	const char *line, *end, *nl;

	*out = (struct warc_http){
		.media_type = "",
		.encoding = "",
		.location = "",
	};
	out->head = (const char *)p;
	out->head_len = head_end(p, n);
	if (out->head_len == 0)
		return fault_set(f, FAULT_FORMAT,
		    "a stored message: its head does not end within %zu bytes",
		    n < HEAD_MAX ? n : HEAD_MAX);
	end = out->head + out->head_len;
	nl = memchr(out->head, '\n', out->head_len);
	if (read_status(out->head, (size_t)(nl - out->head), out, f) != 0)
		return -1;
	for (line = nl + 1; line < end; line = nl + 1) {
		nl = memchr(line, '\n', (size_t)(end - line));
		read_field(line, (size_t)(nl - line), a, out);
	}
	out->body = p + out->head_len;
	out->body_len = n - out->head_len;
	return 0;
}

static int
hex_value(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* A chunk's size line; what follows a semicolon is an extension. */
static int
chunk_size(const unsigned char **p, const unsigned char *end, size_t *out)
{
	const unsigned char *at = *p;
	size_t n = 0;

	if (at == end || hex_value(*at) < 0)
		return -1;
	for (; at < end && hex_value(*at) >= 0; at++) {
		n = n * 16 + (size_t)hex_value(*at);
		if (n > CHUNK_MAX)
			return -1;
	}
	if (at < end && (*at == ';' || *at == ' '))
		while (at < end && *at != '\r')
			at++;
	if (end - at < 2 || at[0] != '\r' || at[1] != '\n')
		return -1;
	*p = at + 2;
	*out = n;
	return 0;
}

int
warc_unchunk(const unsigned char *p, size_t n, struct buf *out, struct fault *f)
{
	const unsigned char *end = p + n, *start = p;
	size_t size;

	for (;;) {
		if (chunk_size(&p, end, &size) != 0)
			break;
		if (size == 0)
			/* Trailer fields may follow; none is used. */
			return 0;
		if ((size_t)(end - p) < size || (size_t)(end - p) - size < 2 ||
		    memcmp(p + size, "\r\n", 2) != 0)
			break;
		buf_add(out, p, size);
		p += size + 2;
	}
	return fault_set(f, FAULT_FORMAT,
	    "a chunked body: no chunk at byte %zu of %zu", (size_t)(p - start),
	    n);
}

const char *
warc_latin(struct arena *a, const void *p, size_t n)
{
	const unsigned char *s = p;
	char *out = arena_new(a, 2 * n + 1, 1), *at = out;
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] >= 0x80) {
			*at++ = (char)(0xc0 | s[i] >> 6);
			*at++ = (char)(0x80 | (s[i] & 0x3f));
		} else {
			/* No text has a NUL in it. */
			*at++ = s[i] == '\0' ? ' ' : (char)s[i];
		}
	}
	return out;
}
