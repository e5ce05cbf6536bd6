#ifndef NET_LOOK_H
#define NET_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/jv.h"

/*
 * What one look at an address brought, and how: every hop of the way with
 * what was sent and received, the address that answered, what its TLS showed,
 * robots.txt, the tries that failed before, and the body both as received and
 * decoded.  Made by net/pool.h (and by the browser); its evidence as canonical
 * JSON is described field by field in proviso-capture(5).
 *
 * Texts live in the look's arena; credentials are in none of them.
 */
enum net_end {
	NET_END_OK, /* a response, whatever its status says */
	NET_END_SAME, /* 304: the server has what it had */
	/* All that follows is a gap: net_end_rule() names it. */
	NET_END_ROBOTS,
	NET_END_ADDRESS, /* one that must not be reached */
	NET_END_DOWNGRADE, /* from https to http */
	NET_END_REDIRECT, /* too many, in a circle, to no page */
	NET_END_TLS,
	NET_END_UNREACHABLE,
	NET_END_TIMEOUT,
	NET_END_TOO_LARGE,
	NET_END_RESPONSE, /* no HTTP, cut short, contradicts itself */
	NET_END_CODING, /* the body cannot be decoded */
	NET_END_BROWSER, /* missing, failed, page killed */
	NET_ENDS,
};

/* "net-robots" …: the rule of the gap; lives for ever. */
const char *net_end_rule(enum net_end e);

struct net_hop {
	const char *url;
	int64_t started_utc_ms;
	const char *request; /* head as sent, each byte as a character */
	const char *response; /* head as received, the same; "" of none */
	int status; /* 0: there was no response */
	const char *http; /* "1.1", "2"; "" */
	const char *address; /* connected to, in digits; "" of none */
	int port;
	const char *guard; /* "public", "allowed", "unknown", or why refused */
	const char *location; /* where it sent us, without credentials; "" */
	bool tls;
	const char *tls_version, *tls_cipher; /* "" */
	bool tls_verified; /* chain and host name */
	const char *tls_why; /* why not; "" */
	const char *chain; /* PEM as the server sent it; "" */
	int dns_ms, connect_ms, tls_ms, first_ms, total_ms; /* since start */
};

/* A try that was given up, and how long was waited after it. */
struct net_try {
	int64_t at_utc_ms;
	const char *url, *why;
	int64_t waited_ms;
};

struct net_robots {
	const char *url;
	int status; /* 0: none came */
	const char *verdict; /* "allowed", "disallowed" */
	const char *why; /* the rule, or why all is allowed or nothing */
	const char *body; /* as read; lives as long as the pool */
	size_t len;
};

/* What a browser brought besides the page: pictures, the list of requests. */
struct net_extra {
	const char *role, *media_type;
	const void *bytes;
	size_t len;
};

#define NET_RENDERED "rendered"

struct net_look {
	struct arena arena;
	void *tag; /* of the asker */
	const char *asked;
	enum net_end end;
	const char *why; /* of a gap, in words for a user; "" */
	int64_t started_utc_ms, finished_utc_ms;
	const char *agent;
	bool proxied;
	struct net_hop *hops;
	size_t n_hops;
	struct net_try *tries;
	size_t n_tries;
	struct net_robots *robots;
	size_t n_robots;
	int status; /* of the last hop */
	const char *media_type, *coding, *etag, *last_modified; /* "" */
	struct buf received, decoded; /* decoded is empty where coding is "" */
	size_t cut_bytes; /* of a body that was not kept */
	bool conditional; /* validators were sent */
	/*
	 * Where a browser made the page (coding is then NET_RENDERED: received
	 * is the response as the browser unpacked it, decoded the document
	 * that scripts made of it): how, as canonical JSON; else NULL.
	 */
	const char *browser;
	struct net_extra *extras;
	size_t n_extras;
};

void net_look_free(struct net_look *l); /* NULL is fine; frees l too */

/* The body to read: decoded, or as received where no coding was used. */
const struct buf *net_look_body(const struct net_look *l);

/* "" where there was none; else the last hop's. */
const char *net_look_final_url(const struct net_look *l);

/*
 * The evidence as a value: what the look is, without its body's bytes, its
 * certificates and robots.txt, whose digests it names.
 */
int net_look_record(
    const struct net_look *l, struct jv **out, struct fault *f) MUST_CHECK;

#endif /* NET_LOOK_H */
