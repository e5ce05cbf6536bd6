/* wrap: file_publish file_create db_run db_commit */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/check.h"
#include "archive/log.h"
#include "base/file.h"
#include "db/db.h"
#include "help/archive.h"
#include "help/test.h"

/*
 * The n-th write fails while a head is signed, or a key changed: nothing is
 * half done, no head is ahead of the archive, and the next try works.
 */
static int fail_after = -1; /* writes that still work; -1: all do */

static bool
fails(struct fault *f)
{
	if (fail_after < 0)
		return false;
	if (fail_after-- > 0)
		return false;
	fail_after = 0;
	fault_set(f, FAULT_IO, "disk full");
	return true;
}

int __real_file_publish(
    const char *path, const void *p, size_t n, mode_t mode, struct fault *f);
int __wrap_file_publish(
    const char *path, const void *p, size_t n, mode_t mode, struct fault *f);
int __real_file_create(
    const char *path, const void *p, size_t n, mode_t mode, struct fault *f);
int __wrap_file_create(
    const char *path, const void *p, size_t n, mode_t mode, struct fault *f);
int __real_db_run(struct db *db, enum sql which, const struct db_value *v,
    size_t n, int64_t *id, struct fault *f);
int __wrap_db_run(struct db *db, enum sql which, const struct db_value *v,
    size_t n, int64_t *id, struct fault *f);
int __real_db_commit(struct db *db, struct fault *f);
int __wrap_db_commit(struct db *db, struct fault *f);

int
__wrap_file_publish(
    const char *path, const void *p, size_t n, mode_t mode, struct fault *f)
{
	return fails(f) ? -1 : __real_file_publish(path, p, n, mode, f);
}

int
__wrap_file_create(
    const char *path, const void *p, size_t n, mode_t mode, struct fault *f)
{
	return fails(f) ? -1 : __real_file_create(path, p, n, mode, f);
}

int
__wrap_db_run(struct db *db, enum sql which, const struct db_value *v, size_t n,
    int64_t *id, struct fault *f)
{
	return fails(f) ? -1 : __real_db_run(db, which, v, n, id, f);
}

int
__wrap_db_commit(struct db *db, struct fault *f)
{
	return fails(f) ? -1 : __real_db_commit(db, f);
}

static void
ignore(void *ctx, const char *words)
{
	(void)ctx;
	print_message("%s\n", words);
}

/* Opened anew it holds, and something can be appended. */
static void
assert_goes_on(const struct box *b, int64_t day)
{
	struct archive_counts c;
	struct archive *a;
	struct fault f;
	int64_t doc;

	assert_ok(archive_open(b->db, true, &a, &f), &f);
	assert_ok(archive_check(a, true, ignore, NULL, &c, &f), &f);
	assert_int_equal(c.problems, 0);
	assert_ok(archive_begin(a, &f), &f);
	doc = box_document(a, "Acme", "Privacy Policy");
	box_ruling(
	    a, box_event(a, doc, day * BOX_DAY, NULL), RULING_GAP, 0, "x");
	assert_ok(archive_commit(a, &f), &f);
	archive_close(a);
}

/* How many writes failed, one after the other, until all went well. */
static int
try_all(const struct box *b, const char *log_key, const char *rotate_to)
{
	struct archive_log_signed made;
	struct archive_log_signing s = { .log_key = log_key,
		.rotate_to = rotate_to,
		.now_utc_ms = 1700000000000 };
	struct archive *a;
	struct fault f;
	struct buf note;
	int n, rc = -1;

	for (n = 0; rc != 0; n++) {
		assert_true(n < 100);
		assert_goes_on(b, 100 + n + (rotate_to == NULL ? 0 : 100));
		assert_ok(archive_open(b->db, true, &a, &f), &f);
		buf_init(&note, NOTE_MAX);
		fail_after = n;
		rc = archive_log_sign(a, &s, &note, &made, &f);
		fail_after = -1;
		assert_true(rc == 0 || f.kind == FAULT_IO);
		archive_close(a);
		buf_free(&note);
		/* Its key was put before the head could be signed. */
		if (rc != 0 && rotate_to != NULL && file_exists(rotate_to)) {
			s.log_key = rotate_to;
			s.rotate_to = NULL;
		}
	}
	return n - 1;
}

static void
test_a_signing_that_fails_leaves_nothing_half_done(void **state)
{
	struct box *b = box_new();

	(void)state;
	archive_close(box_create(b));
	/* Keys, head, row and commit. */
	assert_int_equal(try_all(b, NULL, NULL), 4);
	assert_goes_on(b, 99);
	box_free(b);
}

static void
test_a_change_of_key_that_fails_leaves_nothing_half_done(void **state)
{
	struct box *b = box_new();
	char key[128];
	struct fault f;
	struct archive *a;
	struct vkey keys[ARCHIVE_LOG_KEYS];
	size_t n;

	(void)state;
	archive_close(box_create(b));
	(void)snprintf(key, sizeof(key), "%s/b.db.logkey", b->dir);
	assert_true(try_all(b, NULL, key) >= 5);
	assert_ok(archive_open(b->db, false, &a, &f), &f);
	assert_ok(archive_log_keys(a, keys, &n, &f), &f);
	assert_int_equal(n, 2);
	archive_close(a);
	box_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_signing_that_fails_leaves_nothing_half_done),
		cmocka_unit_test(
		    test_a_change_of_key_that_fails_leaves_nothing_half_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
