#include <stdlib.h>
#include <string.h>

#include "archive/read.h"
#include "archive_in.h"
#include "model/holdings.h"

/* The history of a document as of a day. */

/* What the reader of one document carries along. */
struct reader {
	struct archive *a;
	int64_t doc;
	struct arena tmp;
	struct version_row *rows; /* all versions, by number */
	size_t n_rows;
	struct map **maps; /* [i] of rows[i]; NULL = not read yet */
	struct history *h;
};

static const struct version_row *
reader_row(const struct reader *r, int number, size_t *at)
{
	size_t lo = 0, hi = r->n_rows, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (r->rows[mid].number < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	*at = lo;
	return lo < r->n_rows && r->rows[lo].number == number ? &r->rows[lo]
							      : NULL;
}

static int
reader_document(struct reader *r, struct fault *f)
{
	const struct db_value v[] = { db_int(r->doc) };
	const enum sql q = SQL_DOCUMENT_GET;
	struct history *h = r->h;
	struct db *db = r->a->db;
	bool found;

	if (db_one(db, q, v, 1, &found, f) != 0)
		return -1;
	h->platform = arena_strdup(&h->arena, db_col_text(db, q, 0));
	h->document = arena_strdup(&h->arena, db_col_text(db, q, 1));
	h->lang = arena_strdup(&h->arena, db_col_text(db, q, 3));
	h->jurisdiction = arena_strdup(&h->arena, db_col_text(db, q, 4));
	h->owner = arena_strdup(&h->arena, db_col_text(db, q, 6));
	db_done(db, q);
	if (!found)
		return fault_set(f, FAULT_STATE, "document %lld is missing",
		    (long long)r->doc);
	return 0;
}

static void
reader_holdings(struct reader *r)
{
	struct history *h = r->h;
	struct held *held;
	struct holding *g;
	size_t i, n;

	held = holdings_of(h->looks, h->n_looks, &r->tmp, &n);
	h->holdings = arena_new(&h->arena, n, sizeof(*h->holdings));
	h->n_holdings = n;
	for (i = 0; i < n; i++) {
		g = &h->holdings[i];
		g->version = held[i].version;
		g->first_utc_ms = h->looks[held[i].first].time_utc_ms;
		g->last_utc_ms = h->looks[held[i].last].time_utc_ms;
		g->n_looks = held[i].n;
	}
	h->current = n == 0 ? 0 : held[n - 1].version;
}

/* Count the looks into the version that each of them shows. */
static int
reader_count(struct reader *r, struct version *all, struct fault *f)
{
	struct history *h = r->h;
	const struct version_row *row;
	struct version *v;
	size_t i, at;

	for (i = 0; i < h->n_looks; i++) {
		if (h->looks[i].version == 0)
			continue;
		row = reader_row(r, h->looks[i].version, &at);
		if (row == NULL)
			return fault_set(f, FAULT_STATE,
			    "event %lld shows version %d, which is missing",
			    (long long)h->looks[i].id, h->looks[i].version);
		v = &all[at];
		if (v->n_looks++ == 0) {
			v->first_utc_ms = h->looks[i].time_utc_ms;
			v->ruling = h->looks[i].ruling;
			v->first_look = i;
		}
		/* Where its own capture is not seen yet, the first will do. */
		if (h->looks[i].id == row->event)
			v->first_look = i;
		v->last_utc_ms = h->looks[i].time_utc_ms;
	}
	return 0;
}

/* The versions that looks show; others have no place as of that day. */
static int
reader_versions(struct reader *r, struct fault *f)
{
	struct history *h = r->h;
	struct version *all;
	size_t i;

	all = arena_new(&r->tmp, r->n_rows, sizeof(*all));
	if (reader_count(r, all, f) != 0)
		return -1;
	h->versions = arena_new(&h->arena, r->n_rows, sizeof(*h->versions));
	for (i = 0; i < r->n_rows; i++) {
		if (all[i].n_looks == 0)
			continue;
		all[i].number = r->rows[i].number;
		all[i].text = r->rows[i].text_sha;
		all[i].text_len = r->rows[i].text_len;
		all[i].extractor = (unsigned)r->rows[i].extractor;
		all[i].stated_start = r->rows[i].stated_start;
		all[i].stated_end = r->rows[i].stated_end;
		all[i].stated_utc_ms = r->rows[i].stated_utc_ms;
		h->versions[h->n_versions++] = all[i];
	}
	return 0;
}

/* The clause of a provision in a version that has it, and its map. */
static int
reader_clause(struct reader *r, int version, size_t number,
    const struct map **map, const struct map_clause **out, struct fault *f)
{
	const struct version_row *row;
	struct map *m;
	size_t at, i;

	if ((row = reader_row(r, version, &at)) == NULL)
		return fault_set(
		    f, FAULT_STATE, "version %d is missing", version);
	if (r->maps[at] == NULL) {
		m = arena_new(&r->tmp, 1, sizeof(*m));
		if (version_map(r->a, row, &r->tmp, m, f) != 0)
			return -1;
		r->maps[at] = m;
	}
	m = r->maps[at];
	for (i = 0; i < m->n_clauses; i++) {
		if (m->clauses[i].provision != (int64_t)number)
			continue;
		*map = m;
		*out = &m->clauses[i];
		return 0;
	}
	return fault_set(f, FAULT_STATE,
	    "version %d has no clause of provision %zu", version, number);
}

static bool
reader_changed(enum clause_state s)
{
	return s == CLAUSE_MODIFIED || s == CLAUSE_SPLIT || s == CLAUSE_MERGED;
}

/* One version of a provision: a span where it is not as before. */
static int
reader_span(struct reader *r, struct provision *p, size_t number,
    const struct track_span *s, const struct version *v, struct fault *f)
{
	struct span *out = &p->spans[p->n_spans];
	const struct map_clause *c;
	const struct map *m;

	out->version = v->number;
	out->state = s->state;
	out->sha = s->sha;
	out->start = s->start;
	out->end = s->end;
	if (s->live && (s->end <= s->start || s->end > v->text_len) &&
	    s->version == v->number)
		return fault_set(f, FAULT_STATE,
		    "span of %.40s in version %d: want bytes within %zu, have "
		    "%zu..%zu",
		    p->id, v->number, v->text_len, s->start, s->end);
	if (s->live && s->version != v->number) {
		if (reader_clause(r, v->number, number, &m, &c, f) != 0)
			return -1;
		out->start = map_start(m, c);
		out->end = map_end(m, c);
	}
	if (reader_changed(s->state))
		p->n_changes++;
	p->n_spans++;
	return 0;
}

static void
reader_seen(
    struct provision *p, const struct track_span *s, const struct version *v)
{
	if (p->first_version == 0) {
		p->first_version = v->number;
		p->first_utc_ms = v->first_utc_ms;
		p->last_utc_ms = v->last_utc_ms;
	}
	/* Numbers count imports, not days. */
	if (v->first_utc_ms < p->first_utc_ms)
		p->first_utc_ms = v->first_utc_ms;
	if (v->last_utc_ms > p->last_utc_ms)
		p->last_utc_ms = v->last_utc_ms;
	p->last_version = v->number;
	p->title = s->title;
	p->path = s->path;
	p->sha = s->sha;
}

/* A provision through the versions of the day; *out stays as is if unseen. */
static int
reader_provision(struct reader *r, const struct track *t, size_t number,
    struct provision *p, struct fault *f)
{
	struct history *h = r->h;
	const struct track_span *s, *before = NULL, *now;
	const struct map_clause *c;
	const struct map *m;
	size_t i;

	*p = (struct provision){ .id = t->id };
	p->spans = arena_new(&h->arena, t->n_spans, sizeof(*p->spans));
	for (i = 0; i < h->n_versions; i++) {
		s = track_at(t, h->versions[i].number);
		if (s == NULL)
			continue;
		/* Gone before it was ever seen as of that day. */
		if (p->first_version == 0 && !s->live)
			continue;
		if (s->live)
			reader_seen(p, s, &h->versions[i]);
		if (s != before &&
		    reader_span(r, p, number, s, &h->versions[i], f) != 0)
			return -1;
		before = s;
	}
	if (p->first_version == 0)
		return 0;
	now = track_at(t, h->current);
	p->gone = now == NULL || !now->live;
	/* A return to an earlier version has the words and heads of that. */
	if (!p->gone) {
		p->sha = now->sha;
		p->title = now->title;
		p->path = now->path;
	}
	if (reader_clause(r, p->gone ? p->last_version : h->current, number, &m,
		&c, f) != 0)
		return -1;
	p->start = map_start(m, c);
	p->end = map_end(m, c);
	p->ordinal = c->ordinal;
	return 0;
}

static int
provision_order(const void *pa, const void *pb)
{
	const struct provision *a = pa, *b = pb;

	if (a->gone != b->gone)
		return a->gone ? 1 : -1;
	if (a->gone && a->last_version != b->last_version)
		return a->last_version < b->last_version ? 1 : -1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return strcmp(a->id, b->id);
}

static int
reader_provisions(struct reader *r, struct fault *f)
{
	struct history *h = r->h;
	struct track *tracks;
	size_t i, n;

	if (archive_tracks(r->a, r->doc, &h->arena, &tracks, &n, f) != 0)
		return -1;
	r->maps = arena_new(&r->tmp, r->n_rows, sizeof(struct map *));
	h->provisions = arena_new(&h->arena, n, sizeof(*h->provisions));
	for (i = 0; i < n; i++) {
		if (reader_provision(r, &tracks[i], i + 1,
			&h->provisions[h->n_provisions], f) != 0)
			return -1;
		if (h->provisions[h->n_provisions].first_version != 0)
			h->n_provisions++;
	}
	if (h->n_provisions > 0)
		qsort(h->provisions, h->n_provisions, sizeof(*h->provisions),
		    provision_order);
	return 0;
}

static int
archive_history_read(struct archive *a, const char *platform,
    const char *document, int64_t as_of_utc_ms, bool provisions,
    struct history *out, struct fault *f)
{
	struct history h = { .as_of_utc_ms = as_of_utc_ms };
	struct reader r = { .a = a, .h = &h };
	bool mine = false;
	int rc = -1;

	arena_init(&h.arena);
	arena_init(&r.tmp);
	if (archive_read_begin(a, &mine, f) != 0 ||
	    archive_doc_find(a, platform, document, &r.doc, f) != 0 ||
	    reader_document(&r, f) != 0 ||
	    archive_read_looks(a, r.doc, as_of_utc_ms, &h, f) != 0 ||
	    version_rows(a, r.doc, &r.tmp, &r.rows, &r.n_rows, f) != 0 ||
	    reader_versions(&r, f) != 0)
		goto out;
	reader_holdings(&r);
	if (provisions && reader_provisions(&r, f) != 0)
		goto out;
	*out = h;
	arena_init(&h.arena);
	rc = 0;
out:
	archive_read_end(a, mine);
	arena_free(&r.tmp);
	arena_free(&h.arena);
	return rc;
}

int
archive_history(struct archive *a, const char *platform, const char *document,
    int64_t as_of_utc_ms, struct history *out, struct fault *f)
{
	return archive_history_read(
	    a, platform, document, as_of_utc_ms, true, out, f);
}

int
archive_looks(struct archive *a, const char *platform, const char *document,
    int64_t as_of_utc_ms, struct history *out, struct fault *f)
{
	return archive_history_read(
	    a, platform, document, as_of_utc_ms, false, out, f);
}
