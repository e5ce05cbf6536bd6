#include <stdlib.h>
#include <string.h>

#include "archive_in.h"
#include "base/clock.h"
#include "base/mem.h"
#include "crypto/sha256.h"

/*
 * Bytes by their digest: packed after an older blob, unpacked through the
 * chain of prefixes, and the latest unpacked ones kept at hand, since the
 * next capture of a document wants the last one as prefix.
 */

/* Enough for the newest capture, text and map of some hundred documents. */
#define STORE_BYTES ((size_t)16 << 20)
#define STORE_BUCKETS 8192

/* A frame has a dozen bytes of its own: shorter runs stay as they are. */
#define BLOB_PACK_MIN 48

struct store_item {
	int64_t id;
	unsigned char *p;
	size_t n;
	int depth;
	struct digest want; /* what the row says */
	bool hashed; /* and these bytes have it */
	struct store_item *chain; /* in its bucket */
	struct store_item *older, *newer;
};

struct store {
	struct store_item *buckets[STORE_BUCKETS];
	struct store_item *oldest, *newest;
	size_t bytes, max;
};

struct store *
store_new(void)
{
	struct store *s = mem_new(1, sizeof(*s));

	s->max = STORE_BYTES;
	return s;
}

void
store_small(struct store *s, bool small)
{
	s->max = small ? STORE_BYTES / 2 : STORE_BYTES;
}

static void
store_unlink(struct store *s, struct store_item *it)
{
	if (it->older != NULL)
		it->older->newer = it->newer;
	else
		s->oldest = it->newer;
	if (it->newer != NULL)
		it->newer->older = it->older;
	else
		s->newest = it->older;
	it->older = it->newer = NULL;
}

static void
store_append(struct store *s, struct store_item *it)
{
	it->older = s->newest;
	if (s->newest != NULL)
		s->newest->newer = it;
	else
		s->oldest = it;
	s->newest = it;
}

static struct store_item **
store_bucket(struct store *s, int64_t id)
{
	return &s->buckets[(uint64_t)id % STORE_BUCKETS];
}

static void
store_drop(struct store *s, struct store_item *it)
{
	struct store_item **at = store_bucket(s, it->id);

	while (*at != it)
		at = &(*at)->chain;
	*at = it->chain;
	store_unlink(s, it);
	s->bytes -= it->n;
	free(it->p);
	free(it);
}

void
store_clear(struct store *s)
{
	while (s->oldest != NULL)
		/* What is dropped is unlinked, and oldest another. */
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
		store_drop(s, s->oldest);
}

void
store_free(struct store *s)
{
	if (s == NULL)
		return;
	store_clear(s);
	free(s);
}

static struct store_item *
store_find(struct store *s, int64_t id)
{
	struct store_item *it;

	for (it = *store_bucket(s, id); it != NULL; it = it->chain) {
		if (it->id != id)
			continue;
		store_unlink(s, it);
		store_append(s, it);
		return it;
	}
	return NULL;
}

/* The item just taken is never dropped, however large it is. */
static struct store_item *
store_take(struct store *s, const struct store_item *item)
{
	struct store_item *it = mem_new(1, sizeof(*it));
	struct store_item **at = store_bucket(s, item->id);

	*it = *item;
	it->chain = *at;
	*at = it;
	store_append(s, it);
	s->bytes += it->n;
	while (s->bytes > s->max && s->oldest != it)
		store_drop(s, s->oldest);
	return it;
}

int
blob_depth(struct archive *a, int64_t id, int *out, struct fault *f)
{
	const struct db_value v[] = { db_int(id) };
	const struct store_item *it = store_find(a->store, id);
	bool found;

	if (it != NULL) {
		*out = it->depth;
		return 0;
	}
	if (db_one(a->db, SQL_BLOB_HEAD, v, 1, &found, f) != 0)
		return -1;
	if (found)
		*out = (int)db_col_int(a->db, SQL_BLOB_HEAD, 1);
	db_done(a->db, SQL_BLOB_HEAD);
	if (!found)
		return fault_set(
		    f, FAULT_STATE, "blob %lld is missing", (long long)id);
	return 0;
}

/* A frame can change and unpack to the same: look at what is stored, too. */
static int
blob_stored(
    struct archive *a, int64_t id, struct zst_run stored, struct fault *f)
{
	struct digest sha;
	const void *want;
	size_t n;

