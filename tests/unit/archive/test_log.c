#include "archive/log.h"
#include "archive/log_sign.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive/check.h"
#include "base/file.h"
#include "base/jv.h"
#include "help/archive.h"
#include "help/test.h"

/* Looks without bytes: two leaves each, so that tests are quick. */
static void
fill(struct archive *a, int64_t doc, int64_t first, int64_t end)
{
	struct fault f;
	int64_t i;

	assert_ok(archive_begin(a, &f), &f);
	for (i = first; i < end; i++)
		box_ruling(a, box_event(a, doc, i * BOX_DAY, NULL), RULING_GAP,
		    0, "x");
	assert_ok(archive_commit(a, &f), &f);
}

static int64_t
fill_document(struct archive *a)
{
	struct fault f;
	int64_t doc;

	assert_ok(archive_begin(a, &f), &f);
	doc = box_document(a, "Acme", "Privacy Policy");
	assert_ok(archive_commit(a, &f), &f);
	return doc;
}

/* The root over the first leaves, by the entries alone. */
static struct digest
root_by_entries(struct archive *a, uint64_t size)
{
	struct tree_edge e = { .size = 0 };
	struct digest d;
	struct fault f;
	struct buf b;

	while (e.size < size) {
		buf_init(&b, 65535);
		assert_ok(archive_log_entry(a, e.size, &b, &f), &f);
		assert_ok(tree_leaf(b.data, b.len, &d, &f), &f);
		assert_ok(tree_edge_add(&e, &d, NULL, NULL, &f), &f);
		buf_free(&b);
	}
	assert_ok(tree_edge_root(&e, &d, &f), &f);
	return d;
}

static struct digest
root_by_nodes(struct archive *a, uint64_t size)
{
	const struct tree t = archive_log_tree(a);
	struct digest d;
	struct fault f;

	assert_ok(tree_root(&t, size, &d, &f), &f);
	return d;
}

static void
ignore(void *ctx, const char *words)
{
	(void)ctx;
	print_message("%s\n", words);
}

static size_t
problems(struct archive *a)
{
	struct archive_counts c;
	struct fault f;

	assert_ok(archive_check(a, true, ignore, NULL, &c, &f), &f);
	return c.problems;
}

static void
test_an_entry_is_canonical_json_of_its_record(void **state)
{
	struct box *b = box_new();
	struct archive *a = box_create(b);
	struct fault f;
	struct buf e;

	(void)state;
	box_fill(a);
	buf_init(&e, 65535);
	assert_ok(archive_log_entry(a, 0, &e, &f), &f);
	assert_non_null(strstr((char *)e.data, "{\"capture_sha256\":\""));
	assert_non_null(strstr((char *)e.data,
	    "\"document\":\"Privacy Policy\",\"kind\":\"event\",\"platform\":"
	    "\"Acme\",\"record_sha256\":\""));
	assert_non_null(
	    strstr((char *)e.data, "\"time\":\"1970-01-02T00:00:00Z\"}"));
	buf_free(&e);
	buf_init(&e, 65535);
	assert_fault(archive_log_entry(a, 1000, &e, &f), &f, FAULT_ABSENT,
	    "no leaf 1000");
	buf_free(&e);
	archive_close(a);
	box_free(b);
}

/* They are written straight from the columns, not from a JSON value. */
static void
test_entries_of_all_kinds_are_as_a_json_value_is_written(void **state)
{
	struct box *b = box_new();
	struct archive *a = box_create(b);
	struct fault f;
	struct buf e, again;
	struct jv *v;
	int64_t doc;
	uint64_t i, size;

	(void)state;
	box_fill(a);
	box_log(b, a);
	assert_ok(archive_begin(a, &f), &f);
	doc = box_document(a, "Caf\xc3\xa9 \"\\ \x7f", "\xe2\x80\xa8");
	(void)box_version(a, doc, 7, "# One\np7 We keep it.\n");
	assert_ok(archive_holdings_rebuild(a, doc, &f), &f);
	assert_ok(archive_commit(a, &f), &f);
	assert_ok(archive_log_size(a, &size, &f), &f);
	for (i = 0; i < size; i++) {
		buf_init(&e, 65535);
		buf_init(&again, 65535);
		assert_ok(archive_log_entry(a, i, &e, &f), &f);
		assert_ok(jv_parse(e.data, e.len, &v, &f), &f);
		jv_write(v, &again);
		assert_string_equal((char *)e.data, (char *)again.data);
		jv_free(v);
		buf_free(&e);
		buf_free(&again);
	}
	assert_int_equal(problems(a), 0);
	archive_close(a);
	box_free(b);
}

