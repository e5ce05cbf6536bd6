#include <stdlib.h>
#include <string.h>

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/mem.h"
#include "crypto/sha256.h"
#include "crypto_in.h"

/* Digests that a signature may be made with; the weak ones are reported. */
static const struct digest_kind digests[] = {
	{ "1.2.840.113549.2.5", "MD5", "MD5", true },
	{ "1.3.14.3.2.26", "SHA1", "SHA-1", true },
	{ "1.3.36.3.2.1", "RIPEMD160", "RIPEMD-160", true },
	{ "2.16.840.1.101.3.4.2.4", "SHA224", "SHA-224", false },
	{ "2.16.840.1.101.3.4.2.1", "SHA256", "SHA-256", false },
	{ "2.16.840.1.101.3.4.2.2", "SHA384", "SHA-384", false },
	{ "2.16.840.1.101.3.4.2.3", "SHA512", "SHA-512", false },
	{ "2.16.840.1.101.3.4.2.6", "SHA512-256", "SHA-512/256", false },
	{ "2.16.840.1.101.3.4.2.7", "SHA3-224", "SHA3-224", false },
	{ "2.16.840.1.101.3.4.2.8", "SHA3-256", "SHA3-256", false },
	{ "2.16.840.1.101.3.4.2.9", "SHA3-384", "SHA3-384", false },
	{ "2.16.840.1.101.3.4.2.10", "SHA3-512", "SHA3-512", false },
	{ "2.16.840.1.101.3.4.2.12", "SHAKE256", "SHAKE256", false },
};

/* Larger keys are nobody's, and cost seconds: RSA and DSA are cubic. */
#define RSA_BITS_MAX 8192
#define DSA_BITS_MAX 4096

#define RSA_TITLE "RSA PKCS#1 v1.5"

