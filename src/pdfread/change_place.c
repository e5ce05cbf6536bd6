#include <string.h>

#include "pdfread_in.h"

/* Nesting of q and of inherited resources; pages that need more are taken for
 * covered. */
#define STATES_MAX 64
#define PARENTS_MAX 32

/* Content of one page, unpacked, and of all pages asked for. */
#define CONTENT_MAX ((size_t)4 << 20)
#define OPERANDS_MAX 32

/* What is filled as far as this is the paper, and hides nothing. */
#define PAPER 0.9

struct matrix {
	double a, b, c, d, e, f;
};

struct box {
	double x0, y0, x1, y1;
	bool any;
};

struct place {
	struct change *c;
	const struct pdf_value *page;
	struct box ask, media; /* where; the page */
	struct matrix ctm[STATES_MAX];
	size_t depth;
	struct matrix line; /* of text */
	double size, leading, spacing, stretch, width;
	struct box path;
	bool covered;
};

static const struct matrix one = { 1, 0, 0, 1, 0, 0 };

static struct matrix
times(struct matrix m, struct matrix n)
{
	return (struct matrix){ m.a * n.a + m.b * n.c, m.a * n.b + m.b * n.d,
		m.c * n.a + m.d * n.c, m.c * n.b + m.d * n.d,
		m.e * n.a + m.f * n.c + n.e, m.e * n.b + m.f * n.d + n.f };
}

static void
box_add(struct box *b, const struct matrix *m, double x, double y)
{
	const double u = x * m->a + y * m->c + m->e;
	const double v = x * m->b + y * m->d + m->f;

	if (!b->any)
		*b = (struct box){ u, v, u, v, true };
	b->x0 = u < b->x0 ? u : b->x0;
	b->x1 = u > b->x1 ? u : b->x1;
	b->y0 = v < b->y0 ? v : b->y0;
	b->y1 = v > b->y1 ? v : b->y1;
}

static struct box
box_of(const struct matrix *m, double x0, double y0, double x1, double y1)
{
	struct box b = { .any = false };

	box_add(&b, m, x0, y0);
	box_add(&b, m, x1, y0);
	box_add(&b, m, x0, y1);
	box_add(&b, m, x1, y1);
	return b;
}

/* Numbers that are none (NaN) overlap, too. */
static bool
apart(const struct box *a, const struct box *b)
{
	return a->x1 < b->x0 || b->x1 < a->x0 || a->y1 < b->y0 || b->y1 < a->y0;
}

static void
mark(struct place *p, const struct box *b)
{
	if (b->any && !apart(b, &p->ask))
		p->covered = true;
}

static struct matrix *
ctm(struct place *p)
{
	return &p->ctm[p->depth];
}

static bool
numbers(struct place *p, const struct pdf_value *v, size_t n, double *out)
{
	const struct pdf_value *item;
	struct fault unused;
	size_t i;

	if (v->kind != PDF_ARRAY || v->u.array.n < n)
		return false;
	for (i = 0; i < n; i++) {
		if (value_resolve(p->c->r, p->c->old, &v->u.array.items[i],
			&item, NULL, &unused) != 0)
			return false;
		out[i] = pdf_number(item);
	}
	return true;
}

/* A key of the page, or of a node above it. */
static const struct pdf_value *
inherited(struct place *p, const char *key)
{
	const struct pdf_value *node = p->page, *v;
	struct fault unused;
	size_t i;

	for (i = 0; i < PARENTS_MAX && node->kind == PDF_DICT; i++) {
		if (value_key(p->c->r, p->c->old, node, key, &v, &unused) != 0)
			return NULL;
		if (v->kind != PDF_NULL)
			return v;
		if (value_key(p->c->r, p->c->old, node, "Parent", &node,
			&unused) != 0)
			return NULL;
	}
	return NULL;
}

/* An image fills the unit square, a form its box. */
static void
object_drawn(struct place *p, struct pdf_bytes name)
{
	const struct pdf_value *v = inherited(p, "Resources");
	struct matrix m = *ctm(p);
	struct fault unused;
	double n[6];
	char key[64];
	struct box b;

	p->covered = true;
	if (v == NULL || name.n >= sizeof(key) ||
	    value_key(p->c->r, p->c->old, v, "XObject", &v, &unused) != 0)
		return;
	memcpy(key, name.p, name.n);
	key[name.n] = '\0';
	if (value_key(p->c->r, p->c->old, v, key, &v, &unused) != 0 ||
	    v->kind != PDF_DICT)
		return;
	if (pdf_is_name(pdf_key(v, "Subtype"), "Image")) {
		b = box_of(&m, 0, 0, 1, 1);
	} else {
		const struct pdf_value *bbox, *matrix;

		if (value_key(p->c->r, p->c->old, v, "BBox", &bbox, &unused) !=
			0 ||
		    value_key(
			p->c->r, p->c->old, v, "Matrix", &matrix, &unused) != 0)
			return;
		if (matrix->kind != PDF_NULL) {
			if (!numbers(p, matrix, 6, n))
				return;
			m = times((struct matrix){ n[0], n[1], n[2], n[3], n[4],
				      n[5] },
			    m);
		}
		if (!numbers(p, bbox, 4, n))
			return;
		b = box_of(&m, n[0], n[1], n[2], n[3]);
	}
	p->covered = false;
	mark(p, &b);
}

