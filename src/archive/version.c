#include <stdlib.h>
#include <string.h>

#include "archive/store.h"
#include "archive_in.h"
#include "crypto/sha256.h"

/* A new version: its text, its map, and a span for whatever differs. */

/* Maps are a few bytes a block. */
#define VERSION_MAP_MAX ((size_t)32 << 20)

int
clause_state_parse(const char *name, enum clause_state *out)
{
	int s;

	for (s = CLAUSE_NEW; s <= CLAUSE_GONE; s++) {
		if (strcmp(name, clause_state_name((enum clause_state)s)) ==
		    0) {
			*out = (enum clause_state)s;
			return 0;
		}
	}
	return -1;
}

/* A span row that is to be put. */
struct span_row {
	struct shelf_item *item;
	bool born; /* the provision is new, too */
	enum clause_state state;
	const struct clause *clause; /* NULL: not in the text */
	int64_t place; /* where the clause stands */
	bool moved; /* not where the row before says */
};

/* A place that no version before has. */
struct place_row {
	int64_t number;
	const struct clause *clause; /* the first that stands there */
};

/* A version on its way in. */
struct draft {
	struct archive *a;
	int64_t doc, event;
	const struct archive_version *v;
	int number;
	int64_t capture, last_text, last_map; /* blobs; 0 = none */
	struct digest event_sha;
	struct shelf_doc *shelf;
	struct arena arena;
	struct map map;
	struct span_row *spans; /* by number of the provision */
	size_t n_spans;
	struct place_row *places;
	size_t n_places;
	int64_t text, text_map;
	struct digest text_sha, map_sha, sha;
};

static int
draft_blocks_check(const struct page *p, struct fault *f)
{
	const struct block *k;
	size_t i, end = 0;

	for (i = 0; i < p->n_blocks; i++) {
		k = &p->blocks[i];
		if (k->start < end || k->end <= k->start || k->end > p->len)
			return fault_set(f, FAULT_STATE,
			    "block %zu: want bytes within %zu..%zu, have "
			    "%zu..%zu",
			    i, end, p->len, k->start, k->end);
		if ((k->heading != BLOCK_NONE && k->heading > i) ||
		    (k->head_row != BLOCK_NONE && k->head_row > i))
			return fault_set(f, FAULT_STATE,
			    "block %zu: its heading stands below it", i);
		if (k->level > 63 || strlen(k->marker) > 255)
			return fault_set(f, FAULT_LIMIT,
			    "block %zu: want level under 64 and a marker "
			    "under 256 bytes, have %u and %zu",
			    i, k->level, strlen(k->marker));
		end = k->end;
	}
	if (strlen(p->lang) > 255)
		return fault_set(f, FAULT_LIMIT,
		    "language of the page: want under 256 bytes, have %zu",
		    strlen(p->lang));
	return 0;
}

static int
draft_clause_check(
    const struct page *p, const struct clause *c, struct fault *f)
{
	struct digest sha;

	if (c->n_blocks == 0 || c->n_blocks > p->n_blocks ||
	    c->first_block > p->n_blocks - c->n_blocks)
		return fault_set(f, FAULT_STATE,
		    "clause: want blocks within %zu, have %zu and %zu after it",
		    p->n_blocks, c->first_block, c->n_blocks);
	if (c->start != p->blocks[c->first_block].start ||
	    c->end != p->blocks[c->first_block + c->n_blocks - 1].end)
		return fault_set(f, FAULT_STATE,
		    "clause: bytes %zu..%zu are not those of its blocks",
		    c->start, c->end);
	if (sha256_of(p->text + c->start, c->end - c->start, &sha, f) != 0)
		return -1;
	if (!digest_equal(&sha, &c->sha))
		return fault_set(f, FAULT_STATE,
		    "clause: bytes %zu..%zu have not its digest", c->start,
		    c->end);
	return 0;
}

