#include "pdfread/shown.h"

#include <string.h>

#include "base/utf8.h"
#include "pdfread_in.h"

/* Below are letters that every face tells apart; a page of old Chinese has some
 * ten pairs. */
#define PAIRS_FROM 0x2000
#define PAIRS_MAX 1024

/* Blanks, and characters that are drawn as nothing. */
static bool
unseen(uint32_t c)
{
	static const uint32_t ranges[][2] = { { 0x09, 0x0d }, { 0x20, 0x20 },
		{ 0xa0, 0xa0 }, { 0xad, 0xad }, { 0x34f, 0x34f },
		{ 0x61c, 0x61c }, { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 },
		{ 0x180b, 0x180f }, { 0x2000, 0x200f }, { 0x2028, 0x202f },
		{ 0x205f, 0x206f }, { 0x3000, 0x3000 }, { 0x3164, 0x3164 },
		{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
		{ 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
		{ 0xe0000, 0xe0fff } };
	size_t i;

	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	return false;
}

/* The next character that is seen, 0 at the end; *i moves behind it. */
static uint32_t
next_seen(const char *s, size_t n, size_t *i)
{
	uint32_t c = 0;
	size_t step;

	while (*i < n) {
		step = utf8_get(s + *i, n - *i, &c);
		*i += step == 0 ? 1 : step;
		if (step != 0 && !unseen(c))
			return c;
	}
	return 0;
}

/* Two characters that some face may draw by one glyph. */
static bool
pair_add(struct pdfread *r, uint32_t said, uint32_t drawn)
{
	size_t i;

	if (said < PAIRS_FROM || drawn < PAIRS_FROM)
		return false;
	for (i = 0; i < r->n_pairs; i++)
		if (r->pairs[i].said == said && r->pairs[i].drawn == drawn)
			return true;
	if (r->n_pairs == PAIRS_MAX)
		return false;
	r->pairs =
	    arena_more(&r->arena, r->pairs, r->n_pairs, sizeof(*r->pairs));
	r->pairs[r->n_pairs++] = (struct pdfread_pair){ said, drawn };
	return true;
}

bool
text_alike(struct pdfread *r, const char *said, const char *drawn)
{
	const size_t ns = strlen(said), nd = strlen(drawn), before = r->n_pairs;
	size_t i = 0, k = 0;
	uint32_t x, y;

	do {
		x = next_seen(said, ns, &i);
		y = next_seen(drawn, nd, &k);
		if (x != y && !pair_add(r, x, y)) {
			r->n_pairs = before;
			return false;
		}
	} while (x != 0 || y != 0);
	return true;
}
