#include "pdfread_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/flate.h"

/* Objects in one object stream; producers put 100 to 200 into one. */
#define PACKED_MAX ((size_t)1 << 20)

/* References that lead to references: one is odd, more is an attack. */
#define HOPS_MAX 8

struct slot {
	size_t offset, index;
	struct pdf_object *o;
};

struct pdf_cache {
	struct slot *slots;
	size_t cap, n;
};

struct pdf_cache *
cache_new(void)
{
	return mem_new(1, sizeof(struct pdf_cache));
}

void
cache_free(struct pdf_cache *c)
{
	if (c == NULL)
		return;
	free(c->slots);
	free(c);
}

/* The slot of a key, or the empty one where it would go. */
static struct slot *
cache_slot(const struct pdf_cache *c, size_t offset, size_t index)
{
	uint64_t h = (offset * UINT64_C(0x9e3779b97f4a7c15)) ^
	    (index * UINT64_C(0xc2b2ae3d27d4eb4f));
	size_t i = (size_t)(h >> 20) & (c->cap - 1);

	while (c->slots[i].o != NULL &&
	    (c->slots[i].offset != offset || c->slots[i].index != index))
		i = (i + 1) & (c->cap - 1);
	return &c->slots[i];
}

struct pdf_object *
cache_find(struct pdf_cache *c, size_t offset, size_t index)
{
	return c->cap == 0 ? NULL : cache_slot(c, offset, index)->o;
}

void
cache_put(
    struct pdf_cache *c, size_t offset, size_t index, struct pdf_object *o)
{
	struct pdf_cache old = *c;
	size_t i;

	if (c->n * 2 >= c->cap) {
		c->cap = old.cap == 0 ? 256 : old.cap * 2;
		c->slots = mem_new(c->cap, sizeof(*c->slots));
		for (i = 0; i < old.cap; i++)
			if (old.slots[i].o != NULL)
				*cache_slot(c, old.slots[i].offset,
				    old.slots[i].index) = old.slots[i];
		free(old.slots);
	}
	*cache_slot(c, offset, index) = (struct slot){ offset, index, o };
	c->n++;
}

static struct pdf_lex
object_lex(struct pdfread *r, size_t at)
{
	return (struct pdf_lex){
		.p = r->p,
		.n = r->n,
		.at = at,
		.arena = &r->arena,
		.values = &r->values,
	};
}

/* "n g obj"; the number of the object that begins here. */
static int
object_head(
    struct pdf_lex *l, struct pdf_ref *ref, size_t *start, struct fault *f)
{
	struct pdf_token num, gen, word;

	if (pdf_token(l, &num, f) != 0 || pdf_token(l, &gen, f) != 0 ||
	    pdf_token(l, &word, f) != 0)
		return -1;
	if (num.kind != TOKEN_INT || gen.kind != TOKEN_INT ||
	    !pdf_token_is(&word, "obj") || num.i <= 0 || num.i > UINT32_MAX ||
	    gen.i < 0 || gen.i > 65535)
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: no object begins here", num.start);
	*ref = (struct pdf_ref){ (uint32_t)num.i, (uint32_t)gen.i };
	*start = num.start;
	return 0;
}

/* A /Length that stands in an object stream, whose own /Length does not. */
static int
packed_length(struct pdfread *r, size_t revision, struct pdf_ref ref,
    int64_t *out, struct fault *f)
{
	const struct pdf_object *o = NULL;
	int rc;

	if (r->lengths > 0)
		return fault_set(f, FAULT_FORMAT, "a stream without a /Length");
	r->lengths++;
	rc = object_load(r, revision, ref, &o, f);
	r->lengths--;
	if (rc != 0)
		return -1;
	if (o == NULL || o->v.kind != PDF_INT)
		return fault_set(
		    f, FAULT_FORMAT, "object %u: want a /Length", ref.num);
	*out = o->v.u.i;
	return 0;
}

