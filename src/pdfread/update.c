#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "update_in.h"

/* Objects that one update changes or adds; a DSS of three chains has 20. */
#define EDITS_MAX 4096

/* ISO 32000-2 annex C: the largest number that readers support. */
#define NUMBER_MAX 8388607

/* The first number that no section of the file uses. */
static uint32_t
first_free(const struct pdfread *r)
{
	uint32_t top = 0;
	size_t i;

	for (i = 0; i < r->n_sections; i++) {
		const struct pdf_section *s = &r->sections[i];
		const struct pdf_value *size = pdf_key(&s->trailer, "Size");

		if (s->n > 0 && s->entries[s->n - 1].num >= top)
			top = s->entries[s->n - 1].num + 1;
		if (size != NULL && size->kind == PDF_INT && size->u.i > top &&
		    size->u.i <= NUMBER_MAX)
			top = (uint32_t)size->u.i;
	}
	return top == 0 ? 1 : top;
}

int
pdfread_update_new(struct pdfread *r, const unsigned char id[PDFREAD_ID],
    struct pdfread_update **out, struct fault *f)
{
	const struct pdf_value *root =
	    pdf_key(revision_trailer(r, r->n_revisions - 1), "Root");
	struct pdfread_update *u;

	if (r->encrypted)
		return fault_set(f, FAULT_FORMAT,
		    "the file is encrypted: what is added would have to be "
		    "encrypted too; take the encryption off first");
	if (root == NULL || root->kind != PDF_REF)
		return fault_set(
		    f, FAULT_FORMAT, "the trailer's /Root is no reference");
	if (r->revisions[r->n_revisions - 1].end != r->n)
		return fault_set(f, FAULT_FORMAT,
		    "%zu bytes follow the last %%%%EOF: the file is damaged, "
		    "or somebody added to it",
		    r->n - r->revisions[r->n_revisions - 1].end);
	u = mem_new(1, sizeof(*u));
	u->r = r;
	u->newest = r->n_revisions - 1;
	u->root = root->u.ref;
	u->next = first_free(r);
	memcpy(u->id, id, PDFREAD_ID);
	*out = u;
	return 0;
}

void
pdfread_update_free(struct pdfread_update *u)
{
	if (u == NULL)
		return;
	arena_free(&u->arena);
	free(u);
}

static struct edit *
edit_push(struct pdfread_update *u, uint32_t num, uint32_t gen)
{
	struct edit *c = arena_new(&u->arena, 1, sizeof(*c));

	c->num = num;
	c->gen = gen;
	u->edits =
	    arena_more(&u->arena, u->edits, u->n_edits, sizeof(struct edit *));
	u->edits[u->n_edits++] = c;
	return c;
}

struct edit *
edit_new(struct pdfread_update *u)
{
	return edit_push(u, u->next++, 0);
}

static const void *
edit_items(const struct pdf_value *v)
{
	return v->kind == PDF_DICT ? (const void *)v->u.dict.items
	    : v->kind == PDF_ARRAY ? (const void *)v->u.array.items
				   : NULL;
}

/* What was looked at and left as it was is not written again. */
static void
edits_trim(struct pdfread_update *u)
{
	size_t i, k = 0;

	for (i = 0; i < u->n_edits; i++) {
		struct edit *c = u->edits[i];

		if (c->was == NULL || c->text != NULL ||
		    c->was != edit_items(&c->v))
			u->edits[k++] = c;
	}
	u->n_edits = k;
}

int
edit_of(struct pdfread_update *u, struct pdf_ref ref, struct edit **out,
    struct fault *f)
{
	const struct pdf_object *o;
	size_t i;

	for (i = 0; i < u->n_edits; i++)
		if (u->edits[i]->num == ref.num) {
			*out = u->edits[i];
			return 0;
		}
	if (object_load(u->r, u->newest, ref, &o, f) != 0)
		return -1;
	if (o == NULL)
		return fault_set(
		    f, FAULT_FORMAT, "object %u is not there", ref.num);
	if (o->stream)
		return fault_set(
		    f, FAULT_FORMAT, "object %u: want no stream here", ref.num);
	if (o->v.twice || o->v.twice_below)
		return fault_set(f, FAULT_FORMAT,
		    "object %u: a key stands twice in a dictionary", ref.num);
	*out = edit_push(u, ref.num, ref.gen);
	(*out)->v = o->v;
	(*out)->was = edit_items(&o->v);
	return 0;
}

