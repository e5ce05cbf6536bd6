#include "net/pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/release.h"
#include "pool_in.h"

/* Who flies when: hosts, pauses, and the library's own loop. */

/* A contact is an address of mail or of a page, not a poem. */
#define CONTACT_MAX 200

static int
pool_agent(struct net_pool *p, const char *contact, struct fault *f)
{
	struct buf b;
	const char *s;

	buf_init(&b, (size_t)2 * CONTACT_MAX);
	buf_str(&b, "proviso/" PROVISO_VERSION);
	if (contact != NULL && contact[0] != '\0') {
		for (s = contact; *s != '\0'; s++)
			if (*s < 0x20 || *s > 0x7e || strchr("()\\", *s))
				break;
		if (*s != '\0' || strlen(contact) > CONTACT_MAX) {
			buf_free(&b);
			return fault_set(f, FAULT_FORMAT,
			    "contact: want at most %d characters of ASCII "
			    "without brackets",
			    CONTACT_MAX);
		}
		buf_fmt(&b, " (+%s)", contact);
	}
	p->agent = buf_take(&b);
	return 0;
}

static void
pool_defaults(struct net_pool *p, const struct net_options *o)
{
	p->o = *o;
	if (o->jobs == 0)
		p->o.jobs = 1;
	if (p->o.jobs > NET_JOBS_MAX)
		p->o.jobs = NET_JOBS_MAX;
	if (o->request_ms <= 0)
		p->o.request_ms = NET_REQUEST_MS;
	if (o->slow_ms <= 0)
		p->o.slow_ms = NET_SLOW_MS;
	if (o->retry_ms <= 0)
		p->o.retry_ms = NET_RETRY_MS;
	if (o->delay_ms == 0)
		p->o.delay_ms = NET_DELAY_MS;
	if (o->delay_ms < 0)
		p->o.delay_ms = 0;
	if (o->proxy != NULL)
		p->proxy = mem_strdup(o->proxy);
	if (o->ca != NULL)
		p->ca = mem_strdup(o->ca);
	p->o.proxy = p->proxy;
	p->o.ca = p->ca;
	p->o.contact = NULL;
}

int
net_pool_new(
    const struct net_options *o, struct net_pool **out, struct fault *f)
{
	struct net_pool *p;
	int rc = -1;

	if (net_start(f) != 0)
		return -1;
	p = mem_new(1, sizeof(*p));
	pool_defaults(p, o);
	if (pool_agent(p, o->contact, f) != 0)
		goto out;
	p->multi = curl_multi_init();
	if (p->multi == NULL ||
	    curl_multi_setopt(
		p->multi, CURLMOPT_MAXCONNECTS, (long)p->o.jobs) != CURLM_OK) {
		fault_set(f, FAULT_NET, "libcurl: no memory");
		goto out;
	}
	*out = p;
	p = NULL;
	rc = 0;
out:
	net_pool_free(p);
	return rc;
}

const char *
net_pool_agent(const struct net_pool *p)
{
	return p->agent;
}

size_t
net_pool_left(const struct net_pool *p)
{
	return p->left;
}

static void
task_free(struct task *t)
{
	if (t == NULL)
		return;
	net_look_free(t->look);
	net_url_free(&t->url);
	free(t->etag);
	free(t->last_modified);
	free(t->validators_url);
	free(t->lang);
	free(t);
}

static void
tasks_free(struct task *t)
{
	struct task *next;

	for (; t != NULL; t = next) {
		next = t->next;
		task_free(t);
	}
}

