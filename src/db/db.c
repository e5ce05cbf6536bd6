#include "db/db.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hold.h"
#include "base/mem.h"
#include "db/schema.h"
#include "db_in.h"

/* A row holds one blob at most; captures end at 64 MB (codec/zst.h). */
#define DB_ROW_MAX (80 << 20)

#define DB_PATH_MAX 4096

int
db_pragma(sqlite3 *conn, const char *sql, int *out, struct fault *f)
{
	sqlite3_stmt *s = NULL;
	int rc = -1;

	if (sqlite3_prepare_v2(conn, sql, -1, &s, NULL) != SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW) {
		db_fault(conn, "its header", f);
		goto out;
	}
	*out = sqlite3_column_int(s, 0);
	rc = 0;
out:
	(void)sqlite3_finalize(s);
	return rc;
}

/* A path that the engine cannot take for ":memory:" or for a URI. */
static char *
db_plain_path(const char *path)
{
	struct buf b;

	buf_init(&b, DB_PATH_MAX);
	if (path[0] != '/')
		buf_str(&b, "./");
	buf_str(&b, path);
	return buf_take(&b);
}

/* The same file as a URI that promises that nobody changes it. */
static char *
db_still_uri(const char *path)
{
	struct buf b;
	const char *p;

	buf_init(&b, (size_t)4 * DB_PATH_MAX);
	buf_str(&b, "file:");
	for (p = path; *p != '\0'; p++) {
		if (strchr("?#%", *p) != NULL)
			buf_fmt(&b, "%%%02x", (unsigned)(unsigned char)*p);
		else
			buf_add(&b, p, 1);
	}
	buf_str(&b, "?immutable=1");
	return buf_take(&b);
}

/* What every connection is told before it reads a byte of the schema. */
static int
db_harden(sqlite3 *conn, struct fault *f)
{
	static const struct {
		int op, on;
	} wants[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 1 },
		{ SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
	};
	size_t i;
	int is;

	for (i = 0; i < sizeof(wants) / sizeof(wants[0]); i++)
		if (sqlite3_db_config(conn, wants[i].op, wants[i].on, &is) !=
			SQLITE_OK ||
		    is != wants[i].on)
			return fault_set(f, FAULT_STATE,
			    "sqlite: setting %d: want %d", wants[i].op,
			    wants[i].on);
	(void)sqlite3_limit(conn, SQLITE_LIMIT_LENGTH, DB_ROW_MAX);
	(void)sqlite3_busy_timeout(conn, DB_WAIT_MS);
	/* REPLACE deletes; only with this do its deletes meet the triggers. */
	return db_exec(conn,
	    "PRAGMA recursive_triggers = ON; PRAGMA cell_size_check = ON; "
	    "PRAGMA temp_store = MEMORY",
	    f);
}

int
db_connect(const char *name, int flags, sqlite3 **out, struct fault *f)
{
	sqlite3 *conn = NULL;

	flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	if (sqlite3_open_v2(name, &conn, flags, NULL) != SQLITE_OK) {
		if (conn == NULL)
			fault_set(f, FAULT_IO, "%s: no memory", name);
		else
			db_fault(conn, name, f);
		(void)sqlite3_close(conn);
		return -1;
	}
	if (db_harden(conn, f) != 0) {
		(void)sqlite3_close(conn);
		return -1;
	}
	*out = conn;
	return 0;
}

/* WAL, and every commit on the disk before it is told. */
static int
db_durable(sqlite3 *conn, struct fault *f)
{
	sqlite3_stmt *s = NULL;
	const char *mode;
	int rc = -1;

	if (sqlite3_prepare_v2(
		conn, "PRAGMA journal_mode = WAL", -1, &s, NULL) != SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW) {
		db_fault(conn, "journal mode", f);
		goto out;
	}
	mode = (const char *)sqlite3_column_text(s, 0);
	if (mode == NULL || strcmp(mode, "wal") != 0) {
		fault_set(f, FAULT_IO, "journal mode: want wal, have %s",
		    mode == NULL ? "none" : mode);
		goto out;
	}
	rc = 0;
out:
	(void)sqlite3_finalize(s);
	if (rc != 0)
		return -1;
	return db_exec(conn, "PRAGMA synchronous = FULL", f);
}

int
db_migrate(sqlite3 *conn, int from, struct fault *f)
{
	const char *const *sql;
	struct buf b;
	size_t i, n;
	int at, rc;

	for (at = from; at < SCHEMA_VERSION; at++) {
		sql = schema_step(at, &n);
		for (i = 0; i < n; i++)
			if (db_exec(conn, sql[i], f) != 0)
				return fault_under(
				    f, "schema version %d", at + 1);
	}
	buf_init(&b, 128);
	buf_fmt(&b, "PRAGMA application_id = %d; PRAGMA user_version = %d",
	    SCHEMA_APPLICATION, SCHEMA_VERSION);
	rc = db_exec(conn, (const char *)b.data, f);
	buf_free(&b);
	return rc;
}

