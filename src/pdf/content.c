#include "pdf_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/flate.h"

/*
 * The content stream of the page being drawn: which marked-content sequence
 * is open, and what colour, line width and font were set last.
 */

#define INK_UNKNOWN (-1)

static const char *const inks[] = {
	[INK_INK] = ".086 .086 .086",
	[INK_GREY] = ".349 .349 .349",
	[INK_BLUE] = ".114 .247 .431",
	[INK_RED] = ".549 .11 .075",
	[INK_RULE] = ".541 .541 .541",
	[INK_FAINT] = ".769 .769 .769",
	[INK_PAPER] = "1 1 1",
};

void
content_reset(struct canvas *c)
{
	c->ops.len = 0;
	c->mc_open = false;
	c->ink_fill = INK_UNKNOWN;
	c->ink_line = INK_UNKNOWN;
	c->font_set = -1;
	c->size_set = 0;
	c->tracking_set = 0;
	c->line_set = -1;
}

void
content_end(struct canvas *c)
{
	if (c->mc_open)
		buf_str(&c->ops, "EMC\n");
	c->mc_open = false;
}

/*
 * A new marked-content sequence on this page, owned by element e.  Readers
 * that copy text look for ActualText here, not at the element: the element's
 * own stands at its first sequence, later ones (on another page, after a
 * child) add nothing.
 */
static void
begin_sequence(struct canvas *c, uint32_t e, const char *actual, size_t n)
{
	struct page *p = &c->pages[c->n_pages - 1];
	struct elem *el;

	p->owner =
	    canvas_more(p->owner, p->n_mc, &p->cap_mc, sizeof(*p->owner));
	p->owner[p->n_mc] = e;
	tags_kid(c, e, KID_MC, (uint32_t)p->n_mc, (uint32_t)c->n_pages - 1);
	el = &c->elems[e];
	if (actual == NULL && el->actual != NULL) {
		actual = el->said ? "" : el->actual;
		n = strlen(actual);
		el->said = true;
	}
	put_name(&c->ops, actual != NULL ? "Span" : tags_name(el->tag));
	buf_str(&c->ops, " <</MCID ");
	put_uint(&c->ops, p->n_mc++);
	if (actual != NULL) {
		buf_str(&c->ops, " /ActualText ");
		put_text(&c->ops, actual, n);
	}
	buf_str(&c->ops, ">> BDC\n");
	c->mc_artifact = false;
	c->mc_elem = e;
	c->mc_open = true;
}

void
content_begin_actual(struct canvas *c, const char *actual, size_t n)
{
	content_end(c);
	begin_sequence(c, c->open[c->n_open - 1], actual, n);
}

bool
content_ready(struct canvas *c)
{
	if (c->failed)
		return false;
	if (c->n_pages == 0 || c->finished) {
		(void)canvas_fault(c, FAULT_STATE, "drawn %s",
		    c->finished ? "after canvas_finish" : "before a page");
		return false;
	}
	if (!c->artifact && c->n_open == 0) {
		(void)canvas_fault(
		    c, FAULT_STATE, "drawn outside of any element or artifact");
		return false;
	}
	return true;
}

bool
content_begin(struct canvas *c)
{
	uint32_t e;

	if (!content_ready(c))
		return false;
	if (c->artifact) {
		if (c->mc_open && c->mc_artifact)
			return true;
		content_end(c);
		buf_str(&c->ops, "/Artifact BMC\n");
		c->mc_artifact = true;
		c->mc_open = true;
		return true;
	}
	e = c->open[c->n_open - 1];
	if (c->mc_open && !c->mc_artifact && c->mc_elem == e)
		return true;
	content_end(c);
	begin_sequence(c, e, NULL, 0);
	return true;
}

void
content_fill(struct canvas *c, enum ink ink)
{
	if (c->ink_fill == (int)ink)
		return;
	buf_str(&c->ops, inks[ink]);
	buf_str(&c->ops, " rg\n");
	c->ink_fill = (int)ink;
}

void
content_stroke(struct canvas *c, enum ink ink, double line)
{
	if (c->ink_line != (int)ink) {
		buf_str(&c->ops, inks[ink]);
		buf_str(&c->ops, " RG\n");
		c->ink_line = (int)ink;
	}
	if (line < c->line_set || line > c->line_set) {
		put_num(&c->ops, line);
		buf_str(&c->ops, " w\n");
		c->line_set = line;
	}
}

void
content_box(struct canvas *c, double x0, double y0, double x1, double y1)
{
	uint32_t page = (uint32_t)c->n_pages;
	size_t i;

	if (c->artifact)
		return;
	for (i = 0; i < c->n_open; i++) {
		struct elem *e = &c->elems[c->open[i]];

		if (e->tag != TAG_FIGURE)
			continue;
		if (e->box_page == 0) {
			e->box_page = page;
			e->box[0] = x0;
			e->box[1] = y0;
			e->box[2] = x1;
			e->box[3] = y1;
		}
		if (e->box_page != page) {
			e->box_page = UINT32_MAX; /* on several pages: none */
			continue;
		}
		e->box[0] = x0 < e->box[0] ? x0 : e->box[0];
		e->box[1] = y0 < e->box[1] ? y0 : e->box[1];
		e->box[2] = x1 > e->box[2] ? x1 : e->box[2];
		e->box[3] = y1 > e->box[3] ? y1 : e->box[3];
	}
}

void
content_page_end(struct canvas *c)
{
	struct page *p;
	struct fault f;

	if (c->n_pages == 0 || c->failed || c->finished)
		return;
	content_end(c);
	p = &c->pages[c->n_pages - 1];
	if (buf_check(&c->ops, "content of a page", &f) != 0 ||
	    flate_pack(c->z, c->ops.data, c->ops.len, &p->z, &p->z_len, &f) !=
		0)
		(void)canvas_fault_take(c, &f);
	content_reset(c);
}
