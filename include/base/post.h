#ifndef BASE_POST_H
#define BASE_POST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/fault.h"

/*
 * One bounded HTTP request that a layer below cli wants made: a time stamp, an
 * OCSP answer, a CRL.  cli fills in a function that asks net; tests fill in
 * one that needs no network.
 */
struct post {
	const char *url;
	const char *media_type; /* of body; NULL: GET */
	const char *accept; /* NULL: anything */
	const char *basic_auth; /* "user:password", or NULL; a secret */
	const void *body;
	size_t n;
	size_t max_bytes; /* of the answer */
	int timeout_ms;
	bool allow_private; /* the user named this address himself */
};

/*
 * Append the body of a 200 answer to out; anything else is a fault, which
 * names the URL without credentials.
 */
typedef int post_fn(
    void *arg, const struct post *p, struct buf *out, struct fault *f);

/* The function and what it is given. */
struct poster {
	post_fn *post;
	void *arg;
};

#endif /* BASE_POST_H */
