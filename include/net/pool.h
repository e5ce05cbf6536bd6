#ifndef NET_POOL_H
#define NET_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "net/look.h"

/*
 * Many looks at once, by one thread: at most one connection to a host at a
 * time, with a pause between looks, robots.txt first, redirects one by one,
 * every address judged when it is connected to, failures tried again after a
 * while.  Nothing a server does is a fault: it is how a look ends.
 *
 *     net_pool_new(&o, &pool, f);
 *     net_pool_add(pool, &ask, tag, f); ...
 *     while (net_pool_left(pool) > 0)
 *             if (net_pool_next(pool, 500, &look, f) == 0 && look != NULL)
 *                     ... net_look_free(look);
 *     net_pool_free(pool);
 */

/* Ceilings of one look; 0 in the options takes what is named here. */
#define NET_RECEIVED_MAX ((size_t)16 << 20) /* the largest real one has 3 MB */
#define NET_DECODED_MAX ((size_t)32 << 20) /* archives keep up to 64 MB */
#define NET_HEAD_MAX ((size_t)64 << 10) /* servers' own limits are 8 to 64 KB */
#define NET_HOPS_MAX 10
#define NET_REQUEST_MS 60000
#define NET_LOOK_MS 180000
#define NET_CONNECT_MS 15000
#define NET_SLOW_BYTES 100L /* a second, for as long as: */
#define NET_SLOW_MS 20000
#define NET_DELAY_MS 500
#define NET_RETRIES 2
#define NET_RETRY_MS 1000 /* then four times as long */
#define NET_RETRY_AFTER_MAX_MS 30000
#define NET_JOBS_MAX 256

struct net_options {
	size_t jobs; /* connections at once; 0: 1 */
	const char *contact; /* for the User-Agent; NULL: none given */
	const char *proxy, *ca; /* NULL: none, the system's */
	int request_ms, slow_ms, retry_ms; /* 0: as above */
	int delay_ms; /* between looks at one host; -1: none, 0: as above */
};

struct net_ask {
	const char *url;
	const char *lang; /* to be asked for; "": English */
	const char *etag, *last_modified; /* "": ask without a condition */
	const char *validators_url; /* the address that they were got from */
	bool allow_private, ignore_robots, allow_downgrade;
	bool robots_only; /* ask whether it may be read, and no more */
};

struct net_pool;

int net_pool_new(const struct net_options *o, struct net_pool **out,
    struct fault *f) MUST_CHECK;
void net_pool_free(struct net_pool *p); /* NULL is fine; looks stay theirs */

/* The User-Agent it sends. */
const char *net_pool_agent(const struct net_pool *p);

/* Copies ask.  A fault only where the address is none (FAULT_FORMAT). */
int net_pool_add(struct net_pool *p, const struct net_ask *ask, void *tag,
    struct fault *f) MUST_CHECK;

/* Looks that were added and not handed out. */
size_t net_pool_left(const struct net_pool *p);

/*
 * The next look that ended, yours to free; NULL where none did in that time.
 * A fault means that the library itself refused.
 */
int net_pool_next(struct net_pool *p, int timeout_ms, struct net_look **out,
    struct fault *f) MUST_CHECK;

#endif /* NET_POOL_H */
