#include "archive/withhold.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "archive/log.h"
#include "archive_in.h"
#include "base/hex.h"
#include "base/mem.h"

/* The least and the greatest digest that begin with some digits. */
static int
withhold_range(
    const char *hex, struct digest *from, struct digest *to, struct fault *f)
{
	char low[2 * DIGEST_LEN + 1], high[2 * DIGEST_LEN + 1];
	size_t i, n = strlen(hex);

	memset(low, '0', sizeof(low) - 1);
	memset(high, 'f', sizeof(high) - 1);
	low[sizeof(low) - 1] = high[sizeof(high) - 1] = '\0';
	if (n < WITHHOLD_DIGITS || n >= sizeof(low))
		return fault_set(f, FAULT_FORMAT,
		    "BLOB: want %d to %zu digits of a SHA-256, have %zu",
		    WITHHOLD_DIGITS, sizeof(low) - 1, n);
	for (i = 0; i < n; i++)
		low[i] = high[i] = (char)tolower((unsigned char)hex[i]);
	if (hex_decode(low, from->b, DIGEST_LEN, f) != 0 ||
	    hex_decode(high, to->b, DIGEST_LEN, f) != 0)
		return fault_under(f, "BLOB %.64s", hex);
	return 0;
}

static int
withhold_find(struct archive *a, const char *hex, int64_t *id,
    struct archive_withheld *out, struct fault *f)
{
	const enum sql q = SQL_BLOB_LIKE;
	struct digest from, to;
	struct db_value v[2];
	bool more;

