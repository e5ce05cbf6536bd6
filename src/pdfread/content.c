#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdfread_in.h"

/* The content of a page unpacked, and of all pages; a full page of text has
 * 30 KB. */
#define CONTENT_MAX ((size_t)16 << 20)
#define CONTENTS_MAX ((size_t)64 << 20)

/* Marked-content sequences inside each other; ours nest once. */
#define MARKS_MAX 32

/* What /ActualText says, each time it is said. */
#define ACTUAL_MAX ((size_t)64 << 20)

/* Operands of one operator; TJ takes one array. */
#define OPERANDS_MAX 64

/* Pages lead to their parents; a tree is hardly deeper than ten. */
#define PARENTS_MAX 64

struct mark {
	int64_t mcid; /* -1: none here or outside */
	const char *actual; /* said here or outside, or NULL */
	bool artifact;
};

struct painter {
	struct pdfread *r;
	size_t revision;
	const struct pdf_value *resources;
	struct page_text *out;
	struct arena scratch;
	const struct pdf_font *font;
	struct mark marks[MARKS_MAX];
	size_t n_marks;
	struct pdf_value operands[OPERANDS_MAX];
	size_t n;
	struct buf drawn; /* of the open sequence */
	struct brush brush;
	size_t run; /* the first of the open sequence */
};

/* What was drawn since the last mark becomes a piece of its sequence. */
static void
piece_end(struct painter *p)
{
	const struct mark *m =
	    p->n_marks > 0 ? &p->marks[p->n_marks - 1] : NULL;
	struct page_text *t = p->out;
	struct page_piece *x;

	brush_close(&p->brush);
	if (p->drawn.len == 0)
		return;
	if (m != NULL && m->mcid >= 0 && !m->artifact) {
		t->pieces = arena_more(
		    &p->r->arena, t->pieces, t->n, sizeof(*t->pieces));
		x = &t->pieces[t->n++];
		x->mcid = m->mcid;
		x->actual = m->actual;
		x->drawn = arena_strndup(
		    &p->r->arena, (char *)p->drawn.data, p->drawn.len);
		x->run = p->run;
		x->n_runs = t->sight.n_runs - p->run;
	}
	buf_free(&p->drawn);
	p->run = t->sight.n_runs;
}

/* The property list of BDC: in place, or a name of /Properties. */
static int
mark_properties(
    struct painter *p, const struct pdf_value **out, struct fault *f)
{
	const struct pdf_value *v = p->n > 1 ? &p->operands[1] : NULL;
	const struct pdf_value *list;

	*out = v;
	if (v == NULL || v->kind != PDF_NAME)
		return 0;
	if (value_key(
		p->r, p->revision, p->resources, "Properties", &list, f) != 0)
		return -1;
	return value_key(
	    p->r, p->revision, list, text_name(&p->scratch, v), out, f);
}

static int
mark_begin(struct painter *p, bool properties, struct fault *f)
{
	const struct pdf_value *list = NULL, *v;
	struct mark m = { .mcid = -1 };

	piece_end(p);
	if (p->n_marks == MARKS_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %d marked-content sequences inside each "
		    "other, have more",
		    MARKS_MAX);
	if (p->n_marks > 0)
		m = p->marks[p->n_marks - 1];
	if (p->n > 0 && pdf_is_name(&p->operands[0], "Artifact"))
		m.artifact = true;
	if (properties && mark_properties(p, &list, f) != 0)
		return -1;
	if ((v = pdf_key(list, "MCID")) != NULL && v->kind == PDF_INT) {
		m.mcid = v->u.i;
		m.actual = NULL;
	}
	if ((v = pdf_key(list, "ActualText")) != NULL &&
	    v->kind == PDF_STRING) {
		if (v->u.s.n > ACTUAL_MAX - p->r->actual_bytes)
			return fault_set(f, FAULT_LIMIT,
			    "want at most %zu bytes of /ActualText, have more",
			    ACTUAL_MAX);
		p->r->actual_bytes += v->u.s.n;
		m.actual = text_utf8(&p->r->arena, v->u.s);
	}
	p->marks[p->n_marks++] = m;
	return 0;
}

static int
font_set(struct painter *p, struct fault *f)
{
	const struct pdf_value *fonts, *v;

	p->font = NULL;
	if (p->n < 1 || p->operands[0].kind != PDF_NAME)
		return 0;
	if (value_key(p->r, p->revision, p->resources, "Font", &fonts, f) != 0)
		return -1;
	v = pdf_key(fonts, text_name(&p->scratch, &p->operands[0]));
	if (v == NULL)
		return 0;
	return font_load(p->r, p->revision, v, &p->font, f);
}

/*= ISO 32000-2 tables 103, 107 and 352: the operators that show text, and
 *= those that mark content */
