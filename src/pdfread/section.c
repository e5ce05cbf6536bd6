#include "pdfread_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/*
 * A file of 512 MB could claim more numbers than memory holds: ISO 32000-2
 * annex C gives 8,388,607 as the most that readers support.
 */
#define OBJECT_NUMBER_MAX 8388607
#define ENTRIES_MAX ((size_t)4 << 20)

/* Widths of fields in a cross-reference stream: a number of 8 bytes holds any
 * offset. */
#define WIDTH_MAX 8

static struct pdf_lex
section_lex(struct pdfread *r, size_t at)
{
	return (struct pdf_lex){
		.p = r->p,
		.n = r->n,
		.at = at,
		.arena = &r->arena,
		.values = &r->values,
	};
}

static int
entry_by_number(const void *a, const void *b)
{
	const struct pdf_xref_entry *x = a, *y = b;

	return (x->num > y->num) - (x->num < y->num);
}

/* Sort by number; a number that stands twice in one section is a fault. */
static int
section_sort(struct pdf_section *s, struct fault *f)
{
	size_t i;

	for (i = 1; i < s->n; i++)
		if (s->entries[i].num <= s->entries[i - 1].num)
			break;
	if (i < s->n)
		qsort(s->entries, s->n, sizeof(*s->entries), entry_by_number);
	for (i = 1; i < s->n; i++)
		if (s->entries[i].num == s->entries[i - 1].num)
			return fault_set(f, FAULT_FORMAT,
			    "byte %zu: the cross-reference section lists object "
			    "%u twice",
			    s->offset, s->entries[i].num);
	return 0;
}

static int
section_room(struct pdfread *r, struct pdf_section *s, int64_t first, int64_t n,
    struct fault *f)
{
	if (first < 0 || n < 0 || first > OBJECT_NUMBER_MAX ||
	    n > OBJECT_NUMBER_MAX || first + n > OBJECT_NUMBER_MAX + 1 ||
	    (size_t)n > ENTRIES_MAX - r->entries)
		return fault_set(f, FAULT_LIMIT,
		    "byte %zu: the cross-reference section lists %lld objects "
		    "from %lld on: want numbers to %d",
		    s->offset, (long long)n, (long long)first,
		    OBJECT_NUMBER_MAX);
	s->entries =
	    mem_grow(s->entries, s->n + (size_t)n + 1, sizeof(*s->entries));
	return 0;
}

/*= ISO 32000-2 section 7.5.4: "nnnnnnnnnn ggggg n" for each object in use */
static int
table_entry(
    struct pdf_lex *l, struct pdf_section *s, int64_t num, struct fault *f)
{
	struct pdf_xref_entry e = { .num = (uint32_t)num };
	struct pdf_token at, gen, kind;

	if (pdf_token(l, &at, f) != 0 || pdf_token(l, &gen, f) != 0 ||
	    pdf_token(l, &kind, f) != 0)
		return -1;
	if (at.kind != TOKEN_INT || gen.kind != TOKEN_INT || at.i < 0 ||
	    gen.i < 0 || gen.i > 65535 ||
	    (!pdf_token_is(&kind, "n") && !pdf_token_is(&kind, "f")))
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: want an entry of a cross-reference table",
		    at.start);
	e.type = kind.s.p[0] == 'n' ? ENTRY_PLAIN : ENTRY_FREE;
	e.at = (size_t)at.i;
	e.gen = (uint32_t)gen.i;
	s->entries[s->n++] = e;
	return 0;
}

static int
table_read(struct pdfread *r, struct pdf_lex *l, struct pdf_section *s,
    struct fault *f)
{
	struct pdf_token t, count;
	int64_t i;

