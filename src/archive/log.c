#include "archive/log.h"

#include <stdlib.h>
#include <string.h>

#include "archive_in.h"
#include "base/hex.h"
#include "base/num.h"

/* Leaves, and the hashes above them. */

/* Nodes are kept at every fourth level: a hash is made of at most 16. */
#define LOG_STEP 4
#define LOG_FAN ((int64_t)1 << LOG_STEP)

/* An entry is a dozen short values; C2SP tlog-tiles: at most 65,535 bytes. */
#define LOG_ENTRY_MAX 65535

int
log_size(struct archive *a, int64_t *out, struct fault *f)
{
	int64_t last = -1;
	bool found;

	if (db_one(a->db, SQL_LEAF_SIZE, NULL, 0, &found, f) != 0)
		return -1;
	if (!db_col_null(a->db, SQL_LEAF_SIZE, 0))
		last = db_col_int(a->db, SQL_LEAF_SIZE, 0);
	db_done(a->db, SQL_LEAF_SIZE);
	if (last == INT64_MAX)
		return fault_set(f, FAULT_STATE,
		    "leaf %lld: no log is that long", (long long)last);
	*out = last + 1;
	return 0;
}

/* The hash of a leaf, made anew from its record. */
static int
log_leaf(struct archive *a, int64_t index, struct digest *out, struct fault *f)
{
	struct buf b;
	int rc = -1;

	if (index >= a->leaves.first &&
	    index - a->leaves.first < (int64_t)a->leaves.n) {
		*out = a->leaves.hash[index - a->leaves.first];
		return 0;
	}
	buf_init(&b, LOG_ENTRY_MAX);
	if (archive_log_entry(a, (uint64_t)index, &b, f) == 0)
		rc = tree_leaf(b.data, b.len, out, f);
	buf_free(&b);
	return rc;
}

/* Nodes from first to the one before end, at a level that is kept. */
static int
log_kept_nodes(struct archive *a, unsigned level, int64_t first, int64_t end,
    struct digest *out, struct fault *f)
{
	const struct db_value key[] = { db_int(first), db_int(end),
		db_int(level) };
	const enum sql q = SQL_NODE_RANGE;
	int64_t n = 0;
	bool more;

