#include <stdlib.h>
#include <string.h>

#include "archive/read.h"
#include "archive/store.h"
#include "archive_in.h"
#include "base/hex.h"
#include "base/mem.h"
#include "model/holdings.h"

/* Looks, what they show, and the periods that make of them. */

static int
look_read(
    struct archive *a, struct arena *arena, struct look *out, struct fault *f)
{
	const enum sql q = SQL_LOOKS;
	struct db *db = a->db;

	*out = (struct look){
		.id = db_col_int(db, q, 0),
		.time_utc_ms = db_col_int(db, q, 1),
		.status = (int)db_col_int(db, q, 3),
		.media_type = arena_strdup(arena, db_col_text(db, q, 4)),
		.size = (size_t)db_col_int(db, q, 5),
		.url = arena_strdup(arena, db_col_text(db, q, 7)),
		.method = arena_strdup(arena, db_col_text(db, q, 8)),
		.select = arena_strdup(arena, db_col_text(db, q, 9)),
		.remove = arena_strdup(arena, db_col_text(db, q, 10)),
		.rule = arena_strdup(arena, db_col_text(db, q, 12)),
		.detail = arena_strdup(arena, db_col_text(db, q, 13)),
		.version = (int)db_col_int(db, q, 14),
	};
	if (ruling_parse(db_col_text(db, q, 11), &out->ruling) != 0)
		return fault_set(f, FAULT_STATE,
		    "event %lld: no such class: %.20s", (long long)out->id,
		    db_col_text(db, q, 11));
	if (event_detail(a, q, 2, 15, arena, &out->record, f) != 0)
		return fault_under(f, "event %lld", (long long)out->id);
	if (db_col_null(db, q, 6))
		return 0;
	return archive_sha_col(db, q, 6, &out->raw, f);
}

int
archive_read_looks(struct archive *a, int64_t doc, int64_t as_of_utc_ms,
    struct history *h, struct fault *f)
{
	const struct db_value v[] = { db_int(doc), db_int(as_of_utc_ms) };
	const enum sql q = SQL_LOOKS;
	bool more;

