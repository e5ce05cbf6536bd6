#include "crypto/trial.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "crypto/random.h"
#include "crypto_in.h"

#define DAY_MS ((int64_t)86400000)

/* X.520 ub-common-name, in characters. */
#define TRIAL_NAME_MAX 64

/* Long enough for any trial, short enough that nobody comes to rely on it. */
#define TRIAL_SIGNER_DAYS 400
#define TRIAL_ROOT_DAYS 3650

struct trial_make {
	const struct trial_request *r;
	EVP_PKEY *root_key, *signer_key;
	X509 *root, *signer;
	X509_CRL *crl;
};

static EVP_PKEY *
trial_key(enum trial_type type)
{
	return type == TRIAL_RSA3072
	    ? EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)3072)
	    : EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
}

static int
trial_time(ASN1_TIME *out, int64_t utc_ms)
{
	struct civil c = clock_civil(utc_ms);
	char text[64];

	/*= RFC 5280 section 4.1.2.5: UTCTime through 2049, then
	 *= GeneralizedTime; this function chooses. */
	(void)snprintf(text, sizeof(text), "%04d%02d%02d%02d%02d%02dZ", c.year,
	    c.month, c.day, c.hour, c.minute, c.second);
	return ASN1_TIME_set_string_X509(out, text);
}

/*= RFC 5280 section 4.1.2.2: positive, unique, at most 20 octets. */
static int
trial_serial(X509 *x, struct fault *f)
{
	unsigned char b[16];
	BIGNUM *n;
	int ok;

	if (random_bytes(b, sizeof(b), f) != 0)
		return -1;
	b[0] = (unsigned char)((b[0] & 0x7f) | 0x40);
	n = BN_bin2bn(b, sizeof(b), NULL);
	ok = n != NULL &&
	    BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x)) != NULL;
	BN_free(n);
	return ok ? 0 : crypto_fault(f, "the serial number cannot be made");
}

static int
trial_name(X509 *x, const char *name, const char *suffix, struct fault *f)
{
	X509_NAME *n = X509_get_subject_name(x);
	struct buf cn;
	int ok;

	buf_init(&cn, 512);
	buf_fmt(&cn, "%s%s", name, suffix);
	ok = !cn.over &&
	    X509_NAME_add_entry_by_NID(n, NID_commonName, MBSTRING_UTF8,
		cn.data, (int)cn.len, -1, 0) == 1;
	buf_free(&cn);
	return ok ? 0 : crypto_fault(f, "the name \"%s\" cannot be used", name);
}

struct trial_ext {
	int nid;
	const char *value;
};

/* Extensions are read before the certificate is signed, issuer first. */
static int
trial_extensions(
    X509 *x, X509 *issuer, const struct trial_ext *e, struct fault *f)
{
	X509_EXTENSION *ext;
	X509V3_CTX ctx;
	int ok;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	for (; e->value != NULL; e++) {
		ext = X509V3_EXT_conf_nid(NULL, &ctx, e->nid, e->value);
		ok = ext != NULL && X509_add_ext(x, ext, -1) == 1;
		X509_EXTENSION_free(ext);
		if (!ok)
			return crypto_fault(f, "an extension cannot be made");
	}
	return 0;
}

/*= RFC 9608 section 2: noRevAvail is not critical; its value is NULL. */
static int
trial_no_rev_avail(X509 *x, struct fault *f)
{
	static const unsigned char null[] = { 0x05, 0x00 };
	ASN1_OBJECT *oid = OBJ_txt2obj("2.5.29.56", 1);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *ext = NULL;
	int rc = -1;

	if (oid == NULL || value == NULL ||
	    ASN1_OCTET_STRING_set(value, null, sizeof(null)) != 1 ||
	    (ext = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, value)) == NULL ||
	    X509_add_ext(x, ext, -1) != 1) {
		crypto_fault(f, "noRevAvail cannot be made");
		goto out;
	}
	rc = 0;
out:
	X509_EXTENSION_free(ext);
	ASN1_OCTET_STRING_free(value);
	ASN1_OBJECT_free(oid);
	return rc;
}

