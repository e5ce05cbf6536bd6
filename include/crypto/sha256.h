#ifndef CRYPTO_SHA256_H
#define CRYPTO_SHA256_H

#include <stddef.h>

#include "base/attr.h"
#include "base/digest.h"
#include "base/fault.h"

/* SHA-256 (FIPS 180-4) of bytes in memory. */
int sha256_of(
    const void *p, size_t n, struct digest *out, struct fault *f) MUST_CHECK;

/* A piece of input; several are hashed as if joined. */
struct piece {
	const void *p;
	size_t n;
};

int sha256_pieces(const struct piece *pieces, size_t n, struct digest *out,
    struct fault *f) MUST_CHECK;

#endif /* CRYPTO_SHA256_H */
