/* wrap: sqlite3_busy_timeout */
#include "archive/withhold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "archive/check.h"
#include "archive/log.h"
#include "archive/read.h"
#include "base/file.h"
#include "help/archive.h"
#include "help/busy.h"
#include "help/test.h"
#include "model/history.h"

/* What is taken out is gone from the file, and all else is as it was. */

#define LOOKS 40
#define SECRET_LEN 1024

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

static void
tell(void *ctx, const char *words)
{
	(void)ctx;
	print_message("%s\n", words);
}

static struct archive_counts
counts(struct archive *a)
{
	struct archive_counts c;
	struct fault f;

	assert_ok(archive_check(a, true, tell, NULL, &c, &f), &f);
	assert_int_equal(c.problems, 0);
	return c;
}

/* Characters that no packing makes shorter than they are. */
static void
secret_of(unsigned seed, char out[SECRET_LEN + 1])
{
	uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	size_t i;

	for (i = 0; i < SECRET_LEN; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		out[i] = (char)(1 + x % 255);
	}
	out[SECRET_LEN] = '\0';
}

/* Every page has the lines of the others and a secret of its own. */
static char *
page_of(unsigned day)
{
	char secret[SECRET_LEN + 1];
	struct buf b;
	unsigned i;

	buf_init(&b, 1 << 16);
	secret_of(day, secret);
	for (i = 0; i < 40; i++)
		buf_fmt(&b, "<p>Sentence %u, as on every day.</p>\n", i);
	buf_fmt(&b, "<p>%s</p>\n", secret);
	return buf_take(&b);
}

/* Does the file, or its journal, hold any 16 bytes of that secret? */
static bool
file_holds(const char *path, const char *secret)
{
	struct fault f;
	struct buf b;
	bool found = false;
	size_t i, k;

	buf_init(&b, 1 << 26);
	if (file_exists(path)) {
		assert_ok(file_read(path, &b, &f), &f);
		for (k = 0; k + 16 <= SECRET_LEN && !found; k += 16)
			for (i = 0; i + 16 <= b.len && !found; i++)
				found = memcmp(b.data + i, secret + k, 16) == 0;
	}
	buf_free(&b);
	return found;
}

static bool
archive_holds(const struct box *b, unsigned day)
{
	char secret[SECRET_LEN + 1], wal[128];

	secret_of(day, secret);
	(void)snprintf(wal, sizeof(wal), "%s-wal", b->db);
	return file_holds(b->db, secret) || file_holds(wal, secret);
}

static void
fill(struct archive *a, int64_t events[LOOKS])
{
	struct fault f;
	int64_t doc;
	unsigned i;
	char *page;

	assert_ok(archive_begin(a, &f), &f);
	doc = box_document(a, "Acme", "Privacy Policy");
	for (i = 0; i < LOOKS; i++) {
		page = page_of(i);
		events[i] = box_event(a, doc, i, page);
		box_ruling(a, events[i], RULING_GAP, 0, "no text wanted");
		free(page);
	}
	assert_ok(archive_commit(a, &f), &f);
}

static void
check_captures(
    struct archive *a, const int64_t events[LOOKS], const bool gone[LOOKS])
{
	unsigned char *bytes;
	struct fault f;
	size_t i, n;
	char *page;

	for (i = 0; i < LOOKS; i++) {
		if (gone[i]) {
			assert_fault(
			    archive_capture(a, events[i], &bytes, &n, &f), &f,
			    FAULT_WITHHELD,
			    "was withheld on 2023-11-14 by counsel: a court "
			    "said so");
			continue;
		}
		page = page_of((unsigned)i);
		assert_ok(archive_capture(a, events[i], &bytes, &n, &f), &f);
		assert_int_equal(n, strlen(page));
		assert_memory_equal(bytes, page, n);
		free(bytes);
		free(page);
	}
}

static int
withhold(struct archive *a, const char *hex, struct archive_withheld *out,
    struct fault *f)
{
	return archive_withhold(
	    a, hex, "a court said so", "counsel", 1700000000000, out, f);
}

static struct digest_hex
hex_of(unsigned day)
{
	struct digest sha;
	struct fault f;
	char *page = page_of(day);

	assert_ok(sha256_of(page, strlen(page), &sha, &f), &f);
	free(page);
	return digest_hex(&sha);
}

