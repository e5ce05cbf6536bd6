#include "archive/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/check.h"
#include "archive_in.h"
#include "base/file.h"
#include "base/mem.h"
#include "crypto/logkey.h"

#define ARCHIVE_PATH_MAX 4200

void
archive_made_free(struct archive_made *m)
{
	if (m == NULL)
		return;
	free(m->log_key);
	free(m->vkey_path);
	free(m->vkey);
	*m = (struct archive_made){ .vkey = NULL };
}

static char *
archive_beside(const char *path, const char *ending)
{
	struct buf b;

	buf_init(&b, ARCHIVE_PATH_MAX);
	buf_fmt(&b, "%s%s", path, ending);
	return buf_take(&b);
}

static int
archive_refuse_old(const char *path, struct fault *f)
{
	if (file_exists(path))
		return fault_set(f, FAULT_STATE,
		    "%s exists already: nothing is written over", path);
	return 0;
}

static int
archive_meta(
    const char *vkey, struct db_value v[3], struct digest *sha, struct fault *f)
{
	v[0] = db_int(1);
	v[1] = db_text(vkey);
	if (record_sha("meta", &v[1], 1, sha, f) != 0)
		return -1;
	v[2] = archive_sha_value(sha);
	return 0;
}

/* The one row that every archive has. */
static int
archive_fill(struct db *db, void *ctx, struct fault *f)
{
	struct archive a = { .db = db };
	struct db_value v[3];
	struct digest sha;

	if (archive_meta(ctx, v, &sha, f) != 0)
		return -1;
	return archive_put_row(&a, SQL_META_PUT, v, 3, NULL, f);
}

int
archive_create(const char *path, const char *log_key_path,
    struct archive_made *out, struct fault *f)
{
	struct archive_made m = { .vkey = NULL };
	struct logkey *key = NULL;
	struct buf line;
	bool wrote_key = false, wrote_vkey = false;
	int rc = -1;

	buf_init(&line, ARCHIVE_PATH_MAX);
	m.log_key = log_key_path == NULL ? archive_beside(path, ".logkey")
					 : mem_strdup(log_key_path);
	m.vkey_path = archive_beside(path, ".vkey");
	if (archive_refuse_old(path, f) != 0 ||
	    archive_refuse_old(m.log_key, f) != 0 ||
	    archive_refuse_old(m.vkey_path, f) != 0 ||
	    logkey_new(ARCHIVE_STEM, &key, f) != 0)
		goto out;
	m.vkey = mem_strdup(logkey_vkey(key));
	buf_fmt(&line, "%s\n", m.vkey);
	if (logkey_save(key, m.log_key, f) != 0)
		goto out;
	wrote_key = true;
	if (file_create(m.vkey_path, line.data, line.len, 0666, f) != 0)
		goto out;
	wrote_vkey = true;
	/* The archive comes last: where it is, its keys are too. */
	if (db_create(path, archive_fill, m.vkey, f) != 0)
		goto out;
	*out = m;
	m = (struct archive_made){ .vkey = NULL };
	rc = 0;
out:
	if (rc != 0 && wrote_vkey)
		(void)unlink(m.vkey_path);
	if (rc != 0 && wrote_key)
		(void)unlink(m.log_key);
	logkey_free(key);
	buf_free(&line);
	archive_made_free(&m);
	return rc;
}

/* A file whose meta cannot be read is still one that can be checked. */
static void
archive_read_meta(struct archive *a)
{
	struct fault f;
	bool found;

	if (db_one(a->db, SQL_META_GET, NULL, 0, &found, &f) != 0)
		return;
	if (found)
		a->vkey = mem_strdup(db_col_text(a->db, SQL_META_GET, 0));
	db_done(a->db, SQL_META_GET);
}

static int
archive_open_as(
    const char *path, bool write, struct archive **out, struct fault *f)
{
	struct archive *a = mem_new(1, sizeof(*a));

	if (db_open(path, write ? DB_WRITE : DB_READ, &a->db, f) != 0) {
		free(a);
		return -1;
	}
	a->zst = zst_new();
	a->store = store_new();
	a->shelf = shelf_new();
	a->path = mem_strdup(path);
	archive_read_meta(a);
	*out = a;
	return 0;
}

