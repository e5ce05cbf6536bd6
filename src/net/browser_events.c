#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "browser_in.h"
#include "net/url.h"

/* What the browser tells while a page is under way. */

/* A record holds addresses and heads of this length; the rest is cut. */
#define URL_KEPT 2000
#define HEAD_KEPT ((size_t)64 << 10)

/* Steps of the way, by redirect or by script. */
#define STEPS_MAX 12

/* Heads of requests that are no part of the way come among the others. */
#define EXTRAS_MAX 4000

const char *
browser_text(const struct jv *o, const char *key)
{
	const char *s = jv_text(jv_get(o, key));

	return s == NULL ? "" : s;
}

void
browser_gap(struct page_run *r, enum net_end end, const char *fmt, ...)
{
	va_list ap;

	if (r->end != NET_END_OK)
		return;
	r->end = end;
	va_start(ap, fmt);
	(void)vsnprintf(r->why, sizeof(r->why), fmt, ap);
	va_end(ap);
}

const char *
browser_redact(struct page_run *r, const char *url)
{
	struct buf b;
	const char *s;
	size_t n = strlen(url);

	buf_init(&b, (size_t)4 * URL_KEPT);
	(void)net_url_redact(url, n > URL_KEPT ? URL_KEPT : n, &b);
	s = arena_strndup(r->arena, b.len == 0 ? "" : (char *)b.data, b.len);
	buf_free(&b);
	return s;
}

struct page_hop *
browser_main_hop(const struct page_run *r)
{
	return r->n_hops == 0 ? NULL : &r->hops[r->n_hops - 1];
}

static bool
is_main(const struct page_run *r, const char *id)
{
	const struct page_hop *h = browser_main_hop(r);

	return h != NULL && id[0] != '\0' && strcmp(h->id, id) == 0;
}

static bool
starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* ---- What is asked for ---- */

static struct page_request *
request_new(struct page_run *r, const char *id, const char *method,
    const char *url, const char *type)
{
	struct page_request *q;

	if (r->n_requests > r->b->o.requests) {
		browser_gap(r, NET_END_TOO_LARGE,
		    "the page made more than %zu requests", r->b->o.requests);
		return NULL;
	}
	r->requests =
	    arena_more(r->arena, r->requests, r->n_requests, sizeof(*q));
	q = &r->requests[r->n_requests++];
	memset(q, 0, sizeof(*q));
	q->id = arena_strdup(r->arena, id);
	q->method = arena_strdup(r->arena, method);
	q->url = browser_redact(r, url);
	q->type = arena_strdup(r->arena, type);
	return q;
}

/* The newest with that id, or NULL. */
static struct page_request *
request_find(const struct page_run *r, const char *id)
{
	size_t i;

	for (i = r->n_requests; id[0] != '\0' && i-- > 0;)
		if (strcmp(r->requests[i].id, id) == 0)
			return &r->requests[i];
	return NULL;
}

/* Why a request does not go on; NULL: it does. */
static const char *
request_refused(struct page_run *r, const struct jv *p, const char *url)
{
	const struct page_hop *h = browser_main_hop(r);
	const bool document =
	    strcmp(browser_text(p, "resourceType"), "Document") == 0 &&
	    strcmp(browser_text(p, "frameId"), r->frame) == 0;

	if (!starts(url, "http:") && !starts(url, "https:")) {
		if (document)
			browser_gap(r, NET_END_REDIRECT,
			    "it leads to %.80s, which is neither http nor https",
			    browser_redact(r, url));
		return "neither http nor https";
	}
	/* The hop that asked is not yet the one before: it may be this one. */
	if (document && h != NULL && !r->ask->allow_downgrade &&
	    starts(url, "http:") &&
	    (starts(h->h.url, "https:") ||
		(r->n_hops > 1 && starts(h[-1].h.url, "https:")))) {
		browser_gap(r, NET_END_DOWNGRADE, "from https to http: %.200s",
		    browser_redact(r, url));
		return "from https to http";
	}
	return r->end != NET_END_OK ? "the page is over" : NULL;
}

static void
on_paused(struct page_run *r, const struct jv *p)
{
	const struct jv *q = jv_get(p, "request");
	const char *url = browser_text(q, "url"), *refused = "of another page";
	struct page_request *x = NULL;
	struct jv *answer = jv_object();

	/* What comes before there is a page is left over from the last. */
	if (r->navigate > 0) {
		x = request_new(r, browser_text(p, "networkId"),
		    browser_text(q, "method"), url,
		    browser_text(p, "resourceType"));
		refused = x == NULL ? "too many" : request_refused(r, p, url);
	}
	if (x != NULL)
		x->refused = refused;
	jv_set_str(answer, "requestId", browser_text(p, "requestId"));
	if (refused != NULL)
		jv_set_str(answer, "errorReason", "BlockedByClient");
	(void)browser_pipe_send(&r->b->pipe, "",
	    refused == NULL ? "Fetch.continueRequest" : "Fetch.failRequest",
	    answer);
}

