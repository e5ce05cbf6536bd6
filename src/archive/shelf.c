#include <stdlib.h>
#include <string.h>

#include "archive_in.h"
#include "base/mem.h"

/*
 * Provisions of documents that are being written to, at hand: a new version
 * names each of its clauses, and only what differs from the version before
 * makes a row.
 */

/* A run over many documents comes back to each; this many stay. */
#define SHELF_DOCS 512

struct shelf_doc {
	int64_t doc;
	struct shelf_item **items; /* by number */
	size_t n;
	size_t *slots; /* open addressing over names: index + 1, 0 free */
	size_t n_slots; /* a power of two */
};

struct shelf {
	struct shelf_doc *docs[SHELF_DOCS];
	size_t n;
};

static void
shelf_doc_free(struct shelf_doc *d)
{
	size_t i;

	if (d == NULL)
		return;
	for (i = 0; i < d->n; i++) {
		free(d->items[i]->name);
		free(d->items[i]->title);
		free(d->items[i]->path);
		free(d->items[i]);
	}
	free(d->items);
	free(d->slots);
	free(d);
}

struct shelf *
shelf_new(void)
{
	return mem_new(1, sizeof(struct shelf));
}

void
shelf_clear(struct shelf *s)
{
	while (s->n > 0)
		shelf_doc_free(s->docs[--s->n]);
}

void
shelf_free(struct shelf *s)
{
	if (s == NULL)
		return;
	shelf_clear(s);
	free(s);
}

/* FNV-1a: names are ours, so nobody can choose them to collide. */
static size_t
shelf_hash(const char *s)
{
	uint64_t h = 14695981039346656037u;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return (size_t)(h ^ (h >> 32));
}

static size_t *
shelf_slot(struct shelf_doc *d, const char *name)
{
	size_t at = shelf_hash(name) & (d->n_slots - 1);

	while (d->slots[at] != 0 &&
	    strcmp(d->items[d->slots[at] - 1]->name, name) != 0)
		at = (at + 1) & (d->n_slots - 1);
	return &d->slots[at];
}

struct shelf_item *
shelf_find(struct shelf_doc *d, const char *name)
{
	size_t *slot;

	if (d->n_slots == 0)
		return NULL;
	slot = shelf_slot(d, name);
	return *slot == 0 ? NULL : d->items[*slot - 1];
}

static void
shelf_widen(struct shelf_doc *d)
{
	size_t i;

	free(d->slots);
	d->n_slots = d->n_slots == 0 ? 64 : 2 * d->n_slots;
	d->slots = mem_new(d->n_slots, sizeof(*d->slots));
	for (i = 0; i < d->n; i++)
		*shelf_slot(d, d->items[i]->name) = i + 1;
}

struct shelf_item *
shelf_add(struct shelf_doc *d, const char *name, const char *title,
    const char *path, int64_t ordinal)
{
	struct shelf_item *it = mem_new(1, sizeof(*it));

	it->name = mem_strdup(name);
	it->title = mem_strdup(title);
	it->path = mem_strdup(path);
	it->ordinal = ordinal;
	it->number = (int64_t)d->n + 1;
	/* Half empty at least, so that every search ends soon. */
	if (2 * (d->n + 1) > d->n_slots)
		shelf_widen(d);
	if ((d->n & (d->n - 1)) == 0)
		d->items = mem_grow(
		    d->items, d->n == 0 ? 1 : 2 * d->n, sizeof(*d->items));
	d->items[d->n++] = it;
	*shelf_slot(d, name) = d->n;
	return it;
}

size_t
shelf_count(const struct shelf_doc *d)
{
	return d->n;
}

struct shelf_item *
shelf_at(struct shelf_doc *d, size_t i)
{
	return d->items[i];
}

static int
shelf_load_items(struct archive *a, struct shelf_doc *d, struct fault *f)
{
	const struct db_value v[] = { db_int(d->doc) };
	struct db *db = a->db;
	const enum sql q = SQL_PROVISION_LIST;
	bool more;

	if (db_query(db, q, v, 1, f) != 0 || db_next(db, q, &more, f) != 0)
		return -1;
	while (more) {
		if (db_col_int(db, q, 0) != (int64_t)d->n + 1) {
			fault_set(f, FAULT_STATE,
			    "provision %lld of document %lld: want number %zu",
			    (long long)db_col_int(db, q, 0), (long long)d->doc,
			    d->n + 1);
			db_done(db, q);
			return -1;
		}
		(void)shelf_add(d, db_col_text(db, q, 1), db_col_text(db, q, 2),
		    db_col_text(db, q, 3), db_col_int(db, q, 4));
		if (db_next(db, q, &more, f) != 0)
			return -1;
	}
	return 0;
}

/* What a row says anew; NULL columns leave what is known. */
static int
shelf_apply(struct db *db, struct shelf_item *it, struct fault *f)
{
	const enum sql q = SQL_SPAN_LIST;

	if (clause_state_parse(db_col_text(db, q, 2), &it->state) != 0)
		return fault_set(f, FAULT_STATE, "span: no such state: %.20s",
		    db_col_text(db, q, 2));
	it->live = !db_col_null(db, q, 3);
	if (it->live && archive_sha_col(db, q, 5, &it->sha, f) != 0)
		return -1;
	if (!db_col_null(db, q, 6)) {
		free(it->title);
		it->title = mem_strdup(db_col_text(db, q, 6));
	}
	if (!db_col_null(db, q, 7)) {
		free(it->path);
		it->path = mem_strdup(db_col_text(db, q, 7));
	}
	if (!db_col_null(db, q, 8))
		it->ordinal = db_col_int(db, q, 8);
	return 0;
}

static int
shelf_load_spans(struct archive *a, struct shelf_doc *d, struct fault *f)
{
	const struct db_value v[] = { db_int(d->doc) };
	const enum sql q = SQL_SPAN_LIST;
	int64_t number;
	bool more;

	if (db_query(a->db, q, v, 1, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more) {
		number = db_col_int(a->db, q, 0);
		if (number < 1 || number > (int64_t)d->n) {
			fault_set(f, FAULT_STATE,
			    "span of provision %lld of document %lld: there "
			    "are %zu provisions",
			    (long long)number, (long long)d->doc, d->n);
			db_done(a->db, q);
			return -1;
		}
		if (shelf_apply(a->db, d->items[number - 1], f) != 0) {
			db_done(a->db, q);
			return -1;
		}
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	return 0;
}

int
shelf_doc(
    struct archive *a, int64_t doc, struct shelf_doc **out, struct fault *f)
{
	struct shelf *s = a->shelf;
	struct shelf_doc *d;
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (s->docs[i]->doc == doc) {
			*out = s->docs[i];
			return 0;
		}
	}
	d = mem_new(1, sizeof(*d));
	d->doc = doc;
	if (shelf_load_items(a, d, f) != 0 || shelf_load_spans(a, d, f) != 0) {
		shelf_doc_free(d);
		return -1;
	}
	if (s->n == SHELF_DOCS)
		shelf_clear(s);
	s->docs[s->n++] = d;
	*out = d;
	return 0;
}
