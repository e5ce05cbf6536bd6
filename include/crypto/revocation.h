#ifndef CRYPTO_REVOCATION_H
#define CRYPTO_REVOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "crypto/cert.h"
#include "crypto/signed.h"

/*
 * What a file brings along about revocation: CRLs (RFC 5280 section 5) and
 * OCSP answers (RFC 6960), read here and judged in path_check.
 *
 * Each piece has the time before which its bytes are proven to have existed
 * (by a time stamp over them), REVOCATION_UNPROVEN until somebody proves one.
 * Its signer's certificate must be valid at that time, or at the time of
 * asking where nothing is proven: a key that outlived its certificate proves
 * nothing.
 */
struct revocations;

#define REVOCATION_UNPROVEN INT64_MAX

struct revocations *revocations_new(void);
void revocations_free(struct revocations *l); /* NULL is fine */

/*
 * Take a copy of n bytes of DER: a CertificateList, an OCSPResponse or a
 * BasicOCSPResponse.  What cannot be read, or is an OCSP failure, is a fault:
 * it vouches for nothing.  The same bytes twice are kept once.  *out is its
 * place in the list.
 */
int revocations_add(struct revocations *l, const void *der, size_t n,
    size_t *out, struct fault *f) MUST_CHECK;

/* Whether an OCSP answer, read before, says something of c, which issuer
 * issued, that is not "unknown". */
bool revocation_told(const void *der, size_t n, const struct cert *c,
    const struct cert *issuer);

size_t revocations_count(const struct revocations *l);

/* The bytes at place i existed at utc_ms; of two proofs the older one holds. */
void revocations_prove(struct revocations *l, size_t i, int64_t utc_ms);

/* Certificates that OCSP answers brought along; copies go to pool. */
int revocations_certs(const struct revocations *l, struct certs *pool,
    struct fault *f) MUST_CHECK;

/*
 * All that is stapled to a signature: CMS crls (RFC 5652 section 10.2.1, RFC
 * 5940), Adobe's RevocationInfoArchival and CAdES's revocation-values and
 * certificate-values, and the same inside its time-stamp tokens.  Pieces that
 * cannot be read are left out.  Certificates go to pool.  each is called with
 * the place of every piece, and whether it stands among the signature's own
 * signed attributes, so that a time stamp over the signature covers it.
 */
typedef void revocations_found(void *arg, size_t place, bool signed_too);
int revocations_stapled(struct revocations *l, const struct signed_data *s,
    struct certs *pool, revocations_found *each, void *arg,
    struct fault *f) MUST_CHECK;

#endif /* CRYPTO_REVOCATION_H */
