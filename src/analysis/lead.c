#include "analysis/analyse.h"

static int
ends_with_colon(const struct page *p, const struct block *b)
{
	return b->end > b->start && p->text[b->end - 1] == ':';
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
		if (b->kind == BLOCK_ITEM || b->kind == BLOCK_PARAGRAPH) {
			/* What does not introduce is no lead-in. */
			if (ends_with_colon(p, b) || b->kind == BLOCK_ITEM) {
				in->lead = p->text + b->start;
				in->lead_len = b->end - b->start;
			}
		}
		return;
	}
}
