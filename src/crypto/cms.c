#include "crypto/cms.h"

#include <stdlib.h>

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crypto_in.h"

/* A ContentInfo of ours holds a chain of at most 16 certificates of at most
 * 64 KB; what is larger fits no PDF signature either. */
#define CMS_MAX (1u << 20)
#define CMS_CHAIN_MAX 16

/* Object identifiers, whole TLVs. */
static const unsigned char oid_data[] = { 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7,
	0x0d, 1, 7, 1 };
static const unsigned char oid_signed_data[] = { 0x06, 9, 0x2a, 0x86, 0x48,
	0x86, 0xf7, 0x0d, 1, 7, 2 };
static const unsigned char oid_content_type[] = { 0x06, 9, 0x2a, 0x86, 0x48,
	0x86, 0xf7, 0x0d, 1, 9, 3 };
static const unsigned char oid_message_digest[] = { 0x06, 9, 0x2a, 0x86, 0x48,
	0x86, 0xf7, 0x0d, 1, 9, 4 };
static const unsigned char oid_signing_time[] = { 0x06, 9, 0x2a, 0x86, 0x48,
	0x86, 0xf7, 0x0d, 1, 9, 5 };
static const unsigned char oid_signing_certificate_v2[] = { 0x06, 11, 0x2a,
	0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 47 };

static const unsigned char oid_stamp_token[] = { 0x06, 11, 0x2a, 0x86, 0x48,
	0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14 };

/*= RFC 5754 section 2: SHA-2 algorithm identifiers omit their parameters. */
#define SHA2_ID(n) 0x30, 11, 0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, (n)
static const unsigned char alg_sha256[] = { SHA2_ID(1) };
static const unsigned char alg_sha384[] = { SHA2_ID(2) };
static const unsigned char alg_sha512[] = { SHA2_ID(3) };
/*= RFC 5754 section 3.3: ecdsa-with-SHA256 and -SHA384 have no parameters. */
static const unsigned char alg_ecdsa_sha256[] = { 0x30, 10, 0x06, 8, 0x2a, 0x86,
	0x48, 0xce, 0x3d, 4, 3, 2 };
static const unsigned char alg_ecdsa_sha384[] = { 0x30, 10, 0x06, 8, 0x2a, 0x86,
	0x48, 0xce, 0x3d, 4, 3, 3 };
/*= RFC 5754 section 3.2: sha256WithRSAEncryption has NULL parameters. */
static const unsigned char alg_rsa_sha256[] = { 0x30, 13, 0x06, 9, 0x2a, 0x86,
	0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 0x05, 0 };
/*= RFC 4056 section 3: the digest of the mask is that of the content, and the
 *= salt is as long as it. */
static const unsigned char alg_pss_sha256[] = { 0x30, 0x41, 0x06, 9, 0x2a, 0x86,
	0x48, 0x86, 0xf7, 0x0d, 1, 1, 10, 0x30, 0x34, 0xa0, 15, 0x30, 13, 0x06,
	9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 0x05, 0, 0xa1, 28, 0x30, 26,
	0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8, 0x30, 13, 0x06, 9,
	0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 0x05, 0, 0xa2, 3, 0x02, 1, 32 };
/*= RFC 8419 section 3.1: id-Ed25519 without parameters, SHA-512 with signed
 *= attributes */
static const unsigned char alg_ed25519[] = { 0x30, 5, 0x06, 3, 0x2b, 0x65,
	0x70 };

/* What goes with each kind of key. */
#define BYTES(a) a, sizeof(a)
static const struct cms_suite {
	const char *digest; /* EVP name */
	const unsigned char *digest_id;
	size_t digest_id_len;
	const unsigned char *signature_id;
	size_t signature_id_len;
} suites[KEY_KINDS] = {
	[KEY_P256] = { "SHA256", BYTES(alg_sha256), BYTES(alg_ecdsa_sha256) },
	[KEY_P384] = { "SHA384", BYTES(alg_sha384), BYTES(alg_ecdsa_sha384) },
	[KEY_RSA] = { "SHA256", BYTES(alg_sha256), BYTES(alg_rsa_sha256) },
	[KEY_PSS] = { "SHA256", BYTES(alg_sha256), BYTES(alg_pss_sha256) },
	[KEY_ED25519] = { "SHA512", BYTES(alg_sha512), BYTES(alg_ed25519) },
};