	want = db_col_blob(a->db, SQL_BLOB_GET, 6, &n);
	if (sha256_of(stored.p, stored.n, &sha, f) != 0)
		return -1;
	if (n != STORED_SUM || memcmp(sha.b, want, STORED_SUM) != 0)
		return fault_set(f, FAULT_STATE,
		    "blob %lld: it is not as it was stored", (long long)id);
	return 0;
}

/* Bytes that are not there: taken out, or lost. */
static int
blob_gone(struct archive *a, int64_t id, struct fault *f)
{
	const struct db_value v[] = { db_int(id) };
	const enum sql q = SQL_WITHHELD_GET;
	char day[CLOCK_TEXT];
	bool found;

	if (db_one(a->db, q, v, 1, &found, f) != 0)
		return -1;
	if (found)
		fault_set(f, FAULT_WITHHELD,
		    "blob %lld was withheld on %s by %.60s: %.200s",
		    (long long)id, clock_day(db_col_int(a->db, q, 2), day),
		    db_col_text(a->db, q, 1), db_col_text(a->db, q, 0));
	else
		fault_set(f, FAULT_STATE,
		    "blob %lld: its bytes are gone, and no withholding says so",
		    (long long)id);
	db_done(a->db, q);
	return -1;
}

/*
 * The row SQL_BLOB_GET stands on, unpacked after prefix.  Its bytes are not
 * hashed yet: of a chain only the one that is wanted is.
 */
static int
blob_unpack(struct archive *a, struct zst_run prefix, struct store_item *out,
    struct fault *f)
{
	struct zst_run packed;
	unsigned char *p = NULL;
	int64_t size = db_col_int(a->db, SQL_BLOB_GET, 3);
	bool raw = strcmp(db_col_text(a->db, SQL_BLOB_GET, 4), "raw") == 0;
	int rc = -1;

	if (size < 0 || size > (int64_t)ZST_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "blob %lld: want at most %zu bytes, row says %lld",
		    (long long)out->id, ZST_MAX, (long long)size);
	if (archive_sha_col(a->db, SQL_BLOB_GET, 2, &out->want, f) != 0)
		return fault_under(f, "blob %lld", (long long)out->id);
	packed.p = db_col_blob(a->db, SQL_BLOB_GET, 5, &packed.n);
	if (packed.n == 0 && size > 0)
		return blob_gone(a, out->id, f);
	if (!a->unhashed && blob_stored(a, out->id, packed, f) != 0)
		return -1;
	p = mem_grow(NULL, (size_t)size + 1, 1);
	if (raw) {
		if (packed.n != (size_t)size) {
			fault_set(f, FAULT_STATE, "want %lld bytes, have %zu",
			    (long long)size, packed.n);
			goto out;
		}
		memcpy(p, packed.p, packed.n);
	} else if (zst_unpack(a->zst, prefix, packed, p, (size_t)size, f) != 0)
		goto out;
	p[size] = '\0';
	out->depth = (int)db_col_int(a->db, SQL_BLOB_GET, 1);
	out->p = p;
	out->n = (size_t)size;
	p = NULL;
	rc = 0;
out:
	free(p);
	return rc == 0 ? 0 : fault_under(f, "blob %lld", (long long)out->id);
}

/*
 * One link of a chain: id, unpacked after its prefix if that is at hand or
 * there is none; else *out is NULL and *prefix what is wanted first.
 */
static int
blob_link(struct archive *a, int64_t id, int64_t *prefix,
    struct store_item **out, struct fault *f)
{
	const struct db_value v[] = { db_int(id) };
	struct store_item item = { .id = id }, *before = NULL;
	struct zst_run after = { NULL, 0 };
	bool found;
	int rc = -1;

	*out = NULL;
	if (db_one(a->db, SQL_BLOB_GET, v, 1, &found, f) != 0)
		return -1;
	if (!found) {
		fault_set(
		    f, FAULT_STATE, "blob %lld is missing", (long long)id);
		goto out;
	}
	*prefix = db_col_int(a->db, SQL_BLOB_GET, 0);
	if (*prefix >= id) {
		fault_set(f, FAULT_STATE,
		    "blob %lld: its prefix %lld is not older", (long long)id,
		    (long long)*prefix);
		goto out;
	}
	if (*prefix != 0) {
		before = store_find(a->store, *prefix);
		if (before != NULL)
			after = (struct zst_run){ before->p, before->n };
	}
	if (*prefix == 0 || before != NULL) {
		if (blob_unpack(a, after, &item, f) != 0)
			goto out;
		*out = store_take(a->store, &item);
	}
	rc = 0;
out:
	db_done(a->db, SQL_BLOB_GET);
	return rc;
}

