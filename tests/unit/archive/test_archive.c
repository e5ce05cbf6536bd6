/* wrap: sqlite3_busy_timeout sqlite3_step */
#include "archive/archive.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <sqlite3.h>

#include "archive/check.h"
#include "archive/read.h"
#include "archive/store.h"
#include "base/file.h"
#include "help/archive.h"
#include "help/busy.h"
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

static int
set_up(void **state)
{
	*state = box_new();
	return 0;
}

static int
tear_down(void **state)
{
	box_free(*state);
	return 0;
}

/* A statement of a test's own, as nobody but a test would write it. */
static void
raw(const struct box *b, const char *sql, int want)
{
	sqlite3 *conn;
	int code;

	assert_int_equal(sqlite3_open(b->db, &conn), SQLITE_OK);
	code = sqlite3_exec(conn, sql, NULL, NULL, NULL);
	if (code != want)
		fail_msg("%s: %d %s", sql, code, sqlite3_errmsg(conn));
	assert_int_equal(sqlite3_close(conn), SQLITE_OK);
}

/* The same, refused by a trigger and by nothing else. */
static void
raw_refused(const struct box *b, const char *sql)
{
	sqlite3 *conn;

	assert_int_equal(sqlite3_open(b->db, &conn), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(conn, sql, NULL, NULL, NULL), SQLITE_CONSTRAINT);
	assert_int_equal(
	    sqlite3_extended_errcode(conn), SQLITE_CONSTRAINT_TRIGGER);
	assert_int_equal(sqlite3_close(conn), SQLITE_OK);
}

static void
no_problem(void *ctx, const char *words)
{
	(void)ctx;
	fail_msg("problem: %s", words);
}

static void
assert_whole(struct archive *a)
{
	struct archive_counts c;
	struct fault f;

	assert_ok(archive_check(a, true, no_problem, NULL, &c, &f), &f);
	assert_int_equal(c.problems, 0);
}

static void
test_nothing_that_exists_is_written_over(void **state)
{
	struct box *b = *state;
	struct archive_made made;
	struct fault f;
	char path[128];
	const char *const ends[] = { "", ".logkey", ".vkey" };
	size_t i, k;

	for (i = 0; i < 3; i++) {
		(void)snprintf(path, sizeof(path), "%s%s", b->db, ends[i]);
		assert_ok(file_create(path, "mine", 4, 0600, &f), &f);
		assert_fault(archive_create(b->db, NULL, &made, &f), &f,
		    FAULT_STATE, "exists already");
		for (k = 0; k < 3; k++) {
			(void)snprintf(
			    path, sizeof(path), "%s%s", b->db, ends[k]);
			assert_int_equal(file_exists(path), i == k);
		}
		(void)snprintf(path, sizeof(path), "%s%s", b->db, ends[i]);
		assert_int_equal(unlink(path), 0);
	}
}

static void
test_a_folder_that_is_not_there_leaves_no_key(void **state)
{
	struct box *b = *state;
	struct archive_made made;
	struct fault f;
	char key[128], db[128];

	(void)snprintf(key, sizeof(key), "%s/key", b->dir);
	(void)snprintf(db, sizeof(db), "%s/none/a.db", b->dir);
	assert_fault(
	    archive_create(db, key, &made, &f), &f, FAULT_IO, "No such file");
	assert_false(file_exists(key));
}