/* Is it an archive, and of which version? */
static int
db_identify(sqlite3 *conn, const char *path, int *version, struct fault *f)
{
	int id;

	if (db_pragma(conn, "PRAGMA application_id", &id, f) != 0 ||
	    db_pragma(conn, "PRAGMA user_version", version, f) != 0) {
		if (f->kind == FAULT_STATE)
			fault_under(f, "no archive of proviso");
		return fault_under(f, "%s", path);
	}
	if (id != SCHEMA_APPLICATION)
		return fault_set(
		    f, FAULT_STATE, "%s: no archive of proviso", path);
	if (*version > SCHEMA_VERSION)
		return fault_set(f, FAULT_STATE,
		    "%s: archive of version %d, this program knows up to %d: "
		    "a newer program made it",
		    path, *version, SCHEMA_VERSION);
	if (*version < 1)
		return fault_set(f, FAULT_STATE,
		    "%s: archive of version %d, want 1 or more", path,
		    *version);
	return 0;
}

/* Another process may have done it while we waited: ask again inside. */
static int
db_upgrade(sqlite3 *conn, const char *path, struct fault *f)
{
	int version;

	if (db_exec(conn, "BEGIN IMMEDIATE", f) != 0)
		return -1;
	if (db_identify(conn, path, &version, f) == 0 &&
	    db_migrate(conn, version, f) == 0 &&
	    db_exec(conn, "COMMIT", f) == 0)
		return 0;
	(void)sqlite3_exec(conn, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

static int
db_open_write(const char *path, sqlite3 **out, struct fault *f)
{
	char *name = db_plain_path(path);
	sqlite3 *conn = NULL;
	int version, rc = -1;

	/* The engine would open it to read, and fail later in its own words. */
	if (access(name, W_OK) != 0) {
		fault_sys(f, "%s: the archive cannot be written", path);
		goto out;
	}
	if (db_connect(name, SQLITE_OPEN_READWRITE, &conn, f) != 0 ||
	    db_identify(conn, path, &version, f) != 0 ||
	    db_durable(conn, f) != 0) {
		/* The engine only says that it could not open something. */
		if (conn != NULL && sqlite3_db_readonly(conn, "main") == 1)
			fault_under(
			    f, "the archive or its folder is read-only");
		goto out;
	}
	if (version < SCHEMA_VERSION && db_upgrade(conn, path, f) != 0)
		goto out;
	*out = conn;
	conn = NULL;
	rc = 0;
out:
	(void)sqlite3_close(conn);
	free(name);
	return rc;
}

/*
 * On a medium that cannot be written WAL has no place for its index; such a
 * file is at rest, and the engine may be told so.
 */
static int
db_open_still(const char *path, sqlite3 **out, int *version, struct fault *f)
{
	char *name = db_plain_path(path), *uri = db_still_uri(name);
	struct buf wal;
	struct stat st;
	sqlite3 *conn = NULL;
	int rc = -1;

	buf_init(&wal, DB_PATH_MAX + 8);
	buf_fmt(&wal, "%s-wal", name);
	if (stat((const char *)wal.data, &st) == 0 && st.st_size > 0) {
		fault_set(f, FAULT_IO,
		    "%s-wal: the archive has unfinished work, and its folder "
		    "cannot be written",
		    path);
		goto out;
	}
	if (db_connect(uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, &conn, f) !=
		0 ||
	    db_identify(conn, path, version, f) != 0)
		goto out;
	*out = conn;
	conn = NULL;
	rc = 0;
out:
	(void)sqlite3_close(conn);
	buf_free(&wal);
	free(uri);
	free(name);
	return rc;
}

static int
db_open_read(const char *path, sqlite3 **out, struct fault *f)
{
	char *name = db_plain_path(path);
	sqlite3 *conn = NULL;
	int version, code, rc = -1;

	/*
	 * Not SQLITE_OPEN_READONLY: whoever closes a WAL file last tidies up
	 * beside it, and such a reader could not.
	 */
	if (db_connect(name, SQLITE_OPEN_READWRITE, &conn, f) != 0)
		goto out;
	if (db_identify(conn, path, &version, f) != 0) {
		code = sqlite3_errcode(conn) & 0xff;
		(void)sqlite3_close(conn);
		conn = NULL;
		if ((code != SQLITE_CANTOPEN && code != SQLITE_READONLY) ||
		    db_open_still(path, &conn, &version, f) != 0)
			goto out;
	}
	if (version < SCHEMA_VERSION) {
		(void)sqlite3_close(conn);
		conn = NULL;
		if (db_open_write(path, &conn, f) != 0) {
			fault_under(f, "archive of version %d", version);
			goto out;
		}
	}
	if (db_exec(conn, "PRAGMA query_only = ON", f) != 0)
		goto out;
	*out = conn;
	conn = NULL;
	rc = 0;
out:
	(void)sqlite3_close(conn);
	free(name);
	return rc;
}

int
db_open(const char *path, enum db_mode mode, struct db **out, struct fault *f)
{
	struct stat st;
	sqlite3 *conn = NULL;
	int rc;

	if (strlen(path) >= DB_PATH_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "path of the archive: want under %d bytes, have %zu",
		    DB_PATH_MAX, strlen(path));
	if (stat(path, &st) != 0) {
		fault_sys(f, "%s", path);
		if (errno == ENOENT || errno == ENOTDIR)
			f->kind = FAULT_ABSENT;
		return -1;
	}
	if (!S_ISREG(st.st_mode))
		return fault_set(f, FAULT_STATE,
		    "%s: no archive of proviso: not a file", path);
	rc = mode == DB_WRITE ? db_open_write(path, &conn, f)
			      : db_open_read(path, &conn, f);
	if (rc != 0)
		return -1;
	*out = mem_new(1, sizeof(**out));
	(*out)->conn = conn;
	return 0;
}

void
db_close(struct db *db)
{
	size_t i;

	if (db == NULL)
		return;
	db_rollback(db);
	for (i = 0; i < SQL_COUNT; i++)
		(void)sqlite3_finalize(db->stmts[i]);
	(void)sqlite3_close(db->conn);
	free(db);
}

struct db_filling {
	db_fill_fn *fill;
	void *ctx;
};

/*
 * All of it into the file itself: closing would do so too, but a disk that
 * fails then is not told of, and the log beside it is about to go.
 */
static int
db_settle(sqlite3 *conn, struct fault *f)
{
	if (sqlite3_wal_checkpoint_v2(conn, NULL, SQLITE_CHECKPOINT_TRUNCATE,
		NULL, NULL) != SQLITE_OK)
		return db_fault(conn, "checkpoint", f);
	return 0;
}

/* Schema and first rows in a file that has no name yet that anyone knows. */
static int
db_build(const char *tmp, void *filling, struct fault *f)
{
	const struct db_filling *x = filling;
	struct db *db = NULL;
	sqlite3 *conn = NULL;
	int rc = -1;

	if (db_connect(tmp, SQLITE_OPEN_READWRITE, &conn, f) != 0)
		return -1;
	db = mem_new(1, sizeof(*db));
	db->conn = conn;
	if (db_durable(conn, f) != 0 || db_begin(db, f) != 0 ||
	    db_migrate(conn, 0, f) != 0 || x->fill(db, x->ctx, f) != 0 ||
	    db_commit(db, f) != 0 || db_settle(conn, f) != 0)
		goto out;
	rc = 0;
out:
	db_close(db);
	return rc;
}

/* Remove what a build may have left beside its file. */
static void
db_sweep(const char *tmp)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	struct buf b;
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		buf_init(&b, DB_PATH_MAX + 64);
		buf_fmt(&b, "%s%s", tmp, ends[i]);
		(void)unlink((const char *)b.data);
		buf_free(&b);
	}
}

