#ifndef TESTS_HELP_PKI_H
#define TESTS_HELP_PKI_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/post.h"

/*
 * A public-key infrastructure of one process: a root, an authority under it,
 * signers, a time-stamp authority, an OCSP responder, CRLs.  All answers are
 * made by OpenSSL's own code, so that no test leans on ours.
 *
 *     pki_make(&p, "http://127.0.0.1:8318", now);
 *     pki_issue(&p, "P-256", "Somebody", PKI_SIGNER, from, to, &holder);
 *     pki_answer(&p, "/tsa", request, n, &out);
 */
struct pki_holder {
	EVP_PKEY *key;
	X509 *cert;
};

#define PKI_REVOKED_MAX 8

struct pki {
	char url[64]; /* where answers are had */
	int64_t now_utc_ms;
	int64_t from, to; /* validity of authorities */
	struct pki_holder root, ca, tsa, ocsp;
	long serial;
	X509 *revoked[PKI_REVOKED_MAX];
	size_t n_revoked;
	int64_t revoked_utc_ms; /* since when; 0: two minutes before now */
	/* what goes wrong on purpose */
	bool tsa_refuses, tsa_other_nonce, tsa_sha1, tsa_no_cert;
	int tsa_fails; /* so many requests get no answer */
	int64_t tsa_shift_ms;
	bool ocsp_unknown; /* "unknown" of each that is not revoked */
	bool crl_delta; /* a list of changes alone */
	long crl_more; /* so many entries of others */
	int64_t crl_life_ms; /* 0: a year */
	size_t stamps, ocsps, crls, issuers; /* asked for */
};

enum pki_profile {
	PKI_ROOT,
	PKI_CA,
	PKI_SIGNER,
	PKI_TSA,
	PKI_OCSP,
	PKI_TLS, /* a purpose that signs no documents */
};

static inline void
pki_must(bool ok, const char *what)
{
	if (!ok) {
		(void)fprintf(stderr, "test PKI: %s\n", what);
		ERR_print_errors_fp(stderr);
		exit(99);
	}
}

/* "P-256", "P-384", "RSA-2048", "PSS-3072" (a key for PSS alone), "Ed25519" */
static inline EVP_PKEY *
pki_key(const char *type)
{
	EVP_PKEY_CTX *ctx;
	EVP_PKEY *k = NULL;

	if (strncmp(type, "RSA-", 4) == 0)
		k = EVP_PKEY_Q_keygen(
		    NULL, NULL, "RSA", (size_t)atoi(type + 4));
	else if (strncmp(type, "PSS-", 4) == 0) {
		ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA-PSS", NULL);
		pki_must(ctx != NULL && EVP_PKEY_keygen_init(ctx) == 1 &&
			EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, atoi(type + 4)) ==
			    1 &&
			EVP_PKEY_generate(ctx, &k) == 1,
		    type);
		EVP_PKEY_CTX_free(ctx);
	} else if (strcmp(type, "Ed25519") == 0)
		k = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	else
		k = EVP_PKEY_Q_keygen(NULL, NULL, "EC", type);
	pki_must(k != NULL, type);
	return k;
}

static inline void
pki_time(ASN1_TIME *t, int64_t utc_ms)
{
	pki_must(ASN1_TIME_set(t, (time_t)(utc_ms / 1000)) != NULL, "a time");
}

static inline void
pki_ext(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509_EXTENSION *e;
	X509V3_CTX ctx;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	pki_must(e != NULL && X509_add_ext(x, e, -1) == 1, value);
	X509_EXTENSION_free(e);
}

static inline void
pki_points(
    const struct pki *p, X509 *x, X509 *issuer, const char *of, bool ocsp)
{
	char v[256];

	(void)snprintf(v, sizeof(v), "URI:%s/%s.crl", p->url, of);
	pki_ext(x, issuer, NID_crl_distribution_points, v);
	(void)snprintf(v, sizeof(v), "caIssuers;URI:%s/%s.crt%s%s%s", p->url,
	    of, ocsp ? ",OCSP;URI:" : "", ocsp ? p->url : "",
	    ocsp ? "/ocsp" : "");
	pki_ext(x, issuer, NID_info_access, v);
}