/* Wider than any face has it: where the next words begin is not known, so
 * they begin where these did and reach further. */
static void
words_drawn(struct place *p, const struct pdf_value *v)
{
	const double size = p->size < 0 ? -p->size : p->size;
	struct matrix m = times(p->line, *ctm(p));
	size_t i, bytes = 0;
	struct box b;

	if (v->kind == PDF_STRING)
		bytes = v->u.s.n;
	for (i = 0; v->kind == PDF_ARRAY && i < v->u.array.n; i++) {
		const struct pdf_value *x = &v->u.array.items[i];

		if (x->kind == PDF_STRING)
			bytes += x->u.s.n;
		else if (pdf_number(x) < 0)
			p->width -= pdf_number(x) / 1000 * size;
	}
	p->width += (double)bytes *
	    (size * 1.2 + (p->spacing > 0 ? p->spacing : 0)) * p->stretch;
	b = box_of(&m, p->size < 0 ? -p->width : 0, -size,
	    p->size < 0 ? 0 : p->width, size * 1.5);
	mark(p, &b);
}

static void
line_move(struct place *p, double x, double y)
{
	p->line = times((struct matrix){ 1, 0, 0, 1, x, y }, p->line);
	p->width = 0;
}

static bool
is(const struct pdf_value *op, const char *words)
{
	const char *at = words, *end;

	for (; *at != '\0'; at = *end == ' ' ? end + 1 : end) {
		end = strchr(at, ' ');
		if (end == NULL)
			end = at + strlen(at);
		if (op->u.s.n == (size_t)(end - at) &&
		    memcmp(op->u.s.p, at, op->u.s.n) == 0)
			return true;
	}
	return false;
}

static void
text_operate(struct place *p, const struct pdf_value *op,
    const struct pdf_value *v, const double *x, size_t n)
{
	if (is(op, "BT")) {
		p->line = one;
		p->width = 0;
	} else if (is(op, "Tf") && n == 2) {
		p->size = x[1];
	} else if (is(op, "TL") && n == 1) {
		p->leading = x[0];
	} else if (is(op, "Tc Tw") && n == 1) {
		p->spacing = x[0] > p->spacing ? x[0] : p->spacing;
	} else if (is(op, "Tz") && n == 1) {
		p->stretch = x[0] > 100 ? x[0] / 100 : 1;
	} else if (is(op, "Td TD") && n == 2) {
		if (is(op, "TD"))
			p->leading = -x[1];
		line_move(p, x[0], x[1]);
	} else if (is(op, "T*")) {
		line_move(p, 0, -p->leading);
	} else if (is(op, "Tm") && n == 6) {
		p->line = (struct matrix){ x[0], x[1], x[2], x[3], x[4], x[5] };
		p->width = 0;
	} else if (is(op, "' \"") && n > 0) {
		line_move(p, 0, -p->leading);
		words_drawn(p, &v[n - 1]);
	} else if (is(op, "Tj TJ") && n == 1) {
		words_drawn(p, &v[0]);
	}
}

static void
path_operate(
    struct place *p, const struct pdf_value *op, const double *x, size_t n)
{
	const double paper =
	    (p->media.x1 - p->media.x0) * (p->media.y1 - p->media.y0) * PAPER;
	size_t i;

	if (is(op, "m l c v y")) {
		for (i = 0; i + 1 < n; i += 2)
			box_add(&p->path, ctm(p), x[i], x[i + 1]);
	} else if (is(op, "re") && n == 4) {
		box_add(&p->path, ctm(p), x[0], x[1]);
		box_add(&p->path, ctm(p), x[0] + x[2], x[1]);
		box_add(&p->path, ctm(p), x[0], x[1] + x[3]);
		box_add(&p->path, ctm(p), x[0] + x[2], x[1] + x[3]);
	} else if (is(op, "S s f F f* B B* b b* n")) {
		if (!is(op, "n") &&
		    (p->path.x1 - p->path.x0) * (p->path.y1 - p->path.y0) <
			paper)
			mark(p, &p->path);
		p->path.any = false;
	}
}

