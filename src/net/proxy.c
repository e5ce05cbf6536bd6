#include "net/proxy.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "proxy_in.h"

/* A browser keeps 32 connections to its proxy; what is more waits. */
#define CONNS_MAX 96

/* ---- The page ---- */

/* The lock is held. */
static void
conns_end(struct proxy *p)
{
	struct proxy_conn *c;

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

/* ---- One request ---- */

/* A head to its empty line; what came behind it goes to rest. */
static bool
conn_head(struct proxy_conn *c, struct buf *head, struct buf *rest)
{
	const int64_t end = clock_steady_ms() + PROXY_HEAD_MS;
	char chunk[4096], *at;
	ssize_t k;
	size_t n;

	for (;;) {
		if (clock_steady_ms() >= end ||
		    !proxy_wait(c, c->client, POLLIN, PROXY_HEAD_MS))
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
conn_serve(struct proxy_conn *c)
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
	    !proxy_request_read((char *)head.data, head.len,
		c->proxy->o.upstream_host != NULL, &r, &out) ||
	    !proxy_visit_begin(c, &r))
		(void)proxy_send(c, c->client, no, sizeof(no) - 1);
	else if (!proxy_dial(c, &r)) {
		/*
		 * A plain request gets no answer, so that none of ours can be
		 * taken for the server's.
		 */
		if (r.tunnel)
			(void)proxy_send(c, c->client, no, sizeof(no) - 1);
	} else if (r.tunnel ? proxy_send(c, c->client, yes, sizeof(yes) - 1)
			    : proxy_send(c, c->server, out.data, out.len))
		proxy_relay(c->client, c->server, &rest,
		    r.tunnel ? SIZE_MAX : r.body, proxy_visit_count, c);
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
	free(p->upstream);
	free(p);
}

static void *
conn_thread(void *arg)
{
	struct proxy_conn *c = arg, **at;
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
	struct proxy_conn *c = mem_new(1, sizeof(*c));
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
	if (p->o.upstream_host != NULL)
		p->o.upstream_host = p->upstream =
		    mem_strdup(p->o.upstream_host);
	if (pipe(p->wake) != 0) {
		free(p->upstream);
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
		free(p->upstream);
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