	if (db_query(a->db, q, v, 2, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more) {
		h->looks = arena_more(
		    &h->arena, h->looks, h->n_looks, sizeof(*h->looks));
		if (look_read(a, &h->arena, &h->looks[h->n_looks], f) != 0) {
			db_done(a->db, q);
			return -1;
		}
		h->n_looks++;
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	return 0;
}

/* The newest row of a document's holdings, and the time of its last look. */
struct holding_row {
	int64_t seq, version, first, last, n, last_utc_ms;
};

static int
holding_newest(
    struct archive *a, int64_t doc, struct holding_row *out, struct fault *f)
{
	const struct db_value key = db_int(doc);
	const enum sql q = SQL_HOLDING_NEWEST;
	struct db *db = a->db;
	bool found;

	*out = (struct holding_row){ .seq = 0 };
	if (db_one(db, q, &key, 1, &found, f) != 0)
		return -1;
	if (found)
		*out = (struct holding_row){ db_col_int(db, q, 0),
			db_col_int(db, q, 1), db_col_int(db, q, 2),
			db_col_int(db, q, 3), db_col_int(db, q, 4),
			db_col_int(db, q, 5) };
	db_done(db, q);
	return 0;
}

/* Looks that were put after an event: when they were, and what they showed. */
static int
holding_order(const void *pa, const void *pb)
{
	const struct look *a = pa, *b = pb;

	if (a->time_utc_ms != b->time_utc_ms)
		return a->time_utc_ms < b->time_utc_ms ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

/* Of an event's rulings, which come by number, the last holds. */
int
archive_holding_looks(struct archive *a, int64_t doc, int64_t after,
    struct history *h, struct fault *f)
{
	const struct db_value v[] = { db_int(doc), db_int(after) };
	const enum sql q = SQL_HOLDING_LOOKS;
	struct db *db = a->db;
	bool more, sorted = true;
	struct look l = { .id = 0 };

	if (db_query(db, q, v, 2, f) != 0 || db_next(db, q, &more, f) != 0)
		return -1;
	while (more) {
		if (h->n_looks == 0 || l.id != db_col_int(db, q, 0)) {
			h->looks = arena_more(
			    &h->arena, h->looks, h->n_looks, sizeof(*h->looks));
			h->n_looks++;
		}
		sorted = sorted && db_col_int(db, q, 1) >= l.time_utc_ms;
		l.id = db_col_int(db, q, 0);
		l.time_utc_ms = db_col_int(db, q, 1);
		l.version = (int)db_col_int(db, q, 2);
		h->looks[h->n_looks - 1] = l;
		if (db_next(db, q, &more, f) != 0)
			return -1;
	}
	/* Most were put in the order of their times. */
	if (!sorted)
		qsort(h->looks, h->n_looks, sizeof(*h->looks), holding_order);
	return 0;
}

/*
 * Most looks are later than all before them: then the newest row grows, or
 * rows follow it, however long the history is.  Not where one was put late, or
 * where a ruling of an earlier look is new; then *tail is false.
 */
static int
holding_tail(struct archive *a, int64_t doc, struct history *h,
    struct holding_row *last, bool *tail, struct fault *f)
{
	*tail = false;
	if (a->ruled_again)
		return 0;
	if (holding_newest(a, doc, last, f) != 0)
		return -1;
	if (last->seq == 0)
		return 0;
	if (archive_holding_looks(a, doc, last->last, h, f) != 0)
		return -1;
	/* They are sorted by time. */
	*tail = h->n_looks == 0 || h->looks[0].time_utc_ms >= last->last_utc_ms;
	return 0;
}

/* The newest row goes on; read back as one that was put. */
static int
holding_grow(struct archive *a, const struct db_value v[6], struct fault *f)
{
	bool found;

	if (db_run(a->db, SQL_HOLDING_GROW, v, 6, NULL, f) != 0 ||
	    db_one(a->db, SQL_HOLDING_BACK, v, 6, &found, f) != 0)
		return -1;
	db_done(a->db, SQL_HOLDING_BACK);
	if (!found)
		return fault_set(f, FAULT_STATE,
		    "holding %lld/%lld did not grow", (long long)v[0].i,
		    (long long)v[1].i);
	return 0;
}

/* The rows that looks make: after last, the first of them into it if grows. */
static int
holding_put(struct archive *a, int64_t doc, struct history *h,
    const struct holding_row *last, bool tail, struct fault *f)
{
	struct db_value v[6] = { db_int(doc) };
	struct held *held;
	size_t i, n;
	bool grows, more;

	held = holdings_of(h->looks, h->n_looks, &h->arena, &n);
	grows = tail && n > 0 && held[0].version == (int)last->version;
	for (i = 0; i < n; i++) {
		more = grows && i == 0;
		v[1] = db_int(last->seq + (int64_t)i + (grows ? 0 : 1));
		v[2] = db_int(held[i].version);
		v[3] = db_int(more ? last->first : h->looks[held[i].first].id);
		v[4] = db_int(h->looks[held[i].last].id);
		v[5] = db_int((int64_t)held[i].n + (more ? last->n : 0));
		if ((more ? holding_grow(a, v, f)
			  : archive_put_row(
				a, SQL_HOLDING_PUT, v, 6, NULL, f)) != 0)
			return -1;
	}
	return 0;
}

int
archive_holdings_rebuild(struct archive *a, int64_t doc, struct fault *f)
{
	const struct db_value all[] = { db_int(doc), db_int(1) };
	struct history h = { .n_looks = 0 };
	struct holding_row last = { .seq = 0 };
	bool tail;
	int rc = -1;

	arena_init(&h.arena);
	if (archive_need_tx(a, f) != 0 ||
	    holding_tail(a, doc, &h, &last, &tail, f) != 0)
		goto out;
	if (!tail) {
		last = (struct holding_row){ .seq = 0 };
		h.n_looks = 0;
		if (archive_holding_looks(a, doc, 0, &h, f) != 0 ||
		    db_run(a->db, SQL_HOLDING_CLEAR, all, 2, NULL, f) != 0)
			goto out;
	}
	rc = holding_put(a, doc, &h, &last, tail, f);
out:
	history_free(&h);
	return rc;
}

int
archive_look_document(struct archive *a, int64_t look, char **platform,
    char **document, struct fault *f)
{
	const struct db_value v[] = { db_int(look) };
	const enum sql q = SQL_EVENT_GET;
	bool found;

	if (db_one(a->db, q, v, 1, &found, f) != 0)
		return -1;
	if (found) {
		*platform = mem_strdup(db_col_text(a->db, q, 2));
		*document = mem_strdup(db_col_text(a->db, q, 3));
	}
	db_done(a->db, q);
	if (!found)
		return fault_set(
		    f, FAULT_ABSENT, "no look %lld", (long long)look);
	return 0;
}

int
archive_version_find(struct archive *a, int64_t doc, const struct digest *text,
    int *number, struct fault *f)
{
	struct version_row *rows;
	struct arena arena;
	size_t i, n;
	int rc;

	*number = 0;
	arena_init(&arena);
	rc = version_rows(a, doc, &arena, &rows, &n, f);
	for (i = 0; rc == 0 && i < n; i++)
		if (digest_equal(&rows[i].text_sha, text))
			*number = rows[i].number;
	arena_free(&arena);
	return rc;
}

int
archive_said(struct archive *a, int64_t look, struct arena *arena,
    struct archive_said *out, struct fault *f)
{
	const struct db_value v[] = { db_int(look) };
	const enum sql q = SQL_EVENT_GET;
	char hex[2 * EVENT_KEY + 1] = "";
	const void *key;
	bool found;
	size_t n;

	if (db_one(a->db, q, v, 1, &found, f) != 0)
		return -1;
	if (found) {
		key = db_col_blob(a->db, q, 4, &n);
		if (n == EVENT_KEY)
			hex_encode(key, n, hex);
		out->key = arena_fmt(arena, EVENT_KEY_FORM "%s", hex);
		out->known = arena_strdup(arena, db_col_text(a->db, q, 6));
		out->source_changed = db_col_int(a->db, q, 7) != 0;
		out->has_bytes = !db_col_null(a->db, q, 21);
	}
	db_done(a->db, q);
	if (!found)
		return fault_set(
		    f, FAULT_ABSENT, "no look %lld", (long long)look);
	return 0;
}
