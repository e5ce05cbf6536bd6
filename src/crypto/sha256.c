#include "crypto/sha256.h"

#include <openssl/evp.h>

int
sha256_pieces(
    const struct piece *pieces, size_t n, struct digest *out, struct fault *f)
{
	EVP_MD_CTX *ctx;
	size_t i;
	int rc = -1;

	if ((ctx = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1) {
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
