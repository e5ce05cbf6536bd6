#include "pdf_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"

/* Links, signature fields and the signature's place. */

#define BYTE_RANGE_LEN 48 /* four numbers of ten digits, and blanks */
#define LINK_ABOVE 12 /* pt shown above the baseline that a link leads to */

static int
compare_dests(const void *a, const void *b)
{
	const struct dest *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static const struct dest *
find_dest(const struct canvas *c, const char *name)
{
	size_t lo = 0, hi = c->n_dests;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int d = strcmp(name, c->dests[mid].name);

		if (d == 0)
			return &c->dests[mid];
		if (d < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

/* Every link leads somewhere, and no name is set twice. */
static int
check_links(struct canvas *c)
{
	size_t i;

	if (c->n_dests > 0)
		qsort(c->dests, c->n_dests, sizeof(*c->dests), compare_dests);
	for (i = 1; i < c->n_dests; i++)
		if (strcmp(c->dests[i - 1].name, c->dests[i].name) == 0)
			return canvas_fault(c, FAULT_STATE,
			    "destination %s is set twice, on pages %u and %u",
			    c->dests[i].name, c->dests[i - 1].page + 1,
			    c->dests[i].page + 1);
	for (i = 0; i < c->n_annots; i++) {
		struct annot *a = &c->annots[i];
		const struct dest *d;

		if (a->kind != ANNOT_LINK)
			continue;
		d = find_dest(c, a->name);
		if (d == NULL) {
			c->where = a->where;
			return canvas_fault(c, FAULT_STATE,
			    "a link on page %u to %s, which is never set",
			    a->page + 1, a->name);
		}
		a->to_page = d->page;
		a->to_y = d->y + LINK_ABOVE;
	}
	return 0;
}

static void
put_rect(struct buf *b, const double *v, const char *key)
{
	size_t i;

	buf_str(b, key);
	for (i = 0; i < 4; i++) {
		buf_str(b, i > 0 ? " " : " [");
		put_num(b, v == NULL ? 0 : v[i]);
	}
	buf_str(b, "]");
}

static void
text_link(struct writer *w, size_t i, struct buf *b)
{
	const struct annot *a = &w->c->annots[i];

	buf_str(b, "/Type /Annot /Subtype /Link /F 4 /Border [0 0 0]\n");
	put_rect(b, a->rect, "/Rect");
	buf_str(b, " /StructParent ");
	put_uint(b, w->c->n_pages + i);
	buf_str(b, "\n/Contents ");
	put_text(b, a->words, strlen(a->words));
	buf_str(b, "\n/Dest [");
	put_ref(b, w->page_id[a->to_page]);
	buf_str(b, " /XYZ null ");
	put_num(b, a->to_y);
	buf_str(b, " null]");
}

/* An appearance without marks; i is the annotation. */
static void
text_appearance(struct writer *w, size_t i, struct buf *b)
{
	const double *r = w->c->annots[i].rect;
	const double box[] = { 0, 0, r[2] - r[0], r[3] - r[1] };

	put_rect(b, box, "/Type /XObject /Subtype /Form /BBox");
	buf_str(b, " /Resources <<>>");
}

static void
text_field(struct writer *w, size_t i, struct buf *b)
{
	const struct annot *a = &w->c->annots[i];

	buf_str(b, "/Type /Annot /Subtype /Widget /FT /Sig /F 132\n");
	put_rect(b, a->empty ? NULL : a->rect, "/Rect");
	if (!a->untagged) {
		buf_str(b, " /StructParent ");
		put_uint(b, w->c->n_pages + i);
	}
	buf_str(b, " /P ");
	put_ref(b, w->page_id[a->page]);
	buf_str(b, "\n/T ");
	put_text(b, a->name, strlen(a->name));
	buf_str(b, " /TU ");
	put_text(b, a->words, strlen(a->words));
	if (a->appearance != 0) {
		buf_str(b, "\n/AP <</N ");
		put_ref(b, a->appearance);
		buf_str(b, ">>");
	}
	if (a->seal && w->seal != 0) {
		buf_str(b, "\n/V ");
		put_ref(b, w->seal);
	}
}

static void
put_words(struct buf *b, const char *key, const char *s)
{
	if (s == NULL)
		return;
	buf_str(b, key);
	put_text(b, s, strlen(s));
	buf_str(b, "\n");
}

/*
 * The signature dictionary.  seal writes ByteRange and Contents; until then
 * they hold zeros, which it demands.
 */
static void
text_signature(struct writer *w, size_t unused, struct buf *b)
{
	const struct canvas_file *file = w->file;
	char date[CLOCK_TEXT];
	size_t i;

	(void)unused;
	buf_str(b,
	    "/Type /Sig /Filter /Adobe.PPKLite"
	    " /SubFilter /ETSI.CAdES.detached\n/M ");
	buf_str(b, "(");
	buf_str(b, clock_pdf(file->signed_utc_ms, date));
	buf_str(b, ")\n");
	put_words(b, "/Reason ", file->reason);
	put_words(b, "/Location ", file->location);
	if (file->certify > 0) {
		/*= ISO 32000-1, 12.8.2.2: DocMDP */
		buf_str(b,
		    "/Reference [<</Type /SigRef /TransformMethod"
		    " /DocMDP /TransformParams <</Type"
		    " /TransformParams /V /1.2 /P ");
		put_uint(b, (size_t)file->certify);
		buf_str(b, ">>>>]\n");
	}
	buf_str(b, "/ByteRange [");
	w->slot->byte_range = w->at + b->len;
	w->slot->byte_range_len = BYTE_RANGE_LEN;
	buf_str(b, "0 0 0 0");
	for (i = 7; i < BYTE_RANGE_LEN; i++)
		buf_str(b, " ");
	buf_str(b, "]\n/Contents ");
	w->slot->contents = w->at + b->len;
	w->slot->contents_len = 2 * file->contents_reserved + 2;
	buf_str(b, "<");
	for (i = 0; i < file->contents_reserved; i++)
		buf_str(b, "00");
	buf_str(b, ">");
}

static void
text_acro_form(struct writer *w, size_t unused, struct buf *b)
{
	const struct canvas *c = w->c;
	bool first = true;
	size_t i;

	(void)unused;
	/* 1: there are signature fields; 2: a change must be appended. */
	buf_str(b, w->seal != 0 ? "/SigFlags 3" : "/SigFlags 1");
	buf_str(b, " /Fields [");
	for (i = 0; i < c->n_annots; i++) {
		if (c->annots[i].kind != ANNOT_FIELD)
			continue;
		buf_str(b, first ? "" : " ");
		put_ref(b, w->annot_id[i]);
		first = false;
	}
	buf_str(b, "]");
}

/* Names of fields differ, and at most one is the seal. */
static int
check_fields(struct writer *w, size_t *n_fields, size_t *n_seals)
{
	const struct canvas *c = w->c;
	size_t i, j;

	*n_fields = *n_seals = 0;
	for (i = 0; i < c->n_annots; i++) {
		if (c->annots[i].kind != ANNOT_FIELD)
			continue;
		++*n_fields;
		*n_seals += c->annots[i].seal;
		for (j = 0; j < i; j++)
			if (c->annots[j].kind == ANNOT_FIELD &&
			    strcmp(c->annots[i].name, c->annots[j].name) == 0)
				return canvas_fault(w->c, FAULT_STATE,
				    "two fields are named %s",
				    c->annots[i].name);
	}
	if (*n_seals > 1 || (w->file->contents_reserved > 0 && *n_seals == 0))
		return canvas_fault(w->c, FAULT_STATE,
		    "%zu fields for the seal, want 1", *n_seals);
	if (w->file->contents_reserved + 1 > STRING_MAX)
		return canvas_fault(w->c, FAULT_LIMIT,
		    "%zu bytes for a signature, a PDF/A string holds %d",
		    w->file->contents_reserved, STRING_MAX);
	return 0;
}

int
annots_write(struct writer *w)
{
	struct canvas *c = w->c;
	size_t i, fields, seals;

	if (check_links(c) != 0 || check_fields(w, &fields, &seals) != 0)
		return -1;
	w->annot_id =
	    arena_new(&c->arena, c->n_annots + 1, sizeof(*w->annot_id));
	w->annot = arena_new(&c->arena, c->n_annots + 1, sizeof(*w->annot));
	if (w->file->contents_reserved > 0)
		w->seal = object_new(w, text_signature, 0);
	for (i = 0; i < c->n_annots; i++) {
		struct annot *a = &c->annots[i];

		if (a->kind == ANNOT_FIELD && !a->empty)
			a->appearance =
			    object_stream(w, "", 0, text_appearance, i);
		w->annot[i] = a->kind == ANNOT_LINK
		    ? object_pack(object_dict(w, text_link, i))
		    : object_dict(w, text_field, i);
		if (w->annot[i] == NULL)
			return -1;
		w->annot_id[i] = object_id(w->annot[i]);
	}
	if (fields > 0)
		w->acro_form = object_new(w, text_acro_form, 0);
	return 0;
}
