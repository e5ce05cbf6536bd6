#include <string.h>

#include "base/clock.h"

#include "provision_in.h"

/* Policies on the web are not older, and none is dated far ahead. */
#define YEAR_MIN 1990
#define YEAR_MAX 2099

/* Folded month names, by language; a month is its place modulo 12. */
static const char *const months[] = {
	"january",
	"february",
	"march",
	"april",
	"may",
	"june",
	"july",
	"august",
	"september",
	"october",
	"november",
	"december",
	/* English, short */
	"jan",
	"feb",
	"mar",
	"apr",
	"may",
	"jun",
	"jul",
	"aug",
	"sep",
	"oct",
	"nov",
	"dec",
	"jan",
	"febr",
	"mar",
	"apr",
	"may",
	"june",
	"july",
	"aug",
	"sept",
	"oct",
	"nov",
	"dec",
	/* German */
	"januar",
	"februar",
	"m\xc3\xa4rz",
	"april",
	"mai",
	"juni",
	"juli",
	"august",
	"september",
	"oktober",
	"november",
	"dezember",
	/* Portuguese */
	"janeiro",
	"fevereiro",
	"mar\xc3\xa7o",
	"abril",
	"maio",
	"junho",
	"julho",
	"agosto",
	"setembro",
	"outubro",
	"novembro",
	"dezembro",
	/* Spanish */
	"enero",
	"febrero",
	"marzo",
	"abril",
	"mayo",
	"junio",
	"julio",
	"agosto",
	"septiembre",
	"octubre",
	"noviembre",
	"diciembre",
	/* French */
	"janvier",
	"f\xc3\xa9vrier",
	"mars",
	"avril",
	"mai",
	"juin",
	"juillet",
	"ao\xc3\xbbt",
	"septembre",
	"octobre",
	"novembre",
	("d\xc3\xa9"
	 "cembre"),
	/* Italian */
	"gennaio",
	"febbraio",
	"marzo",
	"aprile",
	"maggio",
	"giugno",
	"luglio",
	"agosto",
	"settembre",
	"ottobre",
	"novembre",
	"dicembre",
};

#define N_MONTHS (sizeof(months) / sizeof(months[0]))
#define WORD_BYTES 24

struct text {
	const char *s;
	size_t len;
};

/* A word of the text as a number of at most four digits, or -1. */
static int
number(const struct text *t, const struct word *w)
{
	size_t i, n = w->end - w->start;
	int v = 0;

	if (n == 0 || n > 4)
		return -1;
	for (i = w->start; i < w->end; i++) {
		if (t->s[i] < '0' || t->s[i] > '9')
			return -1;
		v = v * 10 + (t->s[i] - '0');
	}
	return v;
}

/* A day: "28", "28th", "1er", "1\xc2\xba". */
static int
day_number(const struct text *t, const struct word *w)
{
	static const char *const ends[] = { "st", "nd", "rd", "th", "er",
		"\xc2\xba", "o" };
	struct word digits = *w;
	size_t i, n;
	int v;

	while (digits.end > digits.start &&
	    (t->s[digits.end - 1] < '0' || t->s[digits.end - 1] > '9'))
		digits.end--;
	n = w->end - digits.end;
	v = number(t, &digits);
	if (v < 1 || v > 31 || digits.end - digits.start > 2)
		return -1;
	if (n == 0)
		return v;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strlen(ends[i]) == n &&
		    memcmp(t->s + digits.end, ends[i], n) == 0)
			return v;
	return -1;
}

static int
year_number(const struct text *t, const struct word *w)
{
	int v = number(t, w);

	return w->end - w->start == 4 && v >= YEAR_MIN && v <= YEAR_MAX ? v
									: -1;
}

static int
month_number(const struct text *t, const struct word *w)
{
	char folded[WORD_BYTES + 1];
	size_t n = w->end - w->start, i;

	if (n > WORD_BYTES)
		return -1;
	n = words_fold(t->s + w->start, n, folded);
	for (i = 0; i < N_MONTHS; i++)
		if (strlen(months[i]) == n && memcmp(months[i], folded, n) == 0)
			return (int)(i % 12) + 1;
	return -1;
}

static int
finish(int y, int m, int d, size_t start, size_t end, struct date_found *out)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	struct civil c = { .year = y, .month = m, .day = d };
	int leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	if (y < YEAR_MIN || y > YEAR_MAX || m < 1 || m > 12 || d < 1 ||
	    d > days[m - 1] + (m == 2 && leap))
		return 0;
	out->start = start;
	out->end = end;
	out->utc_ms = clock_from_civil(&c);
	return 1;
}

/* What stands between two words, in one line and short. */
static int
between(const struct text *t, const struct word *a, const struct word *b,
    const char *allowed)
{
	size_t i;

	if (b->start - a->end > 3)
		return 0;
	for (i = a->end; i < b->start; i++)
		if (strchr(allowed, t->s[i]) == NULL || t->s[i] == '\0')
			return 0;
	return 1;
}

static int
is_word(const struct text *t, const struct word *w, const char *s)
{
	size_t n = strlen(s);

	return w->end - w->start == n && memcmp(t->s + w->start, s, n) == 0;
}

