/* wrap: sqlite3_step sqlite3_wal_checkpoint_v2 */
#include "db/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/file.h"
#include "base/mem.h"
#include "help/test.h"

/* The step that is to fail, counted down; 0 = none. */
static int failing, fail_code;

int __real_sqlite3_step(sqlite3_stmt *s);
int __wrap_sqlite3_step(sqlite3_stmt *s);

int
__wrap_sqlite3_step(sqlite3_stmt *s)
{
	if (failing > 0 && --failing == 0)
		return fail_code;
	return __real_sqlite3_step(s);
}

/* The log cannot be written into the file that it belongs to. */
static bool settling_fails;

int __real_sqlite3_wal_checkpoint_v2(
    sqlite3 *conn, const char *name, int mode, int *n_log, int *n_done);
int __wrap_sqlite3_wal_checkpoint_v2(
    sqlite3 *conn, const char *name, int mode, int *n_log, int *n_done);

int
__wrap_sqlite3_wal_checkpoint_v2(
    sqlite3 *conn, const char *name, int mode, int *n_log, int *n_done)
{
	if (settling_fails)
		return SQLITE_IOERR_WRITE;
	return __real_sqlite3_wal_checkpoint_v2(
	    conn, name, mode, n_log, n_done);
}

struct place {
	char dir[64], path[96];
};

