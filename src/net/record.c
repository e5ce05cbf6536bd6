#include <string.h>

#include "base/clock.h"
#include "crypto/sha256.h"
#include "net/look.h"

/* The evidence of a look as JSON: proviso-capture(5) has it field by field. */

#define RECORD_FORMAT 1

/* Times of day to the millisecond, in words that sort. */
static void
set_time(struct jv *o, const char *key, int64_t utc_ms)
{
	char text[CLOCK_TEXT];

	jv_set_str(o, key, clock_rfc3339(utc_ms, text));
}

/* A text that is left out where it is empty. */
static void
set_some(struct jv *o, const char *key, const char *s)
{
	if (s[0] != '\0')
		jv_set_str(o, key, s);
}

static int
set_sha(struct jv *o, const char *key, const void *p, size_t n, struct fault *f)
{
	struct digest sha;

	if (sha256_of(n == 0 ? "" : p, n, &sha, f) != 0)
		return -1;
	jv_set_str(o, key, digest_hex(&sha).s);
	return 0;
}

static struct jv *
times_of(const struct net_hop *h)
{
	struct jv *o = jv_object();

	jv_set_int(o, "dns", h->dns_ms);
	jv_set_int(o, "connect", h->connect_ms);
	if (h->tls)
		jv_set_int(o, "tls", h->tls_ms);
	jv_set_int(o, "first_byte", h->first_ms);
	jv_set_int(o, "total", h->total_ms);
	return o;
}

static int
tls_of(const struct net_hop *h, struct jv *o, struct fault *f)
{
	struct jv *t = jv_object();

	set_some(t, "version", h->tls_version);
	set_some(t, "cipher", h->tls_cipher);
	jv_set_bool(t, "verified", h->tls_verified);
	set_some(t, "why", h->tls_why);
	if (h->chain[0] != '\0' &&
	    set_sha(t, "chain", h->chain, strlen(h->chain), f) != 0) {
		jv_free(t);
		return -1;
	}
	jv_set_take(o, "tls", t);
	return 0;
}

static int
hop_of(const struct net_hop *h, struct jv *list, struct fault *f)
{
	struct jv *o = jv_object();

	jv_set_str(o, "url", h->url);
	set_time(o, "started", h->started_utc_ms);
	set_some(o, "request", h->request);
	set_some(o, "response", h->response);
	if (h->status != 0)
		jv_set_int(o, "status", h->status);
	set_some(o, "http", h->http);
	if (h->address[0] != '\0') {
		jv_set_str(o, "address", h->address);
		jv_set_int(o, "port", h->port);
	}
	set_some(o, "guard", h->guard);
	set_some(o, "location", h->location);
	jv_set_take(o, "ms", times_of(h));
	jv_push_take(list, o);
	return h->tls ? tls_of(h, o, f) : 0;
}

static struct jv *
tries_of(const struct net_look *l)
{
	struct jv *list = jv_array(), *o;
	size_t i;

	for (i = 0; i < l->n_tries; i++) {
		o = jv_object();
		set_time(o, "at", l->tries[i].at_utc_ms);
		jv_set_str(o, "url", l->tries[i].url);
		jv_set_str(o, "why", l->tries[i].why);
		jv_set_int(o, "waited_ms", l->tries[i].waited_ms);
		jv_push_take(list, o);
	}
	return list;
}

static int
robots_of(const struct net_look *l, struct jv *top, struct fault *f)
{
	struct jv *list = jv_array(), *o;
	const struct net_robots *r;
	int rc = 0;
	size_t i;

	for (i = 0; rc == 0 && i < l->n_robots; i++) {
		r = &l->robots[i];
		o = jv_object();
		jv_set_str(o, "url", r->url);
		if (r->status != 0)
			jv_set_int(o, "status", r->status);
		jv_set_str(o, "verdict", r->verdict);
		set_some(o, "why", r->why);
		if (r->len > 0)
			rc = set_sha(o, "sha256", r->body, r->len, f);
		jv_push_take(list, o);
	}
	jv_set_take(top, "robots", list);
	return rc;
}

static int
bytes_of(const struct buf *b, const char *key, struct jv *top, struct fault *f)
{
	struct jv *o = jv_object();
	int rc;

	jv_set_int(o, "bytes", (int64_t)b->len);
	rc = set_sha(o, "sha256", b->data, b->len, f);
	jv_set_take(top, key, o);
	return rc;
}

static int
body_of(const struct net_look *l, struct jv *top, struct fault *f)
{
	struct jv *o = jv_object();
	int rc;

	jv_set_take(top, "body", o);
	if (l->cut_bytes > 0)
		jv_set_int(o, "cut_after_bytes", (int64_t)l->cut_bytes);
	if (l->end != NET_END_OK && l->received.len == 0)
		return 0;
	set_some(o, "coding", l->coding);
	rc = bytes_of(&l->received, "received", o, f);
	if (rc == 0 && l->coding[0] != '\0' && l->end == NET_END_OK)
		rc = bytes_of(&l->decoded, "decoded", o, f);
	return rc;
}

static int
browser_of(const struct net_look *l, struct jv *top, struct fault *f)
{
	struct jv *o;

	if (l->browser == NULL)
		return 0;
	if (jv_parse(l->browser, strlen(l->browser), &o, f) != 0)
		return fault_under(f, "browser");
	jv_set_take(top, "browser", o);
	return 0;
}

int
net_look_record(const struct net_look *l, struct jv **out, struct fault *f)
{
	struct jv *top = jv_object(), *hops = jv_array();
	size_t i;
	int rc = -1;

	jv_set_int(top, "format", RECORD_FORMAT);
	jv_set_str(top, "asked", l->asked);
	jv_set_str(top, "end", net_end_rule(l->end));
	set_some(top, "why", l->why);
	set_time(top, "started", l->started_utc_ms);
	set_time(top, "finished", l->finished_utc_ms);
	set_some(top, "agent", l->agent);
	if (l->proxied)
		jv_set_bool(top, "proxied", true);
	set_some(top, "media_type", l->media_type);
	set_some(top, "etag", l->etag);
	set_some(top, "last_modified", l->last_modified);
	jv_set_take(top, "hops", hops);
	jv_set_take(top, "tries", tries_of(l));
	for (i = 0; i < l->n_hops; i++)
		if (hop_of(&l->hops[i], hops, f) != 0)
			goto out;
	if (robots_of(l, top, f) != 0 || body_of(l, top, f) != 0 ||
	    browser_of(l, top, f) != 0)
		goto out;
	*out = top;
	top = NULL;
	rc = 0;
out:
	jv_free(top);
	return rc;
}
