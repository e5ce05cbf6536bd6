#include "crypto/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "base/mem.h"
#include "crypto_in.h"

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

int
key_to_pss(struct key *k, struct fault *f)
{
	if (k->kind != KEY_RSA && k->kind != KEY_PSS)
		return fault_set(f, FAULT_FORMAT,
		    "RSA-PSS wants an RSA key, have %s", k->title);
	k->kind = KEY_PSS;
	key_name(k);
	return 0;
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
