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

/* A range that finds no place: not what the declaration was made for. */
static void
lost_range(struct reading *r, const char *what, const char *words)
{
	r->gap = arena_fmt(r->scratch, "%s: a range matches nothing: %.*s",
	    what, (int)utf8_cut(words, strlen(words), 200), words);
}

/* Take out what r->remove says; r->gap where a range of it is lost. */
static int
prune(struct dom *d, struct reading *r, struct fault *f)
{
	const struct selection *s;
	struct selected *list;
	unsigned char *marks;
	const char *lost;
	size_t i, n;
	uint32_t k;

	if (selection_parse(r->scratch, r->remove, &s, f) != 0)
		return fault_under(f, "remove");
	list = selection_take(s, d, r->scratch, &n, &lost);
	if (lost != NULL) {
		lost_range(r, "remove", lost);
		return 0;
	}
	if (n == 0)
		return 0;
	/* What a range does not hold whole stays. */
	marks = arena_new(r->scratch, d->n, 1);
	for (i = 0; i < n; i++)
		for (k = list[i].first; k < list[i].end; k++)
			if (d->nodes[k].end <= list[i].end) {
				marks[k] = 1;
				k = d->nodes[k].end - 1;
			}
	dom_prune(d, marks);
	return 0;
}

/* What r->select takes, or all; r->gap where that is nothing. */
static int
take(const struct dom *d, struct reading *r, struct selected **list, size_t *n,
    struct fault *f)
{
	const struct selection *s;
	const char *lost;

	if (*r->select == '\0') {
		*list = arena_new(r->scratch, 1, sizeof(**list));
		(*list)[0] = (struct selected){ 0, d->n, false };
		*n = 1;
		return 0;
	}
	if (selection_parse(r->scratch, r->select, &s, f) != 0)
		return fault_under(f, "select");
	*list = selection_take(s, d, r->scratch, n, &lost);
	if (lost != NULL)
		lost_range(r, "select", lost);
	else if (*n == 0)
		r->gap = arena_fmt(r->scratch, "selector matches nothing: %.*s",
		    (int)utf8_cut(r->select, strlen(r->select), 80), r->select);
	return 0;
}

int
html_read(struct reading *r, struct flow *out, struct fault *f)
{
	struct selected *list = NULL;
	const char *lang;
	struct dom d;
	size_t n = 0;

	r->lang = "";
	if (dom_parse(r->scratch, r->p, r->n, &d, &r->gap, f) != 0)
		return -1;
	if (r->gap != NULL)
		return 0;
	if ((lang = dom_attr(&d.nodes[0], "lang")) != NULL)
		r->lang = arena_strdup(out->arena, lang);
	r->base = page_base(&d, r);
	if (strchr(r->select, '[') != NULL || strchr(r->remove, '[') != NULL)
		dom_links(&d, r->scratch, r->base);
	if (*r->remove != '\0' && prune(&d, r, f) != 0)
		return -1;
	if (r->gap != NULL)
		return 0;
	if (take(&d, r, &list, &n, f) != 0)
		return -1;
	if (r->gap == NULL)
		html_walk(out, &d, r->base, list, n);
	return 0;
}