static const struct {
	const char *oid;
	struct scheme s;
} schemes[] = {
	{ "1.2.840.113549.1.1.1", { SCHEME_RSA, NULL, RSA_TITLE, 0, NULL } },
	{ "1.2.840.113549.1.1.4", { SCHEME_RSA, "MD5", RSA_TITLE, 0, NULL } },
	{ "1.2.840.113549.1.1.5", { SCHEME_RSA, "SHA1", RSA_TITLE, 0, NULL } },
	{ "1.3.14.3.2.29", { SCHEME_RSA, "SHA1", RSA_TITLE, 0, NULL } },
	{ "1.3.36.3.3.1.2", { SCHEME_RSA, "RIPEMD160", RSA_TITLE, 0, NULL } },
	{ "1.2.840.113549.1.1.14",
	    { SCHEME_RSA, "SHA224", RSA_TITLE, 0, NULL } },
	{ "1.2.840.113549.1.1.11",
	    { SCHEME_RSA, "SHA256", RSA_TITLE, 0, NULL } },
	{ "1.2.840.113549.1.1.12",
	    { SCHEME_RSA, "SHA384", RSA_TITLE, 0, NULL } },
	{ "1.2.840.113549.1.1.13",
	    { SCHEME_RSA, "SHA512", RSA_TITLE, 0, NULL } },
	{ "2.16.840.1.101.3.4.3.13",
	    { SCHEME_RSA, "SHA3-224", RSA_TITLE, 0, NULL } },
	{ "2.16.840.1.101.3.4.3.14",
	    { SCHEME_RSA, "SHA3-256", RSA_TITLE, 0, NULL } },
	{ "2.16.840.1.101.3.4.3.15",
	    { SCHEME_RSA, "SHA3-384", RSA_TITLE, 0, NULL } },
	{ "2.16.840.1.101.3.4.3.16",
	    { SCHEME_RSA, "SHA3-512", RSA_TITLE, 0, NULL } },
	{ "1.2.840.113549.1.1.10", { SCHEME_PSS, NULL, "RSA-PSS", 20, NULL } },
	{ "1.2.840.10045.2.1", { SCHEME_ECDSA, NULL, "ECDSA", 0, NULL } },
	{ "1.2.840.10045.4.1", { SCHEME_ECDSA, "SHA1", "ECDSA", 0, NULL } },
	{ "1.2.840.10045.4.3.1", { SCHEME_ECDSA, "SHA224", "ECDSA", 0, NULL } },
	{ "1.2.840.10045.4.3.2", { SCHEME_ECDSA, "SHA256", "ECDSA", 0, NULL } },
	{ "1.2.840.10045.4.3.3", { SCHEME_ECDSA, "SHA384", "ECDSA", 0, NULL } },
	{ "1.2.840.10045.4.3.4", { SCHEME_ECDSA, "SHA512", "ECDSA", 0, NULL } },
	{ "2.16.840.1.101.3.4.3.9",
	    { SCHEME_ECDSA, "SHA3-224", "ECDSA", 0, NULL } },
	{ "2.16.840.1.101.3.4.3.10",
	    { SCHEME_ECDSA, "SHA3-256", "ECDSA", 0, NULL } },
	{ "2.16.840.1.101.3.4.3.11",
	    { SCHEME_ECDSA, "SHA3-384", "ECDSA", 0, NULL } },
	{ "2.16.840.1.101.3.4.3.12",
	    { SCHEME_ECDSA, "SHA3-512", "ECDSA", 0, NULL } },
	{ "0.4.0.127.0.7.1.1.4.1.1",
	    { SCHEME_ECDSA_PLAIN, "SHA1", "ECDSA (plain)", 0, NULL } },
	{ "0.4.0.127.0.7.1.1.4.1.2",
	    { SCHEME_ECDSA_PLAIN, "SHA224", "ECDSA (plain)", 0, NULL } },
	{ "0.4.0.127.0.7.1.1.4.1.3",
	    { SCHEME_ECDSA_PLAIN, "SHA256", "ECDSA (plain)", 0, NULL } },
	{ "0.4.0.127.0.7.1.1.4.1.4",
	    { SCHEME_ECDSA_PLAIN, "SHA384", "ECDSA (plain)", 0, NULL } },
	{ "0.4.0.127.0.7.1.1.4.1.5",
	    { SCHEME_ECDSA_PLAIN, "SHA512", "ECDSA (plain)", 0, NULL } },
	{ "1.2.840.10040.4.1", { SCHEME_DSA, NULL, "DSA", 0, NULL } },
	{ "1.2.840.10040.4.3", { SCHEME_DSA, "SHA1", "DSA", 0, NULL } },
	{ "2.16.840.1.101.3.4.3.1", { SCHEME_DSA, "SHA224", "DSA", 0, NULL } },
	{ "2.16.840.1.101.3.4.3.2", { SCHEME_DSA, "SHA256", "DSA", 0, NULL } },
	/*= RFC 8419 section 3.1: with signed attributes, SHA-512 */
	{ "1.3.101.112", { SCHEME_ED25519, "SHA512", "Ed25519", 0, NULL } },
	/*= RFC 8419 section 3.1: SHAKE256 with 512 bits of output */
	{ "1.3.101.113", { SCHEME_ED448, "SHAKE256", "Ed448", 0, NULL } },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The OID and what stands behind it in an AlgorithmIdentifier. */
static bool
algorithm_open(const struct tlv *id, char oid[OID_TEXT], struct ber *rest)
{
	struct tlv t;

	*rest = ber_inside(id);
	if (id->tag != BER_SEQUENCE || !ber_take(rest, BER_OID, &t))
		return false;
	ber_oid_text(&t, oid);
	return oid[0] != '\0';
}

/* No parameters, or NULL. */
static bool
parameters_none(struct ber rest)
{
	return rest.n == 0 ||
	    (rest.n == 2 && rest.p[0] == 0x05 && rest.p[1] == 0);
}

const struct digest_kind *
algorithm_digest(const struct tlv *id)
{
	/*= RFC 8702 section 3.1: id-shake256-len with an output of 512 bits */
	static const unsigned char bits512[] = { 0x02, 0x02, 0x02, 0x00 };
	char oid[OID_TEXT];
	struct ber rest;
	size_t i;

	if (!algorithm_open(id, oid, &rest))
		return NULL;
	if (strcmp(oid, "2.16.840.1.101.3.4.2.18") == 0 &&
	    rest.n == sizeof(bits512) &&
	    memcmp(rest.p, bits512, sizeof(bits512)) == 0)
		return algorithm_digest_named("SHAKE256");
	for (i = 0; i < COUNT(digests); i++)
		if (strcmp(digests[i].oid, oid) == 0)
			return parameters_none(rest) ? &digests[i] : NULL;
	return NULL;
}

const struct digest_kind *
algorithm_digest_named(const char *evp)
{
	size_t i;

	for (i = 0; i < COUNT(digests); i++)
		if (strcmp(digests[i].evp, evp) == 0)
			return &digests[i];
	return NULL;
}

bool
algorithm_is_signature(const struct tlv *id)
{
	char oid[OID_TEXT];
	struct ber rest;
	size_t i;

	if (!algorithm_open(id, oid, &rest))
		return false;
	for (i = 0; i < COUNT(schemes); i++)
		if (strcmp(schemes[i].oid, oid) == 0)
			return true;
	return false;
}

/*
 *= RFC 4055 section 3.1: hashAlgorithm [0], maskGenAlgorithm [1], saltLength
 *= [2], trailerField [3]; SHA-1, MGF1 with SHA-1, 20 and 1 where absent
 */
static int
algorithm_pss(struct ber rest, struct scheme *s)
{
	static const char mgf1[] = "1.2.840.113549.1.1.8";
	const struct digest_kind *hash = algorithm_digest_named("SHA1");
	const struct digest_kind *mask = hash;
	struct tlv t, id;
	struct ber in, mgf;
	char oid[OID_TEXT];

	if (hash == NULL || !ber_take(&rest, BER_SEQUENCE, &t) || rest.n != 0)
		return -1;
	rest = ber_inside(&t);
	if (ber_take(&rest, BER_CONTEXT(0), &t)) {
		in = ber_inside(&t);
		if (!ber_take(&in, BER_SEQUENCE, &id) || in.n != 0 ||
		    (hash = algorithm_digest(&id)) == NULL)
			return -1;
	}
	if (ber_take(&rest, BER_CONTEXT(1), &t)) {
		in = ber_inside(&t);
		if (!ber_take(&in, BER_SEQUENCE, &id) || in.n != 0 ||
		    !algorithm_open(&id, oid, &mgf) || strcmp(oid, mgf1) != 0 ||
		    !ber_take(&mgf, BER_SEQUENCE, &id) || mgf.n != 0 ||
		    (mask = algorithm_digest(&id)) == NULL)
			return -1;
	}
	if (ber_take(&rest, BER_CONTEXT(2), &t)) {
		in = ber_inside(&t);
		if (!ber_take(&in, BER_INTEGER, &id) || in.n != 0 ||
		    id.n == 0 || id.n > 2 || id.p[0] > 0x7f)
			return -1;
		s->salt = id.n == 1 ? id.p[0] : id.p[0] << 8 | id.p[1];
	}
	if (ber_take(&rest, BER_CONTEXT(3), &t)) {
		in = ber_inside(&t);
		if (!ber_take(&in, BER_INTEGER, &id) || in.n != 0 ||
		    id.n != 1 || id.p[0] != 1)
			return -1;
	}
	if (rest.n != 0)
		return -1;
	s->digest = hash->evp;
	s->mgf = mask->evp;
	return 0;
}

int
algorithm_scheme(const struct tlv *id, struct scheme *out, char oid[OID_TEXT])
{
	struct ber rest;
	size_t i;

	if (!algorithm_open(id, oid, &rest))
		return -1;
	for (i = 0; i < COUNT(schemes); i++) {
		if (strcmp(schemes[i].oid, oid) != 0)
			continue;
		*out = schemes[i].s;
		if (out->kind == SCHEME_PSS)
			return algorithm_pss(rest, out);
		/* A curve or a group may stand with its key's OID, and so do
		 * those of BSI TR-03111 in the field. */
		return (out->digest == NULL && out->kind != SCHEME_RSA) ||
			out->kind == SCHEME_ECDSA_PLAIN || parameters_none(rest)
		    ? 0
		    : -1;
	}
	return -1;
}

int
algorithm_hash(const struct digest_kind *d, const struct piece *pieces,
    size_t n, unsigned char out[ALGORITHM_DIGEST_MAX], size_t *len,
    struct fault *f)
{
	EVP_MD *md = EVP_MD_fetch(NULL, d->evp, NULL);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned got = 0;
	size_t i;
	int rc = -1;

	if (md == NULL || ctx == NULL || EVP_DigestInit_ex2(ctx, md, NULL) != 1)
		goto bad;
	for (i = 0; i < n; i++)
		if (EVP_DigestUpdate(ctx, pieces[i].p, pieces[i].n) != 1)
			goto bad;
	if ((EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF) != 0) {
		got = ALGORITHM_DIGEST_MAX;
		if (EVP_DigestFinalXOF(ctx, out, got) != 1)
			goto bad;
	} else if (EVP_MD_get_size(md) > ALGORITHM_DIGEST_MAX ||
	    EVP_DigestFinal_ex(ctx, out, &got) != 1) {
		goto bad;
	}
	*len = got;
	rc = 0;
	goto out;
bad:
	crypto_fault(f, "%s cannot be computed", d->title);
out:
	EVP_MD_CTX_free(ctx);
	EVP_MD_free(md);
	return rc;
}

/* The DER form of r || s; 0 where the two are not of equal length. */
static size_t
plain_to_der(struct piece value, unsigned char **out)
{
	const unsigned char *p = value.p;
	ECDSA_SIG *sig = ECDSA_SIG_new();
	BIGNUM *a = NULL, *b = NULL;
	int n = 0;

	*out = NULL;
	if (sig != NULL && value.n > 0 && value.n % 2 == 0 && value.n < 1024) {
		a = BN_bin2bn(p, (int)(value.n / 2), NULL);
		b = BN_bin2bn(p + value.n / 2, (int)(value.n / 2), NULL);
		if (a != NULL && b != NULL && ECDSA_SIG_set0(sig, a, b) == 1) {
			a = b = NULL;
			n = i2d_ECDSA_SIG(sig, out);
		}
	}
	BN_free(a);
	BN_free(b);
	ECDSA_SIG_free(sig);
	return n > 0 ? (size_t)n : 0;
}

static bool
scheme_fits(const struct scheme *s, EVP_PKEY *k)
{
	switch (s->kind) {
	case SCHEME_RSA:
		return EVP_PKEY_is_a(k, "RSA") &&
		    EVP_PKEY_get_bits(k) <= RSA_BITS_MAX;
	case SCHEME_PSS:
		return (EVP_PKEY_is_a(k, "RSA") ||
			   EVP_PKEY_is_a(k, "RSA-PSS")) &&
		    EVP_PKEY_get_bits(k) <= RSA_BITS_MAX;
	case SCHEME_ECDSA:
	case SCHEME_ECDSA_PLAIN:
		return EVP_PKEY_is_a(k, "EC");
	case SCHEME_DSA:
		return EVP_PKEY_is_a(k, "DSA") &&
		    EVP_PKEY_get_bits(k) <= DSA_BITS_MAX;
	case SCHEME_ED25519:
		return EVP_PKEY_is_a(k, "ED25519");
	case SCHEME_ED448:
		return EVP_PKEY_is_a(k, "ED448");
	}
	return false;
}

static bool
scheme_padding(const struct scheme *s, EVP_PKEY_CTX *ctx)
{
	if (s->kind == SCHEME_RSA)
		return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) ==
		    1;
	if (s->kind != SCHEME_PSS)
		return true;
	return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
	    EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, s->salt) == 1 &&
	    EVP_PKEY_CTX_set_rsa_mgf1_md_name(ctx, s->mgf, NULL) == 1;
}

