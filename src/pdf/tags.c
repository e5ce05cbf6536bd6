#include "pdf_in.h"

#include <string.h>

/* The structure tree while it grows. */

const char *
tags_name(enum tag tag)
{
	static const char *const names[] = {
		[TAG_SECT] = "Sect",
		[TAG_H1] = "H1",
		[TAG_H2] = "H2",
		[TAG_H3] = "H3",
		[TAG_P] = "P",
		[TAG_BLOCKQUOTE] = "BlockQuote",
		[TAG_SPAN] = "Span",
		[TAG_LINK] = "Link",
		[TAG_TABLE] = "Table",
		[TAG_TR] = "TR",
		[TAG_TH] = "TH",
		[TAG_TD] = "TD",
		[TAG_FIGURE] = "Figure",
		[TAG_CODE] = "Code",
		[TAG_TOC] = "TOC",
		[TAG_TOCI] = "TOCI",
		[TAG_L] = "L",
		[TAG_LI] = "LI",
		[TAG_LBL] = "Lbl",
		[TAG_LBODY] = "LBody",
		[TAG_FORM] = "Form",
	};

	return names[tag];
}

void
tags_kid(struct canvas *c, uint32_t elem, enum kid_kind kind, uint32_t a,
    uint32_t page)
{
	struct elem *e = &c->elems[elem];
	struct kid *k;

	c->kids =
	    canvas_more(c->kids, c->n_kids, &c->cap_kids, sizeof(*c->kids));
	k = &c->kids[c->n_kids++];
	*k = (struct kid){ .kind = kind, .a = a, .page = page };
	if (e->last == 0)
		e->first = (uint32_t)c->n_kids;
	else
		c->kids[e->last - 1].next = (uint32_t)c->n_kids;
	e->last = (uint32_t)c->n_kids;
}

/* A copy of a string that a PDF can hold, or NULL. */
static char *
keep(struct canvas *c, const char *s, const char *what)
{
	if (s == NULL)
		return NULL;
	if (!put_text_fits(s, strlen(s))) {
		(void)canvas_fault(c, FAULT_LIMIT,
		    "%s of %zu bytes, a PDF/A string holds %d", what, strlen(s),
		    STRING_MAX);
		return NULL;
	}
	return arena_strdup(&c->arena, s);
}

void
canvas_open(struct canvas *c, enum tag tag, const struct tag_more *more)
{
	static const struct tag_more none = { .scope = SCOPE_NONE };
	struct elem *e;
	uint32_t id = (uint32_t)c->n_elems;

	if (c->failed)
		return;
	if (more == NULL)
		more = &none;
	if (c->artifact || c->n_open == MC_DEPTH_MAX ||
	    c->n_elems >= ELEMS_MAX) {
		(void)canvas_fault(c, c->artifact ? FAULT_STATE : FAULT_LIMIT,
		    c->artifact ? "%s opened inside an artifact"
				: "%s is one element too many",
		    tags_name(tag));
		return;
	}
	c->elems =
	    canvas_more(c->elems, c->n_elems, &c->cap_elems, sizeof(*c->elems));
	e = &c->elems[c->n_elems++];
	*e = (struct elem){ .tag = tag,
		.parent = c->n_open > 0 ? c->open[c->n_open - 1] : 0,
		.actual = keep(c, more->actual, "ActualText"),
		.alt = keep(c, more->alt, "Alt"),
		.lang = keep(c, more->lang, "Lang"),
		.scope = more->scope,
		.col_span = more->col_span,
		.line = more->line };
	tags_kid(c, e->parent, KID_ELEM, id, 0);
	c->open[c->n_open++] = id;
}

void
canvas_close(struct canvas *c)
{
	if (c->failed)
		return;
	if (c->artifact || c->n_open == 0) {
		(void)canvas_fault(c, FAULT_STATE, "%s",
		    c->artifact ? "an element closed inside an artifact"
				: "closed more elements than were opened");
		return;
	}
	c->n_open--;
}

size_t
canvas_here(const struct canvas *c)
{
	return c->n_open > 0 ? c->open[c->n_open - 1] : 0;
}

void
canvas_resume(struct canvas *c, size_t element)
{
	if (c->failed)
		return;
	if (c->artifact || c->n_open == MC_DEPTH_MAX || element == 0 ||
	    element >= c->n_elems) {
		(void)canvas_fault(
		    c, FAULT_STATE, "element %zu cannot go on here", element);
		return;
	}
	c->open[c->n_open++] = (uint32_t)element;
}

void
canvas_artifact_begin(struct canvas *c)
{
	if (c->failed)
		return;
	if (c->artifact)
		(void)canvas_fault(
		    c, FAULT_STATE, "artifact inside an artifact");
	c->artifact = true;
}

void
canvas_artifact_end(struct canvas *c)
{
	if (c->failed)
		return;
	if (!c->artifact)
		(void)canvas_fault(c, FAULT_STATE, "no artifact to end");
	c->artifact = false;
}