/* The event must be the document's; its capture is what the text came from. */
static int
draft_event(struct draft *d, struct fault *f)
{
	const struct db_value key[] = { db_int(d->event) };
	const enum sql q = SQL_EVENT_GET;
	bool found;
	int64_t doc = 0;
	int rc = 0;

	if (db_one(d->a->db, q, key, 1, &found, f) != 0)
		return -1;
	if (found) {
		doc = db_col_int(d->a->db, q, 1);
		d->capture = db_col_int(d->a->db, q, 21);
		rc = archive_sha_col(d->a->db, q, 20, &d->event_sha, f);
	}
	db_done(d->a->db, q);
	if (!found || doc != d->doc)
		return fault_set(f, FAULT_ABSENT,
		    "document %lld has no event %lld", (long long)d->doc,
		    (long long)d->event);
	return rc;
}

static int
draft_last(struct draft *d, struct fault *f)
{
	const struct db_value key[] = { db_int(d->doc) };
	const enum sql q = SQL_VERSION_LAST;
	bool found;

	if (db_one(d->a->db, q, key, 1, &found, f) != 0)
		return -1;
	d->number = 1;
	if (found) {
		d->number = (int)db_col_int(d->a->db, q, 0) + 1;
		d->last_text = db_col_int(d->a->db, q, 1);
		d->last_map = db_col_int(d->a->db, q, 2);
	}
	db_done(d->a->db, q);
	return 0;
}

/* What a caller can get wrong about a member. */
static int
draft_member_check(const struct archive_member *m, bool known, struct fault *f)
{
	const char *state = clause_state_name(m->state);

	if (m->provision[0] == '\0' || (!known && m->clause == NULL))
		return fault_set(
		    f, FAULT_ABSENT, "no such provision: %.200s", m->provision);
	if (m->clause == NULL && m->state != CLAUSE_MERGED &&
	    m->state != CLAUSE_SPLIT && m->state != CLAUSE_GONE)
		return fault_set(f, FAULT_STATE,
		    "provision %.200s: %s, but without a clause", m->provision,
		    state);
	if (m->clause != NULL && m->state == CLAUSE_GONE)
		return fault_set(f, FAULT_STATE,
		    "provision %.200s: gone, but with a clause", m->provision);
	return 0;
}

/* The provision of a member; one that is not known yet is made. */
static int
draft_item(struct draft *d, const struct archive_member *m,
    struct span_row *row, struct fault *f)
{
	struct shelf_item *it = shelf_find(d->shelf, m->provision);

	if (draft_member_check(m, it != NULL, f) != 0)
		return -1;
	row->born = it == NULL;
	if (it == NULL)
		it = shelf_add(d->shelf, m->provision);
	row->item = it;
	row->state = m->state;
	row->clause = m->clause;
	if (it->mark == d->number)
		return fault_set(f, FAULT_STATE,
		    "provision %.200s stands twice in one version",
		    m->provision);
	it->mark = d->number;
	return 0;
}

static int64_t
draft_place(struct draft *d, const struct clause *c)
{
	bool made;
	int64_t number = shelf_place(d->shelf, c->title, c->path, &made);

	if (made) {
		d->places = arena_more(
		    &d->arena, d->places, d->n_places, sizeof(*d->places));
		d->places[d->n_places++] = (struct place_row){ number, c };
	}
	return number;
}

/* Does it differ from what the version before says of the provision? */
static bool
draft_differs(struct draft *d, struct span_row *row)
{
	const struct shelf_item *it = row->item;
	const struct clause *c = row->clause;

	if (c == NULL)
		return it->live;
	row->place = draft_place(d, c);
	row->moved = row->place != it->place;
	return row->moved || !it->live || row->state != CLAUSE_SAME ||
	    !digest_equal(&c->sha, &it->sha);
}

static void
draft_span(struct draft *d, const struct span_row *row)
{
	d->spans =
	    arena_more(&d->arena, d->spans, d->n_spans, sizeof(*d->spans));
	d->spans[d->n_spans++] = *row;
}

