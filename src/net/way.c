#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "codec/content.h"
#include "net/header.h"
#include "pool_in.h"

/* From the end of a hop to the next one, to another try, or to the end. */

/*= RFC 9309 section 2.3.1.2: five redirects at least are followed */
#define ROBOTS_HOPS 6

/* Each further wait is so many times as long. */
#define RETRY_FACTOR 4

void
way_end(struct net_look *l, enum net_end end, const char *fmt, ...)
{
	char words[400];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	l->end = end;
	/* Bytes of a server can stand in it. */
	l->why = flight_latin(&l->arena, words, strlen(words));
}

/* Try the hop again after a while, if there is time for it. */
static bool
way_again(struct net_pool *p, struct task *t, int64_t asked_ms, const char *why)
{
	struct net_look *l = t->look;
	struct net_try *y;
	int64_t wait = p->o.retry_ms, now = clock_steady_ms();
	int i;

	for (i = 0; i < t->tries; i++)
		wait *= RETRY_FACTOR;
	if (asked_ms > wait)
		wait = asked_ms;
	if (t->tries >= NET_RETRIES || wait > NET_RETRY_AFTER_MAX_MS ||
	    now + wait >= t->deadline_ms)
		return false;
	l->tries = arena_more(&l->arena, l->tries, l->n_tries, sizeof(*y));
	y = &l->tries[l->n_tries++];
	y->at_utc_ms = l->hops[l->n_hops - 1].started_utc_ms;
	y->url = l->hops[l->n_hops - 1].url;
	y->why = flight_latin(&l->arena, why, strlen(why));
	y->waited_ms = wait;
	/* What is kept of the way is the try that went on. */
	l->n_hops--;
	t->tries++;
	t->not_before_ms = now + wait;
	return true;
}

static bool
is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 ||
	    status == 307 || status == 308;
}

static bool
been_there(const struct net_look *l, const char *url)
{
	size_t i;

	for (i = 0; i < l->n_hops; i++)
		if (strcmp(l->hops[i].url, url) == 0)
			return true;
	return false;
}

static enum way
way_redirect(struct task *t)
{
	const size_t max = t->robots_of != NULL ? ROBOTS_HOPS : NET_HOPS_MAX;
	struct net_look *l = t->look;
	const struct net_hop *hop = &l->hops[l->n_hops - 1];
	struct fault f = { .kind = FAULT_NONE };
	struct net_url next;

	if (net_url_join(&t->url, hop->location, &next, &f) != 0) {
		way_end(l, NET_END_REDIRECT, "redirect to %s", f.text);
		return WAY_OVER;
	}
	if (been_there(l, next.text)) {
		way_end(l, NET_END_REDIRECT,
		    "redirected in a circle, back to %.200s", next.text);
	} else if (l->n_hops >= max) {
		way_end(l, NET_END_REDIRECT, "redirected more than %zu times",
		    max - 1);
	} else if (t->url.https && !next.https && !t->allow_downgrade) {
		way_end(l, NET_END_DOWNGRADE,
		    "redirected from https to %.200s; --allow-downgrade "
		    "follows",
		    next.text);
	} else {
		net_url_free(&t->url);
		t->url = next;
		t->tries = 0;
		return WAY_ON;
	}
	net_url_free(&next);
	return WAY_OVER;
}

/* A response that ends the look: its body decoded. */
static void
way_body(struct net_look *l, struct flight *fl)
{
	struct fault f = { .kind = FAULT_NONE };
	size_t n;
	const char *head = flight_head(fl, &n);
	char *s;

	s = header_all(head, n, "Content-Encoding");
	l->coding = flight_latin(&l->arena, s, strlen(s));
	free(s);
	s = header_all(head, n, "Content-Type");
	l->media_type = flight_latin(&l->arena, s, strlen(s));
	free(s);
	s = header_all(head, n, "ETag");
	l->etag = flight_latin(&l->arena, s, strlen(s));
	free(s);
	s = header_all(head, n, "Last-Modified");
	l->last_modified = flight_latin(&l->arena, s, strlen(s));
	free(s);
	l->received = fl->body;
	fl->body = (struct buf){ .data = NULL };
	l->end = NET_END_OK;
	if (l->status == 304) {
		l->end = NET_END_SAME;
		return;
	}
	if (l->coding[0] == '\0' || strcmp(l->coding, "identity") == 0) {
		l->coding = "";
		return;
	}
	buf_init(&l->decoded, NET_DECODED_MAX);
	if (content_unpack(l->coding, l->received.data, l->received.len,
		&l->decoded, &f) != 0) {
		buf_free(&l->decoded);
		way_end(l,
		    f.kind == FAULT_LIMIT ? NET_END_TOO_LARGE : NET_END_CODING,
		    "Content-Encoding %.40s: %s", l->coding, f.text);
	}
}

/* Servers that say that they will be better later. */
static bool
is_passing(int status)
{
	return status == 429 || status == 502 || status == 503 || status == 504;
}

static enum way
way_response(struct net_pool *p, struct task *t, struct flight *fl)
{
	struct net_look *l = t->look;
	char words[80];
	int64_t asked;
	size_t n;
	const char *head = flight_head(fl, &n);

	if (is_passing(l->status)) {
		asked = header_retry_after(head, n, fl->started_utc_ms);
		(void)snprintf(
		    words, sizeof(words), "the server answered %d", l->status);
		if (way_again(p, t, asked, words))
			return WAY_ON;
	}
	if (is_redirect(l->status) &&
	    l->hops[l->n_hops - 1].location[0] != '\0')
		return way_redirect(t);
	if (l->status < 200 ||
	    (l->status >= 300 && l->status < 400 && l->status != 304)) {
		way_end(l, NET_END_RESPONSE,
		    "the server answered %d and said not where to go",
		    l->status);
		return WAY_OVER;
	}
	if (l->status == 304 && !l->conditional) {
		way_end(l, NET_END_RESPONSE,
		    "the server answered 304 where nothing was asked on "
		    "condition");
		return WAY_OVER;
	}
	way_body(l, fl);
	return WAY_OVER;
}

enum way
way_landed(struct net_pool *p, struct task *t, struct flight *fl, CURLcode code)
{
	struct net_look *l = t->look;
	struct flight_end end;

	l->hops = arena_more(&l->arena, l->hops, l->n_hops, sizeof(*l->hops));
	flight_hop(fl, code, &l->arena, &l->hops[l->n_hops], &end);
	l->status = l->hops[l->n_hops].status;
	l->n_hops++;
	if (end.end == NET_END_OK)
		return way_response(p, t, fl);
	if (end.again && way_again(p, t, 0, end.why))
		return WAY_ON;
	/* Of a robots.txt that is too long the beginning counts. */
	if (t->robots_of != NULL && fl->body.over && l->status == 200) {
		way_body(l, fl);
		return WAY_OVER;
	}
	l->cut_bytes = fl->body_seen;
	way_end(l, end.end, "%s", end.why);
	return WAY_OVER;
}
