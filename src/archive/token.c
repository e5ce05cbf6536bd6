#include "archive/token.h"

#include "archive_in.h"

/* Tokens of time-stamp authorities over records and heads. */

int
archive_event_sha(
    struct archive *a, int64_t event, struct digest *out, struct fault *f)
{
	const struct db_value v[] = { db_int(event) };
	const enum sql q = SQL_EVENT_SHA;
	bool found;
	int rc = -1;

	if (db_one(a->db, q, v, 1, &found, f) != 0)
		return -1;
	if (!found)
		fault_set(f, FAULT_ABSENT, "no event %lld", (long long)event);
	else
		rc = archive_sha_col(a->db, q, 0, out, f);
	db_done(a->db, q);
	return rc;
}

int
archive_token_put(struct archive *a, enum archive_stamped what, int64_t id,
    const struct archive_token *t, struct fault *f)
{
	struct db_value v[6] = { db_null(), db_null(), db_null(),
		db_text(t->tsa), db_blob(t->der, t->n), db_null() };
	struct digest sha;
	int64_t row;

	if (archive_need_tx(a, f) != 0)
		return -1;
	v[what == STAMPED_EVENT ? 1 : 2] = db_int(id);
	if (record_sha("token", v + 1, 4, &sha, f) != 0)
		return -1;
	v[5] = archive_sha_value(&sha);
	return archive_put_row(a, SQL_TOKEN_PUT, v, 6, &row, f);
}

int
archive_tokens(struct archive *a, enum archive_stamped what, int64_t id,
    struct arena *arena, struct archive_token **out, size_t *n, struct fault *f)
{
	const struct db_value v[] = { what == STAMPED_EVENT ? db_int(id)
							    : db_null(),
		what == STAMPED_CHECKPOINT ? db_int(id) : db_null() };
	const enum sql q = SQL_TOKEN_LIST;
	struct archive_token *t, *list = NULL;
	size_t have = 0;
	const void *der;
	bool more;

	if (db_query(a->db, q, v, 2, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more) {
		list = arena_more(arena, list, have, sizeof(*list));
		t = &list[have++];
		t->tsa = arena_strdup(arena, db_col_text(a->db, q, 0));
		der = db_col_blob(a->db, q, 1, &t->n);
		t->der = (const unsigned char *)arena_strndup(
		    arena, t->n == 0 ? "" : der, t->n);
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	*out = list;
	*n = have;
	return 0;
}

int
archive_unstamped(struct archive *a, int64_t since_utc_ms, size_t max,
    struct arena *arena, int64_t **out, size_t *n, struct fault *f)
{
	const struct db_value v[] = { db_int(since_utc_ms),
		db_int((int64_t)max) };
	const enum sql q = SQL_TOKEN_WANTED;
	int64_t *list = NULL;
	size_t have = 0;
	bool more;

	if (db_query(a->db, q, v, 2, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more) {
		list = arena_more(arena, list, have, sizeof(*list));
		list[have++] = db_col_int(a->db, q, 0);
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	*out = list;
	*n = have;
	return 0;
}
