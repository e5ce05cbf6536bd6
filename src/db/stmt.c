#include <string.h>

#include <sqlite3.h>

#include "db/db.h"
#include "base/mem.h"
#include "db_in.h"

/* Begin, commit and the statements of db/sql.h on an open file. */

int
db_begin(struct db *db, struct fault *f)
{
	if (db->writing || db->reading)
		return fault_set(
		    f, FAULT_STATE, "archive: begin inside a transaction");
	/* IMMEDIATE: a second writer learns of the first here, not halfway. */
	if (db_exec(db->conn, "BEGIN IMMEDIATE", f) != 0)
		return -1;
	db->writing = true;
	return 0;
}

int
db_snapshot(struct db *db, struct fault *f)
{
	if (db->writing || db->reading)
		return fault_set(
		    f, FAULT_STATE, "archive: snapshot inside a transaction");
	if (db_exec(db->conn, "BEGIN", f) != 0)
		return -1;
	db->reading = true;
	return 0;
}

int
db_commit(struct db *db, struct fault *f)
{
	if (!db->writing)
		return fault_set(
		    f, FAULT_STATE, "archive: commit outside of a transaction");
	if (db_exec(db->conn, "COMMIT", f) != 0)
		return -1;
	db->writing = false;
	return 0;
}

void
db_rollback(struct db *db)
{
	size_t i;

	for (i = 0; i < SQL_COUNT; i++)
		db_done(db, (enum sql)i);
	/* That it fails means that the engine has rolled back already. */
	if (db->writing || db->reading)
		(void)sqlite3_exec(db->conn, "ROLLBACK", NULL, NULL, NULL);
	db->writing = db->reading = false;
}

bool
db_writing(const struct db *db)
{
	return db->writing;
}

struct db_value
db_null(void)
{
	return (struct db_value){ .type = DB_NULL };
}

struct db_value
db_int(int64_t i)
{
	return (struct db_value){ .type = DB_INT, .i = i };
}

struct db_value
db_text(const char *s)
{
	return (struct db_value){ .type = DB_TEXT, .p = s, .n = strlen(s) };
}

struct db_value
db_text_or_null(const char *s)
{
	return s == NULL ? db_null() : db_text(s);
}

struct db_value
db_blob(const void *p, size_t n)
{
	return (struct db_value){ .type = DB_BLOB, .p = p, .n = n };
}