/* WebSockets do not pass where other requests are paused. */
static void
on_socket(struct page_run *r, const struct jv *p)
{
	(void)request_new(r, browser_text(p, "requestId"), "GET",
	    browser_text(p, "url"), "WebSocket");
}

/* ---- Heads ---- */

/* A line "name: value"; several values stand on lines of their own. */
static void
head_field(struct buf *b, const char *name, const char *value)
{
	size_t n;

	if (strcasecmp(name, "authorization") == 0 ||
	    strcasecmp(name, "proxy-authorization") == 0)
		value = "***";
	for (;; value += n + 1) {
		n = strcspn(value, "\n");
		buf_fmt(b, "%s: %.*s\r\n", name, (int)n, value);
		if (value[n] == '\0')
			break;
	}
}

static void
head_fields(struct buf *b, const struct jv *headers)
{
	const struct jv *v;
	const char *key = NULL;

	while ((key = jv_next(headers, key, &v)) != NULL)
		if (key[0] != ':' && jv_text(v) != NULL)
			head_field(b, key, jv_text(v));
	buf_str(b, "\r\n");
}

static const char *
head_keep(struct page_run *r, struct buf *b)
{
	const char *s =
	    arena_strndup(r->arena, b->len == 0 ? "" : (char *)b->data, b->len);

	buf_free(b);
	return s;
}

/* The path of an address, for the first line of a request. */
static const char *
path_of(const char *url)
{
	const char *p = strstr(url, "://");

	p = p == NULL ? NULL : strchr(p + 3, '/');
	return p == NULL ? "/" : p;
}

static const char *
request_head(struct page_run *r, const char *method, const char *url,
    const struct jv *headers)
{
	const char *path = path_of(url);
	struct buf b;

	buf_init(&b, HEAD_KEPT);
	buf_fmt(
	    &b, "%s %.*s HTTP/1.1\r\n", method, (int)strcspn(path, "#"), path);
	head_fields(&b, headers);
	return head_keep(r, &b);
}

static const char *
response_head(struct page_run *r, const struct jv *response)
{
	struct buf b;

	buf_init(&b, HEAD_KEPT);
	buf_fmt(&b, "HTTP/%s %d %s\r\n",
	    strcmp(browser_text(response, "protocol"), "h2") == 0 ? "2" : "1.1",
	    (int)jv_number(jv_get(response, "status"), 0),
	    browser_text(response, "statusText"));
	head_fields(&b, jv_get(response, "headers"));
	return head_keep(r, &b);
}

static void
on_extra(struct page_run *r, const struct jv *p, bool sent)
{
	const char *id = browser_text(p, "requestId"), *text;
	struct page_extra *x;
	struct buf b;

	/* The way is over: these are the page's own requests. */
	if (r->n_extras >= EXTRAS_MAX || (r->loaded && !is_main(r, id)))
		return;
	buf_init(&b, HEAD_KEPT);
	text = browser_text(p, "headersText");
	if (text[0] != '\0')
		buf_str(&b, text);
	else
		head_fields(&b, jv_get(p, "headers"));
	r->extras = arena_more(r->arena, r->extras, r->n_extras, sizeof(*x));
	x = &r->extras[r->n_extras++];
	x->id = arena_strdup(r->arena, id);
	x->sent = sent;
	x->text = head_keep(r, &b);
}

/* ---- The way to the page ---- */

static void
hop_new(struct page_run *r, const char *id, const struct jv *request)
{
	const char *url = browser_text(request, "url");
	struct page_hop *h;
	struct fault unused;

	if (r->n_hops >= STEPS_MAX) {
		browser_gap(r, NET_END_REDIRECT,
		    "more than %d steps to the page", STEPS_MAX);
		return;
	}
	r->hops = arena_more(r->arena, r->hops, r->n_hops, sizeof(*h));
	h = &r->hops[r->n_hops++];
	memset(h, 0, sizeof(*h));
	h->id = arena_strdup(r->arena, id);
	h->h = (struct net_hop){ .url = browser_redact(r, url),
		.request = request_head(r, browser_text(request, "method"), url,
		    jv_get(request, "headers")),
		.response = "",
		.http = "",
		.address = "",
		.guard = "",
		.location = "",
		.tls_version = "",
		.tls_cipher = "",
		.tls_why = "",
		.chain = "" };
	if (clock_now(&h->h.started_utc_ms, &unused) != 0)
		h->h.started_utc_ms = 0;
	r->answered = 0;
	r->loaded = false;
}

