#include "net/proxy.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <netinet/in.h>

#include "base/clock.h"
#include "base/mem.h"
#include "proxy_in.h"

/* A browser keeps 32 connections to its proxy; what is more waits. */
#define CONNS_MAX 96

/* Addresses of a name that are looked at. */
#define ADDRESSES_MAX 16

/* A browser sends its head at once; servers answer a SYN or do not. */
#define HEAD_MS 10000
#define CONNECT_MS 10000

/* One connection of the browser's, served by a thread of its own. */
struct conn {
	struct proxy *proxy;
	struct conn *next;
	int client, server; /* -1 */
	unsigned page; /* whose connection it is */
	size_t visit; /* index of the page's; valid once made */
};

struct proxy {
	pthread_mutex_t lock; /* of all that follows */
	pthread_cond_t changed;
	struct proxy_options o;
	int listener, wake[2];
	pthread_t acceptor;
	bool stop;
	size_t refs; /* the owner, and each thread */
	struct conn *conns;
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

/* ---- The page ---- */

/* The lock is held. */
static void
conns_end(struct proxy *p)
{
	struct conn *c;

	/* Their threads close them; until then the numbers are theirs. */
	for (c = p->conns; c != NULL; c = c->next) {
		(void)shutdown(c->client, SHUT_RDWR);
		if (c->server >= 0)
			(void)shutdown(c->server, SHUT_RDWR);
	}
}

void
proxy_page(struct proxy *p, const struct proxy_limits *l)
{
	size_t n = l->allow_host == NULL ? 0 : strlen(l->allow_host);

	(void)pthread_mutex_lock(&p->lock);
	conns_end(p);
	p->page++;
	if (n > PROXY_HOST_MAX)
		n = 0;
	if (n > 0)
		memcpy(p->allow_host, l->allow_host, n);
	p->allow_host[n] = '\0';
	p->allow_port = l->allow_port;
	p->max_bytes = l->max_bytes;
	p->max_visits = l->max_visits;
	p->bytes = 0;
	arena_free(&p->arena);
	p->visits = NULL;
	p->n_visits = 0;
	(void)pthread_mutex_unlock(&p->lock);
}

struct proxy_visit *
proxy_visits(struct proxy *p, struct arena *a, size_t *n)
{
	struct proxy_visit *out;
	size_t i;

	(void)pthread_mutex_lock(&p->lock);
	*n = p->n_visits;
	out = arena_new(a, *n + 1, sizeof(*out));
	for (i = 0; i < *n; i++) {
		out[i] = p->visits[i];
		out[i].host = arena_strdup(a, out[i].host);
		out[i].why = arena_strdup(a, out[i].why);
	}
	(void)pthread_mutex_unlock(&p->lock);
	return out;
}

uint64_t
proxy_bytes(struct proxy *p)
{
	uint64_t n;

	(void)pthread_mutex_lock(&p->lock);
	n = p->bytes;
	(void)pthread_mutex_unlock(&p->lock);
	return n;
}

/* A new visit; false where the page has had too many, or is over. */
static bool
visit_begin(struct conn *c, const struct proxy_request *r)
{
	struct proxy *p = c->proxy;
	struct proxy_visit *v;
	struct fault unused;
	bool ok;

	(void)pthread_mutex_lock(&p->lock);
	ok = c->page == p->page && p->n_visits < p->max_visits;
	if (ok) {
		p->visits =
		    arena_more(&p->arena, p->visits, p->n_visits, sizeof(*v));
		c->visit = p->n_visits++;
		v = &p->visits[c->visit];
		memset(v, 0, sizeof(*v));
		v->host = arena_strdup(&p->arena, r->host);
		v->port = r->port_number;
		v->tunnel = r->tunnel;
		v->end = PROXY_UNREACHABLE;
		v->why = "not connected";
		if (clock_now(&v->at_utc_ms, &unused) != 0)
			v->at_utc_ms = 0;
	}
	(void)pthread_mutex_unlock(&p->lock);
	return ok;
}

static void
visit_end(
    struct conn *c, enum proxy_end end, const char *why, const char *address)
{
	struct proxy *p = c->proxy;
	struct proxy_visit *v;

