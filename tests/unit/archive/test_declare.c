#include "archive/declare.h"

#include "archive/check.h"
#include "help/archive.h"
#include "help/test.h"

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
no_problem(void *ctx, const char *words)
{
	(void)ctx;
	fail_msg("problem: %s", words);
}

/* Declares it; true if a row was put. */
static bool
declare(struct archive *a, int64_t doc, int64_t from, int64_t until,
    int64_t added, const char *json)
{
	const struct archive_declaration d = { from, until, added, json };
	struct fault f;
	bool put = false;

	assert_ok(archive_declare(a, doc, &d, &put, &f), &f);
	return put;
}

static void
assert_declared(struct archive *a, int64_t doc, int64_t at, const char *want)
{
	struct archive_declaration d;
	struct arena arena;
	struct fault f;

	arena_init(&arena);
	assert_ok(archive_declared(a, doc, at, &arena, &d, &f), &f);
	if (want == NULL)
		assert_null(d.json);
	else
		assert_string_equal(d.json, want);
	arena_free(&arena);
}

static void
test_each_time_has_the_declaration_of_its_time(void **state)
{
	struct archive *a = box_create(*state);
	struct archive_counts c;
	struct fault f;
	int64_t doc, other;

	assert_ok(archive_begin(a, &f), &f);
	assert_ok(archive_document(a, "Acme", "Terms", &doc, &f), &f);
	assert_ok(archive_document(a, "Acme", "Privacy", &other, &f), &f);
	assert_declared(a, doc, 5, NULL);
	assert_true(declare(a, doc, INT64_MIN, 100, 9, "{\"n\":1}"));
	assert_true(declare(a, doc, 101, 200, 9, "{\"n\":2}"));
	assert_true(declare(a, doc, 201, INT64_MAX, 9, "{\"n\":3}"));
	assert_ok(archive_commit(a, &f), &f);
	assert_declared(a, doc, INT64_MIN, "{\"n\":1}");
	assert_declared(a, doc, 100, "{\"n\":1}");
	assert_declared(a, doc, 101, "{\"n\":2}");
	assert_declared(a, doc, 200, "{\"n\":2}");
	assert_declared(a, doc, 201, "{\"n\":3}");
	assert_declared(a, doc, INT64_MAX, "{\"n\":3}");
	assert_declared(a, other, 150, NULL);

	/* The same again adds nothing; another text of a period does. */
	assert_ok(archive_begin(a, &f), &f);
	assert_false(declare(a, doc, INT64_MIN, 100, 10, "{\"n\":1}"));
	assert_false(declare(a, doc, 101, 200, 10, "{\"n\":2}"));
	assert_false(declare(a, doc, 201, INT64_MAX, 10, "{\"n\":3}"));
	assert_true(declare(a, doc, 101, 200, 11, "{\"n\":4}"));
	assert_declared(a, doc, 150, "{\"n\":4}");
	assert_declared(a, doc, 100, "{\"n\":1}");
	assert_ok(archive_commit(a, &f), &f);
	assert_ok(archive_check(a, true, no_problem, NULL, &c, &f), &f);
	archive_close(a);
}

static void
test_what_is_declared_anew_holds_from_then_on(void **state)
{
	struct archive *a = box_create(*state);
	struct fault f;
	int64_t doc;

	assert_ok(archive_begin(a, &f), &f);
	assert_ok(archive_document(a, "Acme", "Terms", &doc, &f), &f);
	assert_true(declare(a, doc, INT64_MIN, INT64_MAX, 1000, "{\"n\":1}"));
	assert_false(declare(a, doc, INT64_MIN, INT64_MAX, 2000, "{\"n\":1}"));
	assert_true(declare(a, doc, INT64_MIN, INT64_MAX, 3000, "{\"n\":2}"));
	assert_declared(a, doc, 2999, "{\"n\":1}");
	assert_declared(a, doc, 3000, "{\"n\":2}");
	assert_false(declare(a, doc, INT64_MIN, INT64_MAX, 4000, "{\"n\":2}"));
	assert_ok(archive_commit(a, &f), &f);
	assert_int_equal(
	    archive_declare(a, doc,
		&(struct archive_declaration){ 1, 2, 3, "{}" }, NULL, &f),
	    -1);
	assert_int_equal(f.kind, FAULT_STATE);
	archive_close(a);
}

static void
test_a_document_that_nobody_made_has_no_handle(void **state)
{
	struct archive *a = box_create(*state);
	struct fault f;
	int64_t doc = 7, made;

	assert_ok(archive_document_find(a, "Acme", "Terms", &doc, &f), &f);
	assert_int_equal(doc, 0);
	assert_ok(archive_begin(a, &f), &f);
	assert_ok(archive_document(a, "Acme", "Terms", &made, &f), &f);
	assert_ok(archive_document_find(a, "Acme", "Terms", &doc, &f), &f);
	assert_int_equal(doc, made);
	archive_rollback(a);
	archive_close(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_each_time_has_the_declaration_of_its_time, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    test_what_is_declared_anew_holds_from_then_on, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    test_a_document_that_nobody_made_has_no_handle, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests_name("declare", tests, NULL, NULL);
}
