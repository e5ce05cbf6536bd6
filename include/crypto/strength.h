#ifndef CRYPTO_STRENGTH_H
#define CRYPTO_STRENGTH_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Until when digests and keys are relied on.  What was signed before the end
 * of an algorithm, and is proven to have been, stays: it is "no longer", not
 * "bad".  The table is data, with its source, in strength.c.  An end that lies
 * after the day the table was made is a forecast: it is said, and refuses
 * nothing.
 */
struct strength {
	bool ended; /* it was not to be relied on any more at that time */
	bool forecast; /* it was, by a date that is only foreseen */
	int64_t until_utc_ms; /* INT64_MAX: no end is named */
	char name[40]; /* "SHA-1", "RSA of 1024 bits" */
};

/* digest: a name that EVP knows, in capitals: "SHA1", "SHA256". */
struct strength strength_digest(const char *digest, int64_t at_utc_ms);

/* type: "RSA", "EC", "DSA"; others have no end here. */
struct strength strength_key(const char *type, int bits, int64_t at_utc_ms);

#endif /* CRYPTO_STRENGTH_H */
