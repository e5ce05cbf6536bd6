#ifndef NET_URL_H
#define NET_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * Addresses of pages: http and https and nothing else.  Read by the library
 * that will connect, so that nobody can make two readers disagree.
 *
 * What stands before an @ in an address is a secret.  It is taken out when
 * the address is read, stands in no field here and in no fault's words.
 */
struct net_url {
	char *text; /* normal form, without credentials and fragment */
	char *origin; /* "https://host" or "https://host:8443" */
	char *host; /* lower case; an IPv6 address in brackets */
	char *path; /* from the first slash, with the query */
	bool https;
	bool had_credentials;
};

/* Longer addresses are refused; servers refuse them too. */
#define NET_URL_MAX ((size_t)8000)

int net_url_parse(
    const char *text, struct net_url *out, struct fault *f) MUST_CHECK;

/* What a Location means at base. */
int net_url_join(const struct net_url *base, const char *location,
    struct net_url *out, struct fault *f) MUST_CHECK;

void net_url_free(struct net_url *u); /* zeroes it; zeroed is fine */

/*
 * Append n bytes of text with the credentials of every http or https address
 * in it (and of one that begins with two slashes) made "***".  True if there
 * were any.
 */
bool net_url_redact(const char *p, size_t n, struct buf *out);

#endif /* NET_URL_H */
