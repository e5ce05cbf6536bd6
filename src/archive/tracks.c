#include <string.h>

#include "archive_in.h"

/* Versions and provisions of a document, as their rows say. */

/* The file may be anyone's: places must lie in the text before use. */
static int
version_row_bounds(const struct version_row *v, struct fault *f)
{
	if (v->number < 1 || v->text_len > ZST_MAX ||
	    v->stated_start > v->stated_end || v->stated_end > v->text_len)
		return fault_set(f, FAULT_STATE,
		    "version %d: text of %zu bytes, stated date at %zu..%zu",
		    v->number, v->text_len, v->stated_start, v->stated_end);
	return 0;
}

int
version_row_read(
    struct db *db, enum sql which, struct version_row *out, struct fault *f)
{
	*out = (struct version_row){
		.number = (int)db_col_int(db, which, 0),
		.event = db_col_int(db, which, 1),
		.extractor = (int)db_col_int(db, which, 2),
		.text = db_col_int(db, which, 3),
		.map = db_col_int(db, which, 4),
		.stated_start = (size_t)db_col_int(db, which, 5),
		.stated_end = (size_t)db_col_int(db, which, 6),
		.stated_utc_ms = db_col_int(db, which, 7),
		.text_len = (size_t)db_col_int(db, which, 10),
		.event_document = db_col_int(db, which, 13),
	};
	if (archive_sha_col(db, which, 8, &out->sha, f) != 0 ||
	    archive_sha_col(db, which, 9, &out->text_sha, f) != 0 ||
	    archive_sha_col(db, which, 11, &out->map_sha, f) != 0)
		return -1;
	if (archive_sha_col(db, which, 12, &out->event_sha, f) != 0)
		return -1;
	return version_row_bounds(out, f);
}

int
version_rows(struct archive *a, int64_t doc, struct arena *arena,
    struct version_row **out, size_t *n, struct fault *f)
{
	const struct db_value v[] = { db_int(doc) };
	const enum sql q = SQL_VERSION_LIST;
	bool more;

