#include <string.h>

#include "base/utf8.h"
#include "text/dom.h"
#include "text/selector.h"
#include "text_in.h"

/* What links are relative to: what the page says itself, or its address. */
static const char *
page_base(const struct dom *d, struct reading *r)
{
	const char *href;
	uint32_t i;

	for (i = 0; i < d->n; i++) {
		if (strcmp(d->names[d->nodes[i].name], "base") == 0 &&
		    (href = dom_attr(&d->nodes[i], "href")) != NULL)
			return link_resolve(r->scratch, r->base, href);
	}
	return r->base;
}

/* Marks for what css selects; *n is how many. */
static int
mark(const struct dom *d, struct reading *r, const char *css,
    unsigned char **marks, size_t *n, struct fault *f)
{
	const struct selector *s;

	if (selector_parse(r->scratch, css, &s, f) != 0)
		return -1;
	*marks = arena_new(r->scratch, d->n, 1);
	*n = selector_mark(s, d, r->scratch, *marks);
	return 0;
}

int
html_read(struct reading *r, struct flow *out, struct fault *f)
{
	unsigned char *marks = NULL;
	const char *lang;
	struct dom d;
	size_t n;

	r->lang = "";
	if (dom_parse(r->scratch, r->p, r->n, &d, &r->gap, f) != 0)
		return -1;
	if (r->gap != NULL)
		return 0;
	if ((lang = dom_attr(&d.nodes[0], "lang")) != NULL)
		r->lang = arena_strdup(out->arena, lang);
	r->base = page_base(&d, r);
	if (*r->remove != '\0') {
		if (mark(&d, r, r->remove, &marks, &n, f) != 0)
			return fault_under(f, "remove");
		dom_prune(&d, marks);
		marks = NULL;
	}
	if (*r->select != '\0') {
		if (mark(&d, r, r->select, &marks, &n, f) != 0)
			return fault_under(f, "select");
		if (n == 0) {
			r->gap = arena_fmt(r->scratch,
			    "selector matches nothing: %.*s",
			    (int)utf8_cut(r->select, strlen(r->select), 80),
			    r->select);
			return 0;
		}
	}
	html_walk(out, &d, r->base, marks);
	return 0;
}
