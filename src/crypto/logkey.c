#include "crypto/logkey.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hold.h"
#include "base/hex.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "crypto/sha256.h"

#define LOGKEY_SEED 32
#define ID_HEX ((size_t)2 * LOGKEY_ID)
#define LOGKEY_B64 44 /* of 33 bytes, without padding */

#define LOGKEY_PRIVATE "PRIVATE+KEY+"

/* Name, id, key, two signs and the words before them. */
#define LOGKEY_LINE_MAX (LOGKEY_NAME_MAX + 128)

struct logkey {
	EVP_PKEY *pkey;
	struct vkey pub;
	char vkey[LOGKEY_LINE_MAX];
};

/*= C2SP signed-note: "SHA-256(<name> || 0x0A || <type> || <public key>)[:4]" */
static int
vkey_id(const struct vkey *k, unsigned char out[LOGKEY_ID], struct fault *f)
{
	const unsigned char mid[] = { 0x0a, k->type };
	const struct piece pieces[] = { { k->name, strlen(k->name) },
		{ mid, sizeof(mid) }, { k->pub, LOGKEY_PUB } };
	struct digest d;

	if (sha256_pieces(pieces, 3, &d, f) != 0)
		return -1;
	memcpy(out, d.b, LOGKEY_ID);
	return 0;
}

/* The blanks of Unicode, none of which a name may hold. */
static bool
vkey_blank(uint32_t c)
{
	return c <= 0x20 || c == 0x7f || c == 0x85 || c == 0xa0 ||
	    c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
	    c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/*= C2SP signed-note: "non-empty and not contain any Unicode spaces or plus" */
bool
vkey_name_ok(const char *p, size_t n)
{
	uint32_t c;
	size_t i, k;

	if (n == 0 || n > LOGKEY_NAME_MAX)
		return false;
	for (i = 0; i < n; i += k)
		if ((k = utf8_get(p + i, n - i, &c)) == 0 || vkey_blank(c) ||
		    c == '+')
			return false;
	return true;
}

/* Exactly the base64 of 33 bytes, the first of which is the type. */
/*= C2SP signed-note: "0x01: Ed25519 signatures" */
/*= C2SP signed-note: "0x04: Ed25519 timestamped cosignatures" */
static int
vkey_unbase64(const char *p, size_t n, unsigned char type,
    unsigned char out[LOGKEY_PUB], struct fault *f)
{
	unsigned char raw[LOGKEY_B64 / 4 * 3];
	unsigned char back[LOGKEY_B64 + 1];
	int rc = -1;

	/* Going back must give the same: no blanks, no padding, no slack. */
	if (n != LOGKEY_B64 ||
	    EVP_DecodeBlock(raw, (const unsigned char *)p, LOGKEY_B64) !=
		(int)sizeof(raw) ||
	    EVP_EncodeBlock(back, raw, (int)sizeof(raw)) != LOGKEY_B64 ||
	    memcmp(back, p, LOGKEY_B64) != 0)
		fault_set(f, FAULT_FORMAT,
		    "C2SP signed-note: key: want %d characters of base64, "
		    "have %zu",
		    LOGKEY_B64, n);
	else if (raw[0] != type)
		fault_set(f, FAULT_FORMAT,
		    "C2SP signed-note: key: want type %d (%s), have %d", type,
		    type == VKEY_LOG ? "Ed25519" : "Ed25519 cosignature",
		    raw[0]);
	else
		rc = 0;
	if (rc == 0)
		memcpy(out, raw + 1, LOGKEY_PUB);
	OPENSSL_cleanse(raw, sizeof(raw));
	OPENSSL_cleanse(back, sizeof(back));
	return rc;
}

/* The three parts of a line; base64 may hold "+", so split at the first two. */
static int
vkey_split(const char *p, size_t n, struct vkey *out, const char **key,
    size_t *key_n, struct fault *f)
{
	const char *a, *b;
	char id[2 * LOGKEY_ID + 1];

	if (n > 0 && p[n - 1] == '\n')
		n--;
	a = memchr(p, '+', n);
	b = a == NULL ? NULL : memchr(a + 1, '+', n - (size_t)(a + 1 - p));
	if (b == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "C2SP signed-note: key: want name+id+key in one line");
	if (!vkey_name_ok(p, (size_t)(a - p)))
		return fault_set(f, FAULT_FORMAT,
		    "C2SP signed-note: key: want a name of 1 to %d bytes "
		    "without blanks",
		    LOGKEY_NAME_MAX);
	if ((size_t)(b - (a + 1)) != ID_HEX)
		return fault_set(f, FAULT_FORMAT,
		    "C2SP signed-note: key id: want %zu hex digits, have %td",
		    ID_HEX, b - (a + 1));
	memcpy(out->name, p, (size_t)(a - p));
	out->name[a - p] = '\0';
	memcpy(id, a + 1, ID_HEX);
	id[ID_HEX] = '\0';
	*key = b + 1;
	*key_n = n - (size_t)(b + 1 - p);
	return hex_decode(id, out->id, LOGKEY_ID, f);
}

static int
vkey_id_check(const struct vkey *k, struct fault *f)
{
	unsigned char id[LOGKEY_ID];
	char want[2 * LOGKEY_ID + 1], have[2 * LOGKEY_ID + 1];

	if (vkey_id(k, id, f) != 0)
		return -1;
	if (memcmp(id, k->id, LOGKEY_ID) == 0)
		return 0;
	hex_encode(id, LOGKEY_ID, want);
	hex_encode(k->id, LOGKEY_ID, have);
	return fault_set(f, FAULT_FORMAT,
	    "C2SP signed-note: key id: want %s, have %s", want, have);
}

static int
vkey_parse_type(const char *p, size_t n, unsigned char type, struct vkey *out,
    struct fault *f)
{
	struct vkey k = { .type = type };
	const char *key;
	size_t key_n;

	if (vkey_split(p, n, &k, &key, &key_n, f) != 0 ||
	    vkey_unbase64(key, key_n, type, k.pub, f) != 0 ||
	    vkey_id_check(&k, f) != 0)
		return -1;
	*out = k;
	return 0;
}

int
vkey_parse(const char *p, size_t n, struct vkey *out, struct fault *f)
{
	return vkey_parse_type(p, n, VKEY_LOG, out, f);
}

int
vkey_parse_witness(const char *p, size_t n, struct vkey *out, struct fault *f)
{
	return vkey_parse_type(p, n, VKEY_WITNESS, out, f);
}

int
vkey_check(const struct vkey *k, const void *p, size_t n,
    const unsigned char sig[LOGKEY_SIG], bool *out, struct fault *f)
{
	EVP_PKEY *pkey = NULL;
	EVP_MD_CTX *ctx = NULL;
	int rc = -1;

	pkey = EVP_PKEY_new_raw_public_key(
	    EVP_PKEY_ED25519, NULL, k->pub, LOGKEY_PUB);
	ctx = EVP_MD_CTX_new();
	if (pkey == NULL || ctx == NULL ||
	    EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) != 1) {
		fault_set(f, FAULT_CRYPTO, "log key: cannot verify with it");
		goto out;
	}
	*out = EVP_DigestVerify(ctx, sig, LOGKEY_SIG, p, n) == 1;
	rc = 0;
out:
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return rc;
}

