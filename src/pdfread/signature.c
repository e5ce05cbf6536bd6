#include "pdfread_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* A form has a few hundred fields, which are visited in each revision. */
#define FIELDS_MAX ((size_t)512 << 10)

/* Names, reasons and places in all revisions. */
#define TEXT_MAX ((size_t)64 << 20)

/* Full names join the names of all parents. */
#define FIELD_NAME_MAX 1024

/* Signatures and time stamps in one file; each costs a public-key operation
 * of some milliseconds at worst. */
#define SIGNATURES_MAX 256

struct field {
	const struct pdf_value *v; /* not resolved yet */
	const char *prefix; /* full name of the parent */
	bool signature; /* /FT /Sig, inherited */
};

struct walk {
	struct pdfread *r;
	size_t revision;
	const struct pdf_value *catalog;
	struct field *stack;
	size_t n, room;
	struct seen seen;
	const char *twice; /* what has a key twice, or NULL */
};

static void
trouble(struct pdfread_signature *s, const char *words)
{
	if (s->trouble[0] == '\0')
		(void)snprintf(s->trouble, sizeof(s->trouble), "%s", words);
}

static int
walk_push(struct walk *w, const struct field *x, struct fault *f)
{
	if (w->r->fields++ >= FIELDS_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %zu fields in all revisions, have more",
		    FIELDS_MAX);
	if (w->n == w->room) {
		w->room = w->room == 0 ? 64 : w->room * 2;
		w->stack = mem_grow(w->stack, w->room, sizeof(*w->stack));
	}
	w->stack[w->n++] = *x;
	return 0;
}

static int
text_spend(struct walk *w, size_t n, struct fault *f)
{
	w->r->text_bytes += n;
	if (w->r->text_bytes <= TEXT_MAX)
		return 0;
	return fault_set(f, FAULT_LIMIT,
	    "want at most %zu bytes of texts in fields and signatures, have "
	    "more",
	    TEXT_MAX);
}

static int
text_key(struct walk *w, const struct pdf_value *dict,
    const struct pdf_object *home, const char *key, const char **out,
    struct fault *f)
{
	const struct pdf_value *v;

	*out = "";
	/* In an object stream the strings are plain once it is unpacked. */
	if (w->r->encrypted && home != NULL && !home->packed) {
		*out = second_text(w->r, w->revision, home, key);
		return 0;
	}
	if (value_key(w->r, w->revision, dict, key, &v, f) != 0)
		return -1;
	if (v->kind != PDF_STRING)
		return 0;
	if (text_spend(w, 3 * v->u.s.n, f) != 0)
		return -1;
	*out = text_utf8(&w->r->arena, v->u.s);
	return 0;
}

static void
byte_range(const struct pdf_value *dict, struct pdfread_signature *s)
{
	const struct pdf_value *v = pdf_key(dict, "ByteRange");
	size_t i;

	if (v == NULL || v->kind != PDF_ARRAY)
		return;
	s->n_range = v->u.array.n;
	for (i = 0; i < s->n_range && i < 4; i++) {
		if (v->u.array.items[i].kind != PDF_INT) {
			s->n_range = 0;
			return;
		}
		s->range[i] = v->u.array.items[i].u.i;
	}
}

/* The stricter of two levels, of which 0 is none. */
static void
stricter(int *level, const struct pdf_value *v)
{
	if (v->kind == PDF_INT && v->u.i >= 1 && v->u.i <= 3 &&
	    (*level == 0 || v->u.i < *level))
		*level = (int)v->u.i;
}

/*= ISO 32000-2 section 12.8.2.2: TransformParams /P, 2 where absent */
static int
docmdp(struct walk *w, const struct pdf_value *dict,
    struct pdfread_signature *s, struct fault *f)
{
	const struct pdf_value *list, *one, *v, *p;
	size_t i;

	if (value_key(w->r, w->revision, dict, "Reference", &list, f) != 0)
		return -1;
	if (list->kind != PDF_ARRAY)
		return 0;
	for (i = 0; i < list->u.array.n; i++) {
		if (value_resolve(w->r, w->revision, &list->u.array.items[i],
			&one, NULL, f) != 0 ||
		    value_key(
			w->r, w->revision, one, "TransformMethod", &v, f) != 0)
			return -1;
		if (value_key(w->r, w->revision, one, "TransformParams", &p,
			f) != 0 ||
		    value_key(w->r, w->revision, p, "P", &p, f) != 0)
			return -1;
		/* Tools copy the field's whole /Lock there. */
		if (pdf_is_name(v, "FieldMDP"))
			stricter(&s->lock, p);
		if (!pdf_is_name(v, "DocMDP"))
			continue;
		s->docmdp = 2;
		if (p->kind == PDF_INT && p->u.i >= 1 && p->u.i <= 3)
			s->docmdp = (int)p->u.i;
	}
	return 0;
}

