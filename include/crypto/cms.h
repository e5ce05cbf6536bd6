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
#include "crypto/sha256.h"
#include "crypto/tsp.h"

/*
 * CMS SignedData (RFC 5652) as CAdES and PAdES want it, made.
 *
 * One SignerInfo, no content inside; the digest is the one that goes with the
 * key (key_digest).  Signed attributes are content-type, message-digest, signing-certificate-v2, and signing-time where
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
	/* Whom to ask for a time stamp over the signature value, which goes
	 * into the unsigned attributes; NULL: none. */
	const struct tsp_source *stamp;
	int64_t now_utc_ms; /* by the clock here; for the stamp */
	struct tsp_token *token; /* the stamp is told here too; or NULL */
};

/* Sign the bytes of n pieces; append the DER of a ContentInfo. */
int cms_sign(const struct cms_signer *s, const struct piece *pieces, size_t n,
    struct buf *out, struct fault *f) MUST_CHECK;

/*
 * Append the CMS of n bytes of DER, which cms_sign made, with validation data
 * in it (CAdES B-LT, EN 319 122-1 section 6.3): more certificates, and OCSP
 * answers and CRLs in crls.
 */
struct cms_values {
	const struct certs *certs;
	const struct piece *ocsps, *crls;
	size_t n_ocsps, n_crls;
};
int cms_enrich(const unsigned char *der, size_t n, const struct cms_values *v,
    struct buf *out, struct fault *f) MUST_CHECK;

/*
 * The same with a time stamp over signature, content and validation data in
 * it (CAdES B-LTA, archive-time-stamp-v3).
 */
int cms_archive(const unsigned char *der, size_t n, const struct piece *content,
    size_t n_content, const struct tsp_source *tsa, int64_t now_utc_ms,
    struct buf *out, struct fault *f) MUST_CHECK;

/* Bytes that cms_sign will take at most, where a stamp takes so many. */
size_t cms_estimate(const struct cms_signer *s, size_t stamp);

#endif /* CRYPTO_CMS_H */
