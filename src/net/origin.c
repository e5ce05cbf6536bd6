#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/robots.h"
#include "pool_in.h"

/* robots.txt of every origin: had once, asked before every request. */

/* What we are called there: the first word of the User-Agent. */
#define ROBOTS_PRODUCT "proviso"

void
origin_free(struct origin *o)
{
	net_look_free(o->look);
	free(o->name);
	free(o);
}

static struct origin *
origin_of(struct net_pool *p, const struct task *t)
{
	struct origin *o;
	size_t i;

	for (i = 0; i < p->n_origins; i++) {
		o = p->origins[i];
		if (o->allow_private == t->allow_private &&
		    strcmp(o->name, t->url.origin) == 0)
			return o;
	}
	o = mem_new(1, sizeof(*o));
	o->name = mem_strdup(t->url.origin);
	o->allow_private = t->allow_private;
	p->origins =
	    mem_grow(p->origins, p->n_origins + 1, sizeof(struct origin *));
	p->origins[p->n_origins++] = o;
	return o;
}

void
origin_landed(struct origin *o)
{
	struct net_look *l = o->look;
	const struct buf *body = net_look_body(l);
	struct net_robots *r = &o->robots;

	o->state = ROBOTS_HERE;
	o->all = false;
	*r = (struct net_robots){
		.url = l->asked,
		.status = l->status,
		.verdict = "disallowed",
		.why = l->why,
		.body = "",
	};
	/*= RFC 9309 section 2.3.1.2: too many redirects: unavailable */
	if (l->end == NET_END_REDIRECT || l->end == NET_END_DOWNGRADE) {
		o->all = true;
	} else if (l->end == NET_END_OK && l->status >= 200 &&
	    l->status < 300) {
		r->body = body->data == NULL ? "" : (const char *)body->data;
		r->len = body->len;
	} else if (l->end == NET_END_OK && l->status < 500 &&
	    l->status != 429) {
		/*= RFC 9309 section 2.3.1.3: unavailable: all may be read */
		o->all = true;
		r->why = "there is no robots.txt";
	} else if (l->end == NET_END_OK) {
		/*= RFC 9309 section 2.3.1.4: unreachable: nothing may be */
		way_end(l, NET_END_ROBOTS, "it answers %d", l->status);
		r->why = l->why;
	}
}

/* The look keeps what was asked and answered. */
static struct net_robots *
robots_note(struct net_look *l, const struct origin *o)
{
	struct net_robots *r;

	l->robots =
	    arena_more(&l->arena, l->robots, l->n_robots, sizeof(*l->robots));
	r = &l->robots[l->n_robots++];
	*r = o->robots;
	r->url = arena_strdup(&l->arena, o->robots.url);
	r->why = arena_strdup(&l->arena, o->robots.why);
	return r;
}

/* A server that could not be reached for it was not reached for the page. */
static void
robots_failed(struct net_look *l, const struct origin *o)
{
	const struct net_look *from = o->look;
	const struct net_hop *h;
	struct net_hop *own;

	way_end(l, from->end, "robots.txt: %s", from->why);
	if (from->n_hops == 0)
		return;
	h = &from->hops[from->n_hops - 1];
	l->hops = arena_more(&l->arena, l->hops, l->n_hops, sizeof(*l->hops));
	own = &l->hops[l->n_hops++];
	*own = *h;
	own->url = arena_strdup(&l->arena, h->url);
	own->request = arena_strdup(&l->arena, h->request);
	own->response = arena_strdup(&l->arena, h->response);
	own->address = arena_strdup(&l->arena, h->address);
	own->guard = arena_strdup(&l->arena, h->guard);
	own->location = arena_strdup(&l->arena, h->location);
	own->tls_version = arena_strdup(&l->arena, h->tls_version);
	own->tls_cipher = arena_strdup(&l->arena, h->tls_cipher);
	own->tls_why = arena_strdup(&l->arena, h->tls_why);
	own->chain = arena_strdup(&l->arena, h->chain);
	l->status = h->status;
}

static enum way
robots_answer(struct task *t, const struct origin *o)
{
	struct net_look *l = t->look;
	struct net_robots *r = robots_note(l, o);
	struct robots_answer answer;

	if (o->all) {
		r->verdict = "allowed";
		return WAY_ON;
	}
	if (o->look->end != NET_END_OK) {
		robots_failed(l, o);
		return WAY_OVER;
	}
	robots_judge(r->body, r->len, ROBOTS_PRODUCT, t->url.path, &answer);
	r->why = arena_strdup(&l->arena, answer.rule);
	if (answer.allowed) {
		r->verdict = "allowed";
		return WAY_ON;
	}
	way_end(l, NET_END_ROBOTS,
	    "robots.txt does not allow it: %s; --ignore-robots reads it "
	    "nevertheless",
	    answer.rule);
	return WAY_OVER;
}

enum way
origin_ask(struct net_pool *p, struct task *t, struct origin **fetch)
{
	struct origin *o;

	*fetch = NULL;
	if (t->robots_of != NULL || t->ignore_robots || t->tries > 0)
		return WAY_ON;
	o = origin_of(p, t);
	if (o->state == ROBOTS_HERE)
		return robots_answer(t, o);
	if (o->state == ROBOTS_NONE) {
		o->state = ROBOTS_COMING;
		*fetch = o;
	}
	t->next = NULL;
	if (o->last == NULL)
		o->first = t;
	else
		o->last->next = t;
	o->last = t;
	return WAY_WAIT;
}