static int
set_up(void **state)
{
	struct place *p = mem_new(1, sizeof(*p));

	(void)snprintf(p->dir, sizeof(p->dir), "/tmp/proviso-test-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	(void)snprintf(p->path, sizeof(p->path), "%s/x.db", p->dir);
	failing = 0;
	*state = p;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *p = *state;

	failing = 0;
	(void)unlink(p->path);
	assert_int_equal(rmdir(p->dir), 0);
	free(p);
	return 0;
}

static const unsigned char sha[32] = { 1, 2, 3 };

static int
fill(struct db *db, void *ctx, struct fault *f)
{
	const struct db_value v[] = { db_int(1), db_text(ctx),
		db_blob(sha, sizeof(sha)) };

	return db_run(db, SQL_META_PUT, v, 3, NULL, f);
}

static char key[] = "a+b+c";

static int
fill_badly(struct db *db, void *ctx, struct fault *f)
{
	(void)db;
	(void)ctx;
	return fault_set(f, FAULT_STATE, "no wish to");
}

static struct db *
opened(const struct place *p)
{
	struct fault f;
	struct db *db;

	assert_ok(db_create(p->path, fill, key, &f), &f);
	assert_ok(db_open(p->path, DB_WRITE, &db, &f), &f);
	return db;
}

static void
test_a_file_that_could_not_be_filled_is_not_there(void **state)
{
	struct place *p = *state;
	struct fault f;

	assert_fault(db_create(p->path, fill_badly, NULL, &f), &f, FAULT_STATE,
	    "no wish to");
	assert_false(file_exists(p->path));
}

/* Of a copy, when it is read: what stands under its name then. */
struct reading {
	const char *path;
	bool good, named, holds;
};

static int
read_copy(const char *copy, void *ctx, struct fault *f)
{
	struct reading *r = ctx;
	struct db *db;

	r->named = file_exists(r->path);
	r->holds = db_open(copy, DB_READ, &db, f) == 0;
	if (r->holds)
		db_close(db);
	return r->good ? 0 : fault_set(f, FAULT_STATE, "it is no good");
}

static void
test_a_copy_has_its_name_when_it_was_read_and_is_good(void **state)
{
	struct place *p = *state;
	struct db *db = opened(p);
	char path[128];
	struct reading r = { .path = path };
	struct fault f;

	(void)snprintf(path, sizeof(path), "%s/copy", p->dir);
	assert_fault(db_copy(db, path, read_copy, &r, &f), &f, FAULT_STATE,
	    "it is no good");
	assert_true(r.holds && !r.named);
	assert_false(file_exists(path));
	r.good = true;
	assert_ok(db_copy(db, path, read_copy, &r, &f), &f);
	assert_true(r.holds && !r.named);
	assert_int_equal(unlink(path), 0);
	db_close(db);
	/* tear_down() removes the folder: nothing else is in it. */
}

static void
test_a_path_that_exists_stays_as_it_is(void **state)
{
	struct place *p = *state;
	struct buf b;
	struct fault f;

	buf_init(&b, 100);
	assert_ok(file_create(p->path, "mine", 4, 0600, &f), &f);
	assert_fault(
	    db_create(p->path, fill, key, &f), &f, FAULT_STATE, "exists");
	assert_ok(file_read(p->path, &b, &f), &f);
	assert_string_equal((const char *)b.data, "mine");
	buf_free(&b);
}

static void
test_names_that_the_engine_takes_for_something_else_are_files(void **state)
{
	struct place *p = *state;
	struct fault f;
	struct db *db;
	char was[4096];

	assert_non_null(getcwd(was, sizeof(was)));
	assert_int_equal(chdir(p->dir), 0);
	assert_fault(db_open(":memory:", DB_WRITE, &db, &f), &f, FAULT_ABSENT,
	    ":memory:");
	assert_ok(db_create(":memory:", fill, key, &f), &f);
	assert_ok(db_open(":memory:", DB_READ, &db, &f), &f);
	db_close(db);
	assert_int_equal(unlink(":memory:"), 0);
	assert_ok(db_create("file:x.db?mode=memory", fill, key, &f), &f);
	assert_int_equal(unlink("file:x.db?mode=memory"), 0);
	assert_int_equal(chdir(was), 0);
}

static void
test_the_file_is_durable_and_closed_without_litter(void **state)
{
	struct place *p = *state;
	struct db *db = opened(p);
	char beside[128];
	struct fault f;

	db_close(db);
	(void)snprintf(beside, sizeof(beside), "%s-wal", p->path);
	assert_false(file_exists(beside));
	assert_ok(db_open(p->path, DB_READ, &db, &f), &f);
	db_close(db);
	(void)snprintf(beside, sizeof(beside), "%s-shm", p->path);
	assert_false(file_exists(beside));
}

static void
test_a_statement_wants_its_values_and_one_reader(void **state)
{
	struct db *db = opened(*state);
	const struct db_value v[] = { db_text("x") };
	struct fault f;
	bool more;

	assert_fault(db_query(db, SQL_PLATFORM_FIND, v, 0, &f), &f, FAULT_STATE,
	    "want 1 values, have 0");
	assert_fault(db_next(db, SQL_PLATFORM_FIND, &more, &f), &f, FAULT_STATE,
	    "nothing was asked");
	assert_ok(db_query(db, SQL_META_GET, NULL, 0, &f), &f);
	assert_ok(db_next(db, SQL_META_GET, &more, &f), &f);
	assert_true(more);
	assert_fault(db_query(db, SQL_META_GET, NULL, 0, &f), &f, FAULT_STATE,
	    "still being read");
	db_done(db, SQL_META_GET);
	assert_ok(db_query(db, SQL_META_GET, NULL, 0, &f), &f);
	db_done(db, SQL_META_GET);
	assert_fault(db_run(db, SQL_META_GET, NULL, 0, NULL, &f), &f,
	    FAULT_STATE, "it gives rows");
	db_close(db);
}

static void
test_values_come_back_as_they_were_bound(void **state)
{
	struct db *db = opened(*state);
	struct fault f;
	size_t n;
	bool found;

	assert_ok(db_one(db, SQL_META_GET, NULL, 0, &found, &f), &f);
	assert_true(found);
	assert_string_equal(db_col_text(db, SQL_META_GET, 0), key);
	assert_memory_equal(
	    db_col_blob(db, SQL_META_GET, 1, &n), sha, sizeof(sha));
	assert_int_equal(n, sizeof(sha));
	assert_int_equal(db_col(db, SQL_META_GET, 1).type, DB_BLOB);
	db_done(db, SQL_META_GET);
	db_close(db);
}

static void
test_a_transaction_is_begun_once_and_undone_whole(void **state)
{
	struct db *db = opened(*state);
	const struct db_value v[] = { db_null(), db_text("P"), db_text(""),
		db_blob(sha, sizeof(sha)) };
	struct fault f;
	int64_t id;
	bool found;

	assert_fault(db_commit(db, &f), &f, FAULT_STATE, "outside");
	assert_ok(db_begin(db, &f), &f);
	assert_true(db_writing(db));
	assert_fault(db_begin(db, &f), &f, FAULT_STATE, "inside");
	assert_fault(db_snapshot(db, &f), &f, FAULT_STATE, "inside");
	assert_ok(db_run(db, SQL_PLATFORM_PUT, v, 4, &id, &f), &f);
	assert_int_equal(id, 1);
	db_rollback(db);
	assert_ok(db_one(db, SQL_PLATFORM_FIND, v + 1, 1, &found, &f), &f);
	assert_false(found);
	db_close(db);
}

static void
test_a_constraint_is_a_fault_with_the_engines_words(void **state)
{
	struct db *db = opened(*state);
	const struct db_value v[] = { db_null(), db_text(""), db_text(""),
		db_blob(sha, sizeof(sha)) };
	const struct db_value w[] = { db_null(), db_text("P"), db_text(""),
		db_blob(sha, 31) };
	struct fault f;

	assert_ok(db_begin(db, &f), &f);
	assert_fault(db_run(db, SQL_PLATFORM_PUT, v, 4, NULL, &f), &f,
	    FAULT_STATE, "CHECK constraint failed: length(name) > 0");
	assert_fault(db_run(db, SQL_PLATFORM_PUT, w, 4, NULL, &f), &f,
	    FAULT_STATE, "CHECK constraint failed: length(sha) = 32");
	db_close(db);
}

/* Each step of a small piece of work fails once, in three ways. */
static void
test_any_step_that_fails_is_told_and_leaves_nothing(void **state)
{
	static const struct {
		int code;
		enum fault_kind kind;
	} ways[] = {
		{ SQLITE_IOERR, FAULT_IO },
		{ SQLITE_FULL, FAULT_IO },
		{ SQLITE_CORRUPT, FAULT_STATE },
	};
	struct place *p = *state;
	struct fault f;
	struct db *db;
	size_t i;
	int n, rc;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		for (n = 1;; n++) {
			fail_code = ways[i].code;
			failing = n;
			rc = db_create(p->path, fill, key, &f);
			if (failing > 0)
				break;
			assert_int_equal(rc, -1);
			assert_false(file_exists(p->path));
		}
		failing = 0;
		assert_int_equal(rc, 0);
		assert_true(n > 2);
		assert_ok(db_open(p->path, DB_READ, &db, &f), &f);
		db_close(db);
		assert_int_equal(unlink(p->path), 0);
	}
}