	if (db_query(a->db, q, key, 3, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more && n < end - first) {
		if (archive_sha_col(a->db, q, 0, &out[n++], f) != 0) {
			db_done(a->db, q);
			return -1;
		}
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	db_done(a->db, q);
	if (n != end - first)
		return fault_set(f, FAULT_STATE,
		    "log: level %u: want hashes %lld to %lld, have %lld", level,
		    (long long)first, (long long)end - 1, (long long)n);
	return 0;
}

static int
log_hashes(struct archive *a, unsigned level, int64_t first, int64_t end,
    struct digest *out, struct fault *f)
{
	int64_t i;

	if (level > 0)
		return log_kept_nodes(a, level, first, end, out, f);
	for (i = first; i < end; i++)
		if (log_leaf(a, i, &out[i - first], f) != 0)
			return -1;
	return 0;
}

/* One hash of a power of two of them. */
static int
log_fold(struct digest *h, int64_t n, struct fault *f)
{
	int64_t i;

	for (; n > 1; n /= 2)
		for (i = 0; i < n / 2; i++)
			if (tree_node(&h[2 * i], &h[2 * i + 1], &h[i], f) != 0)
				return -1;
	return 0;
}

static int
log_fetch(void *ctx, unsigned level, uint64_t index, struct digest *out,
    struct fault *f)
{
	const unsigned up = level % LOG_STEP;
	const int64_t n = (int64_t)1 << up;
	struct digest h[LOG_FAN];

	if (log_hashes(ctx, level - up, (int64_t)index * n,
		((int64_t)index + 1) * n, h, f) != 0 ||
	    log_fold(h, n, f) != 0)
		return -1;
	*out = h[0];
	return 0;
}

struct tree
archive_log_tree(struct archive *a)
{
	return (struct tree){ .fetch = log_fetch, .ctx = a };
}

/* The nodes that leaf number n - 1 completes. */
static int
log_nodes(struct archive *a, int64_t n, struct fault *f)
{
	struct digest h[LOG_FAN];
	struct db_value v[3];
	unsigned level = 0;

	for (; n % LOG_FAN == 0; level += LOG_STEP) {
		if (log_hashes(a, level, n - LOG_FAN, n, h, f) != 0 ||
		    log_fold(h, LOG_FAN, f) != 0)
			return -1;
		n /= LOG_FAN;
		v[0] = db_int(level + LOG_STEP);
		v[1] = db_int(n - 1);
		v[2] = archive_sha_value(&h[0]);
		if (archive_put_row(a, SQL_NODE_PUT, v, 3, NULL, f) != 0)
			return -1;
	}
	return 0;
}

/* A full group is hashed from what was just put, not made anew. */
static void
log_remember(struct archive *a, int64_t index, const struct digest *hash)
{
	if (index % LOG_FAN == 0 ||
	    index != a->leaves.first + (int64_t)a->leaves.n) {
		a->leaves.first = index;
		a->leaves.n = 0;
	}
	a->leaves.hash[a->leaves.n++] = *hash;
}

int
log_append(struct archive *a, enum log_kind kind, int64_t x, int64_t y,
    struct fault *f)
{
	struct db_value v[4];
	struct digest hash;
	struct buf b;
	int64_t n;
	int rc = -1;

	buf_init(&b, LOG_ENTRY_MAX);
	if (archive_need_tx(a, f) != 0 ||
	    log_entry(a, kind, x, y, &b, f) != 0 ||
	    tree_leaf(b.data, b.len, &hash, f) != 0 || log_size(a, &n, f) != 0)
		goto out;
	v[0] = db_int(n);
	v[1] = db_int(kind);
	v[2] = db_int(x);
	v[3] = db_int(y);
	if (archive_put_row(a, SQL_LEAF_PUT, v, 4, NULL, f) != 0)
		goto out;
	log_remember(a, n, &hash);
	rc = log_nodes(a, n + 1, f);
out:
	buf_free(&b);
	return rc;
}

/* Enter what stands in an archive from before the log, in one order. */
static int
log_enter(struct archive *a, struct fault *f)
{
	const enum sql q = SQL_ENTRY_ALL;
	struct db *db = a->db;
	bool more;

	if (db_query(db, q, NULL, 0, f) != 0 || db_next(db, q, &more, f) != 0)
		return -1;
	while (more) {
		if (log_append(a, (enum log_kind)db_col_int(db, q, 2),
			db_col_int(db, q, 1), db_col_int(db, q, 3), f) != 0) {
			db_done(db, q);
			return -1;
		}
		if (db_next(db, q, &more, f) != 0)
			return -1;
	}
	return 0;
}

int
log_behind(struct archive *a, bool *out, struct fault *f)
{
	int64_t n;
	bool found;

	*out = false;
	if (log_size(a, &n, f) != 0)
		return -1;
	if (n > 0)
		return 0;
	if (db_one(a->db, SQL_ENTRY_ALL, NULL, 0, &found, f) != 0)
		return -1;
	db_done(a->db, SQL_ENTRY_ALL);
	*out = found;
	return 0;
}

int
log_catch_up(struct archive *a, struct fault *f)
{
	bool behind;

	if (log_behind(a, &behind, f) != 0)
		return -1;
	if (!behind)
		return 0;
	if (db_begin(a->db, f) != 0)
		return -1;
	/* Another process may have done it while we waited. */
	if (log_behind(a, &behind, f) == 0 &&
	    (!behind || log_enter(a, f) == 0) && archive_commit(a, f) == 0)
		return 0;
	archive_rollback(a);
	return fault_under(f, "entering records into the log");
}

int
archive_log_size(struct archive *a, uint64_t *out, struct fault *f)
{
	int64_t n;

	if (log_size(a, &n, f) != 0)
		return -1;
	*out = (uint64_t)n;
	return 0;
}

int
archive_log_entry(
    struct archive *a, uint64_t index, struct buf *entry, struct fault *f)
{
	const struct db_value key[] = { db_int((int64_t)index) };
	const enum sql q = SQL_LEAF_GET;
	int64_t kind, x, y;
	bool found;

	if (db_one(a->db, q, key, 1, &found, f) != 0)
		return -1;
	if (!found)
		return fault_set(f, FAULT_ABSENT, "the log has no leaf %llu",
		    (unsigned long long)index);
	kind = db_col_int(a->db, q, 0);
	x = db_col_int(a->db, q, 1);
	y = db_col_int(a->db, q, 2);
	db_done(a->db, q);
	return log_entry(a, kind, x, y, entry, f);
}

static int
log_index(struct archive *a, int64_t kind, int64_t x, int64_t y,
    uint64_t *index, struct fault *f)
{
	const struct db_value key[] = { db_int(kind), db_int(x), db_int(y) };
	const enum sql q = SQL_LEAF_FIND;
	bool found;

	if (db_one(a->db, q, key, 3, &found, f) != 0)
		return -1;
	if (found)
		*index = (uint64_t)db_col_int(a->db, q, 0);
	db_done(a->db, q);
	if (!found)
		return fault_set(f, FAULT_ABSENT, "%s %lld has no leaf",
		    log_kind_name(kind), (long long)x);
	return 0;
}

int
archive_log_event(
    struct archive *a, int64_t event, uint64_t *index, struct fault *f)
{
	return log_index(a, LOG_EVENT, event, 0, index, f);
}

/* By one of the digests that a record has. */
static int
log_find_sha(
    struct archive *a, const char *name, uint64_t *index, struct fault *f)
{
	const enum sql q = SQL_LEAF_BY_SHA;
	struct db_value key;
	struct digest sha;
	int64_t kind = 0, x = 0, y = 0;
	bool found;

	if (hex_decode(name, sha.b, DIGEST_LEN, f) != 0)
		return -1;
	key = archive_sha_value(&sha);
	if (db_one(a->db, q, &key, 1, &found, f) != 0)
		return -1;
	if (found) {
		kind = db_col_int(a->db, q, 0);
		x = db_col_int(a->db, q, 1);
		y = db_col_int(a->db, q, 2);
	}
	db_done(a->db, q);
	if (!found)
		return fault_set(f, FAULT_ABSENT,
		    "no capture, text, packet or record has the digest %.64s",
		    name);
	return log_index(a, kind, x, y, index, f);
}

int
log_issue_id(
    struct archive *a, const char *packet, int64_t *id, struct fault *f)
{
	const struct db_value key = db_text(packet);
	bool found;

	if (db_one(a->db, SQL_ISSUE_FIND, &key, 1, &found, f) != 0)
		return -1;
	if (found)
		*id = db_col_int(a->db, SQL_ISSUE_FIND, 0);
	db_done(a->db, SQL_ISSUE_FIND);
	if (!found)
		return fault_set(f, FAULT_ABSENT,
		    "this archive has issued no packet \"%.64s\"", packet);
	return 0;
}

int
archive_log_find(
    struct archive *a, const char *name, uint64_t *index, struct fault *f)
{
	const char *const word = "event ";
	const size_t n = strlen(name);
	int64_t id;

	if (n == DIGEST_HEX && strspn(name, "0123456789abcdefABCDEF") == n)
		return log_find_sha(a, name, index, f);
	if (strncmp(name, word, strlen(word)) == 0) {
		if (num_i64(name + strlen(word), 1, INT64_MAX, "event", &id,
			f) != 0)
			return -1;
		return log_index(a, LOG_EVENT, id, 0, index, f);
	}
	if (log_issue_id(a, name, &id, f) != 0)
		return -1;
	return log_index(a, LOG_ISSUE, id, 0, index, f);
}

int
archive_log_cover(struct archive *a, const char *platform, const char *document,
    int64_t as_of_utc_ms, uint64_t *size, struct fault *f)
{
	const struct db_value key[] = { db_text(platform), db_text(document),
		db_int(as_of_utc_ms) };
	const enum sql q = SQL_LEAF_COVER;
	bool found;

	if (db_one(a->db, q, key, 3, &found, f) != 0)
		return -1;
	*size = !found || db_col_null(a->db, q, 0)
	    ? 0
	    : (uint64_t)db_col_int(a->db, q, 0) + 1;
	db_done(a->db, q);
	return 0;
}
