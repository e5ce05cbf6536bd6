#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "proxy_in.h"

/* As much as may have come with a head. */
#define RELAY_BYTES PROXY_HEAD_MAX

/* One direction of a relay. */
struct relay {
	int from, to;
	size_t len, at; /* bytes held, and how many of them went on */
	size_t left; /* that may still pass */
	bool end; /* nothing more comes */
	unsigned char bytes[RELAY_BYTES];
};

static short
relay_wants(const struct relay *r, bool to)
{
	if (to)
		return r->at < r->len ? POLLOUT : 0;
	return r->at == r->len && !r->end && r->left > 0 ? POLLIN : 0;
}

/* False: the connection is of no more use. */
static bool
relay_read(struct relay *r)
{
	size_t n = r->left < RELAY_BYTES ? r->left : RELAY_BYTES;
	ssize_t k = recv(r->from, r->bytes, n, MSG_DONTWAIT);

	if (k < 0)
		return errno == EAGAIN || errno == EINTR;
	r->end = k == 0;
	r->at = 0;
	r->len = (size_t)k;
	r->left -= (size_t)k;
	if (r->end)
		(void)shutdown(r->to, SHUT_WR);
	return true;
}

static bool
relay_write(struct relay *r)
{
	ssize_t k = send(r->to, r->bytes + r->at, r->len - r->at,
	    MSG_DONTWAIT | MSG_NOSIGNAL);

	if (k < 0)
		return errno == EAGAIN || errno == EINTR;
	r->at += (size_t)k;
	return true;
}

/* One turn of both directions; false when it is over. */
static bool
relay_turn(struct relay *up, struct relay *down)
{
	struct pollfd p[2] = {
		{ up->from,
		    (short)(relay_wants(up, false) | relay_wants(down, true)),
		    0 },
		{ down->from,
		    (short)(relay_wants(down, false) | relay_wants(up, true)),
		    0 },
	};
	if (down->end && down->at == down->len)
		return false;
	if (poll(p, 2, PROXY_LOOK_MS) < 0)
		return errno == EINTR;
	/* A side that is gone, while nothing is wanted of it, ends all. */
	if ((p[0].events == 0 && (p[0].revents & (POLLHUP | POLLERR)) != 0) ||
	    (p[1].events == 0 && (p[1].revents & (POLLHUP | POLLERR)) != 0))
		return false;
	if (((relay_wants(up, false) & p[0].revents) != 0 && !relay_read(up)) ||
	    ((relay_wants(down, false) & p[1].revents) != 0 &&
		!relay_read(down)) ||
	    ((relay_wants(up, true) & p[1].revents) != 0 && !relay_write(up)) ||
	    ((relay_wants(down, true) & p[0].revents) != 0 &&
		!relay_write(down)))
		return false;
	if ((p[0].revents & (POLLERR | POLLNVAL)) != 0 ||
	    (p[1].revents & (POLLERR | POLLNVAL)) != 0)
		return false;
	return true;
}

void
proxy_relay(int client, int server, const struct buf *first, size_t up_left,
    proxy_count_fn *count, void *ctx)
{
	struct relay *up = mem_new(1, sizeof(*up)),
		     *down = mem_new(1, sizeof(*down));
	size_t n = first->len < up_left ? first->len : up_left, before;
	bool more;

	up->from = down->to = client;
	up->to = down->from = server;
	if (n > 0)
		memcpy(up->bytes, first->data, n);
	up->len = n;
	up->left = up_left - n;
	down->left = SIZE_MAX;
	do {
		before = down->left;
		more = relay_turn(up, down);
	} while (count(ctx, before - down->left) && more);
	free(up);
	free(down);
}
