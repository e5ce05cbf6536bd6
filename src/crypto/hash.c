#include "crypto/hash.h"

#include <stdlib.h>
#include <strings.h>

#include <openssl/evp.h>

#include "base/mem.h"

struct hash {
	EVP_MD_CTX *ctx;
};

static const EVP_MD *
hash_named(const char *algorithm)
{
	static const struct {
		const char *name, *with_hyphen;
		const EVP_MD *(*md)(void);
	} known[] = {
		{ "md5", "md-5", EVP_md5 },
		{ "sha1", "sha-1", EVP_sha1 },
		{ "sha256", "sha-256", EVP_sha256 },
		{ "sha384", "sha-384", EVP_sha384 },
		{ "sha512", "sha-512", EVP_sha512 },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcasecmp(algorithm, known[i].name) == 0 ||
		    strcasecmp(algorithm, known[i].with_hyphen) == 0)
			return known[i].md();
	return NULL;
}

int
hash_new(const char *algorithm, struct hash **out, struct fault *f)
{
	const EVP_MD *md = hash_named(algorithm);
	struct hash *h;

	if (md == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "digest by \"%.40s\": want md5, sha1, sha256, sha384 or "
		    "sha512",
		    algorithm);
	h = mem_new(1, sizeof(*h));
	h->ctx = EVP_MD_CTX_new();
	if (h->ctx == NULL || EVP_DigestInit_ex(h->ctx, md, NULL) != 1) {
		hash_free(h);
		return fault_set(
		    f, FAULT_CRYPTO, "%.40s: cannot start", algorithm);
	}
	*out = h;
	return 0;
}

void
hash_free(struct hash *h)
{
	if (h == NULL)
		return;
	EVP_MD_CTX_free(h->ctx);
	free(h);
}

int
hash_add(struct hash *h, const void *p, size_t n, struct fault *f)
{
	if (EVP_DigestUpdate(h->ctx, p, n) != 1)
		return fault_set(f, FAULT_CRYPTO, "digest: cannot update");
	return 0;
}

int
hash_end(
    struct hash *h, unsigned char out[HASH_MAX], size_t *n, struct fault *f)
{
	unsigned len = 0;

	if (EVP_DigestFinal_ex(h->ctx, out, &len) != 1)
		return fault_set(f, FAULT_CRYPTO, "digest: cannot finish");
	*n = len;
	return 0;
}
