#include "archive/declare.h"

#include <string.h>

#include "archive_in.h"

static struct db_value
bound(int64_t utc_ms)
{
	return utc_ms == INT64_MIN || utc_ms == INT64_MAX ? db_null()
							  : db_int(utc_ms);
}

int
archive_document_find(struct archive *a, const char *platform,
    const char *document, int64_t *doc, struct fault *f)
{
	const struct db_value key[] = { db_text(platform), db_text(document) };
	const enum sql q = SQL_DOCUMENT_FIND;
	bool found;

	*doc = 0;
	if (db_one(a->db, q, key, 2, &found, f) != 0)
		return -1;
	if (found)
		*doc = db_col_int(a->db, q, 0);
	db_done(a->db, q);
	return 0;
}

int
archive_declared(struct archive *a, int64_t doc, int64_t at_utc_ms,
    struct arena *arena, struct archive_declaration *out, struct fault *f)
{
	const struct db_value key[] = { db_int(doc), db_int(at_utc_ms) };
	const enum sql q = SQL_DECLARATION_AT;
	bool found;

	memset(out, 0, sizeof(*out));
	if (db_one(a->db, q, key, 2, &found, f) != 0)
		return -1;
	if (found) {
		out->from_utc_ms = db_col_null(a->db, q, 0)
		    ? INT64_MIN
		    : db_col_int(a->db, q, 0);
		out->until_utc_ms = db_col_null(a->db, q, 1)
		    ? INT64_MAX
		    : db_col_int(a->db, q, 1);
		out->added_utc_ms = db_col_int(a->db, q, 2);
		out->json = arena_strdup(arena, db_col_text(a->db, q, 3));
	}
	db_done(a->db, q);
	return 0;
}

static int
declaration_put(struct archive *a, int64_t doc,
    const struct archive_declaration *d, struct fault *f)
{
	struct document_row row;
	struct db_value v[7], record[6];
	struct arena arena;
	struct digest sha;
	int64_t id;
	int rc = -1;

	arena_init(&arena);
	if (document_load(a, doc, &arena, &row, f) != 0)
		goto out;
	v[0] = db_null();
	v[1] = db_int(doc);
	v[2] = bound(d->from_utc_ms);
	v[3] = bound(d->until_utc_ms);
	v[4] = db_int(d->added_utc_ms);
	v[5] = db_text(d->json);
	/* A record names no ids, so that it holds in any database. */
	record[0] = db_text(row.platform);
	record[1] = db_text(row.title);
	memcpy(&record[2], &v[2], 4 * sizeof(v[0]));
	if (record_sha("declaration", record, 6, &sha, f) != 0)
		goto out;
	v[6] = archive_sha_value(&sha);
	rc = archive_put_row(a, SQL_DECLARATION_PUT, v, 7, &id, f);
out:
	arena_free(&arena);
	return rc;
}

int
archive_declare(struct archive *a, int64_t doc,
    const struct archive_declaration *d, bool *put, struct fault *f)
{
	struct archive_declaration last, have, own = *d;
	struct arena arena;
	bool known;
	int rc = -1;

	arena_init(&arena);
	if (archive_need_tx(a, f) != 0 ||
	    archive_declared(a, doc, d->until_utc_ms, &arena, &last, f) != 0)
		goto out;
	if (d->until_utc_ms == INT64_MAX && d->from_utc_ms == INT64_MIN &&
	    last.json != NULL) {
		/* What held so far goes on to hold for what was then. */
		known = strcmp(last.json, d->json) == 0;
		own.from_utc_ms = d->added_utc_ms;
	} else {
		if (archive_declared(
			a, doc, d->from_utc_ms, &arena, &have, f) != 0)
			goto out;
		known = have.json != NULL && last.json != NULL &&
		    have.from_utc_ms == last.from_utc_ms &&
		    have.until_utc_ms == last.until_utc_ms &&
		    have.added_utc_ms == last.added_utc_ms &&
		    strcmp(have.json, d->json) == 0 &&
		    strcmp(last.json, d->json) == 0;
	}
	if (!known && declaration_put(a, doc, &own, f) != 0)
		goto out;
	if (put != NULL)
		*put = !known;
	rc = 0;
out:
	arena_free(&arena);
	return rc;
}
