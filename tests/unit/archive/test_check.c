#include "archive/check.h"

#include <stdbool.h>

#include <sqlite3.h>

#include "base/file.h"
#include "help/archive.h"
#include "help/test.h"

/*
 * Every value of every row of a small archive is changed, one at a time, by
 * someone whom no trigger and no constraint stops: the check must say so.
 */

#define COLUMNS_MAX 16

struct tamper {
	struct box *box;
	struct buf pristine;
	int n, missed;
};

static int
set_up(void **state)
{
	struct tamper *t = mem_new(1, sizeof(*t));
	struct archive *a;
	struct fault f;

	t->box = box_new();
	a = box_create(t->box);
	box_fill(a);
	box_log(t->box, a);
	archive_close(a);
	buf_init(&t->pristine, 1 << 22);
	assert_ok(file_read(t->box->db, &t->pristine, &f), &f);
	*state = t;
	return 0;
}

static int
tear_down(void **state)
{
	struct tamper *t = *state;

	buf_free(&t->pristine);
	box_free(t->box);
	free(t);
	return 0;
}

static void
restore(struct tamper *t)
{
	FILE *fp = fopen(t->box->db, "wb");

	assert_non_null(fp);
	assert_int_equal(
	    fwrite(t->pristine.data, 1, t->pristine.len, fp), t->pristine.len);
	assert_int_equal(fclose(fp), 0);
}