/*
 * /Length, which may be an object of its own.  That of an object stream must
 * be a plain integer: another object stream would need its own to be read.
 */
static int
object_length(struct pdfread *r, size_t revision, const struct pdf_value *v,
    int64_t *out, struct fault *f)
{
	const struct pdf_xref_entry *e;
	struct pdf_value length;
	struct pdf_ref ref;
	struct pdf_lex l;
	size_t start;

	if (v != NULL && v->kind == PDF_INT) {
		*out = v->u.i;
		return 0;
	}
	if (v == NULL || v->kind != PDF_REF || revision == PDFREAD_NONE ||
	    (e = revision_entry(r, revision, v->u.ref.num)) == NULL ||
	    e->type == ENTRY_FREE || (e->type == ENTRY_PLAIN && e->at >= r->n))
		return fault_set(f, FAULT_FORMAT, "a stream without a /Length");
	if (e->type == ENTRY_PACKED)
		return packed_length(r, revision, v->u.ref, out, f);
	l = object_lex(r, e->at);
	if (object_head(&l, &ref, &start, f) != 0 ||
	    pdf_value(&l, &length, f) != 0)
		return -1;
	if (ref.num != v->u.ref.num || length.kind != PDF_INT)
		return fault_set(
		    f, FAULT_FORMAT, "byte %zu: want a /Length", e->at);
	*out = length.u.i;
	return 0;
}

/*= ISO 32000-2 section 7.3.8.1: "stream", CR LF or LF, /Length bytes, and
 *= "endstream" */
static int
object_stream(struct pdfread *r, size_t revision, struct pdf_lex *l,
    struct pdf_object *o, struct fault *f)
{
	struct pdf_token t;
	int64_t len = 0;

	if (o->v.kind != PDF_DICT)
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: a stream without a dictionary", o->offset);
	if (l->at < l->n && l->p[l->at] == '\r')
		l->at++;
	if (l->at < l->n && l->p[l->at] == '\n')
		l->at++;
	if (object_length(r, revision, pdf_key(&o->v, "Length"), &len, f) != 0)
		return fault_under(f, "byte %zu", o->offset);
	if (len < 0 || (uint64_t)len > r->n - l->at)
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: a stream of %lld bytes ends behind the file",
		    o->offset, (long long)len);
	o->stream = true;
	o->data = l->at;
	o->data_len = (size_t)len;
	l->at += (size_t)len;
	if (pdf_token(l, &t, f) != 0)
		return -1;
	if (!pdf_token_is(&t, "endstream"))
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: want \"endstream\" after %lld bytes of a stream",
		    t.start, (long long)len);
	return 0;
}

int
object_read_at(struct pdfread *r, size_t offset, size_t revision,
    struct pdf_object *out, struct fault *f)
{
	struct pdf_lex l = object_lex(r, offset);
	struct pdf_object o = { .offset = offset };
	struct pdf_ref ref;
	struct pdf_token t;

	if (offset >= r->n)
		return fault_set(f, FAULT_FORMAT,
		    "an object at byte %zu of a file of %zu", offset, r->n);
	if (object_head(&l, &ref, &o.offset, f) != 0 ||
	    pdf_value(&l, &o.v, f) != 0 || pdf_token(&l, &t, f) != 0)
		return -1;
	o.num = ref.num;
	o.gen = ref.gen;
	if (pdf_token_is(&t, "stream") &&
	    (object_stream(r, revision, &l, &o, f) != 0 ||
		pdf_token(&l, &t, f) != 0))
		return -1;
	if (!pdf_token_is(&t, "endobj"))
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: want \"endobj\" after object %u", t.start,
		    o.num);
	o.end = l.at;
	*out = o;
	return 0;
}

