#include "pdfread/parts.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdfread_in.h"

/* A packet of 500 pages attaches some hundred files. */
#define PARTS_MAX 8192

/* Nodes of the name tree. */
#define NODES_MAX 65536

/* What one may unpack to, and all together: a packet is 9.5 MB, its captures
 * unpack to ten times that at most. */
#define PART_MAX ((size_t)96 << 20)
#define PARTS_TOTAL_MAX ((size_t)192 << 20)

/* File systems take 255. */
#define NAME_MAX_BYTES 1024

struct pdf_part {
	const char *name;
	const struct pdf_value *spec; /* the file specification */
	const struct pdf_object *stream;
	struct part part;
	bool unpacked;
};

struct walk {
	struct pdfread *r;
	size_t revision;
	const struct pdf_value **stack;
	size_t n, nodes;
	struct seen seen;
	struct seen names; /* sums of them */
	struct seen specs; /* where they lie in memory */
};

/* FNV-1a: of names with one sum the letters are compared. */
static uint64_t
name_sum(const char *s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return h;
}

static int
name_once(struct walk *w, const char *name, struct fault *f)
{
	size_t i;

	if (strlen(name) > NAME_MAX_BYTES)
		return fault_set(f, FAULT_LIMIT,
		    "an attachment: want a name of at most %d bytes, have %zu",
		    NAME_MAX_BYTES, strlen(name));
	if (seen_add(&w->names, name_sum(name) >> 1))
		return 0;
	for (i = 0; i < w->r->n_parts; i++)
		if (strcmp(w->r->parts[i].name, name) == 0)
			return fault_set(
			    f, FAULT_FORMAT, "two attachments have one name");
	return 0;
}

static int
text_of(struct walk *w, const struct pdf_value *dict, const char *key,
    const char **out, struct fault *f)
{
	const struct pdf_value *v;

	*out = "";
	if (value_key(w->r, w->revision, dict, key, &v, f) != 0)
		return -1;
	if (v->kind == PDF_STRING)
		*out = text_utf8(&w->r->arena, v->u.s);
	return 0;
}

static bool
same_stream(const struct pdf_value *a, const struct pdf_value *b)
{
	return a != NULL && b != NULL && a->kind == PDF_REF &&
	    b->kind == PDF_REF && a->u.ref.num == b->u.ref.num &&
	    a->u.ref.gen == b->u.ref.gen;
}

