#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "layout_in.h"

struct anchor {
	const char *name; /* NULL: empty */
	size_t before, now; /* pages of the last pass and of this; 0 = none */
};

static struct anchor *
anchors_find(struct anchor *slots, size_t cap, const char *name)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	const char *p;
	size_t i;

	for (p = name; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
	i = (size_t)(h ^ (h >> 29)) & (cap - 1);
	while (slots[i].name != NULL && strcmp(slots[i].name, name) != 0)
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

static void
anchors_grow(struct anchors *a)
{
	const size_t cap = a->cap == 0 ? 256 : 2 * a->cap;
	struct anchor *slots = mem_new(cap, sizeof(*slots));
	size_t i;

	for (i = 0; i < a->cap; i++)
		if (a->slots[i].name != NULL)
			*anchors_find(slots, cap, a->slots[i].name) =
			    a->slots[i];
	free(a->slots);
	a->slots = slots;
	a->cap = cap;
}

bool
anchors_set(struct anchors *a, const char *name, size_t page)
{
	struct anchor *slot;

	if (a->n * 2 >= a->cap)
		anchors_grow(a);
	slot = anchors_find(a->slots, a->cap, name);
	if (slot->name == NULL) {
		slot->name = arena_strdup(a->arena, name);
		a->n++;
	}
	if (slot->now != 0)
		return false;
	slot->now = page;
	return true;
}

size_t
anchors_page(const struct anchors *a, const char *name)
{
	return a->cap == 0 ? 0 : anchors_find(a->slots, a->cap, name)->before;
}

bool
anchors_turn(struct anchors *a)
{
	bool same = true;
	size_t i;

	for (i = 0; i < a->cap; i++) {
		if (a->slots[i].name == NULL)
			continue;
		same = same && a->slots[i].now == a->slots[i].before;
		a->slots[i].before = a->slots[i].now;
		a->slots[i].now = 0;
	}
	return same;
}

void
anchors_free(struct anchors *a)
{
	free(a->slots);
	memset(a, 0, sizeof(*a));
}
