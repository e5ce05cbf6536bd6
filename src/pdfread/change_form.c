#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdfread_in.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* Full names of fields in reasons; a path of names longer is cut. */
#define NAME_MAX_LEN 200

/* Annotation flags, ISO 32000-2 table 167. */
#define FLAG_HIDDEN (1 << 1)
#define FLAG_NO_VIEW (1 << 5)
#define FLAGS_FREE (1 << 2 | 1 << 6 | 1 << 7 | 1 << 9)

/* A field, or a widget of one; a is NULL where the field is new. */
struct node {
	struct pair p;
	const char *name; /* of the parent */
	bool signature; /* /FT /Sig, inherited */
	bool filled; /* the value of a field above is another now */
	bool fresh; /* a field above is new, or is being signed now */
	bool signing; /* a new field above has a value */
};

struct form {
	struct change *c;
	struct node *nodes;
	size_t n, room;
	struct seen seen;
};

static const struct pdf_value empty = { .kind = PDF_DICT };
static const struct pdf_value no_items = { .kind = PDF_ARRAY };

static void
node_push(struct form *x, const struct node *n)
{
	if (x->n == x->room) {
		x->room = x->room == 0 ? 64 : x->room * 2;
		x->nodes = mem_grow(x->nodes, x->room, sizeof(*x->nodes));
	}
	x->nodes[x->n++] = *n;
}

static uint32_t
ref_num(const struct pdf_value *v)
{
	return v != NULL && v->kind == PDF_REF ? v->u.ref.num : 0;
}

/* Kids of a field, or the fields of the form, side by side. */
static void
kids_push(struct form *x, const struct pdf_value *a, const struct pdf_value *b,
    const struct node *parent)
{
	struct seen old = { .slots = NULL }, new = { .slots = NULL };
	struct node kid = *parent;
	size_t i, k = 0;

	for (i = 0; i < b->u.array.n && change_step(x->c, 1); i++)
		(void)seen_add(&new, ref_num(&b->u.array.items[i]));
	for (i = 0; i < a->u.array.n && change_step(x->c, 1); i++) {
		const struct pdf_value *v = &a->u.array.items[i];

		if (ref_num(v) == 0) {
			const struct pdf_value *same =
			    i < b->u.array.n ? &b->u.array.items[i] : NULL;

			change_same(x->c,
			    &(struct change_item){
				.p = { v, same }, .where = "a form field" });
			continue;
		}
		(void)seen_add(&old, ref_num(v));
		kid.p = (struct pair){ v, v };
		if (seen_has(&new, ref_num(v)))
			node_push(x, &kid);
		else
			change_refuse(x->c,
			    "object %u: a form field or its widget was taken "
			    "out of %s%s",
			    ref_num(v), parent->name[0] != '\0' ? "field " : "",
			    parent->name[0] != '\0' ? parent->name
						    : "the form");
	}
	for (i = 0; i < b->u.array.n && change_step(x->c, 1); i++) {
		const struct pdf_value *v = &b->u.array.items[i];

		if (ref_num(v) != 0 && seen_has(&old, ref_num(v))) {
			while (k < a->u.array.n &&
			    !seen_has(&new, ref_num(&a->u.array.items[k])))
				k++;
			/* /Opt of the field counts its kids. */
			if (parent->name[0] != '\0' && k < a->u.array.n &&
			    ref_num(&a->u.array.items[k]) != ref_num(v))
				change_refuse(x->c,
				    "object %u: the widgets of field %s stand "
				    "in another order",
				    ref_num(v), parent->name);
			k++;
			continue;
		}
		if (ref_num(v) == 0 && i < a->u.array.n)
			continue; /* compared above */
		kid.p = (struct pair){ NULL, v };
		node_push(x, &kid);
	}
	seen_free(&old);
	seen_free(&new);
}

