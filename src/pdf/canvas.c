#include "pdf/canvas.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/flate.h"
#include "pdf_in.h"

#define OPS_MAX (64u << 20) /* content of one page, 1000 times a full one */
#define TEXTS_MAX (16u << 20) /* what glyphs stand for: a few bytes each */
#define COORD_MAX 14400 /* ISO 32000-1, annex C: the side of a page */
#define ANNOTS_MAX 1000000 /* links; the same for dests and outline */

struct canvas *
canvas_new(const struct faces *faces, double width, double height)
{
	struct canvas *c = mem_new(1, sizeof(*c));
	struct elem *root;

	c->faces = faces;
	c->width = width;
	c->height = height;
	arena_init(&c->arena);
	buf_init(&c->ops, OPS_MAX);
	buf_init(&c->texts, TEXTS_MAX);
	c->z = flate_packer_new();
	c->elems = canvas_more(NULL, 0, &c->cap_elems, sizeof(*c->elems));
	root = &c->elems[c->n_elems++];
	*root = (struct elem){ .parent = 0 };
	return c;
}

void
canvas_free(struct canvas *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->n_pages; i++) {
		free(c->pages[i].z);
		free(c->pages[i].owner);
	}
	for (i = 0; i < FACES_MAX; i++)
		free(c->font[i].text);
	flate_packer_free(c->z);
	free(c->pages);
	free(c->elems);
	free(c->kids);
	free(c->annots);
	free(c->dests);
	free(c->outlines);
	buf_free(&c->ops);
	buf_free(&c->texts);
	arena_free(&c->arena);
	free(c);
}

/* ---- faults ---- */

void
canvas_where(struct canvas *c, const char *where)
{
	c->where = where == NULL ? NULL : arena_strdup(&c->arena, where);
}

/* All n numbers can stand on a page; else a fault. */
static bool
within(struct canvas *c, const double *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!isfinite(v[i]) || fabs(v[i]) > COORD_MAX) {
			(void)canvas_fault(
			    c, FAULT_STATE, "%.0f pt is not on a page", v[i]);
			return false;
		}
	return true;
}

bool
canvas_within(struct canvas *c, double x, double y, double z)
{
	const double v[] = { x, y, z };

	return within(c, v, 3);
}

/* ---- pages ---- */

void
canvas_page(struct canvas *c)
{
	const double size[] = { c->width, c->height };

	if (c->failed || !within(c, size, 2))
		return;
	content_page_end(c);
	if (c->n_pages == PAGES_MAX) {
		(void)canvas_fault(
		    c, FAULT_LIMIT, "more than %d pages", PAGES_MAX);
		return;
	}
	c->pages =
	    canvas_more(c->pages, c->n_pages, &c->cap_pages, sizeof(*c->pages));
	c->pages[c->n_pages++] = (struct page){ 0 };
	content_reset(c);
}

size_t
canvas_pages(const struct canvas *c)
{
	return c->n_pages;
}

/* ---- shapes ---- */

/* Numbers separated by blanks, then an operator. */
static void
put_op(struct canvas *c, const double *v, size_t n, const char *op)
{
	size_t i;

	for (i = 0; i < n; i++) {
		put_num(&c->ops, v[i]);
		buf_str(&c->ops, " ");
	}
	buf_str(&c->ops, op);
	buf_str(&c->ops, "\n");
}

void
canvas_rect(
    struct canvas *c, double x, double y, double w, double h, enum ink ink)
{
	const double v[] = { x, c->height - (y + h), w, h };

	if (!within(c, v, 4) || !content_begin(c))
		return;
	content_fill(c, ink);
	put_op(c, v, 4, "re f");
	content_box(c, v[0], v[1], v[0] + w, v[1] + h);
}

void
canvas_frame(struct canvas *c, double x, double y, double w, double h,
    double line, enum ink ink)
{
	const double v[] = { x, c->height - (y + h), w, h, line };

	if (!within(c, v, 5) || !content_begin(c))
		return;
	content_stroke(c, ink, line);
	put_op(c, v, 4, "re S");
	content_box(c, v[0], v[1], v[0] + w, v[1] + h);
}

void
canvas_line(struct canvas *c, double x1, double y1, double x2, double y2,
    double line, enum ink ink, double on, double off)
{
	const double v[] = { x1, c->height - y1, x2, c->height - y2, line, on,
		off };

	if (!within(c, v, 7) || !content_begin(c))
		return;
	content_stroke(c, ink, line);
	if (on > 0) {
		buf_str(&c->ops, "[");
		put_num(&c->ops, on);
		buf_str(&c->ops, " ");
		put_num(&c->ops, off);
		buf_str(&c->ops, "] 0 d\n");
	}
	put_op(c, v, 2, "m");
	put_op(c, v + 2, 2, "l");
	buf_str(&c->ops, on > 0 ? "S [] 0 d\n" : "S\n");
	content_box(c, fmin(v[0], v[2]), fmin(v[1], v[3]), fmax(v[0], v[2]),
	    fmax(v[1], v[3]));
}

