#include "model/holdings.h"

struct held *
holdings_of(
    const struct look *looks, size_t n_looks, struct arena *arena, size_t *n)
{
	struct held *list = NULL;
	size_t i;

	*n = 0;
	for (i = 0; i < n_looks; i++) {
		/* A gap says nothing of the text, so it ends no period. */
		if (looks[i].version == 0)
			continue;
		if (*n == 0 || list[*n - 1].version != looks[i].version) {
			list = arena_more(arena, list, *n, sizeof(*list));
			list[(*n)++] =
			    (struct held){ looks[i].version, i, i, 0 };
		}
		list[*n - 1].last = i;
		list[*n - 1].n++;
	}
	return list;
}
