#ifndef CRYPTO_KEY_H
#define CRYPTO_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "crypto/secret.h"

/*
 * A private key that signs: P-256, P-384, RSA of 2,048 to 16,384 bits (PKCS#1
 * v1.5 or PSS), Ed25519; out of a file or in a token.
 *
 * Opaque, since it is a secret: its bytes appear in no buffer of ours once it
 * is read, in no message, and are wiped when it is freed.
 */
struct key;
struct certs;

/* Where a key is, and who knows its passphrase or PIN. */
struct key_source {
	/* PEM (PKCS#8, encrypted or not, or the older forms), or a PKCS#11 URI
	 * (RFC 7512): "pkcs11:token=…;object=…" */
	const char *path;
	const char *p12; /* or a PKCS#12 file, with its certificates */
	const char *pass_file; /* one line; NULL: ask */
	/* Ask a person; NULL: there is nobody to ask.  What names the key. */
	int (*ask)(
	    void *arg, const char *what, struct secret *out, struct fault *f);
	void *arg;
	bool pss; /* an RSA key signs by PSS */
};

/*
 * Load it.  Files must be plain ones that only their owner may read.  With a
 * PKCS#12 file *certs are the certificates in it, the key's own first; else
 * NULL.
 */
int key_load(const struct key_source *s, struct key **out, struct certs **certs,
    struct fault *f) MUST_CHECK;

/* A PEM file with one private key and no passphrase. */
int key_open(const char *path, struct key **out, struct fault *f) MUST_CHECK;

/* The same from bytes; what names them in the fault. */
int key_parse(const void *pem, size_t n, const char *what, struct key **out,
    struct fault *f) MUST_CHECK;

void key_free(struct key *k); /* NULL is fine */

/* "EC P-256", "RSA 3072", "Ed25519" */
const char *key_title(const struct key *k);
/* How it signs: "ECDSA P-256 with SHA-256", "RSA 3072 with SHA-256" */
const char *key_algorithm(const struct key *k);

#endif /* CRYPTO_KEY_H */