static const unsigned char version_1[] = { 0x02, 1, 1 };

#define PUT(b, bytes) buf_add((b), (bytes), sizeof(bytes))

/* Attribute ::= SEQUENCE { type, SET { value } } */
static void
cms_attribute(struct buf *out, const unsigned char *oid, size_t oid_len,
    const struct buf *value)
{
	struct buf body;

	buf_init(&body, CMS_MAX);
	buf_add(&body, oid, oid_len);
	der_put_buf(&body, 0x31, value);
	der_put_buf(out, 0x30, &body);
	buf_free(&body);
}

/* The DER of a name and of a serial number: IssuerAndSerialNumber. */
static int
cms_issuer_serial(const struct cert *c, struct buf *issuer, struct buf *serial,
    struct fault *f)
{
	unsigned char *p = NULL;
	int n;

	if ((n = i2d_X509_NAME(X509_get_issuer_name(c->x), &p)) <= 0)
		return crypto_fault(f, "the issuer's name cannot be written");
	buf_add(issuer, p, (size_t)n);
	OPENSSL_free(p);
	p = NULL;
	if ((n = i2d_ASN1_INTEGER(X509_get_serialNumber(c->x), &p)) <= 0)
		return crypto_fault(f, "the serial number cannot be written");
	buf_add(serial, p, (size_t)n);
	OPENSSL_free(p);
	return 0;
}

/*
 *= RFC 5035 section 3: SigningCertificateV2 names the signer's certificate by
 *= its digest, SHA-256 being the default, and by issuer and serial number.
 */
static void
cms_ess(struct buf *out, const struct cert *c, const struct buf *issuer,
    const struct buf *serial)
{
	struct buf a, b, id;

	buf_init(&a, CMS_MAX);
	buf_init(&b, CMS_MAX);
	buf_init(&id, CMS_MAX);
	der_put(&id, 0x04, c->sha.b, sizeof(c->sha.b));
	/* IssuerSerial: GeneralNames with one directoryName, then serial. */
	der_put_buf(&a, 0xa4, issuer);
	der_put_buf(&b, 0x30, &a);
	buf_add(&b, serial->data, serial->len);
	der_put_buf(&id, 0x30, &b);
	buf_free(&a);
	buf_free(&b);
	der_put_buf(&a, 0x30, &id);
	der_put_buf(&b, 0x30, &a);
	der_put_buf(out, 0x30, &b);
	buf_free(&a);
	buf_free(&b);
	buf_free(&id);
}

/*= RFC 5652 section 11.3: UTCTime from 1950 through 2049, else
 *= GeneralizedTime */
static void
cms_time(struct buf *out, int64_t utc_ms)
{
	const struct civil c = clock_civil(utc_ms);
	const bool utc = c.year >= 1950 && c.year < 2050;
	struct buf text;

	buf_init(&text, 64);
	buf_fmt(&text, "%04d%02d%02d%02d%02d%02dZ", c.year, c.month, c.day,
	    c.hour, c.minute, c.second);
	der_put(out, utc ? 0x17 : 0x18, text.data + (utc ? 2 : 0),
	    text.len - (utc ? 2 : 0));
	buf_free(&text);
}

/* The signed attributes as a SET OF in DER order. */
static void
cms_signed_attributes(struct buf *out, const struct cms_signer *s,
    const struct piece *content, const struct buf *issuer,
    const struct buf *serial)
{
	struct buf attr[4], value;
	struct der_item items[4];
	size_t n = s->has_time ? 4 : 3, i;

	for (i = 0; i < 4; i++)
		buf_init(&attr[i], CMS_MAX);
	buf_init(&value, CMS_MAX);
	PUT(&value, oid_data);
	cms_attribute(
	    &attr[0], oid_content_type, sizeof(oid_content_type), &value);
	buf_free(&value);
	der_put(&value, 0x04, content->p, content->n);
	cms_attribute(
	    &attr[1], oid_message_digest, sizeof(oid_message_digest), &value);
	buf_free(&value);
	cms_ess(&value, s->cert, issuer, serial);
	cms_attribute(&attr[2], oid_signing_certificate_v2,
	    sizeof(oid_signing_certificate_v2), &value);
	buf_free(&value);
	cms_time(&value, s->time_utc_ms);
	cms_attribute(
	    &attr[3], oid_signing_time, sizeof(oid_signing_time), &value);
	buf_free(&value);
	for (i = 0; i < n; i++)
		items[i] = (struct der_item){ attr[i].data, attr[i].len };
	der_put_set(out, 0x31, items, n);
	for (i = 0; i < 4; i++)
		buf_free(&attr[i]);
}

