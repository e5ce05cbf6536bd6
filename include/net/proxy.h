#ifndef NET_PROXY_H
#define NET_PROXY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "net/guard.h"

/*
 * The browser's only way out: a proxy (CONNECT and plain http) on a listening
 * socket that it is handed.  It resolves each name once, judges the addresses
 * by net/guard.h, and connects to the very address that it judged, so that a
 * name which leads elsewhere a moment later gains nothing.
 *
 * A page is a period: proxy_page ends all connections of the one before, and
 * begins a new list of visits.  What may be reached although it is not public
 * is one host at one port, for the length of one page.
 */
struct proxy;

/* Where names lead: at most n addresses to out; returns how many. */
typedef size_t proxy_resolve_fn(
    void *ctx, const char *host, struct sockaddr_storage *out, size_t n);

struct proxy_options {
	proxy_resolve_fn *resolve; /* NULL: the system's */
	void *ctx;
	const char *upstream_host; /* all goes by way of this proxy; or NULL */
	unsigned upstream_port;
};

struct proxy_limits {
	const char *allow_host; /* NULL: none; as it stands in the address */
	unsigned allow_port;
	size_t max_bytes; /* down, of the whole page */
	size_t max_visits;
};

enum proxy_end {
	PROXY_REACHED,
	PROXY_REFUSED, /* why: what the address is */
	PROXY_UNREACHABLE, /* why: the name, or the connection */
	PROXY_OVER, /* a limit of the page was reached */
};

/* One connection that the page asked for. */
struct proxy_visit {
	const char *host; /* as asked for */
	unsigned port;
	bool tunnel; /* CONNECT */
	enum proxy_end end;
	char address[GUARD_TEXT]; /* in digits; "" of none */
	const char *why; /* "" where it was reached; "allowed: …" */
	int64_t at_utc_ms;
	uint64_t down; /* bytes */
};

/* The listener becomes the proxy's own.  Runs until proxy_stop. */
int proxy_start(int listener, const struct proxy_options *o, struct proxy **out,
    struct fault *f) MUST_CHECK;
void proxy_stop(struct proxy *p); /* NULL is fine */

/* A new page; what limits points to is copied. */
void proxy_page(struct proxy *p, const struct proxy_limits *l);

/* The visits of this page so far, in their order, copied into the arena. */
struct proxy_visit *proxy_visits(struct proxy *p, struct arena *a, size_t *n);

/* Bytes that came down for this page. */
uint64_t proxy_bytes(struct proxy *p);

#endif /* NET_PROXY_H */