	for (;;) {
		if (pdf_token(l, &t, f) != 0)
			return -1;
		if (pdf_token_is(&t, "trailer"))
			break;
		if (pdf_token(l, &count, f) != 0)
			return -1;
		if (t.kind != TOKEN_INT || count.kind != TOKEN_INT)
			return fault_set(f, FAULT_FORMAT,
			    "byte %zu: want a subsection or \"trailer\"",
			    t.start);
		/* An entry takes 18 bytes or more: do not believe in more. */
		if (count.i > (int64_t)((r->n - l->at) / 10))
			return fault_set(f, FAULT_FORMAT,
			    "byte %zu: %lld entries do not fit into the file",
			    t.start, (long long)count.i);
		if (section_room(r, s, t.i, count.i, f) != 0)
			return -1;
		for (i = 0; i < count.i; i++)
			if (table_entry(l, s, t.i + i, f) != 0)
				return -1;
	}
	if (pdf_value(l, &s->trailer, f) != 0)
		return -1;
	if (s->trailer.kind != PDF_DICT)
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: the trailer is no dictionary", t.start);
	s->end = l->at;
	return 0;
}

struct layout {
	int64_t width[3];
	size_t row;
};

static int
stream_layout(const struct pdf_section *s, struct layout *out, struct fault *f)
{
	const struct pdf_value *w = pdf_key(&s->trailer, "W");
	bool good = w != NULL && w->kind == PDF_ARRAY && w->u.array.n == 3;
	size_t i;

	out->row = 0;
	for (i = 0; i < 3 && good; i++) {
		const struct pdf_value *v = &w->u.array.items[i];

		good = v->kind == PDF_INT && v->u.i >= 0 && v->u.i <= WIDTH_MAX;
		out->width[i] = good ? v->u.i : 0;
		out->row += (size_t)out->width[i];
	}
	if (good && out->row > 0)
		return 0;
	return fault_set(f, FAULT_FORMAT,
	    "byte %zu: /W wants three widths of 0 to %d bytes", s->offset,
	    WIDTH_MAX);
}

static uint64_t
stream_field(const unsigned char **p, int64_t width)
{
	uint64_t v = 0;

	while (width-- > 0)
		v = v << 8 | *(*p)++;
	return v;
}

/*= ISO 32000-2 section 7.5.8.3: types 0, 1 and 2; the type is 1 where its
 *= width is 0; other types are null */
static int
stream_entry(struct pdf_section *s, const struct layout *y,
    const unsigned char *p, int64_t num, struct fault *f)
{
	struct pdf_xref_entry e = { .num = (uint32_t)num };
	uint64_t type, a, b;

	type = y->width[0] == 0 ? 1 : stream_field(&p, y->width[0]);
	a = stream_field(&p, y->width[1]);
	b = stream_field(&p, y->width[2]);
	if (type == 1)
		e.type = ENTRY_PLAIN;
	else if (type == 2)
		e.type = ENTRY_PACKED;
	else
		e.type = ENTRY_FREE;
	if (e.type != ENTRY_FREE && (b > UINT32_MAX || a > SIZE_MAX / 2))
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: the entry of object %lld is out of range",
		    s->offset, (long long)num);
	e.at = (size_t)a;
	e.gen = (uint32_t)b;
	s->entries[s->n++] = e;
	return 0;
}

/* Rows of the unpacked stream, by the pairs of /Index. */
static int
stream_rows(struct pdfread *r, struct pdf_section *s, const struct layout *y,
    const struct buf *data, const int64_t *pairs, size_t n_pairs,
    struct fault *f)
{
	size_t at = 0, k;
	int64_t i;

	for (k = 0; k < n_pairs; k++) {
		int64_t first = pairs[2 * k], n = pairs[2 * k + 1];

		if (n < 0 || (uint64_t)n > (data->len - at) / y->row)
			return fault_set(f, FAULT_FORMAT,
			    "byte %zu: the cross-reference stream is too short",
			    s->offset);
		if (section_room(r, s, first, n, f) != 0)
			return -1;
		for (i = 0; i < n; i++, at += y->row)
			if (stream_entry(s, y, data->data + at, first + i, f) !=
			    0)
				return -1;
	}
	return 0;
}

