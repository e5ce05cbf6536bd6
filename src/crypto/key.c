#include "crypto/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/mem.h"
#include "crypto_in.h"

/* An RSA-16384 key in PEM takes 13 KB; nothing we sign with is larger. */
#define KEY_FILE_MAX 65536

/* Weaker RSA keys are refused by every judge of a PAdES signature. */
#define KEY_RSA_MIN 2048
#define KEY_RSA_MAX 16384

static int
key_rsa(EVP_PKEY *pkey, const char *what, struct key *k, struct fault *f)
{
	k->kind = EVP_PKEY_is_a(pkey, "RSA-PSS") ? KEY_PSS : KEY_RSA;
	if (k->bits < KEY_RSA_MIN || k->bits > KEY_RSA_MAX)
		return fault_set(f, FAULT_FORMAT,
		    "%s: want an RSA key of %d to %d bits, have %d", what,
		    KEY_RSA_MIN, KEY_RSA_MAX, k->bits);
	(void)snprintf(k->title, sizeof(k->title), "RSA %d", k->bits);
	return 0;
}

static int
key_ec(EVP_PKEY *pkey, const char *what, struct key *k, struct fault *f)
{
	char group[64] = "";

	(void)EVP_PKEY_get_group_name(pkey, group, sizeof(group), NULL);
	ERR_clear_error();
	if (strcmp(group, "prime256v1") == 0)
		k->kind = KEY_P256;
	else if (strcmp(group, "secp384r1") == 0)
		k->kind = KEY_P384;
	else
		return fault_set(f, FAULT_FORMAT,
		    "%s: want the curve P-256 or P-384, have %s", what,
		    group[0] != '\0' ? group : "one without a name");
	(void)snprintf(k->title, sizeof(k->title), "EC P-%d",
	    k->kind == KEY_P256 ? 256 : 384);
	return 0;
}

static void
key_name(struct key *k)
{
	static const char *const forms[KEY_KINDS] = {
		[KEY_P256] = "ECDSA P-256 with SHA-256",
		[KEY_P384] = "ECDSA P-384 with SHA-384",
		[KEY_ED25519] = "Ed25519 with SHA-512",
	};

	if (k->kind == KEY_RSA || k->kind == KEY_PSS)
		(void)snprintf(k->algorithm, sizeof(k->algorithm),
		    "RSA%s %d with SHA-256", k->kind == KEY_PSS ? "-PSS" : "",
		    k->bits);
	else
		(void)snprintf(
		    k->algorithm, sizeof(k->algorithm), "%s", forms[k->kind]);
}

int
key_take(EVP_PKEY *pkey, const char *what, struct key **out, struct fault *f)
{
	struct key k = { .bits = EVP_PKEY_get_bits(pkey) };
	int rc = 0;

	if (EVP_PKEY_is_a(pkey, "RSA") || EVP_PKEY_is_a(pkey, "RSA-PSS")) {
		rc = key_rsa(pkey, what, &k, f);
	} else if (EVP_PKEY_is_a(pkey, "EC")) {
		rc = key_ec(pkey, what, &k, f);
	} else if (EVP_PKEY_is_a(pkey, "ED25519")) {
		k.kind = KEY_ED25519;
		(void)snprintf(k.title, sizeof(k.title), "Ed25519");
	} else {
		rc = fault_set(f, FAULT_FORMAT,
		    "%s: want an EC P-256 or P-384, RSA or Ed25519 key, have "
		    "%s",
		    what,
		    EVP_PKEY_get0_type_name(pkey) != NULL
			? EVP_PKEY_get0_type_name(pkey)
			: "another kind");
	}
	if (rc != 0)
		return -1;
	k.pkey = pkey;
	key_name(&k);
	*out = mem_new(1, sizeof(k));
	**out = k;
	return 0;
}

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

int
key_pass(const struct key_source *s, const char *what, struct secret *out,
    struct fault *f)
{
	if (s->pass_file != NULL)
		return secret_line(s->pass_file, out, f);
	if (s->ask == NULL)
		return fault_set(f, FAULT_CRYPTO,
		    "%s: the key is encrypted and no passphrase is given",
		    what);
	return s->ask(s->arg, what, out, f);
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
	if (rc == 0 && s->pss && k->kind != KEY_RSA && k->kind != KEY_PSS)
		rc = fault_set(f, FAULT_FORMAT,
		    "RSA-PSS wants an RSA key, have %s", k->title);
	if (rc != 0) {
		key_free(k);
		certs_free(*certs);
		*certs = NULL;
		return -1;
	}
	if (s->pss) {
		k->kind = KEY_PSS;
		key_name(k);
	}
	*out = k;
	return 0;
}

void
key_free(struct key *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_free(k->pkey);
	OPENSSL_cleanse(k, sizeof(*k));
	free(k);
}

const char *
key_title(const struct key *k)
{
	return k->title;
}

const char *
key_algorithm(const struct key *k)
{
	return k->algorithm;
}
