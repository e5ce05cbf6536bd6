#ifndef CRYPTO_TLS_H
#define CRYPTO_TLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * What a TLS connection of OpenSSL's shows: version, cipher, the certificates
 * as the server sent them and whether they verified.  Whoever owns the
 * connection hands OpenSSL's own objects over as plain pointers.
 *
 * A watch set on a context (SSL_CTX) sees the certificates also where they do
 * not verify and the connection never comes to be; it must outlive what is
 * made from that context.
 */
#define TLS_WORDS 128
#define TLS_CHAIN_MAX 20 /* servers send two to four */

struct tls_seen {
	char version[16]; /* "TLSv1.3"; "" where there was no connection */
	char cipher[64];
	bool asked; /* certificates were looked at */
	bool verified; /* they lead to a root of ours (not: to this host) */
	int error; /* X509_V_ERR_…, 0 none */
	char why[TLS_WORDS]; /* that error in words, or "" */
	struct buf chain; /* PEM, the server's own certificate first */
	size_t n_chain;
};

void tls_seen_init(struct tls_seen *t);
void tls_seen_free(struct tls_seen *t);

/* Set the watch on an SSL_CTX before its connections are made. */
void tls_watch(void *ssl_ctx, struct tls_seen *t);

/* What an SSL shows while it is connected; replaces what was seen before. */
void tls_look(void *ssl, struct tls_seen *t);

#endif /* CRYPTO_TLS_H */
