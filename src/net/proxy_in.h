#ifndef NET_PROXY_IN_H
#define NET_PROXY_IN_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "net/proxy.h"

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
 * proxy, closing the connection after the response; absolute: to another
 * proxy, so that the address stays whole.
 */
bool proxy_request_read(const char *head, size_t n, bool absolute,
    struct proxy_request *r, struct buf *out);

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

/* One connection of the browser's, served by a thread of its own. */
struct proxy_conn {
	struct proxy *proxy;
	struct proxy_conn *next;
	int client, server; /* -1 */
	unsigned page; /* whose connection it is */
	size_t visit; /* index of the page's; valid once made */
};

struct proxy {
	pthread_mutex_t lock; /* of all that follows */
	pthread_cond_t changed;
	struct proxy_options o;
	char *upstream; /* its host's name, our own */
	int listener, wake[2];
	pthread_t acceptor;
	bool stop;
	size_t refs; /* the owner, and each thread */
	struct proxy_conn *conns;
	size_t n_conns;
	unsigned page;
	char allow_host[PROXY_HOST_MAX + 1]; /* "" of none */
	unsigned allow_port;
	size_t max_bytes, max_visits;
	uint64_t bytes;
	struct arena arena; /* of visits */
	struct proxy_visit *visits;
	size_t n_visits;
};

/* ---- proxy_visit.c: what a connection of the page does, and may do ---- */

/* A browser sends its head at once; servers answer a SYN or do not. */
#define PROXY_HEAD_MS 10000

/* A new visit; false where the page has had too many, or is over. */
bool proxy_visit_begin(struct proxy_conn *c, const struct proxy_request *r);
/* How a connection ended; address NULL leaves it as it is. */
void proxy_visit_end(struct proxy_conn *c, enum proxy_end end, const char *why,
    const char *address);
/* Count what came down; false where it is too much, or the page is over. */
bool proxy_visit_count(void *ctx, size_t n);
bool proxy_over(struct proxy_conn *c); /* its page is */
/* Wait until the socket is ready, or the page over; false: it is not. */
bool proxy_wait(struct proxy_conn *c, int fd, short events, int ms);
/* All of it to a socket, while the page lasts. */
bool proxy_send(struct proxy_conn *c, int fd, const void *p, size_t n);

/* proxy_dial.c: connect to where a request leads, if it may; its visit says how it went. */
bool proxy_dial(struct proxy_conn *c, const struct proxy_request *r);

#endif /* NET_PROXY_IN_H */
