#ifndef CRYPTO_IN_H
#define CRYPTO_IN_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "crypto/cert.h"
#include "crypto/key.h"

/* What the files of this layer share; nobody else sees OpenSSL's types. */
enum key_kind {
	KEY_P256,
	KEY_P384,
	KEY_RSA, /* PKCS#1 v1.5 */
	KEY_PSS,
	KEY_ED25519,
	KEY_KINDS,
};

struct key {
	EVP_PKEY *pkey;
	enum key_kind kind;
	int bits;
	char title[32];
	char algorithm[64];
};

struct cert {
	X509 *x;
	unsigned char *der; /* exactly as it came */
	size_t len;
	struct digest sha;
};

struct certs {
	struct cert **items;
	size_t n;
};

/*
 * FAULT_CRYPTO with our words and the first that OpenSSL queued; the queue is
 * empty afterwards, so that no later call finds what belonged to this one.
 */
int crypto_fault(struct fault *f, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The kind of a key we sign with; anything else is a fault. */
int key_take(EVP_PKEY *pkey, const char *what, struct key **out,
    struct fault *f) MUST_CHECK;

/* An RSA key signs by PSS from now on; any other is a fault. */
int key_to_pss(struct key *k, struct fault *f) MUST_CHECK;

/* The passphrase of a key, from its file or from who is asked. */
int key_pass(const struct key_source *s, const char *what, struct secret *out,
    struct fault *f) MUST_CHECK;
int key_load_p12(const struct key_source *s, struct key **out,
    struct certs **certs, struct fault *f) MUST_CHECK;
int key_load_token(
    const struct key_source *s, struct key **out, struct fault *f) MUST_CHECK;

/* A certificate of its own from DER; all n bytes must be it. */
int cert_from_der(const unsigned char *p, size_t n, struct cert **out,
    struct fault *f) MUST_CHECK;
void cert_free(struct cert *c);

/* What a person calls the holder: common name, organisation, or all of it. */
void cert_called(const X509 *x, char out[CERT_NAME]);
void name_called(const X509_NAME *name, char out[CERT_NAME]);

/* Take c in; it is the list's now. */
void certs_push_take(struct certs *l, struct cert *c);

/* ASN1_TIME as UTC ms. */
int cert_time(
    const ASN1_TIME *t, int64_t *out_utc_ms, struct fault *f) MUST_CHECK;

/* DER (X.690): a TLV with this identifier octet around n bytes. */
void der_put(struct buf *out, unsigned tag, const void *p, size_t n);
void der_put_buf(struct buf *out, unsigned tag, const struct buf *b);

/* A SET OF in DER order (X.690 section 11.6) of n encodings. */
struct der_item {
	const unsigned char *p;
	size_t n;
};
void der_put_set(
    struct buf *out, unsigned tag, struct der_item *items, size_t n);

/* BER (X.690) out of hostile bytes: one element after the other. */
struct ber {
	const unsigned char *p;
	size_t n;
};

struct tlv {
	unsigned tag; /* identifier octet; tags above 30 are a fault */
	const unsigned char *start; /* of the whole element */
	size_t whole;
	const unsigned char *p; /* its contents */
	size_t n;
	bool indefinite;
};

#define BER_OID 0x06
#define BER_OCTETS 0x04
#define BER_INTEGER 0x02
#define BER_SEQUENCE 0x30
#define BER_SET 0x31
#define BER_CONTEXT(n) (0xa0u + (n)) /* constructed */

/* The next element, which must be there; with a tag, it must be that one. */
int ber_next(struct ber *b, struct tlv *out, struct fault *f) MUST_CHECK;
int ber_want(struct ber *b, unsigned tag, const char *what, struct tlv *out,
    struct fault *f) MUST_CHECK;

/* As ber_want, but false where another element, or none, comes next. */
bool ber_take(struct ber *b, unsigned tag, struct tlv *out);

struct ber ber_inside(const struct tlv *t);

/* Nothing may be left: bytes that no rule reads are room for anything. */
int ber_done(const struct ber *b, const char *what, struct fault *f) MUST_CHECK;

/* An OCTET STRING, primitive or in pieces, whose tag may be implicit. */
int ber_octets(
    const struct tlv *t, struct buf *out, struct fault *f) MUST_CHECK;

bool ber_is_oid(const struct tlv *t, const unsigned char *body, size_t n);

/* An object identifier in dots; "" where it is broken or too long. */
#define OID_TEXT 96
void ber_oid_text(const struct tlv *t, char out[OID_TEXT]);

/* A signature algorithm as a SignerInfo names it (algorithm.c). */
enum scheme_kind {
	SCHEME_RSA,
	SCHEME_PSS,
	SCHEME_ECDSA,
	SCHEME_ECDSA_PLAIN, /* r || s, BSI TR-03111 */
	SCHEME_DSA,
	SCHEME_ED25519,
	SCHEME_ED448,
};

struct scheme {
	enum scheme_kind kind;
	const char *digest; /* EVP name, NULL: that of the digestAlgorithm */
	const char *title;
	int salt; /* PSS */
	const char *mgf; /* PSS: digest of the mask */
};

/*
 * A digest by AlgorithmIdentifier: its EVP name and its usual name, or NULL
 * where it is not known.  *is_signature: the OID is that of a signature.
 */
struct digest_kind {
	const char *oid;
	const char *evp;
	const char *title;
	bool weak;
};
const struct digest_kind *algorithm_digest(const struct tlv *id);
const struct digest_kind *algorithm_digest_named(const char *evp);
bool algorithm_is_signature(const struct tlv *id);

/* 0 and *out, or -1 where it is not known or its parameters are odd. */
int algorithm_scheme(
    const struct tlv *id, struct scheme *out, char oid[OID_TEXT]) MUST_CHECK;

/* Digest of pieces; *n is its length. */
#define ALGORITHM_DIGEST_MAX 64
struct piece;
int algorithm_hash(const struct digest_kind *d, const struct piece *pieces,
    size_t n, unsigned char out[ALGORITHM_DIGEST_MAX], size_t *len,
    struct fault *f) MUST_CHECK;

/* Whether value is a signature by c over the bytes (or over their digest). */
bool algorithm_verify(const struct scheme *s, const char *evp_digest,
    const struct cert *c, struct piece value, struct piece bytes);
/* The same where only the digest is at hand: RSA and (EC)DSA only. */
bool algorithm_verify_digest(const struct scheme *s, const char *evp_digest,
    const struct cert *c, struct piece value, struct piece digest);

/* Time-stamp tokens on one signature: one, and a second authority's. */
#define STAMPS_MAX 8

/* What signed.c reads and signed_check.c judges. */
struct signed_attribute {
	const unsigned char *start; /* of the whole attribute */
	size_t whole;
	struct tlv type, values;
};

struct signed_data {
	struct certs *certs;
	size_t n_unread; /* that should be certificates or CRLs */
	struct tlv version; /* of the SignedData */
	unsigned char least; /* that what is inside calls for */
	struct tlv digests; /* its digestAlgorithms */
	struct tlv content_type;
	bool has_content;
	struct buf content;
	size_t n_signers; /* the rest is of the first */
	struct tlv signer_version, sid;
	struct tlv digest_algorithm, signature_algorithm;
	struct tlv signed_set; /* [0]; start is NULL where there is none */
	struct signed_attribute *attributes, *unsigned_attributes;
	size_t n_attributes, n_unsigned;
	struct buf value;
	struct tlv crls; /* [1]; start is NULL where there is none */
	struct signed_data *stamps[STAMPS_MAX];
	struct tlv stamp_tokens[STAMPS_MAX]; /* their whole ContentInfo */
	size_t n_stamps;
};

#endif /* CRYPTO_IN_H */