static int
db_bind(sqlite3_stmt *s, int at, const struct db_value *v)
{
	switch (v->type) {
	case DB_NULL:
		return sqlite3_bind_null(s, at);
	case DB_INT:
		return sqlite3_bind_int64(s, at, v->i);
	case DB_TEXT:
		return sqlite3_bind_text64(
		    s, at, v->p, v->n, SQLITE_STATIC, SQLITE_UTF8);
	case DB_BLOB:
		/* The engine takes a NULL pointer for NULL, even if empty. */
		if (v->n == 0)
			return sqlite3_bind_zeroblob(s, at, 0);
		return sqlite3_bind_blob64(s, at, v->p, v->n, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

/* The statement, prepared, at rest, with its values bound. */
static int
db_ready(struct db *db, enum sql which, const struct db_value *v, size_t n,
    struct fault *f)
{
	sqlite3_stmt *s = db->stmts[which];
	size_t i;

	if (db->asked[which])
		return fault_set(f, FAULT_STATE,
		    "archive: rows are still being read, at: %.80s",
		    sql_text(which));
	if (s == NULL) {
		if (sqlite3_prepare_v3(db->conn, sql_text(which), -1,
			SQLITE_PREPARE_PERSISTENT, &s, NULL) != SQLITE_OK)
			return db_fault(db->conn, sql_text(which), f);
		db->stmts[which] = s;
	}
	if ((size_t)sqlite3_bind_parameter_count(s) > n)
		return fault_set(f, FAULT_STATE,
		    "archive: want %d values, have %zu, at: %.80s",
		    sqlite3_bind_parameter_count(s), n, sql_text(which));
	for (i = 0; i < n; i++)
		if (db_bind(s, (int)i + 1, &v[i]) != SQLITE_OK)
			return db_fault(db->conn, sql_text(which), f);
	return 0;
}

void
db_done(struct db *db, enum sql which)
{
	if (db->stmts[which] == NULL)
		return;
	/* Its result is the last step's, which was looked at then. */
	(void)sqlite3_reset(db->stmts[which]);
	(void)sqlite3_clear_bindings(db->stmts[which]);
	db->asked[which] = false;
}

int
db_run(struct db *db, enum sql which, const struct db_value *v, size_t n,
    int64_t *id, struct fault *f)
{
	int code;

	if (db_ready(db, which, v, n, f) != 0)
		return -1;
	code = sqlite3_step(db->stmts[which]);
	if (code != SQLITE_DONE) {
		if (code == SQLITE_ROW)
			fault_set(f, FAULT_STATE,
			    "archive: it gives rows, at: %.80s",
			    sql_text(which));
		else
			db_fault(db->conn, sql_text(which), f);
		db_done(db, which);
		return -1;
	}
	if (id != NULL)
		*id = sqlite3_last_insert_rowid(db->conn);
	db_done(db, which);
	return 0;
}

int
db_query(struct db *db, enum sql which, const struct db_value *v, size_t n,
    struct fault *f)
{
	if (db_ready(db, which, v, n, f) != 0)
		return -1;
	db->asked[which] = true;
	return 0;
}

int
db_next(struct db *db, enum sql which, bool *more, struct fault *f)
{
	int code;

	if (!db->asked[which])
		return fault_set(f, FAULT_STATE,
		    "archive: nothing was asked, at: %.80s", sql_text(which));
	code = sqlite3_step(db->stmts[which]);
	if (code == SQLITE_ROW) {
		*more = true;
		return 0;
	}
	if (code != SQLITE_DONE) {
		db_fault(db->conn, sql_text(which), f);
		db_done(db, which);
		return -1;
	}
	db_done(db, which);
	*more = false;
	return 0;
}

int
db_one(struct db *db, enum sql which, const struct db_value *v, size_t n,
    bool *found, struct fault *f)
{
	if (db_query(db, which, v, n, f) != 0)
		return -1;
	return db_next(db, which, found, f);
}

bool
db_col_null(struct db *db, enum sql which, int col)
{
	return sqlite3_column_type(db->stmts[which], col) == SQLITE_NULL;
}

int64_t
db_col_int(struct db *db, enum sql which, int col)
{
	return sqlite3_column_int64(db->stmts[which], col);
}

/* The engine answers NULL, too, where it had no memory for the value. */
static void
db_col_lost(struct db *db, enum sql which, int col)
{
	if (sqlite3_column_type(db->stmts[which], col) != SQLITE_NULL &&
	    sqlite3_errcode(db->conn) == SQLITE_NOMEM)
		mem_out(1, (size_t)sqlite3_column_bytes(db->stmts[which], col));
}

const char *
db_col_text(struct db *db, enum sql which, int col)
{
	const unsigned char *s = sqlite3_column_text(db->stmts[which], col);

	if (s == NULL)
		db_col_lost(db, which, col);
	return s == NULL ? "" : (const char *)s;
}

const void *
db_col_blob(struct db *db, enum sql which, int col, size_t *n)
{
	const void *p = sqlite3_column_blob(db->stmts[which], col);

	*n = (size_t)sqlite3_column_bytes(db->stmts[which], col);
	if (p == NULL)
		db_col_lost(db, which, col);
	return p == NULL ? "" : p;
}

struct db_value
db_col(struct db *db, enum sql which, int col)
{
	struct db_value v = db_null();

	switch (sqlite3_column_type(db->stmts[which], col)) {
	case SQLITE_INTEGER:
		return db_int(db_col_int(db, which, col));
	case SQLITE_TEXT:
		v.type = DB_TEXT;
		v.p = db_col_text(db, which, col);
		v.n = (size_t)sqlite3_column_bytes(db->stmts[which], col);
		return v;
	case SQLITE_BLOB:
		v.type = DB_BLOB;
		v.p = db_col_blob(db, which, col, &v.n);
		return v;
	default:
		return v;
	}
}

int
db_cols(struct db *db, enum sql which)
{
	return sqlite3_column_count(db->stmts[which]);
}
