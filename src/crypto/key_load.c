#include "crypto/key.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "crypto_in.h"

/* An RSA-16384 key in PEM takes 13 KB; nothing we sign with is larger. */
#define KEY_FILE_MAX 65536

/* What OpenSSL is told when it wants a passphrase. */
struct passphrase {
	const struct secret *s; /* NULL: there is none */
	bool asked;
};

static int
key_passphrase(char *buf, int size, int rwflag, void *arg)
{
	struct passphrase *p = arg;

	(void)rwflag;
	p->asked = true;
	if (p->s == NULL || p->s->n > (size_t)size)
		return -1;
	memcpy(buf, p->s->p, p->s->n);
	return (int)p->s->n;
}

/* pass (or NULL) opens it; *asked says that one is needed. */
static int
key_pem(const void *pem, size_t n, const char *what, const struct secret *pass,
    bool *asked, struct key **out, struct fault *f)
{
	struct passphrase p = { .s = pass };
	EVP_PKEY *pkey = NULL;
	BIO *bio = NULL;
	int rc = -1;

	*asked = false;
	if (n > KEY_FILE_MAX) {
		fault_set(f, FAULT_LIMIT, "%s: want at most %d bytes, have %zu",
		    what, KEY_FILE_MAX, n);
		goto out;
	}
	if ((bio = BIO_new_mem_buf(pem, (int)n)) == NULL) {
		crypto_fault(f, "%s", what);
		goto out;
	}
	pkey = PEM_read_bio_PrivateKey(bio, NULL, key_passphrase, &p);
	*asked = p.asked;
	if (pkey == NULL) {
		ERR_clear_error();
		fault_set(f, p.asked ? FAULT_CRYPTO : FAULT_FORMAT,
		    !p.asked ? "%s: want a private key in PEM, have none"
			: pass == NULL
			? "%s: the key is encrypted and no passphrase is given"
			: "%s: the passphrase does not open this key",
		    what);
		goto out;
	}
	if (key_take(pkey, what, out, f) != 0)
		goto out;
	pkey = NULL;
	rc = 0;
out:
	EVP_PKEY_free(pkey);
	BIO_free(bio);
	return rc;
}

int
key_parse(const void *pem, size_t n, const char *what, struct key **out,
    struct fault *f)
{
	bool asked;

	return key_pem(pem, n, what, NULL, &asked, out, f);
}

int
key_open(const char *path, struct key **out, struct fault *f)
{
	const struct key_source s = { .path = path };
	struct certs *none = NULL;
	int rc = key_load(&s, out, &none, f);

	certs_free(none);
	return rc;
}

static int
key_load_pem(const struct key_source *s, struct key **out, struct fault *f)
{
	struct secret file = { NULL, 0, 0 }, pass = { NULL, 0, 0 };
	struct fault first;
	bool asked = false;
	int rc = -1;

	if (secret_read(s->path, KEY_FILE_MAX, &file, f) != 0)
		goto out;
	rc = key_pem(file.p, file.n, s->path, NULL, &asked, out, &first);
	if (rc != 0 && !asked)
		*f = first;
	if (rc != 0 && asked && key_pass(s, s->path, &pass, f) == 0)
		rc = key_pem(file.p, file.n, s->path, &pass, &asked, out, f);
out:
	secret_free(&file);
	secret_free(&pass);
	return rc;
}

int
key_load(const struct key_source *s, struct key **out, struct certs **certs,
    struct fault *f)
{
	struct key *k = NULL;
	int rc;

	*certs = NULL;
	if (s->p12 != NULL)
		rc = key_load_p12(s, &k, certs, f);
	else if (strncmp(s->path, "pkcs11:", 7) == 0)
		rc = key_load_token(s, &k, f);
	else
		rc = key_load_pem(s, &k, f);
	if (rc == 0 && s->pss)
		rc = key_to_pss(k, f);
	if (rc != 0) {
		key_free(k);
		certs_free(*certs);
		*certs = NULL;
		return -1;
	}
	*out = k;
	return 0;
}
