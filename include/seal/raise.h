#ifndef SEAL_RAISE_H
#define SEAL_RAISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "crypto/tsp.h"
#include "pdfread/update.h"
#include "seal/gather.h"
#include "seal/sign.h"

/*
 * Signing a file that exists, and raising what it has to a level that lasts:
 * all by incremental updates, so that the bytes before stay as they are.
 *
 * PAdES (EN 319 142-1): B a signature; T with a proven time; LT with the
 * validation data of all chains in /DSS; LTA with a document time stamp over
 * them, which is renewed before its own certificate ends.
 */
enum seal_level {
	SEAL_B,
	SEAL_T,
	SEAL_LT,
	SEAL_LTA,
};

/* "b", "t", "lt", "lta" */
int seal_level_parse(
    const char *word, enum seal_level *out, struct fault *f) MUST_CHECK;

/* Whom to ask, and when it is now. */
struct seal_services {
	const struct tsp_source *tsa; /* NULL below T */
	struct gather_how gather; /* from LT on */
	int64_t now_utc_ms;
};

struct seal_request {
	const struct signer *signer; /* stamps from T on: signer_stamp */
	const char *field; /* NULL: the first empty one, else a new one */
	const char *reason, *location; /* NULL: none */
	int certify; /* DocMDP level, 0: none */
	const struct pdfread_look *look; /* NULL: nothing to see */
	int64_t now_utc_ms;
};

/*
 * Append to out the file with one more signature.  Refused with words: an
 * encrypted or damaged file; one that is certified at level 1, or where a new
 * field would be needed and a certification stands; a certification that is
 * not the first signature.
 */
int seal_sign(const unsigned char *pdf, size_t len,
    const struct seal_request *r, struct buf *out, struct fault *f) MUST_CHECK;

/*
 * Append to out the file with all its signatures at that level.  A signature
 * without any time stamp gets one of the document first; validation data of
 * all signatures and stamps are added; for LTA a document time stamp follows,
 * always a new one, which is what a renewal is.  Refused: a file without
 * signatures, one that is certified at level 1, a signature that does not
 * hold.
 */
int seal_raise(const unsigned char *pdf, size_t len, enum seal_level level,
    const struct seal_services *s, struct buf *out, struct fault *f) MUST_CHECK;

/*
 * The detached signature of sign_detached at LT or LTA (CAdES), in place of
 * what p7s holds.
 */
int seal_raise_detached(const unsigned char *pdf, size_t len,
    enum seal_level level, const struct seal_services *s, struct buf *p7s,
    struct fault *f) MUST_CHECK;

/*
 * What a file of before became: every signature that held still does, by our
 * own verifier, and n more do too.  Nothing is published without this.
 */
int seal_check(const unsigned char *before, size_t n_before,
    const unsigned char *after, size_t n_after, size_t more, int64_t now_utc_ms,
    struct fault *f) MUST_CHECK;

#endif /* SEAL_RAISE_H */
