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
	KEY_RSA,
};

struct key {
	EVP_PKEY *pkey;
	enum key_kind kind;
	int bits;
	char title[32];
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

/* A certificate of its own from DER; all n bytes must be it. */
int cert_from_der(const unsigned char *p, size_t n, struct cert **out,
    struct fault *f) MUST_CHECK;
void cert_free(struct cert *c);

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

#endif /* CRYPTO_IN_H */