/*
 * Records from before the log are entered by whoever opens the archive first.
 * A reader that cannot write does without: the check will say it.
 */
static int
archive_enter(const char *path, bool write, struct archive *a, struct fault *f)
{
	struct archive *writer = NULL;
	struct fault unused;
	bool behind;

	if (write)
		return log_catch_up(a, f);
	if (log_behind(a, &behind, &unused) == 0 && behind &&
	    archive_open_as(path, true, &writer, &unused) == 0 &&
	    log_catch_up(writer, &unused) != 0)
		behind = true; /* the next one may do it */
	archive_close(writer);
	return 0;
}

int
archive_open(
    const char *path, bool write, struct archive **out, struct fault *f)
{
	struct archive *a;

	if (archive_open_as(path, write, &a, f) != 0)
		return -1;
	if (archive_enter(path, write, a, f) != 0) {
		archive_close(a);
		return -1;
	}
	*out = a;
	return 0;
}

void
archive_close(struct archive *a)
{
	if (a == NULL)
		return;
	shelf_free(a->shelf);
	store_free(a->store);
	zst_free(a->zst);
	db_close(a->db);
	free(a->packed);
	details_free(a->details);
	free(a->vkey);
	free(a->path);
	free(a);
}

const char *
archive_vkey(const struct archive *a)
{
	return a->vkey == NULL ? "" : a->vkey;
}

int
archive_begin(struct archive *a, struct fault *f)
{
	bool found;
	int64_t others;

	if (db_begin(a->db, f) != 0)
		return -1;
	a->first_event = 0;
	a->ruled_again = false;
	if (log_guard(a, f) != 0) {
		db_rollback(a->db);
		return -1;
	}
	if (db_one(a->db, SQL_OTHERS, NULL, 0, &found, f) != 0) {
		db_rollback(a->db);
		return -1;
	}
	others = db_col_int(a->db, SQL_OTHERS, 0);
	db_done(a->db, SQL_OTHERS);
	/* Another process may have put rows since ours were read. */
	if (others != a->others) {
		shelf_clear(a->shelf);
		a->leaves.n = 0;
	}
	a->others = others;
	return 0;
}

int
archive_snapshot(struct archive *a, struct fault *f)
{
	if (db_snapshot(a->db, f) != 0)
		return -1;
	a->snapshot = true;
	return 0;
}

void
archive_snapshot_end(struct archive *a)
{
	if (a->snapshot)
		db_rollback(a->db);
	a->snapshot = false;
}

int
archive_commit(struct archive *a, struct fault *f)
{
	return db_commit(a->db, f);
}

void
archive_rollback(struct archive *a)
{
	/* Ids that were given in the transaction will be given again. */
	shelf_clear(a->shelf);
	store_clear(a->store);
	details_clear(a->details);
	a->leaves.n = 0;
	db_rollback(a->db);
}

int
archive_need_tx(struct archive *a, struct fault *f)
{
	if (!db_writing(a->db))
		return fault_set(
		    f, FAULT_STATE, "archive: a put outside of a transaction");
	return 0;
}

struct copy_read {
	struct archive_counts *counts;
	char first[512]; /* problem; "": none */
};

static void
copy_problem(void *ctx, const char *words)
{
	struct copy_read *x = ctx;

	if (x->first[0] == '\0')
		(void)snprintf(x->first, sizeof(x->first), "%s", words);
}

static int
copy_read(const char *path, void *ctx, struct fault *f)
{
	struct copy_read *x = ctx;
	struct archive *copy;
	int rc;

	if (archive_open(path, false, &copy, f) != 0)
		return -1;
	rc = archive_check(copy, true, copy_problem, x, x->counts, f);
	archive_close(copy);
	if (rc == 0 && x->counts->problems > 0)
		rc = fault_set(f, FAULT_STATE,
		    "the copy has %zu problems (proviso check --read-data of "
		    "the archive shows them): %.300s",
		    x->counts->problems, x->first);
	return rc;
}

int
archive_copy(struct archive *a, const char *path, struct archive_counts *out,
    struct fault *f)
{
	struct copy_read x = { .counts = out };

	return db_copy(a->db, path, copy_read, &x, f);
}
