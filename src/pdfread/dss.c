#include "pdfread/dss.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdfread_in.h"

/* Pieces in all stores; a chain has three certificates and as many answers. */
#define DSS_ITEMS_MAX 4096

/* One piece, and all of them: the largest CRLs of states have 30 MB. */
#define DSS_ITEM_MAX ((size_t)64 << 20)
#define DSS_BYTES_MAX ((size_t)128 << 20)

/* Revisions whose store is looked at, newest first; each renewal adds two. */
#define DSS_REVISIONS_MAX 64

/* Signatures named in one /VRI. */
#define DSS_VRI_MAX 256

struct store {
	struct pdfread *r;
	size_t revision;
	struct pdfread_dss_item *items;
	size_t n, room, bytes;
	struct seen seen;
	bool full;
};

static int
store_stream(struct store *s, const struct pdf_object *o,
    enum pdfread_dss_kind kind, struct fault *f)
{
	struct pdfread *r = s->r;
	struct buf b;
	int rc;

	buf_init(&b, DSS_ITEM_MAX);
	rc = r->encrypted ? second_stream(r, s->revision, o, &b, f)
			  : stream_unpack(r, s->revision, o, &b, f);
	if (rc == 0 && b.len > DSS_BYTES_MAX - s->bytes)
		rc = fault_set(f, FAULT_LIMIT,
		    "want at most %zu bytes, have more", DSS_BYTES_MAX);
	if (rc == 0) {
		if (s->n == s->room) {
			s->room = s->room == 0 ? 16 : s->room * 2;
			s->items =
			    mem_grow(s->items, s->room, sizeof(*s->items));
		}
		s->bytes += b.len;
		s->items[s->n++] = (struct pdfread_dss_item){
			.kind = kind,
			.p = (unsigned char *)arena_strndup(
			    &r->arena, (char *)b.data, b.len),
			.n = b.len,
			.end = o->data + o->data_len,
		};
	}
	buf_free(&b);
	return rc;
}

/* An array of streams under a key of dict. */
static int
store_list(struct store *s, const struct pdf_value *dict, const char *key,
    enum pdfread_dss_kind kind, struct fault *f)
{
	const struct pdf_value *list, *v;
	const struct pdf_object *o;
	struct fault own;
	size_t i;

	if (value_key(s->r, s->revision, dict, key, &list, f) != 0)
		return -1;
	if (list->kind != PDF_ARRAY)
		return 0;
	for (i = 0; i < list->u.array.n && !s->full; i++) {
		if (value_resolve(s->r, s->revision, &list->u.array.items[i],
			&v, &o, f) != 0)
			return -1;
		if (o == NULL || !o->stream || !seen_add(&s->seen, o->data))
			continue;
		if (s->n == DSS_ITEMS_MAX) {
			note_add(s->r, "/DSS has more than %d pieces",
			    DSS_ITEMS_MAX);
			s->full = true;
		} else if (store_stream(s, o, kind, &own) != 0) {
			note_add(s->r, "a piece of /DSS /%s is left out: %s",
			    key, own.text);
		}
	}
	return 0;
}

static int
store_lists(struct store *s, const struct pdf_value *dict, const char *certs,
    const char *crls, const char *ocsps, struct fault *f)
{
	return store_list(s, dict, certs, PDFREAD_DSS_CERT, f) == 0 &&
		store_list(s, dict, crls, PDFREAD_DSS_CRL, f) == 0 &&
		store_list(s, dict, ocsps, PDFREAD_DSS_OCSP, f) == 0
	    ? 0
	    : -1;
}

static int
store_revision(struct store *s, struct fault *f)
{
	struct pdfread *r = s->r;
	const struct pdf_value *catalog, *dss, *vri, *one;
	size_t i;

	if (value_key(r, s->revision, revision_trailer(r, s->revision), "Root",
		&catalog, f) != 0 ||
	    value_key(r, s->revision, catalog, "DSS", &dss, f) != 0)
		return -1;
	if (dss->kind != PDF_DICT)
		return 0;
	if (store_lists(s, dss, "Certs", "CRLs", "OCSPs", f) != 0 ||
	    value_key(r, s->revision, dss, "VRI", &vri, f) != 0)
		return -1;
	if (vri->kind != PDF_DICT)
		return 0;
	for (i = 0; i < vri->u.dict.n && i < DSS_VRI_MAX; i++) {
		if (value_resolve(r, s->revision, &vri->u.dict.items[i].value,
			&one, NULL, f) != 0)
			return -1;
		if (one->kind == PDF_DICT &&
		    store_lists(s, one, "Cert", "CRL", "OCSP", f) != 0)
			return -1;
	}
	return 0;
}

int
pdfread_dss(struct pdfread *r, const struct pdfread_dss_item **out, size_t *n,
    struct fault *f)
{
	struct store s = { .r = r };
	struct fault own;
	size_t i, done;

	(void)f;
	if (!r->dss_known) {
		for (i = r->n_revisions, done = 0;
		     i > 0 && done < DSS_REVISIONS_MAX; i--, done++) {
			s.revision = i - 1;
			if (store_revision(&s, &own) != 0)
				note_add(r, "/DSS is left out: %s", own.text);
		}
		r->dss = arena_new(&r->arena, s.n + 1, sizeof(*r->dss));
		if (s.n > 0)
			memcpy(r->dss, s.items, s.n * sizeof(*r->dss));
		r->n_dss = s.n;
		r->dss_known = true;
		free(s.items);
		seen_free(&s.seen);
	}
	*out = r->dss;
	*n = r->n_dss;
	return 0;
}
