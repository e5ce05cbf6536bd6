#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "crypto/hash.h"

#include "warc_in.h"

/*= WARC/1.1 section 5.8: labelled digests, "algorithm:value". */

/* Bytes of a digest by these names; 0 for one that we do not know. */
static size_t
digest_len(const char *algorithm)
{
	static const struct {
		const char *name;
		size_t n;
	} known[] = {
		{ "md5", 16 },
		{ "sha1", 20 },
		{ "sha-1", 20 },
		{ "sha256", 32 },
		{ "sha-256", 32 },
		{ "sha384", 48 },
		{ "sha-384", 48 },
		{ "sha512", 64 },
		{ "sha-512", 64 },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcasecmp(algorithm, known[i].name) == 0)
			return known[i].n;
	return 0;
}

/*= RFC 4648 section 6: base32, here in either case, its padding left out. */
static int
base32_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	if (c >= '2' && c <= '7')
		return c - '2' + 26;
	return -1;
}

/* Exactly n bytes; bits left over must be 0, or two texts were one digest. */
static bool
base32_read(const char *s, unsigned char *out, size_t n)
{
	unsigned bits = 0, have = 0;
	size_t made = 0;
	int digit;

	for (; *s != '\0' && *s != '='; s++) {
		digit = base32_digit(*s);
		if (digit < 0)
			return false;
		bits = (bits << 5 | (unsigned)digit) & 0xfffu;
		have += 5;
		if (have >= 8) {
			if (made == n)
				return false;
			have -= 8;
			out[made++] = (unsigned char)(bits >> have);
		}
	}
	s += strspn(s, "=");
	return *s == '\0' && made == n && have < 5 &&
	    (bits & ((1u << have) - 1)) == 0;
}

int
warc_digest_parse(const char *text, struct warc_digest *out, struct fault *f)
{
	const char *colon = strchr(text, ':');
	struct fault unused = { .kind = FAULT_NONE };
	size_t n = colon == NULL ? 0 : (size_t)(colon - text);

	if (n == 0 || n >= sizeof(out->algorithm))
		return fault_set(f, FAULT_FORMAT,
		    "a digest: want \"algorithm:value\", have \"%.60s\"", text);
	memcpy(out->algorithm, text, n);
	out->algorithm[n] = '\0';
	out->n = digest_len(out->algorithm);
	if (out->n == 0)
		return fault_set(f, FAULT_FORMAT,
		    "a digest by \"%s\": want md5, sha1, sha256, sha384 or "
		    "sha512",
		    out->algorithm);
	if (strlen(colon + 1) == 2 * out->n
		? hex_decode(colon + 1, out->b, out->n, &unused) == 0
		: base32_read(colon + 1, out->b, out->n))
		return 0;
	return fault_set(f, FAULT_FORMAT,
	    "a digest: want %zu bytes in base32 or hex after \"%s:\", have "
	    "\"%.140s\"",
	    out->n, out->algorithm, colon + 1);
}

bool
warc_digest_equal(const struct warc_digest *a, const struct warc_digest *b)
{
	return a->n == b->n && a->n > 0 && memcmp(a->b, b->b, a->n) == 0;
}

void
warc_digest_differs(const char *what, const struct warc_digest *want,
    const struct warc_digest *have, struct fault *f)
{
	char seen[2 * sizeof(have->b) + 1], wanted[2 * sizeof(want->b) + 1];

	hex_encode(have->b, have->n, seen);
	hex_encode(want->b, want->n, wanted);
	(void)fault_set(f, FAULT_FORMAT, "%s: want %s %s, have %s", what,
	    want->algorithm, wanted, seen);
}

int
warc_digest_of(const struct warc_digest *like, const void *p, size_t n,
    struct warc_digest *out, struct fault *f)
{
	struct hash *h = NULL;
	int rc;

	memcpy(out->algorithm, like->algorithm, sizeof(out->algorithm));
	rc = hash_new(like->algorithm, &h, f) == 0 &&
		hash_add(h, p, n, f) == 0 &&
		hash_end(h, out->b, &out->n, f) == 0
	    ? 0
	    : -1;
	hash_free(h);
	return rc;
}

const char *
warc_digest_write(const struct digest *d, char out[WARC_SHA256])
{
	memcpy(out, "sha256:", 7);
	hex_encode(d->b, sizeof(d->b), out + 7);
	return out;
}
