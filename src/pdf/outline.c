#include "pdf_in.h"

#include <string.h>

#include "base/arena.h"

/* Bookmarks: a tree made of a list with levels. */

struct branch {
	unsigned id;
	size_t parent; /* 0 = the root, else 1 + index */
	size_t first, last, prev, next; /* the same */
	size_t kids;
};

static void
put_item(struct writer *w, struct buf *b, const char *key, size_t item)
{
	if (item == 0)
		return;
	buf_str(b, key);
	put_ref(b, w->branches[item].id);
}

/* Item 0 is the root. */
static void
text_item(struct writer *w, size_t i, struct buf *b)
{
	const struct branch *br = &w->branches[i];
	const struct outline *o;

	if (i > 0) {
		o = &w->c->outlines[i - 1];
		buf_str(b, "/Title ");
		put_text(b, o->title, strlen(o->title));
		buf_str(b, " /Parent ");
		put_ref(b, w->branches[br->parent].id);
		buf_str(b, "\n/Dest [");
		put_ref(b, w->page_id[o->page]);
		buf_str(b, " /XYZ null ");
		put_num(b, o->y);
		buf_str(b, " null]");
	} else {
		buf_str(b, "/Type /Outlines");
	}
	put_item(w, b, " /Prev ", br->prev);
	put_item(w, b, " /Next ", br->next);
	put_item(w, b, " /First ", br->first);
	put_item(w, b, " /Last ", br->last);
	if (br->kids > 0) {
		/* Negative: shut at first. */
		buf_str(b, i > 0 ? " /Count -" : " /Count ");
		put_uint(b, br->kids);
	}
}

int
outline_write(struct writer *w)
{
	struct canvas *c = w->c;
	size_t n = c->n_outlines, i, p;

	if (n == 0)
		return 0;
	w->branches = arena_new(&c->arena, n + 1, sizeof(*w->branches));
	w->branches[0].id = object_packed(w, text_item, 0);
	for (i = 1; i <= n; i++) {
		struct branch *br = &w->branches[i];

		br->id = object_packed(w, text_item, i);
		/* Up from the one before to the first that is higher. */
		for (p = i - 1; p > 0 &&
		     c->outlines[p - 1].level >= c->outlines[i - 1].level;)
			p = w->branches[p].parent;
		br->parent = p;
		br->prev = w->branches[p].last;
		if (br->prev > 0)
			w->branches[br->prev].next = i;
		else
			w->branches[p].first = i;
		w->branches[p].last = i;
		w->branches[p].kids++;
	}
	w->outlines = w->branches[0].id;
	return 0;
}
