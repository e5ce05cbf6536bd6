#include "provision/follow.h"

#include <stdlib.h>

#include "base/mem.h"
#include "crypto/sha256.h"

#include "provision_in.h"

int
follow_print_of(
    const char *text, size_t len, struct digest *out, struct fault *f)
{
	char *folded = mem_new(len + 1, 1);
	size_t n = words_fold(text, len, folded);
	int rc = sha256_of(folded, n, out, f);

	free(folded);
	return rc;
}

int
follow_same_words(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return words_same_look(a, a_len, b, b_len);
}
