#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdfread_in.h"

/* Nodes of page trees and annotations of pages, in all revisions looked at;
 * ten signatures under ten thousand pages have 200,000. */
#define NODES_MAX ((size_t)2 << 20)

struct tree {
	struct pdfread *r;
	size_t revision;
	const struct pdf_value **stack;
	size_t n, room;
	struct seen seen;
};

static int
tree_push(struct tree *t, const struct pdf_value *v, struct fault *f)
{
	if (t->r->nodes++ >= NODES_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %zu nodes in the page tree, have more",
		    NODES_MAX);
	if (t->n == t->room) {
		t->room = t->room == 0 ? 256 : t->room * 2;
		t->stack = mem_grow(t->stack, t->room, sizeof(*t->stack));
	}
	t->stack[t->n++] = v;
	return 0;
}

/* Push an array's items so that the first comes off first. */
static int
tree_push_all(struct tree *t, const struct pdf_value *list, struct fault *f)
{
	size_t i;

	if (list->kind != PDF_ARRAY)
		return 0;
	for (i = list->u.array.n; i > 0; i--)
		if (tree_push(t, &list->u.array.items[i - 1], f) != 0)
			return -1;
	return 0;
}

int
pages_walk(struct pdfread *r, size_t revision, pages_visit *visit, void *arg,
    struct fault *f)
{
	struct tree t = { .r = r, .revision = revision };
	const struct pdf_value *v, *kids;
	const struct pdf_object *o;
	int rc = -1;

	if (value_key(
		r, revision, revision_trailer(r, revision), "Root", &v, f) != 0)
		goto out;
	if ((v = pdf_key(v, "Pages")) != NULL && tree_push(&t, v, f) != 0)
		goto out;
	while (t.n > 0) {
		if (value_resolve(r, revision, t.stack[--t.n], &v, &o, f) != 0)
			goto out;
		/* Each node once: kids may lead back to their parents. */
		if (v->kind != PDF_DICT ||
		    (o != NULL && !seen_add(&t.seen, o->num)))
			continue;
		if (value_key(r, revision, v, "Kids", &kids, f) != 0)
			goto out;
		if (kids->kind == PDF_ARRAY) {
			if (tree_push_all(&t, kids, f) != 0)
				goto out;
		} else if (visit(r, revision, v, o, arg, f) != 0) {
			goto out;
		}
	}
	rc = 0;
out:
	seen_free(&t.seen);
	free(t.stack);
	return rc;
}

/* Whether a page, or a widget on it, has a key twice. */
static int
page_twice(struct pdfread *r, size_t revision, const struct pdf_value *page,
    const struct pdf_object *o, void *arg, struct fault *f)
{
	const struct pdf_value *annots, *v;
	const char **what = arg;
	size_t i;

	(void)o;
	if (page->twice)
		*what = "a page";
	if (value_key(r, revision, page, "Annots", &annots, f) != 0)
		return -1;
	if (annots->kind != PDF_ARRAY)
		return 0;
	r->nodes += annots->u.array.n;
	for (i = 0; i < annots->u.array.n && r->nodes < NODES_MAX; i++) {
		if (value_resolve(r, revision, &annots->u.array.items[i], &v,
			NULL, f) != 0)
			return -1;
		if (v->twice && pdf_is_name(pdf_key(v, "Subtype"), "Widget"))
			*what = "a widget";
	}
	return 0;
}

int
pages_twice(
    struct pdfread *r, size_t revision, const char **what, struct fault *f)
{
	*what = NULL;
	return pages_walk(r, revision, page_twice, what, f);
}
