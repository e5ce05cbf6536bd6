#include "crypto/cert.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/mem.h"
#include "crypto/sha256.h"
#include "crypto_in.h"

/* A bundle of every public root is 220 KB; nobody trusts more in one file. */
#define CERTS_FILE_MAX (4u << 20)

/* Chains have three or four; a file of trusted roots may hold a bundle. */
#define CERTS_MAX 1024

/* A serial has at most 20 octets (RFC 5280 section 4.1.2.2); CAs erred. */
#define CERT_SERIAL_MAX 31

int
cert_from_der(
    const unsigned char *p, size_t n, struct cert **out, struct fault *f)
{
	const unsigned char *at = p;
	struct cert *c;
	X509 *x;

	if (n > CERTS_FILE_MAX || (x = d2i_X509(NULL, &at, (long)n)) == NULL)
		return crypto_fault(f, "a certificate cannot be read");
	if (at != p + n) {
		X509_free(x);
		return fault_set(f, FAULT_FORMAT, "bytes follow a certificate");
	}
	c = mem_new(1, sizeof(*c));
	c->x = x;
	c->der = mem_dup(p, n);
	c->len = n;
	if (sha256_of(p, n, &c->sha, f) != 0) {
		cert_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

void
cert_free(struct cert *c)
{
	if (c == NULL)
		return;
	X509_free(c->x);
	free(c->der);
	free(c);
}

struct certs *
certs_new(void)
{
	return mem_new(1, sizeof(struct certs));
}

void
certs_free(struct certs *l)
{
	size_t i;

	if (l == NULL)
		return;
	for (i = 0; i < l->n; i++)
		cert_free(l->items[i]);
	free(l->items);
	free(l);
}

void
certs_push_take(struct certs *l, struct cert *c)
{
	l->items = mem_grow(l->items, l->n + 1, sizeof(struct cert *));
	l->items[l->n++] = c;
}

size_t
certs_count(const struct certs *l)
{
	return l == NULL ? 0 : l->n;
}

const struct cert *
certs_at(const struct certs *l, size_t i)
{
	return l->items[i];
}

int
certs_add(struct certs *l, const struct cert *c, struct fault *f)
{
	struct cert *copy = NULL;
	size_t i;

	for (i = 0; i < l->n; i++)
		if (digest_equal(&l->items[i]->sha, &c->sha))
			return 0;
	if (cert_from_der(c->der, c->len, &copy, f) != 0)
		return -1;
	certs_push_take(l, copy);
	return 0;
}

int
certs_add_der(
    struct certs *l, const unsigned char *p, size_t n, struct fault *f)
{
	struct cert *c = NULL;

	if (cert_from_der(p, n, &c, f) != 0)
		return -1;
	certs_push_take(l, c);
	return 0;
}

/* One PEM block into the list; *more is 0 when there is none left. */
static int
certs_next(
    BIO *bio, struct certs *l, const char *what, int *more, struct fault *f)
{
	char *name = NULL, *header = NULL;
	unsigned char *der = NULL;
	struct cert *c = NULL;
	long n = 0;
	int rc = -1;

	if (PEM_read_bio(bio, &name, &header, &der, &n) != 1) {
		unsigned long code = ERR_peek_last_error();

		*more = 0;
		rc = 0;
		if (ERR_GET_REASON(code) != PEM_R_NO_START_LINE)
			rc = crypto_fault(f, "%s: a PEM block is broken", what);
		ERR_clear_error();
		goto out;
	}
	*more = 1;
	if (strcmp(name, PEM_STRING_X509) != 0) {
		fault_set(f, FAULT_FORMAT, "%s: want certificates, have \"%s\"",
		    what, name);
		goto out;
	}
	if (l->n == CERTS_MAX) {
		fault_set(f, FAULT_LIMIT,
		    "%s: want at most %d certificates, have more", what,
		    CERTS_MAX);
		goto out;
	}
	if (cert_from_der(der, (size_t)n, &c, f) != 0) {
		fault_under(f, "%s", what);
		goto out;
	}
	certs_push_take(l, c);
	rc = 0;
out:
	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_free(der);
	return rc;
}

int
certs_parse(const void *pem, size_t n, const char *what, struct certs **out,
    struct fault *f)
{
	struct certs *l = certs_new();
	BIO *bio = NULL;
	int more = 1, rc = -1;

	if (n > CERTS_FILE_MAX) {
		fault_set(f, FAULT_LIMIT, "%s: want at most %u bytes, have %zu",
		    what, CERTS_FILE_MAX, n);
		goto out;
	}
	if ((bio = BIO_new_mem_buf(pem, (int)n)) == NULL) {
		crypto_fault(f, "%s", what);
		goto out;
	}
	while (more)
		if (certs_next(bio, l, what, &more, f) != 0)
			goto out;
	if (l->n == 0) {
		fault_set(f, FAULT_FORMAT,
		    "%s: want a certificate in PEM, have none", what);
		goto out;
	}
	*out = l;
	l = NULL;
	rc = 0;
out:
	BIO_free(bio);
	certs_free(l);
	return rc;
}

int
certs_open(const char *path, struct certs **out, struct fault *f)
{
	struct buf b;
	int rc;

	buf_init(&b, CERTS_FILE_MAX);
	rc = file_read(path, &b, f);
	if (rc == 0)
		rc = certs_parse(b.data, b.len, path, out, f);
	buf_free(&b);
	return rc;
}

int
cert_time(const ASN1_TIME *t, int64_t *out_utc_ms, struct fault *f)
{
	struct civil c = { 0 };
	struct tm tm;

	if (ASN1_TIME_to_tm(t, &tm) != 1)
		return crypto_fault(f, "a time in a certificate is broken");
	c.year = tm.tm_year + 1900;
	c.month = tm.tm_mon + 1;
	c.day = tm.tm_mday;
	c.hour = tm.tm_hour;
	c.minute = tm.tm_min;
	c.second = tm.tm_sec;
	*out_utc_ms = clock_from_civil(&c);
	return 0;
}

/*
 * A name on one line.  XN_FLAG_RFC2253 escapes control characters and keeps
 * UTF-8, so that it may go to a terminal.
 */
static void
cert_name(const X509_NAME *name, char out[CERT_NAME])
{
	BIO *bio = BIO_new(BIO_s_mem());
	int n = 0;

	out[0] = '\0';
	if (bio != NULL &&
	    X509_NAME_print_ex(bio, name, 0,
		(XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) |
		    ASN1_STRFLGS_UTF8_CONVERT) >= 0)
		n = BIO_read(bio, out, CERT_NAME - 1);
	out[n > 0 ? n : 0] = '\0';
	BIO_free(bio);
	ERR_clear_error();
}

/* The value of the last attribute of that kind, escaped like a name. */
static bool
cert_name_part(const X509_NAME *name, int nid, char out[CERT_NAME])
{
	const X509_NAME_ENTRY *e;
	BIO *bio;
	int at, last = -1, n = 0;

	while ((at = X509_NAME_get_index_by_NID(name, nid, last)) >= 0)
		last = at;
	if (last < 0 || (bio = BIO_new(BIO_s_mem())) == NULL)
		return false;
	e = X509_NAME_get_entry(name, last);
	if (ASN1_STRING_print_ex(bio, X509_NAME_ENTRY_get_data(e),
		ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_UTF8_CONVERT) >= 0)
		n = BIO_read(bio, out, CERT_NAME - 1);
	BIO_free(bio);
	ERR_clear_error();
	out[n > 0 ? n : 0] = '\0';
	return n > 0;
}

void
name_called(const X509_NAME *name, char out[CERT_NAME])
{
	if (!cert_name_part(name, NID_commonName, out) &&
	    !cert_name_part(name, NID_organizationName, out))
		cert_name(name, out);
}

void
cert_called(const X509 *x, char out[CERT_NAME])
{
	name_called(X509_get_subject_name(x), out);
}

static void
cert_key_words(X509 *x, char *out, size_t n)
{
	EVP_PKEY *k = X509_get0_pubkey(x);
	char group[64] = "";

	if (k == NULL) {
		(void)snprintf(out, n, "unknown");
	} else if (EVP_PKEY_is_a(k, "EC") &&
	    EVP_PKEY_get_group_name(k, group, sizeof(group), NULL) == 1) {
		(void)snprintf(out, n, "EC %.32s",
		    strcmp(group, "prime256v1") == 0 ? "P-256" : group);
	} else {
		(void)snprintf(out, n, "%s %d",
		    EVP_PKEY_get0_type_name(k) != NULL
			? EVP_PKEY_get0_type_name(k)
			: "unknown",
		    EVP_PKEY_get_bits(k));
	}
	ERR_clear_error();
}

static bool
cert_has_extension(const X509 *x, const char *oid)
{
	ASN1_OBJECT *o = OBJ_txt2obj(oid, 1);
	bool has = o != NULL && X509_get_ext_by_OBJ(x, o, -1) >= 0;

	ASN1_OBJECT_free(o);
	return has;
}

static bool
cert_weak_digest(X509 *x)
{
	int digest = NID_undef;

	if (X509_get_signature_info(x, &digest, NULL, NULL, NULL) != 1)
		return false;
	return digest == NID_md5 || digest == NID_sha1;
}

int
cert_look(const struct cert *c, struct cert_view *out, struct fault *f)
{
	const X509_NAME *subject = X509_get_subject_name(c->x);
	const ASN1_INTEGER *serial = X509_get0_serialNumber(c->x);
	struct cert_view v = { .sha = c->sha };
	uint32_t usage;
	int n = ASN1_STRING_length(serial);

	if (cert_time(X509_get0_notBefore(c->x), &v.from_utc_ms, f) != 0 ||
	    cert_time(X509_get0_notAfter(c->x), &v.to_utc_ms, f) != 0)
		return -1;
	cert_name(subject, v.subject);
	cert_name(X509_get_issuer_name(c->x), v.issuer);
	cert_called(c->x, v.name);
	if (n > CERT_SERIAL_MAX)
		n = CERT_SERIAL_MAX;
	hex_encode(ASN1_STRING_get0_data(serial), (size_t)n, v.serial);
	cert_key_words(c->x, v.key, sizeof(v.key));
	v.ca = X509_check_ca(c->x) == 1;
	/* All bits are set where the extension is absent. */
	usage = X509_get_key_usage(c->x);
	v.signs =
	    (usage &
		(X509v3_KU_DIGITAL_SIGNATURE | X509v3_KU_NON_REPUDIATION)) != 0;
	v.content_commitment = (usage & X509v3_KU_NON_REPUDIATION) != 0;
	v.no_rev_avail = cert_has_extension(c->x, "2.5.29.56");
	v.weak_digest = cert_weak_digest(c->x);
	ERR_clear_error();
	*out = v;
	return 0;
}

const struct digest *
cert_sha(const struct cert *c)
{
	return &c->sha;
}

const unsigned char *
cert_der(const struct cert *c, size_t *n)
{
	*n = c->len;
	return c->der;
}

int
cert_pem(const struct cert *c, struct buf *out, struct fault *f)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *p = NULL;
	long n;
	int rc = -1;

	if (bio == NULL || PEM_write_bio_X509(bio, c->x) != 1 ||
	    (n = BIO_get_mem_data(bio, &p)) <= 0) {
		crypto_fault(f, "a certificate cannot be written");
		goto out;
	}
	buf_add(out, p, (size_t)n);
	rc = 0;
out:
	BIO_free(bio);
	return rc;
}

bool
cert_fits(const struct cert *c, const struct key *k)
{
	EVP_PKEY *public = X509_get0_pubkey(c->x);
	bool fits = public != NULL && EVP_PKEY_eq(public, k->pkey) == 1;

	ERR_clear_error();
	return fits;
}