static int
operate(struct painter *p, struct pdf_bytes op, struct fault *f)
{
	if (pdf_bytes_are(op, "Tj") || pdf_bytes_are(op, "TJ")) {
		if (p->n > 0)
			brush_show(&p->brush, p->font, &p->operands[p->n - 1],
			    &p->drawn);
	} else if (pdf_bytes_are(op, "Tf")) {
		brush_operate(&p->brush, op, p->operands, p->n);
		return font_set(p, f);
	} else if (pdf_bytes_are(op, "BDC") || pdf_bytes_are(op, "BMC")) {
		return mark_begin(p, op.p[1] == 'D', f);
	} else if (pdf_bytes_are(op, "EMC")) {
		piece_end(p);
		if (p->n_marks > 0)
			p->n_marks--;
	} else if (pdf_bytes_are(op, "BI")) {
		return fault_set(f, FAULT_FORMAT,
		    "an image inside the content of a page is not read here");
	} else {
		brush_operate(&p->brush, op, p->operands, p->n);
	}
	return 0;
}

static int
paint(struct painter *p, const struct buf *b, struct fault *f)
{
	size_t left = PDF_VALUES;
	struct pdf_lex l = {
		.p = b->data, .n = b->len, .arena = &p->scratch, .values = &left
	};
	struct pdf_value v;

	for (;;) {
		if (pdf_operand(&l, &v, f) != 0)
			return -1;
		if (v.kind == PDF_NULL && v.start == v.end)
			break;
		if (v.kind != PDF_OPERATOR) {
			if (p->n < OPERANDS_MAX)
				p->operands[p->n++] = v;
			continue;
		}
		if (operate(p, v.u.s, f) != 0)
			return -1;
		p->n = 0;
	}
	piece_end(p);
	return buf_check(&p->drawn, "the words of a page", f);
}

/* /Contents: a stream, or an array of them that read as one. */
static int
page_content(struct pdfread *r, size_t revision, const struct pdf_value *page,
    struct buf *out, struct fault *f)
{
	const struct pdf_value *v, *one = pdf_key(page, "Contents");
	const struct pdf_object *o;
	size_t n = 1, i;

	if (one == NULL)
		return 0;
	if (value_resolve(r, revision, one, &v, &o, f) != 0)
		return -1;
	if (v->kind == PDF_ARRAY) {
		n = v->u.array.n;
		one = v->u.array.items;
	}
	for (i = 0; i < n; i++) {
		if (value_resolve(r, revision, &one[i], &v, &o, f) != 0)
			return -1;
		if (o == NULL || !o->stream)
			continue;
		if (stream_unpack(r, revision, o, out, f) != 0)
			return -1;
		buf_str(out, "\n");
	}
	return buf_check(out, "the content of a page", f);
}

/*= ISO 32000-2 section 7.7.3.4: /Resources is inherited */
static int
page_resources(struct pdfread *r, size_t revision, const struct pdf_value *page,
    const struct pdf_value **out, struct fault *f)
{
	int hops;

	for (hops = 0; hops < PARENTS_MAX; hops++) {
		if (value_key(r, revision, page, "Resources", out, f) != 0)
			return -1;
		if ((*out)->kind == PDF_DICT)
			return 0;
		if (value_key(r, revision, page, "Parent", &page, f) != 0)
			return -1;
	}
	return 0;
}

static int
piece_compare(const void *a, const void *b)
{
	const struct page_piece *x = a, *y = b;

	if (x->mcid != y->mcid)
		return x->mcid < y->mcid ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

int
page_text(struct pdfread *r, size_t revision, const struct pdf_value *page,
    struct page_text *out, struct fault *f)
{
	struct painter *p = mem_new(1, sizeof(*p));
	struct buf b;
	size_t i;
	int rc = -1;

	buf_init(&b,
	    CONTENTS_MAX - r->content_bytes < CONTENT_MAX
		? CONTENTS_MAX - r->content_bytes
		: CONTENT_MAX);
	buf_init(&p->drawn, CONTENT_MAX);
	p->r = r;
	p->revision = revision;
	p->out = out;
	*out = (struct page_text){ .pieces = NULL };
	brush_begin(&p->brush, r, &out->sight);
	if (page_content(r, revision, page, &b, f) != 0)
		goto out;
	r->content_bytes += b.len;
	if (page_resources(r, revision, page, &p->resources, f) != 0 ||
	    paint(p, &b, f) != 0)
		goto out;
	for (i = 0; i < out->n; i++)
		out->pieces[i].order = i;
	if (out->n > 0)
		qsort(out->pieces, out->n, sizeof(*out->pieces), piece_compare);
	rc = 0;
out:
	arena_free(&p->scratch);
	buf_free(&p->drawn);
	free(p);
	buf_free(&b);
	return rc;
}

/* The pieces of one sequence, which stand together once sorted. */
const struct page_piece *
page_pieces(const struct page_text *t, int64_t mcid, size_t *n)
{
	size_t lo = 0, hi = t->n, mid, end;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (t->pieces[mid].mcid < mcid)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (end = lo; end < t->n && t->pieces[end].mcid == mcid; end++)
		;
	*n = end - lo;
	return *n > 0 ? &t->pieces[lo] : NULL;
}