static void
test_bytes_leave_the_file_and_the_others_read_as_before(void **state)
{
	static const unsigned out[] = { 0, 17, 18, 31, LOOKS - 1 };
	struct box *b = *state;
	struct archive *a = box_create(b);
	struct archive_withheld w;
	int64_t events[LOOKS];
	bool gone[LOOKS] = { false };
	struct buf entry;
	struct fault f;
	uint64_t before, size;
	size_t i;

	fill(a, events);
	assert_ok(archive_log_size(a, &before, &f), &f);
	for (i = 0; i < sizeof(out) / sizeof(out[0]); i++) {
		/* Another one of them is open again each time. */
		archive_close(a);
		assert_ok(archive_open(b->db, true, &a, &f), &f);
		assert_true(archive_holds(b, out[i]));
		assert_ok(withhold(a, hex_of(out[i]).s, &w, &f), &f);
		assert_false(w.already);
		assert_string_equal(digest_hex(&w.sha).s, hex_of(out[i]).s);
		gone[out[i]] = true;
		assert_false(archive_holds(b, out[i]));
		check_captures(a, events, gone);
		assert_int_equal(counts(a).withheld, i + 1);
		assert_ok(archive_log_size(a, &size, &f), &f);
		assert_int_equal(size, before + i + 1);
	}
	buf_init(&entry, 65535);
	assert_ok(archive_log_entry(a, size - 1, &entry, &f), &f);
	assert_non_null(
	    strstr((const char *)entry.data, "\"kind\":\"withheld\""));
	assert_non_null(strstr((const char *)entry.data, hex_of(39).s));
	assert_non_null(strstr((const char *)entry.data, "a court said so"));
	buf_free(&entry);
	for (i = 0; i < LOOKS; i += 3)
		assert_int_equal(archive_holds(b, (unsigned)i), !gone[i]);
	archive_close(a);
	assert_ok(archive_open(b->db, false, &a, &f), &f);
	check_captures(a, events, gone);
	archive_close(a);
}

static void
test_the_same_bytes_are_not_kept_again(void **state)
{
	struct box *b = *state;
	struct archive *a = box_create(b);
	struct archive_withheld w;
	int64_t events[LOOKS], doc, again;
	struct fault f;
	char *page = page_of(3);

	fill(a, events);
	assert_ok(withhold(a, hex_of(3).s, &w, &f), &f);
	archive_close(a);
	assert_ok(archive_open(b->db, true, &a, &f), &f);
	assert_ok(archive_begin(a, &f), &f);
	doc = box_document(a, "Acme", "Privacy Policy");
	again = box_event(a, doc, LOOKS + 1, page);
	box_ruling(a, again, RULING_GAP, 0, "no text wanted");
	assert_ok(archive_commit(a, &f), &f);
	assert_false(archive_holds(b, 3));
	(void)counts(a);
	/* Asked for twice, it is done once. */
	assert_ok(withhold(a, hex_of(3).s, &w, &f), &f);
	assert_true(w.already);
	assert_int_equal(counts(a).withheld, 1);
	archive_close(a);
	free(page);
}

static void
test_of_a_text_that_is_withheld_the_places_are_left(void **state)
{
	struct box *b = *state;
	struct archive *a = box_create(b);
	struct archive_withheld w;
	struct archive_text t;
	struct history h;
	struct fault f;
	size_t i, n, len;

	box_fill(a);
	assert_ok(archive_text(a, "Acme", "Privacy Policy", 1, &t, &f), &f);
	n = t.n_clauses;
	len = t.page.len;
	page_free(&t.page);
	assert_ok(
	    archive_history(a, "Acme", "Privacy Policy", INT64_MAX, &h, &f),
	    &f);
	assert_ok(withhold(a, digest_hex(&h.versions[0].text).s, &w, &f), &f);
	history_free(&h);
	assert_int_equal(w.size, len);
	(void)counts(a);
	assert_fault(archive_text(a, "Acme", "Privacy Policy", 1, &t, &f), &f,
	    FAULT_WITHHELD, "was withheld on");
	assert_ok(
	    archive_text_places(a, "Acme", "Privacy Policy", 1, &t, &f), &f);
	assert_int_equal(f.kind, FAULT_NONE);
	assert_int_equal(t.n_clauses, n);
	assert_int_equal(t.page.len, len);
	for (i = 0; i < len; i++)
		assert_int_equal(t.page.text[i], ' ');
	page_free(&t.page);
	assert_ok(archive_text(a, "Acme", "Privacy Policy", 2, &t, &f), &f);
	page_free(&t.page);
	assert_ok(
	    archive_history(a, "Acme", "Privacy Policy", INT64_MAX, &h, &f),
	    &f);
	assert_int_equal(h.n_versions, 2);
	history_free(&h);
	archive_close(a);
}

