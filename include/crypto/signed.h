#ifndef CRYPTO_SIGNED_H
#define CRYPTO_SIGNED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/digest.h"
#include "base/fault.h"
#include "crypto/cert.h"
#include "crypto/sha256.h"

/*
 * CMS SignedData (RFC 5652) that others made, read and checked strictly.
 *
 * OpenSSL's own CMS_verify accepts what a PDF signature must not be: no
 * signed attributes, a digest other than the signature's, a signature
 * algorithm in the place of a digest, content inside a detached signature,
 * several signers.  So the structure (BER or DER) is read here, by rules that
 * can be read, and OpenSSL computes digests and checks signature values.
 *
 * What is wrong with a signature is a verdict with words, never a fault.  A
 * fault means that the bytes are no SignedData at all.
 */
struct signed_data;

/*
 * Read the SignedData that begins at p; *used is its length, and what stands
 * behind it is the caller's to judge.  p must outlive the value.
 */
int signed_parse(const unsigned char *p, size_t n, struct signed_data **out,
    size_t *used, struct fault *f) MUST_CHECK;
void signed_free(struct signed_data *s); /* NULL is fine */

enum signed_ess {
	SIGNED_ESS_NONE,
	SIGNED_ESS_V1, /* signing-certificate, SHA-1 */
	SIGNED_ESS_V2,
};

enum signed_answer {
	SIGNED_YES,
	SIGNED_NO,
	SIGNED_UNKNOWN, /* an algorithm that is not known here */
};

#define SIGNED_WHY 300

struct signed_verdict {
	enum signed_answer answer; /* digest and signature value fit, and the
				      structure is what it must be */
	char why[SIGNED_WHY]; /* "" only with SIGNED_YES */
	const struct cert *signer; /* NULL where it was not found; lives as long
				      as the signed_data */
	bool signer_missing; /* the answer is no for want of it alone */
	enum signed_ess ess; /* names the signer's certificate (it fits, or the
				answer is no) */
	bool has_signing_time;
	int64_t signing_time_utc_ms;
	bool weak_digest; /* MD5 or SHA-1 */
	const char *weakest; /* of its digests, as crypto/strength.h names it;
				NULL where none was found */
	char digest[24]; /* "SHA-256" */
	char algorithm[32]; /* "RSA PKCS#1 v1.5", "ECDSA" */
	bool odd_version; /* SignedData's version is another than RFC 5652
			     section 5.1 computes */
	bool bare; /* there are no signed attributes */
	bool unsorted; /* the signed attributes are not in DER's order */
};

/* What the content must be. */
enum signed_content {
	SIGNED_DETACHED, /* none inside: the pieces are the content */
	SIGNED_SHA1_INSIDE, /* adbe.pkcs7.sha1: the pieces' SHA-1 is inside */
	SIGNED_TIME_STAMP, /* RFC 3161: a TSTInfo inside names the digest of
			      the pieces */
};

/* The bytes that it claims to sign, and in what way. */
struct signed_claim {
	enum signed_content kind;
	const struct piece *pieces;
	size_t n;
	const struct certs *extra; /* where the signer's certificate may be, if
				      not inside; NULL: nowhere */
	bool may_be_bare; /* signed attributes may be absent */
	const struct digest *imprint; /* SIGNED_TIME_STAMP: SHA-256 of the
					 bytes, in place of the pieces; or NULL */
};
int signed_check(const struct signed_data *s, const struct signed_claim *claim,
    struct signed_verdict *out, struct fault *f) MUST_CHECK;

/* The certificates inside. */
const struct certs *signed_certs(const struct signed_data *s);

/*
 * Whether each of them is as it was issued: yes, no, or unknown where nobody
 * among them and the n lists of known ones (NULL is fine) issued it; why says
 * which.
 */
enum signed_answer signed_certs_hold(const struct signed_data *s,
    const struct certs *const *known, size_t n, char why[SIGNED_WHY]);

/*
 * The time-stamp token over the signature value (unsigned attribute
 * id-aa-timeStampToken): its own SignedData, or NULL where there is none.
 */
const struct signed_data *signed_time_stamp(const struct signed_data *s);
/* All of them: how many, and each. */
size_t signed_stamps(const struct signed_data *s);
const struct signed_data *signed_stamp(const struct signed_data *s, size_t i);
struct piece signed_stamp_der(const struct signed_data *s); /* as it came */
/* The signature value, which that token stamps. */
struct piece signed_value(const struct signed_data *s);

/* genTime of the TSTInfo inside a time-stamp token. */
int signed_stamp_time(const struct signed_data *s, int64_t *out_utc_ms,
    struct fault *f) MUST_CHECK;

/*
 * adbe.x509.rsa_sha1 (deprecated, ISO 32000-2 section 12.8.3.2): value is an
 * OCTET STRING with a PKCS#1 signature, the certificate stands beside it.
 */
int signed_check_pkcs1(const unsigned char *value, size_t value_len,
    const struct cert *signer, const struct piece *pieces, size_t n,
    size_t *used, struct signed_verdict *out, struct fault *f) MUST_CHECK;

#endif /* CRYPTO_SIGNED_H */