/*
 *= ISO 32000-2 section 12.7.5.5, table 236: /P of the signature field lock
 *= dictionary; permissions can be denied but not added
 *
 * Asked of each revision that holds the signature: what one of them forbids
 * no other permits.
 */
static int
field_lock(struct walk *w, const struct pdf_value *field,
    struct pdfread_signature *s, struct fault *f)
{
	const struct pdf_value *v;

	if (field == NULL)
		return 0;
	if (value_key(w->r, w->revision, field, "Lock", &v, f) != 0 ||
	    value_key(w->r, w->revision, v, "P", &v, f) != 0)
		return -1;
	stricter(&s->lock, v);
	return 0;
}

/* /Cert: a string, or an array whose first is the signer's certificate. */
static int
cert_key(struct walk *w, const struct pdf_value *dict,
    struct pdfread_signature *s, struct fault *f)
{
	const struct pdf_value *v;

	if (value_key(w->r, w->revision, dict, "Cert", &v, f) != 0)
		return -1;
	if (v->kind == PDF_ARRAY && v->u.array.n > 0 &&
	    value_resolve(
		w->r, w->revision, &v->u.array.items[0], &v, NULL, f) != 0)
		return -1;
	if (v->kind == PDF_STRING) {
		s->cert = (const unsigned char *)v->u.s.p;
		s->cert_len = v->u.s.n;
	}
	return 0;
}

/* What the dictionary's own bytes say. */
static int
signature_fill(struct walk *w, const struct pdf_value *dict,
    const struct pdf_object *home, struct pdfread_signature *s, struct fault *f)
{
	const struct pdf_value *contents = pdf_key(dict, "Contents");
	const char *m;

	s->type = text_name(&w->r->arena, pdf_key(dict, "Type"));
	s->filter = text_name(&w->r->arena, pdf_key(dict, "Filter"));
	s->subfilter = text_name(&w->r->arena, pdf_key(dict, "SubFilter"));
	s->dict = dict->start;
	s->dict_end = dict->end;
	byte_range(dict, s);
	if (contents == NULL || contents->kind != PDF_STRING) {
		trouble(s,
		    "/Contents does not stand in the signature dictionary as "
		    "a string");
	} else if (!contents->hex) {
		trouble(s, "/Contents is not written in hex digits");
	} else {
		s->contents = contents->start;
		s->contents_end = contents->end;
	}
	if (dict->twice)
		trouble(s, "a key stands twice in the signature dictionary");
	if (text_key(w, dict, home, "M", &m, f) != 0)
		return -1;
	s->has_time =
	    text_date((struct pdf_bytes){ m, strlen(m) }, &s->time_utc_ms);
	if (text_key(w, dict, home, "Name", &s->name, f) != 0 ||
	    text_key(w, dict, home, "Reason", &s->reason, f) != 0 ||
	    text_key(w, dict, home, "Location", &s->location, f) != 0 ||
	    cert_key(w, dict, s, f) != 0)
		return -1;
	return docmdp(w, dict, s, f);
}

static struct pdfread_signature *
signature_at(struct pdfread *r, size_t dict, uint32_t num)
{
	size_t i;

	for (i = 0; i < r->n_signatures; i++)
		if (r->signatures[i].dict == dict &&
		    r->signatures[i].num == num)
			return &r->signatures[i];
	return NULL;
}

/* The value of a signature field (or of /Perms: then dict is NULL). */
struct found {
	const struct pdf_value *v, *dict;
	const char *field; /* its name */
	const struct pdf_object *home;
};

/* One was found in this revision. */
static int
signature_found(struct walk *w, const struct found *x, struct fault *f)
{
	const struct pdf_value *v = x->v;
	const char *field = x->field;
	const struct pdf_object *home = x->home;
	struct pdfread_signature s = { .field = field,
		.place =
		    x->dict != NULL ? PDFREAD_FIELD : PDFREAD_USAGE_RIGHTS },
				 *old;
	const struct pdf_object *o = home;
	const struct pdf_value *dict;

	if (value_resolve(w->r, w->revision, v, &dict,
		v->kind == PDF_REF ? &o : NULL, f) != 0)
		return -1;
	if (dict->kind != PDF_DICT)
		return 0;
	s.revision = PDFREAD_NONE;
	s.num = o != NULL ? o->num : 0;
	s.gen = o != NULL ? o->gen : 0;
	s.seen_newest = w->revision;
	s.seen_oldest = w->revision;
	if ((old = signature_at(w->r, dict->start, s.num)) != NULL) {
		if (old->seen_oldest == w->revision &&
		    strcmp(old->field, field) != 0)
			note_add(w->r,
			    "object %u: one signature is the value of two "
			    "fields",
			    s.num);
		old->seen_oldest = w->revision;
		return field_lock(w, x->dict, old, f);
	}
	if (o == NULL || o->packed)
		trouble(&s,
		    "the signature dictionary stands in an object "
		    "stream, so that no byte range can leave it out");
	if (signature_fill(w, dict, o, &s, f) != 0 ||
	    field_lock(w, x->dict, &s, f) != 0)
		return -1;
	if (w->r->n_signatures == SIGNATURES_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %d signatures in a file, have more",
		    SIGNATURES_MAX);
	w->r->signatures = arena_more(&w->r->arena, w->r->signatures,
	    w->r->n_signatures, sizeof(*w->r->signatures));
	w->r->signatures[w->r->n_signatures++] = s;
	return 0;
}

