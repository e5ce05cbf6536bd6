#include "model/joined.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "base/utf8.h"

static const char type_start[] = "multipart/mixed; boundary=proviso-";

/* An address is rarely longer; a body says "Content-Location" itself. */
#define LINE_MAX_BYTES 8192

bool
joined_is(const char *media_type)
{
	return strncmp(media_type, type_start, sizeof(type_start) - 1) == 0;
}

/* True if "--proviso-N" stands nowhere in a part. */
static bool
boundary_fits(const struct joined_part *parts, size_t n, const char *mark)
{
	size_t i, k, len = strlen(mark);
	const unsigned char *p, *end;

	for (i = 0; i < n; i++) {
		p = parts[i].bytes;
		end = p + parts[i].len;
		for (; (k = (size_t)(end - p)) >= len; p++) {
			p = memchr(p, mark[0], k - len + 1);
			if (p == NULL)
				break;
			if (memcmp(p, mark, len) == 0)
				return false;
		}
	}
	return true;
}

/* A header's value: one line of visible characters. */
static int
check_value(const char *what, const char *s, struct fault *f)
{
	size_t i, n = strlen(s);

	if (n > LINE_MAX_BYTES)
		return fault_set(f, FAULT_LIMIT,
		    "joined pages: %s of %zu bytes, want at most %d", what, n,
		    LINE_MAX_BYTES);
	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return fault_set(f, FAULT_FORMAT,
			    "joined pages: %s has a control character", what);
	if (n > 0 && (s[0] == ' ' || s[n - 1] == ' '))
		return fault_set(f, FAULT_FORMAT,
		    "joined pages: %s begins or ends with a blank", what);
	return 0;
}

int
joined_write(const struct joined_part *parts, size_t n, struct buf *out,
    char media_type[JOINED_TYPE], struct fault *f)
{
	char mark[32];
	unsigned k = 0;
	size_t i;

	if (n < 2 || n > JOINED_PARTS_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "joined pages: want 2 to %d, have %zu", JOINED_PARTS_MAX,
		    n);
	for (i = 0; i < n; i++)
		if (check_value("an address", parts[i].url, f) != 0 ||
		    check_value("a media type", parts[i].media_type, f) != 0)
			return -1;
	/* Only finitely many can stand in the parts. */
	do
		(void)snprintf(mark, sizeof(mark), "--proviso-%u", k++);
	while (!boundary_fits(parts, n, mark));
	(void)snprintf(media_type, JOINED_TYPE, "%s%u", type_start, k - 1);
	for (i = 0; i < n; i++) {
		buf_fmt(out, "%s\r\nContent-Type: %s\r\n", mark,
		    parts[i].media_type);
		buf_fmt(out, "Content-Location: %s\r\n", parts[i].url);
		buf_fmt(out,
		    "Content-Transfer-Encoding: binary\r\n"
		    "Content-Length: %zu\r\n\r\n",
		    parts[i].len);
		buf_add(out, parts[i].bytes, parts[i].len);
		buf_str(out, "\r\n");
	}
	buf_fmt(out, "%s--\r\n", mark);
	return buf_check(out, "joined pages", f);
}

/* What is left of the run. */
struct rest {
	const unsigned char *p;
	size_t n;
};

/* Step over s, if it stands there. */
static bool
take(struct rest *r, const char *s)
{
	size_t n = strlen(s);

	if (r->n < n || memcmp(r->p, s, n) != 0)
		return false;
	r->p += n;
	r->n -= n;
	return true;
}

/* The line "name: value" into the arena. */
static bool
take_header(struct rest *r, struct arena *a, const char *name, const char **out)
{
	const unsigned char *end;
	size_t n;

	if (!take(r, name) || !take(r, ": "))
		return false;
	end = memchr(r->p, '\r', r->n);
	if (end == NULL || end - r->p > LINE_MAX_BYTES)
		return false;
	n = (size_t)(end - r->p);
	if (memchr(r->p, '\0', n) != NULL ||
	    !utf8_valid((const char *)r->p, n, NULL))
		return false;
	*out = arena_strndup(a, (const char *)r->p, n);
	r->p += n;
	r->n -= n;
	return take(r, "\r\n");
}

/* One part, whose boundary has been read; false where it is none. */
static bool
take_part(struct rest *r, struct arena *a, struct joined_part *out)
{
	const char *digits;
	struct fault f;
	int64_t len;

	if (!take(r, "\r\n") ||
	    !take_header(r, a, "Content-Type", &out->media_type) ||
	    !take_header(r, a, "Content-Location", &out->url) ||
	    !take(r, "Content-Transfer-Encoding: binary\r\n") ||
	    !take_header(r, a, "Content-Length", &digits) ||
	    num_i64(digits, 0, INT64_MAX, "length", &len, &f) != 0 ||
	    !take(r, "\r\n") || (uint64_t)len > r->n)
		return false;
	out->bytes = r->p;
	out->len = (size_t)len;
	r->p += out->len;
	r->n -= out->len;
	return take(r, "\r\n");
}

int
joined_read(struct arena *a, const char *media_type, const unsigned char *bytes,
    size_t len, struct joined_part **parts, size_t *n, struct fault *f)
{
	struct rest r = { bytes, len };
	struct joined_part *list;
	const char *mark;
	size_t count = 0;

	if (!joined_is(media_type) || strlen(media_type) >= JOINED_TYPE)
		return fault_set(f, FAULT_FORMAT,
		    "joined pages: want %s…, have \"%.60s\"", type_start,
		    media_type);
	mark = arena_fmt(a, "--%s",
	    media_type + sizeof(type_start) - 1 - strlen("proviso-"));
	list = arena_new(a, JOINED_PARTS_MAX, sizeof(*list));
	while (take(&r, mark)) {
		if (take(&r, "--\r\n")) {
			if (r.n > 0 || count < 2)
				break;
			*parts = list;
			*n = count;
			return 0;
		}
		if (count == JOINED_PARTS_MAX ||
		    !take_part(&r, a, &list[count]))
			break;
		count++;
	}
	return fault_set(f, FAULT_FORMAT,
	    "joined pages: broken off or not as written, at byte %zu",
	    len - r.n);
}