void
net_pool_free(struct net_pool *p)
{
	struct flight *l;
	size_t i;

	if (p == NULL)
		return;
	for (i = 0; i < p->n_flying; i++) {
		l = p->flying[i];
		(void)curl_multi_remove_handle(p->multi, l->c);
		task_free(l->task);
		l->next = p->idle;
		p->idle = l;
	}
	/* Connections first: they know the flights that opened them. */
	(void)curl_multi_cleanup(p->multi);
	while ((l = p->idle) != NULL) {
		p->idle = l->next;
		flight_free(l);
	}
	for (i = 0; i < p->n_hosts; i++) {
		tasks_free(p->hosts[i]->first);
		free(p->hosts[i]->name);
		free(p->hosts[i]);
	}
	for (i = 0; i < p->n_origins; i++) {
		tasks_free(p->origins[i]->first);
		origin_free(p->origins[i]);
	}
	for (i = p->done_at; i < p->n_done; i++)
		net_look_free(p->done[i]);
	free(p->hosts);
	free(p->origins);
	free(p->flying);
	free(p->done);
	free(p->agent);
	free(p->proxy);
	free(p->ca);
	free(p);
}

static struct host *
host_of(struct net_pool *p, const char *name)
{
	struct host *h;
	size_t i;

	for (i = 0; i < p->n_hosts; i++)
		if (strcmp(p->hosts[i]->name, name) == 0)
			return p->hosts[i];
	h = mem_new(1, sizeof(*h));
	h->name = mem_strdup(name);
	p->hosts = mem_grow(p->hosts, p->n_hosts + 1, sizeof(struct host *));
	p->hosts[p->n_hosts++] = h;
	return h;
}

/* Into the queue of its host: first where its look has begun. */
static void
task_queue(struct net_pool *p, struct task *t, bool first)
{
	struct host *h = host_of(p, t->url.host);

	t->host = h;
	t->next = NULL;
	if (h->first == NULL) {
		h->first = h->last = t;
	} else if (first) {
		t->next = h->first;
		h->first = t;
	} else {
		h->last->next = t;
		h->last = t;
	}
}

/* A task whose look has texts and nothing else yet. */
static struct task *
task_new(const struct net_pool *p, const char *asked, void *tag)
{
	struct task *t = mem_new(1, sizeof(*t));
	struct net_look *l = mem_new(1, sizeof(*l));

	l->tag = tag;
	l->asked = arena_strdup(&l->arena, asked);
	l->agent = arena_strdup(&l->arena, p->agent);
	l->proxied = p->proxy != NULL;
	l->why = l->media_type = l->coding = l->etag = l->last_modified = "";
	t->look = l;
	return t;
}

int
net_pool_add(
    struct net_pool *p, const struct net_ask *ask, void *tag, struct fault *f)
{
	struct net_url url;
	struct task *t;

	if (net_url_parse(ask->url, &url, f) != 0)
		return -1;
	t = task_new(p, url.text, tag);
	t->url = url;
	t->etag = mem_strdup(ask->etag);
	t->last_modified = mem_strdup(ask->last_modified);
	t->validators_url = mem_strdup(ask->validators_url);
	t->lang = mem_strdup(ask->lang[0] == '\0' ? "en" : ask->lang);
	t->allow_private = ask->allow_private;
	t->ignore_robots = ask->ignore_robots;
	t->allow_downgrade = ask->allow_downgrade;
	t->robots_only = ask->robots_only;
	task_queue(p, t, false);
	p->left++;
	return 0;
}

/* The fetch of an origin's robots.txt, on behalf of a task. */
static int
robots_task(struct net_pool *p, const struct task *for_task, struct origin *o,
    struct fault *f)
{
	struct task *t;
	struct buf b;
	int rc;

	buf_init(&b, 2 * NET_URL_MAX);
	buf_fmt(&b, "%s/robots.txt", o->name);
	t = task_new(p, (const char *)b.data, NULL);
	t->robots_of = o;
	t->allow_private = for_task->allow_private;
	t->lang = mem_strdup(for_task->lang);
	t->etag = mem_strdup("");
	t->last_modified = mem_strdup("");
	t->validators_url = mem_strdup("");
	/* An origin that was read once is read again, if memory allows. */
	rc = net_url_parse((const char *)b.data, &t->url, f);
	if (rc == 0)
		task_queue(p, t, true);
	else
		task_free(t);
	buf_free(&b);
	return rc;
}

