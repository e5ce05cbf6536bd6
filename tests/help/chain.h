#ifndef TESTS_HELP_CHAIN_H
#define TESTS_HELP_CHAIN_H

#include <stdlib.h>
#include <string.h>

#include <openssl/conf.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "help/test.h"

#include "crypto/path.h"

/*
 * Certificates, CRLs and OCSP answers of every kind, made by OpenSSL in
 * memory around one fixed instant.
 */
#define NOW ((int64_t)1800000000000) /* 2027-01-15T08:00:00Z */
#define DAY ((int64_t)86400000)
#define AT(days) (NOW + (days)*DAY)

/* A certificate to be made; what is 0 or NULL is the ordinary. */
struct wish {
	const char *name;
	const char *key; /* "P-256", "RSA:1024", "ED25519" */
	const char *usage, *extended, *basic; /* as openssl.cnf writes them */
	const char *md;
	int from_days, to_days; /* around NOW; 0 0: -100 to 365 */
	const char *names, *constraints; /* subjectAltName, nameConstraints */
	const char *policies, *policy_constraints, *mappings, *inhibit_any;
	const char *points, *access; /* crlDistributionPoints, AIA */
	const char *crl_issuer; /* a point whose cRLIssuer has this CN */
	const char *odd; /* OID of a further extension, NULL inside */
	bool odd_critical;
	EVP_PKEY *own; /* use this key */
};

struct made {
	X509 *x;
	EVP_PKEY *k;
};

