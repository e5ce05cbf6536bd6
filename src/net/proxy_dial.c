#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <netinet/in.h>

#include "base/clock.h"
#include "proxy_in.h"

/* Where a request leads: names, the judgement on their addresses, a way. */

/* Addresses of a name that are looked at. */
#define ADDRESSES_MAX 16

/* Servers answer a SYN, or do not. */
#define CONNECT_MS 10000

/* What a proxy behind us says before a tunnel begins. */
#define UPSTREAM_HEAD 8192

static size_t
system_resolve(
    void *ctx, const char *host, struct sockaddr_storage *out, size_t n)
{
	struct addrinfo want, *list = NULL, *a;
	size_t k = 0;

	(void)ctx;
	memset(&want, 0, sizeof(want));
	want.ai_socktype = SOCK_STREAM;
	if (getaddrinfo(host, NULL, &want, &list) != 0)
		return 0;
	for (a = list; a != NULL && k < n; a = a->ai_next) {
		if (a->ai_addrlen > sizeof(out[k]))
			continue;
		memset(&out[k], 0, sizeof(out[k]));
		memcpy(&out[k++], a->ai_addr, a->ai_addrlen);
	}
	freeaddrinfo(list);
	return k;
}

static bool
is_allowed(struct proxy *p, const struct proxy_request *r)
{
	bool yes;

	(void)pthread_mutex_lock(&p->lock);
	yes = p->allow_host[0] != '\0' && p->allow_port == r->port_number &&
	    strcmp(p->allow_host, r->host) == 0;
	(void)pthread_mutex_unlock(&p->lock);
	return yes;
}

static socklen_t
address_set_port(struct sockaddr_storage *a, unsigned port)
{
	struct sockaddr_in *v4 = (void *)a;
	struct sockaddr_in6 *v6 = (void *)a;

	if (a->ss_family == AF_INET) {
		v4->sin_port = htons((uint16_t)port);
		return sizeof(*v4);
	}
	v6->sin6_port = htons((uint16_t)port);
	return sizeof(*v6);
}

/* Connect to that address and no other; -1 with errno. */
static int
conn_connect(struct proxy_conn *c, struct sockaddr_storage *a, unsigned port)
{
	const socklen_t len = address_set_port(a, port);
	int fd = socket(a->ss_family, SOCK_STREAM, 0), error = 0;
	socklen_t n = sizeof(error);

	if (fd < 0)
		return -1;
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	if (connect(fd, (struct sockaddr *)a, len) != 0) {
		if (errno != EINPROGRESS)
			error = errno;
		else if (!proxy_wait(c, fd, POLLOUT, CONNECT_MS))
			error = ETIMEDOUT;
		else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) != 0)
			error = errno;
	}
	if (error == 0)
		return fd;
	(void)close(fd);
	errno = error;
	return -1;
}

/* The server's socket is the connection's from here on. */
static bool
conn_have(struct proxy_conn *c, int fd)
{
	bool over;

	(void)pthread_mutex_lock(&c->proxy->lock);
	c->server = fd;
	over = c->proxy->stop || c->page != c->proxy->page;
	(void)pthread_mutex_unlock(&c->proxy->lock);
	return !over;
}

