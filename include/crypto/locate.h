#ifndef CRYPTO_LOCATE_H
#define CRYPTO_LOCATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "crypto/cert.h"

/*
 * Where a certificate says that its issuer's certificate, its issuer's CRL
 * and an OCSP answer are had, and the request for the last.  Addresses come
 * out of certificates, which may be anybody's: who follows them must guard
 * against those of private networks.
 */
#define LOCATE_URL 512
#define LOCATE_MAX 4

struct locations {
	char ocsp[LOCATE_MAX][LOCATE_URL]; /* http and https only */
	char crl[LOCATE_MAX][LOCATE_URL];
	char issuer[LOCATE_MAX][LOCATE_URL];
	size_t n_ocsp, n_crl, n_issuer;
};

void locate(const struct cert *c, struct locations *out);

/* Whether by signed c (names, key, signature). */
bool cert_issued_by(const struct cert *c, const struct cert *by);

/* The certificate of l that signed c, or NULL; c itself is none. */
const struct cert *certs_issuer(const struct certs *l, const struct cert *c);

/*
 * Whether c can be revoked and says so: not where it signed itself, nor where
 * it has noRevAvail (RFC 9608) or ocsp-nocheck (RFC 6960 section 4.2.2.2.1).
 */
bool cert_revocable(const struct cert *c);
/* It signs OCSP answers; it stamps time. */
bool cert_responds(const struct cert *c);
bool cert_stamps(const struct cert *c);

/* The DER of an OCSPRequest for c, whose issuer is by; no nonce. */
int locate_request(const struct cert *c, const struct cert *by, struct buf *out,
    struct fault *f) MUST_CHECK;

/* Add what caIssuers led to: a certificate, or those of a PKCS#7. */
int locate_issuers(
    struct certs *l, const void *p, size_t n, struct fault *f) MUST_CHECK;

/* thisUpdate and nextUpdate of a CRL or an OCSP answer; a fault if unread. */
int locate_times(const void *der, size_t n, int64_t *from_utc_ms,
    int64_t *to_utc_ms, struct fault *f) MUST_CHECK;

#endif /* CRYPTO_LOCATE_H */