static bool
cms_padding(const struct key *k, EVP_PKEY_CTX *ctx)
{
	return k->kind != KEY_PSS ||
	    (EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
		EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) ==
		    1 &&
		EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha256()) == 1);
}

static int
cms_value(const struct key *k, const struct buf *attributes, struct buf *out,
    struct fault *f)
{
	const EVP_MD *md = k->kind == KEY_ED25519
	    ? NULL
	    : EVP_get_digestbyname(suites[k->kind].digest);
	EVP_MD_CTX *ctx = NULL;
	EVP_PKEY_CTX *pctx = NULL;
	unsigned char *sig = NULL;
	size_t n = 0;
	int rc = -1;

	if ((ctx = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestSignInit(ctx, &pctx, md, NULL, k->pkey) != 1 ||
	    !cms_padding(k, pctx) ||
	    EVP_DigestSign(ctx, NULL, &n, attributes->data, attributes->len) !=
		1) {
		crypto_fault(f, "the key cannot sign");
		goto out;
	}
	sig = mem_new(n, 1);
	if (EVP_DigestSign(ctx, sig, &n, attributes->data, attributes->len) !=
	    1) {
		crypto_fault(f, "the key cannot sign");
		goto out;
	}
	buf_add(out, sig, n);
	rc = 0;
out:
	free(sig);
	EVP_MD_CTX_free(ctx);
	return rc;
}

/*
 *= RFC 3161 appendix A: id-aa-timeStampToken, over the signature value
 */
static int
cms_stamp(const struct cms_signer *s, const struct buf *value, struct buf *out,
    struct fault *f)
{
	struct tsp_token t = { .n = 0 };
	struct buf attribute, der;
	struct digest d;
	int rc = -1;

