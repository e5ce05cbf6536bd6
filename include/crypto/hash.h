#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * A digest by the name of its algorithm, fed piece by piece: for digests that
 * others wrote down.  Known are md5, sha1, sha256, sha384 and sha512, in either
 * case and with or without a hyphen ("SHA-1").  What we write ourselves is
 * SHA-256 (crypto/sha256.h).
 */
struct hash;

#define HASH_MAX 64 /* bytes of the longest */

/* Another name is FAULT_FORMAT, which says the name. */
int hash_new(
    const char *algorithm, struct hash **out, struct fault *f) MUST_CHECK;
void hash_free(struct hash *h); /* NULL is fine */

int hash_add(
    struct hash *h, const void *p, size_t n, struct fault *f) MUST_CHECK;

/* The digest; *n is its length.  Then only hash_free makes sense. */
int hash_end(struct hash *h, unsigned char out[HASH_MAX], size_t *n,
    struct fault *f) MUST_CHECK;

#endif /* CRYPTO_HASH_H */