/* A field of a response, in any case of letters; "" of none. */
static const char *
header_of(const struct jv *response, const char *name)
{
	const struct jv *headers = jv_get(response, "headers"), *v;
	const char *key = NULL;

	while ((key = jv_next(headers, key, &v)) != NULL)
		if (strcasecmp(key, name) == 0 && jv_text(v) != NULL)
			return jv_text(v);
	return "";
}

static void
hop_answer(struct page_run *r, struct page_hop *h, const struct jv *response)
{
	const struct jv *tls = jv_get(response, "securityDetails");
	const char *protocol = browser_text(response, "protocol");
	struct fault unused;
	int64_t now;

	h->answered = true;
	h->h.status = (int)jv_number(jv_get(response, "status"), 0);
	h->h.response = response_head(r, response);
	h->h.http = strcmp(protocol, "h2") == 0 ? "2"
	    : strcmp(protocol, "http/1.0") == 0 ? "1.0"
						: "1.1";
	h->h.location = browser_redact(r, header_of(response, "location"));
	if (tls != NULL) {
		h->h.tls = h->h.tls_verified = true;
		h->h.tls_version =
		    arena_strdup(r->arena, browser_text(tls, "protocol"));
		h->h.tls_cipher =
		    arena_strdup(r->arena, browser_text(tls, "cipher"));
	}
	if (clock_now(&now, &unused) == 0)
		h->h.first_ms = h->h.total_ms =
		    (int)(now - h->h.started_utc_ms);
}

static void
open_add(struct page_run *r, const char *id)
{
	size_t i;

	r->quiet = 0;
	for (i = 0; i < r->n_open; i++)
		if (strcmp(r->open[i], id) == 0)
			return;
	r->open = arena_more(r->arena, r->open, r->n_open, sizeof(*r->open));
	r->open[r->n_open++] = arena_strdup(r->arena, id);
}

static void
open_drop(struct page_run *r, const char *id)
{
	size_t i;

	for (i = 0; i < r->n_open; i++)
		if (strcmp(r->open[i], id) == 0) {
			r->open[i] = r->open[--r->n_open];
			return;
		}
}

static void
on_request(struct page_run *r, const struct jv *p)
{
	const struct jv *q = jv_get(p, "request");
	const struct jv *redirect = jv_get(p, "redirectResponse");
	struct page_hop *before;
	const char *id = browser_text(p, "requestId");
	const bool document = strcmp(id, browser_text(p, "loaderId")) == 0 &&
	    strcmp(browser_text(p, "type"), "Document") == 0;

	if (document && strcmp(browser_text(p, "frameId"), r->frame) == 0) {
		before = browser_main_hop(r);
		if (redirect != NULL && before != NULL && is_main(r, id)) {
			before->bare =
			    !jv_truth(jv_get(p, "redirectHasExtraInfo"));
			hop_answer(r, before, redirect);
		}
		hop_new(r, id, q);
	}
	/* The end of another frame's or worker's page is told elsewhere. */
	if (is_main(r, id) ||
	    strcmp(browser_text(q, "url"), browser_text(p, "documentURL")) != 0)
		open_add(r, id);
}

/* Pages are HTML or text: what else it is, plain HTTP captures. */
static bool
is_page(const char *mime)
{
	return starts(mime, "text/") || strstr(mime, "html") != NULL ||
	    strstr(mime, "xml") != NULL || mime[0] == '\0';
}

static void
on_response(struct page_run *r, const struct jv *p)
{
	const struct jv *response = jv_get(p, "response");
	const char *id = browser_text(p, "requestId"), *type;
	struct page_request *q = request_find(r, id);
	const char *mime = browser_text(response, "mimeType");

	if (q != NULL)
		q->status = (int)jv_number(jv_get(response, "status"), 0);
	if (!is_main(r, id))
		return;
	hop_answer(r, browser_main_hop(r), response);
	r->answered = clock_steady_ms();
	type = header_of(response, "content-type");
	r->look->media_type =
	    arena_strdup(r->arena, type[0] != '\0' ? type : mime);
	r->look->etag = arena_strdup(r->arena, header_of(response, "etag"));
	r->look->last_modified =
	    arena_strdup(r->arena, header_of(response, "last-modified"));
	if (!is_page(mime))
		browser_gap(r, NET_END_BROWSER,
		    "%.100s is no page that a browser renders", mime);
}