static const char *
node_name(struct change *c, const struct node *n, const struct pdf_value *dict,
    const struct pdf_object *home, size_t revision)
{
	const struct pdf_value *v;
	struct fault unused;
	const char *own;

	if (value_key(c->r, revision, dict, "T", &v, &unused) != 0 ||
	    v->kind != PDF_STRING || v->u.s.n > NAME_MAX_LEN ||
	    strlen(n->name) > NAME_MAX_LEN)
		return n->name;
	own = c->r->encrypted && home != NULL && !home->packed
	    ? second_text(c->r, revision, home, "T")
	    : text_utf8(&c->scratch, v->u.s);
	if (own[0] == '\0' || strlen(own) > NAME_MAX_LEN * 3)
		return n->name;
	return n->name[0] == '\0'
	    ? own
	    : arena_fmt(&c->scratch, "%s.%s", n->name, own);
}

static bool
node_signature(struct change *c, const struct node *n,
    const struct pdf_value *dict, size_t revision)
{
	const struct pdf_value *v;
	struct fault unused;

	if (value_key(c->r, revision, dict, "FT", &v, &unused) != 0 ||
	    v->kind != PDF_NAME)
		return n->signature;
	return pdf_is_name(v, "Sig");
}

static bool
is_time_stamp(struct change *c, const struct pdf_value *v)
{
	const struct pdf_value *dict, *sub;
	struct fault unused;

	return value_resolve(c->r, c->new, v, &dict, NULL, &unused) == 0 &&
	    value_key(c->r, c->new, dict, "SubFilter", &sub, &unused) == 0 &&
	    pdf_is_name(sub, "ETSI.RFC3161");
}

static int64_t
int_key(struct change *c, size_t revision, const struct pdf_value *dict,
    const char *key)
{
	const struct pdf_value *v;
	struct fault unused;

	if (value_key(c->r, revision, dict, key, &v, &unused) != 0 ||
	    v->kind != PDF_INT)
		return 0;
	return v->u.i;
}

/*
 * A letter page has 484,704 square points.  A block of a signature takes up a
 * tenth of it at most; what is larger hides what was signed.
 */
#define AREA_MAX 80000.0

/* What a widget takes up on its page, in square points; 0 where it is not
 * seen. */
static double
widget_area(struct change *c, const struct pdf_value *dict)
{
	const int64_t flags = int_key(c, c->new, dict, "F");
	const struct pdf_value *rect, *v, *ap;
	struct fault unused;
	double x[4];
	size_t i;

	if ((flags & (FLAG_HIDDEN | FLAG_NO_VIEW)) != 0 ||
	    value_key(c->r, c->new, dict, "AP", &ap, &unused) != 0 ||
	    ap->kind != PDF_DICT || pdf_key(ap, "N") == NULL)
		return 0;
	if (value_key(c->r, c->new, dict, "Rect", &rect, &unused) != 0 ||
	    rect->kind != PDF_ARRAY || rect->u.array.n != 4)
		return 0;
	for (i = 0; i < 4; i++) {
		if (value_resolve(c->r, c->new, &rect->u.array.items[i], &v,
			NULL, &unused) != 0)
			return 0;
		x[i] = pdf_number(v);
	}
	x[0] = (x[2] - x[0]) * (x[3] - x[1]);
	/* Numbers beyond all bounds give none: whoever writes them hides. */
	if (!(x[0] > -AREA_MAX && x[0] < AREA_MAX))
		return AREA_MAX * 2;
	return x[0] < 0 ? -x[0] : x[0];
}