static inline void
pki_extensions(
    const struct pki *p, X509 *x, X509 *issuer, enum pki_profile profile)
{
	bool authority = profile == PKI_ROOT || profile == PKI_CA;

	pki_ext(x, issuer, NID_basic_constraints,
	    profile == PKI_ROOT     ? "critical,CA:true"
		: profile == PKI_CA ? "critical,CA:true,pathlen:0"
				    : "critical,CA:false");
	pki_ext(x, issuer, NID_key_usage,
	    authority ? "critical,keyCertSign,cRLSign"
		: profile == PKI_SIGNER
		? "critical,digitalSignature,nonRepudiation"
		: "critical,digitalSignature");
	pki_ext(x, issuer, NID_subject_key_identifier, "hash");
	if (profile != PKI_ROOT)
		pki_ext(x, issuer, NID_authority_key_identifier, "keyid");
	if (profile == PKI_TSA)
		pki_ext(x, issuer, NID_ext_key_usage, "critical,timeStamping");
	if (profile == PKI_TLS)
		pki_ext(x, issuer, NID_ext_key_usage, "serverAuth");
	if (profile == PKI_OCSP) {
		pki_ext(x, issuer, NID_ext_key_usage, "OCSPSigning");
		pki_ext(x, issuer, NID_id_pkix_OCSP_noCheck, "yes");
	} else if (profile == PKI_CA) {
		pki_points(p, x, issuer, "root", false);
	} else if (profile != PKI_ROOT) {
		pki_points(p, x, issuer, "ca", true);
	}
}

static inline void
pki_certify(struct pki *p, const char *name, enum pki_profile profile,
    int64_t from, int64_t to, struct pki_holder *h)
{
	const struct pki_holder *by = profile == PKI_ROOT ? h
	    : profile == PKI_CA                           ? &p->root
							  : &p->ca;
	X509 *x = X509_new();
	X509_NAME *n = X509_get_subject_name(x);

	pki_must(X509_set_version(x, X509_VERSION_3) == 1 &&
		X509_set_pubkey(x, h->key) == 1 &&
		ASN1_INTEGER_set(X509_get_serialNumber(x), ++p->serial) == 1 &&
		X509_NAME_add_entry_by_NID(n, NID_organizationName,
		    MBSTRING_UTF8, (const unsigned char *)"Test", -1, -1,
		    0) == 1 &&
		X509_NAME_add_entry_by_NID(n, NID_commonName, MBSTRING_UTF8,
		    (const unsigned char *)name, -1, -1, 0) == 1,
	    name);
	pki_time(X509_getm_notBefore(x), from);
	pki_time(X509_getm_notAfter(x), to);
	if (profile == PKI_ROOT)
		h->cert = x;
	pki_must(X509_set_issuer_name(x, X509_get_subject_name(by->cert)) == 1,
	    name);
	pki_extensions(p, x, by->cert, profile);
	pki_must(X509_sign(x, by->key, EVP_sha256()) > 0, name);
	h->cert = x;
}

static inline void
pki_issue(struct pki *p, const char *type, const char *name,
    enum pki_profile profile, int64_t from, int64_t to, struct pki_holder *out)
{
	out->key = pki_key(type);
	pki_certify(p, name, profile, from, to, out);
}

static inline void
pki_holder_free(struct pki_holder *h)
{
	EVP_PKEY_free(h->key);
	X509_free(h->cert);
	*h = (struct pki_holder){ NULL, NULL };
}

#define PKI_YEAR_MS ((int64_t)365 * 86400000)

static inline void
pki_make(struct pki *p, const char *url, int64_t now)
{
	*p = (struct pki){ .now_utc_ms = now, .serial = 1000 };
	(void)snprintf(p->url, sizeof(p->url), "%s", url);
	p->from = now - PKI_YEAR_MS;
	p->to = now + 12 * PKI_YEAR_MS;
	pki_issue(p, "P-256", "Test Root", PKI_ROOT, p->from, p->to, &p->root);
	pki_issue(
	    p, "P-256", "Test Issuing CA", PKI_CA, p->from, p->to, &p->ca);
	pki_issue(p, "RSA-3072", "Test Time Stamps", PKI_TSA, p->from, p->to,
	    &p->tsa);
	pki_issue(p, "P-256", "Test OCSP Responder", PKI_OCSP, p->from, p->to,
	    &p->ocsp);
}

static inline void
pki_free(struct pki *p)
{
	pki_holder_free(&p->root);
	pki_holder_free(&p->ca);
	pki_holder_free(&p->tsa);
	pki_holder_free(&p->ocsp);
}

