#ifndef NET_NET_IN_H
#define NET_NET_IN_H

#include <stdbool.h>

#include <curl/curl.h>

#include "base/attr.h"
#include "base/fault.h"
#include "net/guard.h"

/* Start the library once; FAULT_NET where it is not the one we know. */
int net_start(struct fault *f) MUST_CHECK;

/*
 * Who watches the addresses that a handle connects to, and what was seen.
 * The callbacks look at the address itself, after names were resolved, and
 * again before a request goes out on a connection that was kept.
 */
struct watch {
	bool allow_private;
	bool proxied; /* the address is the proxy's: nothing can be said */
	char refused[GUARD_TEXT]; /* an address that was refused, or "" */
	const char *refused_as; /* what it is */
	char address[GUARD_TEXT]; /* connected to, in digits */
	int port;
};

void watch_reset(struct watch *w);
int watch_set(CURL *c, struct watch *w, struct fault *f) MUST_CHECK;

/*
 * What every handle of ours is told: protocols, no environment, no library's
 * own decoding or redirects, certificates checked.
 */
struct basics {
	const char *proxy, *ca; /* NULL */
	long connect_ms, total_ms;
};

int basics_set(CURL *c, const struct basics *b, struct fault *f) MUST_CHECK;

/* One option whose refusal is a fault. */
#define NET_SET(c, option, value, f) \
	net_set_code(curl_easy_setopt((c), (option), (value)), #option, (f))
int net_set_code(CURLcode code, const char *option, struct fault *f) MUST_CHECK;

#endif /* NET_NET_IN_H */
