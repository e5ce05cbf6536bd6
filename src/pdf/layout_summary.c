#include <string.h>

#include "layout_in.h"

/* ---- The list of contents, in the side column ---- */

#define CONTENTS_WORDS 14.0
#define CONTENTS_WIDTH 60.0
#define CONTENTS_RIGHT 90.0
#define CONTENTS_AFTER 1.75

static void
entry_draw(struct layout *l, size_t i, const struct set *s, double y)
{
	const struct doc_page *p = &l->doc->els[i].u.page;
	const size_t n = set_lines(s);
	const char *anchor = arena_fmt(&l->arena, "page:#%zu", i);
	const char *page;
	double w;

	if (!l->wet)
		return;
	page = layout_page_words(l, anchor);
	canvas_open(l->canvas, TAG_TOCI, NULL);
	pen_text(l, l->g.x0, y, LOOK_LABEL,
	    arena_fmt(&l->arena, "%s ", p->contents_number));
	set_draw(l, s, 0, n, l->g.x0 + CONTENTS_WORDS, y);
	canvas_open(l->canvas, TAG_LINK, NULL);
	w = pen_width(l, LOOK_LABEL, page);
	pen_text(l, l->g.x0 + CONTENTS_RIGHT - w - 2, y, LOOK_LABEL, " ");
	pen_text(l, l->g.x0 + CONTENTS_RIGHT - w, y, LOOK_LABEL, page);
	canvas_link(l->canvas, l->g.x0, y - 8, CONTENTS_RIGHT, 10.5 * (double)n,
	    anchor, arena_fmt(&l->arena, "%s, page %s", p->contents, page));
	canvas_close(l->canvas);
	canvas_close(l->canvas);
}

/* Entries from element i on, from y down; those that do not fit wait. */
static void
entries_draw(struct layout *l, size_t i, double y)
{
	const struct set *s;
	double end;

	l->contents_next = 0;
	pen_open(l, TAG_TOC);
	for (; i < l->doc->n; i++) {
		const struct doc_el *e = &l->doc->els[i];

		if (e->kind != DOC_PAGE || e->u.page.contents == NULL)
			continue;
		s = set_string(
		    l, e->u.page.contents, LOOK_LABEL_INK, CONTENTS_WIDTH);
		end = y + set_height(s);
		if (end > l->g.bottom) {
			l->contents_next = i;
			break;
		}
		entry_draw(l, i, s, y);
		y = end + 10.5 + CONTENTS_AFTER;
	}
	pen_close(l);
}

void
layout_contents_rest(struct layout *l)
{
	if (l->contents_next > 0)
		entries_draw(l, l->contents_next, l->at.y);
}

static void *
contents_set(struct layout *l, const struct doc_el *e)
{
	return set_text(l, &e->u.text, LOOK_LABEL_BOLD, SIDE_WIDTH);
}

static double
contents_need(struct layout *l, const struct doc_el *e, void *set)
{
	(void)l;
	(void)e;
	(void)set;
	return 0;
}

/* Beside the flow: what follows begins on the same baseline. */
static void
contents_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const double y =
	    look_snap(l->at.y + (l->at.floor == FLOOR_H1 ? 35 : 0));

	(void)e;
	pen_open(l, TAG_P);
	set_draw(l, set, 0, 1, l->g.x0, y);
	pen_close(l);
	entries_draw(l, 0, y + 14);
}

const struct layout_ops layout_ops_contents = { ROLE_NONE, FLOOR_TEXT,
	contents_set, contents_need, contents_draw, true, false };

/* ---- Counts: a row of large numbers between two rules ---- */

#define COUNTS_NUMBER 26.5
#define COUNTS_LABEL 40.0
#define COUNTS_END 47.5
#define COUNTS_GAP 12.0
#define COUNTS_SQUARE 4.2

static void *
counts_set(struct layout *l, const struct doc_el *e)
{
	const size_t n = e->u.counts.n;
	double *at = arena_new(&l->arena, n + 1, sizeof(*at));
	double natural = 0, w, label, extra;
	size_t i;

	/* Each column as wide as its words; what is left goes between them. */
	for (i = 0; i < n; i++) {
		const struct doc_count *c = &e->u.counts.items[i];

		w = pen_width(l, LOOK_COUNT, c->number);
		label = pen_width(l, LOOK_LABEL_BOLD, c->label) +
		    (c->exposure >= 0 ? 3 * (COUNTS_SQUARE + 1.4) + 3.2 : 0);
		at[i] = w > label ? w : label;
		natural += at[i];
	}
	extra = n < 2 ? 0 : (TABLE_WIDTH - natural) / (double)(n - 1);
	extra = extra > 24           ? 24
	    : extra < COUNTS_GAP / 2 ? COUNTS_GAP / 2
				     : extra;
	for (i = 0, w = l->g.x2; i < n; i++) {
		label = at[i];
		at[i] = w;
		w += label + extra;
	}
	return at;
}

static double
counts_need(struct layout *l, const struct doc_el *e, void *set)
{
	(void)l;
	(void)e;
	(void)set;
	return COUNTS_LABEL - COUNTS_NUMBER;
}

static void
counts_draw(struct layout *l, const struct doc_el *e, void *set)
{
	const struct tag_more column = { .scope = SCOPE_COLUMN };
	const struct doc_counts *c = &e->u.counts;
	const double *at = set;
	const double top = l->at.y - COUNTS_NUMBER;
	size_t i;

	pen_open(l, TAG_TABLE);
	pen_rule(l, l->g.x2, l->g.xr, top, 0.7, INK_INK);
	pen_open(l, TAG_TR);
	for (i = 0; i < c->n; i++) {
		pen_open_as(l, TAG_TH, &column);
		if (c->items[i].exposure >= 0)
			pen_exposure(l, at[i], top + COUNTS_LABEL,
			    (enum exposure)c->items[i].exposure, LOOK_LABEL,
			    COUNTS_SQUARE);
		else
			pen_text(l, at[i], top + COUNTS_LABEL, LOOK_LABEL,
			    c->items[i].label);
		pen_close(l);
	}
	pen_close(l);
	pen_open(l, TAG_TR);
	for (i = 0; i < c->n; i++) {
		pen_open(l, TAG_TD);
		pen_text(l, at[i], top + COUNTS_NUMBER, LOOK_COUNT,
		    c->items[i].number);
		pen_close(l);
	}
	pen_close(l);
	pen_close(l);
	l->at.y = top + COUNTS_END;
	pen_rule(l, l->g.x2, l->g.xr, l->at.y, 0.35, INK_RULE);
}

const struct layout_ops layout_ops_counts = { ROLE_COUNTS, FLOOR_RULE,
	counts_set, counts_need, counts_draw, false, false };
