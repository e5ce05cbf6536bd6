#ifndef CRYPTO_TRIAL_H
#define CRYPTO_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * Keys and certificates to try things with: a root and a signer under it.
 * Nobody vouches for them; a real certificate is wanted outside trials.
 */
enum trial_type {
	TRIAL_P256,
	TRIAL_RSA3072,
};

struct trial_request {
	const char *name; /* the signer's common name, UTF-8 */
	enum trial_type type;
	bool crl; /* make a CRL; else the signer says noRevAvail (RFC 9608) */
	int64_t now_utc_ms; /* certificates begin a day before */
};

/* PEM texts.  The keys are secrets: trial_free wipes them. */
struct trial_text {
	unsigned char *p;
	size_t n;
};

struct trial {
	struct trial_text root, root_key, signer, signer_key;
	struct trial_text crl; /* empty unless asked for */
};

/* t is zero-filled or freed before. */
int trial_make(
    const struct trial_request *r, struct trial *t, struct fault *f) MUST_CHECK;
void trial_free(struct trial *t);

#endif /* CRYPTO_TRIAL_H */
