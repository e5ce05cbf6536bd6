#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "crypto/key.h"
#include "crypto_in.h"

/* A key and a chain of certificates; more is no signer's file. */
#define P12_MAX 262144

static int
p12_cert(struct certs *l, X509 *x, struct fault *f)
{
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der), rc = -1;

	if (n <= 0)
		crypto_fault(f, "a certificate cannot be read");
	else
		rc = certs_add_der(l, der, (size_t)n, f);
	OPENSSL_free(der);
	return rc;
}

/* Does this passphrase open it?  An empty one may be written in two ways. */
static bool
p12_opens(PKCS12 *p, const struct secret *pass)
{
	bool yes = pass == NULL
	    ? PKCS12_verify_mac(p, NULL, 0) == 1 ||
		PKCS12_verify_mac(p, "", 0) == 1
	    : PKCS12_verify_mac(p, pass->p, (int)pass->n) == 1;

	ERR_clear_error();
	return yes;
}

static int
p12_take(PKCS12 *p, const char *pass, const char *what, struct key **out,
    struct certs **certs, struct fault *f)
{
	STACK_OF(X509) *more = NULL;
	struct certs *l = certs_new();
	EVP_PKEY *key = NULL;
	X509 *own = NULL;
	int i, rc = -1;

	if (PKCS12_parse(p, pass, &key, &own, &more) != 1) {
		/* RC2 and its like are in OpenSSL 3's legacy provider only. */
		crypto_fault(f,
		    "%s: its encryption is one of the past; write it anew "
		    "with openssl pkcs12 -legacy -in … | openssl pkcs12 "
		    "-export",
		    what);
		goto out;
	}
	if (key == NULL || own == NULL) {
		fault_set(f, FAULT_FORMAT,
		    "%s: want a private key and its certificate, have %s", what,
		    key == NULL ? "no key" : "no certificate");
		goto out;
	}
	if (p12_cert(l, own, f) != 0)
		goto out;
	for (i = 0; i < sk_X509_num(more); i++)
		if (p12_cert(l, sk_X509_value(more, i), f) != 0)
			goto out;
	if (key_take(key, what, out, f) != 0)
		goto out;
	key = NULL;
	*certs = l;
	l = NULL;
	rc = 0;
out:
	EVP_PKEY_free(key);
	X509_free(own);
	sk_X509_pop_free(more, X509_free);
	certs_free(l);
	return rc;
}

int
key_load_p12(const struct key_source *s, struct key **out, struct certs **certs,
    struct fault *f)
{
	struct secret file = { NULL, 0, 0 }, pass = { NULL, 0, 0 };
	const unsigned char *at;
	PKCS12 *p = NULL;
	int rc = -1;

	if (secret_read(s->p12, P12_MAX, &file, f) != 0)
		goto out;
	at = (const unsigned char *)file.p;
	p = d2i_PKCS12(NULL, &at, (long)file.n);
	if (p == NULL) {
		ERR_clear_error();
		fault_set(
		    f, FAULT_FORMAT, "%s: this is no PKCS#12 file", s->p12);
		goto out;
	}
	if (s->pass_file == NULL && p12_opens(p, NULL)) {
		rc = p12_take(p, "", s->p12, out, certs, f);
		goto out;
	}
	if (key_pass(s, s->p12, &pass, f) != 0)
		goto out;
	if (!p12_opens(p, &pass)) {
		fault_set(f, FAULT_CRYPTO,
		    "%s: the passphrase does not open it", s->p12);
		goto out;
	}
	rc = p12_take(p, pass.p, s->p12, out, certs, f);
out:
	PKCS12_free(p);
	secret_free(&file);
	secret_free(&pass);
	return rc;
}
