#include "crypto/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/file.h"
#include "base/mem.h"
#include "crypto_in.h"

/* An RSA-16384 key in PEM takes 13 KB; nothing we sign with is larger. */
#define KEY_FILE_MAX 65536

/* Weaker RSA keys are refused by every judge of a PAdES signature. */
#define KEY_RSA_MIN 2048
#define KEY_RSA_MAX 16384

int
key_take(EVP_PKEY *pkey, const char *what, struct key **out, struct fault *f)
{
	char group[64] = "";
	struct key *k;
	enum key_kind kind;
	int bits = EVP_PKEY_get_bits(pkey);

	if (EVP_PKEY_is_a(pkey, "RSA")) {
		kind = KEY_RSA;
		if (bits < KEY_RSA_MIN || bits > KEY_RSA_MAX)
			return fault_set(f, FAULT_FORMAT,
			    "%s: want an RSA key of %d to %d bits, have %d",
			    what, KEY_RSA_MIN, KEY_RSA_MAX, bits);
	} else if (EVP_PKEY_is_a(pkey, "EC")) {
		kind = KEY_P256;
		if (EVP_PKEY_get_group_name(pkey, group, sizeof(group), NULL) !=
			1 ||
		    strcmp(group, "prime256v1") != 0) {
			ERR_clear_error();
			return fault_set(f, FAULT_FORMAT,
			    "%s: want the curve P-256, have %s", what,
			    group[0] != '\0' ? group : "one without a name");
		}
	} else {
		return fault_set(f, FAULT_FORMAT,
		    "%s: want an EC P-256 or RSA key, have %s", what,
		    EVP_PKEY_get0_type_name(pkey) != NULL
			? EVP_PKEY_get0_type_name(pkey)
			: "another kind");
	}
	k = mem_new(1, sizeof(*k));
	k->pkey = pkey;
	k->kind = kind;
	k->bits = bits;
	if (kind == KEY_RSA)
		(void)snprintf(k->title, sizeof(k->title), "RSA %d", bits);
	else
		(void)snprintf(k->title, sizeof(k->title), "EC P-256");
	*out = k;
	return 0;
}

/* There is no passphrase to give: say that one was asked for. */
static int
key_no_passphrase(char *buf, int size, int rwflag, void *asked)
{
	(void)buf;
	(void)size;
	(void)rwflag;
	*(int *)asked = 1;
	return -1;
}

int
key_parse(const void *pem, size_t n, const char *what, struct key **out,
    struct fault *f)
{
	EVP_PKEY *pkey = NULL;
	BIO *bio = NULL;
	int asked = 0, rc = -1;

	if (n > KEY_FILE_MAX) {
		fault_set(f, FAULT_LIMIT, "%s: want at most %d bytes, have %zu",
		    what, KEY_FILE_MAX, n);
		goto out;
	}
	if ((bio = BIO_new_mem_buf(pem, (int)n)) == NULL) {
		crypto_fault(f, "%s", what);
		goto out;
	}
	pkey = PEM_read_bio_PrivateKey(bio, NULL, key_no_passphrase, &asked);
	if (pkey == NULL) {
		ERR_clear_error();
		fault_set(f, FAULT_FORMAT,
		    asked ? "%s: want a key without a passphrase, have an "
			    "encrypted one"
			  : "%s: want a private key in PEM, have none",
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
key_open(const char *path, struct key **out, struct fault *f)
{
	struct buf b;
	int rc;

	buf_init(&b, KEY_FILE_MAX);
	rc = file_read_secret(path, &b, f);
	if (rc == 0)
		rc = key_parse(b.data, b.len, path, out, f);
	if (b.data != NULL)
		OPENSSL_cleanse(b.data, b.len);
	buf_free(&b);
	return rc;
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
