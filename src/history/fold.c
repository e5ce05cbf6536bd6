#include "history/fold.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

size_t
fold_ignorable(const char *s, size_t len)
{
	uint32_t c;
	size_t n;

	/* All of them are beyond ASCII, and most text is not. */
	if (len == 0 || (unsigned char)s[0] < 0xc2)
		return 0;
	n = utf8_get(s, len, &c);
	if (c == 0xad || c == 0x34f || c == 0x61c || c == 0x180e ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || (c >= 0xfe00 && c <= 0xfe0f) ||
	    c == 0xfeff)
		return n;
	return 0;
}

size_t
fold_blank(const char *s, size_t len)
{
	uint32_t c;
	size_t n;

	if (len == 0)
		return 0;
	if (s[0] == ' ' || (s[0] >= '\t' && s[0] <= '\r'))
		return 1;
	if ((unsigned char)s[0] < 0xc2)
		return 0;
	n = utf8_get(s, len, &c);
	return c == 0xa0 || c == 0x85 || (c >= 0x2000 && c <= 0x200a) ||
		c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
		c == 0x3000
	    ? n
	    : 0;
}

/* Punctuation, as far as it only parts and marks words. */
static int
is_point(uint32_t c)
{
	if (c < 0x80)
		return c != 0 &&
		    strchr(".,;:'\"()[]{}-_/\\|!?*`~^", (int)c) != NULL;
	return c == 0xab || c == 0xbb || c == 0xb7 || c == 0xa1 || c == 0xbf ||
	    c == 0xb4 || (c >= 0x2010 && c <= 0x2027) ||
	    (c >= 0x2032 && c <= 0x205e) || (c >= 0x25a0 && c <= 0x25ff);
}

static int
is_figure(char c)
{
	return c >= '0' && c <= '9';
}

