#include <stdio.h>
#include <string.h>

#include "archive_in.h"
#include "model/holdings.h"
#include "crypto/sha256.h"

/* Versions, spans and holdings of one document, against each other. */

struct doc_check {
	struct checker *c;
	int64_t doc;
	struct arena arena;
	struct version_row *rows;
	size_t n_rows;
	struct track *tracks;
	size_t n_tracks;
	/*
	 * The text of the version before, and where in it each provision was
	 * found to have its words: most have the same words again, and
	 * comparing them costs a tenth of hashing them.
	 */
	struct buf before;
	struct doc_words *words; /* [i] of the provision with number i + 1 */
};

struct doc_words {
	int version; /* 0: none yet */
	const struct track_span *span;
	size_t start, len;
};

static struct db_value
doc_opt(bool is, struct db_value v)
{
	return is ? v : db_null();
}

/* A span's part of the record, as the writer made it (version.c). */
static void
doc_record_span(
    struct buf *b, const struct track *t, const struct track_span *s)
{
	const struct db_value row[] = { db_text(t->id),
		db_text(clause_state_name(s->state)),
		doc_opt(s->live, db_int((int64_t)s->start)),
		doc_opt(s->live, db_int((int64_t)(s->end - s->start))),
		doc_opt(s->live, archive_sha_value(&s->sha)),
		doc_opt(s->place_row, db_text(s->title)),
		doc_opt(s->place_row, db_text(s->path)) };
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		record_add(b, &row[i]);
}

static int
doc_record(struct doc_check *d, const struct version_row *v, struct fault *f)
{
	const struct db_value head[] = { archive_sha_value(&v->event_sha),
		db_int(v->number), db_int(v->extractor),
		archive_sha_value(&v->text_sha), archive_sha_value(&v->map_sha),
		db_int((int64_t)v->stated_start),
		db_int((int64_t)v->stated_end), db_int(v->stated_utc_ms) };
	const struct track_span *s;
	struct digest sha;
	struct buf b;
	size_t i;

	record_begin(&b, "version");
	for (i = 0; i < sizeof(head) / sizeof(head[0]); i++)
		record_add(&b, &head[i]);
	for (i = 0; i < d->n_tracks; i++) {
		s = track_at(&d->tracks[i], v->number);
		if (s != NULL && s->version == v->number)
			doc_record_span(&b, &d->tracks[i], s);
	}
	if (record_end(&b, &sha, f) != 0)
		return -1;
	if (!digest_equal(&sha, &v->sha))
		checker_tell(d->c,
		    "version %lld/%d, its spans, provisions or places: the "
		    "record has not its digest",
		    (long long)d->doc, v->number);
	return 0;
}

/* The very words that had this span's digest in the version before? */
static bool
doc_again(const struct doc_check *d, const struct doc_words *w,
    const struct doc_words *now, const char *text)
{
	return w->version == now->version - 1 && w->version != 0 &&
	    w->span == now->span && w->len == now->len &&
	    memcmp(d->before.data + w->start, text + now->start, now->len) == 0;
}

/* A clause of the map is a live span, at its place, with its words. */
static int
doc_clause(struct doc_check *d, const struct version_row *v,
    const struct map *m, size_t i, const struct zst_run *text, struct fault *f)
{
	/* Of a text that is withheld the places are left. */
	const struct map_clause *c = &m->clauses[i];
	const struct track_span *s = NULL;
	const size_t start = map_start(m, c), end = map_end(m, c);
	struct doc_words *was, now;
	struct digest sha;
	char row[96];

	(void)snprintf(row, sizeof(row), "span %lld/%lld in version %d",
	    (long long)d->doc, (long long)c->provision, v->number);
	if (c->provision <= (int64_t)d->n_tracks)
		s = track_at(&d->tracks[c->provision - 1], v->number);
	if (s == NULL || !s->live) {
		checker_tell(d->c, "%s: in the map, but not in the rows", row);
		return 0;
	}
	if (s->version == v->number && (s->start != start || s->end != end))
		checker_tell(d->c,
		    "%s: want bytes %zu..%zu as in the map, have %zu..%zu", row,
		    start, end, s->start, s->end);
	was = &d->words[c->provision - 1];
	if (text->p == NULL) {
		was->version = 0;
		return 0;
	}
	now = (struct doc_words){ v->number, s, start, end - start };
	if (!doc_again(d, was, &now, text->p)) {
		if (sha256_of((const char *)text->p + start, end - start, &sha,
			f) != 0)
			return -1;
		if (!digest_equal(&sha, &s->sha)) {
			checker_tell(
			    d->c, "%s: its words have not its digest", row);
			now.version = 0;
		}
	}
	*was = now;
	return 0;
}

static size_t
doc_live(const struct doc_check *d, int version)
{
	const struct track_span *s;
	size_t i, n = 0;

	for (i = 0; i < d->n_tracks; i++) {
		s = track_at(&d->tracks[i], version);
		if (s != NULL && s->live)
			n++;
	}
	return n;
}

