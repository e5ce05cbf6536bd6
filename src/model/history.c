#include "model/history.h"

#include <string.h>

void
history_free(struct history *h)
{
	if (h == NULL)
		return;
	arena_free(&h->arena);
	memset(h, 0, sizeof(*h));
}

const struct version *
history_version(const struct history *h, int number)
{
	size_t i;

	for (i = 0; i < h->n_versions; i++)
		if (h->versions[i].number == number)
			return &h->versions[i];
	return NULL;
}