/*
 * A blob at hand, unpacked through its chain of prefixes if need be.  The
 * reader does not trust the depths that the rows give: it counts.
 */
static int
blob_item(
    struct archive *a, int64_t id, struct store_item **out, struct fault *f)
{
	int64_t chain[BLOB_DEPTH + 1], at = id, prefix = 0;
	size_t n = 0;

	if (id == 0)
		return fault_set(f, FAULT_STATE, "blob 0 has no bytes");
	*out = store_find(a->store, id);
	while (*out == NULL) {
		if (blob_link(a, at, &prefix, out, f) != 0)
			return -1;
		if (*out != NULL)
			break;
		if (n == BLOB_DEPTH)
			return fault_set(f, FAULT_LIMIT,
			    "blob %lld: a chain of more than %d prefixes",
			    (long long)id, BLOB_DEPTH);
		chain[n++] = at;
		at = prefix;
	}
	/* What is at hand now is the prefix of the last that waits. */
	while (n > 0) {
		if (blob_link(a, chain[--n], &prefix, out, f) != 0)
			return -1;
		if (*out == NULL)
			return fault_set(f, FAULT_STATE,
			    "blob %lld: its prefix is not at hand",
			    (long long)chain[n]);
	}
	return 0;
}

/* And it has its digest. */
static int
blob_whole(
    struct archive *a, int64_t id, struct store_item **out, struct fault *f)
{
	struct digest have;

	if (blob_item(a, id, out, f) != 0)
		return -1;
	if ((*out)->hashed || a->unhashed)
		return 0;
	if (sha256_of((*out)->p, (*out)->n, &have, f) != 0)
		return -1;
	if (!digest_equal(&have, &(*out)->want))
		return fault_set(f, FAULT_STATE,
		    "blob %lld: its bytes have not its digest", (long long)id);
	(*out)->hashed = true;
	return 0;
}

int
blob_bytes(struct archive *a, int64_t id, struct zst_run *out, struct fault *f)
{
	struct store_item *it;

	if (blob_whole(a, id, &it, f) != 0)
		return -1;
	*out = (struct zst_run){ it->p, it->n };
	return 0;
}

/* What a blob will be stored as. */
struct packing {
	unsigned char *p; /* NULL: as it is */
	size_t n;
	int64_t prefix;
	int depth;
};

/* Pack after one candidate, and keep that if it is the smallest so far. */
static int
blob_try(struct archive *a, struct zst_run run, int64_t prefix,
    struct packing *best, struct fault *f)
{
	struct zst_run after = { NULL, 0 }, packed;
	int depth = 0;

	if (prefix != 0) {
		if (blob_depth(a, prefix, &depth, f) != 0)
			return -1;
		if (depth >= BLOB_DEPTH)
			return 0;
		depth++;
		if (blob_bytes(a, prefix, &after, f) != 0)
			return -1;
	}
	if (zst_pack(a->zst, after, run, &packed, f) != 0)
		return -1;
	if (packed.n >= best->n)
		return 0;
	free(best->p);
	best->p = mem_dup(packed.p, packed.n);
	best->n = packed.n;
	best->prefix = prefix;
	best->depth = depth;
	return 0;
}

/* The row, and then the bytes as a reader will have them. */
static int
blob_write(struct archive *a, struct zst_run run, const struct digest *sha,
    const struct packing *best, int64_t *id, struct fault *f)
{
	const struct zst_run stored =
	    best->p == NULL ? run : (struct zst_run){ best->p, best->n };
	struct store_item *it;
	struct digest sum;
	struct db_value v[8];

	if (sha256_of(stored.p, stored.n, &sum, f) != 0)
		return -1;
	v[0] = db_null();
	v[1] = archive_sha_value(sha);
	v[2] = db_int((int64_t)run.n);
	v[3] = db_text(best->p == NULL ? "raw" : "zstd");
	v[4] = best->prefix == 0 ? db_null() : db_int(best->prefix);
	v[5] = db_int(best->depth);
	v[6] = db_blob(stored.p, stored.n);
	v[7] = db_blob(sum.b, STORED_SUM);
	if (db_run(a->db, SQL_BLOB_PUT, v, 8, id, f) != 0 ||
	    blob_item(a, *id, &it, f) != 0)
		return -1;
	if (it->n != run.n || memcmp(it->p, run.p, run.n) != 0 ||
	    it->depth != best->depth || !digest_equal(&it->want, sha))
		return fault_set(f, FAULT_STATE,
		    "blob %lld did not come back as it was put",
		    (long long)*id);
	it->hashed = true;
	return 0;
}

