#include <sqlite3.h>

#include "db/db.h"
#include "db_in.h"

/* The file as a whole: a copy of it, and what is to leave it for good. */

struct copying {
	const struct db *db;
	db_read_fn *read;
	void *ctx;
};

static int
copy_build(const char *tmp, void *ctx, struct fault *f)
{
	const struct copying *x = ctx;
	const struct db *db = x->db;
	sqlite3_backup *b = NULL;
	sqlite3 *to = NULL;
	int rc = -1;

	if (db_connect(tmp, SQLITE_OPEN_READWRITE, &to, f) != 0)
		return -1;
	/* In steps it would begin anew whenever another process writes. */
	b = sqlite3_backup_init(to, "main", db->conn, "main");
	if (b == NULL || sqlite3_backup_step(b, -1) != SQLITE_DONE) {
		(void)sqlite3_backup_finish(b);
		db_fault(to, "copy", f);
		goto out;
	}
	if (sqlite3_backup_finish(b) != SQLITE_OK) {
		db_fault(to, "copy", f);
		goto out;
	}
	rc = 0;
out:
	if (sqlite3_close(to) != SQLITE_OK && rc == 0)
		rc = fault_set(f, FAULT_IO, "copy: it could not be closed");
	return rc != 0 ? rc : x->read(tmp, x->ctx, f);
}

int
db_copy(struct db *db, const char *path, db_read_fn *read, void *ctx,
    struct fault *f)
{
	struct copying x = { db, read, ctx };

	return db_publish(path, copy_build, &x, f);
}

int
db_alone(struct db *db, struct fault *f)
{
	if (db_exec(db->conn,
		"PRAGMA secure_delete = ON; PRAGMA locking_mode = EXCLUSIVE; "
		"BEGIN IMMEDIATE; COMMIT",
		f) != 0)
		return -1;
	return 0;
}

int
db_scrub(struct db *db, struct fault *f)
{
	int busy;

	/* Pages keep shreds of what stood in them: all are written anew. */
	if (db_exec(db->conn, "VACUUM", f) != 0)
		return -1;
	if (db_pragma(db->conn, "PRAGMA wal_checkpoint(TRUNCATE)", &busy, f) !=
	    0)
		return -1;
	if (busy != 0)
		return fault_set(f, FAULT_BUSY,
		    "the archive is read by another process: what was taken "
		    "out leaves its journal when that ends");
	return 0;
}
