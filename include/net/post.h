#ifndef NET_POST_H
#define NET_POST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * One bounded request to a service: a time-stamp authority, an OCSP
 * responder, a list of revoked certificates.  Redirects are not followed,
 * bodies are not unpacked, and the address really connected to must be public
 * unless allow_private says otherwise.
 */
struct net_post {
	const char *url; /* credentials in it are refused: use basic_auth */
	const char *media_type; /* of the body; NULL: a GET without one */
	const char *accept; /* NULL: anything */
	const char *basic_auth; /* "user:password" or NULL; never told */
	const void *body;
	size_t n;
	size_t max_bytes; /* of the answer; 0: 1 MB */
	int timeout_ms; /* of all of it; 0: 20 s */
	bool allow_private;
	const char *proxy; /* NULL: none; the environment is ignored */
	const char *ca; /* file of roots; NULL: the system's */
};

/*
 * 0 only for a 200 whose body is whole, which is appended to out.  The fault
 * (FAULT_NET, or FAULT_FORMAT for the address) names the address without
 * credentials, and the status where there was another one.
 */
int net_post(
    const struct net_post *p, struct buf *out, struct fault *f) MUST_CHECK;

#endif /* NET_POST_H */