static void
test_nodes_give_the_roots_that_entries_give(void **state)
{
	struct box *b = box_new();
	struct archive *a = box_create(b);
	struct digest x, y;
	struct fault f;
	uint64_t size, n;
	int64_t doc;

	(void)state;
	doc = fill_document(a);
	x = root_by_nodes(a, 0);
	y = root_by_entries(a, 0);
	assert_true(digest_equal(&x, &y));
	/* In transactions of odd sizes, over 16, 256 and their sums. */
	fill(a, doc, 1, 4);
	fill(a, doc, 4, 9);
	fill(a, doc, 9, 100);
	fill(a, doc, 100, 141);
	assert_ok(archive_log_size(a, &size, &f), &f);
	assert_int_equal(size, 280);
	for (n = 1; n <= size; n += n < 40 || n > 250 ? 1 : 13) {
		x = root_by_nodes(a, n);
		y = root_by_entries(a, n);
		assert_true(digest_equal(&x, &y));
	}
	assert_int_equal(problems(a), 0);
	archive_close(a);
	box_free(b);
}

static void
test_every_leaf_is_proven_under_a_checkpoint(void **state)
{
	struct box *b = box_new();
	struct archive *a = box_create(b);
	struct checkpoint_proof p;
	char why[CHECKPOINT_WHY];
	struct vkey keys[ARCHIVE_LOG_KEYS];
	struct checkpoint c;
	struct digest leaf;
	struct buf note, proof;
	struct fault f;
	uint64_t i;
	size_t n;
	bool yes;

	(void)state;
	fill(a, fill_document(a), 1, 30);
	box_sign(a, NULL, NULL, &note);
	assert_ok(archive_log_keys(a, keys, &n, &f), &f);
	assert_int_equal(n, 1);
	assert_ok(
	    checkpoint_open(note.data, note.len, keys, n, &c, why, &f), &f);
	assert_string_equal(why, "");
	for (i = 0; i < c.head.size; i++) {
		buf_init(&proof, CHECKPOINT_PROOF_MAX);
		assert_ok(archive_log_prove(a, i, &c, &note, &proof, &f), &f);
		assert_ok(checkpoint_proof_read(
			      (const char *)proof.data, proof.len, &p, &f),
		    &f);
		assert_ok(tree_leaf(p.extra, p.extra_n, &leaf, &f), &f);
		assert_ok(tree_has(p.index, c.head.size, &leaf, p.path.hash,
			      p.path.n, &c.head.root, &yes, &f),
		    &f);
		assert_true(yes);
		checkpoint_proof_free(&p);
		buf_free(&proof);
	}
	buf_free(&note);
	archive_close(a);
	box_free(b);
}

static void
test_what_was_rolled_back_left_no_leaf(void **state)
{
	struct box *b = box_new();
	struct archive *a = box_create(b);
	struct digest x, y;
	struct fault f;
	uint64_t size;
	int64_t doc;

	(void)state;
	doc = fill_document(a);
	fill(a, doc, 1, 8);
	assert_ok(archive_begin(a, &f), &f);
	box_ruling(
	    a, box_event(a, doc, 50 * BOX_DAY, NULL), RULING_GAP, 0, "y");
	archive_rollback(a);
	assert_ok(archive_log_size(a, &size, &f), &f);
	assert_int_equal(size, 14);
	fill(a, doc, 8, 12);
	x = root_by_nodes(a, 22);
	y = root_by_entries(a, 22);
	assert_true(digest_equal(&x, &y));
	assert_int_equal(problems(a), 0);
	archive_close(a);
	box_free(b);
}

static void
copy_v1(const char *to)
{
	struct fault f;
	struct buf b;

	buf_init(&b, 1 << 24);
	assert_ok(file_read("tests/data/archive-v1.db", &b, &f), &f);
	assert_ok(file_create(to, b.data, b.len, 0644, &f), &f);
	buf_free(&b);
}

/* An archive from before the log: all of it is entered, always alike. */
static void
test_an_old_archive_is_entered_in_one_order(void **state)
{
	struct box *b = box_new();
	char other[128];
	struct archive *a;
	struct digest x, y;
	struct fault f;
	uint64_t size;

	(void)state;
	(void)snprintf(other, sizeof(other), "%s/b.db", b->dir);
	copy_v1(b->db);
	copy_v1(other);
	/* Once by a writer, once by a reader. */
	assert_ok(archive_open(b->db, true, &a, &f), &f);
	assert_ok(archive_log_size(a, &size, &f), &f);
	assert_int_equal(size, 24);
	x = root_by_nodes(a, size);
	assert_int_equal(problems(a), 0);
	archive_close(a);
	assert_ok(archive_open(other, false, &a, &f), &f);
	y = root_by_nodes(a, size);
	assert_true(digest_equal(&x, &y));
	archive_close(a);
	box_free(b);
}

