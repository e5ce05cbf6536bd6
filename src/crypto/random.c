#include "crypto/random.h"

#include <openssl/rand.h>

#include "crypto_in.h"

int
random_bytes(unsigned char *out, size_t n, struct fault *f)
{
	if (RAND_bytes_ex(NULL, out, n, 0) != 1)
		return crypto_fault(f, "no random bytes");
	return 0;
}
