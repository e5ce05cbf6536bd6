#ifndef NET_GUARD_H
#define NET_GUARD_H

#include <sys/socket.h>

#include "base/attr.h"

/*
 * Which addresses a page of others may make us connect to: those that are
 * reachable by everybody, as the IANA special-purpose registries (RFC 6890)
 * have them.  Everything else is refused by name, and so is what wraps an
 * IPv4 address into an IPv6 one, since the wrapping hides where it leads.
 *
 * Each answers NULL for a public address, else what it is, in words that
 * live for ever: "loopback", "private", "link-local", "cloud metadata" ...
 */
const char *guard_v4(const unsigned char b[4]);
const char *guard_v6(const unsigned char b[16]);

/* The same for a socket's address; other families are refused. */
const char *guard_address(const struct sockaddr *a);

/* The same for an address in digits; *numeric is 0 where it is none. */
const char *guard_text(const char *ip, int *numeric);

/* Room for an address in digits, as guard_print writes it. */
#define GUARD_TEXT 64
const char *guard_print(const struct sockaddr *a, char out[GUARD_TEXT]);

#endif /* NET_GUARD_H */
