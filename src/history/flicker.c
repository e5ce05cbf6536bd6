#include "history/flicker.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "history_in.h"

/* Longer lines say something. */
#define LINE_WORDS 8

struct line {
	uint64_t key;
	unsigned turns;
	int here;
	int now; /* in the text that is being seen */
};

struct flicker {
	struct line *lines;
	size_t n;
	size_t known; /* that flicker */
	int begun;
};

struct flicker *
flicker_new(void)
{
	return mem_new(1, sizeof(struct flicker));
}

void
flicker_free(struct flicker *fl)
{
	if (fl == NULL)
		return;
	free(fl->lines);
	free(fl);
}

uint64_t
flicker_key(const struct body_block *k)
{
	return body_key(k->seen, strlen(k->seen));
}

int
flicker_may(const struct body_block *k)
{
	return !k->clause && !k->prose && k->noise == NULL &&
	    k->kind != BLOCK_ROW && k->kind != BLOCK_HEADING &&
	    k->words <= LINE_WORDS && !furniture_sentence(k);
}

static struct line *
find(const struct flicker *fl, uint64_t key)
{
	size_t i;

	for (i = 0; i < fl->n; i++)
		if (fl->lines[i].key == key)
			return &fl->lines[i];
	return NULL;
}

static struct line *
add(struct flicker *fl, uint64_t key)
{
	struct line *l;

	if ((fl->n & (fl->n - 1)) == 0)
		fl->lines = mem_grow(
		    fl->lines, fl->n == 0 ? 1 : 2 * fl->n, sizeof(*fl->lines));
	l = &fl->lines[fl->n++];
	memset(l, 0, sizeof(*l));
	l->key = key;
	return l;
}

void
flicker_see(struct flicker *fl, const struct body *b)
{
	struct line *l;
	uint64_t key;
	size_t i;

	for (i = 0; i < fl->n; i++)
		fl->lines[i].now = 0;
	for (i = 0; i < b->n; i++) {
		if (!flicker_may(&b->blocks[i]))
			continue;
		key = flicker_key(&b->blocks[i]);
		if ((l = find(fl, key)) == NULL) {
			l = add(fl, key);
			l->here = !fl->begun;
		}
		l->now = 1;
	}
	for (i = 0; i < fl->n; i++) {
		l = &fl->lines[i];
		if (l->here == l->now)
			continue;
		l->here = l->now;
		if (++l->turns == FLICKER_TURNS)
			fl->known++;
	}
	fl->begun = 1;
}

void
flicker_know(struct flicker *fl, uint64_t key)
{
	struct line *l = find(fl, key);

	if (l == NULL)
		l = add(fl, key);
	if (l->turns < FLICKER_TURNS) {
		l->turns = FLICKER_TURNS;
		fl->known++;
	}
}

int
flicker_has(const struct flicker *fl, uint64_t key)
{
	const struct line *l = fl->known == 0 ? NULL : find(fl, key);

	return l != NULL && l->turns >= FLICKER_TURNS;
}

size_t
flicker_count(const struct flicker *fl)
{
	return fl->known;
}
