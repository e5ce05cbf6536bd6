#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "browser_in.h"
#include "net/url.h"

/* What there is of a page once it has settled, or has ended as a gap. */

/* A picture is a request of the renderer's for this much at once. */
#define SHOT_WIDTH_MAX 4000

/* ---- The way ---- */

/* The head of step i as it was on the wire, or NULL. */
static const char *
extra_find(const struct page_run *r, size_t i, bool sent)
{
	const char *id = r->hops[i].id;
	size_t k, nth = 0;

	if (r->hops[i].bare)
		return NULL;
	for (k = 0; k < i; k++)
		nth += !r->hops[k].bare && strcmp(r->hops[k].id, id) == 0;
	for (k = 0; k < r->n_extras; k++)
		if (r->extras[k].sent == sent &&
		    strcmp(r->extras[k].id, id) == 0 && nth-- == 0)
			return r->extras[k].text;
	return NULL;
}

/* A head whose first line is known otherwise: HTTP/2 has none. */
static const char *
with_line(struct page_run *r, const char *head, const char *text)
{
	if (strncmp(text, "HTTP/", 5) == 0)
		return text;
	return arena_fmt(
	    r->arena, "%.*s\r\n%s", (int)strcspn(head, "\r"), head, text);
}

/*
 * The proxy's visit to the host of a step, or NULL: of a step that was
 * answered the newest that came through, else one that was refused, else the
 * newest.
 */
static const struct proxy_visit *
hop_visit(const struct page_hop *h, const struct proxy_visit *visits, size_t n)
{
	const enum proxy_end want = h->answered ? PROXY_REACHED : PROXY_REFUSED;
	const struct proxy_visit *found = NULL;
	char host[PAGE_HOST];
	struct fault unused;
	struct net_url u;
	unsigned port;
	size_t i;

	if (net_url_parse(h->h.url, &u, &unused) != 0)
		return NULL;
	browser_authority(&u, host, &port);
	for (i = 0; i < n; i++)
		if (visits[i].port == port &&
		    strcmp(visits[i].host, host) == 0 &&
		    (found == NULL || found->end != want ||
			visits[i].end == want))
			found = &visits[i];
	net_url_free(&u);
	return found;
}

/* Certificates in base64 of DER as PEM. */
static const char *
chain_pem(struct page_run *r, const struct jv *list)
{
	const char *b64, *out;
	struct buf b;
	size_t i, at, n;

	buf_init(&b, (size_t)1 << 20);
	for (i = 0; i < jv_count(list); i++) {
		b64 = jv_text(jv_at(list, i));
		n = b64 == NULL ? 0 : strlen(b64);
		if (n == 0)
			continue;
		buf_str(&b, "-----BEGIN CERTIFICATE-----\n");
		for (at = 0; at < n; at += 64)
			buf_fmt(&b, "%.64s\n", b64 + at);
		buf_str(&b, "-----END CERTIFICATE-----\n");
	}
	out = arena_strndup(r->arena,
	    b.len == 0 || b.over ? "" : (char *)b.data, b.over ? 0 : b.len);
	buf_free(&b);
	return out;
}

static void
take_chain(struct page_run *r, struct page_hop *h)
{
	const struct jv *result;
	struct fault unused;
	struct net_url u;
	struct jv *answer;

	if (!h->h.tls || net_url_parse(h->h.url, &u, &unused) != 0)
		return;
	result = browser_call(r, r->session, "Network.getCertificate",
	    browser_params("origin", u.origin, NULL, NULL), &answer);
	h->h.chain = chain_pem(r, jv_get(result, "tableNames"));
	jv_free(answer);
	net_url_free(&u);
}

/* What the proxy knows of a step: the address, and how it was judged. */
static void
take_visit(struct page_run *r, struct page_hop *h, const struct proxy_visit *v)
{
	if (v == NULL)
		return;
	h->h.address = arena_strdup(r->arena, v->address);
	h->h.port = (int)v->port;
	if (v->end == PROXY_REFUSED)
		h->h.guard =
		    arena_fmt(r->arena, "refused: %s (%s)", v->address, v->why);
	else if (v->end == PROXY_REACHED || v->end == PROXY_OVER)
		h->h.guard = v->end == PROXY_OVER || v->why[0] == '\0'
		    ? "public"
		    : arena_strdup(r->arena, v->why);
}

