#include "pdfread_in.h"

#include <stdlib.h>

#include "base/mem.h"

/* Slots hold the value plus one, so that 0 means empty. */
static uint64_t *
seen_slot(const struct seen *s, uint64_t v)
{
	size_t i =
	    (size_t)((v * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (s->cap - 1);

	while (s->slots[i] != 0 && s->slots[i] != v + 1)
		i = (i + 1) & (s->cap - 1);
	return &s->slots[i];
}

bool
seen_add(struct seen *s, uint64_t v)
{
	struct seen old = *s;
	uint64_t *slot;
	size_t i;

	if (s->n * 2 >= s->cap) {
		s->cap = old.cap == 0 ? 64 : old.cap * 2;
		s->slots = mem_new(s->cap, sizeof(*s->slots));
		for (i = 0; i < old.cap; i++)
			if (old.slots[i] != 0)
				*seen_slot(s, old.slots[i] - 1) = old.slots[i];
		free(old.slots);
	}
	slot = seen_slot(s, v);
	if (*slot != 0)
		return false;
	*slot = v + 1;
	s->n++;
	return true;
}

bool
seen_has(const struct seen *s, uint64_t v)
{
	return s->cap != 0 && *seen_slot(s, v) != 0;
}

void
seen_free(struct seen *s)
{
	free(s->slots);
	*s = (struct seen){ .slots = NULL };
}