static void
operate(struct place *p, const struct pdf_value *op, const struct pdf_value *v,
    size_t n)
{
	double x[OPERANDS_MAX];
	size_t i;

	for (i = 0; i < n; i++)
		x[i] = pdf_number(&v[i]);
	if (is(op, "q")) {
		if (p->depth + 1 == STATES_MAX) {
			p->covered = true;
			return;
		}
		p->ctm[p->depth + 1] = p->ctm[p->depth];
		p->depth++;
	} else if (is(op, "Q")) {
		p->depth -= p->depth > 0;
	} else if (is(op, "cm") && n == 6) {
		*ctm(p) =
		    times((struct matrix){ x[0], x[1], x[2], x[3], x[4], x[5] },
			*ctm(p));
	} else if (is(op, "Do") && n == 1 && v[0].kind == PDF_NAME) {
		object_drawn(p, v[0].u.s);
	} else if (is(op, "BI sh")) {
		p->covered = true;
	} else {
		text_operate(p, op, v, x, n);
		path_operate(p, op, x, n);
	}
}

static void
content_run(struct place *p, const struct buf *b)
{
	struct pdf_value v[OPERANDS_MAX], x;
	struct pdf_lex l = { .p = b->data,
		.n = b->len,
		.arena = &p->c->scratch,
		.values = &p->c->r->values };
	struct fault unused;
	size_t n = 0;

	while (!p->covered && change_step(p->c, 1)) {
		if (pdf_operand(&l, &x, &unused) != 0) {
			p->covered = true;
		} else if (x.kind == PDF_OPERATOR) {
			operate(p, &x, v, n);
			n = 0;
		} else if (x.kind == PDF_NULL && l.at >= l.n) {
			return; /* the end, and nothing was met */
		} else if (n == OPERANDS_MAX) {
			p->covered = true;
		} else {
			v[n++] = x;
		}
	}
	p->covered = true;
}

static bool
content_read(struct place *p, const struct pdf_value *raw, struct buf *out)
{
	const struct pdf_object *o = NULL;
	const struct pdf_value *v, *items;
	struct fault unused;
	size_t i, n;

	if (p->c->r->encrypted || raw == NULL ||
	    value_resolve(p->c->r, p->c->old, raw, &v, &o, &unused) != 0)
		return raw == NULL;
	items = v->kind == PDF_ARRAY ? v->u.array.items : raw;
	n = v->kind == PDF_ARRAY ? v->u.array.n : 1;
	for (i = 0; i < n && change_step(p->c, 1); i++) {
		if (value_resolve(
			p->c->r, p->c->old, &items[i], &v, &o, &unused) != 0 ||
		    o == NULL || !o->stream ||
		    p->c->r->change_unpacked > CONTENT_MAX * 8 ||
		    stream_unpack(p->c->r, p->c->old, o, out, &unused) != 0)
			return false;
		buf_add(out, "\n", 1);
	}
	p->c->r->change_unpacked += out->len;
	return !out->over && i == n;
}

/* Fields and annotations that the signed page has. */
static void
annots_mark(struct place *p)
{
	const struct pdf_value *list, *v, *rect;
	struct fault unused;
	struct box b;
	double n[4];
	size_t i;

	if (value_key(p->c->r, p->c->old, p->page, "Annots", &list, &unused) !=
	    0) {
		p->covered = true;
		return;
	}
	for (i = 0; list->kind == PDF_ARRAY && i < list->u.array.n &&
	     change_step(p->c, 1);
	     i++) {
		if (value_resolve(p->c->r, p->c->old, &list->u.array.items[i],
			&v, NULL, &unused) != 0 ||
		    value_key(p->c->r, p->c->old, v, "Rect", &rect, &unused) !=
			0 ||
		    !numbers(p, rect, 4, n))
			continue;
		b = box_of(&one, n[0], n[1], n[2], n[3]);
		mark(p, &b);
	}
}

bool
change_covers(struct change *c, const struct pdf_value *page,
    const struct pdf_value *widget)
{
	struct place p = { .c = c, .page = page, .stretch = 1, .line = one };
	const struct pdf_value *v;
	struct fault unused;
	struct buf b;
	double n[4];

	p.ctm[0] = one;
	if (value_key(c->r, c->new, widget, "Rect", &v, &unused) != 0 ||
	    !numbers(&p, v, 4, n))
		return true;
	p.ask = box_of(&one, n[0], n[1], n[2], n[3]);
	v = inherited(&p, "MediaBox");
	if (v == NULL || !numbers(&p, v, 4, n))
		return true;
	p.media = box_of(&one, n[0], n[1], n[2], n[3]);
	annots_mark(&p);
	buf_init(&b, CONTENT_MAX);
	if (!content_read(&p, pdf_key(page, "Contents"), &b))
		p.covered = true;
	else
		content_run(&p, &b);
	buf_free(&b);
	return p.covered;
}