static void
heard(void *ctx, const char *words)
{
	struct buf *b = ctx;

	buf_fmt(b, "[%s]", words);
}

/* Put past the rules. */
static void
put_past(const struct place *p, const char *sql)
{
	sqlite3 *raw = NULL;

	assert_int_equal(sqlite3_open(p->path, &raw), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(
		raw, "PRAGMA ignore_check_constraints = ON", NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_exec(raw, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(raw), SQLITE_OK);
}

/* The engine says "CHECK constraint failed in platform" and no row. */
static void
test_a_row_against_the_rules_is_named_by_table_and_key(void **state)
{
	struct place *p = *state;
	struct db *db = opened(p);
	struct fault f;
	struct buf b;
	size_t n;

	buf_init(&b, 4096);
	assert_ok(db_check(db, heard, &b, &n, &f), &f);
	assert_int_equal(n, 0);
	db_close(db);
	put_past(p, "INSERT INTO platform VALUES (7, 'Q', '', x'00')");
	assert_ok(db_open(p->path, DB_READ, &db, &f), &f);
	assert_ok(db_check(db, heard, &b, &n, &f), &f);
	assert_true(n > 0);
	assert_non_null(strstr((const char *)b.data,
	    "[platform 7: CHECK constraint failed: length(sha) = 32]"));
	assert_null(strstr((const char *)b.data, "[document"));
	buf_free(&b);
	db_close(db);
}

static void
test_a_file_whose_log_could_not_be_written_into_it_is_not_there(void **state)
{
	struct place *p = *state;
	struct fault f;

	settling_fails = true;
	assert_int_equal(db_create(p->path, fill, key, &f), -1);
	settling_fails = false;
	assert_false(file_exists(p->path));
	assert_ok(db_create(p->path, fill, key, &f), &f);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_a_file_that_could_not_be_filled_is_not_there),
		T(test_a_copy_has_its_name_when_it_was_read_and_is_good),
		T(test_a_path_that_exists_stays_as_it_is),
		T(test_names_that_the_engine_takes_for_something_else_are_files),
		T(test_the_file_is_durable_and_closed_without_litter),
		T(test_a_statement_wants_its_values_and_one_reader),
		T(test_a_transaction_is_begun_once_and_undone_whole),
		T(test_a_constraint_is_a_fault_with_the_engines_words),
		T(test_any_step_that_fails_is_told_and_leaves_nothing),
		T(test_values_come_back_as_they_were_bound),
		T(test_a_file_whose_log_could_not_be_written_into_it_is_not_there),
		T(test_a_row_against_the_rules_is_named_by_table_and_key),
	};

	return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