static sqlite3 *
raw_open(const struct tamper *t)
{
	sqlite3 *conn;
	int off;

	assert_int_equal(sqlite3_open(t->box->db, &conn), SQLITE_OK);
	assert_int_equal(
	    sqlite3_db_config(conn, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, &off),
	    SQLITE_OK);
	assert_int_equal(sqlite3_exec(conn,
			     "PRAGMA foreign_keys = OFF; "
			     "PRAGMA ignore_check_constraints = ON; "
			     "PRAGMA synchronous = OFF",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	return conn;
}

static void
hear(void *ctx, const char *words)
{
	char *first = ctx;

	if (first[0] == '\0')
		(void)snprintf(first, 200, "%s", words);
}

/* Does the check find something?  Its first words go to first. */
static bool
found(struct tamper *t, char first[200])
{
	struct archive_counts c;
	struct archive *a;
	struct fault f;
	int rc;

	first[0] = '\0';
	if (archive_open(t->box->db, false, &a, &f) != 0) {
		(void)snprintf(first, 200, "open: %.190s", f.text);
		return true;
	}
	rc = archive_check(a, true, hear, first, &c, &f);
	archive_close(a);
	if (rc != 0)
		(void)snprintf(first, 200, "check: %.190s", f.text);
	return rc != 0 || c.problems > 0;
}

/* One value changed in one row, which the rowids or keys in where name. */
static void
tamper_value(struct tamper *t, const char *table, const char *column,
    const char *where, const char *value)
{
	char sql[2048], first[200];
	sqlite3 *conn = raw_open(t);
	int code, n;

	(void)snprintf(sql, sizeof(sql), "UPDATE %s SET %s = %s WHERE %s",
	    table, column, value, where);
	code = sqlite3_exec(conn, sql, NULL, NULL, NULL);
	n = sqlite3_changes(conn);
	assert_int_equal(sqlite3_close(conn), SQLITE_OK);
	/* NOT NULL, UNIQUE and STRICT cannot be switched off: no such row. */
	if (code == SQLITE_OK) {
		assert_int_equal(n, 1);
		t->n++;
		if (!found(t, first)) {
			print_message("not found: %s\n", sql);
			t->missed++;
		}
	}
	restore(t);
}

/* SQL for another value of the column's own type. */
static const char *
other(sqlite3_stmt *s, int col, const char *name, char *out)
{
	switch (sqlite3_column_type(s, col)) {
	case SQLITE_INTEGER:
		(void)snprintf(out, 256, "%s + 1", name);
		return out;
	case SQLITE_TEXT:
		(void)snprintf(out, 256, "%s || 'x'", name);
		return out;
	default:
		return NULL;
	}
}

/* Names of the columns, and a condition that means this row alone. */
static void
row_where(sqlite3_stmt *s, const bool *key, char *out, size_t n)
{
	size_t len = 0;
	int i;

	for (i = 0; i < sqlite3_column_count(s); i++)
		if (key[i])
			len += (size_t)snprintf(out + len, n - len, "%s%s = %s",
			    len == 0 ? "" : " AND ", sqlite3_column_name(s, i),
			    (const char *)sqlite3_column_text(s, i));
}

struct row_change {
	char where[256];
	char column[64];
	char value[600];
};

/* A blob with its last bit flipped, as a literal. */
static void
flipped(sqlite3_stmt *s, int col, char *out, size_t n)
{
	const unsigned char *p = sqlite3_column_blob(s, col);
	int i, k = sqlite3_column_bytes(s, col);
	size_t len = 0;

	len += (size_t)snprintf(out, n, "X'");
	for (i = 0; i < k; i++)
		len += (size_t)snprintf(out + len, n - len, "%02x",
		    (unsigned)(p[i] ^ (i + 1 == k)));
	(void)snprintf(out + len, n - len, "'");
}

/* All changes that a table's rows allow. */
static size_t
changes(struct tamper *t, const char *table, const bool *key,
    struct row_change **out)
{
	sqlite3 *conn = raw_open(t);
	struct row_change *c;
	sqlite3_stmt *s;
	char sql[128];
	size_t n = 0;
	int col;

	*out = NULL;
	(void)snprintf(sql, sizeof(sql), "SELECT * FROM %s", table);
	assert_int_equal(
	    sqlite3_prepare_v2(conn, sql, -1, &s, NULL), SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		for (col = 0; col < sqlite3_column_count(s); col++) {
			*out = mem_grow(*out, n + 1, sizeof(**out));
			c = &(*out)[n];
			row_where(s, key, c->where, sizeof(c->where));
			(void)snprintf(c->column, sizeof(c->column), "%s",
			    sqlite3_column_name(s, col));
			if (sqlite3_column_type(s, col) == SQLITE_BLOB &&
			    sqlite3_column_bytes(s, col) < 280)
				flipped(s, col, c->value, sizeof(c->value));
			else if (sqlite3_column_type(s, col) == SQLITE_BLOB ||
			    other(s, col, c->column, c->value) == NULL)
				continue;
			n++;
		}
	}
	assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
	assert_int_equal(sqlite3_close(conn), SQLITE_OK);
	return n;
}

static void
keys(struct tamper *t, const char *table, bool key[COLUMNS_MAX])
{
	sqlite3 *conn = raw_open(t);
	sqlite3_stmt *s;
	char sql[128];
	int i = 0;

	(void)snprintf(sql, sizeof(sql), "PRAGMA table_info(%s)", table);
	assert_int_equal(
	    sqlite3_prepare_v2(conn, sql, -1, &s, NULL), SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		assert_true(i < COLUMNS_MAX);
		key[i++] = sqlite3_column_int(s, 5) > 0;
	}
	assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
	assert_int_equal(sqlite3_close(conn), SQLITE_OK);
}

static const char *const tables[] = { "meta", "platform", "document", "blob",
	"source", "capture", "event", "ruling", "version", "holding", "place",
	"provision", "span", "issue", "exhibit", "declaration", "leaf", "node",
	"checkpoint", "cosignature", "log_key", "issue_detail", "recall",
	"renewal" };

#define N_TABLES (sizeof(tables) / sizeof(tables[0]))

static void
test_every_value_of_every_row_is_watched(void **state)
{
	struct tamper *t = *state;
	struct row_change *c;
	bool key[COLUMNS_MAX];
	size_t i, k, n;
	int before;

	for (i = 0; i < N_TABLES; i++) {
		keys(t, tables[i], key);
		before = t->n;
		n = changes(t, tables[i], key, &c);
		for (k = 0; k < n; k++)
			tamper_value(
			    t, tables[i], c[k].column, c[k].where, c[k].value);
		free(c);
		/* No table is left out because it happens to be empty. */
		assert_true(t->n > before);
	}
	print_message("%d values changed\n", t->n);
	assert_true(t->n > 250);
	assert_int_equal(t->missed, 0);
}

/*
 * What leaves no trace in other rows (a last declaration, checkpoint or
 * cosignature) only somebody else can miss; every other row that goes is
 * missed here.
 */
static void
test_a_row_that_is_taken_out_is_missed(void **state)
{
	struct tamper *t = *state;
	struct row_change *c;
	bool key[COLUMNS_MAX];
	char sql[512], first[200];
	sqlite3 *conn;
	size_t i, k, n;

	for (i = 0; i < N_TABLES; i++) {
		keys(t, tables[i], key);
		n = changes(t, tables[i], key, &c);
		for (k = 0; k < n; k++) {
			if (k > 0 && strcmp(c[k].where, c[k - 1].where) == 0)
				continue;
			if (strcmp(tables[i], "declaration") == 0 &&
			    strstr(c[k].where, "id = 2") != NULL)
				continue;
			if ((strcmp(tables[i], "checkpoint") == 0 ||
				strcmp(tables[i], "cosignature") == 0) &&
			    strstr(c[k].where, "id = 2") != NULL)
				continue;
			conn = raw_open(t);
			(void)snprintf(sql, sizeof(sql),
			    "DELETE FROM %s WHERE %s", tables[i], c[k].where);
			assert_int_equal(
			    sqlite3_exec(conn, sql, NULL, NULL, NULL),
			    SQLITE_OK);
			assert_int_equal(sqlite3_changes(conn), 1);
			assert_int_equal(sqlite3_close(conn), SQLITE_OK);
			if (!found(t, first))
				fail_msg("not found: %s", sql);
			restore(t);
		}
		free(c);
	}
}

static void
test_a_schema_that_is_not_ours_is_told(void **state)
{
	static const struct {
		const char *sql, *words;
	} cases[] = {
		{ "DROP TRIGGER event_keep",
		    "schema: trigger event_keep is missing" },
		{ "CREATE TRIGGER mine AFTER INSERT ON event BEGIN "
		  "DELETE FROM holding; END",
		    "schema: trigger mine: want none" },
		{ "DROP INDEX event_document",
		    "schema: index event_document is missing" },
		{ "ALTER TABLE issue ADD COLUMN more TEXT",
		    "schema: table issue is not as made" },
		{ "CREATE TABLE more (x)", "schema: table more: want none" },
		{ "PRAGMA writable_schema = ON; UPDATE sqlite_schema "
		  "SET sql = CAST(sql AS BLOB) WHERE name = 'event_keep'",
		    "schema: trigger event_keep is not as made" },
	};
	struct tamper *t = *state;
	char first[200];
	sqlite3 *conn;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		conn = raw_open(t);
		assert_int_equal(
		    sqlite3_exec(conn, cases[i].sql, NULL, NULL, NULL),
		    SQLITE_OK);
		assert_int_equal(sqlite3_close(conn), SQLITE_OK);
		assert_true(found(t, first));
		assert_string_equal(first, cases[i].words);
		restore(t);
	}
}

static void
test_a_problem_names_table_and_row(void **state)
{
	static const struct {
		const char *sql, *words;
	} cases[] = {
		{ "UPDATE event SET time_utc_ms = 5 WHERE id = 3",
		    "event 3: the record has not its digest" },
		{ "UPDATE ruling SET who = 'me' WHERE event = 6 AND seq = 2",
		    "ruling 6/2: the record has not its digest" },
		{ "UPDATE platform SET owner = 'Evil Inc.' WHERE id = 1",
		    "platform 1: the record has not its digest" },
		{ "UPDATE span SET place = 1 WHERE document = 1 AND "
		  "provision = 2 AND version = 2",
		    "version 1/2, its spans, provisions or places: the record "
		    "has not its digest" },
		{ "UPDATE holding SET n_looks = 9 WHERE document = 1 AND "
		  "seq = 2",
		    "holding 1/2: not as events and rulings make it" },
		{ "UPDATE blob SET bytes = zeroblob(length(bytes)) "
		  "WHERE id = 1",
		    "data: blob 1: it is not as it was stored" },
		{ "UPDATE blob SET depth = 31 WHERE id = 4",
		    "blob 4: want depth 1, have 31" },
	};
	struct tamper *t = *state;
	char first[200];
	sqlite3 *conn;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		conn = raw_open(t);
		assert_int_equal(
		    sqlite3_exec(conn, cases[i].sql, NULL, NULL, NULL),
		    SQLITE_OK);
		assert_int_equal(sqlite3_changes(conn), 1);
		assert_int_equal(sqlite3_close(conn), SQLITE_OK);
		assert_true(found(t, first));
		if (strncmp(first, cases[i].words, strlen(cases[i].words)) != 0)
			fail_msg(
			    "want \"%s\", have \"%s\"", cases[i].words, first);
		restore(t);
	}
}