static void
test_a_head_is_signed_once_and_only_further_on(void **state)
{
	struct box *b = box_new();
	struct archive *a = box_create(b);
	const struct archive_log_signing s = { .now_utc_ms = 7 };
	struct archive_log_signed made;
	struct buf one, two;
	struct fault f;
	int64_t doc;

	(void)state;
	doc = fill_document(a);
	fill(a, doc, 1, 4);
	buf_init(&one, NOTE_MAX);
	buf_init(&two, NOTE_MAX);
	assert_ok(archive_log_sign(a, &s, &one, &made, &f), &f);
	assert_true(made.made);
	assert_ok(archive_log_sign(a, &s, &two, &made, &f), &f);
	assert_false(made.made);
	assert_string_equal((char *)one.data, (char *)two.data);
	buf_free(&two);
	fill(a, doc, 4, 5);
	buf_init(&two, NOTE_MAX);
	assert_ok(archive_log_sign(a, &s, &two, &made, &f), &f);
	assert_true(made.made);
	assert_int_equal(made.checkpoint.head.size, 8);
	assert_int_equal(problems(a), 0);
	buf_free(&one);
	buf_free(&two);
	archive_close(a);
	box_free(b);
}

/* The file beside the key knows what was signed; the archive does not. */
static void
test_nothing_is_appended_behind_a_head_that_was_signed(void **state)
{
	struct box *b = box_new();
	struct archive *a = box_create(b);
	struct buf backup, note;
	struct fault f;
	int64_t doc;

	(void)state;
	doc = fill_document(a);
	fill(a, doc, 1, 4);
	archive_close(a);
	buf_init(&backup, 1 << 24);
	assert_ok(file_read(b->db, &backup, &f), &f);
	assert_ok(archive_open(b->db, true, &a, &f), &f);
	fill(a, doc, 4, 9);
	box_sign(a, NULL, NULL, &note);
	buf_free(&note);
	archive_close(a);
	assert_ok(file_publish(b->db, backup.data, backup.len, 0644, &f), &f);
	assert_ok(archive_open(b->db, true, &a, &f), &f);
	assert_fault(archive_begin(a, &f), &f, FAULT_STATE,
	    "the checkpoint has 16 leaves, the archive only 6");
	assert_fault(archive_begin(a, &f), &f, FAULT_STATE, "missing");
	archive_close(a);
	buf_free(&backup);
	box_free(b);
}

static void
test_a_digest_or_an_id_names_a_leaf(void **state)
{
	struct box *b = box_new();
	struct archive *a = box_create(b);
	struct digest file = box_sha("file"), capture;
	struct fault f;
	struct buf e;
	uint64_t at, again;

	(void)state;
	box_fill(a);
	box_log(b, a);
	assert_ok(archive_log_find(a, "event 1", &at, &f), &f);
	assert_int_equal(at, 0);
	assert_ok(archive_log_find(a, "PV-ACME-20250101-77", &at, &f), &f);
	buf_init(&e, 65535);
	assert_ok(archive_log_entry(a, at, &e, &f), &f);
	assert_non_null(strstr((char *)e.data, "\"kind\":\"issue\""));
	assert_non_null(strstr((char *)e.data, "\"signer\":\"Ada\""));
	buf_free(&e);
	assert_ok(archive_log_find(a, digest_hex(&file).s, &again, &f), &f);
	assert_int_equal(again, at);
	assert_fault(archive_log_find(a, "event 99", &at, &f), &f, FAULT_ABSENT,
	    "no leaf");
	assert_fault(archive_log_find(a, "PV-NONE-1", &at, &f), &f,
	    FAULT_ABSENT, "issued no packet");
	capture = box_sha("nothing");
	assert_fault(archive_log_find(a, digest_hex(&capture).s, &at, &f), &f,
	    FAULT_ABSENT, "has the digest");
	archive_close(a);
	box_free(b);
}

