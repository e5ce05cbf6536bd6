#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "law_in.h"

static const struct {
	int value;
	const char *digits;
} romans[] = {
	{ 100, "C" },
	{ 90, "XC" },
	{ 50, "L" },
	{ 40, "XL" },
	{ 10, "X" },
	{ 9, "IX" },
	{ 5, "V" },
	{ 4, "IV" },
	{ 1, "I" },
};

#define ROMAN_MAX 399

void
cite_roman_print(int v, char out[LABEL_TEXT])
{
	size_t i, n = 0, len;

	for (i = 0; i < sizeof(romans) / sizeof(romans[0]); i++) {
		len = strlen(romans[i].digits);
		while (v >= romans[i].value && n + len < LABEL_TEXT) {
			memcpy(out + n, romans[i].digits, len);
			n += len;
			v -= romans[i].value;
		}
	}
	out[n] = '\0';
}

int
cite_roman_value(const char *s)
{
	char back[LABEL_TEXT];
	const char *p = s;
	size_t i, len;
	int v = 0;

	for (i = 0; i < sizeof(romans) / sizeof(romans[0]); i++) {
		len = strlen(romans[i].digits);
		while (
		    strncmp(p, romans[i].digits, len) == 0 && v <= ROMAN_MAX) {
			v += romans[i].value;
			p += len;
		}
	}
	if (*p != '\0' || v == 0 || v > ROMAN_MAX)
		return 0;
	/* IIII and VIV add up, but nobody writes them so. */
	cite_roman_print(v, back);
	return strcmp(back, s) == 0 ? v : 0;
}

bool
cite_label_next_number(const char *label, char out[LABEL_TEXT])
{
	struct fault f;
	int64_t v;

	if (num_digits(label, strlen(label), 999999, "label", &v, &f) != 0)
		return false;
	(void)snprintf(out, LABEL_TEXT, "%d", (int)v + 1);
	return true;
}

bool
cite_label_next_letter(const char *label, bool doubled, char out[LABEL_TEXT])
{
	const size_t n = strlen(label);
	const char first = label[0];
	const char past = (char)(first >= 'a' ? 'z' + 1 : 'Z' + 1);
	const char start = (char)(first >= 'a' ? 'a' : 'A');
	size_t i;

	if (n == 0 || n > 3)
		return false;
	(void)snprintf(out, LABEL_TEXT, "%s", label);
	if (doubled || n == 1) {
		if (first + 1 < past) {
			for (i = 0; i < n; i++)
				out[i] = (char)(first + 1);
			return true;
		}
		for (i = 0; i <= n; i++)
			out[i] = start;
		out[n + 1] = '\0';
		return n < 3;
	}
	if (out[n - 1] + 1 < past) {
		out[n - 1]++;
		return true;
	}
	out[n - 1] = start;
	out[n - 2]++;
	return out[n - 2] < past;
}

bool
cite_label_next_roman(const char *label, char out[LABEL_TEXT])
{
	char upper[LABEL_TEXT];
	const bool lower = label[0] >= 'a';
	size_t i;
	int v;

	for (i = 0; label[i] != '\0' && i + 1 < sizeof(upper); i++)
		upper[i] = (char)(lower ? label[i] - 'a' + 'A' : label[i]);
	upper[i] = '\0';
	v = cite_roman_value(upper);
	if (v == 0 || v == ROMAN_MAX)
		return false;
	cite_roman_print(v + 1, out);
	for (i = 0; lower && out[i] != '\0'; i++)
		out[i] = (char)(out[i] - 'A' + 'a');
	return true;
}