/* The full name of a field under prefix. */
static int
field_name(struct walk *w, const struct pdf_value *dict,
    const struct pdf_object *home, const char *prefix, const char **out,
    struct fault *f)
{
	const char *own;

	if (text_key(w, dict, home, "T", &own, f) != 0)
		return -1;
	*out = prefix;
	if (own[0] == '\0' || strlen(prefix) + strlen(own) > FIELD_NAME_MAX)
		return 0;
	if (text_spend(w, strlen(prefix) + strlen(own), f) != 0)
		return -1;
	*out = prefix[0] == '\0'
	    ? own
	    : arena_fmt(&w->r->arena, "%s.%s", prefix, own);
	return 0;
}

static int
field_visit(struct walk *w, const struct field *x, struct fault *f)
{
	const struct pdf_value *dict, *v, *kids;
	const struct pdf_object *o = NULL;
	struct field kid = { .signature = x->signature };
	size_t i;

	if (value_resolve(w->r, w->revision, x->v, &dict, &o, f) != 0)
		return -1;
	if (dict->kind != PDF_DICT)
		return 0;
	/* Each object once: kids may lead back to their parents. */
	if (o != NULL && !seen_add(&w->seen, o->num))
		return 0;
	if (dict->twice)
		w->twice = "a form field";
	if (field_name(w, dict, o, x->prefix, &kid.prefix, f) != 0 ||
	    value_key(w->r, w->revision, dict, "FT", &v, f) != 0)
		return -1;
	if (v->kind == PDF_NAME)
		kid.signature = pdf_is_name(v, "Sig");
	v = pdf_key(dict, "V");
	if (kid.signature && v != NULL && v->kind != PDF_NULL) {
		const struct found found = { v, dict, kid.prefix, o };

		if (signature_found(w, &found, f) != 0)
			return -1;
	} else if (kid.signature && pdf_key(dict, "T") != NULL &&
	    w->revision + 1 == w->r->n_revisions) {
		w->r->n_empty++;
	}
	if (value_key(w->r, w->revision, dict, "Kids", &kids, f) != 0)
		return -1;
	if (kids->kind != PDF_ARRAY)
		return 0;
	for (i = kids->u.array.n; i > 0; i--) {
		kid.v = &kids->u.array.items[i - 1];
		if (walk_push(w, &kid, f) != 0)
			return -1;
	}
	return 0;
}

static int
walk_form(struct walk *w, struct fault *f)
{
	const struct pdf_value *form, *fields;
	struct field x = { .prefix = "" };
	size_t i;

	if (value_key(w->r, w->revision, w->catalog, "AcroForm", &form, f) !=
		0 ||
	    value_key(w->r, w->revision, form, "Fields", &fields, f) != 0)
		return -1;
	if (fields->kind != PDF_ARRAY)
		return 0;
	for (i = fields->u.array.n; i > 0; i--) {
		x.v = &fields->u.array.items[i - 1];
		if (walk_push(w, &x, f) != 0)
			return -1;
	}
	while (w->n > 0) {
		x = w->stack[--w->n];
		if (field_visit(w, &x, f) != 0)
			return -1;
	}
	return 0;
}

/*= ISO 32000-2 section 12.8.6: /Perms names the certifying signature, and
 *= that of usage rights, which has no field */
static int
walk_perms(struct walk *w, struct fault *f)
{
	const struct pdf_value *perms, *v;
	size_t i;

	if (value_key(w->r, w->revision, w->catalog, "Perms", &perms, f) != 0)
		return -1;
	if ((v = pdf_key(perms, "UR3")) != NULL) {
		const struct found found = { v, NULL, "", NULL };

		if (signature_found(w, &found, f) != 0)
			return -1;
	}
	if ((v = pdf_key(perms, "DocMDP")) == NULL || v->kind != PDF_REF)
		return 0;
	for (i = 0; i < w->r->n_signatures; i++)
		if (w->r->signatures[i].num == v->u.ref.num &&
		    w->r->signatures[i].gen == v->u.ref.gen &&
		    w->r->signatures[i].seen_oldest == w->revision)
			w->r->signatures[i].certifies = true;
	return 0;
}

