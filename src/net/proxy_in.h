#ifndef NET_PROXY_IN_H
#define NET_PROXY_IN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * The head of a request to a proxy.  It comes from the browser, which a page
 * may have taken over: hostile.
 */
#define PROXY_HEAD_MAX ((size_t)64 << 10)
#define PROXY_HOST_MAX 255

struct proxy_request {
	bool tunnel; /* CONNECT */
	char host[PROXY_HOST_MAX + 1]; /* without brackets */
	char port[6];
	unsigned port_number;
	size_t body; /* Content-Length */
};

/*
 * False: it is no request that a proxy takes.  Of a plain one, the head to
 * send on is appended to out: in origin form, without what was meant for the
 * proxy, closing the connection after the response.
 */
bool proxy_request_read(
    const char *head, size_t n, struct proxy_request *r, struct buf *out);

/* How often a wait looks whether the page is over. */
#define PROXY_LOOK_MS 250

/* Told the bytes that came down, also 0; false ends it. */
typedef bool proxy_count_fn(void *ctx, size_t n);

/*
 * Bytes both ways until one side has ended: first, which came with the head,
 * and what follows it, at most up_left in all, to the server; all of the
 * server's to the client.
 */
void proxy_relay(int client, int server, const struct buf *first,
    size_t up_left, proxy_count_fn *count, void *ctx);

#endif /* NET_PROXY_IN_H */