void
canvas_polygon(struct canvas *c, const struct point *p, size_t n, bool fill,
    double line, enum ink ink)
{
	size_t i;

	if (n == 0 || !within(c, &line, 1) || !content_begin(c))
		return;
	if (fill)
		content_fill(c, ink);
	else
		content_stroke(c, ink, line);
	for (i = 0; i < n; i++) {
		const double v[] = { p[i].x, c->height - p[i].y };

		if (!within(c, v, 2))
			return;
		put_op(c, v, 2, i == 0 ? "m" : "l");
		content_box(c, v[0], v[1], v[0], v[1]);
	}
	buf_str(&c->ops, fill ? "h f\n" : "h S\n");
}

/* ---- navigation ---- */

/* True if a place on the current page may be named now. */
static bool
on_page(struct canvas *c, const char *what, size_t n, double y)
{
	if (c->failed || !within(c, &y, 1))
		return false;
	if (c->n_pages == 0 || n >= ANNOTS_MAX) {
		(void)canvas_fault(c, n == 0 ? FAULT_STATE : FAULT_LIMIT,
		    n == 0 ? "%s before a page" : "one %s too many", what);
		return false;
	}
	return true;
}

void
canvas_dest(struct canvas *c, const char *name, double y)
{
	if (!on_page(c, "destination", c->n_dests, y))
		return;
	c->dests =
	    canvas_more(c->dests, c->n_dests, &c->cap_dests, sizeof(*c->dests));
	c->dests[c->n_dests++] =
	    (struct dest){ .name = arena_strdup(&c->arena, name),
		    .page = (uint32_t)c->n_pages - 1,
		    .y = c->height - y };
}

void
canvas_outline(struct canvas *c, int level, const char *title, double y)
{
	int before =
	    c->n_outlines > 0 ? c->outlines[c->n_outlines - 1].level : 0;

	if (!on_page(c, "bookmark", c->n_outlines, y))
		return;
	if (level < 1 || level > before + 1 ||
	    !put_text_fits(title, strlen(title))) {
		(void)canvas_fault(c, FAULT_STATE,
		    "bookmark of level %d after level %d, or too long", level,
		    before);
		return;
	}
	c->outlines = canvas_more(
	    c->outlines, c->n_outlines, &c->cap_outlines, sizeof(*c->outlines));
	c->outlines[c->n_outlines++] = (struct outline){ .level = level,
		.title = arena_strdup(&c->arena, title),
		.page = (uint32_t)c->n_pages - 1,
		.y = c->height - y };
}

/* An annotation inside the innermost element, which has to be of this kind. */
static struct annot *
new_annot(struct canvas *c, enum tag want, const double *xywh, bool tagged)
{
	struct annot *a;
	uint32_t e = c->n_open > 0 ? c->open[c->n_open - 1] : 0;

	if (!on_page(c, "annotation", c->n_annots, 0) || !within(c, xywh, 4))
		return NULL;
	if (tagged &&
	    (c->n_open == 0 || c->artifact || c->elems[e].tag != want)) {
		(void)canvas_fault(c, FAULT_STATE,
		    "an annotation outside of a %s element", tags_name(want));
		return NULL;
	}
	c->annots = canvas_more(
	    c->annots, c->n_annots, &c->cap_annots, sizeof(*c->annots));
	a = &c->annots[c->n_annots];
	*a = (struct annot){ .page = (uint32_t)c->n_pages - 1,
		.elem = tagged ? e : 0,
		.untagged = !tagged,
		.rect = { xywh[0], c->height - (xywh[1] + xywh[3]),
		    xywh[0] + xywh[2], c->height - xywh[1] } };
	a->where = c->where;
	if (tagged)
		tags_kid(c, e, KID_ANNOT, (uint32_t)c->n_annots, a->page);
	if (c->pages[a->page].n_annots++ == 0)
		c->pages[a->page].first_annot = (uint32_t)c->n_annots;
	c->n_annots++;
	return a;
}

/* The words that a reader hears; PDF/UA demands some. */
static char *
spoken(struct canvas *c, const char *words)
{
	if (words == NULL || *words == '\0' ||
	    !put_text_fits(words, strlen(words))) {
		(void)canvas_fault(c, FAULT_STATE,
		    "an annotation without words for readers, or with too "
		    "many");
		return NULL;
	}
	return arena_strdup(&c->arena, words);
}

void
canvas_link(struct canvas *c, double x, double y, double w, double h,
    const char *name, const char *contents)
{
	const double xywh[] = { x, y, w, h };
	struct annot *a = new_annot(c, TAG_LINK, xywh, true);

	if (a == NULL)
		return;
	a->kind = ANNOT_LINK;
	a->name = arena_strdup(&c->arena, name);
	a->words = spoken(c, contents);
}

void
canvas_field(struct canvas *c, double x, double y, double w, double h,
    const char *name, const char *tooltip, bool seal)
{
	const double xywh[] = { x, y, w, h };
	/* A field without area is nothing to see and has no tag: signing it
	 * later must be reached through form and page alone, since judges take
	 * what the structure tree leads to for the document (EU DSS). */
	struct annot *a =
	    new_annot(c, TAG_FORM, xywh, seal || (w > 0 && h > 0));

	if (a == NULL)
		return;
	a->kind = ANNOT_FIELD;
	a->name = arena_strdup(&c->arena, name);
	a->words = spoken(c, tooltip);
	a->seal = seal;
	a->empty = !(w > 0 && h > 0);
}
