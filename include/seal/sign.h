#ifndef SEAL_SIGN_H
#define SEAL_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "model/slot.h"

/*
 * Signing: PAdES B-B into a place that pdf kept, and detached CMS.
 *
 * SIGN_RESERVED is what a slot should keep for the CMS, in bytes (twice as
 * many hex digits).  A B-B signature with one certificate takes 1 KB; a time
 * stamp adds 3 to 6 KB with its chain, and so does a signer's chain of RSA
 * certificates; and strings in a PDF/A end at 32,767 bytes.  So 16 KiB - 64.
 */
#define SIGN_RESERVED (16384 - 64)

/* Who signs: a key, its certificate, the chain.  Opaque, since it has a key. */
struct signer;

/*
 * key_path: PEM, readable by its owner only.  cert_path: PEM, the signer's
 * certificate first, its chain may follow.  chain_path: more of the chain, or
 * NULL.  Refused: a key that does not fit the certificate, a certificate that
 * is not valid at now, or whose key usage forbids signing, or of a CA.
 */
int signer_open(const char *key_path, const char *cert_path,
    const char *chain_path, int64_t now_utc_ms, struct signer **out,
    struct fault *f) MUST_CHECK;
void signer_free(struct signer *s); /* NULL is fine */

/* The signer's common name, and "EC P-256" or "RSA 3072". */
const char *signer_name(const struct signer *s);
const char *signer_key_title(const struct signer *s);

/* The certificates in PEM, the signer's first: what a packet embeds. */
int signer_certificates(
    const struct signer *s, struct buf *pem, struct fault *f) MUST_CHECK;

/*
 * Write /ByteRange and /Contents of slot into the finished file of len bytes.
 * The slot must hold what a pdf layer left: blanks and digits 0 only.
 */
int sign_fill(unsigned char *pdf, size_t len, const struct slot *slot,
    const struct signer *s, struct fault *f) MUST_CHECK;

/*
 * Append to p7s the DER of a CMS (CAdES B-B) that signs all len bytes of a
 * file.  Its signing-time is the now of signer_open.
 */
int sign_detached(const unsigned char *pdf, size_t len, const struct signer *s,
    struct buf *p7s, struct fault *f) MUST_CHECK;

#endif /* SEAL_SIGN_H */
