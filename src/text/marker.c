#include <string.h>

#include "text_in.h"

static const char *
letters_marker(struct arena *a, int64_t n, char type)
{
	char text[16];
	size_t i = sizeof(text);

	text[--i] = '\0';
	for (; n > 0; n = (n - 1) / 26)
		text[--i] = (char)(type + (n - 1) % 26);
	return arena_fmt(a, "%s.", text + i);
}

static const char *
roman_marker(struct arena *a, int64_t n, char type)
{
	static const struct {
		int value;
		const char *lower, *upper;
	} digits[] = {
		{ 1000, "m", "M" },
		{ 900, "cm", "CM" },
		{ 500, "d", "D" },
		{ 400, "cd", "CD" },
		{ 100, "c", "C" },
		{ 90, "xc", "XC" },
		{ 50, "l", "L" },
		{ 40, "xl", "XL" },
		{ 10, "x", "X" },
		{ 9, "ix", "IX" },
		{ 5, "v", "V" },
		{ 4, "iv", "IV" },
		{ 1, "i", "I" },
	};
	char text[32] = "";
	const char *d;
	size_t i, len = 0;

	for (i = 0; i < sizeof(digits) / sizeof(digits[0]); i++)
		for (; n >= digits[i].value; n -= digits[i].value) {
			d = type == 'i' ? digits[i].lower : digits[i].upper;
			memcpy(text + len, d, strlen(d));
			len += strlen(d);
		}
	return arena_fmt(a, "%.*s.", (int)len, text);
}

const char *
marker_number(struct arena *a, int64_t n, char type)
{
	if ((type == 'a' || type == 'A') && n > 0)
		return letters_marker(a, n, type);
	if ((type == 'i' || type == 'I') && n > 0 && n < 4000)
		return roman_marker(a, n, type);
	return arena_fmt(a, "%lld.", (long long)n);
}