/* Everything of a certificate but extensions and signature. */
static int
trial_begin(const struct trial_make *m, const char *suffix, int days,
    EVP_PKEY *key, X509 **out, struct fault *f)
{
	X509 *x = X509_new();

	*out = x;
	if (x == NULL || X509_set_version(x, X509_VERSION_3) != 1 ||
	    X509_set_pubkey(x, key) != 1 ||
	    trial_time(X509_getm_notBefore(x), m->r->now_utc_ms - DAY_MS) !=
		1 ||
	    trial_time(
		X509_getm_notAfter(x), m->r->now_utc_ms + days * DAY_MS) != 1)
		return crypto_fault(f, "a certificate cannot be made");
	if (trial_serial(x, f) != 0)
		return -1;
	return trial_name(x, m->r->name, suffix, f);
}

static int
trial_root(struct trial_make *m, struct fault *f)
{
	static const struct trial_ext ext[] = {
		{ NID_basic_constraints, "critical,CA:TRUE" },
		{ NID_key_usage, "critical,keyCertSign,cRLSign" },
		{ NID_subject_key_identifier, "hash" },
		{ 0, NULL },
	};

	if (trial_begin(m, " (trial root)", TRIAL_ROOT_DAYS, m->root_key,
		&m->root, f) != 0)
		return -1;
	if (X509_set_issuer_name(m->root, X509_get_subject_name(m->root)) != 1)
		return crypto_fault(f, "the root cannot be made");
	if (trial_extensions(m->root, m->root, ext, f) != 0)
		return -1;
	if (X509_sign(m->root, m->root_key, EVP_sha256()) <= 0)
		return crypto_fault(f, "the root cannot be signed");
	return 0;
}

static int
trial_signer(struct trial_make *m, struct fault *f)
{
	static const struct trial_ext ext[] = {
		{ NID_basic_constraints, "critical,CA:FALSE" },
		{ NID_key_usage, "critical,digitalSignature,nonRepudiation" },
		{ NID_subject_key_identifier, "hash" },
		{ NID_authority_key_identifier, "keyid:always" },
		/* Judges warn where no issuer is named; .invalid is nowhere
		 * (RFC 2606 section 2), and nothing is to be fetched. */
		{ NID_info_access,
		    "caIssuers;URI:http://trial.invalid/root.crt" },
		{ 0, NULL },
	};

	if (trial_begin(
		m, "", TRIAL_SIGNER_DAYS, m->signer_key, &m->signer, f) != 0)
		return -1;
	if (X509_set_issuer_name(m->signer, X509_get_subject_name(m->root)) !=
	    1)
		return crypto_fault(f, "the signer cannot be made");
	if (trial_extensions(m->signer, m->root, ext, f) != 0)
		return -1;
	if (!m->r->crl && trial_no_rev_avail(m->signer, f) != 0)
		return -1;
	if (X509_sign(m->signer, m->root_key, EVP_sha256()) <= 0)
		return crypto_fault(f, "the signer cannot be signed");
	return 0;
}

/*= RFC 5280 section 5.2.3: a CRL has a number and names its key. */
static int
trial_crl(struct trial_make *m, struct fault *f)
{
	ASN1_INTEGER *number = ASN1_INTEGER_new();
	ASN1_TIME *from = ASN1_TIME_new(), *to = ASN1_TIME_new();
	X509_EXTENSION *aki = NULL;
	X509V3_CTX ctx;
	int rc = -1;

	m->crl = X509_CRL_new();
	X509V3_set_ctx(&ctx, m->root, NULL, NULL, m->crl, 0);
	aki = X509V3_EXT_conf_nid(
	    NULL, &ctx, NID_authority_key_identifier, "keyid:always");
	if (number == NULL || from == NULL || to == NULL || m->crl == NULL ||
	    aki == NULL || ASN1_INTEGER_set(number, 1) != 1 ||
	    X509_CRL_set_version(m->crl, X509_CRL_VERSION_2) != 1 ||
	    X509_CRL_set_issuer_name(m->crl, X509_get_subject_name(m->root)) !=
		1 ||
	    trial_time(from, m->r->now_utc_ms) != 1 ||
	    trial_time(to, m->r->now_utc_ms + TRIAL_SIGNER_DAYS * DAY_MS) !=
		1 ||
	    X509_CRL_set1_lastUpdate(m->crl, from) != 1 ||
	    X509_CRL_set1_nextUpdate(m->crl, to) != 1 ||
	    X509_CRL_add_ext(m->crl, aki, -1) != 1 ||
	    X509_CRL_add1_ext_i2d(m->crl, NID_crl_number, number, 0, 0) != 1 ||
	    X509_CRL_sort(m->crl) != 1 ||
	    X509_CRL_sign(m->crl, m->root_key, EVP_sha256()) <= 0) {
		crypto_fault(f, "the CRL cannot be made");
		goto out;
	}
	rc = 0;
out:
	X509_EXTENSION_free(aki);
	ASN1_INTEGER_free(number);
	ASN1_TIME_free(from);
	ASN1_TIME_free(to);
	return rc;
}

