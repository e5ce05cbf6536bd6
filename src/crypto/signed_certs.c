#include "crypto/signed.h"

#include <stdio.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "crypto_in.h"

/*
 * The certificates of a SignedData are signed by nobody who signs it:
 *= RFC 5652 section 5.1: the set may hold more than a path needs, and less
 *
 * Each of them is protected by its own issuer's signature alone.  So one that
 * cannot be read, whose issuer is here and did not sign it, or that bears the
 * number of one that is here and holds, was altered.  Where nobody who is here
 * issued it, its bytes prove nothing, and that is told.
 */

static bool
names_match(const X509_NAME *a, const X509_NAME *b)
{
	return X509_NAME_cmp(a, b) == 0;
}

/*
 * Whether by is the issuer that c names, by its key id.  The name alone proves
 * nothing against c: authorities change their key and keep their name.
 */
static bool
names_issuer(const struct cert *c, const struct cert *by)
{
	const ASN1_OCTET_STRING *want = X509_get0_authority_key_id(c->x);
	const ASN1_OCTET_STRING *have = X509_get0_subject_key_id(by->x);

	return want != NULL && have != NULL &&
	    ASN1_OCTET_STRING_cmp(want, have) == 0;
}

/* Another one that says to be the same, of the same key. */
static bool
same_number(const struct cert *a, const struct cert *b)
{
	return EVP_PKEY_eq(X509_get0_pubkey(a->x), X509_get0_pubkey(b->x)) ==
	    1 &&
	    ASN1_INTEGER_cmp(X509_get0_serialNumber(a->x),
		X509_get0_serialNumber(b->x)) == 0 &&
	    (names_match(
		 X509_get_subject_name(a->x), X509_get_subject_name(b->x)) ||
		names_match(
		    X509_get_issuer_name(a->x), X509_get_issuer_name(b->x)));
}

struct vouched {
	bool yes, issuer_here, twin;
};

static void
vouch(
    const struct cert *c, const struct certs *by, size_t max, struct vouched *v)
{
	size_t i;

	for (i = 0; by != NULL && i < by->n && i < max && !v->yes; i++) {
		const struct cert *x = by->items[i];

		if (names_match(X509_get_issuer_name(c->x),
			X509_get_subject_name(x->x))) {
			v->yes = X509_verify(c->x, X509_get0_pubkey(x->x)) == 1;
			v->issuer_here = v->issuer_here || names_issuer(c, x);
		}
		v->twin = v->twin ||
		    (!digest_equal(&c->sha, &x->sha) && same_number(c, x));
	}
	ERR_clear_error();
}

/* Certificates looked at for each of a set; a file brings some twenty. */
#define LOOKED_AT_MAX 256

enum signed_answer
signed_certs_hold(const struct signed_data *s, const struct certs *const *known,
    size_t n, char why[SIGNED_WHY])
{
	enum signed_answer answer = SIGNED_YES;
	char name[CERT_NAME];
	size_t i, k;

	if (s->n_unread > 0) {
		(void)snprintf(why, SIGNED_WHY,
		    "a certificate or a CRL in the CMS cannot be read");
		return SIGNED_NO;
	}
	for (i = 0; i < s->certs->n; i++) {
		const struct cert *c = s->certs->items[i];
		struct vouched v = { .yes = false };

		vouch(c, s->certs, LOOKED_AT_MAX, &v);
		for (k = 0; k < n && !v.yes; k++)
			vouch(c, known[k], LOOKED_AT_MAX, &v);
		if (v.yes)
			continue;
		cert_called(c->x, name);
		if (v.issuer_here || v.twin) {
			(void)snprintf(why, SIGNED_WHY,
			    "the certificate of %.120s in the CMS was altered: "
			    "%s",
			    name,
			    v.issuer_here ? "its issuer did not sign it"
					  : "another of its number is here");
			return SIGNED_NO;
		}
		if (answer == SIGNED_YES)
			(void)snprintf(why, SIGNED_WHY,
			    "the certificate of %.120s in the CMS was issued "
			    "by nobody who is here: nothing protects its bytes",
			    name);
		answer = SIGNED_UNKNOWN;
	}
	return answer;
}