/* Undo a PNG predictor (ISO 32000-2 section 7.4.4.4) in place. */
static int
predictor_png(struct buf *b, size_t columns, struct fault *f)
{
	size_t rows = b->len / (columns + 1), i, k;
	unsigned char *to = b->data;

	for (i = 0; i < rows; i++) {
		const unsigned char *row = b->data + i * (columns + 1);
		const unsigned char *up = i > 0 ? to - columns : NULL;
		int kind = row[0];

		if (kind > 2)
			return fault_set(f, FAULT_FORMAT,
			    "a predictor of kind %d in a stream of numbers",
			    kind);
		for (k = 0; k < columns; k++) {
			int v = row[1 + k];

			if (kind == 1 && k > 0)
				v += to[k - 1];
			else if (kind == 2 && up != NULL)
				v += up[k];
			to[k] = (unsigned char)v;
		}
		to += columns;
	}
	b->len = (size_t)(to - b->data);
	return 0;
}

/* The decode parameters that stand with Flate. */
static int
stream_predictor(const struct pdf_value *parms, struct buf *b, struct fault *f)
{
	const struct pdf_value *v = pdf_key(parms, "Predictor"), *c;
	int64_t columns = 1;

	if (v == NULL || (v->kind == PDF_INT && v->u.i == 1))
		return 0;
	if ((c = pdf_key(parms, "Columns")) != NULL && c->kind == PDF_INT)
		columns = c->u.i;
	if (v->kind != PDF_INT || v->u.i < 10 || v->u.i > 15 || columns < 1 ||
	    columns > 65536 || pdf_key(parms, "Colors") != NULL ||
	    pdf_key(parms, "BitsPerComponent") != NULL)
		return fault_set(f, FAULT_FORMAT,
		    "a stream with a predictor that is not read here");
	return predictor_png(b, (size_t)columns, f);
}

/*
 * All that streams of one file inflate to, whether it was of use or not: a
 * second or two.  The largest real files of 50 MB stay below half of it.
 */
#define INFLATED_MAX ((size_t)512 << 20)

static int
stream_inflate(struct pdfread *r, const struct pdf_object *o, struct buf *out,
    struct fault *f)
{
	const size_t before = out->len;
	int rc;

	if (r->inflated >= INFLATED_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "object %u: want at most %zu bytes in all streams "
		    "unpacked, have more",
		    o->num, INFLATED_MAX);
	rc = flate_unpack(r->p + o->data, o->data_len, out, f);
	r->inflated += (out->over ? out->max : out->len) - before;
	return rc == 0 ? 0 : fault_under(f, "object %u", o->num);
}

int
stream_unpack(struct pdfread *r, size_t revision, const struct pdf_object *o,
    struct buf *out, struct fault *f)
{
	const struct pdf_value *filter = pdf_key(&o->v, "Filter");
	const struct pdf_value *parms = pdf_key(&o->v, "DecodeParms");

	if (filter != NULL && revision != PDFREAD_NONE &&
	    value_resolve(r, revision, filter, &filter, NULL, f) != 0)
		return -1;
	if (parms != NULL && revision != PDFREAD_NONE &&
	    value_resolve(r, revision, parms, &parms, NULL, f) != 0)
		return -1;
	if (filter != NULL && filter->kind == PDF_ARRAY &&
	    filter->u.array.n == 1)
		filter = &filter->u.array.items[0];
	if (parms != NULL && parms->kind == PDF_ARRAY && parms->u.array.n == 1)
		parms = &parms->u.array.items[0];
	if (filter == NULL || filter->kind == PDF_NULL ||
	    (filter->kind == PDF_ARRAY && filter->u.array.n == 0)) {
		buf_add(out, r->p + o->data, o->data_len);
		return buf_check(out, "a stream", f);
	}
	if (!pdf_is_name(filter, "FlateDecode"))
		return fault_set(f, FAULT_FORMAT,
		    "object %u: a stream whose filter is not FlateDecode",
		    o->num);
	if (stream_inflate(r, o, out, f) != 0)
		return -1;
	return stream_predictor(parms, out, f);
}