static int
stream_index(struct pdfread *r, struct pdf_section *s, const struct layout *y,
    const struct buf *data, struct fault *f)
{
	const struct pdf_value *index = pdf_key(&s->trailer, "Index");
	const struct pdf_value *size = pdf_key(&s->trailer, "Size");
	int64_t whole[2] = { 0, 0 }, *pairs;
	size_t n, i;
	int rc = -1;

	if (size == NULL || size->kind != PDF_INT || size->u.i < 0)
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: the cross-reference stream has no /Size",
		    s->offset);
	whole[1] = size->u.i;
	if (index == NULL)
		return stream_rows(r, s, y, data, whole, 1, f);
	if (index->kind != PDF_ARRAY || index->u.array.n % 2 != 0)
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: /Index wants pairs of numbers", s->offset);
	n = index->u.array.n;
	pairs = mem_new(n + 1, sizeof(*pairs));
	for (i = 0; i < n; i++) {
		if (index->u.array.items[i].kind != PDF_INT) {
			fault_set(f, FAULT_FORMAT,
			    "byte %zu: /Index wants pairs of numbers",
			    s->offset);
			goto out;
		}
		pairs[i] = index->u.array.items[i].u.i;
	}
	rc = stream_rows(r, s, y, data, pairs, n / 2, f);
out:
	free(pairs);
	return rc;
}

static int
stream_read(struct pdfread *r, struct pdf_section *s, struct fault *f)
{
	struct pdf_object o;
	struct layout y;
	struct buf data;
	int rc = -1;

	buf_init(&data, PDF_UNPACKED - r->unpacked);
	if (object_read_at(r, s->offset, PDFREAD_NONE, &o, f) != 0)
		goto out;
	if (!o.stream || !pdf_is_name(pdf_key(&o.v, "Type"), "XRef")) {
		fault_set(f, FAULT_FORMAT,
		    "byte %zu: want a cross-reference table or stream",
		    s->offset);
		goto out;
	}
	s->trailer = o.v;
	s->stream = true;
	s->end = o.end;
	if (stream_layout(s, &y, f) != 0 ||
	    stream_unpack(r, PDFREAD_NONE, &o, &data, f) != 0)
		goto out;
	r->unpacked += data.len;
	if (stream_index(r, s, &y, &data, f) != 0)
		goto out;
	rc = 0;
out:
	buf_free(&data);
	return rc;
}

/* "startxref n %%EOF", where it follows the section at once. */
static int
section_mark(struct pdfread *r, struct pdf_section *s, struct fault *f)
{
	struct pdf_lex l = section_lex(r, s->end);
	struct pdf_token t;

	s->mark = s->eof = SIZE_MAX;
	if (pdf_token(&l, &t, f) != 0)
		return -1;
	if (!pdf_token_is(&t, "startxref"))
		return 0;
	if (pdf_token(&l, &t, f) != 0)
		return -1;
	if (t.kind != TOKEN_INT || t.i < 0)
		return 0;
	while (l.at < l.n && pdf_white(l.p[l.at]))
		l.at++;
	if (l.n - l.at < 5 || memcmp(l.p + l.at, "%%EOF", 5) != 0)
		return 0;
	s->mark = (size_t)t.i;
	s->eof = l.at + 5;
	return 0;
}

int
section_read(
    struct pdfread *r, size_t offset, struct pdf_section *out, struct fault *f)
{
	struct pdf_section s = { .asked = offset, .offset = offset };
	struct pdf_lex l = section_lex(r, offset);
	struct pdf_token t;
	int rc = -1;

	if (offset >= r->n) {
		fault_set(f, FAULT_FORMAT,
		    "want a cross-reference section at byte %zu, have %zu bytes",
		    offset, r->n);
		goto out;
	}
	if (pdf_token(&l, &t, f) != 0)
		goto out;
	s.offset = t.start;
	if (pdf_token_is(&t, "xref")) {
		if (table_read(r, &l, &s, f) != 0)
			goto out;
	} else if (stream_read(r, &s, f) != 0) {
		goto out;
	}
	if (s.trailer.twice) {
		fault_set(f, FAULT_FORMAT,
		    "byte %zu: a key stands twice in the trailer", s.offset);
		goto out;
	}
	if (section_sort(&s, f) != 0 || section_mark(r, &s, f) != 0)
		goto out;
	*out = s;
	s.entries = NULL;
	rc = 0;
out:
	free(s.entries);
	return rc;
}