/* id, type byte and key as the tail of a line: "+id+base64". */
static void
logkey_tail(const unsigned char id[LOGKEY_ID],
    const unsigned char key[LOGKEY_PUB], char *out)
{
	unsigned char raw[1 + LOGKEY_PUB];

	raw[0] = VKEY_LOG;
	memcpy(raw + 1, key, LOGKEY_PUB);
	*out++ = '+';
	hex_encode(id, LOGKEY_ID, out);
	out += ID_HEX;
	*out++ = '+';
	(void)EVP_EncodeBlock((unsigned char *)out, raw, (int)sizeof(raw));
	OPENSSL_cleanse(raw, sizeof(raw));
}

static int
logkey_finish(struct logkey *k, struct fault *f)
{
	size_t n = strlen(k->pub.name);

	if (vkey_id(&k->pub, k->pub.id, f) != 0)
		return -1;
	memcpy(k->vkey, k->pub.name, n);
	logkey_tail(k->pub.id, k->pub.pub, k->vkey + n);
	return 0;
}

static int
logkey_public(struct logkey *k, struct fault *f)
{
	size_t n = LOGKEY_PUB;

	if (EVP_PKEY_get_raw_public_key(k->pkey, k->pub.pub, &n) != 1 ||
	    n != LOGKEY_PUB)
		return fault_set(
		    f, FAULT_CRYPTO, "log key: no public half to be had");
	return 0;
}

static int
logkey_new_name(struct logkey *k, const char *stem, struct fault *f)
{
	struct digest d;
	size_t n = strlen(stem);

	if (n + 1 + 16 > LOGKEY_NAME_MAX || !vkey_name_ok(stem, n))
		return fault_set(f, FAULT_FORMAT,
		    "log key: want a stem without blanks, have \"%.64s\"",
		    stem);
	if (sha256_of(k->pub.pub, LOGKEY_PUB, &d, f) != 0)
		return -1;
	memcpy(k->pub.name, stem, n);
	k->pub.name[n] = '/';
	hex_encode(d.b, 8, k->pub.name + n + 1);
	return 0;
}

