#include "crypto/locate.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>

#include "crypto_in.h"

/* An address of our kind, if the name is one. */
static void
locate_name(const GENERAL_NAME *g, char out[LOCATE_MAX][LOCATE_URL], size_t *n)
{
	const unsigned char *p;
	size_t len, i;

	if (g == NULL || g->type != GEN_URI || *n == LOCATE_MAX)
		return;
	p = ASN1_STRING_get0_data(g->d.uniformResourceIdentifier);
	len = (size_t)ASN1_STRING_length(g->d.uniformResourceIdentifier);
	if (len >= LOCATE_URL ||
	    (strncmp((const char *)p, "http://", 7) != 0 &&
		strncmp((const char *)p, "https://", 8) != 0))
		return;
	for (i = 0; i < len; i++)
		if (p[i] <= 0x20 || p[i] > 0x7e)
			return;
	memcpy(out[*n], p, len);
	out[*n][len] = '\0';
	++*n;
}

/*= RFC 5280 section 4.2.2.1: authorityInfoAccess */
static void
locate_access(X509 *x, struct locations *out)
{
	AUTHORITY_INFO_ACCESS *list =
	    X509_get_ext_d2i(x, NID_info_access, NULL, NULL);
	int i;

	for (i = 0; i < sk_ACCESS_DESCRIPTION_num(list); i++) {
		const ACCESS_DESCRIPTION *d =
		    sk_ACCESS_DESCRIPTION_value(list, i);

		if (OBJ_obj2nid(d->method) == NID_ad_OCSP)
			locate_name(d->location, out->ocsp, &out->n_ocsp);
		else if (OBJ_obj2nid(d->method) == NID_ad_ca_issuers)
			locate_name(d->location, out->issuer, &out->n_issuer);
	}
	AUTHORITY_INFO_ACCESS_free(list);
}

/*= RFC 5280 section 4.2.1.13: cRLDistributionPoints, full names; what needs
 *= several reasons or another issuer is left alone */
static void
locate_points(X509 *x, struct locations *out)
{
	CRL_DIST_POINTS *list =
	    X509_get_ext_d2i(x, NID_crl_distribution_points, NULL, NULL);
	int i, k;

	for (i = 0; i < sk_DIST_POINT_num(list); i++) {
		const DIST_POINT *d = sk_DIST_POINT_value(list, i);

		if (d->distpoint == NULL || d->distpoint->type != 0 ||
		    d->reasons != NULL || d->CRLissuer != NULL)
			continue;
		for (k = 0;
		     k < sk_GENERAL_NAME_num(d->distpoint->name.fullname); k++)
			locate_name(sk_GENERAL_NAME_value(
					d->distpoint->name.fullname, k),
			    out->crl, &out->n_crl);
	}
	CRL_DIST_POINTS_free(list);
}

void
locate(const struct cert *c, struct locations *out)
{
	*out = (struct locations){ .n_ocsp = 0 };
	locate_access(c->x, out);
	locate_points(c->x, out);
	ERR_clear_error();
}

bool
cert_issued_by(const struct cert *c, const struct cert *by)
{
	bool yes = X509_check_issued(by->x, c->x) == X509_V_OK &&
	    X509_verify(c->x, X509_get0_pubkey(by->x)) == 1;

	ERR_clear_error();
	return yes;
}

const struct cert *
certs_issuer(const struct certs *l, const struct cert *c)
{
	size_t i;

	for (i = 0; i < certs_count(l); i++)
		if (!digest_equal(cert_sha(certs_at(l, i)), cert_sha(c)) &&
		    cert_issued_by(c, certs_at(l, i)))
			return certs_at(l, i);
	return NULL;
}

static bool
has_extension(const struct cert *c, int nid, const char *oid)
{
	ASN1_OBJECT *o = nid != 0 ? OBJ_nid2obj(nid) : OBJ_txt2obj(oid, 1);
	bool yes = o != NULL && X509_get_ext_by_OBJ(c->x, o, -1) >= 0;

	if (nid == 0)
		ASN1_OBJECT_free(o);
	ERR_clear_error();
	return yes;
}

bool
cert_revocable(const struct cert *c)
{
	return !cert_issued_by(c, c) &&
	    !has_extension(c, NID_id_pkix_OCSP_noCheck, NULL) &&
	    !has_extension(c, 0, "2.5.29.56");
}

bool
cert_responds(const struct cert *c)
{
	uint32_t usage = X509_get_extended_key_usage(c->x);

	ERR_clear_error();
	return usage != UINT32_MAX && (usage & XKU_OCSP_SIGN) != 0;
}

bool
cert_stamps(const struct cert *c)
{
	uint32_t usage = X509_get_extended_key_usage(c->x);

	ERR_clear_error();
	return usage == XKU_TIMESTAMP;
}

/*
 *= RFC 6960 section 4.1.1: one CertID, by SHA-1, which responders know; it
 *= finds the certificate and proves nothing.  No nonce: answers made before
 *= serve many, and long-term ones are read by their times.
 */