int
db_publish(const char *path,
    int (*build)(const char *tmp, void *ctx, struct fault *f), void *ctx,
    struct fault *f)
{
	char *name = NULL, *tmp = NULL;
	const char *slash;
	struct buf b;
	mode_t mask;
	int fd = -1, rc = -1, hold;

	if (strlen(path) >= DB_PATH_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "path of the archive: want under %d bytes, have %zu",
		    DB_PATH_MAX, strlen(path));
	name = db_plain_path(path);
	buf_init(&b, DB_PATH_MAX + 32);
	slash = strrchr(name, '/');
	buf_fmt(&b, "%.*s" HOLD_NAME,
	    slash == NULL ? 0 : (int)(slash + 1 - name), name);
	tmp = buf_take(&b);
	hold_sweep(name);
	hold = hold_begin(name);
	mask = umask(0);
	(void)umask(mask);
	if ((fd = mkstemp(tmp)) < 0 || fchmod(fd, 0666 & ~mask) != 0) {
		fault_sys(f, "%s", path);
		goto out;
	}
	if (build(tmp, ctx, f) != 0)
		goto out;
	/* link() refuses a path that exists. */
	if (fsync(fd) != 0 || link(tmp, name) != 0) {
		fault_sys(f, "%s", path);
		if (errno == EEXIST)
			f->kind = FAULT_STATE;
		goto out;
	}
	rc = file_sync_beside(name, f);
	if (rc != 0)
		(void)unlink(name);
out:
	if (fd >= 0) {
		(void)close(fd);
		db_sweep(tmp);
	}
	hold_end(hold);
	free(tmp);
	free(name);
	return rc;
}

int
db_create(const char *path, db_fill_fn *fill, void *ctx, struct fault *f)
{
	struct db_filling x = { fill, ctx };

	return db_publish(path, db_build, &x, f);
}
