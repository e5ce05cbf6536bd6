#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "layout_in.h"

/* Words are measured at this size, so that one measure serves all sizes. */
#define RULER_SIZE 1000.0
/* Longer pieces are rarely met twice. */
#define RULER_WORD 64

struct ruler_slot {
	const char *s; /* NULL: empty */
	size_t n;
	uint64_t hash;
	double width;
	enum voice voice;
};

/*= FNV-1a, 64 bits */
static uint64_t
ruler_hash(enum voice voice, const char *s, size_t n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ (uint64_t)voice;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * UINT64_C(0x100000001b3);
	return h ^ (h >> 29);
}

static struct ruler_slot *
ruler_find(struct ruler_slot *slots, size_t cap, const struct ruler_slot *key)
{
	size_t i = (size_t)key->hash & (cap - 1);

	while (slots[i].s != NULL &&
	    (slots[i].hash != key->hash || slots[i].n != key->n ||
		slots[i].voice != key->voice ||
		memcmp(slots[i].s, key->s, key->n) != 0))
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

static void
ruler_grow(struct ruler *r)
{
	const size_t cap = r->cap == 0 ? 4096 : 2 * r->cap;
	struct ruler_slot *slots = mem_new(cap, sizeof(*slots));
	size_t i;

	for (i = 0; i < r->cap; i++)
		if (r->slots[i].s != NULL)
			*ruler_find(slots, cap, &r->slots[i]) = r->slots[i];
	free(r->slots);
	r->slots = slots;
	r->cap = cap;
}

double
ruler_width(void *arg, const struct type *t, const char *s, size_t n)
{
	struct ruler *r = arg;
	struct type big = { .voice = t->voice, .size = RULER_SIZE };
	struct ruler_slot key = { .s = s, .n = n, .voice = t->voice };
	struct ruler_slot *slot;
	double extra;

	if (n == 0)
		return 0;
	extra = t->tracking == 0 ? 0 : t->tracking * (double)utf8_count(s, n);
	if (n > RULER_WORD)
		return canvas_width(r->canvas, &big, s, n) * t->size /
		    RULER_SIZE +
		    extra;
	if (r->n * 2 >= r->cap)
		ruler_grow(r);
	key.hash = ruler_hash(t->voice, s, n);
	slot = ruler_find(r->slots, r->cap, &key);
	if (slot->s == NULL) {
		key.width = canvas_width(r->canvas, &big, s, n);
		*slot = key;
		r->n++;
	}
	return slot->width * t->size / RULER_SIZE + extra;
}

void
ruler_free(struct ruler *r)
{
	free(r->slots);
	memset(r, 0, sizeof(*r));
}