/* Step over "de", "of", "del", "do" between the parts of a date. */
static size_t
skip_of(const struct text *t, const struct word *w, size_t n, size_t i)
{
	if (i < n &&
	    (is_word(t, &w[i], "de") || is_word(t, &w[i], "of") ||
		is_word(t, &w[i], "del") || is_word(t, &w[i], "do")))
		return i + 1;
	return i;
}

/* "September 28, 2025", "28. September 2025", "10 de janeiro de 2026". */
static int
named(const struct text *t, const struct word *w, size_t n,
    struct date_found *out)
{
	int d, m, y;
	size_t i, k;

	m = month_number(t, &w[0]);
	if (m > 0 && n >= 3 && between(t, &w[0], &w[1], " .") &&
	    between(t, &w[1], &w[2], " ,.")) {
		d = day_number(t, &w[1]);
		y = year_number(t, &w[2]);
		return d > 0 && y > 0 &&
		    finish(y, m, d, w[0].start, w[2].end, out);
	}
	d = day_number(t, &w[0]);
	if (d < 0)
		return 0;
	i = skip_of(t, w, n, 1);
	if (i >= n || !between(t, &w[i - 1], &w[i], " .-"))
		return 0;
	m = month_number(t, &w[i]);
	k = skip_of(t, w, n, i + 1);
	if (m < 0 || k >= n || !between(t, &w[k - 1], &w[k], " ,.-"))
		return 0;
	y = year_number(t, &w[k]);
	return y > 0 && finish(y, m, d, w[0].start, w[k].end, out);
}

/*
 * "2026-03-01", "2026/03/01", "01.03.2026".  With slashes and the year last,
 * day and month can be told apart only if one is above 12 or both are equal:
 * else it is no date.
 */
static int
figures(const struct text *t, const struct word *w, size_t n,
    struct date_found *out)
{
	int a, b, c;
	char sep;

	if (n < 3 || w[1].start != w[0].end + 1 || w[2].start != w[1].end + 1)
		return 0;
	sep = t->s[w[0].end];
	if (sep != t->s[w[1].end] || (sep != '-' && sep != '/' && sep != '.'))
		return 0;
	a = number(t, &w[0]);
	b = number(t, &w[1]);
	c = number(t, &w[2]);
	if (a < 0 || b < 0 || c < 0 || w[1].end - w[1].start > 2)
		return 0;
	if (year_number(t, &w[0]) > 0 && w[2].end - w[2].start <= 2)
		return finish(a, b, c, w[0].start, w[2].end, out);
	if (year_number(t, &w[2]) < 0 || w[0].end - w[0].start > 2)
		return 0;
	if (sep == '.' || a > 12 || a == b)
		return finish(c, b, a, w[0].start, w[2].end, out);
	if (b > 12)
		return finish(c, a, b, w[0].start, w[2].end, out);
	return 0;
}

/* Read digits, and the sign behind them, blanks between them allowed. */
static size_t
digits_sign(
    const struct text *t, size_t at, const char *const signs[2], int *value)
{
	size_t i, n, k;

	*value = 0;
	for (n = 0; n < 4 && at < t->len && t->s[at] >= '0' && t->s[at] <= '9';
	     n++)
		*value = *value * 10 + (t->s[at++] - '0');
	if (n == 0)
		return 0;
	while (at < t->len && t->s[at] == ' ')
		at++;
	for (i = 0; i < 2; i++) {
		k = strlen(signs[i]);
		if (t->len - at >= k && memcmp(t->s + at, signs[i], k) == 0)
			return at + k;
	}
	return 0;
}

/* Year, month, day with their signs, Chinese and Japanese or Korean. */
static int
signs(const struct text *t, size_t start, struct date_found *out)
{
	static const char *const year[2] = { "\xe5\xb9\xb4", "\xeb\x85\x84" };
	static const char *const month[2] = { "\xe6\x9c\x88", "\xec\x9b\x94" };
	static const char *const day[2] = { "\xe6\x97\xa5", "\xec\x9d\xbc" };
	size_t at = start;
	int y, m, d;

	if ((at = digits_sign(t, at, year, &y)) == 0)
		return 0;
	while (at < t->len && t->s[at] == ' ')
		at++;
	if ((at = digits_sign(t, at, month, &m)) == 0)
		return 0;
	while (at < t->len && t->s[at] == ' ')
		at++;
	if ((at = digits_sign(t, at, day, &d)) == 0)
		return 0;
	return finish(y, m, d, start, at, out);
}

int
date_next(const char *text, size_t len, size_t at, struct date_found *out)
{
	enum { AHEAD = 5 }; /* words of the longest form */
	struct text t = { text, len };
	struct word w[AHEAD];
	size_t n = 0;
	int more = 1;

	for (;;) {
		while (more && n < AHEAD &&
		    (more = words_next(text, len, &at, &w[n])) != 0)
			n++;
		if (n == 0)
			return 0;
		if (named(&t, w, n, out) || figures(&t, w, n, out) ||
		    signs(&t, w[0].start, out))
			return 1;
		memmove(w, w + 1, --n * sizeof(w[0]));
	}
}