/* The name given, or one made of stem and key. */
static int
logkey_make(
    const char *name, const char *stem, struct logkey **out, struct fault *f)
{
	struct logkey *k = mem_new(1, sizeof(*k));
	int rc = -1;

	k->pub.type = VKEY_LOG;
	if ((k->pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")) == NULL) {
		fault_set(f, FAULT_CRYPTO, "log key: cannot make one");
		goto out;
	}
	if (logkey_public(k, f) != 0)
		goto out;
	if (name != NULL)
		memcpy(k->pub.name, name, strlen(name) + 1);
	else if (logkey_new_name(k, stem, f) != 0)
		goto out;
	if (logkey_finish(k, f) != 0)
		goto out;
	*out = k;
	k = NULL;
	rc = 0;
out:
	logkey_free(k);
	return rc;
}

int
logkey_new(const char *stem, struct logkey **out, struct fault *f)
{
	return logkey_make(NULL, stem, out, f);
}

int
logkey_named(const char *name, struct logkey **out, struct fault *f)
{
	if (!vkey_name_ok(name, strlen(name)))
		return fault_set(f, FAULT_FORMAT,
		    "log key: want a name of 1 to %d bytes without blanks, "
		    "have \"%.64s\"",
		    LOGKEY_NAME_MAX, name);
	return logkey_make(name, NULL, out, f);
}

int
logkey_parse(const char *p, size_t n, struct logkey **out, struct fault *f)
{
	struct logkey *k = mem_new(1, sizeof(*k));
	const size_t skip = sizeof(LOGKEY_PRIVATE) - 1;
	unsigned char seed[LOGKEY_SEED];
	const char *key;
	size_t key_n;
	int rc = -1;

	k->pub.type = VKEY_LOG;
	if (n <= skip || memcmp(p, LOGKEY_PRIVATE, skip) != 0) {
		fault_set(f, FAULT_FORMAT,
		    "log key: want a line that begins %s", LOGKEY_PRIVATE);
		goto out;
	}
	if (vkey_split(p + skip, n - skip, &k->pub, &key, &key_n, f) != 0 ||
	    vkey_unbase64(key, key_n, VKEY_LOG, seed, f) != 0)
		goto out;
	k->pkey = EVP_PKEY_new_raw_private_key(
	    EVP_PKEY_ED25519, NULL, seed, sizeof(seed));
	if (k->pkey == NULL) {
		fault_set(f, FAULT_CRYPTO, "log key: cannot be read");
		goto out;
	}
	if (logkey_public(k, f) != 0 || vkey_id_check(&k->pub, f) != 0 ||
	    logkey_finish(k, f) != 0)
		goto out;
	*out = k;
	k = NULL;
	rc = 0;
out:
	OPENSSL_cleanse(seed, sizeof(seed));
	logkey_free(k);
	return rc;
}

void
logkey_free(struct logkey *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_free(k->pkey);
	OPENSSL_cleanse(k, sizeof(*k));
	free(k);
}

const char *
logkey_name(const struct logkey *k)
{
	return k->pub.name;
}

const char *
logkey_vkey(const struct logkey *k)
{
	return k->vkey;
}

int
logkey_save(const struct logkey *k, const char *path, struct fault *f)
{
	unsigned char seed[LOGKEY_SEED];
	char line[LOGKEY_LINE_MAX];
	const size_t skip = sizeof(LOGKEY_PRIVATE) - 1;
	size_t n = sizeof(seed), name_n = strlen(k->pub.name);
	int rc = -1;

	if (EVP_PKEY_get_raw_private_key(k->pkey, seed, &n) != 1 ||
	    n != sizeof(seed)) {
		fault_set(f, FAULT_CRYPTO, "log key: cannot be written");
		goto out;
	}
	memcpy(line, LOGKEY_PRIVATE, skip);
	memcpy(line + skip, k->pub.name, name_n);
	logkey_tail(k->pub.id, seed, line + skip + name_n);
	n = strlen(line);
	line[n++] = '\n';
	hold_sweep(path);
	rc = file_create(path, line, n, 0600, f);
out:
	OPENSSL_cleanse(seed, sizeof(seed));
	OPENSSL_cleanse(line, sizeof(line));
	return rc;
}

int
logkey_sign(const struct logkey *k, const void *p, size_t n,
    unsigned char sig[LOGKEY_SIG], struct fault *f)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t len = LOGKEY_SIG;
	int rc = -1;

	if (ctx == NULL ||
	    EVP_DigestSignInit(ctx, NULL, NULL, NULL, k->pkey) != 1 ||
	    EVP_DigestSign(ctx, sig, &len, p, n) != 1 || len != LOGKEY_SIG)
		fault_set(f, FAULT_CRYPTO, "log key: cannot sign");
	else
		rc = 0;
	EVP_MD_CTX_free(ctx);
	return rc;
}
