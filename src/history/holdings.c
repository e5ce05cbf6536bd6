#include "history/holdings.h"

#include <stdlib.h>

static int
by_time(const void *x, const void *y)
{
	const struct look *a = *(const struct look *const *)x;
	const struct look *b = *(const struct look *const *)y;

	if (a->time_utc_ms != b->time_utc_ms)
		return a->time_utc_ms < b->time_utc_ms ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

void
holdings_make(const struct look *looks, size_t n, struct arena *a,
    struct holding **out, size_t *n_out)
{
	const struct look **order = arena_new(a, n + 1, sizeof(*order));
	struct holding *list = NULL, *last;
	size_t i, count = 0;

	for (i = 0; i < n; i++)
		order[i] = &looks[i];
	if (n > 1)
		qsort(order, n, sizeof(*order), by_time);
	for (i = 0; i < n; i++) {
		if (order[i]->version == 0)
			continue;
		last = count == 0 ? NULL : &list[count - 1];
		if (last == NULL || last->version != order[i]->version) {
			list = arena_more(a, list, count, sizeof(*list));
			last = &list[count++];
			last->version = order[i]->version;
			last->first_utc_ms = order[i]->time_utc_ms;
			last->n_looks = 0;
		}
		last->last_utc_ms = order[i]->time_utc_ms;
		last->n_looks++;
	}
	*out = list;
	*n_out = count;
}
