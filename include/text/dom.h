#ifndef TEXT_DOM_H
#define TEXT_DOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"

/*
 * The tree of an HTML page, as browsers build it, laid flat: elements and
 * texts in document order, each with the place where its subtree ends, so
 * that it is walked by counting.  What can never be text or be selected for
 * it (comments, the bodies of scripts and styles, what lies in <template> and
 * <svg>) is not in it, though these elements themselves are.
 *
 * Only dom.c knows which parser made it.
 */
#define DOM_NONE UINT32_MAX
#define DOM_TEXT 0 /* the name of a text */

struct dom_attr {
	const char *name, *value;
};

struct dom_node {
	uint32_t name; /* index of dom.names; DOM_TEXT */
	uint32_t parent; /* DOM_NONE for the root */
	uint32_t end; /* one past its last descendant */
	uint32_t prev; /* the element before it under its parent */
	uint32_t nth; /* its place among the elements there, from 1; text: 0 */
	uint32_t n_elements; /* elements right below it */
	uint32_t n_attrs;
	uint32_t len; /* text: bytes */
	const struct dom_attr *attrs;
	const char *text; /* text: its words; else NULL */
};

struct dom {
	struct dom_node *nodes;
	uint32_t n;
	const char **names; /* in lower case; names[0] is "#text" */
	uint32_t n_names;
	uint32_t depth; /* no element lies deeper below the root */
	bool quirks; /* classes and ids match without regard to case */
};

/*
 * Parse n bytes of valid UTF-8.  All of it lives in a.  *gap is NULL, or says
 * why the page is not read (proviso-text(5), LIMITS).
 */
int dom_parse(struct arena *a, const char *html, size_t n, struct dom *out,
    const char **gap, struct fault *f) MUST_CHECK;

/* Take out the elements with a mark (d->n of them) and all below them. */
void dom_prune(struct dom *d, const unsigned char *marks);

/*
 * Give every <a> an absolute address beside its own, for selectors that name
 * one: as an attribute DOM_HREF, which no page has.  Fragments stay alone.
 */
#define DOM_HREF "\1href"
void dom_links(struct dom *d, struct arena *a, const char *base);

/* The value of an attribute, or NULL. */
const char *dom_attr(const struct dom_node *e, const char *name);

#endif /* TEXT_DOM_H */