/* A field that was not there: for a signature, and hiding nothing. */
static void
node_new(struct form *x, const struct node *n, const struct sides *s)
{
	struct change *c = x->c;
	const struct pdf_value *v = pdf_key(s->b, "V"), *kids;
	const char *name = node_name(c, n, s->b, s->bo, c->new);
	struct node kid = { .name = name, .fresh = true };
	struct fault unused;
	bool stamp, widget = pdf_key(s->b, "Rect") != NULL;
	double area = widget_area(c, s->b);

	kid.signature = node_signature(c, n, s->b, c->new);
	kid.signing = n->signing || v != NULL;
	if (value_key(c->r, c->new, s->b, "Kids", &kids, &unused) != 0)
		kids = &no_items;
	if (!kid.signature && (widget || kids->kind != PDF_ARRAY)) {
		change_refuse(c,
		    "object %u: a form field \"%s\" that is none for "
		    "signatures was added (it can be laid over what was "
		    "signed)",
		    s->bn, name);
		return;
	}
	stamp = v != NULL ? is_time_stamp(c, v) : n->fresh && n->filled;
	kid.filled = stamp;
	if (c->p->level == 1 && !stamp && (v != NULL || widget))
		change_refuse(c,
		    "object %u: a field \"%s\" for a signature was added, "
		    "which level 1 does not permit",
		    s->bn, name);
	if (area > AREA_MAX || (area > 0 && c->p->level == 1))
		change_refuse(c,
		    "object %u: a visible signature field \"%s\" was added "
		    "(it can be laid over what was signed)",
		    s->bn, name);
	else if (area > 0 && s->bn != 0 && (c->p->level != 0 || !kid.signing))
		(void)seen_add(&c->seeable, s->bn);
	if (pdf_key(s->b, "A") != NULL || pdf_key(s->b, "AA") != NULL)
		change_refuse(c,
		    "object %u: the added field \"%s\" does something by "
		    "itself or on a click",
		    s->bn, name);
	if (v != NULL)
		change_permit(c, !stamp, "%s was added (field \"%s\")",
		    stamp ? "a document time stamp" : "a signature", name);
	else if (widget && !n->fresh)
		change_permit(c, true,
		    "an empty field \"%s\" for a signature was added", name);
	if (s->bn != 0)
		(void)seen_add(&c->fresh, s->bn);
	if (kids->kind == PDF_ARRAY)
		kids_push(x, &no_items, kids, &kid);
}

/* Appearances that a field had and has no more: nothing else may use them. */
static void
appearance_loose(struct change *c, const struct sides *s)
{
	struct pair ap = change_key(s, "AP");
	struct sides x, y;

	if (ap.a == NULL || ap.a == ap.b || change_equal(c, ap) ||
	    !change_sides(c, ap, &x))
		return;
	if (x.an != 0)
		(void)seen_add(&c->loose, x.an);
	if (x.a->kind != PDF_DICT || !change_sides(c, change_key(&x, "N"), &y))
		return;
	if (y.an != 0)
		(void)seen_add(&c->loose, y.an);
}

/* Flags that lock or print may come; those that hide or show may not. */
static void
flags_check(struct change *c, const struct sides *s, const char *name)
{
	int64_t a = int_key(c, c->old, s->a, "F");
	int64_t b = int_key(c, c->new, s->b, "F");

	if (((a ^ b) & ~(int64_t)FLAGS_FREE) != 0)
		change_refuse(c,
		    "object %u: the field \"%s\" is hidden, or shown, "
		    "otherwise than it was",
		    s->bn, name);
	a = int_key(c, c->old, s->a, "Ff");
	b = int_key(c, c->new, s->b, "Ff");
	if ((a | 1) != (b | 1) || (a & 1) > (b & 1))
		change_refuse(c,
		    "object %u: the field \"%s\" is of another kind than it "
		    "was",
		    s->bn, name);
}

static const struct change_key still[] = { { "Kids", CHANGE_SKIP },
	{ "P", CHANGE_ADD }, { "StructParent", CHANGE_ADD },
	{ "Type", CHANGE_ADD }, { "F", CHANGE_SKIP }, { "Ff", CHANGE_SKIP } };

static const struct change_key filling[] = { { "Kids", CHANGE_SKIP },
	{ "P", CHANGE_ADD }, { "StructParent", CHANGE_ADD },
	{ "Type", CHANGE_ADD }, { "F", CHANGE_SKIP }, { "Ff", CHANGE_SKIP },
	{ "V", CHANGE_FREE }, { "AP", CHANGE_FREE }, { "AS", CHANGE_FREE },
	{ "I", CHANGE_FREE }, { "TI", CHANGE_FREE }, { "RV", CHANGE_FREE },
	{ "M", CHANGE_FREE }, { "DA", CHANGE_FREE } };