/* x is borrowed. */
static inline void
pki_revoke(struct pki *p, X509 *x)
{
	pki_must(p->n_revoked < PKI_REVOKED_MAX, "too many revoked");
	p->revoked[p->n_revoked++] = x;
}

static inline int64_t
pki_revoked_at(const struct pki *p)
{
	return p->revoked_utc_ms != 0 ? p->revoked_utc_ms
				      : p->now_utc_ms - 120000;
}

/* Others that were revoked, for a list of any length. */
static inline void
pki_crl_more(X509_CRL *c, long n, ASN1_TIME *when)
{
	ASN1_INTEGER *serial = ASN1_INTEGER_new();
	X509_REVOKED *r;
	long i;

	for (i = 0; i < n; i++) {
		r = X509_REVOKED_new();
		pki_must(ASN1_INTEGER_set(serial, 1000000000 + i) == 1 &&
			X509_REVOKED_set_serialNumber(r, serial) == 1 &&
			X509_REVOKED_set_revocationDate(r, when) == 1 &&
			X509_CRL_add0_revoked(c, r) == 1,
		    "a CRL");
	}
	ASN1_INTEGER_free(serial);
}

static inline void
pki_crl(const struct pki *p, bool of_root, struct buf *out)
{
	const struct pki_holder *by = of_root ? &p->root : &p->ca;
	X509_CRL *c = X509_CRL_new();
	ASN1_TIME *t = ASN1_TIME_new();
	ASN1_INTEGER *number = ASN1_INTEGER_new();
	X509_EXTENSION *aki;
	unsigned char *der = NULL;
	X509V3_CTX ctx;
	size_t i;
	int n;

	pki_must(X509_CRL_set_version(c, X509_CRL_VERSION_2) == 1 &&
		X509_CRL_set_issuer_name(c, X509_get_subject_name(by->cert)) ==
		    1 &&
		ASN1_INTEGER_set(number, 7) == 1,
	    "a CRL");
	pki_time(t, p->now_utc_ms - 60000);
	pki_must(X509_CRL_set1_lastUpdate(c, t) == 1, "a CRL");
	pki_time(t,
	    p->now_utc_ms +
		(p->crl_life_ms != 0 ? p->crl_life_ms : PKI_YEAR_MS));
	pki_must(X509_CRL_set1_nextUpdate(c, t) == 1, "a CRL");
	for (i = 0; i < p->n_revoked && !of_root; i++) {
		X509_REVOKED *r = X509_REVOKED_new();

		pki_time(t, pki_revoked_at(p));
		pki_must(X509_REVOKED_set_serialNumber(
			     r, X509_get_serialNumber(p->revoked[i])) == 1 &&
			X509_REVOKED_set_revocationDate(r, t) == 1 &&
			X509_CRL_add0_revoked(c, r) == 1,
		    "a CRL");
	}
	pki_crl_more(c, p->crl_more, t);
	if (p->crl_delta)
		pki_must(X509_CRL_add1_ext_i2d(c, NID_delta_crl, number, 1, 0) ==
			1,
		    "a delta CRL");
	X509V3_set_ctx(&ctx, by->cert, NULL, NULL, c, 0);
	aki = X509V3_EXT_conf_nid(
	    NULL, &ctx, NID_authority_key_identifier, "keyid:always");
	pki_must(aki != NULL && X509_CRL_add_ext(c, aki, -1) == 1 &&
		X509_CRL_add1_ext_i2d(c, NID_crl_number, number, 0, 0) == 1 &&
		X509_CRL_sort(c) == 1 &&
		X509_CRL_sign(c, by->key, EVP_sha256()) > 0,
	    "a CRL");
	n = i2d_X509_CRL(c, &der);
	pki_must(n > 0, "a CRL");
	buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
	X509_EXTENSION_free(aki);
	ASN1_INTEGER_free(number);
	ASN1_TIME_free(t);
	X509_CRL_free(c);
}

