#ifndef SEAL_SIGN_H
#define SEAL_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "crypto/cert.h"
#include "crypto/key.h"
#include "crypto/tsp.h"
#include "model/slot.h"

/*
 * Signing: PAdES B-B and B-T into a place that was kept, and detached CMS.
 *
 * SIGN_RESERVED is what a slot of a packet keeps for the CMS, in bytes (twice
 * as many hex digits).  A B-B signature with one certificate takes 1 KB; a
 * time stamp adds 3 to 6 KB with its chain, and so does a signer's chain of
 * RSA certificates.  So 16 KiB - 64; signer_estimate says where more is
 * needed.  SIGN_RESERVED_MAX is the longest string of a PDF/A.
 */
#define SIGN_RESERVED (16384 - 64)
#define SIGN_RESERVED_MAX 32766

/* A time stamp with its chain; where one is larger, more is kept. */
#define SIGN_STAMP 8192

/* Who signs: a key, its certificate, the chain.  Opaque, since it has a key. */
struct signer;

/*
 * cert_path: PEM, the signer's certificate first, its chain may follow; NULL
 * with a PKCS#12 file.  chain_path: more of the chain, or NULL.  Refused,
 * before anything is written: a key that does not fit the certificate; a
 * certificate that is not valid at now, whose key usage or extended key usage
 * is for other things, that is an authority's, or that was issued over MD5 or
 * SHA-1.
 */
struct signer_request {
	struct key_source key;
	const char *cert_path, *chain_path;
	int64_t now_utc_ms;
};
int signer_load(const struct signer_request *r, struct signer **out,
    struct fault *f) MUST_CHECK;

/* The same with a PEM key without a passphrase. */
int signer_open(const char *key_path, const char *cert_path,
    const char *chain_path, int64_t now_utc_ms, struct signer **out,
    struct fault *f) MUST_CHECK;
void signer_free(struct signer *s); /* NULL is fine */

/*
 * From now on each signature carries a time stamp (B-T) from one of these,
 * which must outlive the signer; NULL: none.
 */
void signer_stamp(struct signer *s, const struct tsp_source *t);

/* The signer's common name, and "EC P-256" or "RSA 3072". */
const char *signer_name(const struct signer *s);
const char *signer_key_title(const struct signer *s);
/* "ECDSA P-256 with SHA-256" */
const char *signer_algorithm(const struct signer *s);

/* The certificates: the signer's first. */
const struct certs *signer_certs(const struct signer *s);

/* The same in PEM: what a packet embeds. */
int signer_certificates(
    const struct signer *s, struct buf *pem, struct fault *f) MUST_CHECK;

/* Bytes that one signature takes at most; a stamp counts as SIGN_STAMP. */
size_t signer_estimate(const struct signer *s);

/*
 * Write /ByteRange and /Contents of slot into the finished file of len bytes.
 * The slot must hold what a pdf layer left: blanks and digits 0 only.  Where
 * it is too small the fault is FAULT_LIMIT and *need (or NULL) says how many
 * bytes the signature takes.
 */
int sign_fill(unsigned char *pdf, size_t len, const struct slot *slot,
    const struct signer *s, struct fault *f) MUST_CHECK;
int sign_fill_or_need(unsigned char *pdf, size_t len, const struct slot *slot,
    const struct signer *s, size_t *need, struct fault *f) MUST_CHECK;

/*
 * Append to p7s the DER of a CMS (CAdES B-B, or B-T with a stamp) that signs
 * all len bytes of a file.  Its signing-time is the now of signer_open.
 */
int sign_detached(const unsigned char *pdf, size_t len, const struct signer *s,
    struct buf *p7s, struct fault *f) MUST_CHECK;

#endif /* SEAL_SIGN_H */
