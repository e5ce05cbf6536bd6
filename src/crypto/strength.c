#include "crypto/strength.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

/*
 * ETSI TS 119 312 V1.5.1 (its "R" and "L" dates as EU DSS 6.4 takes them),
 * with the historical ETSI TS 102 176-1 V2.1.1 for what the former no longer
 * lists.  A date is the first day on which the algorithm is not relied on;
 * year 0: no end is named.
 */
struct lifetime {
	const char *name;
	int least_bits; /* of the key; the row with most bits that fits */
	int year, month, day;
};

static const struct lifetime digests[] = {
	{ "MD2", 0, 2004, 8, 1 }, { "MD4", 0, 2004, 8, 1 },
	{ "MD5", 0, 2004, 8, 1 }, /* TS 102 176-1 */
	{ "SHA1", 0, 2012, 8, 1 }, { "RIPEMD160", 0, 2014, 8, 1 },
	{ "SHA224", 0, 2029, 1, 1 },
	{ "SHA3-224", 0, 2029, 1, 1 }, /* not listed: as strong as SHA-224 */
};

static const struct lifetime keys[] = {
	{ "RSA", 0, 2004, 8, 1 }, /* less than any table ever allowed */
	{ "RSA", 768, 2010, 8, 1 },
	{ "RSA", 1024, 2019, 10, 1 },
	{ "RSA", 1900, 2029, 1, 1 },
	{ "RSA", 3000, 0, 0, 0 },
	{ "DSA", 0, 2004, 8, 1 },
	{ "DSA", 1024, 2015, 12, 1 },
	{ "DSA", 1900, 2029, 1, 1 },
	{ "DSA", 3000, 0, 0, 0 },
	{ "EC", 0, 2004, 8, 1 },
	{ "EC", 160, 2012, 8, 1 }, /* TS 102 176-1 */
	{ "EC", 224, 2021, 10, 1 },
	{ "EC", 250, 0, 0, 0 },
};

/* The day of the edition that EU DSS names; later dates are foreseen. */
static const struct civil made = { 2024, 10, 13, 0, 0, 0, 0 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct strength
lifetime_judge(const struct lifetime *l, int64_t at_utc_ms)
{
	struct strength s = { .until_utc_ms = INT64_MAX };
	struct civil c = { 0 };

	if (l == NULL || l->year == 0)
		return s;
	c.year = l->year;
	c.month = l->month;
	c.day = l->day;
	s.until_utc_ms = clock_from_civil(&c);
	if (at_utc_ms >= s.until_utc_ms) {
		s.forecast = s.until_utc_ms > clock_from_civil(&made);
		s.ended = !s.forecast;
	}
	return s;
}

struct strength
strength_digest(const char *digest, int64_t at_utc_ms)
{
	static const char *const usual[][2] = {
		{ "SHA1", "SHA-1" },
		{ "RIPEMD160", "RIPEMD-160" },
		{ "SHA224", "SHA-224" },
	};
	const struct lifetime *l = NULL;
	const char *name = digest;
	struct strength s;
	size_t i;

	for (i = 0; i < COUNT(digests); i++)
		if (strcmp(digests[i].name, digest) == 0)
			l = &digests[i];
	for (i = 0; i < COUNT(usual); i++)
		if (strcmp(usual[i][0], digest) == 0)
			name = usual[i][1];
	s = lifetime_judge(l, at_utc_ms);
	(void)snprintf(s.name, sizeof(s.name), "%.30s", name);
	return s;
}

struct strength
strength_key(const char *type, int bits, int64_t at_utc_ms)
{
	const struct lifetime *l = NULL;
	struct strength s;
	size_t i;

	for (i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i].name, type) == 0 &&
		    bits >= keys[i].least_bits)
			l = &keys[i];
	s = lifetime_judge(l, at_utc_ms);
	(void)snprintf(s.name, sizeof(s.name), "%.10s of %d bits", type, bits);
	return s;
}