	if (withhold_range(hex, &from, &to, f) != 0)
		return -1;
	v[0] = archive_sha_value(&from);
	v[1] = archive_sha_value(&to);
	if (db_query(a->db, q, v, 2, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	if (!more)
		return fault_set(f, FAULT_ABSENT,
		    "no bytes have a digest that begins %.64s", hex);
	*id = db_col_int(a->db, q, 0);
	out->size = (size_t)db_col_int(a->db, q, 2);
	if (archive_sha_col(a->db, q, 1, &out->sha, f) != 0) {
		db_done(a->db, q);
		return -1;
	}
	if (db_next(a->db, q, &more, f) != 0)
		return -1;
	if (!more)
		return 0;
	db_done(a->db, q);
	return fault_set(
	    f, FAULT_FORMAT, "%.64s begins more than one digest", hex);
}

/* May it go?  One row of a count, and one that must not be there. */
static int
withhold_may(struct archive *a, int64_t id, const struct archive_withheld *x,
    struct fault *f)
{
	const struct db_value v[] = { db_int(id) };
	bool found;
	int64_t maps;

	if (x->size == 0)
		return fault_set(f, FAULT_STATE, "it is empty");
	if (db_one(a->db, SQL_WITHHELD_MAP, v, 1, &found, f) != 0)
		return -1;
	maps = db_col_int(a->db, SQL_WITHHELD_MAP, 0);
	db_done(a->db, SQL_WITHHELD_MAP);
	if (maps > 0)
		return fault_set(f, FAULT_STATE,
		    "it is the map of a text: it holds places and no words, "
		    "and nothing could be found without it");
	return 0;
}

static int
withhold_done(struct archive *a, int64_t id, bool *done, struct fault *f)
{
	const struct db_value v[] = { db_int(id) };

	if (db_one(a->db, SQL_WITHHELD_GET, v, 1, done, f) != 0)
		return -1;
	db_done(a->db, SQL_WITHHELD_GET);
	return 0;
}

static int
withhold_record(struct archive *a, int64_t id, const char *why, const char *who,
    int64_t when_utc_ms, const struct archive_withheld *x, struct fault *f)
{
	struct db_value v[5], record[4];
	struct digest sha;

	record[0] = archive_sha_value(&x->sha);
	record[1] = db_text(why);
	record[2] = db_text(who);
	record[3] = db_int(when_utc_ms);
	if (record_sha("withheld", record, 4, &sha, f) != 0)
		return -1;
	v[0] = db_int(id);
	v[1] = record[1];
	v[2] = record[2];
	v[3] = record[3];
	v[4] = archive_sha_value(&sha);
	if (archive_put_row(a, SQL_WITHHELD_PUT, v, 5, NULL, f) != 0)
		return -1;
	return log_append(a, LOG_WITHHELD, id, 0, f);
}

/* The blobs that are unpacked after this one, and what that is after. */
static int
withhold_after(struct archive *a, int64_t id, int64_t **ids, size_t *n,
    int64_t *prefix, struct fault *f)
{
	const struct db_value v[] = { db_int(id) };
	struct db *db = a->db;
	bool more;

	*ids = NULL;
	*n = 0;
	if (db_one(db, SQL_BLOB_HEAD, v, 1, &more, f) != 0)
		return -1;
	*prefix = db_col_int(db, SQL_BLOB_HEAD, 0);
	db_done(db, SQL_BLOB_HEAD);
	if (db_query(db, SQL_BLOB_AFTER, v, 1, f) != 0 ||
	    db_next(db, SQL_BLOB_AFTER, &more, f) != 0)
		return -1;
	while (more) {
		if ((*n & (*n - 1)) == 0)
			*ids =
			    mem_grow(*ids, *n == 0 ? 1 : 2 * *n, sizeof(**ids));
		(*ids)[(*n)++] = db_col_int(db, SQL_BLOB_AFTER, 0);
		if (db_next(db, SQL_BLOB_AFTER, &more, f) != 0)
			return -1;
	}
	return 0;
}

static int
withhold_put(struct archive *a, const char *hex, const char *why,
    const char *who, int64_t when_utc_ms, struct archive_withheld *out,
    struct fault *f)
{
	int64_t id = 0, prefix = 0, *ids = NULL;
	size_t i, n;
	int rc = -1;

	if (withhold_find(a, hex, &id, out, f) != 0 ||
	    withhold_done(a, id, &out->already, f) != 0)
		return -1;
	if (out->already)
		return 0;
	if (withhold_may(a, id, out, f) != 0)
		return fault_under(f, "%s", digest_hex(&out->sha).s);
	if (withhold_record(a, id, why, who, when_utc_ms, out, f) != 0 ||
	    withhold_after(a, id, &ids, &n, &prefix, f) != 0)
		goto out;
	for (i = 0; i < n; i++)
		if (blob_repack(a, ids[i], prefix, f) != 0)
			goto out;
	if (blob_empty(a, id, f) != 0)
		goto out;
	out->packed_anew = n;
	rc = 0;
out:
	free(ids);
	return rc;
}

int
archive_withhold(struct archive *a, const char *hex, const char *why,
    const char *who, int64_t when_utc_ms, struct archive_withheld *out,
    struct fault *f)
{
	*out = (struct archive_withheld){ .size = 0 };
	if (db_alone(a->db, f) != 0 || archive_begin(a, f) != 0)
		return -1;
	if (withhold_put(a, hex, why, who, when_utc_ms, out, f) != 0 ||
	    archive_commit(a, f) != 0) {
		archive_rollback(a);
		return -1;
	}
	if (db_scrub(a->db, f) != 0)
		return fault_under(f,
		    "withheld, but shreds of it may be left in the file until "
		    "this is asked for again");
	return 0;
}

int
archive_withheld_by(struct archive *a, const struct digest *sha,
    struct arena *arena, struct archive_order *out, bool *found,
    struct fault *f)
{
	struct db_value v[] = { archive_sha_value(sha) };
	int64_t id;

	if (db_one(a->db, SQL_BLOB_FIND, v, 1, found, f) != 0)
		return -1;
	id = *found ? db_col_int(a->db, SQL_BLOB_FIND, 0) : 0;
	db_done(a->db, SQL_BLOB_FIND);
	if (!*found)
		return 0;
	v[0] = db_int(id);
	if (db_one(a->db, SQL_WITHHELD_GET, v, 1, found, f) != 0)
		return -1;
	if (*found) {
		out->why = arena_strdup(
		    arena, db_col_text(a->db, SQL_WITHHELD_GET, 0));
		out->who = arena_strdup(
		    arena, db_col_text(a->db, SQL_WITHHELD_GET, 1));
		out->when_utc_ms = db_col_int(a->db, SQL_WITHHELD_GET, 2);
	}
	db_done(a->db, SQL_WITHHELD_GET);
	return 0;
}