	(void)pthread_mutex_lock(&p->lock);
	if (c->page == p->page) {
		v = &p->visits[c->visit];
		v->end = end;
		v->why = arena_strdup(&p->arena, why);
		if (address != NULL)
			memcpy(v->address, address, sizeof(v->address));
	}
	(void)pthread_mutex_unlock(&p->lock);
}

/* Count what came down; false where it is too much, or the page is over. */
static bool
visit_count(void *ctx, size_t n)
{
	struct conn *c = ctx;
	struct proxy *p = c->proxy;
	bool ok;

	(void)pthread_mutex_lock(&p->lock);
	ok = !p->stop && c->page == p->page;
	if (ok && n > 0) {
		p->visits[c->visit].down += n;
		p->bytes += n;
		if (p->bytes > p->max_bytes) {
			p->visits[c->visit].end = PROXY_OVER;
			p->visits[c->visit].why = "the page's bytes are spent";
			ok = false;
		}
	}
	(void)pthread_mutex_unlock(&p->lock);
	return ok;
}

static bool
conn_over(struct conn *c)
{
	struct proxy *p = c->proxy;
	bool over;

	(void)pthread_mutex_lock(&p->lock);
	over = p->stop || c->page != p->page;
	(void)pthread_mutex_unlock(&p->lock);
	return over;
}

/* ---- Where it leads ---- */

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

/* Wait until the socket is ready, or the page over; false: it is not. */
static bool
conn_wait(struct conn *c, int fd, short events, int ms)
{
	struct pollfd p = { fd, events, 0 };
	const int64_t end = clock_steady_ms() + ms;

	while (!conn_over(c) && clock_steady_ms() < end)
		if (poll(&p, 1, PROXY_LOOK_MS) > 0)
			return true;
	return false;
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
conn_connect(struct conn *c, struct sockaddr_storage *a, unsigned port)
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
		else if (!conn_wait(c, fd, POLLOUT, CONNECT_MS))
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
conn_have(struct conn *c, int fd)
{
	bool over;

	(void)pthread_mutex_lock(&c->proxy->lock);
	c->server = fd;
	over = c->proxy->stop || c->page != c->proxy->page;
	(void)pthread_mutex_unlock(&c->proxy->lock);
	return !over;
}

/* Judge each address of the name, and connect to the first that may be. */
static bool
conn_dial(struct conn *c, const struct proxy_request *r)
{
	struct proxy *p = c->proxy;
	struct sockaddr_storage list[ADDRESSES_MAX];
	const bool allowed = is_allowed(p, r);
	const char *what = NULL, *refused = NULL;
	char text[GUARD_TEXT], words[128];
	size_t i, n;
	int fd;

	n = (p->o.resolve == NULL ? system_resolve : p->o.resolve)(
	    p->o.ctx, r->host, list, ADDRESSES_MAX);
	if (n == 0)
		visit_end(
		    c, PROXY_UNREACHABLE, "the name has no address", NULL);
	for (i = 0; i < n && !conn_over(c); i++) {
		memset(text, 0, sizeof(text));
		(void)guard_print((struct sockaddr *)&list[i], text);
		what = guard_address((struct sockaddr *)&list[i]);
		if (what != NULL && !allowed) {
			if (refused == NULL)
				visit_end(c, PROXY_REFUSED, what, text);
			refused = what;
			continue;
		}
		if ((fd = conn_connect(c, &list[i], r->port_number)) < 0) {
			visit_end(c, PROXY_UNREACHABLE, strerror(errno), text);
			continue;
		}
		words[0] = '\0';
		if (what != NULL)
			(void)snprintf(
			    words, sizeof(words), "allowed: %s", what);
		visit_end(c, PROXY_REACHED, words, text);
		return conn_have(c, fd);
	}
	return false;
}

/* ---- One request ---- */

/* All of it to a socket, while the page lasts. */
static bool
conn_send(struct conn *c, int fd, const void *p, size_t n)
{
	size_t at = 0;
	ssize_t k;

	while (at < n) {
		if (!conn_wait(c, fd, POLLOUT, HEAD_MS))
			return false;
		k = send(fd, (const char *)p + at, n - at,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
		if (k < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		at += k < 0 ? 0 : (size_t)k;
	}
	return true;
}

/* A head to its empty line; what came behind it goes to rest. */
static bool
conn_head(struct conn *c, struct buf *head, struct buf *rest)
{
	const int64_t end = clock_steady_ms() + HEAD_MS;
	char chunk[4096], *at;
	ssize_t k;
	size_t n;

	for (;;) {
		if (clock_steady_ms() >= end ||
		    !conn_wait(c, c->client, POLLIN, HEAD_MS))
			return false;
		k = recv(c->client, chunk, sizeof(chunk), MSG_DONTWAIT);
		if (k < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (k <= 0)
			return false;
		buf_add(head, chunk, (size_t)k);
		if (head->over || memchr(head->data, '\0', head->len) != NULL)
			return false;
		at = strstr((char *)head->data, "\r\n\r\n");
		if (at == NULL)
			continue;
		n = (size_t)(at + 4 - (char *)head->data);
		buf_add(rest, at + 4, head->len - n);
		head->len = n;
		return !rest->over;
	}
}

static void
conn_serve(struct conn *c)
{
	static const char yes[] = "HTTP/1.1 200 Connected\r\n\r\n";
	static const char no[] = "HTTP/1.1 403 Refused\r\nContent-Length: 0\r\n"
				 "Connection: close\r\n\r\n";
	struct proxy_request r;
	struct buf head, rest, out;

	buf_init(&head, PROXY_HEAD_MAX);
	buf_init(&rest, PROXY_HEAD_MAX);
	buf_init(&out, 2 * PROXY_HEAD_MAX);
	if (!conn_head(c, &head, &rest) ||
	    !proxy_request_read((char *)head.data, head.len, &r, &out) ||
	    !visit_begin(c, &r))
		(void)conn_send(c, c->client, no, sizeof(no) - 1);
	else if (!conn_dial(c, &r)) {
		/*
		 * A plain request gets no answer, so that none of ours can be
		 * taken for the server's.
		 */
		if (r.tunnel)
			(void)conn_send(c, c->client, no, sizeof(no) - 1);
	} else if (r.tunnel ? conn_send(c, c->client, yes, sizeof(yes) - 1)
			    : conn_send(c, c->server, out.data, out.len))
		proxy_relay(c->client, c->server, &rest,
		    r.tunnel ? SIZE_MAX : r.body, visit_count, c);
	buf_free(&head);
	buf_free(&rest);
	buf_free(&out);
}

/* ---- Threads ---- */

/* One holder less; the last one frees.  The lock is held, and is given up. */
static void
proxy_unref(struct proxy *p)
{
	const bool last = --p->refs == 0;

	(void)pthread_cond_broadcast(&p->changed);
	(void)pthread_mutex_unlock(&p->lock);
	if (!last)
		return;
	(void)pthread_cond_destroy(&p->changed);
	(void)pthread_mutex_destroy(&p->lock);
	arena_free(&p->arena);
	free(p);
}

static void *
conn_thread(void *arg)
{
	struct conn *c = arg, **at;
	struct proxy *p = c->proxy;

	conn_serve(c);
	(void)pthread_mutex_lock(&p->lock);
	for (at = &p->conns; *at != c; at = &(*at)->next)
		continue;
	*at = c->next;
	p->n_conns--;
	(void)close(c->client);
	if (c->server >= 0)
		(void)close(c->server);
	free(c);
	proxy_unref(p);
	return NULL;
}

/* The lock is held: a thread for a connection; false: there is none. */
static bool
conn_start(struct proxy *p, int client)
{
	struct conn *c = mem_new(1, sizeof(*c));
	pthread_t thread;

	c->proxy = p;
	c->client = client;
	c->server = -1;
	c->page = p->page;
	c->next = p->conns;
	if (pthread_create(&thread, NULL, conn_thread, c) != 0) {
		free(c);
		return false;
	}
	(void)pthread_detach(thread);
	p->conns = c;
	p->n_conns++;
	p->refs++;
	return true;
}

static void *
accept_thread(void *arg)
{
	struct proxy *p = arg;
	struct pollfd w[2] = { { p->listener, POLLIN, 0 },
		{ p->wake[0], POLLIN, 0 } };
	int fd;

	for (;;) {
		(void)pthread_mutex_lock(&p->lock);
		while (!p->stop && p->n_conns >= CONNS_MAX)
			(void)pthread_cond_wait(&p->changed, &p->lock);
		if (p->stop)
			break;
		(void)pthread_mutex_unlock(&p->lock);
		(void)poll(w, 2, -1);
		if (w[0].revents == 0 ||
		    (fd = accept(p->listener, NULL, NULL)) < 0)
			continue;
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
		(void)pthread_mutex_lock(&p->lock);
		if (p->stop || !conn_start(p, fd))
			(void)close(fd);
		(void)pthread_mutex_unlock(&p->lock);
	}
	proxy_unref(p);
	return NULL;
}

int
proxy_start(int listener, const struct proxy_options *o, struct proxy **out,
    struct fault *f)
{
	struct proxy *p = mem_new(1, sizeof(*p));

	p->listener = listener;
	p->refs = 2;
	if (o != NULL)
		p->o = *o;
	if (pipe(p->wake) != 0) {
		free(p);
		return fault_sys(f, "pipe");
	}
	(void)fcntl(p->wake[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(p->wake[1], F_SETFD, FD_CLOEXEC);
	(void)fcntl(listener, F_SETFL, O_NONBLOCK);
	if (pthread_mutex_init(&p->lock, NULL) != 0 ||
	    pthread_cond_init(&p->changed, NULL) != 0 ||
	    pthread_create(&p->acceptor, NULL, accept_thread, p) != 0) {
		(void)close(p->wake[0]);
		(void)close(p->wake[1]);
		free(p);
		return fault_set(f, FAULT_IO, "thread: the system has none");
	}
	*out = p;
	return 0;
}

void
proxy_stop(struct proxy *p)
{
	if (p == NULL)
		return;
	(void)pthread_mutex_lock(&p->lock);
	p->stop = true;
	conns_end(p);
	(void)pthread_cond_broadcast(&p->changed);
	(void)pthread_mutex_unlock(&p->lock);
	(void)!write(p->wake[1], "x", 1);
	(void)pthread_join(p->acceptor, NULL);
	(void)close(p->listener);
	(void)close(p->wake[0]);
	(void)close(p->wake[1]);
	/* A thread that still asks for a name keeps what it needs. */
	(void)pthread_mutex_lock(&p->lock);
	proxy_unref(p);
}
