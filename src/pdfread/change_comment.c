#include <string.h>

#include "pdfread_in.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/*
 * Evil annotations (Rohlmann et al., S&P 2021): level 3, and a document that
 * nobody certified, let others comment.  What is laid over a page may not hide
 * or add to what was signed, so only what is known as a comment may come:
 * icons and notes that stand clear of the page's content, highlights through
 * which the page is seen, links.
 */

/* An icon has 20 points; what is larger is no icon. */
#define ICON_MAX (48.0 * 48.0)

/* Lines around links; thicker ones cover what they go around. */
#define BORDER_MAX 3.0

/* Appearances, unpacked; all of a file. */
#define LOOK_MAX ((size_t)1 << 20)

/* Nesting of q; icons have three. */
#define STATES_MAX 32

/* Comments of table 171 that leave the page to be seen. */
static bool
comment_known(const struct pdf_value *subtype)
{
	static const char *const known[] = { "Text", "Popup", "Highlight",
		"Underline", "Squiggly", "StrikeOut", "Caret", "Link",
		"FileAttachment" };
	size_t i;

	for (i = 0; i < N(known); i++)
		if (pdf_is_name(subtype, known[i]))
			return true;
	return false;
}

/* What an appearance does to what lies below. */
enum look {
	LOOK_NONE, /* viewers draw their own */
	LOOK_TINTS, /* areas that are multiplied: dark words stay dark */
	LOOK_PAINTS, /* lines and areas */
	LOOK_MATTER, /* words, pictures, shadings, or not to be told */
};

struct look_run {
	struct change *c;
	const struct pdf_value *states; /* /ExtGState */
	bool tints[STATES_MAX];
	size_t depth;
	enum look look;
};

/*= ISO 32000-2 section 11.3.5: /BM is a name, or an array whose first known
 *= name counts; Multiply never gives a lighter colour than was there */
static void
state_set(struct look_run *x, const struct pdf_value *name)
{
	const struct pdf_value *v, *mode;
	struct fault unused;
	char key[64];

	if (name->kind != PDF_NAME || name->u.s.n >= sizeof(key)) {
		x->look = LOOK_MATTER;
		return;
	}
	memcpy(key, name->u.s.p, name->u.s.n);
	key[name->u.s.n] = '\0';
	if (x->states == NULL ||
	    value_key(x->c->r, x->c->new, x->states, key, &v, &unused) != 0 ||
	    v->kind != PDF_DICT || pdf_key(v, "SMask") != NULL ||
	    value_key(x->c->r, x->c->new, v, "BM", &mode, &unused) != 0) {
		x->tints[x->depth] = false;
		return;
	}
	if (mode->kind != PDF_NULL)
		x->tints[x->depth] = pdf_is_name(mode, "Multiply");
}

static bool
is_one_of(const struct pdf_value *op, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (pdf_bytes_are(op->u.s, words[i]))
			return true;
	return false;
}

static void
look_operate(
    struct look_run *x, const struct pdf_value *op, const struct pdf_value *arg)
{
	static const char *const matter[] = { "Tj", "TJ", "'", "\"", "Do", "BI",
		"sh" };
	static const char *const paint[] = { "S", "s", "f", "F", "f*", "B",
		"B*", "b", "b*" };

	if (is_one_of(op, matter, N(matter))) {
		x->look = LOOK_MATTER;
	} else if (is_one_of(op, paint, N(paint))) {
		if (!x->tints[x->depth])
			x->look = LOOK_PAINTS;
	} else if (pdf_bytes_are(op->u.s, "gs")) {
		state_set(x, arg);
	} else if (pdf_bytes_are(op->u.s, "q")) {
		if (x->depth + 1 == STATES_MAX) {
			x->look = LOOK_MATTER;
			return;
		}
		x->tints[x->depth + 1] = x->tints[x->depth];
		x->depth++;
	} else if (pdf_bytes_are(op->u.s, "Q")) {
		x->depth -= x->depth > 0;
	}
}

static enum look
look_run(struct change *c, const struct buf *b, const struct pdf_value *states)
{
	struct look_run x = { .c = c, .states = states, .look = LOOK_TINTS };
	struct pdf_lex l = { .p = b->data,
		.n = b->len,
		.arena = &c->scratch,
		.values = &c->r->values };
	struct pdf_value v, arg = { .kind = PDF_NULL };
	struct fault unused;

	while (x.look < LOOK_MATTER && change_step(c, 1)) {
		if (pdf_operand(&l, &v, &unused) != 0)
			return LOOK_MATTER;
		if (v.kind == PDF_NULL && l.at >= l.n)
			return x.look;
		if (v.kind == PDF_OPERATOR)
			look_operate(&x, &v, &arg);
		arg = v;
	}
	return LOOK_MATTER;
}

/* What is shown on a click or below the mouse must be the same. */
static bool
look_hides(const struct pdf_value *ap)
{
	static const char *const other[] = { "R", "D" };
	const struct pdf_value *n = pdf_key(ap, "N"), *v;
	size_t i;

	for (i = 0; i < N(other); i++) {
		v = pdf_key(ap, other[i]);
		if (v != NULL &&
		    (v->kind != PDF_REF || n->kind != PDF_REF ||
			v->u.ref.num != n->u.ref.num))
			return true;
	}
	return false;
}

