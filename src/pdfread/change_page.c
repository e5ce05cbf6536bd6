#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdfread_in.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* Nodes of the page tree that wait; each is put once. */
struct pages {
	struct change *c;
	struct pair *nodes;
	size_t n, room, page;
	struct seen seen;
};

static const struct pdf_value no_items = { .kind = PDF_ARRAY };

static uint32_t
ref_num(const struct pdf_value *v)
{
	return v != NULL && v->kind == PDF_REF ? v->u.ref.num : 0;
}

static void
annot_added(struct change *c, const struct pdf_value *v, size_t page,
    const struct pdf_value *signed_page)
{
	struct sides s;

	if (!change_sides(c, (struct pair){ NULL, v }, &s) ||
	    s.b->kind != PDF_DICT)
		return;
	if (s.bn != 0 && seen_has(&c->fresh, s.bn)) {
		/*
		 * Sneaky signatures: level 2 lets others sign, and nobody lay
		 * anything over what was certified; nor does a field that
		 * nobody signs show anything there.
		 */
		if (seen_has(&c->seeable, s.bn) &&
		    change_covers(c, signed_page, s.b))
			change_refuse(c,
			    "object %u: page %zu: a signature field was added "
			    "that is laid over what was signed",
			    s.bn, page);
		return;
	}
	change_comment(c, s.b, s.bn, page, signed_page, "added");
}

/* One that stands in both lists. */
static void
annot_pair(struct change *c, struct pair p, size_t page, const char *where,
    const struct pdf_value *signed_page)
{
	struct sides s;

	if (!change_sides(c, p, &s))
		return;
	if (s.bn != 0 && seen_has(&c->homes, s.bn))
		return; /* a form field's */
	if (s.an == 0 && s.bn == 0 && p.a->kind == PDF_REF)
		return; /* of nothing, both */
	if (c->p->level == 3 && s.a->kind == PDF_DICT &&
	    s.b->kind == PDF_DICT && !change_equal(c, p)) {
		(void)seen_add(&c->homes, s.bn);
		change_comment(c, s.b, s.bn, page, signed_page, "changed");
		return;
	}
	change_same(c,
	    &(struct change_item){
		.p = p, .num = s.bn, .form = true, .where = where });
}

static void
annot_gone(struct change *c, const struct pdf_value *v, size_t page)
{
	struct sides s;

	if (!change_sides(c, (struct pair){ v, NULL }, &s) ||
	    s.a->kind != PDF_DICT)
		return;
	if (c->p->level == 3 && !seen_has(&c->homes, s.an)) {
		change_permit(
		    c, true, "page %zu: an annotation was taken away", page);
		return;
	}
	change_refuse(c, "object %u: page %zu: %s was taken off the page", s.an,
	    page, seen_has(&c->homes, s.an) ? "a form field" : "an annotation");
}

/* Old ones keep their order: later ones are drawn over earlier ones. */
static void
annots(
    struct change *c, const struct sides *pages, size_t page, const char *where)
{
	struct seen old = { .slots = NULL }, new = { .slots = NULL };
	const struct pdf_value *a, *b;
	const struct pair p = change_key(pages, "Annots");
	struct sides s;
	size_t i = 0, k, na, nb;

	if ((p.a == NULL && p.b == NULL) || !change_sides(c, p, &s))
		return;
	if (s.an != 0 && s.an == s.bn)
		(void)seen_add(&c->homes, s.bn);
	a = s.a->kind == PDF_ARRAY ? s.a : &no_items;
	b = s.b->kind == PDF_ARRAY ? s.b : &no_items;
	na = a->u.array.n;
	nb = b->u.array.n;
	for (k = 0; k < na && change_step(c, 1); k++)
		(void)seen_add(&old, ref_num(&a->u.array.items[k]));
	for (k = 0; k < nb && change_step(c, 1); k++)
		(void)seen_add(&new, ref_num(&b->u.array.items[k]));
	for (k = 0; k < nb && change_step(c, 1); k++) {
		const struct pdf_value *v = &b->u.array.items[k];

		while (i < na && ref_num(&a->u.array.items[i]) != 0 &&
		    !seen_has(&new, ref_num(&a->u.array.items[i])))
			annot_gone(c, &a->u.array.items[i++], page);
		if (i < na && ref_num(v) == ref_num(&a->u.array.items[i]))
			annot_pair(c,
			    (struct pair){ &a->u.array.items[i++], v }, page,
			    where, pages->a);
		else if (ref_num(v) != 0 && seen_has(&old, ref_num(v)))
			change_refuse(c,
			    "object %u: page %zu: the order of what is laid "
			    "over the page is another",
			    ref_num(v), page);
		else
			annot_added(c, v, page, pages->a);
	}
	for (; i < na && change_step(c, 1); i++)
		annot_gone(c, &a->u.array.items[i], page);
	seen_free(&old);
	seen_free(&new);
}