/* The value of an object that stands in unpacked bytes. */
static int
packed_value(struct pdfread *r, struct pdf_object *o, struct fault *f)
{
	struct pdf_lex l = { .p = o->unread,
		.n = o->data_len,
		.at = o->data,
		.arena = &r->arena,
		.values = &r->values };

	if (pdf_value(&l, &o->v, f) != 0)
		return -1;
	o->unread = NULL;
	o->data = o->data_len = 0;
	return 0;
}

/*= ISO 32000-2 section 7.5.7: N pairs of number and offset, then objects */
static int
packed_parse(struct pdfread *r, const struct pdf_object *o,
    const unsigned char *p, size_t len, struct fault *f)
{
	const struct pdf_value *n = pdf_key(&o->v, "N");
	const struct pdf_value *first = pdf_key(&o->v, "First");
	struct pdf_lex head = {
		.p = p, .n = len, .arena = &r->arena, .values = &r->values
	};
	int64_t i;

	if (n == NULL || n->kind != PDF_INT || n->u.i < 0 ||
	    (uint64_t)n->u.i > PACKED_MAX || first == NULL ||
	    first->kind != PDF_INT || first->u.i < 0 ||
	    (uint64_t)first->u.i > len)
		return fault_set(f, FAULT_FORMAT,
		    "object %u: an object stream needs /N and /First", o->num);
	for (i = 0; i < n->u.i; i++) {
		struct pdf_token num, at;
		struct pdf_object *x;

		if (pdf_token(&head, &num, f) != 0 ||
		    pdf_token(&head, &at, f) != 0)
			return -1;
		if (num.kind != TOKEN_INT || at.kind != TOKEN_INT ||
		    num.i <= 0 || num.i > UINT32_MAX || at.i < 0 ||
		    at.i > (int64_t)len - first->u.i)
			return fault_set(f, FAULT_FORMAT,
			    "object %u: entry %lld of an object stream is broken",
			    o->num, (long long)i);
		/* Read when it is asked for: most objects never are. */
		x = arena_new(&r->arena, 1, sizeof(*x));
		x->num = (uint32_t)num.i;
		x->packed = true;
		x->offset = o->offset;
		x->end = o->end;
		x->unread = p;
		x->data = (size_t)(first->u.i + at.i);
		x->data_len = len;
		cache_put(r->cache, o->offset, (size_t)i + 1, x);
	}
	return 0;
}

static int
packed_unpack(struct pdfread *r, size_t revision, const struct pdf_object *o,
    struct fault *f)
{
	unsigned char *copy;
	struct buf b;
	int rc = -1;

	buf_init(&b, PDF_UNPACKED - r->unpacked);
	if (!o->stream || !pdf_is_name(pdf_key(&o->v, "Type"), "ObjStm")) {
		fault_set(
		    f, FAULT_FORMAT, "object %u: no object stream", o->num);
		goto out;
	}
	if (r->encrypted ? second_stream(r, revision, o, &b, f) != 0
			 : stream_unpack(r, revision, o, &b, f) != 0) {
		/* What failed was work as well: a file gets it once. */
		r->unpacked = b.over ? PDF_UNPACKED : r->unpacked + b.len;
		goto out;
	}
	r->unpacked += b.len;
	/* Words of values point into these bytes: they live as long. */
	copy = arena_new(&r->arena, b.len + 1, 1);
	if (b.len > 0)
		memcpy(copy, b.data, b.len);
	rc = packed_parse(r, o, copy, b.len, f);
out:
	buf_free(&b);
	return rc;
}