int
locate_request(const struct cert *c, const struct cert *by, struct buf *out,
    struct fault *f)
{
	OCSP_REQUEST *q = OCSP_REQUEST_new();
	OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), c->x, by->x);
	unsigned char *der = NULL;
	int n, rc = -1;

	if (q == NULL || id == NULL || OCSP_request_add0_id(q, id) == NULL) {
		OCSP_CERTID_free(id);
		crypto_fault(f, "an OCSP request cannot be made");
		goto out;
	}
	if ((n = i2d_OCSP_REQUEST(q, &der)) <= 0) {
		crypto_fault(f, "an OCSP request cannot be written");
		goto out;
	}
	buf_add(out, der, (size_t)n);
	rc = buf_check(out, "an OCSP request", f);
out:
	OPENSSL_free(der);
	OCSP_REQUEST_free(q);
	return rc;
}

/*= RFC 5280 section 4.2.2.1: a certificate in DER, or a PKCS#7 of some */
int
locate_issuers(struct certs *l, const void *p, size_t n, struct fault *f)
{
	const unsigned char *at = p;
	PKCS7 *bag;
	STACK_OF(X509) *list = NULL;
	unsigned char *der;
	struct fault unused;
	int i, len, rc = 0;

	if (certs_add_der(l, p, n, &unused) == 0)
		return 0;
	bag = n > INT32_MAX ? NULL : d2i_PKCS7(NULL, &at, (long)n);
	if (bag != NULL && PKCS7_type_is_signed(bag) && bag->d.sign != NULL)
		list = bag->d.sign->cert;
	if (list == NULL)
		rc = fault_set(f, FAULT_FORMAT,
		    "want a certificate or a PKCS#7 of some, have neither");
	for (i = 0; i < sk_X509_num(list) && i < 16 && rc == 0; i++) {
		der = NULL;
		len = i2d_X509(sk_X509_value(list, i), &der);
		rc = len <= 0 ? crypto_fault(f, "a certificate")
			      : certs_add_der(l, der, (size_t)len, f);
		OPENSSL_free(der);
	}
	PKCS7_free(bag);
	ERR_clear_error();
	return rc;
}

static int
locate_span(const ASN1_TIME *from, const ASN1_TIME *to, int64_t *from_utc_ms,
    int64_t *to_utc_ms, struct fault *f)
{
	if (from == NULL || cert_time(from, from_utc_ms, f) != 0)
		return fault_set(
		    f, FAULT_FORMAT, "a CRL or OCSP answer without thisUpdate");
	*to_utc_ms = *from_utc_ms;
	return to == NULL ? 0 : cert_time(to, to_utc_ms, f);
}

/*= RFC 6960 section 2.3: what a responder says that gives no answer */
static const char *
ocsp_refusal(int status)
{
	switch (status) {
	case OCSP_RESPONSE_STATUS_MALFORMEDREQUEST:
		return "it does not understand the question";
	case OCSP_RESPONSE_STATUS_INTERNALERROR:
		return "it has an error of its own";
	case OCSP_RESPONSE_STATUS_TRYLATER:
		return "try later";
	case OCSP_RESPONSE_STATUS_SIGREQUIRED:
		return "it wants a signed question";
	case OCSP_RESPONSE_STATUS_UNAUTHORIZED:
		return "it does not answer for this certificate, or not us";
	default:
		return "it gives no reason";
	}
}

/* The times of the first answer; ours asks for one certificate. */
static int
ocsp_times(OCSP_RESPONSE *r, int64_t *from, int64_t *to, struct fault *f)
{
	OCSP_BASICRESP *b = NULL;
	ASN1_GENERALIZEDTIME *this = NULL, *next = NULL;
	int rc = -1;

	if (OCSP_response_status(r) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
		b = OCSP_response_get1_basic(r);
	if (b == NULL || OCSP_resp_count(b) < 1)
		fault_set(f, FAULT_NET, "the OCSP responder refuses: %s",
		    ocsp_refusal(OCSP_response_status(r)));
	else if (OCSP_single_get0_status(
		     OCSP_resp_get0(b, 0), NULL, NULL, &this, &next) >= 0)
		rc = locate_span(this, next, from, to, f);
	OCSP_BASICRESP_free(b);
	return rc;
}

int
locate_times(const void *der, size_t n, int64_t *from_utc_ms,
    int64_t *to_utc_ms, struct fault *f)
{
	const unsigned char *at = der;
	OCSP_RESPONSE *r;
	X509_CRL *c;
	int rc;

	if (n > INT32_MAX)
		return fault_set(f, FAULT_LIMIT, "a CRL of %zu bytes", n);
	r = d2i_OCSP_RESPONSE(NULL, &at, (long)n);
	if (r != NULL) {
		rc = ocsp_times(r, from_utc_ms, to_utc_ms, f);
		OCSP_RESPONSE_free(r);
		ERR_clear_error();
		return rc;
	}
	at = der;
	c = d2i_X509_CRL(NULL, &at, (long)n);
	rc = c == NULL
	    ? fault_set(
		  f, FAULT_FORMAT, "want a CRL or an OCSP answer, have neither")
	    : locate_span(X509_CRL_get0_lastUpdate(c),
		  X509_CRL_get0_nextUpdate(c), from_utc_ms, to_utc_ms, f);
	X509_CRL_free(c);
	ERR_clear_error();
	return rc;
}