static int
draft_span_order(const void *pa, const void *pb)
{
	const struct span_row *a = pa, *b = pb;

	return a->item->number < b->item->number
	    ? -1
	    : a->item->number > b->item->number;
}

static int
draft_members(struct draft *d, struct fault *f)
{
	const struct archive_version *v = d->v;
	struct span_row row;
	struct shelf_item *it;
	size_t i;

	d->map.clauses =
	    arena_new(&d->arena, v->n_members + 1, sizeof(*d->map.clauses));
	for (i = 0; i < v->n_members; i++) {
		row = (struct span_row){ .born = false };
		if (v->members[i].clause != NULL &&
		    draft_clause_check(v->page, v->members[i].clause, f) != 0)
			return fault_under(
			    f, "provision %.100s", v->members[i].provision);
		if (draft_item(d, &v->members[i], &row, f) != 0)
			return -1;
		if (row.clause != NULL)
			d->map.clauses[d->map.n_clauses++] =
			    (struct map_clause){ row.item->number,
				    row.clause->first_block,
				    row.clause->n_blocks, row.clause->ordinal };
		if (draft_differs(d, &row))
			draft_span(d, &row);
	}
	/* Who is not named is gone. */
	for (i = 0; i < shelf_count(d->shelf); i++) {
		it = shelf_at(d->shelf, i);
		row = (struct span_row){ .item = it, .state = CLAUSE_GONE };
		if (it->live && it->mark != d->number)
			draft_span(d, &row);
	}
	if (d->n_spans > 0)
		qsort(
		    d->spans, d->n_spans, sizeof(*d->spans), draft_span_order);
	return 0;
}

static int
draft_blobs(struct draft *d, struct fault *f)
{
	const struct page *p = d->v->page;
	const int64_t near[] = { d->last_text, d->capture };
	struct zst_run run = { p->text, p->len };
	struct buf b;
	int rc = -1;

	buf_init(&b, VERSION_MAP_MAX);
	d->map.blocks = p->blocks;
	d->map.n_blocks = p->n_blocks;
	d->map.lang = p->lang;
	map_write(&d->map, &b);
	if (buf_check(&b, "map of the version", f) != 0 ||
	    blob_put(d->a, run, near, 2, &d->text, &d->text_sha, f) != 0)
		goto out;
	run = (struct zst_run){ b.data, b.len };
	rc = blob_put(d->a, run, &d->last_map, 1, &d->text_map, &d->map_sha, f);
out:
	buf_free(&b);
	return rc;
}

/* The columns of a span between its keys and its place. */
static void
draft_span_values(const struct span_row *s, struct db_value v[4])
{
	const struct clause *c = s->clause;

	v[0] = db_text(clause_state_name(s->state));
	v[1] = c == NULL ? db_null() : db_int((int64_t)c->start);
	v[2] = c == NULL ? db_null() : db_int((int64_t)(c->end - c->start));
	v[3] = c == NULL ? db_null() : archive_sha_value(&c->sha);
}

/* Version, and its spans by number, with the words of ids and places. */
static int
draft_record(struct draft *d, struct fault *f)
{
	const struct archive_version *v = d->v;
	const struct db_value head[] = { archive_sha_value(&d->event_sha),
		db_int(d->number), db_int(v->page->extractor),
		archive_sha_value(&d->text_sha), archive_sha_value(&d->map_sha),
		db_int((int64_t)v->stated_start),
		db_int((int64_t)v->stated_end), db_int(v->stated_utc_ms) };
	const struct span_row *s;
	struct db_value row[7];
	struct buf b;
	size_t i, k;

	record_begin(&b, "version");
	for (i = 0; i < sizeof(head) / sizeof(head[0]); i++)
		record_add(&b, &head[i]);
	for (i = 0; i < d->n_spans; i++) {
		s = &d->spans[i];
		row[0] = db_text(s->item->name);
		draft_span_values(s, row + 1);
		row[5] = s->moved ? db_text(s->clause->title) : db_null();
		row[6] = s->moved ? db_text(s->clause->path) : db_null();
		for (k = 0; k < 7; k++)
			record_add(&b, &row[k]);
	}
	return record_end(&b, &d->sha, f);
}

