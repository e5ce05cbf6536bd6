#include <stdlib.h>

#include "base/mem.h"

#include "provision_in.h"

/*= draft-eastlake-fnv: FNV-1a, 64 bits. */
#define FNV_BASIS UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

uint64_t
bag_hash(const char *s, size_t n)
{
	uint64_t h = FNV_BASIS;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * FNV_PRIME;
	return h;
}

static int
by_value(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

void
bag_make(const char *text, size_t len, struct arena *a, struct bag *out)
{
	char *folded = mem_new(len + 1, 1);
	size_t n = words_fold(text, len, folded), at = 0, count = 0, room;
	struct word w;

	while (words_next(folded, n, &at, &w))
		count++;
	room = count;
	out->words = arena_new(a, room, sizeof(*out->words));
	out->pairs = arena_new(a, room, sizeof(*out->pairs));
	out->n_words = count;
	out->n_pairs = count == 0 ? 0 : count - 1;
	for (at = 0, count = 0; words_next(folded, n, &at, &w); count++) {
		out->words[count] = bag_hash(folded + w.start, w.end - w.start);
		if (count > 0)
			out->pairs[count - 1] = (out->words[count - 1] * 3) ^
			    (out->words[count] * FNV_PRIME);
	}
	free(folded);
	if (out->n_words > 1)
		qsort(out->words, out->n_words, sizeof(*out->words), by_value);
	if (out->n_pairs > 1)
		qsort(out->pairs, out->n_pairs, sizeof(*out->pairs), by_value);
}

/* Values that both sorted lists have, counted as often as both have them. */
static size_t
common(const uint64_t *x, size_t n, const uint64_t *y, size_t m)
{
	size_t i = 0, k = 0, both = 0;

	while (i < n && k < m) {
		if (x[i] < y[k]) {
			i++;
		} else if (x[i] > y[k]) {
			k++;
		} else {
			both++;
			i++;
			k++;
		}
	}
	return both;
}

static int
dice(size_t both, size_t n, size_t m)
{
	return n + m == 0 ? 100 : (int)(200 * both / (n + m));
}

int
bag_alike(const struct bag *x, const struct bag *y)
{
	int words = dice(common(x->words, x->n_words, y->words, y->n_words),
	    x->n_words, y->n_words);

	if (x->n_pairs == 0 || y->n_pairs == 0)
		return words;
	return (words +
		   dice(common(x->pairs, x->n_pairs, y->pairs, y->n_pairs),
		       x->n_pairs, y->n_pairs)) /
	    2;
}

int
bag_within(const struct bag *x, const struct bag *y)
{
	if (x->n_pairs == 0)
		return 0;
	return (int)(100 * common(x->pairs, x->n_pairs, y->pairs, y->n_pairs) /
	    x->n_pairs);
}