static int
walk_revision(struct pdfread *r, size_t revision, struct fault *f)
{
	struct walk w = { .r = r, .revision = revision };
	int rc = -1;

	if (value_key(r, revision, revision_trailer(r, revision), "Root",
		&w.catalog, f) != 0)
		goto out;
	if (w.catalog->kind != PDF_DICT) {
		fault_set(f, FAULT_FORMAT,
		    "the revision that ends at byte %zu has no catalog",
		    r->revisions[revision].eof);
		goto out;
	}
	if (walk_form(&w, f) != 0 || walk_perms(&w, f) != 0)
		goto out;
	if (w.catalog->twice)
		w.twice = "the catalog";
	r->twice[revision] = w.twice;
	rc = 0;
out:
	seen_free(&w.seen);
	free(w.stack);
	return rc;
}

static int64_t
range_end(const struct pdfread_signature *s)
{
	if (s->n_range != 4 || s->range[2] < 0 || s->range[3] < 0 ||
	    s->range[2] > INT64_MAX - s->range[3])
		return -1;
	return s->range[2] + s->range[3];
}

static int
signature_by_end(const void *a, const void *b)
{
	const struct pdfread_signature *x = a, *y = b;
	/* One without a range was signed by nobody: it comes last. */
	uint64_t p = (uint64_t)range_end(x), q = (uint64_t)range_end(y);

	if (p != q)
		return (p > q) - (p < q);
	return (x->dict > y->dict) - (x->dict < y->dict);
}

/* To which revision each belongs, and whether it stands in the newest one. */
static void
signatures_place(struct pdfread *r)
{
	size_t i, k;

	for (i = 0; i < r->n_signatures; i++) {
		struct pdfread_signature *s = &r->signatures[i];
		int64_t end = range_end(s);

		for (k = 0; k < r->n_revisions; k++)
			if (end >= (int64_t)r->revisions[k].eof &&
			    end <= (int64_t)r->revisions[k].end)
				s->revision = k;
		if (s->seen_newest + 1 != r->n_revisions)
			trouble(s,
			    "a later revision takes this signature out of the "
			    "form, or writes its dictionary again");
		if (s->revision != PDFREAD_NONE && s->seen_oldest > s->revision)
			trouble(s,
			    "the revision that the byte range covers does not "
			    "hold this signature");
		if (s->revision != PDFREAD_NONE && s->seen_oldest < s->revision)
			trouble(s,
			    "an earlier revision holds this signature already: "
			    "its byte range covers what came later");
	}
}

/*
 * Two readers may each take another of two equal keys.  In catalog, page,
 * field or widget that is enough to show them different documents, both in
 * the signed revision and in the newest.
 */
static int
signatures_twice(struct pdfread *r, struct fault *f)
{
	bool *asked = mem_new(r->n_revisions, sizeof(*asked));
	const char *what;
	size_t i, k;
	int rc = -1;

	for (i = 0; i < r->n_signatures; i++) {
		struct pdfread_signature *s = &r->signatures[i];
		const size_t at[2] = { s->revision, r->n_revisions - 1 };

		for (k = 0; k < 2; k++) {
			if (at[k] == PDFREAD_NONE)
				continue;
			if (!asked[at[k]] && r->twice[at[k]] == NULL) {
				if (pages_twice(r, at[k], &what, f) != 0)
					goto out;
				r->twice[at[k]] = what;
			}
			asked[at[k]] = true;
			if (r->twice[at[k]] != NULL && s->trouble[0] == '\0')
				(void)snprintf(s->trouble, sizeof(s->trouble),
				    "a key stands twice in %s",
				    r->twice[at[k]]);
		}
	}
	rc = 0;
out:
	free(asked);
	return rc;
}

int
signatures_read(struct pdfread *r, struct fault *f)
{
	size_t i;

	r->twice = arena_new(&r->arena, r->n_revisions, sizeof(*r->twice));
	for (i = r->n_revisions; i > 0; i--)
		if (walk_revision(r, i - 1, f) != 0)
			return -1;
	signatures_place(r);
	if (signatures_twice(r, f) != 0)
		return -1;
	if (r->n_signatures > 0)
		qsort(r->signatures, r->n_signatures, sizeof(*r->signatures),
		    signature_by_end);
	return 0;
}