/* A page that could not be reached: the proxy knows why. */
static void
take_blame(
    struct page_run *r, const struct page_hop *h, const struct proxy_visit *v)
{
	if (v == NULL || h->answered || v->end == PROXY_REACHED)
		return;
	if (v->end == PROXY_REFUSED) {
		r->end = NET_END_ADDRESS;
		(void)snprintf(r->why, sizeof(r->why),
		    "%.100s: address %s must not be reached: %.60s", v->host,
		    v->address, v->why);
	} else if (v->end == PROXY_UNREACHABLE) {
		r->end = NET_END_UNREACHABLE;
		(void)snprintf(
		    r->why, sizeof(r->why), "%.100s: %.100s", v->host, v->why);
	} else {
		r->end = NET_END_TOO_LARGE;
		(void)snprintf(r->why, sizeof(r->why), "%.100s", v->why);
	}
}

static void
take_way(struct page_run *r)
{
	struct net_look *l = r->look;
	const struct proxy_visit *visits, *v = NULL;
	const char *text;
	size_t i, n;

	visits = proxy_visits(r->b->proxy, r->arena, &n);
	l->hops = arena_new(r->arena, r->n_hops + 1, sizeof(*l->hops));
	for (i = 0; i < r->n_hops; i++) {
		struct page_hop *h = &r->hops[i];

		if ((text = extra_find(r, i, true)) != NULL)
			h->h.request = with_line(r, h->h.request, text);
		if (h->answered && (text = extra_find(r, i, false)) != NULL)
			h->h.response = with_line(r, h->h.response, text);
		v = hop_visit(h, visits, n);
		take_visit(r, h, v);
		if (r->end == NET_END_OK)
			take_chain(r, h);
	}
	if (r->n_hops > 0)
		take_blame(r, &r->hops[r->n_hops - 1], v);
	/* A chain may have been asked for after the hop was copied. */
	for (i = 0; i < r->n_hops; i++)
		l->hops[i] = r->hops[i].h;
	l->n_hops = r->n_hops;
	l->proxied = r->b->o.upstream != NULL;
	l->status = r->n_hops == 0 ? 0 : l->hops[r->n_hops - 1].status;
}

/* ---- The page itself ---- */

static int
take_base64(const char *s, const char *what, struct buf *out, struct fault *f)
{
	return base64_read(s, strlen(s), what, out, f);
}

/* The document as it is now, by the engine and not by the page's scripts. */
static void
take_dom(struct page_run *r, struct browser_page *out)
{
	const struct jv *result;
	struct jv *answer, *params = jv_object();
	int64_t root;

	jv_set_int(params, "depth", 0);
	result =
	    browser_call(r, r->session, "DOM.getDocument", params, &answer);
	root = jv_number(jv_get(jv_get(result, "root"), "nodeId"), 0);
	jv_free(answer);
	params = jv_object();
	jv_set_int(params, "nodeId", root);
	result =
	    browser_call(r, r->session, "DOM.getOuterHTML", params, &answer);
	buf_str(&out->dom, browser_text(result, "outerHTML"));
	jv_free(answer);
}

/* The page's response as the browser unpacked it; not all pages keep it. */
static void
take_body(struct page_run *r)
{
	const struct page_hop *h = browser_main_hop(r);
	const struct jv *result;
	struct fault unused;
	struct jv *answer;

	result = browser_call(r, r->session, "Network.getResponseBody",
	    browser_params("requestId", h->id, NULL, NULL), &answer);
	if (result == NULL && answer != NULL) {
		/* It is a pity, and no gap. */
		r->end = NET_END_OK;
		r->why[0] = '\0';
	}
	if (jv_truth(jv_get(result, "base64Encoded"))) {
		if (take_base64(browser_text(result, "body"), "body",
			&r->look->received, &unused) != 0)
			r->look->received.len = 0;
	} else {
		buf_str(&r->look->received, browser_text(result, "body"));
	}
	jv_free(answer);
}

