#include "net/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "base/mem.h"
#include "net_in.h"

/* What ends the part of an address that can hold credentials. */
#define AUTHORITY_END "/\\?#\"'<> \t\r\n,"

/* Bytes of the scheme and slashes of an address that begins at p; 0: none. */
static size_t
redact_lead(const char *p, size_t n, bool first)
{
	size_t i = 0;

	if (n > 5 && strncasecmp(p, "https:", 6) == 0)
		i = 6;
	else if (n > 4 && strncasecmp(p, "http:", 5) == 0)
		i = 5;
	else if (!first || n < 2 || strchr("/\\", p[0]) == NULL ||
	    strchr("/\\", p[1]) == NULL)
		return 0;
	while (i < n && p[i] != '\0' && strchr("/\\", p[i]) != NULL)
		i++;
	return i;
}

bool
net_url_redact(const char *p, size_t n, struct buf *out)
{
	size_t i = 0, k, at, lead;
	bool first = true, found = false;

	while (i < n) {
		lead = redact_lead(p + i, n - i, first);
		first = strchr(" \t:\"'<=,;", p[i]) != NULL && p[i] != ':';
		if (lead == 0) {
			buf_add(out, p + i++, 1);
			continue;
		}
		buf_add(out, p + i, lead);
		i += lead;
		for (k = i, at = i;
		     k < n && (p[k] == '\0' || !strchr(AUTHORITY_END, p[k]));
		     k++)
			if (p[k] == '@')
				at = k;
		if (at == i)
			continue;
		buf_str(out, "***");
		found = true;
		i = at;
	}
	return found;
}

/* An address as it may be shown. */
static int
url_fault(const char *text, const char *why, struct fault *f)
{
	struct buf b;

	buf_init(&b, 4 * NET_URL_MAX);
	(void)net_url_redact(text, strnlen(text, NET_URL_MAX), &b);
	fault_set(f, FAULT_FORMAT, "address \"%.200s\": %s",
	    b.len == 0 ? "" : (const char *)b.data, why);
	buf_free(&b);
	return -1;
}

/* A part of the address as a string of ours; "" where there is none. */
static char *
url_part(CURLU *h, CURLUPart which, unsigned flags)
{
	char *s = NULL, *own;

	if (curl_url_get(h, which, &s, flags) != CURLUE_OK || s == NULL)
		return mem_strdup("");
	own = mem_strdup(s);
	curl_free(s);
	return own;
}

static bool
url_drop(CURLU *h, CURLUPart which)
{
	char *s = NULL;
	bool had = curl_url_get(h, which, &s, 0) == CURLUE_OK && s != NULL;

	curl_free(s);
	(void)curl_url_set(h, which, NULL, 0);
	return had;
}

/* "http://host:80" is "http://host". */
static char *
url_origin(const char *scheme, const char *host, const char *port)
{
	struct buf b;

	buf_init(&b, 2 * NET_URL_MAX);
	buf_fmt(&b, "%s://%s", scheme, host);
	if (port[0] != '\0')
		buf_fmt(&b, ":%s", port);
	return buf_take(&b);
}

static void
url_lower(char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
}

static int
url_fill(CURLU *h, const char *text, struct net_url *out, struct fault *f)
{
	struct net_url u = { .text = NULL };
	char *scheme = NULL, *port = NULL, *query = NULL;
	struct buf b;
	int rc = -1;

	u.had_credentials = url_drop(h, CURLUPART_USER);
	u.had_credentials =
	    url_drop(h, CURLUPART_PASSWORD) || u.had_credentials;
	(void)url_drop(h, CURLUPART_OPTIONS);
	(void)url_drop(h, CURLUPART_FRAGMENT);
	scheme = url_part(h, CURLUPART_SCHEME, 0);
	u.host = url_part(h, CURLUPART_HOST, 0);
	port = url_part(h, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
	query = url_part(h, CURLUPART_QUERY, 0);
	u.path = url_part(h, CURLUPART_PATH, 0);
	url_lower(scheme);
	url_lower(u.host);
	u.https = strcmp(scheme, "https") == 0;
	if (!u.https && strcmp(scheme, "http") != 0) {
		url_fault(text, "want http or https", f);
		goto out;
	}
	if (u.host[0] == '\0') {
		url_fault(text, "it names no host", f);
		goto out;
	}
	buf_init(&b, 2 * NET_URL_MAX);
	buf_str(&b, u.path[0] == '\0' ? "/" : u.path);
	if (query[0] != '\0')
		buf_fmt(&b, "?%s", query);
	free(u.path);
	u.path = buf_take(&b);
	u.origin = url_origin(scheme, u.host, port);
	buf_init(&b, 4 * NET_URL_MAX);
	buf_fmt(&b, "%s%s", u.origin, u.path);
	u.text = buf_take(&b);
	if (strlen(u.text) > NET_URL_MAX) {
		url_fault(text, "it is too long", f);
		goto out;
	}
	*out = u;
	u = (struct net_url){ .text = NULL };
	rc = 0;
out:
	net_url_free(&u);
	free(scheme);
	free(port);
	free(query);
	return rc;
}

static int
url_check(const char *text, struct fault *f)
{
	const char *s;

	if (strnlen(text, NET_URL_MAX + 1) > NET_URL_MAX)
		return url_fault(text, "it is longer than 8000 bytes", f);
	for (s = text; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return url_fault(
			    text, "a control character stands in it", f);
	return 0;
}

static int
url_from(
    const char *base, const char *text, struct net_url *out, struct fault *f)
{
	CURLU *h = NULL;
	CURLUcode code;
	int rc = -1;

	if (url_check(text, f) != 0 || net_start(f) != 0)
		return -1;
	if ((h = curl_url()) == NULL) {
		fault_set(f, FAULT_LIMIT, "address: no memory");
		goto out;
	}
	code = CURLUE_OK;
	if (base != NULL)
		code = curl_url_set(h, CURLUPART_URL, base, 0);
	if (code == CURLUE_OK)
		code = curl_url_set(h, CURLUPART_URL, text,
		    CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME);
	if (code != CURLUE_OK) {
		url_fault(text, curl_url_strerror(code), f);
		goto out;
	}
	rc = url_fill(h, text, out, f);
out:
	curl_url_cleanup(h);
	return rc;
}

int
net_url_parse(const char *text, struct net_url *out, struct fault *f)
{
	return url_from(NULL, text, out, f);
}

int
net_url_join(const struct net_url *base, const char *location,
    struct net_url *out, struct fault *f)
{
	return url_from(base->text, location, out, f);
}

void
net_url_free(struct net_url *u)
{
	free(u->text);
	free(u->origin);
	free(u->host);
	free(u->path);
	*u = (struct net_url){ .text = NULL };
}
