#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdbool.h>

#define DIGEST_LEN 32
#define DIGEST_HEX 64

/* A SHA-256 digest as a plain value; crypto/sha256.h makes them. */
struct digest {
	unsigned char b[DIGEST_LEN];
};

/* Its 64 lower-case hex digits, and a NUL. */
struct digest_hex {
	char s[DIGEST_HEX + 1];
};

struct digest_hex digest_hex(const struct digest *d);
bool digest_equal(const struct digest *a, const struct digest *b);

#endif /* BASE_DIGEST_H */
