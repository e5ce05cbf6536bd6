#ifndef CRYPTO_CERT_H
#define CRYPTO_CERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"

/*
 * X.509 certificates: read, listed, looked at.  Opaque, because they hold
 * OpenSSL's own objects.  A certificate belongs to its list and lives as long
 * as that; certs_add makes a copy.
 */
struct cert;
struct certs;
struct key;

#define CERT_NAME 256

/* What can be said of a certificate in plain words. */
struct cert_view {
	char subject[CERT_NAME]; /* RFC 2253 form, control characters escaped */
	char issuer[CERT_NAME];
	char name[CERT_NAME]; /* common name, else organisation, else subject */
	char serial[64]; /* hex */
	char key[40]; /* "EC P-256", "RSA 3072" */
	struct digest sha; /* of its DER */
	int64_t from_utc_ms, to_utc_ms;
	bool ca;
	bool signs; /* key usage allows digitalSignature or nonRepudiation, or
		       says nothing */
	bool content_commitment; /* key usage has nonRepudiation */
	bool no_rev_avail; /* RFC 9608 */
	bool weak_digest; /* its issuer signed it over MD5 or SHA-1 */
};

struct certs *certs_new(void);
void certs_free(struct certs *l); /* NULL is fine */

/* One or more PEM certificates, at most 64; other PEM blocks are a fault. */
int certs_parse(const void *pem, size_t n, const char *what, struct certs **out,
    struct fault *f) MUST_CHECK;
int certs_open(
    const char *path, struct certs **out, struct fault *f) MUST_CHECK;

size_t certs_count(const struct certs *l);
const struct cert *certs_at(const struct certs *l, size_t i);

/* Copy c to the end of l, unless l has it. */
int certs_add(
    struct certs *l, const struct cert *c, struct fault *f) MUST_CHECK;

/* The same with n bytes of DER, all of which must be one certificate. */
int certs_add_der(struct certs *l, const unsigned char *p, size_t n,
    struct fault *f) MUST_CHECK;

int cert_look(
    const struct cert *c, struct cert_view *out, struct fault *f) MUST_CHECK;
const struct digest *cert_sha(const struct cert *c);

/* Its DER, as it came. */
const unsigned char *cert_der(const struct cert *c, size_t *n);

/* Append it in PEM. */
int cert_pem(const struct cert *c, struct buf *out, struct fault *f) MUST_CHECK;

/* Whether k is the private half of c's public key. */
bool cert_fits(const struct cert *c, const struct key *k);

#endif /* CRYPTO_CERT_H */
