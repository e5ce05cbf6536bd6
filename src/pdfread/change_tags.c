#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdfread_in.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* New tags for one field: an element or two, and references to widgets. */
#define NEW_MAX 64

struct tags {
	struct change *c;
	struct pair *nodes;
	size_t n, room;
	struct seen seen;
};

struct numbered {
	int64_t key;
	const struct pdf_value *v;
};

struct numbers {
	struct numbered *items;
	size_t n, room;
};

static void
node_push(struct tags *x, struct pair p)
{
	if (x->n == x->room) {
		x->room = x->room == 0 ? 256 : x->room * 2;
		x->nodes = mem_grow(x->nodes, x->room, sizeof(*x->nodes));
	}
	x->nodes[x->n++] = p;
}

/* /K is one kid or an array of them. */
static void
kids_of(const struct pdf_value *raw, const struct pdf_value *v,
    const struct pdf_value **items, size_t *n)
{
	*items = v->kind == PDF_ARRAY ? v->u.array.items : raw;
	*n = v->kind == PDF_ARRAY ? v->u.array.n : v->kind == PDF_NULL ? 0 : 1;
}

static bool
kid_same(const struct pdf_value *a, const struct pdf_value *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == PDF_REF)
		return a->u.ref.num == b->u.ref.num &&
		    a->u.ref.gen == b->u.ref.gen;
	if (a->kind == PDF_INT)
		return a->u.i == b->u.i;
	return true; /* dictionaries: compared */
}

/*
 * Tags that come with a new field hold references to it and no content: they
 * read nothing aloud but the field's own name.
 */
static bool
kid_of_field(struct change *c, const struct pdf_value *v)
{
	const struct pdf_value *stack[NEW_MAX], *d, *k, *items, *raw;
	struct fault unused;
	size_t n = 0, left = NEW_MAX, i, kids;

	stack[n++] = v;
	while (n > 0 && left-- > 0) {
		if (value_resolve(
			c->r, c->new, stack[--n], &d, NULL, &unused) != 0 ||
		    d->kind != PDF_DICT || pdf_key(d, "ActualText") != NULL)
			return false;
		if (pdf_is_name(pdf_key(d, "Type"), "OBJR"))
			continue;
		raw = pdf_key(d, "K");
		if (value_resolve(c->r, c->new, raw, &k, NULL, &unused) != 0)
			return false;
		kids_of(raw, k, &items, &kids);
		for (i = 0; i < kids; i++) {
			if (n == NEW_MAX)
				return false;
			stack[n++] = &items[i];
		}
	}
	return n == 0;
}

static void
kids(struct tags *x, struct pair p, uint32_t num)
{
	struct change *c = x->c;
	const struct pdf_value *a, *b;
	size_t na, nb, i = 0, k;
	struct sides s;

	if ((p.a == NULL && p.b == NULL) || !change_sides(c, p, &s))
		return;
	/* The array itself, or a single kid that is an object. */
	kids_of(p.a, s.a, &a, &na);
	kids_of(p.b, s.b, &b, &nb);
	for (k = 0; k < nb && change_step(c, 1); k++) {
		if (i < na && kid_same(&a[i], &b[k])) {
			if (a[i].kind == PDF_REF || a[i].kind == PDF_DICT)
				node_push(x, (struct pair){ &a[i], &b[k] });
			i++;
		} else if (kid_of_field(c, &b[k])) {
			change_permit(
			    c, false, "tags for the added fields were added");
		} else {
			change_refuse(c,
			    "object %u: a tag was added or moved (a reader "
			    "sees a change in what is read aloud)",
			    num);
		}
	}
	if (i < na && !c->stopped)
		change_refuse(c,
		    "object %u: a tag was taken away (a reader sees a change "
		    "in what is read aloud)",
		    num);
}

static void
element(struct tags *x, struct pair p)
{
	static const struct change_key rules[] = { { "K", CHANGE_SKIP },
		{ "P", CHANGE_SKIP } };
	struct change *c = x->c;
	struct sides s;

	if (!change_sides(c, p, &s))
		return;
	if (s.bn != 0 && !seen_add(&x->seen, s.bn))
		return;
	if (s.a->kind != PDF_DICT || s.b->kind != PDF_DICT) {
		change_same(
		    c, &(struct change_item){ .p = p, .where = "the tags" });
		return;
	}
	if (s.an != 0 && s.an == s.bn)
		(void)seen_add(&c->homes, s.bn);
	kids(x, change_key(&s, "K"), s.bn);
	change_keys(c, &s, rules, N(rules),
	    &(struct change_item){ .num = s.bn,
		.where = "the tags",
		.what = "what is read aloud" });
}