/* The answer to an OCSP request over certificates of the CA. */
static inline void
pki_ocsp(const struct pki *p, const void *der, size_t len, struct buf *out)
{
	const unsigned char *at = der;
	OCSP_REQUEST *q = d2i_OCSP_REQUEST(NULL, &at, (long)len);
	OCSP_BASICRESP *b = OCSP_BASICRESP_new();
	ASN1_TIME *from = ASN1_TIME_new(), *to = ASN1_TIME_new();
	ASN1_TIME *when = ASN1_TIME_new();
	OCSP_RESPONSE *r;
	unsigned char *answer = NULL;
	size_t k;
	int i, n;

	pki_must(q != NULL, "an OCSP request");
	pki_time(from, p->now_utc_ms - 60000);
	pki_time(to, p->now_utc_ms + (int64_t)7 * 86400000);
	pki_time(when, pki_revoked_at(p));
	for (i = 0; i < OCSP_request_onereq_count(q); i++) {
		OCSP_CERTID *id =
		    OCSP_onereq_get0_id(OCSP_request_onereq_get0(q, i));
		ASN1_INTEGER *serial = NULL;
		bool bad = false;

		pki_must(OCSP_id_get0_info(NULL, NULL, NULL, &serial, id) == 1,
		    "an OCSP request");
		for (k = 0; k < p->n_revoked; k++)
			bad = bad ||
			    ASN1_INTEGER_cmp(serial,
				X509_get_serialNumber(p->revoked[k])) == 0;
		pki_must(OCSP_basic_add1_status(b, id,
			     bad                   ? V_OCSP_CERTSTATUS_REVOKED
				 : p->ocsp_unknown ? V_OCSP_CERTSTATUS_UNKNOWN
						   : V_OCSP_CERTSTATUS_GOOD,
			     bad ? OCSP_REVOKED_STATUS_KEYCOMPROMISE : 0,
			     bad ? when : NULL, from, to) != NULL,
		    "an OCSP answer");
	}
	(void)OCSP_copy_nonce(b, q);
	pki_must(OCSP_basic_sign(
		     b, p->ocsp.cert, p->ocsp.key, EVP_sha256(), NULL, 0) == 1,
	    "an OCSP answer");
	r = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, b);
	pki_must(r != NULL, "an OCSP answer");
	n = i2d_OCSP_RESPONSE(r, &answer);
	buf_add(out, answer, (size_t)n);
	OPENSSL_free(answer);
	OCSP_RESPONSE_free(r);
	OCSP_BASICRESP_free(b);
	OCSP_REQUEST_free(q);
	ASN1_TIME_free(from);
	ASN1_TIME_free(to);
	ASN1_TIME_free(when);
}

static inline ASN1_INTEGER *
pki_tsa_serial(struct TS_resp_ctx *ctx, void *arg)
{
	ASN1_INTEGER *n = ASN1_INTEGER_new();

	(void)ctx;
	(void)ASN1_INTEGER_set(n, ++((struct pki *)arg)->serial);
	return n;
}

static inline int
pki_tsa_time(struct TS_resp_ctx *ctx, void *arg, long *sec, long *usec)
{
	const struct pki *p = arg;

	(void)ctx;
	*sec = (long)((p->now_utc_ms + p->tsa_shift_ms) / 1000);
	*usec = 0;
	return 1;
}

static inline void
pki_tsa_policies(TS_RESP_CTX *ctx)
{
	static const char *const names[] = { "1.2.3.4.1", "1.2.3.4.2" };
	ASN1_OBJECT *o;
	size_t i;

	for (i = 0; i < 2; i++) {
		o = OBJ_txt2obj(names[i], 1);
		pki_must((i == 0 ? TS_RESP_CTX_set_def_policy(ctx, o)
				 : TS_RESP_CTX_add_policy(ctx, o)) == 1,
		    "a policy");
		ASN1_OBJECT_free(o);
	}
}

/* The answer to a time-stamp request. */
static inline void
pki_tsa(struct pki *p, const void *der, size_t len, struct buf *out)
{
	TS_RESP_CTX *ctx = TS_RESP_CTX_new();
	STACK_OF(X509) *chain = sk_X509_new_null();
	BIO *in = BIO_new_mem_buf(der, (int)len);
	unsigned char *answer = NULL;
	TS_RESP *r;
	int n;

	pki_must(ctx != NULL && sk_X509_push(chain, p->ca.cert) > 0 &&
		TS_RESP_CTX_set_signer_cert(ctx, p->tsa.cert) == 1 &&
		TS_RESP_CTX_set_signer_key(ctx, p->tsa.key) == 1 &&
		TS_RESP_CTX_set_certs(ctx, chain) == 1 &&
		TS_RESP_CTX_set_signer_digest(
		    ctx, p->tsa_sha1 ? EVP_sha1() : EVP_sha256()) == 1 &&
		TS_RESP_CTX_set_ess_cert_id_digest(ctx, EVP_sha256()) == 1 &&
		TS_RESP_CTX_set_accuracy(ctx, 1, 0, 0) == 1,
	    "the time-stamp authority");
	pki_tsa_policies(ctx);
	if (!p->tsa_refuses)
		pki_must(TS_RESP_CTX_add_md(ctx, EVP_sha256()) == 1, "SHA-256");
	TS_RESP_CTX_set_serial_cb(ctx, pki_tsa_serial, p);
	TS_RESP_CTX_set_time_cb(ctx, pki_tsa_time, p);
	r = TS_RESP_create_response(ctx, in);
	pki_must(r != NULL, "a time stamp");
	n = i2d_TS_RESP(r, &answer);
	buf_add(out, answer, (size_t)n);
	OPENSSL_free(answer);
	TS_RESP_free(r);
	TS_RESP_CTX_free(ctx);
	sk_X509_free(chain);
	BIO_free(in);
}