/* The text of a BIO; one in secure use is wiped by OpenSSL when freed. */
static void
trial_take(BIO *bio, struct trial_text *out)
{
	char *p = NULL;
	long n = BIO_get_mem_data(bio, &p);

	out->p = mem_dup(p, (size_t)n);
	out->n = (size_t)n;
}

static int
trial_write(const struct trial_make *m, struct trial *t, struct fault *f)
{
	const struct {
		X509 *cert;
		EVP_PKEY *key;
		X509_CRL *crl;
		struct trial_text *to;
	} all[] = {
		{ m->root, NULL, NULL, &t->root },
		{ NULL, m->root_key, NULL, &t->root_key },
		{ m->signer, NULL, NULL, &t->signer },
		{ NULL, m->signer_key, NULL, &t->signer_key },
		{ NULL, NULL, m->crl, &t->crl },
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		BIO *bio = BIO_new(BIO_s_secmem());
		int ok = bio != NULL;

		if (ok && all[i].cert != NULL)
			ok = PEM_write_bio_X509(bio, all[i].cert);
		if (ok && all[i].key != NULL)
			ok = PEM_write_bio_PKCS8PrivateKey(
			    bio, all[i].key, NULL, NULL, 0, NULL, NULL);
		if (ok && all[i].crl != NULL)
			ok = PEM_write_bio_X509_CRL(bio, all[i].crl);
		if (ok)
			trial_take(bio, all[i].to);
		BIO_free(bio);
		if (!ok)
			return crypto_fault(f, "PEM cannot be written");
	}
	return 0;
}

int
trial_make(const struct trial_request *r, struct trial *t, struct fault *f)
{
	struct trial_make m = { .r = r };
	struct trial made = { .crl = { NULL, 0 } };
	size_t n = strlen(r->name);
	int rc = -1;

	if (n == 0 || !utf8_valid(r->name, n, NULL) ||
	    utf8_count(r->name, n) + strlen(" (trial root)") > TRIAL_NAME_MAX) {
		fault_set(f, FAULT_FORMAT,
		    "name: want 1 to %zu characters of UTF-8",
		    TRIAL_NAME_MAX - strlen(" (trial root)"));
		goto out;
	}
	if ((m.root_key = trial_key(r->type)) == NULL ||
	    (m.signer_key = trial_key(r->type)) == NULL) {
		crypto_fault(f, "a key cannot be made");
		goto out;
	}
	if (trial_root(&m, f) != 0 || trial_signer(&m, f) != 0 ||
	    (r->crl && trial_crl(&m, f) != 0) || trial_write(&m, &made, f) != 0)
		goto out;
	*t = made;
	memset(&made, 0, sizeof(made));
	rc = 0;
out:
	trial_free(&made);
	X509_CRL_free(m.crl);
	X509_free(m.signer);
	X509_free(m.root);
	EVP_PKEY_free(m.signer_key);
	EVP_PKEY_free(m.root_key);
	return rc;
}

static void
trial_wipe(struct trial_text *s)
{
	if (s->p != NULL)
		OPENSSL_cleanse(s->p, s->n);
	free(s->p);
	*s = (struct trial_text){ NULL, 0 };
}

void
trial_free(struct trial *t)
{
	trial_wipe(&t->root);
	trial_wipe(&t->root_key);
	trial_wipe(&t->signer);
	trial_wipe(&t->signer_key);
	trial_wipe(&t->crl);
}