static void
test_the_log_key_is_secret_and_may_live_elsewhere(void **state)
{
	struct box *b = *state;
	struct archive_made made;
	struct archive *a;
	struct stat st;
	struct fault f;
	char key[128];

	(void)snprintf(key, sizeof(key), "%s/key", b->dir);
	assert_ok(archive_create(b->db, key, &made, &f), &f);
	assert_string_equal(made.log_key, key);
	assert_int_equal(stat(key, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_ok(archive_open(b->db, false, &a, &f), &f);
	assert_string_equal(archive_vkey(a), made.vkey);
	assert_whole(a);
	archive_close(a);
	archive_made_free(&made);
}

static void
test_only_an_absent_file_is_absent(void **state)
{
	struct box *b = *state;
	struct archive *a;
	struct fault f;

	assert_fault(
	    archive_open(b->db, false, &a, &f), &f, FAULT_ABSENT, "a.db");
	assert_fault(
	    archive_open(b->dir, false, &a, &f), &f, FAULT_STATE, "not a file");
	assert_ok(file_create(b->db, "", 0, 0600, &f), &f);
	assert_fault(
	    archive_open(b->db, true, &a, &f), &f, FAULT_STATE, "no archive");
	assert_ok(
	    file_publish(b->db, "SQLite format 2, or so", 22, 0600, &f), &f);
	assert_fault(archive_open(b->db, false, &a, &f), &f, FAULT_STATE,
	    "not a database");
}

static void
test_an_archive_of_a_newer_program_is_refused_with_both_numbers(void **state)
{
	struct box *b = *state;
	struct archive *a = box_create(b);
	struct fault f;

	archive_close(a);
	raw(b, "PRAGMA user_version = 7", SQLITE_OK);
	assert_fault(archive_open(b->db, false, &a, &f), &f, FAULT_STATE,
	    "archive of version 7, this program knows up to 3");
	assert_fault(archive_open(b->db, true, &a, &f), &f, FAULT_STATE,
	    "archive of version 7, this program knows up to 3");
}

static void
test_another_kind_of_database_is_not_touched(void **state)
{
	struct box *b = *state;
	struct archive *a;
	struct stat was, is;
	struct fault f;

	raw(b, "CREATE TABLE t (x)", SQLITE_OK);
	assert_int_equal(stat(b->db, &was), 0);
	assert_fault(
	    archive_open(b->db, true, &a, &f), &f, FAULT_STATE, "no archive");
	assert_int_equal(stat(b->db, &is), 0);
	assert_int_equal(was.st_size, is.st_size);
	raw(b, "PRAGMA journal_mode = DELETE; DROP TABLE t", SQLITE_OK);
}

static void
test_evidence_takes_rows_and_gives_none_back(void **state)
{
	static const struct {
		const char *name, *set;
	} tables[] = {
		{ "meta", "vkey = 'x'" },
		{ "blob", "sha = zeroblob(32)" },
		{ "source", "url = 'x'" },
		{ "capture", "status = 404" },
		{ "event", "time_utc_ms = 0" },
		{ "ruling", "class = 'noise'" },
		{ "version", "extractor = 2" },
		{ "place", "title = 'x'" },
		{ "provision", "name = name || 'x'" },
		{ "span", "state = 'new'" },
		{ "issue", "when_utc_ms = 0" },
		{ "declaration", "json = 'x'" },
	};
	struct box *b = *state;
	struct archive *a = box_create(b);
	char sql[128];
	size_t i;

	box_fill(a);
	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		(void)snprintf(
		    sql, sizeof(sql), "DELETE FROM %s", tables[i].name);
		raw_refused(b, sql);
		(void)snprintf(sql, sizeof(sql), "UPDATE %s SET %s",
		    tables[i].name, tables[i].set);
		raw_refused(b, sql);
	}
	raw_refused(b, "DELETE FROM platform");
	raw_refused(b, "DELETE FROM document");
	raw_refused(b, "UPDATE platform SET name = 'x'");
	raw_refused(b, "UPDATE document SET title = 'x'");
	assert_whole(a);
	archive_close(a);
}

static void
test_a_put_wants_a_transaction(void **state)
{
	struct archive *a = box_create(*state);
	struct capture c = { .key = "k" };
	const struct archive_ruling r = { .rule = "r" };
	const struct archive_version v = { .n_members = 0 };
	const struct digest d = { { 0 } };
	struct fault f;
	int64_t id;
	int number;

	assert_fault(archive_document(a, "P", "D", &id, &f), &f, FAULT_STATE,
	    "outside of a transaction");
	assert_fault(archive_put_event(a, 1, &c, "", &id, NULL, &f), &f,
	    FAULT_STATE, "outside of a transaction");
	assert_fault(archive_put_ruling(a, 1, &r, &f), &f, FAULT_STATE,
	    "outside of a transaction");
	assert_fault(archive_put_version(a, 1, 1, &v, &number, &f), &f,
	    FAULT_STATE, "outside of a transaction");
	assert_fault(archive_holdings_rebuild(a, 1, &f), &f, FAULT_STATE,
	    "outside of a transaction");
	assert_fault(archive_put_issue(a, "PV", &d, 0, &f), &f, FAULT_STATE,
	    "outside of a transaction");
	assert_fault(archive_owner_set(a, "P", "O", &f), &f, FAULT_STATE,
	    "outside of a transaction");
	assert_fault(
	    archive_commit(a, &f), &f, FAULT_STATE, "outside of a transaction");
	assert_ok(archive_begin(a, &f), &f);
	assert_fault(
	    archive_begin(a, &f), &f, FAULT_STATE, "inside a transaction");
	archive_close(a);
}

static void
test_a_reader_cannot_write(void **state)
{
	struct box *b = *state;
	struct archive *a = box_create(b);
	struct fault f;
	int64_t id;

	archive_close(a);
	assert_ok(archive_open(b->db, false, &a, &f), &f);
	/* Whether begin or the first put says so is the engine's matter. */
	if (archive_begin(a, &f) == 0)
		assert_int_equal(archive_document(a, "P", "D", &id, &f), -1);
	archive_close(a);
	assert_ok(archive_open(b->db, false, &a, &f), &f);
	assert_whole(a);
	archive_close(a);
}

static void
test_the_second_writer_is_told_that_it_is_busy(void **state)
{
	struct box *b = *state;
	struct archive *a = box_create(b), *second;
	struct archive_list list;
	struct fault f;

	assert_ok(archive_open(b->db, true, &second, &f), &f);
	assert_ok(archive_begin(a, &f), &f);
	(void)box_document(a, "Acme", "Privacy Policy");
	assert_fault(archive_begin(second, &f), &f, FAULT_BUSY, "in use");
	/* Reading goes on meanwhile, and sees what is committed. */
	assert_ok(archive_list(second, &list, &f), &f);
	assert_int_equal(list.n, 0);
	archive_list_free(&list);
	assert_ok(archive_commit(a, &f), &f);
	assert_ok(archive_begin(second, &f), &f);
	archive_rollback(second);
	archive_close(second);
	archive_close(a);
}

static void
test_a_writer_sees_what_another_one_put_before(void **state)
{
	struct box *b = *state;
	struct archive *one = box_create(b), *two;
	struct archive_text t;
	struct fault f;
	int64_t doc;

	assert_ok(archive_open(b->db, true, &two, &f), &f);
	assert_ok(archive_begin(one, &f), &f);
	doc = box_document(one, "Acme", "Privacy Policy");
	assert_int_equal(box_version(one, doc, BOX_DAY, BOX_TEXT_1), 1);
	assert_ok(archive_commit(one, &f), &f);
	/* p1 to p3 are old, p4 is new: two makes numbers, one must know. */
	assert_ok(archive_begin(two, &f), &f);
	assert_int_equal(box_version(two, doc, 2 * BOX_DAY, BOX_TEXT_2), 2);
	assert_ok(archive_commit(two, &f), &f);
	assert_ok(archive_begin(one, &f), &f);
	assert_int_equal(box_version(one, doc, 3 * BOX_DAY,
			     BOX_TEXT_2 "p5 A fifth one, for good measure.\n"),
	    3);
	assert_ok(archive_holdings_rebuild(one, doc, &f), &f);
	assert_ok(archive_commit(one, &f), &f);
	assert_ok(archive_text(two, "Acme", "Privacy Policy", 3, &t, &f), &f);
	assert_int_equal(t.n_clauses, 4);
	assert_string_equal(t.provisions[3], "p5");
	page_free(&t.page);
	assert_whole(two);
	archive_close(two);
	archive_close(one);
}

static void
test_what_was_not_committed_is_not_there_after_a_kill(void **state)
{
	struct box *b = *state;
	struct archive *a = box_create(b);
	struct archive_list list;
	struct fault f;
	pid_t child;
	int status;

	archive_close(a);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		/* The first transaction stands, the second dies half-way. */
		if (archive_open(b->db, true, &a, &f) != 0)
			_exit(9);
		box_fill(a);
		if (archive_begin(a, &f) != 0)
			_exit(9);
		(void)box_version(a, box_document(a, "Cut", "Terms"), 1,
		    "# T\np90 A text that never was acknowledged by anyone.\n");
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_ok(archive_open(b->db, true, &a, &f), &f);
	assert_ok(archive_list(a, &list, &f), &f);
	assert_int_equal(list.n, 3);
	archive_list_free(&list);
	assert_whole(a);
	archive_close(a);
}

static void
test_after_a_rollback_the_same_puts_go_in(void **state)
{
	struct archive *a = box_create(*state);
	struct archive_list list;
	struct fault f;
	int64_t doc;

	assert_ok(archive_begin(a, &f), &f);
	doc = box_document(a, "Other", "Terms");
	assert_int_equal(box_version(a, doc, 1,
			     "# T\np1 Words that will not be in the archive, "
			     "though they are long enough to be packed.\n"),
	    1);
	archive_rollback(a);
	box_fill(a);
	assert_ok(archive_list(a, &list, &f), &f);
	assert_int_equal(list.n, 3);
	archive_list_free(&list);
	assert_whole(a);
	archive_close(a);
}

/* A look and its version, as an import puts them; -1 at the first fault. */
static int
try_put(struct archive *a, const struct draft_page *d, struct fault *f)
{
	const struct capture c = { .key = "k",
		.method = "import captures",
		.url = "https://acme.example/",
		.record = "{}",
		.media = MEDIA_HTML,
		.media_type = "text/html",
		.select = "",
		.remove = "",
		.bytes = (const unsigned char *)d->source,
		.len = strlen(d->source) };
	struct archive_ruling r = { .ruling = RULING_SUBSTANTIVE,
		.rule = "first-text",
		.rules_version = 1,
		.who = "test",
		.detail = "" };
	int64_t doc, event;

	if (archive_begin(a, f) != 0 ||
	    archive_document(a, "Acme", "Cookies", &doc, f) != 0 ||
	    archive_owner_set(a, "Acme", "Acme Ltd.", f) != 0 ||
	    archive_put_event(a, doc, &c, "", &event, NULL, f) != 0 ||
	    archive_put_version(a, doc, event, &d->version, &r.version, f) !=
		0 ||
	    archive_put_ruling(a, event, &r, f) != 0 ||
	    archive_holdings_rebuild(a, doc, f) != 0 ||
	    archive_commit(a, f) != 0) {
		archive_rollback(a);
		return -1;
	}
	return 0;
}

static size_t
looks_of_cookies(struct archive *a)
{
	struct history h;
	struct fault f;
	size_t n;

	if (archive_looks(a, "Acme", "Cookies", INT64_MAX, &h, &f) != 0) {
		assert_int_equal(f.kind, FAULT_ABSENT);
		return 0;
	}
	n = h.n_looks;
	history_free(&h);
	return n;
}

/* Every step of a put fails once, and the put is then done without trouble. */
static void
test_a_put_that_fails_at_any_step_leaves_the_archive_whole(void **state)
{
	static const struct {
		int code;
		enum fault_kind kind;
	} ways[] = {
		{ SQLITE_FULL, FAULT_IO },
		{ SQLITE_CORRUPT, FAULT_STATE },
	};
	struct box *b = *state;
	struct archive *a = box_create(b);
	struct buf pristine;
	struct draft_page d;
	struct fault f;
	size_t i;
	int n, rc = -1;

	box_fill(a);
	archive_close(a);
	buf_init(&pristine, 1 << 22);
	assert_ok(file_read(b->db, &pristine, &f), &f);
	draft_page_make(&d, "# C\np50 We set cookies.\np51 You refuse them.\n");
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		assert_ok(archive_open(b->db, true, &a, &f), &f);
		for (n = 1; rc != 0; n++) {
			fail_code = ways[i].code;
			failing = n;
			rc = try_put(a, &d, &f);
			if (rc == 0)
				break;
			assert_int_equal(failing, 0);
			assert_int_equal(looks_of_cookies(a), 0);
			if (n % 8 == 0)
				assert_whole(a);
		}
		failing = 0;
		assert_true(n > 40);
		assert_int_equal(looks_of_cookies(a), 1);
		assert_whole(a);
		archive_close(a);
		assert_ok(
		    file_publish(b->db, pristine.data, pristine.len, 0600, &f),
		    &f);
		rc = -1;
	}
	buf_free(&pristine);
	draft_page_free(&d);
}

