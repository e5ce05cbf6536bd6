#ifndef CRYPTO_KEY_H
#define CRYPTO_KEY_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * A private key that signs: P-256, or RSA of at least 2,048 bits.
 *
 * Opaque, since it is a secret: its bytes appear in no buffer of ours once it
 * is read, in no message, and are wiped when it is freed.
 */
struct key;

/*
 * Read a PEM file with one private key (PKCS#8, or the older forms) and no
 * passphrase.  The file must be a plain one that only its owner may read.
 */
int key_open(const char *path, struct key **out, struct fault *f) MUST_CHECK;

/* The same from bytes; what names them in the fault. */
int key_parse(const void *pem, size_t n, const char *what, struct key **out,
    struct fault *f) MUST_CHECK;

void key_free(struct key *k); /* NULL is fine */

/* "EC P-256", "RSA 3072" */
const char *key_title(const struct key *k);

#endif /* CRYPTO_KEY_H */