int
blob_find(struct archive *a, struct zst_run run, int64_t *id,
    struct digest *sha, struct fault *f)
{
	struct db_value key;
	bool found;

	if (run.n > ZST_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "capture: want at most %zu bytes, have %zu", ZST_MAX,
		    run.n);
	if (sha256_of(run.p, run.n, sha, f) != 0)
		return -1;
	key = archive_sha_value(sha);
	if (db_one(a->db, SQL_BLOB_FIND, &key, 1, &found, f) != 0)
		return -1;
	*id = found ? db_col_int(a->db, SQL_BLOB_FIND, 0) : 0;
	db_done(a->db, SQL_BLOB_FIND);
	return 0;
}

int
blob_add(struct archive *a, struct zst_run run, const struct digest *sha,
    const int64_t *prefixes, size_t n, int64_t *id, struct fault *f)
{
	struct packing best = { .n = run.n };
	bool tried = false;
	size_t i;
	int rc = -1;

	for (i = 0; run.n >= BLOB_PACK_MIN && i < n; i++) {
		if (prefixes[i] == 0)
			continue;
		if (blob_try(a, run, prefixes[i], &best, f) != 0)
			goto out;
		tried = tried || best.prefix != 0;
	}
	if (run.n >= BLOB_PACK_MIN && !tried &&
	    blob_try(a, run, 0, &best, f) != 0)
		goto out;
	rc = blob_write(a, run, sha, &best, id, f);
out:
	free(best.p);
	return rc;
}

int
blob_put(struct archive *a, struct zst_run run, const int64_t *prefixes,
    size_t n, int64_t *id, struct digest *sha, struct fault *f)
{
	if (blob_find(a, run, id, sha, f) != 0)
		return -1;
	return *id != 0 ? 0 : blob_add(a, run, sha, prefixes, n, id, f);
}

/* What a blob is stored as, anew. */
static int
blob_set(struct archive *a, int64_t id, const char *encoding, int64_t prefix,
    int depth, struct zst_run stored, struct fault *f)
{
	struct digest sum;
	struct db_value v[6];

	if (sha256_of(stored.p, stored.n, &sum, f) != 0)
		return -1;
	v[0] = db_int(id);
	v[1] = db_text(encoding);
	v[2] = prefix == 0 ? db_null() : db_int(prefix);
	v[3] = db_int(depth);
	v[4] = db_blob(stored.p, stored.n);
	v[5] = db_blob(sum.b, STORED_SUM);
	return db_run(a->db, SQL_BLOB_SET, v, 6, NULL, f);
}

int
blob_repack(struct archive *a, int64_t id, int64_t after, struct fault *f)
{
	const struct db_value key = db_int(id);
	struct packing best = { .p = NULL };
	struct store_item *it;
	struct zst_run run, stored;
	unsigned char *mine = NULL;
	int rc = -1;

	if (blob_whole(a, id, &it, f) != 0)
		return -1;
	mine = mem_dup(it->p, it->n);
	run = (struct zst_run){ mine, it->n };
	best.n = run.n;
	if (run.n >= BLOB_PACK_MIN &&
	    ((after != 0 && blob_try(a, run, after, &best, f) != 0) ||
		blob_try(a, run, 0, &best, f) != 0))
		goto out;
	stored = best.p == NULL ? run : (struct zst_run){ best.p, best.n };
	if (blob_set(a, id, best.p == NULL ? "raw" : "zstd", best.prefix,
		best.depth, stored, f) != 0 ||
	    db_run(a->db, SQL_BLOB_DEPTHS, &key, 1, NULL, f) != 0)
		goto out;
	/* And as a reader will have it. */
	store_clear(a->store);
	if (blob_item(a, id, &it, f) != 0)
		goto out;
	if (it->n != run.n || memcmp(it->p, run.p, run.n) != 0)
		fault_set(f, FAULT_STATE,
		    "blob %lld did not come back as it was packed",
		    (long long)id);
	else
		rc = 0;
out:
	free(mine);
	free(best.p);
	return rc;
}

int
blob_empty(struct archive *a, int64_t id, struct fault *f)
{
	store_clear(a->store);
	return blob_set(
	    a, id, "zstd", 0, 0, (struct zst_run){ (const void *)"", 0 }, f);
}