static void
look_done(struct net_pool *p, struct net_look *l)
{
	struct fault f;

	if (clock_now(&l->finished_utc_ms, &f) != 0)
		l->finished_utc_ms = l->started_utc_ms;
	if (p->done_at == p->n_done)
		p->done_at = p->n_done = 0;
	p->done = mem_grow(p->done, p->n_done + 1, sizeof(struct net_look *));
	p->done[p->n_done++] = l;
}

/* What waited for a robots.txt goes on. */
static void
origin_wake(struct net_pool *p, struct origin *o)
{
	struct task *t = o->first, *next;

	o->first = o->last = NULL;
	for (; t != NULL; t = next) {
		next = t->next;
		if (t->look->n_hops == 0) {
			/* The wait in the queue is no time of the look's. */
			t->deadline_ms = 0;
			t->look->started_utc_ms = 0;
		}
		task_queue(p, t, t->look->n_hops > 0);
	}
}

static void
task_over(struct net_pool *p, struct task *t)
{
	struct origin *o = t->robots_of;
	struct net_look *l = t->look;

	t->look = NULL;
	if (o != NULL) {
		o->look = l;
		origin_landed(o);
		origin_wake(p, o);
	} else {
		look_done(p, l);
	}
	task_free(t);
}

/* An address in digits is judged before anything is sent anywhere. */
static bool
task_may(struct task *t)
{
	const char *what;
	int numeric;

	what = guard_text(t->url.host, &numeric);
	if (what == NULL || t->allow_private)
		return true;
	way_end(t->look, NET_END_ADDRESS,
	    "%.200s: this address must not be reached: %s", t->url.host, what);
	return false;
}

static int
task_fly(struct net_pool *p, struct task *t, int64_t now, struct fault *f)
{
	struct flight *l = p->idle;
	const bool valid = t->validators_url[0] != '\0' &&
	    strcmp(t->validators_url, t->url.text) == 0;
	const int64_t left = t->deadline_ms - now;
	const struct flight_plan plan = {
		.url = &t->url,
		.agent = p->agent,
		.lang = t->lang,
		.etag = valid ? t->etag : "",
		.last_modified = valid ? t->last_modified : "",
		.proxy = p->proxy,
		.ca = p->ca,
		.allow_private = t->allow_private,
		.robots = t->robots_of != NULL,
		.request_ms =
		    left < p->o.request_ms ? (long)left : p->o.request_ms,
		.slow_s = (p->o.slow_ms + 999) / 1000,
	};

	if (l != NULL)
		p->idle = l->next;
	else if ((l = flight_new(f)) == NULL)
		return -1;
	l->task = t;
	t->look->conditional = valid;
	p->flying =
	    mem_grow(p->flying, p->n_flying + 1, sizeof(struct flight *));
	p->flying[p->n_flying++] = l;
	t->host->busy = true;
	if (flight_set(l, &plan, f) != 0)
		return -1;
	if (t->look->started_utc_ms == 0)
		t->look->started_utc_ms = l->started_utc_ms;
	if (curl_multi_add_handle(p->multi, l->c) != CURLM_OK)
		return fault_set(f, FAULT_NET, "libcurl: a handle was refused");
	return 0;
}

/* A task whose time has come: into the air, into a queue, or to its end. */
static int
task_launch(struct net_pool *p, struct task *t, int64_t now, struct fault *f)
{
	struct origin *fetch = NULL;
	enum way way = WAY_OVER;

	if (t->look->started_utc_ms == 0 &&
	    clock_now(&t->look->started_utc_ms, f) != 0)
		return -1;
	if (t->deadline_ms == 0)
		t->deadline_ms = now + NET_LOOK_MS;
	if (now >= t->deadline_ms)
		way_end(t->look, NET_END_TIMEOUT,
		    "want the whole look within %d s", NET_LOOK_MS / 1000);
	else if (task_may(t))
		way = origin_ask(p, t, &fetch);
	if (fetch != NULL && robots_task(p, t, fetch, f) != 0)
		return -1;
	if (way == WAY_ON && t->robots_only)
		way = WAY_OVER;
	if (way == WAY_ON)
		return task_fly(p, t, now, f);
	if (way == WAY_OVER)
		task_over(p, t);
	return 0;
}

