#include <string.h>
#include <strings.h>

#include "base/fault.h"
#include "base/num.h"
#include "proxy_in.h"

/* Digits to the end, 1 to 65535. */
static bool
request_port(const char *p, size_t n, struct proxy_request *r)
{
	struct fault unused;
	int64_t port;

	if (n == 0 || n >= sizeof(r->port) ||
	    num_digits(p, n, 65535, "port", &port, &unused) != 0 || port == 0)
		return false;
	memcpy(r->port, p, n);
	r->port[n] = '\0';
	r->port_number = (unsigned)port;
	return true;
}

/* "host", "host:port", "[v6]:port": a browser has normalised it. */
static bool
request_authority(
    const char *p, size_t n, const char *port, struct proxy_request *r)
{
	const char *colon, *end = p + n;
	size_t len;

	if (n > 0 && p[0] == '[') {
		colon = memchr(p, ']', n);
		if (colon == NULL)
			return false;
		len = (size_t)(colon - p) - 1;
		p++;
		colon++;
	} else {
		colon = memchr(p, ':', n);
		if (colon == NULL)
			colon = end;
		len = (size_t)(colon - p);
	}
	if (len == 0 || len > PROXY_HOST_MAX || memchr(p, '\0', len) != NULL ||
	    memchr(p, '@', len) != NULL)
		return false;
	memcpy(r->host, p, len);
	r->host[len] = '\0';
	if (colon == end)
		return request_port(port, strlen(port), r);
	return *colon == ':' &&
	    request_port(colon + 1, (size_t)(end - colon) - 1, r);
}

static bool
field_is(const char *line, size_t n, const char *name)
{
	const size_t len = strlen(name);

	return n > len && line[len] == ':' && strncasecmp(line, name, len) == 0;
}

/* Meant for the next hop only, which is us. */
static bool
field_is_ours(const char *line, size_t n)
{
	return field_is(line, n, "Proxy-Connection") ||
	    field_is(line, n, "Proxy-Authorization") ||
	    field_is(line, n, "Connection") ||
	    field_is(line, n, "Keep-Alive") || field_is(line, n, "Upgrade");
}

static bool
field_length(const char *line, size_t n, size_t *out)
{
	const char *p = memchr(line, ':', n), *end = line + n;
	struct fault unused;
	int64_t v;

	for (p++; p < end && *p == ' '; p++)
		continue;
	if (num_digits(p, (size_t)(end - p), INT64_MAX / 2, "Content-Length",
		&v, &unused) != 0)
		return false;
	*out = (size_t)v;
	return true;
}

/* The fields that go on, each with its end. */
static bool
request_fields(
    const char *p, const char *end, struct proxy_request *r, struct buf *out)
{
	const char *eol;
	size_t n;

	for (; p < end; p = eol + 2) {
		eol = p;
		while (eol + 1 < end && !(eol[0] == '\r' && eol[1] == '\n'))
			eol++;
		if (eol + 1 >= end)
			return false;
		n = (size_t)(eol - p);
		if (n == 0)
			break;
		if (field_is(p, n, "Transfer-Encoding"))
			return false; /* browsers know how much they send */
		if (field_is(p, n, "Content-Length") &&
		    !field_length(p, n, &r->body))
			return false;
		if (!field_is_ours(p, n)) {
			buf_add(out, p, n);
			buf_str(out, "\r\n");
		}
	}
	buf_str(out, "Connection: close\r\n\r\n");
	return !out->over;
}

bool
proxy_request_read(const char *head, size_t n, bool absolute,
    struct proxy_request *r, struct buf *out)
{
	static const char scheme[] = "http://";
	const char *end = head + n, *target, *version, *path, *eol;
	size_t len;

	memset(r, 0, sizeof(*r));
	eol = memchr(head, '\r', n);
	target = memchr(head, ' ', n);
	if (eol == NULL || target == NULL || target > eol)
		return false;
	target++;
	version = memchr(target, ' ', (size_t)(eol - target));
	if (version == NULL || eol - version != 9 ||
	    memcmp(version, " HTTP/1.", 8) != 0)
		return false;
	r->tunnel = target - head == 8 && memcmp(head, "CONNECT ", 8) == 0;
	len = (size_t)(version - target);
	if (r->tunnel)
		return request_authority(target, len, "", r);
	if (len < sizeof(scheme) ||
	    strncasecmp(target, scheme, sizeof(scheme) - 1) != 0)
		return false;
	target += sizeof(scheme) - 1;
	len = (size_t)(version - target);
	path = memchr(target, '/', len);
	if (path == NULL)
		path = version;
	if (!request_authority(target, (size_t)(path - target), "80", r))
		return false;
	buf_add(out, head, (size_t)(strchr(head, ' ') - head) + 1);
	if (absolute) {
		buf_str(out, scheme);
		buf_add(out, target, (size_t)(path - target));
	}
	if (path == version)
		buf_str(out, "/");
	buf_add(out, path, (size_t)(eol - path));
	buf_str(out, "\r\n");
	return request_fields(eol + 2, end, r, out);
}