int
place_open(struct pdfread_update *u, struct edit *holder, const char *key,
    struct place *out, struct fault *f)
{
	const struct pdf_value *v = pdf_key(&holder->v, key);

	*out = (struct place){ .home = holder, .key = key };
	if (v == NULL)
		return 0;
	if (v->kind != PDF_REF) {
		out->v = *v;
		return 0;
	}
	if (edit_of(u, v->u.ref, &out->home, f) != 0)
		return fault_under(f, "/%s", key);
	out->key = NULL;
	out->v = out->home->v;
	return 0;
}

void
place_close(struct pdfread_update *u, struct place *p)
{
	if (p->key == NULL)
		p->home->v = p->v;
	else
		dict_set(&u->arena, &p->home->v, p->key, p->v);
}

static int
edit_by_number(const void *a, const void *b)
{
	const struct edit *x = *(struct edit *const *)a;
	const struct edit *y = *(struct edit *const *)b;

	return (x->num > y->num) - (x->num < y->num);
}

static int
edit_write(struct pdfread_update *u, struct edit *c, struct buf *out,
    struct slot *slot, struct fault *f)
{
	c->at = out->len;
	buf_fmt(out, "%u %u obj\n", c->num, c->gen);
	if (c->seal) {
		slot->byte_range = out->len + u->slot.byte_range;
		slot->byte_range_len = u->slot.byte_range_len;
		slot->contents = out->len + u->slot.contents;
		slot->contents_len = u->slot.contents_len;
	}
	if (c->text != NULL)
		buf_add(out, c->text, c->n_text);
	else if (value_print(&c->v, out, f) != 0)
		return -1;
	if (c->stream) {
		buf_str(out, "\nstream\n");
		buf_add(out, c->data, c->n_data);
		buf_str(out, "\nendstream");
	}
	buf_str(out, "\nendobj\n");
	return 0;
}

/* What the new trailer has of the old one. */
static void
trailer_print(struct pdfread_update *u, const char *const *without,
    uint32_t top, struct pdf_value *t)
{
	const struct pdf_value *old = revision_trailer(u->r, u->newest);
	const struct pdf_value *id;
	size_t i, k;

	*t = make_dict();
	for (i = 0; i < old->u.dict.n; i++) {
		const struct pdf_entry *e = &old->u.dict.items[i];

		for (k = 0; without[k] != NULL; k++)
			if (pdf_bytes_are(e->key, without[k]))
				break;
		if (without[k] == NULL)
			dict_set(&u->arena, t,
			    arena_strndup(&u->arena, e->key.p, e->key.n),
			    e->value);
	}
	id = pdf_key(old, "ID");
	/*= ISO 32000-2 section 14.4: the first half stays, the second is of
	 *= this state of the file */
	if (id != NULL && id->kind == PDF_ARRAY && id->u.array.n == 2) {
		struct pdf_value pair[2] = { id->u.array.items[0],
			{ .kind = PDF_STRING,
			    .hex = true,
			    .u.s = { (const char *)u->id, PDFREAD_ID } } };

		dict_set(&u->arena, t, "ID", make_array(&u->arena, pair, 2));
	}
	dict_set(&u->arena, t, "Size", make_int(top));
	dict_set(&u->arena, t, "Prev",
	    make_int((int64_t)u->r->revisions[u->newest].xref));
}

/*= ISO 32000-2 section 7.5.4: subsections; each entry has 20 bytes */
static int
table_write(struct pdfread_update *u, struct buf *out, struct fault *f)
{
	static const char *const without[] = { "Size", "Prev", "XRefStm", "ID",
		NULL };
	struct pdf_value trailer;
	size_t i, n;

	buf_str(out, "xref\n");
	for (i = 0; i < u->n_edits; i += n) {
		for (n = 1; i + n < u->n_edits &&
		     u->edits[i + n]->num == u->edits[i]->num + n;
		     n++)
			;
		buf_fmt(out, "%u %zu\n", u->edits[i]->num, n);
		for (size_t k = i; k < i + n; k++)
			buf_fmt(out, "%010zu %05u n \n", u->edits[k]->at,
			    u->edits[k]->gen);
	}
	buf_str(out, "trailer\n");
	trailer_print(u, without, u->next, &trailer);
	return value_print(&trailer, out, f);
}