/* The first task of a host that may go now; else when one may, in *wake. */
static struct task *
host_next(struct host *h, int64_t now, int64_t *wake)
{
	struct task **at, *t, *before = NULL;
	int64_t when;

	for (at = &h->first; (t = *at) != NULL; before = t, at = &t->next) {
		when = t->not_before_ms;
		if (t->look->n_hops == 0 && t->tries == 0 && when < h->next_ms)
			when = h->next_ms;
		if (when <= now) {
			*at = t->next;
			if (h->last == t)
				h->last = before;
			t->next = NULL;
			return t;
		}
		if (when < *wake)
			*wake = when;
	}
	return NULL;
}

static int
pool_launch(struct net_pool *p, int64_t *wake, struct fault *f)
{
	const int64_t now = clock_steady_ms();
	struct task *t;
	struct host *h;
	size_t i;

	for (i = 0; i < p->n_hosts && p->n_flying < p->o.jobs; i++) {
		h = p->hosts[(p->host_at + i) % p->n_hosts];
		while (!h->busy && p->n_flying < p->o.jobs &&
		    (t = host_next(h, now, wake)) != NULL)
			if (task_launch(p, t, now, f) != 0)
				return -1;
	}
	p->host_at++;
	return 0;
}

static void
pool_land(struct net_pool *p, struct flight *l, CURLcode code)
{
	struct task *t = l->task;
	size_t i;
	enum way way;

	(void)curl_multi_remove_handle(p->multi, l->c);
	for (i = 0; i < p->n_flying; i++)
		if (p->flying[i] == l)
			p->flying[i] = p->flying[--p->n_flying];
	t->host->busy = false;
	t->host->next_ms = clock_steady_ms() + p->o.delay_ms;
	way = way_landed(p, t, l, code);
	buf_free(&l->body); /* it may have megabytes */
	l->task = NULL;
	l->next = p->idle;
	p->idle = l;
	if (way == WAY_ON)
		task_queue(p, t, true);
	else
		task_over(p, t);
}

static int
pool_read(struct net_pool *p, bool *landed, struct fault *f)
{
	CURLMsg *m;
	char *l = NULL;
	CURLcode code;
	int running, more;

	if (curl_multi_perform(p->multi, &running) != CURLM_OK)
		return fault_set(f, FAULT_NET, "libcurl: it does not go on");
	while ((m = curl_multi_info_read(p->multi, &more)) != NULL) {
		if (m->msg != CURLMSG_DONE)
			continue;
		code = m->data.result;
		*landed = true;
		if (curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &l) ==
		    CURLE_OK)
			pool_land(p, (struct flight *)(void *)l, code);
	}
	return 0;
}

int
net_pool_next(
    struct net_pool *p, int timeout_ms, struct net_look **out, struct fault *f)
{
	const int64_t until = clock_steady_ms() + timeout_ms;
	int64_t now, wake;
	bool landed;

	*out = NULL;
	for (;;) {
		wake = until;
		landed = false;
		if (pool_launch(p, &wake, f) != 0 ||
		    pool_read(p, &landed, f) != 0)
			return -1;
		if (p->done_at < p->n_done) {
			*out = p->done[p->done_at++];
			p->left--;
			return 0;
		}
		now = clock_steady_ms();
		if (p->left == 0 || now >= until)
			return 0;
		/* What landed made room for others. */
		if (landed)
			continue;
		wake = wake < now + 1 ? now + 1 : wake;
		if (curl_multi_poll(
			p->multi, NULL, 0, (int)(wake - now), NULL) != CURLM_OK)
			return fault_set(
			    f, FAULT_NET, "libcurl: it does not wait");
	}
}
