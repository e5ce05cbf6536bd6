#include <string.h>

#include "analysis/analyse.h"

/* Where "for the following purposes." is looked for, from the end. */
#define LEAD_TAIL 160

static int
tail_has(const char *s, size_t n, const char *word)
{
	size_t len = strlen(word), i;

	for (i = 0; i + len <= n; i++)
		if (memcmp(s + i, word, len) == 0)
			return 1;
	return 0;
}

/* A paragraph that introduces what stands below it. */
static int
introduces(const struct page *p, const struct block *b)
{
	size_t n = b->end - b->start;
	const char *s = p->text + b->start;

	if (n == 0 || s[n - 1] == ':')
		return n > 0;
	if (n > LEAD_TAIL) {
		s += n - LEAD_TAIL;
		n = LEAD_TAIL;
	}
	return tail_has(s, n, "following") || tail_has(s, n, "below") ||
	    tail_has(s, n, "as follows") || tail_has(s, n, "folgende") ||
	    tail_has(s, n, "seguintes");
}

void
analyse_lead(
    const struct page *p, const struct clause *c, struct analyse_input *in)
{
	const struct block *b;
	unsigned level;
	size_t i;

	in->lead = NULL;
	in->lead_len = 0;
	if (c->first_block >= p->n_blocks)
		return;
	b = &p->blocks[c->first_block];
	if (b->kind != BLOCK_ITEM)
		return;
	level = b->level;
	for (i = c->first_block; i > 0; i--) {
		b = &p->blocks[i - 1];
		if (b->kind == BLOCK_ITEM && b->level >= level)
			continue;
		/* An item one level up, or the paragraph above the list. */
		if (b->kind == BLOCK_ITEM ||
		    (b->kind == BLOCK_PARAGRAPH && introduces(p, b))) {
			in->lead = p->text + b->start;
			in->lead_len = b->end - b->start;
		}
		return;
	}
}