/* The request as a bad authority reads it. */
static inline void
pki_tsa_bent(struct pki *p, const void *der, size_t len, struct buf *out)
{
	const unsigned char *at = der;
	TS_REQ *q = d2i_TS_REQ(NULL, &at, (long)len);
	ASN1_INTEGER *nonce = ASN1_INTEGER_new();
	unsigned char *bent = NULL;
	int n;

	pki_must(q != NULL && ASN1_INTEGER_set(nonce, 42) == 1, "a request");
	if (p->tsa_other_nonce)
		pki_must(TS_REQ_set_nonce(q, nonce) == 1, "a nonce");
	if (p->tsa_no_cert)
		pki_must(TS_REQ_set_cert_req(q, 0) == 1, "a request");
	n = i2d_TS_REQ(q, &bent);
	pki_tsa(p, bent, (size_t)n, out);
	OPENSSL_free(bent);
	ASN1_INTEGER_free(nonce);
	TS_REQ_free(q);
}

/* What a web server would say; the HTTP status. */
static inline int
pki_answer(struct pki *p, const char *path, const void *body, size_t n,
    struct buf *out)
{
	unsigned char *der = NULL;
	X509 *x;
	int len;

	if (strcmp(path, "/tsa") == 0) {
		p->stamps++;
		if (p->tsa_fails > 0) {
			p->tsa_fails--;
			return 503;
		}
		pki_tsa_bent(p, body, n, out);
		return 200;
	}
	if (strcmp(path, "/ocsp") == 0) {
		p->ocsps++;
		pki_ocsp(p, body, n, out);
		return 200;
	}
	if (strcmp(path, "/ca.crl") == 0 || strcmp(path, "/root.crl") == 0) {
		p->crls++;
		pki_crl(p, path[1] == 'r', out);
		return 200;
	}
	if (strcmp(path, "/ca.crt") != 0 && strcmp(path, "/root.crt") != 0)
		return 404;
	p->issuers++;
	x = path[1] == 'r' ? p->root.cert : p->ca.cert;
	len = i2d_X509(x, &der);
	buf_add(out, der, (size_t)len);
	OPENSSL_free(der);
	return 200;
}

/* The same for code that takes a poster: no network at all. */
static inline int
pki_post(void *arg, const struct post *q, struct buf *out, struct fault *f)
{
	struct pki *p = arg;
	size_t n = strlen(p->url);
	int status = 404;

	if (strncmp(q->url, p->url, n) == 0)
		status = pki_answer(p, q->url + n, q->body, q->n, out);
	if (status == 200)
		return 0;
	return fault_set(
	    f, FAULT_NET, "%s: want status 200, have %d", q->url, status);
}

/* PEM of a certificate. */
static inline void
pki_pem_cert(X509 *x, struct buf *out)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *p;
	long n;

	pki_must(PEM_write_bio_X509(b, x) == 1, "PEM");
	n = BIO_get_mem_data(b, &p);
	buf_add(out, p, (size_t)n);
	BIO_free(b);
}

/* PEM of a key, under a passphrase or (NULL) none. */
static inline void
pki_pem_key(EVP_PKEY *k, const char *pass, struct buf *out)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *p;
	long n;

	pki_must(PEM_write_bio_PKCS8PrivateKey(b, k,
		     pass == NULL ? NULL : EVP_aes_256_cbc(), pass,
		     pass == NULL ? 0 : (int)strlen(pass), NULL, NULL) == 1,
	    "PEM");
	n = BIO_get_mem_data(b, &p);
	buf_add(out, p, (size_t)n);
	BIO_free(b);
}

#endif /* TESTS_HELP_PKI_H */
