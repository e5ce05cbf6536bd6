#include "net/proxy.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "proxy_in.h"

bool
proxy_visit_begin(struct proxy_conn *c, const struct proxy_request *r)
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

void
proxy_visit_end(struct proxy_conn *c, enum proxy_end end, const char *why,
    const char *address)
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

bool
proxy_visit_count(void *ctx, size_t n)
{
	struct proxy_conn *c = ctx;
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

bool
proxy_over(struct proxy_conn *c)
{
	struct proxy *p = c->proxy;
	bool over;

	(void)pthread_mutex_lock(&p->lock);
	over = p->stop || c->page != p->page;
	(void)pthread_mutex_unlock(&p->lock);
	return over;
}

bool
proxy_wait(struct proxy_conn *c, int fd, short events, int ms)
{
	struct pollfd p = { fd, events, 0 };
	const int64_t end = clock_steady_ms() + ms;

	while (!proxy_over(c) && clock_steady_ms() < end)
		if (poll(&p, 1, PROXY_LOOK_MS) > 0)
			return true;
	return false;
}

bool
proxy_send(struct proxy_conn *c, int fd, const void *p, size_t n)
{
	size_t at = 0;
	ssize_t k;

	while (at < n) {
		if (!proxy_wait(c, fd, POLLOUT, PROXY_HEAD_MS))
			return false;
		k = send(fd, (const char *)p + at, n - at,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
		if (k < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		at += k < 0 ? 0 : (size_t)k;
	}
	return true;
}
