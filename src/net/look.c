#include "net/look.h"

#include <stdlib.h>

const char *
net_end_rule(enum net_end e)
{
	static const char *const rules[NET_ENDS] = {
		[NET_END_OK] = "net-ok",
		[NET_END_SAME] = "not-modified",
		[NET_END_ROBOTS] = "net-robots",
		[NET_END_ADDRESS] = "net-address",
		[NET_END_DOWNGRADE] = "net-downgrade",
		[NET_END_REDIRECT] = "net-redirect",
		[NET_END_TLS] = "net-tls",
		[NET_END_UNREACHABLE] = "net-unreachable",
		[NET_END_TIMEOUT] = "net-timeout",
		[NET_END_TOO_LARGE] = "net-too-large",
		[NET_END_RESPONSE] = "net-response",
		[NET_END_CODING] = "net-coding",
		[NET_END_BROWSER] = "net-browser",
	};

	return rules[e];
}

void
net_look_free(struct net_look *l)
{
	if (l == NULL)
		return;
	buf_free(&l->received);
	buf_free(&l->decoded);
	arena_free(&l->arena);
	free(l);
}

const struct buf *
net_look_body(const struct net_look *l)
{
	return l->coding[0] == '\0' ? &l->received : &l->decoded;
}

const char *
net_look_final_url(const struct net_look *l)
{
	return l->n_hops == 0 ? "" : l->hops[l->n_hops - 1].url;
}
