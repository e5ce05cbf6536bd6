#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/mem.h"
#include "codec/content.h"
#include "net/header.h"
#include "net/robots.h"
#include "pool_in.h"

/* One request: what is sent, what comes, what was seen. */

/* What we like best; a server that has something else may send that. */
#define ACCEPT_PAGE                                                         \
	"text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;" \
	"q=0.9,*/*;q=0.5"

#define REQUEST_MAX ((size_t)32 << 10)

struct flight *
flight_new(struct fault *f)
{
	struct flight *l = mem_new(1, sizeof(*l));

	l->c = curl_easy_init();
	if (l->c == NULL) {
		fault_set(f, FAULT_LIMIT, "libcurl: no memory");
		free(l);
		return NULL;
	}
	tls_seen_init(&l->tls);
	return l;
}

void
flight_free(struct flight *l)
{
	if (l == NULL)
		return;
	curl_easy_cleanup(l->c);
	curl_slist_free_all(l->headers);
	tls_seen_free(&l->tls);
	buf_free(&l->request);
	buf_free(&l->head);
	buf_free(&l->body);
	free(l);
}

/* Lines that would tell a secret of ours are not kept. */
static void
request_keep(struct flight *l, const char *p, size_t n)
{
	static const char secret[] = "Proxy-Authorization:";
	const char *nl;
	size_t k;

	if (n >= 8 && memcmp(p, "CONNECT ", 8) == 0)
		return;
	for (; n > 0; p += k, n -= k) {
		nl = memchr(p, '\n', n);
		k = nl == NULL ? n : (size_t)(nl - p) + 1;
		if (k >= sizeof(secret) - 1 &&
		    strncasecmp(p, secret, sizeof(secret) - 1) == 0)
			buf_str(&l->request, "Proxy-Authorization: ***\r\n");
		else
			(void)net_url_redact(p, k, &l->request);
	}
}

static int
on_debug(CURL *c, curl_infotype type, char *p, size_t n, void *arg)
{
	static const char excess[] = "Excess found";
	struct flight *l = arg;

	(void)c;
	if (type == CURLINFO_HEADER_OUT)
		request_keep(l, p, n);
	/* Nothing else tells that more came than Content-Length says. */
	if (type == CURLINFO_TEXT && n >= sizeof(excess) - 1 &&
	    memcmp(p, excess, sizeof(excess) - 1) == 0)
		l->excess = true;
	return 0;
}

static size_t
on_header(char *p, size_t one, size_t n, void *arg)
{
	struct curl_tlssessioninfo *t = NULL;
	struct flight *l = arg;

	n *= one;
	if (n >= 5 && memcmp(p, "HTTP/", 5) == 0 && !l->body_begun) {
		l->final_head = l->head.len;
		/* Good only while the transfer runs. */
		if (l->url->https &&
		    curl_easy_getinfo(l->c, CURLINFO_TLS_SSL_PTR, &t) ==
			CURLE_OK &&
		    t != NULL && t->internals != NULL)
			tls_look(t->internals, &l->tls);
	}
	(void)net_url_redact(p, n, &l->head);
	return l->head.over ? 0 : n;
}

static size_t
on_body(char *p, size_t one, size_t n, void *arg)
{
	struct flight *l = arg;

	n *= one;
	l->body_begun = true;
	l->body_seen += n;
	buf_add(&l->body, p, n);
	return l->body.over ? 0 : n;
}

static CURLcode
on_context(CURL *c, void *ctx, void *arg)
{
	struct flight *l = arg;

	(void)c;
	tls_watch(ctx, &l->tls);
	return CURLE_OK;
}

static void
flight_reset(struct flight *l, const struct flight_plan *p)
{
	curl_easy_reset(l->c);
	curl_slist_free_all(l->headers);
	l->headers = NULL;
	watch_reset(&l->watch);
	tls_seen_free(&l->tls);
	buf_free(&l->request);
	buf_free(&l->head);
	buf_free(&l->body);
	buf_init(&l->request, REQUEST_MAX);
	buf_init(&l->head, NET_HEAD_MAX);
	buf_init(&l->body, p->robots ? ROBOTS_MAX : NET_RECEIVED_MAX);
	l->final_head = l->body_seen = 0;
	l->body_begun = l->excess = false;
	l->words[0] = '\0';
	l->url = p->url;
	l->watch.allow_private = p->allow_private;
	l->watch.proxied = p->proxy != NULL;
}

static int
flight_header(
    struct flight *l, const char *name, const char *value, struct fault *f)
{
	struct curl_slist *more;
	struct buf b;