	buf_init(&attribute, CMS_MAX);
	buf_init(&der, CMS_MAX);
	if (sha256_of(value->data, value->len, &d, f) != 0 ||
	    tsp_ask(s->stamp, &d, s->now_utc_ms, &t, NULL, f) != 0)
		goto out;
	buf_add(&der, t.der, t.n);
	cms_attribute(
	    &attribute, oid_stamp_token, sizeof(oid_stamp_token), &der);
	der_put_buf(out, 0xa1, &attribute);
	if (s->token != NULL) {
		tsp_token_free(s->token);
		*s->token = t;
		t = (struct tsp_token){ .n = 0 };
	}
	rc = 0;
out:
	tsp_token_free(&t);
	buf_free(&attribute);
	buf_free(&der);
	return rc;
}

/* SignerInfo, version 1: named by issuer and serial number. */
static int
cms_signer_info(struct buf *out, const struct cms_signer *s,
    const struct piece *content, struct fault *f)
{
	const struct cms_suite *suite = &suites[s->key->kind];
	struct buf issuer, serial, sid, attributes, body, value;
	int rc = -1;

	buf_init(&issuer, CMS_MAX);
	buf_init(&serial, CMS_MAX);
	buf_init(&sid, CMS_MAX);
	buf_init(&attributes, CMS_MAX);
	buf_init(&body, CMS_MAX);
	buf_init(&value, CMS_MAX);
	if (cms_issuer_serial(s->cert, &issuer, &serial, f) != 0)
		goto out;
	buf_add(&sid, issuer.data, issuer.len);
	buf_add(&sid, serial.data, serial.len);
	cms_signed_attributes(&attributes, s, content, &issuer, &serial);
	if (buf_check(&attributes, "signed attributes", f) != 0)
		goto out;
	PUT(&body, version_1);
	der_put_buf(&body, 0x30, &sid);
	buf_add(&body, suite->digest_id, suite->digest_id_len);
	buf_add(&body, attributes.data, attributes.len);
	/*= RFC 5652 section 5.4: signed is the SET OF, sent is the IMPLICIT
	 *= [0] in its place. */
	body.data[body.len - attributes.len] = 0xa0;
	buf_add(&body, suite->signature_id, suite->signature_id_len);
	if (cms_value(s->key, &attributes, &value, f) != 0)
		goto out;
	der_put_buf(&body, 0x04, &value);
	if (s->stamp != NULL && cms_stamp(s, &value, &body, f) != 0)
		goto out;
	der_put_buf(out, 0x30, &body);
	rc = 0;
out:
	buf_free(&issuer);
	buf_free(&serial);
	buf_free(&sid);
	buf_free(&attributes);
	buf_free(&body);
	buf_free(&value);
	return rc;
}

/* certificates [0]: the signer's and its chain's, each once. */
static int
cms_certificates(struct buf *out, const struct cms_signer *s, struct fault *f)
{
	struct der_item items[CMS_CHAIN_MAX + 1];
	size_t n = 0, i;
	const struct cert *c;

	if (certs_count(s->chain) > CMS_CHAIN_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "the chain: want at most %d certificates, have %zu",
		    CMS_CHAIN_MAX, certs_count(s->chain));
	items[n++] = (struct der_item){ s->cert->der, s->cert->len };
	for (i = 0; i < certs_count(s->chain); i++) {
		c = certs_at(s->chain, i);
		if (!digest_equal(&c->sha, &s->cert->sha))
			items[n++] = (struct der_item){ c->der, c->len };
	}
	der_put_set(out, 0xa0, items, n);
	return 0;
}

int
cms_sign(const struct cms_signer *s, const struct piece *pieces, size_t n,
    struct buf *out, struct fault *f)
{
	const struct cms_suite *suite = &suites[s->key->kind];
	unsigned char hash[ALGORITHM_DIGEST_MAX];
	struct piece digest = { hash, 0 };
	struct buf body, info, tmp;
	int rc = -1;

	buf_init(&body, CMS_MAX);
	buf_init(&info, CMS_MAX);
	buf_init(&tmp, CMS_MAX);

	if (algorithm_hash(algorithm_digest_named(suite->digest), pieces, n,
		hash, &digest.n, f) != 0)
		goto out;

	/* SignedData: version, digests, no content, certificates, signer */
	PUT(&body, version_1);
	der_put(&body, 0x31, suite->digest_id, suite->digest_id_len);
	der_put(&body, 0x30, oid_data, sizeof(oid_data));
	if (cms_certificates(&body, s, f) != 0 ||
	    cms_signer_info(&info, s, &digest, f) != 0)
		goto out;
	der_put_buf(&body, 0x31, &info);

	/* ContentInfo around it */
	der_put_buf(&tmp, 0x30, &body);
	buf_free(&body);
	PUT(&body, oid_signed_data);
	der_put_buf(&body, 0xa0, &tmp);
	if (buf_check(&body, "the signature", f) != 0)
		goto out;
	der_put_buf(out, 0x30, &body);
	rc = buf_check(out, "the signature", f);
out:
	buf_free(&body);
	buf_free(&info);
	buf_free(&tmp);
	return rc;
}

/* Attributes, identifiers and lengths beside certificates, names, signature
 * value and stamp take some 300 bytes. */
#define CMS_FRAME 512

size_t
cms_estimate(const struct cms_signer *s, size_t stamp)
{
	size_t n = CMS_FRAME + s->cert->len, i;

	/* The issuer's name stands in the signer and in its attributes. */
	n += 2 * (size_t)i2d_X509_NAME(X509_get_issuer_name(s->cert->x), NULL);
	for (i = 0; i < certs_count(s->chain); i++)
		n += certs_at(s->chain, i)->len;
	n += (size_t)EVP_PKEY_get_size(s->key->pkey);
	return s->stamp != NULL ? n + stamp : n;
}