static int
draft_put_version(struct draft *d, struct fault *f)
{
	const struct archive_version *v = d->v;
	struct db_value row[] = { db_int(d->doc), db_int(d->number),
		db_int(d->event), db_int(v->page->extractor), db_int(d->text),
		db_int(d->text_map), db_int((int64_t)v->stated_start),
		db_int((int64_t)v->stated_end), db_int(v->stated_utc_ms),
		archive_sha_value(&d->sha) };

	if (archive_put_row(d->a, SQL_VERSION_PUT, row,
		sizeof(row) / sizeof(row[0]), NULL, f) != 0)
		return -1;
	return log_append(d->a, LOG_VERSION, d->event, 0, f);
}

static int
draft_put_places(struct draft *d, struct fault *f)
{
	const struct place_row *p;
	struct db_value row[4];
	size_t i;

	row[0] = db_int(d->doc);
	for (i = 0; i < d->n_places; i++) {
		p = &d->places[i];
		row[1] = db_int(p->number);
		row[2] = db_text(p->clause->title);
		row[3] = db_text(p->clause->path);
		if (archive_put_row(d->a, SQL_PLACE_PUT, row, 4, NULL, f) != 0)
			return -1;
	}
	return 0;
}

static int
draft_put_span(struct draft *d, const struct span_row *s, struct fault *f)
{
	struct db_value row[8];

	row[0] = db_int(d->doc);
	row[1] = db_int(s->item->number);
	row[2] = db_text(s->item->name);
	if (s->born &&
	    archive_put_row(d->a, SQL_PROVISION_PUT, row, 3, NULL, f) != 0)
		return -1;
	row[2] = db_int(d->number);
	draft_span_values(s, row + 3);
	row[7] = s->moved ? db_int(s->place) : db_null();
	return archive_put_row(d->a, SQL_SPAN_PUT, row, 8, NULL, f);
}

/* The shelf as it is after this version. */
static void
draft_shelve(const struct span_row *s)
{
	struct shelf_item *it = s->item;

	it->live = s->clause != NULL;
	if (!it->live)
		return;
	it->sha = s->clause->sha;
	it->place = s->place;
}

int
archive_put_version(struct archive *a, int64_t doc, int64_t event,
    const struct archive_version *v, int *number, struct fault *f)
{
	struct draft d = { .a = a, .doc = doc, .event = event, .v = v };
	size_t i;
	int rc = -1;

	arena_init(&d.arena);
	if (archive_need_tx(a, f) != 0 || draft_event(&d, f) != 0 ||
	    draft_last(&d, f) != 0 || draft_blocks_check(v->page, f) != 0 ||
	    shelf_doc(a, doc, &d.shelf, f) != 0 || draft_members(&d, f) != 0)
		goto out;
	if (v->stated_start > v->stated_end || v->stated_end > v->page->len) {
		fault_set(f, FAULT_STATE,
		    "stated date: want bytes within %zu, have %zu..%zu",
		    v->page->len, v->stated_start, v->stated_end);
		goto out;
	}
	if (draft_blobs(&d, f) != 0 || draft_record(&d, f) != 0 ||
	    draft_put_version(&d, f) != 0 || draft_put_places(&d, f) != 0)
		goto out;
	for (i = 0; i < d.n_spans; i++) {
		if (draft_put_span(&d, &d.spans[i], f) != 0)
			goto out;
		draft_shelve(&d.spans[i]);
	}
	*number = d.number;
	rc = 0;
out:
	arena_free(&d.arena);
	return rc;
}
