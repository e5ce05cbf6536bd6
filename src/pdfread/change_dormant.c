#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdfread/change.h"
#include "pdfread_in.h"

/* Values walked, and objects looked at that nothing refers to: a quarter of a
 * second.  A file that has more gets no warning. */
#define WALK_MAX ((size_t)4 << 20)
#define LOOKS_MAX ((size_t)64 << 10)

struct reach {
	struct pdfread *r;
	size_t revision;
	const struct pdf_value **stack;
	size_t n, room, steps;
	struct seen seen;
};

static void
push(struct reach *x, const struct pdf_value *v)
{
	if (v->kind != PDF_REF && v->kind != PDF_ARRAY && v->kind != PDF_DICT)
		return;
	if (v->kind == PDF_REF && !seen_add(&x->seen, v->u.ref.num))
		return;
	if (x->n == x->room) {
		x->room = x->room == 0 ? 256 : x->room * 2;
		x->stack = mem_grow(x->stack, x->room, sizeof(*x->stack));
	}
	x->stack[x->n++] = v;
}

/* All that the trailer leads to is in seen. */
static bool
reach_all(struct reach *x)
{
	const struct pdf_object *o;
	const struct pdf_value *v;
	struct fault unused;
	size_t i;

	push(x, revision_trailer(x->r, x->revision));
	while (x->n > 0) {
		v = x->stack[--x->n];
		if (v->kind == PDF_REF) {
			if (object_load(
				x->r, x->revision, v->u.ref, &o, &unused) != 0)
				return false;
			if (o == NULL)
				continue;
			v = &o->v;
			if (v->kind == PDF_REF) {
				push(x, v);
				continue;
			}
		}
		if (v->kind == PDF_ARRAY)
			for (i = 0; i < v->u.array.n; i++)
				push(x, &v->u.array.items[i]);
		if (v->kind == PDF_DICT)
			for (i = 0; i < v->u.dict.n; i++)
				push(x, &v->u.dict.items[i].value);
		x->steps += v->kind == PDF_ARRAY ? v->u.array.n : 8;
		if (x->steps > WALK_MAX)
			return false;
	}
	return true;
}

/* What a later revision could bring to light, in words; NULL: nothing. */
static const char *
could_show(const struct pdf_object *o)
{
	const struct pdf_value *type = pdf_key(&o->v, "Type");
	const struct pdf_value *subtype = pdf_key(&o->v, "Subtype");

	if (pdf_is_name(type, "Page"))
		return "a page";
	if (pdf_is_name(type, "Pages"))
		return "a list of pages";
	if (pdf_is_name(type, "Catalog"))
		return "a catalog";
	if (pdf_is_name(type, "Font"))
		return "a font";
	if (pdf_is_name(type, "Annot"))
		return "an annotation";
	if (!o->stream || pdf_is_name(type, "XRef") ||
	    pdf_is_name(type, "ObjStm") || pdf_is_name(type, "Metadata"))
		return NULL;
	if (pdf_is_name(subtype, "Image"))
		return "an image";
	if (pdf_is_name(subtype, "Form"))
		return "a drawing";
	/* Content of pages has neither; linearized files have hints. */
	return type == NULL && subtype == NULL && pdf_key(&o->v, "S") == NULL &&
		pdf_key(&o->v, "Linearized") == NULL
	    ? "a stream"
	    : NULL;
}

static void
look(struct reach *x, const struct pdf_xref_entry *e, size_t *count,
    char *words, size_t n)
{
	const struct pdf_object *o;
	struct fault unused;
	const char *what;

	if (e->type == ENTRY_FREE || e->num == 0 ||
	    !seen_add(&x->seen, e->num) ||
	    object_load(x->r, x->revision,
		(struct pdf_ref){ e->num, e->type == ENTRY_PLAIN ? e->gen : 0 },
		&o, &unused) != 0 ||
	    o == NULL || (what = could_show(o)) == NULL)
		return;
	if ((*count)++ == 0)
		(void)snprintf(words, n, "object %u: %s", e->num, what);
}

const char *
pdfread_dormant(struct pdfread *r, size_t revision)
{
	struct reach x = { .r = r, .revision = revision };
	const char *out = NULL;
	size_t i, k, count = 0, looks = 0;
	char first[80];

	if (!reach_all(&x))
		goto out;
	for (i = r->heads[revision]; i < r->n_sections; i++)
		for (k = 0; k < r->sections[i].n && looks < LOOKS_MAX; k++) {
			const struct pdf_xref_entry *e =
			    &r->sections[i].entries[k];

			if (seen_has(&x.seen, e->num))
				continue;
			looks++;
			look(&x, revision_entry(r, revision, e->num), &count,
			    first, sizeof(first));
		}
	if (count > 0)
		out = arena_fmt(&r->arena,
		    "the signed revision holds %zu object%s that nothing "
		    "shows and a later revision could (%s)",
		    count, count == 1 ? "" : "s", first);
out:
	free(x.stack);
	seen_free(&x.seen);
	return out;
}
