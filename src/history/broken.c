#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#include "history_in.h"

/*
 * The same words, where an encoding broke the signs beyond ASCII: they were
 * replaced by U+FFFD, or their bytes were read as Windows-1252.
 */

/* Longer runs are words, and no signs in one. */
#define RUN_BYTES 64

static size_t
run_at(const char *s)
{
	size_t n = 0;

	while ((unsigned char)s[n] >= 0x80)
		n++;
	return n;
}

static int
is_lost(const char *s, size_t len)
{
	return len >= 3 && memcmp(s, "\xef\xbf\xbd", 3) == 0;
}

static size_t
sign_at(const char *s, size_t len)
{
	uint32_t c;
	size_t n = utf8_get(s, len, &c);

	return n == 0 ? 1 : n;
}

/* How many signs; *lost of them U+FFFD. */
static size_t
count_signs(const char *s, size_t len, size_t *lost)
{
	size_t i, n = 0;

	*lost = 0;
	for (i = 0; i < len; i += sign_at(s + i, len - i), n++)
		*lost += (size_t)is_lost(s + i, len - i);
	return n;
}

static int
all_lost(const char *s, size_t len)
{
	size_t lost;

	return count_signs(s, len, &lost) == lost;
}

/* Signs that were lost stand where others do, and the rest is the same. */
static int
lost_in(const char *a, size_t n, const char *b, size_t m)
{
	size_t step, signs_a, signs_b, lost_a, lost_b;

	while (n > 0 && m > 0 && (step = sign_at(a, n)) <= m &&
	    memcmp(a, b, step) == 0) {
		a += step;
		b += step;
		n -= step;
		m -= step;
	}
	while (n > 0 && m > 0 && a[n - 1] == b[m - 1]) {
		n--;
		m--;
	}
	/* Not in the middle of a sign. */
	while (n > 0 && ((unsigned char)a[n] & 0xc0) == 0x80)
		n++;
	while (m > 0 && ((unsigned char)b[m] & 0xc0) == 0x80)
		m++;
	signs_a = count_signs(a, n, &lost_a);
	signs_b = count_signs(b, m, &lost_b);
	if (signs_a == 0 || signs_b == 0)
		return 0;
	return (lost_a == signs_a && signs_b <= signs_a) ||
	    (lost_b == signs_b && signs_a <= signs_b);
}

/* The byte that Windows-1252 makes that sign of; -1 for none. */
static int
byte_of(uint32_t c)
{
	/* 0x80 to 0x9f; those that mean nothing there are controls. */
	static const uint16_t high[] = { 0x20ac, 0x81, 0x201a, 0x192, 0x201e,
		0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152,
		0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
		0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d,
		0x17e, 0x178 };
	size_t i;

	if (c >= 0x80 && c <= 0xff)
		return (int)c;
	for (i = 0; i < sizeof(high) / sizeof(high[0]); i++)
		if (high[i] == c)
			return (int)(0x80 + i);
	return -1;
}

/* Controls and a blank are bytes that were dropped on the way. */
static int
may_miss(unsigned char byte)
{
	return byte >= 0x80 && byte <= 0xa0;
}

/* Are the signs of a the bytes of b? */
static int
misread(const char *a, size_t n, const char *b, size_t m)
{
	size_t i, k = 0, step;
	uint32_t c;
	int byte;

	for (i = 0; i < n; i += step) {
		if ((step = utf8_get(a + i, n - i, &c)) == 0 ||
		    (byte = byte_of(c)) < 0)
			return 0;
		while (i > 0 && k < m &&
		    (unsigned char)b[k] != (unsigned)byte &&
		    may_miss((unsigned char)b[k]))
			k++;
		if (k == m || (unsigned char)b[k] != (unsigned)byte)
			return 0;
		k++;
	}
	while (k < m && may_miss((unsigned char)b[k]))
		k++;
	return k == m;
}

/* Which of two runs an encoding broke: -1 the first, 1 the second, 0 none. */
static int
broken_run(const char *a, size_t n, const char *b, size_t m)
{
	size_t lost_a, lost_b;

	if (lost_in(a, n, b, m)) {
		(void)count_signs(a, n, &lost_a);
		(void)count_signs(b, m, &lost_b);
		return lost_b >= lost_a ? 1 : -1;
	}
	if (misread(a, n, b, m))
		return -1;
	return misread(b, m, a, n);
}

int
broken_same(const char *a, const char *b)
{
	int run, first = 0, second = 0;
	size_t n, m;

	while (*a != '\0' && *b != '\0') {
		if (*a == *b && (unsigned char)*a < 0x80) {
			a++;
			b++;
			continue;
		}
		n = run_at(a);
		m = run_at(b);
		/* A blank was beyond ASCII, too. */
		if (n > 0 && *b == ' ' && all_lost(a, n)) {
			first++;
			a += n;
			b++;
			continue;
		}
		if (m > 0 && *a == ' ' && all_lost(b, m)) {
			second++;
			b += m;
			a++;
			continue;
		}
		if (n == 0 || m == 0 || n > RUN_BYTES || m > RUN_BYTES)
			return 0;
		if (n != m || memcmp(a, b, n) != 0) {
			run = broken_run(a, n, b, m);
			if (run == 0)
				return 0;
			first += run < 0;
			second += run > 0;
		}
		a += n;
		b += m;
	}
	if (*a != *b || first + second == 0)
		return 0;
	return second >= first ? 1 : -1;
}