static void
test_a_checkpoint_that_is_wanted_is_the_smallest_that_covers(void **state)
{
	struct box *b = box_new();
	struct archive *a = box_create(b);
	struct checkpoint c;
	struct buf note;
	struct fault f;
	uint64_t size;
	int64_t doc;
	bool found;
	int i;

	(void)state;
	doc = fill_document(a);
	for (i = 0; i < 3; i++) {
		fill(a, doc, 1 + 2 * i, 3 + 2 * i);
		box_sign(a, NULL, NULL, &note);
		buf_free(&note);
	}
	assert_ok(archive_log_cover(
		      a, "Acme", "Privacy Policy", 3 * BOX_DAY, &size, &f),
	    &f);
	assert_int_equal(size, 6);
	buf_init(&note, NOTE_MAX);
	assert_ok(archive_log_kept(a, size, &note, &c, &found, &f), &f);
	assert_true(found);
	assert_int_equal(c.head.size, 8);
	buf_free(&note);
	buf_init(&note, NOTE_MAX);
	assert_ok(archive_log_kept(a, 13, &note, &c, &found, &f), &f);
	assert_false(found);
	assert_ok(archive_log_newest(a, &note, &c, &found, &f), &f);
	assert_int_equal(c.head.size, 12);
	buf_free(&note);
	archive_close(a);
	box_free(b);
}

/* All files below, with their sizes and a sum of their bytes. */
static void
folder(const char *dir, struct buf *out, bool unlink_all)
{
	struct dirent **list;
	struct fault f;
	struct stat st;
	char path[512];
	struct buf b;
	int i, n = scandir(dir, &list, NULL, alphasort);

	assert_true(n >= 0);
	for (i = 0; i < n; i++) {
		(void)snprintf(
		    path, sizeof(path), "%s/%s", dir, list[i]->d_name);
		if (list[i]->d_name[0] != '.' && stat(path, &st) == 0) {
			if (S_ISDIR(st.st_mode)) {
				folder(path, out, unlink_all);
			} else if (strstr(path, ".p/") == NULL || unlink_all) {
				struct digest d;

				buf_init(&b, 1 << 24);
				assert_ok(file_read(path, &b, &f), &f);
				assert_ok(sha256_of(b.data, b.len, &d, &f), &f);
				buf_fmt(out, "%s %s\n", list[i]->d_name,
				    digest_hex(&d).s);
				buf_free(&b);
				if (unlink_all)
					(void)unlink(path);
			}
		}
		free(list[i]);
	}
	free(list);
	if (unlink_all)
		(void)rmdir(dir);
}

static void
test_tiles_grow_to_what_they_are_when_made_at_once(void **state)
{
	struct box *b = box_new();
	struct archive *a = box_create(b);
	char grown[128], once[128];
	struct buf x, y, note;
	struct checkpoint c;
	struct fault f;
	uint64_t n;
	int64_t doc;

	(void)state;
	(void)snprintf(grown, sizeof(grown), "%s/grown", b->dir);
	(void)snprintf(once, sizeof(once), "%s/once", b->dir);
	doc = fill_document(a);
	assert_fault(archive_log_tiles(a, grown, &n, &c, &f), &f, FAULT_ABSENT,
	    "proviso checkpoint");
	fill(a, doc, 1, 100);
	box_sign(a, NULL, NULL, &note);
	buf_free(&note);
	assert_ok(archive_log_tiles(a, grown, &n, &c, &f), &f);
	assert_int_equal(n, 2);
	fill(a, doc, 100, 200);
	box_sign(a, NULL, NULL, &note);
	buf_free(&note);
	assert_ok(archive_log_tiles(a, grown, &n, &c, &f), &f);
	assert_int_equal(n, 5);
	assert_ok(archive_log_tiles(a, grown, &n, &c, &f), &f);
	assert_int_equal(n, 0);
	assert_ok(archive_log_tiles(a, once, &n, &c, &f), &f);
	assert_int_equal(n, 5);
	buf_init(&x, 1 << 20);
	buf_init(&y, 1 << 20);
	folder(grown, &x, false);
	folder(once, &y, false);
	assert_string_equal((char *)x.data, (char *)y.data);
	folder(grown, &x, true);
	folder(once, &y, true);
	buf_free(&x);
	buf_free(&y);
	archive_close(a);
	box_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_entry_is_canonical_json_of_its_record),
		cmocka_unit_test(
		    test_entries_of_all_kinds_are_as_a_json_value_is_written),
		cmocka_unit_test(test_nodes_give_the_roots_that_entries_give),
		cmocka_unit_test(test_every_leaf_is_proven_under_a_checkpoint),
		cmocka_unit_test(test_what_was_rolled_back_left_no_leaf),
		cmocka_unit_test(test_an_old_archive_is_entered_in_one_order),
		cmocka_unit_test(
		    test_a_head_is_signed_once_and_only_further_on),
		cmocka_unit_test(
		    test_nothing_is_appended_behind_a_head_that_was_signed),
		cmocka_unit_test(test_a_digest_or_an_id_names_a_leaf),
		cmocka_unit_test(
		    test_a_checkpoint_that_is_wanted_is_the_smallest_that_covers),
		cmocka_unit_test(
		    test_tiles_grow_to_what_they_are_when_made_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