	if (value[0] == '\0')
		return 0;
	buf_init(&b, REQUEST_MAX);
	buf_fmt(&b, "%s: %s", name, value);
	more = curl_slist_append(l->headers, (const char *)b.data);
	buf_free(&b);
	if (more == NULL)
		return fault_set(f, FAULT_LIMIT, "libcurl: no memory");
	l->headers = more;
	return 0;
}

static int
flight_headers(struct flight *l, const struct flight_plan *p, struct fault *f)
{
	if (flight_header(
		l, "Accept", p->robots ? "text/plain" : ACCEPT_PAGE, f) != 0 ||
	    flight_header(l, "Accept-Encoding", CONTENT_ACCEPT, f) != 0 ||
	    flight_header(l, "Accept-Language", p->lang, f) != 0 ||
	    flight_header(l, "If-None-Match", p->etag, f) != 0 ||
	    flight_header(l, "If-Modified-Since", p->last_modified, f) != 0)
		return -1;
	return NET_SET(l->c, CURLOPT_HTTPHEADER, l->headers, f);
}

static int
flight_callbacks(struct flight *l, struct fault *f)
{
	CURL *c = l->c;

	if (NET_SET(c, CURLOPT_HEADERFUNCTION, on_header, f) != 0 ||
	    NET_SET(c, CURLOPT_HEADERDATA, l, f) != 0 ||
	    NET_SET(c, CURLOPT_WRITEFUNCTION, on_body, f) != 0 ||
	    NET_SET(c, CURLOPT_WRITEDATA, l, f) != 0 ||
	    NET_SET(c, CURLOPT_DEBUGFUNCTION, on_debug, f) != 0 ||
	    NET_SET(c, CURLOPT_DEBUGDATA, l, f) != 0 ||
	    NET_SET(c, CURLOPT_VERBOSE, 1L, f) != 0 ||
	    NET_SET(c, CURLOPT_SSL_CTX_FUNCTION, on_context, f) != 0 ||
	    NET_SET(c, CURLOPT_SSL_CTX_DATA, l, f) != 0 ||
	    NET_SET(c, CURLOPT_ERRORBUFFER, l->words, f) != 0 ||
	    NET_SET(c, CURLOPT_PRIVATE, l, f) != 0)
		return -1;
	return 0;
}

int
flight_set(struct flight *l, const struct flight_plan *p, struct fault *f)
{
	const struct basics basics = {
		.proxy = p->proxy,
		.ca = p->ca,
		.connect_ms = p->request_ms < NET_CONNECT_MS ? p->request_ms
							     : NET_CONNECT_MS,
		.total_ms = p->request_ms,
	};

	flight_reset(l, p);
	if (basics_set(l->c, &basics, f) != 0 ||
	    watch_set(l->c, &l->watch, f) != 0 || flight_callbacks(l, f) != 0 ||
	    flight_headers(l, p, f) != 0 ||
	    NET_SET(l->c, CURLOPT_URL, p->url->text, f) != 0 ||
	    NET_SET(l->c, CURLOPT_USERAGENT, p->agent, f) != 0 ||
	    NET_SET(l->c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS,
		f) != 0 ||
	    /* Of a robots.txt that is too long the beginning is read. */
	    NET_SET(l->c, CURLOPT_MAXFILESIZE_LARGE,
		p->robots ? (curl_off_t)0 : (curl_off_t)l->body.max, f) != 0 ||
	    NET_SET(l->c, CURLOPT_LOW_SPEED_LIMIT, NET_SLOW_BYTES, f) != 0 ||
	    NET_SET(l->c, CURLOPT_LOW_SPEED_TIME, p->slow_s, f) != 0)
		return -1;
	return clock_now(&l->started_utc_ms, f);
}

const char *
flight_head(const struct flight *l, size_t *n)
{
	if (l->head.data == NULL) {
		*n = 0;
		return "";
	}
	*n = l->head.len - l->final_head;
	return (const char *)l->head.data + l->final_head;
}

const char *
flight_latin(struct arena *a, const void *p, size_t n)
{
	const unsigned char *in = p;
	unsigned char *out = arena_new(a, 2 * n + 1, 1);
	size_t i, k = 0;

	for (i = 0; i < n; i++) {
		if (in[i] < 0x80) {
			out[k++] = in[i];
		} else {
			out[k++] = (unsigned char)(0xc0 | in[i] >> 6);
			out[k++] = (unsigned char)(0x80 | (in[i] & 0x3f));
		}
	}
	return (const char *)out;
}