static struct jv *
shot_params(int64_t y, int64_t width, int64_t height)
{
	struct jv *o = jv_object(), *clip = jv_object();

	jv_set_int(clip, "x", 0);
	jv_set_int(clip, "y", y);
	jv_set_int(clip, "width", width);
	jv_set_int(clip, "height", height);
	jv_set_int(clip, "scale", 1);
	jv_set_str(o, "format", "png");
	jv_set_bool(o, "captureBeyondViewport", true);
	jv_set_take(o, "clip", clip);
	return o;
}

static void
take_shots(struct page_run *r, struct browser_page *out)
{
	const struct jv *result, *size;
	struct jv *answer;
	struct fault why;
	int64_t w, h, y, part;

	result =
	    browser_call(r, r->session, "Page.getLayoutMetrics", NULL, &answer);
	size = jv_get(result, "cssContentSize");
	w = jv_number(jv_get(size, "width"), 0);
	h = jv_number(jv_get(size, "height"), 0);
	jv_free(answer);
	w = w < 1 ? 1280 : w > SHOT_WIDTH_MAX ? SHOT_WIDTH_MAX : w;
	h = h < 1 ? 1024 : h;
	r->height = h;
	for (y = 0;
	     y < h && out->n_shots < BROWSER_SHOTS && r->end == NET_END_OK;
	     y += part) {
		part =
		    h - y < BROWSER_SHOT_HEIGHT ? h - y : BROWSER_SHOT_HEIGHT;
		result = browser_call(r, r->session, "Page.captureScreenshot",
		    shot_params(y, w, part), &answer);
		if (take_base64(browser_text(result, "data"), "picture",
			&out->shots[out->n_shots], &why) != 0)
			browser_gap(r, NET_END_BROWSER, "%.200s", why.text);
		else if (out->shots[out->n_shots].len > 0)
			out->n_shots++;
		jv_free(answer);
	}
}

void
browser_requests_write(const struct page_run *r, struct buf *out)
{
	struct jv *top = jv_object(), *list = jv_array(), *visits = jv_array();
	const struct page_request *q;
	const struct proxy_visit *v;
	struct jv *o;
	size_t i, n;

	for (i = 0; i < r->n_requests; i++) {
		q = &r->requests[i];
		o = browser_params("method", q->method, "url", q->url);
		jv_set_str(o, "type", q->type);
		jv_set_str(o, "refused", q->refused);
		jv_set_str(o, "failed", q->failed);
		if (q->status != 0)
			jv_set_int(o, "status", q->status);
		jv_push_take(list, o);
	}
	v = proxy_visits(r->b->proxy, r->arena, &n);
	for (i = 0; i < n; i++) {
		static const char *const ends[] = { "reached", "refused",
			"unreachable", "over the limit" };

		o = browser_params("host", v[i].host, "end", ends[v[i].end]);
		jv_set_str(o, "address", v[i].address);
		jv_set_int(o, "port", v[i].port);
		jv_set_int(o, "bytes_down", (int64_t)v[i].down);
		if (v[i].why[0] != '\0')
			jv_set_str(o, "why", v[i].why);
		jv_push_take(visits, o);
	}
	jv_set_take(top, "requests", list);
	jv_set_take(top, "connections", visits);
	jv_write(top, out);
	jv_free(top);
}

int
browser_take(struct page_run *r, struct browser_page *out, struct fault *f)
{
	take_way(r);
	if (r->end == NET_END_OK)
		take_dom(r, out);
	if (r->end == NET_END_OK)
		take_shots(r, out);
	if (r->end == NET_END_OK)
		take_body(r);
	browser_requests_write(r, &out->requests);
	return buf_check(&out->requests, "requests", f);
}
