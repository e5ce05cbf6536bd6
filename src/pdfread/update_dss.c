#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "update_in.h"

/* What /DSS may hold already, of each kind. */
#define HELD_MAX 4096
#define HELD_BYTES ((size_t)16 << 20)

/* Whether one of the streams that the list refers to has these bytes. */
static int
dss_has(struct pdfread_update *u, const struct pdf_value *list,
    const struct pdfread_der *d, bool *yes, struct fault *f)
{
	const struct pdf_object *o;
	const struct pdf_value *v;
	struct buf b;
	size_t i;

	*yes = false;
	if (list->kind == PDF_ARRAY && list->u.array.n > HELD_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "/DSS: want at most %d entries of a kind, have %zu",
		    HELD_MAX, list->u.array.n);
	for (i = 0; list->kind == PDF_ARRAY && i < list->u.array.n && !*yes;
	     i++) {
		/* What this update adds is no object of the file yet. */
		if (list->u.array.items[i].kind != PDF_REF ||
		    list->u.array.items[i].u.ref.num >= u->next)
			continue;
		if (value_resolve(u->r, u->newest, &list->u.array.items[i], &v,
			&o, f) != 0)
			return -1;
		if (o == NULL || !o->stream)
			continue;
		buf_init(&b, HELD_BYTES);
		if (stream_unpack(u->r, u->newest, o, &b, f) != 0) {
			buf_free(&b);
			return fault_under(f, "/DSS");
		}
		*yes = b.len == d->n && memcmp(b.data, d->p, d->n) == 0;
		buf_free(&b);
	}
	return 0;
}

static int
dss_add(struct pdfread_update *u, struct place *dss, const char *key,
    const struct pdfread_der *d, size_t n, size_t *added, struct fault *f)
{
	const struct pdf_value *had = pdf_key(&dss->v, key);
	struct place list = { .home = NULL };
	struct edit *c;
	size_t i, k, fresh = 0;
	bool yes;

	/* The list may be an object of its own. */
	if (had != NULL && had->kind == PDF_REF) {
		if (edit_of(u, had->u.ref, &list.home, f) != 0)
			return fault_under(f, "/DSS /%s", key);
		list.v = list.home->v;
	} else if (had != NULL) {
		list.v = *had;
	}
	for (i = 0; i < n; i++) {
		for (k = 0; k < i; k++)
			if (d[k].n == d[i].n &&
			    memcmp(d[k].p, d[i].p, d[i].n) == 0)
				break;
		if (k < i)
			continue;
		if (dss_has(u, &list.v, &d[i], &yes, f) != 0)
			return -1;
		if (yes)
			continue;
		c = edit_new(u);
		c->stream = true;
		c->v = make_dict();
		dict_set(&u->arena, &c->v, "Length", make_int((int64_t)d[i].n));
		c->n_data = d[i].n;
		c->data = (const unsigned char *)arena_strndup(
		    &u->arena, (const char *)d[i].p, d[i].n);
		array_push(&u->arena, &list.v, make_ref(c->num, c->gen));
		fresh++;
	}
	*added += fresh;
	if (fresh == 0)
		return 0;
	if (list.home != NULL)
		list.home->v = list.v;
	else
		dict_set(&u->arena, &dss->v, key, list.v);
	return 0;
}

/*
 *= EN 319 142-1 section 5.4.2.2: /DSS of the catalog, with /Certs, /OCSPs and
 *= /CRLs; VRI is not needed
 */
int
pdfread_update_dss(struct pdfread_update *u, const struct pdfread_dss *d,
    size_t *added, struct fault *f)
{
	const size_t before = u->n_edits;
	struct edit *catalog, *own;
	struct place dss;

	*added = 0;
	if (edit_of(u, u->root, &catalog, f) != 0 ||
	    place_open(u, catalog, "DSS", &dss, f) != 0)
		return -1;
	if (dss.v.kind != PDF_DICT) {
		dss.v = make_dict();
		dict_set(
		    &u->arena, &dss.v, "Type", make_name(&u->arena, "DSS"));
	}
	if (dss_add(u, &dss, "Certs", d->certs, d->n_certs, added, f) != 0 ||
	    dss_add(u, &dss, "OCSPs", d->ocsps, d->n_ocsps, added, f) != 0 ||
	    dss_add(u, &dss, "CRLs", d->crls, d->n_crls, added, f) != 0)
		return -1;
	if (*added == 0) {
		u->n_edits = before;
		return 0;
	}
	/* A new one is an object, so that the catalog is written once. */
	if (dss.key != NULL && pdf_key(&catalog->v, "DSS") == NULL) {
		own = edit_new(u);
		own->v = dss.v;
		dss.v = make_ref(own->num, own->gen);
	}
	place_close(u, &dss);
	return 0;
}
