#include "text/normal.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text_in.h"

/*= UAX 15 section 13: at most 30 non-starters in a row, then U+034F. */
#define MARKS_MAX 30
#define GRAPHEME_JOINER 0x34f

struct range {
	uint32_t first, last;
};

static bool
in_ranges(const struct range *r, size_t n, uint32_t c)
{
	size_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (c > r[mid].last)
			lo = mid + 1;
		else if (c < r[mid].first)
			hi = mid;
		else
			return true;
	}
	return false;
}

bool
normal_is_space(uint32_t c)
{
	if (c < 0x100)
		return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 ||
		    c == 0xa0;
	if (c < 0x2000)
		return c == 0x1680;
	return c <= 0x200a || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	    c == 0x205f || c == 0x3000;
}

bool
normal_is_ignorable(uint32_t c)
{
	static const struct range ignorable[] = {
		{ 0xad, 0xad },
		{ 0x34f, 0x34f },
		{ 0x61c, 0x61c },
		{ 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 },
		{ 0x180b, 0x180f },
		{ 0x200b, 0x200f },
		{ 0x202a, 0x202e },
		{ 0x2060, 0x206f },
		{ 0x3164, 0x3164 },
		{ 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfff8 },
		{ 0x1bca0, 0x1bca3 },
		{ 0x1d173, 0x1d17a },
		{ 0xe0000, 0xe0fff },
	};

	return in_ranges(
	    ignorable, sizeof(ignorable) / sizeof(ignorable[0]), c);
}

bool
normal_is_stable(uint32_t c)
{
	/* Each range is walked by a test that asks utf8proc about it. */
	static const struct range stable[] = {
		{ 0x0, 0x2ff },
		{ 0x388, 0x482 },
		{ 0x200b, 0x2027 },
		{ 0x202a, 0x20cf },
		{ 0x2100, 0x2125 },
		{ 0x2127, 0x2129 },
		{ 0x212c, 0x2328 },
		{ 0x232b, 0x2adb },
		{ 0x2e80, 0x3029 },
		{ 0x3030, 0x3098 },
		{ 0x309b, 0x4dbf },
		{ 0x4e00, 0xa66e },
		{ 0xac00, 0xd7a3 },
		{ 0xe000, 0xf8ff },
		{ 0xfb00, 0xfb06 },
		{ 0xfe00, 0xfe0f },
		{ 0xfe30, 0xffff },
		{ 0x1f000, 0x1faff },
	};

	return in_ranges(stable, sizeof(stable) / sizeof(stable[0]), c);
}

static bool
is_mark(uint32_t c)
{
	return utf8proc_get_property((utf8proc_int32_t)c)->combining_class != 0;
}

/* p with U+034F put into its overlong runs of marks. */
static char *
stream_safe(const char *p, size_t n, size_t *len)
{
	char *out = mem_new(2 * n + 1, 1);
	size_t i, o = 0, k, run = 0;
	uint32_t c;

	for (i = 0; i < n; i += k) {
		k = utf8_get(p + i, n - i, &c);
		if (k == 0)
			k = 1;
		run = is_mark(c) ? run + 1 : 0;
		if (run > MARKS_MAX) {
			o += utf8_put(GRAPHEME_JOINER, out + o);
			run = 1;
		}
		memcpy(out + o, p + i, k);
		o += k;
	}
	*len = o;
	return out;
}

char *
normal_nfc(const char *p, size_t n, size_t *len)
{
	size_t safe_len;
	char *safe = stream_safe(p, n, &safe_len);
	utf8proc_uint8_t *nfc = NULL;
	utf8proc_ssize_t got;

	got = utf8proc_map((const utf8proc_uint8_t *)safe,
	    (utf8proc_ssize_t)safe_len, &nfc,
	    UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	/* Valid UTF-8 fails only for want of memory, which mem answers. */
	if (got < 0 || nfc == NULL) {
		nfc = mem_dup(safe, safe_len);
		got = (utf8proc_ssize_t)safe_len;
	}
	free(safe);
	*len = (size_t)got;
	return (char *)nfc;
}

/* Ideographs and kana, which are written without blanks between words. */
static bool
is_ideograph(uint32_t c)
{
	return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
	    (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

static bool
is_letter_or_digit(uint32_t c)
{
	int cat;

	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z');
	/* Letters, marks that belong to one, digits and letter numbers. */
	cat = (int)utf8proc_category((utf8proc_int32_t)c);
	return cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_NL &&
	    cat != UTF8PROC_CATEGORY_ME;
}

size_t
normal_words(const char *p, size_t n)
{
	size_t i, k, words = 0;
	bool inside = false;
	uint32_t c;

	for (i = 0; i < n; i += k) {
		k = utf8_get(p + i, n - i, &c);
		if (k == 0)
			k = 1;
		if (is_ideograph(c)) {
			words++;
			inside = false;
		} else if (is_letter_or_digit(c)) {
			words += !inside;
			inside = true;
		} else if (!normal_is_ignorable(c)) {
			inside = false;
		}
	}
	return words;
}