static int
numbered_compare(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

/*= ISO 32000-2 section 7.9.7: a number tree, made flat */
static void
numbers_read(struct change *c, size_t revision, const struct pdf_value *root,
    struct numbers *out)
{
	const struct pdf_value **stack = NULL, *v, *list;
	struct seen seen = { .slots = NULL };
	const struct pdf_object *o;
	struct fault unused;
	size_t n = 0, room = 0, i;

	stack = mem_new(1, sizeof(*stack));
	stack[n++] = root;
	room = 1;
	while (n > 0 && change_step(c, 1)) {
		if (value_resolve(
			c->r, revision, stack[--n], &v, &o, &unused) != 0 ||
		    (o != NULL && !seen_add(&seen, o->num)))
			continue;
		if (value_key(c->r, revision, v, "Nums", &list, &unused) == 0 &&
		    list->kind == PDF_ARRAY)
			for (i = 0; i + 1 < list->u.array.n; i += 2) {
				if (list->u.array.items[i].kind != PDF_INT)
					continue;
				if (out->n == out->room) {
					out->room =
					    out->room == 0 ? 64 : out->room * 2;
					out->items = mem_grow(out->items,
					    out->room, sizeof(*out->items));
				}
				out->items[out->n++] = (struct numbered){
					list->u.array.items[i].u.i,
					&list->u.array.items[i + 1]
				};
			}
		if (value_key(c->r, revision, v, "Kids", &list, &unused) != 0 ||
		    list->kind != PDF_ARRAY)
			continue;
		if (n + list->u.array.n > room) {
			room = n + list->u.array.n;
			stack = mem_grow(stack, room, sizeof(*stack));
		}
		for (i = 0; i < list->u.array.n; i++)
			stack[n++] = &list->u.array.items[i];
	}
	if (out->n > 0)
		qsort(
		    out->items, out->n, sizeof(*out->items), numbered_compare);
	free(stack);
	seen_free(&seen);
}

/* From what stands on a page to its tags: entries may come, none may change. */
static void
parents(struct change *c, struct pair p)
{
	struct numbers a = { .items = NULL }, b = { .items = NULL };
	size_t i, k = 0;

	numbers_read(c, c->old, p.a, &a);
	numbers_read(c, c->new, p.b, &b);
	for (i = 0; i < a.n && change_step(c, 1); i++) {
		while (k < b.n && b.items[k].key < a.items[i].key)
			k++;
		if (k == b.n || b.items[k].key != a.items[i].key) {
			change_refuse(c,
			    "the tags' /ParentTree has lost entry %lld",
			    (long long)a.items[i].key);
			break;
		}
		change_same(c,
		    &(struct change_item){ .p = { a.items[i].v, b.items[k].v },
			.where = "the tags' /ParentTree",
			.what = "what is read aloud" });
	}
	free(a.items);
	free(b.items);
}

void
change_tags(struct change *c, struct pair p)
{
	static const struct change_key rules[] = { { "K", CHANGE_SKIP },
		{ "ParentTree", CHANGE_SKIP },
		{ "ParentTreeNextKey", CHANGE_FREE }, { "RoleMap", CHANGE_ADD },
		{ "ClassMap", CHANGE_ADD } };
	struct tags x = { .c = c };
	struct sides s;
	struct pair one;

	if ((p.a == NULL && p.b == NULL) || !change_sides(c, p, &s))
		return;
	if (s.a->kind != PDF_DICT || s.b->kind != PDF_DICT) {
		change_same(c,
		    &(struct change_item){ .p = p,
			.key = { "StructTreeRoot", 14 },
			.where = "the catalog" });
		return;
	}
	if (s.an != 0 && s.an == s.bn)
		(void)seen_add(&c->homes, s.bn);
	kids(&x, change_key(&s, "K"), s.bn);
	while (x.n > 0 && change_step(c, 1)) {
		one = x.nodes[--x.n];
		element(&x, one);
	}
	parents(c, change_key(&s, "ParentTree"));
	change_keys(c, &s, rules, N(rules),
	    &(struct change_item){ .num = s.bn, .where = "the tags" });
	free(x.nodes);
	seen_free(&x.seen);
}
