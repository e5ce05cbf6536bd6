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

#define DB_CHECK_KB "8192"

/* Columns of a primary key. */
#define DB_KEYS 8

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

/*
 * The engine names pages, and of a broken rule the table; who has to mend an
 * archive wants tables and rows.  So each table that is not whole is read row
 * by row, and each row is put into an empty one with the same rules.
 */
struct db_table {
	struct db *db;
	sqlite3 *fresh; /* the schema, and no rows */
	const char *name;
	struct db_ear *ear;
	struct buf key; /* of the row read last; "": none yet */
	int64_t ints[DB_KEYS]; /* its whole numbers, in order of columns */
	size_t n_ints;
	size_t n; /* rows read */
};

static void
db_tell_row(struct db_table *t, const char *before, const char *words)
{
	struct buf b;

	buf_init(&b, DB_WORDS_MAX);
	if (t->key.len == 0)
		buf_fmt(&b, "%s: its first row: %.500s", t->name, words);
	else
		buf_fmt(&b, "%s%s %s: %.500s", t->name, before,
		    (const char *)t->key.data, words);
	if (!b.over)
		db_tell(t->ear, (const char *)b.data);
	buf_free(&b);
}

/* The key of the row that the statement stands at: "17", "3/17". */
static void
db_row_key(struct db_table *t, sqlite3_stmt *s)
{
	int i, key, n = sqlite3_column_count(s);

	t->n_ints = 0;
	t->key.len = 0;
	for (i = 0; i < n; i++) {
		if (sqlite3_table_column_metadata(t->fresh, "main", t->name,
			sqlite3_column_name(s, i), NULL, NULL, NULL, &key,
			NULL) != SQLITE_OK ||
		    key == 0)
			continue;
		if (t->key.len > 0)
			buf_str(&t->key, "/");
		buf_fmt(&t->key, "%.40s", db_say(s, i));
		if (t->n_ints < DB_KEYS)
			t->ints[t->n_ints++] = sqlite3_column_int64(s, i);
	}
	if (t->key.len == 0)
		buf_fmt(&t->key, "%zu", t->n);
}

/* Rows lie in the order of their keys, which are whole numbers. */
static void
db_row_order(struct db_table *t, sqlite3_stmt *row)
{
	int64_t before[DB_KEYS];
	const size_t n = t->n_ints;
	size_t i;

	memcpy(before, t->ints, sizeof(before));
	db_row_key(t, row);
	if (t->n == 1 || n != t->n_ints)
		return;
	for (i = 0; i < n && before[i] == t->ints[i]; i++)
		continue;
	if (n > 0 && (i == n || before[i] > t->ints[i]))
		db_tell_row(t, "", "it does not follow on the row before it");
}

static void
db_row_rules(struct db_table *t, sqlite3_stmt *row, sqlite3_stmt *put)
{
	int i, n = sqlite3_column_count(row);

	for (i = 0; i < n; i++)
		if (sqlite3_bind_value(
			put, i + 1, sqlite3_column_value(row, i)) != SQLITE_OK)
			break;
	if (sqlite3_step(put) != SQLITE_DONE)
		db_tell_row(t, "", sqlite3_errmsg(t->fresh));
	(void)sqlite3_reset(put);
}

static void
db_rows(struct db_table *t, sqlite3_stmt *row, sqlite3_stmt *put)
{
	int code;

	while ((code = sqlite3_step(row)) == SQLITE_ROW) {
		t->n++;
		db_row_order(t, row);
		if (sqlite3_exec(t->fresh, "BEGIN", NULL, NULL, NULL) ==
		    SQLITE_OK)
			db_row_rules(t, row, put);
		(void)sqlite3_exec(t->fresh, "ROLLBACK", NULL, NULL, NULL);
	}
	if (code != SQLITE_DONE)
		db_tell_row(t, ": the row after", sqlite3_errmsg(t->db->conn));
}

/* INSERT with as many values as the row has. */
static void
db_put_sql(struct buf *b, const char *name, int n)
{
	int i;

	buf_fmt(b, "INSERT INTO \"%s\" VALUES (", name);
	for (i = 0; i < n; i++)
		buf_str(b, i == 0 ? "?" : ", ?");
	buf_str(b, ")");
}

