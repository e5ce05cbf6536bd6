#ifndef SEAL_GATHER_H
#define SEAL_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/post.h"
#include "crypto/cert.h"

/*
 * Validation data: for a signer's or an authority's certificate, the chain up
 * to where it ends, and for each of the chain what says that it is not
 * revoked: an OCSP answer, or a CRL where no responder answers.  All of it is
 * judged as a verifier will before it is kept; a certificate that is revoked,
 * or of which nothing is known, is a fault that names it.
 */
struct gather_how {
	struct poster net;
	int64_t now_utc_ms;
	bool allow_private; /* addresses in certificates may be of a private
			       network */
	const char *cache; /* folder of answers of before, or NULL */
	bool unjudged; /* whoever asks judges what becomes of it */
};

struct gathered {
	struct certs *certs; /* chains, and who signed OCSP answers */
	struct buf *ocsps, *crls; /* each in DER */
	size_t n_ocsps, n_crls;
};

/* leaves: what is to be proven; pool: where issuers may be. */
int gather(const struct gather_how *how, const struct certs *leaves,
    const struct certs *pool, struct gathered *out, struct fault *f) MUST_CHECK;
void gathered_free(struct gathered *g);

/* Where the chains of the leaves end, into roots. */
int gathered_roots(const struct gathered *g, const struct certs *leaves,
    struct certs *roots, struct fault *f) MUST_CHECK;

#endif /* SEAL_GATHER_H */