/* One way or the other: bytes whole, or their digest. */
static bool
verify_run(const struct scheme *s, const char *evp_digest, EVP_PKEY *k,
    struct piece value, struct piece what, bool is_digest)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *ctx = NULL;
	bool pure = s->kind == SCHEME_ED25519 || s->kind == SCHEME_ED448;
	bool yes = false;

	if (is_digest) {
		ctx = EVP_PKEY_CTX_new_from_pkey(NULL, k, NULL);
		yes = ctx != NULL && !pure && EVP_PKEY_verify_init(ctx) == 1 &&
		    scheme_padding(s, ctx) &&
		    EVP_PKEY_CTX_set_signature_md(
			ctx, EVP_get_digestbyname(evp_digest)) == 1 &&
		    EVP_PKEY_verify(ctx, value.p, value.n, what.p, what.n) == 1;
		EVP_PKEY_CTX_free(ctx);
	} else {
		yes = md != NULL &&
		    EVP_DigestVerifyInit_ex(md, &ctx, pure ? NULL : evp_digest,
			NULL, NULL, k, NULL) == 1 &&
		    scheme_padding(s, ctx) &&
		    EVP_DigestVerify(md, value.p, value.n, what.p, what.n) == 1;
	}
	EVP_MD_CTX_free(md);
	return yes;
}

static bool
verify_any(const struct scheme *s, const char *evp_digest, const struct cert *c,
    struct piece value, struct piece what, bool is_digest)
{
	EVP_PKEY *k = X509_get0_pubkey(c->x);
	unsigned char *der = NULL;
	bool yes = false;

	if (k == NULL || !scheme_fits(s, k))
		goto out;
	if (s->kind == SCHEME_ECDSA_PLAIN) {
		value.n = plain_to_der(value, &der);
		value.p = der;
	}
	yes =
	    value.n > 0 && verify_run(s, evp_digest, k, value, what, is_digest);
out:
	OPENSSL_free(der);
	ERR_clear_error();
	return yes;
}

bool
algorithm_verify(const struct scheme *s, const char *evp_digest,
    const struct cert *c, struct piece value, struct piece bytes)
{
	return verify_any(s, evp_digest, c, value, bytes, false);
}

bool
algorithm_verify_digest(const struct scheme *s, const char *evp_digest,
    const struct cert *c, struct piece value, struct piece digest)
{
	return verify_any(s, evp_digest, c, value, digest, true);
}