static void
db_table_rows(struct db_table *t)
{
	sqlite3_stmt *row = NULL, *put = NULL;
	struct buf sql, into;

	buf_init(&sql, DB_WORDS_MAX);
	buf_init(&into, DB_WORDS_MAX);
	buf_init(&t->key, DB_WORDS_MAX);
	buf_fmt(&sql, "SELECT * FROM \"%s\" NOT INDEXED", t->name);
	if (sqlite3_prepare_v2(t->db->conn, (const char *)sql.data, -1, &row,
		NULL) != SQLITE_OK) {
		db_tell_row(t, "", sqlite3_errmsg(t->db->conn));
		goto out;
	}
	db_put_sql(&into, t->name, sqlite3_column_count(row));
	if (sqlite3_prepare_v2(t->fresh, (const char *)into.data, -1, &put,
		NULL) != SQLITE_OK) {
		db_tell_row(t, "", sqlite3_errmsg(t->fresh));
		goto out;
	}
	db_rows(t, row, put);
out:
	(void)sqlite3_finalize(row);
	(void)sqlite3_finalize(put);
	buf_free(&sql);
	buf_free(&into);
	buf_free(&t->key);
}

/* What the engine says of one table and its indexes. */
static void
db_table_check(struct db_table *t)
{
	sqlite3_stmt *s = NULL;
	bool whole = true;
	struct buf b;
	int code;

	buf_init(&b, DB_WORDS_MAX);
	buf_fmt(&b, "PRAGMA integrity_check(\"%s\")", t->name);
	code =
	    sqlite3_prepare_v2(t->db->conn, (const char *)b.data, -1, &s, NULL);
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		code = sqlite3_step(s);
		if (code != SQLITE_ROW || strcmp(db_say(s, 0), "ok") == 0)
			continue;
		whole = false;
		b.len = 0;
		buf_fmt(&b, "%s, its rows or indexes: %.1000s", t->name,
		    db_say(s, 0));
		db_tell(t->ear, (const char *)b.data);
	}
	if (code != SQLITE_DONE) {
		whole = false;
		b.len = 0;
		buf_fmt(&b, "%s, its rows or indexes: %.500s", t->name,
		    sqlite3_errmsg(t->db->conn));
		db_tell(t->ear, (const char *)b.data);
	}
	(void)sqlite3_finalize(s);
	buf_free(&b);
	if (!whole && strncmp(t->name, "sqlite_", 7) != 0)
		db_table_rows(t);
}

static int
db_name_tables(struct db *db, struct db_ear *ear, struct fault *f)
{
	struct db_table t = { .db = db, .ear = ear };
	const size_t before = ear->n;
	sqlite3_stmt *s = NULL;
	int rc = -1;

	if (sqlite3_open(":memory:", &t.fresh) != SQLITE_OK) {
		fault_set(f, FAULT_IO, "schema: no memory");
		goto out;
	}
	if (db_migrate(t.fresh, 0, f) != 0)
		goto out;
	if (sqlite3_prepare_v2(t.fresh,
		"SELECT 'sqlite_schema' UNION ALL SELECT name FROM "
		"sqlite_schema WHERE type = 'table' AND name NOT LIKE "
		"'sqlite_%'",
		-1, &s, NULL) != SQLITE_OK) {
		db_fault(t.fresh, "schema", f);
		goto out;
	}
	while (sqlite3_step(s) == SQLITE_ROW) {
		t.name = db_say(s, 0);
		t.n = t.n_ints = 0;
		db_table_check(&t);
	}
	if (ear->n == before)
		db_tell(ear,
		    "no table or index is damaged: the header of the "
		    "file or its free pages are");
	rc = 0;
out:
	(void)sqlite3_finalize(s);
	(void)sqlite3_close(t.fresh);
	return rc;
}

static int
db_integrity(struct db *db, struct db_ear *ear, struct fault *f)
{
	const size_t before = ear->n;
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
		if (f->kind != FAULT_STATE)
			goto out;
		db_tell(ear, f->text);
		f->kind = FAULT_NONE;
	}
	rc = ear->n == before ? 0 : db_name_tables(db, ear, f);
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

/* With the types: one bit makes a text a blob that reads the same. */
#define DB_SCHEMA_SQL                                                     \
	"SELECT type || ' ' || name, tbl_name || ': ' || typeof(type) ||" \
	" typeof(name) || typeof(tbl_name) || typeof(sql) || "            \
	"ifnull(sql, '') FROM sqlite_schema ORDER BY 1"

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

	/*
	 * Rows are met in one order and their places in the indexes in
	 * another: with more pages at hand than others need, fewer of them
	 * are read again for each row.
	 */
	if (db_exec(db->conn, "PRAGMA cache_size = -" DB_CHECK_KB, f) != 0)
		return -1;
	if (db_schema_check(db, &ear, f) != 0 ||
	    db_integrity(db, &ear, f) != 0 || db_foreign_keys(db, &ear, f) != 0)
		return -1;
	*n = ear.n;
	return 0;
}
