#include <string.h>

#include "base/utf8.h"
#include "pdf/para.h"
#include "layout_in.h"

/* Shorter words are not worth a break at their marks. */
#define SPLIT_MIN 15

/* Scripts written without spaces that break between any two characters. */
static bool
is_ideograph(uint32_t c)
{
	return (c >= 0x2e80 && c <= 0x31ff && c != 0x3000) ||
	    (c >= 0x3200 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
	    (c >= 0xfe30 && c <= 0xfe4f) || (c >= 0xff01 && c <= 0xff60) ||
	    (c >= 0x20000 && c <= 0x3ffff);
}

static bool
in_list(uint32_t c, const uint32_t *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i] == c)
			return true;
	return false;
}

/*= JIS X 4051: characters that do not begin a line. */
static bool
not_first(uint32_t c)
{
	static const uint32_t list[] = { ',', '.', ';', ':', '!', '?', ')', ']',
		'}', '%', 0x2019, 0x201d, 0x2026, 0x3001, 0x3002, 0x3005,
		0x3009, 0x300b, 0x300d, 0x300f, 0x3011, 0x3015, 0x3017, 0x303b,
		0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085,
		0x3087, 0x308e, 0x30a1, 0x30a3, 0x30a5, 0x30a7, 0x30a9, 0x30c3,
		0x30e3, 0x30e5, 0x30e7, 0x30ee, 0x30fb, 0x30fc, 0xff01, 0xff09,
		0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff1f, 0xff3d, 0xff5d };

	return in_list(c, list, sizeof(list) / sizeof(list[0]));
}

/*= JIS X 4051: characters that do not end a line. */
static bool
not_last(uint32_t c)
{
	static const uint32_t list[] = { '(', '[', '{', 0x2018, 0x201c, 0x3008,
		0x300a, 0x300c, 0x300e, 0x3010, 0x3014, 0x3016, 0xff08, 0xff3b,
		0xff5b };

	return in_list(c, list, sizeof(list) / sizeof(list[0]));
}

/* Characters that belong to the one before them. */
static bool
is_joined(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36f) || (c >= 0x483 && c <= 0x489) ||
	    (c >= 0x591 && c <= 0x5bd) || (c >= 0x610 && c <= 0x61a) ||
	    (c >= 0x64b && c <= 0x65f) || (c >= 0x93a && c <= 0x94f) ||
	    (c >= 0xe31 && c <= 0xe3a && c != 0xe32 && c != 0xe33) ||
	    (c >= 0xe47 && c <= 0xe4e) || (c >= 0x1ab0 && c <= 0x1aff) ||
	    (c >= 0x1dc0 && c <= 0x1dff) || (c >= 0x200b && c <= 0x200f) ||
	    (c >= 0x20d0 && c <= 0x20ff) || (c >= 0x2060 && c <= 0x206f) ||
	    (c >= 0x3099 && c <= 0x309a) || (c >= 0xfe00 && c <= 0xfe0f) ||
	    (c >= 0xfe20 && c <= 0xfe2f) || (c >= 0x1f3fb && c <= 0x1f3ff) ||
	    (c >= 0xe0000 && c <= 0xe0fff);
}

static size_t
char_at(const char *s, size_t n, uint32_t *c)
{
	const size_t k = utf8_get(s, n, c);

	return k == 0 ? 1 : k;
}

size_t
split_char(const char *s, size_t n)
{
	uint32_t c, before;
	size_t i, k;

	if (n == 0)
		return 0;
	i = char_at(s, n, &before);
	while (i < n) {
		k = char_at(s + i, n - i, &c);
		/* U+200D ties what follows to what came before. */
		if (!is_joined(c) && before != 0x200d)
			break;
		before = c;
		i += k;
	}
	return i;
}

static bool
has(const char *s, size_t n, const char *what)
{
	const size_t k = strlen(what);
	size_t i;

	for (i = 0; i + k <= n; i++)
		if (memcmp(s + i, what, k) == 0)
			return true;
	return false;
}

/* An address: of the web, or in mono anything long with slashes. */
static bool
is_address(const char *s, size_t n, bool mono)
{
	if (n < SPLIT_MIN)
		return false;
	return has(s, n, "://") || (n > 4 && memcmp(s, "www.", 4) == 0) ||
	    (mono && memchr(s, '/', n) != NULL);
}

static size_t
split_address(const char *s, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++) {
		if (s[i - 1] == '/' && i > 1 && s[i - 2] == '/' && s[i] != '/')
			return i;
		if (strchr("/?&=#", s[i]) != NULL && s[i] != '\0' &&
		    s[i - 1] != '/' && s[i - 1] != ':')
			return i;
	}
	return n;
}

static size_t
split_marks(const char *s, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (s[i] == '/' || (s[i - 1] == '-' && s[i] != '-'))
			return i;
	return n;
}

static size_t
split_names(const char *s, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (s[i] == '/' || s[i] == '.' ||
		    (strchr("_-", s[i - 1]) != NULL && s[i] != s[i - 1]))
			return i;
	return n;
}

static size_t
split_ideographs(const char *s, size_t n)
{
	uint32_t before, c;
	size_t i, k;

	i = char_at(s, n, &before);
	while (i < n) {
		k = char_at(s + i, n - i, &c);
		if ((is_ideograph(c) || is_ideograph(before)) &&
		    !is_joined(c) && !not_first(c) && !not_last(before))
			return i;
		before = c;
		i += k;
	}
	return n;
}

enum split
split_kind(const char *s, size_t n, bool mono)
{
	size_t i;

	if (is_address(s, n, mono))
		return SPLIT_ADDRESS;
	/* All ideographs begin with a byte of E2 or above. */
	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0xe2)
			return SPLIT_IDEOGRAPHS;
	return SPLIT_NOWHERE;
}

size_t
split_next(enum split kind, const char *s, size_t n)
{
	switch (kind) {
	case SPLIT_ADDRESS:
		return split_address(s, n);
	case SPLIT_IDEOGRAPHS:
		return split_ideographs(s, n);
	case SPLIT_MARKS:
		return split_marks(s, n);
	case SPLIT_NAMES:
		return split_names(s, n);
	case SPLIT_NOWHERE:
		break;
	}
	return n;
}

bool
para_is_digest(const char *s, size_t n)
{
	size_t i;

	if (n < 16 || n > 64 || n % 8 != 0)
		return false;
	for (i = 0; i < n; i++)
		if (!((s[i] >= '0' && s[i] <= '9') ||
			(s[i] >= 'a' && s[i] <= 'f')))
			return false;
	return true;
}