/* A hostile file: a chain that runs in a circle, or further than it may. */
/* The depth of the newest blob. */
static int
depth_of_newest(const struct tamper *t)
{
	sqlite3 *conn = raw_open(t);
	sqlite3_stmt *s;
	int depth;

	assert_int_equal(sqlite3_prepare_v2(conn,
			     "SELECT depth FROM blob ORDER BY id DESC LIMIT 1",
			     -1, &s, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	depth = sqlite3_column_int(s, 0);
	assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
	assert_int_equal(sqlite3_close(conn), SQLITE_OK);
	return depth;
}

static void
look_at_page(struct tamper *t, int64_t time, int page)
{
	char words[128], first[200];
	struct archive *a;
	struct fault f;
	int64_t event;

	(void)snprintf(words, sizeof(words),
	    "<p>We keep what you give us for %d days, and no longer than the "
	    "law wants us to keep it.</p>",
	    page);
	assert_ok(archive_open(t->box->db, true, &a, &f), &f);
	assert_ok(archive_begin(a, &f), &f);
	event = box_event(a, box_document(a, "Long", "Terms"), time, words);
	box_ruling(a, event, RULING_GAP, 0, "a test");
	assert_ok(archive_commit(a, &f), &f);
	archive_close(a);
	assert_false(found(t, first));
}

/*
 * A full chain is followed by one that begins where it began, also where its
 * last bytes were seen again in between; and each is read back from a file
 * that was opened anew, with nothing at hand.
 */
static void
test_a_run_of_captures_begins_anew_where_the_last_began(void **state)
{
	struct tamper *t = *state;
	int i;

	for (i = 0; i <= 32; i++) {
		look_at_page(t, i, i);
		assert_int_equal(depth_of_newest(t), i);
	}
	look_at_page(t, 100, 32);
	assert_int_equal(depth_of_newest(t), 32);
	look_at_page(t, 101, 33);
	assert_int_equal(depth_of_newest(t), 1);
	restore(t);
}

static void
test_a_chain_without_end_is_refused(void **state)
{
	struct tamper *t = *state;
	char first[200];
	sqlite3 *conn = raw_open(t);

	assert_int_equal(
	    sqlite3_exec(conn,
		"UPDATE blob SET prefix = 4, encoding = 'zstd', depth = 1 "
		"WHERE id = 1",
		NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_close(conn), SQLITE_OK);
	assert_true(found(t, first));
	restore(t);
}

/* A frame of "{}" that is right in itself, but stands after event 0. */
static void
test_a_detail_after_no_event_is_told(void **state)
{
	struct tamper *t = *state;
	sqlite3 *conn = raw_open(t);
	char first[200];

	assert_int_equal(sqlite3_exec(conn,
			     "UPDATE event SET after = 0, "
			     "detail = x'dc39aea228b52ffd20021100007b7d'",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_close(conn), SQLITE_OK);
	assert_true(found(t, first));
	restore(t);
}

/* A log that begins anew would heal what was lost before anyone sees it. */
static void
test_leaves_that_are_all_gone_are_not_made_anew(void **state)
{
	struct tamper *t = *state;
	char first[200], key[128];
	sqlite3 *conn = raw_open(t);

	/* Where the key lies elsewhere no head beside it forbids it. */
	(void)snprintf(key, sizeof(key), "%s.logkey", t->box->db);
	assert_int_equal(unlink(key), 0);
	(void)snprintf(key, sizeof(key), "%s.logkey.head", t->box->db);
	assert_int_equal(unlink(key), 0);
	assert_int_equal(
	    sqlite3_exec(conn, "DELETE FROM leaf", NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_close(conn), SQLITE_OK);
	assert_true(found(t, first));
	/* The reader has put nothing. */
	conn = raw_open(t);
	assert_int_equal(sqlite3_exec(conn,
			     "INSERT INTO leaf SELECT 1, 0, 0, 0 WHERE EXISTS "
			     "(SELECT 1 FROM leaf)",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_changes(conn), 0);
	assert_int_equal(sqlite3_close(conn), SQLITE_OK);
	restore(t);
}

static void
test_an_archive_as_it_was_put_has_no_problem(void **state)
{
	struct tamper *t = *state;
	char first[200];

	if (found(t, first))
		fail_msg("%s", first);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_an_archive_as_it_was_put_has_no_problem),
		T(test_a_problem_names_table_and_row),
		T(test_a_schema_that_is_not_ours_is_told),
		T(test_a_run_of_captures_begins_anew_where_the_last_began),
		T(test_a_chain_without_end_is_refused),
		T(test_a_row_that_is_taken_out_is_missed),
		T(test_every_value_of_every_row_is_watched),
		T(test_leaves_that_are_all_gone_are_not_made_anew),
		T(test_a_detail_after_no_event_is_told),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