static void
on_bytes(struct page_run *r, const struct jv *p)
{
	const int64_t n = jv_number(jv_get(p, "dataLength"), 0);

	r->decoded += n > 0 ? n : 0;
	if ((uint64_t)r->decoded > r->b->o.page_bytes)
		browser_gap(r, NET_END_TOO_LARGE,
		    "want at most %zu bytes of the page and what it loads, "
		    "have more",
		    r->b->o.page_bytes);
}

void
browser_failed(struct page_run *r, const char *error)
{
	static const struct {
		const char *word;
		enum net_end end;
	} ends[] = {
		{ "ERR_CERT_", NET_END_TLS },
		{ "ERR_SSL_", NET_END_TLS },
		{ "ERR_BAD_SSL", NET_END_TLS },
		{ "ERR_TOO_MANY_REDIRECTS", NET_END_REDIRECT },
		{ "ERR_UNSAFE_REDIRECT", NET_END_REDIRECT },
		{ "ERR_TIMED_OUT", NET_END_TIMEOUT },
		{ "ERR_CONNECTION_", NET_END_UNREACHABLE },
		{ "ERR_TUNNEL_", NET_END_UNREACHABLE },
		{ "ERR_NAME_", NET_END_UNREACHABLE },
		{ "ERR_ADDRESS_", NET_END_UNREACHABLE },
		{ "ERR_PROXY_", NET_END_UNREACHABLE },
		{ "ERR_", NET_END_RESPONSE },
	};
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strstr(error, ends[i].word) != NULL) {
			browser_gap(
			    r, ends[i].end, "the browser says %.100s", error);
			return;
		}
	browser_gap(r, NET_END_BROWSER, "the browser says %.100s", error);
}

static void
on_end(struct page_run *r, const struct jv *p)
{
	const char *id = browser_text(p, "requestId");
	const char *error = browser_text(p, "errorText");
	struct page_request *q = request_find(r, id);

	open_drop(r, id);
	if (error[0] == '\0')
		return;
	if (q != NULL)
		q->failed = arena_strdup(r->arena, error);
	/* A page that a script leaves for another one is given up. */
	if (is_main(r, id) && !jv_truth(jv_get(p, "canceled")))
		browser_failed(r, error);
}

static void
on_dialog(struct page_run *r, const struct jv *p)
{
	struct jv *no = jv_object();

	(void)p;
	jv_set_bool(no, "accept", false);
	(void)browser_pipe_send(
	    &r->b->pipe, r->session, "Page.handleJavaScriptDialog", no);
}

static void
on_loaded(struct page_run *r, const struct jv *p)
{
	(void)p;
	r->loaded = true;
}

static void
on_crash(struct page_run *r, const struct jv *p)
{
	(void)p;
	browser_gap(r, NET_END_BROWSER, "the page crashed");
}

static void
on_sent(struct page_run *r, const struct jv *p)
{
	on_extra(r, p, true);
}

static void
on_received(struct page_run *r, const struct jv *p)
{
	on_extra(r, p, false);
}

void
browser_event(struct page_run *r, const struct jv *message)
{
	static const struct {
		const char *method;
		void (*take)(struct page_run *r, const struct jv *p);
	} table[] = {
		{ "Network.requestWillBeSent", on_request },
		{ "Network.requestWillBeSentExtraInfo", on_sent },
		{ "Network.responseReceivedExtraInfo", on_received },
		{ "Network.responseReceived", on_response },
		{ "Network.dataReceived", on_bytes },
		{ "Network.loadingFinished", on_end },
		{ "Network.loadingFailed", on_end },
		{ "Network.webSocketCreated", on_socket },
		{ "Page.loadEventFired", on_loaded },
		{ "Page.javascriptDialogOpening", on_dialog },
		{ "Inspector.targetCrashed", on_crash },
	};
	const char *method = browser_text(message, "method");
	const char *session = browser_text(message, "sessionId");
	const struct jv *p = jv_get(message, "params");
	size_t i;

	/* Of all pages, frames and workers, on the browser's own session. */
	if (strcmp(method, "Fetch.requestPaused") == 0) {
		on_paused(r, p);
		return;
	}
	if (r->session[0] == '\0' || strcmp(session, r->session) != 0)
		return;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(method, table[i].method) == 0)
			table[i].take(r, p);
}