static void
page_compare(struct pages *x, const struct sides *s)
{
	/* /Parent is compared, too: pages inherit from it (table 31). */
	static const struct change_key rules[] = { { "Annots", CHANGE_SKIP },
		{ "Tabs", CHANGE_FREE }, { "StructParents", CHANGE_ADD },
		{ "Metadata", CHANGE_FREE }, { "PieceInfo", CHANGE_FREE },
		{ "LastModified", CHANGE_FREE } };
	struct change *c = x->c;
	const char *where = arena_fmt(&c->scratch, "page %zu", ++x->page);

	annots(c, s, x->page, where);
	change_keys(c, s, rules, N(rules),
	    &(struct change_item){ .num = s->bn, .where = where });
}

static void
nodes_push(struct pages *x, const struct sides *kids)
{
	size_t i, n = kids->a->u.array.n;

	if (n != kids->b->u.array.n) {
		change_refuse(x->c,
		    "the page tree has other pages than were signed: a node "
		    "had %zu kids and has %zu (a reader sees pages added or "
		    "missing)",
		    n, kids->b->u.array.n);
		return;
	}
	for (i = n; i > 0; i--) {
		const struct pdf_value *a = &kids->a->u.array.items[i - 1];
		const struct pdf_value *b = &kids->b->u.array.items[i - 1];

		if (ref_num(a) != ref_num(b)) {
			change_refuse(x->c,
			    "object %u stands where page object %u was signed "
			    "(a reader sees another page)",
			    ref_num(b), ref_num(a));
			continue;
		}
		if (x->n == x->room) {
			x->room = x->room == 0 ? 64 : x->room * 2;
			x->nodes =
			    mem_grow(x->nodes, x->room, sizeof(*x->nodes));
		}
		x->nodes[x->n++] = (struct pair){ a, b };
	}
}

static void
node_look(struct pages *x, struct pair p)
{
	static const struct change_key rules[] = { { "Kids", CHANGE_SKIP },
		/* iText's note of itself, which no reader knows (annex E). */
		{ "ITXT", CHANGE_FREE } };
	struct change *c = x->c;
	struct sides s, kids;

	if (!change_sides(c, p, &s))
		return;
	if (s.bn != 0 && !seen_add(&x->seen, s.bn))
		return;
	if (s.a->kind != PDF_DICT || s.b->kind != PDF_DICT) {
		change_same(c,
		    &(struct change_item){ .p = p, .where = "the page tree" });
		return;
	}
	if (s.an != 0 && s.an == s.bn)
		(void)seen_add(&c->homes, s.bn);
	if (!change_sides(c, change_key(&s, "Kids"), &kids))
		return;
	if (kids.a->kind != PDF_ARRAY && kids.b->kind != PDF_ARRAY) {
		page_compare(x, &s);
		return;
	}
	if (kids.a->kind != PDF_ARRAY || kids.b->kind != PDF_ARRAY) {
		change_refuse(c,
		    "object %u: a page became a list of pages, or a list one",
		    s.bn);
		return;
	}
	change_keys(c, &s, rules, N(rules),
	    &(struct change_item){ .num = s.bn, .where = "the page tree" });
	nodes_push(x, &kids);
}

void
change_pages(struct change *c, struct pair p)
{
	struct pages x = { .c = c };
	struct pair top = p;

	if (ref_num(p.a) != ref_num(p.b))
		change_refuse(c, "the catalog names another page tree");
	node_look(&x, top);
	while (x.n > 0 && change_step(c, 1)) {
		top = x.nodes[--x.n];
		node_look(&x, top);
	}
	free(x.nodes);
	seen_free(&x.seen);
}
