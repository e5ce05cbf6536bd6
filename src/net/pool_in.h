#ifndef NET_POOL_IN_H
#define NET_POOL_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "crypto/tls.h"
#include "net/look.h"
#include "net/pool.h"
#include "net/url.h"
#include "net_in.h"

/*
 * A flight is one request on its way: one handle, one address, no redirect.
 * It is used again and again and freed after all connections are closed, for
 * these still know it.
 */
struct flight {
	CURL *c;
	struct curl_slist *headers;
	struct watch watch;
	struct tls_seen tls;
	struct buf request, head, body;
	size_t final_head; /* where the last response begins in head */
	size_t body_seen; /* bytes, kept or not */
	bool body_begun, excess;
	char words[CURL_ERROR_SIZE];
	int64_t started_utc_ms;
	const struct net_url *url; /* borrowed while it flies */
	void *task;
	struct flight *next;
};

/* What a request is to be. */
struct flight_plan {
	const struct net_url *url;
	const char *agent, *lang;
	const char *etag, *last_modified; /* "" */
	const char *proxy, *ca;
	bool allow_private;
	bool robots; /* robots.txt: another ceiling, any media type */
	long request_ms, slow_s;
};

/* How a request ended. */
struct flight_end {
	enum net_end end; /* NET_END_OK where a whole response came */
	bool again; /* it may go better another time */
	char why[300];
};

struct flight *flight_new(struct fault *f);
void flight_free(struct flight *l);
int flight_set(
    struct flight *l, const struct flight_plan *p, struct fault *f) MUST_CHECK;

/* Ask the flight, once it is done with code, what was seen on the way. */
void flight_hop(struct flight *l, CURLcode code, struct arena *a,
    struct net_hop *hop, struct flight_end *end);

/* The head of the last response alone. */
const char *flight_head(const struct flight *l, size_t *n);

/* Bytes as a text in which each stands for the character of its number. */
const char *flight_latin(struct arena *a, const void *p, size_t n);

/*
 * A host: one connection at a time, a pause between looks, and who waits.
 */
struct host {
	char *name;
	bool busy;
	int64_t next_ms; /* steady: no look begins before */
	struct task *first, *last;
};

/* robots.txt of one origin, for looks with the same leave. */
enum robots_state { ROBOTS_NONE, ROBOTS_COMING, ROBOTS_HERE };

struct origin {
	char *name; /* "https://host" */
	bool allow_private;
	enum robots_state state;
	struct net_look *look; /* of its robots.txt */
	struct net_robots robots;
	bool all; /* everything may be read; else the file says */
	struct task *first, *last; /* who waits for it */
};

/* A look on its way, or the fetch of a robots.txt. */
struct task {
	struct task *next; /* in the queue of a host or an origin */
	struct net_look *look;
	struct net_url url; /* of the present hop */
	char *etag, *last_modified, *validators_url, *lang;
	bool allow_private, ignore_robots, allow_downgrade, robots_only;
	struct origin *robots_of; /* it fetches this one's robots.txt */
	struct host *host;
	int tries; /* of the present hop, failed */
	int64_t not_before_ms; /* steady */
	int64_t deadline_ms; /* steady; 0: not begun */
};

struct net_pool {
	CURLM *multi;
	struct net_options o;
	char *agent, *proxy, *ca;
	struct host **hosts;
	size_t n_hosts, host_at;
	struct origin **origins;
	size_t n_origins;
	struct flight *idle; /* a list */
	struct flight **flying;
	size_t n_flying;
	size_t left;
	struct net_look **done; /* not handed out yet */
	size_t n_done, done_at;
};

/* Where a task goes after something was done for it. */
enum way {
	WAY_ON, /* its present address is to be asked for */
	WAY_WAIT, /* it stands in the queue of an origin */
	WAY_OVER, /* its look has an end */
};

/* way.c: from the end of a hop to the next one, or to the end of the look. */
enum way way_landed(
    struct net_pool *p, struct task *t, struct flight *l, CURLcode code);
void way_end(struct net_look *l, enum net_end end, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* origin.c: robots.txt. */
/* May the task's address be asked for?  *fetch: its robots.txt is wanted. */
enum way origin_ask(struct net_pool *p, struct task *t, struct origin **fetch);
/* Its robots.txt has come, or has not: o->look says how. */
void origin_landed(struct origin *o);
void origin_free(struct origin *o);

#endif /* NET_POOL_IN_H */