/* A head from the proxy behind us, to its empty line and no further. */
static bool
upstream_head(struct proxy_conn *c, int fd)
{
	char head[UPSTREAM_HEAD + 1];
	size_t n = 0;
	ssize_t k;

	while (n < UPSTREAM_HEAD) {
		if (!proxy_wait(c, fd, POLLIN, CONNECT_MS))
			return false;
		k = recv(fd, head + n, 1, MSG_DONTWAIT);
		if (k < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (k <= 0)
			return false;
		head[++n] = '\0';
		if (n >= 4 && memcmp(head + n - 4, "\r\n\r\n", 4) == 0)
			return n > 12 && memcmp(head, "HTTP/1.", 7) == 0 &&
			    memcmp(head + 8, " 200", 4) == 0;
	}
	return false;
}

/* Ask the proxy behind us for a way to the host. */
static bool
upstream_tunnel(struct proxy_conn *c, const struct proxy_request *r, int fd)
{
	const bool v6 = strchr(r->host, ':') != NULL;
	struct buf b;
	bool ok;

	buf_init(&b, 1024);
	buf_fmt(&b, "CONNECT %s%s%s:%s HTTP/1.1\r\nHost: %s%s%s:%s\r\n\r\n",
	    v6 ? "[" : "", r->host, v6 ? "]" : "", r->port, v6 ? "[" : "",
	    r->host, v6 ? "]" : "", r->port);
	ok =
	    !b.over && proxy_send(c, fd, b.data, b.len) && upstream_head(c, fd);
	buf_free(&b);
	return ok;
}

/*
 * By way of another proxy, which resolves the name: nobody here can say where
 * it leads, but for addresses in digits.
 */
static bool
dial_upstream(struct proxy_conn *c, const struct proxy_request *r)
{
	const struct proxy_options *o = &c->proxy->o;
	struct sockaddr_storage list[ADDRESSES_MAX];
	const char *what;
	size_t i, n;
	int numeric, fd = -1;

	what = guard_text(r->host, &numeric);
	if (numeric && what != NULL && !is_allowed(c->proxy, r)) {
		proxy_visit_end(c, PROXY_REFUSED, what, NULL);
		return false;
	}
	n = system_resolve(NULL, o->upstream_host, list, ADDRESSES_MAX);
	for (i = 0; i < n && fd < 0 && !proxy_over(c); i++)
		fd = conn_connect(c, &list[i], o->upstream_port);
	if (fd < 0) {
		proxy_visit_end(c, PROXY_UNREACHABLE,
		    "the proxy that was named does not answer", NULL);
		return false;
	}
	if (r->tunnel && !upstream_tunnel(c, r, fd)) {
		proxy_visit_end(c, PROXY_UNREACHABLE,
		    "the proxy that was named does not lead there", NULL);
		(void)close(fd);
		return false;
	}
	proxy_visit_end(c, PROXY_REACHED, "unknown: behind a proxy", NULL);
	return conn_have(c, fd);
}

/* Judge each address of the name, and connect to the first that may be. */
bool
proxy_dial(struct proxy_conn *c, const struct proxy_request *r)
{
	struct proxy *p = c->proxy;
	struct sockaddr_storage list[ADDRESSES_MAX];
	const bool allowed = is_allowed(p, r);
	const char *what = NULL, *refused = NULL;
	char text[GUARD_TEXT], words[128];
	size_t i, n;
	int fd;

	if (p->o.upstream_host != NULL)
		return dial_upstream(c, r);
	n = (p->o.resolve == NULL ? system_resolve : p->o.resolve)(
	    p->o.ctx, r->host, list, ADDRESSES_MAX);
	if (n == 0)
		proxy_visit_end(
		    c, PROXY_UNREACHABLE, "the name has no address", NULL);
	for (i = 0; i < n && !proxy_over(c); i++) {
		memset(text, 0, sizeof(text));
		(void)guard_print((struct sockaddr *)&list[i], text);
		what = guard_address((struct sockaddr *)&list[i]);
		if (what != NULL && !allowed) {
			if (refused == NULL)
				proxy_visit_end(c, PROXY_REFUSED, what, text);
			refused = what;
			continue;
		}
		if ((fd = conn_connect(c, &list[i], r->port_number)) < 0) {
			proxy_visit_end(
			    c, PROXY_UNREACHABLE, strerror(errno), text);
			continue;
		}
		words[0] = '\0';
		if (what != NULL)
			(void)snprintf(
			    words, sizeof(words), "allowed: %s", what);
		proxy_visit_end(c, PROXY_REACHED, words, text);
		return conn_have(c, fd);
	}
	return false;
}