/* A row of the stream: type 1, offset, generation. */
static void
row_put(struct buf *out, size_t at, uint32_t gen)
{
	unsigned char row[7] = { 1, (unsigned char)(at >> 24),
		(unsigned char)(at >> 16), (unsigned char)(at >> 8),
		(unsigned char)at, (unsigned char)(gen >> 8),
		(unsigned char)gen };

	buf_add(out, row, sizeof(row));
}

/*= ISO 32000-2 section 7.5.8: /W, /Index; it lists itself too */
static int
stream_write(struct pdfread_update *u, struct buf *out, struct fault *f)
{
	static const char *const without[] = { "Size", "Prev", "XRefStm", "ID",
		"W", "Index", "Filter", "DecodeParms", "Length", "Type", "DL",
		"F", "FFilter", "FDecodeParms", NULL };
	struct edit *self = edit_new(u);
	struct pdf_value trailer, index = make_array(&u->arena, NULL, 0);
	struct pdf_value w = make_array(&u->arena, NULL, 0);
	struct slot unused;
	struct buf rows;
	size_t i, n;
	int rc;

	buf_init(&rows, (size_t)EDITS_MAX * 8);
	self->at = out->len;
	for (i = 0; i < u->n_edits; i += n) {
		for (n = 1; i + n < u->n_edits &&
		     u->edits[i + n]->num == u->edits[i]->num + n;
		     n++)
			;
		array_push(&u->arena, &index, make_int(u->edits[i]->num));
		array_push(&u->arena, &index, make_int((int64_t)n));
	}
	for (i = 0; i < u->n_edits; i++)
		row_put(&rows, u->edits[i]->at, u->edits[i]->gen);
	array_push(&u->arena, &w, make_int(1));
	array_push(&u->arena, &w, make_int(4));
	array_push(&u->arena, &w, make_int(2));
	trailer_print(u, without, u->next, &trailer);
	dict_set(&u->arena, &trailer, "Type", make_name(&u->arena, "XRef"));
	dict_set(&u->arena, &trailer, "W", w);
	dict_set(&u->arena, &trailer, "Index", index);
	dict_set(&u->arena, &trailer, "Length", make_int((int64_t)rows.len));
	self->v = trailer;
	self->stream = true;
	self->data = rows.data;
	self->n_data = rows.len;
	rc = edit_write(u, self, out, &unused, f);
	buf_free(&rows);
	self->data = NULL;
	return rc;
}

int
pdfread_update_write(struct pdfread_update *u, struct buf *out,
    struct slot *slot, struct fault *f)
{
	size_t base = out->len, xref, i;
	struct slot s = { 0, 0, 0, 0 };

	if (base != 0)
		return fault_set(
		    f, FAULT_STATE, "an update wants an empty buffer");
	if (u->n_edits > EDITS_MAX || u->next > NUMBER_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "an update of %zu objects, the last of number %u",
		    u->n_edits, u->next);
	edits_trim(u);
	buf_add(out, u->r->p, u->r->n);
	if (u->r->n > 0 && u->r->p[u->r->n - 1] != '\n')
		buf_str(out, "\n");
	if (u->n_edits > 1)
		qsort(u->edits, u->n_edits, sizeof(*u->edits), edit_by_number);
	for (i = 0; i < u->n_edits; i++)
		if (edit_write(u, u->edits[i], out, &s, f) != 0)
			return -1;
	xref = out->len;
	if (xref > UINT32_MAX)
		return fault_set(
		    f, FAULT_LIMIT, "the file would be larger than 4 GB");
	if (u->r->sections[u->r->heads[u->newest]].stream
		? stream_write(u, out, f) != 0
		: table_write(u, out, f) != 0)
		return -1;
	buf_fmt(out, "\nstartxref\n%zu\n%%%%EOF\n", xref);
	*slot = s;
	return buf_check(out, "the updated file", f);
}