static const struct change_key signing[] = { { "Kids", CHANGE_SKIP },
	{ "P", CHANGE_ADD }, { "StructParent", CHANGE_ADD },
	{ "Type", CHANGE_ADD }, { "Subtype", CHANGE_ADD },
	{ "Rect", CHANGE_ADD }, { "Lock", CHANGE_ADD }, { "TU", CHANGE_ADD },
	{ "F", CHANGE_FREE }, { "Ff", CHANGE_SKIP }, { "V", CHANGE_FREE },
	{ "AP", CHANGE_FREE }, { "AS", CHANGE_FREE }, { "M", CHANGE_FREE },
	{ "DA", CHANGE_FREE }, { "MK", CHANGE_FREE }, { "DR", CHANGE_FREE },
	{ "Q", CHANGE_FREE }, { "BS", CHANGE_ADD }, { "Border", CHANGE_ADD } };

/* The value is another: may it be?  Returns whether it was permitted. */
static bool
value_may(
    struct form *x, const struct sides *s, const char *name, bool signature)
{
	struct change *c = x->c;
	bool stamp = signature && is_time_stamp(c, pdf_key(s->b, "V"));

	if (c->p->level == 1 && !stamp) {
		change_refuse(c,
		    "object %u: the field \"%s\" was %s, which "
		    "level 1 does not permit",
		    s->bn, name, signature ? "signed" : "filled in");
		return false;
	}
	if (!stamp && change_locked(c, name)) {
		change_refuse(c,
		    "object %u: the field \"%s\" was %s, which the signature "
		    "locks (FieldMDP)",
		    s->bn, name, signature ? "signed" : "filled in");
		return false;
	}
	change_permit(c, !stamp, "the field \"%s\" was %s", name,
	    stamp           ? "used for a document time stamp"
		: signature ? "signed"
			    : "filled in");
	return true;
}

static void
node_keys(struct form *x, const struct sides *s, const struct node *n,
    struct node *kid)
{
	struct change *c = x->c;
	const struct change_item it = { .form = true,
		.num = s->bn,
		.where =
		    arena_fmt(&c->scratch, "form field \"%s\"", kid->name) };
	struct pair v = change_key(s, "V");
	bool signed_before = v.a != NULL && v.a->kind != PDF_NULL;
	bool other = !change_equal(c, v), may = false;
	double area;

	if (kid->signature && !signed_before && other &&
	    (v.b != NULL && v.b->kind != PDF_NULL)) {
		may = value_may(x, s, kid->name, true);
		kid->fresh = may;
		/* It may come onto its page now, as a new one may. */
		area = widget_area(c, s->b);
		if (area > AREA_MAX ||
		    (area > 0 && pdf_key(s->a, "Rect") == NULL))
			change_refuse(c,
			    "object %u: the signature in field \"%s\" covers "
			    "what was signed",
			    s->bn, kid->name);
		if (may && s->bn != 0 &&
		    (c->p->level == 0 ? area <= AREA_MAX : area <= 0))
			(void)seen_add(&c->fresh, s->bn);
	} else if (!kid->signature && other) {
		may = value_may(x, s, kid->name, false);
		kid->filled = may;
	}
	if (may || n->fresh || n->filled)
		appearance_loose(c, s);
	if (kid->signature && (kid->fresh || n->fresh))
		change_keys(c, s, signing, N(signing), &it);
	else if (!kid->signature && (kid->filled || n->filled))
		change_keys(c, s, filling, N(filling), &it);
	else
		change_keys(c, s, still, N(still), &it);
	if (!kid->signature || !(kid->fresh || n->fresh))
		flags_check(c, s, kid->name);
}

static void
node_visit(struct form *x, const struct node *n)
{
	struct change *c = x->c;
	struct node kid = *n;
	struct pair k;
	struct sides s, kids;

	if (!change_sides(c, n->p, &s))
		return;
	if (s.bn != 0 && !seen_add(&x->seen, s.bn))
		return;
	if (s.b->kind != PDF_DICT) {
		if (n->p.a != NULL && s.a->kind == PDF_DICT)
			change_refuse(c, "object %u: a form field is gone",
			    ref_num(n->p.b));
		return;
	}
	/* A kid without a name is a widget of the field above. */
	if (n->p.a == NULL || s.a->kind != PDF_DICT) {
		node_new(x, n, &s);
		return;
	}
	kid.name = node_name(c, n, s.a, s.ao, c->old);
	kid.signature = node_signature(c, n, s.a, c->old);
	node_keys(x, &s, n, &kid);
	if (s.bn != 0)
		(void)seen_add(&c->homes, s.bn);
	k = change_key(&s, "Kids");
	if ((k.a == NULL && k.b == NULL) || !change_sides(c, k, &kids))
		return;
	kids_push(x, kids.a->kind == PDF_ARRAY ? kids.a : &no_items,
	    kids.b->kind == PDF_ARRAY ? kids.b : &no_items, &kid);
}

