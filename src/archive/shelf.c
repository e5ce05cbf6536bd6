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

/* Open addressing over names: index + 1, 0 is free. */
struct shelf_table {
	size_t *slots;
	size_t n_slots; /* a power of two */
};

struct shelf_spot {
	char *title, *path;
};

struct shelf_doc {
	int64_t doc;
	struct shelf_item **items; /* by number */
	size_t n;
	struct shelf_table names;
	struct shelf_spot *spots; /* by number */
	size_t n_spots;
	struct shelf_table places;
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
		free(d->items[i]);
	}
	for (i = 0; i < d->n_spots; i++) {
		free(d->spots[i].title);
		free(d->spots[i].path);
	}
	free(d->items);
	free(d->names.slots);
	free(d->spots);
	free(d->places.slots);
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

/* FNV-1a. */
static uint64_t
shelf_hash(uint64_t h, const char *s)
{
	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return (h ^ (h >> 32)) * 1099511628211u;
}

#define SHELF_SEED 14695981039346656037u

static size_t *
shelf_slot(struct shelf_doc *d, const char *name)
{
	const struct shelf_table *t = &d->names;
	size_t at = (size_t)shelf_hash(SHELF_SEED, name) & (t->n_slots - 1);

	while (t->slots[at] != 0 &&
	    strcmp(d->items[t->slots[at] - 1]->name, name) != 0)
		at = (at + 1) & (t->n_slots - 1);
	return &t->slots[at];
}

static size_t *
shelf_spot_slot(struct shelf_doc *d, const char *title, const char *path)
{
	const struct shelf_table *t = &d->places;
	const struct shelf_spot *s;
	size_t at = (size_t)shelf_hash(shelf_hash(SHELF_SEED, title), path) &
	    (t->n_slots - 1);

	for (; t->slots[at] != 0; at = (at + 1) & (t->n_slots - 1)) {
		s = &d->spots[t->slots[at] - 1];
		if (strcmp(s->title, title) == 0 && strcmp(s->path, path) == 0)
			break;
	}
	return &t->slots[at];
}

/* Half empty at least, so that every search ends soon; true if it grew. */
static bool
shelf_widen(struct shelf_table *t, size_t n)
{
	if (2 * (n + 1) <= t->n_slots)
		return false;
	free(t->slots);
	t->n_slots = t->n_slots == 0 ? 64 : 2 * t->n_slots;
	t->slots = mem_new(t->n_slots, sizeof(*t->slots));
	return true;
}

/* An array by powers of two that is to hold one more than n. */
static void *
shelf_more(void *list, size_t n, size_t size)
{
	if ((n & (n - 1)) != 0)
		return list;
	return mem_grow(list, n == 0 ? 1 : 2 * n, size);
}

struct shelf_item *
shelf_find(struct shelf_doc *d, const char *name)
{
	size_t *slot;

	if (d->names.n_slots == 0)
		return NULL;
	slot = shelf_slot(d, name);
	return *slot == 0 ? NULL : d->items[*slot - 1];
}

struct shelf_item *
shelf_add(struct shelf_doc *d, const char *name)
{
	struct shelf_item *it = mem_new(1, sizeof(*it));
	size_t i;

	it->name = mem_strdup(name);
	it->number = (int64_t)d->n + 1;
	if (shelf_widen(&d->names, d->n))
		for (i = 0; i < d->n; i++)
			*shelf_slot(d, d->items[i]->name) = i + 1;
	d->items = shelf_more(d->items, d->n, sizeof(struct shelf_item *));
	d->items[d->n++] = it;
	*shelf_slot(d, name) = d->n;
	return it;
}

int64_t
shelf_place(
    struct shelf_doc *d, const char *title, const char *path, bool *made)
{
	struct shelf_spot *s;
	size_t *slot, i;

	if (shelf_widen(&d->places, d->n_spots))
		for (i = 0; i < d->n_spots; i++)
			*shelf_spot_slot(
			    d, d->spots[i].title, d->spots[i].path) = i + 1;
	slot = shelf_spot_slot(d, title, path);
	*made = *slot == 0;
	if (*made) {
		d->spots = shelf_more(d->spots, d->n_spots, sizeof(*d->spots));
		s = &d->spots[d->n_spots++];
		s->title = mem_strdup(title);
		s->path = mem_strdup(path);
		*slot = d->n_spots;
	}
	return (int64_t)*slot;
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

/* Rows that are numbered within their document have no gaps. */
static int
shelf_number(
    struct db *db, enum sql q, const char *what, size_t n, struct fault *f)
{
	if (db_col_int(db, q, 0) == (int64_t)n + 1)
		return 0;
	return fault_set(f, FAULT_STATE, "%s %lld: want number %zu", what,
	    (long long)db_col_int(db, q, 0), n + 1);
}

static int
shelf_load_item(struct db *db, struct shelf_doc *d, struct fault *f)
{
	const enum sql q = SQL_PROVISION_LIST;

	if (shelf_number(db, q, "provision", d->n, f) != 0)
		return -1;
	(void)shelf_add(d, db_col_text(db, q, 1));
	return 0;
}

static int
shelf_load_place(struct db *db, struct shelf_doc *d, struct fault *f)
{
	const enum sql q = SQL_PLACE_LIST;
	bool made;

	if (shelf_number(db, q, "place", d->n_spots, f) != 0)
		return -1;
	(void)shelf_place(
	    d, db_col_text(db, q, 1), db_col_text(db, q, 2), &made);
	if (!made)
		return fault_set(f, FAULT_STATE, "place %lld stands twice",
		    (long long)db_col_int(db, q, 0));
	return 0;
}

/* What a row says anew; no place leaves what is known. */
static int
shelf_load_span(struct db *db, struct shelf_doc *d, struct fault *f)
{
	const enum sql q = SQL_SPAN_LIST;
	int64_t number = db_col_int(db, q, 0);
	struct shelf_item *it;

	if (number < 1 || number > (int64_t)d->n)
		return fault_set(f, FAULT_STATE,
		    "span of provision %lld: there are %zu provisions",
		    (long long)number, d->n);
	it = d->items[number - 1];
	it->live = !db_col_null(db, q, 3);
	if (it->live && archive_sha_col(db, q, 5, &it->sha, f) != 0)
		return -1;
	if (!db_col_null(db, q, 6))
		it->place = db_col_int(db, q, 6);
	return 0;
}

static int
shelf_load(struct archive *a, struct shelf_doc *d, enum sql q,
    int (*each)(struct db *, struct shelf_doc *, struct fault *),
    struct fault *f)
{
	const struct db_value v[] = { db_int(d->doc) };
	bool more;

	if (db_query(a->db, q, v, 1, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more) {
		if (each(a->db, d, f) != 0) {
			db_done(a->db, q);
			return fault_under(
			    f, "document %lld", (long long)d->doc);
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
	if (shelf_load(a, d, SQL_PLACE_LIST, shelf_load_place, f) != 0 ||
	    shelf_load(a, d, SQL_PROVISION_LIST, shelf_load_item, f) != 0 ||
	    shelf_load(a, d, SQL_SPAN_LIST, shelf_load_span, f) != 0) {
		shelf_doc_free(d);
		return -1;
	}
	if (s->n == SHELF_DOCS)
		shelf_clear(s);
	s->docs[s->n++] = d;
	*out = d;
	return 0;
}
