#ifndef CRYPTO_RANDOM_H
#define CRYPTO_RANDOM_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"

/* n unpredictable bytes: serial numbers, nonces. */
int random_bytes(unsigned char *out, size_t n, struct fault *f) MUST_CHECK;

#endif /* CRYPTO_RANDOM_H */