/* An object of its own, through the cache. */
static int
object_plain(struct pdfread *r, size_t revision, uint32_t num,
    const struct pdf_xref_entry *e, struct pdf_object **out, struct fault *f)
{
	struct pdf_object *o = cache_find(r->cache, e->at, 0);

	if (o == NULL) {
		o = arena_new(&r->arena, 1, sizeof(*o));
		if (object_read_at(r, e->at, revision, o, f) != 0)
			return fault_under(f, "object %u", num);
		cache_put(r->cache, e->at, 0, o);
	}
	if (o->num != num || o->gen != e->gen)
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: want object %u %u, have %u %u", e->at, num,
		    e->gen, o->num, o->gen);
	*out = o;
	return 0;
}

static int
object_packed(struct pdfread *r, size_t revision, uint32_t num,
    const struct pdf_xref_entry *e, struct pdf_object **out, struct fault *f)
{
	const struct pdf_xref_entry *home;
	struct pdf_object *o, *stream;

	if (e->at > UINT32_MAX ||
	    (home = revision_entry(r, revision, (uint32_t)e->at)) == NULL ||
	    home->type != ENTRY_PLAIN)
		return fault_set(f, FAULT_FORMAT,
		    "object %u: object stream %zu is not there", num, e->at);
	if (object_plain(r, revision, home->num, home, &stream, f) != 0)
		return -1;
	o = cache_find(r->cache, stream->offset, (size_t)e->gen + 1);
	if (o == NULL && cache_find(r->cache, stream->offset, 1) == NULL &&
	    packed_unpack(r, revision, stream, f) != 0)
		return -1;
	o = cache_find(r->cache, stream->offset, (size_t)e->gen + 1);
	if (o == NULL || o->num != num)
		return fault_set(f, FAULT_FORMAT,
		    "object %u: not at index %u of object stream %zu", num,
		    e->gen, e->at);
	if (o->unread != NULL && packed_value(r, o, f) != 0)
		return fault_under(f, "object %u", num);
	*out = o;
	return 0;
}

int
object_load(struct pdfread *r, size_t revision, struct pdf_ref ref,
    const struct pdf_object **out, struct fault *f)
{
	const struct pdf_xref_entry *e = revision_entry(r, revision, ref.num);
	struct pdf_object *o = NULL;
	int rc;

	*out = NULL;
	if (r->steps > PDF_STEPS)
		return fault_set(f, FAULT_LIMIT,
		    "the file asks for more than %zu look-ups of objects",
		    PDF_STEPS);
	if (e == NULL || e->type == ENTRY_FREE)
		return 0;
	if (e->type == ENTRY_PLAIN) {
		/* A reference with another generation refers to nothing. */
		if (e->gen != ref.gen)
			return 0;
		rc = object_plain(r, revision, ref.num, e, &o, f);
	} else {
		if (ref.gen != 0)
			return 0;
		rc = object_packed(r, revision, ref.num, e, &o, f);
	}
	if (rc != 0)
		return -1;
	if (o->v.twice || o->v.twice_below)
		note_add(
		    r, "object %u: a key stands twice in a dictionary", o->num);
	*out = o;
	return 0;
}

static const struct pdf_value value_null = { .kind = PDF_NULL };

int
value_resolve(struct pdfread *r, size_t revision, const struct pdf_value *v,
    const struct pdf_value **out, const struct pdf_object **object,
    struct fault *f)
{
	const struct pdf_object *o = NULL;
	int hops;

	if (v == NULL)
		v = &value_null;
	for (hops = 0; v->kind == PDF_REF; hops++) {
		if (hops == HOPS_MAX)
			return fault_set(f, FAULT_FORMAT,
			    "object %u: references lead in a circle",
			    v->u.ref.num);
		if (object_load(r, revision, v->u.ref, &o, f) != 0)
			return -1;
		v = o != NULL ? &o->v : &value_null;
	}
	*out = v;
	if (object != NULL)
		*object = o;
	return 0;
}

int
value_key(struct pdfread *r, size_t revision, const struct pdf_value *dict,
    const char *key, const struct pdf_value **out, struct fault *f)
{
	return value_resolve(r, revision, pdf_key(dict, key), out, NULL, f);
}
