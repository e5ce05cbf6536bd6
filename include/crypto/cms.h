#ifndef CRYPTO_CMS_H
#define CRYPTO_CMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "crypto/cert.h"
#include "crypto/key.h"

/*
 * CMS SignedData (RFC 5652) as CAdES and PAdES want it, made.
 *
 * One SignerInfo, no content inside, SHA-256; signed attributes are
 * content-type, message-digest, signing-certificate-v2, and signing-time where
 * it is wanted: EN 319 122-1 (CAdES) demands it, EN 319 142-1 (PAdES) forbids
 * it, since a PDF says it in /M.  Everything is
 * DER, certificates included: the signer's and the chain's.
 */
struct cms_signer {
	const struct key *key;
	const struct cert *cert;
	const struct certs *chain; /* NULL: none */
	bool has_time; /* put in signing-time */
	int64_t time_utc_ms;
};

/* Sign what has this SHA-256 digest; append the DER of a ContentInfo. */
int cms_sign(const struct cms_signer *s, const struct digest *content,
    struct buf *out, struct fault *f) MUST_CHECK;

#endif /* CRYPTO_CMS_H */
