#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "logs_in.h"

#define DIGITS (2 * DIGEST_LEN)

static bool
is_digest(const char *p)
{
	return p[0] == '"' && strspn(p + 1, "0123456789abcdef") == DIGITS &&
	    p[1 + DIGITS] == '"';
}

static int
by_digits(const void *a, const void *b)
{
	return memcmp(*(const char *const *)a, *(const char *const *)b, DIGITS);
}

void
log_named_read(struct log_named *out, const char *manifest)
{
	struct log_named d = { NULL, 0 };
	size_t room = 0;
	const char *p;

	for (p = manifest; (p = strchr(p, '"')) != NULL; p++) {
		if (!is_digest(p))
			continue;
		if (d.n == room) {
			room = room == 0 ? 64 : 2 * room;
			d.at = mem_grow(d.at, room, sizeof(*d.at));
		}
		d.at[d.n++] = p + 1;
		p += DIGITS;
	}
	if (d.n > 0)
		qsort(d.at, d.n, sizeof(*d.at), by_digits);
	*out = d;
}

bool
log_named_has(const struct log_named *d, const char *digest)
{
	return d->n > 0 && strlen(digest) == DIGITS &&
	    bsearch(&digest, d->at, d->n, sizeof(*d->at), by_digits) != NULL;
}

void
log_named_free(struct log_named *d)
{
	free(d->at);
	*d = (struct log_named){ NULL, 0 };
}