/* An auditor has it on a medium that nobody writes. */
static void
test_an_archive_in_a_folder_that_cannot_be_written_is_read(void **state)
{
	struct box *b = *state;
	struct archive *a = box_create(b);
	struct fault f;
	pid_t child;
	int status;

	box_fill(a);
	archive_close(a);
	assert_int_equal(chmod(b->db, 0444), 0);
	assert_int_equal(chmod(b->dir, 0555), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		/* Modes bind nobody who is root. */
		if (geteuid() == 0 && setuid(65534) != 0)
			_exit(9);
		if (archive_open(b->db, false, &a, &f) != 0) {
			(void)fprintf(stderr, "%s\n", f.text);
			_exit(1);
		}
		assert_whole(a);
		archive_close(a);
		_exit(archive_open(b->db, true, &a, &f) == 0 ? 2 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(chmod(b->dir, 0755), 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static int
copy_data(const char *from, const char *to)
{
	struct buf b;
	struct fault f;
	int rc;

	buf_init(&b, 1 << 20);
	if ((rc = file_read(from, &b, &f)) == 0)
		rc = file_create(to, b.data, b.len, 0600, &f);
	if (rc != 0)
		print_message("%s\n", f.text);
	buf_free(&b);
	return rc;
}

static void
check_an_archive_opens(struct box *b, const char *data)
{
	struct archive *a;
	struct history h;
	struct fault f;

	assert_int_equal(copy_data(data, b->db), 0);
	assert_ok(archive_open(b->db, false, &a, &f), &f);
	assert_whole(a);
	assert_ok(
	    archive_history(a, "Acme", "Privacy Policy", INT64_MAX, &h, &f),
	    &f);
	assert_int_equal(h.n_looks, 6);
	assert_int_equal(h.n_versions, 2);
	assert_int_equal(h.n_holdings, 4);
	assert_int_equal(h.n_provisions, 4);
	assert_int_equal(h.current, 2);
	history_free(&h);
	archive_close(a);
	/* And takes more. */
	assert_ok(archive_open(b->db, true, &a, &f), &f);
	assert_ok(archive_begin(a, &f), &f);
	(void)box_version(a, box_document(a, "Acme", "Privacy Policy"),
	    9 * BOX_DAY, BOX_TEXT_1 "p7 One more, to be sure of it.\n");
	assert_ok(archive_holdings_rebuild(
		      a, box_document(a, "Acme", "Privacy Policy"), &f),
	    &f);
	assert_ok(archive_commit(a, &f), &f);
	assert_whole(a);
	archive_close(a);
}

static void
test_an_archive_of_version_1_opens(void **state)
{
	check_an_archive_opens(*state, "tests/data/archive-v1.db");
}

static void
test_an_archive_of_version_2_opens(void **state)
{
	check_an_archive_opens(*state, "tests/data/archive-v2.db");
}

/*
 * With a path: make the archive that these tests open, of the version that
 * the program then has.
 * It was then made small by "PRAGMA page_size = 1024; VACUUM", with the journal
 * mode DELETE for that while.  A later version adds a file and keeps this one.
 */
static int
make_sample(const char *path)
{
	struct box b;
	struct archive *a;

	(void)snprintf(b.db, sizeof(b.db), "%s", path);
	a = box_create(&b);
	box_fill(a);
	archive_close(a);
	return 0;
}

int
main(int argc, char *argv[])
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_nothing_that_exists_is_written_over),
		T(test_a_folder_that_is_not_there_leaves_no_key),
		T(test_the_log_key_is_secret_and_may_live_elsewhere),
		T(test_only_an_absent_file_is_absent),
		T(test_an_archive_of_a_newer_program_is_refused_with_both_numbers),
		T(test_another_kind_of_database_is_not_touched),
		T(test_evidence_takes_rows_and_gives_none_back),
		T(test_a_put_wants_a_transaction),
		T(test_a_reader_cannot_write),
		T(test_the_second_writer_is_told_that_it_is_busy),
		T(test_a_writer_sees_what_another_one_put_before),
		T(test_what_was_not_committed_is_not_there_after_a_kill),
		T(test_after_a_rollback_the_same_puts_go_in),
		T(test_a_put_that_fails_at_any_step_leaves_the_archive_whole),
		T(test_an_archive_in_a_folder_that_cannot_be_written_is_read),
		T(test_an_archive_of_version_1_opens),
		T(test_an_archive_of_version_2_opens),
	};

	if (argc == 2)
		return make_sample(argv[1]);
	return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