static enum look
look_of(struct change *c, const struct pdf_value *annot)
{
	const struct pdf_value *ap, *n, *dict, *states, *alone;
	const struct pdf_object *o = NULL;
	struct fault unused;
	enum look look = LOOK_MATTER;
	struct buf b;

	if (value_key(c->r, c->new, annot, "AP", &ap, &unused) != 0)
		return LOOK_MATTER;
	if (ap->kind == PDF_NULL)
		return LOOK_NONE;
	if (ap->kind != PDF_DICT)
		return LOOK_MATTER;
	if (pdf_key(ap, "N") == NULL)
		return ap->u.dict.n == 0 ? LOOK_NONE : LOOK_MATTER;
	if (look_hides(ap) || c->r->encrypted ||
	    value_resolve(c->r, c->new, pdf_key(ap, "N"), &n, &o, &unused) !=
		0 ||
	    o == NULL || !o->stream || c->r->change_unpacked > LOOK_MAX * 16 ||
	    value_key(c->r, c->new, n, "Group", &dict, &unused) != 0 ||
	    value_key(c->r, c->new, dict, "I", &alone, &unused) != 0 ||
	    /* Isolated: there is nothing to multiply with (11.4.5). */
	    alone->kind != PDF_NULL ||
	    value_key(c->r, c->new, n, "Resources", &dict, &unused) != 0 ||
	    value_key(c->r, c->new, dict, "ExtGState", &states, &unused) != 0)
		return LOOK_MATTER;
	buf_init(&b, LOOK_MAX);
	if (stream_unpack(c->r, c->new, o, &b, &unused) == 0)
		look =
		    look_run(c, &b, states->kind == PDF_DICT ? states : NULL);
	c->r->change_unpacked += b.len;
	buf_free(&b);
	return look;
}

/* /Rect, in square points; what cannot be read is endless. */
static double
area_of(struct change *c, const struct pdf_value *annot)
{
	const struct pdf_value *rect, *v;
	struct fault unused;
	double x[4];
	size_t i;

	if (value_key(c->r, c->new, annot, "Rect", &rect, &unused) != 0 ||
	    rect->kind != PDF_ARRAY || rect->u.array.n != 4)
		return ICON_MAX * 2;
	for (i = 0; i < 4; i++) {
		if (value_resolve(c->r, c->new, &rect->u.array.items[i], &v,
			NULL, &unused) != 0)
			return ICON_MAX * 2;
		x[i] = pdf_number(v);
	}
	x[0] = (x[2] - x[0]) * (x[3] - x[1]);
	return x[0] < 0 ? -x[0] : x[0];
}

/* The width of the border, by /Border and by /BS. */
static bool
border_thick(struct change *c, const struct pdf_value *annot)
{
	const struct pdf_value *v, *w;
	struct fault unused;

	if (value_key(c->r, c->new, annot, "Border", &v, &unused) != 0)
		return true;
	if (v->kind == PDF_ARRAY && v->u.array.n >= 3) {
		if (value_resolve(c->r, c->new, &v->u.array.items[2], &w, NULL,
			&unused) != 0 ||
		    !(pdf_number(w) <= BORDER_MAX))
			return true;
	}
	if (value_key(c->r, c->new, annot, "BS", &v, &unused) != 0 ||
	    value_key(c->r, c->new, v, "W", &w, &unused) != 0)
		return true;
	return !(pdf_number(w) <= BORDER_MAX);
}

/* Links may lead somewhere; nothing may run. */
static bool
acts(struct change *c, const struct pdf_value *annot)
{
	const struct pdf_value *a, *s;
	struct fault unused;

	if (pdf_key(annot, "AA") != NULL)
		return true;
	if (value_key(c->r, c->new, annot, "A", &a, &unused) != 0)
		return true;
	if (a->kind == PDF_NULL)
		return false;
	if (value_key(c->r, c->new, a, "S", &s, &unused) != 0)
		return true;
	return pdf_key(a, "Next") != NULL ||
	    !(pdf_is_name(s, "URI") || pdf_is_name(s, "GoTo"));
}

/* Why a known comment is none, or NULL. */
static const char *
comment_evil(struct change *c, const struct pdf_value *annot,
    const struct pdf_value *subtype, const struct pdf_value *signed_page)
{
	const enum look look = look_of(c, annot);

	if (look == LOOK_MATTER)
		return "whose appearance shows words or pictures";
	if (look != LOOK_NONE &&
	    (pdf_is_name(subtype, "Popup") || pdf_is_name(subtype, "Link")))
		return "with an appearance, which this kind has not";
	if (look == LOOK_PAINTS && !(area_of(c, annot) <= ICON_MAX))
		return "whose appearance paints over the page";
	if (look == LOOK_PAINTS && change_covers(c, signed_page, annot))
		return "whose appearance is painted over what was signed";
	if (border_thick(c, annot))
		return "whose border covers what was signed";
	return acts(c, annot) ? "that does something by itself" : NULL;
}

void
change_comment(struct change *c, const struct pdf_value *annot, uint32_t num,
    size_t page, const struct pdf_value *signed_page, const char *how)
{
	const struct pdf_value *subtype;
	struct fault unused;
	const char *name, *why;

	if (value_key(c->r, c->new, annot, "Subtype", &subtype, &unused) != 0)
		return;
	name = text_name(&c->scratch, subtype);
	if (c->p->level != 0 && c->p->level != 3) {
		change_refuse(c,
		    "object %u: page %zu: an annotation (%s) was %s, which "
		    "level %d does not permit",
		    num, page, name, how, c->p->level);
	} else if (!comment_known(subtype)) {
		change_refuse(c,
		    "object %u: page %zu: an annotation (%s) was %s that "
		    "shows words, pictures or areas over what was signed",
		    num, page, name, how);
	} else if ((why = comment_evil(c, annot, subtype, signed_page)) !=
	    NULL) {
		change_refuse(c,
		    "object %u: page %zu: an annotation (%s) was %s %s", num,
		    page, name, how, why);
	} else {
		change_permit(c, true, "page %zu: an annotation (%s) was %s",
		    page, name, how);
	}
}