/* The digest of any row of a table's blob, by the engine itself. */
static void
digest_by(const char *db, const char *sql, char out[65])
{
	sqlite3_stmt *s;
	sqlite3 *conn;

	assert_int_equal(sqlite3_open(db, &conn), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(conn, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	(void)snprintf(out, 65, "%s", (const char *)sqlite3_column_text(s, 0));
	(void)sqlite3_finalize(s);
	(void)sqlite3_close(conn);
}

static void
test_what_may_not_be_withheld_says_why(void **state)
{
	struct box *b = *state;
	struct archive *a = box_create(b);
	struct archive_withheld w;
	struct archive *other;
	struct archive_counts before, after;
	struct fault f;
	char hex[65];

	box_fill(a);
	before = counts(a);
	digest_by(b->db,
	    "SELECT lower(hex(b.sha)) FROM version v JOIN blob b "
	    "ON b.id = v.map",
	    hex);
	assert_fault(withhold(a, hex, &w, &f), &f, FAULT_STATE,
	    "it is the map of a text");
	assert_fault(withhold(a, "abc", &w, &f), &f, FAULT_FORMAT,
	    "want 8 to 64 digits of a SHA-256, have 3");
	assert_fault(withhold(a, "zzzzzzzzzzzz", &w, &f), &f, FAULT_FORMAT,
	    "BLOB zzzzzzzzzzzz");
	assert_fault(withhold(a, "0123456789abcdef", &w, &f), &f, FAULT_ABSENT,
	    "no bytes have a digest that begins 0123456789");
	after = counts(a);
	assert_int_equal(after.leaves, before.leaves);
	assert_int_equal(after.withheld, 0);
	archive_close(a);

	/* Nobody else may hold pages of the file. */
	digest_by(b->db, "SELECT lower(hex(sha)) FROM blob WHERE id = 1", hex);
	assert_ok(archive_open(b->db, true, &a, &f), &f);
	assert_ok(archive_open(b->db, false, &other, &f), &f);
	assert_ok(archive_snapshot(other, &f), &f);
	assert_fault(withhold(a, hex, &w, &f), &f, FAULT_BUSY, "in use");
	archive_close(other);
	archive_close(a);
	assert_ok(archive_open(b->db, true, &a, &f), &f);
	assert_int_equal(counts(a).withheld, 0);
	archive_close(a);
}

/* What the triggers let through, and what they do not. */
static void
test_a_blob_changes_in_no_other_way(void **state)
{
	static const char *const tries[] = {
		"UPDATE blob SET bytes = x'' WHERE id = 5",
		"UPDATE blob SET sha = zeroblob(32) WHERE id = 5",
		"UPDATE blob SET size = size + 1 WHERE id = 5",
		"UPDATE blob SET bytes = x'00', stored = zeroblob(4) WHERE id = 5",
		"UPDATE blob SET prefix = NULL, depth = 0 WHERE prefix = 2",
		"UPDATE blob SET id = 900 WHERE id = 5",
		/* The withheld one does not come back. */
		"UPDATE blob SET bytes = x'0102' WHERE id = 1",
		"DELETE FROM blob WHERE id = 5",
		"DELETE FROM withheld",
		"UPDATE withheld SET why = 'no'",
	};
	struct box *b = *state;
	struct archive *a = box_create(b);
	struct archive_withheld w;
	int64_t events[LOOKS];
	struct fault f;
	sqlite3 *conn;
	char *words;
	size_t i;

	fill(a, events);
	assert_ok(withhold(a, hex_of(0).s, &w, &f), &f);
	archive_close(a);
	assert_int_equal(sqlite3_open(b->db, &conn), SQLITE_OK);
	for (i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		words = NULL;
		assert_int_equal(
		    sqlite3_exec(conn, tries[i], NULL, NULL, &words),
		    SQLITE_CONSTRAINT);
		assert_non_null(strstr(words, "append-only"));
		sqlite3_free(words);
	}
	assert_int_equal(sqlite3_close(conn), SQLITE_OK);
}

static void
test_a_copy_is_made_while_others_write(void **state)
{
	struct box *b = *state;
	struct archive *a = box_create(b), *reader, *copy;
	struct archive_counts of, in, read;
	struct fault f;
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/b.db", b->dir);
	box_fill(a);
	of = counts(a);
	assert_ok(archive_open(b->db, false, &reader, &f), &f);
	assert_ok(archive_begin(a, &f), &f);
	(void)box_version(a, box_document(a, "Acme", "Privacy Policy"),
	    9 * BOX_DAY, BOX_TEXT_1 "p7 One more, to be sure of it.\n");
	assert_ok(archive_copy(reader, path, &read, &f), &f);
	assert_int_equal(read.events, of.events);
	assert_true(read.data_bytes > 0);
	/* Over nothing that exists. */
	assert_fault(
	    archive_copy(reader, path, &read, &f), &f, FAULT_STATE, "b.db");
	assert_ok(archive_holdings_rebuild(
		      a, box_document(a, "Acme", "Privacy Policy"), &f),
	    &f);
	assert_ok(archive_commit(a, &f), &f);
	assert_ok(archive_open(path, false, &copy, &f), &f);
	in = counts(copy);
	assert_int_equal(in.events, of.events);
	assert_int_equal(in.leaves, of.leaves);
	assert_int_equal(counts(a).events, of.events + 1);
	archive_close(copy);
	archive_close(reader);
	archive_close(a);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_bytes_leave_the_file_and_the_others_read_as_before),
		T(test_the_same_bytes_are_not_kept_again),
		T(test_of_a_text_that_is_withheld_the_places_are_left),
		T(test_what_may_not_be_withheld_says_why),
		T(test_a_blob_changes_in_no_other_way),
		T(test_a_copy_is_made_while_others_write),
	};

	return cmocka_run_group_tests_name("withhold", tests, NULL, NULL);
}
