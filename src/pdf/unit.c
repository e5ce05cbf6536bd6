#include "pdf_in.h"

#include <string.h>

#include "base/utf8.h"

/*
 * Text is cut into units at blanks, at changes of face or direction, and
 * around ideographs.
 */

/* The face for u, or a fault that names it. */
static int
want_face(const struct faces *fs, enum voice voice, const char *lang,
    uint32_t u, const char *s, size_t k, struct fault *f)
{
	int face = face_for(fs, voice, lang, u, f);

	if (face != FACE_NONE)
		return face;
	if (u < 0x20 || (u >= 0x7F && u < 0xA0))
		(void)fault_set(f, FAULT_FORMAT, "control character U+%04lX",
		    (unsigned long)u);
	else
		(void)fault_set(f, FAULT_ABSENT, "no face has U+%04lX \"%.*s\"",
		    (unsigned long)u, (int)k, s);
	return FACE_BROKEN;
}

/* Bytes of blanks and ignored characters at s before a right-to-left letter. */
static size_t
gap_before_rtl(const char *s, size_t n)
{
	size_t i, k;
	uint32_t u;

	for (i = 0; i < n && i < 32; i += k) {
		k = utf8_get(s + i, n - i, &u);
		if (k == 0)
			return 0;
		if (char_rtl(u))
			return i;
		if (!char_blank(u) && !char_ignorable(u))
			return 0;
	}
	return 0;
}

/*
 * How far the unit that begins with u0 (k bytes, drawn by face) goes.  Bad
 * UTF-8 ends it, and is found again as the next unit's beginning.
 */
static size_t
unit_end(const struct faces *fs, enum voice voice, const char *lang, int face,
    uint32_t u0, const char *s, size_t n, size_t i)
{
	bool rtl = char_rtl(u0), alone = char_alone(u0), blank = char_blank(u0);
	struct fault own;
	uint32_t u;
	size_t k;

	for (; i < n && i < UNIT_MAX; i += k) {
		k = utf8_get(s + i, n - i, &u);
		if (k == 0)
			break;
		if (char_ignorable(u)) {
			if (u != 0x200C || i + k >= n)
				continue;
			return i + k; /* ZWNJ: letters do not join over it */
		}
		if (blank)
			break;
		if (char_mark(u) && face_has(fs, (size_t)face, u, &own))
			continue;
		if (alone || char_alone(u))
			break;
		if (char_blank(u)) {
			k = rtl ? gap_before_rtl(s + i, n - i) : 0;
			if (k == 0)
				break;
			continue;
		}
		if (char_rtl(u) != rtl ||
		    face_for(fs, voice, lang, u, &own) != face)
			break;
	}
	return i;
}

/* ASCII up to a blank or the end, all in the voice's own face; else 0. */
static size_t
ascii_word(const struct face *face, const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && i < UNIT_MAX && s[i] > ' ' && s[i] < 0x7F &&
	    face->ascii[(unsigned char)s[i]] != 0)
		i++;
	return i == n || (s[i] == ' ' && i > 0) || i == UNIT_MAX ? i : 0;
}

/* Where the next unit ends, and the face that draws it. */
static size_t
cut_unit(const struct faces *fs, enum voice voice, const char *lang,
    const char *s, size_t n, size_t *face, struct fault *f)
{
	size_t i, k = 0;
	uint32_t u = 0;
	int found;

	*face = fs->chain[voice][0];
	i = ascii_word(&fs->face[*face], s, n);
	if (i > 0)
		return i;
	for (i = 0; i < n; i += k) {
		k = utf8_get(s + i, n - i, &u);
		if (k == 0) {
			(void)fault_set(f, FAULT_FORMAT,
			    "byte %02X is not UTF-8", (unsigned char)s[i]);
			return 0;
		}
		if (!char_ignorable(u))
			break;
	}
	if (i == n || i >= UNIT_MAX)
		return i; /* nothing to draw */
	found = want_face(fs, voice, lang, u, s + i, k, f);
	if (found < 0)
		return 0;
	*face = (size_t)found;
	return unit_end(fs, voice, lang, found, u, s, n, i + k);
}

size_t
unit_next(const struct faces *fs, enum voice voice, const char *lang,
    const char *s, size_t n, struct unit *u, struct fault *f)
{
	size_t face;
	const size_t len = cut_unit(fs, voice, lang, s, n, &face, f);

	if (len == 0 || shape_unit(fs, face, s, len, u, f) != 0)
		return 0;
	return len;
}