/* Small letters of Latin, Greek and Cyrillic, each as long as the capital. */
static uint32_t
lower(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
	if ((c >= 0xc0 && c <= 0xde && c != 0xd7) ||
	    (c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40f)
		return c + 0x50;
	if ((c >= 0x100 && c <= 0x12f) || (c >= 0x14a && c <= 0x177))
		return c | 1;
	return c;
}

size_t
fold_letters(const char *s, size_t len, char *out)
{
	size_t i, n, o = 0;
	uint32_t c;
	char sign[4];

	for (i = 0; i < len; i += n) {
		n = 1;
		/* Most of a text is small letters and blanks. */
		if (s[i] >= 'a' && s[i] <= 'z') {
			out[o++] = s[i];
			continue;
		}
		if (s[i] == ' ')
			continue;
		if ((n = fold_blank(s + i, len - i)) > 0 ||
		    (n = fold_ignorable(s + i, len - i)) > 0)
			continue;
		n = utf8_get(s + i, len - i, &c);
		if (n == 0)
			n = 1;
		/* "1.5" is not "15", "10-12" not "1012". */
		if (is_point(c) &&
		    !(i > 0 && i + n < len && is_figure(s[i - 1]) &&
			is_figure(s[i + n])))
			continue;
		if (utf8_put(lower(c), sign) == n)
			memcpy(out + o, sign, n);
		else
			memcpy(out + o, s + i, n);
		o += n;
	}
	out[o] = '\0';
	return o;
}

size_t
fold_unseen(const char *s, size_t len, char *out)
{
	size_t i, n, o = 0;
	int gap = 0;

	for (i = 0; i < len;) {
		if (s[i] > ' ') {
			if (gap)
				out[o++] = ' ';
			gap = 0;
			out[o++] = s[i++];
		} else if ((n = fold_ignorable(s + i, len - i)) > 0) {
			i += n;
		} else if ((n = fold_blank(s + i, len - i)) > 0) {
			i += n;
			gap = o > 0;
		} else {
			if (gap)
				out[o++] = ' ';
			gap = 0;
			out[o++] = s[i++];
		}
	}
	out[o] = '\0';
	return o;
}

static int
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * Roman figures, one letter, or figures with points: "2.1", "iv", "A", "B.2".
 */
static size_t
count_at(const char *s, size_t len)
{
	size_t n = 0;

	if (len > 2 && is_letter(s[0]) && s[1] == '.' && is_figure(s[2]))
		n = 2;
	while (n < len &&
	    (is_figure(s[n]) ||
		(n > 0 && s[n] == '.' && n + 1 < len && is_figure(s[n + 1]))))
		n++;
	if (n > 0)
		return n;
	while (
	    n < len && n < 6 && strchr("ivxIVX", s[n]) != NULL && s[n] != '\0')
		n++;
	if (n > 0)
		return n;
	return len > 0 && is_letter(s[0]) ? 1 : 0;
}

size_t
fold_number(const char *s, size_t len)
{
	size_t i = 0, n, end = 0;
	uint32_t c;
	int open;

	n = utf8_get(s, len, &c);
	if (c == 0x2022 || c == 0xb7 || c == 0x25cf || c == 0x2013 ||
	    c == '-' || c == '*' || c == 0xa7) {
		i = n;
		while ((n = fold_blank(s + i, len - i)) > 0)
			i += n;
		end = i;
	}
	open = i < len && s[i] == '(';
	i += (size_t)open;
	n = count_at(s + i, len - i);
	if (n == 0)
		return end;
	i += n;
	/* A letter or figure alone is a word ("a", "2025"). */
	if (i >= len || !(s[i] == ')' || (!open && s[i] == '.')))
		return end;
	i++;
	while ((n = fold_blank(s + i, len - i)) > 0)
		i += n;
	return i;
}

static int
is_address_sign(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    is_figure(c) || (c != '\0' && strchr("._%+-@/:;?#=&~", c) != NULL);
}

/* Letters of ASCII in any case. */
static int
begins(const char *s, size_t len, const char *with)
{
	size_t i;
	char c;

	for (i = 0; with[i] != '\0'; i++) {
		if (i >= len)
			return 0;
		c = s[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != with[i])
			return 0;
	}
	return 1;
}

static size_t
guard_at(const char *s, size_t len)
{
	size_t n = 6, gap;

	if (!begins(s, len, "[email"))
		return 0;
	gap = fold_blank(s + n, len - n);
	if (gap == 0 || !begins(s + n + gap, len - n - gap, "protected]"))
		return 0;
	return n + gap + 10;
}

/* Of an address: what stands before a guard's sign, or behind it. */
static int
is_name_sign(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    is_figure(c) || (c != '\0' && strchr("._%+-@", c) != NULL);
}

/*
 * The sign of a guard, with what it left of the address on both sides of it:
 * "in[email protected]le.org".
 */
static size_t
guarded_at(const char *s, size_t len)
{
	size_t n = 0, guard;

	while (n < len && is_name_sign(s[n]))
		n++;
	guard = n < len && s[n] == '[' ? guard_at(s + n, len - n) : 0;
	if (guard == 0)
		return 0;
	n += guard;
	while (n < len && is_name_sign(s[n]))
		n++;
	while (s[n - 1] == '.' || s[n - 1] == '-')
		n--;
	return n;
}

static size_t
mail_at(const char *s, size_t len)
{
	size_t n = begins(s, len, "mailto:") ? 7 : 0;
	const size_t first = n;
	int at = 0, dot = 0;

	for (; n < len && is_name_sign(s[n]); n++) {
		at += s[n] == '@';
		dot += at > 0 && s[n] == '.';
	}
	while (n > first && strchr(".-", s[n - 1]) != NULL) {
		dot -= s[n - 1] == '.';
		n--;
	}
	return at == 1 && dot > 0 && s[first] != '@' && s[n - 1] != '@' ? n : 0;
}

int
fold_inside_address(char c)
{
	return is_name_sign(c) || c == '/';
}

size_t
fold_address(const char *s, size_t len, int *guarded)
{
	size_t n;

	*guarded = 0;
	if ((n = guarded_at(s, len)) > 0) {
		*guarded = 1;
		return n;
	}
	if ((n = mail_at(s, len)) > 0)
		return n;
	for (n = 0; n < len && is_address_sign(s[n]); n++)
		;
	/* What ends a sentence is none of the address. */
	while (n > 0 && strchr(".:;?-", s[n - 1]) != NULL)
		n--;
	if (begins(s, n, "https://") || begins(s, n, "http://") ||
	    (begins(s, n, "www.") && n > 6))
		return n;
	return 0;
}

size_t
fold_words(const char *s, size_t len, size_t max)
{
	size_t i = 0, step, gap, words = 0, signs = 0;
	int inside = 0;
	uint32_t c;

	while (i < len && words + signs / 2 < max) {
		if (s[i] > ' ') {
			words += (size_t)!inside;
			inside = 1;
			i++;
			continue;
		}
		gap = fold_blank(s + i, len - i);
		step = utf8_get(s + i, len - i, &c);
		i += gap > 0 ? gap : step == 0 ? 1 : step;
		if (c >= 0x2e80 && c < 0xa960 && gap == 0)
			signs++;
		if (gap > 0) {
			inside = 0;
		} else if (!inside) {
			inside = 1;
			words++;
		}
	}
	return words + signs / 2;
}