static inline EVP_PKEY *
key_made(const char *kind)
{
	if (kind == NULL || strcmp(kind, "P-256") == 0)
		return EVP_EC_gen("P-256");
	if (strcmp(kind, "ED25519") == 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	return EVP_RSA_gen((unsigned)atoi(kind + 4));
}

static inline void
extension(X509 *x, X509 *issuer, int nid, const char *value)
{
	CONF *conf;
	X509_EXTENSION *e;
	X509V3_CTX c;

	if (value == NULL)
		return;
	conf = NCONF_new(NULL);
	X509V3_set_ctx(&c, issuer, x, NULL, NULL, 0);
	X509V3_set_nconf(&c, conf); /* policies want one, if it is empty */
	e = X509V3_EXT_nconf_nid(conf, &c, nid, value);
	if (e == NULL)
		fail_msg("no extension of %s", value);
	assert_int_equal(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
	NCONF_free(conf);
}

static inline X509_NAME *
name_made(const char *cn)
{
	X509_NAME *n = X509_NAME_new();

	X509_NAME_add_entry_by_txt(
	    n, "CN", MBSTRING_UTF8, (const unsigned char *)cn, -1, -1, 0);
	return n;
}

static inline GENERAL_NAMES *
names_made(const char *cn)
{
	GENERAL_NAMES *l = sk_GENERAL_NAME_new_null();
	GENERAL_NAME *g = GENERAL_NAME_new();

	GENERAL_NAME_set0_value(g, GEN_DIRNAME, name_made(cn));
	sk_GENERAL_NAME_push(l, g);
	return l;
}

/* A distribution point whose CRL somebody else issues. */
static inline void
point_elsewhere(X509 *x, const char *cn)
{
	CRL_DIST_POINTS *l = sk_DIST_POINT_new_null();
	DIST_POINT *p = DIST_POINT_new();

	p->CRLissuer = names_made(cn);
	sk_DIST_POINT_push(l, p);
	assert_int_equal(
	    X509_add1_ext_i2d(x, NID_crl_distribution_points, l, 0, 0), 1);
	CRL_DIST_POINTS_free(l);
}

static inline void
odd_extension(X509 *x, const char *oid, bool critical)
{
	static const unsigned char null[] = { 5, 0 };
	ASN1_OBJECT *o = OBJ_txt2obj(oid, 1);
	ASN1_OCTET_STRING *v = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e;

	ASN1_OCTET_STRING_set(v, null, sizeof(null));
	e = X509_EXTENSION_create_by_OBJ(NULL, o, critical, v);
	assert_int_equal(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
	ASN1_OCTET_STRING_free(v);
	ASN1_OBJECT_free(o);
}

/* Issued by by, or by itself. */
static inline struct made
issue(const struct wish *w, const struct made *by)
{
	static long serial = 1;
	struct made m = { X509_new(),
		w->own != NULL ? w->own : key_made(w->key) };
	const struct made *issuer = by == NULL ? &m : by;
	X509_NAME *name = name_made(w->name);
	const time_t now = (time_t)(NOW / 1000);

	if (w->own != NULL)
		EVP_PKEY_up_ref(w->own);
	assert_non_null(m.k);
	X509_set_version(m.x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(m.x), serial++);
	X509_set_subject_name(m.x, name);
	X509_NAME_free(name);
	X509_set_issuer_name(m.x, X509_get_subject_name(issuer->x));
	ASN1_TIME_adj(X509_getm_notBefore(m.x), now,
	    w->from_days == 0 && w->to_days == 0 ? -100 : w->from_days, 0);
	ASN1_TIME_adj(X509_getm_notAfter(m.x), now,
	    w->to_days == 0 ? 365 : w->to_days, 0);
	X509_set_pubkey(m.x, m.k);
	extension(m.x, issuer->x, NID_basic_constraints, w->basic);
	extension(m.x, issuer->x, NID_key_usage, w->usage);
	extension(m.x, issuer->x, NID_ext_key_usage, w->extended);
	extension(m.x, issuer->x, NID_subject_alt_name, w->names);
	extension(m.x, issuer->x, NID_name_constraints, w->constraints);
	extension(m.x, issuer->x, NID_certificate_policies, w->policies);
	extension(
	    m.x, issuer->x, NID_policy_constraints, w->policy_constraints);
	extension(m.x, issuer->x, NID_policy_mappings, w->mappings);
	extension(m.x, issuer->x, NID_inhibit_any_policy, w->inhibit_any);
	extension(m.x, issuer->x, NID_crl_distribution_points, w->points);
	extension(m.x, issuer->x, NID_info_access, w->access);
	if (w->crl_issuer != NULL)
		point_elsewhere(m.x, w->crl_issuer);
	if (w->odd != NULL)
		odd_extension(m.x, w->odd, w->odd_critical);
	assert_true(X509_sign(m.x, issuer->k,
			EVP_PKEY_is_a(issuer->k, "ED25519")
			    ? NULL
			    : EVP_get_digestbyname(
				  w->md != NULL ? w->md : "SHA256")) > 0);
	return m;
}

static inline void
made_free(struct made *m)
{
	X509_free(m->x);
	EVP_PKEY_free(m->k);
	m->x = NULL;
	m->k = NULL;
}

static inline void
add(struct certs *l, const X509 *x)
{
	unsigned char *der = NULL;
	struct fault f;
	int n;

	n = i2d_X509(x, &der);
	assert_true(n > 0);
	assert_ok(certs_add_der(l, der, (size_t)n, &f), &f);
	OPENSSL_free(der);
}

/* A CRL to be made. */
struct crl_wish {
	int this_days, next_days; /* next 0: none */
	const X509 *lists; /* NULL: nobody */
	int revoked_days;
	int reason; /* -1: none */
	int invalid_days; /* 0: no invalidityDate */
	const char *of; /* certificateIssuer of the entry, a CN */
	long number, base; /* base 0: a complete one */
	const char *scope; /* issuingDistributionPoint */
	bool odd; /* a critical extension nobody knows */
	const char *md;
	int keeps_days; /* expiredCertsOnCRL, 0: none */
};

static inline void
crl_ext(X509_CRL *c, int nid, const char *value)
{
	X509_EXTENSION *e;
	X509V3_CTX ctx;

	X509V3_set_ctx(&ctx, NULL, NULL, NULL, c, 0);
	e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	if (e == NULL)
		fail_msg("no extension of %s", value);
	assert_int_equal(X509_CRL_add_ext(c, e, -1), 1);
	X509_EXTENSION_free(e);
}

static inline void
crl_number(X509_CRL *c, int nid, long n)
{
	ASN1_INTEGER *i = ASN1_INTEGER_new();

	ASN1_INTEGER_set(i, n);
	assert_int_equal(
	    X509_CRL_add1_ext_i2d(c, nid, i, nid == NID_delta_crl, 0), 1);
	ASN1_INTEGER_free(i);
}

static inline ASN1_TIME *
time_made(int days)
{
	return ASN1_TIME_adj(NULL, (time_t)(NOW / 1000), days, 0);
}

static inline void
crl_entry(X509_CRL *c, const struct crl_wish *w)
{
	X509_REVOKED *r = X509_REVOKED_new();
	ASN1_TIME *t = time_made(w->revoked_days);
	ASN1_ENUMERATED *why = ASN1_ENUMERATED_new();
	ASN1_GENERALIZEDTIME *since = ASN1_GENERALIZEDTIME_adj(
	    NULL, (time_t)(NOW / 1000), w->invalid_days, 0);
	GENERAL_NAMES *of = w->of != NULL ? names_made(w->of) : NULL;

	X509_REVOKED_set_serialNumber(
	    r, X509_get_serialNumber((X509 *)(uintptr_t)w->lists));
	X509_REVOKED_set_revocationDate(r, t);
	if (w->reason >= 0) {
		ASN1_ENUMERATED_set(why, w->reason);
		X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, why, 0, 0);
	}
	if (w->invalid_days != 0)
		X509_REVOKED_add1_ext_i2d(r, NID_invalidity_date, since, 0, 0);
	if (of != NULL)
		X509_REVOKED_add1_ext_i2d(r, NID_certificate_issuer, of, 1, 0);
	assert_int_equal(X509_CRL_add0_revoked(c, r), 1);
	GENERAL_NAMES_free(of);
	ASN1_GENERALIZEDTIME_free(since);
	ASN1_ENUMERATED_free(why);
	ASN1_TIME_free(t);
}

static inline void
crl_odd(X509_CRL *c, const char *oid, const void *p, int n, bool critical)
{
	ASN1_OBJECT *o = OBJ_txt2obj(oid, 1);
	ASN1_OCTET_STRING *v = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e;

	ASN1_OCTET_STRING_set(v, p, n);
	e = X509_EXTENSION_create_by_OBJ(NULL, o, critical, v);
	assert_int_equal(X509_CRL_add_ext(c, e, -1), 1);
	X509_EXTENSION_free(e);
	ASN1_OCTET_STRING_free(v);
	ASN1_OBJECT_free(o);
}

/* Add a CRL of by's to l; returns its place. */
static inline size_t
add_crl(struct revocations *l, const struct crl_wish *w, const struct made *by)
{
	X509_CRL *c = X509_CRL_new();
	ASN1_TIME *t = time_made(w->this_days), *u = time_made(w->next_days);
	unsigned char *der = NULL;
	struct fault f;
	size_t place;
	int n;

	X509_CRL_set_version(c, 1);
	X509_CRL_set_issuer_name(c, X509_get_subject_name(by->x));
	X509_CRL_set1_lastUpdate(c, t);
	if (w->next_days != 0)
		X509_CRL_set1_nextUpdate(c, u);
	if (w->lists != NULL)
		crl_entry(c, w);
	crl_number(c, NID_crl_number, w->number != 0 ? w->number : 1);
	if (w->base != 0)
		crl_number(c, NID_delta_crl, w->base);
	if (w->scope != NULL)
		crl_ext(c, NID_issuing_distribution_point, w->scope);
	if (w->odd)
		crl_odd(c, "1.2.3.4", "\x05", 2, true);
	if (w->keeps_days != 0) {
		ASN1_GENERALIZEDTIME *g = ASN1_GENERALIZEDTIME_adj(
		    NULL, (time_t)(NOW / 1000), w->keeps_days, 0);
		unsigned char *p = NULL;
		int len = i2d_ASN1_GENERALIZEDTIME(g, &p);

		crl_odd(c, "2.5.29.60", p, len, false);
		OPENSSL_free(p);
		ASN1_GENERALIZEDTIME_free(g);
	}
	assert_true(
	    X509_CRL_sign(c, by->k,
		EVP_get_digestbyname(w->md != NULL ? w->md : "SHA256")) > 0);
	n = i2d_X509_CRL(c, &der);
	assert_ok(revocations_add(l, der, (size_t)n, &place, &f), &f);
	OPENSSL_free(der);
	ASN1_TIME_free(t);
	ASN1_TIME_free(u);
	X509_CRL_free(c);
	return place;
}

/* An OCSP answer to be made. */
struct ocsp_wish {
	int word; /* V_OCSP_CERTSTATUS_* */
	int this_days, next_days; /* next 0: none */
	int revoked_days, reason;
	bool nonce, by_key, basic; /* basic: not wrapped */
	const char *md;
	int cutoff_days; /* archiveCutoff, 0: none */
};

static inline size_t
add_ocsp(struct revocations *l, const struct ocsp_wish *w, const X509 *of,
    const X509 *issuer, const struct made *by)
{
	OCSP_BASICRESP *b = OCSP_BASICRESP_new();
	OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), of, issuer);
	ASN1_TIME *t = time_made(w->this_days), *u = time_made(w->next_days);
	ASN1_TIME *r = time_made(w->revoked_days);
	OCSP_SINGLERESP *one;
	OCSP_RESPONSE *full;
	unsigned char *der = NULL;
	struct fault f;
	size_t place;
	int n;

	one = OCSP_basic_add1_status(b, id, w->word, w->reason,
	    w->word == V_OCSP_CERTSTATUS_REVOKED ? r : NULL, t,
	    w->next_days != 0 ? u : NULL);
	assert_non_null(one);
	if (w->cutoff_days != 0) {
		ASN1_GENERALIZEDTIME *g = ASN1_GENERALIZEDTIME_adj(
		    NULL, (time_t)(NOW / 1000), w->cutoff_days, 0);

		OCSP_SINGLERESP_add1_ext_i2d(
		    one, NID_id_pkix_OCSP_archiveCutoff, g, 0, 0);
		ASN1_GENERALIZEDTIME_free(g);
	}
	if (w->nonce)
		OCSP_basic_add1_nonce(b, NULL, 16);
	assert_int_equal(
	    OCSP_basic_sign(b, by->x, by->k,
		EVP_get_digestbyname(w->md != NULL ? w->md : "SHA256"), NULL,
		w->by_key ? OCSP_RESPID_KEY : 0),
	    1);
	full = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, b);
	n = w->basic ? i2d_OCSP_BASICRESP(b, &der)
		     : i2d_OCSP_RESPONSE(full, &der);
	assert_ok(revocations_add(l, der, (size_t)n, &place, &f), &f);
	OPENSSL_free(der);
	OCSP_RESPONSE_free(full);
	ASN1_TIME_free(r);
	ASN1_TIME_free(t);
	ASN1_TIME_free(u);
	OCSP_CERTID_free(id);
	OCSP_BASICRESP_free(b);
	return place;
}

#endif /* TESTS_HELP_CHAIN_H */
