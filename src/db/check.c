#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/buf.h"
#include "base/mem.h"
#include "db/db.h"
#include "db/schema.h"
#include "db_in.h"

/* What the engine itself can say of the file. */

#define DB_WORDS_MAX 4096

struct db_ear {
	db_problem_fn *problem;
	void *ctx;
	size_t n;
};

static void
db_tell(struct db_ear *ear, const char *words)
{
	ear->n++;
	ear->problem(ear->ctx, words);
}

/* A column's text with nothing in it that could move a terminal. */
static const char *
db_say(sqlite3_stmt *s, int col)
{
	const unsigned char *t = sqlite3_column_text(s, col);

	return t == NULL ? "-" : (const char *)t;
}

static int
db_integrity(struct db *db, struct db_ear *ear, struct fault *f)
{
	sqlite3_stmt *s = NULL;
	int code, rc = -1;

	if (sqlite3_prepare_v2(db->conn, "PRAGMA integrity_check", -1, &s,
		NULL) != SQLITE_OK) {
		db_fault(db->conn, "integrity check", f);
		goto out;
	}
	while ((code = sqlite3_step(s)) == SQLITE_ROW)
		if (strcmp(db_say(s, 0), "ok") != 0)
			db_tell(ear, db_say(s, 0));
	if (code != SQLITE_DONE) {
		db_fault(db->conn, "integrity check", f);
		goto out;
	}
	rc = 0;
out:
	(void)sqlite3_finalize(s);
	return rc;
}

static int
db_foreign_keys(struct db *db, struct db_ear *ear, struct fault *f)
{
	sqlite3_stmt *s = NULL;
	struct buf b;
	int code, rc = -1;

	buf_init(&b, DB_WORDS_MAX);
	if (sqlite3_prepare_v2(db->conn, "PRAGMA foreign_key_check", -1, &s,
		NULL) != SQLITE_OK) {
		db_fault(db->conn, "foreign key check", f);
		goto out;
	}
	while ((code = sqlite3_step(s)) == SQLITE_ROW) {
		b.len = 0;
		buf_fmt(&b, "%s row %s: names a row of %s that is not there",
		    db_say(s, 0), db_say(s, 1), db_say(s, 2));
		db_tell(ear, (const char *)b.data);
	}
	if (code != SQLITE_DONE) {
		db_fault(db->conn, "foreign key check", f);
		goto out;
	}
	rc = 0;
out:
	buf_free(&b);
	(void)sqlite3_finalize(s);
	return rc;
}

#define DB_SCHEMA_SQL                                                      \
	"SELECT type || ' ' || name, tbl_name || ': ' || ifnull(sql, '') " \
	"FROM sqlite_schema ORDER BY 1"

/* Both lists are sorted by name: walk them side by side. */
static int
db_schema_compare(sqlite3_stmt *have, sqlite3_stmt *want, struct db_ear *ear)
{
	int h = sqlite3_step(have), w = sqlite3_step(want), order;
	struct buf b;

	while (h == SQLITE_ROW || w == SQLITE_ROW) {
		order = h != SQLITE_ROW ? 1
		    : w != SQLITE_ROW
		    ? -1
		    : strcmp(db_say(have, 0), db_say(want, 0));
		buf_init(&b, DB_WORDS_MAX);
		if (order < 0)
			buf_fmt(
			    &b, "schema: %.200s: want none", db_say(have, 0));
		else if (order > 0)
			buf_fmt(
			    &b, "schema: %.200s is missing", db_say(want, 0));
		else if (strcmp(db_say(have, 1), db_say(want, 1)) != 0)
			buf_fmt(&b, "schema: %.200s is not as made",
			    db_say(want, 0));
		if (b.len > 0)
			db_tell(ear, (const char *)b.data);
		buf_free(&b);
		if (order <= 0)
			h = sqlite3_step(have);
		if (order >= 0)
			w = sqlite3_step(want);
	}
	return h == SQLITE_DONE && w == SQLITE_DONE ? 0 : -1;
}

static int
db_schema_check(struct db *db, struct db_ear *ear, struct fault *f)
{
	sqlite3 *fresh = NULL;
	sqlite3_stmt *have = NULL, *want = NULL;
	int rc = -1;

	if (sqlite3_open(":memory:", &fresh) != SQLITE_OK) {
		fault_set(f, FAULT_IO, "schema: no memory");
		goto out;
	}
	if (db_migrate(fresh, 0, f) != 0)
		goto out;
	if (sqlite3_prepare_v2(fresh, DB_SCHEMA_SQL, -1, &want, NULL) !=
	    SQLITE_OK) {
		db_fault(fresh, "schema", f);
		goto out;
	}
	if (sqlite3_prepare_v2(db->conn, DB_SCHEMA_SQL, -1, &have, NULL) !=
		SQLITE_OK ||
	    db_schema_compare(have, want, ear) != 0) {
		db_fault(db->conn, "schema", f);
		goto out;
	}
	rc = 0;
out:
	(void)sqlite3_finalize(have);
	(void)sqlite3_finalize(want);
	(void)sqlite3_close(fresh);
	return rc;
}

int
db_check(struct db *db, db_problem_fn *problem, void *ctx, size_t *n,
    struct fault *f)
{
	struct db_ear ear = { problem, ctx, 0 };

	if (db_schema_check(db, &ear, f) != 0 ||
	    db_integrity(db, &ear, f) != 0 || db_foreign_keys(db, &ear, f) != 0)
		return -1;
	*n = ear.n;
	return 0;
}
