#include "base/digest.h"

#include <string.h>

#include "base/hex.h"

struct digest_hex
digest_hex(const struct digest *d)
{
	struct digest_hex h = { .s = "" };

	hex_encode(d->b, sizeof(d->b), h.s);
	return h;
}

bool
digest_equal(const struct digest *a, const struct digest *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}