static int
doc_map(struct doc_check *d, const struct version_row *v, struct fault *f)
{
	struct zst_run text = { NULL, 0 };
	struct map m;
	char row[64];
	size_t i, live;

	(void)snprintf(
	    row, sizeof(row), "version %lld/%d", (long long)d->doc, v->number);
	/* A blob that cannot be read is told where blobs are read. */
	if (version_map(d->c->a, v, &d->arena, &m, f) != 0 ||
	    (blob_bytes(d->c->a, v->text, &text, f) != 0 &&
		!fault_forgive(f, FAULT_WITHHELD)))
		return checker_failed(d->c, row, f);
	live = doc_live(d, v->number);
	if (live != m.n_clauses)
		checker_tell(d->c,
		    "%s: %zu clauses in the map, %zu provisions in the rows",
		    row, m.n_clauses, live);
	for (i = 0; i < m.n_clauses; i++)
		if (doc_clause(d, v, &m, i, &text, f) != 0)
			return -1;
	d->before.len = 0;
	buf_add(&d->before, text.p, text.n);
	return buf_check(&d->before, row, f);
}

static int
doc_versions(struct doc_check *d, struct fault *f)
{
	const struct version_row *v;
	size_t i;

	for (i = 0; i < d->n_rows; i++) {
		v = &d->rows[i];
		if (v->number != (int)i + 1)
			checker_tell(d->c, "version %lld/%d: want number %zu",
			    (long long)d->doc, v->number, i + 1);
		if (v->event_document != d->doc)
			checker_tell(d->c,
			    "version %lld/%d: its event is of document %lld",
			    (long long)d->doc, v->number,
			    (long long)v->event_document);
		if (doc_record(d, v, f) != 0 ||
		    (d->c->read_data && doc_map(d, v, f) != 0))
			return -1;
	}
	return 0;
}

/* A row of holding as the looks make it; more is false after the last row. */
static void
doc_holding(struct doc_check *d, const struct history *h, const struct held *g,
    size_t i, bool more)
{
	const enum sql q = SQL_HOLDING_LIST;
	struct db *db = d->c->a->db;

	if (more && db_col_int(db, q, 0) == (int64_t)i + 1 &&
	    db_col_int(db, q, 1) == g->version &&
	    db_col_int(db, q, 2) == h->looks[g->first].id &&
	    db_col_int(db, q, 3) == h->looks[g->last].id &&
	    db_col_int(db, q, 4) == (int64_t)g->n)
		return;
	checker_tell(d->c,
	    "holding %lld/%zu: not as events and rulings make it",
	    (long long)d->doc, i + 1);
}

static int
doc_holdings(struct doc_check *d, struct fault *f)
{
	const struct db_value key[] = { db_int(d->doc) };
	const enum sql q = SQL_HOLDING_LIST;
	struct db *db = d->c->a->db;
	struct history h = { .n_looks = 0 };
	struct held *held;
	size_t i, n;
	bool more;
	int rc = -1;

	arena_init(&h.arena);
	if (archive_holding_looks(d->c->a, d->doc, 0, &h, f) != 0)
		goto out;
	held = holdings_of(h.looks, h.n_looks, &h.arena, &n);
	if (db_query(db, q, key, 1, f) != 0 || db_next(db, q, &more, f) != 0)
		goto out;
	for (i = 0; i < n; i++) {
		doc_holding(d, &h, &held[i], i, more);
		if (more && db_next(db, q, &more, f) != 0)
			goto out;
	}
	if (more)
		checker_tell(d->c, "holding %lld/%lld: no look made it",
		    (long long)d->doc, (long long)db_col_int(db, q, 0));
	rc = 0;
out:
	db_done(db, q);
	history_free(&h);
	return rc;
}

int
checker_document(struct checker *c, int64_t doc, struct fault *f)
{
	struct doc_check d = { .c = c, .doc = doc };
	char row[64];
	int rc = -1;

	(void)snprintf(row, sizeof(row), "document %lld", (long long)doc);
	arena_init(&d.arena);
	buf_init(&d.before, ZST_MAX);
	if (version_rows(c->a, doc, &d.arena, &d.rows, &d.n_rows, f) != 0 ||
	    archive_tracks(c->a, doc, &d.arena, &d.tracks, &d.n_tracks, f) != 0)
		goto out;
	d.words = arena_new(&d.arena, d.n_tracks, sizeof(*d.words));
	if (doc_versions(&d, f) != 0)
		goto out;
	if (!holding_fits(&c->holds, doc) && doc_holdings(&d, f) != 0)
		goto out;
	rc = 0;
out:
	arena_free(&d.arena);
	buf_free(&d.before);
	return rc == 0 ? 0 : checker_failed(c, row, f);
}