/*= ISO 32000-2 section 7.11.3: UF is the name in Unicode, F the older one */
static int
part_add(struct walk *w, const struct pdf_value *value, struct fault *f)
{
	const struct pdf_value *spec, *ef, *v;
	const char *uf, *old;
	struct pdf_part p = { .name = NULL };
	struct pdfread *r = w->r;

	if (value_resolve(r, w->revision, value, &spec, NULL, f) != 0 ||
	    text_of(w, spec, "UF", &uf, f) != 0 ||
	    text_of(w, spec, "F", &old, f) != 0 ||
	    value_key(r, w->revision, spec, "EF", &ef, f) != 0)
		return -1;
	p.name = uf[0] != '\0' ? uf : old;
	if (uf[0] != '\0' && old[0] != '\0' && strcmp(uf, old) != 0)
		note_add(r, "an attachment has two names, /F and /UF");
	if (uf[0] == '\0' || old[0] == '\0' || strcmp(uf, old) != 0)
		odd_note(r, "an attachment that has not the same name twice");
	if (!same_stream(pdf_key(ef, "UF"), pdf_key(ef, "F")))
		odd_note(r,
		    "attachment %.80s: readers may each take other bytes",
		    p.name);
	if ((v = pdf_key(ef, "UF")) == NULL)
		v = pdf_key(ef, "F");
	if (value_resolve(r, w->revision, v, &v, &p.stream, f) != 0)
		return -1;
	if (p.stream == NULL || !p.stream->stream || p.name[0] == '\0')
		return fault_set(f, FAULT_FORMAT,
		    "an attachment without a name or without bytes");
	p.spec = spec;
	if (name_once(w, p.name, f) != 0)
		return -1;
	if (r->n_parts == PARTS_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %d attachments, have more", PARTS_MAX);
	r->parts =
	    arena_more(&r->arena, r->parts, r->n_parts, sizeof(*r->parts));
	r->parts[r->n_parts++] = p;
	(void)seen_add(&w->specs, (uintptr_t)spec);
	return 0;
}

static int
walk_push(struct walk *w, const struct pdf_value *v, struct fault *f)
{
	if (w->nodes++ == NODES_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %d nodes in a name tree, have more",
		    NODES_MAX);
	if (w->n % 64 == 0)
		w->stack = mem_grow(w->stack, w->n + 64, sizeof(*w->stack));
	w->stack[w->n++] = v;
	return 0;
}

/* The key of the name tree, against the name of what was added last. */
static bool
named_alike(struct walk *w, const struct pdf_value *key)
{
	return key->kind == PDF_STRING &&
	    strcmp(text_utf8(&w->r->arena, key->u.s),
		w->r->parts[w->r->n_parts - 1].name) == 0;
}

/*= ISO 32000-2 section 7.9.6: a node has /Kids, or /Names in pairs */
static int
walk_node(struct walk *w, const struct pdf_value *value, struct fault *f)
{
	const struct pdf_value *node, *names, *kids;
	const struct pdf_object *o;
	size_t i;

	if (value_resolve(w->r, w->revision, value, &node, &o, f) != 0)
		return -1;
	if (o != NULL && !seen_add(&w->seen, o->num))
		return fault_set(f, FAULT_FORMAT,
		    "object %u: a name tree leads in a circle", o->num);
	if (value_key(w->r, w->revision, node, "Names", &names, f) != 0 ||
	    value_key(w->r, w->revision, node, "Kids", &kids, f) != 0)
		return -1;
	for (i = 1; names->kind == PDF_ARRAY && i < names->u.array.n; i += 2) {
		if (part_add(w, &names->u.array.items[i], f) != 0)
			return -1;
		if (!named_alike(w, &names->u.array.items[i - 1]))
			odd_note(w->r,
			    "attachment %.80s stands under another name",
			    w->r->parts[w->r->n_parts - 1].name);
	}
	if (kids->kind == PDF_ARRAY)
		for (i = kids->u.array.n; i > 0; i--)
			if (walk_push(w, &kids->u.array.items[i - 1], f) != 0)
				return -1;
	return 0;
}

/*= ISO 32000-2 section 14.13: /AF of the catalog lists what a packet attaches,
 *= and nothing that is not in the name tree */
static int
associated_check(
    struct walk *w, const struct pdf_value *catalog, struct fault *f)
{
	const struct pdf_value *list, *spec;
	size_t i;

	if (value_key(w->r, w->revision, catalog, "AF", &list, f) != 0)
		return -1;
	for (i = 0; list->kind == PDF_ARRAY && i < list->u.array.n; i++) {
		if (value_resolve(w->r, w->revision, &list->u.array.items[i],
			&spec, NULL, f) != 0)
			return -1;
		if (!seen_has(&w->specs, (uintptr_t)spec))
			odd_note(
			    w->r, "an associated file that is not attached");
	}
	return 0;
}

int
pdfread_parts(struct pdfread *r, size_t *n, struct fault *f)
{
	struct walk w = { .r = r, .revision = r->n_revisions - 1 };
	const struct pdf_value *v, *catalog;
	int rc = -1;

	if (r->parts_known) {
		*n = r->n_parts;
		return 0;
	}
	r->n_parts = 0;
	if (value_key(r, w.revision, revision_trailer(r, w.revision), "Root",
		&catalog, f) != 0 ||
	    value_key(r, w.revision, catalog, "Names", &v, f) != 0)
		goto out;
	v = pdf_key(v, "EmbeddedFiles");
	if (v != NULL && walk_push(&w, v, f) != 0)
		goto out;
	while (w.n > 0) {
		v = w.stack[--w.n];
		if (walk_node(&w, v, f) != 0)
			goto out;
	}
	if (associated_check(&w, catalog, f) != 0)
		goto out;
	r->parts_known = true;
	*n = r->n_parts;
	rc = 0;
out:
	seen_free(&w.seen);
	seen_free(&w.names);
	seen_free(&w.specs);
	free(w.stack);
	return rc;
}

const char *
pdfread_part_name(const struct pdfread *r, size_t i)
{
	return r->parts[i].name;
}

static enum part_relation
part_relation(const struct pdf_value *spec)
{
	static const enum part_relation all[] = { PART_SOURCE, PART_DATA,
		PART_ALTERNATIVE, PART_SUPPLEMENT };
	const struct pdf_value *v = pdf_key(spec, "AFRelationship");
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (pdf_is_name(v, part_relation_name(all[i])))
			return all[i];
	return PART_UNSPECIFIED;
}

int
pdfread_part(struct pdfread *r, size_t i, struct part *out, struct fault *f)
{
	struct walk w = { .r = r, .revision = r->n_revisions - 1 };
	struct pdf_part *p = &r->parts[i];
	struct buf b;
	int rc = -1;

	if (p->unpacked) {
		*out = p->part;
		return 0;
	}
	buf_init(&b,
	    PARTS_TOTAL_MAX - r->parts_bytes < PART_MAX
		? PARTS_TOTAL_MAX - r->parts_bytes
		: PART_MAX);
	if (r->encrypted
		? second_stream(r, w.revision, p->stream, &b, f) != 0
		: stream_unpack(r, w.revision, p->stream, &b, f) != 0) {
		fault_under(f, "an attachment");
		goto out;
	}
	r->parts_bytes += b.len;
	p->part.name = p->name;
	p->part.media_type =
	    text_name(&r->arena, pdf_key(&p->stream->v, "Subtype"));
	if (text_of(&w, p->spec, "Desc", &p->part.description, f) != 0)
		goto out;
	p->part.relation = part_relation(p->spec);
	p->part.bytes = (const unsigned char *)arena_strndup(
	    &r->arena, b.data != NULL ? (const char *)b.data : "", b.len);
	p->part.len = b.len;
	p->unpacked = true;
	*out = p->part;
	rc = 0;
out:
	buf_free(&b);
	return rc;
}
