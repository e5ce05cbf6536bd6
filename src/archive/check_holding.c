#include <stdlib.h>

#include "archive_in.h"
#include "base/mem.h"

/*
 * Holdings follow from looks and rulings, which the check walks anyway: each
 * document's present one grows along, and is compared when it ends.  What does
 * not fit, or has looks that were put out of their order, is only marked here;
 * what is wrong there is found and told by who looks at that document alone.
 */

struct holding_doc {
	int64_t seq, version, first, last, n; /* of the present one */
	int64_t time_utc_ms; /* of the look before */
	bool marked;
};

void
holding_begin(struct holding_check *h, size_t documents)
{
	*h = (struct holding_check){ .n = documents };
	h->docs = mem_new(documents == 0 ? 1 : documents, sizeof(*h->docs));
}

void
holding_free(struct holding_check *h)
{
	free(h->docs);
	*h = (struct holding_check){ .n = 0 };
}

/* The present one has all its looks. */
static void
holding_close(struct archive *a, int64_t doc, struct holding_doc *d)
{
	const struct db_value v[] = { db_int(doc), db_int(d->seq),
		db_int(d->version), db_int(d->first), db_int(d->last),
		db_int(d->n) };
	struct fault unused;
	bool found;

	if (d->seq == 0 || d->marked)
		return;
	if (db_one(a->db, SQL_HOLDING_BACK, v, 6, &found, &unused) != 0)
		found = false;
	db_done(a->db, SQL_HOLDING_BACK);
	d->marked = !found;
}

void
holding_look(
    struct holding_check *h, struct archive *a, const struct holding_seen *l)
{
	struct holding_doc *d;

	if (l->document < 1 || (uint64_t)l->document > h->n)
		return;
	d = &h->docs[l->document - 1];
	if (d->n > 0 && l->time_utc_ms < d->time_utc_ms)
		d->marked = true;
	d->time_utc_ms = l->time_utc_ms;
	/* A gap says nothing of the text, so it ends no period. */
	if (l->version == 0)
		return;
	if (d->n == 0 || d->version != l->version) {
		holding_close(a, l->document, d);
		d->seq++;
		d->version = l->version;
		d->first = l->event;
		d->n = 0;
	}
	d->last = l->event;
	d->n++;
}

int
holding_end(struct holding_check *h, struct archive *a, struct fault *f)
{
	const enum sql q = SQL_HOLDING_COUNTS;
	int64_t doc;
	size_t i;
	bool more;

	for (i = 0; i < h->n; i++)
		holding_close(a, (int64_t)i + 1, &h->docs[i]);
	/* And no row is there that no look made. */
	if (db_query(a->db, q, NULL, 0, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more) {
		doc = db_col_int(a->db, q, 0);
		if (doc >= 1 && (uint64_t)doc <= h->n &&
		    db_col_int(a->db, q, 1) != h->docs[doc - 1].seq)
			h->docs[doc - 1].marked = true;
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	return 0;
}

bool
holding_fits(const struct holding_check *h, int64_t doc)
{
	return doc >= 1 && (uint64_t)doc <= h->n && !h->docs[doc - 1].marked;
}