	*out = NULL;
	*n = 0;
	if (db_query(a->db, q, v, 1, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more) {
		*out = arena_more(arena, *out, *n, sizeof(**out));
		if (version_row_read(a->db, q, &(*out)[*n], f) != 0) {
			db_done(a->db, q);
			return -1;
		}
		(*n)++;
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	return 0;
}

int
version_map(struct archive *a, const struct version_row *v, struct arena *arena,
    struct map *out, struct fault *f)
{
	struct zst_run run;

	if (blob_bytes(a, v->map, &run, f) != 0 ||
	    map_read(run, v->text_len, arena, out, f) != 0)
		return fault_under(f, "version %d", v->number);
	return 0;
}

/* Titles and paths, by number. */
struct track_places {
	struct track_place {
		const char *title, *path;
	} * list;
	size_t n;
};

static int
tracks_places(struct archive *a, int64_t doc, struct arena *arena,
    struct track_places *out, struct fault *f)
{
	const struct db_value v[] = { db_int(doc) };
	const enum sql q = SQL_PLACE_LIST;
	struct track_place *p;
	bool more;

	if (db_query(a->db, q, v, 1, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more) {
		if (db_col_int(a->db, q, 0) != (int64_t)out->n + 1) {
			fault_set(f, FAULT_STATE,
			    "place %lld of document %lld: want number %zu",
			    (long long)db_col_int(a->db, q, 0), (long long)doc,
			    out->n + 1);
			db_done(a->db, q);
			return -1;
		}
		out->list =
		    arena_more(arena, out->list, out->n, sizeof(*out->list));
		p = &out->list[out->n++];
		p->title = arena_strdup(arena, db_col_text(a->db, q, 1));
		p->path = arena_strdup(arena, db_col_text(a->db, q, 2));
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	return 0;
}

static int
tracks_items(struct archive *a, int64_t doc, struct arena *arena,
    struct track **out, size_t *n, struct fault *f)
{
	const struct db_value v[] = { db_int(doc) };
	const enum sql q = SQL_PROVISION_LIST;
	struct track *t;
	bool more;

	if (db_query(a->db, q, v, 1, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more) {
		if (db_col_int(a->db, q, 0) != (int64_t)*n + 1) {
			fault_set(f, FAULT_STATE,
			    "provision %lld of document %lld: want number %zu",
			    (long long)db_col_int(a->db, q, 0), (long long)doc,
			    *n + 1);
			db_done(a->db, q);
			return -1;
		}
		*out = arena_more(arena, *out, *n, sizeof(**out));
		t = &(*out)[(*n)++];
		t->id = arena_strdup(arena, db_col_text(a->db, q, 1));
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	return 0;
}

/* The place that the row names, or the one of the row before. */
static int
tracks_place(struct db *db, const struct track_places *places,
    struct track_span *s, struct fault *f)
{
	const enum sql q = SQL_SPAN_LIST;
	int64_t place = db_col_int(db, q, 6);

	s->place_row = !db_col_null(db, q, 6);
	if (!s->place_row && s->title != NULL)
		return 0;
	if (place < 1 || (uint64_t)place > places->n)
		return fault_set(f, FAULT_STATE,
		    "span of provision %lld in version %d: no place %lld",
		    (long long)db_col_int(db, q, 0), s->version,
		    (long long)place);
	s->title = places->list[place - 1].title;
	s->path = places->list[place - 1].path;
	return 0;
}

/* The row SQL_SPAN_LIST stands on, with what holds on from the one before. */
static int
tracks_span(struct db *db, const struct track_places *places,
    struct arena *arena, struct track *t, struct fault *f)
{
	const enum sql q = SQL_SPAN_LIST;
	struct track_span s = { .title = NULL };

	if (t->n_spans > 0) {
		s.title = t->spans[t->n_spans - 1].title;
		s.path = t->spans[t->n_spans - 1].path;
	}
	s.version = (int)db_col_int(db, q, 1);
	s.live = !db_col_null(db, q, 3);
	s.start = (size_t)db_col_int(db, q, 3);
	s.end = s.start + (size_t)db_col_int(db, q, 4);
	if (clause_state_parse(db_col_text(db, q, 2), &s.state) != 0)
		return fault_set(f, FAULT_STATE, "span: no such state: %.20s",
		    db_col_text(db, q, 2));
	if (s.live && archive_sha_col(db, q, 5, &s.sha, f) != 0)
		return -1;
	if (tracks_place(db, places, &s, f) != 0)
		return -1;
	t->spans = arena_more(arena, t->spans, t->n_spans, sizeof(*t->spans));
	t->spans[t->n_spans++] = s;
	return 0;
}

int
archive_tracks(struct archive *a, int64_t doc, struct arena *arena,
    struct track **out, size_t *n, struct fault *f)
{
	const struct db_value v[] = { db_int(doc) };
	const enum sql q = SQL_SPAN_LIST;
	struct track_places places = { .n = 0 };
	int64_t number;
	bool more;
	int rc;

	*out = NULL;
	*n = 0;
	if (tracks_places(a, doc, arena, &places, f) != 0 ||
	    tracks_items(a, doc, arena, out, n, f) != 0 ||
	    db_query(a->db, q, v, 1, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more) {
		number = db_col_int(a->db, q, 0);
		if (number < 1 || (uint64_t)number > *n)
			rc = fault_set(f, FAULT_STATE,
			    "span of provision %lld of document %lld: there "
			    "are %zu provisions",
			    (long long)number, (long long)doc, *n);
		else
			rc = tracks_span(
			    a->db, &places, arena, &(*out)[number - 1], f);
		if (rc != 0) {
			db_done(a->db, q);
			return -1;
		}
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	return 0;
}

const struct track_span *
track_at(const struct track *t, int version)
{
	size_t lo = 0, hi = t->n_spans, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (t->spans[mid].version <= version)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo == 0 ? NULL : &t->spans[lo - 1];
}
