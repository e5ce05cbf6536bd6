#ifndef CRYPTO_PATH_H
#define CRYPTO_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "crypto/cert.h"

/*
 * Whether a certificate leads to one of the roots that the user trusts, at a
 * given time, offline.  Any root will do that the user named, self-signed or
 * not.  Purposes are not OpenSSL's (its S/MIME purpose refuses honest
 * signers): key usage is checked here.
 */
enum path_use {
	PATH_SIGNS_DOCUMENTS, /* digitalSignature or nonRepudiation */
	PATH_STAMPS_TIME, /* RFC 3161 section 2.3: timeStamping alone, critical */
};

struct path_question {
	const struct cert *cert;
	const struct certs *inside; /* certificates that may lie between */
	const struct certs *roots;
	enum path_use use;
	int64_t at_utc_ms;
};

struct path_answer {
	bool trusted;
	char why[300]; /* names the certificate; "" where trusted */
	char root[CERT_NAME]; /* the name it leads to, where trusted */
};

int path_check(const struct path_question *q, struct path_answer *out,
    struct fault *f) MUST_CHECK;

#endif /* CRYPTO_PATH_H */
