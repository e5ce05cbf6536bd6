#include "crypto/sha256.h"

#include <pthread.h>

#include <openssl/evp.h>

/*
 * Looking an algorithm up costs as much as hashing a short record, and of
 * those there are millions: it is done once.
 */
static pthread_once_t sha256_once = PTHREAD_ONCE_INIT;
static EVP_MD *sha256_md;

static void
sha256_fetch(void)
{
	sha256_md = EVP_MD_fetch(NULL, "SHA256", NULL);
}

int
sha256_pieces(
    const struct piece *pieces, size_t n, struct digest *out, struct fault *f)
{
	EVP_MD_CTX *ctx = NULL;
	size_t i;
	int rc = -1;

	if (pthread_once(&sha256_once, sha256_fetch) != 0 ||
	    sha256_md == NULL || (ctx = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestInit_ex2(ctx, sha256_md, NULL) != 1) {
		fault_set(f, FAULT_CRYPTO, "sha256: cannot start");
		goto out;
	}
	for (i = 0; i < n; i++) {
		if (EVP_DigestUpdate(ctx, pieces[i].p, pieces[i].n) != 1) {
			fault_set(f, FAULT_CRYPTO, "sha256: cannot update");
			goto out;
		}
	}
	if (EVP_DigestFinal_ex(ctx, out->b, NULL) != 1) {
		fault_set(f, FAULT_CRYPTO, "sha256: cannot finish");
		goto out;
	}
	rc = 0;
out:
	EVP_MD_CTX_free(ctx);
	return rc;
}

int
sha256_of(const void *p, size_t n, struct digest *out, struct fault *f)
{
	const struct piece one = { p, n };

	return sha256_pieces(&one, 1, out, f);
}