/*= ISO 32000-2 section 12.7.4.3: default appearances name fonts, and nothing
 *= else of these resources; names may come, no font may become another */
static void
resources(struct change *c, struct pair p)
{
	struct sides s, one;
	size_t i, k;

	if (!change_sides(c, p, &s) || s.a->kind != PDF_DICT)
		return;
	for (i = 0; i < s.a->u.dict.n && change_step(c, 1); i++) {
		const struct pdf_entry *e = &s.a->u.dict.items[i];
		char name[64];

		if (e->key.n >= sizeof(name) ||
		    pdf_bytes_are(e->key, "ProcSet") ||
		    pdf_bytes_are(e->key, "XObject"))
			continue;
		memcpy(name, e->key.p, e->key.n);
		name[e->key.n] = '\0';
		if (!change_sides(c, change_key(&s, name), &one) ||
		    one.a->kind != PDF_DICT)
			continue;
		for (k = 0; k < one.a->u.dict.n && change_step(c, 1); k++) {
			const struct pdf_entry *r = &one.a->u.dict.items[k];
			char key[128];

			if (r->key.n >= sizeof(key))
				continue;
			memcpy(key, r->key.p, r->key.n);
			key[r->key.n] = '\0';
			change_same(c,
			    &(struct change_item){
				.p = { &r->value, pdf_key(one.b, key) },
				.num = s.bn,
				.form = true,
				.key = e->key,
				.where = "the form's resources" });
		}
	}
}

/* Viewers draw all fields anew by it, from values that nobody looked at. */
static void
need_appearances(struct change *c, struct pair p)
{
	struct sides s;

	if (change_sides(c, p, &s) && s.b->kind == PDF_BOOL && s.b->u.truth &&
	    !(s.a->kind == PDF_BOOL && s.a->u.truth))
		change_refuse(c,
		    "the form now asks viewers to draw all fields anew "
		    "(NeedAppearances)");
}

void
change_form(struct change *c, struct pair p)
{
	static const struct change_key rules[] = { { "Fields", CHANGE_SKIP },
		{ "SigFlags", CHANGE_FREE }, { "DR", CHANGE_SKIP },
		{ "DA", CHANGE_ADD }, { "NeedAppearances", CHANGE_SKIP } };
	struct form x = { .c = c };
	const struct node top = { .name = "" };
	struct sides s, fields;
	struct node n;

	if ((p.a == NULL && p.b == NULL) || !change_sides(c, p, &s))
		return;
	if (s.a->kind == PDF_NULL)
		s.a = &empty;
	if (s.a->kind != PDF_DICT || s.b->kind != PDF_DICT) {
		change_same(
		    c, &(struct change_item){ .p = p, .where = "the form" });
		return;
	}
	if (s.an != 0 && s.an == s.bn)
		(void)seen_add(&c->homes, s.bn);
	change_keys(c, &s, rules, N(rules),
	    &(struct change_item){ .where = "the form", .form = true });
	resources(c, change_key(&s, "DR"));
	need_appearances(c, change_key(&s, "NeedAppearances"));
	if (!change_sides(c, change_key(&s, "Fields"), &fields))
		return;
	kids_push(&x, fields.a->kind == PDF_ARRAY ? fields.a : &no_items,
	    fields.b->kind == PDF_ARRAY ? fields.b : &no_items, &top);
	while (x.n > 0 && change_step(c, 1)) {
		n = x.nodes[--x.n];
		node_visit(&x, &n);
	}
	free(x.nodes);
	seen_free(&x.seen);
}
